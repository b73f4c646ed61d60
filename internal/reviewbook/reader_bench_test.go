package reviewbook

import (
	"path/filepath"
	"testing"
	"time"

	"scimsheet/internal/sheet"
)

// Reading a workbook that came back, with everything that is compared and checked, as a multiple of walking its
// cells. Three hundred of them with 533 rows each take some seconds.
func BenchmarkReadingAWorkbook(b *testing.B) {
	c := quarter(620)
	table, path := NewTable(c), filepath.Join(b.TempDir(), "review.xlsx")
	rows := rowsOf(c, maria)
	check(b, table.WriteReview(path, Part{Address: maria, Rows: rows}))
	reader := NewReader(c)
	var reading, walking time.Duration
	b.ReportAllocs()
	for b.Loop() {
		began := time.Now()
		out, err := reader.Read(path)
		check(b, err)
		read := time.Now()
		walk(b, path)
		reading, walking = reading+read.Sub(began), walking+time.Since(read)
		if len(out.Answers) != len(rows) || len(out.Problems) > 0 {
			b.Fatalf("%d answers, %d problems", len(out.Answers), len(out.Problems))
		}
	}
	b.ReportMetric(float64(reading)/float64(walking), "x/walking")
	b.ReportMetric(float64(len(rows)), "rows")
}

func walk(b *testing.B, path string) {
	book, err := sheet.Open(path, sheet.Options{})
	check(b, err)
	defer book.Close()
	for _, s := range book.Sheets() {
		rows, err := book.Rows(s.Name)
		check(b, err)
		for rows.Next() {
		}
		check(b, rows.Err())
	}
}
