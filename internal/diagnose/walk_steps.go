package diagnose

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"scimsheet/internal/identity"
)

func (w *walk) rename() {
	to := w.at
	to.GivenName = secondName
	if w.at.GivenName == secondName { // an earlier probe has renamed the user
		to.GivenName = firstName
	}
	w.update("rename", "change name.givenName", to)
}

// writeStale asks for a change to a state that has passed. A service that minds (If-Match, RFC 7644
// section 3.14) answers 412 and changes nothing.
func (w *walk) writeStale(earlier identity.Account) {
	if w.ended() || earlier.Version == "" || earlier.Version == w.at.Version {
		return
	}
	to := earlier
	to.FamilyName = probeFamily + "-Stale"
	begun := w.Now()
	result, err := w.Writer.Update(w.ctx, earlier, to)
	s := stepOf("stale write", "change with an old If-Match", result, err, w.Now().Sub(begun))
	var refusal *identity.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.HTTPStatus == http.StatusPreconditionFailed && refusal.Attempts == 0:
		err, s.Detail = nil, "not sent: the user was read first, and was another by then"
	case errors.As(err, &refusal) && refusal.HTTPStatus == http.StatusPreconditionFailed:
		w.walked.Found.IfMatch, err = Honoured, nil
		s.Detail = "refused, as it should be: somebody else's change would not be written over"
	case err == nil:
		w.walked.Found.IfMatch = Ignored
		s.Detail = "accepted: the version is not looked at"
	}
	w.take(s, errors.Join(err, w.look()))
}

// grant gives the first workspace.
func (w *walk) grant() {
	to := w.at
	to.Workspaces = []string{w.Workspaces[0].ID}
	w.update("grant", "change entitlements: replace with 1 workspace", to)
}

// addOne adds a second workspace while the user holds the first, and sees whether that one stays. Two
// readings have to agree before adding is said to append: on the strength of this, people who hold
// more workspaces than one write carries are written to.
func (w *walk) addOne() {
	first := []string{w.Workspaces[0].ID}
	if w.ended() || len(w.Workspaces) < 2 || !identity.SameSet(w.at.Workspaces, first) {
		return
	}
	second := []string{w.Workspaces[1].ID}
	begun := w.Now()
	result, err := w.Writer.AddWorkspaces(w.ctx, w.walked.ID, second)
	s := stepOf("add", "change entitlements: add 1 workspace", result, err, w.Now().Sub(begun))
	if err != nil {
		w.take(s, errors.Join(err, w.look()))
		return
	}
	err = w.look()
	seen := w.at.Workspaces
	if err == nil {
		err = w.look()
	}
	switch held := w.at.Workspaces; {
	case err != nil:
	case !identity.SameSet(held, seen):
		err = errors.New("two readings differ: what adding does was not found out")
	case identity.SameSet(held, identity.Union(first, second)):
		w.walked.Found.PatchAdd, s.Detail = Appends, "the user holds both: adding appends"
	case identity.SameSet(held, second):
		w.walked.Found.PatchAdd, s.Detail = Replaces, "the user holds the second only: adding replaces"
	default:
		err = fmt.Errorf("%w: workspaces %s", errUnlike, idsOf(held))
	}
	w.take(s, err)
}

// revoke takes one workspace where the user holds two, then all.
func (w *walk) revoke() {
	if len(w.at.Workspaces) > 1 {
		to := w.at
		to.Workspaces = slices.Clone(w.at.Workspaces[:1])
		w.update("revoke one", "change entitlements: replace with what remains", to)
	}
	to := w.at
	to.Workspaces = nil
	if len(w.at.Workspaces) == 0 {
		return // nothing was granted
	}
	w.update("revoke", "change entitlements: remove", to)
}

// cleaning is how long taking everything away again may last, also after an interrupt.
const cleaning = 20 * time.Second

// leave makes sure that the user ends deactivated and empty-handed, and says what is left.
func (w *walk) leave() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), cleaning)
	defer cancel()
	w.ctx, w.over = ctx, false
	if w.walked.ID == "" && w.perhaps && !w.adopt() {
		return
	}
	if w.walked.ID == "" {
		w.walked.Left.Known = true // nobody was made
		return
	}
	w.walked.Left.Exists = true
	unread := w.look() != nil
	from := w.at
	if unread { // then everything is taken away that the user may have
		from.Active, from.Workspaces = true, w.ids()
	}
	from.Version = "" // whatever its state is
	if len(from.Workspaces) > 0 {
		to := from
		to.Workspaces = nil
		w.cleanUp("change entitlements: remove", from, to)
		from = to
		if w.look() == nil { // it may not have come about: what follows has to be about the user as it is
			from = w.at
			from.Version = ""
		}
	}
	if from.Active {
		to := from
		to.Active = false
		w.cleanUp("change active", from, to)
	}
	if w.look() == nil {
		w.walked.Left = Left{Known: true, Exists: true, Active: w.at.Active, Workspaces: append([]string{}, w.at.Workspaces...)}
	}
}

func (w *walk) cleanUp(asked string, from, to identity.Account) {
	begun := w.Now()
	result, err := w.Writer.Update(w.ctx, from, to)
	s := stepOf("clean up", asked, result, err, w.Now().Sub(begun))
	w.take(s, err)
}
