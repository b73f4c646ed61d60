package dossier

import (
	"fmt"
	"strings"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/review"
)

// headline is the review in one sentence.
func (b *binder) headline() string {
	n := b.numbers
	parts := []string{countOf(n.Keep, "stays", "stay")}
	switch done := b.carriedOut(); {
	case n.Revoke == 0:
		parts = append(parts, "none was to be taken")
	case done == n.Revoke:
		parts = append(parts, countOf(n.Revoke, "was taken", "were taken"))
	case done == 0:
		parts = append(parts, countOf(n.Revoke, "was to be taken, and is not", "were to be taken, and none is"))
	default:
		parts = append(parts, fmt.Sprintf("%s were to be taken, of which %s", number(n.Revoke), countOf(done, "is", "are")))
	}
	if n.Change > 0 {
		parts = append(parts, countOf(n.Change, "needs something else", "need something else"))
	}
	return fmt.Sprintf("%s of %s %s reviewed by %s: %s.", countOf(n.Rows(), "access", "accesses"), countOf(len(b.Campaign.People), "person", "people"),
		verb(n.Rows(), "was", "were"), countOf(b.deciders(), "reviewer", "reviewers"), listed(parts))
}

// carriedOut is how many of the revocations are as they were decided.
func (b *binder) carriedOut() int {
	n := 0
	for i := range b.fates {
		if f := &b.fates[i]; f.What == revocation && b.stands(f) {
			n++
		}
	}
	return n
}

// stands reports whether something is as it was decided: as the last look saw it, where that was after the last apply,
// whoever has done it; else as apply says.
func (b *binder) stands(f *fate) bool {
	if f.Seen != "" && b.lookedSince() {
		return f.Gone
	}
	return f.Outcome == apply.Applied || f.Outcome == apply.Unchanged
}

// lookedSince reports whether the tenant was read again after the plan was applied for the last time.
func (b *binder) lookedSince() bool {
	if !b.runs() || b.Run.Verified == nil || b.Run.Verified.At.IsZero() {
		return false
	}
	at := b.Run.Verified.At
	return !at.Before(b.run.ended) && (!b.run.ended.IsZero() || !at.Before(b.run.last.StartedAt))
}

// deciders is how many people decided something.
func (b *binder) deciders() int {
	n := 0
	for _, r := range b.numbers.reviewers {
		if r.Rows() > r.Treated {
			n++
		}
	}
	return n
}

// whatWasReviewed is the subject, in sentences.
func (b *binder) whatWasReviewed() []string {
	c, cl := b.Campaign, b.Closing
	out := []string{fmt.Sprintf("Reviewed was the access of %s of the Anaplan tenant %s, as it stood on %s: %s, each of one person to one workspace (%s, %s).",
		b.scopeWords(), b.tenantName(), moment(c.Proof.EndedAt), countOf(c.Proof.Rows, "access", "accesses"),
		countOf(len(c.People), "person", "people"), countOf(c.Proof.Workspaces, "workspace", "workspaces"))}
	text := fmt.Sprintf("The campaign %s was opened on %s by %s and closed on %s by %s", oneLine(c.Name), moment(c.OpenedAt), oneLine(c.Operator), moment(cl.ClosedAt), oneLine(cl.Operator))
	switch due := endOf(c.Due); {
	case c.Due.IsZero():
		text += "; no day was set until when it was due."
	case cl.ClosedAt.After(due):
		text += fmt.Sprintf("; it was due until %s, so it was closed late.", day(c.Due))
	default:
		text += fmt.Sprintf("; it was due until %s, so it was closed in time.", day(c.Due))
	}
	out = append(out, text, b.howFound())
	if b.numbers.own == 0 {
		out = append(out, "Nobody decided about their own access.")
	}
	if c.Previous != nil {
		out = append(out, fmt.Sprintf("It goes on from the campaign %s (%s), closed on %s.", oneLine(c.Previous.Name), c.Previous.ID, day(c.Previous.ClosedAt)))
	}
	if c.AddendumTo != nil {
		out = append(out, fmt.Sprintf("It is an addendum: it reviews what was given after the snapshot of the campaign %s (%s).", oneLine(c.AddendumTo.Name), c.AddendumTo.ID))
	}
	for _, u := range c.Unknown {
		out = append(out, "Could not be found out: "+sentence(oneLine(u)))
	}
	return out
}

// endOf is the end of a day.
func endOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour).Add(24*time.Hour - 1) }

// whyComplete says why nobody was left out.
func (b *binder) whyComplete() []string {
	p := b.Campaign.Proof
	out := []string{fmt.Sprintf("Every account of the tenant was asked for and read, from %s to %s.", moment(p.StartedAt), moment(p.EndedAt))}
	if p.TotalResults == p.Accounts {
		out = append(out, fmt.Sprintf("The service counted %s (totalResults), and as many were read: none is missing.", countOf(p.TotalResults, "account", "accounts")))
	} else {
		out = append(out, fmt.Sprintf("The service counted %s (totalResults), and %s were read: they differ.", countOf(p.TotalResults, "account", "accounts"), number(p.Accounts)))
	}
	return append(out, "Each of them stands in accounts.csv: with the number of its rows, or with the reason why it has none. Accounts that are not active and people who have not signed in are among them.")
}

// whatWasDecided is the numbers in sentences.
func (b *binder) whatWasDecided() []string {
	n := b.numbers
	out := []string{fmt.Sprintf("%s, %s and %s: together %s, which is the population.", capitalised(countOf(n.Keep, "access is kept", "accesses are kept")),
		countOf(n.Revoke, "is revoked", "are revoked"), countOf(n.Change, "needs something else (change)", "need something else (change)"), number(n.Rows()))}
	if n.Rows() != b.Campaign.Proof.Rows {
		out[0] = fmt.Sprintf("There are %s and %s: they do not add up.", countOf(n.Rows(), "decision", "decisions"), countOf(b.Campaign.Proof.Rows, "row", "rows"))
	}
	if b.agrees {
		out = append(out, "The returned files were read again for this evidence: they say of every row what the closing says.")
	}
	if n.Treated > 0 {
		out = append(out, fmt.Sprintf("%s had been decided by nobody when the campaign was closed; %s chose to treat %s as %s (--treat-blank-as), and each says so.",
			countOf(n.Treated, "of these", "of these"), oneLine(b.Closing.Operator), verb(n.Treated, "it", "them"), b.Closing.TreatBlankAs))
	}
	if all := n.flagged.Rows(); all > 0 {
		out = append(out, fmt.Sprintf("%s marked to be looked at with care (left the company, unknown to HR, came back, administrator, not signed in for long): %s kept, %s revoked, %s changed.",
			countOf(all, "access was", "accesses were"), number(n.flagged.Keep), number(n.flagged.Revoke), number(n.flagged.Change)))
	}
	if n.Change > 0 {
		out = append(out, fmt.Sprintf("%s to be followed up by somebody: nothing is written to the tenant for change.", countOf(n.Change, "access is", "accesses are")))
	}
	return out
}

// whatWasDone is the execution in sentences.
func (b *binder) whatWasDone() []string {
	if !b.runs() {
		return []string{fmt.Sprintf("Closing the campaign made the plan %s. What became of it is not in this evidence.", b.Closing.PlanID)}
	}
	p := b.Run.Plan
	out := []string{fmt.Sprintf("Closing the campaign made the plan %s: %s. Access that was given after the snapshot is not touched.", p.ID, planned(p.Counts))}
	switch {
	case b.run.writes == 0:
		return append(out, "There was nothing to do.", b.leavers())
	case !b.run.applied:
		return append(out, "It was not applied.", b.leavers())
	}
	var calls []string
	for _, call := range b.Run.Calls {
		if !call.RecordOnly {
			calls = append(calls, moment(call.StartedAt))
		}
	}
	text := "It was applied on " + calls[0]
	if len(calls) > 1 {
		text = fmt.Sprintf("It was applied in %d calls, the first on %s", len(calls), calls[0])
	}
	if !b.run.ended.IsZero() {
		text += ", and ended on " + moment(b.run.ended)
	}
	out = append(out, text+".")
	if n := b.numbers.Revoke; n > 0 {
		out = append(out, fmt.Sprintf("What became of the %s: %s.", revocationsOf(n), counted(b.byStatus(revocation), func(apply.Status) bool { return true })))
	}
	return append(out, b.readBack(), b.tested(), b.leavers())
}

// readBack is what applying itself has seen of its writes.
func (b *binder) readBack() string {
	if !b.Run.Converged {
		return "Applying reads back what it has written: it did not see every change as the plan wants it."
	}
	return "Applying reads back what it has written: it saw every change as the plan wants it."
}

// tested is what reading the tenant again, apart from applying, has shown.
func (b *binder) tested() string {
	v := b.Run.Verified
	if v == nil {
		return "Nobody has read the tenant again since, apart from that (scimsheet verify)."
	}
	seen, looked := 0, 0
	for i := range b.fates {
		if b.fates[i].What == revocation && b.fates[i].Seen != "" {
			looked++
			if b.fates[i].Gone {
				seen++
			}
		}
	}
	text := fmt.Sprintf("On %s the tenant was read again, apart from applying (scimsheet verify): %s of %s no longer there", moment(v.At), number(seen), countOf(looked, "revoked access that was looked for is", "revoked accesses that were looked for are"))
	if v.Converged {
		return text + ", and every account stands as the plan wants it."
	}
	return text + fmt.Sprintf(", and %s from the plan was found.", countOf(len(v.Differences), "difference", "differences"))
}

// leavers says what was done about those who have left.
func (b *binder) leavers() string {
	left := len(b.Closing.Leavers(b.Campaign))
	n := b.byStatus(deactivation)
	switch {
	case left == 0 && !b.hasStaff():
		return "There was no list of HR's, so that nobody is known to have left."
	case left == 0:
		return "HR's list names nobody among them who has left the company."
	case !b.Closing.DeactivateLeavers:
		return fmt.Sprintf("HR's list says of %s that they have left the company; their accounts were not to be deactivated by this review. %s", countOf(left, "person", "people"), b.keptByLeavers(left))
	}
	text := fmt.Sprintf("HR's list says of %s that they have left the company; their accounts were to be deactivated", countOf(left, "person", "people"))
	if words := counted(n, func(apply.Status) bool { return true }); words != "" {
		text += ": " + strings.ReplaceAll(words, statusName(apply.Unchanged), "not active already")
	}
	return text + ". " + b.keptByLeavers(left)
}

// keptByLeavers says how many of those who have left stand among the exceptions.
func (b *binder) keptByLeavers(left int) string {
	kept := 0
	for i := range b.exceptions {
		if b.exceptions[i].Code == review.ExceptionLeaverKept {
			kept++
		}
	}
	switch {
	case kept == 0:
		return "None of them was left a workspace or an active account."
	case kept == left:
		return "By the decisions each of them keeps a workspace or an active account; the exceptions name them."
	}
	others := "the other keeps"
	if n := left - kept; n > 1 {
		others = "the other " + number(n) + " keep"
	}
	return fmt.Sprintf("By the decisions %s of them %s a workspace or an active account, and the exceptions name them; %s neither.", number(kept), verb(kept, "keeps", "keep"), others)
}
