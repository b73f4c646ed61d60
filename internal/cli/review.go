package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"
)

func newReview(s *screen) *cobra.Command {
	group := &cobra.Command{
		Use:   "review",
		Short: "Access reviews: everybody's access looked at by who answers for it, with evidence",
		Long:  topicText("reviews"),
		Args:  knownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(newReviewOpen(s), newReviewStatus(s), newReviewClose(s), newReviewEvidence(s))
	return group
}

func newReviewOpen(s *screen) *cobra.Command {
	var o openOptions
	cmd := &cobra.Command{
		Use:   "open -o CAMPAIGN",
		Short: "Begin a campaign: a workbook for each reviewer, mails to send, and a ledger",
		Long: `Reads every account of the tenant and writes a folder: for each reviewer a workbook with the access to
look at, riskiest rows first, and a mail with it attached, ready to be sent; for you a ledger. Nothing is
sent and nothing in the tenant is changed. Who reviews is said by --by: the manager that HR's list names,
the owner of the workspace, or another column of HR's list. Nobody reviews their own access.` +
			exits(exitDone, exitFailure, exitUsage, exitInput, exitPlanUnfit, exitCredentials, exitInterrupted),
		Example: `  scimsheet review open -o Q4 --hr hr.xlsx --due 2026-12-15 --control ITGC-07
  scimsheet review open -o Q4 --by workspace --owners owners.csv --previous Q3
  scimsheet review open -o finance --hr hr.xlsx --scope "workspaces=Finance,Sales Planning;active=yes"
  scimsheet review open -o Q4-addendum --addendum-to Q4 --hr hr.xlsx`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := openReview(cmd.Context(), s, o)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.folder, "output", "o", "", "the campaign's folder; its name is the campaign's")
	flags.StringVar(&o.by, "by", "", "who reviews: manager, workspace (its owner), or the header of a column of HR's list (left out: manager with --hr, workspace with --owners alone, else the fallback)")
	flags.StringVar(&o.hr, "hr", "", "HR's list of people: managers, departments, who has left")
	flags.StringVar(&o.owners, "owners", "", "a list of who owns which workspace, or which value of the --by column")
	flags.StringVar(&o.due, "due", "", "the last day for decisions, such as 2026-12-15")
	flags.StringVar(&o.control, "control", "", "the control that this review fulfils, such as ITGC-07")
	flags.StringVar(&o.scope, "scope", "", `what is reviewed: "workspaces=NAME,NAME;active=yes" (left out: everything)`)
	flags.StringArrayVar(&o.fallback, "fallback", nil, "who reviews what nobody else can; repeatable (left out: who opens the review)")
	flags.IntVar(&o.inactiveAfter, "inactive-after", 90, "days without a sign-in after which keeping access needs a reason")
	flags.StringVar(&o.previous, "previous", "", "the closed campaign that this one goes on from")
	flags.StringVar(&o.addendumTo, "addendum-to", "", "review only the access that came after this campaign's snapshot")
	flags.StringVar(&o.operator, "operator", "", "who opens the review (left out: the account that signs in)")
	o.connect.bind(flags)
	return cmd
}

func newReviewStatus(s *screen) *cobra.Command {
	return &cobra.Command{
		Use:   "status CAMPAIGN [RETURNED…]",
		Short: "How far a campaign is, from the workbooks that have come back",
		Long: `Reads workbooks that have come back, whatever they are called now, or folders of them, and says who is
done, what is open, and what to look at: edited, missing and contradicting rows, late answers, decisions
made too fast. Writes the ledger anew, reminders for those who are not done, and workbooks for those whom
a reviewer has named as delegate. A copy of every file is kept in the campaign: those that were given
before count too, and need not be given again.` + exits(exitDone, exitFailure, exitUsage, exitPlanUnfit),
		Example: `  scimsheet review status Q4 returned/*.xlsx
  scimsheet review status Q4 returned --json
  scimsheet review status Q4`,
		Args: atLeastOne("a campaign's folder, then the workbooks that have come back"),
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := reviewStatus(cmd.Context(), s, filepath.Clean(args[0]), args[1:])
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
}

func newReviewClose(s *screen) *cobra.Command {
	var o closeOptions
	cmd := &cobra.Command{
		Use:   "close CAMPAIGN [RETURNED…] -o RUN",
		Short: "End a campaign: every decision counted, and a plan of what follows",
		Long: `Closes a campaign once every row is decided, and writes a run as plan does: the revocations, with the
reviewers as approvers. It is looked at, applied, verified and undone like any other. What has changed in
the tenant since the review was opened is listed; access given since is never touched. While anything is
open the campaign stays open, and what is missing is named.` +
			exits(exitDone, exitFailure, exitUsage, exitLimit, exitPlanUnfit, exitCredentials, exitInterrupted),
		Example: `  scimsheet review close Q4 returned -o Q4-run
  scimsheet review close Q4 returned/*.xlsx -o Q4-run --treat-blank-as revoke --max-revocations 20%
  scimsheet review close Q4 -o Q4-run --deactivate-leavers`,
		Args: atLeastOne("a campaign's folder, then the workbooks that have come back"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.folder, o.returned = filepath.Clean(args[0]), args[1:]
			answer, err := closeReview(cmd.Context(), s, o)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.run, "output", "o", "", "the run's folder (left out: named after the campaign and the time)")
	flags.StringVar(&o.treatBlankAs, "treat-blank-as", "", "what counts for rows that nobody has decided: revoke or keep; recorded, and listed as an exception")
	flags.BoolVar(&o.deactivateLeavers, "deactivate-leavers", false, "also deactivate the accounts of those who have left by HR's list")
	flags.BoolVar(&o.again, "again", false, "close anew a campaign that was closed; its run must not have been applied, and no longer can be")
	flags.StringVar(&o.operator, "operator", "", "who closes the review (left out: the account that signs in)")
	o.policy.bindWriting(flags)
	o.policy.bindGuards(flags)
	flags.Lookup("require-approval").Usage = "a run of a review always needs approvals; those of the reviewers count"
	flags.Lookup("four-eyes").Usage = "what the operator, the caller or the person concerned decided does not count as approved"
	o.connect.bind(flags)
	return cmd
}

func newReviewEvidence(s *screen) *cobra.Command {
	var o evidenceOptions
	cmd := &cobra.Command{
		Use:   "evidence CAMPAIGN [-o FOLDER]",
		Short: "Everything an auditor asks for, in one folder and one archive",
		Long: `Puts together, from a closed campaign and its run, what an auditor asks for: the population and why it is
complete, every workbook as it came back, the decisions, what was done and how it was verified, exceptions,
the time line, a page to sign, an index, and SHA-256 sums. It can be read without this program. Made twice,
it is the same to the byte. What is missing is said on its first page, and by exit code 4.` +
			exits(exitDone, exitFailure, exitUsage, exitNotApplied, exitPlanUnfit),
		Example: `  scimsheet review evidence Q4
  scimsheet review evidence Q4 -o /audit/2026/Q4 --json
  scimsheet review evidence Q4 --run elsewhere/Q4-run`,
		Args: exactArgs(1, "one campaign's folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.folder = filepath.Clean(args[0])
			answer, err := reviewEvidence(cmd.Context(), s, o)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.output, "output", "o", "", "the folder to write; the archive stands beside it (left out: evidence in the campaign's folder)")
	flags.StringVar(&o.run, "run", "", "where the run is now, if it was moved")
	return cmd
}
