package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
)

// Annotation is a copy of an input with sheets of ours in front, and with marks on its cells. Of a
// workbook everything else is kept as it is, whatever it holds; CSV becomes a workbook. The memory it
// takes does not grow with the input's rows, only with the marks.
type Annotation struct {
	draft    *Draft
	book     *Book
	source   *xlsxFile // the input, or the workbook that CSV has become
	made     *Book     // of the latter
	front    *Workbook
	earlier  []string // sheets that an earlier check has put in front
	links    map[string][]CellLink
	finished bool
}

// Mark is what is said about one cell.
type Mark struct {
	Sheet  string
	Row    int
	Column int    // 1-based
	Style  Style  // Bad or Warn
	Note   string // empty for a cell that is only coloured
}

// CellLink leads from a cell of a sheet in front to a cell of the input.
type CellLink struct {
	From  string // cells in A1 notation
	Sheet string
	To    string
}

// MostLinks is how many links a sheet holds (Microsoft, Excel specifications and limits).
const MostLinks = 65_530

// ownWork is how workbooks are read that were written a moment ago: whatever their size.
var ownWork = Options{MaxSize: math.MaxInt64}

// Annotate begins a copy of the input at path that will be called output. about describes the sheets in
// front, which are written to Front; header is the row of a CSV file's header. Call Discard when done,
// whatever happened. The errors are those of Open.
func Annotate(path, output string, o Options, about Properties, header int) (*Annotation, error) {
	book, err := Open(path, o)
	if err != nil {
		return nil, err
	}
	a := &Annotation{book: book, links: map[string][]CellLink{}}
	if err := a.begin(output, about, header); err != nil {
		a.Discard()
		return nil, err
	}
	return a, nil
}

func (a *Annotation) begin(output string, about Properties, header int) error {
	var err error
	if a.draft, err = NewDraft(output); err != nil {
		return err
	}
	switch input := a.book.format.(type) {
	case *xlsxFile:
		a.source = input
		if a.earlier, err = a.book.Added(); err != nil {
			return err
		}
	default:
		if a.made, err = becomeWorkbook(a.book, filepath.Join(a.draft.folder, "table.xlsx"), header); err != nil {
			return err
		}
		a.source = a.made.format.(*xlsxFile)
	}
	if a.front, err = NewWorkbook(filepath.Join(a.draft.folder, "front.xlsx"), about); err == nil {
		a.front.copied = true
	}
	return err
}

// Name is the input's name without its folder.
func (a *Annotation) Name() string { return a.book.Name() }

// Front takes the sheets that will stand before the input's own, at least one. They hold no charts, notes and
// links to files.
func (a *Annotation) Front() *Workbook { return a.front }

// SheetOf is what the copy calls a sheet of the input: CSV, whose sheet has no name, gets one.
func (a *Annotation) SheetOf(name string) string {
	if name == "" {
		return a.source.tabs[0].Name
	}
	return name
}

// Free is a name for a sheet in front, with a number where the input has such a sheet of its own.
func (a *Annotation) Free(name string) string {
	for n, free := 2, name; ; n++ {
		if !a.taken(free) {
			return free
		}
		free = fmt.Sprintf("%s (%d)", name, n)
	}
}

func (a *Annotation) taken(name string) bool {
	for _, t := range a.source.tabs {
		if strings.EqualFold(t.Name, name) && !contains(a.earlier, t.Name) {
			return true
		}
	}
	return false
}

func contains(names []string, wanted string) bool {
	for _, name := range names {
		if strings.EqualFold(name, wanted) {
			return true
		}
	}
	return false
}

// Link makes links of cells of a sheet in front. A link to a sheet that the copy does not have leads nowhere
// and is left out, and so are those beyond MostLinks.
func (a *Annotation) Link(from string, links ...CellLink) {
	for _, l := range links {
		if len(a.links[from]) < MostLinks && a.taken(l.Sheet) {
			a.links[from] = append(a.links[from], l)
		}
	}
}

// Save completes the copy and returns the name it got, as Draft.Save does. Several marks of one cell become
// one, the notes below each other.
func (a *Annotation) Save(ctx context.Context, marks []Mark) (string, error) {
	front, err := a.front.Save()
	if err != nil {
		return "", err
	}
	pages, err := Open(front, ownWork)
	if err != nil {
		return "", err
	}
	defer pages.Close()
	r, err := revise(ctx, a.source)
	if err != nil {
		return "", a.failure(err)
	}
	if err := r.change(pages.format.(*xlsxFile), a, marks); err != nil {
		return "", a.failure(err)
	}
	out := &noting{to: a.draft}
	if err := r.write(out); out.failed != nil {
		return "", fmt.Errorf("write %s: %w", a.draft.path, out.failed)
	} else if err != nil {
		return "", a.failure(err)
	}
	a.finished = true
	return a.draft.Save()
}

// failure says that the input could not be copied.
func (a *Annotation) failure(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return a.source.failure("", err)
}

// Discard forgets a copy that was not saved, and closes the input.
func (a *Annotation) Discard() {
	if a.front != nil {
		a.front.Discard()
	}
	for _, book := range []*Book{a.made, a.book} {
		if book != nil {
			book.Close()
		}
	}
	if a.draft != nil && !a.finished {
		a.draft.Discard()
	}
}

// noting remembers that writing failed, as against reading.
type noting struct {
	to     io.Writer
	failed error
}

func (n *noting) Write(p []byte) (int, error) {
	written, err := n.to.Write(p)
	if err != nil {
		n.failed = err
	}
	return written, err
}
