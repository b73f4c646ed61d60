package reviewbook

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimsheet/internal/review"
)

func TestFilesThatAreNoReturnedWorkbook(t *testing.T) {
	c := quarter(26)
	b := inProgram(t, c, partOf(c, maria))
	whole, err := os.ReadFile(b.saved())
	check(t, err)
	cover, err := b.GetRows(CoverSheet)
	check(t, err)
	ledger := filepath.Join(t.TempDir(), "ledger.xlsx")
	_, err = WriteLedger(ledger, Ledger{Campaign: c, At: opened})
	check(t, err)
	ledgerBytes, err := os.ReadFile(ledger)
	check(t, err)
	for name, test := range map[string]struct {
		file    string
		content []byte
		message string
		hint    string
	}{
		"OpenDocument":          {"a.ods", zipped(t, "content.xml"), "is an OpenDocument file (.ods)", "save it as an Excel workbook (.xlsx)"},
		"Numbers":               {"a.numbers", zipped(t, "Index/Document.iwa"), "is an Apple Numbers document", "save it as an Excel workbook (.xlsx)"},
		"binary workbook":       {"a.xlsb", zipped(t, "xl/workbook.bin"), "is a binary workbook (.xlsb)", "save it as an Excel workbook (.xlsx)"},
		"old Excel":             {"a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"), "is in the old Excel format (.xls)", "save it as an Excel workbook (.xlsx)"},
		"under a false name":    {"a.xlsx", []byte("%PDF-1.7"), "is a PDF document, not a table", "ask for the spreadsheet it was printed from"},
		"empty":                 {"a.xlsx", nil, "is empty", "downloaded to its end"},
		"cut short":             {"a.xlsx", whole[:len(whole)/2], "is damaged or cut short", "save it anew"},
		"a mail":                {"a.eml", []byte("From: maria\r\nSubject: done\r\n\r\nHere it is."), "is a mail, not a workbook", "save the workbook that is attached to it"},
		"another table":         {"a.csv", []byte("Name,Amount\nLunch,12\n"), "has no table with the columns of a review", "give the workbook with the decisions in it"},
		"the cover as text":     {"a.csv", []byte(asCSV(t, cover, ';')), `is the sheet "Start here" saved as text (CSV), without the decisions`, `the sheet "Review" as CSV`},
		"the campaign's ledger": {"a.xlsx", ledgerBytes, "has no sheet with the rows of the review and the columns to decide in", "give the workbook that a reviewer returned"},
		"odd bytes":             {"a.csv", []byte("Decision,Row id\nkeep,\x81\n"), "holds the byte 0x81", "save it as an Excel workbook (.xlsx)"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), test.file)
			check(t, os.WriteFile(path, test.content, 0o600))
			out := readFile(t, c, path)
			if len(out.Problems) != 1 || len(out.Answers)+len(out.Missing)+len(out.Remarks) > 0 || len(out.File.SHA256) != 64 {
				t.Fatalf("%+v", out)
			}
			if p := out.Problems[0]; p.Code != review.ProblemUnread || !strings.Contains(p.Message, test.message) || !strings.Contains(p.Hint, test.hint) {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestAFolderIsNoFileAndAMissingFileIsAnError(t *testing.T) {
	c := quarter(3)
	out := readFile(t, c, t.TempDir())
	if len(out.Problems) != 1 || out.Problems[0].Code != review.ProblemUnread || out.Problems[0].Message != "is a folder" {
		t.Errorf("%+v", out)
	}
	if _, err := NewReader(c).Read(filepath.Join(t.TempDir(), "nothing.xlsx")); !os.IsNotExist(err) {
		t.Errorf("the error is %v", err)
	}
}

func zipped(t *testing.T, name string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create(name)
	check(t, err)
	_, err = part.Write([]byte("x"))
	check(t, err)
	check(t, w.Close())
	return out.Bytes()
}
