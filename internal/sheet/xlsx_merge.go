package sheet

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"scimsheet/internal/finding"
)

// area is cells that are merged into one, 1-based.
type area struct{ top, left, bottom, right int }

func (a area) String() string {
	return finding.ColumnLetters(a.left) + strconv.Itoa(a.top) + ":" + finding.ColumnLetters(a.right) + strconv.Itoa(a.bottom)
}

// What merged areas may cost at most: how many there are, and how many cells they have in their first rows
// and show below them.
const (
	maxAreas       = 100_000
	maxMergedCells = 20_000_000
)

const unmerge = "unmerge the cells (select all, then Merge & Center) and fill in what each row means, or copy the table's values into a new sheet"

// addMerged reads a <mergeCell> (ECMA-376 part 1, 18.3.1.55).
func (r *sheetReader) addMerged() error {
	if len(r.around.merged) == maxAreas {
		return r.refuse(fmt.Sprintf("has more than %d areas of merged cells", maxAreas), unmerge)
	}
	ref := r.xml.attr("ref")
	from, to, found := bytes.Cut(ref, []byte(":"))
	if !found {
		to = from
	}
	var a area
	a.left, a.top = cellPlace(from)
	a.right, a.bottom = cellPlace(to)
	if a.top < 1 || a.left < 1 || a.bottom < a.top || a.right < a.left || a.bottom > gridRows || a.right > gridColumns {
		return damaged("has a merged area %.40q", ref)
	}
	r.around.merged = append(r.around.merged, a)
	return nil
}

// merging shows merged areas in the rows they reach.
type merging struct {
	areas   []area // by their first rows
	next    int    // the first that has not begun
	over    []int  // for every column, the number from 1 of the area that began last in it
	showing []shown
	cells   int // in the first rows of areas, and those shown below them
}

// shown is an area whose text is seen in the rows below its first.
type shown struct {
	area
	cell Cell
}

// expect tells the reader which areas it will find merged. Areas that overlap are damage: of a cell in two
// of them nobody can say what a person sees.
func (r *sheetReader) expect(areas []area) error {
	r.known = areas
	if len(areas) == 0 {
		return nil
	}
	m := &merging{areas: slices.Clone(areas)}
	slices.SortFunc(m.areas, func(a, b area) int { return cmp.Or(cmp.Compare(a.top, b.top), cmp.Compare(a.left, b.left)) })
	width := 0
	for _, a := range m.areas {
		width = max(width, a.right)
		m.cells += a.right - a.left + 1
	}
	if m.cells > maxMergedCells {
		return r.tooMuchMerged()
	}
	m.over = make([]int, width)
	for i := range m.areas {
		if a, ok := m.cover(i); !ok {
			return damaged("has merged areas that overlap, %s and %s", a, m.areas[i])
		}
	}
	clear(m.over)
	r.merging = m
	return nil
}

func (r *sheetReader) tooMuchMerged() error {
	return r.refuse(fmt.Sprintf("has merged areas of more than %d cells", maxMergedCells), unmerge)
}

// cover notes that an area begins. It gives the other one where it lies on top of another.
func (m *merging) cover(i int) (area, bool) {
	a := m.areas[i]
	columns := m.over[a.left-1 : a.right]
	for c, number := range columns {
		if number > 0 && m.areas[number-1].bottom >= a.top {
			return m.areas[number-1], false
		}
		columns[c] = i + 1
	}
	return area{}, true
}

// merge makes the row in hand look as its reader sees it: of an area only the first column shows
// something, and it does so in every row.
func (r *sheetReader) merge() error {
	m := r.merging
	for ; m.next < len(m.areas) && m.areas[m.next].top <= r.row; m.next++ {
		a := m.areas[m.next]
		m.cover(m.next)
		if anchor := (Row{Cells: r.cells}).Cell(a.left); a.top == r.row && a.bottom > a.top && anchor.Kind != Blank {
			anchor.Merged = true
			m.showing = append(m.showing, shown{a, anchor})
		}
	}
	for _, column := range r.filled {
		if column > len(m.over) || m.over[column-1] == 0 {
			continue
		}
		if a := m.areas[m.over[column-1]-1]; r.row <= a.bottom && (a.top != r.row || a.left != column) {
			r.cells[column-1] = Cell{}
		}
	}
	return r.showMerged()
}

func (r *sheetReader) showMerged() error {
	m := r.merging
	m.showing = slices.DeleteFunc(m.showing, func(s shown) bool { return s.bottom < r.row })
	for _, s := range m.showing {
		if s.top == r.row {
			continue
		}
		if m.cells++; m.cells > maxMergedCells {
			return r.tooMuchMerged()
		}
		r.put(s.left, s.cell)
	}
	for len(r.cells) > 0 && r.cells[len(r.cells)-1].Kind == Blank {
		r.cells = r.cells[:len(r.cells)-1]
	}
	return nil
}
