package cli

import (
	"fmt"
	"time"

	"scimsheet/internal/plan"
	"scimsheet/internal/scim"
	"scimsheet/internal/settings"
)

// fit makes a policy fit the service, and fills in what --patch-add leaves open: that this service appends
// is known where an earlier check --write-probe saw it. A standard service takes any number of
// entitlements in a write.
func (conn *connection) fit(s *screen, policy plan.Policy) (plan.Policy, error) {
	standard := conn.tenant.Quirks == quirksRFC
	switch {
	case standard && scim.EntitlementType(policy.EntitlementFormat) != scim.PerWorkspace:
		return policy, fail(exitUsage, "leave it out: entitlements of a standard service are plain values",
			"--entitlement-format %s and --profile-quirks %s exclude each other", policy.EntitlementFormat, quirksRFC)
	case standard:
		policy.Unbounded = true
		return policy, nil
	}
	probe, found, err := settings.Recall(s.configDir(), conn.tenant.SCIMURL)
	switch {
	case err != nil:
		return policy, fmt.Errorf("read what was found out about this service: %w", err)
	case found && probe.PatchAdd == settings.PatchReplaces && policy.PatchAdd == plan.PatchAppends:
		s.talk("warning: --patch-add %s, although this service was seen to replace workspaces on %s: that would take them from people, with their model roles\n",
			policy.PatchAdd, day(probe.At))
	case found && probe.PatchAdd == settings.PatchAppends && policy.PatchAdd == "":
		policy.PatchAdd = plan.PatchAppends
		s.talk("note: people may be given more than 50 workspaces: this service adds them to what they hold, as check --write-probe found out on %s\n",
			day(probe.At))
	}
	return policy, nil
}

func day(at time.Time) string { return at.UTC().Format("2 January 2006") }

// rememberReplacing keeps for later plans that a service was seen to replace workspaces.
func (conn *connection) rememberReplacing(s *screen) {
	fact := settings.Probe{PatchAdd: settings.PatchReplaces, At: s.Now()}
	if err := settings.Remember(s.configDir(), conn.tenant.SCIMURL, fact); err != nil {
		s.talk("warning: that this service replaces workspaces could not be kept for later plans: %v\n", err)
	}
}
