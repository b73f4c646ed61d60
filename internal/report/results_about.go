package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// aboutSheet is the evidence: what an auditor asks for, and how to check it without this program.
func (r *results) aboutSheet(book *sheet.Workbook) error {
	page, err := book.Page(r.layout(sheet.Layout{Name: "About", Portrait: true, Tab: "475467", Columns: []sheet.Column{
		{Width: markColumn}, {Width: 34, Wrapped: true}, {Width: 12}, {Width: 12}, {Width: 15}, {Width: 12}, {Width: 36, Wrapped: true}}}))
	if err != nil {
		return err
	}
	d := dryRun{Input: Input{Plan: r.Plan, Run: r.Run}, plan: r.Plan, labels: r.labels, places: r.places, tally: newTally(r.Plan)}
	meanings := []fact{}
	for _, status := range statuses() {
		meanings = append(meanings, fact{Name: string(status), Value: outcomeWords(status)})
	}
	return errors.Join(
		page.Line(sheet.String("The evidence").As(sheet.Title)),
		page.Line(sheet.String("What was planned, what was approved, what was done and what was found afterwards: enough to check it without this program.").As(sheet.Muted)),
		section(page, "Time line"), r.timeTable(page),
		section(page, "Plan"), factRows(page, r.planFacts()),
		section(page, "Input"), factRows(page, r.inputEvidence()),
		r.approvalEvidence(page),
		section(page, "Tenant"), factRows(page, r.tenantFacts()),
		section(page, "Accounts before and after"), r.accountTable(page),
		r.memberTable(page),
		section(page, "Read again afterwards"), r.verificationLines(page),
		section(page, "How to check the digests"), r.checks(page),
		section(page, "How the plan was made"), factRows(page, slices.DeleteFunc(d.particulars(), toldAlready)),
		section(page, "Outcomes"), factRows(page, meanings),
		section(page, "Words"), factRows(page, glossary()))
}

// toldAlready are particulars of the plan that stand further up.
func toldAlready(f fact) bool {
	return slices.Contains([]string{"Program", "SCIM address", "Signed in as", "Requests"}, f.Name)
}

func (r *results) timeTable(page *sheet.SheetWriter) error {
	for _, e := range r.timeLine() {
		if err := page.Line(sheet.Value{}, sheet.String(moment(e.at)).As(sheet.Mono), sheet.String(e.what)); err != nil {
			return err
		}
	}
	return nil
}

func (r *results) planFacts() []fact {
	p := r.Plan
	facts := []fact{{Name: "Plan", Value: p.ID, ID: true}, {Name: "Plan digest (SHA-256)", Value: p.Digest, ID: true}}
	if p.Review != "" {
		facts = append(facts, fact{Name: "Carries out access review", Value: p.Review, ID: true})
	}
	if p.Undoes != "" {
		facts = append(facts, fact{Name: "Takes back plan", Value: p.Undoes, ID: true})
	}
	signed := "no signature was asked for"
	if r.SignedBy != "" {
		signed = r.SignedBy
	}
	facts = append(facts, fact{Name: "Made by", Value: p.Operator}, fact{Name: "  with", Value: p.Tool}, fact{Name: "Signed by", Value: signed})
	if r.Tool != "" {
		facts = append(facts, fact{Name: "Results written with", Value: r.Tool})
	}
	return append(facts, fact{Name: "Run", Value: r.Run})
}

func (r *results) inputEvidence() []fact {
	if len(r.Plan.Inputs) == 0 {
		return []fact{{Name: "Input", Value: "none: the plan takes back what another plan did"}}
	}
	return inputFacts(r.Plan)
}

func (r *results) tenantFacts() []fact {
	p := r.Plan
	sent := 0
	for _, o := range r.Outcomes {
		sent += o.Attempts
	}
	facts := []fact{{Name: "Tenant", Value: tenantName(p.Tenant)}, {Name: "SCIM address", Value: p.Tenant.SCIMURL}}
	if p.Tenant.Caller != "" {
		facts = append(facts, fact{Name: "Signed in as", Value: p.Tenant.Caller})
	}
	wrote := number(sent) + ", repeats included"
	if r.unheard() {
		wrote = "at least " + wrote + ": what became of some was never recorded"
	}
	return append(facts,
		fact{Name: "Requests foreseen", Value: fmt.Sprintf("%s to write, %s to check", number(p.Requests.Write), number(p.Requests.Check))},
		fact{Name: "Requests that wrote", Value: wrote})
}

// unheard reports whether requests may have been sent that nothing counts: a call was cut off before it had
// recorded what came of them.
func (r *results) unheard() bool {
	for _, call := range r.Calls {
		if call.EndedAt.IsZero() {
			return true
		}
	}
	for _, o := range r.Outcomes {
		if o.Status == apply.Unknown {
			return true
		}
	}
	return false
}

// approvalEvidence is who decided, and in which files.
func (r *results) approvalEvidence(page *sheet.SheetWriter) error {
	k := r.consent
	if !k.InPlay {
		text := "The plan was applied without approvals in change reports."
		if len(r.Calls) == 0 {
			text = "The plan has not been applied, and nobody has decided anything in a change report."
		}
		return errors.Join(section(page, "Approvals"), page.Line(sheet.Value{}, sheet.String(text)))
	}
	if err := errors.Join(section(page, "Approvals"), factRows(page, append([]fact{{Name: "Decisions", Value: r.counted().tellDecisions()}}, approvalFacts(k.files)...))); err != nil {
		return err
	}
	if len(k.Deciders) == 0 {
		return nil
	}
	err := page.Row(sheet.Value{}, sheet.String("Decided by").As(sheet.Head), sheet.String("Approved").As(sheet.HeadEnd), sheet.String("Rejected").As(sheet.HeadEnd))
	for i, d := range k.Deciders {
		if i == decidersListed {
			text := "… and " + countOf(len(k.Deciders)-i, "other", "others") + ", on the sheet Results"
			return errors.Join(err, page.Row(sheet.Value{}, sheet.String(text).As(sheet.Muted)))
		}
		err = errors.Join(err, page.Row(sheet.Value{}, deciderCell(d), sheet.Int(d.Approved), sheet.Int(d.Rejected)))
	}
	return err
}

// decidersListed bounds the table of deciders: the column is free text.
const decidersListed = 200

func (r *results) accountTable(page *sheet.SheetWriter) error {
	m := r.accounts()
	err := page.Row(sheet.Value{}, sheet.String("").As(sheet.Head), sheet.String("Before").As(sheet.HeadEnd), sheet.String("More").As(sheet.HeadEnd),
		sheet.String("Fewer").As(sheet.HeadEnd), sheet.String("After").As(sheet.HeadEnd))
	for _, line := range []struct {
		name string
		movement
	}{{"Accounts", m.all}, {"  active", m.active}, {"  inactive", m.inactive}} {
		err = errors.Join(err, page.Row(append([]sheet.Value{{}, sheet.String(line.name)}, movementCells(line.movement, sheet.Plain)...)...))
	}
	text := "Before: as the plan read it. After: counted from that and from what this run has written; what others changed meanwhile is not in it."
	if m.all.ranges() || m.active.ranges() || m.inactive.ranges() {
		text += rangesMean
	}
	return errors.Join(err, page.Line(sheet.Value{}, sheet.String(text).As(sheet.Muted)))
}

const rangesMean = " A range: nobody could say what became of some writes."

// movementCells are before, more, fewer and after.
func movementCells(m movement, fewer sheet.Style) []sheet.Value {
	before, after := sheet.String("not read").As(sheet.Muted), sheet.String("not known").As(sheet.Muted)
	if m.before != nil {
		least, most := m.after()
		before, after = sheet.Int(*m.before), sheet.Int(least)
		if m.ranges() {
			after = sheet.String(number(least) + " to " + number(most))
		}
	}
	return []sheet.Value{before, sheet.Int(m.up), sheet.Int(m.down).As(fewer), after}
}

// memberTable is who may enter which workspace, in numbers.
func (r *results) memberTable(page *sheet.SheetWriter) error {
	all := r.members()
	if len(all) == 0 {
		return nil
	}
	text := "Members are accounts that hold the workspace, active or not. All other workspaces are as they were."
	if slices.ContainsFunc(all, func(m *memberMovement) bool { return m.ranges() }) {
		text += rangesMean
	}
	err := errors.Join(section(page, "Members of workspaces before and after"), page.Row(sheet.Value{}, sheet.String("Workspace").As(sheet.Head),
		sheet.String("Before").As(sheet.HeadEnd), sheet.String("Given").As(sheet.HeadEnd), sheet.String("Taken for good").As(sheet.HeadEnd),
		sheet.String("After").As(sheet.HeadEnd), sheet.String("Workspace id").As(sheet.Head)))
	for _, m := range all {
		taken := sheet.Plain
		if m.down > 0 {
			taken = sheet.Bad
		}
		cells := append([]sheet.Value{{}, sheet.String(r.labels.of(m.Workspace))}, movementCells(m.movement, taken)...)
		err = errors.Join(err, page.Row(append(cells, sheet.String(m.ID).As(sheet.Mono))...))
	}
	return errors.Join(err, page.Line(sheet.Value{}, sheet.String(text).As(sheet.Muted)))
}

// differencesShown is how many differences stand on the page; verify lists all.
const differencesShown = 40

func (r *results) verificationLines(page *sheet.SheetWriter) error {
	err := remarkLines(page, []remark{r.counted().verification()})
	for i, d := range r.Differences {
		if i == differencesShown {
			more := countOf(len(r.Differences)-i, "other difference", "other differences")
			return errors.Join(err, page.Line(sheet.Value{}, sheet.String("… and "+more).As(sheet.Muted)))
		}
		err = errors.Join(err, page.Line(sheet.Value{}, sheet.String(oneLine(string(d.UserName))), sheet.String(r.differenceWords(d))))
	}
	return err
}

// differenceWords say in what an account is not as the plan wanted it.
func (r *results) differenceWords(d apply.Difference) string {
	switch {
	case d.Seen == nil:
		return "there is no account"
	case d.Workspace != nil && d.Wanted == true:
		return "does not hold " + r.labels.of(*d.Workspace)
	case d.Workspace != nil:
		return "still holds " + r.labels.of(*d.Workspace)
	}
	return attributeName(d.Path) + " is " + attributeValue(d.Seen) + ", not " + attributeValue(d.Wanted)
}

// checks are what anybody can do to see that files are those that these results tell of.
func (r *results) checks(page *sheet.SheetWriter) error {
	type check struct{ what, command, digest string }
	p := r.Plan
	list := []check{{"plan.jsonl without its last line", "sed '$d' plan.jsonl | sha256sum", p.Digest}}
	if p.Snapshot.SHA256 != "" {
		list = append(list, check{"The accounts as they were read", "gzip -dc snapshot.jsonl.gz | sha256sum", p.Snapshot.SHA256})
	}
	if r.JournalSHA256 != "" {
		list = append(list, check{"What apply did, as it happened", "sha256sum journal.jsonl", r.JournalSHA256})
	}
	if r.linesSHA256 != "" {
		list = append(list, check{"These results for machines", "sha256sum " + ResultsLinesName, r.linesSHA256})
	}
	for _, in := range p.Inputs {
		list = append(list, check{"The input", "sha256sum " + fileWord(in.Name), in.SHA256})
	}
	for _, f := range r.consent.files {
		list = append(list, check{"An approval", "sha256sum " + fileWord(f.name), f.sha256})
	}
	err := page.Line(sheet.Value{}, sheet.String("In the run's folder, and where the input and the approvals are kept, each command prints the digest below it (macOS: "+
		"shasum -a 256 for sha256sum; Windows, for whole files: Get-FileHash).").As(sheet.Muted))
	for _, c := range list {
		err = errors.Join(err, page.Line(sheet.Value{}, sheet.String(c.what).As(sheet.Strong), sheet.String(c.command).As(sheet.Mono)),
			page.Line(sheet.Value{}, sheet.Value{}, sheet.String(c.digest).As(sheet.Mono)))
	}
	return err
}

// fileWord is a file's name as one word of a command: whoever named the file does not write the command.
func fileWord(name string) string {
	if name = oneLine(name); strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	if plainValue.MatchString(name) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// inputFacts are the files a plan was made from.
func inputFacts(p *plan.Plan) []fact {
	var facts []fact
	for _, in := range p.Inputs {
		name := oneLine(in.Name)
		if in.Sheet != "" {
			name += " › " + oneLine(in.Sheet)
		}
		facts = append(facts, fact{Name: "Input", Value: name + ", " + countOf(in.Rows, "row", "rows")},
			fact{Name: "  its SHA-256", Value: in.SHA256, ID: true})
		if in.Mapping != "" {
			facts = append(facts, fact{Name: "  read by mapping", Value: in.Mapping}, fact{Name: "  its SHA-256", Value: in.MappingSHA256, ID: true})
		}
	}
	return facts
}
