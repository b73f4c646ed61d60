package sheet

import (
	"strconv"
	"strings"
)

// mostLinks is how many links a sheet holds (Microsoft, Excel specifications and limits, less one that
// excelize keeps back). Further cells hold their text only.
const mostLinks = 65529

// leading is a link from a cell to the first cell of a row.
type leading struct {
	column, row int
	sheet       string
	to          int
}

func (s *SheetWriter) lead(column, row int, v Value) {
	if v.link != "" && len(s.links) < mostLinks {
		s.links = append(s.links, leading{column, row, v.link, v.row})
	}
}

// announceLinks has excelize say that the sheet has links. linkList takes the place of what it says: with
// each link excelize looks at all that it has, which takes minutes where there are many.
func (s *SheetWriter) announceLinks() error {
	if len(s.links) == 0 {
		return nil
	}
	return s.book.file.SetCellHyperLink(s.layout.Name, "A1", "A1", "Location")
}

// linkList are the sheet's links as XML.
func (s *SheetWriter) linkList() string {
	var list strings.Builder
	sheets := map[string]string{}
	list.WriteString("<hyperlinks>")
	for _, l := range s.links {
		leads, met := sheets[l.sheet]
		if !met {
			leads = (&node{text: quoted(l.sheet)}).markup()
			sheets[l.sheet] = leads
		}
		list.WriteString(`<hyperlink ref="` + at(l.column, l.row) + `" location="` + leads + "!A" + strconv.Itoa(l.to) + `"/>`)
	}
	list.WriteString("</hyperlinks>")
	return list.String()
}
