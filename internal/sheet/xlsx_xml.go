package sheet

import (
	"bytes"
	"io"
)

// xmlScanner reads the XML of a workbook's part token by token. It exists because a sheet has some five
// tokens a cell and encoding/xml takes most of a microsecond for each. It is strict where leniency would
// lose rows: elements nest and close, the document ends after its root element, text is valid UTF-8. It
// knows no document types: entities that a document defines itself are refused with the DOCTYPE. Names count
// by their namespaces: see next.
type xmlScanner struct {
	src        io.Reader
	buf        []byte // buf[start:end] is read and not yet scanned
	start, end int
	ended      bool // src has nothing more
	begun      bool // something but the XML declaration may have come

	names  []byte // of the open elements, one after the other, with prefixes
	opened []int  // where each of them begins in names
	rooted bool   // the root element has begun
	empty  bool   // the tag in hand was <like/>: its end comes next

	home     xmlSpace     // the namespaces of elements that next tells of
	bound    []xmlBinding // of the open elements
	plain    xmlSpace     // of names without a prefix, where the scanner stands
	declared bool         // the start tag in hand says something of namespaces
	foreign  bool         // its element is of a namespace that is not home

	local   []byte    // of a start or end tag: its name without prefix
	attrs   []xmlAttr // of a start tag
	text    []byte    // of a piece of text
	scratch []byte
}

// xmlAttr is one attribute of a start tag. The value is as written: see unescaped.
type xmlAttr struct{ prefix, local, value []byte }

type xmlToken uint8

const (
	xmlStart xmlToken = iota + 1
	xmlEnd            // also of <empty/> elements
	xmlText           // a piece of text: one element's text may come in several
)

const (
	xmlWindow   = 64 << 10
	maxXMLTag   = 1 << 20 // of one tag, comment or CDATA section
	maxXMLDepth = 256
	maxEntity   = 12 // "&#x10FFFF;" and some
)

func newXMLScanner(src io.Reader, home xmlSpace) *xmlScanner {
	return &xmlScanner{src: src, home: home, buf: make([]byte, xmlWindow)}
}

// scan moves on to the next token of any namespace. What the fields hold is valid until it is called again.
// After the document's proper end the error is io.EOF; a document that ends early gives another.
func (s *xmlScanner) scan() (xmlToken, error) {
	if s.empty {
		s.empty = false
		s.pop()
		return xmlEnd, nil
	}
	for {
		if s.start == s.end {
			if ok, err := s.more(); err != nil {
				return 0, err
			} else if !ok {
				return 0, s.atEnd()
			}
		}
		if s.buf[s.start] != '<' {
			if token, err := s.readText(); token != 0 || err != nil {
				return token, err
			}
			continue
		}
		token, length, err := s.markup(s.buf[s.start:s.end])
		switch {
		case err != nil:
			return 0, err
		case length == 0:
			if err := s.wantMore(); err != nil {
				return 0, err
			}
			continue
		}
		s.begun = true
		s.start += length
		if token != 0 {
			return token, nil
		}
	}
}

func (s *xmlScanner) atEnd() error {
	switch {
	case len(s.opened) > 0:
		return damaged("ends inside <%s>", s.names[s.opened[len(s.opened)-1]:])
	case !s.rooted:
		return damaged("holds no element")
	}
	return io.EOF
}

// markup scans what begins with "<" at the start of the window. Length 0 means that its end is not in
// the window yet; token 0 that it is nothing to tell of.
func (s *xmlScanner) markup(w []byte) (xmlToken, int, error) {
	if len(w) < 2 {
		return 0, 0, nil
	}
	switch w[1] {
	case '/':
		return s.endTag(w)
	case '?':
		end := bytes.Index(w[2:], []byte("?>"))
		if end < 0 {
			return 0, 0, nil
		}
		return 0, 2 + end + 2, s.instruction(w[2 : 2+end])
	case '!':
		return s.declaration(w)
	}
	return s.startTag(w)
}

// instruction looks at a processing instruction. Only the XML declaration says something: the encoding.
func (s *xmlScanner) instruction(w []byte) error {
	rest, ok := bytes.CutPrefix(w, []byte("xml"))
	if !ok || len(rest) > 0 && !isXMLSpace(rest[0]) {
		return nil
	}
	if s.begun {
		return damaged("has an XML declaration in its middle")
	}
	_, encoding, ok := bytes.Cut(rest, []byte("encoding"))
	if !ok {
		return nil
	}
	encoding = bytes.Trim(encoding, "=\"' \t\r\n")
	if i := bytes.IndexAny(encoding, "\"'"); i >= 0 {
		encoding = encoding[:i]
	}
	switch string(bytes.ToLower(encoding)) {
	case "utf-8", "utf8", "us-ascii":
		return nil
	}
	return damaged("is encoded as %q; workbooks are UTF-8", encoding)
}

func (s *xmlScanner) declaration(w []byte) (xmlToken, int, error) {
	const comment, cdata = "<!--", "<![CDATA["
	switch {
	case bytes.HasPrefix(w, []byte(comment)):
		end := bytes.Index(w[len(comment):], []byte("-->"))
		if end < 0 {
			return 0, 0, nil
		}
		return 0, len(comment) + end + 3, nil
	case bytes.HasPrefix(w, []byte(cdata)):
		end := bytes.Index(w[len(cdata):], []byte("]]>"))
		switch {
		case end < 0:
			return 0, 0, nil
		case len(s.opened) == 0:
			return 0, 0, damaged("has text outside its root element")
		}
		s.text = w[len(cdata) : len(cdata)+end]
		return xmlText, len(cdata) + end + 3, legible(s.text)
	case len(w) < len(cdata):
		return 0, 0, nil
	}
	return 0, 0, damaged("declares a document type or entities, which no workbook does")
}

func (s *xmlScanner) endTag(w []byte) (xmlToken, int, error) {
	end := bytes.IndexByte(w, '>')
	if end < 0 {
		return 0, 0, nil
	}
	name := w[2:end]
	for len(name) > 0 && isXMLSpace(name[len(name)-1]) {
		name = name[:len(name)-1]
	}
	if len(s.opened) == 0 {
		return 0, 0, damaged("closes <%.40s>, which is not open", name)
	}
	if open := s.names[s.opened[len(s.opened)-1]:]; !bytes.Equal(name, open) {
		return 0, 0, damaged("closes <%.40s> inside <%s>", name, open)
	}
	s.local = localName(name)
	s.pop()
	return xmlEnd, end + 1, nil
}

func (s *xmlScanner) pop() {
	if len(s.bound) > 0 {
		s.undeclare()
	}
	last := len(s.opened) - 1
	s.names = s.names[:s.opened[last]]
	s.opened = s.opened[:last]
}

func (s *xmlScanner) startTag(w []byte) (xmlToken, int, error) {
	at := nameEnd(w, 1)
	if at == len(w) {
		return 0, 0, nil
	}
	name := w[1:at]
	if len(name) == 0 || name[0] <= '9' {
		return 0, 0, damaged("has a \"<\" that begins no tag")
	}
	s.attrs, s.declared = s.attrs[:0], false
	for {
		spaced := at
		at = pastSpace(w, at)
		if at == len(w) {
			return 0, 0, nil
		}
		switch {
		case w[at] == '>':
			return xmlStart, at + 1, s.push(name, false)
		case w[at] == '/':
			if at+1 == len(w) {
				return 0, 0, nil
			}
			if w[at+1] != '>' {
				return 0, 0, damaged("has a badly written tag <%.40s>", name)
			}
			return xmlStart, at + 2, s.push(name, true)
		case spaced == at:
			return 0, 0, damaged("has a badly written tag <%.40s>", name)
		}
		end, err := s.attribute(w, at)
		if end == 0 {
			return 0, 0, err
		}
		at = end
	}
}

// attribute scans one attribute and gives where it ends, 0 where the window ends first.
func (s *xmlScanner) attribute(w []byte, at int) (int, error) {
	from := at
	at = nameEnd(w, at)
	name := w[from:at]
	at = pastSpace(w, at)
	if at == len(w) {
		return 0, nil
	}
	if len(name) == 0 || w[at] != '=' {
		return 0, damaged("has a badly written attribute %.40q", name)
	}
	at = pastSpace(w, at+1)
	if at == len(w) {
		return 0, nil
	}
	quote := w[at]
	if quote != '"' && quote != '\'' {
		return 0, damaged("has an attribute %.40q without quotes", name)
	}
	end := bytes.IndexByte(w[at+1:], quote)
	if end < 0 {
		return 0, nil
	}
	value := w[at+1 : at+1+end]
	if bytes.IndexByte(value, '<') >= 0 {
		return 0, damaged("has a \"<\" inside the attribute %.40q", name)
	}
	local := localName(name)
	s.attrs = append(s.attrs, xmlAttr{prefix: prefixOf(name, local), local: local, value: value})
	s.declared = s.declared || declares(name)
	return at + end + 2, nil
}

func (s *xmlScanner) push(name []byte, empty bool) error {
	switch {
	case len(s.opened) == 0 && s.rooted:
		return damaged("goes on with <%.40s> after its end", name)
	case len(s.opened) == maxXMLDepth:
		return damaged("nests more than %d elements", maxXMLDepth)
	}
	s.rooted = true
	s.opened = append(s.opened, len(s.names))
	s.names = append(s.names, name...)
	s.local = localName(name)
	s.empty = empty
	if s.declared {
		if err := s.declare(); err != nil {
			return err
		}
	}
	s.foreign = s.space(prefixOf(name, s.local))&s.home == 0
	return nil
}

// wantMore reads on because what the window holds cannot be told yet.
func (s *xmlScanner) wantMore() error {
	ok, err := s.more()
	if err == nil && !ok {
		return damaged("ends in the middle of a tag")
	}
	return err
}

// more reads on, after moving what is left to the window's start, in a larger window if need be.
func (s *xmlScanner) more() (bool, error) {
	if s.ended {
		return false, nil
	}
	if s.start > 0 {
		s.end = copy(s.buf, s.buf[s.start:s.end])
		s.start = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxXMLTag {
			return false, damaged("has a tag of more than %s", megabytes(maxXMLTag))
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		s.ended = err == io.EOF
		if n > 0 || s.ended {
			return n > 0, nil
		}
		if err != nil {
			return false, err
		}
	}
	return false, io.ErrNoProgress
}

// skip passes over the rest of the element whose start tag was just given, its end included.
func (s *xmlScanner) skip() error {
	for depth := len(s.opened); ; {
		token, err := s.scan()
		if err != nil {
			return err
		}
		if token == xmlEnd && len(s.opened) < depth {
			return nil
		}
	}
}

// leap is skip for the innermost open element without looking at what is in it: it goes to the first thing
// that looks like the element's end. Inside a comment that would be wrong, so that whoever leaps has to
// have it confirmed by somebody who walks.
func (s *xmlScanner) leap() error {
	name := s.names[s.opened[len(s.opened)-1]:]
	end := append([]byte("</"), name...)
	for {
		if at := bytes.Index(s.buf[s.start:s.end], end); at >= 0 {
			s.start += at
			_, err := s.next()
			return err
		}
		s.start = max(s.start, s.end-len(end)+1)
		if ok, err := s.more(); err != nil {
			return err
		} else if !ok {
			return s.atEnd()
		}
	}
}

// parent is the local name of the element around the one whose start tag was just given.
func (s *xmlScanner) parent() []byte {
	if len(s.opened) < 2 {
		return nil
	}
	return localName(s.names[s.opened[len(s.opened)-2]:s.opened[len(s.opened)-1]])
}

// attr is the value of an attribute without prefix, nil where there is none.
func (s *xmlScanner) attr(local string) []byte {
	for i := range s.attrs {
		if a := &s.attrs[i]; string(a.local) == local && a.prefix == nil {
			return a.value
		}
	}
	return nil
}

// attrText is the value of an attribute with its entities undone; empty where there is none.
func (s *xmlScanner) attrText(local string) (string, error) {
	value, err := unescape(nil, s.attr(local))
	return string(value), err
}
