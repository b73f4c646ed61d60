// Package cli owns the commands: flags become options structs, each command makes one call, and errors
// become words, hints and exit codes. It wires all other packages together and holds no rules of its own.
package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"
)

// Run executes one command line and returns the process's exit code.
func Run(ctx context.Context, args []string, streams Streams) int {
	s := &screen{Streams: streams, json: asksForJSON(args), lineOpen: new(atomic.Bool)}
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	var done *answered
	if errors.As(err, &done) {
		return done.code
	}
	f := s.failureOf(err)
	s.printFailure(f)
	if s.json {
		if err := s.object(nil, f); err != nil {
			s.printFailure(failureOf(err))
			return exitFailure
		}
	}
	return f.Code
}

// answered ends a command that has said everything itself, with its exit code.
type answered struct{ code int }

func (a *answered) Error() string { return fmt.Sprintf("exit status %d", a.code) }

// finish gives a command's answer: as one JSON object, or with the failure in words after the text
// that is already on the screen.
func (s *screen) finish(answer any, err error) error {
	var f *failure
	if err != nil {
		f = s.failureOf(err)
	}
	if s.json {
		if err := s.object(answer, f); err != nil {
			return err
		}
	}
	if f == nil {
		return nil
	}
	if f.Code != exitChanges {
		s.printFailure(f)
	}
	return &answered{code: f.Code}
}

// asksForJSON looks for --json before the flags are parsed: errors in the flags themselves are answered
// as JSON too.
func asksForJSON(args []string) bool {
	end := slices.Index(args, "--")
	if end < 0 {
		end = len(args)
	}
	return slices.Contains(args[:end], "--json") || slices.Contains(args[:end], "--json=true")
}

func newRoot(s *screen) *cobra.Command {
	root := &cobra.Command{
		Use:   "scimsheet",
		Short: "Manage who can use Anaplan from a spreadsheet, safely",
		Long: `scimsheet turns a spreadsheet of people and workspaces into the exact state of an Anaplan tenant.
It shows first what would change (plan), changes exactly that (apply), and says for every row of the
spreadsheet what became of it (results).

Start with:   scimsheet demo`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return s.fillFlags(cmd)
		},
	}
	root.PersistentFlags().BoolVar(&s.json, "json", s.json, "answer with one JSON object on stdout")
	root.PersistentFlags().BoolVarP(&s.quiet, "quiet", "q", false, "no progress and no remarks on stderr")
	root.PersistentFlags().StringVar(&s.configFile, "config", "", "the settings file (else ./scimsheet.yaml, else config.yaml in the folder for settings)")
	root.PersistentFlags().StringVar(&s.profile, "profile", "", "which profile of the settings file counts")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fail(exitUsage, strings.Replace(cmd.CommandPath(), "scimsheet", "scimsheet help", 1)+" lists the flags", "%w", err)
	})
	root.AddCommand(
		newDemo(s), newTemplate(s), newValidate(s), newPlan(s), newShow(s), newSign(s), newApprovals(s), newApply(s), newVerify(s), newUndo(s), newResults(s), newRuns(s), newReview(s),
		newExport(s), newMapping(s), newSimulate(s), newCheck(s), newLogin(s), newLogout(s), newConfig(s), newVersion(s),
	)
	addHelpTopics(root)
	root.SetHelpFunc(showHelp(s))
	root.SuggestionsMinimumDistance = 2
	root.SetHelpCommand(newHelp(root, s))
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" { // a group, which would answer an unknown shell with its help and 0
			cmd.Args, cmd.RunE = knownCommand, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
	return root
}

// knownCommand refuses what is no command, with the nearest ones there are.
func knownCommand(group *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := strings.TrimSpace("scimsheet help "+strings.TrimPrefix(strings.TrimPrefix(group.CommandPath(), "scimsheet"), " ")) + " lists what there is"
	if near := group.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return fail(exitUsage, hint, "there is no command %q", args[0])
}

// exactArgs is cobra.ExactArgs with our words and exit code.
func exactArgs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return fail(exitUsage, usageLine(cmd), "%s takes %s, not %d arguments", cmd.Name(), what, len(args))
		}
		return nil
	}
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fail(exitUsage, usageLine(cmd), "%s takes no arguments, not %q", cmd.Name(), args[0])
	}
	return nil
}

func atLeastOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fail(exitUsage, usageLine(cmd), "%s needs %s", cmd.Name(), what)
		}
		return nil
	}
}

// atMostOneFolder is for commands that take one folder or none.
func atMostOneFolder(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fail(exitUsage, usageLine(cmd), "%s takes one folder, not %d arguments", strings.TrimPrefix(cmd.CommandPath(), "scimsheet "), len(args))
	}
	return nil
}

func usageLine(cmd *cobra.Command) string { return "usage: " + cmd.UseLine() }
