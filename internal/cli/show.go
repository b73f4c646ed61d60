package cli

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// showOptions are what the show command was asked for.
type showOptions struct {
	run       string
	format    string
	file      string
	force     bool
	noPager   bool
	selection report.Selection
}

// The formats of show.
const (
	formatText     = "text"
	formatMarkdown = "markdown"
	formatCSV      = "csv"
)

func newShow(s *screen) *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use:   "show RUN",
		Short: "The dry run in the terminal, as Markdown for a ticket, or as CSV",
		Long: `Shows the change report of a run, from its folder alone: nothing is read from the tenant, and no
credential is needed. A plan that a limit refuses, an undo and a run that was applied can be shown too.

Flags choose people: one has to fit every flag that is given, and fits a flag by fitting one word of it.
  --only       ` + strings.Join(report.Kinds(), ", ") + `
               (revoke and grant: whoever loses or gets a workspace; risk: whoever has one;
               held: what is wrong with the rows of those who are held back and have no change)
  --risk       the words of scimsheet help risks
  --user       a part of the user name or of the person's name; a whole user name means that person alone
  --workspace  a name or an id: whoever gets or loses it
  --group      a value of the column that people are grouped by (plan --group-by)
Without any, everybody is shown to whom something is done, or for whom nothing can be done. People without
a change are shown with --only none, --only all or --user. That nobody fits is no failure: it is said, and
the exit code is 0. A kind, risk, workspace or group that there is not is wrong usage.

Long text goes through $SCIMSHEET_PAGER, $PAGER or less where stdout is a terminal. No shell runs it: the
words of the variable are the program and its arguments. Colours are left out with NO_COLOR.` +
			exits(exitDone, exitFailure, exitUsage, exitPlanUnfit),
		Example: `  scimsheet show october
  scimsheet show october --only revoke,deactivate
  scimsheet show october --user maria.lopez@acme.com
  scimsheet show october --workspace "Sales Planning" --workspace Finance --only revoke
  scimsheet show october --risk lastMember,largeShare --no-pager
  scimsheet show october --format markdown | gh pr comment 17 --body-file -
  scimsheet show october --only risk -o look-at.csv`,
		Args: exactArgs(1, "one run folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.run = filepath.Clean(args[0])
			answer, err := showRun(s, o)
			if err != nil {
				return err
			}
			return s.finish(answer, nil)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&o.selection.Kinds, "only", nil, "kinds of people, separated by commas")
	flags.StringSliceVar(&o.selection.Risks, "risk", nil, "people with one of these risks")
	flags.StringArrayVar(&o.selection.People, "user", nil, "people by user name or name, or a part of it (repeatable)")
	flags.StringArrayVar(&o.selection.Workspaces, "workspace", nil, "people who get or lose this workspace (repeatable)")
	flags.StringArrayVar(&o.selection.Groups, "group", nil, "people of this group (repeatable)")
	flags.StringVar(&o.format, "format", "", "text, markdown or csv (left out: as the ending of -o says, else text)")
	flags.StringVarP(&o.file, "output", "o", "", "write it to this file instead of stdout")
	flags.BoolVar(&o.force, "force", false, "replace the file if it exists")
	flags.BoolVar(&o.noPager, "no-pager", false, "print everything at once")
	return cmd
}

// showAnswer is the JSON answer of show.
type showAnswer struct {
	Run             string         `json:"run"`
	PlanID          string         `json:"planId"`
	Digest          string         `json:"digest"`
	CreatedAt       time.Time      `json:"createdAt"`
	Operator        string         `json:"operator"`
	Tenant          string         `json:"tenant"`
	Undoes          string         `json:"undoes,omitempty"`
	State           runState       `json:"state"`
	Refused         bool           `json:"refused"`
	RequireApproval bool           `json:"requireApproval"`
	FourEyes        bool           `json:"fourEyes"`
	Counts          plan.Counts    `json:"counts"`   // of the whole plan, as are people, heldBack and limits
	People          int            `json:"people"`   // with a change, and held back
	HeldBack        int            `json:"heldBack"` // people without a change, because their rows have errors
	Limits          []plan.Limit   `json:"limits"`
	Findings        finding.Counts `json:"findings"`
	Selected        int            `json:"selected"`
	Changes         []any          `json:"changes"` // as in plan.jsonl, in the order of the report
	File            string         `json:"file,omitempty"`
}

func showRun(s *screen, o showOptions) (*showAnswer, error) {
	format, err := o.shape(s.json)
	if err != nil {
		return nil, err
	}
	p, err := readRun(o.run)
	if err != nil {
		return nil, err
	}
	findings, err := readFindings(o.run)
	if err != nil {
		return nil, err
	}
	standing := standingOf(o.run, p)
	showing, err := report.NewShowing(report.Input{Plan: p, Findings: findings, Run: o.run}, o.selection,
		report.Surroundings{State: standing.words, Commands: s.commandsAfter(o, p, standing)})
	if err != nil {
		return nil, notThere(err)
	}
	answer := &showAnswer{Run: o.run, PlanID: p.ID, Digest: p.Digest, CreatedAt: p.CreatedAt, Operator: p.Operator, Tenant: p.Tenant.SCIMURL,
		Undoes: p.Undoes, State: standing.state, Refused: p.Refused, RequireApproval: p.Policy.RequireApproval, FourEyes: p.Policy.FourEyes,
		Counts: p.Counts, People: len(p.Changes) + p.HeldBack, HeldBack: p.HeldBack, Limits: p.Limits, Findings: finding.Count(findings)}
	if s.json {
		if answer.Changes, err = changeObjects(o.run, showing.Changes()); err != nil {
			return nil, err
		}
		answer.Selected = len(answer.Changes)
	}
	if o.file == "" && s.json {
		return answer, nil
	}
	text, err := s.rendered(showing, format, o.file != "")
	if err != nil {
		return nil, err
	}
	if o.file == "" {
		return answer, s.show(text, o.noPager)
	}
	if answer.File, err = saveText(o.file, text); err != nil {
		return nil, err
	}
	s.answer("The report of plan %s was written to %s\n", p.ID, answer.File)
	return answer, nil
}

// shape is the format to write in: as it was asked for, or as the file's ending says.
func (o showOptions) shape(json bool) (string, error) {
	format := o.format
	if format == "" {
		var err error
		if format, err = formatOf(o.file); err != nil {
			return "", err
		}
	}
	if err := oneOf("format", format, formatText, formatMarkdown, formatCSV); err != nil {
		return "", err
	}
	switch {
	case o.format != "" && json && o.file == "":
		return "", fail(exitUsage, "leave one of them out, or let -o name a file for the format", "--json and --format exclude each other on stdout")
	case o.file == "":
		return format, nil
	}
	return format, refuseOverwrite(o.file, o.force)
}

// formatOf is the format that a file's ending says. A file without one is text.
func formatOf(file string) (string, error) {
	switch ending := strings.ToLower(filepath.Ext(file)); ending {
	case ".md", ".markdown":
		return formatMarkdown, nil
	case ".csv":
		return formatCSV, nil
	case ".txt", "":
		return formatText, nil
	case ".html", ".htm", ".xlsx":
		return "", fail(exitUsage, "it is in the run already: "+changePage+" and "+changeWorkbook+". show writes .md, .csv and .txt",
			"show does not write %s files: %s", ending, file)
	default:
		return "", fail(exitUsage, "end it with .md, .csv or .txt, or say --format text, markdown or csv",
			"the ending %s of %s says no format", ending, file)
	}
}

// fileWidth is how wide text in a file is: stdout's width says nothing about it.
const fileWidth = 100

func (s *screen) rendered(showing *report.Showing, format string, toFile bool) (string, error) {
	var out bytes.Buffer
	var err error
	switch {
	case format == formatMarkdown:
		err = showing.Markdown(&out)
	case format == formatCSV:
		err = showing.CSV(&out, toFile) // the mark is for spreadsheet programs, which open files
	case toFile:
		err = showing.Text(&out, fileWidth, false)
	default:
		err = showing.Text(&out, s.width(), s.colours())
	}
	return out.String(), err
}

func saveText(path, text string) (string, error) {
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return "", err
	}
	defer draft.Discard()
	if _, err := draft.Write([]byte(text)); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return draft.Save()
}

// notThere is a word of a selection that means nothing, with the nearest ones that do.
func notThere(err error) error {
	var none *report.NoSuch
	if !errors.As(err, &none) {
		return err
	}
	const shown = 12
	there, more := none.There, ""
	if len(there) > shown {
		there, more = there[:shown], fmt.Sprintf(" and %d more", len(there)-shown)
	}
	hint := "there is: " + strings.Join(there, "; ") + more
	switch {
	case len(none.There) == 0 && none.What == "group":
		hint = "this plan does not group people: plan again with --group-by and the header of a column"
	case len(none.There) == 0 && none.What == "workspace":
		hint = "this plan gives and takes no workspace"
	case len(none.There) == 0:
		hint = "a part of a user name or of a person's name"
	}
	nearest, distance := "", 3
	for _, word := range none.There {
		if d := levenshtein.ComputeDistance(identity.Fold(word), identity.Fold(none.Word)); d < distance {
			nearest, distance = word, d
		}
	}
	if nearest != "" {
		hint = "did you mean " + argument(nearest) + "? " + hint
	}
	return fail(exitUsage, hint, "%w", err)
}
