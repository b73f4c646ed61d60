package report

import (
	"github.com/mattn/go-runewidth"

	"scimsheet/internal/plan"
)

// From so many columns on a person's name stands beside what happens, and their place in the input too.
const (
	besideName  = 100
	besidePlace = 120
)

// actionWidth holds the longest action and its mark.
const actionWidth = 12

// peopleLines writes one row a person, group by group.
func (s *Showing) peopleLines(out *screen) {
	out.section(s.heading())
	nameWidth := s.nameWidth(out.width)
	for _, f := range s.flocks() {
		if f.title != "" && len(f.people) > 0 {
			out.WriteString("\n")
			out.lines("  ", strong, f.heading())
		}
		for i, c := range f.people {
			if i > 0 || f.title == "" {
				gap(out, c, i == 0)
			}
			s.personRow(out, c, nameWidth)
		}
	}
	if text := s.unlisted(); text != "" {
		out.WriteString("\n")
		out.lines("  ", faint, text)
	}
}

// gap keeps people apart about whom there is more to say than a line, and the first of them from the heading.
func gap(out *screen, c *plan.Change, first bool) {
	if first || c.Action != plan.None {
		out.WriteString("\n")
	}
}

// nameWidth is how wide the column of names is where it is one of its own: as wide as the widest of them,
// if that leaves most of the screen to what happens.
func (s *Showing) nameWidth(width int) int {
	widest := 0
	for _, c := range s.chosen {
		name, userName := who(c)
		widest = max(widest, runewidth.StringWidth(Printed(name)), runewidth.StringWidth(Printed(userName)))
	}
	rest := width - 2 - actionWidth - fieldGap
	if width >= besidePlace {
		return min(widest, rest/3)
	}
	return min(widest, rest*2/5)
}

func (s *Showing) personRow(out *screen, c *plan.Change, nameWidth int) {
	word := changeWord(c)
	action := cell{{mark: word.Mark(), markInk: word.Tone.ink(), text: word.Text, as: word.Tone.ink()}}
	name, userName := who(c)
	person := cell{}
	if name != "" {
		person = append(person, piece{text: name, as: strong})
	}
	person = append(person, piece{text: userName})
	var place cell
	for _, line := range s.from(c) {
		place = append(place, piece{text: line, as: greyish})
	}
	var what cell
	for _, r := range s.happening(c) {
		what = append(what, piece{mark: r.Mark(), markInk: r.Tone.ink(), text: r.Text, as: r.Tone.ink()})
	}
	rest := out.width - 2 - actionWidth - fieldGap
	switch {
	case out.width >= besidePlace:
		const placeWidth = 18
		out.row(2, []field{{width: actionWidth}, {width: nameWidth}, {width: rest - nameWidth - placeWidth - 2*fieldGap}, {width: placeWidth}},
			action, person, what, place)
	case out.width >= besideName:
		out.row(2, []field{{width: actionWidth}, {width: nameWidth}, {width: rest - nameWidth - fieldGap}}, action, append(person, place...), what)
	default:
		if name != "" {
			person = cell{{text: name + " · " + userName, as: strong}}
		}
		out.row(2, []field{{width: actionWidth}, {width: rest}}, action, append(append(person, what...), place...))
	}
}
