package sheet

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryWorkbookOfTheCorpusCanBeMarked marks cells of the workbooks that many programs have written: they read
// as before, and Excel would complain of nothing that it did not complain of before.
func TestEveryWorkbookOfTheCorpusCanBeMarked(t *testing.T) {
	folder, n := t.TempDir(), 0
	err := filepath.WalkDir("../../testdata/inputs", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && entry.Name() == "refused" {
			return fs.SkipDir
		}
		if !slices.Contains([]string{".xlsx", ".xlsm", ".xltx"}, filepath.Ext(path)) {
			return nil
		}
		n++
		t.Run(strings.TrimPrefix(filepath.ToSlash(path), "../../testdata/inputs/"), func(t *testing.T) {
			markAll(t, path, filepath.Join(folder, "checked-"+entry.Name()))
		})
		return nil
	})
	check(t, err)
	if n < 30 {
		t.Errorf("only %d workbooks were found", n)
	}
}

// markAll marks two cells of every sheet.
func markAll(t *testing.T, input, output string) {
	book, err := Open(input, Options{})
	check(t, err)
	defer book.Close()
	var marks []Mark
	for _, s := range book.Sheets() {
		marks = append(marks, Mark{Sheet: s.Name, Row: 2, Column: 1, Style: Bad, Note: "Error: x"}, Mark{Sheet: s.Name, Row: 300, Column: 7, Style: Warn, Note: "Warning: y"})
	}
	annotated(t, input, output, marks...)
	for _, s := range book.Sheets() {
		if diff := cmp.Diff(ownRows(t, input, s.Name), ownRows(t, output, s.Name)); diff != "" {
			t.Errorf("rows of %s (-before +after):\n%s", s.Name, diff)
		}
	}
	before := complaintsAbout(unpack(t, input))
	for _, complaint := range complaintsAbout(unpack(t, output)) {
		if !slices.Contains(before, complaint) {
			t.Errorf("Excel would complain of %s", complaint)
		}
	}
}
