package sheet

import (
	"encoding/xml"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// element is a part of a workbook as XML.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Elements []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) name() string { return e.XMLName.Local }

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) number(name string) int {
	n, _ := strconv.Atoi(e.attr(name))
	return n
}

// all are the elements at a path below e.
func (e element) all(names ...string) []element {
	if len(names) == 0 {
		return []element{e}
	}
	var found []element
	for _, child := range e.Elements {
		if child.name() == names[0] {
			found = append(found, child.all(names[1:]...)...)
		}
	}
	return found
}

// text is what e and everything in it says.
func (e element) text() string {
	said := e.Text
	for _, child := range e.Elements {
		said += child.text()
	}
	return said
}

func rootOf(t *testing.T, part string) element {
	t.Helper()
	var root element
	check(t, xml.Unmarshal([]byte(part), &root))
	return root
}

// inspection looks at a workbook for what makes Excel say that it found a problem with some content. The
// sources are ECMA-376 part 1 (18.2, 18.3, 18.8, the order of elements in annex A) and Microsoft's
// "Excel specifications and limits".
type inspection struct {
	parts      map[string]string
	tree       map[string]element
	complaints []string
	part       string // being looked at
	sheets     []string
	styles     int // that cells may have
	rules      int // that conditional formats may have
}

func (i *inspection) complain(format string, args ...any) {
	i.complaints = append(i.complaints, i.part+": "+fmt.Sprintf(format, args...))
}

// complaintsAbout is what is wrong with a workbook's parts, nothing where all is well.
func complaintsAbout(parts map[string]string) []string {
	i := &inspection{parts: parts, tree: map[string]element{}}
	for i.part = range parts {
		var root element
		if err := xml.Unmarshal([]byte(parts[i.part]), &root); err != nil {
			i.complain("cannot be read: %v", err)
			continue
		}
		i.tree[i.part] = root
	}
	i.packaging()
	i.formats()
	i.workbook()
	for name := range parts {
		if i.part = name; path.Dir(name) == "xl/worksheets" {
			i.worksheet(i.tree[name])
		}
	}
	slices.Sort(i.complaints)
	return i.complaints
}

// packaging: every part has a type, and what is referred to is there.
func (i *inspection) packaging() {
	i.part = "[Content_Types].xml"
	types := i.tree[i.part]
	known := map[string]bool{}
	for _, e := range types.all("Default") {
		known["."+e.attr("Extension")] = true
	}
	for _, e := range types.all("Override") {
		name := strings.TrimPrefix(e.attr("PartName"), "/")
		if known[name] = true; i.parts[name] == "" {
			i.complain("%s has a type but is missing", name)
		}
	}
	for name := range i.parts {
		if name != i.part && !known[name] && (!known[path.Ext(name)] || strings.HasSuffix(name, ".xml")) {
			i.complain("%s has no type", name)
		}
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		met := map[string]bool{}
		for _, e := range i.tree[name].all("Relationship") {
			if met[e.attr("Id")] {
				i.complain("%s holds %s twice", name, e.attr("Id"))
			}
			met[e.attr("Id")] = true
			if target := targetOf(name, e.attr("Target")); e.attr("TargetMode") != "External" && i.parts[target] == "" {
				i.complain("%s refers to %s, which is missing", name, target)
			}
		}
	}
}

// targetOf is the part that a relationship leads to.
func targetOf(rels, target string) string {
	if strings.HasPrefix(target, "/") {
		return target[1:]
	}
	return path.Join(path.Dir(path.Dir(rels)), target)
}

// formats: cells and formats refer to fonts, fills and borders that exist.
func (i *inspection) formats() {
	i.part = "xl/styles.xml"
	root := i.tree[i.part]
	i.rules = len(root.all("dxfs", "dxf"))
	cells := root.all("cellXfs", "xf")
	i.styles = len(cells)
	for _, e := range append(root.all("cellStyleXfs", "xf"), cells...) {
		for attr, group := range map[string]string{"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"} {
			if of := root.all(group); len(of) == 0 || e.number(attr) >= len(of[0].Elements) {
				i.complain("a format has %s %s", attr, e.attr(attr))
			}
		}
	}
	for _, e := range root.all("numFmts", "numFmt") {
		if utf16Length(e.attr("formatCode")) > 255 {
			i.complain("a number format of more than 255 characters")
		}
	}
	if i.styles > 64000 {
		i.complain("%d formats of cells", i.styles)
	}
}

// workbook: names of sheets and ranges.
func (i *inspection) workbook() {
	i.part = "xl/workbook.xml"
	root := i.tree[i.part]
	taken := map[string]bool{}
	for _, e := range root.all("sheets", "sheet") {
		name := e.attr("name")
		folded := strings.ToLower(name)
		if utf16Length(name) > 31 || name == "" || strings.ContainsAny(name, `:\/?*[]`) || strings.Trim(name, "'") != name || folded == "history" || taken[folded] {
			i.complain("a sheet is named %q", name)
		}
		taken[folded] = true
		i.sheets = append(i.sheets, name)
	}
	ranges := map[string]bool{}
	for _, e := range root.all("definedNames", "definedName") {
		key := strings.ToLower(e.attr("name")) + "\x00" + e.attr("localSheetId")
		if ranges[key] || e.number("localSheetId") >= len(i.sheets) {
			i.complain("the name %s stands twice, or for a sheet that is not there", e.attr("name"))
		}
		ranges[key] = true
		if !i.refersWell(e.Text) {
			i.complain("the name %s stands for %s", e.attr("name"), e.Text)
		}
	}
}

// refersWell reports whether every sheet that a formula names is there, its name spelled with quotes as it
// has to be.
func (i *inspection) refersWell(formula string) bool {
	rest := formula
	for {
		before, after, found := strings.Cut(rest, "!")
		if !found {
			return !strings.Contains(formula, "#REF")
		}
		if !slices.ContainsFunc(i.sheets, func(name string) bool {
			return strings.HasSuffix(before, quoted(name)) || plainName(name) && strings.HasSuffix(before, name)
		}) {
			return false
		}
		rest = after
	}
}

// plainName tells the names that may do without quotes.
func plainName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r < 0x80 })
}
