package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// maxMapping is how many bytes a mapping file may have: a mapping of a thousand headers has fewer.
const maxMapping = 1 << 20

// ReadMapping reads a mapping file. What the file must not hold is an error that names each line; what
// the operating system says about it is wrapped.
func ReadMapping(path string) (*Mapping, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	name := filepath.Base(path)
	if info.Size() > maxMapping {
		return nil, fmt.Errorf("mapping %s: has %d bytes, which is more than any mapping needs", name, info.Size())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	return parseMapping(name, text)
}

// The keys of a mapping file, in the order in which WriteMapping writes them.
var mappingKeys = []string{"columns", "optional", "carry", "constants", "booleans", "skipRowsWhere", "severalRows", "recognisedBy"}

func parseMapping(name string, text []byte) (*Mapping, error) {
	digest := sha256.Sum256(text)
	r := mappingReader{m: &Mapping{name: name, sha256: hex.EncodeToString(digest[:])}}
	entries := r.entries(r.parse(text), "a mapping", mappingKeys...)
	for _, e := range entries {
		r.section(e)
	}
	r.check()
	if len(r.problems) == 0 && len(entries) == 0 {
		r.problem(1, "the file says nothing; columns: is where a mapping begins")
	}
	switch len(r.problems) {
	case 0:
		return r.m, nil
	case 1:
		return nil, errors.New("mapping " + name + ", " + r.problems[0])
	}
	return nil, errors.New("mapping " + name + ":\n  " + strings.Join(r.problems[:min(len(r.problems), 20)], "\n  "))
}

// mappingReader turns the YAML of a mapping file into a Mapping.
type mappingReader struct {
	yamlReader
	m *Mapping
}

func (r *mappingReader) section(e entry) {
	switch e.key {
	case "columns":
		for _, e := range r.entries(e.value, "columns") {
			if c, ok := r.column(e); ok && !r.isTwice(e, len(r.m.columns[c]) > 0) {
				r.m.columns[c] = r.ways(e.value, c)
			}
		}
	case "constants":
		for _, e := range r.entries(e.value, "constants") {
			if c, ok := r.column(e); ok && !r.isTwice(e, r.m.constants[c] != "") {
				r.m.constants[c] = r.constant(e, c)
			}
		}
	case "carry":
		r.m.carry = r.texts(e.value, "a header")
	case "optional":
		r.optional(e)
	case "booleans":
		r.booleans(e.value)
	case "skipRowsWhere":
		each(e.value, r.skip)
	case "severalRows":
		r.m.rows = r.boolean(e.value, "severalRows")
	case "recognisedBy":
		each(e.value, func(n ast.Node) {
			if headers := r.texts(n, "a header"); len(headers) > 0 {
				r.m.recognisedBy = append(r.m.recognisedBy, headers)
			}
		})
	}
}

// column is the canonical column that a key names, in whatever case.
func (r *mappingReader) column(e entry) (column, bool) {
	for c := userName; c < columnCount; c++ {
		if strings.EqualFold(e.key, canonical[c]) {
			return c, true
		}
	}
	r.wrong(e.node, "there is no column %s%s", quoted(e.key), orMeant(e.key, canonicalNames()))
	return carried, false
}

func (r *mappingReader) isTwice(e entry, filled bool) bool {
	if filled {
		r.wrong(e.node, "%s is there twice", quoted(e.key))
	}
	return filled
}

// ways are the ways to fill a column: the first that is not blank in a row counts.
func (r *mappingReader) ways(n ast.Node, c column) []wanted {
	var ways []wanted
	each(n, func(n ast.Node) {
		switch n.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
			ways = append(ways, r.way(n, c)...)
		default:
			if header := r.text(n, "a header"); header != "" {
				ways = append(ways, wanted{headers: []string{header}})
			}
		}
	})
	return ways
}

// way is one way that takes more to say than a header.
func (r *mappingReader) way(n ast.Node, c column) []wanted {
	var ways []wanted
	var w wanted
	with := false
	for _, e := range r.entries(n, canonical[c], "header", "inverted", "part", "join", "with") {
		switch e.key {
		case "header":
			for _, header := range r.texts(e.value, "a header") {
				ways = append(ways, wanted{headers: []string{header}})
			}
		case "inverted":
			w.inverted = r.boolean(e.value, "inverted")
		case "part":
			w.part = r.part(e.value)
		case "join":
			w.joined, w.headers = true, r.texts(e.value, "a header")
		case "with":
			w.with, _ = r.scalar(e.value)
			with = true
		}
	}
	switch {
	case w.inverted && c != active:
		r.wrong(n, "inverted turns yes and no round, so it is for the column active only")
	case w.part != wholeName && c != givenName && c != familyName:
		r.wrong(n, "part takes one name out of a full one, so it is for givenName and familyName only")
	case w.joined && (len(ways) > 0 || w.inverted || w.part != wholeName):
		r.wrong(n, "join goes with with: and nothing else")
	case w.joined && len(w.headers) < 2:
		r.wrong(n, "join takes two headers or more")
	case with && !w.joined:
		r.wrong(n, "with: says what stands between texts that are joined; there is no join")
	case !w.joined && len(ways) == 0:
		r.wrong(n, "%s needs a header", canonical[c])
	case w.joined:
		return []wanted{w}
	}
	for i := range ways {
		ways[i].inverted, ways[i].part = w.inverted, w.part
	}
	return ways
}

func (r *mappingReader) part(n ast.Node) part {
	switch text := r.text(n, "part"); text {
	case "given":
		return givenPart
	case "family":
		return familyPart
	case "":
	default:
		r.wrong(n, "part is given or family, not %s", quoted(text))
	}
	return wholeName
}

// constant is what every row says in a column. A key that all rows share would make one person of them.
func (r *mappingReader) constant(e entry, c column) string {
	text := r.text(e.value, "a constant")
	switch {
	case c.identifies(), c == workspace:
		r.wrong(e.node, "%s differs from row to row, so it cannot be a constant", canonical[c])
	case c == active && text != "":
		value, ok := readBoolean(text)
		if !ok {
			r.wrong(e.value, "active is yes or no, not %s", quoted(text))
		}
		return map[bool]string{true: "yes", false: "no"}[value]
	case c == action && text != "":
		if _, ok := readRequest(text); !ok {
			r.wrong(e.value, "there is no action %s", quoted(text))
		}
	}
	return text
}

// optional are columns, and headers of skipRowsWhere, that a table may lack.
func (r *mappingReader) optional(e entry) {
	for _, text := range r.texts(e.value, "a column") {
		if i := slices.Index(canonicalNames(), text); i >= 0 {
			r.m.optional.add(userName + column(i))
		} else {
			r.m.optionalHeaders = append(r.m.optionalHeaders, text)
		}
	}
}
