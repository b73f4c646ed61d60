package report

import (
	"fmt"
	"net/url"
	"strings"

	"scimsheet/internal/plan"
)

// figure is one of the numbers at the top. It leads to the people it counts, or to a section.
type figure struct {
	Number, Name, Filter string
	Section              string
	Tone                 tone
}

// chart are bars one below the other. Names and values stand beside them as text, so that nothing is told
// by a bar alone.
type chart struct {
	Title, Class, More string
	Bars               []bar
}

type bar struct {
	Name, Filter, Spoken string
	Note                 string // what stands below the bar
	Values               []barValue
	Parts                []barPart
}

type barValue struct {
	Text string
	Tone tone
}

type barPart struct {
	Kind        string
	From, Width float64 // in percent of the longest bar
}

// filterFor is the part of the page's address that shows the people of whom something is true.
func filterFor(pairs ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

// figures are the numbers that matter, what takes something away first.
func (d *dryRun) figures() []figure {
	n := d.plan.Counts
	var out []figure
	add := func(count int, name, filter string, t tone) {
		if count > 0 {
			out = append(out, figure{Number: number(count), Name: name, Filter: filter, Tone: t})
		}
	}
	add(n.Revocations, verb(n.Revocations, "workspace taken, for good", "workspaces taken, for good"), filterFor("access", "loses"), danger)
	add(n.Deactivate, "deactivated", filterFor("kind", string(plan.Deactivate)), danger)
	add(n.Reactivate, "reactivated", filterFor("kind", string(plan.Reactivate)), caution)
	add(n.Create, verb(n.Create, "new account", "new accounts"), filterFor("kind", string(plan.Create)), plainly)
	add(n.Update, verb(n.Update, "changed account", "changed accounts"), filterFor("kind", string(plan.Update)), plainly)
	add(n.Grants, verb(n.Grants, "workspace given", "workspaces given"), filterFor("access", "gets"), plainly)
	add(n.Blocked, "blocked", filterFor("kind", string(plan.Blocked)), caution)
	if n := d.plan.HeldBack; n > 0 {
		out = append(out, figure{Number: number(n), Name: "held back: errors in the input", Section: "findings", Tone: caution})
	}
	return out
}

// kindChart has a bar for each kind of change, in people.
func (d *dryRun) kindChart() chart {
	n := d.plan.Counts
	kinds := []struct {
		name, kind, filter string
		count              int
	}{
		{"Deactivated", "taken", filterFor("kind", string(plan.Deactivate)), n.Deactivate},
		{"New accounts", "create", filterFor("kind", string(plan.Create)), n.Create},
		{"Changed accounts", "update", filterFor("kind", string(plan.Update)), n.Update},
		{"Reactivated", "reactivate", filterFor("kind", string(plan.Reactivate)), n.Reactivate},
		{"Blocked", "blocked", filterFor("kind", string(plan.Blocked)), n.Blocked},
		{"Held back", "held", "", d.plan.HeldBack}, {"No change", "none", "", n.None},
	}
	longest, total := 0, 0
	for _, k := range kinds {
		longest, total = max(longest, k.count), total+k.count
	}
	c := chart{Title: "People by kind of change", Class: "kinds"}
	for _, k := range kinds {
		b := bar{Name: k.name, Spoken: fmt.Sprintf("%s: %s of %s", k.name, number(k.count), people(total)), Values: []barValue{{Text: number(k.count)}}}
		if k.count > 0 {
			b.Filter, b.Parts = k.filter, []barPart{{k.kind, 0, share(k.count, longest)}}
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// share is a part in percent of the longest bar, in steps of a tenth so that equal plans give equal pages
// on every machine, and never so little that nothing is seen.
func share(part, longest int) float64 {
	if part == 0 || longest == 0 {
		return 0
	}
	return max(0.5, float64(1000*part/longest)/10)
}

// workspaceChart has a bar for each workspace that is given or taken, most taken first; nil where none is.
func (d *dryRun) workspaceChart() *chart {
	moved, longest := d.movedWorkspaces(), 0
	if len(moved) == 0 {
		return nil
	}
	for _, ws := range moved {
		longest = max(longest, ws.given+ws.taken)
	}
	c := &chart{Title: "Workspaces taken and given", Class: "spaces"}
	for _, ws := range d.mostMoved() {
		b := bar{Name: d.labels.short(ws.Workspace), Filter: filterFor("workspace", ws.ID), Spoken: fmt.Sprintf("%s taken, %s given", number(ws.taken), number(ws.given))}
		b.add("taken", ws.taken, longest, barValue{"⚠ " + number(ws.taken) + " taken", danger})
		b.add("given", ws.given, longest, barValue{Text: number(ws.given) + " given"})
		c.Bars = append(c.Bars, b)
	}
	if more := len(moved) - len(c.Bars); more > 0 {
		c.More = countOf(more, "more workspace is", "more workspaces are") + " in the table below."
	}
	return c
}

// add puts a part behind those that the bar has already, where it is of anything, and says it beside the bar.
func (b *bar) add(kind string, n, longest int, said barValue) {
	if n > 0 {
		b.stack(kind, n, longest)
		b.Values = append(b.Values, said)
	}
}

// stack is add without words.
func (b *bar) stack(kind string, n, longest int) {
	if n == 0 {
		return
	}
	from := 0.0
	for _, part := range b.Parts {
		from += part.Width
	}
	b.Parts = append(b.Parts, barPart{kind, from, min(share(n, longest), 100-from)})
}

// groupChart has a bar for each group that people are in, those first of which most lose something; nil
// where there is nothing to compare.
func (d *dryRun) groupChart() *chart {
	if !d.table.grouped() || len(d.tally.groups) < 2 {
		return nil
	}
	groups, longest := d.tally.groupsByLoss(), 0
	for _, g := range groups {
		longest = max(longest, g.changed)
	}
	c := &chart{Title: "People by " + d.table.groupHeader(), Class: "groups"}
	for _, g := range groups[:min(len(groups), groupsInSummary)] {
		name, said := d.table.groupName(g.name), d.groupSpoken(g)
		b := bar{Name: name, Filter: filterFor("group", name), Spoken: said, Values: []barValue{{Text: said}}}
		if g.concerned > 0 {
			b.Values = []barValue{{"⚠ " + said, danger}}
		}
		b.stack("taken", g.concerned, longest)
		b.stack("update", g.changed-g.concerned, longest)
		c.Bars = append(c.Bars, b)
	}
	if more := len(groups) - len(c.Bars); more > 0 {
		c.More = "… and " + countOf(more, "other", "others") + ", to choose from below."
	}
	return c
}

// groupSpoken says of a group what the headline says of the plan: "8 people: 2 lose workspaces, 1 is deactivated".
func (d *dryRun) groupSpoken(g groupTally) string {
	var parts []string
	if g.losing > 0 {
		parts = append(parts, number(g.losing)+" "+d.does(g.losing, "loses", "lose")+" workspaces")
	}
	if g.deactivated > 0 {
		parts = append(parts, number(g.deactivated)+" "+d.does(g.deactivated, "is", "are")+" deactivated")
	}
	if len(parts) == 0 {
		return people(g.changed)
	}
	return people(g.changed) + ": " + strings.Join(parts, ", ")
}

// limitChart shows how much of what each limit allows the plan takes.
func (d *dryRun) limitChart() chart {
	c := chart{Title: "How near the plan is to each limit", Class: "nearness"}
	for _, l := range d.limitRows() {
		n := nearness(l.Limit)
		planned := number(l.Planned) + " planned, no limit"
		if l.Allowed >= 0 {
			planned = number(l.Planned) + " of " + number(l.Allowed) + " allowed: " + l.Near
		}
		said := barValue{Text: planned}
		kind := "given"
		switch n.tone {
		case danger:
			kind, said = "taken", barValue{"⚠ " + planned, danger}
		case caution:
			kind, said = "held", barValue{"! " + planned, caution}
		}
		b := bar{Name: l.Name, Spoken: planned, Values: []barValue{said}, Note: l.Of}
		if l.Concerned != "" {
			b.Note = l.Concerned + " (" + l.Of + ")"
		}
		if l.Planned > 0 && n.share >= 0 {
			b.Parts = []barPart{{kind, 0, share(min(l.Planned, max(l.Allowed, 1)), max(l.Allowed, 1))}}
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// pageRisk is a kind of risk with the people it concerns.
type pageRisk struct {
	Title, Meaning, Example, People, Filter, Mark string
	Tone                                          tone
}

func (d *dryRun) pageRisks() []pageRisk {
	var out []pageRisk
	for _, r := range d.tally.risks {
		as := remark{Tone: riskTone(r.code)}
		out = append(out, pageRisk{Title: RiskTitle(r.code), Meaning: RiskMeaning(r.code), Example: r.example, People: people(r.people),
			Filter: filterFor("risk", r.code), Mark: as.Mark(), Tone: as.Tone})
	}
	return out
}
