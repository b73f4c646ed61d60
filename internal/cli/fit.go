package cli

import (
	"fmt"

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
	case policy.PatchAdd != "":
		return policy, nil
	}
	probe, found, err := settings.Recall(s.configDir(), conn.tenant.SCIMURL)
	if err != nil {
		return policy, fmt.Errorf("read what was found out about this service: %w", err)
	}
	if found && probe.PatchAdd == plan.PatchAppends {
		policy.PatchAdd = plan.PatchAppends
		s.talk("note: people may be given more than 50 workspaces: this service adds them to what they hold, as check --write-probe found out on %s\n",
			probe.At.UTC().Format("2 January 2006"))
	}
	return policy, nil
}
