package personnel

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"scimsheet/internal/identity"
)

// order is in which order a column's dates name day and month, as far as its own cells prove it: 25/02/2026
// can be read in one way only.
type order uint8

const (
	unproven   order = 0
	dayFirst   order = 1
	monthFirst order = 2
	mixed      order = dayFirst | monthFirst
)

// reading is what a text says as a date. A text that says that there is none is neither known nor bad.
type reading struct {
	day   time.Time // zero where it is none
	other time.Time // the later of two days it may mean, day being the earlier; zero where there is only one
	proof order     // of which order it is, where that matters
	bad   bool      // it says something that is no date
}

func (r reading) known() bool     { return !r.day.IsZero() && r.other.IsZero() }
func (r reading) ambiguous() bool { return !r.other.IsZero() }

// later is the last day it may mean.
func (r reading) later() time.Time {
	if r.ambiguous() {
		return r.other
	}
	return r.day
}

// Years of last days: systems write 31.12.9999 for "never", and 01.01.1900 where nothing was entered.
const (
	firstYear = 1950
	neverYear = 2099
)

// nevers say that there is no last day, folded.
var nevers = map[string]bool{"unbefristet": true, "permanent": true, "indefinite": true, "open": true, "open ended": true, "open-ended": true, "no end date": true,
	"cdi": true, "indefinido": true, "onbepaald": true, "onbepaalde tijd": true, "indeterminato": true, "never": true, "0": true, "present": true, "current": true}

// readDay reads a day as people and systems write it, in one of the languages of months. Where day and month
// can change places and the column does not prove their order, both readings are given.
func readDay(text string, column order) reading {
	text = strings.TrimSpace(text)
	if text == "" || nevers[identity.Fold(text)] {
		return reading{}
	}
	const longest = 60 // bytes: no date is longer
	if len(text) > longest {
		return reading{bad: true}
	}
	if strings.Trim(text, "0-./: ") == "" {
		return reading{} // 0000-00-00
	}
	parts, ok := partsOf(withoutTime(text))
	if !ok {
		return reading{bad: true}
	}
	r := parts.read(column)
	if r.bad || r.day.Year() < firstYear {
		return reading{bad: true}
	}
	if r.later().Year() >= neverYear {
		return reading{}
	}
	return r
}

// withoutTime cuts off a time of day: "2026-10-02T00:00:00Z", "2026-10-02-07:00", "10/02/2026 12:00:00 AM".
func withoutTime(text string) string {
	if len(text) > 10 && isISODay(text[:10]) && (text[10] < '0' || text[10] > '9') {
		return text[:10]
	}
	date, _, _ := strings.Cut(text, ":")
	if date != text {
		if at := strings.LastIndexByte(date, ' '); at > 0 {
			return date[:at]
		}
	}
	return text
}

func isISODay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// dateParts are the numbers and the month of a date, in the order in which they stand.
type dateParts struct {
	numbers []int
	digits  []int      // how many each number has
	month   time.Month // by its name; 0 where there is none
	before  int        // numbers before the name
	dots    bool       // only dots and blanks separate
}

// partsOf takes a date apart; false for what is none.
func partsOf(text string) (p dateParts, ok bool) {
	p.dots = true
	for i := 0; i < len(text); {
		start := i
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				i++
			}
			if i-start > 8 || len(p.numbers) == 3 {
				return p, false
			}
			n, _ := strconv.Atoi(text[start:i])
			p.numbers, p.digits = append(p.numbers, n), append(p.digits, i-start)
		case strings.IndexByte("./- ,'", c) >= 0:
			p.dots = p.dots && (c == '.' || c == ' ')
			i++
		default:
			end := strings.IndexFunc(text[i:], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != 'º' && r != '°' })
			if end < 0 {
				end = len(text) - i
			}
			if end == 0 || !p.word(text[i:i+end]) {
				return p, false
			}
			i += end
		}
	}
	return p, true
}

// word takes in the name of a month, or a word that only stands between a date's parts.
func (p *dateParts) word(text string) bool {
	word := foldHeader(text)
	month, ok := monthNames[word]
	switch {
	case ok && p.month == 0:
		p.month, p.before = month, len(p.numbers)
		return true
	case ok:
		return false
	}
	return betweenParts[word]
}

// read makes a day of the parts.
func (p dateParts) read(column order) reading {
	switch {
	case p.month != 0 && len(p.numbers) == 2:
		return p.named()
	case p.month != 0:
	case len(p.numbers) == 1 && p.digits[0] == 8:
		n := p.numbers[0]
		return one(n/10000, n/100%100, n%100)
	case len(p.numbers) == 3 && p.digits[0] == 4:
		return one(p.numbers[0], p.numbers[1], p.numbers[2])
	case len(p.numbers) == 3 && (p.digits[2] == 4 || p.digits[2] == 2):
		year := century(p.numbers[2], p.digits[2])
		if p.dots {
			return one(year, p.numbers[1], p.numbers[0])
		}
		return either(year, p.numbers[0], p.numbers[1], column)
	}
	return reading{bad: true}
}

// named reads a date with the month's name: 2-Oct-26, October 2, 2026, 2026 Oct 2.
func (p dateParts) named() reading {
	day, year := 0, 1
	if p.digits[0] == 4 {
		day, year = 1, 0
	}
	if p.digits[year] == 3 || p.digits[year] == 1 || p.digits[day] > 2 || p.before == 2 {
		return reading{bad: true}
	}
	return one(century(p.numbers[year], p.digits[year]), int(p.month), p.numbers[day])
}

// century completes a year of two digits.
func century(year, digits int) int {
	const oldest = 80
	switch {
	case digits > 2:
		return year
	case year < oldest:
		return 2000 + year
	}
	return 1900 + year
}

func one(year, month, day int) reading {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month || year < 1 || year > 9999 {
		return reading{bad: true}
	}
	return reading{day: t}
}

// either reads a date whose first two numbers are day and month in an order that only they, or the column,
// can tell.
func either(year, first, second int, column order) reading {
	asDay, asMonth := one(year, second, first), one(year, first, second)
	switch {
	case asDay.bad && asMonth.bad:
		return reading{bad: true}
	case asDay.bad:
		asMonth.proof = monthFirst
		return asMonth
	case asMonth.bad:
		asDay.proof = dayFirst
		return asDay
	case asDay.day.Equal(asMonth.day), column == dayFirst:
		return asDay
	case column == monthFirst:
		return asMonth
	case asDay.day.After(asMonth.day):
		return reading{day: asMonth.day, other: asDay.day}
	}
	return reading{day: asDay.day, other: asMonth.day}
}
