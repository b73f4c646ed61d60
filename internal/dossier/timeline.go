package dossier

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"scimsheet/internal/review"
)

// happening is one line of the timeline.
type happening struct {
	At        time.Time
	By, Words string
}

// When is the time as the evidence writes it.
func (h happening) When() string { return moment(h.At) }

// timeline is what was recorded of the campaign and of its run, in the order of time.
func (b *binder) timeline() []happening {
	p := b.Campaign.Proof
	all := []happening{{p.StartedAt, p.By, fmt.Sprintf("Reading the tenant began; it ended on %s with %s.", moment(p.EndedAt), countOf(p.Accounts, "account", "accounts"))}}
	for _, e := range b.Events {
		all = append(all, happening{e.At, e.By, sentence(e.Words)})
	}
	if !slices.ContainsFunc(b.Events, func(e review.Event) bool { return e.What == review.WhatClosed }) {
		all = append(all, happening{b.Closing.ClosedAt, b.Closing.Operator, "The campaign was closed."})
	}
	if b.runs() {
		all = append(all, b.runTimeline()...)
	}
	for i := range all {
		all[i].By, all[i].Words = oneLine(all[i].By), clipped(all[i].Words)
	}
	slices.SortStableFunc(all, func(a, b happening) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return all
}

func (b *binder) runTimeline() []happening {
	all := []happening{{b.Run.Plan.CreatedAt, b.Run.Plan.Operator, fmt.Sprintf("The plan %s was made.", b.Run.Plan.ID)}}
	for _, call := range b.Run.Calls {
		if call.RecordOnly {
			all = append(all, happening{call.StartedAt, call.By, "Decisions were recorded in the run; nothing was written to the tenant."})
			continue
		}
		text := "Applying the plan began."
		if call.SignedBy != "" {
			text = "Applying the plan began; it was signed by " + call.SignedBy + "."
		}
		all = append(all, happening{call.StartedAt, call.By, text})
		switch {
		case call.Stopped != "":
			all = append(all, happening{call.EndedAt, call.By, "Applying the plan stopped early: " + sentence(call.Stopped)})
		case !call.EndedAt.IsZero():
			all = append(all, happening{call.EndedAt, call.By, "Applying the plan ended."})
		}
	}
	for _, look := range b.Run.Looks {
		text := "The tenant was read again: it stands as the plan wants it."
		if look.Differences > 0 {
			text = "The tenant was read again: " + countOf(look.Differences, "difference", "differences") + " from the plan."
		}
		all = append(all, happening{look.At, look.By, text})
	}
	return all
}
