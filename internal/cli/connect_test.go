package cli

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/transport"
)

func TestAWriteThatWasStoppedBeforeItLeftIsNotSentInTheWordsOfIdentity(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPatch, "http://127.0.0.1:1/Users/1", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	network := sender{transport.New(transport.Options{Workers: 1})}
	if _, err := network.RoundTrip(req); !errors.Is(err, identity.ErrNotSent) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v: it should be known that nothing was sent, and why", err)
	}
}

func TestCredentialsGoOnlyWhereSomebodyNamedTheHost(t *testing.T) {
	for _, c := range []struct {
		sentence       string
		given, planned plan.Tenant
		code           int
	}{
		{"a plan for Anaplan's own hosts is trusted", plan.Tenant{}, plan.Tenant{SCIMURL: "https://api.anaplan.com/scim/1/0/v2"}, 0},
		{"a plan for this machine is trusted", plan.Tenant{}, plan.Tenant{SCIMURL: "http://127.0.0.1:1/scim"}, 0},
		{"a plan that names a foreign host is not", plan.Tenant{}, plan.Tenant{SCIMURL: "https://evil.example/scim"}, exitUsage},
		{"nor one that names a foreign token service", plan.Tenant{SCIMURL: "https://api.anaplan.com/scim/1/0/v2"},
			plan.Tenant{SCIMURL: "https://api.anaplan.com/scim/1/0/v2", AuthURL: "https://evil.example"}, exitUsage},
		{"unless the caller names it too", plan.Tenant{SCIMURL: "https://own.example/scim"}, plan.Tenant{SCIMURL: "https://own.example/scim"}, 0},
		{"a plan for another tenant is refused", plan.Tenant{SCIMURL: "https://own.example/scim"}, plan.Tenant{SCIMURL: "https://api.anaplan.com/scim/1/0/v2"}, exitPlanUnfit},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			_, err := (&connectFlags{}).samePlace(c.given, c.planned)
			code := 0
			if err != nil {
				code = failureOf(err).Code
			}
			if code != c.code {
				t.Errorf("%v: code %d, want %d", err, code, c.code)
			}
		})
	}
}
