package reviewbook

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"scimsheet/internal/review"
)

// large is a campaign of so many rows, in equal parts for so many reviewers.
func large(rows, reviewers int) *review.Campaign {
	c := quarter(rows * 2 / 5)
	for n, r := range refsOf(c) {
		r.Access.Reviewer = fmt.Sprintf("reviewer.%03d@acme.example", n*reviewers/rows)
	}
	summedUp(c)
	return c
}

// BenchmarkWorkbooks writes the workbooks of 300 reviewers with 533 rows each, and says how much more memory is
// held after the last than after the first.
func BenchmarkWorkbooks(b *testing.B) {
	c := large(160_000, 300)
	table, parts := NewTable(c), map[string][]review.Ref{}
	for _, r := range refsOf(c) {
		parts[r.Access.Reviewer] = append(parts[r.Access.Reviewer], r)
	}
	for b.Loop() {
		folder, first := b.TempDir(), 0.0
		for _, r := range c.Reviewers {
			check(b, table.WriteReview(filepath.Join(folder, r.File), Part{Address: r.Address, Rows: parts[r.Address]}))
			if first == 0 {
				first = heldNow()
			}
		}
		b.ReportMetric((heldNow()-first)/1e6, "MB-more")
	}
}

// BenchmarkLedger writes the ledger of 160,000 rows and 300 reviewers, half way.
func BenchmarkLedger(b *testing.B) {
	c := large(160_000, 300)
	s := &review.Standing{}
	for n, r := range refsOf(c) {
		s.Rows = append(s.Rows, answered(r, n))
		if n%3 == 0 {
			s.Rows[n].Decision, s.Rows[n].Open, s.Rows[n].Words = "", review.OpenBlank, strings.Repeat("nothing has come back ", 3)
		}
	}
	progressed(c, s)
	for b.Loop() {
		ledgerOf(b, Ledger{Campaign: c, Standing: s, At: due})
	}
}

func heldNow() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse)
}
