package dossier

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// decisions is the fourth part: what was decided, all of it in one workbook, and the records it rests on.
func (b *binder) decisions() error {
	b.decisionGaps()
	b.timelineGaps()
	if err := b.readAgain(); err != nil {
		return err
	}
	if err := b.decisionsTable(); err != nil {
		return err
	}
	if err := b.decisionsBook(); err != nil {
		return err
	}
	return b.records()
}

// records copies what the decisions rest on, for programs.
func (b *binder) records() error {
	for _, record := range []struct {
		name, what string
		due        bool
	}{
		{closingFile, "how the campaign was closed: every access with its decision, for programs", true},
		{laterFile, "every account as the tenant gave it when the campaign was closed, for programs", b.Closing.Drift.Snapshot != ""},
		{timelineFile, "what happened to the campaign, as it was recorded, for programs", len(b.Events) > 0 || b.Closing.Timeline.Events > 0},
	} {
		if _, err := os.Lstat(filepath.Join(b.Folder, record.name)); errors.Is(err, fs.ErrNotExist) && !record.due {
			continue
		}
		if err := b.take(record.name, decisionsPart+record.name, record.what, ""); err != nil {
			return err
		}
	}
	b.otherSnapshot(decisionsPart+laterFile, b.Closing.Drift.Snapshot, "the campaign was closed with")
	return nil
}

// otherSnapshot says that a copy holds other accounts than its digest says.
func (b *binder) otherSnapshot(at, want, whose string) {
	if want == "" || !b.taken[at] {
		return
	}
	if is, err := linesDigest(filepath.Join(b.folder, filepath.FromSlash(at))); err != nil || is != want {
		b.miss("%s holds other accounts than those that %s: the digest of its lines (SHA-256) was %s.", at, whose, want)
	}
}

// linesDigest is the digest of what a file holds that is packed with gzip.
func linesDigest(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, unpacked); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// decisionGaps are what is wrong with the decisions themselves.
func (b *binder) decisionGaps() {
	n := b.numbers
	if n.Rows() != b.Campaign.Proof.Rows || len(b.Closing.Rows) != n.Rows() || n.rows != n.Rows() {
		b.miss("The decisions do not add up to the population: %s and %s.", countOf(n.Rows(), "decision", "decisions"), countOf(b.Campaign.Proof.Rows, "row", "rows"))
	}
	if n.own > 0 {
		b.miss("%s decided by the person whose access it is.", countOf(n.own, "access was", "accesses were"))
	}
}

// A decision's columns, in the workbook and in the table.
var decisionHeaders = []string{"Person", "User name", "Workspace", "Look at", "Reviewer", "Decision", "Decided by", "On the word of", "Treated", "Justification", "Saved, as the file says", "File", "Cell",
	"Row id", "User id", "Workspace id"}

// The columns that have a colour or a type of their own.
const (
	atLook     = 3
	atDecision = 5
	atTreated  = 8
	atSaved    = 10
)

// decisionCells are a row of the decisions.
func decisionCells(j *review.Judged) []string {
	a := &j.Person.Account
	return []string{nameOf(j.Person), string(a.UserName), workspaceOf(j.Access.Workspace), flagsOf(j.Access), reviewerOf(j.Access.Reviewer), string(j.Decision), j.By, j.Named, treatedWords(j),
		j.Justification, savedAs(j), j.File, j.Cell, j.Access.Key, a.ID, j.Access.Workspace.ID}
}

// savedAs is when the file was saved in which a decision stands, as it says itself.
func savedAs(j *review.Judged) string {
	if j.Treated {
		return moment(j.At)
	}
	return cmp.Or(moment(j.At), notKnown)
}

func treatedWords(j *review.Judged) string {
	if !j.Treated {
		return ""
	}
	return "nobody decided: treated as " + string(j.Decision)
}

func (b *binder) decisionsTable() error {
	what := fmt.Sprintf("every access with its decision, %s, as text that any program reads", countOf(len(b.Closing.Rows), "row", "rows"))
	return b.table(decisionsTable, what, decisionHeaders, func(write func(...string) error) error {
		for i := range b.Closing.Rows {
			if err := write(decisionCells(&b.Closing.Rows[i])...); err != nil {
				return err
			}
		}
		return nil
	})
}

// The sheets of the workbook.
const (
	summarySheet     = "Summary"
	decisionsSheet   = "Decisions"
	exceptionsSheet  = "Exceptions"
	followUpSheet    = "Follow-up"
	delegationsSheet = "Delegations"
	sinceSheet       = "Since the snapshot"
	aboutSheet       = "About"
)

func (b *binder) decisionsBook() error {
	name, err := b.real(decisionsBook)
	if err != nil {
		return err
	}
	book, err := sheet.NewWorkbook(name, sheet.Properties{Title: "Decisions of the access review " + oneLine(b.Campaign.Name),
		Subject: "Anaplan tenant " + b.tenantName(), Creator: b.Closing.Tool, Created: b.Closing.ClosedAt})
	if err != nil {
		return err
	}
	defer book.Discard()
	for _, write := range []func(*sheet.Workbook) error{b.summarySheet, b.decisionsSheet, b.exceptionsSheet, b.followUpSheet, b.delegationsSheet, b.sinceSheet, b.aboutSheet} {
		if err := write(book); err != nil {
			return err
		}
	}
	if _, err := book.Save(); err != nil {
		return err
	}
	return b.bound(decisionsBook, "everything that was decided, as a workbook: every access, exceptions, what is to be followed up, delegations, what changed meanwhile")
}

// layout is a sheet's with what every printed page says at its foot.
func (b *binder) layout(l sheet.Layout) sheet.Layout {
	l.Title, l.Sealed = "Access review "+oneLine(b.Campaign.Name), "campaign "+b.Campaign.Digest
	return l
}

func (b *binder) decisionsSheet(book *sheet.Workbook) error {
	columns := []sheet.Column{{Width: 24, Wrapped: true}, {Width: 30, Wrapped: true}, {Width: 24, Wrapped: true}, {Width: 30, Wrapped: true}, {Width: 28, Wrapped: true},
		{Width: 11}, {Width: 28, Wrapped: true}, {Width: 24, Wrapped: true, Note: "Whom the reviewer named in the column Delegate beside the decision."},
		{Width: 26, Wrapped: true, Note: "Left blank by the reviewer, and decided by whoever closed the campaign for all such rows."},
		{Width: 38, Wrapped: true}, {Width: 20, Note: "When the returned file was saved, as it says itself. UTC."},
		{Width: 30, Wrapped: true, Note: "The returned file in which the decision stands; it is in the folder 3-returned."},
		{Width: 14}, {Width: 18, Style: sheet.Mono}, {Style: sheet.Mono}, {Style: sheet.Mono}}
	for i, header := range decisionHeaders {
		columns[i].Header = header
	}
	layout := b.layout(sheet.Layout{Name: decisionsSheet, Frozen: 1, Printed: 13, Tab: "17324D", Columns: columns})
	out, err := book.Table(layout)
	if err != nil {
		return err
	}
	row := make([]sheet.Value, len(decisionHeaders))
	for i := range b.Closing.Rows {
		j := &b.Closing.Rows[i]
		clear(row)
		for c, text := range decisionCells(j) {
			if text != "" {
				row[c] = sheet.String(text)
			}
		}
		row[atDecision] = row[atDecision].As(decisionStyle(j.Decision))
		if !j.At.IsZero() {
			row[atSaved] = sheet.Time(j.At)
		}
		if len(j.Access.Flags) > 0 {
			row[atLook] = row[atLook].As(sheet.Warn)
		}
		if j.Treated {
			row[atTreated] = row[atTreated].As(sheet.Warn)
		}
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	return nil
}

func decisionStyle(d review.Decision) sheet.Style {
	switch d {
	case review.Revoke:
		return sheet.Bad
	case review.Change:
		return sheet.Warn
	}
	return sheet.Plain
}

// nothing says in a table why it has no rows.
func nothing(out *sheet.SheetWriter, text string) error {
	return out.Row(sheet.String(text).As(sheet.Muted))
}

func (b *binder) exceptionsSheet(book *sheet.Workbook) error {
	out, err := book.Table(b.layout(sheet.Layout{Name: exceptionsSheet, Frozen: 1, Tab: "8A5A00", Columns: []sheet.Column{
		{Header: "Kind", Width: 22, Wrapped: true}, {Header: "What", Width: 60, Wrapped: true}, {Header: "Person", Width: 24, Wrapped: true}, {Header: "User name", Width: 30, Wrapped: true},
		{Header: "Workspace", Width: 24, Wrapped: true}, {Header: "Reviewer", Width: 28, Wrapped: true}, {Header: "File", Width: 30, Wrapped: true}, {Header: "Row id", Width: 18, Style: sheet.Mono}}}))
	if err != nil {
		return err
	}
	if len(b.exceptions) == 0 {
		return nothing(out, "Nothing here: there are no exceptions.")
	}
	for _, e := range b.exceptions {
		row := []sheet.Value{sheet.String(exceptionTitle(e.Code)), sheet.String(e.Words), {}, {}, {}, sheet.String(e.Reviewer), sheet.String(e.File), {}}
		if e.Ref != nil {
			a := &e.Ref.Person.Account
			row[2], row[3] = sheet.String(nameOf(e.Ref.Person)), sheet.String(string(a.UserName))
			if e.Ref.Access != nil {
				row[4], row[7] = sheet.String(workspaceOf(e.Ref.Access.Workspace)), sheet.String(e.Ref.Access.Key)
			}
		}
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	return nil
}

func (b *binder) followUpSheet(book *sheet.Workbook) error {
	out, err := book.Table(b.layout(sheet.Layout{Name: followUpSheet, Frozen: 1, Tab: "8A5A00", Columns: []sheet.Column{
		{Header: "Person", Width: 24, Wrapped: true}, {Header: "User name", Width: 30, Wrapped: true}, {Header: "Workspace", Width: 24, Wrapped: true},
		{Header: "What is to be done", Width: 60, Wrapped: true}, {Header: "Decided by", Width: 28, Wrapped: true}, {Header: "Row id", Width: 18, Style: sheet.Mono}}}))
	if err != nil {
		return err
	}
	if b.numbers.Change == 0 {
		return nothing(out, "Nothing here: no reviewer has asked for a change.")
	}
	all := b.Closing.FollowUps()
	for i := range all {
		j := &all[i]
		a := &j.Person.Account
		if err := out.Row(sheet.String(nameOf(j.Person)), sheet.String(string(a.UserName)), sheet.String(workspaceOf(j.Access.Workspace)), sheet.String(j.Justification),
			sheet.String(j.By), sheet.String(j.Access.Key)); err != nil {
			return err
		}
	}
	return nil
}

func (b *binder) delegationsSheet(book *sheet.Workbook) error {
	out, err := book.Table(b.layout(sheet.Layout{Name: delegationsSheet, Frozen: 1, Columns: []sheet.Column{
		{Header: "Person", Width: 24, Wrapped: true}, {Header: "Workspace", Width: 24, Wrapped: true}, {Header: "Given on by", Width: 30, Wrapped: true}, {Header: "To", Width: 30, Wrapped: true},
		{Header: "File", Width: 34, Wrapped: true}, {Header: "Cell", Width: 14}, {Header: "Row id", Width: 18, Style: sheet.Mono}}}))
	if err != nil {
		return err
	}
	if len(b.Closing.Delegations) == 0 {
		return nothing(out, "Nothing here: no reviewer has given a row on to somebody else.")
	}
	rows := make(map[string]*review.Judged, len(b.Closing.Delegations))
	for _, d := range b.Closing.Delegations {
		rows[d.Key] = nil
	}
	for i := range b.Closing.Rows {
		if _, wanted := rows[b.Closing.Rows[i].Access.Key]; wanted {
			rows[b.Closing.Rows[i].Access.Key] = &b.Closing.Rows[i]
		}
	}
	for _, d := range b.Closing.Delegations {
		person, workspace := "", ""
		if j := rows[d.Key]; j != nil {
			person, workspace = personOf(j.Person), workspaceOf(j.Access.Workspace)
		}
		if err := out.Row(sheet.String(person), sheet.String(workspace), sheet.String(d.From), sheet.String(d.To), sheet.String(d.File), sheet.String(d.Cell), sheet.String(d.Key)); err != nil {
			return err
		}
	}
	return nil
}
