package review

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/personnel"
	"scimsheet/internal/plan"
)

// Facts are all that a campaign is made of. Only Accounts and the counts in Proof have to be there.
type Facts struct {
	Name          string
	Seed          string // hexadecimal, of the system's random numbers: what keys cannot be guessed by
	Control       string
	Due, OpenedAt time.Time
	Tool          string
	Operator      string
	By            string // ByManager needs Staff, ByWorkspace needs Owners, a column needs Staff
	Scope         Scope
	Tenant        plan.Tenant
	Proof         Proof // what reading knows; the rest is counted
	Fallback      []string
	InactiveAfter int // days; 0 means 90

	Accounts   []identity.Account // every one of the tenant, in any order
	Workspaces *identity.Workspaces
	Logins     map[string]time.Time       // by id in lower case, zero for never; nil where that is not known
	Admins     map[string]map[string]bool // by id of the workspace, then the user's in lower case; a workspace that is missing is not known
	Unknown    []string                   // what could not be found out, in sentences

	Staff      *personnel.Staff  // nil for none
	Owners     *personnel.Owners // nil for none
	Previous   *Done             // nil for none
	AddendumTo *Campaign         // nil for none; else only what has been given since its snapshot is reviewed

	// Before are the accounts of the snapshot of AddendumTo, all of them.
	Before []identity.Account
}

// Done is a campaign that has ended; its closing may be missing, and then only its reviewers are known.
type Done struct {
	Campaign *Campaign
	Closing  *Closing
}

// What a source is to a campaign.
const (
	SourceStaff  = "HR"
	SourceOwners = "owners"
)

const usualInactiveAfter = 90

// Open makes a campaign. Equal facts make equal campaigns, in whatever order the accounts come. Its errors are
// *Incomplete, *NothingToReview and *CannotCut.
func Open(f Facts) (*Campaign, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	c := f.campaign()
	o := newOpening(f, c)
	o.populate()
	if len(c.People) == 0 {
		return nil, o.nothing()
	}
	o.assign()
	for i := range c.People {
		p := &c.People[i]
		for j := range p.Accesses {
			p.Accesses[j].Flags = c.flags(p, &p.Accesses[j])
		}
		shareFlags(p)
	}
	c.Reviewers = o.reviewers()
	c.Findings = append(c.Findings, o.findings()...)
	finding.Sort(c.Findings)
	var err error
	if c.ID, err = c.id(); err != nil {
		return nil, err
	}
	c.giveKeys()
	return c, nil
}

// campaign is what of the campaign is known before anyone looks at an account.
func (f Facts) campaign() *Campaign {
	c := &Campaign{
		Name: valid(f.Name), Seed: f.Seed, Control: valid(f.Control), Due: f.Due.UTC().Round(0), OpenedAt: f.OpenedAt.UTC().Round(0), Tool: valid(f.Tool),
		Operator: valid(f.Operator), By: valid(f.By), Scope: f.Scope, Tenant: f.Tenant, Proof: f.Proof,
		InactiveAfter: cmp.Or(f.InactiveAfter, usualInactiveAfter), Unknown: slices.Clone(f.Unknown),
	}
	c.Proof.StartedAt, c.Proof.EndedAt = f.Proof.StartedAt.UTC().Round(0), f.Proof.EndedAt.UTC().Round(0)
	for _, address := range f.Fallback {
		if address = identity.Visible(valid(address)); address != "" {
			c.Fallback = append(c.Fallback, address)
		}
	}
	if f.Staff != nil {
		c.Sources = append(c.Sources, Source{SourceStaff, valid(f.Staff.File), valid(f.Staff.Sheet), f.Staff.SHA256, f.Staff.Rows})
		c.Findings = slices.Concat(f.Staff.Findings, f.Staff.Doubts(c.OpenedAt))
		if f.By != ByManager && f.By != ByWorkspace && f.By != ByNobody {
			c.Findings = append(c.Findings, f.Staff.Contradictions(f.By)...)
		}
	}
	if f.Owners != nil {
		c.Sources = append(c.Sources, Source{SourceOwners, valid(f.Owners.File), valid(f.Owners.Sheet), f.Owners.SHA256, f.Owners.Rows})
		c.Findings = append(c.Findings, f.Owners.Findings...)
	}
	if f.Previous != nil {
		c.Previous = f.Previous.Campaign.asEarlier()
		if f.Previous.Closing != nil {
			c.Previous.ClosedAt = f.Previous.Closing.ClosedAt.UTC()
		}
	}
	if f.AddendumTo != nil {
		c.AddendumTo = f.AddendumTo.asEarlier()
	}
	return c
}

func (c *Campaign) asEarlier() *Earlier {
	return &Earlier{ID: c.ID, Name: c.Name, Digest: c.Digest, OpenedAt: c.OpenedAt}
}

// valid is a text as a file keeps it: names of files may hold bytes that are no letters.
func valid(text string) string { return strings.ToValidUTF8(text, "\ufffd") }

// opening is a campaign while it is made.
type opening struct {
	Facts
	c        *Campaign
	accounts map[string]*identity.Account              // by the key of the userName
	ofStaff  map[*personnel.Employee]*identity.Account // of those whom HR's list has
	staff    map[string]*personnel.Employee            // the same the other way round, by the account's id
	ofOne    map[*personnel.Employee][]string          // the userNames of everybody's accounts
	earlier  map[held]earlierRow                       // of the previous campaign
	before   map[held]bool                             // in the snapshot of the campaign that this is an addendum to; nil for none
	spelled  map[string]string                         // addresses by their keys, as the campaign writes them
	texts    map[string]string                         // one copy of each text that many rows share
	causes   map[cause]*concerned                      // why reviewers could not be found
}

// held is one workspace of one user.
type held struct{ user, workspace string }

func heldBy(a *identity.Account, workspace string) held {
	return held{strings.ToLower(a.ID), workspace}
}

// earlierRow is what the previous campaign knows of an access.
type earlierRow struct {
	reviewer string // who decided, else whose part it was
	past     *Past  // nil where nothing was decided
}

func newOpening(f Facts, c *Campaign) *opening {
	if f.Workspaces == nil {
		f.Workspaces = &identity.Workspaces{}
	}
	f.Accounts = slices.Clone(f.Accounts)
	slices.SortFunc(f.Accounts, func(a, b identity.Account) int {
		return cmp.Or(cmp.Compare(a.UserName.Key(), b.UserName.Key()), cmp.Compare(a.ID, b.ID))
	})
	o := &opening{
		Facts: f, c: c, accounts: make(map[string]*identity.Account, len(f.Accounts)),
		ofStaff: map[*personnel.Employee]*identity.Account{}, staff: map[string]*personnel.Employee{}, ofOne: map[*personnel.Employee][]string{},
		spelled: map[string]string{}, texts: map[string]string{}, causes: map[cause]*concerned{},
	}
	for i := range f.Accounts {
		a := &f.Accounts[i]
		if key := addressKey(string(a.UserName)); o.accounts[key] == nil {
			o.accounts[key] = a
		}
		if f.Staff == nil {
			continue
		}
		if e := f.Staff.Of(*a); e != nil {
			o.staff[a.ID] = e
			if o.ofStaff[e] == nil {
				o.ofStaff[e] = a
			}
			o.ofOne[e] = append(o.ofOne[e], string(a.UserName))
		}
	}
	o.lookBack()
	return o
}

// lookBack takes from the campaigns before what this one goes on from.
func (o *opening) lookBack() {
	if o.AddendumTo != nil {
		o.before = make(map[held]bool, o.AddendumTo.Proof.Rows)
		for i := range o.Before {
			for _, id := range o.Before[i].Workspaces {
				o.before[heldBy(&o.Before[i], id)] = true
			}
		}
	}
	if o.Previous == nil {
		return
	}
	o.earlier = make(map[held]earlierRow, o.Previous.Campaign.Proof.Rows)
	for _, r := range o.Previous.Campaign.Refs() {
		o.earlier[heldBy(&r.Person.Account, r.Access.Workspace.ID)] = earlierRow{reviewer: r.Access.Reviewer}
	}
	if o.Previous.Closing == nil {
		return
	}
	for _, j := range o.Previous.Closing.Rows {
		if j.Decision == "" {
			continue
		}
		past := &Past{Decision: j.Decision, By: j.By, Justification: j.Justification, ClosedAt: o.c.Previous.ClosedAt}
		o.earlier[heldBy(&j.Person.Account, j.Access.Workspace.ID)] = earlierRow{cmp.Or(j.By, j.Access.Reviewer), past}
	}
}

// one is the one copy of a text.
func (o *opening) one(text string) string {
	if kept, ok := o.texts[text]; ok {
		return kept
	}
	o.texts[text] = text
	return text
}
