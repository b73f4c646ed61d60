package cli

import (
	"cmp"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"scimsheet/internal/roster"
)

func newTemplate(s *screen) *cobra.Command {
	var file, layout string
	var force bool
	cmd := &cobra.Command{
		Use:   "template [-o FILE]",
		Short: "A blank input workbook with dropdowns, notes and an example",
		Long: `Writes a workbook (.xlsx) or a CSV file to fill in. Its example row is never taken for a person.` +
			exits(exitDone, exitFailure, exitUsage),
		Example: `  scimsheet template
  scimsheet template -o october.xlsx --layout matrix
  scimsheet template -o october.csv`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := cmp.Or(
				oneOf("layout", layout, string(roster.WideTemplate), string(roster.LongTemplate), string(roster.MatrixTemplate)),
				oneOf("output", strings.ToLower(filepath.Ext(file)), ".xlsx", ".csv"),
				refuseOverwrite(file, force)); err != nil {
				return err
			}
			written, err := roster.WriteTemplate(file, roster.TemplateLayout(layout), s.Now())
			if err != nil {
				return err
			}
			s.answer("%s written. Fill it in, then: scimsheet validate %s\n", written, written)
			return s.finish(map[string]string{"file": written, "layout": layout}, nil)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&file, "output", "o", "template.xlsx", "the file to write, .xlsx or .csv")
	flags.StringVar(&layout, "layout", string(roster.WideTemplate), "wide (one row a person), long (one row a workspace), matrix (one column a workspace)")
	flags.BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}
