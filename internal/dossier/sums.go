package dossier

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// signedName is the list that whoever signs the sign-off page stands for.
const signedName = signOffPart + "signed.sha256"

// list writes the digests of pages as sha256sum reads them. Paths are ours or cleaned by fileName: none needs
// to be escaped.
func list(w io.Writer, pages []page) error {
	for _, p := range slices.SortedFunc(slices.Values(pages), func(a, b page) int { return cmp.Compare(a.Path, b.Path) }) {
		if _, err := fmt.Fprintf(w, "%s  %s\n", p.SHA256, p.Path); err != nil {
			return err
		}
	}
	return nil
}

// sums is the list of every file but itself.
func (b *binder) sums() error {
	pages := slices.Clone(b.pages)
	return b.put(sumsName, "the digest of every file", func(w io.Writer) error { return list(w, pages) })
}

// beforeSigning lists everything that a signature stands for: all but the sign-off itself, which carries the
// list's digest and could not carry its own.
func (b *binder) beforeSigning() error {
	pages := slices.Clone(b.pages)
	if err := b.put(signedName, "the digest of every file but those of this folder: what a signature stands for", func(w io.Writer) error { return list(w, pages) }); err != nil {
		return err
	}
	b.signed = b.pages[len(b.pages)-1].SHA256
	return nil
}

// part is what of the evidence stands in one folder.
type part struct {
	ID, Title, What string
	Pages           []page
}

// sought is what people look for a page by: returned files by their names, and not by their digests.
func (p page) sought() string {
	if strings.HasPrefix(p.Path, returnedPart) {
		return returnedPart + path.Base(p.Path)
	}
	return p.Path
}

// parts are the pages by folder, in the order in which they are read.
func (b *binder) parts() []part {
	all := []part{
		{ID: "top", Title: "Here", What: "Where to begin."},
		{ID: "population", Title: populationPart, What: "Who had access to what, and why these are all."},
		{ID: "sent", Title: sentPart, What: "The workbooks that the reviewers got."},
		{ID: "returned", Title: returnedPart, What: "The workbooks that came back, exactly as they came; each in a folder named by the first twelve digits of its digest."},
		{ID: "decisions", Title: decisionsPart, What: "What was decided."},
		{ID: "execution", Title: executionPart, What: "What was done about it, and what was seen afterwards."},
		{ID: "sign-off", Title: signOffPart, What: "The page to sign."},
	}
	pages := append(slices.Clone(b.pages), b.toCome()...)
	slices.SortStableFunc(pages, func(a, b page) int { return cmp.Or(cmp.Compare(a.sought(), b.sought()), cmp.Compare(a.Path, b.Path)) })
	for _, p := range pages {
		at := 0
		for i := range all {
			if strings.HasPrefix(p.Path, all[i].Title) {
				at = i
			}
		}
		all[at].Pages = append(all[at].Pages, p)
	}
	return all
}

// toCome are the pages that are written after the index, and the index itself: it cannot know their digests.
func (b *binder) toCome() []page {
	return []page{
		{Path: indexName, What: "this page"},
		{Path: readmeName, What: "the same in short, as plain text"},
		{Path: sumsName, What: "the digest of every file, for sha256sum -c"},
		{Path: signedName, What: "the digest of every file but those of this folder: what a signature stands for"},
		{Path: signOffPart + "sign-off.html", What: "the sign-off, one page to print and to sign"},
		{Path: signOffPart + "sign-off.txt", What: "the same as plain text"},
	}
}
