package reviewbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/review"
)

// harmless is what people and programs have done to a workbook that changes nothing of its answers.
type harmless struct {
	sheets       []string // that hold no table
	missing      []string // headers of columns that only told something
	headersAgain int
	twice        []string // decisions of rows that stand twice
	formulas     int      // decisions that a formula computes
	lost         int      // cells with lost letters
	toThemself   []string
}

// missing finds the rows of the part that the file lacks. Of rows that were handed on, or open when the workbook was
// written, the campaign does not know which they were.
func (r *reading) missing() {
	part := identity.UserName(r.about.reviewer).Key()
	if r.about.campaign == "" {
		part = r.mostNamed()
	}
	refs := r.parts[part]
	if r.about.some || slices.ContainsFunc(r.tables, func(t *foundTable) bool { return !t.spare && r.column(t, KeyHeader) == 0 }) ||
		len(r.at) > 0 && !slices.ContainsFunc(refs, func(ref review.Ref) bool { return r.met(ref) }) {
		return
	}
	for _, ref := range refs {
		if !r.met(ref) {
			r.out.Missing = append(r.out.Missing, ref.Access.Key)
		}
	}
}

func (r *reading) met(ref review.Ref) bool {
	_, met := r.at[ref.Access.Key]
	return met
}

// mostNamed is the reviewer whom most rows name, the first of them where two have as many.
func (r *reading) mostNamed() string {
	rows, most := map[string]int{}, ""
	for _, a := range r.out.Answers {
		rows[identity.UserName(a.Reviewer).Key()]++
	}
	for _, a := range r.out.Answers {
		if key := identity.UserName(a.Reviewer).Key(); rows[key] > rows[most] {
			most = key
		}
	}
	return most
}

// remarks says what is worth knowing of the file, in clauses.
func (r *reading) remarks() {
	if r.csv {
		r.remark("it is text (CSV): it does not say whose it is, nor when and by whom it was saved")
	} else if r.about.campaign == "" {
		r.remark("the sheet %s is missing: the file does not say whose it is", quoted(CoverSheet))
	}
	for _, t := range r.tables {
		if t.spare {
			r.remarkSpare(t)
		} else {
			r.remarksOn(t)
		}
	}
	if r.headless != nil {
		r.remark("%s was not read: it has rows of a review, but no headers", quoted(r.headless.Name))
	}
	if most := 5; len(r.seen.sheets) > most {
		r.remark("%s were not read: they hold no table of a review", countOf(len(r.seen.sheets), "sheet", "sheets"))
	} else if len(r.seen.sheets) > 0 {
		r.remark("%s %s: no table of a review", listed(quotedAll(r.seen.sheets)), verb(len(r.seen.sheets), "was not read", "were not read"))
	}
	s := r.seen
	r.some(s.missing, "the column %s is missing, and what it said could not be compared", "the columns %s are missing, and what they said could not be compared")
	r.some(s.twice, "%s is in a second row about the same access, which says nothing else", "%s are in second rows about the same access, which say nothing else")
	r.some(s.toThemself, "%s gives the row to its own reviewer, which changes nothing", "%s give rows to their own reviewer, which changes nothing")
	r.count(s.headersAgain, "the headers stand in the table again", "the headers stand in the table again, %d times")
	r.count(s.formulas, "1 decision is computed by a formula, and counts as it was stored", "%d decisions are computed by formulas, and count as they were stored")
	r.count(s.lost, "1 cell has lost letters to the encoding it was saved in, and justifications may have lost some too",
		"%d cells have lost letters to the encoding they were saved in, and justifications may have lost some too")
	if lacks := r.about.rows - len(r.at); r.about.some && lacks > 0 {
		r.remark("%s of the %s that the workbook was sent with %s missing", number(lacks), countOf(r.about.rows, "row", "rows"), verb(lacks, "is", "are"))
	}
}

// remarksOn says how one table is not as it was sent.
func (r *reading) remarksOn(t *foundTable) {
	on := "the sheet " + quoted(t.info.Name)
	if r.csv {
		on = "the table"
	} else if !strings.EqualFold(t.info.Name, ReviewSheet) {
		r.remark("the table is on %s, not on %s", on, quoted(ReviewSheet))
	}
	if t.info.Hidden {
		r.remark("%s is hidden", on)
	}
	if t.header > 1 {
		r.remark("the headers of %s stand in row %d", on, t.header)
	}
	if !slices.IsSorted(slices.DeleteFunc(slices.Clone(t.at), func(column int) bool { return column == 0 })) {
		r.remark("the columns of %s stand in another order", on)
	}
	r.remarkColumns(t, on)
	if r.sorted(t) {
		r.remark("the rows of %s stand in another order", on)
	}
	if t.shape.Filtered {
		r.remark("%s is filtered", on)
	}
}

// remarkColumns tells columns that are not ours, and those of ours that nobody can have read.
func (r *reading) remarkColumns(t *foundTable, on string) {
	for _, column := range t.besides() {
		name := finding.ColumnLetters(column)
		if header := t.strange[column]; header != "" {
			name += " (" + quoted(header) + ")"
		}
		r.remark("the column %s of %s is not of the review and was not read", name, on)
	}
	var hidden []string
	for i, column := range t.at {
		if header := r.table.headers[i]; column > 0 && slices.Contains(t.shape.HiddenColumns, column) && header != KeyHeader && header != ReviewerHeader {
			hidden = append(hidden, header)
		}
	}
	r.some(hidden, "the column %s of "+on+" is hidden", "the columns %s of "+on+" are hidden")
}

// sorted reports whether the rows stand in another order than the one in which they were sent.
func (r *reading) sorted(t *foundTable) bool {
	met := map[string]bool{}
	order := slices.DeleteFunc(slices.Clone(t.order), func(ref review.Ref) bool {
		again := met[ref.Access.Key]
		met[ref.Access.Key] = true
		return again
	})
	return !slices.Equal(order, r.table.Listed(order))
}

func (r *reading) remark(format string, args ...any) {
	r.out.Remarks = append(r.out.Remarks, fmt.Sprintf(format, args...))
}

// some remarks on things by name; where they are many, on the first.
func (r *reading) some(names []string, one, many string) {
	const told = 3
	switch {
	case len(names) == 0:
	case len(names) == 1:
		r.remark(one, names[0])
	case len(names) > told:
		r.remark(many, strings.Join(names[:told], ", ")+" and "+number(len(names)-told)+" more")
	default:
		r.remark(many, listed(names))
	}
}

// count remarks on how many of something there are.
func (r *reading) count(n int, one, many string) {
	switch {
	case n == 1:
		r.out.Remarks = append(r.out.Remarks, one)
	case n > 1:
		r.remark(strings.Replace(many, "%d", "%s", 1), number(n))
	}
}

func quotedAll(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = quoted(name)
	}
	return out
}

// countIn is a number as covers write it: 1,204.
func countIn(text string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		return 0
	}
	return n
}
