package roster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

var layouts = []Layout{Wide, Long, Matrix}

func writeTemplate(t *testing.T, l Layout, known *identity.Workspaces, ending string) string {
	t.Helper()
	path, err := Template{Layout: l, Known: known, Created: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}.Write(
		filepath.Join(t.TempDir(), string(l)+ending))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// filled is a template with rows of people typed below its example. Each row is cells by header.
func filled(t *testing.T, path string, rows ...map[string]string) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	check(t, err)
	defer f.Close()
	cells, err := f.GetRows(peopleTab)
	check(t, err)
	for n, row := range rows {
		for header, text := range row {
			at := slices.Index(cells[0], header)
			if at < 0 {
				t.Fatalf("the template has no column %q", header)
			}
			cell, err := excelize.CoordinatesToCellName(at+1, n+3)
			check(t, err)
			check(t, f.SetCellStr(peopleTab, cell, text))
		}
	}
	path = filepath.Join(t.TempDir(), "filled.xlsx")
	check(t, f.SaveAs(path))
	return path
}

// offeredIn are the ids of the workspaces on a template's sheet Workspaces and what its dropdowns offer for
// them, in the order of the sheet.
func offeredIn(t *testing.T, path string) (ids, written []string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	check(t, err)
	defer f.Close()
	rows, err := f.GetRows(workspacesTab)
	check(t, err)
	for _, row := range rows[1:] {
		ids, written = append(ids, row[0]), append(written, row[len(rows[0])-1])
	}
	return ids, written
}

// holdings are who is to have which workspaces, by userName, of a roster without errors.
func holdings(t *testing.T, path string, known *identity.Workspaces) map[string][]string {
	t.Helper()
	r, err := Load(context.Background(), []string{path}, Options{})
	check(t, err)
	r.Resolve(Resolution{Known: known})
	for _, f := range r.Findings {
		if f.Severity == finding.Error {
			t.Errorf("%s: %s", f.Pos, f.Message)
		}
	}
	has := map[string][]string{}
	for _, e := range r.Entries {
		if e.Person.Workspaces != nil {
			has[string(e.Person.UserName)] = e.Person.Workspaces.Has
		}
	}
	return has
}

func TestATemplateIsNobodyUntilItIsFilledIn(t *testing.T) {
	for _, l := range layouts {
		for _, path := range []string{writeTemplate(t, l, nil, ".xlsx"), writeTemplate(t, l, tenant(), ".xlsx"), writeTemplate(t, l, nil, ".csv")} {
			r, err := Load(context.Background(), []string{path}, Options{})
			check(t, err)
			if r.People() != 0 || len(r.Unusable()) != 1 || r.Unusable()[0].Code != finding.EmptyTable {
				t.Errorf("%s: %d people, findings %v", filepath.Base(path), r.People(), r.Findings)
			}
		}
	}
}

// filledRows say the same in every layout: that Ada has EMEA and "Finance, EMEA", and Bob the second Sales.
func filledRows() map[Layout][]map[string]string {
	return map[Layout][]map[string]string{
		Wide: {{"userName": "ada@x.com", "externalId": "0017", "active": "yes", "workspaces": "EMEA; Finance, EMEA"}, {"userName": "bob@x.com", "workspaces": sales2}},
		Long: {{"userName": "ada@x.com", "externalId": "0017", "active": "yes", "workspace": "EMEA"}, {"userName": "bob@x.com", "workspace": sales2},
			{"userName": "ada@x.com", "workspace": "Finance, EMEA"}},
		Matrix: {{"userName": "ada@x.com", "externalId": "0017", "active": "yes", "ws:EMEA": "x", "ws:Finance, EMEA": "x", "ws:Finance": "no"},
			{"userName": "bob@x.com", "ws:" + sales2: "x"}},
	}
}

func TestEveryLayoutFilledInSaysTheSame(t *testing.T) {
	want := map[string][]string{"ada@x.com": {emea, combined}, "bob@x.com": {sales2}}
	for l, rows := range filledRows() {
		for program, path := range map[string]string{
			"as we write it":       filled(t, writeTemplate(t, l, tenant(), ".xlsx"), rows...),
			"saved by LibreOffice": filepath.Join("testdata", "template-"+string(l)+".xlsx"), // 7.4, of the former
		} {
			if diff := cmp.Diff(want, holdings(t, path, tenant())); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", l, program, diff)
			}
		}
	}
}

func TestChoicesOutliveAnotherProgram(t *testing.T) {
	for l, want := range map[Layout]int{Wide: 3, Long: 3, Matrix: 3} {
		f, err := excelize.OpenFile(filepath.Join("testdata", "template-"+string(l)+".xlsx"))
		check(t, err)
		defer f.Close()
		choices, err := f.GetDataValidations(peopleTab)
		check(t, err)
		if len(choices) != want {
			t.Errorf("%s: of %d choices %d are left", l, want, len(choices))
		}
		if number, err := f.GetCellValue(peopleTab, "B3"); number != "0017" || err != nil {
			t.Errorf("%s: the number 0017 became %s (%v)", l, number, err)
		}
	}
}

func TestNumbersKeepTheirZeros(t *testing.T) {
	for _, l := range layouts {
		f, err := excelize.OpenFile(writeTemplate(t, l, nil, ".xlsx"))
		check(t, err)
		defer f.Close()
		for _, column := range []string{"A", "B", "C", "D"} {
			id, err := f.GetColStyle(peopleTab, column)
			check(t, err)
			style, err := f.GetStyle(id)
			check(t, err)
			if style.NumFmt != 49 {
				t.Errorf("%s: what is typed in column %s does not stay text", l, column)
			}
		}
	}
}

// oddNames are names of workspaces that lists, spreadsheets or other workspaces could make something else of.
var oddNames = []string{"Finance", "finance", "FINANCE ", "Sales; EMEA", "Sales, EMEA", "Sales", "EMEA", `Big "X" Deals`, `"Quoted"`, `"open`, "=1+1", "+1", "-1", "@Risk",
	"'t Hooft", "<none>", "<NONE>", "007", "1/2", "TRUE", "#N/A", "1e5", "ws:Finance", "two\nlines", "no\u00a0break", "zero\u200bwidth", "Straße", "STRASSE", "a\tb",
	"x", "no", "Example: one", "userName", "“smart”", strings.Repeat("long name ", 20), "000000000000000000000000000000ff", ""}

func drawTenant(t *rapid.T) *identity.Workspaces {
	known := &identity.Workspaces{}
	names := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(oddNames), rapid.StringMatching(`[ -~]{0,12}`), rapid.StringN(0, 8, 40)), 1, 12).Draw(t, "names")
	for i, name := range names {
		known.Add(identity.Workspace{ID: fmt.Sprintf("%032x", i+1), Name: name}, false, identity.Listed)
	}
	return known
}

func TestEveryWorkspaceThatATemplateOffersIsReadAsItself(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		known := drawTenant(rt)
		l := rapid.SampledFrom(layouts).Draw(rt, "layout")
		path := writeTemplate(t, l, known, ".xlsx")
		ids, written := offeredIn(t, path)
		if len(ids) != known.Len() {
			rt.Fatalf("%s: %d workspaces are offered, of %d", l, len(ids), known.Len())
		}
		var rows []map[string]string
		want := map[string][]string{}
		for i, id := range ids {
			who := fmt.Sprintf("p%d@x.com", i)
			want[who] = []string{id}
			column, text := map[Layout]string{Wide: "workspaces", Long: "workspace", Matrix: "ws:" + written[i]}[l], written[i]
			if l == Matrix {
				text = "x"
			}
			rows = append(rows, map[string]string{"userName": who, column: text})
		}
		if l == Wide {
			want["all@x.com"] = identity.Set(slices.Clone(ids))
			rows = append(rows, map[string]string{"userName": "all@x.com", "workspaces": strings.Join(written, "; ") + ";"})
		}
		if diff := cmp.Diff(want, holdings(t, filled(t, path, rows...), known)); diff != "" {
			rt.Errorf("%s: offered as %q (-want +got):\n%s", l, written, diff)
		}
	})
}

func TestInactiveWorkspacesAreNotOffered(t *testing.T) {
	template := Template{Known: tenant()}
	if offered, inactive := template.Offered(); offered != 7 || inactive != 1 {
		t.Errorf("%d offered, %d left out", offered, inactive)
	}
	if ids, _ := offeredIn(t, writeTemplate(t, Long, tenant(), ".xlsx")); slices.Contains(ids, retired) {
		t.Error("an inactive workspace can be chosen")
	}
}

func TestAMatrixForMoreWorkspacesThanASheetHasColumnsIsRefused(t *testing.T) {
	known := &identity.Workspaces{}
	for i := range mostMatrix + 1 {
		known.Add(identity.Workspace{ID: fmt.Sprintf("%032x", i)}, false, identity.Listed)
	}
	if _, err := (Template{Layout: Matrix, Known: known}).Write(filepath.Join(t.TempDir(), "x.xlsx")); err == nil {
		t.Error("a sheet of too many columns was written")
	}
}

func TestTemplatesOfAnySize(t *testing.T) {
	for _, n := range []int{0, 1, 50, 51, 1000} {
		known := &identity.Workspaces{}
		for i := range n {
			known.Add(identity.Workspace{ID: fmt.Sprintf("%032x", i), Name: fmt.Sprintf("%d %s", i, strings.Repeat("name ", 40))}, false, identity.Listed)
		}
		for _, l := range layouts {
			if ids, _ := offeredIn(t, writeTemplate(t, l, known, ".xlsx")); len(ids) != n {
				t.Errorf("%s: %d of %d workspaces are offered", l, len(ids), n)
			}
		}
	}
}

// TestWhatATemplateSays compares every word of the templates with the golden file.
func TestWhatATemplateSays(t *testing.T) {
	var b strings.Builder
	for _, l := range layouts {
		fmt.Fprintf(&b, "==== %s\n", l)
		spellOut(t, &b, writeTemplate(t, l, nil, ".xlsx"))
		fmt.Fprintf(&b, "==== %s of a tenant\n", l)
		spellOut(t, &b, writeTemplate(t, l, tenant(), ".xlsx"))
	}
	const golden = "testdata/templates.txt"
	if *update {
		check(t, os.WriteFile(golden, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	check(t, err)
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// spellOut writes down what a workbook says: cells, notes and choices.
func spellOut(t *testing.T, b *strings.Builder, path string) {
	f, err := excelize.OpenFile(path)
	check(t, err)
	defer f.Close()
	for _, name := range f.GetSheetList() {
		fmt.Fprintf(b, "-- %s\n", name)
		rows, err := f.GetRows(name)
		check(t, err)
		for _, row := range rows {
			if text := strings.Join(row, " | "); text != "" {
				fmt.Fprintln(b, text)
			}
		}
		notes, err := f.GetComments(name)
		check(t, err)
		for _, n := range notes {
			fmt.Fprintf(b, "  note %s: %s\n", n.Cell, n.Text)
		}
		choices, err := f.GetDataValidations(name)
		check(t, err)
		for _, c := range choices {
			fmt.Fprintf(b, "  choose %s from %s", c.Sqref, c.Formula1)
			if c.ShowErrorMessage {
				fmt.Fprintf(b, " · %s: %s", *c.ErrorStyle, *c.Error)
			}
			if c.ShowInputMessage {
				fmt.Fprintf(b, " · %s", *c.Prompt)
			}
			fmt.Fprintln(b)
		}
	}
}
