package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
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
	g.bindSettings(flags)
}

// bindSettings binds what of it may stand in a settings file.
func (g *gateFlags) bindSettings(flags *pflag.FlagSet) {
	bindApprovalRules(flags, &g.require, &g.fourEyes)
	settings := pflag.NewFlagSet("signature", pflag.ContinueOnError)
	settings.StringVar(&g.signers, "require-signature", "",
		"apply only a plan that somebody in this `file` has signed: OpenSSH's allowed_signers, or a public key in PEM")
	addSettings(flags, settings)
}

// refuseEmpty refuses a guard that was given without a value: the variable of a pipeline that is not set must
// not open the door.
func refuseEmpty(flags *pflag.FlagSet) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed && slices.Contains([]string{"expect-plan", "require-signature"}, f.Name) && f.Value.String() == "" {
			failed = fail(exitUsage, "is the variable set that it comes from? leave the flag out where nothing is asked for", "--%s is empty", f.Name)
		}
	})
	return failed
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
