package plan

import (
	"fmt"
	"strconv"
	"strings"

	"scimsheet/internal/identity"
)

func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

// number writes a number with commas: 3,117.
func number(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// inWords joins clauses as people do.
func inWords(clauses []string) string {
	if last := len(clauses) - 1; last > 0 {
		return strings.Join(clauses[:last], ", ") + " and " + clauses[last]
	}
	return strings.Join(clauses, "")
}

// shortRunes is how much of a name stands in a sentence.
const shortRunes = 60

// short is a text of somebody else's in a sentence: one line, without what nobody sees, not too long.
func short(text string) string {
	if len(text) > 8*shortRunes { // enough to fill the sentence with any letters, and no cell's whole text is cleaned for it
		text = strings.ToValidUTF8(text[:8*shortRunes], "")
	}
	text = strings.Join(strings.Fields(identity.Visible(text)), " ")
	if runes := []rune(text); len(runes) > shortRunes {
		return string(runes[:shortRunes-1]) + "…"
	}
	return text
}

// clauses are what is said of several workspaces in one risk. A change may concern fifty of them, of
// which a reader needs the first few and the number of the others.
type clauses struct {
	said []string
	more int
}

const mostClauses = 3

func (c *clauses) add(format string, of ...any) {
	if len(c.said) == mostClauses {
		c.more++
		return
	}
	c.said = append(c.said, fmt.Sprintf(format, of...))
}

func (c *clauses) risk(code string) []Risk {
	if len(c.said) == 0 {
		return nil
	}
	message := strings.Join(c.said, "; ")
	if c.more > 0 {
		message += "; and likewise " + countOf(c.more, "more workspace")
	}
	return []Risk{{code, message}}
}
