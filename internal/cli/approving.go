package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// leave is what a run needed before it could be applied: a signature, approvals.
type leave struct {
	fourEyes bool
	signer   string             // who signed the plan; empty where no signature was asked for
	standing *approval.Standing // nil where nothing has to be approved
	files    []approval.File
	refusals []*approval.Refusal // why the files cannot be used
}

// admit makes sure that whoever has to agree to a plan has agreed. The leave is there with an error too,
// for what it tells.
func (g *gateFlags) admit(s *screen, run string, p *plan.Plan, state *apply.State) (*leave, error) {
	l := &leave{}
	if len(g.approvals) == 0 && concluded(p, state) {
		return l, nil
	}
	if g.signers != "" {
		var err error
		if l.signer, err = requireSignature(run, g.signers, p); err != nil {
			return l, err
		}
	}
	l.fourEyes = g.fourEyes || p.Policy.FourEyes || state.FourEyes()
	needed := g.require || l.fourEyes || p.Policy.RequireApproval || state.ApprovedOnly()
	if len(g.approvals) == 0 && (!needed || writing(p) == 0) {
		return l, nil
	}
	if l.fourEyes && !approval.IsAddress(p.Operator) {
		return l, fail(exitPlanUnfit, "plan again with --four-eyes and --operator you@your.company",
			"--four-eyes compares approvers with who made the plan, and this one says %q", p.Operator)
	}
	if err := l.read(run, p, g.approvals, state.Decisions(), approval.Rules{FourEyes: l.fourEyes, Operator: p.Operator, Tool: tool()}); err != nil {
		l.tell(s)
		return l, err
	}
	l.remark(s)
	return l, l.enough(run, p, len(g.approvals) > 0)
}

// concluded reports whether everything of a run was carried out, and nobody's leave is needed any more to say
// so.
func concluded(p *plan.Plan, state *apply.State) bool {
	if len(state.Calls) == 0 || !state.Finished(p) {
		return false
	}
	for _, outcome := range apply.Outcomes(p, state) {
		if outcome.Status == apply.Undecided || outcome.Status == apply.Rejected {
			return false
		}
	}
	return true
}

// enough refuses a plan of which nobody has approved anything.
func (l *leave) enough(run string, p *plan.Plan, given bool) error {
	switch {
	case l.standing.Approved > 0 || writing(p) == 0:
		return nil
	case l.standing.Rejected > 0:
		return fail(exitPlanUnfit, "who was rejected stays so in this run; plan again to have it decided anew",
			"not one of %s is approved, and %s rejected: that is kept, and nothing was sent", countOf(writing(p), "change"), thousands(l.standing.Rejected))
	case !given:
		return fail(exitPlanUnfit, "send "+filepath.Join(run, changeWorkbook)+" to those who approve; when it has come back, apply with --approvals FILE",
			"nobody has approved anything of plan %s yet", p.ID)
	}
	return fail(exitPlanUnfit, "approve is to be chosen in the column Decision of the sheet Changes; nothing was sent",
		"not one of %s is approved", countOf(writing(p), "change"))
}

// read reads returned change reports, all of them before it refuses any, and brings them together with what
// the run has recorded.
func (l *leave) read(run string, p *plan.Plan, paths []string, recorded []apply.Decision, rules approval.Rules) error {
	paths, err := workbooksIn(paths)
	if err != nil {
		return err
	}
	if err := checkFile(run, findingsFile, p.Kept.Findings); err != nil {
		return err
	}
	findings, err := readFindings(run)
	if err != nil {
		return err
	}
	reader := approval.NewReader(report.Input{Plan: p, Findings: findings}, rules)
	defer reader.Close()
	var given []apply.Decision
	for _, path := range paths {
		file, decisions, err := reader.Read(path)
		if err := l.take(err); err != nil {
			return err
		}
		l.files = append(l.files, file)
		given = append(given, decisions...)
	}
	if len(l.refusals) == 0 {
		l.standing, err = approval.Merge(p, recorded, given, rules)
		if err := l.take(err); err != nil {
			return err
		}
	}
	if len(l.refusals) == 0 {
		return nil
	}
	problems, hints := 0, []string{}
	for _, refusal := range l.refusals {
		problems += refusal.Total
		for _, hint := range refusal.Hints() {
			if !slices.Contains(hints, hint) {
				hints = append(hints, hint)
			}
		}
	}
	return fail(exitPlanUnfit, strings.Join(append(hints[:min(len(hints), mostHints)], "nothing was sent"), "; "),
		"the approvals cannot be used: %s", countOf(problems, "problem"))
}

// take keeps a refusal; any other error it gives back.
func (l *leave) take(err error) error {
	if refusal, refused := errors.AsType[*approval.Refusal](err); refused {
		l.refusals = append(l.refusals, refusal)
		return nil
	}
	return err
}

// problems are those of all refusals.
func (l *leave) problems() []approval.Problem {
	var all []approval.Problem
	for _, refusal := range l.refusals {
		all = append(all, refusal.Problems...)
	}
	return all
}

// How much of what is wrong with approvals the terminal shows; --json has all.
const (
	problemsOnScreen = 10 // of one file
	mostHints        = 3
)

// tell lists why approvals cannot be used.
func (l *leave) tell(s *screen) {
	if s.json {
		return
	}
	s.endLine()
	for _, refusal := range l.refusals {
		fmt.Fprintf(s.Err, "%s:\n", report.Printed(refusal.What))
		for _, line := range refusal.Lines(problemsOnScreen) {
			fmt.Fprint(s.Err, folded("  ", report.Printed(line), widthOf(s.Err, 0)))
		}
	}
}

// remark tells what somebody should know about files that are taken all the same.
func (l *leave) remark(s *screen) {
	for _, file := range l.files {
		for _, text := range file.Remarks() {
			s.talk("%s", folded("! ", report.Printed(text), widthOf(s.Err, 0)))
		}
	}
}

// refused is the answer of apply where there was no leave; nil where the error tells all.
func (l *leave) refused(run string, p *plan.Plan) *applyAnswer {
	if len(l.refusals) == 0 {
		return nil
	}
	return &applyAnswer{Run: run, PlanID: p.ID, Digest: p.Digest, Outcomes: map[apply.Status]int{}, Changes: map[apply.Status]int{},
		Files: map[string]string{}, Problems: l.problems()}
}

// adds reports whether there are decisions that the run has not recorded yet.
func (l *leave) adds() bool { return l.standing != nil && len(l.standing.New) > 0 }

// onlyRejects reports whether there are new decisions and all of them, like all before, are rejections.
func (l *leave) onlyRejects() bool { return l.adds() && l.standing.Approved == 0 }

func (l *leave) approvedOnly() bool { return l.standing != nil }

func (l *leave) decisions() []apply.Decision {
	if l.standing == nil {
		return nil
	}
	return l.standing.New
}

// keep records decisions where nothing is to be sent for them: they bind every later call.
func (l *leave) keep(run string, p *plan.Plan) error {
	log, err := journal.Open(filepath.Join(run, journalFile))
	if err != nil {
		return err
	}
	err = apply.Record(p, log, apply.Options{Decisions: l.decisions(), ApprovedOnly: true, FourEyes: l.fourEyes, SignedBy: l.signer})
	return errors.Join(err, log.Close())
}

// foreseen is where the run stands once the new decisions are recorded.
func (l *leave) foreseen(state *apply.State) *apply.State {
	if l.standing == nil {
		return state
	}
	return state.Foreseen(l.standing.New, true)
}

// report adds to the answer of apply what approvers said.
func (l *leave) report(answer *applyAnswer, p *plan.Plan, outcomes map[string]apply.Outcome) {
	answer.SignedBy = l.signer
	answer.Approvals = l.files
	if said := apply.Consent(p, outcomes); said.InPlay {
		answer.Decisions = &decided{Approved: said.Approved, Rejected: said.Rejected, Undecided: said.Open, AppliedAgainst: said.AppliedAgainst}
	}
}

// undecided counts the changes that no approver has decided, where something has to be approved.
func undecided(p *plan.Plan, state *apply.State) int {
	n := 0
	for _, outcome := range apply.Outcomes(p, state) {
		if outcome.Status == apply.Undecided {
			n++
		}
	}
	return n
}
