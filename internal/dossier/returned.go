package dossier

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strconv"

	"scimsheet/internal/review"
)

// sent is the second part: the workbooks as they went out.
func (b *binder) sent() error {
	var unknown []string
	digest := func(what, name string) string {
		sent := b.sentAs(what, name)
		if sent == "" {
			unknown = append(unknown, oneLine(name))
		}
		return sent
	}
	for _, r := range b.Campaign.Reviewers {
		at := b.free(sentPart + reviewsFolder + "/" + fileName(r.File))
		what := fmt.Sprintf("the workbook for %s: %s to decide", reviewerOf(oneLine(r.Address)), countOf(r.Rows, "row", "rows"))
		if err := b.take(reviewsFolder+"/"+r.File, at, what, digest(review.WhatOpened, r.File)); err != nil {
			return err
		}
	}
	names, err := within(filepath.Join(b.Folder, delegatedFolder))
	if err != nil {
		return err
	}
	for _, name := range names {
		at := b.free(sentPart + delegatedFolder + "/" + fileName(name))
		if err := b.take(delegatedFolder+"/"+name, at, "the workbook with the rows that reviewers gave on to somebody else", digest(review.WhatDelegated, name)); err != nil {
			return err
		}
	}
	if len(unknown) > 0 {
		b.miss("No digest was recorded of %s when the campaign sent %s: nothing shows that what is here is what was sent (%s).",
			countOf(len(unknown), "workbook", "workbooks"), verb(len(unknown), "it", "them"), named(unknown))
	}
	return nil
}

// sentAs is the digest of a workbook when it went out, where that was recorded: people fill in what they find.
func (b *binder) sentAs(what, name string) string {
	digest := ""
	for _, e := range b.Events {
		for _, f := range e.Files {
			if e.What == what && f.Name == name {
				digest = f.SHA256
			}
		}
	}
	return digest
}

// returned is the third part: every workbook that came back, exactly as it came.
func (b *binder) returned() error {
	for _, f := range b.Closing.Files {
		if len(f.SHA256) < 12 {
			b.miss("The closing names the returned file %s without its digest.", oneLine(f.Name))
			continue
		}
		if b.came[cameAs(f)] != "" {
			continue
		}
		folder := fileName(f.SHA256[:12])
		at := b.free(returnedPart + folder + "/" + fileName(f.Name))
		trouble, err := b.fetchReturned(folder, f, at)
		if err != nil {
			return err
		}
		if trouble != "" {
			b.miss("The returned file %s %s. The decisions that stand in it cannot be checked.", oneLine(f.Name), trouble)
			continue
		}
		b.came[cameAs(f)] = at
	}
	if len(b.Closing.Files) == 0 {
		return nil
	}
	return b.returnedTable()
}

// returnedTable says of each returned file what it says of itself, when it was first given, and what rests on it.
func (b *binder) returnedTable() error {
	headers := []string{"File", "SHA-256", "Part of", "Saved, as it says", "Saved by, as it says", "Program, as it says", "First given", "Decisions that rest on it", "Where it is"}
	return b.table(returnedTable, "every workbook that came back: what it says of itself, when it was first given, and how many decisions rest on it", headers, func(write func(...string) error) error {
		for _, f := range b.Closing.Files {
			if err := write(f.Name, f.SHA256, f.Reviewer, savedOf(f), cmp.Or(f.SavedBy, notKnown), cmp.Or(f.Program, notKnown), b.givenOf(f), strconv.Itoa(b.rests[f.SHA256]), b.came[cameAs(f)]); err != nil {
				return err
			}
		}
		return nil
	})
}

// notKnown stands where a file says nothing of itself.
const notKnown = "not known"

// savedOf is when a file was saved, as it says itself.
func savedOf(f review.File) string { return cmp.Or(moment(f.SavedAt), notKnown) }

// givenOf is when a file was first given, as the time line has it.
func (b *binder) givenOf(f review.File) string { return cmp.Or(moment(b.given[f.SHA256]), notKnown) }

// fetchReturned copies a returned file from where it was kept: in the folder of its digest, by the name that it has
// in the closing or, where files of one name had to be told apart or one came twice, by any other.
func (b *binder) fetchReturned(folder string, f review.File, at string) (trouble string, err error) {
	names, err := within(filepath.Join(b.Folder, returnedFolder, folder))
	if err != nil {
		return "", err
	}
	trouble = "is missing"
	for _, name := range names {
		if trouble, err = b.fetch(returnedFolder+"/"+folder+"/"+name, at, returnedWhat(f), f.SHA256); trouble == "" || err != nil {
			return "", err
		}
	}
	return trouble, nil
}

// cameAs tells returned files apart.
func cameAs(f review.File) string { return f.SHA256 + "/" + f.Name }

func returnedWhat(f review.File) string {
	what := "a workbook that came back"
	if f.Reviewer != "" {
		what += ", the part of " + oneLine(f.Reviewer)
	}
	return what
}
