package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
)

// xlsxFile is an Office Open XML workbook (ECMA-376), transitional or strict. Held in memory are the
// list of its sheets, its styles and, once a sheet is read, the shared strings.
type xlsxFile struct {
	name     string
	parts    map[string]*zip.File // by path in lower case, as parts compare (ECMA-376 part 2, 6.2.2.3)
	maxSize  int64
	left     int64 // bytes that may still be unpacked
	tabs     []tab
	cellless []string
	numbers  *numberFormats
	strings  *sharedStrings     // nil until a sheet is read
	surveys  map[string]*survey // by part
	where    struct{ strings, styles string }
}

// tab is a sheet that holds cells, and the part that holds them.
type tab struct {
	Info
	part string
}

// The last words of relationship types; what stands before them, the namespace of links, differs between
// transitional and strict documents.
const (
	workbookRelation  = "/officeDocument"
	worksheetRelation = "/worksheet"
	stringsRelation   = "/sharedStrings"
	stylesRelation    = "/styles"
)

func openXLSX(src *source, maxSize int64) (*xlsxFile, error) {
	x := &xlsxFile{name: src.name, maxSize: maxSize, left: maxSize, surveys: map[string]*survey{}}
	if src.size > maxSize {
		return nil, tooLarge(src.name, "", maxSize)
	}
	archive, err := x.unzip(src)
	if err != nil {
		return nil, err
	}
	if err := x.index(archive); err != nil {
		return nil, err
	}
	main, err := x.mainPart()
	if err != nil {
		return nil, err
	}
	if err := x.readWorkbook(main); err != nil {
		return nil, x.failure("", err)
	}
	if len(x.tabs) == 0 {
		return nil, &Unreadable{File: x.name, Message: "has no sheet with cells"}
	}
	return x, nil
}

// maxDirectory is how many bytes an archive's table of contents takes at most. A workbook's is some
// kilobytes; this is a hundred thousand parts.
const maxDirectory = 8 << 20

// unzip reads the archive's table of contents. Parts are inflated by a faster reader than the library's.
func (x *xlsxFile) unzip(src *source) (*zip.Reader, error) {
	bounded := &directory{ReaderAt: src.content, left: maxDirectory}
	archive, err := zip.NewReader(bounded, src.size)
	switch {
	case bounded.left < 0:
		return nil, &Unreadable{File: x.name, Message: "is an archive of more parts than any workbook has", Hint: saveAgain}
	case err != nil:
		return nil, x.failure("", err)
	}
	bounded.read = true
	archive.RegisterDecompressor(zip.Deflate, flate.NewReader)
	return archive, nil
}

// directory bounds what is read of an archive until its table of contents has been.
type directory struct {
	io.ReaderAt
	left int64
	read bool
}

func (d *directory) ReadAt(p []byte, at int64) (int, error) {
	if !d.read {
		if d.left -= int64(len(p)); d.left < 0 {
			return 0, io.ErrUnexpectedEOF
		}
	}
	return d.ReaderAt.ReadAt(p, at)
}

func (x *xlsxFile) index(archive *zip.Reader) error {
	x.parts = make(map[string]*zip.File, len(archive.File))
	for _, f := range archive.File {
		key := partKey(f.Name)
		if _, twice := x.parts[key]; twice {
			return &Unreadable{File: x.name, Message: fmt.Sprintf("holds the part %q twice", f.Name), Hint: saveAgain}
		}
		x.parts[key] = f
	}
	return nil
}

// partKey is a part's path as it is compared. Some writers on Windows separate folders with "\".
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// mainPart is the part with the list of sheets; the package's relations name it.
func (x *xlsxFile) mainPart() (string, error) {
	if err := x.otherKind(); err != nil {
		return "", err
	}
	relations, err := x.relations("")
	if err != nil {
		return "", x.failure("", err)
	}
	for _, r := range relations {
		if r.is(workbookRelation) {
			return r.part, nil
		}
	}
	return "", &Unreadable{File: x.name, Message: "is a zip archive without a workbook in it", Hint: "if a workbook or CSV is inside, unpack it first"}
}

// otherKind refuses the kinds of documents that are zip archives too.
func (x *xlsxFile) otherKind() error {
	for _, other := range []struct{ part, message string }{
		{"content.xml", "is an OpenDocument file (.ods)"},
		{"xl/workbook.bin", "is a binary workbook (.xlsb)"},
		{"word/document.xml", "is a text document (Word), not a workbook"},
		{"ppt/presentation.xml", "is a presentation, not a workbook"},
		{"index/document.iwa", "is an Apple Numbers document"},
	} {
		if _, ok := x.parts[other.part]; ok {
			return &Unreadable{File: x.name, Message: other.message, Hint: saveAs}
		}
	}
	return nil
}

// maxListed is how many of each may be listed at most: sheets, relations, formats. Excel allows 65,490
// formats of cells and less of the rest (Excel specifications and limits).
const maxListed = 1 << 16

func tooMany(what string) error { return damaged("has more than %d %s", maxListed, what) }

// relation is what a part says about another part that belongs to it.
type relation struct{ id, kind, part string }

// is tells whether a relation is of a type, given by its last word.
func (r relation) is(kind string) bool {
	space, found := strings.CutSuffix(r.kind, kind)
	return found && xmlSpaces[space] == linkSpace
}

// relations reads what a part's relations are; of the whole package's for the empty part. A part
// without any has none.
func (x *xlsxFile) relations(of string) ([]relation, error) {
	folder, file := path.Split(of)
	name := folder + "_rels/" + file + ".rels"
	if _, ok := x.parts[partKey(name)]; !ok {
		return nil, nil
	}
	var found []relation
	err := x.read(name, packageSpace, func(s *xmlScanner) error {
		if len(s.opened) != 2 || string(s.local) != "Relationship" || string(s.attr("TargetMode")) == "External" {
			return nil
		}
		target, err := s.attrText("Target")
		if err != nil {
			return err
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		if len(found) == maxListed {
			return tooMany("relations")
		}
		found = append(found, relation{id: string(s.attr("Id")), kind: string(s.attr("Type")), part: strings.TrimPrefix(target, "/")})
		return nil
	})
	return found, err
}

func (x *xlsxFile) readWorkbook(part string) error {
	relations, err := x.relations(part)
	if err != nil {
		return err
	}
	byID := make(map[string]relation, len(relations))
	for _, r := range relations {
		byID[r.id] = r
		switch {
		case r.is(stringsRelation) && x.where.strings == "":
			x.where.strings = r.part
		case r.is(stylesRelation) && x.where.styles == "":
			x.where.styles = r.part
		}
	}
	x.numbers = &numberFormats{}
	err = x.read(part, mainSpace, func(s *xmlScanner) error {
		switch {
		case len(s.opened) == 2 && string(s.local) == "workbookPr":
			x.numbers.from1904 = xmlTrue(s.attr("date1904"))
		case len(s.opened) == 3 && string(s.local) == "sheet" && string(s.parent()) == "sheets":
			return x.addTab(s, byID)
		}
		return nil
	})
	if err != nil || x.where.styles == "" {
		return err
	}
	return x.readStyles()
}

func (x *xlsxFile) addTab(s *xmlScanner, byID map[string]relation) error {
	name, err := s.attrText("name")
	if err != nil {
		return err
	}
	var id []byte
	for _, a := range s.attrs {
		if string(a.local) == "id" && a.prefix != nil && s.space(a.prefix) == linkSpace {
			id = a.value
		}
	}
	r, ok := byID[string(id)]
	switch {
	case !ok:
		return damaged("does not say where the cells of sheet %q are", name)
	case !r.is(worksheetRelation):
		x.cellless = append(x.cellless, name) // a chart, a dialog or macros
		return nil
	}
	if len(x.tabs) == maxListed {
		return tooMany("sheets")
	}
	state := s.attr("state")
	x.tabs = append(x.tabs, tab{Info: Info{Name: name, Hidden: len(state) > 0 && string(state) != "visible"}, part: r.part})
	return nil
}

func (x *xlsxFile) sheets() []Info {
	list := make([]Info, len(x.tabs))
	for i, t := range x.tabs {
		list[i] = t.Info
	}
	return list
}

func (x *xlsxFile) others() []string { return x.cellless }

// tab finds a sheet by its name, as spreadsheet programs do without regard to case.
func (x *xlsxFile) tab(sheet string) (tab, error) {
	for _, t := range x.tabs {
		if strings.EqualFold(t.Name, sheet) {
			return t, nil
		}
	}
	return tab{}, &Unreadable{File: x.name, Message: fmt.Sprintf("has no sheet %q", sheet), Hint: "its sheets: " + x.sheetNames()}
}

func (x *xlsxFile) rows(sheet string) (rowReader, error) {
	t, err := x.tab(sheet)
	if err != nil {
		return nil, err
	}
	s, err := x.survey(t)
	if err != nil {
		return nil, err
	}
	r, err := x.reader(t)
	if err != nil {
		return nil, err
	}
	if err := r.expect(s.merged); err != nil {
		r.close()
		return nil, x.failure(t.Name, partError{t.part, err})
	}
	return r, nil
}

// reader stands before the first row of a sheet, and knows nothing of what is merged there.
func (x *xlsxFile) reader(t tab) (*sheetReader, error) {
	if x.strings == nil {
		if err := x.readStrings(); err != nil {
			return nil, x.failure("", err)
		}
	}
	part, err := x.open(t.part, t.Name)
	if err != nil {
		return nil, x.failure(t.Name, err)
	}
	return &sheetReader{book: x, tab: t, part: part, xml: newXMLScanner(part, mainSpace), repeats: newInterner()}, nil
}

func (x *xlsxFile) sheetNames() string {
	var names []string
	for _, t := range x.tabs {
		names = append(names, fmt.Sprintf("%q", t.Name))
	}
	return strings.Join(names, ", ")
}

// read calls each for every start tag of some namespaces in a part, down to the part's proper end. What it unpacks is taken
// from what may be unpacked at all.
func (x *xlsxFile) read(name string, home xmlSpace, each func(*xmlScanner) error) error {
	part, err := x.open(name, "")
	if err != nil {
		return err
	}
	defer part.Close()
	s := newXMLScanner(part, home)
	for {
		token, err := s.next()
		if err == io.EOF {
			x.left = part.left
			return nil
		}
		if err == nil && token == xmlStart {
			err = each(s)
		}
		if err != nil {
			return partError{name, err}
		}
	}
}

// openPart is a part being unpacked; it ends with an error where the archive's checksum does not fit,
// and where more comes out than may be unpacked.
type openPart struct {
	limited
	io.Closer
}

func (x *xlsxFile) open(name, sheet string) (*openPart, error) {
	f, ok := x.parts[partKey(name)]
	if !ok {
		return nil, damaged("has no part %s, which it should have", name)
	}
	if f.Flags&1 != 0 {
		return nil, &Unreadable{File: x.name, Message: "is an encrypted zip archive", Hint: "unpack it with its password first"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, partError{name, err}
	}
	return &openPart{limited{r: r, left: x.left, over: tooLarge(x.name, sheet, x.maxSize)}, r}, nil
}

// xmlTrue reads an xsd:boolean.
func xmlTrue(value []byte) bool {
	return bytes.Equal(value, []byte("1")) || bytes.Equal(value, []byte("true"))
}
