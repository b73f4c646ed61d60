package diagnose

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// Mark is the externalId of the users that probes make. An account without it is never written to.
const Mark = "scimsheet-probe"

// The given names a probe's user has in turn.
const (
	firstName   = "Scimsheet"
	secondName  = "Renamed"
	probeFamily = "Probe"
)

// Users reads users as they come on the wire.
type Users interface {
	Get(ctx context.Context, id string) (scim.User, error)
}

// Writer writes accounts; see identity.WriteResult for results and errors.
type Writer interface {
	Create(ctx context.Context, want identity.Account) (identity.WriteResult, error)
	Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error)
	AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error)
}

// Probe walks one disposable user through everything this program does to users.
type Probe struct {
	Users      Users
	Find       Find
	Writer     Writer
	Quirks     scim.Quirks
	Address    identity.UserName
	Workspaces []identity.Workspace // to give and take; one, or two to find out what adding does
	Now        func() time.Time
	Tell       func(Step) // each step as it ends; may be nil
}

// ProbeAddress is an address for a user that is made now, on the domain of the account that signs in;
// false where it would be longer than Anaplan takes.
func ProbeAddress(caller string, now time.Time) (identity.UserName, bool) {
	_, domain, ok := strings.Cut(caller, "@")
	address := Mark + "+" + now.UTC().Format("20060102T150405Z") + "@" + domain
	return identity.UserName(address), ok && len(address) <= MaxAddress
}

// MaxAddress is how many characters Anaplan takes for a user name (help page "Users").
const MaxAddress = 60

// NotDisposable is an account that a probe must not touch.
type NotDisposable struct {
	Address identity.UserName
	Why     string
}

func (n *NotDisposable) Error() string {
	return fmt.Sprintf("%s cannot be the probe's user: %s", n.Address, n.Why)
}

// Look finds the user of an earlier probe at the address; nil where nobody has it. An account that no
// probe has left behind, deactivated and empty-handed, is a NotDisposable.
func (p Probe) Look(ctx context.Context) (*identity.Account, error) {
	id, err := p.Find(ctx, p.Address)
	if id == "" && err == nil {
		return nil, nil
	}
	var found scim.User
	if err == nil {
		found, err = p.Users.Get(ctx, id)
	}
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", p.Address, err)
	}
	account, err := p.account(found)
	if err != nil {
		return nil, err
	}
	switch mine := p.ids(); {
	case account.ExternalID != Mark:
		return nil, &NotDisposable{p.Address, "it belongs to somebody (its externalId is not " + Mark + ")"}
	case account.Active:
		return nil, &NotDisposable{p.Address, "it is active"}
	case len(identity.Without(account.Workspaces, mine)) > 0:
		return nil, &NotDisposable{p.Address, "it holds other workspaces"}
	}
	return &account, nil
}

// ids of the workspaces that are given and taken, as a set.
func (p Probe) ids() []string {
	var ids []string
	for _, ws := range p.Workspaces {
		ids = append(ids, ws.ID)
	}
	return identity.Set(ids)
}

// account reads a user; a workspace that comes by name only is one of the probe's, or stays a name.
func (p Probe) account(u scim.User) (identity.Account, error) {
	reading, err := p.Quirks.Account(u)
	if err != nil {
		return identity.Account{}, err
	}
	held := reading.Account.Workspaces
	for _, name := range reading.Unresolved {
		at := slices.IndexFunc(p.Workspaces, func(ws identity.Workspace) bool { return identity.SameText(ws.Name, name) })
		if at >= 0 {
			name = p.Workspaces[at].ID
		}
		held = append(held, name)
	}
	reading.Account.Workspaces = identity.Set(held)
	return reading.Account, nil
}

// Step is one thing that was asked of the service, and what came of it.
type Step struct {
	Name         string `json:"name"`
	Asked        string `json:"asked"`
	Status       int    `json:"status"` // 0 where no answer came
	OK           bool   `json:"ok"`
	Detail       string `json:"detail"`
	Milliseconds int64  `json:"milliseconds"`
}

// Found is what a probe has found out; empty where it could not.
type Found struct {
	CreateStatus        int      `json:"createStatus,omitempty"`
	RepliesShowHeld     *bool    `json:"patchReplyEntitlements"` // whether the reply to a PATCH says which workspaces the user holds
	Versions            *bool    `json:"versions"`
	PatchAdd            string   `json:"patchAdd"` // Appends or Replaces
	IfMatch             string   `json:"ifMatch"`  // Honoured or Ignored
	EntitlementsSpelled []string `json:"entitlements"`
}

// What a service may make of PATCH add on entitlements, and of If-Match.
const (
	Appends  = "append"
	Replaces = "replace"
	Honoured = "honoured"
	Ignored  = "ignored"
)

// Left is what remains of the probe's user.
type Left struct {
	Known      bool     `json:"known"` // whether it could be looked at in the end
	Exists     bool     `json:"exists"`
	Active     bool     `json:"active"`
	Workspaces []string `json:"workspaces"` // ids
}

// Clean reports whether what is left needs nobody's attention.
func (l Left) Clean() bool { return l.Known && (!l.Exists || !l.Active && len(l.Workspaces) == 0) }

// Walked is what came of a probe.
type Walked struct {
	User   identity.UserName `json:"user"`
	ID     string            `json:"id"`
	Reused bool              `json:"reused"` // an earlier probe had made the user
	OK     bool              `json:"ok"`
	Steps  []Step            `json:"steps"`
	Found  Found             `json:"found"`
	Left   Left              `json:"left"`
	Err    error             `json:"-"` // the first thing that failed
}

var errUnlike = errors.New("the user is not as was asked for")
