package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// workbookOrder is the order of a workbook's elements (ECMA-376 part 1, 18.2.27).
const workbookOrder = "fileVersion fileSharing workbookPr AlternateContent workbookProtection bookViews sheets functionGroups " +
	"externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing " +
	"fileRecoveryPr webPublishObjects extLst"

const sheetContent = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

// namespace is that of the workbook's own elements.
func (r *revision) namespace() string {
	const transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	if r.strict {
		return strictly(transitional)
	}
	return transitional
}

// change makes all changes, but for those that are made while sheets are copied.
func (r *revision) change(front *xlsxFile, a *Annotation, marks []Mark) error {
	workbook, err := r.tree(r.main)
	if err != nil {
		return err
	}
	colours, err := r.palette()
	if err != nil {
		return err
	}
	if err := r.colour(workbook, colours, a, marks); err != nil {
		return err
	}
	if err := r.dropSheets(workbook, a.earlier); err != nil {
		return err
	}
	if err := r.putInFront(workbook, colours, front, a.links); err != nil {
		return err
	}
	if a.made != nil {
		defined := workbook.child("definedNames", workbookOrder)
		defined.with(newNode(defined.prefix()+"definedName", "name", csvName).withText(quoted(a.SheetOf("")) + "!$A$1"))
	}
	return r.becomePlain()
}

// palette is the workbook's style sheet; one that has none gets one.
func (r *revision) palette() (*palette, error) {
	name := r.book.where.styles
	if name == "" {
		name = "xl/styles.xml"
		if _, taken := r.book.parts[name]; taken {
			name = r.free("xl/styles", ".xml")
		}
		if _, err := r.relate(r.main, stylesRelation, name); err != nil {
			return nil, err
		}
		r.plant(name, newNode("styleSheet", "xmlns", r.namespace()))
		if err := r.declare(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"); err != nil {
			return nil, err
		}
	}
	root, err := r.tree(name)
	if err != nil {
		return nil, err
	}
	return newPalette(root), nil
}

// colour decides what changes on the sheets of the input: marks and notes on those that are marked, no
// colours and notes of an earlier check, and none of them is the one that is seen first.
func (r *revision) colour(workbook *node, colours *palette, a *Annotation, marks []Mark) error {
	bySheet := map[string][]Mark{}
	for _, m := range marks {
		name := strings.ToLower(m.Sheet)
		bySheet[name] = append(bySheet[name], m)
	}
	for i, t := range r.book.tabs {
		if contains(a.earlier, t.Name) {
			continue
		}
		own, again := bySheet[strings.ToLower(t.Name)], len(a.earlier) > 0
		patch := &sheetPatch{tint: colours.tint}
		if again {
			patch.restyle = colours.clear
		}
		if len(own) > 0 || again {
			s, err := r.measure(t)
			if err != nil {
				return err
			}
			patch.marks = s.gathered(own)
			drawing, err := r.notes(t.part, sheetNumber(workbook, t.Name, i), s, patch.marks, again)
			if err != nil {
				return err
			}
			patch.inserts = drawn(drawing, r.relationTypes())
		} else if seen, err := r.seenFirst(t.part); err != nil || !seen {
			if err != nil {
				return err
			}
			continue
		}
		r.patches[partKey(t.part)] = patch
	}
	return r.unselectOthers(workbook)
}

func (r *revision) measure(t tab) (*measures, error) {
	around, err := r.book.survey(t)
	if err != nil {
		return nil, err
	}
	part, err := r.book.open(t.part, t.Name)
	if err != nil {
		return nil, err
	}
	defer part.Close()
	m, err := measureSheet(attended{r.ctx, part})
	if err != nil {
		return nil, partError{t.part, err}
	}
	m.merged = around.merged
	return m, nil
}

// sheetNumber is the number of a sheet that no other sheet of the workbook has.
func sheetNumber(workbook *node, name string, position int) int {
	if sheets := workbook.find("sheets"); sheets != nil {
		for _, n := range sheets.all("sheet") {
			if n.get("name") == name {
				return n.number("sheetId")
			}
		}
	}
	return position + 1
}

// drawn is the element that names the drawing of a sheet's notes; none for no drawing.
func drawn(id, types string) []insertion {
	if id == "" {
		return nil
	}
	return []insertion{{"legacyDrawing", func(prefix string) string {
		return fmt.Sprintf(`<%slegacyDrawing xmlns:r="%s" r:id="%s"/>`, prefix, types, id)
	}}}
}

// seenFirst reports whether a sheet says that it is selected. Two that do would be edited together.
func (r *revision) seenFirst(part string) (bool, error) {
	content, err := r.book.open(part, "")
	if err != nil {
		return false, err
	}
	defer content.Close()
	for xml := newPieces(content); ; {
		piece, err := xml.next()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, partError{part, err}
		}
		switch name, _ := tagName(piece); string(name) {
		case "sheetView":
			if xmlTrue(attributeText(piece, "tabSelected")) {
				return true, nil
			}
		case "sheetData":
			return false, nil
		}
	}
}

// unselectOthers does for charts and macro sheets what colour does for sheets with cells.
func (r *revision) unselectOthers(workbook *node) error {
	relations, err := r.book.relations(r.main)
	if err != nil {
		return err
	}
	for _, one := range relations {
		if !strings.HasSuffix(one.kind, "/chartsheet") && !strings.HasSuffix(one.kind, "/dialogsheet") {
			continue
		}
		if root, err := r.tree(one.part); err != nil {
			return err
		} else if root != nil && root.find("sheetViews") != nil {
			for _, view := range root.find("sheetViews").all("sheetView") {
				view.unset("tabSelected")
			}
		}
	}
	for _, views := range workbook.all("bookViews") {
		for _, view := range views.all("workbookView") {
			view.unset("activeTab")
			view.unset("firstSheet")
		}
	}
	return nil
}

// dropSheets removes sheets with all that belongs to them alone.
func (r *revision) dropSheets(workbook *node, names []string) error {
	relations, err := r.tree(relationsPart(r.main))
	if err != nil || len(names) == 0 {
		return err
	}
	sheets := workbook.child("sheets", workbookOrder)
	moved := map[int]int{}
	gone := map[string]bool{}
	for i, n := range sheets.all("sheet") {
		if contains(names, n.get("name")) {
			gone[n.get(n.attr("id"))] = true
			continue
		}
		moved[i] = i - len(gone)
	}
	sheets.drop(func(n *node) bool { return contains(names, n.get("name")) })
	relations.drop(func(n *node) bool { return gone[n.get("Id")] })
	for _, t := range r.book.tabs {
		if contains(names, t.Name) {
			delete(r.patches, partKey(t.part))
			if err := r.remove(t.part); err != nil {
				return err
			}
		}
	}
	moveNames(workbook, moved)
	return nil
}

// moveNames follows sheets that have another position now. Names of sheets that are gone go with them.
func moveNames(workbook *node, moved map[int]int) {
	defined := workbook.find("definedNames")
	if defined == nil {
		return
	}
	defined.drop(func(n *node) bool {
		if strings.HasPrefix(n.get("name"), addedName) {
			return true
		}
		if n.get("localSheetId") == "" {
			return false
		}
		position, there := moved[n.number("localSheetId")]
		n.setNumber("localSheetId", position)
		return !there
	})
}

// putInFront puts the sheets of another workbook before those there are.
func (r *revision) putInFront(workbook *node, colours *palette, front *xlsxFile, links map[string][]CellLink) error {
	frontStyles, err := front.tree(front.where.styles)
	if err != nil {
		return err
	}
	first := colours.adopt(newPalette(frontStyles))
	sheets := workbook.child("sheets", workbookOrder)
	own := sheets.all("sheet")
	next := 1
	for _, n := range own {
		next = max(next, n.number("sheetId")+1)
	}
	var added []*node
	for i, t := range front.tabs {
		part := r.free("xl/worksheets/sheet", ".xml")
		patch := &sheetPatch{restyle: func(style int) int { return first + style }, selected: i == 0, strict: r.strict, inserts: linked(links[t.Name])}
		r.fresh = append(r.fresh, freshPart{part, func(w io.Writer) error { return r.patchSheet(w, t.part, front, patch) }})
		if err := r.declare(part, sheetContent); err != nil {
			return err
		}
		id, err := r.relate(r.main, worksheetRelation, part)
		if err != nil {
			return err
		}
		// Some programs declare the prefix of the id on each sheet, so that it cannot be relied on here.
		added = append(added, newNode(sheets.prefix()+"sheet", "xmlns:r", r.relationTypes(), "name", t.Name, "sheetId", strconv.Itoa(next+i), "r:id", id))
	}
	sheets.kids = append(added, sheets.kids...)
	moved := map[int]int{}
	for i := range own {
		moved[i] = i + len(added)
	}
	moveNames(workbook, moved)
	return r.nameAdded(workbook, front)
}

// nameAdded takes over the names that belong to the sheets in front, and tells them as added.
func (r *revision) nameAdded(workbook *node, front *xlsxFile) error {
	main, err := front.mainPart()
	if err != nil {
		return err
	}
	theirs, err := front.tree(main)
	if err != nil {
		return err
	}
	defined := workbook.child("definedNames", workbookOrder)
	if names := theirs.find("definedNames"); names != nil {
		for _, n := range names.all("definedName") {
			defined.with(n.copied(defined.prefix()))
		}
	}
	for i, t := range front.tabs {
		defined.with(newNode(defined.prefix()+"definedName", "name", addedName+strconv.Itoa(i+1)).withText(quoted(t.Name) + "!$A$1"))
	}
	return nil
}

// linked are the links of a sheet.
func linked(links []CellLink) []insertion {
	if len(links) == 0 {
		return nil
	}
	return []insertion{{"hyperlinks", func(prefix string) string {
		list := &node{name: prefix + "hyperlinks"}
		for _, l := range links {
			list.with(newNode(prefix+"hyperlink", "ref", l.From, "location", quoted(l.Sheet)+"!"+l.To, "display", l.To))
		}
		return list.markup()
	}}}
}

// becomePlain makes a workbook of a template, which spreadsheet programs do not open under a workbook's name.
func (r *revision) becomePlain() error {
	types, err := r.contentTypes()
	if err != nil {
		return err
	}
	for _, n := range types.kids {
		switch n.get("ContentType") {
		case templateContent:
			n.set("ContentType", workbookContent)
		case macroTemplateContent:
			n.set("ContentType", macroContent)
		}
	}
	return nil
}
