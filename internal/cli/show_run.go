package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// standing is how far a run has come, as a word and in sentences.
type standing struct {
	state   runState
	words   string
	problem string // why it cannot be told
}

// standingOf is the one place that tells the state of a run whose plan can be read.
func standingOf(run string, p *plan.Plan) standing {
	state, err := readState(run, p)
	switch {
	case err != nil:
		return standing{state: runDamaged, problem: err.Error(), words: "How far this run has come cannot be told: " + err.Error() + "."}
	case p.Refused:
		return standing{state: runRefused, words: "A limit refuses this plan: it can be looked at, and is never applied."}
	case len(state.Calls) == 0 && writing(p) == 0:
		return standing{state: runIdle, words: "There is nothing to apply."}
	case len(state.Calls) == 0:
		return standing{state: runPlanned, words: "It has not been applied: nothing of this has been done."}
	}
	last := state.Calls[len(state.Calls)-1]
	when := last.StartedAt
	if !last.EndedAt.IsZero() {
		when = last.EndedAt
	}
	counts := settled(p, apply.Outcomes(p, state))
	at := when.UTC().Format("2006-01-02 15:04") + " UTC: " + settledWords(counts)
	switch {
	case state.Finished(p) && counts[apply.Undecided] > 0:
		return standing{state: runUndecided, words: "What was approved of this plan has been applied, last at " + at +
			". The undecided ones wait for an approver. What follows is what was planned."}
	case state.Finished(p):
		return standing{state: runFinished, words: "This plan has been applied, last at " + at +
			". What follows is what was planned; scimsheet results says what became of every row."}
	}
	return standing{state: runUnfinished, words: "This plan has been applied in part, last at " + at + ". What follows is what was planned."}
}

// settled counts what became of the changes that write.
func settled(p *plan.Plan, outcomes map[string]apply.Outcome) map[apply.Status]int {
	counts := map[apply.Status]int{}
	for i := range p.Changes {
		if p.Changes[i].Writes() {
			counts[outcomes[p.Changes[i].ID].Status]++
		}
	}
	return counts
}

func settledWords(counts map[apply.Status]int) string {
	var words []string
	for _, about := range []struct {
		status apply.Status
		words  string
	}{{apply.Applied, "applied"}, {apply.Unchanged, "already as wanted"}, {apply.Partial, "partly applied"}, {apply.Failed, "failed"},
		{apply.Drifted, "changed by somebody else and left alone"}, {apply.Unknown, "unknown"}, {apply.Rejected, "rejected"},
		{apply.Undecided, "undecided"}, {apply.NotAttempted, "not attempted"}} {
		if n := counts[about.status]; n > 0 {
			words = append(words, thousands(n)+" "+about.words)
		}
	}
	return strings.Join(words, ", ")
}

// commandsAfter are what to type next.
func (s *screen) commandsAfter(o showOptions, p *plan.Plan, on standing) []report.Command {
	var commands []report.Command
	next := func(what string, words ...string) {
		commands = append(commands, report.Command{For: what, Line: s.next(words...)})
	}
	approvals := []string{"--approvals", "FILE"} // that came back
	if p.Policy.SplitBy != "" {
		approvals[1] = "FOLDER" // to which they come back
	}
	switch on.state {
	case runPlanned, runUnfinished:
		what, words := "apply", []string{"apply", o.run}
		if on.state == runUnfinished {
			what = "go on"
		} else if p.Policy.RequireApproval {
			words = append(words, approvals...)
		}
		next(what, words...)
	case runFinished:
		next("results", "results", o.run)
	case runUndecided:
		next("results", "results", o.run)
		next("decide", append([]string{"apply", o.run}, approvals...)...)
	}
	if p.Counts.Revocations+p.Counts.Deactivate > 0 && len(o.selection.Kinds) == 0 {
		next("closer", "show", o.run, "--only", "revoke,deactivate")
	}
	return commands
}

// changeObjects are changes as the plan file of a run has them, which was checked when the plan was read.
func changeObjects(run string, changes []*plan.Change) ([]any, error) {
	place := make(map[string]int, len(changes))
	for i, c := range changes {
		place[c.ID] = i
	}
	file, err := os.Open(filepath.Join(run, planFile))
	if err != nil {
		return nil, fmt.Errorf("read the changes of the plan: %w", err)
	}
	defer file.Close()
	objects := make([]any, len(changes))
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the changes of the plan: %w", err)
		}
		var change struct{ Kind, ID string }
		if err := json.Unmarshal(line, &change); err != nil {
			return nil, fmt.Errorf("read the changes of the plan: %w", errors.Join(plan.ErrDamaged, err))
		}
		if at, wanted := place[change.ID]; wanted && change.Kind == "change" {
			objects[at] = json.RawMessage(bytes.TrimSpace(line))
		}
	}
}
