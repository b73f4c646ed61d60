package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// sheetReader streams the rows of one worksheet (ECMA-376 part 1, 18.3.1). It gives io.EOF only after
// the part's last byte was seen and its checksum fits.
type sheetReader struct {
	book    *xlsxFile
	tab     tab
	part    *openPart
	xml     *xmlScanner
	begun   bool
	row     int    // the last one read
	column  int    // the last one read in it
	cells   []Cell // blank but for those in filled
	filled  []int
	places  int // in the rows so far, up to the last cell of each
	around  around
	known   []area   // the merged areas as the survey found them
	merging *merging // nil where nothing is merged
	value   collector
	repeats *interner
}

func (r *sheetReader) close() error { return r.part.Close() }

func (r *sheetReader) read() (Row, error) {
	row, err := r.next()
	if err == io.EOF && !slices.Equal(r.around.merged, r.known) {
		err = damaged("has something between its rows that looks like their end")
	}
	if err == nil || err == io.EOF {
		return row, err
	}
	return Row{}, r.failure(err)
}

// failure says where in the sheet something was met.
func (r *sheetReader) failure(err error) error {
	var unreadable *Unreadable
	if errors.As(err, &unreadable) {
		return err
	}
	var xml errXML
	if errors.As(err, &xml) && r.row > 0 {
		err = damaged("%s, in row %d or after it", xml.message, r.row)
	}
	return r.book.failure(r.tab.Name, partError{r.tab.part, err})
}

func (r *sheetReader) next() (Row, error) {
	if !r.begun {
		r.begun = true
		if err := r.begin(); err != nil {
			return Row{}, err
		}
	}
	for {
		token, err := r.xml.next()
		switch {
		case err != nil:
			return Row{}, err
		case token == xmlEnd:
			return Row{}, r.finish()
		case token == xmlText:
			continue
		}
		if string(r.xml.local) != "row" {
			if err := r.xml.skip(); err != nil {
				return Row{}, err
			}
			continue
		}
		row, err := r.readRow()
		if err != nil || len(row.Cells) > 0 {
			return row, err
		}
	}
}

// begin moves on to the sheet's first row.
func (r *sheetReader) begin() error {
	token, err := r.xml.scan()
	if err != nil {
		return endless(err)
	}
	switch {
	case token != xmlStart || string(r.xml.local) != "worksheet":
		return damaged("is no worksheet but <%.40s>", r.xml.local)
	case r.xml.foreign:
		return damaged("is a <worksheet> of another XML namespace than that of spreadsheets")
	}
	for {
		token, err := r.xml.next()
		if err != nil {
			return endless(err)
		}
		if token != xmlStart {
			continue
		}
		switch string(r.xml.local) {
		case "sheetData":
			return nil
		case "cols":
			err = r.readColumns()
		case "sheetPr":
			r.around.filtered = xmlTrue(r.xml.attr("filterMode"))
			err = r.xml.skip()
		default:
			err = r.xml.skip()
		}
		if err != nil {
			return err
		}
	}
}

// endless turns the document's end into an error where it must not come yet.
func endless(err error) error {
	if err == io.EOF {
		return damaged("has no rows, not even an empty list of them")
	}
	return err
}

// finish reads what comes after the rows. io.EOF is the good end.
func (r *sheetReader) finish() error {
	for {
		token, err := r.xml.next()
		if err == nil && token == xmlStart {
			err = r.readBehind()
		}
		if err != nil {
			return err
		}
	}
}

// rowTag reads the attributes of <row>.
func (r *sheetReader) rowTag() (Row, error) {
	row := Row{Number: r.row + 1}
	for i := range r.xml.attrs {
		a := &r.xml.attrs[i]
		if a.prefix != nil {
			continue
		}
		switch string(a.local) {
		case "r":
			number, ok := smallNumber(a.value)
			if !ok || number > gridRows {
				return Row{}, damaged("has a row numbered %.20q", a.value)
			}
			row.Number = number
		case "hidden":
			row.Hidden = row.Hidden || xmlTrue(a.value)
		case "ht":
			row.Hidden = row.Hidden || noSize(a.value)
		}
	}
	if row.Number <= r.row || row.Number > gridRows {
		return Row{}, damaged("has row %d after row %d", row.Number, r.row)
	}
	return row, nil
}

func (r *sheetReader) readRow() (Row, error) {
	row, err := r.rowTag()
	if err != nil {
		return Row{}, err
	}
	r.row, r.column = row.Number, 0
	r.clear()
	for {
		token, err := r.xml.next()
		switch {
		case err != nil:
			return Row{}, err
		case token == xmlEnd:
			row.Cells, err = r.finishRow()
			return row, err
		case token == xmlText:
			continue
		}
		if string(r.xml.local) == "c" {
			err = r.readCell()
		} else {
			err = r.xml.skip()
		}
		if err != nil {
			return Row{}, err
		}
	}
}

// maxPlaces is how many places a sheet's rows may have up to their last cells. A cell in the last column of
// each row costs little in the file, and whoever walks the rows pays for all that is blank before it.
const maxPlaces = 2_000_000_000

func (r *sheetReader) finishRow() ([]Cell, error) {
	if r.merging != nil {
		if err := r.merge(); err != nil {
			return nil, err
		}
	}
	if r.places += len(r.cells); r.places > maxPlaces {
		return nil, r.refuse(fmt.Sprintf("has cells far to the right in so many rows that it spans more than %d", maxPlaces),
			"delete the columns to the right of the table")
	}
	return r.cells, nil
}

// clear blanks the cells of the row before, and only those: one cell in the last column must not cost
// sixteen thousand in every row.
func (r *sheetReader) clear() {
	all := r.cells[:cap(r.cells)]
	for _, column := range r.filled {
		all[column-1] = Cell{}
	}
	r.filled = r.filled[:0]
	r.cells = r.cells[:0]
}

// put sets a cell of the row in hand.
func (r *sheetReader) put(column int, cell Cell) {
	if column > cap(r.cells) {
		wider := make([]Cell, column, max(column, 2*cap(r.cells)))
		copy(wider, r.cells)
		r.cells = wider
	}
	r.cells = r.cells[:max(column, len(r.cells))]
	r.cells[column-1] = cell
	r.filled = append(r.filled, column)
}

// noSize tells a height or width of nothing, or of less than a point or a digit: one more way to hide.
func noSize(value []byte) bool {
	size, err := strconv.ParseFloat(string(value), 64)
	return err == nil && size < 1
}
