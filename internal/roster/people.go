package roster

import (
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// gather makes people of the records: one for each, an Entry or held back.
func (l *loader) gather() {
	r := l.roster
	rows := make([]finding.Pos, 0, r.ledger.count)
	r.Entries = make([]Entry, 0, r.ledger.people())
	bad := make([]bool, 0, cap(r.Entries))
	for n := range r.ledger.count {
		if r.ledger.root(n) != n {
			continue
		}
		first := r.ledger.speaker(n)
		g := group{loader: l, first: r.ledger.at(first)}
		person, sound := g.person()
		start := len(rows)
		for rec := r.ledger.at(n); rec != nil; rec = r.ledger.following(rec) {
			rows = append(rows, r.tables[rec.table].at(int(rec.row), 0))
		}
		r.Entries = append(r.Entries, Entry{Person: person, Rows: rows[start:len(rows):len(rows)],
			Group: l.group.of(r, n), Part: l.part.of(r, n), first: first})
		bad = append(bad, !sound)
	}
	r.holdBack(bad)
}

// group is one person's records, from the first one that was not passed over, if any.
type group struct {
	*loader
	first *record
}

// person merges what the records say. Blank agrees with everything; what two records say differently is
// an error of both, and one error holds all of them back.
func (g group) person() (identity.Person, bool) {
	if g.first.passed {
		return skipped(g.first), true
	}
	if g.first.next != 0 {
		g.compare()
	}
	var p identity.Person
	for rec := g.first; rec != nil; rec = g.roster.ledger.following(rec) {
		if !rec.passed {
			merge(&p, rec)
		}
	}
	g.checkRequest(p)
	if g.roster.spread(g.first) {
		return p, false
	}
	g.checkNames(p)
	return p, true
}

// merge adds what a record says. Of two spellings of a userName the one that sorts last is taken, which
// is the one in lower case, so that the order of the rows does not matter.
func merge(p *identity.Person, rec *record) {
	if name := identity.UserName(rec.userName); name > p.UserName {
		p.UserName = name
	}
	if rec.said.has(id) {
		p.ID = rec.id
	}
	if rec.said.has(externalID) {
		p.ExternalID = &rec.externalID
	}
	if rec.said.has(givenName) {
		p.GivenName = &rec.givenName
	}
	if rec.said.has(familyName) {
		p.FamilyName = &rec.familyName
	}
	if rec.said.has(active) {
		p.Active = &rec.active
	}
	if rec.said.has(action) {
		p.Request = rec.request
	}
}

// compared are the columns in which the rows of one person have to agree.
var compared = []column{userName, id, externalID, givenName, familyName, active, action}

func (g group) compare() {
	for _, c := range compared {
		var said, other *record
		for rec := g.first; rec != nil && other == nil; rec = g.roster.ledger.following(rec) {
			switch {
			case !rec.said.has(c):
			case said == nil:
				said = rec
			case !agree(c, said, rec):
				other = rec
			}
		}
		if other != nil {
			g.contradict(c, said, other)
		}
	}
}

func agree(c column, a, b *record) bool {
	if c == userName {
		return identity.UserName(a.userName).Same(identity.UserName(b.userName))
	}
	return a.value(c) == b.value(c)
}

// contradict makes an error of every record that has a say in the column, naming one that differs from it.
func (g group) contradict(c column, first, second *record) {
	for rec := g.first; rec != nil; rec = g.roster.ledger.following(rec) {
		if !rec.said.has(c) {
			continue
		}
		against := first
		if agree(c, first, rec) {
			against = second
		}
		rec.bad = true
		value := rec.value(c)
		g.findings = append(g.findings, finding.New(finding.ContradictingRows, g.roster.cellOf(rec, c), shown(value, valueRunes),
			"rows of one person disagree about "+c.String()+": "+saidOr(value)+" here, "+saidOr(against.value(c))+" in "+g.roster.cellOf(against, c).String(),
			"correct or delete the rows that are wrong"))
	}
}

func saidOr(value string) string {
	if value == "" {
		return none
	}
	return quoted(value)
}

// key is the most telling of what names the record's person.
func (r *record) key() string {
	switch {
	case r.userName != "":
		return r.userName
	case r.id != "":
		return r.id
	}
	return r.externalID
}

// checkRequest finds actions that the rest of what is said rules out.
func (g group) checkRequest(p identity.Person) {
	var why string
	switch {
	case p.Request == identity.RequestDeactivate && p.Active != nil && *p.Active:
		why = "the action is deactivate, but active says yes"
	case p.Request == identity.RequestReactivate && p.Active != nil && !*p.Active:
		why = "the action is reactivate, but active says no"
	case p.Request == identity.RequestCreate && p.ID != "":
		why = "the action is create, but the row has the id of a user who exists"
	default:
		return
	}
	for rec := g.first; rec != nil; rec = g.roster.ledger.following(rec) {
		if rec.said.has(action) {
			rec.bad = true
			g.findings = append(g.findings, finding.New(finding.ContradictingAction, g.roster.cellOf(rec, action), string(rec.request),
				why, "correct the action or the other cell"))
		}
	}
}

func (g group) checkNames(p identity.Person) {
	if p.Request != identity.RequestCreate {
		return
	}
	missing := column(carried)
	switch {
	case p.GivenName == nil:
		missing = givenName
	case p.FamilyName == nil:
		missing = familyName
	default:
		return
	}
	g.findings = append(g.findings, finding.New(finding.NamesMissing, g.roster.cellOf(g.first, missing), "",
		"a user is created without a "+missing.String(), "fill in both names"))
}

// sharedExternalIDs warns, once for each person, of externalIds that several people have.
func (l *loader) sharedExternalIDs() {
	r := l.roster
	warned := map[int]bool{}
	for _, repeat := range r.ledger.repeats(externalID) {
		root := r.ledger.root(repeat.again)
		if warned[root] || root == r.ledger.root(repeat.first) {
			continue
		}
		warned[root] = true
		rec, earlier := r.ledger.at(repeat.again), r.ledger.at(repeat.first)
		l.findings = append(l.findings, finding.New(finding.ExternalIDTwice, r.cellOf(rec, externalID), shown(rec.externalID, valueRunes),
			quoted(rec.key())+" and "+quoted(earlier.key())+" ("+r.rowOf(earlier).String()+") have the same externalId", "correct one of the two"))
	}
}

// duplicates warns of rows that say nothing new. Rows of the long layout do, as long as they name
// different workspaces; and where the mapping knows that people have several rows, there is nothing to
// mend. Only once workspaces are resolved is it known that the rows agree.
func (r *Roster) duplicates(first *record, offline bool) {
	if first.next == 0 {
		return
	}
	seen := map[[listColumns]int32]*record{}
	for rec := first; rec != nil; rec = r.ledger.following(rec) {
		if rec.passed || r.tables[rec.table].mapping.severalRows() {
			continue
		}
		var key [listColumns]int32
		for list, mention := range rec.lists {
			if r.gathers(rec.table, listColumn(list)) {
				key[list] = mention
			}
		}
		earlier, again := seen[key]
		if !again {
			seen[key] = rec
			continue
		}
		agreement, hint := "; the rows agree and count as one", "delete one of the rows"
		if offline && rec.lists != earlier.lists {
			agreement, hint = "; whether the rows name the same workspaces takes the tenant to say", "make one row of them, or plan: rows that disagree are errors there"
		}
		r.Findings = append(r.Findings, finding.New(finding.DuplicateRow, r.rowOf(rec), rec.key(),
			quoted(rec.key())+" is also in "+r.rowOf(earlier).String()+agreement, hint))
	}
}

// cellOf is the place of a record's cell in a column.
func (r *Roster) cellOf(rec *record, c column) finding.Pos {
	return r.tables[rec.table].cellOf(int(rec.row), c)
}

func (r *Roster) rowOf(rec *record) finding.Pos { return r.tables[rec.table].at(int(rec.row), 0) }

// spread reports whether any record of a person is bad, and tells the rows of the others why they are
// held back too.
func (r *Roster) spread(first *record) bool {
	var bad *record
	for rec := first; rec != nil && bad == nil; rec = r.ledger.following(rec) {
		if rec.bad {
			bad = rec
		}
	}
	if bad == nil {
		return false
	}
	for rec := first; rec != nil; rec = r.ledger.following(rec) {
		if !rec.bad {
			rec.bad = true
			r.Findings = append(r.Findings, finding.New(finding.HeldBackWithOther, r.rowOf(rec), rec.key(),
				"held back, because "+r.rowOf(bad).String()+" about the same person has an error", ""))
		}
	}
	return true
}
