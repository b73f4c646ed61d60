package approval_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// leanReport is a report with the rows of its sheet Changes as given: a spreadsheet library would take too long
// to do it a hundred times.
func leanReport(t testing.TB, p *plan.Plan, workbook []byte, path string, rows [][]string) {
	t.Helper()
	var sheet bytes.Buffer
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range append([][]string{report.NewChangeTable(p).Headers()}, rows...) {
		sheet.WriteString("<row>")
		for j, text := range row {
			if text == "" {
				continue
			}
			sheet.WriteString(`<c r="` + finding.ColumnLetters(j+1) + fmt.Sprint(i+1) + `" t="inlineStr"><is><t xml:space="preserve">`)
			check(t, xml.EscapeText(&sheet, []byte(text)))
			sheet.WriteString("</t></is></c>")
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData></worksheet>")
	check(t, os.WriteFile(path, altered(t, workbook, func(name string, content []byte) []byte {
		if name == changesPart {
			return sheet.Bytes()
		}
		return content
	}), 0o600))
}

// tableRows are the rows of a report, with the changes they are about.
func tableRows(p *plan.Plan) (rows [][]string, about []*plan.Change) {
	table := report.NewChangeTable(p)
	for _, c := range table.Listed(nil) {
		rows, about = append(rows, table.Cells(c)), append(about, c)
	}
	return rows, about
}

var words = map[string]apply.Verdict{"approve": apply.Approve, "Approve ": apply.Approve, "reject": apply.Reject, "\tREJECT": apply.Reject, "": "", " ": ""}

func TestAnySubsetOfDecisionsInAnyOrderReadsBack(t *testing.T) {
	p := samplePlan(t)
	workbook, err := os.ReadFile(wholeReport(t, p))
	check(t, err)
	returned := filepath.Join(t.TempDir(), "returned.xlsx")
	rapid.Check(t, func(r *rapid.T) {
		rows, about := tableRows(p)
		want := map[string]apply.Verdict{}
		for i, c := range about {
			word := rapid.SampledFrom(slices.Sorted(maps.Keys(words))).Draw(r, "word")
			if !c.Writes() {
				continue
			}
			rows[i][0] = word
			if words[word] != "" {
				want[c.ID] = words[word]
			}
		}
		leanReport(t, p, workbook, returned, rapid.Permutation(rows).Draw(r, "order"))
		file, decisions, err := read(returned, p, approval.Rules{})
		check(t, err)
		got := map[string]apply.Verdict{}
		for _, d := range decisions {
			got[d.ChangeID] = d.Verdict
		}
		if !maps.Equal(got, want) || len(decisions) != len(want) || file.Approved+file.Rejected != len(want) || file.Blank != 5-len(want) {
			r.Fatalf("decided %v in %+v, want %v", got, file, want)
		}
		standing, err := approval.Merge(p, nil, decisions, approval.Rules{})
		check(t, err)
		if standing.Approved != file.Approved || standing.Rejected != file.Rejected || len(standing.Open) != file.Blank {
			r.Fatalf("standing %+v of %+v", standing, file)
		}
	})
}

func TestAnyEditOfOneCellIsFoundAndNamed(t *testing.T) {
	p := samplePlan(t)
	workbook, err := os.ReadFile(wholeReport(t, p))
	check(t, err)
	returned := filepath.Join(t.TempDir(), "returned.xlsx")
	rapid.Check(t, func(r *rapid.T) {
		rows, about := tableRows(p)
		for i, c := range about {
			if c.Writes() {
				rows[i][0] = "approve"
			}
		}
		rows = rapid.Permutation(rows).Draw(r, "order")
		i, j := rapid.IntRange(0, len(rows)-1).Draw(r, "row"), rapid.IntRange(3, len(rows[0])-1).Draw(r, "column")
		edited := mutated(rows[i][j]).Filter(func(text string) bool { return storable(text) && text != rows[i][j] }).Draw(r, "text")
		rows[i][j] = edited
		leanReport(t, p, workbook, returned, rows)
		_, decisions, err := read(returned, p, approval.Rules{})
		refusal, ok := err.(*approval.Refusal)
		if !ok || decisions != nil {
			r.Fatalf("the error is %v", err)
		}
		cell, err := excelize.CoordinatesToCellName(j+1, i+2)
		check(t, err)
		if len(refusal.Problems) != 1 || refusal.Problems[0].Cell != "Changes!"+cell {
			r.Fatalf("problems %+v, want one in %s", refusal.Problems, cell)
		}
	})
}

// mutated are texts near a text, and some far from it.
func mutated(text string) *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.Just(text+" "), rapid.Just("\u200b"+text), rapid.Just(strings.ToUpper(text)), rapid.Just(strings.ReplaceAll(text, "e", "е")),
		rapid.Just(""), rapid.String(), rapid.Map(rapid.IntRange(0, len([]rune(text))), func(at int) string {
			return string([]rune(text)[:at]) + "x" + string([]rune(text)[at:])
		}))
}

// storable reports whether a workbook gives a text back as it was written.
func storable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0xfffe && r <= 0xffff || r == 0xfffd })
}

func TestEveryChangeThatWritesIsApprovedRejectedOrOpen(t *testing.T) {
	p := samplePlan(t)
	var writing []*plan.Change
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Writes() {
			writing = append(writing, c)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		verdicts := map[string]apply.Verdict{}
		var decisions []apply.Decision
		for i := range rapid.IntRange(0, 12).Draw(r, "decisions") {
			c := rapid.SampledFrom(writing).Draw(r, "change")
			if verdicts[c.ID] == "" {
				verdicts[c.ID] = rapid.SampledFrom([]apply.Verdict{apply.Approve, apply.Reject}).Draw(r, "verdict")
			}
			decisions = append(decisions, apply.Decision{ChangeID: c.ID, Verdict: verdicts[c.ID], File: "f", SHA256: fmt.Sprint(i % 3), Cell: "Changes!A2"})
		}
		at := rapid.IntRange(0, len(decisions)).Draw(r, "recorded")
		s, err := approval.Merge(p, decisions[:at], decisions[at:], approval.Rules{})
		check(t, err)
		if s.Approved+s.Rejected != len(verdicts) || s.Approved+s.Rejected+len(s.Open) != len(writing) {
			r.Fatalf("%+v of %v", s, verdicts)
		}
		for _, c := range s.Open {
			if verdicts[c.ID] != "" || !c.Writes() {
				r.Fatalf("%s is open", c.UserName)
			}
		}
		again, err := approval.Merge(p, s.Decisions, decisions, approval.Rules{})
		check(t, err)
		if len(again.New) != 0 || again.Approved != s.Approved || again.Rejected != s.Rejected {
			r.Fatalf("what was recorded is new: %+v", again.New)
		}
	})
}
