package reviewbook

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
	"scimsheet/internal/review"
)

// workbook is a reviewer's workbook in somebody's spreadsheet program.
type workbook struct {
	*excelize.File
	t       testing.TB
	headers []string
	order   []review.Ref
	stored  map[string]string // values of formulas, by cell
	failed  map[string]string // and their errors
}

// inProgram opens the workbook of a part.
func inProgram(t testing.TB, c *review.Campaign, p Part) *workbook {
	t.Helper()
	content, err := os.ReadFile(written(t, c, p))
	check(t, err)
	return opensIn(t, content, c, p)
}

// mariasWorkbook is written once for all tests that do something with it.
var mariasWorkbook = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "review")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	c, path := quarter(26), filepath.Join(folder, "review.xlsx")
	if err := NewTable(c).WriteReview(path, partOf(c, maria)); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func opensIn(t testing.TB, content []byte, c *review.Campaign, p Part) *workbook {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	check(t, err)
	t.Cleanup(func() { f.Close() })
	table := NewTable(c)
	return &workbook{f, t, table.Headers(), table.Listed(p.Rows), map[string]string{}, map[string]string{}}
}

// column is the letter of a column.
func (b *workbook) column(header string) string {
	b.t.Helper()
	i := slices.Index(b.headers, header)
	if i < 0 {
		b.t.Fatalf("no column %q in %q", header, b.headers)
	}
	return finding.ColumnLetters(i + 1)
}

// at is the cell of a column and a row: "C5".
func (b *workbook) at(header string, row int) string {
	b.t.Helper()
	return fmt.Sprint(b.column(header), row)
}

func (b *workbook) set(cell string, value any) {
	b.t.Helper()
	check(b.t, b.SetCellValue(ReviewSheet, cell, value))
}

func (b *workbook) get(cell string) string {
	b.t.Helper()
	text, err := b.GetCellValue(ReviewSheet, cell)
	check(b.t, err)
	return text
}

// style gives a cell a number format.
func (b *workbook) style(cell, format string) {
	b.t.Helper()
	style, err := b.NewStyle(&excelize.Style{CustomNumFmt: &format})
	check(b.t, err)
	check(b.t, b.SetCellStyle(ReviewSheet, cell, cell, style))
}

// fact is the cell with what the cover says under a name.
func (b *workbook) fact(name string) string {
	b.t.Helper()
	found, err := b.SearchSheet(CoverSheet, name)
	check(b.t, err)
	if len(found) != 1 {
		b.t.Fatalf("%q stands in %q of the cover", name, found)
	}
	return strings.Replace(found[0], "B", "C", 1)
}

// texts are the rows of the sheet Review as they are shown, each as wide as the table.
func (b *workbook) texts() [][]string {
	b.t.Helper()
	rows, err := b.GetRows(ReviewSheet)
	check(b.t, err)
	for i := range rows {
		for len(rows[i]) < len(b.headers) {
			rows[i] = append(rows[i], "")
		}
	}
	return rows
}

// retype puts texts into the sheet Review, from a cell on, in place of all that was there.
func (b *workbook) retype(rows [][]string, column, row int) {
	b.t.Helper()
	for i, was := range b.texts() {
		for j := range was {
			b.set(fmt.Sprint(finding.ColumnLetters(j+1), i+1), nil)
		}
	}
	for i, texts := range rows {
		for j, text := range texts {
			if text != "" {
				b.set(fmt.Sprint(finding.ColumnLetters(column+j), row+i), text)
			}
		}
	}
}

// saved saves the workbook and gives its path.
func (b *workbook) saved() string {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), "returned.xlsx")
	check(b.t, b.SaveAs(path))
	if len(b.stored)+len(b.failed) == 0 {
		return path
	}
	content, err := os.ReadFile(path)
	check(b.t, err)
	check(b.t, os.WriteFile(path, b.computed(content), 0o600))
	return path
}

// compute enters a formula and the value that a spreadsheet program has stored with it.
func (b *workbook) compute(cell, formula, value string) {
	b.t.Helper()
	check(b.t, b.SetCellFormula(ReviewSheet, cell, formula))
	b.stored[cell] = value
}

// computed is the saved workbook with the values of its formulas, which excelize does not write.
func (b *workbook) computed(archive []byte) []byte {
	b.t.Helper()
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	check(b.t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range in.File {
		r, err := part.Open()
		check(b.t, err)
		content, err := io.ReadAll(r)
		check(b.t, err)
		for kind, values := range map[string]map[string]string{"str": b.stored, "e": b.failed} {
			for cell, value := range values {
				formula := regexp.MustCompile(`<c r="` + cell + `"( s="\d+")?[^>]*>(<f>.*?</f>)(<v>[^<]*</v>)?</c>`)
				content = formula.ReplaceAll(content, []byte(`<c r="`+cell+`"$1 t="`+kind+`">$2<v>`+value+`</v></c>`))
			}
		}
		to, err := w.Create(part.Name)
		check(b.t, err)
		_, err = to.Write(content)
		check(b.t, err)
	}
	check(b.t, w.Close())
	return out.Bytes()
}

// readFile reads a file that came back.
func readFile(t testing.TB, c *review.Campaign, path string) review.Returned {
	t.Helper()
	out, err := NewReader(c).Read(path)
	check(t, err)
	consistent(t, c, out)
	return out
}

// consistent says what holds whatever came back: at most one answer for each access of the campaign, each fault among
// the problems, and what is missing has no answer.
func consistent(t testing.TB, c *review.Campaign, out review.Returned) {
	t.Helper()
	met := map[string]bool{}
	for _, a := range out.Answers {
		if _, known := c.Ref(a.Key); met[a.Key] || !known {
			t.Errorf("%s has a second answer, or is none of the campaign's", a.Key)
		}
		met[a.Key] = true
		if a.Fault != nil && !slices.Contains(out.Problems, *a.Fault) {
			t.Errorf("%s has a fault that is no problem of the file: %+v", a.Key, *a.Fault)
		}
		if a.Decision != "" && !slices.Contains([]review.Decision{review.Keep, review.Revoke, review.Change}, a.Decision) {
			t.Errorf("%s is decided %q", a.Key, a.Decision)
		}
	}
	for _, key := range out.Missing {
		if met[key] {
			t.Errorf("%s is missing and has an answer", key)
		}
	}
	for _, p := range out.Problems {
		if p.Code == "" || p.File != out.File.Name || p.Message == "" || p.Hint == "" {
			t.Errorf("a problem lacks something: %+v", p)
		}
	}
}

// said are the answers that count and say something, as somebody reads them: "008 keep by bob@… (because)".
func said(out review.Returned) string {
	var all []string
	for _, a := range out.Answers {
		if a.Fault != nil || a.Decision == "" && a.Delegate == "" && a.Justification == "" {
			continue
		}
		words := []string{numberOf(a.Key)}
		if a.Decision != "" {
			words = append(words, string(a.Decision))
		}
		if a.Delegate != "" {
			words = append(words, "by "+a.Delegate)
		}
		if a.Justification != "" {
			words = append(words, "("+a.Justification+")")
		}
		all = append(all, strings.Join(words, " "))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// faulty are the accesses whose answers do not count, by the end of their keys.
func faulty(out review.Returned) string {
	var all []string
	for _, a := range out.Answers {
		if a.Fault != nil {
			all = append(all, numberOf(a.Key))
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// toldOf are the problems as somebody reads them: "edited Review!E5 was emptied: …".
func toldOf(out review.Returned) []string {
	var all []string
	for _, p := range out.Problems {
		all = append(all, strings.Join(slices.DeleteFunc([]string{p.Code, p.Cell, p.Message}, func(s string) bool { return s == "" }), " "))
	}
	return all
}

// begin compares texts with how they should begin.
func begin(t testing.TB, what string, got, want []string) {
	t.Helper()
	fits := len(got) == len(want)
	for i := range min(len(got), len(want)) {
		fits = fits && strings.HasPrefix(got[i], want[i])
	}
	if !fits {
		t.Errorf("%s:\n  %s\nwant:\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// asCSV is a table as text.
func asCSV(t testing.TB, rows [][]string, delimiter rune) string {
	t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Comma = delimiter
	check(t, w.WriteAll(rows))
	return text.String()
}

// storedCSV is text as a file.
func storedCSV(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "returned.csv")
	check(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// placed puts the letters of columns and the cells of facts into texts: Review!{Workspace}5 becomes Review!E5, and
// Start here!{=Campaign id} becomes Start here!C29.
func (b *workbook) placed(texts []string) []string {
	b.t.Helper()
	var out []string
	for _, text := range texts {
		out = append(out, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllStringFunc(text, func(name string) string {
			if fact, ok := strings.CutPrefix(name, "{="); ok {
				return b.fact(strings.TrimSuffix(fact, "}"))
			}
			return b.column(strings.Trim(name, "{}"))
		}))
	}
	return out
}
