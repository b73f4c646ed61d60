package sheet

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAWorkbookTellsTheCommandItCameOf(t *testing.T) {
	for _, command := range [][]string{
		nil,
		{"scimsheet plan"},
		{"scimsheet plan", "--entitlements add", `--mapping 'the "good" one & <mine>.yaml'`, "3", "4", "5", "6", "7", "8", "9", "10", "11"},
	} {
		path := filepath.Join(t.TempDir(), "out.xlsx")
		w, err := NewWorkbook(path, Properties{Created: time.Unix(0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Discard()
		if _, err := w.Table(Layout{Name: "Retry", Columns: []Column{{Header: "userName"}}}); err != nil {
			t.Fatal(err)
		}
		if err := w.MadeWith(command); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Save(); err != nil {
			t.Fatal(err)
		}
		book, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		got, err := book.MadeWith()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(command, got); diff != "" {
			t.Error(diff)
		}
	}
}
