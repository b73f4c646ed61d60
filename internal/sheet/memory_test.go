package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// TestMemoryDoesNotGrowWithRows holds that walking keeps nothing of the rows that were passed: between the
// thousandth row and the last the live memory stays what it was.
func TestMemoryDoesNotGrowWithRows(t *testing.T) {
	const rows, margin = 40_000, 1 << 20
	csv := strings.NewReader("userName,externalId\n" + strings.Repeat("person@example.com,"+strings.Repeat("E", 100)+"\n", rows-1))
	text, err := open(streamed("-", csv), Options{MaxSize: DefaultMaxSize})
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, content := range workbookParts("Staff") {
		io.WriteString(zipPart(t, z, name), content)
	}
	io.WriteString(zipPart(t, z, "xl/sharedStrings.xml"), "<sst/>")
	w := zipPart(t, z, "xl/worksheets/sheet1.xml")
	io.WriteString(w, "<worksheet "+mainNamespace+"><sheetData>")
	for i := range rows {
		fmt.Fprintf(w, `<row><c t="inlineStr"><is><t>person%d@%s</t></is></c><c><v>%d</v></c></row>`, i, strings.Repeat("e", 100), i)
	}
	io.WriteString(w, "</sheetData></worksheet>")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := openBytes(packed.Bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, sheet string
		book        *Book
	}{{"CSV", "", text}, {"a workbook", "Staff", book}} {
		t.Run(test.name, func(t *testing.T) {
			walked, err := test.book.Rows(test.sheet)
			if err != nil {
				t.Fatal(err)
			}
			defer walked.Close()
			var early uint64
			n := 0
			for walked.Next() {
				if n++; n == 1000 {
					early = liveMemory()
				}
			}
			late := liveMemory()
			if err := walked.Err(); err != nil || n != rows {
				t.Fatalf("%d rows, %v", n, err)
			}
			if late > early+margin {
				t.Errorf("%d bytes after a thousand rows, %d after all %d", early, late, rows)
			}
		})
	}
	runtime.KeepAlive(book)
}

func liveMemory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
