package report

import (
	"cmp"
	"slices"
	"time"
)

// event is one line of the time line.
type event struct {
	at   time.Time // zero where nobody recorded it
	what string
}

// callsShown bounds the time line: a run may be driven by a schedule.
const callsShown = 20

// timeLine is the run from the first look at the tenant to this report, in the order in which it happened.
func (r *results) timeLine() []event {
	p := r.Plan
	made := "The plan was made"
	if p.Operator != "" {
		made += " by " + oneLine(p.Operator)
	}
	events := []event{{p.Snapshot.TakenAt, "The tenant was read"}, {p.CreatedAt, made}}
	for _, rec := range r.Recorded {
		events = append(events, event{rec.At, "Decisions were recorded: " + oneLine(rec.File) + " (SHA-256 " + shortDigest(rec.SHA256) + "), " +
			number(rec.Approved) + " approved, " + number(rec.Rejected) + " rejected"})
	}
	for i, call := range r.Calls {
		if i >= callsShown-1 && i < len(r.Calls)-1 {
			continue
		}
		which := ""
		if len(r.Calls) > 1 {
			which = " (call " + number(i+1) + " of " + number(len(r.Calls)) + ")"
		}
		began := "apply began"
		if call.By != "" {
			began += ", as " + oneLine(call.By)
		}
		events = append(events, event{call.StartedAt, began + which}, event{endOfCall(r, i), "apply " + howCallEnded(r, i) + which})
	}
	events = append(events, event{r.started, "First write"}, event{r.finished, "Last write"}, event{r.WrittenAt, "These results were written"})
	events = slices.DeleteFunc(events, func(e event) bool { return e.at.IsZero() })
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	return events
}

// shortDigest is enough of a digest to know it again; the sheet has all of it further down.
func shortDigest(digest string) string {
	if len(digest) > 12 {
		return digest[:12] + "…"
	}
	return digest
}

// endOfCall is when a call of apply ended. One that was cut off has no end, and stands where it began.
func endOfCall(r *results, i int) time.Time {
	if call := r.Calls[i]; !call.EndedAt.IsZero() {
		return call.EndedAt
	}
	return r.Calls[i].StartedAt
}

func howCallEnded(r *results, i int) string {
	call := r.Calls[i]
	switch {
	case call.EndedAt.IsZero() && i == len(r.Calls)-1:
		return "is still at work, or was cut off: its end is not recorded"
	case call.EndedAt.IsZero():
		return "was cut off: its end is not recorded"
	case call.RecordOnly:
		return "recorded decisions, and sent nothing"
	case call.Stopped != "":
		return "stopped early: " + oneLine(call.Stopped)
	}
	return "went through to its end"
}
