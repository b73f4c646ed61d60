package reviewbook

import (
	"slices"
	"strings"
	"unicode/utf8"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

const freshCopy = "enter this row's decision into a fresh copy of the workbook"

// edits says in which cells a row does not say any more what was sent; nil where in none. Where person or workspace
// are not those of the id, astray says that the row is no word about that access.
func (r *reading) edits(t *foundTable, row sheet.Row, ref review.Ref) (p *review.Problem, astray bool) {
	sent := r.table.Cells(ref, ref.Access.Reviewer)
	wrong := r.differences(t, row, sent)
	if len(wrong) == 0 {
		return nil, false
	}
	wrote := review.Problem{Code: review.ProblemEdited, Key: ref.Access.Key}
	differs := func(header string) bool { return slices.Contains(wrong, slices.Index(r.table.headers, header)) }
	whom, where := differs(UserNameHeader), differs(WorkspaceHeader)
	if whom && where {
		wrote.Cell = r.place(t, row, KeyHeader)
		wrote.Message = "is the Row id of " + r.inWords(ref) + ", and the row says " + quoted(r.wordsOf(t, row))
		wrote.Hint = "was the table sorted without all of its columns, or were ids filled down? Undo that, or " + freshCopy
		return r.refuse(wrote), true
	}
	first := wrong[0]
	wrote.Cell, wrote.Message, wrote.Hint = cellName(t.info.Name, t.at[first], row.Number), edit(row.Cell(t.at[first]), sent[first]), "undo the edit, or "+freshCopy
	if more := len(wrong) - 1; more > 0 {
		wrote.Message += " (and " + countOf(more, "more cell", "more cells") + " of the row)"
	} else if sent[first] != "" {
		wrote.Hint = "put " + quoted(sent[first]) + " back, or " + freshCopy
	}
	return r.refuse(wrote), whom || where
}

// differences are the columns in which a row is not as it was sent, by their places in the table. The reviewer is
// only read, because whether they may decide is not for the workbook to say, but has to stand somewhere.
func (r *reading) differences(t *foundTable, row sheet.Row, sent []string) []int {
	var wrong []int
	for i, header := range r.table.headers {
		if i < entryCount || header == KeyHeader || t.at[i] == 0 {
			continue
		}
		if header == ReviewerHeader {
			if sent[i] != "" && r.reviewerOf(t, row) == "" {
				wrong = append(wrong, i)
			}
			continue
		}
		switch compare(row.Cell(t.at[i]), sent[i], r.csv) {
		case edited:
			wrong = append(wrong, i)
		case lostLetters:
			r.seen.lost++
		}
	}
	return wrong
}

// inWords is the access of a row in words.
func (r *reading) inWords(ref review.Ref) string {
	return oneLine(personName(ref.Person)) + " in " + r.table.workspace(ref.Access.Workspace)
}

// edit says what became of a cell.
func edit(cell sheet.Cell, sent string) string {
	switch {
	case cell.NoValue:
		return "holds a formula without a result; it said " + quoted(sent)
	case cell.Disguised:
		return "may show other words than it holds, by its number format; it said " + quoted(sent)
	case isBlank(cell):
		return "was emptied: it said " + quoted(sent)
	case sent == "":
		return "was filled in: it was blank, and says " + quoted(cell.Text)
	}
	return "was edited: " + contrast(sent, cell.Text)
}

// What is told of a text, in characters, and how many of them stand before what differs.
const (
	mostTold     = 80
	beforeDiffer = 24
)

// quoted is a text of somebody else within a sentence of ours.
func quoted(text string) string { return `"` + cutTo(onOneLine(text), mostTold) + `"` }

// contrast shows two texts around the first place where they differ.
func contrast(was, is string) string {
	a, b := []rune(onOneLine(was)), []rune(onOneLine(is))
	if string(a) == string(b) {
		return quoted(was) + " is written otherwise now"
	}
	from := 0
	if max(len(a), len(b)) > mostTold {
		for from < min(len(a), len(b)) && a[from] == b[from] {
			from++
		}
		from = max(0, from-beforeDiffer)
	}
	return quotedFrom(a, from) + " → " + quotedFrom(b, from)
}

func quotedFrom(text []rune, from int) string {
	cut := ""
	if from > 0 {
		cut = "…"
	}
	return `"` + cut + cutTo(string(text[from:]), mostTold) + `"`
}

// onOneLine is a text of somebody else as it may stand in a line of ours, however long it is.
func onOneLine(text string) string { return oneBlank(strings.Map(tamed, text)) }

func cutTo(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
