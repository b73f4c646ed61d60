package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A note is two things: a comment, which has the text (ECMA-376 part 1, 18.7), and a shape in a drawing
// of the old kind, which has the place and the size (part 4, 19.4).

const (
	commentsRelation = "/comments"
	drawingRelation  = "/vmlDrawing"
	commentsContent  = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	drawingContent   = "application/vnd.openxmlformats-officedocument.vmlDrawing"
)

// noteAuthor signs our notes, and begins what we add to a note that was there: by it a later check knows
// what to take away again.
const noteAuthor = "scimsheet"

// threaded begins the author of what stands in for a conversation, for programs that know only notes
// (MS-XLSX 2.1.17). It has to stay as it is.
const threaded = "tc="

// noteBook is the notes of one sheet while they change.
type noteBook struct {
	revision *revision
	measures *measures
	part     string // of the sheet
	number   int    // of the sheet, which no other has
	root     *node  // of the comments
	list     *node
	authors  *node
	byCell   map[string]*node // the comments
	drawing  string           // the text of the drawing
	shapes   strings.Builder  // those that are new in it
	fresh    struct{ comments, drawing bool }
	names    struct{ comments, drawing string }
	nextID   int
}

// notes puts notes on a sheet, and takes those of an earlier check away. It returns the id of the
// relation to the drawing where the sheet does not have one yet.
func (r *revision) notes(part string, number int, s *measures, marks []Mark, again bool) (string, error) {
	b := &noteBook{revision: r, measures: s, part: part, number: number}
	if err := b.open(); err != nil {
		return "", err
	}
	if again {
		b.takeAway()
	}
	b.byCell = map[string]*node{}
	for _, comment := range b.list.all("comment") {
		b.byCell[comment.get("ref")] = comment
	}
	for _, m := range marks {
		if m.Note != "" {
			b.note(m)
		}
	}
	if b.fresh.comments && len(b.list.kids) == 0 {
		return "", nil
	}
	return b.close()
}

func (b *noteBook) open() error {
	if err := b.openComments(); err != nil {
		return err
	}
	return b.openDrawing()
}

func (b *noteBook) openComments() error {
	r := b.revision
	found, there, err := r.related(b.part, commentsRelation)
	if err != nil {
		return err
	}
	if b.names.comments = found.part; !there {
		b.fresh.comments = true
		b.names.comments = r.free("xl/comments", ".xml")
		b.root = newNode("comments", "xmlns", r.namespace())
	} else if b.root, err = r.tree(found.part); err != nil {
		return err
	}
	if b.root == nil {
		return damaged("has no part %s, which it should have", found.part)
	}
	const order = "authors commentList extLst"
	b.authors, b.list = b.root.child("authors", order), b.root.child("commentList", order)
	return nil
}

func (b *noteBook) openDrawing() error {
	relations, err := b.revision.book.relations(b.part)
	if err != nil {
		return err
	}
	for _, one := range relations {
		if one.id == b.measures.drawing && b.measures.drawing != "" {
			b.names.drawing = one.part
			b.drawing, err = b.revision.text(one.part)
			b.nextID = lastShape(b.drawing) + 1
			return err
		}
	}
	b.fresh.drawing = true
	b.names.drawing = b.revision.free("xl/drawings/vmlDrawing", ".vml")
	b.nextID = b.number*1024 + 1
	b.drawing = fmt.Sprintf(emptyDrawing, b.number)
	return nil
}

// text is a part as text.
func (r *revision) text(name string) (string, error) {
	part, err := r.book.open(name, "")
	if err != nil {
		return "", err
	}
	defer part.Close()
	text, err := io.ReadAll(&limited{r: part, left: maxTree, over: damaged("holds more than %s", megabytes(maxTree))})
	if err != nil {
		return "", partError{name, err}
	}
	return string(text), nil
}

// note puts a note on a cell. Where somebody has written one already it is added below theirs.
func (b *noteBook) note(m Mark) {
	ref := at(m.Column, m.Row)
	if comment, there := b.byCell[ref]; there {
		if !strings.HasPrefix(b.author(comment), threaded) {
			b.below(comment, m)
		}
		return
	}
	p := b.root.prefix()
	comment := newNode(p+"comment", "ref", ref, "authorId", strconv.Itoa(b.ownAuthor()), "shapeId", "0")
	b.list.with(comment.with(newNode(p + "text").with(b.runs(m.Note)...)))
	fmt.Fprintf(&b.shapes, box, b.nextID, b.nextID, b.measures.anchor(m), m.Row-1, m.Column-1)
	b.nextID++
}

// below adds a note to somebody's own, and makes their box higher by what it takes.
func (b *noteBook) below(comment *node, m Mark) {
	p := b.root.prefix()
	text := comment.child("text", "text")
	if plain := text.find("t"); plain != nil {
		run := newNode(p + "r").with(plain)
		text.drop(func(n *node) bool { return n == plain })
		text.kids = append([]*node{run}, text.kids...)
	}
	gap := newNode(p + "r").with(newNode(p+"t", "xml:space", "preserve").withText("\n\n"))
	text.with(gap).with(b.runs(m.Note)...)
	begin, end := b.shape(m.Row-1, m.Column-1)
	b.drawing = b.drawing[:begin] + anchorText.ReplaceAllStringFunc(b.drawing[begin:end], func(anchor string) string {
		return higher(anchor, noteHeight(m.Note)/b.measures.row+2)
	}) + b.drawing[end:]
}

func (b *noteBook) author(comment *node) string {
	authors := b.authors.all("author")
	if id := comment.number("authorId"); id < len(authors) && id >= 0 {
		return authors[id].content()
	}
	return ""
}

func (b *noteBook) ownAuthor() int {
	authors := b.authors.all("author")
	for i, author := range authors {
		if author.content() == noteAuthor {
			return i
		}
	}
	b.authors.with(newNode(b.root.prefix() + "author").withText(noteAuthor))
	return len(authors)
}

// runs are a note's text: who says it, in bold, and what.
func (b *noteBook) runs(note string) []*node {
	p := b.root.prefix()
	run := func(text string, bold bool) *node {
		look := newNode(p + "rPr")
		if bold {
			look.with(newNode(p + "b"))
		}
		look.with(newNode(p+"sz", "val", "9"), newNode(p+"color", "indexed", "81"), newNode(p+"rFont", "val", "Tahoma"), newNode(p+"family", "val", "2"))
		return newNode(p+"r").with(look, newNode(p+"t", "xml:space", "preserve").withText(CellText(text)))
	}
	return []*node{run(noteAuthor+":\n", true), run(note, false)}
}

// takeAway removes what an earlier check has noted.
func (b *noteBook) takeAway() {
	b.list.drop(func(comment *node) bool {
		text := comment.find("text")
		if text == nil || strings.HasPrefix(b.author(comment), threaded) {
			return false
		}
		for i, run := range text.kids {
			if !strings.HasPrefix(run.content(), noteAuthor+":") {
				continue
			}
			if strings.TrimSpace((&node{kids: text.kids[:i]}).content()) != "" {
				text.kids = trimmedRuns(text.kids[:i])
				return false
			}
			column, row := cellPlace([]byte(comment.get("ref")))
			begin, end := b.shape(row-1, column-1)
			b.drawing = b.drawing[:begin] + b.drawing[end:]
			return true
		}
		return false
	})
}

// trimmedRuns are runs of text without the blank ones at their end.
func trimmedRuns(runs []*node) []*node {
	for len(runs) > 1 && strings.TrimSpace(runs[len(runs)-1].content()) == "" {
		runs = runs[:len(runs)-1]
	}
	return runs
}

// close puts the changed parts into the workbook.
func (b *noteBook) close() (drawing string, err error) {
	r := b.revision
	if b.fresh.comments {
		r.plant(b.names.comments, b.root)
		if _, err := r.relate(b.part, commentsRelation, b.names.comments); err != nil {
			return "", err
		}
		if err := r.declare(b.names.comments, commentsContent); err != nil {
			return "", err
		}
	}
	text := b.finished()
	r.gone[partKey(b.names.drawing)] = true
	r.fresh = append(r.fresh, freshPart{b.names.drawing, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}})
	if !b.fresh.drawing {
		return "", nil
	}
	if err := r.declare("*.vml", drawingContent); err != nil {
		return "", err
	}
	return r.relate(b.part, drawingRelation, b.names.drawing)
}
