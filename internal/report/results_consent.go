package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// consent is what approvers said about a run, counted.
type consent struct {
	inPlay bool // only what is approved is applied

	approved, rejected, open int // people for whom the plan writes something
	deciders                 []decider
	files                    []approvalFile
}

// decider is somebody who decided; the name is empty where none is given.
type decider struct {
	name               string
	approved, rejected int // decisions
}

// approvalFile is one change report that came back.
type approvalFile struct {
	name, sha256       string
	approved, rejected int
}

// newConsent counts the decisions. They are in play where the plan asks for them, or anybody gave one.
func newConsent(in ResultsInput) consent {
	k := consent{inPlay: in.Plan.Policy.RequireApproval || len(in.Recorded) > 0}
	deciders, files := map[string]*decider{}, map[[2]string]*approvalFile{}
	for i := range in.Plan.Changes {
		c := &in.Plan.Changes[i]
		o := in.Outcomes[c.ID]
		k.inPlay = k.inPlay || len(o.Decisions) > 0 || o.Status == apply.Rejected || o.Status == apply.Undecided
		if c.Writes() {
			k.count(o)
		}
		for _, d := range o.Decisions {
			by, file := deciders[d.By], files[[2]string{d.File, d.SHA256}]
			if by == nil {
				by = &decider{name: d.By}
				deciders[d.By] = by
			}
			if file == nil {
				file = &approvalFile{name: d.File, sha256: d.SHA256}
				files[[2]string{d.File, d.SHA256}] = file
			}
			if d.Verdict == apply.Approve {
				by.approved++
				file.approved++
			} else {
				by.rejected++
				file.rejected++
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(deciders)) {
		k.deciders = append(k.deciders, *deciders[name])
	}
	for _, file := range files {
		k.files = append(k.files, *file)
	}
	slices.SortFunc(k.files, func(a, b approvalFile) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.sha256, b.sha256))
	})
	return k
}

// count counts one person: whoever says no is obeyed.
func (k *consent) count(o apply.Outcome) {
	says := func(v apply.Verdict) bool {
		return slices.ContainsFunc(o.Decisions, func(d apply.Decision) bool { return d.Verdict == v })
	}
	switch {
	case says(apply.Reject):
		k.rejected++
	case says(apply.Approve):
		k.approved++
	default:
		k.open++
	}
}

// names are the deciders who gave one.
func (k consent) names() []string {
	var names []string
	for _, d := range k.deciders {
		if d.name != "" {
			names = append(names, oneLine(d.name))
		}
	}
	return names
}

// decisionCells are the decisions of one change as the sheet Results shows them: what several approvers said
// stands on lines below each other, the same line of each cell being the same approver's.
func decisionCells(decisions []apply.Decision) (verdicts, by, comments string) {
	said := func(of func(apply.Decision) string) string {
		texts := make([]string, len(decisions))
		for i, d := range decisions {
			texts[i] = of(d)
		}
		return strings.TrimRight(strings.Join(texts, "\n"), "\n")
	}
	if len(decisions) == 1 {
		return string(decisions[0].Verdict), decisions[0].By, decisions[0].Comment
	}
	return said(func(d apply.Decision) string { return string(d.Verdict) }),
		said(func(d apply.Decision) string { return oneLine(d.By) }),
		said(func(d apply.Decision) string { return oneLine(d.Comment) })
}

// decidedIn is where decisions are written down before they come back.
func decidedIn(p *plan.Plan) string {
	if p.Policy.SplitBy != "" {
		return "a workbook of the folder approvals"
	}
	return ChangeWorkbookName
}

// decisionTable is who decided how often, and which files the decisions came in.
func (r *results) decisionTable(page *sheet.SheetWriter) error {
	k := r.consent
	if !k.inPlay {
		return nil
	}
	if err := section(page, "Decisions"); err != nil {
		return err
	}
	rejected := "Whoever was rejected or not decided stands on the sheet Retry as well: planning that sheet proposes them again, to be decided again."
	remarks := []remark{{r.counted().tellDecisions(), plainly}}
	if k.rejected+k.open > 0 {
		remarks = append(remarks, remark{rejected, plainly})
	}
	if err := remarkLines(page, remarks); err != nil || len(k.deciders) == 0 {
		return err
	}
	if err := page.Row(sheet.Value{}, sheet.String("Decided by").As(sheet.Head), sheet.String("Approved").As(sheet.HeadEnd),
		sheet.String("Rejected").As(sheet.HeadEnd)); err != nil {
		return err
	}
	for i, d := range k.deciders {
		if i == decidersShown {
			more := countOf(len(k.deciders)-i, "other", "others")
			return page.Row(sheet.Value{}, sheet.String("… and "+more+" (sheet About)").As(sheet.Muted))
		}
		if err := page.Row(sheet.Value{}, deciderCell(d), sheet.Int(d.approved), sheet.Int(d.rejected)); err != nil {
			return err
		}
	}
	return factRows(page, approvalFacts(k.files))
}

// decidersShown is how many deciders stand on the first page.
const decidersShown = 12

func deciderCell(d decider) sheet.Value {
	if d.name == "" {
		return sheet.String("(nobody named)").As(sheet.Muted)
	}
	return sheet.String(oneLine(d.name))
}

// approvalFacts are the files that decisions came in.
func approvalFacts(files []approvalFile) []fact {
	var facts []fact
	for _, f := range files {
		facts = append(facts, fact{Name: "Approval file", Value: oneLine(f.name) + ": " + number(f.approved) + " approved, " + number(f.rejected) + " rejected"},
			fact{Name: "  its SHA-256", Value: f.sha256, ID: true})
	}
	return facts
}
