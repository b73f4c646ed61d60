package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scimsheet/internal/finding"
	"scimsheet/internal/roster"
)

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

func (l *loadFlags) bind(flags *pflag.FlagSet) {
	flags.StringVar(&l.sheet, "sheet", "", "the sheet that holds the people (left out: the first visible one)")
	flags.StringVar(&l.delimiter, "delimiter", "", "what separates CSV fields: , ; | or tab (left out: found out)")
	flags.StringVar(&l.encoding, "encoding", "", "of CSV: utf-8, utf-16le, utf-16be, windows-1252 (left out: found out)")
	flags.IntVar(&l.maxSize, "max-size", 512, "unpacked size of one input at most, in MB")
}

// tellMapping says on stderr what was read and what each header was taken for.
func tellMapping(s *screen, people *roster.Roster) {
	for _, t := range people.Tables {
		where := t.File
		if t.Sheet != "" {
			where += fmt.Sprintf(" · sheet %q", t.Sheet)
		}
		hidden := ""
		if t.HiddenRows > 0 {
			hidden = fmt.Sprintf(" (%s read)", countOf(t.HiddenRows, "hidden row"))
		}
		s.talk("%s · header in row %d · %s%s\n", where, t.HeaderRow, countOf(t.Rows, "row"), hidden)
		var mapped, carried []string
		for _, c := range t.Columns {
			switch {
			case c.Column == "":
				carried = append(carried, c.Header)
			case strings.EqualFold(c.Header, c.Column):
				mapped = append(mapped, c.Column)
			default:
				mapped = append(mapped, c.Header+" → "+c.Column)
			}
		}
		s.talk("  columns: %s\n", strings.Join(mapped, " · "))
		if len(carried) > 0 {
			s.talk("  carried through: %s\n", strings.Join(carried, ", "))
		}
	}
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

func countOf(n int, noun string) string {
	plural := map[string]string{"person": "people", "is": "are"}[noun]
	if plural == "" {
		plural = noun + "s"
	}
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + plural
}

func peopleWere(n int) string {
	if n == 1 {
		return "1 person was"
	}
	return thousands(n) + " people were"
}

func rowsHave(n int) string {
	if n == 1 {
		return "1 row has"
	}
	return thousands(n) + " rows have"
}

// thousands writes a number with commas: 1,204.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
