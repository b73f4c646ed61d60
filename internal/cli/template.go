package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"scimsheet/internal/identity"
	"scimsheet/internal/roster"
)

// templateOptions are what the template command was asked for.
type templateOptions struct {
	file       string
	layout     string
	force      bool
	fromTenant bool
	connect    connectFlags
}

// templateAnswer is the JSON answer of template.
type templateAnswer struct {
	File       string `json:"file"`
	Layout     string `json:"layout"`
	Workspaces int    `json:"workspaces"` // to choose from
	Inactive   int    `json:"inactive"`   // workspaces that were left out
}

func newTemplate(s *screen) *cobra.Command {
	var o templateOptions
	cmd := &cobra.Command{
		Use:   "template [-o FILE]",
		Short: "A blank input workbook with dropdowns, notes and an example",
		Long: `Writes a workbook (.xlsx) or a CSV file to fill in. Its example row is never taken for a person.

With --from-tenant the workspaces to choose from are read: those that the service lists to this account, and those
that any user holds. The flags of the connection count only then. Nothing is written to the tenant.` +
			exits(exitDone, exitFailure, exitUsage, exitCredentials, exitInterrupted),
		Example: `  scimsheet template
  scimsheet template -o october.xlsx --layout matrix --from-tenant --region us1
  scimsheet template -o october.csv`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := writeTemplate(cmd.Context(), s, o)
			if err != nil {
				return err
			}
			return s.finish(answer, nil)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.file, "output", "o", "template.xlsx", "the file to write, .xlsx or .csv")
	flags.StringVar(&o.layout, "layout", string(roster.Wide), "wide (one row a person), long (one row a workspace), matrix (one column a workspace)")
	flags.BoolVar(&o.fromTenant, "from-tenant", false, "read the tenant's workspaces, to choose from")
	flags.BoolVar(&o.force, "force", false, "replace the file if it exists")
	o.connect.bind(flags)
	return cmd
}

func writeTemplate(ctx context.Context, s *screen, o templateOptions) (*templateAnswer, error) {
	kind := strings.ToLower(filepath.Ext(o.file))
	if err := cmp.Or(
		oneOf("layout", o.layout, string(roster.Wide), string(roster.Long), string(roster.Matrix)),
		oneOf("output", kind, ".xlsx", ".csv"),
		refuseOverwrite(o.file, o.force)); err != nil {
		return nil, err
	}
	t := roster.Template{Layout: roster.Layout(o.layout), Created: s.Now()}
	if o.fromTenant {
		if kind == ".csv" && t.Layout != roster.Matrix {
			return nil, fail(exitUsage, "write an .xlsx file, or take --layout matrix", "a CSV file has no dropdowns to offer the tenant's workspaces in")
		}
		known, err := o.tenantWorkspaces(ctx, s)
		if err != nil {
			return nil, err
		}
		t.Known = known
	}
	written, err := t.Write(o.file)
	if err != nil {
		return nil, err
	}
	answer := &templateAnswer{File: written, Layout: o.layout}
	answer.Workspaces, answer.Inactive = t.Offered()
	if o.fromTenant {
		tellOffered(s, answer)
	}
	s.answer("%s written. Fill it in, then: scimsheet validate %s\n", written, written)
	return answer, nil
}

// tenantWorkspaces are those that the service lists to the caller, who may see few, and those that
// accounts hold.
func (o *templateOptions) tenantWorkspaces(ctx context.Context, s *screen) (*identity.Workspaces, error) {
	conn, err := o.connect.open(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	known, err := conn.workspaces(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	_, err = conn.readAll(ctx, s, known, 0, "to see which workspaces there are")
	return known, err
}

func tellOffered(s *screen, a *templateAnswer) {
	if a.Workspaces == 0 {
		s.talk("warning: the tenant shows this account no workspace, so there is none to choose from\n")
		return
	}
	left := ""
	if a.Inactive > 0 {
		left = "; " + countOf(a.Inactive, "inactive one") + " left out"
	}
	s.talk("%s to choose from%s\n", countOf(a.Workspaces, "workspace"), left)
}
