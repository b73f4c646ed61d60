package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"testing"
)

// Workbooks made by hand, for what no library would write.

const (
	xmlDeclaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNamespace  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relationTypes  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// workbookParts are the parts of a workbook around its sheets, which are xl/worksheets/sheet1.xml and on:
// relations, the list of the sheets, shared strings that are empty, and styles of which number 1 is a date,
// 2 five digits with leading zeros, 3 a percentage.
func workbookParts(sheets ...string) map[string]string {
	list, relations := "", ""
	for i, name := range sheets {
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relationTypes, i+1)
	}
	types := `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`
	return map[string]string{
		"[Content_Types].xml": xmlDeclaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` + types + `</Types>`,
		"_rels/.rels": xmlDeclaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` +
			relationTypes + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": xmlDeclaration + `<workbook ` + mainNamespace + ` xmlns:r="` + relationTypes + `"><sheets>` + list + `</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": xmlDeclaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + relations +
			`<Relationship Id="rIdS" Type="` + relationTypes + `/sharedStrings" Target="/xl/sharedStrings.xml"/>` +
			`<Relationship Id="rIdT" Type="` + relationTypes + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml": xmlDeclaration + `<styleSheet ` + mainNamespace + `><numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>`,
	}
}

// sheetXML wraps rows into a worksheet.
func sheetXML(rows string) string {
	return xmlDeclaration + `<worksheet ` + mainNamespace + `><dimension ref="A1"/><sheetData>` + rows + `</sheetData><pageMargins left="1"/></worksheet>`
}

// stringsXML is a table of shared strings from the insides of its items.
func stringsXML(items ...string) string {
	all := ""
	for _, item := range items {
		all += "<si>" + item + "</si>"
	}
	return xmlDeclaration + `<sst ` + mainNamespace + `>` + all + `</sst>`
}

// oneSheet are the parts of a workbook with the sheet "Staff", rows and shared strings.
func oneSheet(rows string, texts ...string) map[string]string {
	parts := workbookParts("Staff")
	parts["xl/worksheets/sheet1.xml"] = sheetXML(rows)
	parts["xl/sharedStrings.xml"] = stringsXML(texts...)
	return parts
}

func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if _, err := io.WriteString(zipPart(t, z, name), parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipPart(t testing.TB, z *zip.Writer, name string) io.Writer {
	t.Helper()
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// openParts opens a workbook made of parts.
func openParts(t testing.TB, parts map[string]string, o Options) (*Book, error) {
	t.Helper()
	return openBytes(zipped(t, parts), o)
}

// openBytes opens a workbook that is in memory under the name staff.xlsx.
func openBytes(content []byte, o Options) (*Book, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	return open(&source{name: "staff.xlsx", content: bytes.NewReader(content), size: int64(len(content))}, o)
}
