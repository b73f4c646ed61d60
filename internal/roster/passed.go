package roster

import (
	"strconv"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// Rows that are passed over, because they are hidden and Options.SkipHidden is set or because the mapping
// says so, ask for nothing, and nothing is said about what they hold. Whoever they name counts as listed
// all the same, so that nobody is deactivated for being absent: a person without other rows is an Entry
// whose request is to be skipped.

// passedMark stands before the number of a passed-over row on its way through gocsv.
const passedMark = "-"

// passes reports whether a row is passed over.
func (d *decoder) passes(r sheet.Row) bool {
	return r.Hidden && d.skipHidden || d.table.passesOver(r)
}

// passOver is what a passed-over row gives to gocsv: its keys alone, nil where it has none. One in which
// there is something that is no key could be about anybody.
func (d *decoder) passOver(r sheet.Row) []string {
	if d.aside == nil {
		quiet := *d.table
		quiet.marks = nil
		d.aside = newDecoder(d.ctx, &quiet, nil, nil, nil)
		d.aside.out = make([]string, 1+len(d.aside.slots))
	}
	texts := d.aside.normalise(r)
	d.aside.findings = d.aside.findings[:0]
	given, filled := make([]string, len(texts)), false
	for i, text := range texts[1:] {
		c := d.slots[i].column
		if !c.identifies() || isBlank(text, c) {
			continue
		}
		filled = filled || isKey(c, d.matchExternalID)
		if text != unreadable && !isNone(text) {
			given[1+i] = d.passedKey(c, text)
		}
	}
	if !d.hasKey(given) {
		if filled {
			d.passedUnread.add(r.Number, "")
		}
		return nil
	}
	d.passed++
	given[0] = passedMark + strconv.Itoa(r.Number)
	return given
}

// hasKey reports whether canonical texts hold a key.
func (d *decoder) hasKey(texts []string) bool {
	for i := 1; i < len(texts); i++ {
		if texts[i] != "" && isKey(d.slots[i-1].column, d.matchExternalID) {
			return true
		}
	}
	return false
}

// passedKey is a key as it is compared, so that it finds the rows that are not passed over; empty where an
// id is none. A userName need not be an address.
func (d *decoder) passedKey(c column, text string) string {
	switch {
	case d.anyService:
		return text
	case c == userName:
		return tidyAddress(text)
	case c == id:
		if text = tidyID(text); !identity.LooksLikeWorkspaceID(text) {
			return ""
		}
		return strings.ToLower(text)
	}
	return text
}

// takeRow makes a record of a row, passed over or not.
func (l *loader) takeRow(r *row) {
	number, passed := strings.CutPrefix(r.Number, passedMark)
	if !passed {
		before := l.roster.UnreadableKeys
		l.take(r)
		if l.roster.UnreadableKeys > before {
			l.namesNobody(l.roster.ledger.at(l.roster.ledger.count - 1))
		}
		return
	}
	rec := l.roster.ledger.add()
	n, _ := strconv.Atoi(number) // the decoder wrote it
	rec.table, rec.row, rec.passed = int32(len(l.roster.tables)-1), int32(n), true
	rec.userName, rec.externalID = l.arena.keep(r.UserName), l.arena.keep(r.ExternalID)
	rec.id = l.arena.keep(r.ID)
	if r.UserName != "" && r.ID == "" && !l.options.AnyService && isNobodys(r.UserName) {
		l.roster.UnreadableKeys++ // whoever is meant is listed under a name that is nobody's
	}
}

// isNobodys tells what is no address. A guest's name is none either, but it is no mistyped one.
func isNobodys(userName string) bool {
	code, _, _, ok := userNameProblem(userName)
	return !ok && code != finding.GuestAccount
}

// skipped is the person of a record that was passed over.
func skipped(rec *record) identity.Person {
	p := identity.Person{UserName: identity.UserName(rec.userName), ID: rec.id, Request: identity.RequestSkip}
	if rec.externalID != "" {
		p.ExternalID = &rec.externalID
	}
	return p
}

// passedNote says how many rows were passed over.
func (d *decoder) passedNote() []finding.Finding {
	if d.passed == 0 && d.passedUnread.count == 0 {
		return nil
	}
	message := count(d.passed, "row is", "rows are") + " passed over: nothing is asked for there, and whoever is named there counts as listed"
	if unread := d.passedUnread; unread.count > 0 {
		message += "; " + count(unread.count, "more does", "more do") + " not tell whom they are about, the first of them row " + strconv.Itoa(unread.first)
	}
	return []finding.Finding{finding.New(finding.PassedOver, d.table.where, "", message, "")}
}
