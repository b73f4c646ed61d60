package cli

import (
	"testing"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
)

func TestWhatWasNotApprovedIsCountedApart(t *testing.T) {
	p := &plan.Plan{Changes: []plan.Change{{ID: "1"}, {ID: "2"}, {ID: "3"}, {ID: "4"}}}
	outcomes := map[string]apply.Outcome{"1": {Status: apply.Applied}, "2": {Status: apply.Rejected}, "3": {Status: apply.Undecided}, "4": {Status: apply.Failed}}
	if n := notApproved(p, outcomes); n != 2 {
		t.Errorf("%d, want 2", n)
	}
}
