package plan_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func written(t testing.TB, p *plan.Plan) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestAPlanIsReadAsItWasWritten(t *testing.T) {
	for _, c := range []struct {
		sentence string
		plan     *plan.Plan
	}{
		{"with changes", sample(t)},
		{"without any", &plan.Plan{ID: "7f3c-91ab"}},
		{"with absent accounts", &plan.Plan{Absent: []plan.AbsentAccount{{ID: "id-ada", UserName: "ada@x.com", Active: true}}}},
		{"with something in every member", filled[plan.Plan](t)},
		{"with an empty scope, which is not the same as none", &plan.Plan{Policy: plan.Policy{Scope: []string{}}}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			read, err := plan.Decode(iotest.OneByteReader(bytes.NewReader(written(t, c.plan))))
			if err != nil {
				t.Fatal(err)
			}
			want := *c.plan
			want.Changes = make([]plan.Change, len(c.plan.Changes))
			for i, change := range c.plan.Changes {
				if !change.Writes() {
					change.Before = nil // kept only where applying needs it
				}
				change.Rows = slices.Clone(change.Rows)
				for n, row := range change.Rows {
					change.Rows[n] = finding.Pos{File: row.File, Sheet: row.Sheet, Row: row.Row}
				}
				want.Changes[i] = change
			}
			if diff := cmp.Diff(&want, read, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("plan (-written +read):\n%s", diff)
			}
			if read.Digest == "" || (read.Policy.Scope == nil) != (c.plan.Policy.Scope == nil) {
				t.Errorf("digest %q, scope %#v", read.Digest, read.Policy.Scope)
			}
			if again := written(t, read); !bytes.Equal(again, written(t, c.plan)) {
				t.Errorf("written again it is another file:\n%s", again)
			}
		})
	}
}

// The names and shapes that other programs rely on.
func TestThePlanFileIsOneObjectALine(t *testing.T) {
	p := sample(t)
	file := written(t, p)
	lines := strings.SplitAfter(strings.TrimSuffix(string(file), "\n"), "\n")
	if len(lines) != len(p.Changes)+2 {
		t.Fatalf("%d lines for %d changes", len(lines), len(p.Changes))
	}
	members := func(line string) map[string]any {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		return m
	}
	head, change, end := members(lines[0]), members(lines[1]), members(lines[len(lines)-1])
	for _, name := range []string{"kind", "version", "id", "createdAt", "tool", "tenant", "operator", "inputs", "policy", "snapshot", "counts", "requests", "refused"} {
		if _, ok := head[name]; !ok {
			t.Errorf("the first line has no %s", name)
		}
	}
	for _, name := range []string{"kind", "id", "action", "userName", "userId", "rows", "attributes", "grants", "revocations", "reason", "withheld", "risks", "digest"} {
		if v, ok := change[name]; !ok || v == nil {
			t.Errorf("the change says %v for %s", v, name)
		}
	}
	if head["kind"] != "plan" || head["version"] != 1.0 || change["kind"] != "change" || end["kind"] != "end" || end["changes"] != float64(len(p.Changes)) {
		t.Errorf("kinds and counts: %v, %v, %v", head["kind"], change["kind"], end)
	}
	if empty := string(written(t, &plan.Plan{})); !strings.Contains(empty, `"inputs":[]`) || !strings.Contains(empty, `"limits":[]`) {
		t.Errorf("a list of nothing is not written as []: %s", empty)
	}
	body := strings.Join(lines[:len(lines)-1], "")
	if sum := sha256.Sum256([]byte(body)); end["sha256"] != hex.EncodeToString(sum[:]) || p.Digest != end["sha256"] {
		t.Errorf("the digest is %v, of the bytes before it %x", end["sha256"], sum)
	}
	if want := `{"path":"name.givenName","before":"Ada\u2028","after":"Augusta"}`; !strings.Contains(lines[2], want) {
		t.Errorf("an attribute is not written as %s: %s", want, lines[2])
	}
	if want := `{"id":"fin","name":"Finance <EU> & \"more\""}`; !strings.Contains(lines[1], want) {
		t.Errorf("a name is not written for people to read, as %s: %s", want, lines[1])
	}
	if want := `"revocations":[{"id":"hr","name":""}]`; !strings.Contains(lines[2], want) {
		t.Errorf("a revocation is not written as %s: %s", want, lines[2])
	}
	all := string(written(t, filled[plan.Plan](t)))
	for _, want := range []string{
		`"directory":[{"id":"text","name":"text","members":7}]`, `"groupBy":"text","byGroup":true,"splitBy":"text","requireApproval":true,"fourEyes":true`,
		`"group":"text","part":"text"`, `"risks":[{"code":"text","message":"text"}]`, `"planned":7,"allowed":7,"of":7,"people":7`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("a plan has no %s: %s", want, all)
		}
	}
}

// refused fails the test unless the file is damaged goods, and no plan comes with the error.
func refused(t *testing.T, file []byte, what string) {
	t.Helper()
	p, err := plan.Read(bytes.NewReader(file))
	if !errors.Is(err, plan.ErrDamaged) {
		t.Fatalf("%s: error %v, want ErrDamaged", what, err)
	}
	if p != nil {
		t.Fatalf("%s: a plan came with the error", what)
	}
}

// small is a plan of two changes: few enough bytes to try every one of them.
func small(t *testing.T) *plan.Plan {
	t.Helper()
	return soundly(t, []identity.Person{{UserName: "ada@x.com", GivenName: new("Augusta"), Workspaces: has("fin")}, {UserName: "new@x.com"}},
		tenant(account("ada@x.com", "fin", "hr")), policy())
}

// soundly is the plan of people, which its file gives back.
func soundly(t *testing.T, people []identity.Person, actual plan.Actual, policy plan.Policy) *plan.Plan {
	t.Helper()
	f := facts()
	f.Snapshot.Users = actual.Total
	p, err := plan.Seal(diff(t, people, actual, policy), policy, f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Read(bytes.NewReader(written(t, p))); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryCutOfAPlanIsRefused(t *testing.T) {
	file := written(t, small(t))
	for n := range file {
		refused(t, file[:n], fmt.Sprintf("the first %d of %d bytes", n, len(file)))
	}
	lines := bytes.SplitAfter(file, []byte("\n"))
	for i := range lines[:len(lines)-1] {
		rest := bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil)
		refused(t, rest, fmt.Sprintf("without line %d", i+1))
	}
}

func TestEveryEditOfOneByteIsRefused(t *testing.T) {
	file := written(t, small(t))
	for i, original := range file {
		for _, edited := range []byte{original ^ 0x20, original ^ 0x01} { // another case, another letter or digit
			file[i] = edited
			refused(t, file, fmt.Sprintf("%q for %q at byte %d", edited, original, i))
		}
		file[i] = original
	}
	for i := range len(file) + 1 {
		refused(t, bytes.Join([][]byte{file[:i], []byte(" "), file[i:]}, nil), fmt.Sprintf("a blank added at byte %d", i))
	}
}

func TestOtherThingsThatAreNoPlan(t *testing.T) {
	file := written(t, sample(t))
	lines := bytes.SplitAfter(file, []byte("\n"))
	swapped := bytes.Join(append([][]byte{lines[0], lines[2], lines[1]}, lines[3:]...), nil)
	for what, content := range map[string][]byte{
		"two plans in one file":     append(append([]byte{}, file...), file...),
		"two changes swapped":       swapped,
		"lines that end in CR LF":   bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n")),
		"a byte order mark":         append([]byte("\ufeff"), file...),
		"a line that is no change":  sealedBody(append(append([]byte{}, lines[0]...), "{}\n"...), 1),
		"a header in place of one":  sealedBody(append(append([]byte{}, lines[0]...), lines[0]...), 1),
		"a plan of another version": sealedBody(bytes.Replace(lines[0], []byte(`"version":1`), []byte(`"version":2`), 1), 0),
		"another kind of file":      sealedBody([]byte(`{"kind":"journal","version":1}`+"\n"), 0),
		"an end alone":              []byte(`{"kind":"end","changes":0,"sha256":"` + hex.EncodeToString(sha256.New().Sum(nil)) + `"}` + "\n"),
	} {
		refused(t, content, what)
	}
	t.Run("a file that cannot be read is not called damaged", func(t *testing.T) {
		if _, err := plan.Read(iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(file)))); err == nil || errors.Is(err, plan.ErrDamaged) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a disk that is full is an error", func(t *testing.T) {
		if err := sample(t).Write(full{}); !errors.Is(err, errFull) {
			t.Errorf("error %v", err)
		}
	})
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// sealedBody gives lines an end record that fits them.
func sealedBody(body []byte, changes int) []byte {
	sum := sha256.Sum256(body)
	return fmt.Appendf(bytes.Clone(body), `{"kind":"end","changes":%d,"sha256":"%x"}`+"\n", changes, sum)
}

// What Read takes, Write gives back: members of a later version may get lost, nothing else.
func FuzzRead(f *testing.F) {
	for _, line := range bytes.SplitAfter(written(f, sample(f)), []byte("\n")) {
		f.Add(append([]byte(`{"kind":"plan","version":1}`+"\n"), line...))
	}
	f.Add(written(f, &plan.Plan{}))
	f.Add(written(f, filled[plan.Plan](f)))
	f.Add([]byte(`{"kind":"plan","version":1}` + "\n" + `{"kind":"change","attributes":[{"path":"active","after":{}}],"rows":[{"row":-1}]}` + "\n"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, file := range [][]byte{content, sealedBody(content, bytes.Count(content, []byte("\n"))-1)} {
			if sound, err := plan.Read(bytes.NewReader(file)); (sound == nil) != (err != nil) {
				t.Fatalf("plan %v, error %v", sound, err)
			}
			p, err := plan.Decode(bytes.NewReader(file))
			if err != nil {
				if p != nil {
					t.Fatalf("a plan came with the error %v", err)
				}
				continue
			}
			for i := range p.Changes {
				p.Changes[i].After()
				p.Changes[i].WriteRequests()
				p.Changes[i].Takes()
			}
			first := written(t, p)
			again, err := plan.Decode(bytes.NewReader(first))
			if err != nil {
				t.Fatalf("what was written cannot be read: %v\n%s", err, first)
			}
			if second := written(t, again); !bytes.Equal(first, second) {
				t.Fatalf("written, read and written:\n%s\n%s", first, second)
			}
		}
	})
}

func TestAPlanReadBackKeepsItsDigests(t *testing.T) {
	p := sample(t)
	read, err := plan.Read(bytes.NewReader(written(t, p)))
	if err != nil {
		t.Fatal(err)
	}
	digests := make([]string, len(read.Changes))
	for i, c := range read.Changes {
		digests[i] = c.Digest
	}
	resealed, err := plan.Seal(plan.Difference{Changes: read.Changes}, p.Policy, facts())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range resealed.Changes {
		if c.Digest != digests[i] {
			t.Errorf("change %s of %s sealed again has another digest", c.ID, c.UserName)
		}
	}
}

func TestAfterIsTheAccountAsItWillStand(t *testing.T) {
	p := sample(t)
	after := p.Changes[0].After()
	want := identity.Account{UserName: "new@x.com", ExternalID: "=E9", Active: true, Workspaces: []string{"fin", "ops"}}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("a created account (-want +got):\n%s", diff)
	}
	after = p.Changes[1].After()
	if after.ID != "id-ada" || after.GivenName != "Augusta" || after.Version != `W/"1"` || len(after.Workspaces) != 1 {
		t.Errorf("a changed account keeps what is not changed: %+v", after)
	}
	if held := p.Changes[1].Before.Workspaces; len(held) != 2 {
		t.Errorf("the account before has been changed to %v", held)
	}
}
