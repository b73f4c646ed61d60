package roster

import (
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// correctRows is what to do about rows that disagree.
const correctRows = "correct or delete the rows that are wrong"

// maxPerWrite is how many workspaces one write takes (Anaplan SCIM API, POST /Users).
const maxPerWrite = 50

// claimant gathers what the rows of one person say about workspaces. Three ways of saying it exist:
// whole lists, one workspace a row, and marks; a person may be in tables of different layouts, and
// then all ways have to agree.
type claimant struct {
	*resolver
	person *identity.Person
	whole  *statement // of the columns workspaces, workspaceIds and workspaceNames
	each   *statement // of the column workspace, all rows together
	marks  *statement
	open   bool // something could not be looked up, so nothing can be compared
	bad    bool // a row is an error

	partial bool       // each may lack a row, so that it takes nothing away
	row     *statement // the last that each has gathered

	told *record // that it contradicts others: once is enough
}

// statement is a set of workspaces and one place that says so.
type statement struct {
	ids       []string
	speaksFor []string // nil means all workspaces
	none      bool     // said in words: <none>
	text      string   // of the cell at that place
	record    *record
	at        finding.Pos
}

// claim is what a person's rows claim; nil where they leave workspaces alone or have errors.
func (res *resolver) claim(p *identity.Person, first int) *identity.Claim {
	c := claimant{resolver: res, person: p}
	c.partial = res.roster.openLists
	for rec := res.roster.ledger.at(res.roster.ledger.root(first)); rec != nil; rec = res.roster.ledger.following(rec) {
		for list, mention := range rec.lists {
			if mention != 0 {
				c.mention(rec, listColumn(list), mention)
			}
		}
		c.partial = c.partial || rec.passed && res.roster.tables[rec.table].listsByRow(res.roster.asked)
		if strings.TrimRight(rec.marks, string(blankMark)) != "" {
			c.marked(rec)
		}
	}
	if c.bad || c.open {
		return nil
	}
	said := c.combine()
	if said == nil {
		return nil
	}
	if len(said.ids) > maxPerWrite && !res.Known.Plain && !res.silent {
		res.roster.Findings = append(res.roster.Findings, finding.New(finding.ManyWorkspaces, said.at, "",
			quoted(said.record.key())+" is to have "+count(len(said.ids), "workspace", "workspaces")+"; one write takes 50", "the dry run says whether that can be done safely"))
	}
	return &identity.Claim{Has: said.ids, SpeaksFor: said.speaksFor}
}

func (c *claimant) add(rec *record, f finding.Finding) {
	c.bad = c.bad || f.Severity == finding.Error
	if c.silent {
		return
	}
	rec.bad = rec.bad || f.Severity == finding.Error
	c.roster.Findings = append(c.roster.Findings, f)
}

// mention takes in a cell that names workspaces.
func (c *claimant) mention(rec *record, in column, mention int32) {
	list := c.list(listKey{in, mention})
	if list.blank != "" {
		return
	}
	at := c.roster.cellOf(rec, in)
	for _, p := range list.problems {
		c.add(rec, p.at(at))
	}
	c.refuseInactive(rec, list.inactive, at)
	if list.partial || len(list.problems) > 0 {
		c.open = true
		return
	}
	said := &statement{ids: list.ids, none: list.none, text: c.roster.mentions.texts[mention], record: rec, at: at}
	switch {
	case c.roster.gathers(rec.table, in):
		c.gather(said)
	case c.whole == nil:
		c.whole = said
	case !identity.SameSet(c.whole.ids, said.ids):
		c.contradict(c.whole, said, correctRows+"; if they are meant to add up, give --layout long")
	}
}

// gather adds one row of the long layout; combine makes a set of what was gathered. <none> beside a
// workspace contradicts it, and so does a second column of one row that means other workspaces.
func (c *claimant) gather(said *statement) {
	switch {
	case c.each == nil:
		each := *said
		c.each = &each
	case c.row.record == said.record:
		if !identity.SameSet(c.row.ids, said.ids) {
			c.contradict(c.row, said, correctRows)
		}
	case c.each.none != said.none:
		c.contradict(c.each, said, correctRows)
	default:
		c.each.ids = append(c.each.ids, said.ids...) // the first row's own are clipped, so this copies
	}
	c.row = said
}

// marked takes in a row of marks. Rows that speak for the same workspaces have to agree about them.
func (c *claimant) marked(rec *record) {
	row := c.resolver.marks(int(rec.table), rec.marks)
	t := c.roster.tables[rec.table]
	for _, p := range row.problems {
		c.add(rec, t.inCell(p, int(rec.row)).at(t.at(int(rec.row), t.marks[p.column].number)))
	}
	m := c.matrix(int(rec.table))
	for _, id := range row.inactive {
		c.refuseInactive(rec, []string{id}, t.at(int(rec.row), t.marks[m.lastAbout(id)].number))
	}
	if len(row.problems) > 0 {
		c.open = true
		return
	}
	if !row.says {
		return
	}
	said := &statement{ids: row.has, speaksFor: m.speaksFor, record: rec, at: c.roster.rowOf(rec)}
	if c.marks == nil {
		c.marks = said
		return
	}
	both := common(c.marks.speaksFor, said.speaksFor)
	if !identity.SameSet(common(c.marks.ids, both), common(said.ids, both)) {
		c.contradict(c.marks, said, correctRows)
		return
	}
	c.marks.ids = identity.Union(c.marks.ids, said.ids)
	c.marks.speaksFor = identity.Union(c.marks.speaksFor, said.speaksFor)
}

func (c *claimant) refuseInactive(rec *record, ids []string, at finding.Pos) {
	for _, id := range ids {
		if c.Holds != nil && c.Holds(*c.person, id) {
			continue
		}
		name := c.Known.Named(id).Name
		c.add(rec, finding.New(finding.InactiveWorkspace, at, name, "the workspace "+quoted(name)+" ("+id+") is not active",
			"remove it, or have it activated first"))
	}
}

// combine brings the three ways of saying it together: the widest counts, the others must not contradict it.
// A list that may lack rows speaks for what it names only.
func (c *claimant) combine() *statement {
	if c.each != nil {
		c.each.ids = identity.Set(slices.Clone(c.each.ids))
	}
	said := c.whole
	for _, narrower := range []*statement{c.each, c.marks} {
		switch {
		case narrower == nil:
		case said == nil:
			said = narrower
		case !said.agrees(narrower):
			c.contradict(said, narrower, correctRows)
			return nil
		}
	}
	if said == nil || said != c.each || !c.partial {
		return said
	}
	narrow := *said
	narrow.speaksFor = append([]string{}, said.ids...) // not nil, which would be all workspaces
	if c.marks != nil {
		narrow.speaksFor = identity.Union(narrow.speaksFor, c.marks.speaksFor)
	}
	return &narrow
}

// agrees reports whether a statement about all workspaces says the same as another one about those that it
// speaks for.
func (s *statement) agrees(narrower *statement) bool {
	if narrower.speaksFor == nil {
		return identity.SameSet(s.ids, narrower.ids)
	}
	return identity.SameSet(common(s.ids, narrower.speaksFor), narrower.ids)
}

// contradict makes an error of two statements: of their columns where they stand in one row.
func (c *claimant) contradict(a, b *statement, hint string) {
	if a.record == b.record {
		c.add(b.record, finding.New(finding.ContradictingColumns, b.at, shown(b.text, valueRunes), "two columns of this row mean different workspaces: "+
			c.names(b.ids)+" here, "+c.names(a.ids)+" in "+a.at.String(), "correct one of the cells or leave it blank"))
		return
	}
	for _, side := range [][2]*statement{{a, b}, {b, a}} {
		if side[0].record == c.told {
			continue
		}
		c.add(side[0].record, finding.New(finding.ContradictingRows, side[0].at, shown(side[0].text, valueRunes), "rows of one person disagree about workspaces: "+
			c.names(side[0].ids)+" here, "+c.names(side[1].ids)+" in "+side[1].at.String(), hint))
	}
	c.told = a.record
}

// names shows a set of workspaces in a message.
func (c *claimant) names(ids []string) string {
	if len(ids) == 0 {
		return none
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = c.Known.Named(id).Name
		if names[i] == "" {
			names[i] = id
		}
	}
	slices.Sort(names)
	return quoted(strings.Join(names, "; "))
}

// common is what two sorted sets share.
func common(a, b []string) []string {
	var both []string
	for _, id := range a {
		if _, found := slices.BinarySearch(b, id); found {
			both = append(both, id)
		}
	}
	return both
}
