package sheet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
)

// emptyDrawing has a place for the number of the block of shape ids that is the sheet's.
const emptyDrawing = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
	`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout></xml>`

// boxType is the kind of shape that notes are; each drawing says once what it is.
const boxType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
	`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

// box has places for the shape's number, twice, the eight numbers of its place, and the cell's row and
// column counted from 0.
const box = `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:60pt;z-index:%d;visibility:hidden" ` +
	`fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>` +
	`<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>` +
	`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor><x:AutoFill>False</x:AutoFill>` +
	`<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`

var shapeID = regexp.MustCompile(`_x0000_s(\d{1,9})`)

func lastShape(drawing string) int {
	last := 1024
	for _, found := range shapeID.FindAllStringSubmatch(drawing, -1) {
		if n, err := strconv.Atoi(found[1]); err == nil {
			last = max(last, n)
		}
	}
	return last
}

var anchorText = regexp.MustCompile(`<x:Anchor>[^<]*</x:Anchor>`)

// higher is a shape's place with its lower edge some rows further down.
func higher(anchor string, rows int) string {
	numbers := strings.Split(strings.TrimSuffix(strings.TrimPrefix(anchor, "<x:Anchor>"), "</x:Anchor>"), ",")
	if len(numbers) != 8 {
		return anchor
	}
	bottom, err := strconv.Atoi(strings.TrimSpace(numbers[6]))
	if err != nil {
		return anchor
	}
	numbers[6] = " " + strconv.Itoa(bottom+rows)
	return "<x:Anchor>" + strings.Join(numbers, ",") + "</x:Anchor>"
}

// shape finds the shape of a cell's note in the drawing; where there is none, two equal places.
func (b *noteBook) shape(row, column int) (begin, end int) {
	const opens, closes = "<v:shape ", "</v:shape>"
	for at := 0; ; at = end {
		begin = strings.Index(b.drawing[at:], opens)
		if begin < 0 {
			return 0, 0
		}
		begin += at
		length := strings.Index(b.drawing[begin:], closes)
		if length < 0 {
			return 0, 0
		}
		end = begin + length + len(closes)
		shape := b.drawing[begin:end]
		if strings.Contains(shape, `ObjectType="Note"`) && strings.Contains(shape, fmt.Sprintf("<x:Row>%d</x:Row>", row)) &&
			strings.Contains(shape, fmt.Sprintf("<x:Column>%d</x:Column>", column)) {
			return begin, end
		}
	}
}

// finished is the drawing with the shapes that are new.
func (b *noteBook) finished() string {
	shapes := b.shapes.String()
	end := strings.LastIndex(b.drawing, "</xml>")
	if shapes == "" || end < 0 {
		return b.drawing
	}
	if !strings.Contains(b.drawing, `id="_x0000_t202"`) {
		shapes = boxType + shapes
	}
	return b.drawing[:end] + shapes + b.drawing[end:]
}

// The size of a note's box in pixels, and what a line of its letters takes.
const (
	noteWidth      = 320
	noteLineWidth  = 50 // letters
	noteLineHeight = 15
	highestNote    = 600
)

func noteHeight(note string) int {
	lines := 2.0
	for line := range strings.SplitSeq(note, "\n") {
		lines += max(1, math.Ceil(float64(runewidth.StringWidth(line))/noteLineWidth))
	}
	return min(int(lines)*noteLineHeight, highestNote)
}

// anchor is the place of a note's box, right of its cell: column and pixels of its left edge, row and
// pixels of the upper one, then of the right and the lower one, all counted from 0.
func (s *measures) anchor(m Mark) string {
	left, right := roomFor(m.Column+1, gridColumns, 12, noteWidth, s.width)
	top, bottom := roomFor(max(m.Row-1, 1), gridRows, 4, noteHeight(m.Note), s.height)
	return fmt.Sprintf("%d, %d, %d, %d, %d, %d, %d, %d", left.cell, left.pixels, top.cell, top.pixels, right.cell, right.pixels, bottom.cell, bottom.pixels)
}

// edge is a place along rows or columns: a cell, counted from 0, and pixels into it.
type edge struct{ cell, pixels int }

// mostWalked bounds how many hidden rows or columns are passed over to find room.
const mostWalked = 100

// roomFor finds room of a length from a cell on, whose number counts from 1; before it where what follows
// is hidden or does not exist.
func roomFor(cell, limit, offset, length int, size func(int) int) (from, to edge) {
	begin := min(cell, limit)
	for walked := 0; walked < mostWalked; walked++ {
		room, last := -offset, begin
		for ; last <= limit && last < begin+mostWalked; last++ {
			if room+size(last) >= length {
				return edge{begin - 1, min(offset, size(begin))}, edge{last - 1, length - room}
			}
			room += size(last)
		}
		if begin == 1 {
			break
		}
		begin = max(1, begin-1)
	}
	return edge{begin - 1, 0}, edge{begin + 2, 0}
}
