package reviewbook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sitting is what somebody does with a workbook in LibreOffice.
type sitting struct {
	Workbook string
	Steps    string   // Python
	Targets  []string // saved as, one made from the other; the last one comes back
}

// inLibreOffice has workbooks edited in LibreOffice, which is started once for all of them: that takes longer than
// everything else.
func inLibreOffice(t *testing.T, sittings []sitting) {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: what it makes of a reviewer's workbook is not tried")
	}
	python := pythonWith(t, "uno")
	jobs, err := json.Marshal(sittings)
	check(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	person := exec.CommandContext(ctx, python, filepath.Join("testdata", "reviewer.py"), office, t.TempDir())
	person.Stdin = bytes.NewReader(jobs)
	if out, err := person.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
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
	b := inProgram(t, c, partOf(c, maria))
	tests := []struct {
		name              string
		steps             string
		endings           []string
		want, faulty      string
		problems, remarks []string
	}{
		{name: "saved as a workbook, as OpenDocument, and back", steps: decides, endings: []string{"xlsx", "ods", "xlsx"}, want: decidedThere},
		{name: "saved as text", steps: decides, endings: []string{"csv"}, want: decidedThere, remarks: []string{onlyText}},
		{name: "saved as text of Windows-1252", steps: decides, endings: []string{"txt"}, want: decidedThere, remarks: []string{onlyText, "8 cells have lost letters"}},
		{name: "filtered, and what is shown is decided", steps: `
sheet.unprotect("")
filtered("Last sign-in", "never")
for row in range(2, last().EndRow + 2):
    if sheet.Rows.getByIndex(row - 1).IsVisible:
        enter("A%d" % row, "keep")`, endings: []string{"xlsx"}, want: "014 keep, 015 keep, 016 keep", remarks: []string{`the sheet "Review" is filtered`}},
		{name: "sorted, a column and a title inserted, the sheet renamed", steps: decides + `
sheet.unprotect("")
sort("User name")
sort("Workspace")
sheet.Columns.insertByIndex(4, 1)
enter("E1", "Cost centre")
enter("E3", "4711")
sheet.Rows.insertByIndex(0, 2)
enter("A1", "For Friday")
sheet.setName("Done")`, endings: []string{"xlsx"}, want: decidedThere, remarks: []string{`the table is on the sheet "Done"`, `the headers of the sheet "Done" stand in row 3`,
			`the column E ("Cost centre") of the sheet "Done" is not of the review`,
			`the rows of the sheet "Done" stand in another order`}},
		{name: "edited", steps: decides + `
sheet.unprotect("")
sheet.getCellByPosition(column("Department"), 5).String = "Finance EU"
sheet.getCellRangeByName("A7").Formula = '="ke"&"ep"'
sheet.getCellRangeByName("A8").Formula = "=1/0"`, endings: []string{"xlsx"}, want: decidedThere + ", 053 keep", faulty: "015 023",
			problems: b.placed([]string{`edited Review!{Department}6 was edited: "Finance" → "Finance EU"`, `word Review!A8 holds the error "#DIV/0!"`}),
			remarks:  []string{"2 decisions are computed by formulas"}},
		{name: "hidden", steps: decides + "sheet.IsVisible = False", endings: []string{"xlsx"}, want: "", faulty: "007 008 014",
			problems: []string{seenByNobody}, remarks: []string{`the sheet "Review" is hidden`}},
	}
	path, folder := written(t, c, partOf(c, maria)), t.TempDir()
	sittings := make([]sitting, len(tests))
	for i, test := range tests {
		sittings[i] = sitting{Workbook: path, Steps: test.steps}
		for turn, ending := range test.endings {
			sittings[i].Targets = append(sittings[i].Targets, filepath.Join(folder, fmt.Sprintf("%d-%d.%s", i, turn, ending)))
		}
	}
	inLibreOffice(t, sittings)
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := readFile(t, c, sittings[i].Targets[len(test.endings)-1])
			if got := said(out); got != test.want || faulty(out) != test.faulty {
				t.Errorf("said %s, faulty %s\nwant %s, faulty %s", got, faulty(out), test.want, test.faulty)
			}
			begin(t, "problems", toldOf(out), test.problems)
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
