package report

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/plan"
)

func TestACellSaysTheSameOnceThePlanWasReadFromItsFile(t *testing.T) {
	made := samplePlan()
	made.Policy.GroupBy = "Department"
	var file bytes.Buffer
	check(t, made.Write(&file))
	kept, err := plan.Read(&file)
	check(t, err)
	before, after := NewChangeTable(made), NewChangeTable(kept)
	rows, again := before.Listed(nil), after.Listed(nil)
	if len(rows) != len(again) || len(rows) != 10 {
		t.Fatalf("%d rows, then %d", len(rows), len(again))
	}
	for i := range rows {
		if diff := cmp.Diff(before.Cells(rows[i]), after.Cells(again[i])); diff != "" {
			t.Errorf("%s: %s", rows[i].ID, diff)
		}
	}
}
