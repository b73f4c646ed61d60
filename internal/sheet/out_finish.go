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
	steps := []func() error{s.print, s.follow, s.quiet}
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
	side, upright := 0.4, 0.6
	title := s.layout.Title
	if title == "" {
		title = name
	}
	title = strings.ReplaceAll(shorten(title, 150), "&", "&&")
	return errors.Join(
		file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation,
			FitToWidth: &wide, FitToHeight: &high}),
		file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &upright, Bottom: &upright}),
		file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
			OddFooter: "&L&8" + title + "&C&8&A&R&8Page &P of &N"}))
}

// follow sets the links within the workbook.
func (s *SheetWriter) follow() error {
	for _, l := range s.links {
		if err := s.book.file.SetCellHyperLink(s.layout.Name, l.cell, quoted(l.sheet)+"!A1", "Location"); err != nil {
			return err
		}
	}
	return nil
}

// quiet keeps Excel from marking ids that look like numbers as mistakes.
func (s *SheetWriter) quiet() error {
	return s.book.file.AddIgnoredErrors(s.layout.Name, s.dimension(), excelize.IgnoredErrorsNumberStoredAsText)
}

func (s *SheetWriter) filter() error {
	name, file := s.layout.Name, s.book.file
	err := errors.Join(
		file.AutoFilter(name, "A1:"+at(len(s.layout.Columns), s.last), nil),
		file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: quoted(name) + "!$1:$1"}))
	if s.layout.Printed == 0 {
		return err
	}
	return errors.Join(err, file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: name,
		RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", quoted(name), finding.ColumnLetters(s.layout.Printed), s.last)}))
}

func (s *SheetWriter) choices() error {
	for i, c := range s.layout.Columns {
		if len(c.Choices) == 0 {
			continue
		}
		area := at(i+1, 2) + ":" + at(i+1, max(2, s.last))
		words := make([]string, len(c.Choices))
		for j, choice := range c.Choices {
			words[j] = choice.Word
		}
		validation := excelize.NewDataValidation(true)
		validation.Sqref = area
		validation.SetError(excelize.DataValidationErrorStyleStop, c.Header, "Choose one of: "+strings.Join(words, ", ")+". Or leave the cell blank.")
		if err := errors.Join(validation.SetDropList(words), s.book.file.AddDataValidation(s.layout.Name, validation),
			s.tint(area, c.Choices)); err != nil {
			return err
		}
	}
	return nil
}

// tint colours a choice as soon as it is made.
func (s *SheetWriter) tint(area string, choices []Choice) error {
	var rules []excelize.ConditionalFormatOptions
	for _, choice := range choices {
		p := choice.Style.paint()
		if p.fill == "" {
			continue
		}
		format, err := s.book.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: p.ink, Bold: p.bold},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{p.fill}}})
		if err != nil {
			return err
		}
		rules = append(rules, excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Format: &format,
			Value: fmt.Sprintf("%q", choice.Word)})
	}
	if rules == nil {
		return nil
	}
	return s.book.file.SetConditionalFormat(s.layout.Name, area, rules)
}

func (s *SheetWriter) notes() error {
	for i, c := range s.layout.Columns {
		if c.Note == "" {
			continue
		}
		lines := uint(len(c.Note)/38 + 2)
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
