package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"scimsheet/internal/plan"
)

// facets number the workspaces and risks that people can be filtered by.
type facets struct {
	workspaces map[string]int // by id
	risks      map[string]int // by code
	kinds      []plan.Action
}

func (d *dryRun) facets() *facets {
	f := &facets{workspaces: map[string]int{}, risks: map[string]int{}}
	for i, ws := range d.movedWorkspaces() {
		f.workspaces[ws.ID] = i
	}
	for i, r := range d.tally.risks {
		f.risks[r.code] = i
	}
	for _, action := range pageKinds() {
		if d.tally.listed[action]+d.tally.absent[action] > 0 {
			f.kinds = append(f.kinds, action)
		}
	}
	return f
}

// pageKinds are the kinds of changes that have a row among the people, what takes something first.
func pageKinds() []plan.Action {
	return []plan.Action{plan.Deactivate, plan.Create, plan.Update, plan.Reactivate, plan.Blocked}
}

// of is what the filters ask of a change: workspaces it gives, workspaces it takes, risks.
func (f *facets) of(c *plan.Change) string {
	var out strings.Builder
	write := func(at int) {
		if text := out.String(); text != "" && !strings.HasSuffix(text, "|") {
			out.WriteByte(' ')
		}
		out.WriteString(strconv.Itoa(at))
	}
	for _, w := range c.Grants {
		write(f.workspaces[w.ID])
	}
	out.WriteByte('|')
	for _, w := range c.Revocations {
		write(f.workspaces[w.ID])
	}
	out.WriteByte('|')
	for _, r := range c.Risks {
		write(f.risks[r.Code])
	}
	return out.String()
}

// choiceList is one list to filter or order people by.
type choiceList struct {
	Label, Key string
	Options    []choice
}

type choice struct{ Value, Text string }

func (f *facets) selects(d *dryRun) []choiceList {
	kinds := choiceList{Label: "Change", Key: "kind", Options: []choice{{"", "all"}}}
	for _, action := range f.kinds {
		kinds.Options = append(kinds.Options, choice{string(action), string(action)})
	}
	risks := choiceList{Label: "Risk", Key: "risk", Options: []choice{{"", "all"}}}
	for _, r := range d.tally.risks {
		risks.Options = append(risks.Options, choice{r.code, RiskTitle(r.code)})
	}
	workspaces := choiceList{Label: "Workspace", Key: "workspace", Options: []choice{{"", "all"}}}
	for _, ws := range d.movedWorkspaces() {
		workspaces.Options = append(workspaces.Options, choice{ws.ID, d.labels.of(ws.Workspace)})
	}
	access := choiceList{Label: "Gets or loses it", Key: "access", Options: []choice{{"", "either"}, {"gets", "gets"}, {"loses", "loses"}}}
	lists := []choiceList{kinds, workspaces, access, risks}
	if d.table.grouped() {
		groups := choiceList{Label: d.table.groupHeader(), Key: "group", Options: []choice{{"", "all"}}}
		for _, g := range d.tally.groups {
			name := d.table.groupName(g.name)
			groups.Options = append(groups.Options, choice{name, name})
		}
		lists = append(lists, groups)
	}
	lists = slices.DeleteFunc(lists, func(l choiceList) bool { return len(l.Options) < 2 || l.Key == "access" && len(f.workspaces) == 0 })
	return append(lists, d.orders())
}

// orders are the ways in which people can be sorted: the column's number, negative backwards.
func (d *dryRun) orders() choiceList {
	list := choiceList{Label: "Order", Key: "sort", Options: []choice{{"", "most serious first"}}}
	for i, column := range d.peopleColumns() {
		if column.Sort == "" {
			continue
		}
		at := strconv.Itoa(i + 1)
		list.Options = append(list.Options, choice{at, column.Header + ", upwards"}, choice{"-" + at, column.Header + ", downwards"})
	}
	return list
}

func (d *dryRun) peopleColumns() []pageColumn {
	columns := []pageColumn{{Header: "Change", Is: "kind", Sort: "text"}, {Header: "Person", Class: "who", Is: "person", Sort: "text"}}
	if d.table.grouped() {
		columns = append(columns, pageColumn{Header: d.table.groupHeader(), Is: "group", Sort: "text"})
	}
	return append(columns, pageColumn{Header: "What happens", Class: "story", Is: "story"}, pageColumn{Header: "Rows of the input", Is: "rows", Sort: "text"})
}

// changed are the rows of the sheet Changes, whatever their group, what an approver must see first at the
// top. The gravest risk is looked up once a change.
func (d *dryRun) changed() []*plan.Change {
	type ranked struct {
		change        *plan.Change
		rank, gravest int
	}
	var rows []ranked
	for i := range d.plan.Changes {
		if c := &d.plan.Changes[i]; hasRow(c) {
			rows = append(rows, ranked{c, riskRank(c), gravest(c)})
		}
	}
	slices.SortStableFunc(rows, func(a, b ranked) int {
		return cmp.Or(a.rank-b.rank, a.gravest-b.gravest, len(b.change.Risks)-len(a.change.Risks))
	})
	order := make([]*plan.Change, len(rows))
	for i, r := range rows {
		order[i] = r.change
	}
	return order
}

// changedTable is the sheet Changes without the columns to decide in.
func (d *dryRun) changedTable(f *facets, workbook string, most onPage) *pageTable {
	order := d.changed()
	t := pageTable{ID: "who", Class: "people", Caption: "Everybody who is changed or blocked", Columns: d.peopleColumns(), Count: len(order)}
	if d.table.grouped() {
		t.Class += " grouped"
	}
	return longTable(t, most.people, most.first, workbook+", sheet "+ChangesSheet, func(i int) pageRow { return d.personRow(order[i], f) })
}

func (d *dryRun) personRow(c *plan.Change, f *facets) pageRow {
	kind := pageLine{Text: string(c.Action)}
	switch {
	case c.Takes():
		kind.Tone = danger
	case c.Action == plan.Blocked, len(c.Risks) > 0:
		kind.Tone = caution
	default:
		kind.Tone = calm
	}
	row := pageRow{Facets: f.of(c), Cells: []pageCell{{kind}, d.whoCell(c)}}
	if d.table.grouped() {
		row.Cells = append(row.Cells, oneLineCell(d.table.groupName(c.Group)))
	}
	return pageRow{Facets: row.Facets, Cells: append(row.Cells, d.storyCell(c), oneLineCell(d.places.of(c.Rows)))}
}

// whoCell names a person. Only where something is written does the plan file know the account's name.
func (d *dryRun) whoCell(c *plan.Change) pageCell {
	user := pageLine{Text: oneLine(string(c.UserName))}
	if name := oneLine(personName(c)); c.Writes() && name != "" {
		return pageCell{{asName, name}, user}
	}
	return pageCell{user}
}

// storyCell is what happens to a person, what to look at, and why. What a story says itself needs no
// repetition as a risk.
func (d *dryRun) storyCell(c *plan.Change) pageCell {
	var cell pageCell
	for _, r := range d.story(c) {
		cell = append(cell, pageLine{r.Tone, r.Text})
	}
	for _, r := range c.Risks {
		if r.Code != plan.RiskDeactivation && r.Code != plan.RiskRevocation && r.Code != plan.RiskReactivation {
			cell = append(cell, pageLine{caution, "⚠ " + oneLine(r.Message)})
		}
	}
	if reason := reasonLine(c); reason != "" {
		cell = append(cell, pageLine{asAside, reason})
	}
	return cell
}

// unchangedTable is the sheet Unchanged: people for whom nothing has to be done, and accounts in no row.
func (d *dryRun) unchangedTable(workbook string, most onPage) *pageTable {
	var none []*plan.Change
	for i := range d.plan.Changes {
		if c := &d.plan.Changes[i]; c.Action == plan.None {
			none = append(none, c)
		}
	}
	t := pageTable{ID: "unchanged", Class: "unchanged", Caption: "People and accounts to whom nothing is done", Count: len(none) + len(d.plan.Absent),
		Columns: []pageColumn{{Header: "Person", Is: "person", Sort: "text"}, {Header: "Why nothing changes", Is: "why", Sort: "text"},
			{Header: "Rows of the input", Is: "rows", Sort: "text"}}}
	return longTable(t, most.others, most.first, workbook+", sheet Unchanged", func(i int) pageRow {
		if i >= len(none) {
			a := d.plan.Absent[i-len(none)]
			return pageRow{Cells: []pageCell{oneLineCell(oneLine(a.UserName)), oneLineCell(absentWords(a)), oneLineCell("in no row")}}
		}
		c := none[i]
		why := cmp.Or(reasonLine(c), "everything is as the input wants it")
		person := oneLineCell(oneLine(string(c.UserName)))
		if name := oneLine(personName(c)); name != "" {
			person = append(pageCell{{asName, name}}, person...)
		}
		return pageRow{Cells: []pageCell{person, oneLineCell(why), oneLineCell(d.places.of(c.Rows))}}
	})
}
