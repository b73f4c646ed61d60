package report

import (
	"fmt"
	"net/url"

	"scimsheet/internal/plan"
)

// workspacesInChart is how many workspaces the chart shows; the table below has all.
const workspacesInChart = 12

// figure is one of the numbers at the top.
type figure struct {
	Number, Name, Filter string
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
			out = append(out, figure{number(count), name, filter, t})
		}
	}
	add(n.Revocations, verb(n.Revocations, "workspace taken, for good", "workspaces taken, for good"), filterFor("access", "loses"), danger)
	add(n.Deactivate, "deactivated", filterFor("kind", string(plan.Deactivate)), danger)
	add(n.Reactivate, "reactivated", filterFor("kind", string(plan.Reactivate)), caution)
	add(n.Create, verb(n.Create, "new account", "new accounts"), filterFor("kind", string(plan.Create)), plainly)
	add(n.Update, verb(n.Update, "changed account", "changed accounts"), filterFor("kind", string(plan.Update)), plainly)
	add(n.Grants, verb(n.Grants, "workspace given", "workspaces given"), filterFor("access", "gets"), plainly)
	add(n.Blocked, "blocked", filterFor("kind", string(plan.Blocked)), caution)
	add(d.plan.HeldBack, "held back: errors in the input", "", caution)
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
	var touched []*workspaceTally
	longest := 0
	for _, ws := range d.tally.touched() {
		if ws.given+ws.taken > 0 {
			touched, longest = append(touched, ws), max(longest, ws.given+ws.taken)
		}
	}
	if touched == nil {
		return nil
	}
	c := &chart{Title: "Workspaces taken and given", Class: "spaces"}
	for i, ws := range touched {
		if i == workspacesInChart {
			c.More = countOf(len(touched)-i, "more workspace is", "more workspaces are") + " in the table below."
			break
		}
		taken, given := share(ws.taken, longest), share(ws.given, longest)
		b := bar{Name: d.labels.of(ws.Workspace), Filter: filterFor("workspace", ws.ID),
			Spoken: fmt.Sprintf("%s taken, %s given", number(ws.taken), number(ws.given))}
		if ws.taken > 0 {
			b.Parts = append(b.Parts, barPart{"taken", 0, taken})
			b.Values = append(b.Values, barValue{"⚠ " + number(ws.taken) + " taken", danger})
		}
		if ws.given > 0 {
			b.Parts = append(b.Parts, barPart{"given", taken, min(given, 100-taken)})
			b.Values = append(b.Values, barValue{Text: number(ws.given) + " given"})
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// nearness shows how much of what each limit allows the plan uses up; nil where nothing is limited.
func (d *dryRun) nearness() *chart {
	c := chart{Title: "How much of what is allowed the plan uses", Class: "nearness"}
	for _, l := range d.plan.Limits {
		if l.Allowed < 0 {
			continue
		}
		b := bar{Name: sentence(limitWords(l.Name)), Spoken: fmt.Sprintf("%s of %s allowed", number(l.Planned), number(l.Allowed)),
			Values: []barValue{{Text: number(l.Planned) + " of " + number(l.Allowed)}}}
		kind := "update"
		if l.Exceeded {
			kind, b.Values[0] = "taken", barValue{"⚠ " + number(l.Planned) + ", only " + number(l.Allowed) + " allowed", danger}
		}
		if l.Planned > 0 {
			b.Parts = []barPart{{kind, 0, min(100, share(l.Planned, max(l.Allowed, 1)))}}
		}
		c.Bars = append(c.Bars, b)
	}
	if c.Bars == nil {
		return nil
	}
	return &c
}

// pageRisk is a kind of risk with the people it concerns.
type pageRisk struct {
	Title, Meaning, Example, People, Filter string
	Grave                                   bool // takes something away, or somebody out
}

func (d *dryRun) pageRisks() []pageRisk {
	var out []pageRisk
	for _, r := range d.tally.risks {
		grave := r.code == plan.RiskLosesAll || r.code == plan.RiskRevocation || r.code == plan.RiskLastMember || r.code == plan.RiskDeactivation
		out = append(out, pageRisk{Title: RiskTitle(r.code), Meaning: RiskMeaning(r.code), Example: oneLine(r.example), People: people(r.people),
			Filter: filterFor("risk", r.code), Grave: grave})
	}
	return out
}
