package review

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"scimsheet/internal/identity"
)

// everything is a small campaign that says all that a campaign can say.
func everything(t testing.TB) *Campaign {
	before := quarter3(t, Revoke, account("ann@acme.com", 1))
	written(t, before.Campaign)
	ann := account("ann@acme.com", 1, 2)
	ann.GivenName, ann.FamilyName = "=HYPERLINK(1)", "O'Brien, \"Bob\" <script>\u202e\u2028"
	f := factsOf(ann, account("bob@acme.com", 1, 3), account("zoe@acme.com", 2), account("idle@acme.com"))
	active := true
	f.Seed = "5eed"
	f.Name, f.Control, f.Due, f.By, f.Previous = "Q4", "ITGC-07", opened.AddDate(0, 0, 14), ByManager, before
	f.Scope = Scope{Workspaces: []identity.Workspace{{ID: ws(1), Name: "Finance"}, {ID: ws(2), Name: "Sales Planning"}}, Active: &active}
	f.Staff, f.Owners = staff(t, "ann@acme.com,1,Ann,zoe@acme.com,Sales,Terminated,2026-10-02", "zoe@acme.com,3,Zoë"), owners(t, "Finance,olga@acme.com")
	f.Logins = map[string]time.Time{"id-ann@acme.com": {}, "id-zoe@acme.com": opened.AddDate(0, 0, -190)}
	f.Admins = map[string]map[string]bool{ws(1): {"id-ann@acme.com": true}}
	f.Unknown = []string{"who administers Sales Planning could not be found out"}
	return mustOpen(t, f)
}

func TestAFullCampaignIsReadAsItWasWritten(t *testing.T) {
	c := everything(t)
	read, err := Read(bytes.NewReader(written(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, read); diff != "" {
		t.Error(diff)
	}
	if len(read.Digest) != 64 {
		t.Errorf("its digest is %q", read.Digest)
	}
}

func linesOf(t testing.TB, file []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func fileOf(t testing.TB, lines []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(lines); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestNoByteOfTheLinesCanBeEdited(t *testing.T) {
	lines := linesOf(t, written(t, everything(t)))
	for i := range lines {
		for _, other := range []byte{lines[i] ^ 1, ' '} {
			if other == lines[i] {
				continue
			}
			edited := bytes.Clone(lines)
			edited[i] = other
			if c, err := decodeCampaign(bytes.NewReader(edited)); !errors.Is(err, ErrDamaged) || c != nil && err == nil {
				t.Fatalf("byte %d may be %q instead of %q: %v", i, other, lines[i], err)
			}
		}
	}
}

func TestAnEditedFileIsRefusedOrSaysTheSame(t *testing.T) {
	c := everything(t)
	file := written(t, c)
	for i := range file {
		for _, flip := range []byte{1, 0x80, 0xff} {
			edited := bytes.Clone(file)
			edited[i] ^= flip
			read, err := Read(bytes.NewReader(edited))
			if err == nil && read.Digest != c.Digest || err != nil && !errors.Is(err, ErrDamaged) {
				t.Fatalf("byte %d of %d may be edited: %v", i, len(file), err)
			}
		}
	}
}

func TestACutFileIsRefused(t *testing.T) {
	file := written(t, everything(t))
	for length := range file {
		if _, err := Read(bytes.NewReader(file[:length])); !errors.Is(err, ErrDamaged) {
			t.Fatalf("of %d bytes %d are enough: %v", len(file), length, err)
		}
	}
	lines := bytes.SplitAfter(linesOf(t, file), []byte("\n"))
	for number := range len(lines) - 1 {
		if _, err := Read(bytes.NewReader(fileOf(t, bytes.Join(lines[:number], nil)))); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d lines are enough: %v", number, err)
		}
	}
	for _, more := range []string{"\n", "x", string(lines[1]), string(lines[len(lines)-2])} {
		if _, err := Read(bytes.NewReader(fileOf(t, append(bytes.Join(lines, nil), more...)))); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q may follow: %v", more, err)
		}
	}
}

// forge makes everything anew that follows from a campaign's rows, as a careful forger would.
func forge(t testing.TB, c *Campaign) {
	t.Helper()
	different := map[string]bool{}
	c.Proof.Users, c.Proof.Rows = len(c.People), 0
	for i := range c.People {
		p := &c.People[i]
		c.Proof.Rows += len(p.Accesses)
		for j := range p.Accesses {
			different[p.Accesses[j].Workspace.ID] = true
			p.Accesses[j].Flags = c.flags(p, &p.Accesses[j])
		}
	}
	c.Proof.Workspaces = len(different)
	c.Proof.Accounts = c.Proof.OutOfScope + c.Proof.WithoutAccess + c.Proof.Users
	c.Proof.TotalResults = c.Proof.Accounts
	c.Reviewers = c.tally()
	renumber(t, c)
}

// again adds the last person once more.
func again(c *Campaign) *Person {
	p := c.People[len(c.People)-1]
	p.Accesses = slices.Clone(p.Accesses)
	c.People = append(c.People, p)
	return &c.People[len(c.People)-1]
}

func renumber(t testing.TB, c *Campaign) {
	t.Helper()
	id, err := c.id()
	if err != nil {
		t.Fatal(err)
	}
	c.ID = id
	c.giveKeys()
}

// TestACampaignThatBeliesItselfIsRefused: whoever edits a file can also make its digest, and all that follows from
// what was edited. What cannot be made to fit is refused.
func TestACampaignThatBeliesItselfIsRefused(t *testing.T) {
	no := false
	for _, s := range []struct {
		why   string
		edit  func(*Campaign) // before everything is made anew
		after func(*Campaign) // when it has been; it is numbered once more
		words string
	}{
		{why: "the person reviews", edit: func(c *Campaign) { c.People[0].Accesses[0].Reviewer = "Ann+x@acme.com" }, words: "is to be reviewed by the person"},
		{why: "a person twice", edit: func(c *Campaign) { again(c) }, words: "stands in it twice, or out of order"},
		{why: "a person twice under another name", edit: func(c *Campaign) {
			again(c).Account.UserName = "zz@acme.com"
		}, words: "stands in it twice, or out of order"},
		{why: "people out of order", edit: func(c *Campaign) { c.People[0], c.People[1] = c.People[1], c.People[0] }, words: "stands in it twice, or out of order"},
		{why: "nobody's access", edit: func(c *Campaign) {
			c.People[0].Account.Workspaces, c.People[0].Accesses = nil, nil
		}, words: "has no access that is reviewed"},
		{why: "a row left out", edit: func(c *Campaign) { c.People[0].Accesses = c.People[0].Accesses[:1] }, words: "holds access in scope that is not under review"},
		{why: "access that the account does not hold", edit: func(c *Campaign) { c.People[0].Account.Workspaces = []string{ws(2), ws(3)} }, words: "the account does not hold"},
		{why: "another scope", edit: func(c *Campaign) { c.Scope.Workspaces = c.Scope.Workspaces[:1] }, words: "out of scope"},
		{why: "accounts that are not active", edit: func(c *Campaign) { c.Scope.Active = &no }, words: "out of scope"},
		{why: "one access twice", edit: func(c *Campaign) {
			c.People[0].Accesses = append(c.People[0].Accesses[:1], c.People[0].Accesses[0])
		}, words: "stands in it twice, or out of order"},
		{why: "accesses out of order", edit: func(c *Campaign) {
			a := c.People[0].Accesses
			a[0], a[1] = a[1], a[0]
		}, words: "stands in it twice, or out of order"},
		{why: "a workspace by another name", edit: func(c *Campaign) { c.People[0].Accesses[0].Workspace.Name = "Almost Finance" }, words: "calls the workspace otherwise"},
		{why: "HR's list left out", edit: func(c *Campaign) { c.Sources = nil }, words: "what only HR's list can tell"},
		{why: "the campaign before left out", edit: func(c *Campaign) { c.Previous = nil }, words: "goes on from a campaign that there is not"},
		{why: "new and decided before", edit: func(c *Campaign) { c.People[0].Accesses[0].New = true }, words: "is new, and was decided before"},
		{why: "decided before by no decision", edit: func(c *Campaign) { c.People[0].Accesses[0].Past.Decision = "whatever" }, words: `"whatever", which is no decision`},
		{why: "a reviewer to whom nothing led", edit: func(c *Campaign) { c.People[0].Accesses[0].Route = "" }, words: "to whom nothing led"},
		{why: "a route that there is not", edit: func(c *Campaign) { c.People[0].Accesses[0].Route = "luck" }, words: "to whom nothing led"},
		{why: "nobody, found by the rule", edit: func(c *Campaign) { c.People[0].Accesses[0].Reviewer = "" }, words: "to whom nothing led"},
		{why: "a fallback that there is not", edit: func(c *Campaign) {
			c.Fallback, c.People[0].Accesses[0].Route = nil, RouteFallback
		}, words: "to whom nothing led"},
		{why: "a manager whom HR does not name", edit: func(c *Campaign) { c.People[0].HR.Manager = "" }, words: "to whom nothing led"},

		{why: "no administrator any more", after: func(c *Campaign) { c.People[0].Accesses[0].Admin = &no }, words: "not flagged as its facts say"},
		{why: "no leaver any more", after: func(c *Campaign) { c.People[0].HR.Left = false }, words: "not flagged as its facts say"},
		{why: "no flag any more", after: func(c *Campaign) { c.People[0].Accesses[0].Flags = nil }, words: "not flagged as its facts say"},
		{why: "a flag in other words", after: func(c *Campaign) { c.People[0].Accesses[0].Flags[0].Words = "all is well" }, words: "not flagged as its facts say"},
		{why: "a sign-in yesterday", after: func(c *Campaign) { c.People[2].Login.At = opened }, words: "not flagged as its facts say"},
		{why: "a reviewer's file elsewhere", after: func(c *Campaign) { c.Reviewers[0].File = "../../x.xlsx" }, words: "its reviewers are not those of its rows"},
		{why: "a reviewer's rows", after: func(c *Campaign) { c.Reviewers[0].Rows++ }, words: "its reviewers are not those of its rows"},
		{why: "a reviewer's flagged rows", after: func(c *Campaign) { c.Reviewers[0].Flagged-- }, words: "its reviewers are not those of its rows"},
		{why: "a reviewer too many", after: func(c *Campaign) { c.Reviewers = append(c.Reviewers, Reviewer{Address: "x@acme.com"}) }, words: "its reviewers are not those of its rows"},
		{why: "fewer accounts counted", after: func(c *Campaign) { c.Proof.WithoutAccess-- }, words: "does not add up"},
		{why: "fewer accounts than none", after: func(c *Campaign) {
			c.Proof.WithoutAccess, c.Proof.OutOfScope = -1, c.Proof.OutOfScope+c.Proof.WithoutAccess+1
		}, words: "does not add up"},
		{why: "fewer accounts read", after: func(c *Campaign) { c.Proof.TotalResults++ }, words: "does not add up"},
		{why: "fewer rows counted", after: func(c *Campaign) { c.Proof.Rows-- }, words: "it tells of 3 users, 3 accesses"},
		{why: "fewer users counted", after: func(c *Campaign) { c.Proof.Users-- }, words: "it tells of 2 users"},
		{why: "fewer workspaces counted", after: func(c *Campaign) { c.Proof.Workspaces-- }, words: "and 1 workspaces"},
	} {
		c := everything(t)
		if s.edit != nil {
			s.edit(c)
			forge(t, c)
		} else {
			s.after(c)
			renumber(t, c)
		}
		if _, err := Read(bytes.NewReader(written(t, c))); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), s.words) {
			t.Errorf("%s: %v", s.why, err)
		}
	}
}

func TestARouteNeedsWhatLeadsAlongIt(t *testing.T) {
	known := &Person{HR: &Employment{Manager: "maria@acme.com"}}
	for _, s := range []struct {
		why   string
		c     Campaign
		route string
		leads bool
	}{
		{"the one reviewer of everything", Campaign{Fallback: []string{"boss@acme.com"}}, RouteRule, true},
		{"who was never named", Campaign{}, RouteRule, false},
		{"or who does not review everything", Campaign{Fallback: []string{"boss@acme.com"}, Previous: &Earlier{}}, RouteRule, false},
		{"owners by their list", Campaign{By: ByWorkspace, Sources: []Source{{What: SourceOwners}}}, RouteRule, true},
		{"no owners without it", Campaign{By: ByWorkspace, Sources: []Source{{What: SourceStaff}}}, RouteRule, false},
		{"managers above by HR's list", Campaign{By: ByWorkspace, Sources: []Source{{What: SourceStaff}}}, RouteAbove, true},
		{"nobody is above without it", Campaign{By: ByWorkspace, Sources: []Source{{What: SourceOwners}}}, RouteAbove, false},
		{"nobody is above the one reviewer", Campaign{Sources: []Source{{What: SourceStaff}}}, RouteAbove, false},
		{"whoever reviewed it last time", Campaign{Previous: &Earlier{}}, RoutePrevious, true},
		{"if there was a last time", Campaign{}, RoutePrevious, false},
		{"a reviewer needs a route", Campaign{}, "", false},
	} {
		if got := s.c.leads(s.route, known, &Access{Reviewer: "maria@acme.com"}); got != s.leads {
			t.Errorf("%s: %t", s.why, got)
		}
	}
}

func TestACampaignIsNumberedByWhatItHolds(t *testing.T) {
	for why, edit := range map[string]func(*Campaign){
		"another seed":        func(c *Campaign) { c.Seed = "00" },
		"another id":          func(c *Campaign) { c.ID = "0000-0000" },
		"another day":         func(c *Campaign) { c.OpenedAt = c.OpenedAt.AddDate(0, 0, 1) },
		"another tenant":      func(c *Campaign) { c.Tenant.SCIMURL = "https://api.example.com/scim" },
		"another reviewer":    func(c *Campaign) { c.People[0].Accesses[0].Reviewer = "mallory@acme.com" },
		"another user":        func(c *Campaign) { c.People[0].Account.ID = "mallory" },
		"keys of another row": func(c *Campaign) { c.People[0].Accesses[0].Key = c.People[1].Accesses[0].Key },
	} {
		c := everything(t)
		edit(c)
		if _, err := Read(bytes.NewReader(written(t, c))); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestAnotherFileIsNoCampaign(t *testing.T) {
	for _, c := range []struct{ why, lines, words string }{
		{"a plan", `{"kind":"plan","version":1}` + "\n", "not the header of a campaign"},
		{"a later version", `{"kind":"campaign","version":2}` + "\n", "it is of version 2, this program reads version 1"},
		{"nothing", "", "ends without its end record"},
		{"no JSON", "PK\n", "not the header of a campaign"},
	} {
		if _, err := Read(bytes.NewReader(fileOf(t, []byte(c.lines)))); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", c.why, err)
		}
	}
	if _, err := Read(strings.NewReader("not packed at all")); !errors.Is(err, ErrDamaged) {
		t.Errorf("not packed: %v", err)
	}
}

func TestWhatTheOperatingSystemRefusesIsNoDamage(t *testing.T) {
	file := written(t, everything(t))
	broken := io.MultiReader(bytes.NewReader(file[:len(file)/2]), iotest.ErrReader(&fs.PathError{Op: "read", Path: "campaign.jsonl.gz", Err: errors.New("input/output error")}))
	if _, err := Read(broken); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("a broken disk gives %v", err)
	}
}

func TestAFileNameThatIsNoTextDoesNotSpoilTheCampaign(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1))
	f.Name, f.Operator = "Q4\xff", "ana\xfe\xfe@acme.com"
	c := mustOpen(t, f)
	read, err := Read(bytes.NewReader(written(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, read); diff != "" {
		t.Error(diff)
	}
}

// FuzzRead: whatever somebody puts there, Read ends, and what it takes for a campaign writes itself again.
func FuzzRead(f *testing.F) {
	f.Add(linesOf(f, written(f, everything(f))))
	f.Add([]byte(`{"kind":"campaign","version":1}` + "\n" + `{"kind":"end","people":0,"rows":0,"sha256":""}` + "\n"))
	f.Fuzz(func(t *testing.T, lines []byte) {
		c, err := Read(bytes.NewReader(fileOf(t, lines)))
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		for i, r := range c.Refs() {
			if c.Number(r.Access.Key) != i+1 {
				t.Fatalf("row %d has the key %s", i+1, r.Access.Key)
			}
		}
	})
}

// BenchmarkCampaign: 20,000 people with 8 workspaces each and 300 managers.
func BenchmarkCampaign(b *testing.B) {
	f := large(b, 20_000)
	for _, step := range []string{"open", "write", "read"} {
		b.Run(step, func(b *testing.B) {
			c := mustOpen(b, f)
			file := written(b, c)
			b.ReportAllocs()
			for b.Loop() {
				switch step {
				case "open":
					c = mustOpen(b, f)
				case "write":
					file = written(b, c)
				case "read":
					var err error
					if c, err = Read(bytes.NewReader(file)); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(len(file))/(1<<20), "MB-file")
			b.ReportMetric(memoryOf(b, file), "MB-held")
		})
	}
}

// memoryOf is how much memory a campaign holds once it was read, in MB.
func memoryOf(b *testing.B, file []byte) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c, err := Read(bytes.NewReader(file))
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(c)
	return float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
}

// large are the facts of a large company.
func large(t testing.TB, people int) Facts {
	rows := make([]string, 0, people)
	accounts := make([]identity.Account, 0, people)
	logins, admins := make(map[string]time.Time, people), map[string]map[string]bool{}
	for i := range people {
		a := account(fmt.Sprintf("person%05d@acme.com", i))
		for w := range 8 {
			n := (i*7+w*13)%200 + 1
			a.Workspaces = append(a.Workspaces, ws(n))
			if i%50 == 0 {
				if admins[ws(n)] == nil {
					admins[ws(n)] = map[string]bool{}
				}
				admins[ws(n)][a.ID] = true
			}
		}
		accounts = append(accounts, a)
		logins[a.ID] = opened.AddDate(0, 0, -(i % 150))
		rows = append(rows, fmt.Sprintf("%s,%d,Person Number %d,person%05d@acme.com,Department %d,%s", a.UserName, i, i, i%300, i%40, map[bool]string{true: "Terminated", false: "Active"}[i%97 == 1]))
	}
	f := factsOf(accounts...)
	for n := range 200 {
		f.Workspaces.Add(identity.Workspace{ID: ws(n + 1), Name: fmt.Sprintf("Workspace %d", n+1)}, false, identity.Listed)
	}
	f.By, f.Staff, f.Logins, f.Admins = ByManager, staff(t, rows...), logins, admins
	return f
}
