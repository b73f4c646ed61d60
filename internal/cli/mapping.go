package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// mappingAnswer is the JSON answer of mapping show.
type mappingAnswer struct {
	Mapping  []shownColumn     `json:"mapping"`
	Findings finding.Counts    `json:"findings"`
	Items    []finding.Finding `json:"items"`
	File     string            `json:"file,omitempty"`
}

// shownColumn is one column of an input, what it is read as, and what stands in it.
type shownColumn struct {
	mappedHeader
	How     string   `json:"how"`
	Samples []string `json:"samples"`
}

// newMapping is the group of commands about what headers mean.
func newMapping(s *screen) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mapping",
		Short: "What the columns of a spreadsheet are taken for",
		Args:  knownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMappingShow(s))
	return cmd
}

func newMappingShow(s *screen) *cobra.Command {
	var loading loadFlags
	var save string
	var force bool
	cmd := &cobra.Command{
		Use:   "show INPUT…",
		Short: "Print what maps to what, with sample values",
		Long: `Prints for each column what it is read as, how, and some of its values. --save writes that as a mapping
file: edit it, and give it to validate and plan with --mapping. Sample values stand in the file as
comments, so it holds people's data. scimsheet help mapping-files explains the file.` +
			exits(exitDone, exitFailure, exitUsage, exitInput, exitInterrupted),
		Example: `  scimsheet mapping show hr-extract.csv
  scimsheet mapping show hr-extract.csv --save hr.yaml
  scimsheet validate hr-extract.csv --mapping hr.yaml`,
		Args: atLeastOne("an input: a workbook, a CSV file, or - for CSV on standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := showMapping(cmd.Context(), s, args, loading, save, force)
			if answer == nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	loading.bind(flags)
	flags.StringVar(&save, "save", "", "write a mapping file to edit (.yaml)")
	flags.BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}

func showMapping(ctx context.Context, s *screen, inputs []string, loading loadFlags, save string, force bool) (*mappingAnswer, error) {
	if save != "" {
		if err := refuseOverwrite(save, force); err != nil {
			return nil, err
		}
		for _, input := range append(slices.Clone(inputs), loading.mapping) {
			if sameFile(input, save) {
				return nil, fail(exitUsage, "choose another name", "--save %s is an input", save)
			}
		}
	}
	people, err := loading.read(ctx, inputs, plan.MatchUserName, nil)
	if err != nil {
		return nil, err
	}
	about := aboutHeaders(people)
	answer := &mappingAnswer{Mapping: shownColumns(people), Findings: finding.Count(about), Items: about}
	for _, t := range people.Tables {
		printTable(s, t)
	}
	printFindings(s, about)
	if save != "" {
		if answer.File, err = saveMapping(save, people.Tables); err != nil {
			return answer, err
		}
		s.answer("%s written. Edit it, then: scimsheet validate %s --mapping %s\n", answer.File, strings.Join(inputs, " "), answer.File)
	}
	if unusable := people.Unusable(); len(unusable) > 0 {
		f := unusable[0]
		return answer, fail(exitInput, f.Hint, "%s: %s", f.Pos, f.Message)
	}
	return answer, nil
}

// aboutHeaders are the findings that concern headers and tables, not people.
func aboutHeaders(people *roster.Roster) []finding.Finding {
	header := map[string]int{}
	for _, t := range people.Tables {
		header[t.File+"\x00"+t.Sheet] = t.HeaderRow
	}
	about := []finding.Finding{}
	for _, f := range people.Findings {
		if f.Pos.Row == 0 || f.Pos.Row == header[f.Pos.File+"\x00"+f.Pos.Sheet] {
			about = append(about, f)
		}
	}
	return about
}

func shownColumns(people *roster.Roster) []shownColumn {
	columns := []shownColumn{}
	for _, t := range people.Tables {
		for _, c := range slices.Concat(t.Columns, t.Constants) {
			columns = append(columns, shownColumn{
				mappedHeader: mappedHeader{File: t.File, Sheet: t.Sheet, Header: c.Header, Column: c.Column},
				How:          c.How, Samples: append([]string{}, c.Samples...)})
		}
	}
	return columns
}

func saveMapping(path string, tables []roster.Table) (string, error) {
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return "", err
	}
	defer draft.Discard()
	if err := roster.WriteMapping(draft, tables); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return draft.Save()
}

// printTable prints one table's columns, as wide as the terminal.
func printTable(s *screen, t roster.Table) {
	s.answer("%s\n\n", tableLine(t))
	rows := [][]string{{"column", "header", "is read as", "for example"}}
	for i, c := range t.Columns {
		if c.Header == "" && c.Column == "" && len(c.Samples) == 0 {
			continue
		}
		rows = append(rows, []string{finding.ColumnLetters(i + 1), c.Header, meaningOf(c), strings.Join(c.Samples, " · ")})
	}
	for _, c := range t.Constants {
		rows = append(rows, []string{"–", "", c.Column + ", " + c.How, strings.Join(c.Samples, " · ")})
	}
	widths := columnWidths(rows, s.width()-2)
	for _, row := range rows {
		line := ""
		for i, text := range row {
			line += runewidth.FillRight(runewidth.Truncate(text, widths[i], "…"), widths[i]) + "  "
		}
		s.answer("  %s\n", strings.TrimRight(line, " "))
	}
	s.answer("\n")
}

// meaningOf is what a column is read as, and how.
func meaningOf(c roster.MappedColumn) string {
	switch {
	case c.Column == "" && c.How == "":
		return "– carried through"
	case c.Column == "":
		return "– " + c.How
	case c.How == "":
		return c.Column
	}
	return c.Column + ", " + c.How
}

// columnWidths gives each column the room its texts need; the last takes what is left.
func columnWidths(rows [][]string, room int) []int {
	const most = 56
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			widths[i] = min(most, max(widths[i], runewidth.StringWidth(text)))
		}
	}
	last := len(widths) - 1
	for _, width := range widths[:last] {
		room -= width + 2
	}
	widths[last] = max(16, room)
	return widths
}
