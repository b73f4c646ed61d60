package simulator

import (
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// expression is a parsed filter.
type expression interface {
	matches(u *user) bool
	// narrow gives, through the indexes, users among whom all matches are; false where only reading
	// everybody can tell.
	narrow(g *register) ([]*user, bool)
}

// attribute is one that Anaplan can filter on.
type attribute int

const (
	attrID attribute = iota
	attrExternalID
	attrUserName
	attrGivenName
	attrFamilyName
	attrActive
)

// filterable is read only: attribute names are compared without case (RFC 7643 section 2.1).
var filterable = map[string]attribute{
	"id":              attrID,
	"externalid":      attrExternalID,
	"username":        attrUserName,
	"name.givenname":  attrGivenName,
	"name.familyname": attrFamilyName,
	"active":          attrActive,
}

// of is the attribute's folded value; empty where the user has none.
func (a attribute) of(u *user) string {
	switch a {
	case attrID:
		return u.idKey
	case attrExternalID:
		return u.externalKey
	case attrUserName:
		return u.nameKey
	case attrGivenName:
		return identity.Fold(u.GivenName)
	case attrFamilyName:
		return identity.Fold(u.FamilyName)
	}
	if u.Active {
		return "true"
	}
	return "false"
}

type comparison struct {
	attribute attribute
	operator  string // lower case
	value     string // folded
}

func (c *comparison) matches(u *user) bool {
	have := c.attribute.of(u)
	if have == "" { // an attribute without a value equals nothing (RFC 7644 section 3.4.2.2)
		return c.operator == "ne"
	}
	switch c.operator {
	case "pr":
		return true
	case "eq":
		return have == c.value
	case "ne":
		return have != c.value
	case "gt":
		return strings.Compare(have, c.value) > 0
	case "ge":
		return strings.Compare(have, c.value) >= 0
	case "lt":
		return strings.Compare(have, c.value) < 0
	default:
		return strings.Compare(have, c.value) <= 0
	}
}

func (c *comparison) narrow(g *register) ([]*user, bool) {
	if c.operator != "eq" {
		return nil, false
	}
	var found *user
	switch c.attribute {
	case attrExternalID:
		return g.byExternal[c.value], true
	case attrID:
		found = g.byID[c.value]
	case attrUserName:
		found = g.byName[c.value]
	default:
		return nil, false
	}
	if found == nil {
		return nil, true
	}
	return []*user{found}, true
}

type both []expression

func (b both) matches(u *user) bool {
	for _, term := range b {
		if !term.matches(u) {
			return false
		}
	}
	return true
}

func (b both) narrow(g *register) ([]*user, bool) {
	for _, term := range b {
		if users, ok := term.narrow(g); ok {
			return users, true
		}
	}
	return nil, false
}

type either []expression

func (e either) matches(u *user) bool {
	for _, term := range e {
		if term.matches(u) {
			return true
		}
	}
	return false
}

func (e either) narrow(g *register) ([]*user, bool) {
	var all []*user
	for _, term := range e {
		users, ok := term.narrow(g)
		if !ok {
			return nil, false
		}
		all = append(all, users...)
	}
	return all, true
}

// page is the users at positions from to from+count (zero-based) of those that match, and how many
// match altogether. A nil filter matches everybody.
func (g *register) page(filter expression, from, count int) ([]*user, int) {
	if filter == nil {
		return slices.Clone(window(g.order, from, count)), len(g.order)
	}
	if narrowed, ok := filter.narrow(g); ok {
		users := slices.Clone(narrowed)
		slices.SortFunc(users, byIDKey)
		users = slices.Compact(users)
		users = slices.DeleteFunc(users, func(u *user) bool { return !filter.matches(u) })
		return window(users, from, count), len(users)
	}
	var found []*user
	total := 0
	for _, u := range g.order {
		if !filter.matches(u) {
			continue
		}
		if total >= from && len(found) < count {
			found = append(found, u)
		}
		total++
	}
	return found, total
}

func window(users []*user, from, count int) []*user {
	from = min(from, len(users))
	return users[from : from+min(count, len(users)-from)]
}
