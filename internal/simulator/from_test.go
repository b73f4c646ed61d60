package simulator

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

func exportFile(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	financeID = "8a81b01068d4b6820169da807d121111"
	salesID   = "8a81b01068d4b6820169da807d122222"
	adaLine   = `{"id":"11111111111111111111111111111111","userName":"Ada@corp.example","externalId":"E1","givenName":"Ada","familyName":"King","active":false,` +
		`"workspaces":[{"id":"` + salesID + `","name":"Sales"},{"id":"` + financeID + `","name":"Finance"}],"created":"2024-01-01T00:00:00Z","lastModified":"2024-02-01T00:00:00Z"}`
	bobLine    = `{"id":"22222222222222222222222222222222","userName":"bob@corp.example","active":true,"workspaces":[]}`
	callerLine = `{"id":"33333333333333333333333333333333","userName":"SVC-scim@corp.example","active":false}`
)

func TestATenantStartsFromAnExport(t *testing.T) {
	tenant := simulated(t, Options{From: exportFile(t, adaLine, "", bobLine), Users: 500, Workspaces: 1})
	want := identity.Account{
		ID: "11111111111111111111111111111111", UserName: "Ada@corp.example", ExternalID: "E1", GivenName: "Ada", FamilyName: "King",
		Workspaces: []string{financeID, salesID},
	}
	ada, there := tenant.Account("ada@corp.example")
	if !there || !ada.SameState(want) || ada.ID != want.ID || ada.Created != "2024-01-01T00:00:00Z" || ada.LastModified != "2024-02-01T00:00:00Z" {
		t.Errorf("Ada is %+v", ada)
	}
	if len(tenant.Accounts()) != 3 || tenant.Caller() != "svc-scim@corp.example" {
		t.Errorf("%d accounts, the caller is %s", len(tenant.Accounts()), tenant.Caller())
	}
	if list := tenant.Workspaces(); len(list) != 2 || list[0].Name != "Finance" || list[1].Name != "Sales" {
		t.Errorf("workspaces are %v", list)
	}
}

func TestAServiceAccountInTheExportIsTheCallerAndActive(t *testing.T) {
	v := open(t, Options{From: exportFile(t, adaLine, callerLine)})
	if len(v.tenant.Accounts()) != 2 || v.tenant.Caller() != "SVC-scim@corp.example" {
		t.Errorf("%d accounts, the caller is %s", len(v.tenant.Accounts()), v.tenant.Caller())
	}
	v.must(200, "GET", "/Users", "")
}

func TestWorkspacesAreToppedUp(t *testing.T) {
	tenant := simulated(t, Options{From: exportFile(t, adaLine), Workspaces: 7})
	if n := len(tenant.Workspaces()); n != 7 {
		t.Errorf("%d workspaces", n)
	}
}

func TestANewUserGetsAnIDThatTheExportDoesNotHold(t *testing.T) {
	first := seededID(0, "new user", 0)
	v := open(t, Options{From: exportFile(t, strings.Replace(bobLine, strings.Repeat("2", 32), first, 1))})
	if id := v.ada(); id == first {
		t.Error("two users have one id")
	}
	if n := len(v.tenant.Accounts()); n != 3 {
		t.Errorf("%d accounts", n)
	}
}

func TestAnExportThatCannotBeReadIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		word  string
	}{
		"cut in a line":  {[]string{adaLine, bobLine[:40]}, "line 2"},
		"no id":          {[]string{`{"userName":"x@corp.example"}`}, "line 1"},
		"a name twice":   {[]string{adaLine, strings.Replace(adaLine, strings.Repeat("1", 32), strings.Repeat("4", 32), 1)}, "twice"},
		"an id twice":    {[]string{adaLine, strings.Replace(adaLine, "Ada@", "Eve@", 1)}, "twice"},
		"not an export":  {[]string{"userName,active"}, "line 1"},
		"another object": {[]string{`{"kind":"plan"}`}, "line 1"},
	} {
		_, err := New(Options{From: exportFile(t, c.lines...)})
		if err == nil || !strings.Contains(err.Error(), c.word) || !strings.Contains(err.Error(), "users.jsonl") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
