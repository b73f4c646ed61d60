package dossier

import (
	"slices"
	"strings"

	"scimsheet/internal/review"
)

// routes are the ways to a reviewer, the ordinary one first.
var routes = []string{review.RouteRule, review.RouteAbove, review.RoutePrevious, review.RouteFallback, ""}

// howFound says in numbers how each access came to its reviewer.
func (b *binder) howFound() string {
	n := map[string]int{}
	for i := range b.Campaign.People {
		for j := range b.Campaign.People[i].Accesses {
			n[b.Campaign.People[i].Accesses[j].Route]++
		}
	}
	var words []string
	for _, route := range routes {
		switch {
		case n[route] == 0:
		case len(words) == 0:
			words = append(words, countOf(n[route], "row went ", "rows went ")+b.toWhom(route))
		default:
			words = append(words, number(n[route])+" "+b.toWhom(route))
		}
	}
	if len(words) == 0 {
		return "There was nothing to review."
	}
	return sentence(listed(words)) + " population.csv says of every row why."
}

// toWhom says where a route leads.
func (b *binder) toWhom(route string) string {
	switch route {
	case review.RouteRule:
		return b.byRule()
	case review.RouteAbove:
		return "to a manager above (whoever would have reviewed it has left, or would have reviewed their own access)"
	case review.RoutePrevious:
		return "to whoever reviewed it in the campaign before"
	case review.RouteFallback:
		return "to the fallback reviewer (nobody else could be found)"
	case "":
		return "to nobody (no reviewer could be found)"
	}
	return "by a way that this program does not know"
}

// byRule is where the campaign's own rule leads.
func (b *binder) byRule() string {
	switch b.Campaign.By {
	case review.ByManager:
		return "to the manager of the person by HR's list"
	case review.ByWorkspace:
		return "to the owner of the workspace"
	case review.ByNobody:
		return "to the one reviewer of everything"
	}
	return "to whom the column " + oneLine(b.Campaign.By) + " of HR's list leads"
}

// routeOf is how a reviewer was found, in a table.
func (b *binder) routeOf(a *review.Access) string {
	return strings.TrimPrefix(b.toWhom(a.Route), "to ")
}

// idle reports whether an account holds nothing, and belongs to somebody who has left.
func (b *binder) idle(id string) bool {
	return slices.ContainsFunc(b.Campaign.LeftIdle, func(p review.Person) bool { return p.Account.ID == id })
}
