package cli

import "github.com/spf13/cobra"

func newPlan(s *screen) *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use:   "plan INPUT… [-o RUN]",
		Short: "The dry run: what would change, person by person. Never writes to the tenant",
		Long: `Reads the inputs and the tenant, compares them, and writes the dry run into a folder: a plan for
machines, a change report for approvers. The tenant is only read.` +
			exits(exitDone, exitFailure, exitUsage, exitInput, exitLimit, exitCredentials, exitChanges, exitInterrupted),
		Example: `  scimsheet plan staff.xlsx --region us1
  scimsheet plan staff.csv -o october --entitlements add
  scimsheet plan staff.xlsx --absent deactivate --protect @break-glass.txt
  scimsheet plan emea.xlsx --scope "Finance,Sales Planning" --max-revocations 40`,
		Args: atLeastOne("an input: a workbook, a CSV file, or - for CSV on standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.inputs = args
			answer, err := makePlan(cmd.Context(), s, o)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.run, "output", "o", "", "the run's folder (left out: named after the input and the time)")
	flags.StringVar(&o.operator, "operator", "", "who makes this plan (left out: the account that signs in)")
	flags.BoolVar(&o.strict, "strict", false, "write nothing while any row has errors")
	flags.BoolVar(&o.detailedExitcode, "detailed-exitcode", false, "exit with 10 when there are changes")
	o.loading.bind(flags)
	o.policy.bind(flags)
	o.connect.bind(flags)
	return cmd
}
