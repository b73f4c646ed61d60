package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// bindApprovalRules binds what a team may insist on: a plan then says so itself, and apply is stricter
// than the plan where it is told to be.
func bindApprovalRules(flags *pflag.FlagSet, require, fourEyes *bool) {
	settings := pflag.NewFlagSet("approval", pflag.ContinueOnError)
	settings.BoolVar(require, "require-approval", false, "apply only what approvers have approved in the change report")
	settings.BoolVar(fourEyes, "four-eyes", false, "approvers sign with their e-mail address, and are neither the operator nor the person concerned")
	addSettings(flags, settings)
}

// operator is who makes a plan: who was named, else the account that signs in. Where four eyes are to see
// it, it must be an address: approvers are compared with it.
func (c *connection) operator(named string, fourEyes bool) (string, error) {
	if named == "" {
		named = c.tenant.Caller
	}
	if !fourEyes || approval.IsAddress(named) {
		return named, nil
	}
	if named == "" {
		return "", fail(exitUsage, "say it with --operator you@your.company", "--four-eyes needs to know who makes this plan, and the credential does not tell")
	}
	return "", fail(exitUsage, "--operator you@your.company", "--four-eyes compares approvers with who makes this plan, and %q is not an e-mail address", named)
}

// leastDigest is how much of a plan's digest --expect-plan takes for it: fewer digits could be another's.
const leastDigest = 16

// gateFlags are what has to be in order before a run is applied.
type gateFlags struct {
	approvals []string
	require   bool
	fourEyes  bool
	expect    string
	signers   string // the file that says whose signature is needed; empty for none
}

func (g *gateFlags) bind(flags *pflag.FlagSet) {
	flags.StringArrayVar(&g.approvals, "approvals", nil, "a change report with decisions in it, or a folder of them; repeatable. Only what is approved is applied")
	flags.StringVar(&g.expect, "expect-plan", "", "refuse any other plan than the one of this digest (its first 16 digits will do)")
	bindApprovalRules(flags, &g.require, &g.fourEyes)
	settings := pflag.NewFlagSet("signature", pflag.ContinueOnError)
	settings.StringVar(&g.signers, "require-signature", "", "apply only a plan that somebody in this `file` has signed: OpenSSH's allowed_signers, or a public key")
	addSettings(flags, settings)
}

// expected refuses any other plan than the one that --expect-plan names.
func (g *gateFlags) expected(p *plan.Plan) error { return expectPlan(g.expect, p, "Nothing was sent") }

// expectPlan refuses any other plan than the one of a digest, or of its beginning; the hint says what was
// left undone. No digest expects no particular plan.
func expectPlan(digest string, p *plan.Plan, undone string) error {
	if digest == "" {
		return nil
	}
	want := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(digest)), "sha256:")
	switch {
	case len(want) < leastDigest:
		return fail(exitUsage, "the digest stands in every report of the plan", "--expect-plan %s is too short: it takes the first %d digits at least", digest, leastDigest)
	case !strings.HasPrefix(p.Digest, want):
		return fail(exitPlanUnfit, "is it the right run? "+undone, "this is plan %s with the digest %s, not the expected one", p.ID, p.Digest)
	}
	return nil
}

// leave is what a run needed before it could be applied: a signature, approvals.
type leave struct {
	signer   string             // who signed the plan; empty where no signature was asked for
	standing *approval.Standing // nil where nothing has to be approved
	files    []approval.File
	refusals []*approval.Refusal // why the files cannot be used
}

// admit makes sure that whoever has to agree to a plan has agreed. The leave is there with an error too,
// for what it tells.
func (g *gateFlags) admit(s *screen, run string, p *plan.Plan, state *apply.State) (*leave, error) {
	l := &leave{}
	if g.signers != "" {
		var err error
		if l.signer, err = requireSignature(run, g.signers, p); err != nil {
			return l, err
		}
	}
	fourEyes := g.fourEyes || p.Policy.FourEyes
	needed := len(g.approvals) > 0 || g.require || fourEyes || p.Policy.RequireApproval || state.ApprovedOnly()
	if !needed || writing(p) == 0 {
		return l, nil
	}
	if fourEyes && !approval.IsAddress(p.Operator) {
		return l, fail(exitPlanUnfit, "plan again with --four-eyes and --operator you@your.company",
			"--four-eyes compares approvers with who made the plan, and this one says %q", p.Operator)
	}
	if err := l.read(run, p, g.approvals, state.Decisions(), approval.Rules{FourEyes: fourEyes, Operator: p.Operator, Tool: tool()}); err != nil {
		l.tell(s)
		return l, err
	}
	l.remark(s)
	return l, l.enough(p, len(g.approvals) > 0)
}

// enough refuses a plan of which nobody has approved anything.
func (l *leave) enough(p *plan.Plan, given bool) error {
	switch {
	case l.standing.Approved > 0:
		return nil
	case !given:
		return fail(exitPlanUnfit, "send "+changeWorkbook+" to those who approve; when it has come back, apply with --approvals FILE",
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

// workbooksIn replaces folders by the workbooks in them. What a spreadsheet program leaves beside an open
// one is not among them.
func workbooksIn(paths []string) ([]string, error) {
	var all []string
	for _, path := range paths {
		if about, err := os.Stat(path); err != nil || !about.IsDir() {
			all = append(all, path) // reading it tells what is wrong with it
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, fmt.Errorf("look for approvals: %w", err)
		}
		before := len(all)
		for _, entry := range entries {
			if strings.EqualFold(filepath.Ext(entry.Name()), ".xlsx") && !strings.HasPrefix(entry.Name(), "~$") && !strings.HasPrefix(entry.Name(), ".") {
				all = append(all, filepath.Join(path, entry.Name()))
			}
		}
		if len(all) == before {
			return nil, fail(exitUsage, "name the workbooks that came back, or their folder", "there is no workbook in %s", path)
		}
	}
	return all, nil
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

func (l *leave) approvedOnly() bool { return l.standing != nil }

func (l *leave) decisions() []apply.Decision {
	if l.standing == nil {
		return nil
	}
	return l.standing.New
}

// of is the plan as far as it may be applied, for people to confirm.
func (l *leave) of(p *plan.Plan) *plan.Plan {
	if l.standing == nil {
		return p
	}
	approved := make(map[string]bool, l.standing.Approved)
	for _, d := range l.standing.Decisions {
		approved[d.ChangeID] = d.Verdict == apply.Approve
	}
	return p.Only(func(c *plan.Change) bool { return approved[c.ID] })
}

// report adds to the answer of apply what approvers said.
func (l *leave) report(answer *applyAnswer, p *plan.Plan, outcomes map[string]apply.Outcome) {
	answer.SignedBy = l.signer
	if l.standing == nil {
		return
	}
	answer.Approvals, answer.Decisions = l.files, &decided{}
	for i := range p.Changes {
		c := &p.Changes[i]
		switch status := outcomes[c.ID].Status; {
		case !c.Writes():
		case status == apply.Undecided:
			answer.Decisions.Undecided++
		case status == apply.Rejected:
			answer.Decisions.Rejected++
		default:
			answer.Decisions.Approved++
		}
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
