package approval

import (
	"strings"

	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// toldCells is how many cells of one sheet are named that are not as they were: where a row was put between
// the others none is.
const toldCells = 5

const showAgain = "show what is hidden, look at it, and return the report again"

// compareSheets compares every sheet but Changes with the report as it was sent, and refuses sheets that the
// report did not have.
func (r *reading) compareSheets() error {
	sent, err := r.sent()
	if err != nil {
		return err
	}
	theirs, ours := r.book.Sheets(), map[string]bool{}
	for _, s := range sent.Sheets() {
		ours[strings.ToLower(s.Name)] = true
		if !r.oneSheet(s.Name, theirs) {
			continue
		}
		r.refuseHidden(s.Name, theirs)
		if s.Name == report.ChangesSheet {
			continue
		}
		if err := r.compareSheet(sent, s.Name); err != nil {
			return err
		}
	}
	for _, s := range theirs {
		if ours[strings.ToLower(s.Name)] {
			continue
		}
		if err := r.refuseAdded(s.Name); err != nil {
			return err
		}
	}
	for _, name := range r.book.Others() {
		r.refuse(quoted(name), "is a chart or something else without cells, and no sheet of the report", "delete it, and return the report again")
	}
	return nil
}

// sent is the report that this one should be.
func (r *reading) sent() (*sheet.Book, error) {
	if r.file.Whole {
		return r.reader.sent.of(r.reader.in, nil)
	}
	return r.reader.sent.of(r.reader.in, &r.file.Part)
}

// refuseAdded refuses a sheet that the report did not have, unless there is nothing on it.
func (r *reading) refuseAdded(name string) error {
	rows, err := r.book.Rows(name)
	if err != nil {
		return worded(err)
	}
	defer rows.Close()
	for rows.Next() {
		row := rows.Row()
		for i, cell := range row.Cells {
			if !isBlank(cell) {
				r.refuse(quoted(name), "is no sheet of the report: "+cellName(name, i+1, row.Number)+" says "+quoted(cell.Text), "delete the sheet, and write what is to be kept into Comment")
				return nil
			}
		}
	}
	return worded(rows.Err())
}

// seen are the sheets that an approver has to see.
func seen(name string) bool {
	return name == report.SummarySheet || name == report.ChangesSheet || name == report.AboutSheet
}

// refuseHidden refuses a sheet that an approver has to see and that is hidden.
func (r *reading) refuseHidden(name string, theirs []sheet.Info) {
	for _, s := range theirs {
		if s.Hidden && seen(name) && strings.EqualFold(s.Name, name) {
			r.refuse(name, "is hidden: nobody can have read it", showAgain)
		}
	}
}

// comparison walks a sheet of two workbooks.
type comparison struct {
	*reading
	name   string
	differ int // cells
}

// compareSheet compares one sheet, cell by cell, without holding either as a whole.
func (r *reading) compareSheet(sent *sheet.Book, name string) error {
	c := &comparison{reading: r, name: name}
	if err := c.hiddenColumns(); err != nil {
		return err
	}
	was, err := sent.Rows(name)
	if err != nil {
		return err
	}
	defer was.Close()
	is, err := r.book.Rows(name)
	if err != nil {
		return worded(err)
	}
	defer is.Close()
	for before, after := was.Next(), is.Next(); before || after; {
		var then, now sheet.Row
		if before && (!after || was.Row().Number <= is.Row().Number) {
			then = was.Row()
		}
		if after && (!before || is.Row().Number <= was.Row().Number) {
			now = is.Row()
		}
		c.row(then, now)
		if then.Number > 0 {
			before = was.Next()
		}
		if now.Number > 0 {
			after = is.Next()
		}
	}
	if more := c.differ - toldCells; more > 0 {
		c.edited(name, "differs from the report in "+countOf(more, "more cell", "more cells"))
	}
	if err := was.Err(); err != nil {
		return err
	}
	return worded(is.Err())
}

// hiddenColumns refuses hidden columns of a page.
func (c *comparison) hiddenColumns() error {
	if !seen(c.name) {
		return nil
	}
	shape, err := c.book.Shape(c.name)
	if err != nil {
		return worded(err)
	}
	for _, column := range shape.HiddenColumns {
		c.refuse(cellName(c.name, column, 1), "is in a hidden column: nobody can have read it", showAgain)
	}
	return nil
}

// row compares two rows of one number, of which one may be missing.
func (c *comparison) row(then, now sheet.Row) {
	number := max(then.Number, now.Number)
	if now.Hidden && seen(c.name) {
		c.differs(1, number, "is in a hidden row: nobody can have read it")
	}
	for column := 1; column <= max(len(then.Cells), len(now.Cells)); column++ {
		was, is := then.Cell(column), now.Cell(column)
		if !unchanged(was, is) {
			c.differs(column, number, edit(is, was.Text))
		}
	}
}

func (c *comparison) differs(column, row int, message string) {
	if c.differ++; c.differ <= toldCells {
		c.edited(cellName(c.name, column, row), message)
	}
}

// unchanged reports whether a cell still shows what it showed. Numbers count by what is shown of them: each
// program keeps formats in its own way.
func unchanged(was, is sheet.Cell) bool {
	switch was.Kind {
	case sheet.Blank:
		return isBlank(is)
	case sheet.Text:
		return same(is, was.Text)
	}
	return is.Kind != sheet.Text && is.Text == was.Text && !is.Formula && !is.Merged && !is.Disguised
}
