package sheet

import (
	"path/filepath"
	"strings"
	"testing"
)

// A workbook is read out by programs for people who do not see it. They need its language and title, the
// order of its sheets, and the cells that are headers (WCAG 2.2, 1.3.1, 1.3.2, 2.4.2, 3.1.1).
func TestAWorkbookCanBeReadOut(t *testing.T) {
	parts := unpack(t, writeStaff(t, filepath.Join(t.TempDir(), "staff.xlsx"), 3))
	core := rootOf(t, parts["docProps/core.xml"])
	for name, want := range map[string]string{"title": "Staff", "language": "en"} {
		if found := core.all(name); len(found) != 1 || found[0].Text != want {
			t.Errorf("the %s is %+v", name, found)
		}
	}
	workbook := rootOf(t, parts["xl/workbook.xml"])
	var order []string
	for _, e := range workbook.all("sheets", "sheet") {
		order = append(order, e.attr("name"))
	}
	if got := strings.Join(order, ", "); got != "Summary, Staff" {
		t.Errorf("the sheets are read in the order %s", got)
	}
	named := map[string]string{}
	for _, e := range workbook.all("definedNames", "definedName") {
		named[e.attr("name")+" of "+order[e.number("localSheetId")]] = e.Text
	}
	for name, want := range map[string]string{"ColumnTitle of Staff": "'Staff'!$A$1:$E$1", "_xlnm.Print_Titles of Staff": "'Staff'!$1:$1", "ColumnTitle of Summary": ""} {
		if named[name] != want {
			t.Errorf("%s is %q", name, named[name])
		}
	}
}
