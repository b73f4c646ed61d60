package apply

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// attempt is one change on its way in this call of apply.
type attempt struct {
	change *plan.Change
	prior  told

	before    *identity.Account // as looked at just before writing; nil where there was none
	startedAt time.Time
	requests  int    // sent, repeats included
	acted     bool   // something that was sent had an effect, or may have had
	answer    answer // the last one
	note      string // why we ourselves went no further
	hint      string // and what to do about it
	halted    bool   // because the run was stopped before the request, or the next one, left

	// id is the account's, as soon as anybody told. known is the account as the answers so far show it,
	// nil for none; it holds only while sure.
	id    string
	known *identity.Account
	sure  bool
	// confirmed: the answers show the account as wanted, in everything the change is about.
	confirmed bool
	counted   Status // as which the progress counts it
}

// answer is what came back for a write.
type answer struct {
	status   int
	scimType string
	detail   string
	partial  bool  // the service said that not everything was done
	err      error // nil where the service accepted the write
	harmless bool  // a no to the only request sent, or to the credentials alone: it is sure to have changed nothing
}

// refused: the service said no, and no is all it did.
func (a answer) refused() bool {
	var refusal *identity.Refusal
	return errors.As(a.err, &refusal)
}

// said are the service's own words, or what kept them from reaching us.
func (a answer) said() string {
	switch {
	case a.detail != "":
		return a.detail
	case a.err != nil && !a.refused():
		return a.err.Error()
	case a.status != 0:
		return fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))
	}
	return ""
}

// leave ends an attempt before it is through, for a reason of ours.
func (a *attempt) leave(note, hint string) { a.note, a.hint = note, hint }

// decision is what looking at an account before writing comes to.
type decision struct {
	write  bool
	status Status // where nothing is written
	detail string
	hint   string

	differences []Difference // in what the account of an applied change is otherwise not as wanted
}

func drifted(detail string) decision {
	return decision{status: Drifted, detail: detail, hint: hintDrifted}
}

// decide looks at a change's account before anything is written. What somebody else changed is left alone;
// what this run itself may have left half done is its own to finish.
//
// A user whose creation was sent and never answered is created again only after this look has come
// back without them: by then that request is over for the client, and should the service still carry
// it out, it refuses the second one, because a userName is unique (409, which is looked at again).
func (a *attempt) decide(now, namesake *identity.Account) decision {
	c := a.change
	switch {
	case now == nil && c.Action != plan.Create:
		return drifted("the account no longer exists")
	case now == nil && a.prior.outcome.UserID != "":
		return drifted("the account that this run created no longer exists")
	case now == nil && namesake != nil:
		return drifted(namesakeInWords(namesake))
	case now == nil:
		return decision{write: true}
	}
	s := stand(c, now)
	touched := a.prior.touched()
	switch {
	case s.wanted() && !touched:
		return decision{status: Unchanged, detail: "already as wanted"}
	case s.wanted():
		return decision{status: Applied, detail: "done by an earlier request of this run, as a look at the account shows"}
	case s.before(c):
		return decision{write: true}
	case touched && s.between(a.lostBefore(s)):
		return decision{write: true}
	case touched && s.complete():
		return decision{status: Applied, differences: s.differences,
			detail: "done by an earlier request of this run; otherwise " + inWords(s.differences, "wanted")}
	}
	return drifted(driftInWords(c, now))
}

// verdict is an outcome with what a later look has to know beside it.
type verdict struct {
	Outcome
	open        bool         // what was sent may still take effect: what is found later counts as the run's own
	lost        []string     // workspaces to be kept that the run itself has lost; a later write brings them back
	unverified  bool         // it rests on the answer alone
	differences []Difference // in what the account of an applied change is otherwise not as wanted
}

// judge says what became of an attempt, from the account as it is after it.
func (a *attempt) judge(now, namesake *identity.Account) verdict {
	c := a.change
	switch {
	case now == nil && c.Action != plan.Create:
		return verdict{Outcome: a.outcome(Drifted, "the account no longer exists", hintDrifted)}
	case now == nil && namesake != nil:
		return verdict{Outcome: a.outcome(Drifted, namesakeInWords(namesake), hintDrifted)}
	case now == nil:
		return a.failed(nil)
	}
	s := stand(c, now)
	others := a.othersWereThere()
	ours := a.lostNow(s) || a.lostBefore(s)
	switch {
	case others && s.wanted():
		return a.verdict(now, Unchanged, "somebody else brought the account to this meanwhile, as wanted", "")
	case s.before(c):
		return a.failed(now)
	case others:
		return a.verdict(now, Drifted, driftInWords(c, now), hintDrifted)
	case s.between(ours):
		v := a.verdict(now, Partial, a.partialInWords(s), firstOf(a.hint, hintPartial))
		if a.answer.refused() && a.note == "" {
			v.Hint = hintFor(a.answer.status, a.answer.scimType)
		}
		v.lost = workspacesOf(s.lost)
		v.Workspaces = partly(c, now, Failed)
		return v
	case s.complete():
		v := a.verdict(now, Applied, a.appliedInWords(s), "")
		v.differences = s.differences
		return v
	}
	v := a.verdict(now, Drifted, driftInWords(c, now), hintDrifted)
	v.Workspaces = partly(c, now, Drifted)
	return v
}

// othersWereThere reports whether a refusal says that somebody else was there first, and nothing of this
// run can have had an effect: a userName that was not taken a moment ago, or an account that was
// changed meanwhile.
func (a *attempt) othersWereThere() bool {
	switch {
	case a.acted || a.prior.touched():
		return false
	case a.before == nil:
		return a.answer.status == http.StatusConflict
	}
	return a.overtaken()
}

func (a *attempt) verdict(now *identity.Account, status Status, detail, hint string) verdict {
	v := verdict{Outcome: a.outcome(status, detail, hint)}
	v.UserID = now.ID
	return v
}

// lostNow reports whether workspaces that were to be kept were lost to this very attempt: it is known to
// have been carried out in part, or there was no answer to it and the account is looked at in the same
// breath. An intent that an earlier call left behind proves nothing: its request may never have been
// sent, and whoever took the workspace since had a reason.
func (a *attempt) lostNow(s standing) bool {
	switch {
	case a.answer.partial || a.note != "" && !a.halted:
		return true
	case errors.Is(a.answer.err, errNotRecorded) || errors.Is(a.answer.err, errSentBefore) || a.answer.refused() && a.answer.harmless:
		return false
	case a.answer.err != nil:
		return true
	}
	return len(s.undone) > 0 || a.sure && a.known != nil && len(stand(a.change, a.known).lost) > 0
}

// lostBefore reports whether all that is lost was lost to an earlier attempt of this run.
func (a *attempt) lostBefore(s standing) bool {
	return len(identity.Without(workspacesOf(s.lost), a.prior.lost)) == 0
}

// failed is the verdict on an attempt after which the account is as it was. Only a refusal makes sure
// that nothing will come of it later.
func (a *attempt) failed(now *identity.Account) verdict {
	v := verdict{Outcome: a.outcome(Failed, "", hintFor(a.answer.status, a.answer.scimType)), open: true}
	if now != nil {
		v.UserID = now.ID
	}
	switch {
	case a.note != "":
		v.Detail, v.Hint, v.open = a.note, a.hint, a.acted
	case a.answer.refused() || a.answer.harmless:
		v.Detail = firstOf(a.answer.said(), "the service refused the change")
		v.open = a.acted
	case errors.Is(a.answer.err, errSentBefore) && a.prior.outcome.Status == Failed:
		v.Detail = a.prior.outcome.Detail // of the request itself, which said the same and why
	case errors.Is(a.answer.err, errNotRecorded) && a.prior.outcome.Status == Unknown && !a.prior.inFlight:
		v.Detail = joined(a.prior.outcome.Detail, "looked at afterwards, "+asItWas(now))
	case a.answer.err != nil:
		v.Detail = "no answer that could be trusted (" + a.answer.said() + "); looked at afterwards, " + asItWas(now)
	default:
		v.Detail = fmt.Sprintf("the service answered %d, but %s", a.answer.status, asItWas(now))
		if a.answer.detail != "" {
			v.Detail += " (" + a.answer.detail + ")"
		}
	}
	v.open = v.open || a.prior.touched()
	return v
}

func asItWas(now *identity.Account) string {
	if now == nil {
		return "there is no such account"
	}
	return "the account is as it was"
}

// unknown is the verdict on an attempt that was never looked at: why, or because the run was stopped.
func (a *attempt) unknown(why error) verdict {
	o := a.outcome(Unknown, "sent, but not confirmed", hintUnknown)
	if said := a.answer.said(); said != "" {
		o.Detail += " (" + said + ")"
	}
	if why == nil {
		o.Detail += "; the run was stopped before the account could be looked at"
	} else {
		o.Detail += "; the account could not be looked at: " + why.Error()
	}
	return verdict{Outcome: o, open: true, lost: a.prior.lost}
}

func (a *attempt) outcome(status Status, detail, hint string) Outcome {
	return Outcome{
		ChangeID: a.change.ID, Status: status, UserID: firstOf(a.prior.outcome.UserID, a.change.UserID),
		HTTPStatus: a.answer.status, ScimType: a.answer.scimType, Detail: detail, Hint: hint,
		Attempts: a.prior.outcome.Attempts + a.requests, StartedAt: a.startedAt,
	}
}

func (a *attempt) appliedInWords(s standing) string {
	detail := ""
	if a.answer.err != nil {
		detail = "the answer did not say so (" + a.answer.said() + "), but a look at the account shows it done"
	}
	if s.wanted() {
		return detail
	}
	return firstOf(detail, "done") + "; otherwise " + inWords(s.differences, "wanted")
}

func (a *attempt) partialInWords(s standing) string {
	detail := "not done: " + inWords(s.differences, "wanted")
	if errors.Is(a.answer.err, errSentBefore) && strings.HasPrefix(a.prior.outcome.Detail, detail) {
		return a.prior.outcome.Detail // which has the service's words as well
	}
	if said := firstOf(a.note, a.answer.said()); said != "" && (a.note != "" || a.answer.err != nil || a.answer.partial) {
		detail += " (" + said + ")"
	}
	return detail
}

// driftInWords says what is no longer as the plan saw it.
func driftInWords(c *plan.Change, now *identity.Account) string {
	if c.Before == nil {
		after := c.After()
		return "an account of this userName exists now, and not as wanted: " + inWords(compare(c, &after, now), "wanted")
	}
	return "changed since the plan: " + inWords(compare(c, c.Before, now), "was")
}

func namesakeInWords(namesake *identity.Account) string {
	return fmt.Sprintf("there is no account of this userName, but %q has its externalId %q", namesake.UserName, namesake.ExternalID)
}
