package sheet

import (
	"strconv"
	"strings"
)

// mostLinks is how many links a sheet holds (Microsoft, Excel specifications and limits, less one that
// excelize keeps back). Further cells hold their text only.
const mostLinks = 65529

// leading is a link from a cell to the first cell of a row, or to a file.
type leading struct {
	column, row int
	sheet       string
	to          int // 0 where it leads to a file
	file        int // its number among the sheet's files
}

func (s *SheetWriter) lead(column, row int, v Value) {
	switch {
	case v.link == "" || len(s.links) == mostLinks || v.row == 0 && s.book.copied:
	case v.row == 0:
		s.links = append(s.links, leading{column: column, row: row, file: s.files.number(v.link)})
	default:
		s.links = append(s.links, leading{column: column, row: row, sheet: v.link, to: v.row})
	}
}

// announceLinks has excelize say that the sheet has links, and relations where they lead to files. linkList
// and the relations of fileLinks take the place of what it says: with each link excelize looks at all that
// it has, which takes minutes where there are many.
func (s *SheetWriter) announceLinks() error {
	switch {
	case len(s.links) == 0:
		return nil
	case len(s.files.targets) > 0:
		return s.book.file.SetCellHyperLink(s.layout.Name, "A1", "file", "External")
	}
	return s.book.file.SetCellHyperLink(s.layout.Name, "A1", "A1", "Location")
}

// linkList are the sheet's links as XML.
func (s *SheetWriter) linkList() string {
	var list strings.Builder
	sheets := map[string]string{}
	list.WriteString("<hyperlinks>")
	for _, l := range s.links {
		if list.WriteString(`<hyperlink ref="` + at(l.column, l.row) + `" `); l.to == 0 {
			list.WriteString(`r:id="` + fileRelation(l.file) + `"/>`)
			continue
		}
		leads, met := sheets[l.sheet]
		if !met {
			leads = (&node{text: quoted(l.sheet)}).markup()
			sheets[l.sheet] = leads
		}
		list.WriteString(`location="` + leads + "!A" + strconv.Itoa(l.to) + `"/>`)
	}
	list.WriteString("</hyperlinks>")
	return list.String()
}
