package sheet

import (
	"fmt"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func show(t *testing.T, n *numberFormats, format numberFormat, value string) Cell {
	t.Helper()
	n.byStyle = []numberFormat{format}
	cell, err := n.cell([]byte(value), 0, newInterner())
	if err != nil {
		t.Fatalf("%q: %v", value, err)
	}
	return cell
}

func TestNumbersAreShownAsASpreadsheetShowsThem(t *testing.T) {
	number := func(text string) Cell { return Cell{Text: text, Kind: Number} }
	rounded := func(text string) Cell { return Cell{Text: text, Kind: Number, Rounded: true} }
	date := func(text string) Cell { return Cell{Text: text, Kind: Date} }
	for _, test := range []struct {
		code, value string
		want        Cell
	}{
		{"General", "0", number("0")},
		{"General", "-0", number("0")},
		{"General", "42", number("42")},
		{"General", "-42", number("-42")},
		{"General", "42.0", number("42")},
		{"General", "007", number("7")},
		{"General", "1.5E3", number("1500")},
		{"General", "123456789012345", number("123456789012345")},
		{"General", "1.23456789012345E+14", number("123456789012345")},
		{"General", "1234567890123456", rounded("1.23457E+15")},
		{"General", "1E+15", rounded("1E+15")},
		{"General", "-12345678901234567890", rounded("-1.23457E+19")},
		{"General", "0.1", number("0.1")},
		{"General", "0.30000000000000004", number("0.3")},
		{"General", "3.14159265358979", number("3.14159265358979")},
		{"General", "0.0001", number("0.0001")},
		{"General", "0.00001", rounded("1E-05")},
		{"@", "12345", number("12345")},
		{"@", "1234567890123456", rounded("1.23457E+15")},
		{"00000", "123", number("00123")},
		{"00000", "0", number("00000")},
		{"00000", "123456", number("123456")},
		{"00000", "123.0", number("00123")},
		{"00000", "122.6", number("00123")},
		{"00000", "-7", number("-00007")},
		{"0", "1234567890123456", rounded("1234567890123460")},
		{"0000000000000000", "123", number("0000000000000123")},
		{"000-00-0000", "12345678", number("012-34-5678")},
		{`"EMP"0000`, "77", number("EMP0077")},
		{`\E0000`, "77", number("E0077")},
		{"0.00", "12345.678", number("12345.68")},
		{"#,##0", "1234567", number("1,234,567")},
		{"#,##0.00", "-1234.5", number("-1,234.50")},
		{"0%", "0.07", number("7%")},
		{`_-* #,##0.00_-;-* #,##0.00_-`, "1234.5", number("1,234.50")},
		{"# ?/?", "1.25", number("1 1/4")},
		{"# ?/?", "0.5", number("1/2")},
		{"# ?/?", "-0.5", number("-1/2")},
		{`"Yes";"Yes";"No"`, "1", number("Yes")},
		{`"Yes";"Yes";"No"`, "-1", number("Yes")},
		{`"Yes";"Yes";"No"`, "0", number("No")},
		{`[=1]"active";[=0]"inactive";0`, "1", number("active")},
		{`[=1]"active";[=0]"inactive";0`, "0", number("inactive")},
		{`[=1]"active";[=0]"inactive";0`, "2", number("2")},
		{`[=1]"active";"inactive"`, "0", number("inactive")},
		{`[=1]"active";"inactive"`, "-5", number("inactive")},
		{"[<=99999]00000;00000-0000", "2134", number("02134")},
		{"[<=99999]00000;00000-0000", "21340007", number("02134-0007")},
		{"[<=9999999]000-0000;(000) 000-0000", "5551234567", number("(555) 123-4567")},
		{"[>=1000]0,\"k\";0", "999", number("999")},
		{"[>=1000]0,\"k\";0", "12345", number("12k")},
		{"[<0](0);0", "-7", number("(7)")},
		{"[<>5]0;\"five\"", "5", number("five")},
		{"[<=5]0", "7", disguised(number("7"))},
		{"[Red][>=100]0.0;[Blue]0", "7", number("7")},
		{"+0;-0;0", "0", number("0")},
		{`"P"00000;"N"00000`, "-7", number("N00007")},
		{"#,##0;(#,##0)", "-1234567", number("(1,234,567)")},
		{`_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-`, "0", number("-")},
		{`_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)`, "-1234.5", number("$(1,234.50)")},
		{`#,##0.00\ "€"`, "1234.5", number("1,234.50 €")},
		{"[$SFr.-807] #,##0.00", "1234.5", number("SFr. 1,234.50")},
		{"[$€-407] 0", "3", number("€ 3")},
		{"0.00", "1.005", number("1.01")},
		{"0.00", "2.675", number("2.68")},
		{"0.00", "99.995", number("100.00")},
		{"0.00", "0.004", number("0.00")},
		{"0", "0.5", number("1")},
		{"0", "99999.5", number("100000")},
		{"0.000", "123456789012345", number("123456789012345.000")},
		{".00", "0.5", number(".50")},
		{".00", "12.5", number("12.50")},
		{"#.##", "7", number("7")},
		{"0.0#", "7", number("7.0")},
		{"0.0##", "1.25", number("1.25")},
		{"00,000", "7", number("00,007")},
		{"0.0,,\"M\"", "1234567", number("1.2M")},
		{"00 00 00", "1234567", number("123 45 67")},
		{`0\/0`, "12", number("1/2")},
		{`0"."00`, "1234", number("12.34")},
		{`General" people"`, "1234", number("1234 people")},
		{`"No. "@`, "12", number("No. 12")},
		{"0.0%", "0.125", number("12.5%")},
		{"0%", "1.005", number("101%")},
		{";;", "5", disguised(number("5"))},
		{"0;;", "-5", disguised(number("-5"))},
		{`"x"0;;"zero"`, "0", number("zero")},
		{`0;"a;b"`, "-1", number("a;b")},
		{`0\;0`, "12", number("1;2")},
		{"0.00E+00;-0.00E+00", "-123456", rounded("-1.23E+05")},
		{"##0.0E+0", "12", rounded("12")},
		{`[=0]"-";yyyy-mm-dd`, "0", number("-")},
		{`[=0]"-";yyyy-mm-dd`, "46347", date("2026-11-21")},
		{`"unfinished`, "5", number("unfinished")},
		{"[unfinished", "5", disguised(number("5"))},
		{`0\`, "5", number("5")},
		{"0_", "5", number("5")},
		{"0.00E+00", "123456", rounded("1.23E+05")},
		{";;;", "5", disguised(number("5"))},
		{"yyyy-mm-dd", "46347", date("2026-11-21")},
		{"dd/mm/yyyy", "46347.75", date("2026-11-21")},
		{"[$-409]d-mmm-yy;@", "46347", date("2026-11-21")},
		{`yyyy"年"m"月"d"日"`, "46347", date("2026-11-21")},
		{"mmm yyyy", "46347", date("2026-11-21")},
		{"mm", "46347", date("2026-11-21")},
		{"dd.mm.yyyy hh:mm", "46347.4375", date("2026-11-21 10:30:00")},
		{"h:mm AM/PM", "0.75", date("18:00:00")},
		{"mm:ss", "0.5", date("12:00:00")},
		{"[h]:mm", "1.5", date("36:00:00")},
		{"yyyy-mm-dd", "61", date("1900-03-01")},
		{"yyyy-mm-dd", "59", date("1900-02-28")},
		{"yyyy-mm-dd", "1", date("1900-01-01")},
		{"yyyy-mm-dd", "2958465", date("9999-12-31")},
		{"yyyy-mm-dd", "2958466", disguised(number("2958466"))},
		{"yyyy-mm-dd", "-1", disguised(number("-1"))},
		{"yyyy-mm-dd", "1E+300", disguised(rounded("1E+300"))},
	} {
		t.Run(test.code+" of "+test.value, func(t *testing.T) {
			if got := show(t, &numberFormats{}, formatOf(200, test.code), test.value); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestBuiltInFormats(t *testing.T) {
	for id, want := range map[int]string{0: "46347", 1: "46347", 2: "46347.00", 3: "46,347", 4: "46,347.00", 9: "4634700%", 11: "4.63E+04", 14: "2026-11-21", 17: "2026-11-21",
		20: "00:00:00", 22: "2026-11-21 00:00:00", 30: "2026-11-21", 46: "1112328:00:00", 49: "46347", 57: "2026-11-21", 163: "46347"} {
		if got := show(t, &numberFormats{}, formatOf(id, ""), "46347").Text; got != want {
			t.Errorf("format %d shows %s, want %s", id, got, want)
		}
	}
}

func TestDatesMayCountFrom1904(t *testing.T) {
	for value, want := range map[string]string{"0": "1904-01-01", "44885": "2026-11-21"} {
		if got := show(t, &numberFormats{from1904: true}, formatOf(14, ""), value).Text; got != want {
			t.Errorf("%s is %s, want %s", value, got, want)
		}
	}
	parts := oneSheet(`<row r="1"><c r="A1" s="1"><v>44885</v></c></row>`)
	parts["xl/workbook.xml"] = `<workbook ` + mainNamespace + ` xmlns:r="` + relationTypes + `"><workbookPr date1904="1"/><sheets><sheet name="Staff" sheetId="1" r:id="rId1"/></sheets></workbook>`
	b, err := openParts(t, parts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := walk(b, "Staff"); err != nil || got[0].Cells[0] != "2026-11-21" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestNotEverythingIsANumber(t *testing.T) {
	for _, value := range []string{"abc", "1e999", "NaN", "Inf", "0x10", "1_000", "1,5", "--1", "E", "1E"} {
		if cell, err := (&numberFormats{}).cell([]byte(value), 0, newInterner()); err != errNoNumber {
			t.Errorf("%q is shown as %q, %v", value, cell.Text, err)
		}
	}
}

func TestWholeNumbersOfFifteenDigitsKeepThemAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "n")
		for _, written := range []string{strconv.FormatInt(n, 10), strconv.FormatFloat(float64(n), 'E', -1, 64), fmt.Sprintf("%d.0", n)} {
			cell, err := (&numberFormats{}).cell([]byte(written), 0, newInterner())
			if want := (Cell{Text: strconv.FormatInt(n, 10), Kind: Number}); err != nil || cell != want {
				t.Fatalf("%s is %+v, want %+v", written, cell, want)
			}
		}
	})
}

func FuzzNumberFormat(f *testing.F) {
	for _, seed := range []struct {
		code  string
		value float64
	}{{"00000", 1}, {"yyyy-mm-dd", 1}, {"#,##0.00;[Red]-0", -5}, {`"x"0`, 2}, {"[<5]0;# ?/?", 1.5}, {"0.0E+0", 1e20}, {"_-* #,##0", 3}, {"[$€-407]0", 1}} {
		f.Add(seed.code, seed.value)
	}
	f.Fuzz(func(t *testing.T, code string, value float64) {
		n := &numberFormats{byStyle: []numberFormat{formatOf(200, code)}}
		cell, err := n.cell([]byte(strconv.FormatFloat(value, 'g', -1, 64)), 0, newInterner())
		if err == nil && cell.Text == "" {
			t.Errorf("%v in %q looks blank", value, code)
		}
	})
}
