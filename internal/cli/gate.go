package cli

import (
	"slices"

	"github.com/spf13/pflag"
)

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
	flags.Visit(func(f *pflag.Flag) {
		if slices.Contains([]string{"expect-plan", "require-signature"}, f.Name) && f.Value.String() == "" {
			failed = fail(exitUsage, "is the variable set that it comes from? leave the flag out where nothing is asked for", "--%s is empty", f.Name)
		}
	})
	return failed
}
