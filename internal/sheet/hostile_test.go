package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ordinary is a small sheet with every kind of cell.
const ordinary = `<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Zoë &amp; Co</t></is></c></row>` +
	`<row r="2" hidden="1"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" s="1"><v>46347</v></c></row>` +
	`<!-- a note --><row r="9"><c r="A9" t="e"><v>#N/A</v></c></row>`

func mustBeUnreadable(t *testing.T, err error) *Unreadable {
	t.Helper()
	var unreadable *Unreadable
	if !errors.As(err, &unreadable) {
		t.Fatalf("error %v, want *Unreadable", err)
	}
	return unreadable
}

// readSheet opens a workbook from bytes and walks its sheet "Staff".
func readSheet(t *testing.T, workbook []byte) ([]line, error) {
	t.Helper()
	b, err := openBytes(workbook, Options{})
	if err != nil {
		return nil, err
	}
	return walk(b, "Staff")
}

func TestASheetCutAnywhereIsNeverAShortList(t *testing.T) {
	whole := sheetXML(ordinary)
	cut := 0
	for length := range len(whole) {
		parts := oneSheet("", `<t>Ada</t>`)
		parts["xl/worksheets/sheet1.xml"] = whole[:length]
		got, err := readSheet(t, zipped(t, parts))
		if err == nil {
			t.Fatalf("cut to %d of %d bytes it has %d rows and no error: …%s", length, len(whole), len(got), whole[max(0, length-40):length])
		}
		if unreadable := mustBeUnreadable(t, err); unreadable.Sheet != "Staff" || unreadable.File != "staff.xlsx" || unreadable.Hint == "" {
			t.Fatalf("cut to %d bytes: %+v", length, unreadable)
		}
		cut++
	}
	if cut < 500 {
		t.Errorf("only %d cuts were tried", cut)
	}
}

func TestSharedStringsCutAnywhereAreAnError(t *testing.T) {
	parts := oneSheet(ordinary, `<t>Ada</t>`, `<r><t>B</t></r>`)
	whole := parts["xl/sharedStrings.xml"]
	for length := range len(whole) {
		parts["xl/sharedStrings.xml"] = whole[:length]
		if _, err := readSheet(t, zipped(t, parts)); err == nil {
			t.Fatalf("cut to %d of %d bytes", length, len(whole))
		}
	}
}

func TestAWorkbookCutAnywhereIsAnError(t *testing.T) {
	whole := zipped(t, oneSheet(ordinary, `<t>Ada</t>`))
	for length := range len(whole) {
		if _, err := readSheet(t, whole[:length]); err == nil {
			t.Fatalf("cut to %d of %d bytes", length, len(whole))
		}
	}
	mustBeUnreadable(t, func() error { _, err := readSheet(t, whole[:len(whole)-10]); return err }())
}

func TestAFlippedBitIsHarmlessOrAnError(t *testing.T) {
	parts := oneSheet(strings.Replace(ordinary, `<row r="9">`, strings.Repeat(`<row><c><v>17</v></c></row>`, 5)+`<row r="9">`, 1), `<t>Ada</t>`)
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for name, content := range parts {
			w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(w, content)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		whole := out.Bytes()
		want, err := readSheet(t, whole)
		if err != nil {
			t.Fatal(err)
		}
		refused := 0
		for at := range whole {
			flipped := bytes.Clone(whole)
			flipped[at] ^= 1 << rand.IntN(8)
			got, err := readSheet(t, flipped)
			if err == nil && !cmp.Equal(got, want) {
				t.Fatalf("method %d, byte %d: other rows and no error\n%s", method, at, cmp.Diff(want, got))
			}
			if err != nil {
				refused++
			}
		}
		if refused < len(whole)/2 {
			t.Errorf("method %d: only %d of %d flipped bytes were noticed", method, refused, len(whole))
		}
	}
}

func TestAWrongChecksumIsAnErrorOfTheSheet(t *testing.T) {
	whole := zipped(t, oneSheet(ordinary, `<t>Ada</t>`))
	sum := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(sheetXML(ordinary))))
	if bytes.Count(whole, sum) != 2 {
		t.Fatal("the checksum does not stand where it should")
	}
	wrong := bytes.ReplaceAll(whole, sum, []byte{1, 2, 3, 4})
	_, err := readSheet(t, wrong)
	want := &Unreadable{File: "staff.xlsx", Sheet: "Staff", Message: "is damaged: xl/worksheets/sheet1.xml does not fit its checksum", Hint: saveAgain}
	if diff := cmp.Diff(want, mustBeUnreadable(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestMissingPartsAreErrors(t *testing.T) {
	for _, test := range []struct{ name, missing, message string }{
		{"shared strings", "xl/sharedStrings.xml", "is damaged: has no part xl/sharedStrings.xml, which it should have"},
		{"the sheet", "xl/worksheets/sheet1.xml", "is damaged: has no part xl/worksheets/sheet1.xml, which it should have"},
		{"styles", "xl/styles.xml", "is damaged: has no part xl/styles.xml, which it should have"},
		{"the list of sheets", "xl/workbook.xml", "is damaged: has no part xl/workbook.xml, which it should have"},
		{"where the sheets are", "xl/_rels/workbook.xml.rels", `is damaged: xl/workbook.xml does not say where the cells of sheet "Staff" are`},
		{"where the workbook is", "_rels/.rels", "is a zip archive without a workbook in it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			parts := oneSheet(ordinary, `<t>Ada</t>`)
			delete(parts, test.missing)
			_, err := readSheet(t, zipped(t, parts))
			if got := mustBeUnreadable(t, err).Message; got != test.message {
				t.Errorf("message %q, want %q", got, test.message)
			}
		})
	}
	t.Run("shared strings that nobody speaks of", func(t *testing.T) {
		parts := oneSheet(ordinary)
		parts["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(parts["xl/_rels/workbook.xml.rels"], "/sharedStrings\"", "/other\"")
		_, err := readSheet(t, zipped(t, parts))
		if got, want := mustBeUnreadable(t, err).Message, `cell A1 names text "0" of 0 texts`; got != want {
			t.Errorf("message %q, want %q", got, want)
		}
	})
}

func TestHostileWorkbooksAreRefused(t *testing.T) {
	const limit = 1 << 20
	big := strings.Repeat(`<row><c t="inlineStr"><is><t>aaaaaaaaaaaaaaaa</t></is></c></row>`, 200_000)
	laughs := `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>`
	for _, test := range []struct {
		name    string
		change  func(map[string]string)
		message string
	}{
		{"a sheet that unpacks to more than allowed", func(p map[string]string) { p["xl/worksheets/sheet1.xml"] = sheetXML(big) }, "holds more than 1 MB unpacked"},
		{"shared strings that unpack to more than allowed", func(p map[string]string) {
			p["xl/sharedStrings.xml"] = stringsXML(strings.Repeat("<t>aaaa</t>", limit/8))
		}, "holds more than 1 MB unpacked"},
		{"shared strings that are empty and many", func(p map[string]string) {
			p["xl/sharedStrings.xml"] = `<sst ` + mainNamespace + `>` + strings.Repeat("<si/>", limit/8) + `</sst>`
		}, "holds more than 1 MB unpacked"},
		{"shared strings and a sheet that are too large together", func(p map[string]string) {
			p["xl/sharedStrings.xml"] = stringsXML("<t>" + strings.Repeat("a", limit*3/4) + "</t>")
			p["xl/worksheets/sheet1.xml"] = sheetXML(big[:len(big)/200_000*8_000])
		}, "holds more than 1 MB unpacked"},
		{"styles that unpack to more than allowed", func(p map[string]string) { p["xl/styles.xml"] = strings.Repeat(" ", 2*limit) + "<styleSheet/>" }, "holds more than 1 MB unpacked"},
		{"a billion laughs in the sheet", func(p map[string]string) { p["xl/worksheets/sheet1.xml"] = laughs + sheetXML("&lol2;") },
			"is damaged: xl/worksheets/sheet1.xml declares a document type or entities, which no workbook does"},
		{"a billion laughs in the shared strings", func(p map[string]string) {
			p["xl/sharedStrings.xml"] = laughs + "<sst " + mainNamespace + "><si><t>&lol2;</t></si></sst>"
		},
			"is damaged: xl/sharedStrings.xml declares a document type or entities, which no workbook does"},
		{"a billion laughs in the list of sheets", func(p map[string]string) { p["xl/workbook.xml"] = laughs + "<workbook/>" },
			"is damaged: xl/workbook.xml declares a document type or entities, which no workbook does"},
		{"elements nested without end", func(p map[string]string) { p["xl/worksheets/sheet1.xml"] = sheetXML(strings.Repeat("<a>", 100_000)) },
			"is damaged: xl/worksheets/sheet1.xml nests more than 256 elements"},
		{"another document where the sheet should be", func(p map[string]string) { p["xl/worksheets/sheet1.xml"] = "<chartsheet/>" },
			"is damaged: xl/worksheets/sheet1.xml is no worksheet but <chartsheet>"},
		{"a sheet without rows or the place for them", func(p map[string]string) {
			p["xl/worksheets/sheet1.xml"] = "<worksheet " + mainNamespace + "><cols/></worksheet>"
		},
			"is damaged: xl/worksheets/sheet1.xml has no rows, not even an empty list of them"},
		{"no sheets", func(p map[string]string) {
			p["xl/workbook.xml"] = "<workbook " + mainNamespace + "><sheets/></workbook>"
		}, "has no sheet with cells"},
	} {
		t.Run(test.name, func(t *testing.T) {
			parts := oneSheet(ordinary, `<t>Ada</t>`)
			test.change(parts)
			b, err := openParts(t, parts, Options{MaxSize: limit})
			if err == nil {
				_, err = walk(b, "Staff")
			}
			if got := mustBeUnreadable(t, err).Message; got != test.message {
				t.Errorf("message %q, want %q", got, test.message)
			}
		})
	}
}

func TestACellOfTenMillionCharactersIsNotKept(t *testing.T) {
	long := strings.Repeat("a", 10_000_000)
	for name, parts := range map[string]map[string]string{
		"in the sheet":          oneSheet(`<row r="4"><c r="B4" t="inlineStr"><is><t>` + long + `</t></is></c></row>`),
		"in the shared strings": oneSheet(`<row r="4"><c r="B4" t="s"><v>0</v></c></row>`, `<t>`+long+`</t>`),
	} {
		t.Run(name, func(t *testing.T) {
			b, err := openParts(t, parts, Options{})
			if err == nil {
				_, err = walk(b, "Staff")
			}
			if got := mustBeUnreadable(t, err).Message; got != "cell B4 holds more than 32767 characters" {
				t.Errorf("message %q", got)
			}
		})
	}
}

func TestAHeaderThatLiesAboutItsSizeDoesNotHelp(t *testing.T) {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	content := sheetXML(strings.Repeat(`<row><c><v>1</v></c></row>`, 200_000))
	io.WriteString(w, content)
	w.Close()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	parts := oneSheet("")
	delete(parts, "xl/worksheets/sheet1.xml")
	for name, content := range parts {
		io.WriteString(zipPart(t, z, name), content)
	}
	raw, err := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte(content)),
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: 100})
	if err != nil {
		t.Fatal(err)
	}
	raw.Write(packed.Bytes())
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := openBytes(out.Bytes(), Options{MaxSize: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	got, err := walk(b, "Staff")
	if mustBeUnreadable(t, err); len(got) > 50_000 {
		t.Errorf("%d rows", len(got))
	}
}

// TestASheetThatClaimsMuchCostsNothing holds that one cell in the last row and column costs no more than
// its row.
func TestASheetThatClaimsMuchCostsNothing(t *testing.T) {
	parts := oneSheet(`<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>`)
	parts["xl/worksheets/sheet1.xml"] = strings.Replace(parts["xl/worksheets/sheet1.xml"], `ref="A1"`, `ref="A1:XFD1048576"`, 1)
	got, err := readSheet(t, zipped(t, parts))
	if err != nil || len(got) != 2 || got[1].Number != 1048576 || len(got[1].Cells) != 16384 {
		t.Errorf("%d rows, %v", len(got), err)
	}
}

// FuzzSheet holds that reading a sheet's XML neither panics nor hangs, that rows go up and fit a
// spreadsheet, and that a sheet which is cut gives an error or the whole list.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(sheetXML(ordinary)), uint16(300))
	f.Add([]byte(`<worksheet `+mainNamespace+`><sheetData><x:row xmlns:x="y"><x:c t="str"><x:f/><x:v>1</x:v></x:c></x:row></sheetData></worksheet>`), uint16(50))
	f.Add([]byte(`<worksheet `+mainNamespace+`><sheetData><row r="5" ht="0"><c r="XFD5" s="2"><v>1E+5</v></c></row><row/></sheetData><a/></worksheet>`), uint16(90))
	f.Add([]byte(aroundRows(`<cols><col min="1" max="9" hidden="1"/></cols>`, ordinary, `<autoFilter ref="A1"/><mergeCells><mergeCell ref="A1:A9"/><mergeCell ref="B1:C2"/></mergeCells>`)), uint16(500))
	f.Fuzz(func(t *testing.T, content []byte, cut uint16) {
		whole, err := readSheetXML(content)
		for i, row := range whole {
			if row.Number < 1 || row.Number > gridRows || i > 0 && row.Number <= whole[i-1].Number || len(row.Cells) > gridColumns {
				t.Fatalf("row %d of %d cells", row.Number, len(row.Cells))
			}
		}
		if err != nil {
			mustBeUnreadable(t, err)
			return
		}
		short, err := readSheetXML(content[:min(int(cut), len(content))])
		if err == nil && !cmp.Equal(whole, short) {
			t.Fatalf("cut to %d of %d bytes: %d of %d rows and no error", cut, len(content), len(short), len(whole))
		}
	})
}

// readSheetXML reads a sheet without the archive around it.
func readSheetXML(content []byte) ([]line, error) {
	book := &xlsxFile{name: "staff.xlsx", strings: &sharedStrings{pieces: [][]string{{"Ada"}}, number: 1},
		numbers: &numberFormats{byStyle: []numberFormat{{}, formatOf(14, ""), formatOf(164, "00000")}}}
	reader := func() *sheetReader {
		return &sheetReader{book: book, tab: tab{Info: Info{Name: "Staff"}}, xml: newXMLScanner(bytes.NewReader(content), mainSpace), repeats: newInterner()}
	}
	r := reader()
	survey, err := reader().survey()
	if err == nil {
		if err := r.expect(survey.merged); err != nil {
			return nil, book.failure("Staff", err)
		}
	}
	var lines []line
	for {
		row, err := r.read()
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return lines, err
		}
		l := line{Number: row.Number}
		for _, c := range row.Cells {
			l.Cells = append(l.Cells, c.Text)
		}
		lines = append(lines, l)
	}
}
