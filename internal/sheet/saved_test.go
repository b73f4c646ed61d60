package sheet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	coreHead = `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`
	appHead  = `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`
)

// withProperties is a workbook that says this about itself; a part that is empty is left out.
func withProperties(core, app string) map[string]string {
	parts := oneSheet(ordinary, `<t>Ada</t>`)
	relations := ""
	for _, p := range []struct{ name, kind, content string }{
		{"docProps/core.xml", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", core},
		{"docProps/app.xml", relationTypes + "/extended-properties", app},
	} {
		if p.content != "" {
			parts[p.name] = p.content
			relations += fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="%s"/>`, filepath.Base(p.name), p.kind, p.name)
		}
	}
	parts["_rels/.rels"] = strings.Replace(parts["_rels/.rels"], "</Relationships>", relations+"</Relationships>", 1)
	return parts
}

func coreXML(revision string) string {
	return coreHead + `<dcterms:created xsi:type="dcterms:W3CDTF">2026-11-01T08:00:00Z</dcterms:created><dc:creator>scimsheet</dc:creator>` +
		`<dc:title>Access review</dc:title><cp:lastModifiedBy>Maria López &amp; Söhne</cp:lastModifiedBy>` +
		`<dcterms:modified xsi:type="dcterms:W3CDTF">2026-12-03T17:45:10+02:00</dcterms:modified>` + revision + `</cp:coreProperties>`
}

func appXML(program, total string) string {
	return appHead + `<Template></Template>` + total + `<Application>` + program + `</Application><HeadingPairs><vt:vector size="1" baseType="variant"><vt:variant><vt:lpstr>Worksheets</vt:lpstr></vt:variant></vt:vector></HeadingPairs></Properties>`
}

const libreOffice = "LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40$Build-2"

func TestAWorkbookTellsWhoSavedItWhenAndWithWhat(t *testing.T) {
	minutes := func(n int) *time.Duration {
		d := time.Duration(n) * time.Minute
		return &d
	}
	whole := Saved{Creator: "scimsheet", By: "Maria López & Söhne", Created: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC), At: time.Date(2026, 12, 3, 15, 45, 10, 0, time.UTC)}
	with := func(program string, editing *time.Duration) Saved {
		s := whole
		s.Program, s.Editing = program, editing
		return s
	}
	const once, minutes90 = `<cp:revision>1</cp:revision>`, `<TotalTime>90</TotalTime>`
	for name, c := range map[string]struct {
		core, app string
		want      Saved
	}{
		"Excel keeps no time":                                       {coreXML(""), appXML("Microsoft Excel", "<TotalTime>0</TotalTime>"), with("Microsoft Excel", nil)},
		"a time under Excel's name is not believed":                 {coreXML(once), appXML("Microsoft Excel", minutes90), with("Microsoft Excel", nil)},
		"LibreOffice counts minutes and leaves the begun one out":   {coreXML(once), appXML(libreOffice, minutes90), with("LibreOffice 7.4.7.2", minutes(91))},
		"LibreOffice, open for less than a minute":                  {coreXML(once), appXML(libreOffice, "<TotalTime>0</TotalTime>"), with("LibreOffice 7.4.7.2", minutes(1))},
		"LibreOffice has converted, and nobody has edited":          {coreXML(`<cp:revision>0</cp:revision>`), appXML(libreOffice, minutes90), with("LibreOffice 7.4.7.2", nil)},
		"LibreOffice without a time":                                {coreXML(once), appXML(libreOffice, ""), with("LibreOffice 7.4.7.2", nil)},
		"a time that is none":                                       {coreXML(once), appXML(libreOffice, "<TotalTime>-5</TotalTime>"), with("LibreOffice 7.4.7.2", nil)},
		"a time longer than anybody's patience":                     {coreXML(once), appXML(libreOffice, "<TotalTime>9223372036854775807</TotalTime>"), with("LibreOffice 7.4.7.2", nil)},
		"nothing at all":                                            {"", "", Saved{}},
		"empty lists":                                               {coreHead + "</cp:coreProperties>", appHead + "</Properties>", Saved{}},
		"a day without a time":                                      {coreHead + "<dcterms:modified>2026-12-03</dcterms:modified></cp:coreProperties>", "", Saved{At: time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC)}},
		"no time but words":                                         {coreHead + "<dcterms:modified>yesterday</dcterms:modified></cp:coreProperties>", "", Saved{}},
		"a name of two lines, a wrong direction and what is unseen": {coreHead + "<cp:lastModifiedBy> a\u202eb\u200b \n\tc\u00a0d </cp:lastModifiedBy></cp:coreProperties>", "", Saved{By: "ab c d"}},
		"a name without end":                                        {coreHead + "<dc:creator>" + strings.Repeat("ü", 200_000) + "</dc:creator></cp:coreProperties>", "", Saved{Creator: strings.Repeat("ü", mostProperty-1) + "…"}},
		"a long name":                                               {coreHead + "<dc:creator>" + strings.Repeat("ü", 300) + "</dc:creator></cp:coreProperties>", "", Saved{Creator: strings.Repeat("ü", mostProperty-1) + "…"}},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := openParts(t, withProperties(c.core, c.app), Options{})
			check(t, err)
			got, err := b.Saved()
			check(t, err)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatAHostileWorkbookSaysOfItselfIsRefused(t *testing.T) {
	const laughs = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	for _, c := range []struct{ name, core, message string }{
		{"a billion laughs", laughs + coreHead + "<dc:creator>&b;</dc:creator></cp:coreProperties>", "is damaged: docProps/core.xml declares a document type or entities, which no workbook does"},
		{"more than may be unpacked", coreHead + strings.Repeat("<x/>", 1<<20) + "</cp:coreProperties>", "holds more than 1 MB unpacked"},
		{"one name of more than may be unpacked", coreHead + "<dc:creator>" + strings.Repeat("a", 2<<20) + "</dc:creator></cp:coreProperties>", "holds more than 1 MB unpacked"},
		{"a name with elements in it", coreHead + "<dc:creator><b>x</b></dc:creator></cp:coreProperties>", "is damaged: docProps/core.xml has <b> where text should be"},
		{"elements without end", coreHead + strings.Repeat("<x>", 1000), "is damaged: docProps/core.xml nests more than 256 elements"},
		{"half a part", coreHead + "<dc:creator>a", "is damaged: docProps/core.xml ends inside <dc:creator>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := openParts(t, withProperties(c.core, ""), Options{MaxSize: 1 << 20})
			check(t, err)
			_, err = b.Saved()
			if got := mustBeUnreadable(t, err).Message; got != c.message {
				t.Errorf("message %q, want %q", got, c.message)
			}
			if _, err := walk(b, "Staff"); err != nil {
				t.Errorf("the sheet cannot be read any more: %v", err)
			}
		})
	}
}

func TestOurOwnWorkbooksAndCSVAreAskedWhoSavedThem(t *testing.T) {
	folder := t.TempDir()
	book, err := NewWorkbook(filepath.Join(folder, "x.xlsx"), Properties{Creator: "scimsheet 1.2", Created: noon})
	check(t, err)
	defer book.Discard()
	_, err = book.Page(Layout{Name: "X", Columns: []Column{{Width: 9}}})
	check(t, err)
	ours, err := book.Save()
	check(t, err)
	csv := filepath.Join(folder, "x.csv")
	check(t, os.WriteFile(csv, []byte("a,b\n1,2\n"), 0o600))
	for path, want := range map[string]Saved{
		ours:                        {Creator: "scimsheet 1.2", By: "scimsheet 1.2", Created: noon, At: noon, Program: "scimsheet"},
		csv:                         {},
		"testdata/libreoffice.xlsx": {Program: "LibreOffice 7.4.7.2"},
	} {
		b, err := Open(path, Options{})
		check(t, err)
		got, err := b.Saved()
		check(t, err)
		check(t, b.Close())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}
