package reviewbook

import (
	"cmp"
	"slices"
	"strconv"

	"scimsheet/internal/finding"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// reading is one file on its way to answers.
type reading struct {
	*Reader
	book     *sheet.Book
	csv      bool
	tables   []*foundTable // those that are shown first
	headless *sheet.Info   // the first sheet with rows of a review and no headers
	about    stated
	out      review.Returned
	at       map[string]taken // by key
	others   []stranger       // rows of other campaigns
	seen     harmless
}

// taken is a row that was met.
type taken struct {
	answer int  // that it became
	blank  bool // its reviewer had written nothing in it
	astray bool // it is about another access than its id is
}

// searched is how many rows of a sheet are looked at for the headers of the table, or for what a cover says. Rows of
// the table itself do not count.
const searched = 100

// read reads the whole file. Its error is that it cannot be read.
func (r *reading) read() error {
	sheets := r.book.Sheets()
	r.csv = sheets[0].Name == ""
	for _, s := range sheets {
		if err := r.search(s); err != nil {
			return err
		}
	}
	r.about.reviewer = r.asListed(r.about.reviewer)
	r.out.File.Reviewer = r.about.reviewer
	foreign := r.ofAnother(r.about.campaign)
	if len(r.tables) == 0 && foreign == nil {
		r.noTable()
		return nil
	}
	r.shownFirst()
	for _, t := range r.tables {
		if err := r.readTable(t); err != nil {
			return err
		}
	}
	r.settle(foreign)
	return nil
}

// search finds out whether a sheet holds the table, or says what the workbook is.
func (r *reading) search(info sheet.Info) error {
	rows, err := r.book.Rows(info.Name)
	if err != nil {
		return err
	}
	defer rows.Close()
	about, rowsMet, headed := stated{sheet: info.Name}, false, false
	for left := searched; left > 0 && rows.Next(); left-- {
		row := rows.Row()
		if t := r.headersIn(row); t != nil {
			t.info = info
			r.tables = append(r.tables, t)
			break
		}
		about.note(row)
		if slices.ContainsFunc(row.Cells, func(cell sheet.Cell) bool { return campaignOf(cell.Text) != "" }) {
			left++ // the headers may have been sorted in among the rows
			rowsMet = true
		}
		headed = headed || slices.ContainsFunc(row.Cells, func(cell sheet.Cell) bool { return headerKey(cell.Text) == headerKey(KeyHeader) })
	}
	if err := rows.Err(); err != nil {
		return err
	}
	switch table := len(r.tables) > 0 && r.tables[len(r.tables)-1].info == info; {
	case about.campaign != "" && r.about.campaign == "":
		r.about = about
	case !table && rowsMet && !headed && r.headless == nil:
		r.headless = &info
	case !table && about.filled && about.campaign == "":
		r.seen.sheets = append(r.seen.sheets, info.Name)
	}
	return nil
}

// settle says what can only be said once everything was read.
func (r *reading) settle(foreign *review.Problem) {
	if foreign == nil {
		foreign = r.ofOthers()
	}
	if foreign != nil {
		foreign = r.refuse(*foreign)
		for i := range r.out.Answers {
			r.out.Answers[i].Fault = cmp.Or(r.out.Answers[i].Fault, foreign)
		}
		return
	}
	r.tellStrangers()
	r.digest()
	r.missing()
	r.remarks()
}

// refuse notes a problem of the file and gives it back for the answers that it concerns.
func (r *reading) refuse(p review.Problem) *review.Problem {
	p.File = r.out.File.Name
	r.out.Problems = append(r.out.Problems, p)
	return &p
}

// cellName is a cell as people find it. CSV has no sheet.
func cellName(sheetName string, column, row int) string {
	cell := finding.ColumnLetters(column) + strconv.Itoa(row)
	if sheetName == "" {
		return cell
	}
	return sheetName + "!" + cell
}
