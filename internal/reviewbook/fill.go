package reviewbook

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// Entry is what a reviewer writes into a row.
type Entry struct{ Decision, Justification, Delegate string }

// Filling is what somebody does with a reviewer's workbook before sending it back.
type Filling struct {
	Answers map[string]Entry  // by Row id
	Cells   map[string]string // of the sheet Review, in A1 notation: what may not be edited, too
	SavedAt time.Time
	SavedBy string
}

// Fill writes answers into a copy of a reviewer's workbook as a person with a spreadsheet program would: for
// rehearsals and tests. An answer to a row that the workbook does not have is an error.
func Fill(path, output string, f Filling) error {
	book, err := excelize.OpenFile(path)
	if err != nil {
		return fmt.Errorf("fill in %s: %w", path, err)
	}
	defer book.Close()
	if err := f.write(book); err != nil {
		return fmt.Errorf("fill in %s: %w", path, err)
	}
	draft, err := sheet.NewDraft(output)
	if err != nil {
		return err
	}
	defer draft.Discard()
	if err := book.Write(draft); err != nil {
		return fmt.Errorf("write %s: %w", output, err)
	}
	_, err = draft.Save()
	return err
}

func (f Filling) write(book *excelize.File) error {
	rows, err := book.GetRows(ReviewSheet)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return fmt.Errorf("the sheet %s is empty", ReviewSheet)
	}
	key, met := slices.Index(rows[0], KeyHeader), 0
	for i, row := range rows[1:] {
		if key < 0 || key >= len(row) {
			continue
		}
		entry, given := f.Answers[row[key]]
		if !given {
			continue
		}
		met++
		for _, typed := range [...][2]string{{DecisionHeader, entry.Decision}, {JustificationHeader, entry.Justification}, {DelegateHeader, entry.Delegate}} {
			if err := enterText(book, slices.Index(rows[0], typed[0])+1, i+2, typed[1]); err != nil {
				return err
			}
		}
	}
	if met < len(f.Answers) {
		return fmt.Errorf("%d of the %d rows to fill in are not there", len(f.Answers)-met, len(f.Answers))
	}
	for _, cell := range slices.Sorted(maps.Keys(f.Cells)) {
		if err := book.SetCellStr(ReviewSheet, cell, f.Cells[cell]); err != nil {
			return err
		}
	}
	return f.sign(book)
}

// enterText types text into a cell, and leaves it alone where there is nothing to type.
func enterText(book *excelize.File, column, row int, text string) error {
	if text == "" {
		return nil
	}
	return book.SetCellStr(ReviewSheet, fmt.Sprint(finding.ColumnLetters(column), row), text)
}

// sign says who saved the copy, when and with what.
func (f Filling) sign(book *excelize.File) error {
	about := &excelize.DocProperties{LastModifiedBy: strings.TrimSpace(f.SavedBy)}
	if !f.SavedAt.IsZero() {
		about.Modified = f.SavedAt.UTC().Format(time.RFC3339)
	}
	if err := book.SetDocProps(about); err != nil {
		return err
	}
	return book.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel"})
}
