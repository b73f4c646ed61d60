package cli

import (
	"embed"
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"scimsheet/internal/finding"
)

//go:embed topics/*.txt
var topics embed.FS

// helpTopics are the help texts that belong to no command.
var helpTopics = []struct{ name, short string }{
	{"input", "what a spreadsheet may hold"},
	{"mapping-files", "how to say what the columns of a file mean"},
	{"sign-in", "how to sign in, and where secrets come from"},
	{"settings", "what may stand in scimsheet.yaml, profiles"},
	{"signing", "how a plan is signed, and how a pipeline insists on it"},
	{"files", "what a run folder holds, and the formats for machines"},
	{"exit-codes", "how every command ends"},
	{"findings", "what can be wrong with an input, and how to mend it"},
	{"risks", "what approvers are asked to look at, and what to do"},
	{"safety", "what scimsheet promises, and how it keeps it"},
	{"anaplan", "what scimsheet relies on about Anaplan"},
}

func addHelpTopics(root *cobra.Command) {
	for _, topic := range helpTopics {
		root.AddCommand(&cobra.Command{Use: topic.name, Short: topic.short, Long: topicText(topic.name)})
	}
}

func topicText(name string) string {
	if name == "findings" {
		return findingsText()
	}
	text, err := topics.ReadFile("topics/" + name + ".txt")
	if err != nil {
		return ""
	}
	return strings.TrimRight(string(text), "\n")
}

// findingsText is the page of codes, made from the table that the program itself uses.
func findingsText() string {
	var b strings.Builder
	b.WriteString("What scimsheet says about an input. An error holds the person's rows back; a warning should be\n" +
		"looked at; a note only tells. Codes never change their meaning. scimsheet help findings CODE shows one.\n")
	for _, about := range finding.Codes() {
		fmt.Fprintf(&b, "\n  %s  (%s)  %s\n      %s\n      %s\n", about.Code, about.Severity, about.Title, about.Meaning, about.Fix)
	}
	return strings.TrimRight(b.String(), "\n")
}

// findingPage is the page of one code, whose case does not matter.
func findingPage(code string) (string, error) {
	nearest, distance := "", len(code)
	for _, about := range finding.Codes() {
		if strings.EqualFold(string(about.Code), code) {
			return fmt.Sprintf("%s  (%s)  %s\n\n%s\n\n%s", about.Code, about.Severity, about.Title, about.Meaning, about.Fix), nil
		}
		if d := levenshtein.ComputeDistance(strings.ToLower(string(about.Code)), strings.ToLower(code)); d < distance {
			nearest, distance = string(about.Code), d
		}
	}
	hint := "scimsheet help findings lists what there is"
	if distance <= 3 {
		hint = "did you mean " + nearest + "?"
	}
	return "", fail(exitUsage, hint, "there is no finding %q", code)
}

// newHelp shows the help of a command, a topic or a finding; one that there is not is an error, unlike
// cobra's own.
func newHelp(root *cobra.Command, s *screen) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND or TOPIC]",
		Short: "Help about a command or a topic",
		Example: `  scimsheet help plan
  scimsheet help findings
  scimsheet help findings badUserName`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 2 && args[0] == "findings" {
				page, err := findingPage(args[1])
				if err != nil {
					return err
				}
				return s.page(page)
			}
			found, rest, err := root.Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return knownCommand(found, rest)
			}
			return found.Help()
		},
	}
}

// page answers with a text.
func (s *screen) page(text string) error {
	if s.json {
		return s.object(map[string]string{"text": text}, nil)
	}
	_, err := fmt.Fprintln(s.Out, text)
	return err
}

// showHelp prints a command's help, or answers with it under --json.
func showHelp(s *screen) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, _ []string) {
		text := strings.TrimSpace(cmd.Long)
		if text == "" {
			text = cmd.Short
		}
		if cmd.Runnable() || cmd.HasAvailableSubCommands() {
			text += "\n\n" + strings.TrimRight(cmd.UsageString(), "\n")
		}
		if err := s.page(text); err != nil {
			s.printFailure(failureOf(err))
		}
	}
}

// exits lists a command's exit codes for its help text.
func exits(codes ...int) string {
	meaning := map[int]string{
		exitDone: "done", exitFailure: "failure", exitUsage: "wrong usage", exitInput: "the input has errors",
		exitNotApplied: "some changes were not applied, or differences were found", exitLimit: "a limit refused",
		exitPlanUnfit: "the plan or the review does not fit", exitCredentials: "credentials missing or refused",
		exitChanges: "there are changes (with --detailed-exitcode)", exitInterrupted: "interrupted, can be resumed",
	}
	parts := make([]string, len(codes))
	for i, code := range codes {
		parts[i] = fmt.Sprintf("%d %s", code, meaning[code])
	}
	return "\n\nExit codes: " + strings.Join(parts, " · ") + "."
}
