package reviewbook

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

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

// sameTable compares the workbook of a part with what the table says of it.
func sameTable(t *testing.T, c *review.Campaign, part Part) {
	t.Helper()
	table := NewTable(c)
	got, want := shown(t, written(t, c, part), ReviewSheet, len(table.Headers())), [][]string{table.Headers()}
	for _, r := range table.Listed(part.Rows) {
		want = append(want, table.Cells(r, part.Address))
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

func TestAWorkbookHoldsExactlyItsRowsHoweverManyThereAre(t *testing.T) {
	c := quarter(900)
	rows := refsOf(c)
	for _, n := range []int{0, 1, 64, 2000} {
		sameTable(t, c, Part{Address: maria, Rows: rows[:n]})
	}
}

func TestOnlyTheThreeEntryColumnsCanBeWrittenIn(t *testing.T) {
	c := quarter(26)
	file, err := excelize.OpenFile(written(t, c, partOf(c, maria)))
	check(t, err)
	defer file.Close()
	for _, name := range []string{CoverSheet, ReviewSheet} {
		protection, err := file.GetSheetProtection(name)
		check(t, err)
		if protection.Password != "" || !protection.SelectUnlockedCells || !protection.AutoFilter && name == ReviewSheet {
			t.Errorf("%s: protected by %+v", name, protection)
		}
		rows, err := file.GetRows(name)
		check(t, err)
		for row := 1; row <= len(rows); row++ {
			for column := 1; column <= len(NewTable(c).Headers()); column++ {
				cell, err := excelize.CoordinatesToCellName(column, row)
				check(t, err)
				id, err := file.GetCellStyle(name, cell)
				check(t, err)
				style, err := file.GetStyle(id)
				check(t, err)
				locked := style.Protection == nil || style.Protection.Locked
				if writable := name == ReviewSheet && row > 1 && column <= entryCount; locked == writable {
					t.Errorf("%s!%s: locked %v", name, cell, locked)
				}
			}
		}
	}
}

func TestNoWordsAroundAnEntryAreCut(t *testing.T) {
	c := quarter(26)
	file, err := excelize.OpenFile(written(t, c, partOf(c, maria)))
	check(t, err)
	defer file.Close()
	rules, err := file.GetDataValidations(ReviewSheet)
	check(t, err)
	if len(rules) != entryCount {
		t.Fatalf("%d rules", len(rules))
	}
	for _, r := range rules {
		for _, words := range []*string{r.Prompt, r.Error} {
			if words != nil && strings.HasSuffix(*words, "…") {
				t.Errorf("%s: cut: %s", r.Sqref, *words)
			}
		}
	}
	if !strings.Contains(*rules[0].Prompt, "does not bring them back") {
		t.Error("who chooses revoke is not told that it cannot be undone")
	}
}

func TestEqualPartsGiveEqualBytes(t *testing.T) {
	read := func() []byte {
		c := quarter(40)
		data, err := os.ReadFile(written(t, c, partOf(c, tunde)))
		check(t, err)
		return data
	}
	if !bytes.Equal(read(), read()) {
		t.Error("a workbook differs from one time to the next")
	}
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
	for _, reviewer := range []string{maria, tunde, olga} {
		sameTable(t, c, partOf(c, reviewer))
	}
}
