package personnel

import (
	"cmp"
	"slices"
	"strconv"

	"scimsheet/internal/finding"
)

// toldSingly is how many findings of one kind are told one by one: nobody reads more, and one slip of an
// export makes thousands.
const toldSingly = 50

// told collects findings and counts those of a kind that are too many.
type told struct {
	said []finding.Finding
	more map[finding.Code]*surplus
}

type surplus struct {
	told, left int
	first      finding.Pos
}

func (t *told) say(code finding.Code, pos finding.Pos, value, message, hint string) {
	if t.more == nil {
		t.more = map[finding.Code]*surplus{}
	}
	n := t.more[code]
	if n == nil {
		n = &surplus{}
		t.more[code] = n
	}
	if n.told == toldSingly {
		n.left++
		if n.left == 1 {
			n.first = pos
		}
		return
	}
	n.told++
	t.said = append(t.said, finding.New(code, pos, shown(value), message, hint))
}

// findings are those told one by one and one for each kind of which there are more.
func (t *told) findings() []finding.Finding {
	all := slices.Clone(t.said)
	for code, n := range t.more {
		if n.left > 0 {
			at := n.first
			all = append(all, finding.New(code, finding.Pos{File: at.File, Sheet: at.Sheet}, "",
				"there are "+strconv.Itoa(n.left)+" more like the "+strconv.Itoa(n.told)+" that are told one by one; the first of them is at "+at.String(), ""))
		}
	}
	slices.SortStableFunc(all, func(a, b finding.Finding) int { return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(a.Code, b.Code)) })
	return all
}
