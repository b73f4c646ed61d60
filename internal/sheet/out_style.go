package sheet

import "github.com/xuri/excelize/v2"

// Style is how a cell looks. Colour is never the only sign: whoever chooses Good, Bad or Warn writes
// the word as well.
type Style uint8

const (
	Plain   Style = iota
	Good          // done, given
	Bad           // failed, taken away, cannot be undone
	Warn          // somebody should look
	Muted         // there, but not what the reader came for
	Strong        // a label or a total
	Mono          // ids and digests
	Title         // the first line of a page
	Heading       // a section of a page
	Head          // the header of a table
	HeadEnd       // the same, above numbers
	Entry         // where the reader writes
	EntryHead
	Link
)

// look is everything that makes one cell format of a workbook.
type look struct {
	style    Style
	wrapped  bool
	unlocked bool
	ruled    bool // a hairline below
	centred  bool // between the top and the bottom of the row
	middle   bool // between the left and the right of the column
	upwards  bool // read from the bottom to the top
	format   string
}

const (
	formatTime  = "yyyy-mm-dd hh:mm:ss"
	formatWhole = "#,##0"
	formatText  = "@"

	numberOfText = 49 // of the built-in format (ECMA-376 part 1, 18.8.30)
)

type paint struct {
	ink, fill, line string
	bold            bool
	size            float64
	family          string
	underline       string
}

func (s Style) paint() paint {
	switch s {
	case Good:
		return paint{ink: "14532D", fill: "DCF5E3"}
	case Bad:
		return paint{ink: "8C1D18", fill: "FDE3E1", bold: true}
	case Warn:
		return paint{ink: "6B4A00", fill: "FFF1CC"}
	case Muted:
		return paint{ink: "667085"}
	case Strong:
		return paint{bold: true}
	case Mono:
		return paint{ink: "475467", family: "Consolas", size: 9}
	case Title:
		return paint{ink: "17324D", bold: true, size: 18}
	case Heading:
		return paint{ink: "17324D", bold: true, size: 13}
	case Head, HeadEnd:
		return paint{ink: "FFFFFF", fill: "17324D", bold: true}
	case Entry:
		return paint{fill: "FFFBE6", line: "EBD58A"}
	case EntryHead:
		return paint{ink: "3D2E00", fill: "F2C94C", bold: true}
	case Link:
		return paint{ink: "0B57D0", underline: "single"}
	}
	return paint{}
}

// styleID is the workbook's number for a look; looks are made when they are first used.
func (w *Workbook) styleID(l look) (int, error) {
	if id, made := w.looks[l]; made {
		return id, nil
	}
	p := l.style.paint()
	style := &excelize.Style{
		Font:       &excelize.Font{Bold: p.bold, Color: p.ink, Size: 11, Family: "Calibri", Underline: p.underline},
		Alignment:  &excelize.Alignment{Vertical: "top", WrapText: l.wrapped},
		Protection: &excelize.Protection{Locked: !l.unlocked},
	}
	if p.size > 0 {
		style.Font.Size = p.size
	}
	if p.family != "" {
		style.Font.Family = p.family
	}
	if p.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{p.fill}}
	}
	if l.centred {
		style.Alignment.Vertical = "center"
	}
	if l.style == HeadEnd || l.format == formatWhole {
		style.Alignment.Horizontal, style.Alignment.Indent = "right", 1
	}
	if l.middle {
		style.Alignment.Horizontal = "center"
	}
	if l.upwards {
		style.Alignment.TextRotation = 90
	}
	style.Border = l.borders(p)
	switch l.format {
	case "":
	case formatText:
		style.NumFmt = numberOfText
	default:
		style.CustomNumFmt = &l.format
	}
	if l.format == formatTime {
		style.Alignment.Horizontal = "left"
	}
	id, err := w.file.NewStyle(style)
	if err == nil {
		w.looks[l] = id
	}
	return id, err
}

func (l look) borders(p paint) []excelize.Border {
	switch {
	case p.line != "":
		return []excelize.Border{{Type: "bottom", Color: p.line, Style: 1}, {Type: "left", Color: p.line, Style: 1},
			{Type: "right", Color: p.line, Style: 1}}
	case l.upwards:
		return []excelize.Border{{Type: "left", Color: "6C8196", Style: 1}}
	case l.ruled:
		return []excelize.Border{{Type: "bottom", Color: "E4E7EC", Style: 1}}
	case l.style == Heading:
		return []excelize.Border{{Type: "bottom", Color: "17324D", Style: 2}}
	}
	return nil
}
