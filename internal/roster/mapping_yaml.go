package roster

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// yamlReader reads the few shapes that a mapping file has, and complains about everything else with its
// line. Scalars are taken as they are written: no is the word no, and 007 keeps its zeros.
type yamlReader struct {
	problems []string
}

// entry is one key of a mapping in YAML's sense, with its value.
type entry struct {
	key   string
	node  ast.Node // of the key
	value ast.Node
}

// parse gives the one document of a file, nil where it is empty.
func (y *yamlReader) parse(text []byte) ast.Node {
	file, err := parser.ParseBytes(bytes.TrimPrefix(text, []byte("\ufeff")), 0)
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil && syntax.GetToken().Position != nil {
			y.problem(syntax.GetToken().Position.Line, "%s; texts with brackets, colons, commas, @ or # go into double quotes", syntax.GetMessage())
		} else {
			y.problem(1, "this is not YAML: %v", err)
		}
		return nil
	}
	var body ast.Node
	for _, document := range file.Docs {
		if document.Body == nil {
			continue
		}
		if body != nil {
			y.wrong(document.Body, "there is a second document after ---; one mapping is one document")
			break
		}
		body = document.Body
	}
	return body
}

func (y *yamlReader) problem(line int, format string, args ...any) {
	y.problems = append(y.problems, fmt.Sprintf("line %d: ", line)+fmt.Sprintf(format, args...))
}

func (y *yamlReader) wrong(n ast.Node, format string, args ...any) {
	y.problem(lineOf(n), format, args...)
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}

// entries are the keys of a mapping, in their order. Keys that are not among the allowed ones, where any
// are given, are complained about and left out.
func (y *yamlReader) entries(n ast.Node, what string, allowed ...string) []entry {
	var values []*ast.MappingValueNode
	switch node := n.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.MappingNode:
		values = node.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{node}
	default:
		y.wrong(n, "%s has to be keys with values, such as %s: …", what, firstOr(allowed, "userName"))
		return nil
	}
	var all []entry
	for _, v := range values {
		key, ok := y.scalar(v.Key)
		if !ok {
			continue
		}
		if len(allowed) > 0 && !slices.Contains(allowed, key) {
			y.wrong(v.Key, "%s has no key %s%s", what, quoted(key), orMeant(key, allowed))
			continue
		}
		if slices.ContainsFunc(all, func(e entry) bool { return e.key == key }) {
			y.wrong(v.Key, "%s is there twice", quoted(key))
			continue
		}
		all = append(all, entry{key, v.Key, v.Value})
	}
	return all
}

func firstOr(texts []string, or string) string {
	if len(texts) == 0 {
		return or
	}
	return texts[0]
}

// orMeant suggests the nearest of the allowed keys, or lists them.
func orMeant(key string, allowed []string) string {
	best, near := max(2, len(key)/3)+1, ""
	for _, a := range allowed {
		if d := levenshtein.ComputeDistance(strings.ToLower(shown(key, messageRunes)), strings.ToLower(a)); d < best {
			best, near = d, a
		}
	}
	if near != "" {
		return "; did you mean " + near + "?"
	}
	return "; it may have " + strings.Join(allowed, ", ")
}

// scalar is a text as it is written, whatever YAML would make of it.
func (y *yamlReader) scalar(n ast.Node) (string, bool) {
	switch node := n.(type) {
	case *ast.StringNode:
		return node.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(node.Value.Value), true
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(node.GetToken().Value), true
	case nil, *ast.NullNode:
		y.wrong(n, "a text is missing")
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		y.wrong(n, "anchors, aliases and tags are not read in mapping files: write the text out")
	default:
		y.wrong(n, "a text is expected here; put it into double quotes if it has brackets")
	}
	return "", false
}

// texts are a text or a list of them.
func (y *yamlReader) texts(n ast.Node, what string) []string {
	nodes := []ast.Node{n}
	if list, ok := n.(*ast.SequenceNode); ok {
		nodes = list.Values
	}
	var texts []string
	for _, node := range nodes {
		text, ok := y.scalar(node)
		if !ok {
			continue
		}
		if text = oneLine(clean(text)); text == "" {
			y.wrong(node, "%s must not be blank", what)
			continue
		}
		texts = append(texts, text)
	}
	return texts
}

// text is one text that says something.
func (y *yamlReader) text(n ast.Node, what string) string {
	if _, list := n.(*ast.SequenceNode); list {
		y.wrong(n, "%s is one text, not a list; put it into double quotes if it has brackets", what)
		return ""
	}
	if texts := y.texts(n, what); len(texts) == 1 {
		return texts[0]
	}
	return ""
}

func (y *yamlReader) boolean(n ast.Node, what string) bool {
	text := y.text(n, what)
	value, ok := readBoolean(text)
	if !ok && text != "" {
		y.wrong(n, "%s is true or false, not %s", what, quoted(text))
	}
	return value
}

// each calls read for every element of a list, or for what stands in its place.
func each(n ast.Node, read func(ast.Node)) {
	if list, ok := n.(*ast.SequenceNode); ok {
		for _, value := range list.Values {
			read(value)
		}
		return
	}
	if n != nil {
		read(n)
	}
}
