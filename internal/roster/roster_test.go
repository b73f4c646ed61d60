package roster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// The workspaces of the tests' tenant.
const (
	finance   = "8a81b08e4f6d2b43014f6e11af2f3601"
	emea      = "8a81b08e4f6d2b43014f6e11af2f3602"
	combined  = "8a81b08e4f6d2b43014f6e11af2f3603" // "Finance, EMEA"
	sales1    = "8a81b08e4f6d2b43014f6e11af2f3604"
	sales2    = "8a81b08e4f6d2b43014f6e11af2f3605"
	retired   = "8a81b08e4f6d2b43014f6e11af2f3606" // not active
	quotedWS  = "8a81b08e4f6d2b43014f6e11af2f3607" // Big "X" Deals; 2026
	untidy    = "8a81b08e4f6d2b43014f6e11af2f3608" // its name ends with a no-break space
	unknownID = "8a81b08e4f6d2b43014f6e11af2f36ff"
)

func tenant() *identity.Workspaces {
	var known identity.Workspaces
	for id, name := range map[string]string{finance: "Finance", emea: "EMEA", combined: "Finance, EMEA", sales1: "Sales",
		sales2: "Sales", quotedWS: `Big "X" Deals; 2026`, untidy: "Untidy\u00a0"} {
		known.Add(identity.Workspace{ID: id, Name: name}, false, identity.Listed)
	}
	known.Add(identity.Workspace{ID: retired, Name: "Retired"}, true, identity.Listed)
	return &known
}

// write puts texts into files of a temporary folder and gives their paths in the order of the arguments.
func write(t testing.TB, nameAndText ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i := 0; i < len(nameAndText); i += 2 {
		path := filepath.Join(dir, nameAndText[i])
		if err := os.WriteFile(path, []byte(nameAndText[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// load reads CSV text as the file in.csv.
func load(t testing.TB, text string, o Options) *Roster {
	t.Helper()
	r, err := Load(context.Background(), write(t, "in.csv", text), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines joins rows of CSV.
func lines(rows ...string) string { return strings.Join(rows, "\n") + "\n" }

// people shows who is in a roster, one line a person.
func people(r *Roster) string {
	var b strings.Builder
	for _, e := range r.Entries {
		fmt.Fprintln(&b, personLine(e.Person)+rowNumbers(e.Rows))
	}
	for _, h := range r.HeldBack {
		fmt.Fprintf(&b, "held back %s", h.UserName)
		if h.ID != "" {
			fmt.Fprintf(&b, " id=%s", h.ID)
		}
		if h.ExternalID != "" {
			fmt.Fprintf(&b, " externalId=%s", h.ExternalID)
		}
		fmt.Fprintln(&b, rowNumbers(h.Rows))
	}
	return b.String()
}

func personLine(p identity.Person) string {
	line := string(p.UserName)
	if p.ID != "" {
		line += " id=" + p.ID
	}
	for _, a := range []struct {
		name string
		text *string
	}{{"externalId", p.ExternalID}, {"givenName", p.GivenName}, {"familyName", p.FamilyName}} {
		if a.text != nil {
			line += fmt.Sprintf(" %s=%q", a.name, *a.text)
		}
	}
	if p.Active != nil {
		line += fmt.Sprintf(" active=%t", *p.Active)
	}
	if p.Request != "" {
		line += " action=" + string(p.Request)
	}
	if p.Workspaces != nil {
		line += " has=" + tails(p.Workspaces.Has)
		if p.Workspaces.SpeaksFor != nil {
			line += " of=" + tails(p.Workspaces.SpeaksFor)
		}
	}
	return line
}

// tails shows ids by their last two digits.
func tails(ids []string) string {
	var short []string
	for _, id := range ids {
		short = append(short, id[max(0, len(id)-2):])
	}
	return "[" + strings.Join(short, " ") + "]"
}

func rowNumbers(rows []finding.Pos) string {
	text := " row"
	for _, p := range rows {
		text += fmt.Sprintf(" %d", p.Row)
	}
	return text
}

// found shows findings, one line each.
func found(r *Roster) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s %s: %s", f.Severity, f.Code, f.Pos, f.Message)
		if f.Hint != "" {
			fmt.Fprintf(&b, " (%s)", f.Hint)
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// brief shows findings by severity, code and place only.
func brief(r *Roster) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, fmt.Sprintf("%s %s %s", f.Severity, f.Code, f.Pos))
	}
	return all
}

// sound fails the test unless every row is accounted for exactly once, and whoever is listed has a key.
func sound(t testing.TB, r *Roster) {
	t.Helper()
	if len(r.Unusable()) > 0 {
		return
	}
	want := 0
	for _, table := range r.Tables {
		want += table.Rows
	}
	seen := map[finding.Pos]bool{}
	for _, e := range r.Entries {
		for _, p := range e.Rows {
			seen[p] = true
		}
		if p := e.Person; p.UserName == "" && p.ID == "" && p.ExternalID == nil {
			t.Errorf("an entry without a key: %s", personLine(p))
		}
	}
	for _, h := range r.HeldBack {
		for _, p := range h.Rows {
			seen[p] = true
		}
		if !slices.ContainsFunc(r.Findings, func(f finding.Finding) bool {
			return f.Severity == finding.Error && slices.Contains(h.Rows, f.Pos.OfRow())
		}) {
			t.Errorf("held back without an error: %+v", h)
		}
	}
	if len(seen) != want {
		t.Errorf("%d rows are accounted for, the tables have %d", len(seen), want)
	}
}

func TestRules(t *testing.T) {
	const header = "userName,id,externalId,givenName,familyName,active,action,workspaces"
	for _, test := range []struct {
		name   string
		rows   []string
		people string
		found  []string
	}{
		{"a blank cell leaves the attribute alone",
			[]string{"ada@x.com,,,,,,,"},
			"ada@x.com row 2\n", nil},
		{"<none> clears the externalId and takes all workspaces away",
			[]string{"ada@x.com,,<None>,,,,,<none>"},
			"ada@x.com externalId=\"\" has=[] row 2\n", nil},
		{"<none> clears nothing else",
			[]string{"ada@x.com,,,<none>,,<none>,,"},
			"held back ada@x.com row 2\n", []string{"error noneNotAllowed in.csv!D2", "error noneNotAllowed in.csv!F2"}},
		{"all the words for yes and no are read",
			[]string{"a@x.com,,,,,YES,,", "b@x.com,,,,,no,,", "c@x.com,,,,,True,,", "d@x.com,,,,,0,,", "e@x.com,,,,,Enabled,,", "f@x.com,,,,,inactive,,"},
			"a@x.com active=true row 2\nb@x.com active=false row 3\nc@x.com active=true row 4\nd@x.com active=false row 5\ne@x.com active=true row 6\nf@x.com active=false row 7\n", nil},
		{"any other word for yes or no is an error",
			[]string{"a@x.com,,,,,maybe,,"},
			"held back a@x.com row 2\n", []string{"error badBoolean in.csv!F2"}},
		{"an unknown action is an error",
			[]string{"a@x.com,,,,,,delete,"},
			"held back a@x.com row 2\n", []string{"error badAction in.csv!G2"}},
		{"deactivate contradicts active yes, and agrees with active no",
			[]string{"a@x.com,,,,,yes,deactivate,", "b@x.com,,,,,no,Deactivate,"},
			"b@x.com active=false action=deactivate row 3\nheld back a@x.com row 2\n", []string{"error contradictingAction in.csv!G2"}},
		{"reactivate contradicts active no",
			[]string{"a@x.com,,,,,no,reactivate,"},
			"held back a@x.com row 2\n", []string{"error contradictingAction in.csv!G2"}},
		{"create contradicts an id",
			[]string{"a@x.com," + finance + ",,A,B,,create,"},
			"held back a@x.com id=" + finance + " row 2\n", []string{"error contradictingAction in.csv!G2"}},
		{"create without a last name is a warning",
			[]string{"a@x.com,,,A,,,create,"},
			"a@x.com givenName=\"A\" action=create row 2\n", []string{"warning namesMissing in.csv!E2"}},
		{"an id alone is a key, and is read without case",
			[]string{"," + strings.ToUpper(finance) + ",,A,,,,"},
			" id=" + finance + " givenName=\"A\" row 2\n", nil},
		{"an employee number in the column id is an error, but the userName still tells who it is",
			[]string{"a@x.com,12345,,,,,,"},
			"held back a@x.com row 2\n", []string{"error badId in.csv!B2"}},
		{"a row without userName and id names nobody",
			[]string{",,E1,A,,,,"},
			"held back  externalId=E1 row 2\n", []string{"error missingKey in.csv!A2"}},
		{"one externalId for two people is a warning",
			[]string{"a@x.com,,E1,,,,,", "b@x.com,,e1,,,,,"},
			"a@x.com externalId=\"E1\" row 2\nb@x.com externalId=\"e1\" row 3\n", []string{"warning externalIdTwice in.csv!C3"}},
		{"identical rows are one person, also when the userName's case differs",
			[]string{"b@x.com,,,,,,,", "Ada@x.com,,,Ada,,,,Finance", "ada@x.com,,,Ada,,,,finance"},
			"b@x.com row 2\nada@x.com givenName=\"Ada\" has=[01] row 3 4\n", []string{"note blankWorkspaces in.csv!H1", "warning duplicateRow in.csv row 4"}},
		{"rows that say different things hold the person back, with an error on each",
			[]string{"ada@x.com,,,Ada,,,,", "b@x.com,,,,,,,", "ada@x.com,,,Eda,,,,"},
			"b@x.com row 3\nheld back ada@x.com row 2 4\n", []string{"error contradictingRows in.csv!D2", "error contradictingRows in.csv!D4"}},
		{"rows that list different workspaces contradict each other",
			[]string{"ada@x.com,,,,,,,Finance", "ada@x.com,,,,,,,EMEA"},
			"held back ada@x.com row 2 3\n", []string{"error contradictingRows in.csv!H2", "error contradictingRows in.csv!H3"}},
		{"the same workspaces in another order and spelling agree",
			[]string{"ada@x.com,,,,,,,Finance;EMEA", "ada@x.com,,,,,,," + emea + ";FINANCE"},
			"ada@x.com has=[01 02] row 2 3\n", []string{"warning duplicateRow in.csv row 3"}},
		{"an error in one row holds back the person's other rows",
			[]string{"ada@x.com,,,Ada,,,,", "ada@x.com,,,,,maybe,,"},
			"held back ada@x.com row 2 3\n", []string{"note heldBackWithOther in.csv row 2", "error badBoolean in.csv!F3"}},
		{"one userName with two ids is a contradiction",
			[]string{"ada@x.com," + finance + ",,,,,,", "ada@x.com," + emea + ",,,,,,"},
			"held back ada@x.com id=" + emea + " row 2 3\n", []string{"error contradictingRows in.csv!B2", "error contradictingRows in.csv!B3"}},
		{"an id that two people share makes one of all their rows, and holds all of them back",
			[]string{"ada@x.com,,,,,,,", "bob@x.com,,,,,,,", "ada@x.com," + finance + ",,,,,,", "bob@x.com," + finance + ",,,,,,"},
			"held back bob@x.com id=" + finance + " row 2 3 4 5\n", []string{"error contradictingRows in.csv!A2", "error contradictingRows in.csv!A3",
				"error contradictingRows in.csv!A4", "error contradictingRows in.csv!A5"}},
		{"rows are one person by id or by userName, whichever links them",
			[]string{"," + finance + ",,Ada,,,,", "ada@x.com,,,,Lovelace,,,", "ada@x.com," + finance + ",,,,,,"},
			"ada@x.com id=" + finance + " givenName=\"Ada\" familyName=\"Lovelace\" row 2 3 4\n", []string{"warning duplicateRow in.csv row 3", "warning duplicateRow in.csv row 4"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines(append([]string{header}, test.rows...)...), Options{})
			r.Resolve(Resolution{Known: tenant()})
			if diff := cmp.Diff(test.people, people(r)); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.found, brief(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, found(r))
			}
			sound(t, r)
		})
	}
}

func TestWhoeverIsNamedInRowsThatAreHeldBackTogetherIsKept(t *testing.T) {
	r := load(t, lines("userName,id,givenName", "ada@x.com,"+finance+",Ada", "bob@x.com,"+finance+",", "ADA@x.com,,"), Options{})
	if len(r.HeldBack) != 1 {
		t.Fatalf("held back:\n%s", people(r))
	}
	var names []identity.UserName
	for _, p := range append(r.HeldBack[0].Also, identity.Person{UserName: r.HeldBack[0].UserName}) {
		names = append(names, identity.UserName(p.UserName.Key()))
	}
	slices.Sort(names)
	if diff := cmp.Diff([]identity.UserName{"ada@x.com", "ada@x.com", "bob@x.com"}, names); diff != "" {
		t.Error(diff)
	}
}
