package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

// splitInput is the sample with one file for each department.
func splitInput(parts ...string) Input {
	in := sampleInput()
	in.Plan.Policy.SplitBy = "Department"
	for i := range in.Plan.Changes {
		in.Plan.Changes[i].Part = parts[i%len(parts)]
	}
	return in
}

func TestFileNamesAreSafeAndPeopleKnowThemAgain(t *testing.T) {
	for _, c := range []struct{ why, part, want string }{
		{"a plain value is its own name", "Finance", "Finance"},
		{"letters of any language stay", "Übersee, Łódź 東京", "Übersee, Łódź 東京"},
		{"none says so", "", "no Department"},
		{"a path does not lead elsewhere", "../../etc/passwd", "etc-passwd"},
		{"a Windows path does not either", `C:\Windows\System32`, "C-Windows-System32"},
		{"nothing harmless left", "///", "Department"},
		{"a device of Windows is no file", "con", "_con"},
		{"a device keeps its meaning with an extension", "LPT1.old", "_LPT1.old"},
		{"a device only in name is none", "Console", "Console"},
		{"a leading dash is a flag", "-rf *", "rf"},
		{"a leading dot hides", ".hidden", "hidden"},
		{"a trailing dot is lost on Windows", "Sales Inc. ", "Sales Inc"},
		{"shells and spreadsheets see only words", "=HYPERLINK(\"x\")`$(rm)`", "HYPERLINK(-x-)-(rm)"},
		{"a line break and a direction override are no letters", "Fin\nance\u202Etxt", "Fin ance-txt"},
		{"long names are cut", strings.Repeat("Ä", 200), strings.Repeat("Ä", 50)},
	} {
		if got := newFileNames("Department").of(partText(c.part)); got != c.want {
			t.Errorf("%s: %q is called %q, want %q", c.why, c.part, got, c.want)
		}
	}
}

func TestFileNamesThatDifferOnlyInCapitalsAreNumbered(t *testing.T) {
	names := newFileNames("Dept/Unit")
	for _, c := range []struct{ part, want string }{{"Finance", "Finance"}, {"FINANCE", "FINANCE (2)"}, {"finance (2)", "finance (2) (2)"},
		{"Finance/", "Finance (3)"}, {"", "no Dept-Unit"}, {"No Dept Unit", "No Dept Unit"}, {"no dept-unit", "no dept-unit (2)"}} {
		if got := names.of(c.part); got != c.want {
			t.Errorf("%q is called %q, want %q", c.part, got, c.want)
		}
	}
}

func TestFileNamesHoldForEveryText(t *testing.T) {
	unsafe := regexp.MustCompile(`[<>:"/\\|?*\x00-\x1f]|^[-. ~]|[-. ]$`)
	rapid.Check(t, func(t *rapid.T) {
		names := newFileNames(rapid.String().Draw(t, "header"))
		seen := map[string]bool{}
		for _, part := range rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-cA-C./ (2)]{0,6}`), rapid.SampledFrom([]string{"aux", "COM1", "nul.txt", "LPT9 "})), 1, 12).Draw(t, "parts") {
			name := names.of(partText(part))
			if name == "" || unsafe.MatchString(name) || reservedName(name) || !utf8.ValidString(name) || len(name+".html") > 255 || filepath.Base(name) != name {
				t.Fatalf("%q is called %q", part, name)
			}
			if seen[identity.Fold(name)] {
				t.Fatalf("%q is a file twice", name)
			}
			seen[identity.Fold(name)] = true
		}
	})
}

func TestEveryChangeThatNeedsADecisionStandsInExactlyOnePart(t *testing.T) {
	in := splitInput("Finance", "", "finance", "../Sales", "Finance ", "Finance\x00")
	folder := t.TempDir()
	files, err := WriteChangeParts(folder, in)
	check(t, err)
	var names, ids []string
	for _, f := range files {
		names = append(names, filepath.Base(f.Workbook))
		rows := column(t, f.Workbook, ChangesSheet, ChangeIDHeader)
		if len(rows) != f.People {
			t.Errorf("%s has %d rows for %d people", f.Workbook, len(rows), f.People)
		}
		ids = append(ids, rows...)
		var listed []string
		for _, c := range NewChangeTable(in.Plan).Listed(&f.Part) {
			listed = append(listed, c.ID)
		}
		if !slices.Equal(rows, listed) {
			t.Errorf("part %q holds %q and lists %q", f.Part, rows, listed)
		}
		if info, err := os.Stat(f.Page); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the page of %q: %v %v", f.Part, info, err)
		}
	}
	if want := "Sales.xlsx Finance.xlsx finance (2).xlsx Finance (3).xlsx no Department.xlsx"; strings.Join(names, " ") != want {
		t.Errorf("files %q, want %q", strings.Join(names, " "), want)
	}
	var want []string
	for _, c := range NewChangeTable(in.Plan).Listed(nil) {
		want = append(want, c.ID)
	}
	slices.Sort(ids)
	slices.Sort(want)
	if !slices.Equal(ids, want) {
		t.Errorf("the parts hold %q, the plan %q", ids, want)
	}
}

func TestAPlanThatIsNotSplitHasNoParts(t *testing.T) {
	folder := t.TempDir()
	files, err := WriteChangeParts(folder, sampleInput())
	if left, _ := os.ReadDir(folder); err != nil || len(files)+len(left) > 0 {
		t.Errorf("%v, %v, %v", files, left, err)
	}
}

func TestPartsAreTheSameEachTime(t *testing.T) {
	write := func() []PartFile {
		files, err := WriteChangeParts(t.TempDir(), splitInput("Finance", "Sales"))
		check(t, err)
		return files
	}
	first, second := write(), write()
	for i := range first {
		if !bytes.Equal(read(t, first[i].Workbook), read(t, second[i].Workbook)) || !bytes.Equal(read(t, first[i].Page), read(t, second[i].Page)) {
			t.Errorf("%s differs from one time to the next", filepath.Base(first[i].Workbook))
		}
	}
}
