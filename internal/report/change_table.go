package report

import (
	"cmp"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// The names by which a change report that comes back is read.
const (
	ChangesSheet    = "Changes"
	DecisionHeader  = "Decision"
	DecidedByHeader = "Decided by"
	CommentHeader   = "Comment"
	ChangeIDHeader  = "Plan change id"
	DigestHeader    = "Digest"

	SummarySheet = "Summary"
	AboutSheet   = "About"
	PartFact     = "Part of the plan"      // the part that the workbook is about; no such fact where it is about all
	DigestFact   = "Plan digest (SHA-256)" // in full
)

// ChangeTable says what the sheet Changes holds: its headers, its rows and each cell's text, exactly as
// somebody reads them who opens the workbook. The workbook is written from it, and what comes back is
// compared with it.
type ChangeTable struct {
	plan   *plan.Plan
	labels labels
	places places
}

// NewChangeTable is always made from the whole plan, for the workbook of one part as well: what a
// workspace is called depends on all of them.
func NewChangeTable(p *plan.Plan) *ChangeTable {
	return &ChangeTable{plan: p, labels: newLabels(p), places: newPlaces(p)}
}

// entries are the columns that an approver writes in; they come first.
func entries() []sheet.Column {
	return []sheet.Column{
		{Header: DecisionHeader, Width: 11, Entry: true, Choices: []sheet.Choice{{Word: Approve, Style: sheet.Good}, {Word: Reject, Style: sheet.Bad}},
			Note: "approve or reject. Blank means undecided: nothing is done to that person."},
		{Header: DecidedByHeader, Width: 26, Entry: true, Wrapped: true, Note: "Who decides: your e-mail address, or your name."},
		{Header: CommentHeader, Width: 20, Entry: true, Wrapped: true, Note: "Why, if that should be kept. It is kept with the results."},
	}
}

// The columns that follow the entries and the group, in order. Those from the workspaces on repeat what
// others say, for filters and machines, and are not printed.
const (
	atName = iota
	atUserName
	atAction
	atStory
	atRisks
	atReason
	atTaken
	atGiven
	atRows
	atID
	atDigest
	statementCount
)

func statements() []sheet.Column {
	return []sheet.Column{
		atName:     {Header: "Name", Width: 21, Wrapped: true},
		atUserName: {Header: "User name", Width: 36, Wrapped: true},
		atAction:   {Header: "Change", Width: 12},
		atStory:    {Header: "What happens", Width: 46, Wrapped: true},
		atRisks:    {Header: "Risks", Width: 36, Wrapped: true, Note: "What each kind of risk means is on the sheets Summary and About."},
		atReason:   {Header: "Reason", Width: 20, Wrapped: true},
		atTaken: {Header: "Workspaces taken", Width: 24, Wrapped: true,
			Note: "Cannot be undone: the person's model roles there are destroyed, and giving the workspace again does not bring them back."},
		atGiven:  {Header: "Workspaces given", Width: 24, Wrapped: true},
		atRows:   {Header: "Rows", Width: 18, Wrapped: true, Note: "Where in the input this was asked for."},
		atID:     {Header: ChangeIDHeader, Style: sheet.Mono},
		atDigest: {Header: DigestHeader, Width: 18, Style: sheet.Mono, Note: "Seals the row: it may be sorted and filtered, not edited."},
	}
}

// columns are all columns of the sheet. The one that people are grouped by is headed as in the input.
func (t *ChangeTable) columns() []sheet.Column {
	columns := entries()
	if t.grouped() {
		columns = append(columns, sheet.Column{Header: t.groupHeader(), Width: 16, Wrapped: true})
	}
	return append(columns, statements()...)
}

func (t *ChangeTable) grouped() bool { return t.plan.Policy.GroupBy != "" }

// byGroups reports whether the rows stand in groups. Where nobody asked for that, what an approver must see
// first stands first, whatever the group.
func (t *ChangeTable) byGroups() bool { return t.grouped() && t.plan.Policy.ByGroup }

// groupHeader tells the input's column from ours where they have one name.
func (t *ChangeTable) groupHeader() string {
	header := strings.TrimSpace(oneLine(t.plan.Policy.GroupBy))
	for _, ours := range append(entries(), statements()...) {
		if identity.Fold(ours.Header) == identity.Fold(header) {
			return header + " (input)"
		}
	}
	return cmp.Or(header, "Group")
}

// Headers are the headers of the sheet, from the left.
func (t *ChangeTable) Headers() []string {
	var headers []string
	for _, c := range t.columns() {
		headers = append(headers, c.Header)
	}
	return headers
}

// Cells is the text of each column of a change as the sheet shows it; the three that an approver writes in
// are blank.
func (t *ChangeTable) Cells(c *plan.Change) []string {
	cells := make([]string, len(entries()), len(entries())+1+statementCount)
	if t.grouped() {
		cells = append(cells, t.groupName(c.Group))
	}
	own := make([]string, statementCount)
	if c.Writes() { // only then does the plan file know the account
		own[atName] = oneLine(personName(c))
	}
	own[atUserName] = legible(string(c.UserName))
	own[atAction] = string(c.Action)
	own[atStory] = legible(t.labels.storyText(c))
	own[atRisks] = legible(riskLines(c))
	own[atTaken] = legible(manyLines(t.labels.all(c.Revocations)))
	own[atGiven] = legible(manyLines(t.labels.all(c.Grants)))
	own[atReason] = legible(reasonLine(c))
	own[atRows] = legible(t.places.of(c.Rows))
	own[atID], own[atDigest] = c.ID, c.Digest
	return append(cells, own...)
}

// groupName is what a group is called wherever it is named, that of people of whom the input says none too.
func (t *ChangeTable) groupName(group string) string {
	return cmp.Or(groupText(group), noneOf(t.plan.Policy.GroupBy))
}

// noneOf is what people are called of whom a column of the input says nothing: "(no Department)".
func noneOf(header string) string {
	return "(no " + cmp.Or(strings.TrimSpace(oneLine(header)), "group") + ")"
}

func groupText(group string) string { return strings.TrimSpace(oneLine(group)) }

// partText is what tells one part from another: the text of the input's column as a cell shows it.
func partText(part string) string { return strings.TrimSpace(oneLine(part)) }

// Listed are the changes that have a row, in the order of the rows: every change that writes or is blocked,
// of one part where that is given. What an approver must see first stands first; where the rows stand in
// groups, these come in the order of the alphabet, people of none last.
func (t *ChangeTable) Listed(part *string) []*plan.Change {
	if part == nil {
		return t.listed(t.plan)
	}
	return t.listed(t.plan.Only(func(c *plan.Change) bool { return partText(c.Part) == partText(*part) }))
}

func (t *ChangeTable) listed(p *plan.Plan) []*plan.Change {
	var rows []*plan.Change
	for i := range p.Changes {
		if c := &p.Changes[i]; hasRow(c) {
			rows = append(rows, c)
		}
	}
	order := byRisk
	if t.byGroups() {
		order = func(a, b *plan.Change) int { return cmp.Or(byGroup(a.Group, b.Group), byRisk(a, b)) }
	}
	slices.SortStableFunc(rows, order)
	return rows
}

func hasRow(c *plan.Change) bool { return c.Writes() || c.Action == plan.Blocked }

// byGroup puts groups in the order of the alphabet, and none last.
func byGroup(a, b string) int {
	if a == b {
		return 0
	}
	a, b = groupText(a), groupText(b)
	if (a == "") != (b == "") {
		return len(b) - len(a)
	}
	return cmp.Or(cmp.Compare(identity.Fold(a), identity.Fold(b)), cmp.Compare(a, b))
}

// byRisk puts people who lose a workspace before people who are deactivated, then those with other risks,
// then the rest, and last those for whom nothing can be done; of equals the one with the gravest risk
// first, then the one with the most.
func byRisk(a, b *plan.Change) int {
	return cmp.Or(riskRank(a)-riskRank(b), gravest(a)-gravest(b), len(b.Risks)-len(a.Risks))
}

func riskRank(c *plan.Change) int {
	switch {
	case c.Action == plan.Blocked:
		return 4
	case len(c.Revocations) > 0:
		return 0
	case c.Action == plan.Deactivate:
		return 1
	case len(c.Risks) > 0:
		return 2
	}
	return 3
}

// gravest is the weight of a change's gravest risk.
func gravest(c *plan.Change) int {
	least := riskWeight("")
	for _, r := range c.Risks {
		least = min(least, riskWeight(r.Code))
	}
	return least
}
