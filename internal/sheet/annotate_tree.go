package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// node is an element of one of a workbook's small parts, or a piece of text where it has no name. Names
// keep the prefixes that the part itself gave them, so that what is not touched is written as it was.
type node struct {
	name  string
	attrs []xml.Attr
	kids  []*node
	text  string
}

// maxTree is how large a part may be that is held in memory as a tree.
const maxTree = 16 << 20

// parseTree reads a part's root element. Document types are refused by all who read workbooks; comments
// and processing instructions say nothing and are left out.
func parseTree(r io.Reader) (*node, error) {
	decoder := xml.NewDecoder(&limited{r: r, left: maxTree, over: damaged("holds more than %s, which no workbook needs there", megabytes(maxTree))})
	open := []*node{{}}
	for {
		token, err := decoder.RawToken()
		if err == io.EOF {
			break
		}
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			return nil, damaged("%s", syntax.Msg)
		}
		if err != nil {
			return nil, err
		}
		parent := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) > maxXMLDepth {
				return nil, damaged("nests more than %d elements", maxXMLDepth)
			}
			child := &node{name: prefixed(t.Name), attrs: t.Copy().Attr}
			parent.kids = append(parent.kids, child)
			open = append(open, child)
		case xml.EndElement:
			if prefixed(t.Name) != parent.name || len(open) == 1 {
				return nil, damaged("closes <%s> with </%s>", parent.name, prefixed(t.Name))
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 1 {
				parent.kids = append(parent.kids, &node{text: string(t)})
			}
		}
	}
	if len(open) > 1 || len(open[0].kids) != 1 {
		return nil, damaged("ends inside an element, or holds none")
	}
	return open[0].kids[0], nil
}

func prefixed(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// local is the element's name without its prefix.
func (n *node) local() string { return n.name[strings.IndexByte(n.name, ':')+1:] }

// prefix is that of the node's name, colon included; its children are named with it.
func (n *node) prefix() string { return n.name[:strings.IndexByte(n.name, ':')+1] }

// writeTree writes a part.
func writeTree(w io.Writer, root *node) error {
	out := bufio.NewWriter(w)
	out.WriteString(xml.Header)
	root.write(out)
	return out.Flush()
}

// write leaves the error to the writer, which keeps the first one.
func (n *node) write(out *bufio.Writer) {
	if n.name == "" {
		_ = xml.EscapeText(out, []byte(n.text))
		return
	}
	out.WriteString("<" + n.name)
	for _, a := range n.attrs {
		out.WriteString(" " + prefixed(a.Name) + `="`)
		_ = xml.EscapeText(out, []byte(a.Value))
		out.WriteByte('"')
	}
	if len(n.kids) == 0 {
		out.WriteString("/>")
		return
	}
	out.WriteByte('>')
	for _, kid := range n.kids {
		kid.write(out)
	}
	out.WriteString("</" + n.name + ">")
}

// markup is the element as XML.
func (n *node) markup() string {
	var text strings.Builder
	out := bufio.NewWriter(&text)
	n.write(out)
	out.Flush()
	return text.String()
}

// newNode makes an element; the attributes are names and values in turn.
func newNode(name string, attrs ...string) *node {
	n := &node{name: name}
	for i := 0; i+1 < len(attrs); i += 2 {
		n.set(attrs[i], attrs[i+1])
	}
	return n
}

// with appends children.
func (n *node) with(kids ...*node) *node {
	n.kids = append(n.kids, kids...)
	return n
}

func (n *node) withText(text string) *node { return n.with(&node{text: text}) }

// find is the first child of that name, whatever its prefix; nil where there is none.
func (n *node) find(local string) *node {
	for _, kid := range n.kids {
		if kid.local() == local {
			return kid
		}
	}
	return nil
}

// all are the children of that name.
func (n *node) all(local string) []*node {
	var found []*node
	for _, kid := range n.kids {
		if kid.local() == local {
			found = append(found, kid)
		}
	}
	return found
}

// child is the first child of that name. One that is missing is made, where the order says it belongs.
func (n *node) child(local, order string) *node {
	if kid := n.find(local); kid != nil {
		return kid
	}
	kid := &node{name: n.prefix() + local}
	n.insert(kid, order)
	return kid
}

// insert puts a child before the first of those that follow it in the order of the schema, a list of
// names separated by blanks.
func (n *node) insert(kid *node, order string) {
	_, later, _ := strings.Cut(" "+order+" ", " "+kid.local()+" ")
	at := len(n.kids)
	for i, other := range n.kids {
		if other.name != "" && strings.Contains(" "+later, " "+other.local()+" ") {
			at = i
			break
		}
	}
	n.kids = append(n.kids[:at], append([]*node{kid}, n.kids[at:]...)...)
}

// drop removes the children for which gone says so.
func (n *node) drop(gone func(*node) bool) {
	kept := n.kids[:0]
	for _, kid := range n.kids {
		if kid.name == "" || !gone(kid) {
			kept = append(kept, kid)
		}
	}
	n.kids = kept
}

func (n *node) get(name string) string {
	for _, a := range n.attrs {
		if prefixed(a.Name) == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) set(name, value string) {
	for i, a := range n.attrs {
		if prefixed(a.Name) == name {
			n.attrs[i].Value = value
			return
		}
	}
	n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: name}, Value: value})
}

func (n *node) unset(name string) {
	for i, a := range n.attrs {
		if prefixed(a.Name) == name {
			n.attrs = append(n.attrs[:i:i], n.attrs[i+1:]...)
			return
		}
	}
}

// number is an attribute as a count or an index: 0 where it is missing.
func (n *node) number(name string) int {
	value, _ := strconv.Atoi(n.get(name))
	return value
}

func (n *node) setNumber(name string, value int) { n.set(name, strconv.Itoa(value)) }

// copied is the element with everything in it, its names under another prefix.
func (n *node) copied(prefix string) *node {
	twin := &node{text: n.text, attrs: append([]xml.Attr(nil), n.attrs...)}
	if n.name != "" {
		twin.name = prefix + n.local()
	}
	for _, kid := range n.kids {
		twin.kids = append(twin.kids, kid.copied(prefix))
	}
	return twin
}

// content is the text of the element and of everything in it.
func (n *node) content() string {
	text := n.text
	for _, kid := range n.kids {
		text += kid.content()
	}
	return text
}
