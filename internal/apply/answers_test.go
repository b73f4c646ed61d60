package apply

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
)

// answering replaces replies.
func answering(status int, body string) func(*http.Response) {
	return func(resp *http.Response) {
		resp.StatusCode, resp.ContentLength = status, int64(len(body))
		resp.Body = io.NopCloser(bytes.NewBufferString(body))
	}
}

const errorBody = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"invalidValue","detail":"entitlements are not available","status":"500"}`

// Whatever a 2xx says, the account itself tells, for every workspace of the change.
func TestAnAnswerIsNoProof(t *testing.T) {
	all := offices(4)
	a, b, c, d := all[0].ID, all[1].ID, all[2].ID, all[3].ID
	for name, tc := range map[string]struct {
		fault  string // of the tenant
		status int
		body   string // empty: as the tenant answers
		want   Status
		each   map[string]Status // of the workspaces; nil: as the change
		says   string
	}{
		"207, and the workspaces as they were":     {"PATCH=partial", 0, "", Partial, map[string]Status{b: Failed, c: Failed, a: Failed}, "entitlements are not available"},
		"an error inside 200, done":                {"", 200, errorBody, Applied, nil, ""},
		"an error inside 200, not done":            {"PATCH=400", 200, errorBody, Failed, nil, "answered 200, but the account is as it was (entitlements are not available)"},
		"an error inside 200, workspaces not done": {"PATCH=partial", 200, errorBody, Partial, map[string]Status{b: Failed, c: Failed, a: Failed}, "entitlements are not available"},
		"204 without a body, done":                 {"", 204, "", Applied, nil, ""},
		"204 without a body, not done":             {"PATCH=400", 204, "", Failed, nil, "answered 204"},
		"202 without a body, not done":             {"PATCH=400", 202, "", Failed, nil, "answered 202"},
		"207 without a body, done":                 {"", 207, "", Applied, nil, ""},
		"302, not done":                            {"PATCH=400", 302, "", Failed, nil, "no answer that could be trusted"},
		"302, done":                                {"", 302, "", Applied, nil, "302"},
		"500, done":                                {"", 500, errorBody, Applied, nil, "did not say so"},
		"a page of a captive portal, not done":     {"PATCH=400", 200, "<html>", Failed, nil, "no answer that could be trusted"},
	} {
		t.Run(name, func(t *testing.T) {
			bob := identity.Account{ID: fmt.Sprintf("%032x", 1), UserName: "bob@example.com", GivenName: "Bob", FamilyName: "Old", Active: true, Workspaces: []string{a, d}}
			o := simulator.Options{}
			if tc.fault != "" {
				fault, err := simulator.ParseFault(tc.fault)
				if err != nil {
					t.Fatal(err)
				}
				o.Faults = []simulator.Fault{fault}
			}
			x := newWire(t, t, o, scim.WriterOptions{}, all, []identity.Account{bob})
			if tc.status != 0 {
				x.spoil = answering(tc.status, tc.body)
			}
			p := x.planFor(plan.Policy{Entitlements: plan.Exact}, []identity.Person{
				{UserName: bob.UserName, FamilyName: new("New"), Workspaces: &identity.Claim{Has: []string{b, c, d}}}})
			s := x.run(t, p, Options{Workers: 1, NoVerify: true})
			x.truth(p, s)
			got := s.Outcomes[p.Changes[0].ID]
			if got.Status != tc.want || !strings.Contains(got.Detail, tc.says) {
				t.Fatalf("%s: %q, want %s: %q", got.Status, got.Detail, tc.want, tc.says)
			}
			for _, w := range got.Workspaces {
				if want, own := tc.each[w.ID]; own && w.Status != want || !own && w.Status != tc.want {
					t.Errorf("%s of %s is %s", w.Change, w.ID, w.Status)
				}
			}
			if tc.want != Applied && got.Hint == "" {
				t.Error("no hint")
			}
		})
	}
}

func TestAWorkspaceThatTheServiceDoesNotKnowIsItsOwnFailure(t *testing.T) {
	all := offices(2)
	unknown := fmt.Sprintf("8a81%028x", 99)
	x := newWire(t, t, simulator.Options{}, scim.WriterOptions{}, all, nil)
	p := x.planFor(plan.Policy{Entitlements: plan.Exact}, []identity.Person{
		{UserName: "ada@example.com", Workspaces: &identity.Claim{Has: []string{all[0].ID, all[1].ID, unknown}}}})
	s := x.run(t, p, Options{Workers: 1})
	x.truth(p, s)
	o := s.Outcomes[p.Changes[0].ID]
	want := []Status{Applied, Applied, Failed}
	if got := []Status{o.Workspaces[0].Status, o.Workspaces[1].Status, o.Workspaces[2].Status}; o.Status != Partial || o.HTTPStatus != 207 || !slices.Equal(got, want) {
		t.Errorf("outcome %+v", o)
	}
}

// The documented replies to PUT and PATCH leave the userName out. That is no doubt about who was written.
func TestAnAnswerWithoutAUserNameIsAsGood(t *testing.T) {
	all := offices(51)
	x := newWire(t, t, simulator.Options{PatchReplyEntitlements: true, ReplyWithoutUserName: true}, scim.WriterOptions{}, all, nil)
	p := x.planFor(plan.Policy{Entitlements: plan.Exact}, []identity.Person{
		{UserName: "ada@example.com", Workspaces: &identity.Claim{Has: idsFrom(all, 0, 51)}}})
	s := x.run(t, p, Options{Workers: 1, NoVerify: true})
	x.truth(p, s)
	if o := s.Outcomes[p.Changes[0].ID]; o.Status != Applied || x.requests[http.MethodGet] != 1 {
		t.Errorf("%s, requests %v, want no look but the one before writing", o.Status, x.requests)
	}
}

// Anaplan's documented PATCH reply leaves workspaces out: that costs a look for some forty users, not one
// for each.
func TestRepliesWithoutWorkspacesAreLookedAtInBatches(t *testing.T) {
	const n = 1000
	all := offices(2)
	var accounts []identity.Account
	var people []identity.Person
	for i := range n {
		a := identity.Account{ID: fmt.Sprintf("%032x", i+1), UserName: identity.UserName(fmt.Sprintf("p%04d@example.com", i)), Active: true}
		accounts = append(accounts, a)
		people = append(people, identity.Person{UserName: a.UserName, Workspaces: &identity.Claim{Has: []string{all[0].ID}}})
	}
	x := newWire(t, t, simulator.Options{}, scim.WriterOptions{}, all, accounts)
	p := x.planFor(plan.Policy{Entitlements: plan.Exact}, people)
	s := x.run(t, p, Options{Workers: 4})
	if !s.Converged || x.requests[http.MethodPatch] != n {
		t.Errorf("converged %v, requests %v", s.Converged, x.requests)
	}
	if once := (n + 39) / 40; x.requests[http.MethodGet] > 2*once+2 {
		t.Errorf("%d looks, want about %d before the writes and as many after", x.requests[http.MethodGet], once)
	}
}

// A replacement says everything (Anaplan SCIM API, "Replace user details"): what the plan does not speak
// of goes out as it stands at that moment, not as the plan saw it.
func TestAReplacementKeepsWhatThePlanDoesNotSpeakOf(t *testing.T) {
	all := offices(3)
	bob := identity.Account{ID: fmt.Sprintf("%032x", 1), UserName: "bob@example.com", ExternalID: "E1", GivenName: "Bob", FamilyName: "Old",
		Active: false, Workspaces: []string{all[0].ID, all[2].ID}}
	for name, tc := range map[string]struct {
		person identity.Person
		edit   func(*identity.Account) // by another administrator, between plan and apply
		want   func(*identity.Account) // of bob; nil: left alone as drifted
	}{
		"a name": {identity.Person{FamilyName: new("New")}, nil, func(a *identity.Account) { a.FamilyName = "New" }},
		"a name, where a blank was added to another": {identity.Person{FamilyName: new("New")}, func(a *identity.Account) { a.GivenName = "Bob\u00a0" },
			func(a *identity.Account) { a.FamilyName, a.GivenName = "New", "Bob\u00a0" }},
		"a workspace": {identity.Person{Workspaces: &identity.Claim{Has: []string{all[0].ID, all[1].ID}}}, nil,
			func(a *identity.Account) { a.Workspaces = []string{all[0].ID, all[1].ID} }},
		"all workspaces taken": {identity.Person{Workspaces: &identity.Claim{}}, nil, func(a *identity.Account) { a.Workspaces = nil }},
		"made active":          {identity.Person{Active: new(true)}, nil, func(a *identity.Account) { a.Active = true }},
		"an id cleared":        {identity.Person{ExternalID: new("")}, nil, func(a *identity.Account) { a.ExternalID = "" }},
		"a name, where somebody took a workspace":  {identity.Person{FamilyName: new("New")}, func(a *identity.Account) { a.Workspaces = a.Workspaces[:1] }, nil},
		"a workspace, where somebody renamed them": {identity.Person{Workspaces: &identity.Claim{}}, func(a *identity.Account) { a.GivenName = "Robert" }, nil},
		"a workspace, where the login was renamed": {identity.Person{Workspaces: &identity.Claim{}}, func(a *identity.Account) { a.UserName = "robert@example.com" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			x := newWire(t, t, simulator.Options{}, scim.WriterOptions{Put: true}, all, []identity.Account{bob})
			tc.person.UserName = bob.UserName
			p := x.planFor(plan.Policy{Entitlements: plan.Exact, WriteMethod: plan.WritePut}, []identity.Person{tc.person})
			if tc.edit != nil {
				x.simulated.Edit(bob.UserName, tc.edit)
			}
			left, status := bob, Applied
			if tc.want != nil {
				tc.want(&left)
			} else {
				tc.edit(&left)
				status = Drifted
			}
			s := x.run(t, p, Options{Workers: 1})
			if o := s.Outcomes[p.Changes[0].ID]; o.Status != status {
				t.Errorf("%s: %s", o.Status, o.Detail)
			}
			if now := x.account(left.UserName); !now.SameState(left) {
				t.Errorf("bob is %+v\nwant %+v", now, left)
			}
		})
	}
}

// Where the service gives versions, a write says which it builds upon (If-Match, RFC 7644 section 3.14).
func TestAVersionKeepsAnEditInTheMomentOfWriting(t *testing.T) {
	all := offices(2)
	bob := identity.Account{ID: fmt.Sprintf("%032x", 1), UserName: "bob@example.com", GivenName: "Bob", FamilyName: "Old", Active: true}
	for name, tc := range map[string]struct {
		edit   func(*identity.Account)
		want   Status
		writes int
	}{
		"of something that the plan does not speak of": {touch, Applied, 2},
		"of a name":         {func(a *identity.Account) { a.GivenName = "Robert" }, Drifted, 1},
		"that is the same":  {func(a *identity.Account) { a.Workspaces = []string{all[0].ID} }, Unchanged, 1},
		"that goes further": {func(a *identity.Account) { a.Workspaces = []string{all[0].ID, all[1].ID} }, Drifted, 1},
	} {
		for _, method := range []string{plan.WritePatch, plan.WritePut} {
			t.Run(name+", written by "+method, func(t *testing.T) {
				x := newWire(t, t, simulator.Options{Versions: true}, scim.WriterOptions{Put: method == plan.WritePut}, all, []identity.Account{bob})
				p := x.planFor(plan.Policy{Entitlements: plan.Exact, WriteMethod: method}, []identity.Person{
					{UserName: bob.UserName, Workspaces: &identity.Claim{Has: []string{all[0].ID}}}})
				once := false
				x.before = func(req *http.Request) {
					if req.Method != http.MethodGet && !once {
						once = true
						x.simulated.Edit(bob.UserName, tc.edit)
					}
				}
				want := bob
				tc.edit(&want)
				if tc.want == Applied {
					want.Workspaces = []string{all[0].ID}
				}
				s := x.run(t, p, Options{Workers: 1})
				o := s.Outcomes[p.Changes[0].ID]
				if writes := x.requests[http.MethodPatch] + x.requests[http.MethodPut]; o.Status != tc.want || writes != tc.writes || o.Attempts != writes {
					t.Errorf("%s (%s) after %d writes", o.Status, o.Detail, writes)
				}
				if now := x.account(bob.UserName); !now.SameState(want) {
					t.Errorf("bob is %+v", now)
				}
			})
		}
	}
}
