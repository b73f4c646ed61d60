package reviewbook

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/sheet"
)

const onlyText = "it is text (CSV): it does not say whose it is, nor when and by whom it was saved"

// in1252 is what a program makes of text that it saves in the encoding of Western Europe.
func in1252(letter func(r rune) string) func(string) string {
	return func(text string) string {
		var out strings.Builder
		for _, r := range text {
			if c, ok := charmap.Windows1252.EncodeRune(r); ok {
				out.WriteByte(c)
			} else {
				out.WriteString(letter(r))
			}
		}
		return out.String()
	}
}

func questionMark(rune) string { return "?" }

func TestTheSheetSavedAsText(t *testing.T) {
	same := func(text string) string { return text }
	for name, test := range map[string]struct {
		delimiter rune
		rows      func([][]string) [][]string
		text      func(string) string
		remarks   []string
		problems  []string
		missing   int
	}{
		"with commas":                         {delimiter: ','},
		"with semicolons and a mark in front": {delimiter: ';', text: func(text string) string { return "\ufeff" + text }},
		"with the delimiter in its first line": {delimiter: '|', text: func(text string) string {
			return "sep=|\r\n" + strings.ReplaceAll(text, "\n", "\r\n")
		}},
		"with tabs, in UTF-16": {delimiter: '\t', text: func(text string) string {
			wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
			check(t, err)
			return wide
		}},
		"in an encoding that has no Arabic and no Polish": {delimiter: ';', text: in1252(questionMark),
			remarks: []string{onlyText, "8 cells have lost letters"}},
		"in the same, by Excel on Windows": {delimiter: ';', text: in1252(func(r rune) string {
			if plain := nearest(r); plain != 0 {
				return string(plain)
			}
			return "?"
		}), remarks: []string{onlyText, "8 cells have lost letters"}},
		"in the same, by Excel on a Mac": {delimiter: ';', text: in1252(func(rune) string { return "_" }), remarks: []string{onlyText, "8 cells have lost letters"}},
		"with decomposed letters":        {delimiter: ',', text: norm.NFD.String},
		"with guards in front of what looks like formulas": {delimiter: ',', text: func(text string) string {
			return strings.ReplaceAll(text, "=HYPERLINK", "'=HYPERLINK")
		}},
		"without the breaks in its cells": {delimiter: ',', rows: func(rows [][]string) [][]string {
			for _, row := range rows {
				for i := range row {
					row[i] = strings.ReplaceAll(row[i], "\n", "")
				}
			}
			return rows
		}},
		"opened again where days are written with dots": {delimiter: ';', rows: func(rows [][]string) [][]string {
			login := slices.Index(rows[0], LoginHeader)
			for _, row := range rows[1:] {
				if day := strings.Split(row[login], "-"); len(day) == 3 {
					row[login] = day[2] + "." + day[1] + "." + day[0]
				}
			}
			return rows
		}},
		"with a title above": {delimiter: ',', rows: func(rows [][]string) [][]string {
			return append([][]string{{"Access review"}, {}}, rows...)
		}, remarks: []string{onlyText, "the headers of the table stand in row 3"}},
		"sorted, without three rows": {delimiter: ',', rows: func(rows [][]string) [][]string {
			slices.Reverse(rows[1:])
			return slices.Delete(rows, 7, 10)
		}, remarks: []string{onlyText, "the rows of the table stand in another order"}, missing: 3},
		"without the column that says whose it is": {delimiter: ',', rows: func(rows [][]string) [][]string {
			at := slices.Index(rows[0], ReviewerHeader)
			for i := range rows {
				rows[i] = slices.Delete(rows[i], at, at+1)
			}
			return rows
		}, problems: []string{`column has no column "Reviewer" any more`}, missing: -1},
		"with an edit": {delimiter: ',', rows: func(rows [][]string) [][]string {
			rows[8][slices.Index(rows[0], WorkspaceHeader)] = "Sales"
			return rows
		}, problems: []string{`edited {Workspace}9 was edited: "Finance (8a81b09d5e8c6f27000000000000c2aa)" → "Sales"`}},
	} {
		t.Run(name, func(t *testing.T) {
			c := quarter(26)
			b := inProgram(t, c, partOf(c, maria))
			decideThree(b)
			rows := b.texts()
			if test.rows != nil {
				rows = test.rows(rows)
			}
			if test.text == nil {
				test.text = same
			}
			if test.remarks == nil {
				test.remarks = []string{onlyText}
			}
			out := readFile(t, c, storedCSV(t, test.text(asCSV(t, rows, test.delimiter))))
			begin(t, "problems", toldOf(out), b.placed(test.problems))
			begin(t, "remarks", out.Remarks, test.remarks)
			want := decidedRows
			if test.missing < 0 {
				want, test.missing = "", 0
			}
			if got := said(out); got != want || len(out.Missing) != test.missing {
				t.Errorf("said %s, and %d are missing", got, len(out.Missing))
			}
			if out.File.Reviewer != "" || !out.File.SavedAt.IsZero() {
				t.Errorf("text says whose it is: %+v", out.File)
			}
			for _, a := range out.Answers {
				if want != "" && (a.Reviewer != maria || a.Sheet != "" || strings.Contains(a.Cell, "!")) {
					t.Errorf("%+v", a)
				}
			}
		})
	}
}

func TestLettersThatAnEncodingLost(t *testing.T) {
	for _, test := range []struct {
		text, sent string
		want       bool
	}{
		{"Do?an", "Doğan", true},
		{"Dogan", "Doğan", true},
		{"Lukasz Wójcik", "Łukasz Wójcik", true},
		{"?ukasz Wójcik", "Łukasz Wójcik", true},
		{"??", "😀", true},
		{"?", "😀", true},
		{"????", "محمود", false},
		{"Muller", "Müller", false}, // every encoding of Western Europe has the letter
		{"Finance", "Finance", false},
		{"Fin?nce", "Finance", false},
		{"?", "", false},
		{"", "ğ", false},
		{"Doğan?", "Doğan", false},
		{"Daʼan", "Da’an", false},
	} {
		if got := lost(test.text, test.sent); got != test.want {
			t.Errorf("%q of %q: %t", test.text, test.sent, got)
		}
	}
}

func TestHeadersThatWereSortedBelowHundredsOfRows(t *testing.T) {
	c := quarter(300)
	b := inProgram(t, c, partOf(c, maria))
	rows := b.texts()
	rows[len(rows)-1][0] = "keep"
	slices.Reverse(rows)
	out := readFile(t, c, storedCSV(t, asCSV(t, rows, ',')))
	if len(rows) < 2*searched || len(out.Answers) != len(rows)-1 || out.Answers[0].Decision != "keep" || len(out.Problems)+len(out.Missing) > 0 {
		t.Errorf("%d answers of %d rows, %+v", len(out.Answers), len(rows), out.Problems)
	}
}

func TestWhatProgramsMakeOfACellIsNoEdit(t *testing.T) {
	for _, test := range []struct {
		cell sheet.Cell
		sent string
		csv  bool
		want likeness
	}{
		{sheet.Cell{Text: "190", Kind: sheet.Number}, "190", false, alike},
		{sheet.Cell{Text: "1,204", Kind: sheet.Number}, "1204", false, alike},
		{sheet.Cell{Text: "1.204", Kind: sheet.Text}, "1204", true, alike},
		{sheet.Cell{Text: "190.0", Kind: sheet.Text}, "190", true, alike},
		{sheet.Cell{Text: "190.0", Kind: sheet.Text}, "1900", true, edited},
		{sheet.Cell{Text: "42", Kind: sheet.Number}, "0042", false, alike},
		{sheet.Cell{Text: "42", Kind: sheet.Text}, "0042", false, edited},
		{sheet.Cell{Text: "1204", Kind: sheet.Number}, "1205", false, edited},
		{sheet.Cell{Text: "2026-05-16", Kind: sheet.Date}, "2026-05-16", false, alike},
		{sheet.Cell{Text: "5/16/26", Kind: sheet.Text}, "2026-05-16", true, alike},
		{sheet.Cell{Text: "16 May 2026", Kind: sheet.Text}, "2026-05-16", true, alike},
		{sheet.Cell{Text: "17 May 2026", Kind: sheet.Text}, "2026-05-16", true, edited},
		{sheet.Cell{Text: "5/16/26", Kind: sheet.Text}, "left 2026-05-16", true, edited},
		{sheet.Cell{Text: "a  b", Kind: sheet.Text}, "a\nb", false, alike},
		{sheet.Cell{Text: "ab", Kind: sheet.Text}, "a\nb", false, alike},
		{sheet.Cell{Text: "ab", Kind: sheet.Text}, "a b", false, edited},
		{sheet.Cell{Text: "finance", Kind: sheet.Text}, "Finance", false, edited},
		{sheet.Cell{}, "", false, alike},
		{sheet.Cell{Formula: true, NoValue: true}, "", false, edited},
		{sheet.Cell{Text: "Do?an", Kind: sheet.Text}, "Doğan", false, lostLetters},
	} {
		if got := compare(test.cell, test.sent, test.csv); got != test.want {
			t.Errorf("%+v for %q: %d, want %d", test.cell, test.sent, got, test.want)
		}
	}
}
