package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
)

// approvalsAnswer is the JSON answer of approvals status.
type approvalsAnswer struct {
	Run      string             `json:"run"`
	PlanID   string             `json:"planId"`
	Digest   string             `json:"digest"`
	Status   *approval.Status   `json:"status,omitempty"`
	Problems []approval.Problem `json:"problems,omitempty"`
}

func newApprovals(s *screen) *cobra.Command {
	group := &cobra.Command{
		Use:   "approvals",
		Short: "What approvers have decided about a plan, and what is still open",
		Long:  topicText("approvals"),
		Args:  knownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(newApprovalsStatus(s))
	return group
}

func newApprovalsStatus(s *screen) *cobra.Command {
	var fourEyes bool
	cmd := &cobra.Command{
		Use:   "status RUN [FILE…]",
		Short: "What is approved, rejected and still open, from returned change reports",
		Long: `Reads change reports that have come back, workbooks or folders of them, beside the decisions that an
earlier apply has recorded, and says what is still open. Nothing is recorded and nothing is sent. A report
that was edited anywhere but in Decision, Decided by and Comment, and approvers who contradict each other,
are named with their cells.` + exits(exitDone, exitFailure, exitUsage, exitInput, exitPlanUnfit),
		Example: `  scimsheet approvals status october
  scimsheet approvals status october change-report.xlsx
  scimsheet approvals status october returned/ --json`,
		Args: atLeastOne("a run folder, then the change reports that have come back"),
		RunE: func(_ *cobra.Command, args []string) error {
			answer, err := approvalsStatus(s, filepath.Clean(args[0]), args[1:], fourEyes)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	cmd.Flags().BoolVar(&fourEyes, "four-eyes", false, "check approvers as apply --four-eyes does")
	return cmd
}

func approvalsStatus(s *screen, run string, files []string, fourEyes bool) (*approvalsAnswer, error) {
	p, err := readRun(run)
	if err != nil {
		return nil, err
	}
	state, err := readState(run, p)
	if err != nil {
		return nil, err
	}
	answer := &approvalsAnswer{Run: run, PlanID: p.ID, Digest: p.Digest}
	l := &leave{}
	err = l.read(run, p, files, state.Decisions(), approval.Rules{FourEyes: fourEyes || p.Policy.FourEyes || state.FourEyes(), Operator: p.Operator, Tool: tool()})
	if err != nil {
		l.tell(s)
		answer.Problems = l.problems()
		return answer, err
	}
	shown := waitingOnScreen
	if s.json {
		shown = -1
	}
	status := l.standing.Status(l.files, shown)
	answer.Status = &status
	if err := approval.WriteStatus(s.textOut(), status, widthOf(s.Out, 0)); err != nil {
		return nil, err
	}
	s.tellApprovalsNext(p, answer, files, state.Finished(p) && !l.adds())
	return answer, nil
}

// tellApprovalsNext says what can be done now that so much is decided.
func (s *screen) tellApprovalsNext(p *plan.Plan, answer *approvalsAnswer, files []string, done bool) {
	switch {
	case p.Refused:
		s.answer("\n%s", folded("", "This plan is refused by a limit and cannot be applied, whatever is decided: "+refusal(p).Hint, widthOf(s.Out, 0)))
		return
	case answer.Status.Approved == 0:
		return
	case done:
		s.answer("\nEverything that is approved has been applied: nothing is left to do until more is decided.\n")
		return
	}
	words := []string{"apply", answer.Run}
	for _, file := range files {
		words = append(words, "--approvals", file)
	}
	s.answer("\n  apply what is approved    %s\n", s.next(words...))
}

// waitingOnScreen is how many people the terminal names who are still open; --json has all.
const waitingOnScreen = 20
