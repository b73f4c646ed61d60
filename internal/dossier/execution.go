package dossier

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// runFiles are the files of a run that the evidence takes, by the pattern of their names: programs that hold a
// file open make us write its successor under a numbered name.
var runFiles = []struct{ pattern, what string }{
	{"plan.jsonl", "the plan: every change that closing the campaign has asked for, for programs"},
	{"plan.jsonl.sig", "the signature of the plan"},
	{"snapshot.jsonl.gz", "the accounts as they were when the plan was made, for programs"},
	{"rows.jsonl.gz", "the rows of the decisions that the plan was made from, for programs"},
	{"findings.jsonl", "what was found wrong when the plan was made, for programs"},
	{report.ChangeWorkbookName, "the plan as a workbook: who loses what, before it was done"},
	{report.ChangePageName, "the plan as a page"},
	{"journal.jsonl", "what was done, as it happened, for programs"},
	{"results*.xlsx", "the results: what became of each row"},
	{"results*.jsonl", "the results, for programs"},
	{"verified*.jsonl", "each time the tenant was read again, and what it came to, for programs"},
	{"verify*.jsonl", "what was found to differ when the tenant was read again for the last time, for programs; empty where nothing did"},
	{"verify*.xlsx", "what was found to differ when the tenant was read again"},
}

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

func (b *binder) copyRun() error {
	for _, of := range []struct{ from, to string }{{"", ""}, {report.ApprovalsFolder, report.ApprovalsFolder + "/"}} {
		names, err := within(filepath.Join(b.Run.Folder, of.from))
		if err != nil {
			return err
		}
		for _, name := range names {
			what := whatOf(name)
			if of.from != "" {
				what = "the part of the plan that one approver was asked about"
			}
			if what == "" {
				continue
			}
			trouble, err := b.copy(filepath.Join(b.Run.Folder, of.from, name), b.free(executionPart+of.to+fileName(name)), what, "")
			if err != nil {
				return err
			}
			if trouble != "" {
				b.miss("%s of the run's folder %s.", oneLine(name), trouble)
			}
		}
	}
	for _, name := range []string{"plan.jsonl", "journal.jsonl", report.ResultsWorkbookName} {
		if !b.taken[executionPart+name] && (name == "plan.jsonl" || b.run.applied) {
			b.miss("%s of the run's folder is missing.", name)
		}
	}
	return nil
}

// whatOf says what a file of a run is; empty for what is no part of it.
func whatOf(name string) string {
	for _, f := range runFiles {
		if fits, _ := filepath.Match(f.pattern, name); fits {
			return f.what
		}
	}
	return ""
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
	revocations := countOf(b.numbers.Revoke, "revocation that was decided", "revocations that were decided")
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
	return gaps
}

// notCarriedOut says what of a kind is not as it was decided.
func (b *binder) notCarriedOut(what, all string) []string {
	open := b.byStatus(what)
	delete(open, apply.Applied)
	delete(open, apply.Unchanged)
	n := 0
	for _, many := range open {
		n += many
	}
	if n == 0 {
		return nil
	}
	words := counted(open, func(apply.Status) bool { return true })
	if what == deactivation {
		return []string{fmt.Sprintf("Of the %s, %s still active: %s. %s names them and says why.", all, countOf(n, "is", "are"), words, executionTable)}
	}
	return []string{fmt.Sprintf("%s of the %s %s not carried out: %s. %s names each and says why.", number(n), all, verb(n, "was", "were"), words, executionTable)}
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
		gaps = append(gaps, "Apply found users who do not stand as the plan wants them, when it read them again.")
	}
	return slices.Concat(gaps, b.verificationGaps())
}

func (b *binder) verificationGaps() []string {
	v := b.Run.Verified
	switch {
	case v == nil:
		return []string{"Nobody has verified it: the tenant was not read again after the plan was applied."}
	case v.At.IsZero():
		return []string{"It is not recorded when the tenant was read again: nothing shows that it was after the plan was applied."}
	case v.At.Before(b.run.ended):
		return []string{fmt.Sprintf("The verification is older than the last apply: the tenant was read again on %s, and apply went on until %s.", moment(v.At), moment(b.run.ended))}
	case b.run.ended.IsZero() && v.At.Before(b.run.last.StartedAt):
		return []string{fmt.Sprintf("The verification is older than the last apply: the tenant was read again on %s, and apply began on %s.", moment(v.At), moment(b.run.last.StartedAt))}
	case !v.Converged:
		return []string{fmt.Sprintf("The verification found that the tenant is not as the plan wants it: %s on %s.", countOf(len(v.Differences), "difference", "differences"), moment(v.At))}
	}
	return nil
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
