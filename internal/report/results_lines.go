package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// line is one line of results.jsonl.
type line struct {
	File       *string                  `json:"file"` // null, as sheet and row are, for a change that no row asked for
	Sheet      *string                  `json:"sheet"`
	Row        *int                     `json:"row"`
	UserName   string                   `json:"userName"`
	UserID     string                   `json:"userId"`
	ChangeID   string                   `json:"changeId"`
	Action     plan.Action              `json:"action"`
	Outcome    apply.Status             `json:"outcome"`
	HTTPStatus *int                     `json:"httpStatus"` // null where nothing was answered
	ScimType   string                   `json:"scimType"`
	Detail     string                   `json:"detail"`
	Hint       string                   `json:"hint"`
	Attempts   int                      `json:"attempts"`
	StartedAt  *time.Time               `json:"startedAt"`
	FinishedAt *time.Time               `json:"finishedAt"`
	Workspaces []apply.WorkspaceOutcome `json:"workspaces"`
}

func newLine(v verdict) line {
	l := line{UserName: v.userName, UserID: v.UserID, ChangeID: v.ChangeID, Action: v.action, Outcome: v.Status, ScimType: v.ScimType,
		Detail: v.Detail, Hint: v.Hint, Attempts: v.Attempts, Workspaces: v.Workspaces}
	if l.Workspaces == nil {
		l.Workspaces = []apply.WorkspaceOutcome{}
	}
	if v.HTTPStatus != 0 {
		l.HTTPStatus = &v.HTTPStatus
	}
	if !v.StartedAt.IsZero() {
		l.StartedAt = &v.StartedAt
	}
	if !v.FinishedAt.IsZero() {
		l.FinishedAt = &v.FinishedAt
	}
	return l
}

// writeLines writes results.jsonl: a line for each input row, then one for each change without a row.
func (r *results) writeLines(path string) (string, error) {
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return "", err
	}
	defer draft.Discard()
	out := bufio.NewWriterSize(draft, 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	err = r.eachRow(nil, func(t int, archived sheet.ArchivedRow) error {
		l := newLine(r.verdicts.of(r.tables[t].ArchivedTable, archived))
		l.File, l.Sheet, l.Row = &r.tables[t].File, &r.tables[t].Sheet, &archived.Row
		return encoder.Encode(l)
	})
	if err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	for _, v := range r.verdicts.withoutRow {
		if err := encoder.Encode(newLine(r.verdicts.ofChange(v))); err != nil {
			return "", fmt.Errorf("write %s: %w", path, err)
		}
	}
	if err := out.Flush(); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return draft.Save()
}
