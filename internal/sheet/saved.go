package sheet

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Saved is what a workbook says about who saved it, when and with what. Whoever has the file can write
// there what they like: it tells how a file came about, and proves nothing. What is not there is zero.
type Saved struct {
	Creator string // who made the file first
	By      string // who saved it last
	Created time.Time
	At      time.Time // LibreOffice writes the clock of the place and calls it UTC, which may be hours off (tried with 7.4)
	Program string    // that saved it last: "Microsoft Excel", "LibreOffice 7.4.7.2"

	// Editing is how long the file was open at most, until it was saved, in all sessions of programs that
	// keep this; nil where the program that saved it does not. LibreOffice does, in minutes begun (tried with
	// 7.4, whose minutes are whole); Excel writes 0 or nothing for workbooks.
	Editing *time.Duration
}

// The last words of the types of the relations to what a workbook says about itself (ECMA-376 part 2,
// 11.1 and part 1, 15.2.12.3).
const (
	coreRelation     = "/core-properties"
	extendedRelation = "/extended-properties"
)

// Saved is what the workbook says of how it was saved; zero for CSV, which says nothing. The error is
// *Unreadable where what it says cannot be read.
func (b *Book) Saved() (Saved, error) {
	x, ok := b.format.(*xlsxFile)
	if !ok {
		return Saved{}, nil
	}
	relations, err := x.relations("")
	if err != nil {
		return Saved{}, x.failure("", err)
	}
	says := map[string]string{}
	for _, r := range relations {
		if !strings.HasSuffix(r.kind, coreRelation) && !strings.HasSuffix(r.kind, extendedRelation) {
			continue
		}
		if err := x.properties(r.part, says); err != nil {
			return Saved{}, x.failure("", err)
		}
	}
	program := says["Application"]
	saved := Saved{Creator: says["creator"], By: says["lastModifiedBy"], Created: propertyTime(says["created"]), At: propertyTime(says["modified"])}
	name, _, _ := strings.Cut(program, "$") // LibreOffice goes on with its system and build
	saved.Program = strings.TrimSpace(strings.Replace(name, "/", " ", 1))
	if strings.HasPrefix(program, "LibreOffice/") {
		saved.Editing = editing(says["TotalTime"], says["revision"])
	}
	return saved, nil
}

// properties reads a part whose root holds one element for each property.
func (x *xlsxFile) properties(part string, says map[string]string) error {
	return x.read(part, propertySpace, func(s *xmlScanner) error {
		name := string(s.local)
		switch name {
		case "creator", "lastModifiedBy", "created", "modified", "revision", "Application", "TotalTime":
		default:
			return nil
		}
		var text collector
		if err := text.element(s); err != nil {
			return err
		}
		says[name] = propertyText(string(text.text))
		return nil
	})
}

// mostProperty is how many characters of a property are told. Excel lets people type 255.
const mostProperty = 255

// propertyText is a property as it may be shown anywhere: one line, without what is not seen or turns the
// direction of what follows.
func propertyText(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return shorten(strings.Join(strings.Fields(text), " "), mostProperty)
}

// propertyTime reads the ways to write a time that the core properties allow (W3C, Date and Time Formats)
// and that name a day.
func propertyTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// editing is the time that LibreOffice kept. A file of revision 0 was converted and never edited: what
// stands there another program wrote.
func editing(total, revision string) *time.Duration {
	const mostMinutes = 10 * 366 * 24 * 60
	minutes, err := strconv.Atoi(total)
	if saves, _ := strconv.Atoi(revision); err != nil || saves < 1 || minutes < 0 || minutes > mostMinutes {
		return nil
	}
	d := time.Duration(minutes+1) * time.Minute
	return &d
}
