// Package diagnose owns what can be found out about a connection, step by step: hosts, TLS, the SCIM
// service, the clock, the sign-in, users and workspaces, and, with one disposable user, what writing does.
// It says what it found and what to do next. It refuses to set connections up, to print, and to touch
// any account but the disposable one.
package diagnose

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
	"scimsheet/internal/transport"
)

// State is what became of a check, as the word that stands before it.
type State string

// The states of a check.
const (
	Passed  State = "ok"
	Noted   State = "note" // worth knowing, and no failure
	Failed  State = "FAIL"
	Skipped State = "skip" // not tried, because something it needs has failed
)

// Check is one thing that was looked at.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"` // passed or noted
	State  State  `json:"state"`
	Detail string `json:"detail"`
	Hint   string `json:"hint"` // what to do next
	Err    error  `json:"-"`    // why it failed, for who must tell refused credentials from other failures
}

// Caller is the account that signs in.
type Caller struct {
	ID        string `json:"id"`
	UserName  string `json:"userName"`
	UserAdmin bool   `json:"userAdmin"`
}

// Report is everything that was found out.
type Report struct {
	OK       bool    `json:"ok"` // no check failed
	Caller   Caller  `json:"caller"`
	Checks   []Check `json:"checks"`
	Hosts    []Host  `json:"hosts"` // what a firewall has to let through
	Requests int     `json:"requests"`
	Median   float64 `json:"medianMilliseconds"` // from a request's last byte to its reply's first; 0 where nothing was asked
}

// Network sends requests without credentials.
type Network interface {
	http.RoundTripper
	Counts() transport.Counts
	Seen() transport.Observed
}

// Lister reads users a page at a time, with credentials, and knows how the service wants to be asked.
type Lister interface {
	List(ctx context.Context, filter string, startIndex, count int) (scim.ListResponse, error)
	Abilities(ctx context.Context) (scim.Abilities, error)
}

// Find tells the id of the user who has a name, empty where nobody has it, in the way that works with
// the service: by a filter, or among all users.
type Find func(ctx context.Context, name identity.UserName) (id string, err error)

// Workspaces lists the workspaces that the caller can reach.
type Workspaces interface {
	Workspaces(ctx context.Context) ([]anaplan.Workspace, error)
}

// SignIn is how the run signs in.
type SignIn struct {
	Method   Method
	UserName string // as the credential tells; empty where it does not
	Said     string // whose it is said to be, who is then protected; empty where nobody said so
	// Caller asks whose credential it is; nil where there is nobody to ask.
	Caller func(context.Context) (anaplan.Caller, error)

	Missing     error // no credentials are given; nil where there are some
	MissingHint string
}

// Options are the connection that is looked at.
type Options struct {
	Addresses  Addresses
	Network    Network
	Users      Lister
	Find       Find
	Workspaces Workspaces // nil where the Integration API is not used
	SignIn     SignIn
	Quirks     scim.Quirks
	Reach      Reach
	Hint       func(error) string // what to do about an error of a request; empty where nothing is known
	Now        func() time.Time
	Tell       func(Check) // each check as it ends; may be nil
}

// run is one diagnosis under way.
type run struct {
	Options
	ctx    context.Context
	watch  *watch
	portal bool // something else answers in the service's place, and should be told no password
	unsure bool // the token service was asked and gave no token
	slowed int  // requests that were given up because the service asked to slow down
	able   scim.Abilities
	report Report
}

// Run looks at everything, in an order in which one thing explains the next, and goes on after a failure
// where something can still be learnt. When ctx is cancelled the report holds what was found until then.
func Run(ctx context.Context, o Options) Report {
	r := &run{Options: o, watch: &watch{}}
	r.report = Report{OK: true, Caller: Caller{UserName: cmp.Or(o.SignIn.UserName, o.SignIn.Said)}, Checks: []Check{}, Hosts: o.Addresses.hosts()}
	r.ctx = ctx
	r.reachHosts()
	r.checkTLS()
	usable := r.checkService()
	r.checkClock()
	switch signedIn := r.checkSignIn(); {
	case !signedIn:
		r.skipped("users", "not asked: nobody is signed in")
	case !usable:
		r.skipped("users", "not asked: the SCIM service does not answer as it should")
	case r.checkUsers():
		r.checkWorkspaces()
	}
	r.checkPace()
	r.report.Requests = o.Network.Counts().Total()
	return r.report
}

// add takes a check down, unless it was cut short by the caller.
func (r *run) add(c Check) {
	if r.ctx.Err() != nil {
		r.report.OK = false
		return
	}
	c.OK = c.State == Passed || c.State == Noted
	r.report.OK = r.report.OK && c.OK
	r.report.Checks = append(r.report.Checks, c)
	if r.Tell != nil {
		r.Tell(c)
	}
}

func (r *run) passed(name, detail string) { r.add(Check{Name: name, State: Passed, Detail: detail}) }
func (r *run) noted(name, detail, hint string) {
	r.add(Check{Name: name, State: Noted, Detail: detail, Hint: hint})
}
func (r *run) skipped(name, detail string) { r.add(Check{Name: name, State: Skipped, Detail: detail}) }

func (r *run) failed(name, detail, hint string, err error) {
	if asksToSlowDown(err) {
		r.slowed++
	}
	r.add(Check{Name: name, State: Failed, Detail: detail, Hint: hint, Err: err})
}
