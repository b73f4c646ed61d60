package review

import (
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Desired is what a closed campaign wants of the tenant, for a plan whose policy takes what is claimed (plan.Remove):
// everybody of the population once, in its order, then, where leavers are to be deactivated, those who have left and
// hold nothing. Who loses workspaces claims exactly those; a leaver who is to be deactivated is; everybody else is
// attested. Accounts that are gone since are left alone. People are named by their
// id, so that a new userName does not matter. A person's rows are those that the decisions stand in, and the group
// is whoever decided: of those who lose something, those and whoever decided that, since what becomes of the person
// becomes of none of the rows that were kept.
func (cl *Closing) Desired(c *Campaign) plan.Desired {
	gone := cl.Drift.gone()
	out := plan.Desired{Listed: make([]plan.Listed, 0, len(c.People))}
	rest := cl.Rows
	for i := range c.People {
		p := &c.People[i]
		rows := rest[:len(p.Accesses)]
		rest = rest[len(p.Accesses):]
		wish := plan.Listed{Person: identity.Person{ID: strings.ToLower(p.Account.ID)}}
		revoked := decidedSo(rows, Revoke)
		wish.Rows, wish.Group = places(rows), deciders(rows)
		if len(revoked) > 0 {
			wish.Rows, wish.Group = places(revoked), deciders(revoked)
			wish.Person.Workspaces = &identity.Claim{Has: workspaceIDs(revoked)}
		}
		leaves := cl.DeactivateLeavers && p.HR != nil && p.HR.Left
		switch {
		case gone[wish.Person.ID]:
			wish.Rows = places(rows)
			wish.Person = identity.Person{ID: wish.Person.ID, UserName: p.Account.UserName, Request: identity.RequestSkip}
		case leaves:
			wish.Rows, wish.Person.Active = places(rows), new(false)
		case len(revoked) == 0:
			wish.Person.Request = identity.RequestKeep
		}
		out.Listed = append(out.Listed, wish)
	}
	if cl.DeactivateLeavers {
		out.Listed = append(out.Listed, idle(c.LeftIdle, gone)...)
	}
	return out
}

// idle are the wishes for those who have left and hold nothing, of whom no decision tells.
func idle(left []Person, gone map[string]bool) []plan.Listed {
	var out []plan.Listed
	for i := range left {
		id := strings.ToLower(left[i].Account.ID)
		wish := plan.Listed{Person: identity.Person{ID: id, Active: new(false)}}
		if gone[id] {
			wish.Person = identity.Person{ID: id, UserName: left[i].Account.UserName, Request: identity.RequestSkip}
		}
		out = append(out, wish)
	}
	return out
}

// gone are the ids, in small letters, of accounts that are no longer there.
func (d *Drift) gone() map[string]bool {
	gone := map[string]bool{}
	for i := range d.Gone {
		gone[strings.ToLower(d.Gone[i].ID)] = true
	}
	return gone
}

func decidedSo(rows []Judged, d Decision) []Judged {
	var out []Judged
	for i := range rows {
		if rows[i].Decision == d {
			out = append(out, rows[i])
		}
	}
	return out
}

func workspaceIDs(rows []Judged) []string {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].Access.Workspace.ID
	}
	return identity.Set(ids)
}

// places are where the decisions stand, of those that stand anywhere.
func places(rows []Judged) []finding.Pos {
	var out []finding.Pos
	for i := range rows {
		if j := &rows[i]; j.Row > 0 {
			out = append(out, finding.Pos{File: j.File, Sheet: j.Sheet, Row: j.Row})
		}
	}
	return out
}

// deciders are the addresses of those who decided, or would have had to, sorted.
func deciders(rows []Judged) string {
	var all []string
	for i := range rows {
		by := rows[i].By
		if rows[i].Treated {
			by = rows[i].Access.Reviewer
		}
		if by != "" {
			all = append(all, by)
		}
	}
	return strings.Join(identity.Set(all), ", ")
}

// Leaver is somebody who has left by HR's list, and which accesses they keep all the same.
type Leaver struct {
	Person *Person
	Kept   []Judged // not revoked, in the population's order
}

// Leavers are everybody of the population who has left by HR's list, in its order, then those who have left and whose
// accounts are switched on and hold nothing.
func (cl *Closing) Leavers(c *Campaign) []Leaver {
	var out []Leaver
	rest := cl.Rows
	for i := range c.People {
		p := &c.People[i]
		rows := rest[:len(p.Accesses)]
		rest = rest[len(p.Accesses):]
		if p.HR == nil || !p.HR.Left {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(rows), func(j Judged) bool { return j.Decision == Revoke })
		out = append(out, Leaver{Person: p, Kept: kept})
	}
	for i := range c.LeftIdle {
		out = append(out, Leaver{Person: &c.LeftIdle[i]})
	}
	return out
}

// FollowUps are the accesses for which something else has to be done than keeping or revoking them.
func (cl *Closing) FollowUps() []Judged { return decidedSo(cl.Rows, Change) }
