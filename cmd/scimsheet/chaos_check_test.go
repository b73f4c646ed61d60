package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// line is one line of results.jsonl.
type line struct {
	Row      *int         `json:"row"`
	UserName string       `json:"userName"`
	ChangeID string       `json:"changeId"`
	Outcome  apply.Status `json:"outcome"`
	Detail   string       `json:"detail"`
}

func (c *chaos) dropResults() {
	for _, name := range []string{"results.xlsx", "results.jsonl"} {
		if err := os.Remove(filepath.Join(c.run, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			c.t.Fatal(err)
		}
	}
}

// checkRound holds the end of a call to what was done to it: results unless it was killed or had no
// room for them, and, whatever happened, a journal that tells the truth.
func (c *chaos) checkRound(call *child, stop string, code int) {
	said := call.said.String()
	switch {
	case strings.Contains(said, "DATA RACE") || strings.Contains(said, "panic:"):
		c.t.Fatalf("it broke: %s", said)
	case code == -1 && (stop == "kill" || stop == "disk"):
	case stop == "disk" && code == 1:
	case code == 7 && !c.temper.token, code == 130 && stop != "interrupt", !slices.Contains([]int{0, 1, 4, 7, 130}, code):
		c.t.Fatalf("apply ended with %d: %s", code, said)
	default:
		call.answer(c.t)
		if _, err := os.Stat(filepath.Join(c.run, "results.xlsx")); err != nil {
			c.t.Fatalf("no results though it was not killed: %v: %s", err, said)
		}
		c.checkTruth(c.results())
		return
	}
	if code, call := c.gate.run(c.t, c.folder, "results", "run", "--json"); code != 0 && code != 4 {
		c.t.Fatalf("results after %q ended with %d: %s", stop, code, call.said.String())
	}
	c.checkTruth(c.results())
}

// results are the lines of results.jsonl by change, after making sure that each row has exactly one.
func (c *chaos) results() map[string]line {
	file, err := os.Open(filepath.Join(c.run, "results.jsonl"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	told, byChange := map[int]bool{}, map[string]line{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			c.t.Fatalf("results.jsonl: %v: %s", err, lines.Bytes())
		}
		if l.Row != nil && (told[*l.Row] || *l.Row < 2 || *l.Row > c.rows+1) {
			c.t.Fatalf("row %d is told twice, or is none", *l.Row)
		}
		if l.Row != nil {
			told[*l.Row] = true
		}
		if l.ChangeID == "" && l.Outcome != apply.Invalid {
			c.t.Fatalf("a row without a change is not invalid: %+v", l)
		}
		byChange[l.ChangeID] = l
	}
	if lines.Err() != nil || len(told) != c.rows {
		c.t.Fatalf("results.jsonl tells of %d rows of %d (%v)", len(told), c.rows, lines.Err())
	}
	for i := range c.plan.Changes {
		if l := byChange[c.plan.Changes[i].ID]; l.Outcome == "" {
			c.t.Fatalf("change %s of %s has no outcome", c.plan.Changes[i].ID, c.plan.Changes[i].UserName)
		}
	}
	return byChange
}

// account is somebody as they are; nil where there is nobody.
func (c *chaos) account(name identity.UserName) *identity.Account {
	if a, found := c.tenant.Account(name); found {
		return &a
	}
	return nil
}

// checkTruth holds each outcome against the tenant. Where another administrator was at work the account
// may have moved on since, and what is carried out late or in part as well.
func (c *chaos) checkTruth(results map[string]line) {
	for i := range c.plan.Changes {
		change := &c.plan.Changes[i]
		name := string(change.UserName)
		if c.marks[name] != nil || c.gone[name] || !change.Writes() {
			continue
		}
		now, l, after := c.account(change.UserName), results[change.ID], change.After()
		wanted := now != nil && now.SameState(after)
		untouched := now == nil && change.Before == nil || now != nil && change.Before != nil && now.SameState(*change.Before)
		ok := true
		switch l.Outcome {
		case apply.Applied, apply.Unchanged:
			ok = wanted
		case apply.NotAttempted:
			ok = untouched
		case apply.Failed:
			ok = untouched || c.temper.partial // carried out after the last look
		case apply.Partial:
			ok = !untouched && (c.temper.partial || len(after.Workspaces) > plan.MaxWorkspacesPerWrite) // written in pieces
		case apply.Unknown:
		default:
			ok = c.passing(name)
		}
		if !ok {
			c.t.Fatalf("change %s of %s is %s (%s), but the account is %+v, wanted %+v", change.ID, name, l.Outcome, l.Detail, now, after)
		}
	}
}

// overfull: somebody who is to have more workspaces than one write carries, on a service that replaces
// them instead of adding. Nobody can do that.
func (c *chaos) overfull(change *plan.Change) bool {
	return c.replaces && len(change.After().Workspaces) > plan.MaxWorkspacesPerWrite
}

// passing: a bystander who comes and goes while pages are read.
func (c *chaos) passing(name string) bool { return strings.HasPrefix(name, "passer.by.") }

// calm calls apply with nothing going wrong until nothing is left that another call could do.
func (c *chaos) calm() {
	const enough = 4
	c.SetFaults()
	args := []string{"apply", "run", "--yes", "--json", "--rate", "0", "--auth", c.auth()}
	for n := 0; ; n++ {
		c.dropResults()
		code, call := c.gate.run(c.t, c.folder, args...)
		c.tell("a calm apply ended with %d: %s", code, call.said.String())
		if code != 0 && code != 4 {
			c.t.Fatalf("a calm apply ended with %d: %s", code, call.said.String())
		}
		if _, err := os.Stat(filepath.Join(c.run, "results.xlsx")); err != nil {
			c.t.Fatal(err)
		}
		results := c.results()
		left := c.left(results)
		if len(left) == 0 {
			c.checkEnd(results)
			break
		}
		if n == enough {
			c.t.Fatalf("%d calm calls leave %+v", n, left)
		}
	}
	c.checkWritesOnce()
	c.checkAgain(args)
	if left, err := filepath.Glob(filepath.Join(c.run, ".*")); err != nil || len(left) > 0 {
		c.t.Fatalf("left behind: %v (%v)", left, err)
	}
}

// left are the changes that another call may still do something about, but for those that are refused
// whatever is tried.
func (c *chaos) left(results map[string]line) []line {
	var left []line
	for i := range c.plan.Changes {
		change := &c.plan.Changes[i]
		l := results[change.ID]
		hopeless := c.refused[l.UserName] && l.Outcome == apply.Failed || c.overfull(change) && l.Outcome == apply.Partial
		if l.Outcome.NeedsAnother() && !hopeless {
			left = append(left, l)
		}
	}
	return left
}

// checkEnd holds the tenant at the end against the plan.
func (c *chaos) checkEnd(results map[string]line) {
	c.checkTruth(results)
	planned := map[string]bool{}
	for i := range c.plan.Changes {
		change := &c.plan.Changes[i]
		name := string(change.UserName)
		planned[name] = true
		c.checkChange(change, results[change.ID])
	}
	for _, a := range c.people {
		name := string(a.UserName)
		now := c.account(a.UserName)
		if !planned[name] && c.marks[name] == nil && !c.passing(name) && (now == nil || !now.SameState(a)) {
			c.t.Fatalf("%s is in no change and is %+v, was %+v", name, now, a)
		}
	}
	for name, marks := range c.marks {
		now := c.account(identity.UserName(name))
		if now == nil {
			c.t.Fatalf("%s is gone", name)
		}
		for path, mark := range marks {
			if got := valueAt(now, path); !strings.Contains(got, mark) {
				c.t.Fatalf("the edit of %s of %s to %s was written over: %+v", path, name, mark, now)
			}
		}
	}
}

// checkChange holds one change's end against what was done to its account.
func (c *chaos) checkChange(change *plan.Change, l line) {
	name, now := string(change.UserName), c.account(change.UserName)
	var allowed []apply.Status
	switch {
	case !change.Writes():
		allowed = []apply.Status{apply.Unchanged, apply.Blocked, apply.Skipped}
	case c.passing(name):
		return
	case c.gone[name]:
		allowed = []apply.Status{apply.Drifted}
	case c.refused[name] && c.marks[name] != nil:
		allowed = []apply.Status{apply.Failed, apply.Drifted}
	case c.overfull(change) && c.marks[name] != nil:
		allowed = []apply.Status{apply.Partial, apply.Failed, apply.Drifted}
	case c.overfull(change):
		allowed = []apply.Status{apply.Partial, apply.Failed}
	case c.refused[name]:
		allowed = []apply.Status{apply.Failed}
	case c.marks[name] != nil:
		allowed = []apply.Status{apply.Drifted, apply.Applied}
	default:
		allowed = []apply.Status{apply.Applied, apply.Unchanged}
	}
	if !slices.Contains(allowed, l.Outcome) {
		c.t.Fatalf("change %s of %s ends %s (%s), which is not one of %v; the account is %+v", change.ID, name, l.Outcome, l.Detail, allowed, now)
	}
	after := change.After()
	if l.Outcome != apply.Applied || now == nil {
		return
	}
	for path, mark := range c.marks[name] { // what was edited by hand after it was applied
		switch path {
		case plan.PathGivenName:
			after.GivenName = mark
		case plan.PathFamilyName:
			after.FamilyName = mark
		case plan.PathExternalID:
			after.ExternalID = mark
		case markWorkspace:
			after.Workspaces = identity.Union(after.Workspaces, []string{mark})
		}
	}
	if !now.SameState(after) {
		c.t.Fatalf("change %s of %s is applied (%s), but the account is %+v, wanted %+v", change.ID, name, l.Detail, now, after)
	}
}

func valueAt(a *identity.Account, path string) string {
	switch path {
	case plan.PathGivenName:
		return a.GivenName
	case plan.PathFamilyName:
		return a.FamilyName
	case plan.PathExternalID:
		return a.ExternalID
	}
	return strings.Join(a.Workspaces, " ")
}

// checkWritesOnce: nobody was created twice, and whom the service refused was never changed.
func (c *chaos) checkWritesOnce() {
	created := map[string]int{}
	for _, w := range c.tenant.Writes() {
		if w.Effect && w.Method == "POST" {
			created[w.UserName]++
		}
		if w.Effect && c.refused[w.UserName] {
			c.t.Fatalf("%s was to be refused: %+v", w.UserName, w)
		}
	}
	for name, n := range created {
		if n > 1 {
			c.t.Fatalf("%s was created %d times", name, n)
		}
	}
}

// checkAgain: a further call sends nothing, or only what is refused once more, and has no effect.
func (c *chaos) checkAgain(args []string) {
	effective := func() int {
		n := 0
		for _, w := range c.tenant.Writes() {
			if w.Effect {
				n++
			}
		}
		return n
	}
	before, sent := effective(), c.requests()
	code, call := c.gate.run(c.t, c.folder, args...)
	if code != 0 && code != 4 {
		c.t.Fatalf("one more apply ended with %d: %s", code, call.said.String())
	}
	// The last call may have settled everything but what is refused: only that is left to be asked about.
	refusals := slices.ContainsFunc(c.plan.Changes, func(change plan.Change) bool {
		return c.refused[string(change.UserName)] || c.overfull(&change)
	})
	if effective() != before || !refusals && c.requests() != sent {
		c.t.Fatalf("a finished run sent %d requests, %d with effect", c.requests()-sent, effective()-before)
	}
}
