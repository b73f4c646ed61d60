package roster

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"scimsheet/internal/identity"
)

// How many names are suggested for one that is unknown, and for how many different unknown names they
// are looked for: beyond that something else is wrong than spelling.
const (
	suggestions    = 3
	suggestedNames = 1000
)

// suggest is the hint for a name nobody knows: the nearest names with their ids.
func (res *resolver) suggest(name string) string {
	if res.silent {
		return ""
	}
	if hint, ok := res.nearest[name]; ok {
		return hint
	}
	if len(res.nearest) >= suggestedNames || res.Known.Len() == 0 {
		return "list it on a sheet named Workspaces, with its id"
	}
	hint, comma := "", false
	for i, w := range res.near(name) {
		comma = comma || strings.Contains(w.Name, ",") && !strings.Contains(name, ",")
		switch i {
		case 0:
			hint = "did you mean "
		default:
			hint += " or "
		}
		hint += quoted(w.Name) + " (" + w.ID + ")"
	}
	switch {
	case identity.Fold(name) == "none":
		hint = "<none> takes all workspaces away"
	case hint == "" && isNearlyID(name):
		hint = "an id has 32 hexadecimal digits, this has " + strconv.Itoa(len(name))
	case hint == "":
		hint = "no known name is near it: use the id, or list it on a sheet named Workspaces"
	default:
		hint += "?"
		if comma {
			hint += " A name with a comma is written in double quotes, or workspaces are separated by ;"
		}
	}
	res.nearest[name] = hint
	return hint
}

// near finds the workspaces whose names are at most a third off, nearest first.
func (res *resolver) near(name string) []identity.Workspace {
	type candidate struct {
		identity.Workspace
		distance int
	}
	var found []candidate
	folded := identity.Fold(shown(name, messageRunes))
	allowed := max(2, len(folded)/3)
	for i, w := range res.all {
		other := res.folded[i]
		if other == "" || len(other)-len(folded) > 4*allowed || len(folded)-len(other) > 4*allowed {
			continue
		}
		if d := levenshtein.ComputeDistance(folded, other); d <= allowed {
			found = append(found, candidate{w, d})
		}
	}
	if len(found) == 0 {
		return res.containing(folded)
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	nearest := make([]identity.Workspace, 0, suggestions)
	for _, c := range found[:min(len(found), suggestions)] {
		nearest = append(nearest, c.Workspace)
	}
	return nearest
}

// containing finds the workspaces whose names go on where a folded text ends, or end before it does.
func (res *resolver) containing(folded string) []identity.Workspace {
	const shortest = 4
	if len(folded) < shortest {
		return nil
	}
	var found []identity.Workspace
	for i, w := range res.all {
		other := res.folded[i]
		if strings.Contains(other, folded) || len(other) >= shortest && strings.Contains(folded, other) {
			if found = append(found, w); len(found) == suggestions {
				break
			}
		}
	}
	return found
}

// isNearlyID tells an id from which some digits are missing, or which has too many.
func isNearlyID(text string) bool {
	const shortest, longest = 24, 40
	return len(text) >= shortest && len(text) <= longest && strings.Trim(text, "0123456789abcdefABCDEF") == ""
}
