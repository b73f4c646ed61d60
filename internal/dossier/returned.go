package dossier

import (
	"fmt"
	"path/filepath"

	"scimsheet/internal/review"
)

// sent is the second part: the workbooks as they went out.
func (b *binder) sent() error {
	for _, r := range b.Campaign.Reviewers {
		at := b.free(sentPart + reviewsFolder + "/" + fileName(r.File))
		what := fmt.Sprintf("the workbook for %s: %s to decide", reviewerOf(oneLine(r.Address)), countOf(r.Rows, "row", "rows"))
		if err := b.take(filepath.Join(reviewsFolder, local(r.File)), at, what, ""); err != nil {
			return err
		}
	}
	names, err := within(filepath.Join(b.Folder, delegatedFolder))
	if err != nil {
		return err
	}
	for _, name := range names {
		at := b.free(sentPart + delegatedFolder + "/" + fileName(name))
		if err := b.take(filepath.Join(delegatedFolder, name), at, "the workbook with the rows that reviewers gave on to somebody else", ""); err != nil {
			return err
		}
	}
	return nil
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
		kept, err := b.kept(folder, f)
		if err != nil {
			return err
		}
		trouble, err := b.copy(kept, at, returnedWhat(f), f.SHA256)
		if err != nil {
			return err
		}
		if trouble != "" {
			b.miss("The returned file %s %s. The decisions that stand in it cannot be checked.", oneLine(f.Name), trouble)
			continue
		}
		b.came[cameAs(f)] = at
	}
	return nil
}

// kept is where the copy of a returned file lies: under its digest, by the name it had when it was given first.
func (b *binder) kept(folder string, f review.File) (string, error) {
	path := filepath.Join(b.Folder, returnedFolder, folder)
	names, err := within(path)
	if err != nil || len(names) == 0 {
		return filepath.Join(path, local(f.Name)), err
	}
	return filepath.Join(path, names[0]), nil
}

// cameAs tells returned files apart.
func cameAs(f review.File) string { return f.SHA256 + "/" + f.Name }

func returnedWhat(f review.File) string {
	what := "a workbook that came back"
	if f.Reviewer != "" {
		what += ", the part of " + oneLine(f.Reviewer)
	}
	if f.Earlier {
		what += "; given before, and not among those that the campaign was closed with"
	}
	return what
}
