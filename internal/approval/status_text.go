package approval

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"scimsheet/internal/report"
)

// WriteStatus writes a status for a terminal of that many columns. With 0 it is written for a file or another
// program: nothing is cut.
func WriteStatus(w io.Writer, st Status, width int) error {
	t := statusText{width: max(width, narrowest)}
	if width == 0 {
		t.width = unbounded
	}
	t.headline(st)
	t.fileTable(st)
	t.partTable(st)
	t.deciderTable(st)
	t.waiting(st)
	for _, f := range st.Files {
		for _, text := range f.Remarks() {
			t.WriteString("\n")
			t.paragraph("  ", "! "+text)
		}
	}
	_, err := io.WriteString(w, t.String())
	return err
}

// What a table takes at the right of its names, and what its names take at least.
const (
	narrowest   = 48
	numberWidth = 10
	leastName   = 16
	unbounded   = 1 << 20
	uselessTold = 5
)

type statusText struct {
	strings.Builder
	width int
}

func (t *statusText) headline(st Status) {
	text := fmt.Sprintf("Plan %s: of %s, %s approved, %s rejected, %s open.", st.Plan, countOf(st.People, "person", "people"),
		isAre(st.Approved), isAre(st.Rejected), isAre(st.Open))
	switch {
	case st.People == 0:
		text = "Plan " + st.Plan + ": there is nothing to decide, because the plan changes nothing."
	case st.Open == 0:
		text += " Everybody is decided about."
	}
	t.paragraph("", text)
}

func isAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return number(n) + " are"
}

func (t *statusText) paragraph(indent, text string) {
	for _, line := range report.Wrapped(text, t.width-len(indent)) {
		t.WriteString(indent + line + "\n")
	}
}

// table writes names at the left and numbers at the right, as wide as the names need and the terminal has.
func (t *statusText) table(header []string, names []string, numbers [][]string) {
	widest := runewidth.StringWidth(header[0])
	for _, name := range names {
		widest = max(widest, runewidth.StringWidth(name))
	}
	widest = max(leastName, min(widest, t.width-2-numberWidth*(len(header)-1)))
	line := func(name string, numbers []string) {
		name = runewidth.Truncate(name, widest, "…")
		text := "  " + name + strings.Repeat(" ", widest-runewidth.StringWidth(name))
		for _, n := range numbers {
			text += fmt.Sprintf("%*s", numberWidth, n)
		}
		t.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	t.WriteString("\n")
	line(header[0], header[1:])
	for i, name := range names {
		line(name, numbers[i])
	}
}

func (t *statusText) fileTable(st Status) {
	var names []string
	var numbers [][]string
	for _, f := range st.Files {
		name, open := visible(f.Name), number(f.Blank)
		switch {
		case f.Recorded:
			name, open = name+" (given earlier)", "–" // what else stood in it nobody knows any more
		case f.Whole:
		default:
			name += " (" + partWord(f.Part) + ")"
		}
		names = append(names, name)
		numbers = append(numbers, []string{number(f.Approved), number(f.Rejected), open})
	}
	if names != nil {
		t.table([]string{"file", "approved", "rejected", "open"}, names, numbers)
	}
}

func partWord(part string) string {
	if part = visible(part); part == "" {
		return "no part"
	}
	return part
}

func (t *statusText) partTable(st Status) {
	var names []string
	var numbers [][]string
	for _, p := range st.Parts {
		names = append(names, partWord(p.Part))
		numbers = append(numbers, []string{number(p.Approved), number(p.Rejected), number(p.Open)})
	}
	if names != nil {
		t.table([]string{"part", "approved", "rejected", "open"}, names, numbers)
	}
}

func (t *statusText) deciderTable(st Status) {
	var names []string
	var numbers [][]string
	for _, d := range st.Deciders {
		name := visible(d.Name)
		if name == "" {
			name = "nobody is named"
		}
		names = append(names, name)
		numbers = append(numbers, []string{number(d.Approved), number(d.Rejected)})
	}
	if names != nil {
		t.table([]string{"decided by", "approved", "rejected"}, names, numbers)
	}
}

// waiting lists who is open. A line ends where the terminal does: the report tells the rest.
func (t *statusText) waiting(st Status) {
	if st.Open == 0 {
		return
	}
	t.WriteString("\n  still open\n")
	for _, p := range st.Waiting {
		who := visible(p.UserName)
		if p.Name != "" {
			who = p.Name + " <" + who + ">"
		}
		line := fmt.Sprintf("    %-11s %s", p.Action, who)
		if p.Risk != "" {
			line += ": " + visible(p.Risk)
		}
		t.WriteString(runewidth.Truncate(line, t.width, "…") + "\n")
	}
	if rest := st.Open - len(st.Waiting); rest > 0 {
		t.WriteString("    … and " + number(rest) + " more\n")
	}
}

// Remarks are what somebody should know about a file although it is taken, each a sentence or two.
func (f File) Remarks() []string {
	var remarks []string
	if f.Hidden > 0 {
		remarks = append(remarks, fmt.Sprintf("%s: %s in rows that are hidden or filtered out. Ask the approver whether they were meant.",
			visible(f.Name), countOf(f.Hidden, "decision stands", "decisions stand")))
	}
	if n := len(f.Useless); n > 0 {
		cells := strings.Join(f.Useless[:min(n, uselessTold)], ", ")
		if n > uselessTold {
			cells += fmt.Sprintf(" and %s more", number(n-uselessTold))
		}
		remarks = append(remarks, fmt.Sprintf("%s: %s not taken (%s), because nothing is done to people who are blocked.",
			visible(f.Name), countOf(n, "decision is", "decisions are"), cells))
	}
	return remarks
}
