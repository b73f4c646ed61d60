package dossier

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
)

// runState is where the run stands, as far as gaps and sentences need it.
type runState struct {
	writes  int       // changes that write
	applied bool      // apply was called
	ended   time.Time // of the last call; zero where that is not recorded
	last    apply.Call
	left    map[apply.Status]int // changes that write, by outcome
}

// runs reports whether there is a run, and it is the one that closing has made.
func (b *binder) runs() bool { return b.Run != nil && b.Run.Plan.Digest == b.Closing.PlanDigest }

// execution is what was done: the run as it is, and what became of each revocation.
func (b *binder) execution() error {
	b.run = b.standing()
	b.follow()
	b.undone = b.executionGaps()
	if b.runs() {
		b.unwarranted()
		b.forgotten()
		b.unapproved()
	}
	if b.Run != nil {
		if err := b.copyRun(); err != nil {
			return err
		}
	}
	what := "what became of every revocation that was decided, and what was seen when the tenant was read again"
	headers := []string{"Row id", "What", "User name", "Person", "User id", "Workspace", "Workspace id", "Reviewer", "Decided by", "Outcome", "What happened",
		"When", "Seen when read again", "Plan change id"}
	return b.table(executionTable, what, headers, func(write func(...string) error) error {
		for i := range b.fates {
			f := &b.fates[i]
			key, reviewer, by := "", "", ""
			if f.Judged != nil {
				key, reviewer, by = f.Judged.Access.Key, f.Judged.Access.Reviewer, f.Judged.By
			}
			if err := write(key, f.What, string(f.Person.Account.UserName), nameOf(f.Person), f.Person.Account.ID, f.Workspace.Name, f.Workspace.ID,
				reviewer, by, string(f.Outcome), f.Words, moment(f.At), b.seen(f), f.ChangeID); err != nil {
				return err
			}
		}
		return nil
	})
}

// seen is what the verification says of a fate; that there was none is said too.
func (b *binder) seen(f *fate) string {
	switch {
	case f.Seen != "":
		return f.Seen
	case !b.runs() || b.Run.Verified == nil:
		return "not read again"
	}
	return "not among what was read again"
}

func (b *binder) standing() runState {
	s := runState{left: map[apply.Status]int{}}
	if b.Run == nil {
		return s
	}
	for i := range b.Run.Plan.Changes {
		if c := &b.Run.Plan.Changes[i]; c.Writes() {
			s.writes++
			s.left[b.Run.Outcomes[c.ID].Status]++
		}
	}
	for _, call := range b.Run.Calls {
		if !call.RecordOnly {
			s.applied, s.last, s.ended = true, call, call.EndedAt
		}
	}
	return s
}

// executionGaps are what an auditor will miss of what was done, in sentences.
func (b *binder) executionGaps() []string {
	revocations := revocationsOf(b.numbers.Revoke)
	switch {
	case b.Run == nil:
		return []string{fmt.Sprintf("The run that followed (plan %s, folder %s) was not found: nothing here shows what became of the %s.", b.Closing.PlanID, oneLine(b.Closing.Run), revocations)}
	case !b.runs():
		return []string{fmt.Sprintf("The run holds another plan than closing the campaign has made: plan %s with the digest %s, instead of plan %s with the digest %s. Nothing here shows what became of the %s.",
			b.Run.Plan.ID, b.Run.Plan.Digest, b.Closing.PlanID, b.Closing.PlanDigest, revocations)}
	}
	var gaps []string
	if b.run.writes > 0 {
		gaps = b.applyGaps()
	}
	if b.run.applied || b.run.writes == 0 {
		gaps = append(gaps, b.notCarriedOut(revocation, revocations)...)
		gaps = append(gaps, b.notCarriedOut(deactivation, "people who have left and were to be deactivated")...)
	}
	return append(gaps, b.undoGaps()...)
}

// revocationsOf are so many revocations in a sentence.
func revocationsOf(n int) string {
	return countOf(n, "revocation that was decided", "revocations that were decided")
}

// undoGaps are plans to take back what was done, of which nobody has looked what became.
func (b *binder) undoGaps() []string {
	var gaps []string
	for _, u := range b.Run.Undone {
		when, what := u.AppliedAt, "was carried out"
		if when.IsZero() {
			when, what = u.At, "was planned"
		}
		if !slices.ContainsFunc(b.Run.Looks, func(l Look) bool { return l.At.After(when) }) {
			gaps = append(gaps, fmt.Sprintf("An undo of the plan %s on %s (plan %s, folder %s), and the tenant was not read again since: nothing here shows how it stands.",
				what, moment(when), oneLine(u.PlanID), folderOf(u.Folder)))
		}
	}
	return gaps
}

// folderOf is a folder without the way to it, which belongs to the machine and not to the evidence.
func folderOf(folder string) string { return oneLine(filepath.Base(folder)) }

// notCarriedOut says what of a kind is not as it was decided.
func (b *binder) notCarriedOut(what, all string) []string {
	open, back, n := map[apply.Status]int{}, 0, 0
	for i := range b.fates {
		f := &b.fates[i]
		if f.What != what || b.stands(f) {
			continue
		}
		n++
		if f.Outcome == apply.Applied || f.Outcome == apply.Unchanged {
			back++
		} else {
			open[f.Outcome]++
		}
	}
	if n == 0 {
		return nil
	}
	words := counted(open, func(apply.Status) bool { return true })
	if back > 0 {
		words = strings.TrimPrefix(words+", ", ", ") + number(back) + " done, and undone since by somebody"
	}
	if what == deactivation {
		return []string{fmt.Sprintf("Of the %s, %s still active: %s. %s names them and says why.", all, countOf(n, "is", "are"), words, executionTable)}
	}
	which := "The " + all
	if n < b.numbers.Revoke {
		which = number(n) + " of the " + all
	}
	return []string{fmt.Sprintf("%s %s not carried out: %s. %s names each and says why.", which, verb(n, "was", "were"), words, executionTable)}
}

// applyGaps are those of a plan that writes something.
func (b *binder) applyGaps() []string {
	p := b.Run.Plan
	if !b.run.applied {
		text := fmt.Sprintf("The plan was never applied: none of its %s was made.", countOf(b.run.writes, "change", "changes"))
		if p.Refused {
			text = "The plan is beyond a limit and cannot be applied: none of its changes was made."
		}
		return []string{text}
	}
	var gaps []string
	switch last := b.run.last; {
	case last.EndedAt.IsZero():
		gaps = append(gaps, fmt.Sprintf("Apply is not finished: the last call began on %s, and no end of it is recorded.", moment(last.StartedAt)))
	case last.Stopped != "":
		gaps = append(gaps, fmt.Sprintf("Apply is not finished: the last call stopped on %s: %s.", moment(last.EndedAt), strings.TrimSuffix(oneLine(last.Stopped), ".")))
	}
	if again := counted(b.run.left, apply.Status.NeedsAnother); again != "" {
		gaps = append(gaps, fmt.Sprintf("Apply is not finished: of %s, %s.", countOf(b.run.writes, "change", "changes"), again))
	} else if !b.Run.Converged && len(gaps) == 0 && b.run.left[apply.Drifted] == 0 {
		gaps = append(gaps, "Apply found users who do not stand as the plan wants them, when it read back what it had written.")
	}
	return slices.Concat(gaps, b.verificationGaps())
}

func (b *binder) verificationGaps() []string {
	v := b.Run.Verified
	switch {
	case v == nil:
		return []string{"Nobody has verified it: apply has read back what it wrote, and the tenant was not read again after that (scimsheet verify)."}
	case v.At.IsZero():
		return []string{"It is not recorded when the tenant was read again: nothing shows that it was after the plan was applied."}
	case v.At.Before(b.run.ended):
		return []string{fmt.Sprintf("The verification is older than the last apply: the tenant was read again on %s, and apply went on until %s.", moment(v.At), moment(b.run.ended))}
	case b.run.ended.IsZero() && v.At.Before(b.run.last.StartedAt):
		return []string{fmt.Sprintf("The verification is older than the last apply: the tenant was read again on %s, and apply began on %s.", moment(v.At), moment(b.run.last.StartedAt))}
	case !v.Converged && !b.allStand():
		return []string{fmt.Sprintf("The verification found that the tenant is not as the plan wants it: %s on %s.", countOf(len(v.Differences), "difference", "differences"), moment(v.At))}
	}
	return nil
}

// allStand reports whether everything that was decided is so, whatever else of the people concerned is not as the plan
// saw it.
func (b *binder) allStand() bool {
	return !slices.ContainsFunc(b.fates, func(f fate) bool { return !b.stands(&f) })
}

// planned are the plan's changes in the words of a sentence.
func planned(c plan.Counts) string {
	var words []string
	if c.Revocations > 0 {
		words = append(words, countOf(c.Revocations, "workspace taken", "workspaces taken"))
	}
	if c.Deactivate > 0 {
		words = append(words, countOf(c.Deactivate, "person deactivated", "people deactivated"))
	}
	if len(words) == 0 {
		return "nobody loses anything"
	}
	return listed(words) + ", and nothing else"
}
