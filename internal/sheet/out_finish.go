package sheet

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
)

// close writes what excelize wants at the end of a sheet: filters, choices, notes, protection and how
// it is printed. Each of them must come before Flush.
func (s *SheetWriter) close() error {
	if err := s.settle(); err != nil {
		return err
	}
	steps := []func() error{s.print, s.announceLinks, s.quiet, s.draw}
	if s.table {
		steps = append(steps, s.filter, s.choices, s.notes)
	}
	if s.layout.Protected {
		steps = append(steps, s.protect)
	}
	for _, step := range append(steps, s.stream.Flush) {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// print makes the sheet come out on A4, one page wide, with its header on every page.
func (s *SheetWriter) print() error {
	file, name := s.book.file, s.layout.Name
	size, wide, high, orientation := paperA4, 1, 0, "landscape"
	if s.layout.Portrait {
		orientation = "portrait"
	}
	if s.layout.OnePage {
		high = 1
	}
	about := &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation}
	if s.fits() {
		about.FitToWidth, about.FitToHeight = &wide, &high
	}
	side, upright, scaled := sideMargin, 0.6, false
	return errors.Join(
		file.SetPageLayout(name, about),
		file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &upright, Bottom: &upright}),
		file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: s.layout.footer(), ScaleWithDoc: &scaled}))
}

// columnTitles is the name by which screen readers know the cells that they read out as headers of the
// columns below (Freedom Scientific, JAWS and NV Access, NVDA: defined names that begin so).
const columnTitles = "ColumnTitle"

// nameFilter spells the range of the filter anew, which excelize gives a name of its own: a quote in the
// sheet's name is written twice, or Excel finds the workbook damaged.
func (s *SheetWriter) nameFilter() error {
	names := s.book.file.WorkBook.DefinedNames.DefinedName
	last := &names[len(names)-1]
	_, area, _ := strings.Cut(last.Data, s.layout.Name+"'")
	last.Data = quoted(s.layout.Name) + area
	return nil
}

// quiet keeps Excel from marking ids that look like numbers as mistakes.
func (s *SheetWriter) quiet() error {
	return s.book.file.AddIgnoredErrors(s.layout.Name, s.extent(), excelize.IgnoredErrorsNumberStoredAsText)
}

func (s *SheetWriter) filter() error {
	name, file := s.layout.Name, s.book.file
	titles := quoted(name) + "!$1:$1"
	if !s.fits() && s.layout.Frozen > 0 {
		titles = fmt.Sprintf("%s!$A:$%s,%s", quoted(name), finding.ColumnLetters(s.layout.Frozen), titles)
	}
	header := fmt.Sprintf("%s!$A$1:$%s$1", quoted(name), finding.ColumnLetters(len(s.layout.Columns)))
	err := errors.Join(
		file.AutoFilter(name, s.extent(), nil), s.nameFilter(),
		file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: titles}),
		file.SetDefinedName(&excelize.DefinedName{Name: columnTitles, Scope: name, RefersTo: header}))
	if s.layout.Printed == 0 {
		return err
	}
	return errors.Join(err, file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: name,
		RefersTo: fmt.Sprintf("%s!$%s$1:$%s$%d", quoted(name), finding.ColumnLetters(max(1, s.layout.PrintFrom)), finding.ColumnLetters(s.layout.Printed), s.last)}))
}

func (s *SheetWriter) notes() error {
	for i, c := range s.layout.Columns {
		if c.Note == "" {
			continue
		}
		lines := uint(min(len(c.Note)/38+2, 20))
		if err := s.book.file.AddComment(s.layout.Name, excelize.Comment{Cell: at(i+1, 1), Author: "scimsheet", Text: c.Note,
			Width: 260, Height: lines * 18}); err != nil {
			return err
		}
	}
	return nil
}

// protect leaves only entry cells writable. There is no password: it guards against accidents.
// Filters and column widths keep working; sorting cannot, because Excel refuses to sort locked cells.
func (s *SheetWriter) protect() error {
	return s.book.file.ProtectSheet(s.layout.Name, &excelize.SheetProtectionOptions{AutoFilter: true, FormatColumns: true,
		FormatRows: true, SelectLockedCells: true, SelectUnlockedCells: true, EditObjects: false, EditScenarios: false})
}

// shorten cuts text to so many characters.
func shorten(text string, characters int) string {
	runes := []rune(text)
	if len(runes) <= characters {
		return text
	}
	return string(runes[:characters-1]) + "…"
}
