package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestWhatAKilledCallLeftIsRemovedADayLater(t *testing.T) {
	folder := t.TempDir()
	old, young, other := filepath.Join(folder, ".run.making-1"), filepath.Join(folder, ".run.making-2"), filepath.Join(folder, ".other.making-1")
	yesterday := time.Now().Add(-2 * longestStage)
	for _, left := range []string{old, young, other} {
		if err := os.Mkdir(left, 0o700); err != nil {
			t.Fatal(err)
		}
		if left != young {
			if err := os.Chtimes(left, yesterday, yesterday); err != nil {
				t.Fatal(err)
			}
		}
	}
	made, err := stageRun(filepath.Join(folder, "run"))
	if err != nil {
		t.Fatal(err)
	}
	defer made.discard()
	for left, stays := range map[string]bool{old: false, young: true, other: true} {
		if _, err := os.Stat(left); (err == nil) != stays {
			t.Errorf("%s is there: %v, want %v", filepath.Base(left), err == nil, stays)
		}
	}
}
