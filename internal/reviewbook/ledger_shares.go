package reviewbook

import (
	"fmt"
	"slices"
)

// percents are the parts of a whole in per cent, whole numbers that are 100 together: each is rounded down, and what
// is left goes to those that lost most (the method of the largest remainder). A part that there is has at least 1, so
// that none is said to be all or nothing where it is only nearly so.
func percents(parts []int) []int {
	whole := 0
	for _, part := range parts {
		whole += part
	}
	points := make([]int, len(parts))
	if whole == 0 {
		return points
	}
	left, order := 100, make([]int, len(parts))
	for i, part := range parts {
		order[i] = i
		if points[i] = part * 100 / whole; part > 0 {
			points[i] = max(points[i], 1)
		}
		left -= points[i]
	}
	lost := func(i int) int { return parts[i]*100 - points[i]*whole }
	slices.SortStableFunc(order, func(a, b int) int { return lost(b) - lost(a) })
	for _, i := range order[:max(left, 0)] {
		points[i]++
	}
	if left < 0 {
		points[slices.Index(points, slices.Max(points))] += left
	}
	return points
}

// shareWords is a part in per cent, which were rounded beside others.
func shareWords(points, part, whole int) string {
	if part > 0 && part*100 < whole {
		return "less than 1 %"
	}
	return fmt.Sprintf("%d %%", points)
}

// decidedShare is how much is decided, as it follows from the shares beside the decisions.
func (b *books) decidedShare() string {
	points := 0
	for _, k := range b.kinds() {
		if k.name != openKind {
			points += k.points
		}
	}
	return shareWords(points, b.decisions(), b.population())
}
