package report

import (
	"fmt"
	"testing"

	"scimsheet/internal/apply"
)

// BenchmarkResults writes the results of 50,000 people and says how much memory was in use at most beside
// the plan itself: where one in ten failed, and where everybody did, which gives every row a link.
func BenchmarkResults(b *testing.B) {
	for _, failed := range []int{10, 1} {
		b.Run(fmt.Sprint("one in ", failed, " failed"), func(b *testing.B) {
			in := benchmarked(b, 50_000, 1)
			for i := range in.Plan.Changes {
				if o := in.Outcomes[in.Plan.Changes[i].ID]; i%failed == 0 {
					o.Status, o.HTTPStatus, o.Detail, o.Hint = apply.Failed, 400, "refused: invalidValue", "look at the row"
					in.Outcomes[o.ChangeID] = o
				}
			}
			before := heap()
			peak := watch(b)
			for b.Loop() {
				_, err := WriteResults(b.TempDir(), in)
				check(b, err)
			}
			b.ReportMetric((peak()-before)/1e6, "MB-more")
		})
	}
}
