package sheet

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strconv"
)

// pieces cuts a part's XML into tags and what stands between them, every byte of it, so that what is not
// changed is copied as it was. It is for parts that were read before and are known to be well formed.
type pieces struct {
	src *bufio.Reader
	tag []byte
}

func newPieces(src io.Reader) *pieces { return &pieces{src: bufio.NewReaderSize(src, xmlWindow)} }

// next is the next piece: a tag where it begins with "<", else text, of which one stretch may come in
// several pieces. It is valid until next is called again.
func (m *pieces) next() ([]byte, error) {
	text, err := m.src.ReadSlice('<')
	switch {
	case err == bufio.ErrBufferFull || err == io.EOF && len(text) > 0:
		return text, nil
	case err != nil:
		return nil, err
	case len(text) > 1:
		return text[:len(text)-1], m.src.UnreadByte()
	}
	m.tag = append(m.tag[:0], '<')
	for {
		more, err := m.src.ReadSlice('>')
		m.tag = append(m.tag, more...)
		switch {
		case err == bufio.ErrBufferFull:
		case err == io.EOF:
			return nil, damaged("ends inside a tag")
		case err != nil:
			return nil, err
		case closed(m.tag):
			return m.tag, nil
		}
		if len(m.tag) > maxXMLTag {
			return nil, damaged("has a tag of more than %s", megabytes(maxXMLTag))
		}
	}
}

// closed reports whether the ">" at the end of a piece ends it.
func closed(tag []byte) bool {
	switch {
	case bytes.HasPrefix(tag, []byte("<!--")):
		return len(tag) >= len("<!---->") && bytes.HasSuffix(tag, []byte("-->"))
	case bytes.HasPrefix(tag, []byte("<![CDATA[")):
		return bytes.HasSuffix(tag, []byte("]]>"))
	case bytes.HasPrefix(tag, []byte("<?")):
		return bytes.HasSuffix(tag, []byte("?>"))
	}
	var quote byte
	for _, c := range tag {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote == 0
}

// tagKind tells what a piece is.
type tagKind uint8

const (
	noTag    tagKind = iota // text, a comment, an instruction
	startTag                // <c>
	emptyTag                // <c/>
	endTag                  // </c>
)

// tagName is an element's name without its prefix, and what kind of tag it is.
func tagName(piece []byte) ([]byte, tagKind) {
	if len(piece) < 3 || piece[0] != '<' || piece[1] == '!' || piece[1] == '?' {
		return nil, noTag
	}
	kind, name := startTag, piece[1:len(piece)-1]
	switch {
	case piece[1] == '/':
		kind, name = endTag, piece[2:len(piece)-1]
	case piece[len(piece)-2] == '/':
		kind, name = emptyTag, piece[1:len(piece)-2]
	}
	if end := bytes.IndexAny(name, " \t\r\n"); end >= 0 {
		name = name[:end]
	}
	return name[bytes.IndexByte(name, ':')+1:], kind
}

// tagPrefix is the prefix of an element's name, colon included.
func tagPrefix(tag []byte) string {
	name, _ := tagName(tag)
	full := bytes.TrimLeft(tag, "</")
	return string(full[:bytes.Index(full, name)])
}

// attribute finds an attribute of a tag: where it begins, with the blank before it, where its value
// stands, and where it ends. A name like "*:id" finds it under any prefix. ok is false where the tag has
// none of that name.
func attribute(tag []byte, name string) (begin, from, to, end int, ok bool) {
	at := bytes.IndexAny(tag, " \t\r\n")
	for at >= 0 && at < len(tag) {
		begin = at
		for at < len(tag) && isXMLSpace(tag[at]) {
			at++
		}
		equals := bytes.IndexByte(tag[at:], '=')
		if equals < 0 {
			return 0, 0, 0, 0, false
		}
		found := bytes.TrimRight(tag[at:at+equals], " \t\r\n")
		at += equals + 1
		for at < len(tag) && isXMLSpace(tag[at]) {
			at++
		}
		if at >= len(tag) {
			return 0, 0, 0, 0, false
		}
		length := bytes.IndexByte(tag[at+1:], tag[at])
		if length < 0 {
			return 0, 0, 0, 0, false
		}
		from, to, end = at+1, at+1+length, at+2+length
		if string(found) == name || name[0] == '*' && bytes.HasSuffix(found, []byte(name[1:])) {
			return begin, from, to, end, true
		}
		at = end
	}
	return 0, 0, 0, 0, false
}

// attributeText is an attribute's value as written; nil where the tag has none of that name.
func attributeText(tag []byte, name string) []byte {
	if _, from, to, _, ok := attribute(tag, name); ok {
		return tag[from:to]
	}
	return nil
}

func attributeNumber(tag []byte, name string) int {
	if n, ok := smallNumber(attributeText(tag, name)); ok {
		return n
	}
	return 0
}

// withAttribute is the tag with another value of an attribute.
func withAttribute(tag []byte, name, value string) []byte {
	if _, from, to, _, ok := attribute(tag, name); ok {
		return slices.Concat(tag[:from], []byte(value), tag[to:])
	}
	end := len(tag) - 1
	if tag[end-1] == '/' {
		end--
	}
	return slices.Concat(bytes.TrimRight(tag[:end], " \t\r\n"), []byte(` `+name+`="`+value+`"`), tag[end:])
}

func withoutAttribute(tag []byte, name string) []byte {
	if begin, _, _, end, ok := attribute(tag, name); ok {
		return slices.Concat(tag[:begin], tag[end:])
	}
	return tag
}

// restyled is the tag with another style number in the attribute that holds it.
func restyled(tag []byte, name string, style int) []byte {
	return withAttribute(tag, name, strconv.Itoa(style))
}
