package approval_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// FuzzRead reads workbooks whose sheet Changes is anything. Whatever it is, nothing panics; and where it is
// taken, its rows are those of the report, each exactly once, as the sheet's own reader shows them.
func FuzzRead(f *testing.F) {
	p := samplePlan(f)
	workbook, err := os.ReadFile(wholeReport(f, p))
	check(f, err)
	changes := partOf(f, workbook, changesPart)
	f.Add(changes)
	decided := bytes.Replace(changes, []byte(`r="A2"`), []byte(`r="A2" t="inlineStr"`), 1)
	f.Add(decided)
	for _, edit := range [][2]string{{"c00002", "c00001"}, {"Finance", "Finanse"}, {`t="inlineStr"`, `t="str"`}, {"</row>", ""}, {"<sheetData>", "<sheetData/><x>"}} {
		f.Add(bytes.ReplaceAll(changes, []byte(edit[0]), []byte(edit[1])))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "returned.xlsx")
		archive := altered(t, workbook, func(name string, part []byte) []byte {
			if name == changesPart {
				return content
			}
			return part
		})
		check(t, os.WriteFile(path, archive, 0o600))
		file, decisions, err := read(path, p, approval.Rules{})
		if err != nil {
			if decisions != nil {
				t.Errorf("decisions beside the error %v", err)
			}
			return
		}
		if file.Approved+file.Rejected != len(decisions) || len(decisions)+file.Blank != 5 {
			t.Errorf("%+v with %d decisions", file, len(decisions))
		}
		for _, d := range decisions {
			if d.Verdict != apply.Approve && d.Verdict != apply.Reject {
				t.Errorf("a decision is %q", d.Verdict)
			}
		}
		if got, want := statements(t, path, p), expected(p); !slices.Equal(got, want) {
			t.Errorf("taken with the rows\n%q\nwant\n%q", got, want)
		}
	})
}

// changesPart is the part of a change report that holds the sheet Changes, the second of the workbook.
const changesPart = "xl/worksheets/sheet2.xml"

func partOf(t testing.TB, archive []byte, name string) []byte {
	var found []byte
	altered(t, archive, func(part string, content []byte) []byte {
		if part == name {
			found = content
		}
		return content
	})
	if !bytes.Contains(found, []byte(report.DigestHeader)) {
		t.Fatalf("the sheet Changes is not in %s", name)
	}
	return found
}

// statements are what the rows of a sheet say outside the columns of the approver, sorted.
func statements(t *testing.T, path string, p *plan.Plan) []string {
	book, err := sheet.Open(path, sheet.Options{})
	check(t, err)
	defer book.Close()
	rows, err := book.Rows(report.ChangesSheet)
	check(t, err)
	defer rows.Close()
	var headers, out []string
	for rows.Next() {
		row := map[string]string{}
		for i, cell := range rows.Row().Cells {
			if rows.Row().Number == 1 {
				headers = append(headers, cell.Text)
			} else if i < len(headers) {
				row[headers[i]] = cell.Text
			}
		}
		if rows.Row().Number > 1 && strings.TrimSpace(row[report.DigestHeader]) != "" {
			out = append(out, statement(report.NewChangeTable(p).Headers(), row))
		}
	}
	check(t, rows.Err())
	slices.Sort(out)
	return out
}

func statement(headers []string, row map[string]string) string {
	text := ""
	for _, header := range headers {
		if header != report.DecisionHeader && header != report.DecidedByHeader && header != report.CommentHeader {
			text += fmt.Sprintf("%s=%s;", header, strings.ReplaceAll(strings.ReplaceAll(row[header], "\r\n", "\n"), "\r", "\n"))
		}
	}
	return text
}

// expected are the statements of the report.
func expected(p *plan.Plan) []string {
	table := report.NewChangeTable(p)
	var out []string
	for _, c := range table.Listed(nil) {
		row := map[string]string{}
		for i, text := range table.Cells(c) {
			row[table.Headers()[i]] = text
		}
		out = append(out, statement(table.Headers(), row))
	}
	slices.Sort(out)
	return out
}
