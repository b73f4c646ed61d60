package plan_test

import (
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestAPartOfAPlanHasItsOwnCountsAndLeavesThePlanAlone(t *testing.T) {
	p := sample(t)
	p.Digest = "of the whole"
	counts, changes := p.Counts, len(p.Changes)
	part := p.Only(func(c *plan.Change) bool { return len(c.Grants) > 0 })
	wantChanges(t, part.Changes, "create new@x.com userName:new@x.com externalId:=E9 active:true +fin +ops",
		"update cyd@x.com +ops withheld:deactivate/protected withheld:revoke=fin/protected")
	if want := (plan.Counts{Create: 1, Update: 1, Grants: 3}); part.Counts != want {
		t.Errorf("counts %+v, want %+v", part.Counts, want)
	}
	if part.Digest != "of the whole" {
		t.Errorf("the digest is %q, not that of the whole plan", part.Digest)
	}
	part.Changes[0].Grants = []identity.Workspace{}
	part.Changes[0].Action = plan.None
	if p.Counts != counts || len(p.Changes) != changes || p.Changes[0].Action != plan.Create || len(p.Changes[0].Grants) != 2 {
		t.Errorf("the plan itself is changed: %+v", p.Counts)
	}
}
