package sheet

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
)

// BenchmarkWorkbook writes 100,000 rows of 12 cells and says how much memory was in use at most.
func BenchmarkWorkbook(b *testing.B) {
	columns := make([]Column, 12)
	for i := range columns {
		columns[i] = Column{Header: fmt.Sprint("Column ", i), Width: 20, Wrapped: i == 3}
	}
	row := make([]Value, len(columns))
	var peak uint64
	for b.Loop() {
		book, err := NewWorkbook(filepath.Join(b.TempDir(), "x.xlsx"), Properties{Created: noon})
		if err != nil {
			b.Fatal(err)
		}
		table, err := book.Table(Layout{Name: "X", Columns: columns})
		if err != nil {
			b.Fatal(err)
		}
		for n := range 100_000 {
			for i := range row {
				row[i] = String(fmt.Sprintf("Ada Lovelace %d", n+i))
			}
			if err := table.Row(row...); err != nil {
				b.Fatal(err)
			}
			if n%10_000 == 0 {
				peak = max(peak, heap())
			}
		}
		if _, err := book.Save(); err != nil {
			b.Fatal(err)
		}
		peak = max(peak, heap())
		book.Discard()
	}
	b.ReportMetric(float64(peak)/1e6, "MB-peak")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
