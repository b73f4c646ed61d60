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
	closing, err := readClosing(folder, c)
	if err != nil {
		return nil, err
	}
	if closing != nil {
		return nil, fail(exitUsage, "what was decided stands in "+filepath.Join(folder, ledgerBook)+"; then "+s.next("review", "evidence", folder),
			"campaign %s was closed on %s", campaignTitle(c), day(closing.ClosedAt))
	}
	back, standing, err := whereItStands(s, folder, c, given)
	if err != nil {
		return nil, err
	}
	answer := statusOf(folder, c, standing)
	if err := back.keep(folder); err != nil {
		return nil, err
	}
	if err := handOver(ctx, folder, c, standing, s.Now()); err != nil {
		return nil, err
	}
	if answer.Reminders, err = remind(ctx, folder, c, standing, s.Now()); err != nil {
		return nil, err
	}
	if answer.Files[ledgerBook], err = reviewbook.WriteLedger(filepath.Join(folder, ledgerBook), reviewbook.Ledger{Campaign: c, Standing: standing, At: s.Now().UTC()}); err != nil {
		return nil, err
	}
	if err := addLines(filepath.Join(folder, timelineFile), lookedAt(s, standing, answer)...); err != nil {
		return nil, err
	}
	tellStatus(s, c, answer)
	return answer, foreignFiles(standing)
}

// whereItStands reads what has come back and puts it together.
func whereItStands(s *screen, folder string, c *review.Campaign, given []string) (*returned, *review.Standing, error) {
	back, err := readReturned(s, folder, c, given)
	if err != nil {
		return nil, nil, err
	}
	return back, review.Merge(c, back.files, s.Now().UTC()), nil
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
	for _, p := range standing.Progress {
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
	case p.Open == p.Rows:
		n.Nothing++
	default:
		n.Part++
	}
}

// handOver writes workbooks and mails for those to whom reviewers have given rows on that nobody has decided
// yet, and keeps who gave what to whom.
func handOver(ctx context.Context, folder string, c *review.Campaign, standing *review.Standing, now time.Time) error {
	if len(standing.Delegations) == 0 {
		return nil
	}
	path := filepath.Join(folder, delegationsFile)
	known, err := readLinesOf[review.Delegation](path)
	if err != nil {
		return err
	}
	var added []review.Delegation
	for _, d := range standing.Delegations {
		if !slices.Contains(known, d) {
			added = append(added, d)
		}
	}
	if len(added) > 0 {
		if err := addLines(path, added...); err != nil {
			return err
		}
	}
	handover := func(c *review.Campaign, part reviewbook.Part, workbook string) mail.Draft {
		draft := reviewbook.Handover(c, part, workbook)
		draft.Date = now.UTC()
		return draft
	}
	parts := delegatedParts(c, standing)
	if err := writeParts(ctx, folder, delegatedFolder, filepath.Join(delegatedFolder, mailsFolder), c, parts, handover, func(int, int) {}); err != nil {
		return err
	}
	sent, err := sentFiles(filepath.Join(folder, delegatedFolder), parts)
	if err != nil || len(added) == 0 {
		return err
	}
	return addLines(filepath.Join(folder, timelineFile), review.Event{At: now.UTC(), What: review.WhatDelegated, Files: sent,
		Words: fmt.Sprintf("%s given on by reviewers", countOf(len(added), "row"))})
}

// delegatedParts are the rows that wait for each delegate.
func delegatedParts(c *review.Campaign, standing *review.Standing) []addressed {
	return slices.DeleteFunc(openParts(c, standing), func(part addressed) bool { return reviews(c, part.Address) && part.From == "" })
}

// openParts are the rows that wait for each reviewer and delegate, by address. Those who got rows of somebody else
// are told from whom.
func openParts(c *review.Campaign, standing *review.Standing) []addressed {
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
			part.receive(givenBy(standing, row.Access.Key, to))
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

// givenBy is who gave a row on to somebody.
func givenBy(standing *review.Standing, key, to string) string {
	from := ""
	for _, d := range standing.Delegations {
		if d.Key == key && identity.UserName(d.To).Same(identity.UserName(to)) {
			from = d.From
		}
	}
	return from
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
	return written, writeParts(ctx, folder, remindersFolder, remindersFolder, c, parts, letter, func(int, int) {})
}

// lookedAt is what the time line keeps of a look at what came back.
func lookedAt(s *screen, standing *review.Standing, answer *statusAnswer) []review.Event {
	now := s.Now().UTC()
	var given []review.File
	for _, f := range standing.Files {
		if f.Given == givenNow {
			given = append(given, f)
		}
	}
	events := []review.Event{{At: now, What: review.WhatRead, Files: given,
		Words: fmt.Sprintf("%s read: %s decided, %s open", countOf(len(given), "returned file"), thousands(answer.Rows-answer.Decisions.Open), thousands(answer.Decisions.Open))}}
	if n := len(answer.Reminders); n > 0 {
		events = append(events, review.Event{At: now, What: review.WhatReminded, Words: countOf(n, "reminder") + " written"})
	}
	return events
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
