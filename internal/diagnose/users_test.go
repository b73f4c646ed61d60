package diagnose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
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
	noFilter     bool // and says so
	pageSize     int  // as the service says; 0 is Anaplan's
	kind         scim.EntitlementType
}

func (g register) Abilities(context.Context) (scim.Abilities, error) {
	return scim.Abilities{PageSize: cmp.Or(g.pageSize, scim.MaxPageSize), Patch: true, Filter: !g.noFilter}, nil
}

func (g register) List(_ context.Context, filter string, start, count int) (scim.ListResponse, error) {
	if g.noFilter && filter != "" {
		return scim.ListResponse{}, &scim.Failure{HTTPStatus: 400, ScimType: "invalidFilter"}
	}
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
		{"all is well", register{names: people(300)}, "user7@acme.example", "filter", Passed, "user0@acme.example"},
		{"a caller who is there", register{names: people(300)}, "user7@acme.example", "caller", Passed, "user7@acme.example is among"},
		{"a caller who is not there", register{names: people(3)}, "svc@acme.example", "caller", Noted, "not among"},
		{"a filter that is ignored", register{names: people(300), ignoreFilter: true}, "user7@acme.example", "filter", Failed, "ignored"},
		{"a filter that finds nobody", register{names: people(300), blindFilter: true}, "", "filter", Failed, "nobody comes"},
		{"pages as asked for", register{names: people(300)}, "", "paging", Passed, ""},
		{"startIndex is ignored", register{names: people(300), ignoreStart: true}, "", "paging", Failed, "startIndex"},
		{"count is ignored", register{names: people(300), ignoreCount: true}, "", "paging", Failed, "count"},
		{"small pages", register{names: people(300), most: 40}, "", "paging", Noted, "40 users a page"},
		{"pages as small as the service says", register{names: people(300), pageSize: 40, most: 40}, "", "paging", Passed, ""},
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

type answering int

func (a answering) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: int(a), Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// tokenServiceAnswering is the error of a sign-in that the token service answers with a status.
func tokenServiceAnswering(t *testing.T, status int) error {
	t.Helper()
	session := anaplan.NewSession("https://auth.example.com", &http.Client{Transport: answering(status)}, anaplan.PasswordSignIn("svc@acme.example", "pw"), time.Now)
	_, err := session.Caller(t.Context())
	if err == nil {
		t.Fatal("somebody signed in")
	}
	return err
}

func TestWhyASignInFailsIsSaid(t *testing.T) {
	for _, c := range []struct {
		name       string
		err        error
		says, hint string
	}{
		{"refused", signedOutError("the service refused the credentials (401)"), "(401)", "what to do about: the service refused"},
		{"a kept token that cannot be read", errors.New("the file is damaged"), "damaged", "what to do about: the file is damaged"},
		{"a clock that is off", &anaplan.ErrClock{Skew: time.Hour - time.Second}, "clock is 1h0m behind the service's", "what to do about"},
		{"a token service that was asked too often", tokenServiceAnswering(t, 429), "answered 429", "wait some minutes"},
		{"a token service that fails", tokenServiceAnswering(t, 500), "answered 500", "what to do about"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := begin(t, Options{Addresses: Addresses{Auth: "https://auth.example.com"}, SignIn: SignIn{Method: Certificate,
				Caller: func(context.Context) (anaplan.Caller, error) { return anaplan.Caller{}, c.err }}})
			if clock := new(anaplan.ErrClock); errors.As(c.err, &clock) {
				asked.Hint = func(error) string { return "what to do about the clock" }
			}
			if asked.checkSignIn() {
				t.Error("it went on")
			}
			got := named(t, asked.report, "sign-in")
			if got.State != Failed || !strings.Contains(got.Detail, c.says) || !strings.Contains(got.Hint, c.hint) || !errors.Is(got.Err, c.err) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAStandardServiceNeedNotKnowFilters(t *testing.T) {
	for name, users := range map[string]register{
		"it says so":             {names: people(30), noFilter: true},
		"it ignores them":        {names: people(30), ignoreFilter: true},
		"it finds nobody by any": {names: people(30), blindFilter: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := begin(t, Options{Users: users, Quirks: scim.RFC, SignIn: SignIn{Method: None, Said: "user7@acme.example"}})
			if !r.checkUsers() || !r.report.OK {
				t.Errorf("%+v", r.report.Checks)
			}
			if got := named(t, r.report, "filter"); got.State != Noted || !strings.Contains(got.Hint, "among all accounts") {
				t.Errorf("%+v", got)
			}
			if got := named(t, r.report, "caller"); got.State != Passed {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestWhomCallerNamesHasToBeThere(t *testing.T) {
	for _, c := range []struct {
		name        string
		told, named string
		want        State
		says        string
	}{
		{"named and there", "", "user1@acme.example", Passed, "user1@acme.example is among"},
		{"named and not there", "", "nobody@acme.example", Failed, "nobody@acme.example, named with --caller, is not among"},
		{"another than is signed in", "user1@acme.example", "user2@acme.example", Noted, "user1@acme.example is signed in, and --caller names user2@acme.example"},
		{"another who is not there", "user1@acme.example", "nobody@acme.example", Failed, "nobody@acme.example, named"},
		{"told by the sign-in, and not there", "visitor@other.example", "", Noted, "visitor@other.example is not among"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Users: register{names: people(3)}, SignIn: SignIn{Method: APIKey, UserName: c.told, Said: c.named}})
			r.checkUsers()
			last := r.report.Checks[0]
			for _, got := range r.report.Checks {
				if got.Name == "caller" {
					last = got
				}
			}
			if last.State != c.want || !strings.Contains(last.Detail, c.says) || r.report.OK != (c.want != Failed) {
				t.Errorf("ok %v, %+v", r.report.OK, last)
			}
		})
	}
}

func TestALimitOfRequestsIsTold(t *testing.T) {
	limited := &scim.Failure{HTTPStatus: 429}
	for _, c := range []struct {
		name  string
		err   error
		again int
		want  State
		says  string
	}{
		{"nobody complained", nil, 0, Passed, "no reply told of a limit"},
		{"a request was given up", limited, 11, Noted, "asked to slow down, 12 times"},
		{"requests were repeated", nil, 3, Noted, "sent again, 3 times"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Users: register{names: people(3), err: c.err}, Network: wire{}, SignIn: SignIn{Method: Basic}})
			r.watch.latencies = []time.Duration{time.Millisecond}
			r.checkUsers()
			r.watch.again = c.again
			r.checkPace()
			if got := named(t, r.report, "pace"); got.State != c.want || !strings.Contains(got.Detail, c.says) {
				t.Errorf("%+v", got)
			}
			if c.err != nil && !strings.Contains(named(t, r.report, "users").Hint, "what to do about") {
				t.Errorf("%+v", r.report.Checks)
			}
		})
	}
}

func TestRepeatsAreTheRepliesOfOneRequestBeforeItsLast(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) <= 2 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	t.Cleanup(server.Close)
	network := transport.New(transport.Options{})
	w := &watch{}
	for range 2 {
		req, err := http.NewRequestWithContext(w.on(t.Context()), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := network.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
	}
	if w.repeats() != 2 {
		t.Errorf("%d repeats", w.repeats())
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
		{"accepted, and the caller is named", "user1@acme.example", nil, "sign-in", Passed, "with an API key, said to be user1@acme.example"},
		{"refused", "", signedOutError("the service refused the credentials (401)"), "sign-in", Failed, "401"},
		{"accepted, without the role", "", fmt.Errorf("403: %w", identity.ErrNotUserAdmin), "sign-in", Passed, "accepted"},
		{"asked too often", "", &scim.Failure{HTTPStatus: 429}, "users", Failed, "429"},
		{"without the role", "", fmt.Errorf("403: %w", identity.ErrNotUserAdmin), "users", Failed, "may not read or manage users"},
		{"a list that fails", "", &scim.Failure{HTTPStatus: 500}, "users", Failed, "500"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Users: register{names: people(3), err: c.err}, SignIn: SignIn{Method: APIKey, Said: c.caller}})
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
	r.Workspaces = lists{err: errors.New("503")}
	if r.checkWorkspaces(); named(t, r.report, "workspaces").State != Skipped {
		t.Errorf("the token service was asked again: %+v", r.report.Checks)
	}
}
