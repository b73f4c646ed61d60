package report

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		check(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	check(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (go test -update writes it anew):\n%s", name, diff)
	}
}

// dump is every sheet of a workbook as text, a line a row, as a spreadsheet program shows its cells.
func dump(t *testing.T, path string) string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	var out strings.Builder
	for _, name := range file.GetSheetList() {
		fmt.Fprintf(&out, "=== %s\n", name)
		rows, err := file.GetRows(name)
		check(t, err)
		for i, row := range rows {
			fmt.Fprintf(&out, "%d", i+1)
			for _, cell := range row {
				out.WriteString(" | " + strings.ReplaceAll(cell, "\n", " ⏎ "))
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

// column is a sheet's column by its header, without the header.
func column(t *testing.T, path, sheetName, header string) []string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	rows, err := file.GetRows(sheetName)
	check(t, err)
	at := -1
	for i, cell := range rows[0] {
		if cell == header {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("sheet %s has no column %q but %q", sheetName, header, rows[0])
	}
	var out []string
	for _, row := range rows[1:] {
		if at < len(row) {
			out = append(out, row[at])
		} else {
			out = append(out, "")
		}
	}
	return out
}

func whole(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	check(t, err)
	return n
}
