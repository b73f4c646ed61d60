package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/mail"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
)

// write writes everything that a campaign begins with to the stage; the campaign itself first, which gets its
// digest by that.
func (o *openOptions) write(ctx context.Context, s *screen, stage *stage, c *review.Campaign) error {
	file, err := stage.create(campaignFile)
	if err != nil {
		return fmt.Errorf("write the campaign: %w", err)
	}
	defer file.Close()
	if err := c.Write(file); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write the campaign: %w", err)
	}
	if err := o.keepSources(stage, c); err != nil {
		return err
	}
	bar := s.bar("Writing workbooks", len(c.Reviewers))
	err = writeParts(ctx, stage.dir, reviewsFolder, mailsFolder, c, ownParts(c), reviewbook.Invitation, func(done, total int) { bar.show(done, total) })
	bar.end(err == nil)
	if err != nil {
		return err
	}
	if _, err := reviewbook.WriteLedger(stage.path(ledgerBook), reviewbook.Ledger{Campaign: c, At: c.OpenedAt}); err != nil {
		return err
	}
	sent, err := sentFiles(filepath.Join(stage.dir, reviewsFolder), ownParts(c))
	if err != nil {
		return err
	}
	return addLines(stage.path(timelineFile), review.Event{At: c.OpenedAt, What: review.WhatOpened, By: c.Operator, Files: sent,
		Words: fmt.Sprintf("opened: %s of %s, for %s", countOf(c.Proof.Rows, "row"), countOf(c.Proof.Users, "user"), countOf(len(c.Reviewers), "reviewer"))})
}

// keepSources copies the files that the campaign rests on.
func (o *openOptions) keepSources(stage *stage, c *review.Campaign) error {
	paths := map[string]string{review.SourceStaff: o.hr, review.SourceOwners: o.owners}
	for _, source := range c.Sources {
		to := filepath.Join(stage.path(sourcesFolder), source.Name)
		if err := keepCopy(paths[source.What], to, source.SHA256); err != nil {
			return err
		}
	}
	return nil
}

// keepCopy copies a file with people's data that was read before, as the digest says: one that has changed since
// is refused.
func keepCopy(from, to, digest string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("keep a copy of %s: %w", from, err)
	}
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("keep a copy of %s: %w", from, err)
	}
	defer in.Close()
	_, err = saveAs(to, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a copy of %s: %w", from, err)
	}
	switch is, err := digestOf(to); {
	case err != nil:
		return err
	case is != digest:
		return fail(exitFailure, "call this again", "%s was changed while it was read", from)
	}
	return nil
}

// addressed is a reviewer's part and the file that it goes out as.
type addressed struct {
	reviewbook.Part
	file string
}

func ownParts(c *review.Campaign) []addressed {
	parts := make([]addressed, len(c.Reviewers))
	for i, r := range c.Reviewers {
		parts[i] = addressed{reviewbook.Part{Address: r.Address, Name: r.Name, Rows: c.Of(r.Address)}, r.File}
	}
	return parts
}

// letter is what a part is sent with.
type letter func(c *review.Campaign, part reviewbook.Part, workbook string) mail.Draft

// writeParts writes the workbook of each part and the mail that it is sent with. Nobody's part has no mail.
func writeParts(ctx context.Context, dir, books, mails string, c *review.Campaign, parts []addressed,
	letter letter, progress func(done, total int)) error {
	for _, folder := range []string{books, mails} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			return fmt.Errorf("write the reviewers' workbooks: %w", err)
		}
	}
	var mu sync.Mutex
	done := 0
	table := reviewbook.NewTable(c)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, part := range parts {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := writePart(dir, books, mails, c, table, part, letter); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			progress(done, len(parts))
			return nil
		})
	}
	return group.Wait()
}

func writePart(dir, books, mails string, c *review.Campaign, table *reviewbook.Table, part addressed, letter letter) error {
	book := filepath.Join(dir, books, part.file)
	if err := table.WriteReview(book, part.Part); err != nil || part.Address == "" {
		return err
	}
	return mail.Write(filepath.Join(dir, mails, mailOf(part.file)), letter(c, part.Part, book))
}

// sentFiles are workbooks as they were sent: evidence tells whether they are so still.
func sentFiles(folder string, parts []addressed) ([]review.File, error) {
	files := make([]review.File, len(parts))
	for i, part := range parts {
		digest, err := digestOf(filepath.Join(folder, part.file))
		if err != nil {
			return nil, err
		}
		files[i] = review.File{Name: part.file, SHA256: digest, Reviewer: part.Address}
	}
	return files, nil
}

// mailOf is the file of the mail that a workbook is sent with.
func mailOf(book string) string { return strings.TrimSuffix(book, filepath.Ext(book)) + ".eml" }
