package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/mail"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
)

// statusAnswer is the JSON answer of review status.
type statusAnswer struct {
	Campaign    string                 `json:"campaign"` // the folder
	ID          string                 `json:"id"`
	Control     string                 `json:"control,omitempty"`
	Due         string                 `json:"due,omitempty"`
	Rows        int                    `json:"rows"`
	Users       int                    `json:"users"`
	Reviewers   reviewerCounts         `json:"reviewers"`
	Decisions   decisionCounts         `json:"decisions"`
	Open        map[review.Pending]int `json:"open"`
	Disputed    []disputedRow          `json:"disputed"` // rows that are open although somebody has said something
	Progress    []review.Progress      `json:"progress"`
	Problems    []review.Problem       `json:"problems"`
	Remarks     []review.Remark        `json:"remarks"`
	Delegations []review.Delegation    `json:"delegations"`
	Returned    []review.File          `json:"returned"`
	Reminders   []string               `json:"reminders"`
	ClosedAt    *time.Time             `json:"closedAt,omitempty"`
	Files       map[string]string      `json:"files"`
}

// disputedRow is a row that somebody has said something about which does not decide it.
type disputedRow struct {
	Key       string         `json:"key"`
	UserName  string         `json:"userName"`
	Workspace string         `json:"workspace"`
	Open      review.Pending `json:"open"`
	Words     string         `json:"words"`
}

// disputedRows are those whose reason is not a problem of a file, and told there.
func disputedRows(standing *review.Standing) []disputedRow {
	rows := []disputedRow{}
	for i := range standing.Rows {
		switch row := &standing.Rows[i]; row.Open {
		case review.OpenContradiction, review.OpenUnjustified:
			rows = append(rows, disputedRow{row.Access.Key, string(row.Person.Account.UserName), row.Access.Workspace.Name, row.Open, row.Words})
		}
	}
	return rows
}

// reviewerCounts are the reviewers by how far they are.
type reviewerCounts struct {
	All     int `json:"all"`
	Done    int `json:"done"`
	Part    int `json:"part"`
	Nothing int `json:"nothing"`

	Delegates int `json:"delegates"` // others, to whom reviewers have given rows on; not among the reviewers
}

// decisionCounts are the rows of the population by what was decided; together they are all of them.
type decisionCounts struct {
	Keep   int `json:"keep"`
	Revoke int `json:"revoke"`
	Change int `json:"change"`
	Open   int `json:"open"`
}

// reviewStatus reads what has come back, and says and writes down how far the campaign is.
func reviewStatus(ctx context.Context, s *screen, folder string, given []string) (*statusAnswer, error) {
	c, err := readCampaign(folder)
	if err != nil {
		return nil, err
	}
	unlock, err := lockCampaign(folder)
	if err != nil {
		return nil, err
	}
	defer unlock()
	closing, err := readClosing(folder, c)
	if err != nil {
		return nil, err
	}
	if closing != nil {
		return nil, fail(exitUsage, "what was decided stands in "+filepath.Join(folder, ledgerBook)+"; then "+s.next("review", "evidence", folder),
			"campaign %s was closed on %s", campaignTitle(c), day(closing.ClosedAt))
	}
	standing, err := whereItStands(s, folder, c, given)
	if err != nil {
		return nil, err
	}
	answer := statusOf(folder, c, standing)
	if err := handOver(ctx, folder, c, standing, s.Now()); err != nil {
		return nil, err
	}
	if answer.Reminders, err = remind(ctx, folder, c, standing, s.Now()); err != nil {
		return nil, err
	}
	if answer.Files[ledgerBook], err = reviewbook.WriteLedger(filepath.Join(folder, ledgerBook), reviewbook.Ledger{Campaign: c, Standing: standing, At: s.Now().UTC()}); err != nil {
		return nil, err
	}
	tellStatus(s, c, answer)
	return answer, foreignFiles(standing)
}

// whereItStands reads what has come back, keeps it, and puts it together.
func whereItStands(s *screen, folder string, c *review.Campaign, given []string) (*review.Standing, error) {
	back, err := readReturned(s, folder, c, given)
	if err != nil {
		return nil, err
	}
	if err := back.keep(folder); err != nil {
		return nil, err
	}
	standing := review.Merge(c, back.files, s.Now().UTC())
	files := back.given()
	if len(files) == 0 {
		return standing, nil
	}
	open := standing.Count("")
	return standing, addLines(filepath.Join(folder, timelineFile), review.Event{At: s.Now().UTC(), What: review.WhatRead, Files: files,
		Words: fmt.Sprintf("%s read: %s decided, %s open", countOf(len(files), "returned file"), thousands(c.Proof.Rows-open), thousands(open))})
}

func statusOf(folder string, c *review.Campaign, standing *review.Standing) *statusAnswer {
	answer := &statusAnswer{Campaign: folder, ID: c.ID, Control: c.Control, Rows: c.Proof.Rows, Users: c.Proof.Users,
		Decisions: decisionCounts{Keep: standing.Count(review.Keep), Revoke: standing.Count(review.Revoke), Change: standing.Count(review.Change)},
		Open:      standing.Open(), Disputed: disputedRows(standing), Progress: shown(standing.Progress), Problems: shown(standing.Problems), Remarks: shown(standing.Remarks),
		Delegations: shown(standing.Delegations), Returned: shown(standing.Files), Reminders: []string{}, Files: map[string]string{}}
	for _, n := range answer.Open {
		answer.Decisions.Open += n
	}
	if !c.Due.IsZero() {
		answer.Due = c.Due.Format(time.DateOnly)
	}
	for i, p := range standing.Progress {
		answer.Progress[i].Files = shown(p.Files)
		if reviews(c, p.Reviewer) {
			answer.Reviewers.count(p)
		} else {
			answer.Reviewers.Delegates++
		}
	}
	return answer
}

// shown is a list that JSON shows as one, also where it is empty.
func shown[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// reviews reports whether somebody was given a part when the campaign was opened.
func reviews(c *review.Campaign, address string) bool {
	return slices.ContainsFunc(c.Reviewers, func(r review.Reviewer) bool { return r.Address == address })
}

func (n *reviewerCounts) count(p review.Progress) {
	if p.Reviewer == "" {
		return // nobody's rows have nobody who could be done
	}
	n.All++
	switch {
	case p.Open == 0:
		n.Done++
	case p.Open == p.Rows && len(p.Files) == 0:
		n.Nothing++
	default:
		n.Part++
	}
}

// handOver writes workbooks and mails for those to whom reviewers have given rows on that nobody has decided yet.
func handOver(ctx context.Context, folder string, c *review.Campaign, standing *review.Standing, now time.Time) error {
	parts := delegatedParts(c, standing)
	if len(parts) == 0 {
		return nil
	}
	handover := func(c *review.Campaign, part reviewbook.Part, workbook string) mail.Draft {
		draft := reviewbook.Handover(c, part, workbook)
		draft.Date = now.UTC()
		return draft
	}
	if err := writeParts(ctx, folder, delegatedFolder, filepath.Join(delegatedFolder, mailsFolder), c, parts, handover, func(int, int) {}); err != nil {
		return err
	}
	sent, err := sentFiles(filepath.Join(folder, delegatedFolder), parts)
	if err != nil {
		return err
	}
	rows := 0
	for _, part := range parts {
		rows += len(part.Rows)
	}
	return addLines(filepath.Join(folder, timelineFile), review.Event{At: now.UTC(), What: review.WhatDelegated, Files: sent,
		Words: fmt.Sprintf("%s given on by reviewers to %s", countOf(rows, "row"), countOf(len(parts), "person"))})
}

// delegatedParts are the rows that wait for each delegate.
func delegatedParts(c *review.Campaign, standing *review.Standing) []addressed {
	return slices.DeleteFunc(openParts(c, standing), func(part addressed) bool { return reviews(c, part.Address) && part.From == "" })
}

// openParts are the rows that wait for each reviewer and delegate, by address. Those who got rows of somebody else
// are told from whom.
func openParts(c *review.Campaign, standing *review.Standing) []addressed {
	givers := map[[2]string]string{} // by row and receiver
	for _, d := range standing.Delegations {
		givers[[2]string{d.Key, identity.UserName(d.To).Key()}] = d.From
	}
	waiting := map[string]*addressed{}
	for i := range standing.Rows {
		row := &standing.Rows[i]
		if row.Open == "" {
			continue
		}
		to := standing.Waits(row)
		part := waiting[to]
		if part == nil {
			part = &addressed{reviewbook.Part{Address: to}, c.FileOf(to)}
			waiting[to] = part
		}
		if to != row.Access.Reviewer {
			part.receive(givers[[2]string{row.Access.Key, identity.UserName(to).Key()}])
		}
		part.Rows = append(part.Rows, row.Ref)
	}
	parts := make([]addressed, 0, len(waiting))
	for _, address := range slices.Sorted(maps.Keys(waiting)) {
		parts = append(parts, *waiting[address])
	}
	return parts
}

// receive notes who has given rows on to whom a part is addressed.
func (a *addressed) receive(from string) {
	if !slices.Contains(strings.Split(a.From, ", "), from) {
		a.From = strings.TrimPrefix(a.From+", "+from, ", ")
	}
}

// remind writes a mail for everybody who is not done, with a workbook of the rows that are open, in place of those of
// an earlier look.
func remind(ctx context.Context, folder string, c *review.Campaign, standing *review.Standing, now time.Time) ([]string, error) {
	if err := os.RemoveAll(filepath.Join(folder, remindersFolder)); err != nil {
		return nil, fmt.Errorf("write the reminders: %w", err)
	}
	progress, open := map[string]review.Progress{}, map[string][]review.Judged{}
	for _, p := range standing.Progress {
		progress[p.Reviewer] = p
	}
	for i := range standing.Rows {
		if row := &standing.Rows[i]; row.Open != "" {
			open[standing.Waits(row)] = append(open[standing.Waits(row)], *row)
		}
	}
	letter := func(c *review.Campaign, part reviewbook.Part, workbook string) mail.Draft {
		return reviewbook.Reminder(c, progress[part.Address], open[part.Address], workbook, now.UTC())
	}
	parts := slices.DeleteFunc(openParts(c, standing), func(part addressed) bool { return part.Address == "" })
	written := make([]string, len(parts))
	for i := range parts {
		parts[i].Name = progress[parts[i].Address].Name
		written[i] = filepath.Join(folder, remindersFolder, mailOf(parts[i].file))
	}
	if err := writeParts(ctx, folder, remindersFolder, remindersFolder, c, parts, letter, func(int, int) {}); err != nil || len(parts) == 0 {
		return written, err
	}
	return written, addLines(filepath.Join(folder, timelineFile), review.Event{At: now.UTC(), What: review.WhatReminded, Words: countOf(len(parts), "reminder") + " written"})
}

// foreignFiles is how status ends where a file is none of the campaign's, or cannot be read.
func foreignFiles(standing *review.Standing) error {
	for _, p := range standing.Problems {
		if p.Code == review.ProblemForeign || p.Code == review.ProblemUnread {
			return fail(exitPlanUnfit, p.Hint, "%s: %s", p.File, p.Message)
		}
	}
	return nil
}
