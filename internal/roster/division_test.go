package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
)

// divisions shows who is in which group and part, one line a person.
func divisions(r *Roster) string {
	var b strings.Builder
	for _, e := range r.Entries {
		fmt.Fprintf(&b, "%s %q", e.Person.UserName, e.Group)
		if r.PartedBy != "" {
			fmt.Fprintf(&b, " %q", e.Part)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestTheColumnThatPeopleAreGroupedBy(t *testing.T) {
	for _, test := range []struct {
		name   string
		header string
		asked  string
		by     string
	}{
		{"departments, where nobody says which", "userName,Department,Manager", "", "Department"},
		{"departments in short", "userName,Manager,DEPT.", "", "DEPT."},
		{"departments in German", "userName,Abteilung", "", "Abteilung"},
		{"departments in French, accents or not", "userName,Département", "", "Département"},
		{"departments with a remark", "userName,Department [department] Required", "", "Department [department] Required"},
		{"nobody's own department does not count", "userName,Department (manager)", "", ""},
		{"two departments are none", "userName,Department,Dept", "", ""},
		{"no department is none", "userName,Team", "", ""},
		{"an id is no name", "userName,Department ID", "", ""},
		{"none is none", "userName,Department", "none", ""},
		{"None is none as well", "userName,Department", " None ", ""},
		{"the one that was asked for", "userName,Department,Cost Centre", "Cost Centre", "Cost Centre"},
		{"without regard to case, blanks, underscores and dashes", "userName,Department,Cost-Centre", "cost_CENTRE", "Cost-Centre"},
		{"one that is headed like departments in another table", "userName,Department,Dept", "dept", "Dept"},
		{"the first of two that are headed alike", "userName,Team,team", "TEAM", "Team"},
	} {
		t.Run(test.name, func(t *testing.T) {
			columns := strings.Count(test.header, ",")
			row := "ada@x.com"
			for n := range columns {
				row += fmt.Sprintf(",value %d", n+1)
			}
			r := load(t, lines(test.header, row), Options{GroupBy: test.asked, SplitBy: test.asked})
			if r.GroupedBy != test.by {
				t.Fatalf("grouped by %q, want %q", r.GroupedBy, test.by)
			}
			group := ""
			if at := slices.Index(strings.Split(test.header, ","), test.by); test.by != "" {
				group = fmt.Sprintf("value %d", at)
			}
			if got := r.Entries[0].Group; got != group {
				t.Errorf("in the group %q, want %q", got, group)
			}
			if test.asked == "" && (r.PartedBy != "" || r.Entries[0].Part != "") {
				t.Errorf("parted by %q without being asked", r.PartedBy)
			}
			if test.asked != "" && (r.PartedBy != test.by || r.Entries[0].Part != group) {
				t.Errorf("parted by %q, in the part %q", r.PartedBy, r.Entries[0].Part)
			}
		})
	}
}

func TestAColumnThatPeopleCannotBeGroupedBy(t *testing.T) {
	const header = "userName,Last Name,Department,Cost Centre,Initial password"
	for _, test := range []struct {
		name, asked, header string
		want                NotCarried
		text                string
	}{
		{"one that nobody has", "Team", header, NotCarried{Header: "Team", Carried: []string{"Department", "Cost Centre"}},
			`no column "Team" is carried through, so people cannot be grouped by it; "Department" and "Cost Centre" could be`},
		{"one that is read", "Last Name", header, NotCarried{Header: "Last Name", Column: "familyName", Carried: []string{"Department", "Cost Centre"}},
			`the column "Last Name" is read as familyName, so people cannot be grouped by it`},
		{"one of passwords", "Initial Password", header, NotCarried{Header: "Initial Password", Carried: []string{"Department", "Cost Centre"}},
			`no column "Initial Password" is carried through, so people cannot be grouped by it; "Department" and "Cost Centre" could be`},
		{"where there is none", "Team", "userName,givenName", NotCarried{Header: "Team"},
			`no column "Team" is carried through, so people cannot be grouped by it; nor is any other`},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, split := range []bool{false, true} {
				o := Options{GroupBy: test.asked}
				if split {
					o = Options{SplitBy: test.asked}
				}
				_, err := Load(context.Background(), write(t, "in.csv", lines(test.header, "ada@x.com,Lovelace,Tax,12,secret")), o)
				var refused *NotCarried
				if !errors.As(err, &refused) {
					t.Fatalf("error %v", err)
				}
				test.want.Split = split
				if diff := cmp.Diff(&test.want, refused); diff != "" {
					t.Errorf("error (-want +got):\n%s", diff)
				}
				text := test.text
				if split {
					text = strings.Replace(text, "grouped by", "split by", 1)
				}
				if err.Error() != text {
					t.Errorf("says %q, want %q", err, text)
				}
			}
		})
	}
	t.Run("a table that cannot be used at all is what is told", func(t *testing.T) {
		r := load(t, lines("Name,Phone", "Ada,12"), Options{GroupBy: "Team"})
		if len(r.Unusable()) == 0 {
			t.Error("nothing is told of the table without a key")
		}
	})
}

func TestWhatACellSaysAboutAGroup(t *testing.T) {
	for _, test := range []struct{ name, cell, want string }{
		{"its text", "Tax & Audit", "Tax & Audit"},
		{"nothing", "", ""},
		{"blanks are nothing", "   ", ""},
		{"cleaned of what nobody sees", "\u202e\ufeffTax\u00a0 \u200bAudit ", "Tax Audit"},
		{"on one line", "\"Tax\r\n\r\nAudit\"", "Tax Audit"},
		{"a placeholder is nothing", "n/a", ""},
		{"so is <none>", "<none>", ""},
		{"an error is nothing", "#REF!", ""},
		{"North America is something", "NA", "NA"},
		{"markup stays text", `<script>alert('1')</script>`, `<script>alert('1')</script>`},
		{"120 characters are kept", strings.Repeat("ä", 120), strings.Repeat("ä", 120)},
		{"longer ones are cut", strings.Repeat("ä", 30_000), strings.Repeat("ä", 120) + "…"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines("userName,Department", "ada@x.com,"+test.cell), Options{SplitBy: "Department"})
			if e := r.Entries[0]; e.Group != test.want || e.Part != test.want {
				t.Errorf("in %q and %q, want %q", e.Group, e.Part, test.want)
			}
		})
	}
	t.Run("spellings that differ in case and blanks are one, in the first of them", func(t *testing.T) {
		r := load(t, lines("userName,Department", "a@x.com,Tax  Audit", "b@x.com,TAX AUDIT", "c@x.com,tax\u00a0audit", "d@x.com,TaxAudit"), Options{})
		want := "a@x.com \"Tax Audit\"\nb@x.com \"Tax Audit\"\nc@x.com \"Tax Audit\"\nd@x.com \"TaxAudit\"\n"
		if diff := cmp.Diff(want, divisions(r)); diff != "" {
			t.Errorf("groups (-want +got):\n%s", diff)
		}
	})
}

func TestAPersonOverSeveralRowsIsInTheGroupOfTheFirstThatSaysSomething(t *testing.T) {
	for _, test := range []struct {
		name string
		rows []string
		want string
		note string
	}{
		{"blank rows say nothing", []string{"ada@x.com,Finance,,", "bob@x.com,,Sales,S", "ada@x.com,EMEA,Tax,T", "ada@x.com,Sales,,T"},
			"ada@x.com \"Tax\" \"T\"\nbob@x.com \"Sales\" \"S\"\n", ""},
		{"rows that agree but for case", []string{"ada@x.com,Finance,Tax,T", "ada@x.com,EMEA,TAX,t"}, "ada@x.com \"Tax\" \"T\"\n", ""},
		{"the first counts where rows disagree, which is said", []string{"ada@x.com,Finance,,T", "ada@x.com,EMEA,Tax,T", "ADA@x.com,Sales,Audit,T"}, "ada@x.com \"Tax\" \"T\"\n",
			`note contradictingGroups in.csv!C4: "ADA@x.com" is in "Audit" here and in "Tax" in in.csv!C3; the first row that says something counts`},
		{"of many the first is told and the others are counted",
			[]string{"a@x.com,Finance,Tax,T", "a@x.com,EMEA,Audit,T", "b@x.com,Finance,Tax,T", "b@x.com,EMEA,Audit,T", "c@x.com,Finance,Tax,T", "c@x.com,EMEA,Audit,T"},
			"a@x.com \"Tax\" \"T\"\nb@x.com \"Tax\" \"T\"\nc@x.com \"Tax\" \"T\"\n",
			`note contradictingGroups in.csv!C3: "a@x.com" is in "Audit" here and in "Tax" in in.csv!C2; the first row that says something counts; so it is with 2 more people`},
		{"each column has a note of its own", []string{"ada@x.com,Finance,Tax,T", "ada@x.com,EMEA,Audit,A"}, "ada@x.com \"Tax\" \"T\"\n",
			`note contradictingGroups in.csv!C3: "ada@x.com" is in "Audit" here and in "Tax" in in.csv!C2; the first row that says something counts` + "\n" +
				`note contradictingGroups in.csv!D3: "ada@x.com" is in "A" here and in "T" in in.csv!D2; the first row that says something counts`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines(append([]string{"userName,workspace,Department,Team"}, test.rows...)...), Options{SplitBy: "Team"})
			if diff := cmp.Diff(test.want, divisions(r)); diff != "" {
				t.Errorf("groups (-want +got):\n%s", diff)
			}
			var notes []string
			for _, f := range r.Findings {
				if f.Code == finding.ContradictingGroups {
					notes = append(notes, fmt.Sprintf("%s %s %s: %s", f.Severity, f.Code, f.Pos, f.Message))
				}
			}
			if diff := cmp.Diff(test.note, strings.Join(notes, "\n")); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("one column that groups and parts has one note", func(t *testing.T) {
		r := load(t, lines("userName,workspace,Department", "ada@x.com,Finance,Tax", "ada@x.com,EMEA,Audit"), Options{SplitBy: "department"})
		if n := strings.Count(found(r), "contradictingGroups"); n != 1 {
			t.Errorf("%d notes: %s", n, found(r))
		}
	})
}

func TestSeveralInputsHaveOneColumn(t *testing.T) {
	for _, test := range []struct {
		name   string
		inputs []string
		o      Options
		by     string
		want   string
	}{
		{"headers that are compared as one, values that are one", write(t, "a.csv", lines("userName,Cost Centre", "ada@x.com,A 1"), "b.csv", lines("cost_centre,userName", "a 1,bob@x.com", "B,cyd@x.com")),
			Options{GroupBy: "COST CENTRE"}, "Cost Centre", "ada@x.com \"A 1\"\nbob@x.com \"A 1\"\ncyd@x.com \"B\"\n"},
		{"an input without it, in front or behind, says nothing", write(t, "a.csv", lines("userName", "ada@x.com"), "b.csv", lines("userName,Team", "bob@x.com,T"), "c.csv", lines("userName", "cyd@x.com")),
			Options{GroupBy: "team"}, "Team", "ada@x.com \"\"\nbob@x.com \"T\"\ncyd@x.com \"\"\n"},
		{"departments by two names", write(t, "a.csv", lines("userName,Department", "ada@x.com,Tax"), "b.csv", lines("userName,Abteilung", "bob@x.com,Tax")),
			Options{}, "Department", "ada@x.com \"Tax\"\nbob@x.com \"Tax\"\n"},
		{"departments that one input has two of are none", write(t, "a.csv", lines("userName,Department", "ada@x.com,Tax"), "b.csv", lines("userName,Department,Dept", "bob@x.com,Tax,Tax")),
			Options{}, "", "ada@x.com \"\"\nbob@x.com \"\"\n"},
		{"somebody in two inputs", write(t, "a.csv", lines("userName,Team", "ada@x.com,"), "b.csv", lines("Team,userName", "T,ADA@x.com")),
			Options{GroupBy: "team"}, "Team", "ada@x.com \"T\"\n"},
		{"one input has it, though the other reads it as something", write(t, "a.csv", lines("Mail,userName", "m,ada@x.com"), "b.csv", lines("Mail", "bob@x.com")),
			Options{GroupBy: "mail"}, "Mail", "ada@x.com \"m\"\nbob@x.com \"\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Load(context.Background(), test.inputs, test.o)
			if err != nil {
				t.Fatal(err)
			}
			if r.GroupedBy != test.by {
				t.Errorf("grouped by %q, want %q", r.GroupedBy, test.by)
			}
			if diff := cmp.Diff(test.want, divisions(r)); diff != "" {
				t.Errorf("groups (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHiddenAndMergedCellsSayAGroupAsTheirReaderSeesIt(t *testing.T) {
	rows := [][]any{{"userName", "Department"}, {"ada@x.com", "Tax"}, {"bob@x.com"}, {"cyd@x.com", "Audit"}, {"dan@x.com", "Sales"}}
	path := workbook(t, func(f *excelize.File) {
		check(t, f.MergeCell("People", "B2", "B3"))
		check(t, f.SetRowVisible("People", 4, false))
	}, tab{name: "People", rows: rows})
	for _, skip := range []bool{false, true} {
		r, err := Load(context.Background(), []string{path}, Options{SkipHidden: skip})
		if err != nil {
			t.Fatal(err)
		}
		cyd := `"Audit"`
		if skip {
			cyd = `""` // a row that is passed over says nothing but whom it is about
		}
		want := "ada@x.com \"Tax\"\nbob@x.com \"Tax\"\ncyd@x.com " + cyd + "\ndan@x.com \"Sales\"\n"
		if diff := cmp.Diff(want, divisions(r)); diff != "" {
			t.Errorf("skipping hidden rows %t: groups (-want +got):\n%s", skip, diff)
		}
	}
	hidden := workbook(t, func(f *excelize.File) { check(t, f.SetColVisible("People", "B", false)) }, tab{name: "People", rows: rows})
	_, err := Load(context.Background(), []string{hidden}, Options{SkipHidden: true, GroupBy: "Department"})
	var refused *NotCarried
	if !errors.As(err, &refused) {
		t.Errorf("a hidden column that is not read still groups people: %v", err)
	}
}

// However rows lie: each person is in the group that the first row about them says which says any.
func TestTheFirstRowThatSaysSomethingCounts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		names := []string{"ada@x.com", "bob@x.com", "cyd@x.com", "dan@x.com"}
		teams := []string{"", "", "Tax", "Audit", "Sales"}
		want := map[string]string{}
		torn := map[string]bool{}
		text := "userName,workspace,Team\n"
		for n := range rapid.IntRange(1, 12).Draw(rt, "rows") {
			name, team := rapid.SampledFrom(names).Draw(rt, "name"), rapid.SampledFrom(teams).Draw(rt, "team")
			text += fmt.Sprintf("%s,Workspace %d,%s\n", name, n, team)
			torn[name] = torn[name] || want[name] != "" && team != "" && want[name] != team
			if want[name] == "" {
				want[name] = team
			}
		}
		r := load(t, text, Options{GroupBy: "Team"})
		contradicted := 0
		for _, e := range r.Entries {
			if e.Group != want[string(e.Person.UserName)] {
				rt.Errorf("%s is in %q, want %q of\n%s", e.Person.UserName, e.Group, want[string(e.Person.UserName)], text)
			}
			if torn[string(e.Person.UserName)] {
				contradicted++
			}
		}
		if told := strings.Contains(found(r), "contradictingGroups"); told != (contradicted > 0) {
			rt.Errorf("%d people are in two groups, told %t of\n%s", contradicted, told, text)
		}
	})
}
