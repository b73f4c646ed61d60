// Package sheet owns files that people open in a spreadsheet program: .xlsx and .csv in, as streams of
// rows of text cells that know their place and kind; workbooks and .csv out. It refuses to know what
// a column means.
package sheet

// Kind is what a cell held before it became text.
type Kind uint8

const (
	Blank   Kind = iota
	Text         // typed or stored as text
	Number       // a number without a date format; Text is as shown, see Cell
	Date         // a number with a date or time format; Text is as shown
	Boolean      // Text is TRUE or FALSE
	Fault        // an error cell; Text is its name, such as #N/A
)

// Cell is one cell as its reader sees it. A formula counts by its stored value.
type Cell struct {
	Text    string // as a spreadsheet program shows it; whole numbers of up to 15 digits without a format as plain digits
	Kind    Kind
	Formula bool // computed by a formula
	NoValue bool // a formula without a stored value: Text is empty, but the cell is not blank
	Rounded bool // a number of 16 digits and more, or in scientific notation: the spreadsheet has already lost digits

	// Disguised marks a cell that may show other words than Text: a text under a number format other than
	// General and Text (ECMA-376 part 1, 18.8.31: the fourth section of a format is what stands for texts), or a
	// number that its format shows as nothing.
	Disguised bool

	// Merged marks a cell below the first row of an area that is merged downwards. It has the text, kind
	// and the rest of the area's top-left cell, because that is what a person sees there. Of each area only
	// the first column has such cells; beside it the merged cells are blank.
	Merged bool
}

// Row is one row of a table. Cells is indexed by column, 0 for column A; trailing blank cells may be
// missing. A Row is valid only until the next one is read.
type Row struct {
	Number int // as a spreadsheet shows it; a CSV record with line breaks is one row, blank lines count
	Hidden bool
	Cells  []Cell
}

// Cell is the cell in a 1-based column; blank beyond the row's end.
func (r Row) Cell(column int) Cell {
	if column < 1 || column > len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column-1]
}

// Shape is what is known of a sheet as a whole, beside its rows. It is zero for CSV.
type Shape struct {
	HiddenColumns []int // 1-based, ascending; only those that the sheet's cells reach
	Filtered      bool  // a filter is set, so that rows may be hidden by it
	Merged        int   // areas of merged cells
}
