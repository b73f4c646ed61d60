package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"scimsheet/internal/finding"
)

// leads tells whether a route may have led to an access's reviewer, as far as the campaign's file can tell.
func (c *Campaign) leads(route string, p *Person, a *Access) bool {
	switch route {
	case "":
		return a.Reviewer == ""
	case RouteRule:
		return a.Reviewer != "" && c.ruled(p)
	case RouteAbove:
		return a.Reviewer != "" && c.By != ByNobody && c.hasStaff()
	case RoutePrevious:
		return a.Reviewer != "" && c.Previous != nil
	case RouteFallback:
		return a.Reviewer != "" && len(c.Fallback) > 0
	}
	return false
}

// ruled tells whether there is what the campaign's rule finds a person's reviewer by.
func (c *Campaign) ruled(p *Person) bool {
	switch c.By {
	case ByNobody:
		return c.Previous == nil && len(c.Fallback) > 0
	case ByManager:
		return p.HR != nil && p.HR.Manager != ""
	case ByWorkspace:
		return slices.ContainsFunc(c.Sources, func(s Source) bool { return s.What == SourceOwners })
	}
	return p.HR != nil
}

// checkIdle looks at those who have left and hold nothing.
func (c *Campaign) checkIdle() error {
	population := make(map[string]bool, len(c.People))
	for i := range c.People {
		population[strings.ToLower(c.People[i].Account.ID)] = true
	}
	for i := range c.LeftIdle {
		p, line := &c.LeftIdle[i], i+2+len(c.People)
		who := p.Account.UserName
		switch {
		case population[strings.ToLower(p.Account.ID)] || i > 0 && byPerson(&c.LeftIdle[i-1].Account, &p.Account) >= 0:
			return belied(line, fmt.Sprintf("%q stands in it twice, or out of order", who))
		case !c.hasStaff() || p.HR == nil || !p.HR.Left:
			return belied(line, fmt.Sprintf("it lists %q among those who have left, and HR's list does not say so", who))
		case !c.reviewsIdle(&p.Account) || len(p.Accesses) > 0:
			return belied(line, fmt.Sprintf("it lists %q among those who hold nothing, where that is not so or not asked", who))
		}
	}
	return nil
}

// checkAccounts reports, as nil, that accounts of one person by HR's list know of each other: that nobody decides
// about their own access under another name depends on it.
func (c *Campaign) checkAccounts() error {
	ofOne := map[finding.Pos]map[string]bool{}
	for _, p := range c.everybody() {
		if p.HR == nil {
			continue
		}
		told := map[string]bool{string(p.Account.UserName): true}
		for _, other := range p.HR.Accounts {
			told[other] = true
		}
		met := ofOne[p.HR.Pos]
		if met == nil {
			ofOne[p.HR.Pos] = told
		} else if !maps.Equal(met, told) {
			return belied(1, fmt.Sprintf("the accounts of whoever %q belongs to are not those of the others in their row of HR's list", p.Account.UserName))
		}
	}
	return nil
}

// everybody is the population, and those who have left and hold nothing.
func (c *Campaign) everybody() []*Person {
	all := make([]*Person, 0, len(c.People)+len(c.LeftIdle))
	for i := range c.People {
		all = append(all, &c.People[i])
	}
	for i := range c.LeftIdle {
		all = append(all, &c.LeftIdle[i])
	}
	return all
}
