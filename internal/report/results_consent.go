package report

import (
	"cmp"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// consent is what approvers said about a run, as apply counts it, and the files that they said it in.
type consent struct {
	apply.ConsentCounts
	files []approvalFile
}

// approvalFile is one change report that came back.
type approvalFile struct {
	name, sha256       string
	approved, rejected int
}

func newConsent(in ResultsInput) consent {
	k := consent{ConsentCounts: apply.Consent(in.Plan, in.Outcomes)}
	k.InPlay = k.InPlay || len(in.Recorded) > 0
	files := map[[2]string]*approvalFile{}
	for i := range in.Plan.Changes {
		for _, d := range in.Outcomes[in.Plan.Changes[i].ID].Decisions {
			file := files[[2]string{d.File, d.SHA256}]
			if file == nil {
				file = &approvalFile{name: d.File, sha256: d.SHA256}
				files[[2]string{d.File, d.SHA256}] = file
			}
			if d.Verdict == apply.Approve {
				file.approved++
			} else {
				file.rejected++
			}
		}
	}
	for _, file := range files {
		k.files = append(k.files, *file)
	}
	slices.SortFunc(k.files, func(a, b approvalFile) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.sha256, b.sha256))
	})
	return k
}

// names are the deciders who gave one.
func (k consent) names() []string {
	var names []string
	for _, d := range k.Deciders {
		if d.Name != "" {
			names = append(names, oneLine(d.Name))
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
func decidedIn(p *plan.Plan, run string) string {
	if p.Policy.SplitBy != "" {
		return "a workbook of the folder " + filepath.Join(run, ApprovalsFolder)
	}
	return filepath.Join(run, ChangeWorkbookName)
}

// unapprovedTable is what was done although no approver said yes, or one said no.
func (r *results) unapprovedTable(page *sheet.SheetWriter) error {
	all := r.unapproved.ranked()
	if len(all) == 0 {
		return nil
	}
	return errors.Join(section(page, "Changed without an approver's yes"), r.victimTable(page, all))
}

// decisionTable is who decided how often, and which files the decisions came in.
func (r *results) decisionTable(page *sheet.SheetWriter) error {
	k := r.consent
	if !k.InPlay {
		return nil
	}
	if err := section(page, "Decisions"); err != nil {
		return err
	}
	c := r.counted()
	rejected := "Whoever has the outcome rejected or undecided stands on " + c.retrySheets() + " as well: planned again from there they are proposed again, to be decided again."
	remarks := []remark{{c.tellDecisions(), plainly}}
	if r.rows[apply.Rejected]+r.rows[apply.Undecided] > 0 {
		remarks = append(remarks, remark{rejected, plainly})
	}
	if err := remarkLines(page, remarks); err != nil || len(k.Deciders) == 0 {
		return err
	}
	if err := page.Row(sheet.Value{}, sheet.String("Decided by").As(sheet.Head), sheet.String("Approved").As(sheet.HeadEnd),
		sheet.String("Rejected").As(sheet.HeadEnd)); err != nil {
		return err
	}
	for i, d := range k.Deciders {
		if i == decidersShown {
			more := countOf(len(k.Deciders)-i, "other", "others")
			return page.Row(sheet.Value{}, sheet.String("… and "+more+" (sheet About)").As(sheet.Muted))
		}
		if err := page.Row(sheet.Value{}, deciderCell(d), sheet.Int(d.Approved), sheet.Int(d.Rejected)); err != nil {
			return err
		}
	}
	return factRows(page, approvalFacts(k.files))
}

// decidersShown is how many deciders stand on the first page.
const decidersShown = 12

func deciderCell(d apply.Decider) sheet.Value {
	if d.Name == "" {
		return sheet.String("(nobody named)").As(sheet.Muted)
	}
	return sheet.String(oneLine(d.Name))
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
