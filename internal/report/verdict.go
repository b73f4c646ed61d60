package report

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// verdict is what became of one input row, or of a change that no row asked for.
type verdict struct {
	apply.Outcome
	userName  string
	action    plan.Action  // empty for a row that was never planned
	number    int          // of the change
	unplanned bool         // the row has errors, and so there is no change
	code      finding.Code // of the first thing that is wrong with an unplanned row
}

// verdicts finds the verdict of a row by its place.
type verdicts struct {
	plan       *plan.Plan
	outcomes   map[string]apply.Outcome
	findings   []finding.Finding
	changes    map[tableName]map[int]int32   // row to the number of its change
	errors     map[tableName]map[int][]int32 // row to the numbers of what is wrong with it
	withoutRow []int                         // numbers of changes
}

type tableName struct{ file, sheet string }

func newVerdicts(in ResultsInput) (*verdicts, error) {
	v := &verdicts{plan: in.Plan, outcomes: in.Outcomes, findings: in.Findings,
		changes: map[tableName]map[int]int32{}, errors: map[tableName]map[int][]int32{}}
	for i := range in.Plan.Changes {
		c := &in.Plan.Changes[i]
		if _, known := in.Outcomes[c.ID]; !known {
			return nil, fmt.Errorf("report results of plan %s: nothing says what became of change %s of %q", in.Plan.ID, c.ID, c.UserName)
		}
		if len(c.Rows) == 0 {
			v.withoutRow = append(v.withoutRow, i)
		}
		for _, at := range c.Rows {
			name := tableName{at.File, at.Sheet}
			if v.changes[name] == nil {
				v.changes[name] = map[int]int32{}
			}
			if first, twice := v.changes[name][at.Row]; twice {
				return nil, fmt.Errorf("report results of plan %s: %s belongs to change %s and to %s", in.Plan.ID, at, in.Plan.Changes[first].ID, c.ID)
			}
			v.changes[name][at.Row] = int32(i)
		}
	}
	for i, f := range in.Findings {
		if f.Pos.Row == 0 || f.Severity != finding.Error && f.Code != finding.HeldBackWithOther {
			continue
		}
		name := tableName{f.Pos.File, f.Pos.Sheet}
		if v.errors[name] == nil {
			v.errors[name] = map[int][]int32{}
		}
		v.errors[name][f.Pos.Row] = append(v.errors[name][f.Pos.Row], int32(i))
	}
	return v, nil
}

// of is the verdict of an input row: that of the change the row asked for, else invalid.
func (v *verdicts) of(t sheet.ArchivedTable, archived sheet.ArchivedRow) verdict {
	name := tableName{t.File, t.Sheet}
	if i, planned := v.changes[name][archived.Row]; planned {
		return v.ofChange(int(i))
	}
	out := verdict{userName: archived.UserName, unplanned: true, code: finding.HeldBackWithOther}
	out.Status = apply.Invalid
	wrong := v.errorsOf(name, archived.Row)
	if len(wrong) > 0 {
		out.code = wrong[0].Code
	}
	var details, hints []string
	for _, f := range wrong {
		if f.Severity != finding.Error && len(wrong) > 1 && wrong[0].Severity == finding.Error {
			continue
		}
		details = append(details, located(f))
		if hint := strings.TrimSuffix(hintOf(f), "."); hint != "" && !slices.Contains(hints, hint) {
			hints = append(hints, hint)
		}
	}
	if len(details) == 0 {
		details, hints = []string{"held back with another row of the same person, which has errors"}, []string{"correct the other row"}
	}
	out.Detail, out.Hint = strings.Join(details, "; "), strings.Join(hints, "; ")
	return out
}

// ofChange is the verdict of a change and of every row that asked for it.
func (v *verdicts) ofChange(i int) verdict {
	c := &v.plan.Changes[i]
	out := verdict{Outcome: v.outcomes[c.ID], userName: string(c.UserName), action: c.Action, number: i}
	if out.UserID == "" {
		out.UserID = c.UserID
	}
	out.ChangeID = c.ID
	if out.Detail == "" {
		out.Detail = reasonLine(c)
	}
	if out.Status == apply.Blocked && out.Hint == "" {
		out.Hint = blockedFix(c.Reason)
	}
	return out
}

// errorsOf is what is wrong with a row, errors before what is merely said about it.
func (v *verdicts) errorsOf(name tableName, row int) []finding.Finding {
	numbers := v.errors[name][row]
	if len(numbers) == 0 {
		return nil
	}
	out := make([]finding.Finding, 0, len(numbers))
	for _, i := range numbers {
		if v.findings[i].Severity == finding.Error {
			out = append(out, v.findings[i])
		}
	}
	for _, i := range numbers {
		if v.findings[i].Severity != finding.Error {
			out = append(out, v.findings[i])
		}
	}
	return out
}

// located is a finding's message with its cell, so that it can be found from the results alone.
func located(f finding.Finding) string {
	if cell := f.Pos.Cell(); cell != "" {
		return cell + ": " + f.Message
	}
	return f.Message
}

// hintOf is what to do about a finding: its own hint, else the one of its code.
func hintOf(f finding.Finding) string {
	if f.Hint != "" {
		return f.Hint
	}
	for _, about := range finding.Codes() {
		if about.Code == f.Code {
			return about.Fix
		}
	}
	return ""
}

// retried reports whether a row with that outcome belongs on a Retry sheet: something that it asked for
// was not applied, whatever the reason.
func retried(status apply.Status) bool {
	switch status {
	case apply.Applied, apply.Unchanged, apply.Skipped:
		return false
	}
	return true
}

func userKey(archived sheet.ArchivedRow) string { return identity.Fold(archived.UserName) }
