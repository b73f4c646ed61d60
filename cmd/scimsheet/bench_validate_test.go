package main

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// badRow is how often a row of the benchmark has an error: 10,000 of 100,000.
const badRow = 10

// benchStaff is one row of the benchmark's people.
func benchStaff(i int) []string {
	name, active := fmt.Sprintf("person%07d@example.com", i), "yes"
	switch i % (2 * badRow) {
	case 0:
		name = fmt.Sprintf("person%07d.example.com", i)
	case badRow:
		active = "maybe"
	}
	return []string{name, fmt.Sprintf("E%07d", i), "Ada", fmt.Sprintf("Lovelace%d", i%977), active, "Finance;Sales Planning",
		fmt.Sprintf("Department %d", i%40), fmt.Sprint(4000 + i%300), fmt.Sprint(40000 + i%5000), fmt.Sprintf("manager%03d@example.com", i%500)}
}

var benchStaffHeader = []string{"userName", "externalId", "givenName", "familyName", "active", "workspaces", "department", "costCentre", "hired", "manager"}

// writeBenchStaff writes rows of people as CSV.
func writeBenchStaff(b *testing.B, path string, rows int) {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	line := func(cells []string) {
		for i, cell := range cells {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(cell)
		}
		out.WriteByte('\n')
	}
	line(benchStaffHeader)
	for i := range rows {
		line(benchStaff(i))
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
}

// writeBenchWide writes rows of people with as many columns carried through as to make 30, every cell styled.
func writeBenchWide(b *testing.B, path string, rows int) {
	b.Helper()
	file := excelize.NewFile()
	defer file.Close()
	style, err := file.NewStyle(&excelize.Style{Border: []excelize.Border{{Type: "bottom", Color: "CCCCCC", Style: 1}}})
	if err != nil {
		b.Fatal(err)
	}
	out, err := file.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	cells := make([]any, 30)
	for i := range rows + 1 {
		person := benchStaffHeader
		if i > 0 {
			person = benchStaff(i - 1)
		}
		for c := range cells {
			cell := excelize.Cell{StyleID: style, Value: fmt.Sprintf("carried %d", c)}
			if c < len(person) {
				cell.Value = person[c]
			}
			cells[c] = cell
		}
		if err := out.SetRow(fmt.Sprint("A", i+1), cells); err != nil {
			b.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := file.SaveAs(path); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkValidate checks 100,000 rows of which 10,000 have an error, and writes the checked copy: of CSV,
// of the workbook that CSV became, and of a styled workbook of 20,000 rows and 30 columns. The ratio is the
// time to the time of checking without a copy, and beside it stands what unpacking and packing the copy
// once takes, which no way of writing it can do without.
func BenchmarkValidate(b *testing.B) {
	p := buildProgram(b, "--users", "1", "--workspaces", "1")
	writeBenchStaff(b, filepath.Join(p.folder, "staff.csv"), 100_000)
	p.run(b, []int{3}, "validate", "staff.csv", "-o", "staff.xlsx")
	writeBenchWide(b, filepath.Join(p.folder, "wide.xlsx"), 20_000)
	for _, c := range []struct {
		name, input string
		flags       []string
	}{
		{"csv", "staff.csv", nil},
		{"workbook", "staff.xlsx", []string{"--sheet", "staff"}},
		{"wide", "wide.xlsx", nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				args := append([]string{"validate", c.input}, c.flags...)
				checked, _ := p.run(b, []int{3}, args...)
				copied, peak := p.run(b, []int{3}, append(args, "-o", "checked.xlsx", "--force")...)
				b.ReportMetric(float64(peak)/1e6, "MB-peak")
				b.ReportMetric(copied.Seconds(), "s-copied")
				b.ReportMetric(copied.Seconds()/checked.Seconds(), "x-of-check-alone")
				b.ReportMetric(repack(b, filepath.Join(p.folder, "checked.xlsx")).Seconds(), "s-bare-repacking")
			}
		})
	}
}

// repack unpacks a zip file and packs it again, and says how long that takes.
func repack(b *testing.B, path string) time.Duration {
	b.Helper()
	begun := time.Now()
	packed, err := zip.OpenReader(path)
	if err != nil {
		b.Fatal(err)
	}
	defer packed.Close()
	out := zip.NewWriter(io.Discard)
	for _, part := range packed.File {
		from, err := part.Open()
		if err != nil {
			b.Fatal(err)
		}
		to, err := out.Create(part.Name)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(to, from); err != nil {
			b.Fatal(err)
		}
		from.Close()
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}
