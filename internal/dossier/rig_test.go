package dossier

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/personnel"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
	"scimsheet/internal/sheet"
)

var update = flag.Bool("update", false, "write the golden files anew")

// check ends a test that cannot go on.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// golden compares text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	must(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (go test -update writes it anew):\n%s", name, diff)
	}
}

var (
	opened  = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	closed  = time.Date(2026, 12, 14, 15, 0, 0, 0, time.UTC)
	given   = time.Date(2026, 12, 13, 7, 45, 0, 0, time.UTC) // the first returned file to the program
	applied = time.Date(2026, 12, 15, 8, 0, 0, 0, time.UTC)
)

const (
	maria = "maria.lopez@acme.example"
	tunde = "tunde.okafor@acme.example"
	sam   = "sam.owner@acme.example"
)

var spaces = []identity.Workspace{{ID: "8a81b09d5e8c6f27000000000000c2aa", Name: "Finance"}, {ID: "8a81b09d5e8c6f27000000000000c3bb", Name: "Sales Planning EMEA"},
	{ID: "8a81b09d5e8c6f27000000000000c4cc", Name: "Workforce & Pay"}, {ID: "8a81b09d5e8c6f27000000000000c7ff", Name: `=HYPERLINK("http://x","Capex")`}}

// account is the account of a number; every fifth holds nothing, every ninth is not active.
func account(i int) identity.Account {
	given := []string{"Ada", "Grace", "María", "Tunde", "Åsa", "Jean-Luc", "Rosalind", "Zoë", "أحمد", "=cmd|' /C calc'!A0", "<script>alert(1)</script>"}
	family := []string{"Lovelace", "Hopper", "López García", "Okafor", "Öberg", "D'Arc", "Franklin", "محمود", "O'Brien, \"Bob\"", "\u202egnirts"}
	a := identity.Account{ID: fmt.Sprintf("8a81%028d", i), UserName: identity.UserName(fmt.Sprintf("user.%03d@acme.example", i)), ExternalID: fmt.Sprintf("E%05d", i),
		GivenName: given[i%len(given)], FamilyName: family[(i*7+i/11)%len(family)], Active: i%9 != 4, Created: "2024-02-03T04:05:06Z"}
	for j := range i % 5 {
		a.Workspaces = append(a.Workspaces, spaces[(i+j)%len(spaces)].ID)
	}
	a.Workspaces = identity.Set(a.Workspaces)
	return a
}

// rig is a campaign of some people that ran from its opening to the verification, with its folder and the run's.
type rig struct {
	Input
	t        testing.TB
	accounts []identity.Account
	now      []identity.Account // when the campaign was closed
}

// newRig walks through a campaign of so many accounts as the commands do.
func newRig(t testing.TB, people int) *rig {
	t.Helper()
	root := t.TempDir()
	r := &rig{t: t, Input: Input{Folder: filepath.Join(root, "Q4"), Output: filepath.Join(root, "Q4", "evidence")}}
	for _, folder := range []string{"reviews", "sources", "returned"} {
		must(t, os.MkdirAll(filepath.Join(r.Folder, folder), 0o700))
	}
	r.open(people)
	came := r.answers()
	r.Events = append(r.Events, review.Event{At: given, What: review.WhatRead, Files: filesOf(came[:1]), Words: "1 returned file read"})
	r.close(came)
	r.apply(filepath.Join(root, "q4-run"))
	return r
}

func (r *rig) open(people int) {
	r.t.Helper()
	var staff strings.Builder
	staff.WriteString("Email,Name,Department,Manager,Status,Termination Date\n")
	for _, boss := range []string{maria, tunde, sam} {
		fmt.Fprintf(&staff, "%s,,Finance,%s,Active,\n", boss, sam)
	}
	for i := range people {
		a := account(i)
		r.accounts = append(r.accounts, a)
		switch {
		case i%17 == 7: // an orphan
		case i%10 == 3, i%20 == 10:
			fmt.Fprintf(&staff, "%s,,Sales,%s,Terminated,2026-10-02\n", a.UserName, []string{maria, tunde}[i%2])
		default:
			fmt.Fprintf(&staff, "%s,,Finance,%s,Active,\n", a.UserName, []string{maria, tunde}[i%2])
		}
	}
	r.write("sources/staff 2026-11.csv", []byte(staff.String()))
	list, err := personnel.ReadStaff(r.t.Context(), filepath.Join(r.Folder, "sources", "staff 2026-11.csv"), sheet.Options{})
	must(r.t, err)
	logins := map[string]time.Time{}
	for i, a := range r.accounts {
		logins[strings.ToLower(a.ID)] = opened.AddDate(0, 0, -(i*37)%400)
	}
	var snapshot bytes.Buffer
	digest, err := directory.WriteSnapshot(&snapshot, r.accounts)
	must(r.t, err)
	r.write(snapshotFile, snapshot.Bytes())
	c, err := review.Open(review.Facts{Name: "Q4-2026", Seed: "5eed", Control: "ITGC-07", Due: time.Date(2026, 12, 12, 23, 59, 59, 0, time.UTC), OpenedAt: opened, Tool: "scimsheet 1.1.0", Operator: "ana.lyst@acme.example",
		By: review.ByManager, Tenant: plan.Tenant{Name: "acme", SCIMURL: "https://api.anaplan.com/scim/1/0/v2"}, Fallback: []string{sam}, Accounts: r.accounts, Workspaces: r.known(), Logins: logins,
		Staff: list, Unknown: []string{"who administers the workspaces: the credential may not list them"},
		Proof: review.Proof{Request: "GET https://api.anaplan.com/scim/1/0/v2/Users?startIndex=1&count=100", Requests: 1 + people/100, StartedAt: opened.Add(-2 * time.Minute),
			EndedAt: opened.Add(-time.Minute), By: "svc-scim@acme.example", TotalResults: people, Accounts: people, Snapshot: digest}})
	must(r.t, err)
	var file bytes.Buffer
	must(r.t, c.Write(&file))
	r.write(campaignFile, file.Bytes())
	r.Campaign = c
	for _, who := range c.Reviewers {
		must(r.t, reviewbook.NewTable(c).WriteReview(filepath.Join(r.Folder, "reviews", who.File), reviewbook.Part{Address: who.Address, Name: who.Name, Rows: c.Of(who.Address)}))
	}
	r.Events = []review.Event{{At: opened, What: review.WhatOpened, By: c.Operator, Words: "the campaign was opened", Files: r.sent(c)}}
}

// sent are the workbooks as they go out.
func (r *rig) sent(c *review.Campaign) []review.File {
	r.t.Helper()
	files := make([]review.File, len(c.Reviewers))
	for i, who := range c.Reviewers {
		files[i] = review.File{Name: who.File, Reviewer: who.Address, SHA256: digest(string(mustRead(r.t, filepath.Join(r.Folder, "reviews", who.File))))}
	}
	return files
}

func (r *rig) write(name string, content []byte) {
	r.t.Helper()
	path := filepath.Join(r.Folder, filepath.FromSlash(name))
	must(r.t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(r.t, os.WriteFile(path, content, 0o600))
}

// came puts a workbook among those that came back, and reads it.
func (r *rig) came(name string, content []byte) review.Returned {
	r.t.Helper()
	sum := sha256.Sum256(content)
	path := "returned/" + hex.EncodeToString(sum[:])[:12] + "/" + name
	r.write(path, content)
	read, err := reviewbook.NewReader(r.Campaign).Read(filepath.Join(r.Folder, filepath.FromSlash(path)))
	must(r.t, err)
	return read
}

// answers has the reviewers answer: each keeps most, revokes some, asks for a change now and then.
func (r *rig) answers() []review.Returned {
	r.t.Helper()
	c := r.Campaign
	var came []review.Returned
	for i, who := range c.Reviewers {
		out := filepath.Join(r.t.TempDir(), "filled.xlsx")
		answers := map[string]reviewbook.Entry{}
		for _, ref := range c.Of(who.Address) {
			if d, words := decision(c.Number(ref.Access.Key)); d != "" {
				answers[ref.Access.Key] = reviewbook.Entry{Decision: string(d), Justification: words}
			}
		}
		must(r.t, reviewbook.Fill(filepath.Join(r.Folder, "reviews", who.File), out, reviewbook.Filling{Answers: answers, SavedAt: opened.AddDate(0, 0, 9+13*i/2), SavedBy: who.Address}))
		came = append(came, r.came("Kopie von "+who.File, mustRead(r.t, out)))
	}
	return came
}

func filesOf(came []review.Returned) []review.File {
	files := make([]review.File, len(came))
	for i := range came {
		files[i] = came[i].File
	}
	return files
}

// close closes the campaign by what came back; what is left blank is treated as revoke.
func (r *rig) close(came []review.Returned) {
	r.t.Helper()
	c := r.Campaign
	closing, err := review.Close(c, review.Merge(c, came, closed), review.Terms{At: closed, Tool: "scimsheet 1.1.0", Operator: "ana.lyst@acme.example", TreatBlankAs: review.Revoke, DeactivateLeavers: true})
	must(r.t, err)
	r.Reread = review.Merge(c, came, closed)
	joiner := account(2)
	joiner.ID, joiner.UserName, joiner.GivenName = "8a81ffff", "new.joiner@acme.example", "=New"
	r.now = append(slices.Clone(r.accounts[:len(r.accounts)-1]), joiner)
	r.now[0].FamilyName = "Married"
	closing.Drift = review.Since(c, r.accounts, r.now, r.known(), closed.Add(-time.Minute))
	var later bytes.Buffer
	closing.Drift.Snapshot, err = directory.WriteSnapshot(&later, r.now)
	must(r.t, err)
	r.write(laterFile, later.Bytes())
	r.Closing = closing
	before := linesOf(r.t, r.Events)
	closing.Timeline = review.Timeline{Events: len(r.Events), SHA256: digest(string(before))}
	r.Events = append(r.Events, review.Event{At: closed, What: review.WhatClosed, By: closing.Operator, Files: closing.Files, Words: "the campaign was closed"})
	r.Timeline = linesOf(r.t, r.Events)
	r.write(timelineFile, r.Timeline)
}

// linesOf are events as the time line keeps them.
func linesOf(t testing.TB, events []review.Event) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, e := range events {
		must(t, json.NewEncoder(&out).Encode(e))
	}
	return out.Bytes()
}

func (r *rig) known() *identity.Workspaces {
	known := &identity.Workspaces{}
	for _, w := range spaces {
		known.Add(w, false, identity.Listed)
	}
	return known
}

// decision is what is said about the row of a number; nothing for every eleventh.
func decision(n int) (review.Decision, string) {
	switch {
	case n%11 == 10:
		return "", ""
	case n%7 == 2:
		return review.Revoke, "no longer in that team"
	case n%13 == 5:
		return review.Change, "read only, please\n<script>alert(1)</script>"
	case n%3 == 0:
		return review.Keep, "=closes the books"
	}
	return review.Keep, "works there"
}

// writing is a change of the plan that writes.
func (r *rig) writing(n int) *plan.Change {
	for i := range r.Run.Plan.Changes {
		if c := &r.Run.Plan.Changes[i]; c.Writes() {
			if n == 0 {
				return c
			}
			n--
		}
	}
	r.t.Fatal("the plan has too few changes")
	return nil
}

func (r *rig) build() Made {
	r.t.Helper()
	made, err := Build(r.Input)
	must(r.t, err)
	return made
}

// tree is every file of a folder with its content.
func tree(t testing.TB, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		at, relErr := filepath.Rel(folder, path)
		must(t, relErr)
		files[filepath.ToSlash(at)] = string(content)
		return err
	}))
	return files
}

var (
	tags    = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)
	hexes   = regexp.MustCompile(`[0-9a-f]{64}`)
	folders = regexp.MustCompile(`3-returned/[0-9a-f]{12}`)
	blanks  = regexp.MustCompile(`[ \t]*\n\s*`)
)

// words are what a page says, without what depends on the bytes of workbooks.
func words(page string) string {
	page = regexp.MustCompile(`</t[dh]><t[dh]`).ReplaceAllString(page, "</td> | <td")
	page = regexp.MustCompile(`data-is="bytes">[0-9,]*`).ReplaceAllString(page, `>(bytes)`)
	page = tags.ReplaceAllString(strings.ReplaceAll(strings.ReplaceAll(page, "</dt>", ": "), `<span class="mono">`, " "), "")
	page = folders.ReplaceAllString(hexes.ReplaceAllString(page, "(SHA-256)"), "3-returned/(hex)")
	return blanks.ReplaceAllString(page, "\n")
}

// kept puts the evidence where whoever runs the tests wants to look at it.
func kept(t *testing.T, made Made) {
	t.Helper()
	folder := os.Getenv("SCIMSHEET_ARTEFACTS")
	if folder == "" {
		return
	}
	for name, content := range tree(t, made.Folder) {
		path := filepath.Join(folder, "evidence", filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(content), 0o600))
	}
}
