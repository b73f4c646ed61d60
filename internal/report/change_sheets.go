package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

func (d *dryRun) workspacesSheet(book *sheet.Workbook) error {
	layout := d.named("Workspaces", []sheet.Column{
		{Header: "Workspace", Width: 34, Wrapped: true},
		{Header: "Members before", Width: 11, Note: "Accounts that hold the workspace, active or not. Known only where every account was read."},
		{Header: "Given", Width: 9}, {Header: "Taken", Width: 9, Note: irreversible},
		{Header: "Members after", Width: 11, Note: d.afterwards()},
		{Header: "Share lost in %", Width: 10, Note: "How many of a hundred members lose the workspace."},
		{Header: "Members deactivated", Width: 14, Note: "Members who keep the workspace and can no longer sign in."},
		{Header: "Remark", Width: 16, Wrapped: true},
		{Header: "Who gets it", Width: 34, Wrapped: true}, {Header: "Who loses it (cannot be undone)", Width: 34, Wrapped: true},
		{Header: "Workspace id", Style: sheet.Mono},
	})
	layout.Printed = 10
	table, err := book.Table(layout)
	if err != nil {
		return err
	}
	if len(d.allWorkspaces()) == 0 {
		return nothing(table, "Nothing here: no workspace is known.")
	}
	for _, ws := range d.allWorkspaces() {
		taken, losers := sheet.Int(ws.taken), sheet.String(manyLines(firstFew(ws.lost, ws.taken, linesInCell-1)))
		if ws.taken > 0 {
			taken, losers = taken.As(sheet.Bad), losers.As(sheet.Bad)
		}
		before, after, share := sheet.String("not read").As(sheet.Muted), sheet.String("not read").As(sheet.Muted), sheet.Value{}
		if n, known := d.members(ws.ID); known {
			before, after = sheet.Int(n), sheet.Int(n+ws.given-ws.taken)
			if ws.taken > 0 {
				share = sheet.Int(shareLost(ws.taken, n))
			}
		}
		meaning, style := d.graveLoss(ws)
		if err := table.Row(sheet.String(d.labels.of(ws.Workspace)), before, sheet.Int(ws.given), taken, after, share, sheet.Int(ws.deactivated),
			sheet.String(meaning).As(style), sheet.String(manyLines(firstFew(ws.getting, ws.given, linesInCell-1))), losers, sheet.String(ws.ID)); err != nil {
			return err
		}
	}
	return nil
}

// afterwards says what the members after are counted from.
func (d *dryRun) afterwards() string {
	if d.Part == nil {
		return "Where everything of this plan is applied."
	}
	return "Where everything of this part is applied, and nothing else of the plan."
}

// shareLost is how many of a hundred members lose a workspace: 100 only where all do, 0 only where none does.
func shareLost(taken, members int) int {
	if taken == 0 || members == 0 {
		return 0
	}
	return max(1, percent(taken, members))
}

// muchLost is the share of its members from which on a workspace's loss is marked.
const muchLost = 50

// graveLoss says what the share of members that a workspace loses means, where it means something.
func (d *dryRun) graveLoss(ws *workspaceTally) (string, sheet.Style) {
	switch words, style := d.loss(ws); style {
	case sheet.Bad:
		return words, style
	case sheet.Warn:
		return "HALF OR MORE", style
	}
	return "", sheet.Plain
}

// loss says in words what share of its members a workspace loses; empty where it loses none or nobody
// knows how many it has.
func (d *dryRun) loss(ws *workspaceTally) (string, sheet.Style) {
	before, known := d.members(ws.ID)
	switch share := shareLost(ws.taken, before); {
	case !known || ws.taken == 0:
		return "", sheet.Plain
	case before+ws.given == ws.taken:
		return "NOBODY IS LEFT", sheet.Bad
	case share >= muchLost:
		return fmt.Sprintf("%d %% LOSE IT", share), sheet.Warn
	case 100*ws.taken < before:
		return "less than 1 % lose it", sheet.Plain
	default:
		return fmt.Sprintf("%d %% lose it", share), sheet.Plain
	}
}

// members is how many accounts hold a workspace before the plan, where that is known.
func (d *dryRun) members(id string) (int, bool) {
	at, found := slices.BinarySearchFunc(d.plan.Directory, id, func(w plan.KnownWorkspace, id string) int { return strings.Compare(w.ID, id) })
	if !found || d.plan.Directory[at].Members == nil {
		return 0, false
	}
	return *d.plan.Directory[at].Members, true
}

// allWorkspaces are those the plan touches, most taken first, then all others that are known.
func (d *dryRun) allWorkspaces() []*workspaceTally {
	out := d.tally.touched()
	seen := make(map[string]bool, len(out))
	for _, ws := range out {
		seen[ws.ID] = true
	}
	var others []*workspaceTally
	for _, w := range d.plan.Directory {
		if !seen[w.ID] {
			others = append(others, &workspaceTally{Workspace: w.Workspace})
		}
	}
	sortWorkspaces(others)
	return append(out, others...)
}

func (d *dryRun) findingsSheet(book *sheet.Workbook) error {
	table, err := book.Table(d.layout("Findings", []sheet.Column{
		{Header: "Severity", Width: 11}, {Header: "Cell", Width: 10}, {Header: "What is wrong", Width: 52, Wrapped: true},
		{Header: "What to do", Width: 52, Wrapped: true}, {Header: "Value", Width: 28, Wrapped: true}, {Header: "Column", Width: 18},
		{Header: "Row", Width: 9}, {Header: "Sheet"}, {Header: "File"}, {Header: "Code", Style: sheet.Mono},
	}))
	if err != nil {
		return err
	}
	if len(d.Findings) == 0 {
		return nothing(table, d.noFindings())
	}
	for _, f := range d.findings(finding.Error, finding.Warning, finding.Note) {
		var row sheet.Value
		if f.Pos.Row > 0 {
			row = sheet.Int(f.Pos.Row)
		}
		if err := table.Row(sheet.String(string(f.Severity)).As(severityStyle(f.Severity)), sheet.String(f.Pos.Cell()), sheet.String(f.Message),
			sheet.String(f.Hint), sheet.String(f.Value), sheet.String(f.Pos.Header), row, sheet.String(f.Pos.Sheet),
			sheet.String(f.Pos.File), sheet.String(string(f.Code))); err != nil {
			return err
		}
	}
	return nil
}

// nothing is the only line of a table that has no rows, so that nobody takes it for one that was cut off.
func nothing(table *sheet.SheetWriter, why string) error {
	return table.Row(sheet.String(why).As(sheet.Muted))
}

func (d *dryRun) noFindings() string {
	if d.Part != nil {
		return "Nothing here: what is wrong with the input stands in the report of the whole plan."
	}
	return "Nothing here: nothing is wrong with the input."
}

func severityStyle(s finding.Severity) sheet.Style {
	switch s {
	case finding.Error:
		return sheet.Bad
	case finding.Warning:
		return sheet.Warn
	}
	return sheet.Muted
}

// fact is one line of what a report rests on.
type fact struct {
	Name, Value string
	ID          bool // shown as an id or digest
}

// origin is who made the plan, when, from which files and against which tenant.
func (d *dryRun) origin() []fact {
	p := d.plan
	facts := []fact{{Name: "Plan", Value: p.ID, ID: true}, {Name: "Made", Value: moment(p.CreatedAt)}, {Name: "Made by", Value: p.Operator},
		{Name: "Tenant", Value: tenantName(p.Tenant)}}
	facts = append(facts, inputFacts(p)...)
	if p.Digest != "" {
		facts = append(facts, fact{Name: DigestFact, Value: p.Digest, ID: true})
	}
	return facts
}

// particulars are everything else that the plan records.
func (d *dryRun) particulars() []fact {
	p, policy := d.plan, d.plan.Policy
	read := fmt.Sprintf("%s of %s read (%s)", number(p.Snapshot.Accounts), countOf(p.Snapshot.Users, "account", "accounts"), p.Snapshot.Read)
	if p.Snapshot.Complete {
		read = "every account read: " + number(p.Snapshot.Accounts)
	}
	facts := []fact{
		{Name: "Program", Value: p.Tool}, {Name: "SCIM address", Value: p.Tenant.SCIMURL}, {Name: "Signed in as", Value: p.Tenant.Caller},
		{Name: "Accounts", Value: read}, {Name: "  why so", Value: p.Snapshot.Why}, {Name: "  read at", Value: moment(p.Snapshot.TakenAt)},
		{Name: "  SHA-256 of what was read", Value: p.Snapshot.SHA256, ID: true},
		{Name: "Requests", Value: d.cost()}, {Name: "Named by the input only", Value: d.labels.supplied(p.Supplied)},
		{Name: "Lists of workspaces (--entitlements)", Value: entitlementWords(policy.Entitlements)},
		{Name: "Accounts in no row (--absent)", Value: absentPolicyWords(policy.Absent)},
		{Name: "Workspaces managed (--scope)", Value: scopeWords(policy.Scope)},
		{Name: "Managed of accounts (--manage)", Value: strings.Join(policy.Manage, ", ")},
		{Name: "Recognised by (--match)", Value: string(policy.Match)},
		{Name: "Accounts to read (--read)", Value: policy.Read},
		{Name: "New accounts (--max-creates)", Value: atMost(policy.MaxCreates)},
		{Name: "Deactivations (--max-deactivations)", Value: atMost(policy.MaxDeactivations)},
		{Name: "Taken (--max-revocations)", Value: atMost(policy.MaxRevocations)},
		{Name: "Protected (--protect)", Value: strings.Join(firstFew(policy.Protect, len(policy.Protect), 50), ", ")},
		{Name: "Written as (--entitlement-format)", Value: policy.EntitlementFormat},
		{Name: "Written with (--write-method)", Value: policy.WriteMethod},
		{Name: "Adding (--patch-add)", Value: policy.PatchAdd},
		{Name: "People grouped by (--group-by)", Value: policy.GroupBy},
		{Name: "Approvers' parts (--split-by)", Value: policy.SplitBy},
		{Name: "Approval (--require-approval)", Value: ifSet(policy.RequireApproval, "yes: nothing is applied without it")},
		{Name: "Four eyes (--four-eyes)", Value: ifSet(policy.FourEyes, "yes: nobody approves their own plan or what happens to themselves")},
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.Value == "" })
}

// entitlementWords say what a cell that lists workspaces does, beside the word of the flag.
func entitlementWords(e plan.Entitlements) string {
	switch e {
	case plan.Exact:
		return "exact: the person ends with exactly the workspaces of the list"
	case plan.Add:
		return "add: the workspaces of the list are given, none is taken"
	case plan.Remove:
		return "remove: the workspaces of the list are taken, none is given"
	case plan.Ignore:
		return "ignore: workspaces are left alone"
	}
	return string(e)
}

// absentPolicyWords say what happens to accounts in no row, beside the word of the flag.
func absentPolicyWords(a plan.Absent) string {
	switch a {
	case plan.AbsentIgnore:
		return "ignore: they are left alone"
	case plan.AbsentReport:
		return "report: they are listed, nothing is done to them"
	case plan.AbsentDeactivate:
		return "deactivate: they are deactivated"
	}
	return string(a)
}

// atMost says what a limit allows; "all" is none.
func atMost(limit string) string {
	if limit == "" || limit == "all" {
		return limit
	}
	return "at most " + limit
}

func ifSet(set bool, words string) string {
	if set {
		return words
	}
	return ""
}

func scopeWords(scope []string) string {
	if scope == nil {
		return "all workspaces"
	}
	return strings.Join(firstFew(scope, len(scope), 20), ", ")
}

// glossary explains the words of the workbook.
func glossary() []fact {
	return []fact{
		{Name: "Tenant", Value: "all of one company's Anaplan: its workspaces, and the accounts of everybody who can sign in."},
		{Name: "Workspace", Value: "a part of Anaplan that a person may enter. What they may do inside is given by model roles, which this program does not see."},
		{Name: "Model roles", Value: "what a person may see and do in each model of a workspace. Anaplan destroys them when it takes the workspace."},
		{Name: "Selective access", Value: "which lines of a model's lists a person may see, for example which regions. It is destroyed together with the model roles."},
		{Name: "External id", Value: "the number or name your own systems know the person by, such as an employee id."},
		{Name: "Given, taken", Value: "access to a workspace. " + irreversible},
		{Name: "Deactivated", Value: "can no longer sign in. Everything is kept, and it can be undone. Nobody is ever deleted."},
		{Name: "Blocked", Value: "the input asks for something that Anaplan or this run's settings do not allow. Nothing is done to that person."},
		{Name: "Protected", Value: "an account that is never deactivated and never loses a workspace, whatever the input says: those that whoever made the plan named, and the one this program signs in with."},
		{Name: "Held back", Value: "the person's rows have errors. Nothing is done to that person until they are corrected."},
		{Name: "Decision", Value: "approve or reject, one person at a time. Once the program is given decisions, it does what is approved and nothing else; " +
			"what is rejected or undecided (blank) is left as it is."},
		{Name: "Digest", Value: "a number that is computed from all of the plan: its files, its settings, what was read of the tenant, and every change. " +
			"Whoever sees the same digest sees the same plan; if anything is edited, it is another."},
	}
}

// explained are the kinds of risk.
func explained() []fact {
	var facts []fact
	for _, code := range RiskCodes() {
		facts = append(facts, fact{Name: RiskTitle(code), Value: RiskMeaning(code)})
	}
	return facts
}

func (d *dryRun) aboutSheet(book *sheet.Workbook) error {
	page, err := book.Page(d.layout(AboutSheet, []sheet.Column{{Width: markColumn}, {Width: 36, Wrapped: true}, {Width: 100}}))
	if err != nil {
		return err
	}
	origin := d.origin()
	if d.Part != nil {
		origin = append(origin, fact{Name: PartFact, Value: partText(*d.Part)}, fact{Name: "  whose it is", Value: d.whose()})
	}
	return errors.Join(
		page.Line(sheet.String("About this report").As(sheet.Title)),
		section(page, "Where it comes from"), factRows(page, origin),
		section(page, "How it was made"), factRows(page, d.particulars()),
		section(page, "Words"), factRows(page, glossary()),
		section(page, "Risks"), factRows(page, explained()))
}

// markColumn is the width of the first column of pages, which holds the marks of remarks.
const markColumn = 4

// section begins a part of a page.
func section(page *sheet.SheetWriter, title string) error {
	page.Gap()
	return page.Line(sheet.String(title).As(sheet.Heading))
}

// factRows writes facts below each other, their names in the second column as on every page.
func factRows(page *sheet.SheetWriter, facts []fact) error {
	for _, f := range facts {
		value := sheet.String(f.Value)
		if f.ID {
			value = value.As(sheet.Mono)
		}
		if err := page.Line(sheet.Value{}, sheet.String(f.Name).As(sheet.Strong), value); err != nil {
			return err
		}
	}
	return nil
}

func remarkLines(page *sheet.SheetWriter, remarks []remark) error {
	for _, r := range remarks {
		mark, text := sheet.String(r.Mark()).As(toneStyle(r.Tone)), sheet.String(r.Text)
		if r.Tone == danger {
			text = text.As(sheet.Bad)
		}
		if err := page.Line(mark, text); err != nil {
			return err
		}
	}
	return nil
}

func toneStyle(t tone) sheet.Style {
	switch t {
	case danger:
		return sheet.Bad
	case caution:
		return sheet.Warn
	case calm:
		return sheet.Good
	}
	return sheet.Muted
}

// countRow is one line of the table that adds up.
type countRow struct {
	Name          string
	Listed, Other int
	Total         bool
}

// countRows are the people of the input by what becomes of them, and accounts beside them, with the sum.
func (d *dryRun) countRows() []countRow {
	t := &d.tally
	rows := make([]countRow, 0, 9)
	for _, r := range []struct {
		name   string
		action plan.Action
	}{{"New accounts (create)", plan.Create}, {"Changed accounts (update)", plan.Update}, {"Reactivated", plan.Reactivate},
		{"Deactivated", plan.Deactivate}, {"Blocked", plan.Blocked}} {
		rows = append(rows, countRow{Name: r.name, Listed: t.listed[r.action], Other: t.absent[r.action]})
	}
	return append(rows, countRow{Name: "Held back (errors)", Listed: d.plan.HeldBack},
		countRow{Name: "No change", Listed: t.listed[plan.None], Other: t.absent[plan.None]},
		countRow{Name: "In all", Listed: d.people(), Other: t.absent.total(), Total: true})
}
