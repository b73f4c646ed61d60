package sheet

import "bytes"

// xmlSpace is a set of XML namespaces. Each has two names: that of transitional documents and that of strict
// ones (ECMA-376 part 1, annex A, and part 4, 9.1). Names alone mean nothing: what is called <c> in any other
// namespace no spreadsheet program shows.
type xmlSpace uint8

const (
	mainSpace     xmlSpace = 1 << iota // of lists of sheets, sheets, texts, styles and tables
	linkSpace                          // of attributes that name a relation
	packageSpace                       // of lists of relations
	propertySpace                      // of what a workbook says about itself
)

var xmlSpaces = map[string]xmlSpace{
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":           mainSpace,
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                       mainSpace,
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships": linkSpace,
	"http://purl.oclc.org/ooxml/officeDocument/relationships":             linkSpace,
	relationSpace: packageSpace,
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties":   propertySpace,
	"http://purl.org/dc/elements/1.1/":                                          propertySpace,
	"http://purl.org/dc/terms/":                                                 propertySpace,
	"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": propertySpace,
	"http://purl.oclc.org/ooxml/officeDocument/extended-properties":             propertySpace,
}

// xmlBinding is what a prefix means inside an element; the empty prefix is that of names without one.
type xmlBinding struct {
	prefix string
	space  xmlSpace
	depth  int      // of the element
	before xmlSpace // of the empty prefix, outside the element
}

// maxBindings is how many prefixes may have a meaning at once. Excel declares some ten.
const maxBindings = 1000

// declare takes in what the start tag in hand says of namespaces.
func (s *xmlScanner) declare() error {
	for i := range s.attrs {
		a := &s.attrs[i]
		var prefix []byte
		switch {
		case a.prefix == nil && string(a.local) == "xmlns":
		case string(a.prefix) == "xmlns" && !bytes.HasPrefix(a.local, []byte("xml")): // those are not for documents to give
			prefix = a.local
		default:
			continue
		}
		name, err := unescape(nil, a.value)
		if err != nil {
			return err
		}
		if len(s.bound) == maxBindings {
			return damaged("declares more than %d namespaces", maxBindings)
		}
		b := xmlBinding{string(prefix), xmlSpaces[string(name)], len(s.opened), s.plain}
		s.bound = append(s.bound, b)
		if b.prefix == "" {
			s.plain = b.space
		}
	}
	return nil
}

// undeclare forgets what the innermost element said of namespaces.
func (s *xmlScanner) undeclare() {
	for last := len(s.bound) - 1; last >= 0 && s.bound[last].depth == len(s.opened); last-- {
		if s.bound[last].prefix == "" {
			s.plain = s.bound[last].before
		}
		s.bound = s.bound[:last]
	}
}

// space is the namespace that a prefix means; none where nobody declared it.
func (s *xmlScanner) space(prefix []byte) xmlSpace {
	if len(prefix) == 0 {
		return s.plain
	}
	for i := len(s.bound) - 1; i >= 0; i-- {
		if s.bound[i].prefix == string(prefix) {
			return s.bound[i].space
		}
	}
	return 0
}

// next moves on to the next token, past elements of foreign namespaces and all that is in them.
func (s *xmlScanner) next() (xmlToken, error) {
	for {
		token, err := s.scan()
		if token != xmlStart || !s.foreign || err != nil {
			return token, err
		}
		if err := s.skip(); err != nil {
			return 0, err
		}
	}
}

func localName(name []byte) []byte {
	if colon := bytes.IndexByte(name, ':'); colon > 0 && colon < len(name)-1 {
		return name[colon+1:]
	}
	return name
}

// prefixOf is what stands before the local part of a name; nil where nothing does.
func prefixOf(name, local []byte) []byte {
	if len(local) == len(name) {
		return nil
	}
	return name[:len(name)-len(local)-1]
}

func declares(name []byte) bool { return name[0] == 'x' && bytes.HasPrefix(name, []byte("xmlns")) }
