package scim

import (
	"errors"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

func TestQuirksHaveNames(t *testing.T) {
	for name, want := range map[string]Quirks{"": Anaplan, "anaplan": Anaplan, "rfc": RFC} {
		if got, err := QuirksNamed(name); err != nil || got != want {
			t.Errorf("%q is %v, %v", name, got, err)
		}
	}
	if _, err := QuirksNamed("RFC"); err == nil {
		t.Error("RFC in capital letters is taken for a name")
	}
}

func TestTheServiceProviderConfigIsBelievedOfStandardServicesAlone(t *testing.T) {
	config := func(members string) string {
		return `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],` + members + `"x":1}`
	}
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   Abilities
		broken bool
	}{
		{name: "what it says", status: 200, body: config(`"patch":{"supported":true},"filter":{"supported":true,"maxResults":20},"etag":{"supported":true},`),
			want: Abilities{PageSize: 20, Patch: true, Filter: true, Versions: true}},
		{name: "what it denies", status: 200, body: config(`"patch":{"supported":false},"filter":{"supported":false,"maxResults":1},"etag":{"supported":false},`),
			want: Abilities{PageSize: 1}},
		{name: "nothing is said", status: 200, body: config(""), want: Abilities{PageSize: 100}},
		{name: "a page of no users is none", status: 200, body: config(`"filter":{"supported":true,"maxResults":0},`), want: Abilities{PageSize: 100, Filter: true}},
		{name: "nor is one of fewer", status: 200, body: config(`"filter":{"supported":true,"maxResults":-1},`), want: Abilities{PageSize: 100, Filter: true}},
		{name: "an enormous page is a large one", status: 200, body: config(`"filter":{"supported":true,"maxResults":2000000000},`), want: Abilities{PageSize: 1000, Filter: true}},
		{name: "there is none", status: 404, want: Abilities{PageSize: 100, Patch: true, Filter: true}},
		{name: "there never will be any", status: 501, want: Abilities{PageSize: 100, Patch: true, Filter: true}},
		{name: "it fails", status: 500, broken: true},
		{name: "somebody else answers", status: 200, body: "<html>Welcome", broken: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := answering(t, c.status, c.body)
			standard := client.WithQuirks(RFC)
			got, err := standard.Abilities(t.Context())
			if (err != nil) != c.broken || got != c.want {
				t.Errorf("it is able to %+v, %v", got, err)
			}
			if _, err := standard.Abilities(t.Context()); (err != nil) != c.broken || (s.requests == 1) == c.broken {
				t.Errorf("asked %d times, %v", s.requests, err)
			}
			asked := s.requests
			if got, err := client.Abilities(t.Context()); err != nil || got != (Abilities{PageSize: 100, Patch: true, Filter: true, Versions: true}) || s.requests != asked {
				t.Errorf("Anaplan, which is not asked, is able to %+v, %v", got, err)
			}
		})
	}
}

func TestIDsOfStandardServicesAreExact(t *testing.T) {
	client, _ := answering(t, 200, adaJSON)
	standard := client.WithQuirks(RFC)
	user, err := standard.Get(t.Context(), strings.ToUpper(ada))
	if err != nil {
		t.Fatal(err)
	}
	if reading, err := RFC.Account(user); err != nil || reading.Account.ID != strings.ToUpper(ada) {
		t.Errorf("the id is read as %s, %v", reading.Account.ID, err)
	}
	if _, err := standard.Get(t.Context(), ada); err == nil {
		t.Error("another spelling of the id is taken for the same")
	}
}

func TestStandardServicesMayAnswerInPlainJSON(t *testing.T) {
	client, s := answering(t, 200, adaJSON)
	s.contentType = "application/json; charset=utf-8"
	if _, err := client.WithQuirks(RFC).Get(t.Context(), strings.ToUpper(ada)); err != nil || s.header.Get("Accept") != "application/scim+json, application/json" {
		t.Errorf("asked for %s, %v", s.header.Get("Accept"), err)
	}
}

func TestOnlyAWholeAnswerIsTakenForOne(t *testing.T) {
	list := `{"totalResults":1,"Resources":[` + adaJSON + `]}`
	for _, c := range []struct {
		name   string
		status int
		body   string
	}{
		{"a list with errors beside it", 200, strings.Replace(list, `{"totalResults"`, `{"errors":[{"detail":"the second store is down"}],"totalResults"`, 1)},
		{"a list that is an error too", 200, strings.Replace(list, `{"totalResults"`, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"totalResults"`, 1)},
		{"a list of which some failed", 207, list},
		{"a list that is to come", 202, list},
		{"a part of a list", 206, list},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := answering(t, c.status, c.body)
			page, err := client.List(t.Context(), "", 1, 1)
			var failure *Failure
			if !errors.As(err, &failure) || failure.HTTPStatus != c.status {
				t.Errorf("read %+v, %v", page, err)
			}
		})
	}
	for name, body := range map[string]string{
		"a user with errors":   strings.Replace(adaJSON, `"userName"`, `"errors":[{"detail":"the second store is down"}],"userName"`, 1),
		"a user with a status": strings.Replace(adaJSON, `"userName"`, `"status":"500","detail":"the second store is down","userName"`, 1),
	} {
		client, _ := answering(t, 200, body)
		if user, err := client.Get(t.Context(), ada); err == nil || !strings.Contains(err.Error(), "the second store is down") {
			t.Errorf("%s: read %+v, %v", name, user, err)
		}
	}
	if reading, err := Anaplan.Account(User{ID: ada, Errors: []byte(`[{"detail":"the second store is down"}]`)}); err == nil {
		t.Errorf("a user of a list with errors is read as %+v", reading)
	}
	if _, err := Anaplan.Account(User{ID: ada, Errors: []byte(`[]`)}); err != nil {
		t.Errorf("no errors are none: %v", err)
	}
}

func TestWhatAUserIsNotReadForDoesNotKeepThemFromBeingRead(t *testing.T) {
	body := strings.Replace(adaJSON, `"primary":true`, `"primary":"True"`, 1)
	body = strings.Replace(body, `"active"`, `"emails":[{"value":"ada@acme.example","type":"work","primary":"true"}],"active"`, 1)
	client, _ := answering(t, 200, body)
	user, err := client.Get(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	if reading, err := Anaplan.Account(user); err != nil || !identity.SameSet(reading.Account.Workspaces, []string{finance}) {
		t.Errorf("read %+v, %v", reading, err)
	}
}
