package approval_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/approval"
)

// inLibreOffice is a workbook after somebody worked on it in LibreOffice.
func inLibreOffice(t *testing.T, workbook, steps string) string {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: what it makes of a change report is not tried")
	}
	python := pythonWith(t, "uno")
	target := filepath.Join(t.TempDir(), "returned.xlsx")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	person := exec.CommandContext(ctx, python, filepath.Join("testdata", "libreoffice.py"), office, t.TempDir(), workbook, target)
	person.Stdin = strings.NewReader(steps)
	if out, err := person.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	return target
}

// In the report of the sample plan the rows are about tunde, grace, emmy, maria, asa and ada, from the second.
func TestReportsThatWentThroughLibreOffice(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for name, test := range map[string]struct{ steps, want string }{
		"decided, with a column hidden and another made wide": {`
enter("A2", "approve")
enter("B2", "alice@acme.example")
enter("C2", "left in May\nas agreed")
enter("A5", "Reject")
sheet.Columns.getByName("C").IsVisible = False
sheet.Columns.getByName("O").Width = 20000`,
			"tunde approve by alice@acme.example (left in May\nas agreed), maria.lopez reject"},
		"unprotected, sorted by user name, filtered, and what is shown is decided": {`
sheet.unprotect("")
sort("A2:O7", "User name")
assert sheet.getCellByPosition(column("User name"), 1).String == "ada@acme.example"
filtered("A1:O7", "Change", "update")
for row in range(2, 8):
    if sheet.Rows.getByIndex(row - 1).IsVisible:
        enter("A%d" % row, "approve")`,
			"grace approve, maria.lopez approve"},
	} {
		t.Run(name, func(t *testing.T) {
			_, decisions, err := read(inLibreOffice(t, path, test.steps), p, approval.Rules{})
			check(t, err)
			if got := strings.Join(said(p, decisions), ", "); got != test.want {
				t.Errorf("decided %q, want %q", got, test.want)
			}
		})
	}
}

func TestAnEditInLibreOfficeIsFound(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	_, _, err := read(inLibreOffice(t, path, `
sheet.unprotect("")
enter("A2", "approve")
sheet.getCellByPosition(column("Workspaces taken"), 4).String = "nothing"
sheet.getCellRangeByName("A5").Formula = "=A2"`), p, approval.Rules{})
	begin(t, problemsOf(t, err), opened(t, p, path, nil).placed(
		[]string{"Changes!{Workspaces taken}5 was edited: it says \"nothing\", the report said \"Finance\"", "Changes!A5 holds a formula"}))
}

func TestReportsThatBecameOpenDocumentAndCameBack(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: what it makes of a change report is not tried")
	}
	p := samplePlan(t)
	b := opened(t, p, partReport(t, p, "Sales"), new("Sales"))
	b.decide(maria, "approve", "alice@acme.example", "one\ntwo")
	path, profile := b.saved("returned.xlsx"), t.TempDir()
	for _, kind := range []string{"ods", "xlsx"} {
		folder := t.TempDir()
		out, err := exec.CommandContext(t.Context(), office, "--headless", "-env:UserInstallation=file://"+profile, "--convert-to", kind, "--outdir", folder, path).CombinedOutput()
		if err != nil {
			t.Fatalf("LibreOffice: %v\n%s", err, out)
		}
		path = filepath.Join(folder, "returned."+kind)
	}
	_, decisions, err := read(path, p, approval.Rules{})
	check(t, err)
	if got := said(p, decisions); !slices.Equal(got, []string{"maria.lopez approve by alice@acme.example (one\ntwo)"}) {
		t.Errorf("decided %q", got)
	}
}
