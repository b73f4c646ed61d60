package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// names are the user names of some persons.
func names(of ...int) []identity.UserName {
	var all []identity.UserName
	for _, n := range of {
		all = append(all, identity.UserName(person(n).UserName))
	}
	return all
}

func count(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestOnlyThoseAskedForAreRead(t *testing.T) {
	service, directory := having(t, 300)
	snapshot, err := directory.Find(t.Context(), Keys{
		UserNames:   append(names(7, 8), "nobody@acme.example", "USER00007@acme.example", ""),
		IDs:         []string{strings.ToUpper(person(9).ID), person(7).ID},
		ExternalIDs: []string{"e00010", "E99999"},
	}.Search(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := numbers(snapshot.Accounts); len(got) != 4 || !got[7] || !got[8] || !got[9] || !got[10] || len(snapshot.Accounts) != 4 {
		t.Errorf("read %v", snapshot.Accounts)
	}
	if service.asked() != 1 || snapshot.Requests != 1 || snapshot.Complete {
		t.Errorf("%d requests, %d counted, complete %v", service.asked(), snapshot.Requests, snapshot.Complete)
	}
}

func TestNobodyAskedForIsNoRequest(t *testing.T) {
	service, directory := having(t, 3)
	snapshot, err := directory.Find(t.Context(), Keys{UserNames: []identity.UserName{""}}.Search(), nil)
	if err != nil || len(snapshot.Accounts) > 0 || service.asked() > 0 {
		t.Errorf("%v, %d requests, %v", snapshot, service.asked(), err)
	}
}

// The contract promises at most one request for 40 rows. Only names that no URL can carry forty of take
// more: a request that a gateway cuts off finds nobody.
func TestReadingByNameKeepsItsPromiseOfRequests(t *testing.T) {
	for _, c := range []struct {
		name     string
		userName func(n int) identity.UserName
		rows     int
		requests int
	}{
		{"ordinary names", func(n int) identity.UserName { return identity.UserName(fmt.Sprintf("first%d.last@acme.example", n)) }, 500, 10},
		{"names as long as they get, in letters that need encoding", func(n int) identity.UserName {
			return identity.UserName(fmt.Sprintf("%05d%s@acme.example", n, strings.Repeat("é", 42)))
		}, 400, 17},
		{"names as long as they get, with an accent here and there", func(n int) identity.UserName {
			return identity.UserName(fmt.Sprintf("%05d%s%s@acme.example", n, strings.Repeat("é", 15), strings.Repeat("x", 27)))
		}, 400, 10},
	} {
		service, directory := having(t, 0)
		var keys Keys
		for n := range c.rows {
			keys.UserNames = append(keys.UserNames, c.userName(n))
		}
		done := 0
		if _, err := directory.Find(t.Context(), keys.Search(), func(now, total int) {
			if now <= done || total != c.requests {
				t.Errorf("%s: progress went from %d to %d of %d", c.name, done, now, total)
			}
			done = now
		}); err != nil {
			t.Fatal(err)
		}
		if service.asked() != c.requests || done != c.requests {
			t.Errorf("%s: %d requests for %d rows, want %d; progress ended at %d", c.name, service.asked(), c.rows, c.requests, done)
		}
	}
}

func TestAwkwardNamesAreFound(t *testing.T) {
	service, directory := having(t, 3)
	service.users[1].UserName = `o"hara\x@acme.example`
	service.users[2].UserName = "zoë+test@acme.example"
	snapshot, err := directory.Find(t.Context(), Keys{UserNames: []identity.UserName{`O"Hara\x@acme.example`, "zoë+test@acme.example"}}.Search(), nil)
	if err != nil || len(snapshot.Accounts) != 2 {
		t.Errorf("found %v, %v", snapshot, err)
	}
}

func TestMoreAccountsThanAPageArePaged(t *testing.T) {
	service, directory := having(t, 250)
	for i := range service.users {
		service.users[i].ExternalID = "shared"
	}
	snapshot, err := directory.Find(t.Context(), Keys{ExternalIDs: []string{"shared"}}.Search(), nil)
	if err != nil || len(snapshot.Accounts) != 250 || snapshot.Requests != 3 {
		t.Errorf("read %d accounts, %v", len(snapshot.Accounts), err)
	}
}

func TestAnUnfilteredPageIsNeverTakenForAnAnswer(t *testing.T) {
	service, directory := having(t, 300)
	service.ignores = true
	// The first page holds users that were asked for, and others.
	_, err := directory.Find(t.Context(), Keys{UserNames: names(count(50)...)}.Search(), nil)
	if err == nil || !strings.Contains(err.Error(), "ignored the filter") {
		t.Errorf("the error is %v", err)
	}
	if service.asked() != 1 {
		t.Errorf("it was asked %d times", service.asked())
	}
	service.users = service.users[:50]
	if snapshot, err := directory.Find(t.Context(), Keys{UserNames: names(count(50)...)}.Search(), nil); err != nil || len(snapshot.Accounts) != 50 {
		t.Errorf("a service of which all were asked for: %v, %v", snapshot, err)
	}
}

func TestAnAnswerThatIsShortOrMovesIsAskedForAgainAndThenRefused(t *testing.T) {
	for name, lie := range map[string]func(page *scim.ListResponse, n int){
		"short of its total": func(page *scim.ListResponse, _ int) {
			page.TotalResults++
		},
		"a user twice": func(page *scim.ListResponse, _ int) {
			page.Resources = append(slices.Clone(page.Resources), page.Resources[0])
			page.TotalResults++
		},
		"more users than the total": func(page *scim.ListResponse, _ int) { page.TotalResults = 1 },
	} {
		service, directory := having(t, 300)
		service.lie = lie
		_, err := directory.Find(t.Context(), Keys{UserNames: names(1, 2, 3)}.Search(), nil)
		if err == nil || !strings.Contains(err.Error(), "3 tries") {
			t.Errorf("%s: the error is %v", name, err)
		}
		service.forget()
		service.lie = func(page *scim.ListResponse, n int) {
			if n == 1 {
				lie(page, n)
			}
		}
		if snapshot, err := directory.Find(t.Context(), Keys{UserNames: names(1, 2, 3)}.Search(), nil); err != nil || len(snapshot.Accounts) != 3 {
			t.Errorf("%s, once: %v, %v", name, snapshot, err)
		}
	}
}

// byName makes a service give a user's workspaces only by name.
func byName(u *scim.User, names string) {
	u.Entitlements = []scim.Entitlement{{Type: scim.WorkspaceNames, Value: names}}
}

func TestWorkspacesGivenOnlyByNameAreResolvedOrAnError(t *testing.T) {
	var known identity.Workspaces
	known.Add(identity.Workspace{ID: finance, Name: "Finance"}, false, identity.Listed)
	known.Add(identity.Workspace{ID: sales, Name: "Sales, EMEA"}, false, identity.Listed)
	known.Add(identity.Workspace{ID: "twin1", Name: "Twin"}, false, identity.Listed)
	known.Add(identity.Workspace{ID: "twin2", Name: "Twin"}, false, identity.Listed)
	for _, c := range []struct {
		names string
		want  []string
		words string
	}{
		{`"Sales, EMEA","Finance"`, []string{finance, sales}, ""},
		{`"Finance","Nowhere"`, nil, `"Nowhere", and none is known by that name`},
		{`"Twin"`, nil, `"Twin", and 2 workspaces have that name`},
	} {
		service, directory := having(t, 3)
		byName(&service.users[1], c.names)
		snapshot, err := directory.All(t.Context(), nil)
		if err != nil || snapshot.Unresolved() != 1 {
			t.Fatalf("%s: %v", c.names, err)
		}
		if err := snapshot.Resolve(&identity.Workspaces{}); err == nil {
			t.Errorf("%s was resolved out of nothing", c.names)
		}
		err = snapshot.Resolve(&known)
		if c.words != "" {
			if err == nil || !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), person(1).UserName) || snapshot.Unresolved() != 1 {
				t.Errorf("%s: the error is %v", c.names, err)
			}
			continue
		}
		if err != nil || snapshot.Unresolved() != 0 {
			t.Fatalf("%s: %v", c.names, err)
		}
		for _, account := range snapshot.Accounts {
			if !slices.Equal(account.Workspaces, c.want) {
				t.Errorf("%s has %v", account.UserName, account.Workspaces)
			}
		}
	}
}
