package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestListsWithoutEndAreRefused holds that what is kept in memory of a workbook is bounded, however small
// it is in the file.
func TestListsWithoutEndAreRefused(t *testing.T) {
	const n = maxListed + 1
	const in = "is damaged: "
	repeat := func(format string) string {
		var all strings.Builder
		for i := range n {
			fmt.Fprintf(&all, format, i)
		}
		return all.String()
	}
	for _, test := range []struct {
		name, part, content, message string
	}{
		{"formats of cells", "xl/styles.xml", `<styleSheet ` + mainNamespace + `><cellXfs>` + repeat(`<xf numFmtId="%d"/>`) + `</cellXfs></styleSheet>`, in + "xl/styles.xml has more than 65536 formats of cells"},
		{"formats of numbers", "xl/styles.xml", `<styleSheet ` + mainNamespace + `><numFmts>` + repeat(`<numFmt numFmtId="%d" formatCode="0"/>`) + `</numFmts></styleSheet>`, in + "xl/styles.xml has more than 65536 number formats"},
		{"relations", "xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + relationSpace + `">` + repeat(`<Relationship Id="r%d"/>`) + `</Relationships>`, in + "xl/_rels/workbook.xml.rels has more than 65536 relations"},
		{"sheets", "xl/workbook.xml", `<workbook ` + mainNamespace + ` xmlns:r="` + relationTypes + `"><sheets>` + repeat(`<sheet name="%d" r:id="rId1"/>`) + `</sheets></workbook>`, in + "xl/workbook.xml has more than 65536 sheets"},
		{"descriptions of columns", "xl/worksheets/sheet1.xml", aroundRows(`<cols>`+strings.Repeat(`<col min="1" max="9" hidden="1"/>`, maxColumnRanges+1)+`</cols>`, "", ""),
			in + "xl/worksheets/sheet1.xml has descriptions of columns that no sheet can have"},
	} {
		t.Run(test.name, func(t *testing.T) {
			parts := oneSheet(ordinary, `<t>Ada</t>`)
			parts[test.part] = test.content
			_, err := readSheet(t, zipped(t, parts))
			if got := mustBeUnreadable(t, err).Message; got != test.message {
				t.Errorf("message %q, want %q", got, test.message)
			}
		})
	}
}

func TestAnArchiveOfManyPartsIsRefusedBeforeTheyAreListed(t *testing.T) {
	archive := func(parts int) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for name, content := range oneSheet(ordinary, `<t>Ada</t>`) {
			io.WriteString(zipPart(t, z, name), content)
		}
		for i := range parts {
			zipPart(t, z, fmt.Sprintf("%d/%s", i, strings.Repeat("x", 60_000)))
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if _, err := readSheet(t, archive(100)); err != nil {
		t.Errorf("a directory of 6 MB: %v", err)
	}
	_, err := readSheet(t, archive(200))
	if got := mustBeUnreadable(t, err).Message; got != "is an archive of more parts than any workbook has" {
		t.Errorf("message %q", got)
	}
}

func TestPartsAreLookedForInTheArchiveAndNowhereElse(t *testing.T) {
	for name, change := range map[string]func(map[string]string){
		"a path that climbs out": func(p map[string]string) {
			p["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(p["xl/_rels/workbook.xml.rels"], `"worksheets/sheet1.xml"`, `"../../../../etc/passwd"`)
		},
		"an absolute path": func(p map[string]string) {
			p["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(p["xl/_rels/workbook.xml.rels"], `"worksheets/sheet1.xml"`, `"/etc/passwd"`)
		},
		"an address on the network": func(p map[string]string) {
			p["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(p["xl/_rels/workbook.xml.rels"], `"worksheets/sheet1.xml"`, `"http://127.0.0.1:1/" TargetMode="External"`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			parts := oneSheet(ordinary, `<t>Ada</t>`)
			change(parts)
			_, err := readSheet(t, zipped(t, parts))
			if got := mustBeUnreadable(t, err).Message; !strings.HasPrefix(got, "is damaged: ") {
				t.Errorf("message %q", got)
			}
		})
	}
}

func TestMacrosAndLinksToOtherFilesAreLeftAlone(t *testing.T) {
	parts := oneSheet(ordinary, `<t>Ada</t>`)
	want, err := readSheet(t, zipped(t, parts))
	if err != nil {
		t.Fatal(err)
	}
	parts["xl/vbaProject.bin"] = "\xd0\xcf\x11\xe0 no project at all"
	parts["xl/externalLinks/externalLink1.xml"] = "<!DOCTYPE x>"
	parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], "<Relationship ", `<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>`+
		`<Relationship Id="rIdX" Type="`+relationTypes+`/externalLink" Target="externalLinks/externalLink1.xml"/><Relationship `, 1)
	got, err := readSheet(t, zipped(t, parts))
	if err != nil || len(got) != len(want) {
		t.Errorf("%d rows, %v", len(got), err)
	}
}

func TestCellsFarToTheRightInEveryRowAreRefused(t *testing.T) {
	var all strings.Builder
	for i := 1; i <= maxPlaces/gridColumns+1; i++ {
		fmt.Fprintf(&all, `<row><c r="XFD%d"><v>1</v></c></row>`, i)
	}
	b, err := openParts(t, oneSheet(all.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := b.Rows("Staff")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
	}
	unreadable := mustBeUnreadable(t, rows.Err())
	if unreadable.Message != "has cells far to the right in so many rows that it spans more than 2000000000" || unreadable.Hint != "delete the columns to the right of the table" {
		t.Errorf("%+v", unreadable)
	}
}

func TestFormatsThatTakeLongAreRefused(t *testing.T) {
	const n = maxUnusual/newFormatCosts + 1
	var codes, styles, cells strings.Builder
	for i := range n {
		fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="0.0E+0&quot;%d&quot;"/>`, 200+i, i)
		fmt.Fprintf(&styles, `<xf numFmtId="%d"/>`, 200+i)
		fmt.Fprintf(&cells, `<row><c s="%d"><v>1.5</v></c></row>`, i)
	}
	parts := oneSheet(cells.String())
	parts["xl/styles.xml"] = `<styleSheet ` + mainNamespace + `><numFmts>` + codes.String() + `</numFmts><cellXfs>` + styles.String() + `</cellXfs></styleSheet>`
	_, err := readSheet(t, zipped(t, parts))
	if got := mustBeUnreadable(t, err); got.Message != "has too many numbers shown as fractions or with exponents" || got.Sheet != "Staff" {
		t.Errorf("%+v", got)
	}
}

func TestCSVOfRowsWithoutEndIsRefused(t *testing.T) {
	lines, _, problem := readStream(strings.NewReader("a,b\n"+strings.Repeat("\n", maxCSVRows-1)), Options{})
	if problem != "" || len(lines) != 1 {
		t.Errorf("just as many as may be: %d rows, %s", len(lines), problem)
	}
	_, _, problem = readStream(strings.NewReader("a,b\n"+strings.Repeat("\n", maxCSVRows)+"c,d\n"), Options{})
	if problem != "-: has more than 2000000 rows" {
		t.Errorf("one more: %q", problem)
	}
}
