package dossier

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
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

// timelineGaps compares what was recorded with what the closing says of it.
func (b *binder) timelineGaps() {
	want := b.Closing.Timeline
	if want.SHA256 == "" {
		return
	}
	size, lines := 0, 0
	for line := range bytes.Lines(b.Timeline) {
		if lines == want.Events || !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		size += len(line)
		lines++
	}
	if lines < want.Events {
		b.belie("%s lacks lines: it had %d when the campaign was closed, and only %d of them are there. What it says cannot be trusted.", timelineFile, want.Events, lines)
		return
	}
	if sum := sha256.Sum256(b.Timeline[:size]); hex.EncodeToString(sum[:]) != want.SHA256 {
		b.belie("%s was changed after the campaign was closed: the digest (SHA-256) of its first %s was %s, and is %s. What it says cannot be trusted.",
			timelineFile, countOf(want.Events, "line", "lines"), want.SHA256, hex.EncodeToString(sum[:]))
		return
	}
	if since := b.Events[min(want.Events, len(b.Events)):]; len(since) != 1 || !b.closes(since[0]) {
		b.belie("%s does not end as it was written: after its first %s there should be one, which says when and by whom the campaign was closed. What it says cannot be trusted.",
			timelineFile, countOf(want.Events, "line", "lines"))
	}
}

// closes reports whether an event is the campaign's closing, as the closing has it.
func (b *binder) closes(e review.Event) bool {
	return e.What == review.WhatClosed && e.At.Equal(b.Closing.ClosedAt) && e.By == b.Closing.Operator
}

// firstGiven is when each returned file was first given to the program, by its digest.
func firstGiven(events []review.Event) map[string]time.Time {
	first := map[string]time.Time{}
	for _, e := range events {
		if e.What != review.WhatRead && e.What != review.WhatClosed {
			continue
		}
		for _, f := range e.Files {
			if at, met := first[f.SHA256]; !met || e.At.Before(at) {
				first[f.SHA256] = e.At
			}
		}
	}
	return first
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
		text := "The tenant was read again, apart from applying: it stands as the plan wants it."
		if look.Differences > 0 {
			text = "The tenant was read again, apart from applying: " + countOf(look.Differences, "difference", "differences") + " from the plan."
		}
		all = append(all, happening{look.At, look.By, text})
	}
	for _, u := range b.Run.Undone {
		all = append(all, happening{u.At, "", fmt.Sprintf("An undo of the plan was planned: plan %s in the folder %s. It is no part of this evidence.", oneLine(u.PlanID), folderOf(u.Folder))})
		if !u.AppliedAt.IsZero() {
			all = append(all, happening{u.AppliedAt, "", fmt.Sprintf("The undo %s was carried out.", oneLine(u.PlanID))})
		}
	}
	return all
}
