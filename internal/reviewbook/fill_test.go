package reviewbook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFillingInIsWhatAReviewerDoes(t *testing.T) {
	c := quarter(26)
	sent := written(t, c, partOf(c, maria))
	before, err := os.ReadFile(sent)
	check(t, err)
	path := filepath.Join(t.TempDir(), "maria (2).xlsx")
	at := time.Date(2026, 12, 3, 16, 5, 9, 0, time.FixedZone("CET", 3600))
	check(t, Fill(sent, path, Filling{SavedAt: at, SavedBy: "María López", Cells: map[string]string{"E8": "=1+1"}, Answers: map[string]Entry{
		keyOf(8): {Decision: "keep", Justification: "=closes the books"},
		keyOf(7): {Decision: "revoke"}, keyOf(14): {Delegate: "bob@acme.example"}}}))
	out := readFile(t, c, path)
	if got := said(out); got != "007 revoke, 008 keep (=closes the books), 014 by bob@acme.example" {
		t.Errorf("said %s", got)
	}
	begin(t, "problems", toldOf(out), []string{`edited Review!E8 was edited: "Sales Planning EMEA" → "=1+1"`})
	begin(t, "remarks", out.Remarks, nil)
	if f := out.File; !f.SavedAt.Equal(at) || f.SavedBy != "María López" || f.Program != "Microsoft Excel" || f.Editing != nil || f.Reviewer != maria || f.Name != "maria (2).xlsx" {
		t.Errorf("%+v", f)
	}
	after, err := os.ReadFile(sent)
	check(t, err)
	if string(after) != string(before) {
		t.Error("the workbook that was sent has changed")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has the mode %v, %v", info.Mode(), err)
	}
}

func TestFillingInTwiceGivesTheSameFile(t *testing.T) {
	c := quarter(26)
	sent, folder := written(t, c, partOf(c, maria)), t.TempDir()
	answers := map[string]Entry{}
	for _, ref := range rowsOf(c, maria) {
		answers[ref.Access.Key] = Entry{Decision: "keep", Justification: ref.Access.Key}
	}
	var made []string
	for _, name := range []string{"a.xlsx", "b.xlsx"} {
		path := filepath.Join(folder, name)
		check(t, Fill(sent, path, Filling{SavedAt: opened, SavedBy: "x", Answers: answers}))
		content, err := os.ReadFile(path)
		check(t, err)
		made = append(made, string(content))
	}
	if made[0] != made[1] {
		t.Error("the files differ")
	}
}

func TestARowThatIsNotThereCannotBeFilledIn(t *testing.T) {
	c := quarter(26)
	path := filepath.Join(t.TempDir(), "x.xlsx")
	err := Fill(written(t, c, partOf(c, maria)), path, Filling{Answers: map[string]Entry{"R5e2a91ab-999999": {Decision: "keep"}}})
	if err == nil || !strings.Contains(err.Error(), "1 of the 1 rows to fill in are not there") {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("a file was written: %v", err)
	}
}
