package roster

import (
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// keepKeyed leaves out the sheets that nobody means by "every visible one": those without a column for a
// key, such as instructions. Where no sheet has one all are kept, to be refused.
func (l *loader) keepKeyed(book *sheet.Book, chosen *choice) error {
	var keyed []string
	var passed []finding.Finding
	for _, name := range chosen.people {
		found, blank, err := l.looksLikePeople(book, name)
		switch {
		case err != nil:
			return err
		case found:
			keyed = append(keyed, name)
		case !blank:
			passed = append(passed, finding.New(finding.SheetsNotRead, finding.Pos{File: book.Name(), Sheet: name}, "",
				"the sheet has no column that tells whom its rows are about, so it is passed over", "if people are on it, head their e-mail addresses userName"))
		}
	}
	if len(keyed) > 0 {
		chosen.people = keyed
		l.findings = append(l.findings, passed...)
	}
	return nil
}

// tellOthers says which further sheets look like people, where nobody has chosen any. Only their first
// rows are looked at; damage in a sheet that is not read is nobody's concern.
func (l *loader) tellOthers(book *sheet.Book, chosen choice) {
	var names []string
	for _, name := range chosen.others {
		if found, _, err := l.looksLikePeople(book, name); err == nil && found {
			names = append(names, quoted(name))
		}
	}
	if len(names) == 0 {
		return
	}
	list := strings.Join(names[:min(len(names), 20)], ", ")
	if len(names) > 20 {
		list += " …"
	}
	l.roster.SheetsNotRead += len(names)
	l.findings = append(l.findings, finding.New(finding.SheetsNotRead, finding.Pos{File: book.Name(), Sheet: chosen.people[0]}, "",
		"only this sheet is read; there is a column for e-mail addresses or ids on "+list+" too",
		"--sheet '*' reads every visible sheet, --sheet NAME the one of that name"))
}

// looksLikePeople reports whether a sheet has a column for a key, or is blank.
func (l *loader) looksLikePeople(book *sheet.Book, name string) (found, blank bool, err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return false, false, err
	}
	defer rows.Close()
	b, err := l.begin(book, rows, name, nil)
	if b.table == nil || err != nil {
		return false, err == nil, err
	}
	return !b.mismatched && b.hasKey(l.options.MatchExternalID) && b.namesSomebody(), false, nil
}

// namesSomebody tells a sheet of people from instructions that explain the columns: there, no address
// stands below userName and no id below id.
func (b beginning) namesSomebody() bool {
	for _, number := range b.columns[userName] {
		if holdsAddress(b.below, number) {
			return true
		}
	}
	for _, number := range b.columns[id] {
		if slices.ContainsFunc(b.below, func(r sheet.Row) bool { return identity.LooksLikeWorkspaceID(clean(r.Cell(number).Text)) }) {
			return true
		}
	}
	return !b.has(userName) && !b.has(id) // by externalId, which may read like anything
}
