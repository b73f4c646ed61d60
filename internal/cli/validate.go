package cli

import (
	"context"

	"github.com/spf13/cobra"

	"scimsheet/internal/finding"
	"scimsheet/internal/roster"
)

// validateAnswer is the JSON answer of validate.
type validateAnswer struct {
	People   int               `json:"people"`
	Findings finding.Counts    `json:"findings"`
	Items    []finding.Finding `json:"items"`
	Mapping  []mappedHeader    `json:"mapping"`
}

func newValidate(s *screen) *cobra.Command {
	var loading loadFlags
	cmd := &cobra.Command{
		Use:   "validate INPUT…",
		Short: "Check a spreadsheet without a network",
		Long: `Reads the inputs as plan would and says what is wrong with them, cell by cell. Workspace names are
checked against a Workspaces sheet where the input has one; plan checks them against the tenant.` +
			exits(exitDone, exitFailure, exitUsage, exitInput, exitInterrupted),
		Example: `  scimsheet validate staff.xlsx
  scimsheet validate emea.csv apac.csv --json`,
		Args: atLeastOne("an input: a workbook, a CSV file, or - for CSV on standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := validate(cmd.Context(), s, args, loading)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	loading.bind(cmd.Flags())
	return cmd
}

func validate(ctx context.Context, s *screen, inputs []string, loading loadFlags) (*validateAnswer, error) {
	book, err := loading.options()
	if err != nil {
		return nil, err
	}
	people, err := roster.Load(ctx, inputs, roster.Options{Sheets: loading.sheets, Book: book})
	if err != nil {
		return nil, err
	}
	tellMapping(s, people)
	people.Check(nil)
	answer := &validateAnswer{
		People:   people.People(),
		Findings: finding.Count(people.Findings), Items: people.Findings, Mapping: mappingOf(people),
	}
	if answer.Items == nil {
		answer.Items = []finding.Finding{}
	}
	printFindings(s, people.Findings)
	n := answer.Findings
	s.answer("%s: %s, %s, %s\n", countOf(answer.People, "person"), countOf(n.Errors, "error"), countOf(n.Warnings, "warning"), countOf(n.Notes, "note"))
	if n.Errors > 0 {
		return answer, fail(exitInput, "each line above says where; scimsheet help findings says more", "%s in the input", countOf(n.Errors, "error"))
	}
	if answer.People == 0 {
		return answer, fail(exitInput, "scimsheet help input says what a spreadsheet may hold", "no people were found in the input")
	}
	return answer, nil
}

// terminalFindings is how many findings a terminal shows; all of them are in the files.
const terminalFindings = 200

// printFindings lists findings as a person reads them, errors and warnings first.
func printFindings(s *screen, findings []finding.Finding) {
	shown := 0
	for _, severity := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		for _, f := range findings {
			if f.Severity != severity {
				continue
			}
			if shown++; shown > terminalFindings {
				continue
			}
			s.answer("  %-8s %-16s %s\n", f.Severity, f.Pos, f.Message)
			if f.Hint != "" {
				s.answer("  %-8s %-16s %s\n", "", "", f.Hint)
			}
		}
	}
	if shown > terminalFindings {
		s.answer("  … %d more; --json lists them all\n", shown-terminalFindings)
	}
}
