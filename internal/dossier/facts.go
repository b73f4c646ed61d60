package dossier

import (
	"fmt"
	"strings"

	"scimsheet/internal/review"
)

// fact is a name with its value. Mono is for ids and digests.
type fact struct {
	Name, Value string
	Mono        bool
}

// sum is a line of a column of numbers that add up to the last.
type sum struct {
	N     int
	Name  string
	Total bool
}

// tenantName is the tenant in a few words.
func (b *binder) tenantName() string {
	t := b.Campaign.Tenant
	host := strings.TrimPrefix(strings.TrimPrefix(t.SCIMURL, "https://"), "http://")
	host, _, _ = strings.Cut(host, "/")
	if t.Name != "" {
		return oneLine(t.Name) + " (" + host + ")"
	}
	return host
}

// proofFacts are what was asked, when, by whom, and what the answer came to.
func (b *binder) proofFacts() []fact {
	c, p := b.Campaign, b.Campaign.Proof
	by := p.By
	if by == "" {
		by = "not known: the credential does not tell who it is"
	}
	facts := []fact{
		{Name: "Tenant", Value: b.tenantName()},
		{Name: "SCIM address", Value: c.Tenant.SCIMURL, Mono: true},
		{Name: "Scope", Value: b.scopeWords()},
		{Name: "Request", Value: p.Request, Mono: true},
		{Name: "Requests answered", Value: number(p.Requests)},
		{Name: "Read from", Value: moment(p.StartedAt)},
		{Name: "Read until", Value: moment(p.EndedAt)},
		{Name: "Signed in as", Value: oneLine(by)},
		{Name: "Program", Value: oneLine(c.Tool)},
		{Name: "totalResults (service)", Value: number(p.TotalResults)},
		{Name: "Accounts read", Value: number(p.Accounts)},
		{Name: "Rows of the population", Value: fmt.Sprintf("%s, of %s and %s", number(p.Rows), countOf(p.Users, "account", "accounts"), countOf(p.Workspaces, "workspace", "workspaces"))},
		{Name: "Snapshot, SHA-256", Value: p.Snapshot, Mono: true},
		{Name: "Campaign, SHA-256", Value: c.Digest, Mono: true},
	}
	for _, s := range c.Sources {
		name := oneLine(s.Name)
		if s.Sheet != "" {
			name += " › " + oneLine(s.Sheet)
		}
		facts = append(facts, fact{Name: sourceName(s), Value: name + ", " + countOf(s.Rows, "row", "rows")},
			fact{Name: "  its SHA-256", Value: s.SHA256, Mono: true})
	}
	return facts
}

func sourceName(s review.Source) string {
	switch s.What {
	case "HR":
		return "HR's list"
	case "owners":
		return "List of owners"
	}
	return capitalised(s.What)
}

// sumOfAccounts shows that every account is accounted for.
func (b *binder) sumOfAccounts() []sum {
	p := b.Campaign.Proof
	return []sum{
		{N: p.Users, Name: "accounts with rows in the population"},
		{N: p.WithoutAccess, Name: "accounts that hold no workspace"},
		{N: p.OutOfScope, Name: "accounts outside the scope"},
		{N: p.Accounts, Name: "accounts read", Total: true},
	}
}
