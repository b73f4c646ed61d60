package report

import (
	"cmp"
	"maps"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// tally is everything that reports count, found in one walk over the changes. It grows with the number
// of workspaces and kinds, not with the number of changes.
type tally struct {
	listed      actions // people of the input
	absent      actions // accounts that no row names
	grants      int
	revocations int
	gaining     int            // people who get at least one workspace
	losing      int            // people who lose at least one
	withheld    int            // people from whom protection kept something
	attributes  map[string]int // of updates, by path
	moved       int            // updates of workspaces
	reasons     reasons        // of all changes

	listedReasons reasons // of the people of the input
	risks         []riskCount
	workspaces    map[string]*workspaceTally
	groups        []groupTally        // of --group-by, in the order of the sheet Changes
	concerned     map[string][]string // the first people that a limit counts something of, by its name
}

// actions are numbers of changes by action.
type actions map[plan.Action]int

func (a actions) total() int {
	sum := 0
	for _, n := range a {
		sum += n
	}
	return sum
}

func (a actions) writing() int { return a.total() - a[plan.None] - a[plan.Blocked] }

// reasons are numbers of changes by action and reason.
type reasons map[plan.Action]map[plan.Reason]int

func (r reasons) add(c *plan.Change) {
	if r[c.Action] == nil {
		r[c.Action] = map[plan.Reason]int{}
	}
	r[c.Action][c.Reason]++
}

// groupTally is what happens to the people of one group, for example of a department.
type groupTally struct {
	name        string // empty for people of none
	changed     int    // people to whom something is done
	losing      int    // those who lose a workspace
	deactivated int    // those who can no longer sign in
	concerned   int    // those of whom either is true
	blocked     int
}

// riskCount is how many people one kind of risk concerns, with the first as an example.
type riskCount struct {
	code    string
	people  int
	example string
}

// workspaceTally is what happens to one workspace's members.
type workspaceTally struct {
	identity.Workspace
	given, taken  int
	deactivated   int      // members who can no longer sign in
	getting, lost []string // the first of them, by user name
}

// namesKept is how many people are named at most for one workspace: what a cell can show.
const namesKept = 200

// concernedKept is how many people are named at most for one limit.
const concernedKept = 5

func newTally(p *plan.Plan) tally {
	t := tally{listed: actions{}, absent: actions{}, attributes: map[string]int{},
		reasons: reasons{}, listedReasons: reasons{}, workspaces: map[string]*workspaceTally{}, concerned: map[string][]string{}}
	risks, groups := map[string]*riskCount{}, map[string]*groupTally{}
	for i := range p.Changes {
		c := &p.Changes[i]
		t.reasons.add(c)
		if len(c.Rows) > 0 || p.Undoes != "" { // an undo is about the people of the run, and has no rows
			t.listed[c.Action]++
			t.listedReasons.add(c)
		} else {
			t.absent[c.Action]++
		}
		t.countWorkspaces(c)
		if len(c.Withheld) > 0 {
			t.withheld++
		}
		t.countUpdate(c)
		t.countConcerned(c)
		countRisks(risks, c)
		if p.Policy.GroupBy != "" && hasRow(c) {
			countGroup(groups, c)
		}
	}
	for _, r := range risks {
		t.risks = append(t.risks, *r)
	}
	slices.SortFunc(t.risks, func(a, b riskCount) int {
		return cmp.Or(riskWeight(a.code)-riskWeight(b.code), cmp.Compare(a.code, b.code))
	})
	for _, g := range groups {
		t.groups = append(t.groups, *g)
	}
	slices.SortFunc(t.groups, func(a, b groupTally) int { return byGroup(a.name, b.name) })
	return t
}

// countRisks counts people, not messages: one person may have the same risk for several workspaces.
func countRisks(risks map[string]*riskCount, c *plan.Change) {
	for i, r := range c.Risks {
		if slices.ContainsFunc(c.Risks[:i], func(before plan.Risk) bool { return before.Code == r.Code }) {
			continue
		}
		if risks[r.Code] == nil {
			risks[r.Code] = &riskCount{code: r.Code, example: oneLine(string(c.UserName)) + ": " + oneLine(r.Message)}
		}
		risks[r.Code].people++
	}
}

func countGroup(groups map[string]*groupTally, c *plan.Change) {
	name := groupText(c.Group)
	g := groups[name]
	if g == nil {
		g = &groupTally{name: name}
		groups[name] = g
	}
	if c.Action == plan.Blocked {
		g.blocked++
		return
	}
	g.changed++
	if c.Takes() {
		g.concerned++
	}
	if len(c.Revocations) > 0 {
		g.losing++
	}
	if c.Action == plan.Deactivate {
		g.deactivated++
	}
}

// countConcerned keeps the first people whom each limit is about.
func (t *tally) countConcerned(c *plan.Change) {
	note := func(limit string, about bool) {
		if about && len(t.concerned[limit]) < concernedKept {
			t.concerned[limit] = append(t.concerned[limit], oneLine(string(c.UserName)))
		}
	}
	note("max-creates", c.Action == plan.Create)
	note("max-deactivations", c.Action == plan.Deactivate)
	note("max-revocations", len(c.Revocations) > 0)
}

// countUpdate counts what of existing accounts changes.
func (t *tally) countUpdate(c *plan.Change) {
	if c.Action != plan.Update {
		return
	}
	for _, a := range c.Attributes {
		t.attributes[a.Path]++
	}
	if len(c.Grants)+len(c.Revocations) > 0 {
		t.moved++
	}
}

func (t *tally) countWorkspaces(c *plan.Change) {
	t.grants += len(c.Grants)
	t.revocations += len(c.Revocations)
	if len(c.Grants) > 0 {
		t.gaining++
	}
	if len(c.Revocations) > 0 {
		t.losing++
	}
	for _, w := range c.Grants {
		ws := t.workspace(w)
		ws.given++
		ws.getting = keepName(ws.getting, c.UserName)
	}
	for _, w := range c.Revocations {
		ws := t.workspace(w)
		ws.taken++
		ws.lost = keepName(ws.lost, c.UserName)
	}
	if c.Action == plan.Deactivate && c.Before != nil {
		for _, id := range c.After().Workspaces {
			t.workspace(identity.Workspace{ID: id}).deactivated++
		}
	}
}

func keepName(names []string, name identity.UserName) []string {
	if len(names) == namesKept {
		return names
	}
	return append(names, oneLine(string(name)))
}

func (t *tally) workspace(w identity.Workspace) *workspaceTally {
	ws := t.workspaces[w.ID]
	if ws == nil {
		ws = &workspaceTally{Workspace: w}
		t.workspaces[w.ID] = ws
	}
	if ws.Name == "" {
		ws.Name = w.Name
	}
	return ws
}

// counts are the plan's counts, as its changes have them.
func (t *tally) counts() plan.Counts {
	n := func(a plan.Action) int { return t.listed[a] + t.absent[a] }
	return plan.Counts{Create: n(plan.Create), Update: n(plan.Update), Deactivate: n(plan.Deactivate),
		Reactivate: n(plan.Reactivate), None: n(plan.None), Blocked: n(plan.Blocked),
		Grants: t.grants, Revocations: t.revocations}
}

// groupsByLoss are the groups, those first of which most people lose something.
func (t *tally) groupsByLoss() []groupTally {
	groups := slices.Clone(t.groups)
	slices.SortStableFunc(groups, func(a, b groupTally) int { return cmp.Or(b.concerned-a.concerned, b.changed-a.changed) })
	return groups
}

// people is how many people the input names, those held back included.
func (d *dryRun) people() int { return d.tally.listed.total() + d.plan.HeldBack }

// touched are the workspaces that are given or taken, most taken first.
func (t *tally) touched() []*workspaceTally {
	var out []*workspaceTally
	for _, ws := range t.workspaces {
		if ws.given+ws.taken+ws.deactivated > 0 {
			out = append(out, ws)
		}
	}
	sortWorkspaces(out)
	return out
}

func sortWorkspaces(workspaces []*workspaceTally) {
	slices.SortFunc(workspaces, func(a, b *workspaceTally) int {
		return cmp.Or(-cmp.Compare(a.taken, b.taken), -cmp.Compare(a.given, b.given), -cmp.Compare(a.deactivated, b.deactivated),
			cmp.Compare(identity.Fold(a.Name), identity.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
}

// reasonsOf are the reasons of an action's changes, the most frequent first.
func (t *tally) reasonsOf(action plan.Action) []plan.Reason {
	reasons := slices.Collect(maps.Keys(t.reasons[action]))
	slices.SortFunc(reasons, func(a, b plan.Reason) int {
		return cmp.Or(-cmp.Compare(t.reasons[action][a], t.reasons[action][b]), cmp.Compare(a, b))
	})
	return reasons
}
