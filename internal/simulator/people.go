package simulator

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/identity"
)

// callerLocal is the local part of the e-mail address of the account that signs in.
const callerLocal = "svc-scim"

// populate makes the tenant's workspaces and accounts and decides who the caller is.
func (t *Tenant) populate() ([]*user, error) {
	o := t.options
	if o.From != "" {
		return t.load(o.From)
	}
	t.workspaces = newWorkspaces(syntheticWorkspaces(o.Seed, o.Workspaces, o.DuplicateName))
	t.caller.userName = identity.UserName(callerLocal + "@" + o.Domain)
	people := newPeople(o.Seed, o.Domain, t.workspaces.list)
	users := []*user{t.callerAccount()}
	for n := 1; n < o.Users; n++ {
		users = append(users, people.next(n))
	}
	return users, nil
}

// callerAccount is the service account, as old as the tenant.
func (t *Tenant) callerAccount() *user {
	return newUser(identity.Account{
		ID: t.seeded("caller", 0), UserName: t.caller.userName, GivenName: "Service", FamilyName: "SCIM", Active: true,
		Created: stamp(tenantBorn), LastModified: stamp(tenantBorn),
	}, loginDate(tenantToday), 1)
}

// The made-up history of a tenant; fixed, so that one seed always makes the same tenant.
var (
	tenantBorn  = time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC)
	tenantToday = time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
)

func stamp(at time.Time) string     { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
func loginDate(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000-0700") }

// people makes up one person after the other.
type people struct {
	random   *rand.Rand
	seed     uint64
	domain   string
	cultures []culture
	weights  int
	taken    map[string]int // local parts of addresses, and how many share each
	staffing staffing
}

func newPeople(seed uint64, domain string, list []Workspace) *people {
	p := &people{
		random: rand.New(rand.NewPCG(seed, uint64(len("people")))), seed: seed, domain: domain,
		cultures: cultures(), taken: map[string]int{callerLocal: 1}, staffing: newStaffing(list),
	}
	for _, c := range p.cultures {
		p.weights += c.weight
	}
	return p
}

func (p *people) next(n int) *user {
	c := p.culture()
	given, givenLatin := latin(pick(p.random, c.given))
	family, familyLatin := latin(pick(p.random, c.family))
	if p.random.IntN(25) == 0 { // married, and kept both names
		second, secondLatin := latin(pick(p.random, c.family))
		if second != family && !strings.ContainsAny(family+second, " -") {
			family, familyLatin = family+"-"+second, familyLatin+"-"+secondLatin
		}
	}
	a := identity.Account{
		ID:         seededID(p.seed, "user", n),
		UserName:   identity.UserName(p.address(givenLatin, familyLatin) + "@" + p.domain),
		GivenName:  given,
		FamilyName: family,
		Active:     p.random.IntN(100) >= 4,
	}
	if p.random.IntN(100) >= 7 {
		a.ExternalID = fmt.Sprintf("E%06d", 100233+n)
	}
	a.Workspaces = p.staffing.of(p.random, n)
	life := tenantToday.Sub(tenantBorn)
	joined := tenantBorn.Add(time.Duration(p.random.Int64N(int64(life))))
	changed := joined.Add(time.Duration(p.random.Int64N(int64(tenantToday.Sub(joined)) + 1)))
	a.Created, a.LastModified = stamp(joined), stamp(changed)
	return newUser(a, p.lastLogin(joined, a.Active), 1)
}

func (p *people) culture() culture {
	at := p.random.IntN(p.weights)
	for _, c := range p.cultures {
		if at -= c.weight; at < 0 {
			return c
		}
	}
	return p.cultures[0]
}

// lastLogin: most people came by lately, some long ago, some never.
func (p *people) lastLogin(joined time.Time, active bool) string {
	days := p.random.IntN(30)
	switch chance := p.random.IntN(100); {
	case chance < 5:
		return ""
	case chance < 20 || !active:
		days = 60 + p.random.IntN(400)
	}
	at := tenantToday.AddDate(0, 0, -days).Add(-time.Duration(p.random.IntN(9*3600)) * time.Second)
	if at.Before(joined) {
		at = joined
	}
	return loginDate(at)
}

// address is the local part of an unused e-mail address; a few are written with capitals.
func (p *people) address(given, family string) string {
	local := strings.Trim(letters(given)+"."+letters(family), ".")
	if local == "" {
		local = "user"
	}
	local = local[:min(len(local), 60-len("@.99999")-len(p.domain))]
	p.taken[local]++
	if n := p.taken[local]; n > 1 {
		local = fmt.Sprintf("%s.%d", local, n)
	}
	if p.random.IntN(33) == 0 {
		return strings.ToUpper(local[:1]) + local[1:]
	}
	return local
}

// latin parts a name from its Latin spelling.
func latin(name string) (text, spelling string) {
	text, spelling, ok := strings.Cut(name, "|")
	if !ok {
		return name, name
	}
	return text, spelling
}

// plain spells letters that stay themselves when their marks are taken off.
var plain = strings.NewReplacer(
	"ß", "ss", "ø", "o", "Ø", "O", "æ", "ae", "Æ", "Ae", "œ", "oe", "đ", "d", "Đ", "D", "ł", "l", "Ł", "L",
	"þ", "th", "Þ", "Th", "ð", "d", "Ð", "D", "ı", "i",
)

// letters is what of a name fits an address: lower-case ASCII letters and hyphens.
func letters(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(plain.Replace(name)) {
		switch {
		case r == '-' || r == '.':
			b.WriteRune(r)
		case r < unicode.MaxASCII && unicode.IsLetter(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// staffing gives people workspaces by their department, as a real tenant does.
type staffing struct {
	list         []Workspace
	byDepartment map[string][]int // department to positions in list
}

// newStaffing sorts the workspaces by the departments that work in them.
func newStaffing(list []Workspace) staffing {
	s := staffing{list: list, byDepartment: map[string][]int{}}
	for at, w := range list {
		for _, department := range departmentsOf(at, w.Name) {
			s.byDepartment[department] = append(s.byDepartment[department], at)
		}
	}
	return s
}

// One in allAccess people has every workspace: more than one write can carry in a large tenant.
const allAccess = 500

func (s staffing) of(random *rand.Rand, n int) []string {
	department := pick(random, departments)
	chance := random.IntN(100)
	if len(s.list) == 0 || chance < 4 {
		return nil
	}
	var ids []string
	if n%allAccess == allAccess-1 {
		for _, w := range s.list {
			ids = append(ids, w.ID)
		}
		return identity.Set(ids)
	}
	mine := slices.Clone(s.byDepartment[department])
	random.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
	for _, at := range mine[:min(len(mine), 1+random.IntN(4))] {
		ids = append(ids, s.list[at].ID)
	}
	if chance < 25 { // somebody who works across departments
		ids = append(ids, pick(random, s.list).ID)
	}
	return identity.Set(ids)
}

// syntheticWorkspaces makes up n workspaces: named ones first, then one for each further unit.
func syntheticWorkspaces(seed uint64, n int, duplicate bool) []Workspace {
	known := workspaceNames()
	list := make([]Workspace, n)
	for at := range list {
		id := "8a81" + seededID(seed, "workspace", at)[4:]
		list[at] = Workspace{Workspace: identity.Workspace{ID: id}, Active: true}
		if at < len(known) {
			list[at].Name = known[at]
			list[at].Active = known[at] != closedWorkspace
		} else {
			list[at].Name = fmt.Sprintf("Regional Planning %03d", at-len(known)+1)
		}
	}
	if duplicate && n > 1 {
		list[n-1].Name = list[0].Name
	}
	return list
}
