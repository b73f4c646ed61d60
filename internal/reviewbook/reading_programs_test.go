package reviewbook

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// pythonWith is a Python that has a module; the one that came with the system has those that distributions pack, the
// one that is first in the path may have others.
func pythonWith(t *testing.T, module string) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import "+module).Run() == nil {
			return python
		}
	}
	t.Skipf("no Python with the module %s is installed: what it makes of a reviewer's workbook is not tried", module)
	return ""
}

func TestWorkbooksThatScriptsHaveFilledIn(t *testing.T) {
	c := quarter(26)
	for name, test := range map[string]struct{ module, script string }{
		"filled in by openpyxl": {"openpyxl", `
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["Review"]
sheet["A2"], sheet["B2"], sheet["A5"], sheet["C9"] = "keep", "closes the books\nas agreed", "revoke", "bob@acme.example"
book.save(sys.argv[2])`},
		"its values copied into a new workbook by openpyxl": {"openpyxl", `
import openpyxl, sys
book, copy = openpyxl.load_workbook(sys.argv[1]), openpyxl.Workbook()
sheet = copy.active
for row in book["Review"].values:
    sheet.append(row)
for cell in [cell for row in sheet for cell in row if str(cell.value).startswith("=")]:
    cell.data_type = "s"
sheet["A2"], sheet["B2"], sheet["A5"], sheet["C9"] = "keep", "closes the books\nas agreed", "revoke", "bob@acme.example"
copy.save(sys.argv[2])`},
		"its values copied into a new workbook by XlsxWriter": {"xlsxwriter", `
import openpyxl, xlsxwriter, sys
book = openpyxl.load_workbook(sys.argv[1])["Review"]
book["A2"], book["B2"], book["A5"], book["C9"] = "keep", "closes the books\nas agreed", "revoke", "bob@acme.example"
copy = xlsxwriter.Workbook(sys.argv[2], {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": True})
sheet = copy.add_worksheet("Table 1")
for i, row in enumerate(book.values):
    for j, value in enumerate(row):
        if value is not None:
            sheet.write(i, j, value)
copy.close()`},
	} {
		t.Run(name, func(t *testing.T) {
			python := pythonWith(t, test.module)
			pythonWith(t, "openpyxl")
			target := filepath.Join(t.TempDir(), "returned.xlsx")
			if out, err := exec.CommandContext(t.Context(), python, "-c", test.script, written(t, c, partOf(c, maria)), target).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			out := readFile(t, c, target)
			begin(t, "problems", toldOf(out), nil)
			if got := said(out); got != decidedThere || len(out.Missing) > 0 {
				t.Errorf("said %s, missing %q", got, out.Missing)
			}
		})
	}
}
