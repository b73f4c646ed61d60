package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scimsheet/internal/apply"
	"scimsheet/internal/simulator"
	"scimsheet/templates"
)

// demoAnswer is the JSON answer of demo.
type demoAnswer struct {
	Run    string        `json:"run"`
	Plan   *planAnswer   `json:"plan"`
	Apply  *applyAnswer  `json:"apply"`
	Verify *verifyAnswer `json:"verify"`
}

func newDemo(s *screen) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo [DIR]",
		Short: "See the whole job in a few seconds, on a made-up tenant",
		Long: `Takes a sample workbook of some 270 people to a simulated tenant: plan, apply, verify. Everything
stays on this machine. DIR (left out: scimsheet-demo-<time>) then holds the workbook and the run.` +
			exits(exitDone, exitFailure, exitUsage),
		Example: "  scimsheet demo\n  scimsheet demo /tmp/try",
		Args:    atMostOneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := demo(cmd.Context(), s, demoFolder(s, args, "scimsheet-demo"))
			if err != nil {
				return err
			}
			return s.finish(answer, nil)
		},
	}
	cmd.AddCommand(newDemoReview(s))
	return cmd
}

// demoFolder is where a demo leaves its files: the folder that was given, else one named after the time.
func demoFolder(s *screen, args []string, name string) string {
	if len(args) == 1 {
		return filepath.Clean(args[0])
	}
	return name + "-" + s.Now().UTC().Format("20060102T150405Z")
}

// demoTenant is the tenant that the sample workbook was made for.
func demoTenant() simulator.Options {
	return simulator.Options{Users: 251, Workspaces: 12, Seed: 7}
}

// demo runs the real commands, one after the other, against a tenant in this process.
func demo(ctx context.Context, s *screen, dir string) (*demoAnswer, error) {
	tenant, err := simulator.New(demoTenant())
	if err != nil {
		return nil, err
	}
	server, err := simulator.Start(tenant, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer server.Close()
	input, err := unpackSample(dir)
	if err != nil {
		return nil, err
	}
	inner := demoScreen(s, server.Access)
	connect := connectFlags{scimURL: server.SCIMURL, authURL: server.AuthURL, apiURL: server.APIURL, workers: 4, timeout: 30 * time.Second}

	s.answer("A simulated tenant with %s stands in for Anaplan. Everything stays on this machine.\n\n", countOf(len(tenant.Accounts()), "user"))
	s.answer("1. The dry run:   scimsheet plan %s -o %s\n\n", input, dir)
	answer := &demoAnswer{Run: dir}
	if answer.Plan, err = makePlan(ctx, inner, demoPlan(connect, input, dir)); failed(err, exitInput) {
		return nil, err
	}
	s.answer("\n2. The change:   scimsheet apply %s\n\n", dir)
	if answer.Apply, err = applyRun(ctx, inner, applyOptions{run: dir, yes: true, order: orderSafe, connect: connect}); err != nil {
		return nil, err
	}
	s.answer("\n3. The proof:   scimsheet verify %s\n\n", dir)
	if answer.Verify, err = verifyRun(ctx, inner, dir, connect); err != nil {
		return nil, err
	}
	if answer.Apply.Outcomes[apply.Invalid] == 0 {
		return nil, fmt.Errorf("demo: the sample's deliberate mistakes were not found")
	}
	tellNext(s, input, answer)
	return answer, nil
}

// failed reports whether an error is another than the one that is meant to happen.
func failed(err error, expected int) bool { return err != nil && failureOf(err).Code != expected }

func unpackSample(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the demo's folder: %w", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, planFile)); err == nil {
		return "", fail(exitUsage, "name another folder, or none", "%s already holds a plan", dir)
	}
	input := filepath.Join(dir, "staff.xlsx")
	if err := os.WriteFile(input, templates.Sample, 0o600); err != nil {
		return "", fmt.Errorf("write the sample workbook: %w", err)
	}
	return input, nil
}

// demoScreen talks like the command's own, but knows the simulated tenant's credentials and keeps the
// one JSON answer for the end.
func demoScreen(s *screen, access simulator.Access) *screen {
	inner := *s
	inner.Getenv = func(name string) string {
		switch name {
		case envUsername:
			return access.Username
		case envPassword:
			return access.Password
		}
		return ""
	}
	return &inner
}

// demoPlan are the options of a plain plan command.
func demoPlan(connect connectFlags, input, dir string) planOptions {
	var o planOptions
	flags := pflag.NewFlagSet("demo", pflag.ContinueOnError)
	o.loading.bind(flags)
	o.policy.bind(flags)
	o.inputs, o.run, o.connect = []string{input}, dir, connect
	return o
}

func tellNext(s *screen, input string, answer *demoAnswer) {
	s.answer(`
Look at
  %-52s the spreadsheet, with a few deliberate mistakes
  %-52s the dry run, for approvers
  %-52s the same as a page to look at
  %-52s what became of every row
Then, with your own tenant
  scimsheet template -o staff.xlsx        a workbook to fill in
  scimsheet help safety                   what is promised, and how it is kept
`, input, answer.Plan.Files[changeWorkbook], answer.Plan.Files[changePage], answer.Apply.Files[resultsBook])
}
