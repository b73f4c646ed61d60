package sheet

import (
	"archive/zip"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"
)

// revision is a workbook on its way to a changed copy. Small parts that change are held as trees, sheets
// are changed while they are copied, and everything else is copied byte by byte: what a person has made
// of a workbook is more than any library knows how to read and write again.
type revision struct {
	ctx     context.Context
	book    *xlsxFile
	main    string           // the part with the list of the sheets
	strict  bool             // the workbook names its namespaces as strict documents do
	trees   map[string]*tree // by part key
	patches map[string]*sheetPatch
	fresh   []freshPart
	gone    map[string]bool
}

// tree is a part that is held in memory.
type tree struct {
	name string
	root *node
}

// freshPart is a part that the workbook did not have, and is not held as a tree.
type freshPart struct {
	name  string
	write func(io.Writer) error
}

const (
	typesPart     = "[Content_Types].xml"
	typesSpace    = "http://schemas.openxmlformats.org/package/2006/content-types"
	relationSpace = "http://schemas.openxmlformats.org/package/2006/relationships"
)

func revise(ctx context.Context, book *xlsxFile) (*revision, error) {
	main, err := book.mainPart()
	if err != nil {
		return nil, err
	}
	relations, err := book.relations(main)
	if err != nil {
		return nil, err
	}
	strict := slices.ContainsFunc(relations, func(one relation) bool { return strings.HasPrefix(one.kind, strictRelations) })
	return &revision{ctx: ctx, book: book, main: main, strict: strict, trees: map[string]*tree{},
		patches: map[string]*sheetPatch{}, gone: map[string]bool{}}, nil
}

// tree reads one of the workbook's parts into memory.
func (x *xlsxFile) tree(name string) (*node, error) {
	part, err := x.open(name, "")
	if err != nil {
		return nil, err
	}
	defer part.Close()
	root, err := parseTree(part)
	if err != nil {
		return nil, partError{name, err}
	}
	return root, nil
}

// tree is a part to be changed; nil where the workbook has none of that name.
func (r *revision) tree(name string) (*node, error) {
	key := partKey(name)
	if held, ok := r.trees[key]; ok {
		return held.root, nil
	}
	if _, there := r.book.parts[key]; !there {
		return nil, nil
	}
	root, err := r.book.tree(name)
	if err != nil {
		return nil, err
	}
	r.trees[key] = &tree{name, root}
	return root, nil
}

// plant makes a part that the workbook does not have yet, held as a tree.
func (r *revision) plant(name string, root *node) *node {
	r.trees[partKey(name)] = &tree{name, root}
	return root
}

// relationsPart is where the relations of a part stand.
func relationsPart(of string) string {
	folder, file := path.Split(of)
	return folder + "_rels/" + file + ".rels"
}

// relate makes a relation from one part to another and returns its id. The kind is the last word of its
// type; what stands before it the relations of the main part tell.
func (r *revision) relate(of, kind, target string) (string, error) {
	name := relationsPart(of)
	root, err := r.tree(name)
	if err != nil {
		return "", err
	}
	if root == nil {
		root = r.plant(name, newNode("Relationships", "xmlns", relationSpace))
	}
	taken := map[string]bool{}
	for _, n := range root.all("Relationship") {
		taken[strings.ToLower(n.get("Id"))] = true
	}
	id := ""
	for n := len(taken) + 1; id == "" || taken[strings.ToLower(id)]; n++ {
		id = fmt.Sprintf("rId%d", n)
	}
	root.with(newNode(root.prefix()+"Relationship", "Id", id, "Type", r.relationTypes()+kind, "Target", "/"+target))
	return id, nil
}

// related finds the part that a relation of a kind leads to.
func (r *revision) related(of, kind string) (relation, bool, error) {
	relations, err := r.book.relations(of)
	if err != nil {
		return relation{}, false, err
	}
	for _, one := range relations {
		if strings.HasSuffix(one.kind, kind) {
			return one, true, nil
		}
	}
	return relation{}, false, nil
}

// relationTypes is how the types of relations begin in this workbook.
func (r *revision) relationTypes() string {
	if r.strict {
		return strictRelations
	}
	return transitionalRelations
}

// free is a part's name that nothing has yet: a stem, a number and an ending.
func (r *revision) free(stem, ending string) string {
	for n := 1; ; n++ {
		name := stem + strconv.Itoa(n) + ending
		_, there := r.book.parts[partKey(name)]
		_, planted := r.trees[partKey(name)]
		if !there && !planted && !slices.ContainsFunc(r.fresh, func(f freshPart) bool { return f.name == name }) {
			return name
		}
	}
}

// declare says what kind of content a part holds, or, for a name like "*.vml", all parts with that ending.
func (r *revision) declare(name, content string) error {
	types, err := r.contentTypes()
	if err != nil {
		return err
	}
	kind, key, value := "Override", "PartName", "/"+name
	if extension, ok := strings.CutPrefix(name, "*."); ok {
		kind, key, value = "Default", "Extension", extension
	}
	for _, n := range types.all(kind) {
		if strings.EqualFold(n.get(key), value) {
			n.set("ContentType", content)
			return nil
		}
	}
	types.with(newNode(types.prefix()+kind, key, value, "ContentType", content))
	return nil
}

func (r *revision) contentTypes() (*node, error) {
	types, err := r.tree(typesPart)
	if err == nil && types == nil {
		err = damaged("has no part %s, which it should have", typesPart)
	}
	return types, err
}

// remove leaves a part out, with its relations.
func (r *revision) remove(name string) error {
	types, err := r.contentTypes()
	if err != nil {
		return err
	}
	types.drop(func(n *node) bool { return strings.EqualFold(n.get("PartName"), "/"+name) })
	for _, part := range []string{name, relationsPart(name)} {
		r.gone[partKey(part)] = true
		delete(r.trees, partKey(part))
	}
	return nil
}

// write packs the copy. Sheets go before the trees: only when every sheet has been copied are all styles
// known.
func (r *revision) write(out io.Writer) error {
	packed := zip.NewWriter(out)
	packed.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	if err := r.writeTree(packed, typesPart); err != nil {
		return err
	}
	for _, key := range r.inOrder() {
		if err := errors.Join(r.ctx.Err(), r.copyPart(packed, r.book.parts[key], key)); err != nil {
			return err
		}
	}
	for _, part := range r.fresh {
		w, err := packed.Create(part.name)
		if err == nil {
			err = part.write(w)
		}
		if err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(r.trees)) {
		if err := r.writeTree(packed, key); err != nil {
			return err
		}
	}
	return packed.Close()
}

// inOrder are the keys of the workbook's parts as they stand in the file.
func (r *revision) inOrder() []string {
	begins := make(map[string]int64, len(r.book.parts))
	for key, f := range r.book.parts {
		begins[key], _ = f.DataOffset()
	}
	return slices.SortedFunc(maps.Keys(r.book.parts), func(a, b string) int {
		return cmp.Or(cmp.Compare(begins[a], begins[b]), cmp.Compare(a, b))
	})
}

func (r *revision) copyPart(packed *zip.Writer, f *zip.File, key string) error {
	_, held := r.trees[key]
	switch patch, changes := r.patches[key]; {
	case held || r.gone[key] || strings.HasSuffix(f.Name, "/"):
		return nil
	case changes:
		return r.patchPart(packed, f.Name, r.book, patch)
	}
	return packed.Copy(f)
}

// patchPart copies a sheet of a workbook with changes.
func (r *revision) patchPart(packed *zip.Writer, name string, from *xlsxFile, patch *sheetPatch) error {
	w, err := packed.Create(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
	if err != nil {
		return err
	}
	return r.patchSheet(w, name, from, patch)
}

func (r *revision) patchSheet(w io.Writer, name string, from *xlsxFile, patch *sheetPatch) error {
	part, err := from.open(name, "")
	if err != nil {
		return err
	}
	defer part.Close()
	if err := patch.copy(attended{r.ctx, part}, w); err != nil {
		return partError{name, err}
	}
	return nil
}

// writeTree writes a part that is held as a tree, and only once.
func (r *revision) writeTree(packed *zip.Writer, name string) error {
	held, ok := r.trees[partKey(name)]
	if !ok || r.gone[partKey(name)] {
		return nil
	}
	r.gone[partKey(name)] = true
	w, err := packed.Create(strings.TrimPrefix(held.name, "/"))
	if err != nil {
		return err
	}
	return writeTree(w, held.root)
}

// attended is a reader that stops when its context does.
type attended struct {
	ctx context.Context
	io.Reader
}

func (a attended) Read(p []byte) (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	return a.Reader.Read(p)
}

// attr is the full name of an attribute by its name without prefix, where it has one.
func (n *node) attr(local string) string {
	i := slices.IndexFunc(n.attrs, func(a xml.Attr) bool { return a.Name.Local == local && a.Name.Space != "" && a.Name.Space != "xmlns" })
	if i < 0 {
		return ""
	}
	return prefixed(n.attrs[i].Name)
}
