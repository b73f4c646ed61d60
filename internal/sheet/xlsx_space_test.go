package sheet

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	strictNamespace = `xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"`
	mainURI         = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
)

// Each of these shows "keep" in a spreadsheet program (tried with LibreOffice 7.4), whatever a reader makes of
// it that looks at names without their namespaces.
func TestWhatAForeignNamespaceHoldsIsNotRead(t *testing.T) {
	const keep, revoke = `<c r="A1" t="inlineStr"><is><t>keep</t></is></c>`, `<c r="B1" t="inlineStr"><is><t>revoke</t></is></c>`
	for _, c := range []struct{ name, rows string }{
		{"a cell with a prefix of its own", `<row r="1">` + keep + `<z:c xmlns:z="urn:z" r="B1" t="inlineStr"><is><t>revoke</t></is></z:c></row>`},
		{"a cell whose parts are ours", `<row r="1">` + keep + `<z:c xmlns:z="urn:z" xmlns:m="` + mainURI + `" r="B1" t="inlineStr"><m:is><m:t>revoke</m:t></m:is></z:c></row>`},
		{"a cell that changes what no prefix means", `<row r="1">` + keep + `<c xmlns="urn:z" r="B1" t="inlineStr"><is><t>revoke</t></is></c></row>`},
		{"a cell that takes the meaning of no prefix away", `<row r="1">` + keep + `<c xmlns="" r="B1" t="inlineStr"><is><t>revoke</t></is></c></row>`},
		{"a cell with a prefix that nobody declared", `<row r="1">` + keep + `<z:c r="B1" t="inlineStr"><is><t>revoke</t></is></z:c></row>`},
		{"a cell in a wrapper", `<row r="1">` + keep + `<z:wrap xmlns:z="urn:z">` + revoke + `</z:wrap></row>`},
		{"a cell of relations", `<row r="1">` + keep + `<z:c xmlns:z="` + relationSpace + `" r="B1" t="inlineStr"><is><t>revoke</t></is></z:c></row>`},
		{"a cell of a namespace that begins as ours", `<row r="1">` + keep + `<z:c xmlns:z="` + mainURI + `/z" r="B1" t="inlineStr"><is><t>revoke</t></is></z:c></row>`},
		{"a cell before one that is read", `<row r="1"><z:c xmlns:z="urn:z" r="A1" t="inlineStr"><is><t>revoke</t></is></z:c>` + keep + `</row>`},
		{"a cell whose prefix meant ours further out", `<row r="1" xmlns:m="` + mainURI + `">` + keep + `<m:c xmlns:m="urn:z" r="B1" t="inlineStr"><is><t>revoke</t></is></m:c></row>`},
		{"a row", `<row r="1">` + keep + `</row><z:row xmlns:z="urn:z" r="2"><c r="A2" t="inlineStr"><is><t>revoke</t></is></c></z:row>`},
		{"a value", `<row r="1">` + keep + `<c r="B1" t="str"><z:v xmlns:z="urn:z">revoke</z:v></c></row>`},
		{"a text", `<row r="1">` + keep + `<c r="B1" t="inlineStr"><is><z:t xmlns:z="urn:z">revoke</z:t></is></c></row>`},
		{"a run of a text", `<row r="1">` + keep + `<c r="B1" t="inlineStr"><is><z:r xmlns:z="urn:z"><t>revoke</t></z:r></is></c></row>`},
		{"a text inside what no text has", `<row r="1">` + keep + `<c r="B1" t="inlineStr"><is><x><t>revoke</t></x></is></c></row>`},
		{"an empty element", `<row r="1">` + keep + `<z:c xmlns:z="urn:z" r="B1"/></row>`},
		{"a cell's type", `<row r="1">` + strings.Replace(keep, `t="`, `xmlns:z="urn:z" z:t="n" z:r="B7" t="`, 1) + `</row>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := readSheet(t, zipped(t, oneSheet(c.rows)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]line{{Number: 1, Cells: []string{"keep"}}}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatAForeignNamespaceHoldsInOtherPartsIsNotRead(t *testing.T) {
	shared := `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	for _, c := range []struct {
		name string
		edit func(parts map[string]string)
	}{
		{"a shared text", func(p map[string]string) {
			p["xl/sharedStrings.xml"] = strings.Replace(p["xl/sharedStrings.xml"], "<si>", `<z:si xmlns:z="urn:z"><t>revoke</t></z:si><si>`, 1)
		}},
		{"a shared text that is no item of the list", func(p map[string]string) {
			p["xl/sharedStrings.xml"] = strings.Replace(p["xl/sharedStrings.xml"], "<si>", `<x><si><t>revoke</t></si></x><si>`, 1)
		}},
		{"a second list of shared texts", func(p map[string]string) {
			p["xl/other.xml"] = stringsXML("<t>revoke</t>")
			p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], "</Relationships>", `<Relationship Id="rIdZ" Type="`+relationTypes+`/sharedStrings" Target="other.xml"/></Relationships>`, 1)
		}},
		{"a list of shared texts by a foreign type", func(p map[string]string) {
			p["xl/other.xml"] = stringsXML("<t>revoke</t>")
			p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], `<Relationship Id`, `<Relationship Id="rIdZ" Type="urn:z/sharedStrings" Target="other.xml"/><Relationship Id`, 1)
		}},
		{"a relation", func(p map[string]string) {
			p["xl/other.xml"] = sheetXML(`<row r="1"><c r="A1" t="str"><v>revoke</v></c></row>`)
			p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], "</Relationships>", `<z:Relationship xmlns:z="urn:z" Id="rId1" Type="`+relationTypes+`/worksheet" Target="other.xml"/></Relationships>`, 1)
		}},
		{"the link of a sheet", func(p map[string]string) {
			p["xl/other.xml"] = sheetXML(`<row r="1"><c r="A1" t="str"><v>revoke</v></c></row>`)
			p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], "</Relationships>", `<Relationship Id="rIdZ" Type="`+relationTypes+`/worksheet" Target="other.xml"/></Relationships>`, 1)
			p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], `r:id="rId1"`, `r:id="rId1" xmlns:z="urn:z" z:id="rIdZ"`, 1)
		}},
		{"a sheet", func(p map[string]string) {
			p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], `<sheets>`, `<sheets><z:sheet xmlns:z="urn:z" name="Decoy" r:id="rIdZ"/>`, 1)
		}},
		{"a list of sheets", func(p map[string]string) {
			p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], `<sheets>`, `<x><sheets><sheet name="Decoy" r:id="rIdZ"/></sheets></x><sheets>`, 1)
		}},
		{"a merged area", func(p map[string]string) {
			p["xl/worksheets/sheet1.xml"] = strings.Replace(p["xl/worksheets/sheet1.xml"], `</sheetData>`, `</sheetData><mergeCells xmlns="urn:z"><mergeCell ref="A1:A2"/></mergeCells>`, 1)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := oneSheet(shared, "<t>keep</t>")
			c.edit(parts)
			book, err := openParts(t, parts, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer book.Close()
			if sheets := book.Sheets(); len(sheets) != 1 || sheets[0].Name != "Staff" {
				t.Errorf("the sheets are %v", sheets)
			}
			if shape, err := book.Shape("Staff"); err != nil || shape.Merged > 0 {
				t.Errorf("the shape is %+v, %v", shape, err)
			}
			got, err := readSheet(t, zipped(t, parts))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]line{{Number: 1, Cells: []string{"keep"}}}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnyPrefixMayMeanTheNamespacesOfSpreadsheets(t *testing.T) {
	const rows = `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>ke</t></r><r><t>ep</t></r></is></c></row></sheetData>`
	prefixed := strings.NewReplacer("</", "</m:", "<", "<m:").Replace(rows)
	for _, c := range []struct{ name, sheet string }{
		{"no prefix", `<worksheet ` + mainNamespace + `>` + rows + `</worksheet>`},
		{"strict", `<worksheet ` + strictNamespace + `>` + rows + `</worksheet>`},
		{"a prefix", `<m:worksheet xmlns:m="` + mainURI + `">` + prefixed + `</m:worksheet>`},
		{"a prefix and a foreign namespace without one", `<m:worksheet xmlns="urn:z" xmlns:m='` + mainURI + `'>` + prefixed + `</m:worksheet>`},
		{"both", `<m:worksheet ` + mainNamespace + ` xmlns:m="` + mainURI + `">` + rows + `</m:worksheet>`},
		{"declared further in", `<worksheet ` + mainNamespace + `>` + strings.Replace(prefixed, "<m:sheetData>", `<m:sheetData xmlns:m="`+mainURI+`">`, 1) + `</worksheet>`},
		{"declared again further in", `<worksheet xmlns:m="urn:z" ` + mainNamespace + `>` + strings.Replace(prefixed, "<m:sheetData>", `<m:sheetData xmlns:m="`+mainURI+`">`, 1) + `</worksheet>`},
		{"written with entities", `<worksheet xmlns="` + strings.Replace(mainURI, ":", "&#58;", 1) + `">` + rows + `</worksheet>`},
		{"after elements that meant something else by it", `<worksheet ` + mainNamespace + `><x xmlns="urn:z"><y/></x><z xmlns=""/><m:x xmlns:m="urn:z"/>` + rows + `</worksheet>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := oneSheet("")
			parts["xl/worksheets/sheet1.xml"] = c.sheet
			got, err := readSheet(t, zipped(t, parts))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]line{{Number: 1, Cells: []string{"keep"}}}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAWorksheetOfAForeignNamespaceIsRefused(t *testing.T) {
	for _, sheet := range []string{`<worksheet><sheetData/></worksheet>`, `<worksheet xmlns="urn:z"><sheetData/></worksheet>`, `<m:worksheet><sheetData/></m:worksheet>`} {
		parts := oneSheet("")
		parts["xl/worksheets/sheet1.xml"] = sheet
		_, err := readSheet(t, zipped(t, parts))
		if err == nil || !strings.Contains(err.Error(), "of another XML namespace") {
			t.Errorf("%s: the error is %v", sheet, err)
		}
	}
}

func TestNamespacesWithoutEndAreRefused(t *testing.T) {
	parts := oneSheet(`<row r="1"` + strings.Repeat(` xmlns:z="urn:z"`, maxBindings+1) + `/>`)
	_, err := readSheet(t, zipped(t, parts))
	if err == nil || !strings.Contains(err.Error(), "declares more than 1000 namespaces") {
		t.Errorf("the error is %v", err)
	}
	var many strings.Builder // one after the other they are few at once
	for range 2 * maxBindings {
		many.WriteString(`<z:x xmlns:z="urn:z"/>`)
	}
	if _, err := readSheet(t, zipped(t, oneSheet(many.String()+`<row r="1"><c r="A1"><v>1</v></c></row>`))); err != nil {
		t.Error(err)
	}
}

// FuzzXMLSpaces holds that every element is of the namespace that encoding/xml says, in whatever documents both
// read.
func FuzzXMLSpaces(f *testing.F) {
	for _, seed := range []string{`<a xmlns="U"><b xmlns=""/><c/></a>`, `<m:a xmlns:m="U" xmlns="urn:z"><m:b xmlns:m="urn:z"><m:c/><d xmlns="U"><e/></d></m:b><m:f/></m:a>`, `<a><z:b/></a>`, `<a xmlns:xmlns="U"><xmlns:b/><xml:c/></a>`} {
		f.Add([]byte(strings.ReplaceAll(seed, "U", mainURI)))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var ours, theirs strings.Builder
		s := newXMLScanner(bytes.NewReader(document), mainSpace)
		for {
			token, err := s.scan()
			if err == io.EOF {
				break
			}
			if err != nil {
				return
			}
			if token == xmlStart {
				fmt.Fprintln(&ours, string(s.local), !s.foreign)
			}
		}
		for d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte(byteOrderMark)))); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				return
			}
			if start, ok := token.(xml.StartElement); ok {
				fmt.Fprintln(&theirs, start.Name.Local, xmlSpaces[start.Name.Space] == mainSpace)
			}
		}
		if ours.String() != theirs.String() {
			t.Fatalf("ours:\n%s\ntheirs:\n%s", &ours, &theirs)
		}
	})
}
