package approval

import (
	"cmp"
	"slices"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// Status is a Standing to look at: by file, by part, by who decided, and who is still open.
type Status struct {
	Plan     string       `json:"planId"`
	People   int          `json:"people"` // with a change that writes
	Approved int          `json:"approved"`
	Rejected int          `json:"rejected"`
	Open     int          `json:"open"`
	Files    []FileStatus `json:"files"`
	Parts    []PartStatus `json:"parts,omitempty"` // where the plan is split, in the order of the alphabet, people of no part last
	Deciders []Decider    `json:"deciders"`        // who decided most first
	Waiting  []Person     `json:"waiting"`         // people who are open, in the order of the report; at most as many as asked for
}

// FileStatus is one file that decisions came from.
type FileStatus struct {
	File
	Recorded bool `json:"recorded"` // given in an earlier call: only its decisions are known
}

// PartStatus is one part of a plan that is split.
type PartStatus struct {
	Part     string `json:"part"`
	People   int    `json:"people"`
	Approved int    `json:"approved"`
	Rejected int    `json:"rejected"`
	Open     int    `json:"open"`
}

// Decider is somebody who decided, counted as the results count them.
type Decider = apply.Decider

// Person is somebody about whom nothing is decided yet.
type Person struct {
	ChangeID string      `json:"changeId"`
	UserName string      `json:"userName"`
	Name     string      `json:"name,omitempty"`
	Action   plan.Action `json:"action"`
	Part     string      `json:"part,omitempty"`
	Risk     string      `json:"risk,omitempty"` // the first, in words
}

// Status sums up a standing with the files that were given for it. Of the people who are open it names at
// most so many; a negative number names all.
func (s *Standing) Status(files []File, most int) Status {
	st := Status{Plan: s.plan.ID, People: s.Approved + s.Rejected + len(s.Open), Approved: s.Approved, Rejected: s.Rejected, Open: len(s.Open),
		Files: s.files(files), Parts: s.parts(), Deciders: apply.Deciders(s.Decisions), Waiting: []Person{}}
	for _, c := range s.Open {
		if most >= 0 && len(st.Waiting) == most {
			break
		}
		st.Waiting = append(st.Waiting, person(c))
	}
	return st
}

// files are those of earlier calls, then those given.
func (s *Standing) files(given []File) []FileStatus {
	out := []FileStatus{}
	at := map[string]int{}
	for _, d := range s.Decisions[:s.recorded] {
		if slices.ContainsFunc(given, func(f File) bool { return f.SHA256 == d.SHA256 }) {
			continue
		}
		i, known := at[d.SHA256]
		if !known {
			i = len(out)
			at[d.SHA256] = i
			out = append(out, FileStatus{File: File{Name: d.File, SHA256: d.SHA256}, Recorded: true})
		}
		if d.Verdict == apply.Approve {
			out[i].Approved++
		} else {
			out[i].Rejected++
		}
	}
	for _, f := range given {
		if !slices.ContainsFunc(out, func(o FileStatus) bool { return o.SHA256 == f.SHA256 }) {
			out = append(out, FileStatus{File: f})
		}
	}
	return out
}

func (s *Standing) parts() []PartStatus {
	if s.plan.Policy.SplitBy == "" {
		return nil
	}
	at := map[string]int{}
	var out []PartStatus
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		if !c.Writes() {
			continue
		}
		part := visible(c.Part)
		k, known := at[part]
		if !known {
			k = len(out)
			at[part] = k
			out = append(out, PartStatus{Part: part})
		}
		out[k].People++
		switch s.verdicts[c.ID] {
		case apply.Approve:
			out[k].Approved++
		case apply.Reject:
			out[k].Rejected++
		default:
			out[k].Open++
		}
	}
	slices.SortFunc(out, func(a, b PartStatus) int {
		if (a.Part == "") != (b.Part == "") {
			return len(b.Part) - len(a.Part)
		}
		return cmp.Or(cmp.Compare(identity.Fold(a.Part), identity.Fold(b.Part)), cmp.Compare(a.Part, b.Part))
	})
	return out
}

func person(c *plan.Change) Person {
	after := c.After()
	p := Person{ChangeID: c.ID, UserName: string(c.UserName), Name: visible(after.GivenName + " " + after.FamilyName), Action: c.Action, Part: visible(c.Part)}
	if len(c.Risks) > 0 {
		p.Risk = c.Risks[0].Message
	}
	return p
}
