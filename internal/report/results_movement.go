package report

import (
	"cmp"
	"slices"

	"scimsheet/internal/apply"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// movement is a number before a run and what the run did to it, as far as that is known.
type movement struct {
	before             *int // nil where it was not read
	up, down           int
	mayBeUp, mayBeDown int // written, and nobody could say what became of it
}

// after is what the number can be after the run, where it was known before: a range where something is unknown.
func (m movement) after() (least, most int) {
	known := *m.before + m.up - m.down
	return known - m.mayBeDown, known + m.mayBeUp
}

// ranges reports whether the number after the run is a range.
func (m movement) ranges() bool { return m.before != nil && m.mayBeUp+m.mayBeDown > 0 }

// accountMovements are the tenant's accounts before and after.
type accountMovements struct{ all, active, inactive movement }

func (r *results) accounts() accountMovements {
	m := accountMovements{all: movement{before: &r.Plan.Snapshot.Users}}
	if r.ActiveBefore != nil {
		m.active.before, m.inactive.before = r.ActiveBefore, new(r.Plan.Snapshot.Users-*r.ActiveBefore)
	}
	for i := range r.Plan.Changes {
		c := &r.Plan.Changes[i]
		status := r.Outcomes[c.ID].Status
		switch c.Action {
		case plan.Create:
			m.created(status, c.After().Active)
		case plan.Deactivate:
			m.switched(status, &m.active, &m.inactive)
		case plan.Reactivate:
			m.switched(status, &m.inactive, &m.active)
		}
	}
	return m
}

// created counts a new account. A creation that is done in part has made it, whatever it lacks.
func (m *accountMovements) created(status apply.Status, active bool) {
	half := &m.inactive
	if active {
		half = &m.active
	}
	switch status {
	case apply.Applied:
		m.all.up++
		half.up++
	case apply.Partial:
		m.all.up++
		m.active.mayBeUp++
		m.inactive.mayBeUp++
	case apply.Unknown:
		m.all.mayBeUp++
		half.mayBeUp++
	}
}

// switched counts an account that goes from one half of the tenant to the other.
func (m *accountMovements) switched(status apply.Status, from, to *movement) {
	switch status {
	case apply.Applied:
		from.down++
		to.up++
	case apply.Partial, apply.Unknown:
		from.mayBeDown++
		to.mayBeUp++
	}
}

// memberMovement is a workspace's members before and after.
type memberMovement struct {
	identity.Workspace
	movement
}

// members are the workspaces that were given or taken, or may have been, by what they lost and got.
func (r *results) members() []*memberMovement {
	byID := map[string]*memberMovement{}
	for i := range r.Plan.Changes {
		for _, w := range r.Outcomes[r.Plan.Changes[i].ID].Workspaces {
			if w.Status != apply.Applied && w.Status != apply.Unknown && w.Status != apply.Partial {
				continue
			}
			m := byID[w.ID]
			if m == nil {
				m = &memberMovement{Workspace: w.Workspace}
				byID[w.ID] = m
			}
			m.moved(w)
		}
	}
	for _, w := range r.Plan.Directory {
		if m := byID[w.ID]; m != nil {
			m.before = w.Members
		}
	}
	out := make([]*memberMovement, 0, len(byID))
	for _, m := range byID {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b *memberMovement) int {
		return cmp.Or(-cmp.Compare(a.down+a.mayBeDown, b.down+b.mayBeDown), -cmp.Compare(a.up+a.mayBeUp, b.up+b.mayBeUp),
			cmp.Compare(identity.Fold(r.labels.of(a.Workspace)), identity.Fold(r.labels.of(b.Workspace))), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (m *memberMovement) moved(w apply.WorkspaceOutcome) {
	switch done := w.Status == apply.Applied; {
	case done && w.Change == apply.Grant:
		m.up++
	case done:
		m.down++
	case w.Change == apply.Grant:
		m.mayBeUp++
	default:
		m.mayBeDown++
	}
}
