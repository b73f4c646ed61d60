package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

func TestMarksBelowNoWorkspaceAreNotLostSilently(t *testing.T) {
	for _, test := range []struct {
		name  string
		rows  []string
		found []string
	}{
		{"a misspelt workspace beside one that is known", []string{"Email,Finance,EMEAA", "ada@x.com,x,x", "bob@x.com,,x"},
			[]string{"warning unknownHeader in.csv!C1"}},
		{"a misspelt workspace on its own", []string{"Email,Finanace", "ada@x.com,x"}, []string{"warning unknownHeader in.csv!B1"}},
		{"a misspelt workspace above yes and no", []string{"Email,Finanace", "ada@x.com,1", "bob@x.com,0"}, []string{"warning unknownHeader in.csv!B1"}},
		{"ticks below an unheard-of name in a matrix", []string{"Email,ws:Finance,Tigris", "ada@x.com,x,✓"}, []string{"warning unknownHeader in.csv!C1"}},
		{"ticks among crosses", []string{"Email,Finance,Tigris", "ada@x.com,x,✗", "bob@x.com,,✓"}, []string{"warning unknownHeader in.csv!C1"}},
		{"ticks below such a name where there is no matrix are anything", []string{"Email,Tigris", "ada@x.com,x"}, nil},
		{"yes and no answer a question", []string{"Email,Finance,FTE", "ada@x.com,x,yes", "bob@x.com,,no"}, nil},
		{"so do a few letters that any short name is near to", []string{"Email,Finance,XMA", "ada@x.com,x,1"}, nil},
		{"text is no mark", []string{"Email,Finance,Finanace", "ada@x.com,x,Ledger"}, nil},
		{"a header that is nearly a column is told once", []string{"Email,Finance,Givn name", "ada@x.com,x,x"}, []string{"warning unknownHeader in.csv!C1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines(test.rows...), Options{})
			r.Resolve(Resolution{Known: tenant()})
			if diff := cmp.Diff(test.found, brief(r)); diff != "" {
				t.Errorf("%s\n%s", diff, found(r))
			}
		})
	}
}

func TestAMisspeltColumnOfMarksIsToldTheNearestWorkspace(t *testing.T) {
	r := load(t, lines("Email,Finanace,Tigris,EMEA", "ada@x.com,x,x,x"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	want := `warning unknownHeader in.csv!B1: no workspace is named "Finanace", so the marks below it have no effect (did you mean "Finance" (` + finance + `)? If the column is no workspace's, leave it)
warning unknownHeader in.csv!C1: no workspace is named "Tigris", so the marks below it have no effect (if it is meant to be a workspace's, head it by the workspace's name or id; if not, leave it)
`
	if diff := cmp.Diff(want, found(r)); diff != "" {
		t.Error(diff)
	}
}

func TestMarksThatCannotBeToldWithoutAListOfWorkspacesAreNoted(t *testing.T) {
	const text = "Email,HR,Finance,Remark\nada@x.com,x,1,new\nbob@x.com,,0,\n"
	for _, test := range []struct {
		name, text string
		options    Options
		known      *identity.Workspaces
		want       string
	}{
		{"in one note a table", text, Options{}, nil, `"HR", "Finance" hold nothing but marks`},
		{"of which many columns take few words", "Email,A1,A2,A3,A4,A5,A6,A7,A8\nada@x.com,x,x,x,x,x,x,x,x\n", Options{}, nil, `"A5", "A6" and 2 more hold nothing but marks`},
		{"but not where a list is at hand", text, Options{}, tenant(), ""},
		{"nor where the columns are said to have no effect", text, Options{Layout: Wide}, nil, ""},
		{"nor where there are no marks", "Email,Remark\nada@x.com,new\n", Options{}, nil, ""},
		{"nor for what a vendor's export says yes and no about", "First Name [Required],Last Name [Required],Email Address [Required],Org Unit Path [Required],2sv Enrolled\nAda,L,ada@x.com,/,TRUE\n", Options{}, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, test.text, test.options)
			r.Check(test.known)
			told := found(r)
			if test.want == "" && strings.Contains(told, "cannot be told") || !strings.Contains(told, test.want) {
				t.Error(told)
			}
			for _, f := range r.Findings {
				if test.want != "" && (f.Code != finding.CarriedThrough || f.Severity != finding.Note || f.Pos.Cell() != "B1") {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

func TestTheAccountOfAColumnOfMarksSaysThatItMayBeRead(t *testing.T) {
	const may = "marks: read where a workspace has this name"
	const text = "Email,Finance,Tigris,Remark\nada@x.com,1,1,new\n"
	account := func(r *Roster) []string {
		var said []string
		for _, c := range r.Tables[0].Columns[1:] {
			said = append(said, c.Column+"|"+c.How)
		}
		return said
	}
	r := load(t, text, Options{})
	if diff := cmp.Diff([]string{"|" + may, "|" + may, "|"}, account(r)); diff != "" {
		t.Errorf("before workspaces are known: %s", diff)
	}
	r.Resolve(Resolution{Known: tenant()})
	if diff := cmp.Diff([]string{"ws:Finance|", "|", "|"}, account(r)); diff != "" {
		t.Errorf("afterwards: %s", diff)
	}
	if diff := cmp.Diff([]string{"|", "|", "|"}, account(load(t, text, Options{Layout: Wide}))); diff != "" {
		t.Errorf("where they have no effect: %s", diff)
	}
}

func TestAMatrixThatWasAskedForRefusesWhatIsNoMark(t *testing.T) {
	r := load(t, lines("Email,HR,Remark", "ada@x.com,x,x", "bob@x.com,✗,see above", "cyd@x.com,?,or not", "dan@x.com,✗,"), Options{Layout: Matrix})
	r.Check(nil)
	if diff := cmp.Diff([]string{"error badMark in.csv!B3", "error badMark in.csv!B4", "error badMark in.csv!B5"}, brief(r)); diff != "" {
		t.Errorf("%s\n%s", diff, found(r))
	}
}
