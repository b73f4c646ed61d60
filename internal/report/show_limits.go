package report

import (
	"fmt"
	"strings"

	"scimsheet/internal/plan"
)

// near is how much of what a limit allows a plan takes.
type near struct {
	allowed, used string
	share         int // in percent, rounded; -1 where there is no limit
	cells         int // of a gauge that are full; some where anything is planned
	tone          tone
}

// From this share of what is allowed on a plan is near its limit.
const nearShare = 80

func nearness(l plan.Limit) near {
	n := near{allowed: number(l.Allowed), share: 100, tone: calm}
	switch {
	case l.Allowed < 0:
		return near{allowed: "no limit", share: -1}
	case l.Allowed > 0:
		n.share = percent(l.Planned, l.Allowed)
	case l.Planned == 0:
		n.share = 0
	}
	n.used = number(n.share) + "%"
	n.cells = min((n.share*gaugeCells+99)/100, gaugeCells)
	if l.Planned > 0 && n.share == 0 {
		n.used, n.cells = "<1%", 1
	}
	switch {
	case l.Exceeded && l.Allowed == 0:
		n.used, n.tone = "too many", danger
	case l.Exceeded:
		n.tone = danger
	case n.share >= nearShare:
		n.tone = caution
	}
	return n
}

// percent is a part of a whole, rounded; below 100 where it is less than the whole, above where it is more.
func percent(part, whole int) int {
	rounded := (200*part + whole) / (2 * whole)
	switch {
	case part < whole:
		return min(rounded, 99)
	case part > whole:
		return max(rounded, 101)
	}
	return rounded
}

// sign marks what is near its limit or beyond it.
func (n near) sign() string {
	if n.tone == danger || n.tone == caution {
		return remark{Tone: n.tone}.Mark()
	}
	return ""
}

// gaugeCells is how long a full gauge is.
const gaugeCells = 10

// gauge draws the share; it is full from 100% on, and empty only at nothing.
func (n near) gauge() string {
	if n.share < 0 {
		return ""
	}
	return strings.Repeat("█", n.cells) + strings.Repeat("░", gaugeCells-n.cells)
}

// limitTerms say whom the numbers concern and what sets the limit.
func limitTerms(l plan.Limit) string {
	terms := fmt.Sprintf("--%s %s, of %s%s", l.Name, l.Setting, limitOf(l), leastRemark(l))
	if l.Setting == "all" {
		terms = fmt.Sprintf("--%s all", l.Name)
	}
	if l.People > 0 {
		return "for " + people(l.People) + "; " + terms
	}
	return terms
}
