package sheet

import "strings"

// stylesOrder is the order of the parts of a style sheet (ECMA-376 part 1, 18.8.39).
const stylesOrder = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"

// firstOwnFormat is the number from which on number formats are a workbook's own (18.8.30).
const firstOwnFormat = 164

// palette is the style sheet of a workbook that gets new looks. Those it has keep their numbers.
type palette struct {
	root    *node
	lists   map[string][]*node // the members of the lists that were asked for
	tinted  map[tinting]int
	inked   map[tinting]int // fonts
	filled  map[Style]int
	cleared map[int]int // styles without the colours of an earlier check
}

// tinting is a style, or a font, and what it is coloured as.
type tinting struct {
	base int
	as   Style
}

func newPalette(root *node) *palette {
	p := &palette{root: root, lists: map[string][]*node{},
		tinted: map[tinting]int{}, inked: map[tinting]int{}, filled: map[Style]int{}, cleared: map[int]int{}}
	for _, bare := range bareStyles().kids {
		members := bare.all(member(bare.local()))
		for i := len(p.list(bare.local())); i < len(members); i++ {
			p.add(bare.local(), members[i])
		}
	}
	return p
}

// bareStyles is the least that a style sheet holds: one font, the two fills whose numbers are taken for
// no fill and for a grey one whatever they are (18.8.20), no borders, one style.
func bareStyles() *node {
	return newNode("styleSheet").with(
		newNode("fonts").with(newNode("font").with(newNode("sz", "val", "11"), newNode("name", "val", "Calibri"))),
		newNode("fills").with(
			newNode("fill").with(newNode("patternFill", "patternType", "none")),
			newNode("fill").with(newNode("patternFill", "patternType", "gray125"))),
		newNode("borders").with(newNode("border")),
		newNode("cellXfs").with(newNode("xf")))
}

// list are the members of one of the sheet's lists.
func (p *palette) list(name string) []*node {
	members, known := p.lists[name]
	if list := p.root.find(name); !known && list != nil {
		members = list.all(member(name))
		p.lists[name] = members
	}
	return members
}

// member is what the members of a list are called.
func member(list string) string {
	if list == "cellXfs" {
		return "xf"
	}
	return strings.TrimSuffix(list, "s")
}

// add puts a copy of an element at the end of a list and returns its number.
func (p *palette) add(list string, n *node) int {
	members := p.list(list)
	into := p.root.child(list, stylesOrder)
	n = n.copied(into.prefix())
	into.with(n).setNumber("count", len(members)+1)
	p.lists[list] = append(members, n)
	return len(members)
}

// adopt takes over the looks of another style sheet and returns the number that its first one got; the
// others follow.
func (p *palette) adopt(other *palette) int {
	first := map[string]int{}
	for _, list := range []string{"fonts", "fills", "borders"} {
		first[list] = len(p.list(list))
		for _, n := range other.list(list) {
			p.add(list, n)
		}
	}
	formats := p.adoptFormats(other)
	begin := len(p.list("cellXfs"))
	for _, xf := range other.list("cellXfs") {
		xf = xf.copied("")
		xf.unset("xfId")
		xf.setNumber("fontId", first["fonts"]+xf.number("fontId"))
		xf.setNumber("fillId", first["fills"]+xf.number("fillId"))
		xf.setNumber("borderId", first["borders"]+xf.number("borderId"))
		for _, applied := range []string{"applyFont", "applyFill", "applyBorder", "applyAlignment", "applyNumberFormat", "applyProtection"} {
			xf.set(applied, "1")
		}
		if id, own := formats[xf.get("numFmtId")]; own {
			xf.setNumber("numFmtId", id)
		}
		p.add("cellXfs", xf)
	}
	return begin
}

// adoptFormats takes over number formats under numbers that are free.
func (p *palette) adoptFormats(other *palette) map[string]int {
	next := firstOwnFormat
	for _, format := range p.list("numFmts") {
		next = max(next, format.number("numFmtId")+1)
	}
	ids := map[string]int{}
	for _, format := range other.list("numFmts") {
		ids[format.get("numFmtId")] = next
		format = format.copied("")
		format.setNumber("numFmtId", next)
		p.add("numFmts", format)
		next++
	}
	return ids
}

// tint is the style that differs from another in nothing but ink and fill.
func (p *palette) tint(base int, as Style) int {
	key := tinting{base, as}
	if id, made := p.tinted[key]; made {
		return id
	}
	if _, made := p.filled[as]; !made {
		p.filled[as] = p.add("fills", newNode("fill").with(newNode("patternFill", "patternType", "solid").with(
			newNode("fgColor", "rgb", "FF"+as.paint().fill), newNode("bgColor", "indexed", "64"))))
	}
	xf := p.style(base)
	xf.setNumber("fontId", p.ink(xf.number("fontId"), as))
	xf.setNumber("fillId", p.filled[as])
	xf.set("applyFont", "1")
	xf.set("applyFill", "1")
	p.tinted[key] = p.add("cellXfs", xf)
	return p.tinted[key]
}

// style is a copy of a style; of the first one where the number is none.
func (p *palette) style(id int) *node {
	xfs := p.list("cellXfs")
	if id < 0 || id >= len(xfs) {
		id = 0
	}
	return xfs[id].copied("")
}

// ink is the font that differs from another in nothing but its colour.
func (p *palette) ink(base int, as Style) int {
	key := tinting{base, as}
	if id, made := p.inked[key]; made {
		return id
	}
	font := newNode("font")
	if fonts := p.list("fonts"); base < len(fonts) {
		font = fonts[base].copied("")
	}
	colour := font.child("color", "color name family charset scheme")
	colour.attrs = nil
	colour.set("rgb", "FF"+as.paint().ink)
	p.inked[key] = p.add("fonts", font)
	return p.inked[key]
}

// clear is the style without the colours of an earlier check; the same one where it has none.
func (p *palette) clear(id int) int {
	if done, known := p.cleared[id]; known {
		return done
	}
	p.cleared[id] = id
	xf := p.style(id)
	fonts, fills := p.list("fonts"), p.list("fills")
	font, fill := xf.number("fontId"), xf.number("fillId")
	if font >= len(fonts) || fill >= len(fills) || !isTint(fonts[font], fills[fill]) {
		return id
	}
	plain := fonts[font].copied("")
	plain.drop(func(n *node) bool { return n.local() == "color" })
	xf.setNumber("fontId", p.add("fonts", plain))
	xf.setNumber("fillId", 0)
	p.cleared[id] = p.add("cellXfs", xf)
	return p.cleared[id]
}

// isTint reports whether ink and fill are those that tint gives.
func isTint(font, fill *node) bool {
	colour, pattern := font.find("color"), fill.find("patternFill")
	if colour == nil || pattern == nil || pattern.find("fgColor") == nil {
		return false
	}
	for _, as := range []Style{Bad, Warn} {
		paint := as.paint()
		if strings.EqualFold(colour.get("rgb"), "FF"+paint.ink) && strings.EqualFold(pattern.find("fgColor").get("rgb"), "FF"+paint.fill) {
			return true
		}
	}
	return false
}
