package roster

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// hide makes a workbook with one sheet whose rows of those numbers are hidden.
func hide(t *testing.T, rows [][]any, hidden ...int) string {
	t.Helper()
	return workbook(t, func(f *excelize.File) {
		for _, n := range hidden {
			check(t, f.SetRowVisible("People", n, false))
		}
	}, tab{name: "People", rows: rows})
}

func TestPeopleWhoseRowsArePassedOverCountAsListed(t *testing.T) {
	header := []any{"userName", "id", "givenName", "workspaces", "action"}
	for _, test := range []struct {
		name   string
		rows   [][]any // below the header
		hidden []int
		people string
		found  []string
	}{
		{"a person without other rows is skipped, whatever the row says",
			[][]any{{"ada@x.com", "", "Ada", "Finance", "deactivate"}, {"bob@x.com"}}, []int{2},
			"ada@x.com action=skip row 2\nbob@x.com row 3\n", []string{"note passedOver People"}},
		{"nothing is said about what the row holds",
			[][]any{{"Smith John", "12", "<none>", ";;", "dance"}, {"bob@x.com"}}, []int{2},
			"Smith John action=skip row 2\nbob@x.com row 3\n", []string{"note passedOver People"}},
		{"a person's other rows alone speak, before and behind it",
			[][]any{{"ada@x.com", "", "Eda", "EMEA"}, {"ADA@x.com", "", "Ada", "Finance"}, {"ada@x.com", "", "Ida"}}, []int{2, 4},
			"ADA@x.com givenName=\"Ada\" has=[01] row 2 3 4\n", []string{"note passedOver People"}},
		{"several rows of one person are one",
			[][]any{{"ada@x.com", finance}, {"Ada@x.com", strings.ToUpper(finance)}, {"bob@x.com"}}, []int{2, 3},
			"ada@x.com id=" + finance + " action=skip row 2 3\nbob@x.com row 4\n", []string{"note passedOver People"}},
		{"rows that share an id only are two people, so that both count as listed",
			[][]any{{"ada@x.com", finance}, {"bob@x.com", finance}}, []int{2, 3},
			"ada@x.com id=" + finance + " action=skip row 2\nbob@x.com id=" + finance + " action=skip row 3\n", []string{"note passedOver People"}},
		{"two people are not made one by a row that names both",
			[][]any{{"ada@x.com", emea}, {"bob@x.com", finance}, {"ada@x.com", finance}}, []int{4},
			"ada@x.com id=" + emea + " row 2\nbob@x.com id=" + finance + " row 3 4\n", []string{"note passedOver People"}},
		{"a row without a key is nothing",
			[][]any{{"", "", "Subtotal"}, {"bob@x.com"}}, []int{2},
			"bob@x.com row 3\n", nil},
		{"the rows of a person who is held back are held back together",
			[][]any{{"ada@x.com", "", "", "", "dance"}, {"ada@x.com"}}, []int{3},
			"held back ada@x.com row 2 3\n", []string{"note passedOver People", "error badAction People!E2", "note heldBackWithOther People row 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := loadFile(t, hide(t, slices.Concat([][]any{header}, test.rows), test.hidden...), Options{SkipHidden: true})
			r.Resolve(Resolution{Known: tenant()})
			if diff := cmp.Diff(test.people, people(r)); diff != "" {
				t.Error(diff)
			}
			got := slices.DeleteFunc(brief(r), func(line string) bool { return strings.Contains(line, "blankWorkspaces") })
			if diff := cmp.Diff(test.found, got, cmp.Transformer("none", func(s []string) string { return fmt.Sprint(s) })); diff != "" {
				t.Error(diff)
			}
			if unread := strings.Count(test.people, "Smith John"); r.UnreadableKeys != unread {
				t.Errorf("%d unreadable keys, want %d", r.UnreadableKeys, unread)
			}
			sound(t, r)
		})
	}
}

func TestAPassedOverRowThatMayBeAboutAnybodyStopsJudgingAbsence(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		check(t, f.SetCellValue("People", "A2", nil))
		check(t, f.SetCellFormula("People", "A2", "B1"))
		check(t, f.SetRowVisible("People", 2, false))
		check(t, f.SetRowVisible("People", 3, false))
	}, tab{name: "People", rows: [][]any{{"userName", "id"}, {""}, {"", "17"}, {"ada@x.com"}}})
	r := loadFile(t, path, Options{SkipHidden: true})
	if diff := cmp.Diff("ada@x.com row 4\n", people(r)); diff != "" {
		t.Error(diff)
	}
	if r.UnreadableKeys != 2 || !strings.Contains(found(r), "the first of them row 2") {
		t.Errorf("%d unreadable keys\n%s", r.UnreadableKeys, found(r))
	}
}

func TestPassedOverRowsAreCountedAndArchived(t *testing.T) {
	var packed bytes.Buffer
	archive := sheet.NewArchiveWriter(&packed)
	path := hide(t, [][]any{{"userName", "Remark"}, {" ada@x.com", "a"}, {"bob@x.com", "b"}, {"", "Total"}}, 2, 4)
	r := loadFile(t, path, Options{SkipHidden: true, Archive: archive})
	check(t, archive.Close())
	if table := r.Tables[0]; table.Rows != 2 || table.PassedOver != 1 || table.HiddenRows != 0 {
		t.Errorf("%d rows, %d passed over, %d hidden and read", table.Rows, table.PassedOver, table.HiddenRows)
	}
	var rows []sheet.ArchivedRow
	check(t, sheet.ReadArchive(&packed, func(_ sheet.ArchivedTable, r sheet.ArchivedRow) error {
		rows = append(rows, r)
		return nil
	}, nil))
	if diff := cmp.Diff([]sheet.ArchivedRow{{Row: 2, UserName: "ada@x.com", Cells: []string{" ada@x.com", "a"}}, {Row: 3, UserName: "bob@x.com", Cells: []string{"bob@x.com", "b"}}}, rows); diff != "" {
		t.Error(diff)
	}
}

func TestMarksOfPassedOverRowsAreNobodys(t *testing.T) {
	path := hide(t, [][]any{{"userName", "ws:Finance", "EMEA"}, {"ada@x.com", "x", ""}, {"bob@x.com", "?", "?"}, {"cyd@x.com", "", "x"}}, 3)
	r := loadFile(t, path, Options{SkipHidden: true})
	r.Resolve(Resolution{Known: tenant()})
	if diff := cmp.Diff("ada@x.com has=[01] of=[01 02] row 2\nbob@x.com action=skip row 3\ncyd@x.com has=[02] of=[01 02] row 4\n", people(r)); diff != "" {
		t.Error(diff, found(r))
	}
}

func TestAPassedOverRowOfALongListTakesNothingAway(t *testing.T) {
	rows := [][]any{{"userName", "workspace"}, {"ada@x.com", "Finance"}, {"ada@x.com", "EMEA"}, {"bob@x.com", "EMEA"}}
	for _, hidden := range []int{2, 3} {
		r := loadFile(t, hide(t, rows, hidden), Options{SkipHidden: true})
		r.Resolve(Resolution{Known: tenant()})
		listed := map[int]string{2: "02", 3: "01"}[hidden]
		want := "ada@x.com has=[" + listed + "] of=[" + listed + "] row 2 3\nbob@x.com has=[02] row 4\n"
		if diff := cmp.Diff(want, people(r)); diff != "" {
			t.Errorf("row %d is hidden: %s", hidden, diff)
		}
	}
}

func TestExternalIDOfAPassedOverPersonIsKept(t *testing.T) {
	path := hide(t, [][]any{{"externalId", "givenName"}, {"E1", "Ada"}, {"e1", "Eda"}, {"E2", "Bob"}, {"e2", "Bob"}}, 2, 3, 5)
	r := loadFile(t, path, Options{SkipHidden: true, MatchExternalID: true})
	e1 := "E1"
	if diff := cmp.Diff(identity.Person{ExternalID: &e1, Request: identity.RequestSkip}, r.Entries[0].Person); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(" externalId=\"E1\" action=skip row 2 3\n externalId=\"E2\" givenName=\"Bob\" row 4 5\n", people(r)); diff != "" {
		t.Error(diff)
	}
}

func TestHiddenColumns(t *testing.T) {
	path := workbook(t, func(f *excelize.File) { check(t, f.SetColVisible("People", "C:D", false)) },
		tab{name: "People", rows: [][]any{{"userName", "givenName", "workspaces"}, {"ada@x.com", "Ada", "Finance"}}})
	for _, test := range []struct {
		skip bool
		want string
		says string
	}{
		{false, "ada@x.com givenName=\"Ada\" has=[01] row 2\n", `1 hidden column is read like the others: "workspaces" in column C`},
		{true, "ada@x.com givenName=\"Ada\" row 2\n", `1 hidden column is not read, as asked: "workspaces" in column C`},
	} {
		r := loadFile(t, path, Options{SkipHidden: test.skip})
		r.Resolve(Resolution{Known: tenant()})
		if diff := cmp.Diff(test.want, people(r)); diff != "" {
			t.Error(diff)
		}
		if len(r.Findings) != 1 || r.Findings[0].Message != test.says || r.Tables[0].HiddenColumns != 1 {
			t.Errorf("%d hidden columns\n%s", r.Tables[0].HiddenColumns, found(r))
		}
	}
}

func TestRowsThatAreFilteredOutAreReadAndSaidToBe(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		check(t, f.AutoFilter("People", "A1:B3", []excelize.AutoFilterOptions{{Column: "B", Expression: "x == Finance"}}))
		check(t, f.SetRowVisible("People", 3, false))
	}, tab{name: "People", rows: [][]any{{"userName", "Remark"}, {"ada@x.com", "Finance"}, {"bob@x.com", "EMEA"}}})
	r := loadFile(t, path, Options{})
	if len(r.Entries) != 2 || !strings.Contains(found(r), "1 row that is filtered out is read like the others") {
		t.Errorf("people\n%s%s", people(r), found(r))
	}
}
