package reviewbook

import (
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

func TestAWorkbookOfAReviewerReadsAsItShould(t *testing.T) {
	c := quarter(26)
	golden(t, "review.txt", dump(t, written(t, c, partOf(c, maria))))
}

func TestTheWorkbookOfNobodyAsksForADelegate(t *testing.T) {
	c := quarter(60)
	golden(t, "review-nobody.txt", dump(t, written(t, c, partOf(c, ""))))
}

func TestADelegateIsToldWhoHandedTheRowsOn(t *testing.T) {
	c := quarter(26)
	p := Part{Address: "bob@acme.example", From: maria, Rows: rowsOf(c, maria)[:3]}
	golden(t, "review-delegate.txt", dump(t, written(t, c, p)))
}

// shown are the rows of a sheet below its header as a spreadsheet program shows them.
func shown(t *testing.T, path, name string, columns int) [][]string {
	t.Helper()
	book, err := sheet.Open(path, sheet.Options{})
	check(t, err)
	defer book.Close()
	rows, err := book.Rows(name)
	check(t, err)
	defer rows.Close()
	var out [][]string
	for rows.Next() {
		cells := make([]string, columns)
		for i := range cells {
			cell := rows.Row().Cell(i + 1)
			if cells[i] = cell.Text; cell.Formula || cell.Kind != sheet.Text && cell.Kind != sheet.Blank {
				t.Errorf("row %d, column %d is no text: %+v", rows.Row().Number, i+1, cell)
			}
		}
		out = append(out, cells)
	}
	check(t, rows.Err())
	return out
}

func TestWhatIsReadBackIsWhatTheTableSaysWhateverTheNames(t *testing.T) {
	hostile := []string{"=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "'quoted", "\"", "<script>&amp;", "a\r\nb\rc\td", " blanks ", "\u202ertl", "zero\u200bwidth",
		"_x0041_", "_x000D_", "\x00\x01\ufffe", "\xff\xfe", strings.Repeat("long ", 7000), "../../etc/passwd", "12/31/2026", "007", "#N/A", "TRUE", "1E5", "e\u0301", "", "\n"}
	c := quarter(len(hostile))
	for i, name := range hostile {
		p := &c.People[i]
		p.Account.GivenName, p.Account.FamilyName = name, ""
		p.Account.UserName += identity.UserName(name)
		p.HR = &review.Employment{Name: name, Department: name, Manager: name, Status: name}
		for j := range p.Accesses {
			p.Accesses[j].Workspace.Name, p.Accesses[j].Workspace.ID = name, p.Account.ID
			p.Accesses[j].Past = &review.Past{Decision: review.Keep, By: name, Justification: name, ClosedAt: opened}
			p.Accesses[j].Flags = append(p.Accesses[j].Flags, review.Flag{Code: "other", Words: name})
		}
	}
	table := NewTable(c)
	for _, reviewer := range []string{maria, tunde, olga} {
		part := partOf(c, reviewer)
		got := shown(t, written(t, c, part), ReviewSheet, len(table.Headers()))
		want := [][]string{table.Headers()}
		for _, r := range table.Listed(part.Rows) {
			want = append(want, table.Cells(r, reviewer))
		}
		if len(got) != len(want) {
			t.Fatalf("%d rows instead of %d", len(got), len(want))
		}
		for i := range want {
			for j := range want[i] {
				if got[i][j] != want[i][j] {
					t.Errorf("row %d, %s: %.60q instead of %.60q", i+1, table.Headers()[j], got[i][j], want[i][j])
				}
			}
		}
	}
}
