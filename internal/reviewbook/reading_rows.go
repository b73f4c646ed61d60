package reviewbook

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// readTable reads the rows of one sheet that holds the table.
func (r *reading) readTable(t *foundTable) error {
	var err error
	if t.shape, err = r.book.Shape(t.info.Name); err != nil {
		return err
	}
	if !t.spare {
		r.checkColumns(t)
	}
	if r.column(t, KeyHeader) == 0 {
		return nil // which was said: no row can be told from another
	}
	rows, err := r.book.Rows(t.info.Name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row := rows.Row()
		title := row.Number < t.header && campaignOf(row.Cell(r.column(t, KeyHeader)).Text) == ""
		if row.Number != t.header && !title && r.filled(t, row) {
			r.readRow(t, row)
		}
	}
	return rows.Err()
}

// filled reports whether anything stands in the columns of the table, and remembers what stands beside them.
func (r *reading) filled(t *foundTable, row sheet.Row) bool {
	within := false
	for i, cell := range row.Cells {
		switch {
		case isBlank(cell):
		case t.ours[i+1]:
			within = true
		default:
			t.filled[i+1] = true
		}
	}
	return within
}

// isBlank reports whether a cell says nothing. A formula without a result may have been about to say something.
func isBlank(cell sheet.Cell) bool { return !cell.NoValue && identity.Visible(cell.Text) == "" }

// readRow takes one row of the table by its id, wherever it stands.
func (r *reading) readRow(t *foundTable, row sheet.Row) {
	column := r.column(t, KeyHeader)
	cell := row.Cell(column)
	key := strings.ToLower(identity.Visible(cell.Text))
	ref, known := r.rows[key]
	place := cellName(t.info.Name, column, row.Number)
	switch {
	case t.spare && (!known || cell.Merged || r.met(ref) || !r.entered(t, row)):
		r.passOver(t, row, ref)
	case known && cell.Merged:
		r.added(place, "is merged with the cell above it: nobody can tell which row this is", "unmerge the cells, and enter the decision into a fresh copy of the workbook")
	case known:
		r.answer(t, row, ref)
	case headerKey(key) == headerKey(KeyHeader):
		r.seen.headersAgain++
	case key == "":
		r.added(r.firstCell(t, row), "is in a row without a Row id: it says "+quoted(r.wordsOf(t, row)), noIDHint)
	case campaignOf(key) != "" && campaignOf(key) != r.campaignKey():
		r.others = append(r.others, stranger{place, cell.Text, dashed(campaignOf(key))})
	default:
		r.added(place, "says "+quoted(cell.Text)+", and the review has no such row", "put the Row id back as it was sent, or enter the decision into a fresh copy of the workbook; delete the row where somebody added it")
	}
}

const noIDHint = "delete the row, or clear what is written in the columns of the table; where an access is missing from the review, tell whoever runs it"

func (r *reading) added(cell, message, hint string) {
	r.refuse(review.Problem{Code: review.ProblemAdded, Cell: cell, Message: message, Hint: hint})
}

// answer checks what a row says of its access, and takes what its reviewer wrote.
func (r *reading) answer(t *foundTable, row sheet.Row, ref review.Ref) {
	a := review.Answer{Key: ref.Access.Key, Sheet: t.info.Name, Row: row.Number, Hidden: row.Hidden || t.info.Hidden,
		Reviewer: r.reviewerOf(t, row), Fault: t.fault}
	a.Cell = r.place(t, row, DecisionHeader)
	fault := func(p *review.Problem) {
		if a.Fault == nil {
			a.Fault = p
		}
	}
	edit, astray := r.edits(t, row, ref)
	fault(edit)
	entered := r.enter(t, row, ref, &a, fault)
	if entered && t.info.Hidden {
		fault(r.unseen(t))
	}
	t.order = append(t.order, ref)
	r.take(a, taken{blank: !entered, astray: astray})
}

// place is a row's cell in a column, or the row's first where the column is missing.
func (r *reading) place(t *foundTable, row sheet.Row, header string) string {
	return cellName(t.info.Name, max(r.column(t, header), 1), row.Number)
}

// take keeps an answer. A row that stands twice says the same twice, or nothing the other time; or nobody can tell
// which of them counts. What a row says that got another's id is no word against that one's.
func (r *reading) take(a review.Answer, how taken) {
	first, met := r.at[a.Key]
	if !met {
		how.answer = len(r.out.Answers)
		r.at[a.Key] = how
		r.out.Answers = append(r.out.Answers, a)
		return
	}
	was := &r.out.Answers[first.answer]
	how.answer = first.answer
	switch {
	case how.astray:
		return
	case first.astray:
		*was, r.at[a.Key] = a, how
		return
	case was.Fault != nil && a.Fault == nil:
		a.Fault = was.Fault
	}
	switch {
	case first.blank:
		*was, r.at[a.Key] = a, how
		r.seen.twice = append(r.seen.twice, a.Cell)
	case how.blank, sameAnswer(*was, a):
		was.Fault = a.Fault
		r.seen.twice = append(r.seen.twice, a.Cell)
	default:
		p := r.refuse(review.Problem{Code: review.ProblemRepeated, Cell: a.Cell, Key: a.Key,
			Message: fmt.Sprintf("is in a second row about the same access, and says something else: %s here, %s in %s", saidIn(a), saidIn(*was), was.Cell),
			Hint:    "delete the row that does not count"})
		was.Fault = cmp.Or(a.Fault, p)
	}
}

func sameAnswer(a, b review.Answer) bool {
	return a.Decision == b.Decision && a.Justification == b.Justification && strings.EqualFold(a.Delegate, b.Delegate) && strings.EqualFold(a.Reviewer, b.Reviewer)
}

// saidIn is what an answer says, in words.
func saidIn(a review.Answer) string {
	var words []string
	if a.Decision != "" {
		words = append(words, string(a.Decision))
	}
	if a.Delegate != "" {
		words = append(words, "given to "+a.Delegate)
	}
	if a.Justification != "" {
		words = append(words, quoted(a.Justification))
	}
	if len(words) == 0 {
		return "no decision"
	}
	return strings.Join(words, ", ")
}

// firstCell is the place of the first cell of the table in a row with something in it.
func (r *reading) firstCell(t *foundTable, row sheet.Row) string {
	i := slices.IndexFunc(row.Cells, func(cell sheet.Cell) bool { return !isBlank(cell) })
	for i >= 0 && !t.ours[i+1] {
		i++
	}
	return cellName(t.info.Name, i+1, row.Number)
}

// wordsOf is what a row says, for people who look for it.
func (r *reading) wordsOf(t *foundTable, row sheet.Row) string {
	var texts []string
	for i, cell := range row.Cells {
		if t.ours[i+1] && !isBlank(cell) {
			texts = append(texts, cell.Text)
		}
	}
	return strings.Join(texts, " · ")
}

// stranger is a row of another campaign.
type stranger struct{ cell, key, campaign string }

// tellStrangers tells the rows of other campaigns among ours.
func (r *reading) tellStrangers() {
	for _, s := range r.others {
		r.added(s.cell, "is in a row of another review ("+oneLine(s.key)+")", "delete the row: it belongs into the workbook of the review "+oneLine(s.campaign))
	}
}

var keyForm = regexp.MustCompile(`^[rR]([0-9a-fA-F]{8})-[0-9]{6,}(-[0-9a-fA-F]*)?$`)

// campaignOf is the campaign in a row's id, as ids of rows have it; empty for what is no such id.
func campaignOf(text string) string {
	if len(text) > mostTold {
		return ""
	}
	if m := keyForm.FindStringSubmatch(identity.Visible(text)); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

func (r *reading) campaignKey() string {
	return strings.ToLower(strings.ReplaceAll(r.table.campaign.ID, "-", ""))
}

// dashed is a campaign's id as people know it.
func dashed(id string) string { return id[:4] + "-" + id[4:] }
