package approval

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"scimsheet/internal/identity"
)

// Problem is one reason why a file cannot be taken as an approval.
type Problem struct {
	File    string `json:"file,omitempty"`
	Cell    string `json:"cell,omitempty"` // "Changes!C17"; the sheet alone where it is no single cell
	Message string `json:"message"`        // goes on from the cell, or from the file: "was edited: …"
	Hint    string `json:"hint,omitempty"`
}

// String is the problem as one sentence with its place.
func (p Problem) String() string {
	switch {
	case p.File == "" && p.Cell == "":
		return p.Message
	case p.Cell == "":
		return p.File + " " + p.Message
	case p.File == "":
		return p.Cell + " " + p.Message
	}
	return p.File + ": " + p.Cell + " " + p.Message
}

// Refusal says why approvals are not taken. Nothing of the files it is about counts.
type Refusal struct {
	What     string    // "finance.xlsx cannot be taken as an approval"
	Problems []Problem // in the order of the sheet, at most mostProblems
	Total    int       // problems there are
}

const (
	mostProblems = 1000 // that are kept
	shownToAll   = 10   // that a message tells
)

// Error is one problem as a sentence, or several as a list below what they come to.
func (r *Refusal) Error() string {
	if r.Total == 1 {
		return r.Problems[0].String()
	}
	return r.What + ": " + countOf(r.Total, "problem", "problems") + "\n  " + strings.Join(r.Lines(shownToAll), "\n  ")
}

// Lines are the problems as sentences, at most so many, and one that says how many are left out. What is said of
// many cells of a column is said once. Where all problems are of one file its name is not repeated.
func (r *Refusal) Lines(most int) []string {
	var lines []string
	told := 0
	for _, s := range r.sentences() {
		if len(lines) == most {
			break
		}
		p := s.Problem
		if p.File != "" && strings.HasPrefix(r.What, p.File+" ") && p.Cell != "" {
			p.File = ""
		}
		text := p.String()
		if s.alike > 0 {
			text += " (and " + countOf(s.alike, "more cell", "more cells") + " of the column alike)"
		}
		lines = append(lines, text)
		told += 1 + s.alike
	}
	if rest := r.Total - told; rest > 0 {
		lines = append(lines, "… and "+number(rest)+" more")
	}
	return lines
}

// sentence is a problem, and how many other cells of its column have the same.
type sentence struct {
	Problem
	alike int
}

func (r *Refusal) sentences() []sentence {
	type kind struct{ file, column, message string }
	var out []sentence
	at := map[kind]int{}
	for _, p := range r.Problems {
		k := kind{p.File, strings.TrimRight(p.Cell, "0123456789"), p.Message}
		if i, met := at[k]; met {
			out[i].alike++
			continue
		}
		at[k] = len(out)
		out = append(out, sentence{Problem: p})
	}
	return out
}

// Hints are what to do, each said once.
func (r *Refusal) Hints() []string {
	var hints []string
	for _, p := range r.Problems {
		if p.Hint != "" && !slices.Contains(hints, p.Hint) {
			hints = append(hints, p.Hint)
		}
	}
	return hints
}

// problems are collected while a file is read.
type problems struct {
	list  []Problem
	total int
}

func (p *problems) add(problem Problem) {
	p.total++
	if len(p.list) < mostProblems {
		p.list = append(p.list, problem)
	}
}

func (p *problems) refusal(what string) error {
	if p.total == 0 {
		return nil
	}
	return &Refusal{What: what, Problems: p.list, Total: p.total}
}

// What is told of a text, in characters, and how many of them stand before what differs.
const (
	textShown    = 80
	beforeDiffer = 24
)

// quoted is a text as a person reads it, cut where it is long.
func quoted(text string) string { return `"` + shortened(visible(text), textShown) + `"` }

// visible is a text in one line, without what a terminal would act on.
func visible(text string) string {
	return strings.Join(strings.Fields(identity.Visible(text)), " ")
}

func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// contrast quotes two texts around the first place where they differ.
func contrast(found, wanted string) (string, string) {
	a, b := []rune(visible(found)), []rune(visible(wanted))
	if max(len(a), len(b)) <= textShown {
		return quoted(found), quoted(wanted)
	}
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	from := max(0, same-beforeDiffer)
	return quotedFrom(a, from), quotedFrom(b, from)
}

func quotedFrom(text []rune, from int) string {
	cut := ""
	if from > 0 {
		cut = "…"
	}
	return `"` + cut + shortened(string(text[from:]), textShown) + `"`
}

func number(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}
