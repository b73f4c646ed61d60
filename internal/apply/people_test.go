package apply

import (
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func (f *tenant) account(userName string) *identity.Account {
	for _, a := range f.accounts {
		if a.UserName.Same(identity.UserName(userName)) {
			return a
		}
	}
	return nil
}

func ws(ids ...string) []identity.Workspace {
	out := make([]identity.Workspace, len(ids))
	for i, id := range ids {
		out[i] = identity.Workspace{ID: id, Name: "Workspace " + id}
	}
	return out
}

// many is n workspace ids, sorted.
func many(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("w%03d", i)
	}
	return ids
}

func account(name string, workspaces ...string) identity.Account {
	return identity.Account{
		ID: "id-" + name, UserName: identity.UserName(name + "@example.com"), ExternalID: "E-" + name,
		GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Old", Active: true,
		Workspaces: identity.Set(slices.Clone(workspaces)),
	}
}

func creation(name string, workspaces ...string) plan.Change {
	return plan.Change{
		ID: "c-" + name, Action: plan.Create, UserName: identity.UserName(name + "@example.com"),
		Attributes: []plan.Attribute{
			{Path: plan.PathUserName, After: name + "@example.com"},
			{Path: plan.PathExternalID, After: "E-" + name},
			{Path: plan.PathGivenName, After: "New"},
			{Path: plan.PathActive, After: true},
		},
		Grants: ws(workspaces...),
	}
}

// renaming gives a new family name and changes workspaces beside.
func renaming(before identity.Account, grants, revocations []string) plan.Change {
	return plan.Change{
		ID: "c-" + strings.TrimPrefix(before.ID, "id-"), Action: plan.Update, UserName: before.UserName, UserID: before.ID, Before: &before,
		Attributes: []plan.Attribute{{Path: plan.PathFamilyName, Before: before.FamilyName, After: "New"}},
		Grants:     ws(grants...), Revocations: ws(revocations...),
	}
}

func granting(before identity.Account, grants ...string) plan.Change {
	c := renaming(before, grants, nil)
	c.Attributes = nil
	return c
}

func deactivation(before identity.Account) plan.Change {
	c := renaming(before, nil, nil)
	c.Action = plan.Deactivate
	c.Attributes = []plan.Attribute{{Path: plan.PathActive, Before: true, After: false}}
	return c
}

func planOf(changes ...plan.Change) *plan.Plan {
	return &plan.Plan{ID: "7f3c-91ab", Digest: "d1", Changes: changes}
}
