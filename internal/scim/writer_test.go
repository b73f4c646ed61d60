package scim

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
)

// before is Ada as a tenant has her.
func before() identity.Account {
	return identity.Account{
		ID: ada, UserName: "ada@acme.example", ExternalID: "E1", GivenName: "Ada", FamilyName: "Byron",
		Active: true, Workspaces: []string{finance},
	}
}

func changed(change func(*identity.Account)) identity.Account {
	account := before()
	change(&account)
	return account
}

func many(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("8a81%028x", i)
	}
	return ids
}

func TestAnUpdateSendsOnlyWhatChanged(t *testing.T) {
	for _, c := range []struct {
		name string
		to   identity.Account
		want string
	}{
		{"a name", changed(func(a *identity.Account) { a.FamilyName = "Lovelace" }),
			`[{"op":"replace","path":"name.familyName","value":"Lovelace"}]`},
		{"everything, in a fixed order", changed(func(a *identity.Account) {
			a.ExternalID, a.GivenName, a.FamilyName, a.Active, a.Workspaces = "E2", "Augusta", "Lovelace", false, []string{sales}
		}), `[{"op":"replace","path":"externalId","value":"E2"},{"op":"replace","path":"name.givenName","value":"Augusta"},` +
			`{"op":"replace","path":"name.familyName","value":"Lovelace"},{"op":"replace","path":"active","value":false},` +
			`{"op":"replace","path":"entitlements","value":[{"value":"` + sales + `","type":"WORKSPACE"}]}]`},
		{"clearing is a removal", changed(func(a *identity.Account) { a.ExternalID = "" }),
			`[{"op":"remove","path":"externalId"}]`},
		{"a grant writes the whole set", changed(func(a *identity.Account) { a.Workspaces = []string{finance, sales} }),
			`[{"op":"replace","path":"entitlements","value":[{"value":"` + finance + `","type":"WORKSPACE"},{"value":"` + sales + `","type":"WORKSPACE"}]}]`},
		{"taking all workspaces is a removal", changed(func(a *identity.Account) { a.Workspaces = nil }),
			`[{"op":"remove","path":"entitlements"}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := answering(t, 200, adaJSON)
			if _, err := NewWriter(client, WriterOptions{}).Update(t.Context(), before(), c.to); err != nil {
				t.Fatal(err)
			}
			want := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":` + c.want + `}`
			if s.sent != want {
				t.Errorf("sent %s\nwant %s", s.sent, want)
			}
			if s.requests != 1 || s.method != "PATCH" || s.uri != "/scim/1/0/v2/Users/"+ada || s.header.Get(repeatable) == "" {
				t.Errorf("%d requests, the last %s %s", s.requests, s.method, s.uri)
			}
		})
	}
}

func TestAnUpdateThatChangesNothingSendsNothing(t *testing.T) {
	client, s := answering(t, 200, adaJSON)
	for _, to := range []identity.Account{before(), changed(func(a *identity.Account) { a.UserName = "ADA@acme.example" })} {
		for _, put := range []bool{false, true} {
			result, err := NewWriter(client, WriterOptions{Put: put}).Update(t.Context(), before(), to)
			if err != nil || s.requests > 0 || result.Account == nil || !result.Account.SameState(before()) {
				t.Errorf("%d requests, %+v, %v", s.requests, result, err)
			}
		}
	}
}

func TestAReplacementCarriesTheFullWantedState(t *testing.T) {
	client, s := answering(t, 200, adaJSON)
	to := changed(func(a *identity.Account) { a.ExternalID, a.Active, a.Workspaces = "", false, nil })
	if _, err := NewWriter(client, WriterOptions{Put: true}).Update(t.Context(), before(), to); err != nil {
		t.Fatal(err)
	}
	want := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"` + ada + `","userName":"ada@acme.example",` +
		`"name":{"familyName":"Byron","givenName":"Ada"},"active":false,"entitlements":[]}`
	if s.sent != want || s.method != "PUT" {
		t.Errorf("sent %s %s\nwant PUT %s", s.method, s.sent, want)
	}
	to = changed(func(a *identity.Account) { a.FamilyName = "Lovelace" })
	if _, err := NewWriter(client, WriterOptions{Put: true}).Update(t.Context(), before(), to); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s.sent, `"entitlements":[{"value":"`+finance+`","type":"WORKSPACE"}]`) {
		t.Errorf("a PUT that changes a name must carry the workspaces: %s", s.sent)
	}
}

func TestACreateSendsTheAccount(t *testing.T) {
	client, s := answering(t, 201, adaJSON)
	want := before()
	want.ID = "ignored"
	result, err := NewWriter(client, WriterOptions{}).Create(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	sent := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"E1","userName":"ada@acme.example",` +
		`"name":{"familyName":"Byron","givenName":"Ada"},"active":true,"entitlements":[{"value":"` + finance + `","type":"WORKSPACE"}]}`
	if s.sent != sent || s.method != "POST" || s.uri != "/scim/1/0/v2/Users" {
		t.Errorf("sent %s %s %s", s.method, s.uri, s.sent)
	}
	made := before()
	made.Created, made.LastModified, made.Version = "2019-08-01T18:29:49.793Z", "2020-08-01T18:29:49.793Z", `W/"1"`
	if diff := cmp.Diff(identity.WriteResult{HTTPStatus: 201, Account: &made, WorkspacesShown: true, Attempts: 1}, result); diff != "" {
		t.Error(diff)
	}
}

func TestWorkspacesAreWrittenInThreeFormats(t *testing.T) {
	names := map[string]string{finance: "Finance", sales: "Sales"}
	nameOf := func(id string) (string, bool) { name, ok := names[id]; return name, ok }
	for format, want := range map[EntitlementType]string{
		"":             `[{"value":"` + finance + `","type":"WORKSPACE"},{"value":"` + sales + `","type":"WORKSPACE"}]`,
		PerWorkspace:   `[{"value":"` + finance + `","type":"WORKSPACE"},{"value":"` + sales + `","type":"WORKSPACE"}]`,
		WorkspaceIDs:   `[{"value":"` + finance + `,` + sales + `","type":"WORKSPACE_IDS"}]`,
		WorkspaceNames: `[{"value":"\"Finance\",\"Sales\"","type":"WORKSPACE_NAMES"}]`,
	} {
		entitlements, err := writeEntitlements([]string{finance, sales}, format, nameOf)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(entitlements); string(got) != want {
			t.Errorf("%s is written %s", format, got)
		}
		if none, err := writeEntitlements(nil, format, nameOf); err != nil || none == nil || len(none) > 0 {
			t.Errorf("%s: no workspaces are written %v, %v", format, none, err)
		}
	}
}

func TestWhatCannotBeWrittenIsNotSent(t *testing.T) {
	unsafe := func(string) (string, bool) { return `Sales, "EMEA"`, true }
	unknown := func(string) (string, bool) { return "", false }
	for _, c := range []struct {
		name    string
		options WriterOptions
		write   func(*testing.T, *Writer) error
	}{
		{"a create with 51 workspaces", WriterOptions{}, func(t *testing.T, w *Writer) error {
			_, err := w.Create(t.Context(), changed(func(a *identity.Account) { a.Workspaces = many(51) }))
			return err
		}},
		{"an update to 51 workspaces", WriterOptions{}, func(t *testing.T, w *Writer) error {
			_, err := w.Update(t.Context(), before(), changed(func(a *identity.Account) { a.Workspaces = many(51) }))
			return err
		}},
		{"a replacement that keeps 51 workspaces", WriterOptions{Put: true}, func(t *testing.T, w *Writer) error {
			from := changed(func(a *identity.Account) { a.Workspaces = many(51) })
			to := from
			to.GivenName = "Augusta"
			_, err := w.Update(t.Context(), from, to)
			return err
		}},
		{"51 more workspaces", WriterOptions{}, func(t *testing.T, w *Writer) error {
			_, err := w.AddWorkspaces(t.Context(), ada, many(51))
			return err
		}},
		{"another userName", WriterOptions{}, func(t *testing.T, w *Writer) error {
			_, err := w.Update(t.Context(), before(), changed(func(a *identity.Account) { a.UserName = "lovelace@acme.example" }))
			return err
		}},
		{"a user without a userName", WriterOptions{}, func(t *testing.T, w *Writer) error {
			_, err := w.Create(t.Context(), identity.Account{})
			return err
		}},
		{"a workspace without a name, by name", WriterOptions{Format: WorkspaceNames, NameOf: unknown}, func(t *testing.T, w *Writer) error {
			_, err := w.Create(t.Context(), before())
			return err
		}},
		{"a name that cannot be told from two, by name", WriterOptions{Format: WorkspaceNames, NameOf: unsafe}, func(t *testing.T, w *Writer) error {
			_, err := w.Create(t.Context(), before())
			return err
		}},
		{"names without a directory of them", WriterOptions{Format: WorkspaceNames}, func(t *testing.T, w *Writer) error {
			_, err := w.Create(t.Context(), before())
			return err
		}},
		{"an unknown format", WriterOptions{Format: "WORKSPACES"}, func(t *testing.T, w *Writer) error {
			_, err := w.Create(t.Context(), before())
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := answering(t, 200, adaJSON)
			err := c.write(t, NewWriter(client, c.options))
			var refusal *identity.Refusal
			if !errors.As(err, &refusal) || refusal.HTTPStatus != 0 || refusal.Attempts != 0 || refusal.Detail == "" || s.requests > 0 {
				t.Errorf("%d requests, %v", s.requests, err)
			}
		})
	}
	client, s := answering(t, 201, adaJSON)
	if _, err := NewWriter(client, WriterOptions{}).Create(t.Context(), changed(func(a *identity.Account) { a.Workspaces = many(50) })); err != nil || s.requests != 1 {
		t.Errorf("fifty workspaces fit: %v, %d requests", err, s.requests)
	}
}

func TestAddingWorkspacesIsNeverMarkedAsRepeatable(t *testing.T) {
	client, s := answering(t, 200, adaJSON)
	if _, err := NewWriter(client, WriterOptions{}).AddWorkspaces(t.Context(), ada, []string{sales}); err != nil {
		t.Fatal(err)
	}
	if want := `[{"op":"add","path":"entitlements","value":[{"value":"` + sales + `","type":"WORKSPACE"}]}]`; !strings.Contains(s.sent, want) {
		t.Errorf("sent %s", s.sent)
	}
	if s.header.Get(repeatable) != "" {
		t.Error("it would be repeated blindly")
	}
}

func TestWhatAnAnswerToAWriteMeans(t *testing.T) {
	const (
		refused   = "a refusal"
		signedOut = "signed out"
		unknown   = "unknown effect"
	)
	withoutWorkspaces := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"` + ada + `","active":"True","name":{"familyName":"Byron","givenName":"Ada"}}`
	partly := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"workspace 2 was not assigned","scimType":"invalidValue","status":"207"}`
	for _, c := range []struct {
		name    string
		status  int
		body    string
		err     string // empty: accepted
		partial bool
		account bool
		shown   bool
		words   string // in the error, or in the detail
	}{
		{name: "the user comes back", status: 200, body: adaJSON, account: true, shown: true},
		{name: "the documented reply to PATCH has no workspaces and no userName", status: 200, body: withoutWorkspaces, account: true},
		{name: "no content", status: 204},
		{name: "accepted for later", status: 202},
		{name: "207 with an error", status: 207, body: partly, partial: true, words: "workspace 2 was not assigned"},
		{name: "207 with the user", status: 207, body: adaJSON, partial: true, account: true, shown: true},
		{name: "207 in another shape", status: 207, body: `{"results":[{"status":"200"},{"status":"400"}]}`, partial: true, words: "400"},
		{name: "207 without a word", status: 207, partial: true},
		{name: "an error inside a 200", status: 200, body: partly, partial: true, words: "workspace 2 was not assigned"},
		{name: "workspaces only by name are not shown", status: 200, account: true,
			body: strings.Replace(withoutWorkspaces, `"active"`, `"entitlements":[{"type":"WORKSPACE_NAMES","value":"Finance"}],"active"`, 1)},

		{name: "the name is taken", status: 409, body: refusedJSON, err: refused, words: "that name is taken"},
		{name: "the caller may not write", status: 403, body: refusedJSON, err: refused, words: "that name is taken"},
		{name: "a refusal that is no SCIM", status: 400, body: "<html>Bad request", err: refused, words: "<html>Bad request"},
		{name: "too many requests to the end", status: 429, body: "", err: refused},
		{name: "the token ended", status: 401, body: `{"status":"FAILURE_BAD_TOKEN"}`, err: signedOut, words: "FAILURE_BAD_TOKEN"},
		{name: "a server error", status: 500, body: refusedJSON, err: unknown, words: "500"},
		{name: "not implemented", status: 501, body: "", err: unknown},
		{name: "a redirect that came through", status: 302, body: "", err: unknown},
		{name: "a captive portal", status: 200, body: "<html>Welcome", err: unknown, words: "<html>Welcome"},
		{name: "a captive portal that says 207", status: 207, body: "<html>Welcome", err: unknown, words: "<html>Welcome"},
		{name: "a cut reply", status: 200, body: adaJSON[:100], err: unknown},
		{name: "nothing where the user should be", status: 200, body: "", err: unknown},
		{name: "a user without an id", status: 200, body: strings.Replace(adaJSON, `"id"`, `"ID2"`, 1), err: unknown},
		{name: "another user", status: 200, body: strings.Replace(adaJSON, "5F0", "5F1", 1), err: unknown, words: "another user"},
		{name: "an entitlement of an unknown kind", status: 200, body: strings.Replace(adaJSON, `"WORKSPACE"`, `"LICENCE"`, 1), err: unknown, words: "LICENCE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := answering(t, c.status, c.body)
			result, err := NewWriter(client, WriterOptions{}).Update(t.Context(), before(), changed(func(a *identity.Account) { a.GivenName = "Augusta" }))
			if result.HTTPStatus != c.status || result.Attempts != 1 {
				t.Errorf("status %d after %d attempts", result.HTTPStatus, result.Attempts)
			}
			if got := kindOf(err); got != c.err {
				t.Fatalf("the error is %v, want %q", err, c.err)
			}
			if err != nil {
				if !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), `update user "ada@acme.example"`) {
					t.Errorf("the error is %v", err)
				}
				return
			}
			if result.Partial != c.partial || (result.Account != nil) != c.account || result.WorkspacesShown != c.shown {
				t.Errorf("the result is %+v", result)
			}
			if !strings.Contains(result.Detail, c.words) {
				t.Errorf("the detail is %q", result.Detail)
			}
			if result.Account != nil && result.Account.UserName != "ada@acme.example" {
				t.Errorf("the userName is %q", result.Account.UserName)
			}
		})
	}
}

// kindOf says which of the kinds of error of identity.WriteResult it is.
func kindOf(err error) string {
	var refusal *identity.Refusal
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		return "a refusal"
	case errors.Is(err, identity.ErrSignedOut):
		return "signed out"
	case errors.Is(err, identity.ErrNotSent):
		return "not sent"
	}
	return "unknown effect"
}

func TestARefusalCarriesStatusTypeAndDetail(t *testing.T) {
	client, _ := answering(t, 409, refusedJSON)
	_, err := NewWriter(client, WriterOptions{}).Create(t.Context(), before())
	var refusal *identity.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("the error is %v", err)
	}
	want := identity.Refusal{HTTPStatus: 409, ScimType: "uniqueness", Detail: "that name is taken", Attempts: 1}
	if *refusal != want {
		t.Errorf("the refusal is %+v", *refusal)
	}
}
