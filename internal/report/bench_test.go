package report

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/sheet"
)

// BenchmarkReports writes the change report and the results of 50,000 changes, all of which write, and
// says how much memory was in use at most beside the plan itself.
func BenchmarkReports(b *testing.B) {
	in := benchmarked(b, 50_000, 1)
	before := heap()
	peak := watch(b)
	for b.Loop() {
		folder := b.TempDir()
		check(b, WriteChangeReport(folder, Input{Plan: in.Plan}))
		_, err := WriteResults(folder, in)
		check(b, err)
	}
	b.ReportMetric((peak()-before)/1e6, "MB-more")
}

// BenchmarkUnchanged writes the change report of 100,000 people, nearly all of whom are as they should be.
func BenchmarkUnchanged(b *testing.B) {
	in := benchmarked(b, 100_000, 50)
	before := heap()
	peak := watch(b)
	for b.Loop() {
		check(b, WriteChangeReport(b.TempDir(), Input{Plan: in.Plan}))
	}
	b.ReportMetric((peak()-before)/1e6, "MB-more")
}

func benchmarked(b *testing.B, changes, oneIn int) ResultsInput {
	in := ResultsInput{Plan: largePlan(changes, oneIn), WrittenAt: planned, Outcomes: map[string]apply.Outcome{}}
	a := archived{table: sheet.ArchivedTable{File: sampleFile, Sheet: "Employees", HeaderRow: 1,
		Headers: []string{"userName", "givenName", "familyName", "externalId", "Department", "Cost Centre"}}}
	for i := range in.Plan.Changes {
		c := &in.Plan.Changes[i]
		o := apply.Outcome{ChangeID: c.ID, Status: apply.Applied, HTTPStatus: 200, Attempts: 1, StartedAt: planned, FinishedAt: planned}
		if i%10 == 0 {
			o.Status, o.HTTPStatus, o.Detail, o.Hint = apply.Failed, 400, "refused: invalidValue", "look at the row"
		}
		in.Outcomes[c.ID] = o
		a.rows = append(a.rows, sheet.ArchivedRow{Row: c.Rows[0].Row, UserName: string(c.UserName),
			Cells: []string{string(c.UserName), "Ada", fmt.Sprint("Lovelace ", i), fmt.Sprint("E", i), "Mathematics", "4711"}})
	}
	in.Rows = archive(b, a)
	return in
}

func heap() float64 {
	runtime.GC()
	return inUse()
}

func inUse() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse)
}

// watch follows the heap until the returned function is called, which says how high it stood.
func watch(b *testing.B) func() float64 {
	stop, peak := make(chan struct{}), make(chan float64)
	go func() {
		most := 0.0
		for {
			select {
			case <-stop:
				peak <- most
				return
			case <-time.Tick(20 * time.Millisecond): // looking stops the world
				most = max(most, inUse())
			}
		}
	}()
	b.Helper()
	return func() float64 {
		close(stop)
		return <-peak
	}
}
