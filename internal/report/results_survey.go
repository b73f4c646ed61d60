package report

import (
	"fmt"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// table is one input table, as wide as its widest row.
type table struct {
	sheet.ArchivedTable
	columns  int
	leftOver int // rows on its Retry sheet
}

// lines are the lines of the sheet Results that tell of one change.
type lines struct {
	first int // the row of the first of them
	rows  int // of the input; 0 for a change that no row asked for
}

// survey counts what the first page and the Retry sheets need to know beforehand, and finds out where on the
// sheet Results everybody will stand.
func (r *results) survey() error {
	at := headerRows
	heldBack := map[string]bool{}
	err := r.eachRow(nil, func(t int, archived sheet.ArchivedRow) error {
		at++
		r.tables[t].columns = max(r.tables[t].columns, len(archived.Cells))
		v := r.verdicts.of(r.tables[t].ArchivedTable, archived)
		r.rows[v.Status]++
		r.stands(v.Status, at)
		if retried(v.Status) && archived.UserName != "" {
			r.again[userKey(archived)] = true
		}
		if v.unplanned {
			// Who cannot be told apart counts as one person a row.
			if key := userKey(archived); key == "" || !heldBack[key] {
				heldBack[key] = true
				r.people[v.Status]++
			}
			r.wrong.addRow(v, at, r.placeOf([]finding.Pos{{File: r.tables[t].File, Sheet: r.tables[t].Sheet, Row: archived.Row}}))
			return nil
		}
		if l := &r.lines[v.number]; l.rows == 0 {
			l.first = at
		}
		r.lines[v.number].rows++
		return nil
	})
	if err != nil {
		return err
	}
	for _, i := range r.verdicts.withoutRow {
		at++
		r.lines[i].first = at
		r.stands(r.Outcomes[r.Plan.Changes[i].ID].Status, at)
	}
	if err := r.surveyChanges(); err != nil {
		return err
	}
	return r.eachRow(nil, func(t int, archived sheet.ArchivedRow) error {
		if r.retries(t, archived) {
			r.retryRows++
			r.tables[t].leftOver++
		}
		return nil
	})
}

// stands notes where the first line of an outcome is.
func (r *results) stands(status apply.Status, line int) {
	if r.firstOf[status] == 0 {
		r.firstOf[status] = line
	}
}

func (r *results) surveyChanges() error {
	for i := range r.Plan.Changes {
		v := r.verdicts.ofChange(i)
		if c := &r.Plan.Changes[i]; len(c.Rows) != r.lines[i].rows {
			return fmt.Errorf("report results of plan %s: %d of the %d rows of %q are in the run's archive of rows", r.Plan.ID, r.lines[i].rows, len(c.Rows), c.UserName)
		}
		if len(r.Plan.Changes[i].Rows) == 0 {
			r.noRow[v.Status]++
		} else {
			r.people[v.Status]++
		}
		if !v.StartedAt.IsZero() && (r.started.IsZero() || v.StartedAt.Before(r.started)) {
			r.started = v.StartedAt
		}
		if v.FinishedAt.After(r.finished) {
			r.finished = v.FinishedAt
		}
		if v.Unapproved {
			r.unapproved.addChange(v, cause{status: v.Status}, r.lines[i], r.placeOf(r.Plan.Changes[i].Rows))
		}
		if retried(v.Status) {
			r.wrong.addChange(v, r.cause(v), r.lines[i], r.placeOf(r.Plan.Changes[i].Rows))
		}
	}
	return nil
}

// retries reports whether a row belongs on a Retry sheet: something was not applied for its person.
func (r *results) retries(t int, archived sheet.ArchivedRow) bool {
	return archived.UserName != "" && r.again[userKey(archived)] ||
		retried(r.verdicts.of(r.tables[t].ArchivedTable, archived).Status)
}
