package reviewbook

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/review"
)

// decidedTable is what a part says when a reviewer has written something into each row, and the answers by key.
func decidedTable(r *rapid.T, table *Table, rows []review.Ref) (texts [][]string, want map[string]string) {
	want = map[string]string{}
	for _, ref := range rows {
		cells := table.Cells(ref, ref.Access.Reviewer)
		cells[0] = rapid.SampledFrom([]string{"", "keep", "Revoke", " CHANGE "}).Draw(r, "decision")
		cells[1] = rapid.SampledFrom([]string{"", "closes the books", "two\nlines; and \"quotes\""}).Draw(r, "justification")
		cells[2] = rapid.SampledFrom([]string{"", "bob@acme.example"}).Draw(r, "delegate")
		texts = append(texts, cells)
		want[ref.Access.Key] = strings.ToLower(strings.TrimSpace(cells[0])) + "|" + cells[1] + "|" + cells[2]
	}
	return texts, want
}

// answersOf are the answers by key, and apart from them those that do not count.
func answersOf(out review.Returned) (counts, faults map[string]string) {
	counts, faults = map[string]string{}, map[string]string{}
	for _, a := range out.Answers {
		text := string(a.Decision) + "|" + a.Justification + "|" + a.Delegate
		if a.Fault != nil {
			faults[a.Key] = text
		} else {
			counts[a.Key] = text
		}
	}
	return counts, faults
}

func storedRows(t testing.TB, path string, headers []string, rows [][]string) {
	t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	check(t, w.WriteAll(append([][]string{headers}, rows...)))
	check(t, os.WriteFile(path, text.Bytes(), 0o600))
}

func TestAnyOrderOfRowsAndColumnsGivesTheSameAnswers(t *testing.T) {
	c := quarter(26)
	reader, path := NewReader(c), filepath.Join(t.TempDir(), "returned.csv")
	rapid.Check(t, func(r *rapid.T) {
		texts, want := decidedTable(r, reader.table, reader.table.Listed(rowsOf(c, maria)))
		order := rapid.Permutation(slices.Collect(indexes(len(reader.table.headers)))).Draw(r, "columns")
		moved := func(cells []string) []string {
			out := make([]string, len(cells))
			for i, at := range order {
				out[at] = cells[i]
			}
			return out
		}
		texts = rapid.Permutation(texts).Draw(r, "rows")
		for i := range texts {
			texts[i] = moved(texts[i])
		}
		storedRows(t, path, moved(reader.table.headers), texts)
		out, err := reader.Read(path)
		check(t, err)
		consistent(t, c, out)
		if counts, faults := answersOf(out); len(faults)+len(out.Problems)+len(out.Missing) > 0 || fmt.Sprint(counts) != fmt.Sprint(want) {
			r.Fatalf("%+v\nwant %v", out, want)
		}
	})
}

func indexes(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// Whoever edits one cell that is not theirs to edit is told which, and every other row says what it said.
func TestAnyEditOfOneCellIsNamedAndChangesNoOtherRow(t *testing.T) {
	c := quarter(26)
	reader, path := NewReader(c), filepath.Join(t.TempDir(), "returned.csv")
	headers := reader.table.headers
	rapid.Check(t, func(r *rapid.T) {
		listed := reader.table.Listed(rowsOf(c, maria))
		texts, want := decidedTable(r, reader.table, listed)
		row := rapid.IntRange(0, len(texts)-1).Draw(r, "row")
		column := rapid.IntRange(entryCount, len(headers)-1).Filter(func(i int) bool { return headers[i] != KeyHeader && headers[i] != ReviewerHeader }).Draw(r, "column")
		was := texts[row][column]
		texts[row][column] = retyped(was).Filter(func(text string) bool { return looksOtherwise(text, was) }).Draw(r, "text")
		storedRows(t, path, headers, texts)
		out, err := reader.Read(path)
		check(t, err)
		consistent(t, c, out)
		key := listed[row].Access.Key
		counts, faults := answersOf(out)
		if len(faults) != 1 || faults[key] != want[key] {
			r.Fatalf("faulty: %v, want %s with %s", faults, key, want[key])
		}
		if delete(want, key); fmt.Sprint(counts) != fmt.Sprint(want) {
			r.Fatalf("said %v, want %v", counts, want)
		}
		cell := finding.ColumnLetters(column+1) + fmt.Sprint(row+2)
		if len(out.Problems) != 1 || out.Problems[0].Code != review.ProblemEdited || out.Problems[0].Cell != cell || out.Problems[0].Key != key {
			r.Fatalf("problems %+v, want one in %s", out.Problems, cell)
		}
	})
}

// retyped are texts near a text, and some far from it.
func retyped(text string) *rapid.Generator[string] {
	return rapid.OneOf(rapid.Just(text+"x"), rapid.Just("1"+text), rapid.Just(strings.ToUpper(text)), rapid.Just(strings.ReplaceAll(text, "e", "е")), rapid.Just(""),
		rapid.StringMatching(`[A-Za-zäß0-9 .@-]{1,20}`), rapid.Just("Finance"), rapid.Just("2026-01-01"), rapid.Just("7"))
}

// looksOtherwise reports whether a person would see that a text is not the one that was sent, and no program writes
// it instead. It is kept apart from how the reader compares.
func looksOtherwise(text, sent string) bool {
	plain := func(s string) string { return strings.Join(strings.Fields(strings.TrimPrefix(s, "'")), " ") }
	return plain(text) != plain(sent) && !strings.ContainsAny(text, "?_")
}

// FuzzReadText reads whatever may have become of the sheet as text. It never panics, each access has one answer at
// most, and every fault is a problem with its fix.
func FuzzReadText(f *testing.F) {
	c := quarter(26)
	reader, folder := NewReader(c), f.TempDir()
	table := reader.table
	rows := [][]string{table.Headers()}
	for i, ref := range table.Listed(rowsOf(c, maria)) {
		cells := table.Cells(ref, maria)
		cells[0] = []string{"keep", "revoke", "", "change"}[i%4]
		rows = append(rows, cells)
	}
	whole := asCSV(f, rows, ',')
	f.Add([]byte(whole))
	f.Add([]byte(asCSV(f, rows, ';')))
	f.Add([]byte(in1252(questionMark)(asCSV(f, rows, '\t'))))
	for _, edit := range [][2]string{{keyOf(8), keyOf(7)}, {"R5e2a91ab", "R11aa22bb"}, {"keep", "ok"}, {"Decision", "Row id"}, {"\n", "\r\n\r\n"},
		{"Row id", ""}, {"maria", "bob"}, {"Campaign", "Campaign id,11aa-22bb"}} {
		f.Add([]byte(strings.ReplaceAll(whole, edit[0], edit[1])))
	}
	f.Add([]byte("Campaign id,11aa-22bb\n" + whole))
	f.Add([]byte("\xff\xfe" + whole))
	path := filepath.Join(folder, "returned.csv")
	f.Fuzz(func(t *testing.T, content []byte) {
		check(t, os.WriteFile(path, content, 0o600))
		out, err := reader.Read(path)
		check(t, err)
		consistent(t, c, out)
	})
}
