package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gocarina/gocsv"
	"github.com/xuri/excelize/v2"
)

// The figures here are ratios of two measurements of one run, because seconds depend on the machine.

const (
	benchWorkbookRows = 100_000
	benchCSVRows      = 1_000_000
)

// BenchmarkReadWorkbook walks a sheet of ten columns. The ratio is to the time that excelize's own Rows and
// Columns take for the same file.
func BenchmarkReadWorkbook(b *testing.B) {
	for _, kind := range []string{"shared", "inline"} {
		b.Run(kind, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "staff.xlsx")
			writeBenchWorkbook(b, path, kind == "shared")
			compare(b, func() int { return countRows(b, path, "Staff") }, func() int { return walkWithExcelize(b, path) })
		})
	}
}

// BenchmarkReadCSV walks a file of ten columns. The ratio is to the time that gocsv's UnmarshalToCallback
// takes to read the same file into a struct of ten strings.
func BenchmarkReadCSV(b *testing.B) {
	path := filepath.Join(b.TempDir(), "staff.csv")
	writeBenchCSV(b, path)
	compare(b, func() int { return countRows(b, path, "") - 1 }, func() int { return walkWithGocsv(b, path) })
}

// compare reports the ratio of the best times of two walks, which take turns so that a busy moment of the
// machine meets both.
func compare(b *testing.B, ours, theirs func() int) {
	best := func(so time.Duration, walk func() int) (time.Duration, int) {
		runtime.GC()
		start := time.Now()
		rows := walk()
		if took := time.Since(start); so == 0 || took < so {
			so = took
		}
		return so, rows
	}
	const turns = 2
	var our, their time.Duration
	for b.Loop() {
		for range turns {
			var ourRows, theirRows int
			our, ourRows = best(our, ours)
			their, theirRows = best(their, theirs)
			if ourRows != theirRows || ourRows == 0 {
				b.Fatalf("walked %d rows of %d", ourRows, theirRows)
			}
		}
	}
	b.ReportMetric(float64(our)/float64(their), "ratio")
	b.ReportMetric(our.Seconds(), "ours-s")
	b.ReportMetric(their.Seconds(), "theirs-s")
}

func countRows(b *testing.B, path, sheet string) int {
	book, err := Open(path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close()
	rows, err := book.Rows(sheet)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return n
}

func walkWithExcelize(b *testing.B, path string) int {
	f, err := excelize.OpenFile(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows("Staff")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

type benchRow struct {
	UserName   string `csv:"userName"`
	ExternalID string `csv:"externalId"`
	GivenName  string `csv:"givenName"`
	FamilyName string `csv:"familyName"`
	Active     string `csv:"active"`
	Workspaces string `csv:"workspaces"`
	Department string `csv:"department"`
	CostCentre string `csv:"costCentre"`
	Hired      string `csv:"hired"`
	Manager    string `csv:"manager"`
}

func walkWithGocsv(b *testing.B, path string) int {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	n := 0
	if err := gocsv.UnmarshalToCallback(bufio.NewReader(f), func(benchRow) { n++ }); err != nil {
		b.Fatal(err)
	}
	return n
}

func benchHeader() []string {
	return []string{"userName", "externalId", "givenName", "familyName", "active", "workspaces", "department", "costCentre", "hired", "manager"}
}

func benchPerson(i int) []string {
	return []string{fmt.Sprintf("person%07d@example.com", i), fmt.Sprintf("E%07d", i), "Ada", fmt.Sprintf("Lovelace%d", i%977), "yes",
		"Finance;Sales Planning", fmt.Sprintf("Department %d", i%40), fmt.Sprint(4000 + i%300), fmt.Sprint(40000 + i%5000), fmt.Sprintf("manager%03d@example.com", i%500)}
}

func writeBenchCSV(b *testing.B, path string) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, strings.Join(benchHeader(), ","))
	for i := range benchCSVRows {
		person := benchPerson(i)
		person[5] = `"Finance, Sales Planning"`
		fmt.Fprintln(w, strings.Join(person, ","))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// writeBenchWorkbook writes what Excel would: texts in the shared table or, as stream writers do, in the
// cells; cost centre and hiring date as numbers, the latter with a date format.
func writeBenchWorkbook(b *testing.B, path string, shared bool) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for name, content := range workbookParts("Staff") {
		io.WriteString(zipPart(b, z, name), content)
	}
	w := zipPart(b, z, "xl/worksheets/sheet1.xml")
	var texts []string
	index := map[string]int{}
	io.WriteString(w, xmlDeclaration+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for row := 1; row <= benchWorkbookRows+1; row++ {
		person := benchHeader()
		if row > 1 {
			person = benchPerson(row)
		}
		fmt.Fprintf(w, `<row r="%d" spans="1:10">`, row)
		for column, text := range person {
			place := fmt.Sprintf("%c%d", 'A'+column, row)
			switch {
			case row > 1 && column == 7:
				fmt.Fprintf(w, `<c r="%s"><v>%s</v></c>`, place, text)
			case row > 1 && column == 8:
				fmt.Fprintf(w, `<c r="%s" s="1"><v>%s</v></c>`, place, text)
			case shared:
				if _, ok := index[text]; !ok {
					index[text] = len(texts)
					texts = append(texts, text)
				}
				fmt.Fprintf(w, `<c r="%s" t="s"><v>%d</v></c>`, place, index[text])
			default:
				fmt.Fprintf(w, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, place, text)
			}
		}
		io.WriteString(w, `</row>`)
	}
	io.WriteString(w, `</sheetData></worksheet>`)
	s := zipPart(b, z, "xl/sharedStrings.xml")
	io.WriteString(s, xmlDeclaration+`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for _, text := range texts {
		io.WriteString(s, `<si><t>`+text+`</t></si>`)
	}
	io.WriteString(s, `</sst>`)
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
}
