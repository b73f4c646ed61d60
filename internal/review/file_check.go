package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// id tells one campaign from every other: by what is reviewed, by whom and when.
func (c *Campaign) id() (string, error) {
	sum := sha256.New()
	h := c.header()
	h.ID, h.Reviewers, h.Findings = "", nil, nil
	if err := json.NewEncoder(sum).Encode(h); err != nil {
		return "", fmt.Errorf("number campaign %s: %w", c.Name, err)
	}
	for _, r := range c.Refs() {
		fmt.Fprintf(sum, "%q %q %q\n", r.Person.Account.ID, r.Access.Workspace.ID, r.Access.Reviewer)
	}
	for i := range c.LeftIdle {
		fmt.Fprintf(sum, "%q\n", c.LeftIdle[i].Account.ID)
	}
	digits := hex.EncodeToString(sum.Sum(nil))
	return digits[:4] + "-" + digits[4:8], nil
}

// giveKeys numbers the population.
func (c *Campaign) giveKeys() {
	number := 0
	for i := range c.People {
		for j := range c.People[i].Accesses {
			number++
			c.People[i].Accesses[j].Key = c.KeyOf(number)
		}
	}
}

// check reports, as nil, that a campaign that was read says one thing: that its rows are whole, in order and its
// own, and that its header tells of them and of no others. Workbooks and decisions rely on either.
func (c *Campaign) check() error {
	id, err := c.id()
	switch {
	case err != nil:
		return err
	case c.ID != id:
		return belied(1, "its id is not that of its rows and reviewers")
	}
	if err := c.checkPeople(); err != nil {
		return err
	}
	if err := c.checkIdle(); err != nil {
		return err
	}
	if err := c.checkAccounts(); err != nil {
		return err
	}
	if err := c.checkProof(); err != nil {
		return err
	}
	told, counted := slices.Clone(c.Reviewers), c.tally()
	for i := range told {
		told[i].Name, told[i].Note = "", "" // of which nothing else tells
	}
	if !slices.Equal(told, counted) {
		return belied(1, "its reviewers are not those of its rows")
	}
	return nil
}

func belied(line int, what string) error {
	return damaged(line, what+": somebody or something has edited it")
}

func (c *Campaign) checkPeople() error {
	number := 0
	names := map[string]string{}
	met := make(map[string]bool, len(c.People))
	for i := range c.People {
		p, line := &c.People[i], i+2
		who := p.Account.UserName
		switch {
		case met[strings.ToLower(p.Account.ID)] || i > 0 && byPerson(&c.People[i-1].Account, &p.Account) >= 0:
			return belied(line, fmt.Sprintf("%q stands in it twice, or out of order", who))
		case len(p.Accesses) == 0:
			return belied(line, fmt.Sprintf("%q has no access that is reviewed", who))
		case p.HR != nil && !c.hasStaff():
			return belied(line, fmt.Sprintf("it knows of %q what only HR's list can tell", who))
		}
		met[strings.ToLower(p.Account.ID)] = true
		if err := c.checkScope(p); err != nil {
			return belied(line, fmt.Sprintf("%q %v", who, err))
		}
		for j := range p.Accesses {
			number++
			if err := c.checkAccess(p, j, number, names); err != nil {
				return belied(line, fmt.Sprintf("the access of %q to %q %v", who, p.Accesses[j].Workspace.Name, err))
			}
		}
	}
	return nil
}

// byPerson is the order of the population.
func byPerson(a, b *identity.Account) int {
	return cmp.Or(cmp.Compare(a.UserName.Key(), b.UserName.Key()), cmp.Compare(a.ID, b.ID))
}

// checkScope reports, as nil, that all a person holds in scope is reviewed, and nothing else. An addendum lacks what
// the campaign before has.
func (c *Campaign) checkScope(p *Person) error {
	in := c.Scope.Of(p.Account)
	for i := range p.Accesses {
		if !slices.Contains(in, p.Accesses[i].Workspace.ID) {
			return fmt.Errorf("has access under review that the account does not hold, or that is out of scope")
		}
	}
	if c.AddendumTo == nil && len(in) != len(p.Accesses) {
		return fmt.Errorf("holds access in scope that is not under review")
	}
	return nil
}

// checkAccess looks at one access; names are those of the workspaces so far.
func (c *Campaign) checkAccess(p *Person, at, number int, names map[string]string) error {
	a := &p.Accesses[at]
	if name, met := names[a.Workspace.ID]; met && name != a.Workspace.Name {
		return fmt.Errorf("calls the workspace otherwise than another")
	}
	names[a.Workspace.ID] = a.Workspace.Name
	switch {
	case a.Key != c.KeyOf(number):
		return fmt.Errorf("has the key %q of another row", a.Key)
	case at > 0 && byName(p.Accesses[at-1].Workspace, a.Workspace) >= 0:
		return fmt.Errorf("stands in it twice, or out of order")
	case (a.New || a.Past != nil) && c.Previous == nil:
		return fmt.Errorf("goes on from a campaign that there is not")
	case a.New && a.Past != nil:
		return fmt.Errorf("is new, and was decided before")
	case a.Past != nil && !slices.Contains([]Decision{Keep, Revoke, Change}, a.Past.Decision):
		return fmt.Errorf("was decided before by %q, which is no decision", a.Past.Decision)
	case !slices.Equal(a.Flags, c.flags(p, a)):
		return fmt.Errorf("is not flagged as its facts say")
	case p.Is(a.Reviewer):
		return fmt.Errorf("is to be reviewed by the person")
	case !c.leads(a.Route, p, a):
		return fmt.Errorf("is reviewed by %q, to whom nothing led", a.Reviewer)
	}
	return nil
}

func (c *Campaign) checkProof() error {
	rows, different := 0, map[string]bool{}
	for i := range c.People {
		rows += len(c.People[i].Accesses)
		for j := range c.People[i].Accesses {
			different[c.People[i].Accesses[j].Workspace.ID] = true
		}
	}
	switch proof := c.Proof; {
	case proof.Users != len(c.People) || proof.Rows != rows || proof.Workspaces != len(different):
		return belied(1, fmt.Sprintf("it tells of %d users, %d accesses and %d workspaces, and has %d, %d and %d",
			proof.Users, proof.Rows, proof.Workspaces, len(c.People), rows, len(different)))
	case proof.OutOfScope < 0 || proof.WithoutAccess < len(c.LeftIdle) || proof.OutOfScope+proof.WithoutAccess+proof.Users != proof.Accounts || proof.Accounts != proof.TotalResults:
		return belied(1, "its proof of completeness does not add up")
	}
	return nil
}
