package plan

import (
	"testing"

	"scimsheet/internal/identity"
)

func TestAVisitingUserIsNeverCreated(t *testing.T) {
	guest := identity.Person{UserName: "Guest@partner.example"}
	actual := Actual{Workspaces: &identity.Workspaces{}, Complete: true, Visiting: map[string]bool{"guest@partner.example": true}}
	policy := Policy{Entitlements: Exact, Absent: AbsentIgnore, Manage: Groups(), Match: MatchUserName,
		MaxCreates: "all", MaxDeactivations: "all", MaxRevocations: "all"}
	for _, request := range []identity.Request{identity.RequestNone, identity.RequestCreate} {
		guest.Request = request
		d, err := Diff(Desired{Listed: []Listed{{Person: guest}}}, actual, policy)
		if err != nil {
			t.Fatal(err)
		}
		if c := d.Changes[0]; c.Action != Blocked || c.Reason != ReasonVisitingUser {
			t.Errorf("action %q: %s, %s", request, c.Action, c.Reason)
		}
	}
}
