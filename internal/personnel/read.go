package personnel

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// ReadStaff reads HR's list: of a workbook the first visible sheet that has a column for e-mail addresses,
// user names or employee ids. It is read as every list of people is (package roster); what it says of
// managers, departments and who has left is found by the headers that HR systems use. Flaws of rows are
// findings, never errors of the program; *sheet.Unreadable is what is no list of people.
func ReadStaff(ctx context.Context, path string, o sheet.Options) (*Staff, error) {
	var kept bytes.Buffer
	archive := sheet.NewArchiveWriter(&kept)
	people, err := roster.Load(ctx, []string{path}, roster.Options{Sheets: []string{"*"}, Book: o, MatchExternalID: true, GroupBy: roster.Ungrouped, Archive: archive})
	if err != nil {
		return nil, err
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	s := &Staff{}
	l := listing{Staff: s}
	if err := sheet.ReadArchive(&kept, l.take, nil); err != nil {
		return nil, err
	}
	at := -1
	for i, t := range people.Tables {
		if t.Sheet == s.Sheet && len(l.lines) > 0 {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, noPeople(people)
	}
	s.SHA256 = people.Tables[at].SHA256
	l.begin(people, at)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.gather()
	l.lookUp()
	l.findManagers()
	s.Findings = l.told.findings()
	return s, nil
}

// listing is HR's list while it is read.
type listing struct {
	*Staff
	columns
	lines []line
	told  told
	words map[string]*strangeWord // statuses that nobody knows, by their folded form
}

// take keeps the rows of the first table that has any.
func (l *listing) take(t sheet.ArchivedTable, r sheet.ArchivedRow) error {
	if len(l.lines) == 0 {
		l.File, l.Sheet, l.Headers = t.File, t.Sheet, t.Headers
	}
	if t.Sheet == l.Sheet {
		l.lines = append(l.lines, line{row: r.Row, keys: keys{userName: r.UserName}, cells: r.Cells})
	}
	return nil
}

// begin finds out what the columns mean, and tells what is worth knowing of the list as a whole.
func (l *listing) begin(people *roster.Roster, at int) {
	t := people.Tables[at]
	l.Rows = len(l.lines)
	l.Staff.headers = map[string][]int{}
	for i, h := range l.Headers {
		if folded := foldHeader(h); folded != "" {
			l.Staff.headers[folded] = append(l.Staff.headers[folded], i)
		}
	}
	l.columns = columnsOf(t, l.Headers)
	l.Staff.department = l.columns.department
	l.Columns = l.columns.understood(l.Headers)
	l.words = map[string]*strangeWord{}
	whole := finding.Pos{File: l.File, Sheet: l.Sheet}
	for _, f := range people.Findings {
		if f.Pos.Sheet == l.Sheet && passedOn[f.Code] && !(f.Code == finding.BadUserName && !strings.Contains(f.Value, "@")) {
			if f.Severity == finding.Error {
				f.Severity = finding.Warning // a row of HR's list is used as far as it can be read
			}
			l.told.said = append(l.told.said, f)
		}
	}
	if t.HiddenRows > 0 {
		l.told.say(finding.HiddenRows, whole, "", strconv.Itoa(t.HiddenRows)+" of the "+strconv.Itoa(l.Rows)+" rows are hidden or filtered out and are read like the others",
			"delete rows that are not meant")
	}
	for i, other := range people.Tables {
		if i != at {
			l.told.say(finding.SheetsNotRead, finding.Pos{File: l.File, Sheet: other.Sheet}, "", "people are listed on this sheet too; HR's list is read from "+quoted(l.Sheet)+" alone",
				"put everybody on the first sheet, those who have left as well")
		}
	}
}

// passedOn are the findings about lists of people that also concern HR's. The others are about what would be
// done to accounts.
var passedOn = map[finding.Code]bool{finding.DuplicateHeader: true, finding.ContradictingColumns: true, finding.BadUserName: true, finding.GuestAccount: true,
	finding.BeyondHeader: true, finding.ErrorCell: true, finding.NoCachedValue: true, finding.RoundedNumber: true, finding.DateInID: true, finding.BrokenText: true,
	finding.LostLetters: true, finding.LeadingZeros: true, finding.MixedScripts: true, finding.NotAPerson: true, finding.ExampleRow: true, finding.MergedCells: true, finding.SecretColumn: true}

// noPeople is the error for what was read as a table and lists nobody.
func noPeople(people *roster.Roster) error {
	u := &sheet.Unreadable{Message: "no column tells whom the rows are about",
		Hint: "HR's list needs a header such as Work Email or Employee ID, with one person a row below it, and may have others such as Manager, Department, Status and Termination Date"}
	for _, t := range people.Tables[:min(1, len(people.Tables))] {
		u.File, u.Sheet = t.File, t.Sheet
	}
	for _, f := range people.Unusable() {
		if u.File == "" {
			u.File, u.Sheet = f.Pos.File, f.Pos.Sheet
		}
		if f.Code == finding.EmptyTable {
			u.Message = "lists nobody"
		}
	}
	return u
}
