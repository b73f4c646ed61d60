package roster

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
)

func TestTextsThatWereSomethingElseAreErrors(t *testing.T) {
	for _, test := range []struct {
		name string
		text string
		in   column
		csv  bool
		want finding.Code
	}{
		{"an error of Excel", "#N/A", givenName, true, finding.ErrorCell},
		{"an error of Excel among workspaces", "#REF!", workspaces, true, finding.ErrorCell},
		{"an error of a German Excel", "#NV", externalID, true, finding.ErrorCell},
		{"an error of LibreOffice", "Err:502", userName, true, finding.ErrorCell},
		{"an error in a workbook that was filled from CSV", "#NAME?", active, false, finding.ErrorCell},
		{"a column that was too narrow", "####", externalID, true, finding.ErrorCell},
		{"a number with a hash is none", "#17", externalID, true, ""},
		{"a name with an E is none", "Err", familyName, true, ""},
		{"scientific notation in an id", "1.23457E+11", externalID, true, finding.RoundedNumber},
		{"scientific notation with a comma", "1,23457E+11", externalID, false, finding.RoundedNumber},
		{"scientific notation without a fraction, in small letters", "1e+11", externalID, true, finding.RoundedNumber},
		{"scientific notation in a name is what it looks like", "1E+11", givenName, true, ""},
		{"an id with an E inside is none", "12E45", externalID, true, ""},
		{"a date of a day, a month and a year", "01/02/2003", externalID, true, finding.DateInID},
		{"a date with a short year", "1/2/03", externalID, true, finding.DateInID},
		{"a date with dots", "1.2.2003", externalID, true, finding.DateInID},
		{"a date with the year first, and a time", "2003-02-01 00:00:00", externalID, true, finding.DateInID},
		{"a day and a month", "1-May", id, true, finding.DateInID},
		{"a month and a year", "Mar-12", externalID, true, finding.DateInID},
		{"a day, a month by name and a year", "01-Mar-2012", externalID, true, finding.DateInID},
		{"a date in a name may be one", "01/02/2003", familyName, true, ""},
		{"a date that is text in a workbook was kept from becoming one", "01/02/2003", externalID, false, ""},
		{"a number with two hyphens is no date", "12-345-6789", externalID, true, ""},
		{"a version is no date", "1.2.3", externalID, true, ""},
		{"a day that no month has is none", "32/13/2003", externalID, true, ""},
		{"a letter that could not be read", "M\ufffdller", familyName, true, finding.BrokenText},
		{"a letter that could not be read, in a workbook", "ada\ufffd@x.com", userName, false, finding.BrokenText},
	} {
		t.Run(test.name, func(t *testing.T) {
			if p, _ := spoiledText(test.text, test.in, test.csv); p.code != test.want {
				t.Errorf("got %q, want %q", p.code, test.want)
			}
		})
	}
}

func TestSpoiledTextsHoldTheirRowsBack(t *testing.T) {
	r := load(t, lines("userName,externalId,givenName,workspaces,ws:EMEA,Finance", "a@x.com,#N/A,,,,", "b@x.com,1E+11,,,,", "c@x.com,,M\ufffdller,,,",
		"d@x.com,,,#REF!,,", "e@x.com,,,,#VALUE!,", "f@x.com,,,,x,#VALUE!", "g@x.com,,,,x,x"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	want := []string{"error errorCell in.csv!B2", "error roundedNumber in.csv!B3", "error brokenText in.csv!C4", "error errorCell in.csv!D5",
		"error errorCell in.csv!E6", "error errorCell in.csv!F7"}
	if diff := cmp.Diff(want, withoutNotes(r)); diff != "" {
		t.Errorf("%s\n%s", diff, found(r))
	}
	for _, f := range r.Findings {
		if f.Severity == finding.Error && f.Value == "" {
			t.Errorf("no value: %+v", f)
		}
	}
	if len(r.Entries) != 1 {
		t.Error(people(r))
	}
	sound(t, r)
}

// withoutNotes is brief without the notes.
func withoutNotes(r *Roster) []string {
	var all []string
	for _, line := range brief(r) {
		if !strings.HasPrefix(line, "note ") {
			all = append(all, line)
		}
	}
	return all
}

func TestNumbersAreKeptAsThePersonSeesThem(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		for cell, format := range map[string]string{"B2": "000000", "B3": "00-0000", "B4": "0"} {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			check(t, err)
			check(t, f.SetCellStyle("People", cell, cell, style))
		}
		check(t, f.SetCellValue("People", "B2", 417))
		check(t, f.SetCellValue("People", "B3", 417))
		check(t, f.SetCellValue("People", "B4", 417.0))
		check(t, f.SetCellValue("People", "B5", 123456789012345))
		check(t, f.SetCellValue("People", "B6", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)))
		check(t, f.SetCellValue("People", "B7", "01/11/2026"))
		check(t, f.SetCellValue("People", "B8", "1.23457E+11"))
	}, tab{name: "People", rows: [][]any{{"userName", "externalId"}, {"a@x.com"}, {"b@x.com"}, {"c@x.com"}, {"d@x.com"}, {"e@x.com"}, {"f@x.com"}, {"g@x.com"}}})
	r, err := Load(context.Background(), []string{path}, Options{})
	check(t, err)
	if diff := cmp.Diff(`a@x.com externalId="000417" row 2
b@x.com externalId="00-0417" row 3
c@x.com externalId="417" row 4
d@x.com externalId="123456789012345" row 5
f@x.com externalId="01/11/2026" row 7
held back e@x.com row 6
held back g@x.com row 8
`, people(r)); diff != "" {
		t.Error(diff, found(r))
	}
}

func TestIDsThatLostTheirLeadingZerosAreOneWarning(t *testing.T) {
	for _, test := range []struct {
		name string
		ids  []string
		want string // of the message, none where empty
	}{
		{"shorter ids among such with zeros", []string{"000417", "512", "000002", "99"}, `2 externalIds are shorter than the others, such as "000002", which begin with zeros; the first is B3 ("512")`},
		{"ids without zeros may be of any length", []string{"417", "51", "2"}, ""},
		{"ids with zeros of several lengths mean something else", []string{"0417", "00512", "99"}, ""},
		{"longer ids are no shorter", []string{"0417", "10512"}, ""},
		{"ids with letters are none", []string{"0417", "A1"}, ""},
		{"ids with .0 at their end", []string{"417.0", "", "512.0"}, `2 externalIds end with ".0", so a program has taken ids for numbers and may have dropped leading zeros; the first is B2 ("417.0")`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var rows []string
			for i, id := range test.ids {
				rows = append(rows, fmt.Sprintf("p%d@x.com,%s", i, id))
			}
			r := load(t, lines(append([]string{"userName,externalId"}, rows...)...), Options{})
			r.Check(nil)
			got := ""
			for _, f := range r.Findings {
				if f.Code == finding.LeadingZeros {
					got += f.Message
				}
			}
			if got != test.want || test.want == "" && len(r.Findings) > 0 {
				t.Errorf("got %q\n%s", got, found(r))
			}
		})
	}
}

func TestWordsThatSayNothingCountAsBlank(t *testing.T) {
	r := load(t, lines("userName,externalId,givenName,familyName,active,action,workspaces,ws:EMEA",
		"a@x.com,n/a,-,NULL,N/A,none,-,x", "b@x.com,unknown,Null,None,—,-,(blank),-", "c@x.com,-,Na,None,,,n/a,n/a"), Options{})
	r.Resolve(Resolution{Known: tenant()})
	if diff := cmp.Diff(`a@x.com has=[02] of=[02] row 2
b@x.com givenName="Null" familyName="None" row 3
c@x.com givenName="Na" familyName="None" row 4
`, people(r)); diff != "" {
		t.Error(diff)
	}
	var want []string
	for _, column := range "BCDEFG" {
		want = append(want, "note cleaned in.csv!"+string(column)+"1")
	}
	if diff := cmp.Diff(want, brief(r)); diff != "" {
		t.Error(diff, found(r))
	}
	if f := r.Findings[0]; !strings.Contains(f.Message, `3 cells say only that there is nothing to say`) || !strings.Contains(f.Message, `B2 ("n/a")`) || !strings.Contains(f.Hint, "<none>") {
		t.Errorf("got %+v", f)
	}
}

func TestAKeyThatSaysNothingIsMissing(t *testing.T) {
	r := load(t, lines("userName,id", "tbd,", "n/a,"+finance, "-,-"), Options{})
	if diff := cmp.Diff(" id="+finance+" row 3\nheld back  row 2\nheld back  row 4\n", people(r)); diff != "" {
		t.Error(diff)
	}
	if f := r.Findings[0]; f.Code != finding.MissingKey || f.Value != "tbd" || !strings.Contains(f.Message, `says only "tbd"`) {
		t.Errorf("got %+v", f)
	}
	if r.UnreadableKeys != 2 {
		t.Errorf("%d unreadable keys", r.UnreadableKeys)
	}
	sound(t, r)
}

func TestNamesThatLostLettersAreWarnedOf(t *testing.T) {
	for _, test := range []struct {
		name, cell, meant string
		lost              bool
	}{
		{"a question mark for a letter", "M?ller", "", true},
		{"a question mark for the first letter", "?ukasz", "", true},
		{"nothing but question marks", "??", "", true},
		{"UTF-8 read as Windows-1252", "MÃ¼ller", "Müller", true},
		{"Polish read as Windows-1252", "Å‚ukasz", "łukasz", true},
		{"Cyrillic read as Windows-1252", "Ð˜Ð²Ð°Ð½", "Иван", true},
		{"an apostrophe read as Windows-1252", "Oâ€™Brien", "O’Brien", true},
		{"UTF-8 read as Mac Roman", "M√ºller", "Müller", true},
		{"UTF-8 read as DOS", "M├╝ller", "Müller", true},
		{"half a letter, the other half invisible", "GarcÃa", "", true},
		{"German", "Müller-Lüdenscheidt", "", false},
		{"Polish", "Żółć", "", false},
		{"Portuguese capitals", "JOÃO CONCEIÇÃO", "", false},
		{"Swedish", "Åsa Ågren", "", false},
		{"Cyrillic", "Иван", "", false},
		{"Chinese", "李明", "", false},
		{"Icelandic", "Ægir Ðór", "", false},
		{"a smart apostrophe", "O’Brien", "", false},
		{"plain", "Ada", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if meant, lost := lostLetters(clean(test.cell)); meant != test.meant || lost != test.lost {
				t.Errorf("got %q, %t", meant, lost)
			}
		})
	}
}

func TestAWarningOfManyCellsIsCountedAfterTwenty(t *testing.T) {
	rows := []string{"userName,familyName"}
	for i := range 50 {
		rows = append(rows, fmt.Sprintf("p%d@x.com,M?ller", i))
	}
	r := load(t, lines(rows...), Options{})
	r.Check(nil)
	if len(r.Findings) != 21 || len(r.Entries) != 50 {
		t.Fatalf("%d findings, %d people", len(r.Findings), len(r.Entries))
	}
	if f := r.Findings[0]; f.Pos.Cell() != "B1" || !strings.Contains(f.Message, "30 further cells of this column are like") || !strings.Contains(f.Message, "B22") {
		t.Errorf("got %+v", f)
	}
}

func TestTextInCSVThatReadsLikeAFormulaIsTakenAsItIs(t *testing.T) {
	text := lines("userName,givenName,externalId", `ada@x.com,"=HYPERLINK(""http://x"",""Ann"")","=A2&""x"""`, `bob@x.com,"'=1+1",'=A2`)
	r := load(t, text, Options{})
	if diff := cmp.Diff("ada@x.com externalId=\"=A2&\\\"x\\\"\" givenName=\"=HYPERLINK(\\\"http://x\\\",\\\"Ann\\\")\" row 2\n"+
		"bob@x.com externalId=\"=A2\" givenName=\"=1+1\" row 3\n", people(r)); diff != "" {
		t.Error(diff)
	}
	want := []string{"warning formulaText in.csv!B2", "warning formulaText in.csv!C2", "warning formulaText in.csv!B3", "warning formulaText in.csv!C3"}
	if diff := cmp.Diff(want, brief(r)); diff != "" {
		t.Error(diff)
	}
}
