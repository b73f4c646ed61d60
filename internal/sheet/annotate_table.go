package sheet

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The content types of workbooks, which say how their names have to end.
const (
	workbookContent      = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	templateContent      = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
	macroContent         = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
	macroTemplateContent = "application/vnd.ms-excel.template.macroEnabled.main+xml"
)

// CopyEnding is how the name of an annotated copy of an input has to end: .xlsx, or .xlsm for a workbook
// with macros, which spreadsheet programs open under no other name.
func (b *Book) CopyEnding() string {
	x, ok := b.format.(*xlsxFile)
	if !ok {
		return ".xlsx"
	}
	types, err := x.tree(typesPart)
	if err != nil {
		return ".xlsx" // copying it says what is wrong
	}
	for _, n := range types.kids {
		if kind := n.get("ContentType"); kind == macroContent || kind == macroTemplateContent {
			return ".xlsm"
		}
	}
	return ".xlsx"
}

// becomeWorkbook writes CSV as a workbook of one sheet, each record in the row whose number it has, every
// field as the text it is, but for control characters and what is longer than a cell. It gives the workbook opened.
func becomeWorkbook(book *Book, path string, header int) (*Book, error) {
	file := excelize.NewFile(excelize.Options{TmpDir: filepath.Dir(path)})
	defer file.Close()
	t := &textTable{file: file, name: tableName(book.Name()), header: header}
	if err := t.fill(book); err != nil {
		return nil, err
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(t.pack(out), out.Close()); err != nil {
		return nil, err
	}
	return Open(path, ownWork)
}

// tableName names a sheet after a file, as far as a sheet can be named so. Sheets named for other things
// are read as something else.
func tableName(file string) string {
	name := strings.TrimSuffix(file, filepath.Ext(file))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r > 0xFFFF { // a sheet's name is counted in UTF-16
			return '-'
		}
		return printable(r)
	}, strings.ToValidUTF8(name, "-"))
	name = strings.Trim(shorten(name, excelize.MaxSheetNameLength), "' ")
	lower := strings.ToLower(name)
	if name == "" || slices.Contains([]string{"workspaces", "summary", "history"}, lower) || strings.HasPrefix(lower, "retry") {
		return "People"
	}
	return name
}

// fittedColumns are the columns of a copy that are made as wide as their texts. Those beyond keep the width
// that every new column has: excelize takes as long to set one as there are columns set already.
const fittedColumns = 400

// textTable is the sheet that CSV becomes.
type textTable struct {
	file    *excelize.File
	name    string
	header  int
	stream  *excelize.StreamWriter
	body    int // styles
	head    int
	widths  []int
	held    []Row
	last    int
	columns int
}

func (t *textTable) fill(book *Book) error {
	if err := t.begin(); err != nil {
		return err
	}
	rows, err := book.Rows(book.Sheets()[0].Name)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := t.row(rows.Row()); err != nil {
			return err
		}
	}
	if err := errors.Join(rows.Err(), t.settle()); err != nil {
		return err
	}
	return t.finish()
}

func (t *textTable) begin() error {
	if err := t.file.SetSheetName(t.file.GetSheetName(0), t.name); err != nil {
		return err
	}
	fit := true
	err := t.file.SetSheetProps(t.name, &excelize.SheetPropsOptions{FitToPage: &fit})
	if err != nil {
		return err
	}
	if t.stream, err = t.file.NewStreamWriter(t.name); err != nil {
		return err
	}
	// The text format keeps what is typed into a cell later as it is typed: 00417, not 417.
	const text = 49
	if t.body, err = t.file.NewStyle(&excelize.Style{NumFmt: text, Font: &excelize.Font{Size: 11, Family: "Calibri"},
		Alignment: &excelize.Alignment{Vertical: "top"}}); err != nil {
		return err
	}
	p := Head.paint()
	t.head, err = t.file.NewStyle(&excelize.Style{NumFmt: text, Font: &excelize.Font{Size: 11, Family: "Calibri", Bold: true, Color: p.ink},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{p.fill}}, Alignment: &excelize.Alignment{Vertical: "center"}})
	return err
}

// row writes a row; the first ones wait until it is known how wide the columns have to be.
func (t *textTable) row(r Row) error {
	if r.Number > rowsPerSheet {
		return ErrFull
	}
	if t.widths != nil {
		return t.write(r)
	}
	r.Cells = slices.Clone(r.Cells)
	t.held = append(t.held, r)
	if len(t.held) < sampledRows {
		return nil
	}
	return t.settle()
}

func (t *textTable) settle() error {
	if t.widths != nil {
		return nil
	}
	t.widths = []int{}
	for _, r := range t.held {
		for i, cell := range r.Cells {
			for len(t.widths) <= i {
				t.widths = append(t.widths, 0)
			}
			digits := String(cell.Text).width()
			if r.Number == t.header {
				digits += filterArrow
			}
			t.widths[i] = max(t.widths[i], digits)
		}
	}
	for i, digits := range slices.Backward(t.widths[:min(len(t.widths), fittedColumns)]) {
		if err := t.stream.SetColWidth(i+1, i+1, fit(digits)); err != nil {
			return err
		}
	}
	if t.header > 0 {
		if err := t.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: t.header, ActivePane: "bottomLeft", TopLeftCell: at(1, t.header+1),
			Selection: []excelize.Selection{{SQRef: at(1, t.header+1), ActiveCell: at(1, t.header+1), Pane: "bottomLeft"}}}); err != nil {
			return err
		}
	}
	for _, r := range t.held {
		if err := t.write(r); err != nil {
			return err
		}
	}
	t.held = nil
	return nil
}

func (t *textTable) write(r Row) error {
	style := t.body
	if r.Number == t.header {
		style, t.columns = t.head, len(r.Cells)
	}
	cells := make([]any, len(r.Cells))
	for i, cell := range r.Cells {
		cells[i] = excelize.Cell{StyleID: style, Value: CellText(withoutControls(cell.Text))}
	}
	t.last = r.Number
	return t.stream.SetRow(at(1, r.Number), cells)
}

// withoutControls is a text without the control characters that XML cannot hold. Nobody sees them; a sign for
// them would be taken for a letter that is lost.
func withoutControls(text string) string {
	if plainText(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\v', r == '\f':
			return ' '
		case r < ' ' && r != '\t' && r != '\n' && r != '\r':
			return -1
		}
		return r
	}, text)
}

// finish filters the table below its header and keeps Excel from marking ids that look like numbers.
func (t *textTable) finish() error {
	size, wide, high, orientation := paperA4, 1, 0, "landscape"
	steps := []error{
		t.file.AddIgnoredErrors(t.name, t.dimension(), excelize.IgnoredErrorsNumberStoredAsText),
		t.file.SetPageLayout(t.name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}),
	}
	if t.header > 0 && t.columns > 0 && t.last > t.header {
		steps = append(steps, t.file.AutoFilter(t.name, at(1, t.header)+":"+at(t.columns, t.last), nil))
	}
	return errors.Join(append(steps, t.stream.Flush())...)
}

func (t *textTable) dimension() string { return "A1:" + at(max(1, len(t.widths)), max(1, t.last)) }

// pack writes the workbook. The packer corrects the sheet's dimension, which excelize does not know.
func (t *textTable) pack(out *os.File) error {
	scratch, err := os.CreateTemp(filepath.Dir(out.Name()), "parts-*")
	if err != nil {
		return err
	}
	packer, err := newPacker(out, scratch, map[string][]mend{sheetPart(1): {dimensionMend(t.dimension())}})
	if err == nil {
		t.file.SetZipWriter(packer.attach)
		err = t.file.Write(out)
	}
	return errors.Join(err, scratch.Close())
}
