package roster

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/sheet"
)

func TestTheHeaderIsFoundAmongWhatStandsAboveIt(t *testing.T) {
	for _, test := range []struct {
		name string
		text string
		want int
	}{
		{"a title", lines("List of users with e-mail,", ",", "E-mail,First name", "ada@x.com,Ada"), 3},
		{"a title that is a header's word", lines("Login,", "E-mail,First name", "ada@x.com,Ada"), 2},
		{"a filter's settings", lines("Status,Active", "User name,Status", "ada@x.com,yes"), 2},
		{"Entra's version", lines("version:v1.0", "userName,givenName", "ada@x.com,Ada"), 2},
		{"nothing: a header of one word that addresses stand below", lines("Login,", "ada@x.com,", "bob@x.com,", "Login,First name"), 1},
		{"nothing: a list of one column", lines("email", "ada@x.com", "bob@x.com"), 1},
		{"nothing: headers without a key stay in front of a row that holds such a word", lines("First name,Last name,Status", "Ada,E-mail,Active"), 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, test.text, Options{})
			if got := r.Tables[0].HeaderRow; got != test.want {
				t.Errorf("row %d, want %d", got, test.want)
			}
		})
	}
}

func TestTheHeaderRowThatIsAskedFor(t *testing.T) {
	text := lines("userName,givenName", "ada@x.com,Ada", ",", "userName,familyName", "bob@x.com,Builder")
	r := load(t, text, Options{HeaderRow: 4})
	if diff := cmp.Diff("bob@x.com familyName=\"Builder\" row 5\n", people(r)); diff != "" || r.Tables[0].HeaderRow != 4 {
		t.Errorf("header in row %d\n%s", r.Tables[0].HeaderRow, diff)
	}
	for _, row := range []int{3, 17} {
		_, err := Load(context.Background(), write(t, "in.csv", text), Options{HeaderRow: row})
		if unreadable := (*sheet.Unreadable)(nil); !errors.As(err, &unreadable) || !strings.Contains(err.Error(), "is blank, so it cannot be the header") {
			t.Errorf("row %d: %v", row, err)
		}
	}
	t.Run("far down, where the header would not be looked for", func(t *testing.T) {
		text := strings.Repeat("above\n", 100) + lines("userName,givenName", "ada@x.com,Ada")
		if r := load(t, text, Options{HeaderRow: 101}); len(r.Entries) != 1 {
			t.Errorf("people:\n%s%s", people(r), found(r))
		}
	})
}

func TestAHeaderOfTwoRowsEndsWithTheLastOne(t *testing.T) {
	rows := tab{name: "People", rows: [][]any{{"Access list", "", "", "", "", ""}, {"E-mail", "Name", "", "Workspaces", "", "Remark"}, {"", "First name", "Last name", "Finance", "EMEA", "2026"},
		{"ada@x.com", "Ada", "Lovelace", "x", "", ""}, {"bob@x.com", "Bob", "Builder", "", "x", ""}}}
	for _, test := range []struct {
		name   string
		merged [][2]string
		want   string
	}{
		{"headers are merged down, and in the second row stand the workspaces", [][2]string{{"A1", "F1"}, {"A2", "A3"}, {"B2", "C2"}, {"D2", "E2"}},
			"ada@x.com givenName=\"Ada\" familyName=\"Lovelace\" has=[01] of=[01 02] row 4\nbob@x.com givenName=\"Bob\" familyName=\"Builder\" has=[02] of=[01 02] row 5\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := workbook(t, func(f *excelize.File) {
				for _, area := range test.merged {
					check(t, f.MergeCell("People", area[0], area[1]))
				}
			}, rows)
			r := loadFile(t, path, Options{})
			r.Resolve(Resolution{Known: tenant()})
			if diff := cmp.Diff(test.want, people(r)); diff != "" || r.Tables[0].HeaderRow != 3 {
				t.Errorf("header in row %d\n%s%s", r.Tables[0].HeaderRow, diff, found(r))
			}
			if headers := headersRead(r); !slices.Contains(headers, "E-mail") || !slices.Contains(headers, "First name") {
				t.Errorf("headers %q", headers)
			}
		})
	}
}

func TestARemarkMergedBesideTheTableMakesNoHeaderOfARow(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		check(t, f.SetCellValue("People", "D1", "Confidential"))
		check(t, f.MergeCell("People", "D1", "E4"))
	}, people1("People", "ada@x.com"))
	r := loadFile(t, path, Options{})
	if len(r.Entries) != 1 || r.Tables[0].HeaderRow != 1 {
		t.Errorf("header in row %d, people\n%s%s", r.Tables[0].HeaderRow, people(r), found(r))
	}
}

func headersRead(r *Roster) []string {
	var headers []string
	for _, c := range r.Tables[0].Columns {
		headers = append(headers, c.Header)
	}
	return headers
}

func loadFile(t *testing.T, path string, o Options) *Roster {
	t.Helper()
	r, err := Load(context.Background(), []string{path}, o)
	check(t, err)
	return r
}
