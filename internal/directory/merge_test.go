package directory

import (
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

func TestALaterReadingCountsWhereBothSawAnAccount(t *testing.T) {
	service, directory := having(t, 10)
	byName(&service.users[2], "Finance")
	byName(&service.users[3], "Finance")
	first, err := directory.Named(t.Context(), Keys{UserNames: names(1, 2, 3)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	service.users[1].ExternalID = "E00099"
	service.users[2].Entitlements = person(2).Entitlements
	later, err := directory.Named(t.Context(), Keys{UserNames: names(1, 2, 4)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	first.Merge(later)
	if got := numbers(first.Accounts); len(got) != 4 || !got[99] || !got[2] || !got[3] || !got[4] || len(first.Accounts) != 4 {
		t.Errorf("merged to %v", first.Accounts)
	}
	if !slices.IsSortedFunc(first.Accounts, func(a, b identity.Account) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the accounts are not sorted by id")
	}
	if first.Requests != 2 || first.Unresolved() != 1 {
		t.Errorf("%d requests, %d accounts known only by name", first.Requests, first.Unresolved())
	}
	if len(first.Workspaces.ByName("Sales")) != 1 {
		t.Errorf("the names seen are %v", first.Workspaces.All())
	}
}
