package diagnose

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/identity"
)

// walk is one probe under way.
type walk struct {
	Probe
	ctx     context.Context
	walked  Walked
	at      identity.Account // the user as last read
	perhaps bool             // the user may have been made although no answer said so
	over    bool             // nothing more will succeed
}

// Walk makes the user, or takes the one that Look has found, and leaves it deactivated and without
// workspaces, whatever happens in between: also after ctx is cancelled, within a bounded time.
func (p Probe) Walk(ctx context.Context, existing *identity.Account) Walked {
	w := &walk{Probe: p, ctx: ctx, walked: Walked{User: p.Address, OK: true, Steps: []Step{}}}
	w.through(existing)
	if err := ctx.Err(); err != nil {
		w.walked.OK, w.walked.Err = false, err
	}
	w.leave()
	return w.walked
}

func (w *walk) through(existing *identity.Account) {
	if existing != nil {
		w.at, w.walked.ID, w.walked.Reused = *existing, existing.ID, true
		to := w.at
		to.Active = true
		w.update("reactivate", "change active", to)
	} else {
		w.create()
	}
	if w.walked.ID == "" {
		return
	}
	w.readBack()
	earlier := w.at
	w.rename()
	w.writeStale(earlier)
	w.grant()
	w.addOne()
	w.revoke()
	to := w.at
	to.Active = false
	w.update("deactivate", "change active", to)
}

func (w *walk) create() {
	want := identity.Account{UserName: w.Address, ExternalID: Mark, GivenName: firstName, FamilyName: probeFamily, Active: true}
	begun := w.Now()
	result, err := w.Writer.Create(w.ctx, want)
	s := Step{Name: "create", Asked: "POST /Users", Status: result.HTTPStatus, Milliseconds: w.Now().Sub(begun).Milliseconds()}
	var refusal *identity.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.HTTPStatus == http.StatusConflict:
		s.Status = refusal.HTTPStatus
		err = fmt.Errorf("the address is taken, by a user whom SCIM does not show or who was deleted: %w", err)
	case err == nil && (result.Account == nil || result.Account.ID == ""):
		err = errors.New("the answer does not tell the user's id")
		w.perhaps = true
	case err == nil:
		w.walked.ID, w.at = result.Account.ID, *result.Account
		w.walked.Found.CreateStatus = result.HTTPStatus
		s.Detail = "answered with the user"
	default:
		w.perhaps = !errors.As(err, &refusal) && !errors.Is(err, identity.ErrNotSent) && !errors.Is(err, identity.ErrSignedOut)
	}
	if w.perhaps && w.adopt() {
		s.Detail = "the user was made, but"
	}
	w.take(s, err)
}

// adopt finds the user whose making was not answered. Nobody is taken who does not carry the mark.
func (w *walk) adopt() bool {
	id, err := w.Find(w.ctx, w.Address)
	if err != nil || id == "" {
		return false
	}
	found, err := w.Users.Get(w.ctx, id)
	if err != nil || found.ExternalID != Mark {
		return false
	}
	account, err := w.account(found)
	if err != nil {
		return false
	}
	w.walked.ID, w.at = account.ID, account
	return true
}

// ended reports whether nothing more is to be asked.
func (w *walk) ended() bool { return w.over || w.ctx.Err() != nil }

// take takes a step down. An error ends the walk where nothing after it can succeed.
func (w *walk) take(s Step, err error) {
	s.OK = err == nil
	if err != nil {
		s.Detail = strings.TrimSpace(s.Detail + " " + strings.ReplaceAll(err.Error(), "\n", "; "))
		w.walked.OK = false
		if w.walked.Err == nil {
			w.walked.Err = err
		}
		w.over = w.over || errors.Is(err, identity.ErrSignedOut)
	}
	w.walked.Steps = append(w.walked.Steps, s)
	if w.Tell != nil {
		w.Tell(s)
	}
}

// readBack reads the new user by its id, and finds it by its name as apply will.
func (w *walk) readBack() {
	if w.ended() {
		return
	}
	begun := w.Now()
	u, err := w.Users.Get(w.ctx, w.walked.ID)
	s := Step{Name: "read back", Asked: "GET /Users/{id}", Milliseconds: w.Now().Sub(begun).Milliseconds()}
	if err != nil {
		w.take(s, err)
		return
	}
	s.Status = http.StatusOK
	got, err := w.account(u)
	if err == nil {
		w.at = got
		s.Detail = fmt.Sprintf("%s %s, %s, externalId %s", got.GivenName, got.FamilyName, map[bool]string{true: "active", false: "inactive"}[got.Active], got.ExternalID)
		versions := got.Version != ""
		w.walked.Found.Versions = &versions
		if got.ExternalID != Mark || !got.Active || !got.UserName.Same(w.Address) {
			err = errUnlike
		}
	}
	w.take(s, err)
	w.findByName()
}

func (w *walk) findByName() {
	if w.ended() {
		return
	}
	begun := w.Now()
	id, err := w.Find(w.ctx, w.Address)
	s := Step{Name: "find", Asked: "GET /Users?filter=userName eq …", Milliseconds: w.Now().Sub(begun).Milliseconds()}
	if err == nil {
		s.Status = http.StatusOK
		s.Detail = "found by name"
		if id != w.walked.ID {
			s.Detail = ""
			err = errors.New("not found by name: lists lag behind writes here, so reading right after apply may show what was before")
		}
	}
	w.take(s, err)
}

// update is one write and a look at what it did.
func (w *walk) update(name, asked string, to identity.Account) {
	if w.ended() {
		return
	}
	begun := w.Now()
	result, err := w.Writer.Update(w.ctx, w.at, to)
	s := stepOf(name, asked, result, err, w.Now().Sub(begun))
	if err == nil && len(to.Workspaces) > 0 && !identity.SameSet(w.at.Workspaces, to.Workspaces) && result.Account != nil {
		shown := result.WorkspacesShown
		w.walked.Found.RepliesShowHeld = &shown
	}
	if again := w.look(); again != nil {
		err = errors.Join(err, again)
	} else if differs := differences(w.at, to); err == nil && differs != "" {
		err = fmt.Errorf("%w: %s", errUnlike, differs)
	} else if err == nil {
		s.Detail = strings.TrimSpace(s.Detail + " read back as asked")
	}
	w.take(s, err)
}

func stepOf(name, asked string, result identity.WriteResult, err error, took time.Duration) Step {
	s := Step{Name: name, Asked: asked, Status: result.HTTPStatus, Milliseconds: took.Milliseconds()}
	var refusal *identity.Refusal
	switch {
	case errors.As(err, &refusal):
		s.Status = refusal.HTTPStatus
	case err != nil:
	case result.Partial && result.Detail != "":
		s.Detail = "answered that not everything was done (" + result.Detail + ");"
	case result.Partial:
		s.Detail = "answered that not everything was done;"
	case result.Account == nil:
		s.Detail = "answered without the user;"
	}
	return s
}

// look reads the user again.
func (w *walk) look() error {
	u, err := w.Users.Get(w.ctx, w.walked.ID)
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	got, err := w.account(u)
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	w.at = got
	w.walked.Found.EntitlementsSpelled = append(w.walked.Found.EntitlementsSpelled, spellingsOf(u)...)
	slices.Sort(w.walked.Found.EntitlementsSpelled)
	w.walked.Found.EntitlementsSpelled = slices.Compact(w.walked.Found.EntitlementsSpelled)
	return nil
}

// differences of a user from what was asked for, in words; empty where there are none.
func differences(got, want identity.Account) string {
	var all []string
	for _, d := range []struct {
		what, got, want string
	}{
		{"given name", got.GivenName, want.GivenName},
		{"family name", got.FamilyName, want.FamilyName},
		{"externalId", got.ExternalID, want.ExternalID},
		{"active", fmt.Sprint(got.Active), fmt.Sprint(want.Active)},
		{"workspaces", idsOf(got.Workspaces), idsOf(want.Workspaces)},
	} {
		if d.got != d.want {
			all = append(all, fmt.Sprintf("%s %s, not %s", d.what, d.got, d.want))
		}
	}
	return strings.Join(all, "; ")
}

func idsOf(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, " ")
}
