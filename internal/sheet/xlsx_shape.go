package sheet

import (
	"errors"
	"io"
	"maps"
	"slices"
)

// around is what a sheet's part tells before and behind its rows.
type around struct {
	hidden   []columnRange
	filtered bool
	merged   []area // in the order in which the part lists them
}

// columnRange is neighbouring columns, 1-based.
type columnRange struct{ first, last int }

// survey is what is found out of a sheet before its rows are walked.
type survey struct {
	around
	shape Shape
}

// surveyedRows is how many rows are looked at to find out which columns are in use: a header below a title,
// and some people.
const surveyedRows = 100

func (x *xlsxFile) shape(sheet string) (Shape, error) {
	t, err := x.tab(sheet)
	if err != nil {
		return Shape{}, err
	}
	s, err := x.survey(t)
	if err != nil {
		return Shape{}, err
	}
	return s.shape, nil
}

// survey unpacks a sheet an additional time but tokenises few of its rows: merged areas and filters stand
// behind the rows and change what the rows mean. Damage is left to the walk, which can tell its place.
func (x *xlsxFile) survey(t tab) (*survey, error) {
	if s, ok := x.surveys[t.part]; ok {
		return s, nil
	}
	r, err := x.reader(t)
	if err != nil {
		return nil, err
	}
	defer r.close()
	s, err := r.survey()
	var unreadable *Unreadable
	if errors.As(err, &unreadable) {
		return nil, unreadable
	}
	if !s.shape.Filtered {
		if s.shape.Filtered, err = x.filteredTable(t.part); err != nil {
			return nil, x.failure(t.Name, err)
		}
	}
	x.surveys[t.part] = s
	return s, nil
}

// survey reads the sheet for what is around its rows. On an error it has no merged areas, because what was
// taken for the end of the rows may not have been it.
func (r *sheetReader) survey() (*survey, error) {
	used, err := r.usedColumns()
	if err == nil {
		err = r.xml.leap()
	}
	if err == nil {
		err = r.finish()
	}
	if err == io.EOF {
		err = nil
	} else {
		r.around.merged = nil
	}
	s := &survey{around: r.around, shape: Shape{Filtered: r.around.filtered, Merged: len(r.around.merged)}}
	for _, column := range used {
		if slices.ContainsFunc(s.hidden, func(c columnRange) bool { return c.first <= column && column <= c.last }) {
			s.shape.HiddenColumns = append(s.shape.HiddenColumns, column)
		}
	}
	return s, err
}

// usedColumns are the columns with a cell in one of the first rows; io.EOF where the sheet has no more.
func (r *sheetReader) usedColumns() ([]int, error) {
	used := map[int]bool{}
	var err error
	for range surveyedRows {
		if _, err = r.next(); err != nil {
			break
		}
		for _, column := range r.filled {
			used[column] = true
		}
	}
	return slices.Sorted(maps.Keys(used)), err
}

// maxColumnRanges bounds the descriptions of columns: a sheet cannot have more columns to describe.
const maxColumnRanges = gridColumns

// readColumns reads <cols> (ECMA-376 part 1, 18.3.1.17), whose start tag was just given.
func (r *sheetReader) readColumns() error {
	for depth := len(r.xml.opened); ; {
		token, err := r.xml.next()
		switch {
		case err != nil:
			return err
		case token == xmlEnd && len(r.xml.opened) < depth:
			return nil
		case token != xmlStart || len(r.xml.opened) != depth+1 || string(r.xml.local) != "col":
			continue
		}
		if !xmlTrue(r.xml.attr("hidden")) && !noSize(r.xml.attr("width")) {
			continue
		}
		first, ok := smallNumber(r.xml.attr("min"))
		last, too := smallNumber(r.xml.attr("max"))
		if !ok || !too || len(r.around.hidden) == maxColumnRanges {
			return damaged("has descriptions of columns that no sheet can have")
		}
		r.around.hidden = append(r.around.hidden, columnRange{first, last})
	}
}

// readBehind takes note of a start tag behind the rows.
func (r *sheetReader) readBehind() error {
	switch {
	case len(r.xml.opened) == 2 && string(r.xml.local) == "sheetData":
		return damaged("has two lists of rows")
	case len(r.xml.opened) == 3 && string(r.xml.local) == "mergeCell" && string(r.xml.parent()) == "mergeCells":
		return r.addMerged()
	case len(r.xml.opened) == filterDepth && string(r.xml.parent()) == "filterColumn":
		r.around.filtered = true
	}
	return nil
}

// filterDepth is where a sheet's own filter says what it lets through: worksheet, autoFilter, filterColumn.
// The filters of other people's views of a shared workbook nest deeper.
const filterDepth = 4

const tableRelation = "/table"

// filteredTable tells whether a filter is set in one of the sheet's tables, which have their own.
func (x *xlsxFile) filteredTable(part string) (bool, error) {
	relations, err := x.relations(part)
	if err != nil {
		return false, err
	}
	filtered := false
	for _, related := range relations {
		if _, ok := x.parts[partKey(related.part)]; !ok || !related.is(tableRelation) {
			continue
		}
		err := x.read(related.part, mainSpace, func(s *xmlScanner) error {
			filtered = filtered || string(s.parent()) == "filterColumn"
			return nil
		})
		if err != nil {
			return false, err
		}
	}
	return filtered, nil
}
