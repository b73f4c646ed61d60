package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"scimsheet/internal/identity"
	"scimsheet/internal/roster"
)

// checkWorkspaces compares the names of workspaces with what is known of them, and says what that was;
// empty for nothing.
func (o *validateOptions) checkWorkspaces(ctx context.Context, s *screen, people *roster.Roster) (string, error) {
	supplied := people.Directory
	against := ""
	if len(supplied) > 0 {
		against = "the input's own sheet Workspaces"
	}
	if o.workspaces != "" {
		options, err := o.loading.options()
		if err != nil {
			return "", err
		}
		listed, flaws, err := roster.ReadWorkspaces(ctx, o.workspaces, options)
		if err != nil {
			return "", err
		}
		supplied = slices.Concat(supplied, listed)
		people.Findings = append(people.Findings, flaws...)
		against = joined(against, fmt.Sprintf("the %s in %s", countOf(len(listed), "workspace"), filepath.Base(o.workspaces)))
	}
	if o.fromTenant {
		n, err := o.askTenant(ctx, s, people, supplied)
		return joined(against, fmt.Sprintf("the %s of the tenant", countOf(n, "workspace"))), err
	}
	known := &identity.Workspaces{}
	for _, w := range supplied {
		known.Add(w, false, identity.Supplied)
	}
	people.Check(known)
	return against, nil
}

func joined(first, second string) string {
	if first == "" {
		return second
	}
	return first + " and " + second
}

// askTenant judges the workspaces as plan would. The accounts are read only where the tenant's own list
// leaves a name open.
func (o *validateOptions) askTenant(ctx context.Context, s *screen, people *roster.Roster, supplied []identity.Workspace) (int, error) {
	conn, err := o.connect.open(ctx, s, nil)
	if err != nil {
		return 0, err
	}
	defer conn.close(ctx)
	known, err := conn.workspaces(ctx, s, supplied)
	if err != nil {
		return 0, err
	}
	// Whoever holds an inactive workspace may keep it; without the accounts nobody is said not to.
	holds := func(identity.Person, string) bool { return true }
	if open := people.Unresolved(known); len(open) > 0 {
		read, err := conn.readAll(ctx, s, known, 0, fmt.Sprintf("to find out whether anybody holds %q", open[0]))
		if err != nil {
			return 0, err
		}
		holds = holder(read.Accounts)
	}
	people.Resolve(roster.Resolution{Known: known, Holds: holds})
	return known.Len(), nil
}
