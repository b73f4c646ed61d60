package simulator

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"scimsheet/internal/identity"
)

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	tenant := simulated(t, Options{})
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:0", "127.0.0.1"} {
		if s, err := Start(tenant, addr); err == nil {
			t.Errorf("%s was listened on", addr)
			s.Close()
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:0", "127.9.9.9:0"} {
		s, err := Start(tenant, addr)
		if err != nil {
			t.Errorf("%s: %v", addr, err)
			continue
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestATakenPortIsSaid(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := Start(simulated(t, Options{}), l.Addr().String()); err == nil || !strings.Contains(err.Error(), "listen") {
		t.Errorf("got %v", err)
	}
}

func TestAccessIsWrittenAsTheContractSays(t *testing.T) {
	v := open(t, Options{})
	text, err := json.Marshal(v.server.Access)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]string
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"scimUrl", "authUrl", "apiUrl", "oauthUrl", "username", "password", "apiKey", "oauthClientId", "refreshToken"} {
		if members[name] == "" {
			t.Errorf("%s is missing in %s", name, text)
		}
	}
	if !strings.HasSuffix(members["scimUrl"], "/scim/1/0/v2") {
		t.Errorf("scimUrl is %s", members["scimUrl"])
	}
}

func TestAClosedServerAnswersNothing(t *testing.T) {
	s, err := Start(simulated(t, Options{}), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := http.Get(s.SCIMURL + "/Schemas"); err == nil {
		t.Error("answered after Close")
	}
}

// TestManyCallersAtOnce has something to find only with the race detector, and in the sums.
func TestManyCallersAtOnce(t *testing.T) {
	v := open(t, Options{Users: 60, Workspaces: 6, Versions: true, Faults: rules(t, "GET=shift@every7", "*=500@p0.05")})
	const callers, rounds = 6, 15
	created := make([]int, callers)
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			v := *v
			for n := range rounds {
				name := fmt.Sprintf("c%d.n%d@acme.example", c, n)
				a := v.scim("POST", "/Users", resource(name, `,"entitlements":`+entitled(workspaceIDs(v.tenant, n%6)...)))
				if a.status == 201 {
					created[c]++
					id := v.user(a).ID
					v.scim("PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"externalId","value":"E`+itoa(n)+`"}`))
				}
				v.scim("GET", "/Users?count=100", "")
				v.scim("GET", "/Users?"+query("filter", `userName eq "`+name+`" or active eq false`), "")
				v.tenant.Edit(identity.UserName(name), func(a *identity.Account) { a.GivenName = "Edited" })
				v.tenant.Accounts()
				v.tenant.Writes()
			}
		})
	}
	wg.Wait()
	total, effects := 0, 0
	for _, n := range created {
		total += n
	}
	for _, w := range v.tenant.Writes() {
		if w.Method == "POST" && w.Effect {
			effects++
		}
	}
	people := 0
	for _, a := range v.tenant.Accounts() {
		if strings.HasPrefix(string(a.UserName), "c") && strings.Contains(string(a.UserName), ".n") && a.GivenName == "Edited" {
			people++
		}
	}
	if effects != total || people != total {
		t.Errorf("%d created by callers, %d by the log, %d in the tenant", total, effects, people)
	}
}
