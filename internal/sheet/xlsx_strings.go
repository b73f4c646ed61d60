package sheet

import (
	"hash/maphash"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxCellText is how many characters a cell holds at most (Excel specifications and limits).
const maxCellText = 32_767

// collector gathers the text of one cell and stops keeping it when it can only be too long.
type collector struct {
	text []byte
	over bool
}

func (c *collector) reset() { c.text, c.over = c.text[:0], false }

func (c *collector) add(piece []byte) {
	const escaped = len("_x0000_") // the longest way to write one character
	if c.over = c.over || len(c.text)+len(piece) > maxCellText*escaped; !c.over {
		c.text = append(c.text, piece...)
	}
}

// tooLong tells whether the gathered text is more than a cell can hold.
func (c *collector) tooLong() bool {
	return c.over || len(c.text) > maxCellText && utf8.RuneCountInString(unescapedControls(string(c.text))) > maxCellText
}

// element adds the text of the element whose start tag was just given, up to its end tag.
func (c *collector) element(s *xmlScanner) error {
	for {
		switch token, err := s.scan(); {
		case err != nil:
			return err
		case token == xmlText:
			c.add(s.text)
		case token == xmlEnd:
			return nil
		default:
			return damaged("has <%.40s> where text should be", s.local)
		}
	}
}

// rich adds the text of a string item (ECMA-376 part 1, 18.4.8): plain, or in runs of which each has its
// look. Phonetic runs say how the text is read aloud and are no part of it; nor is text anywhere else.
func (c *collector) rich(s *xmlScanner) error {
	for depth := len(s.opened); ; {
		token, err := s.next()
		switch {
		case err != nil:
			return err
		case token == xmlEnd && len(s.opened) < depth:
			return nil
		case token != xmlStart:
			continue
		}
		switch inside := len(s.opened) - depth; {
		case inside == 1 && string(s.local) == "r":
			continue
		case inside <= 2 && string(s.local) == "t":
			err = c.element(s)
		default:
			err = s.skip()
		}
		if err != nil {
			return err
		}
	}
}

// sharedStrings is the table of texts that cells name by number. Each text is its own string, so that
// keeping some does not keep all; the table is in pieces, so that it does not take its memory twice while it
// grows.
type sharedStrings struct {
	pieces  [][]string // of pieceSize each, but for the last
	number  int
	tooLong map[int]bool // those that no cell can hold, and that are not kept
}

const pieceSize = 1 << 14

func (t *sharedStrings) add(text string) {
	if t.number%pieceSize == 0 {
		t.pieces = append(t.pieces, nil)
	}
	last := len(t.pieces) - 1
	t.pieces[last] = append(t.pieces[last], text)
	t.number++
}

func (t *sharedStrings) at(i int) string { return t.pieces[i/pieceSize][i%pieceSize] }

// stringHeader is what a text takes in memory beside its characters. It counts against the limit: a million
// empty texts are small in the file.
const stringHeader = 48

func (x *xlsxFile) readStrings() error {
	table := &sharedStrings{tooLong: map[int]bool{}}
	if x.where.strings == "" {
		x.strings = table
		return nil
	}
	var one collector
	held := int64(0)
	err := x.read(x.where.strings, mainSpace, func(s *xmlScanner) error {
		if len(s.opened) != 2 || string(s.local) != "si" {
			return nil
		}
		one.reset()
		if err := one.rich(s); err != nil {
			return err
		}
		if held += stringHeader + int64(len(one.text)); held > x.maxSize {
			return tooLarge(x.name, "", x.maxSize)
		}
		if one.tooLong() {
			table.tooLong[table.number] = true
			one.reset()
		}
		table.add(unescapedControls(string(one.text)))
		return nil
	})
	if err == nil {
		x.strings = table
	}
	return err
}

// unescapedControls undoes _x000D_, the way in which workbooks write characters that XML cannot hold
// (ECMA-376 part 1, 22.9.2.19).
func unescapedControls(text string) string {
	at := strings.Index(text, "_x")
	if at < 0 {
		return text
	}
	var out strings.Builder
	for ; at >= 0; at = strings.Index(text, "_x") {
		out.WriteString(text[:at])
		text = text[at:]
		code, ok := escapedControl(text)
		if !ok {
			out.WriteString(text[:2])
			text = text[2:]
			continue
		}
		out.WriteRune(code)
		text = text[len("_x0000_"):]
	}
	out.WriteString(text)
	return out.String()
}

func escapedControl(text string) (rune, bool) {
	if len(text) < len("_x0000_") || text[6] != '_' {
		return 0, false
	}
	code, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(code), err == nil && utf8.ValidRune(rune(code))
}

// interner gives equal short texts the same string while they come close together: sheets repeat
// themselves down their columns.
type interner struct {
	seed  maphash.Seed
	texts [1024]string
}

func newInterner() *interner { return &interner{seed: maphash.MakeSeed()} }

func (n *interner) text(b []byte) string {
	if len(b) > 32 {
		return string(b)
	}
	slot := &n.texts[maphash.Bytes(n.seed, b)%uint64(len(n.texts))]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}
