package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
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

	// What approvers said, left out of runs without approvals. What several of them said stands on lines of one
	// text, in the order of Approvals.
	Decision  *apply.Verdict `json:"decision,omitempty"` // empty where nobody has decided
	DecidedBy *string        `json:"decidedBy,omitempty"`
	Comment   *string        `json:"comment,omitempty"`
	Approvals []approved     `json:"approvals,omitzero"`
}

// approved is one decision, and where it is written.
type approved struct {
	File      string        `json:"file"`
	SHA256    string        `json:"sha256"`
	Cell      string        `json:"cell"`
	Decision  apply.Verdict `json:"decision"`
	DecidedBy string        `json:"decidedBy"`
	Comment   string        `json:"comment"`
}

// decide fills in what approvers said: one no is a no.
func (l *line) decide(decisions []apply.Decision) {
	_, by, comments := decisionCells(decisions)
	l.Decision, l.DecidedBy, l.Comment, l.Approvals = new(apply.Verdict), &by, &comments, []approved{}
	for _, d := range decisions {
		if *l.Decision != apply.Reject {
			*l.Decision = d.Verdict
		}
		l.Approvals = append(l.Approvals, approved{File: d.File, SHA256: d.SHA256, Cell: d.Cell, Decision: d.Verdict, DecidedBy: d.By, Comment: d.Comment})
	}
}

func (r *results) newLine(v verdict) line {
	l := line{UserName: v.userName, UserID: v.UserID, ChangeID: v.ChangeID, Action: v.action, Outcome: v.Status, ScimType: v.ScimType,
		Detail: v.Detail, Hint: v.Hint, Attempts: v.Attempts, Workspaces: v.Workspaces}
	if l.Workspaces == nil {
		l.Workspaces = []apply.WorkspaceOutcome{}
	}
	if r.consent.InPlay {
		l.decide(v.Decisions)
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

// writeLines writes results.jsonl: a line for each input row, then one for each change without a row. It
// answers with the name that the file got, and its digest.
func (r *results) writeLines(path string) (name, digest string, err error) {
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return "", "", err
	}
	defer draft.Discard()
	summed := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(draft, summed), 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	err = r.eachRow(nil, func(t int, archived sheet.ArchivedRow) error {
		l := r.newLine(r.verdicts.of(r.tables[t].ArchivedTable, archived))
		l.File, l.Sheet, l.Row = &r.tables[t].File, &r.tables[t].Sheet, &archived.Row
		return encoder.Encode(l)
	})
	if err != nil {
		return "", "", fmt.Errorf("write %s: %w", path, err)
	}
	for _, v := range r.verdicts.withoutRow {
		if err := encoder.Encode(r.newLine(r.verdicts.ofChange(v))); err != nil {
			return "", "", fmt.Errorf("write %s: %w", path, err)
		}
	}
	if err := out.Flush(); err != nil {
		return "", "", fmt.Errorf("write %s: %w", path, err)
	}
	name, err = draft.Save()
	return name, hex.EncodeToString(summed.Sum(nil)), err
}
