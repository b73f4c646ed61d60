package sheet

import (
	"strings"
	"unicode/utf8"
)

// What the foot of a page has room for. A footer is at most 255 characters, its codes included (Microsoft,
// Excel specifications and limits); how many letters stand side by side is reckoned for the narrower of A4
// and Letter, at the size of the footer.
const (
	sideMargin     = 0.4 // inches
	mostFooter     = 255
	lettersAcross  = 204
	lettersUpright = 150
	lettersOfPage  = 20 // the page's number, with a distance
)

const footerStart, footerMiddle, footerEnd = "&L&8 ", "&C&8 ", "&R&8Page &P of &N"

// footer says what the sheet is of, what it belongs to, and which page it is. The blanks keep texts that
// begin with a digit from becoming part of the size of the letters.
func (l Layout) footer() string {
	room := lettersAcross
	if l.Portrait {
		room = lettersUpright
	}
	title, middle, letters := l.Title, "&A", utf16Length(l.Name)
	if title == "" {
		title = l.Name
	}
	codes := len(footerStart + footerMiddle + footerEnd)
	if l.Sealed != "" {
		middle = footText(l.Sealed, room-2*lettersOfPage, mostFooter-codes-lettersOfPage)
		letters = utf8.RuneCountInString(strings.ReplaceAll(middle, "&&", "&"))
	}
	return footerStart + footText(title, (room-letters)/2-2, mostFooter-codes-utf16Length(middle)) + footerMiddle + middle + footerEnd
}

// footText is text of a footer, of so many letters and characters at most: & begins a code and is written twice.
func footText(text string, letters, characters int) string {
	short := shorten(strings.Join(strings.Fields(CellText(text)), " "), letters)
	for {
		spelled := strings.ReplaceAll(short, "&", "&&")
		if utf16Length(spelled) <= characters {
			return spelled
		}
		short = shorten(short, len([]rune(short))-1)
	}
}
