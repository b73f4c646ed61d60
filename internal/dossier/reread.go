package dossier

import (
	"fmt"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
)

// rereadTable names every row of which the returned files say something else than the closing.
const rereadTable = decisionsPart + "read-again.csv"

// readAgain compares the closing, row by row, with what the returned files say when they are read again: whoever
// changes the one without the other is found out.
func (b *binder) readAgain() error {
	switch again := b.Reread; {
	case again == nil && b.RereadFault != "":
		b.miss("The returned files could not be read again, so that nothing shows that they say what the closing says: %s.", oneLine(b.RereadFault))
		return nil
	case again == nil:
		return nil
	case len(again.Rows) != len(b.Closing.Rows):
		b.belie("Read again, the returned files are about %s, and the closing about %s.", countOf(len(again.Rows), "row", "rows"), number(len(b.Closing.Rows)))
		return nil
	}
	if n := len(b.Reread.Problems); n > 0 {
		p := &b.Reread.Problems[0]
		b.belie("Read again, %s wrong in the returned files, with which no campaign can be closed; the first: %s: %s",
			countOf(n, "thing is", "things are"), oneLine(p.File), sentence(clipped(p.Message)))
	}
	b.differing = b.rereadRows()
	if len(b.differing) == 0 {
		b.agrees = len(b.Reread.Problems) == 0 && !slices.ContainsFunc(b.Closing.Files, func(f review.File) bool { return b.came[cameAs(f)] == "" })
		return nil
	}
	words := make([]string, len(b.differing))
	for i, row := range b.differing {
		words[i] = b.rowDiffers(row)
	}
	b.belie("Of %s the returned files, read again, do not say what the closing says: %s. %s has both.",
		countOf(len(b.differing), "row", "rows"), named(words), rereadTable)
	return b.rereadTable()
}

// rereadRows are the rows that the returned files decide otherwise than the closing says, by their numbers. Of a
// treated row they have to decide nothing. What stands in a file that is missing is told with the file.
func (b *binder) rereadRows() []int {
	missing := map[string]bool{}
	for _, f := range b.Closing.Files {
		missing[f.SHA256] = b.came[cameAs(f)] == ""
	}
	var rows []int
	for i := range b.Closing.Rows {
		j, again := &b.Closing.Rows[i], &b.Reread.Rows[i]
		if unread := missing[j.SHA256] && again.Decision == ""; !sameDecision(j, again) && !unread {
			rows = append(rows, i)
		}
	}
	return rows
}

func sameDecision(closing, again *review.Judged) bool {
	if closing.Access.Key != again.Access.Key {
		return false
	}
	if closing.Treated {
		return again.Decision == ""
	}
	return closing.Decision == again.Decision && closing.SHA256 == again.SHA256 && closing.Justification == again.Justification &&
		identity.UserName(closing.By).Same(identity.UserName(again.By))
}

// rowDiffers is one such row in a sentence.
func (b *binder) rowDiffers(row int) string {
	j, again := &b.Closing.Rows[row], &b.Reread.Rows[row]
	words := fmt.Sprintf("the closing says %s, the files %s", saidOf(j), saidOf(again))
	if saidOf(j) == saidOf(again) {
		words = saidOf(j) + ", in another file"
		if j.SHA256 == again.SHA256 {
			words = saidOf(j) + ", with other words"
		}
	}
	return fmt.Sprintf("%s (%s, %s: %s)", j.Access.Key, oneLine(string(j.Person.Account.UserName)), oneLine(workspaceOf(j.Access.Workspace)), words)
}

// saidOf is a decision in a few words.
func saidOf(j *review.Judged) string {
	switch {
	case j.Treated:
		return "treated as " + string(j.Decision)
	case j.Decision == "":
		return "not decided"
	}
	return string(j.Decision) + " by " + oneLine(j.By)
}

func (b *binder) rereadTable() error {
	headers := []string{"Row id", "User name", "Workspace", "Decision by the closing", "By", "Justification", "File", "SHA-256",
		"Decision by the returned files", "By", "Justification", "File", "SHA-256", "Why it is open"}
	what := "the rows of which the returned files, read again, do not say what the closing says"
	return b.table(rereadTable, what, headers, func(write func(...string) error) error {
		for _, row := range b.differing {
			j, again := &b.Closing.Rows[row], &b.Reread.Rows[row]
			if err := write(j.Access.Key, string(j.Person.Account.UserName), workspaceOf(j.Access.Workspace), saidOf(j), j.By, j.Justification, j.File, j.SHA256,
				saidOf(again), again.By, again.Justification, again.File, again.SHA256, again.Words); err != nil {
				return err
			}
		}
		return nil
	})
}
