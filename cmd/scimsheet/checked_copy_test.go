package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/cli"
)

// TestTheCheckedCopyOfCSVIsJudgedAsTheCSV gives every CSV file of the corpus back as a workbook and checks that one
// again, untouched: the same is wrong with the same cells.
func TestTheCheckedCopyOfCSVIsJudgedAsTheCSV(t *testing.T) {
	n := 0
	for _, folder := range []string{"messy", "twelve"} {
		entries, err := os.ReadDir(filepath.Join("../../testdata/inputs", folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			path := filepath.Join("../../testdata/inputs", folder, e.Name())
			if slices.Contains([]string{".csv", ".tsv", ".txt"}, filepath.Ext(path)) {
				n++
				t.Run(folder+"/"+e.Name(), func(t *testing.T) { judgedAlike(t, path, corpusFlags(t, path)) })
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d files were found", n)
	}
}

func TestSpoiledIDsStayErrorsInTheCheckedCopy(t *testing.T) {
	for sentence, field := range map[string]string{
		"scientific notation with a point":             "1.5E+10",
		"scientific notation with a comma":             "1,23E+11",
		"scientific notation in small letters":         "1.5e+10",
		"a date with slashes":                          "12/03/2026",
		"a day and a month":                            "3-Mar",
		"a month and a year":                           "Mar-12",
		"an error":                                     "#N/A",
		"zeros in front":                               "00417",
		"a number of 18 digits":                        "123456789012345678",
		"a formula that keeps its text":                `="00017"`,
		"a date in a formula that keeps its text":      `="3-Mar"`,
		"a formula":                                    "=A1+1",
		"a quote in front of what looks like a sum":    "'=1+1",
		"two quotes in front":                          "''=1+1",
		"what workbooks write for a control character": "_x0041_1",
		"a line break":                                 "\"A\n1\"",
		"blanks around":                                "\" A1 \"",
	} {
		t.Run(sentence, func(t *testing.T) {
			judgedAlike(t, csvWith(t, field), nil)
		})
	}
}

// TestControlCharactersAreLeftOutOfTheCheckedCopy is the one exception: XML cannot hold them, so that the copy has
// nothing to clean where the CSV had. It must not say that letters are lost.
func TestControlCharactersAreLeftOutOfTheCheckedCopy(t *testing.T) {
	input := csvWith(t, "A\x01\v1")
	output := filepath.Join(t.TempDir(), "checked.xlsx")
	before, after := judgements(t, []string{"validate", input, "-o", output}), judgements(t, []string{"validate", output})
	cleaned := func(said string) bool { return strings.HasPrefix(said, "note cleaned ") }
	if !slices.ContainsFunc(before, cleaned) {
		t.Errorf("nothing was cleaned: %q", before)
	}
	if diff := cmp.Diff(slices.DeleteFunc(before, cleaned), after); diff != "" {
		t.Errorf("findings (-CSV +its copy):\n%s", diff)
	}
}

// csvWith is a CSV file with a field as an id, a name and a list of workspaces.
func csvWith(t *testing.T, field string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "staff.csv")
	text := "Employee ID;Email;First name;Workspaces\n" + field + ";ava@acme.example;Ava;\n17;bob@acme.example;" + field + ";\n18;cyd@acme.example;Cyd;" + field + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// corpusFlags are the flags an input of the corpus is read with.
func corpusFlags(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path + ".args")
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	flags := strings.Fields(string(text))
	for i, flag := range flags {
		if strings.HasSuffix(flag, ".yaml") {
			flags[i] = filepath.Join(filepath.Dir(path), flag)
		}
	}
	return flags
}

func judgedAlike(t *testing.T, path string, flags []string) {
	t.Helper()
	output := filepath.Join(t.TempDir(), "checked.xlsx")
	before := judgements(t, append([]string{"validate", path, "-o", output}, flags...))
	if i := slices.Index(flags, "--encoding"); i >= 0 {
		flags = slices.Delete(flags, i, i+2) // a workbook has its own
	}
	after := judgements(t, append([]string{"validate", output}, flags...))
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("findings (-CSV +its copy):\n%s", diff)
	}
}

// judgements are what validate says, without the words.
func judgements(t *testing.T, args []string) []string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cli.Run(t.Context(), append(args, "--json"), cli.Streams{Out: &stdout, Err: &stderr,
		Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }})
	var answer struct {
		People int
		Items  []struct {
			Severity, Code, Cell string
			Row                  int
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &answer); err != nil || stdout.Len() == 0 {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	said := []string{fmt.Sprint(answer.People, " people")}
	for _, f := range answer.Items {
		said = append(said, fmt.Sprintf("%s %s row %d cell %s", f.Severity, f.Code, f.Row, f.Cell))
	}
	return said
}

// What somebody types into the copy is judged as in any workbook, too.
func TestCellsRetypedInTheCheckedCopyOfCSVAreJudgedByTheirKind(t *testing.T) {
	output := filepath.Join(t.TempDir(), "checked.xlsx")
	judgements(t, []string{"validate", csvWith(t, "3-Mar"), "-o", output})
	file, err := excelize.OpenFile(output)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	day, err := file.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range map[string]any{"A2": 417, "A3": 1.23e17, "A4": 46000, "C3": "Bob", "D4": ""} {
		if err := errors.Join(file.SetCellStyle("staff", cell, cell, 0), file.SetCellValue("staff", cell, value)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(file.SetCellStyle("staff", "A4", "A4", day), file.Save()); err != nil {
		t.Fatal(err)
	}
	var errs []string
	for _, said := range judgements(t, []string{"validate", output}) {
		if strings.HasPrefix(said, "error ") {
			errs = append(errs, said)
		}
	}
	if diff := cmp.Diff([]string{"error roundedNumber row 3 cell A3", "error dateInId row 4 cell A4"}, errs); diff != "" {
		t.Error(diff)
	}
}
