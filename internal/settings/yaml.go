package settings

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// entry is one key of a mapping in YAML's sense, with its value.
type entry struct {
	key   string
	line  int
	value ast.Node
}

func (r *reader) problem(line int, key, format string, args ...any) {
	if !isTidy(key) {
		key = ""
	}
	r.problems = append(r.problems, Problem{Line: line, Key: key, Message: fmt.Sprintf(format, args...)})
}

// parse gives the one document of a file, nil where it is empty.
func (r *reader) parse(text []byte) ast.Node {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		r.problem(1, "", "this is no UTF-8 text: save the file as UTF-8")
		return nil
	}
	tokens := lexer.Tokenize(string(text))
	if line := tooDeep(tokens); line > 0 {
		r.problem(line, "", "this is nested deeper than any settings are")
		return nil
	}
	// Keys that are there twice are our own business: the parser's message would be of another kind.
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.malformed(err)
		return nil
	}
	var body ast.Node
	for _, document := range file.Docs {
		switch {
		case document.Body == nil:
		case body != nil:
			r.problem(lineOf(document.Body), "", "there is a second document after ---; settings are one document")
			return nil
		default:
			body = document.Body
		}
	}
	return body
}

// malformed passes on where and why the parser gave up, without its excerpt of the file.
func (r *reader) malformed(err error) {
	line, why := 1, ""
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		if t := syntax.GetToken(); t != nil && t.Position != nil {
			line = max(t.Position.Line, 1)
		}
		// The few messages with a part of the file in them have it in double quotes.
		if message := syntax.GetMessage(); !strings.Contains(message, `"`) {
			why = " (" + message + ")"
		}
	}
	r.problem(line, "", "this is not YAML%s; texts with brackets, colons, commas, %%, @ or # go into quotes", why)
}

// tooDeep is the line where nesting exceeds what the parser, whose time grows with its square, can bear.
func tooDeep(tokens token.Tokens) int {
	const deepest = 20
	depth, opened, line := 0, 0, 1
	for _, t := range tokens {
		if t.Position != nil && t.Position.Line > line {
			line, opened = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType:
			opened++
		}
		if depth > deepest || opened > deepest {
			return line
		}
	}
	return 0
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return max(n.GetToken().Position.Line, 1)
}

// entries are the keys of a mapping, in their order. What is not a mapping is complained about.
func (r *reader) entries(n ast.Node, what string) []entry {
	var values []*ast.MappingValueNode
	switch node := n.(type) {
	case *ast.MappingNode:
		values = node.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{node}
	default:
		r.problem(lineOf(n), what, "%s has to be keys with values, each on its line, such as region: eu1", orFile(what))
		return nil
	}
	var all []entry
	for _, v := range values {
		key, why := scalar(v.Key)
		switch {
		case why != "":
			r.problem(lineOf(v.Key), "", "the key is %s", why)
		case slices.ContainsFunc(all, func(e entry) bool { return e.key == key }):
			r.problem(lineOf(v.Key), key, "the setting %s is there twice", named(key))
		default:
			all = append(all, entry{key, lineOf(v.Key), v.Value})
		}
	}
	return all
}

func orFile(what string) string {
	if what == "" {
		return "a config file"
	}
	return what
}

// scalar is a text as it is written, whatever YAML would make of it, or what stands there in its place.
func scalar(n ast.Node) (text, why string) {
	switch node := n.(type) {
	case *ast.StringNode:
		return node.Value, ""
	case *ast.LiteralNode:
		return strings.TrimSpace(node.Value.Value), ""
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(node.GetToken().Value), ""
	case nil, *ast.NullNode:
		return "", "left empty; write a value, or take the line out"
	case *ast.SequenceNode:
		return "", "a list, and one value is expected"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "", "keys with values, and one value is expected"
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		return "", "an anchor, alias or tag, and those are not read here; write the value out"
	}
	return "", "no value; put it into quotes"
}
