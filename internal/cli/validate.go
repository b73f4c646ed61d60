package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// validateOptions are what the validate command was asked for.
type validateOptions struct {
	inputs     []string
	output     string
	force      bool
	workspaces string // a file that lists workspaces
	fromTenant bool
	match      string
	given      []string // the flags that say how the input is read, to be given again for its checked copy
	loading    loadFlags
	connect    connectFlags
}

// validateAnswer is the JSON answer of validate.
type validateAnswer struct {
	People   int               `json:"people"`
	Findings finding.Counts    `json:"findings"`
	Items    []finding.Finding `json:"items"`
	Mapping  []mappedHeader    `json:"mapping"`
	File     string            `json:"file,omitempty"`
}

func newValidate(s *screen) *cobra.Command {
	var o validateOptions
	cmd := &cobra.Command{
		Use:   "validate INPUT…",
		Short: "Check a spreadsheet without a network",
		Long: `Reads the inputs as plan would and says what is wrong with them, cell by cell. With -o it gives the
workbook back, as it was but for colours and notes on the bad cells and two sheets in front: all findings,
with a link to each cell, and a summary. Correct the cells in it and validate or plan that one; CSV comes
back as a workbook too.

Workspace names are checked against a Workspaces sheet where the input has one, against the list in
--workspaces FILE, and with --from-tenant against the tenant, which is only read. Otherwise plan checks them.` +
			exits(exitDone, exitFailure, exitUsage, exitInput, exitCredentials, exitInterrupted),
		Example: `  scimsheet validate staff.xlsx
  scimsheet validate staff.xlsx -o checked.xlsx
  scimsheet validate staff.csv -o checked.xlsx --workspaces tenant.xlsx
  scimsheet validate emea.csv apac.csv --json`,
		Args: atLeastOne("an input: a workbook, a CSV file, or - for CSV on standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.inputs, o.given = args, readingFlags(cmd.Flags())
			answer, err := validate(cmd.Context(), s, o)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.output, "output", "o", "", "a copy of the input with what is wrong marked in it, .xlsx (.xlsm for a workbook with macros)")
	flags.BoolVar(&o.force, "force", false, "replace the copy if it exists")
	flags.StringVar(&o.workspaces, "workspaces", "", "a file that lists the workspaces by id and name, such as an export (.xlsx)")
	flags.BoolVar(&o.fromTenant, "from-tenant", false, "check the names of workspaces against the tenant")
	flags.StringVar(&o.match, "match", string(plan.MatchUserName), "what names a person: userName or externalId")
	o.loading.bind(flags)
	o.connect.bind(flags)
	return cmd
}

// readingFlags are the flags given that say what the rows mean, as they were given. Those about CSV as a
// file do not fit its checked copy.
func readingFlags(flags *pflag.FlagSet) []string {
	var given []string
	for _, name := range []string{"sheet", "header-row", "layout", "mapping", "skip-hidden", "match"} {
		f := flags.Lookup(name)
		if f == nil || !f.Changed {
			continue
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, value := range values {
			if given = append(given, "--"+name); value != "true" {
				given = append(given, value)
			}
		}
	}
	return given
}

func validate(ctx context.Context, s *screen, o validateOptions) (*validateAnswer, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	o.loading.anyService = o.connect.quirks == quirksRFC
	people, err := o.loading.roster(ctx, s, o.inputs, plan.Match(o.match), nil)
	if err != nil {
		return nil, err
	}
	against, err := o.checkWorkspaces(ctx, s, people)
	if err != nil {
		return nil, err
	}
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
	if o.output != "" {
		if answer.File, err = o.writeChecked(ctx, s, people, against); err != nil {
			return answer, err
		}
	}
	return answer, o.conclude(s, answer)
}

// check refuses what cannot be done before anything is read.
func (o *validateOptions) check() error {
	if err := oneOf("match", o.match, string(plan.MatchUserName), string(plan.MatchExternalID)); err != nil {
		return err
	}
	switch {
	case o.output == "":
		return nil
	case len(o.inputs) > 1:
		return fail(exitUsage, "call validate once for each input", "-o gives one input back, not %d", len(o.inputs))
	case o.inputs[0] == "-":
		return fail(exitUsage, "write standard input to a file first, and give its name", "-o needs an input that can be read twice")
	}
	for _, path := range []string{o.inputs[0], o.workspaces, o.loading.mapping} {
		if sameFile(path, o.output) {
			return fail(exitUsage, "choose another name for the copy", "-o %s is an input, and inputs are never written to", o.output)
		}
	}
	if err := refuseOverwrite(o.output, o.force); err != nil {
		return err
	}
	return o.checkEnding()
}

// checkEnding refuses names under which a spreadsheet program would not open the copy.
func (o *validateOptions) checkEnding() error {
	options, err := o.loading.options()
	if err != nil {
		return err
	}
	ending := ".xlsx"
	if book, err := sheet.Open(o.inputs[0], options); err == nil { // reading it says what is wrong
		ending = book.CopyEnding()
		book.Close()
	}
	if strings.EqualFold(filepath.Ext(o.output), ending) {
		return nil
	}
	hint := "-o " + strings.TrimSuffix(o.output, filepath.Ext(o.output)) + ending
	if ending == ".xlsm" {
		return fail(exitUsage, hint, "%s holds macros, so its copy has to be named %s", o.inputs[0], ending)
	}
	return fail(exitUsage, hint, "-o %s: the checked copy is a workbook, named %s", o.output, ending)
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// writeChecked writes the checked copy.
func (o *validateOptions) writeChecked(ctx context.Context, s *screen, people *roster.Roster, against string) (string, error) {
	options, err := o.loading.options()
	if err != nil {
		return "", err
	}
	in := report.CheckedInput{Path: o.inputs[0], Output: o.output, Open: options, Findings: people.Findings,
		People: people.People(), HeldBack: len(people.HeldBack), Against: against, CheckedAt: s.Now(), Tool: tool(),
		Again: o.command("validate", o.output), Plan: o.command("plan", o.output)}
	for _, t := range people.Tables {
		table := report.CheckedTable{File: t.File, Sheet: t.Sheet, HeaderRow: t.HeaderRow, Rows: t.Rows, KeyColumn: keyColumn(t)}
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, report.CheckedColumn{Header: c.Header, As: c.Column, How: c.How})
		}
		in.Tables = append(in.Tables, table)
	}
	return report.WriteChecked(ctx, in)
}

// keyColumn is the column in which a reader looks for whom a row is about.
func keyColumn(t roster.Table) int {
	for _, key := range []string{"userName", "externalId", "id"} {
		if at := slices.IndexFunc(t.Columns, func(c roster.MappedColumn) bool { return c.Column == key }); at >= 0 {
			return at + 1
		}
	}
	return 0
}

// command is what to type next about a file, with the flags that say how it is read.
func (o *validateOptions) command(name, paths string) string {
	words := []string{"scimsheet", name, paths}
	for _, word := range o.given {
		words = append(words, argument(word))
	}
	return strings.Join(words, " ")
}

// conclude says what to do next, and gives what was found its exit code.
func (o *validateOptions) conclude(s *screen, answer *validateAnswer) error {
	hint := "each line above says where; scimsheet help findings says more"
	next := ""
	switch {
	case answer.File != "" && answer.Findings.Errors > 0:
		s.answer("  read    %s: what is wrong is marked in its cells, and listed on its sheet Findings\n", answer.File)
		s.answer("  mend    correct the cells and save it\n")
		next = o.command("validate", pathArgument(answer.File))
		hint = "they are marked in " + answer.File + "; scimsheet help findings says more"
	case answer.File != "":
		s.answer("  read    %s\n", answer.File)
		next = o.command("plan", pathArgument(answer.File))
	case answer.Findings.Errors > 0 && len(o.inputs) == 1 && o.inputs[0] != "-":
		s.answer("  mark    what is wrong in a copy, with the command below\n")
		next = o.command("validate", pathArgument(o.inputs[0])) + " -o " + freeName("checked", ".xlsx")
	case answer.Findings.Errors == 0 && answer.People > 0:
		next = o.command("plan", pathArguments(o.inputs))
	}
	if next != "" {
		s.answer("  then    %s\n", next)
	}
	if n := answer.Findings.Errors; n > 0 {
		return fail(exitInput, hint, "%s in the input", countOf(n, "error"))
	}
	if answer.People == 0 {
		return fail(exitInput, "scimsheet help input says what a spreadsheet may hold", "no people were found in the input")
	}
	return nil
}

// freeName is the first of checked.xlsx, checked-2.xlsx and so on that is no file yet.
func freeName(base, ending string) string {
	name := base + ending
	for n := 2; exist(".", name); n++ {
		name = fmt.Sprintf("%s-%d%s", base, n, ending)
	}
	return name
}

// terminalFindings is how many findings a terminal shows; all of them are in the files.
const terminalFindings = 200

// printFindings lists findings as a person reads them, errors and warnings first.
func printFindings(s *screen, findings []finding.Finding) {
	more, _ := report.FindingsText(s.textOut(), findings, terminalFindings, s.width())
	if more > 0 {
		s.answer("  … %s more; --json lists them all\n", thousands(more))
	}
}

// pathArguments are several inputs for a command line; - stays standard input.
func pathArguments(paths []string) string {
	words := make([]string, len(paths))
	for i, path := range paths {
		if words[i] = pathArgument(path); path == "-" {
			words[i] = path
		}
	}
	return strings.Join(words, " ")
}
