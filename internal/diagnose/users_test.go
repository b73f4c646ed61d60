package diagnose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
	"scimsheet/internal/transport"
)

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// register is a service's list of users, with its ways.
type register struct {
	names        []string
	ignoreFilter bool
	blindFilter  bool // finds nobody
	ignoreStart  bool
	ignoreCount  bool
	most         int // users a page; 0 is as many as asked for
	err          error
	kind         scim.EntitlementType
}

func (g register) List(_ context.Context, filter string, start, count int) (scim.ListResponse, error) {
	if g.err != nil {
		return scim.ListResponse{}, g.err
	}
	users := []scim.User{}
	for i, name := range g.names {
		if filter == "" || g.ignoreFilter || !g.blindFilter && filter == scim.Equal(scim.ByUserName, name) {
			users = append(users, scim.User{ID: fmt.Sprintf("%032d", i), UserName: name, Entitlements: []scim.Entitlement{{Value: "w1", Type: g.kind}}})
		}
	}
	page := scim.ListResponse{TotalResults: len(users)}
	if !g.ignoreStart {
		users = users[min(start-1, len(users)):]
	}
	if g.most > 0 {
		count = min(count, g.most)
	}
	if !g.ignoreCount {
		users = users[:min(count, len(users))]
	}
	page.Resources = users
	return page, nil
}

func people(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("user%d@acme.example", i)
	}
	return names
}

func TestAServiceThatDoesOtherThanItIsAskedIsFoundOut(t *testing.T) {
	for _, c := range []struct {
		name   string
		users  register
		caller string
		check  string
		want   State
		says   string
	}{
		{"all is well", register{names: people(300)}, "user7@acme.example", "filter", Passed, "user7@acme.example"},
		{"without a known caller the first user is looked up", register{names: people(300)}, "", "filter", Passed, "user0@acme.example"},
		{"a caller who is not there", register{names: people(3)}, "svc@acme.example", "caller", Noted, "not among"},
		{"a filter that is ignored", register{names: people(300), ignoreFilter: true}, "user7@acme.example", "filter", Failed, "ignored"},
		{"a filter that finds nobody", register{names: people(300), blindFilter: true}, "", "filter", Failed, "gives nobody"},
		{"pages as asked for", register{names: people(300)}, "", "paging", Passed, ""},
		{"startIndex is ignored", register{names: people(300), ignoreStart: true}, "", "paging", Failed, "startIndex"},
		{"count is ignored", register{names: people(300), ignoreCount: true}, "", "paging", Failed, "count"},
		{"small pages", register{names: people(300), most: 40}, "", "paging", Noted, "40 users a page"},
		{"a small tenant", register{names: people(2)}, "", "paging", Passed, ""},
		{"a spelling nobody knows", register{names: people(3), kind: "LICENCE"}, "", "entitlements", Failed, "LICENCE"},
		{"plain values", register{names: people(3)}, "", "entitlements", Passed, "plain values"},
		{"each user counts once", register{names: people(3)}, "", "entitlements", Passed, "3 of 3 users"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Users: c.users, SignIn: SignIn{Method: APIKey, UserName: c.caller}})
			if !r.checkUsers() || !r.report.Caller.UserAdmin {
				t.Fatal("users could not be read")
			}
			if got := named(t, r.report, c.check); got.State != c.want || !strings.Contains(got.Detail, c.says) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestTheCallersIDIsFoundByName(t *testing.T) {
	r := begin(t, Options{Users: register{names: people(9)}, SignIn: SignIn{Method: APIKey, UserName: "user7@acme.example"}})
	r.checkUsers()
	if want := fmt.Sprintf("%032d", 7); r.report.Caller.ID != want {
		t.Errorf("the caller is %q", r.report.Caller.ID)
	}
}

type signedOutError string

func (s signedOutError) Error() string { return string(s) }
func (signedOutError) Unwrap() error   { return identity.ErrSignedOut }

func TestEachWayASignInFailsHasItsOwnNextStep(t *testing.T) {
	unauthorised := signedOutError("the service refused the credentials (401)")
	for _, c := range []struct {
		name   string
		method Method
		err    error
		hint   string
	}{
		{"a password", Basic, unauthorised, "expire after 30 to 90 days"},
		{"a password, for a token", Token, unauthorised, "single sign-on"},
		{"a certificate", Certificate, unauthorised, "registered"},
		{"an API key", APIKey, unauthorised, "make another"},
		{"OAuth", OAuth, unauthorised, "scimsheet login"},
		{"a refresh token that was used", OAuth, fmt.Errorf("sign in: %w", anaplan.ErrTokenUsed), "works once"},
		{"a clock that is off", Certificate, &anaplan.ErrClock{Skew: time.Hour}, "clock"},
		{"a proxy that wants a login", Certificate, fmt.Errorf("sign in: %w", transport.ErrProxyLogin), "HTTPS_PROXY"},
		{"no credentials", None, unauthorised, "SCIMSHEET_USERNAME"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := begin(t, Options{Addresses: Addresses{Auth: "https://auth.example.com", OAuth: "https://app.example.com"}, SignIn: SignIn{Method: c.method, UserName: "svc@acme.example",
				Caller: func(context.Context) (anaplan.Caller, error) { return anaplan.Caller{}, c.err }}})
			if asked.checkSignIn() {
				t.Error("it went on")
			}
			if got := named(t, asked.report, "sign-in"); got.State != Failed || !strings.Contains(got.Hint, c.hint) || !errors.Is(got.Err, c.err) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAKeyThatTellsNobodyIsShownToWorkByTheList(t *testing.T) {
	for _, c := range []struct {
		name   string
		caller string
		err    error
		check  string
		want   State
		says   string
	}{
		{"accepted", "", nil, "sign-in", Noted, "does not tell whose"},
		{"accepted, and the caller is named", "user1@acme.example", nil, "sign-in", Passed, "as user1@acme.example"},
		{"refused", "", signedOutError("the service refused the credentials (401)"), "sign-in", Failed, "401"},
		{"accepted, without the role", "", fmt.Errorf("403: %w", identity.ErrNotUserAdmin), "sign-in", Passed, "accepted"},
		{"without the role", "", fmt.Errorf("403: %w", identity.ErrNotUserAdmin), "users", Failed, "may not read or manage users"},
		{"a list that fails", "", &scim.Failure{HTTPStatus: 500}, "users", Failed, "500"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Users: register{names: people(3), err: c.err}, SignIn: SignIn{Method: APIKey, UserName: c.caller}})
			if r.checkUsers() != (c.err == nil) {
				t.Error("it did not tell whether users can be read")
			}
			if got := named(t, r.report, c.check); got.State != c.want || !strings.Contains(got.Detail, c.says) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAPasswordThatTheTokenServiceDoesNotAnswerForIsTriedAllTheSame(t *testing.T) {
	r := begin(t, Options{Addresses: Addresses{Auth: "https://auth.example.com"}, SignIn: SignIn{Method: Basic, UserName: "svc@acme.example",
		Caller: func(context.Context) (anaplan.Caller, error) { return anaplan.Caller{}, errors.New("503") }}})
	if !r.checkSignIn() || named(t, r.report, "sign-in").State != Noted {
		t.Errorf("%+v", r.report.Checks)
	}
}
