package reviewbook

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inLibreOffice is a workbook after somebody worked on it in LibreOffice and saved it under each of some endings, one
// after the other.
func inLibreOffice(t *testing.T, path, steps string, endings ...string) string {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: what it makes of a reviewer's workbook is not tried")
	}
	python := pythonWith(t, "uno")
	folder := t.TempDir()
	var targets []string
	for i, ending := range endings {
		targets = append(targets, filepath.Join(folder, fmt.Sprintf("%d.%s", i, ending)))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	person := exec.CommandContext(ctx, python, filepath.Join("testdata", "reviewer.py"), office, t.TempDir(), path, strings.Join(targets, "|"))
	person.Stdin = strings.NewReader(steps)
	if out, err := person.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	return targets[len(targets)-1]
}

// decides is what a reviewer types, and what is read of it.
const (
	decides = `
enter("A2", "Keep")
enter("B2", "closes the books\nas agreed")
enter("A5", "revoke")
enter("C9", "bob@acme.example")
`
	decidedThere = "007 revoke, 008 keep (closes the books\nas agreed), 014 by bob@acme.example"
)

func TestWorkbooksThatWentThroughLibreOffice(t *testing.T) {
	c := quarter(26)
	path := written(t, c, partOf(c, maria))
	for name, test := range map[string]struct {
		steps   string
		endings []string
		want    string
		remarks []string
	}{
		"saved as a workbook, as OpenDocument, and back": {decides, []string{"xlsx", "ods", "xlsx"}, decidedThere, nil},
		"saved as text":                 {decides, []string{"csv"}, decidedThere, []string{onlyText}},
		"saved as text of Windows-1252": {decides, []string{"txt"}, decidedThere, []string{onlyText, "8 cells have lost letters"}},
		"filtered, and what is shown is decided": {`
sheet.unprotect("")
filtered("Last sign-in", "never")
for row in range(2, last().EndRow + 2):
    if sheet.Rows.getByIndex(row - 1).IsVisible:
        enter("A%d" % row, "keep")`, []string{"xlsx"}, "014 keep, 015 keep, 016 keep", []string{`the sheet "Review" is filtered`}},
		"sorted, a column and a title inserted, the sheet renamed": {decides + `
sheet.unprotect("")
sort("User name")
sort("Workspace")
sheet.Columns.insertByIndex(4, 1)
enter("E1", "Cost centre")
enter("E3", "4711")
sheet.Rows.insertByIndex(0, 2)
enter("A1", "For Friday")
sheet.setName("Done")`, []string{"xlsx"}, decidedThere, []string{`the table is on the sheet "Done"`, `the headers of the sheet "Done" stand in row 3`,
			`the column E ("Cost centre") of the sheet "Done" is not of the review`,
			`the rows of the sheet "Done" stand in another order`}},
	} {
		t.Run(name, func(t *testing.T) {
			out := readFile(t, c, inLibreOffice(t, path, test.steps, test.endings...))
			if got := said(out); got != test.want {
				t.Errorf("said %s\nwant %s", got, test.want)
			}
			begin(t, "problems", toldOf(out), nil)
			begin(t, "remarks", out.Remarks, test.remarks)
			if len(out.Answers) != 21 || len(out.Missing) > 0 {
				t.Errorf("%d answers, missing %q", len(out.Answers), out.Missing)
			}
			if !strings.HasPrefix(out.File.Program, "LibreOffice") && test.endings[len(test.endings)-1] == "xlsx" {
				t.Errorf("saved by %q", out.File.Program)
			}
		})
	}
}

func TestAnEditInLibreOfficeIsNamed(t *testing.T) {
	c := quarter(26)
	b := inProgram(t, c, partOf(c, maria))
	out := readFile(t, c, inLibreOffice(t, b.saved(), decides+`
sheet.unprotect("")
sheet.getCellByPosition(column("Department"), 5).String = "Finance EU"
sheet.getCellRangeByName("A7").Formula = '="ke"&"ep"'
sheet.getCellRangeByName("A8").Formula = "=1/0"`, "xlsx"))
	begin(t, "problems", toldOf(out), b.placed([]string{`edited Review!{Department}6 was edited: "Finance" → "Finance EU"`, `word Review!A8 holds the error "#DIV/0!"`}))
	if got := said(out); got != decidedThere+", 053 keep" || faulty(out) != "015 023" {
		t.Errorf("said %s, faulty %s", got, faulty(out))
	}
}
