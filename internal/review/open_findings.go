package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"scimsheet/internal/finding"
)

// cause is one reason why reviewers could not be found.
type cause struct{ kind, subject string }

// concerned are the people whom a cause is about, in the population's order.
type concerned struct {
	people   []*Person
	accesses int
	problem  string // of the first of them
}

// concern notes that a reviewer of a person's access could not be found.
func (o *opening) concern(n nomination, p *Person) {
	key := cause{n.cause, n.subject}
	found := o.causes[key]
	if found == nil {
		found = &concerned{problem: n.problem}
		o.causes[key] = found
	}
	found.accesses++
	if last := len(found.people) - 1; last < 0 || found.people[last] != p {
		found.people = append(found.people, p)
	}
}

func (c *concerned) names() string {
	names := make([]string, len(c.people))
	for i, p := range c.people {
		names[i] = string(p.Account.UserName)
	}
	return someOf(names)
}

// findings are what the campaign's owner should look at before the workbooks go out: one for each reviewer or cause,
// however many accesses it is about.
func (o *opening) findings() []finding.Finding {
	var all []finding.Finding
	for _, key := range slices.SortedFunc(maps.Keys(o.causes), func(a, b cause) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.subject, b.subject))
	}) {
		if f := o.ofCause(key, o.causes[key]); f.Code != "" {
			all = append(all, f)
		}
	}
	for _, r := range o.c.Reviewers {
		if r.Note != "" {
			all = append(all, finding.Finding{Severity: finding.Note, Code: finding.ReviewerNoAccount, Value: r.Address,
				Message: r.Address + " reviews " + countOf(r.Rows, "row") + " and " + r.Note,
				Hint:    "the workbook and the letter are made all the same; make sure that the address is right"})
		}
	}
	return slices.Concat(all, o.fallbacksWhoLeft(), o.eachOther())
}

// ofCause tells of a cause where that is news: orphans are flagged row by row, and that nobody reviews their own
// access is the rule.
func (o *opening) ofCause(key cause, c *concerned) finding.Finding {
	people := countOf(len(c.people), "person")
	if len(c.people) != 1 {
		people = withCommas(len(c.people)) + " people"
	}
	f := finding.Finding{Severity: finding.Warning, Pos: o.placeOfStaff()}
	switch {
	case key.kind == causeOwn, key.kind == causeOrphan:
	case key.subject != "":
		f.Code, f.Value, f.Pos = finding.NoOwner, key.subject, finding.Pos{}
		f.Message = fmt.Sprintf("%s, so whoever reviewed them last time, else the fallback, looks at %s of %s", c.problem, countOf(c.accesses, "row"), people)
		f.Hint = "name the owner in the list of owners and open the campaign again"
		if o.Owners != nil {
			f.Pos = finding.Pos{File: o.Owners.File, Sheet: o.Owners.Sheet}
		}
	case key.kind == causeUnmanaged:
		f.Code = finding.NoManager
		f.Message = fmt.Sprintf("no manager could be found for %s: %s", people, c.names())
		f.Hint = "their access is reviewed by whoever did last time, else by the fallback; correct HR's list and open the campaign again to have it otherwise"
		if len(c.people) == 1 {
			f.Message += " (" + c.problem + ")"
			f.Pos = c.people[0].HR.Pos
		}
	case key.kind == causeCircle:
		f.Code = finding.NoManager
		f.Message = fmt.Sprintf("everybody above %s has left, and they are each other's managers: %s", people, c.names())
		f.Hint = "the fallback reviews their access; correct the managers in HR's list and open the campaign again to have it otherwise"
	case key.kind == causeNobody:
		f.Code, f.Pos = finding.NoReviewer, finding.Pos{}
		f.Message = fmt.Sprintf("nobody could be found to review %s of %s: %s", countOf(c.accesses, "row"), people, c.names())
		f.Hint = "they stand in " + nobodysFile + "; name a second fallback reviewer and open the campaign again, or have somebody named in Delegate decide them"
	}
	return f
}

func (o *opening) placeOfStaff() finding.Pos {
	if o.Staff == nil {
		return finding.Pos{}
	}
	return finding.Pos{File: o.Staff.File, Sheet: o.Staff.Sheet}
}

func (o *opening) fallbacksWhoLeft() []finding.Finding {
	var all []finding.Finding
	for _, address := range o.c.Fallback {
		if _, e := o.known(address); o.hasLeft(e) {
			all = append(all, finding.Finding{Severity: finding.Warning, Code: finding.FallbackLeft, Pos: e.Pos, Value: address,
				Message: "the fallback reviewer " + address + " has left by HR's list, and reviews nothing",
				Hint:    "name somebody else and open the campaign again"})
		}
	}
	return all
}

// eachOther tells of every two people of whom each reviews the other: allowed, and what an auditor asks about.
func (o *opening) eachOther() []finding.Finding {
	type pair struct{ reviewer, person string }
	reviews := map[pair]*Person{}
	for i := range o.c.People {
		p := &o.c.People[i]
		own, _ := o.known(string(p.Account.UserName))
		for j := range p.Accesses {
			if a := &p.Accesses[j]; a.Reviewer != "" && (j == 0 || a.Reviewer != p.Accesses[j-1].Reviewer) {
				reviews[pair{addressKey(a.Reviewer), addressKey(own)}] = p
			}
		}
	}
	var all []finding.Finding
	for both, p := range reviews {
		if other := reviews[pair{both.person, both.reviewer}]; other != nil && both.reviewer < both.person {
			f := finding.Finding{Severity: finding.Note, Code: finding.ReviewEachOther, Value: string(p.Account.UserName),
				Message: fmt.Sprintf("%s and %s review each other's access", other.Account.UserName, p.Account.UserName),
				Hint:    "that is allowed; an auditor may ask why nobody else looked at it"}
			if p.HR != nil {
				f.Pos = p.HR.Pos
			}
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b finding.Finding) int { return cmp.Compare(a.Message, b.Message) })
	return all
}
