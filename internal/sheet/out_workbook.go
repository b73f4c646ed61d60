package sheet

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Workbook is a new workbook, written to disk as it grows: what is held in memory does not depend on
// the number of rows. Sheets stand in the order in which they are begun, each whole before the next.
type Workbook struct {
	draft *Draft
	file  *excelize.File
	looks map[look]int
	names []string          // of the sheets, in order
	mends map[string][]mend // of the sheets, by their parts
	open  *SheetWriter

	shown    map[string][][]chartCell // rows at the top of each sheet
	drawings []drawing
	copied   bool // its sheets are copied into another workbook, with what they hold themselves only
}

// Properties are what the file says about itself.
type Properties struct {
	Title   string
	Subject string
	Creator string
	Created time.Time // given by the caller, so that equal content gives equal bytes
}

// NewWorkbook begins a workbook that will be called path. Call Discard when done, whatever happened.
func NewWorkbook(path string, about Properties) (*Workbook, error) {
	draft, err := NewDraft(path)
	if err != nil {
		return nil, err
	}
	w := &Workbook{draft: draft, file: excelize.NewFile(excelize.Options{TmpDir: draft.folder}),
		looks: map[look]int{}, mends: map[string][]mend{}, shown: map[string][][]chartCell{}}
	if err := w.describe(about); err != nil {
		w.Discard()
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	return w, nil
}

func (w *Workbook) describe(about Properties) error {
	created := about.Created.UTC().Format(time.RFC3339)
	return errors.Join(
		w.file.SetDocProps(&excelize.DocProperties{Title: CellText(about.Title), Subject: CellText(about.Subject),
			Creator: CellText(about.Creator), LastModifiedBy: CellText(about.Creator), Created: created, Modified: created, Language: "en"}),
		w.file.SetAppProps(&excelize.AppProperties{Application: "scimsheet"}))
}

// Table begins a sheet that is one table: a header in the first row, which stays on the screen and on
// every printed page, and filters.
func (w *Workbook) Table(layout Layout) (*SheetWriter, error) { return w.begin(layout, true) }

// Page begins a sheet of free form, to be read from top to bottom. Of its columns only widths, styles
// and wrapping count.
func (w *Workbook) Page(layout Layout) (*SheetWriter, error) { return w.begin(layout, false) }

func (w *Workbook) begin(layout Layout, table bool) (*SheetWriter, error) {
	if err := w.end(); err != nil {
		return nil, err
	}
	s := &SheetWriter{book: w, layout: layout, table: table}
	if err := s.create(len(w.names) == 0); err != nil {
		return nil, fmt.Errorf("write %s: sheet %q: %w", w.draft.path, layout.Name, err)
	}
	w.names = append(w.names, layout.Name)
	w.open = s
	return s, nil
}

// end completes the sheet that is being written.
func (w *Workbook) end() error {
	s := w.open
	if s == nil {
		return nil
	}
	w.open = nil
	if err := s.close(); err != nil {
		return fmt.Errorf("write %s: sheet %q: %w", w.draft.path, s.layout.Name, err)
	}
	w.mends[sheetPart(len(w.names))] = s.mends()
	if len(s.files.targets) > 0 {
		w.mends[relationsPart(sheetPart(len(w.names)))] = []mend{s.files.mend()}
	}
	return nil
}

// Save completes the file and returns the name it got, which differs from the one asked for only where
// that one could not be taken (see Draft.Save).
func (w *Workbook) Save() (string, error) {
	if err := w.end(); err != nil {
		return "", err
	}
	if err := errors.Join(w.drawCharts(), w.pack()); err != nil {
		return "", fmt.Errorf("write %s: %w", w.draft.path, err)
	}
	if err := w.file.Close(); err != nil {
		return "", fmt.Errorf("write %s: %w", w.draft.path, err)
	}
	return w.draft.Save()
}

func (w *Workbook) pack() error {
	scratch, err := os.CreateTemp(w.draft.folder, "parts-*")
	if err != nil {
		return err
	}
	packer, err := newPacker(w.draft, scratch, w.mends)
	if err == nil {
		// excelize packs into a buffer of its own, which stays empty because the packer writes to the draft.
		w.file.SetZipWriter(packer.attach)
		err = w.file.Write(w.draft)
	}
	return errors.Join(err, scratch.Close())
}

// Discard forgets a workbook that was not saved, and everything on disk that belongs to it. After Save
// it does nothing.
func (w *Workbook) Discard() {
	w.file.Close()
	w.draft.Discard()
}

// quoted is a sheet's name as a reference to one of its cells spells it.
func quoted(sheetName string) string { return "'" + strings.ReplaceAll(sheetName, "'", "''") + "'" }
