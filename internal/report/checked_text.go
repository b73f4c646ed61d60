package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"scimsheet/internal/finding"
)

// Columns of findings on a terminal: a longer place moves its message to the right, a narrower screen
// puts it on lines of its own.
const (
	widestPlace     = 40
	narrowestLetter = 40
)

// FindingsText lists findings for a terminal of so many columns, errors first, and at most so many of
// them. It returns how many it left out.
func FindingsText(w io.Writer, findings []finding.Finding, most, width int) (int, error) {
	var shown []finding.Finding
	for _, severity := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		for _, f := range findings {
			if f.Severity == severity && len(shown) < most {
				shown = append(shown, f)
			}
		}
	}
	place := 0
	for _, f := range shown {
		place = max(place, min(runewidth.StringWidth(Printed(f.Pos.String())), widestPlace))
	}
	var out strings.Builder
	for _, f := range shown {
		begin := "  " + pad(string(f.Severity), 8) + " " + pad(Printed(f.Pos.String()), place) + "  "
		indent := runewidth.StringWidth(begin)
		if width-indent < narrowestLetter {
			out.WriteString(strings.TrimRight(begin, " ") + "\n")
			begin, indent = strings.Repeat(" ", 6), 6
		}
		for i, line := range append(Wrapped(Printed(f.Message), width-indent), arrowed(f.Hint, width-indent)...) {
			if i > 0 {
				begin = strings.Repeat(" ", indent)
			}
			fmt.Fprintln(&out, begin+line)
		}
	}
	_, err := io.WriteString(w, out.String())
	return len(findings) - len(shown), err
}

// arrowed is what to do about a finding, below it.
func arrowed(hint string, width int) []string {
	if hint == "" {
		return nil
	}
	lines := Wrapped(Printed(hint), width-2)
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	lines[0] = "→ " + lines[0][2:]
	return lines
}

// Printed is text as a terminal may show it: names of sheets come from files, and control characters in
// them would be obeyed.
func Printed(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && r != '\n' {
			return '\uFFFD'
		}
		return r
	}, text)
}
