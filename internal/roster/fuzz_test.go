package roster

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

func FuzzCleaning(f *testing.F) {
	for _, seed := range []string{"", " a ", "Jose\u0301", "e\u200d\u0301", "\ufeffx", "a\u00a0b", "Łukasz Ångström", "\xff\xc3", "a\r\nb", "\u00ad", "ǅ\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := clean(text)
		if twice := clean(once); twice != once {
			t.Errorf("%q becomes %q, and that becomes %q", text, once, twice)
		}
		if strings.TrimSpace(once) != once {
			t.Errorf("%q keeps blanks around it: %q", text, once)
		}
		if isPlain(text) && identity.Visible(text) != text {
			t.Errorf("%q is not plain: it is seen as %q", text, identity.Visible(text))
		}
		if strings.Contains(once, unreadable) {
			t.Errorf("%q could be taken for unreadable", text)
		}
	})
}

func FuzzHeaders(f *testing.F) {
	for _, seed := range []string{"userName", "E-Mail *", "usrname", "ws:Finance", "  ", "First_Name", finance, "User ID", "ŁĄ", "*"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		folded := foldHeader(header)
		if got := foldHeader(header + " *"); got != folded {
			t.Errorf("%q folds to %q, and with a star to %q", header, folded, got)
		}
		if strings.ContainsAny(folded, " _-") {
			t.Errorf("%q folds to %q", header, folded)
		}
		c, rank, ok := known(folded)
		if near, found := nearest(folded); ok && (!found || near != c && rank == 0) {
			t.Errorf("%q is %s, but the nearest is %s", header, c, near)
		}
		readHeadings([]sheet.Cell{{Text: header, Kind: sheet.Text}}, nil)
	})
}

func FuzzWorkspaceLists(f *testing.F) {
	for _, seed := range []string{"Finance", "A; B", "A, B;", `"A;B", C`, `"A ""x"" B"`, `"open`, `"A" b, c`, ";;", "<none>", "A\nB", `A "x" B`, `""`, `" "`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list := readList(text)
		if list.none || list.problem != "" {
			return
		}
		if len(list.names) == 0 {
			t.Fatalf("%q lists nothing and has no problem", text)
		}
		again := make([]string, len(list.names))
		for i, name := range list.names {
			again[i] = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
		for _, separator := range []string{"; ", ",", "\n"} {
			if back := readList(strings.Join(again, separator)); back.problem != "" || !slices.Equal(back.names, list.names) {
				t.Errorf("%q lists %q; written in quotes it lists %q (%s)", text, list.names, back.names, back.problem)
			}
		}
	})
}

func FuzzUserNames(f *testing.F) {
	for _, seed := range []string{"ada@x.com", "_a@x.com", "a@x..com", "@", "a@", "Ada <a@x.com>", "mailto:", "a#EXT#@x.com", "é@x.com", strings.Repeat("a", 60) + "@x.com",
		"<mailto:a@x.com?b>;", "ａ＠ｘ．ｃ", "“a@x.com”.", "аda@x.com", "a(at)x.com", "o’hara@x.com", "mÃ¼@x.com", "'a@x.com", "=A1&\"@x.com\"", "a@-x.com", "ﬁ@x.com", "<>@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		name = oneLine(clean(name))
		if name == "" {
			return
		}
		code, message, hint, ok := userNameProblem(name)
		if ok != (code == "") || ok != (message == "") || ok && hint != "" {
			t.Errorf("%q: %t, %q, %q", name, ok, code, message)
		}
		if ok && (strings.Count(name, "@") != 1 || strings.ContainsAny(name, " ,;<>?\"") || strings.Contains(name, "..")) {
			t.Errorf("%q passes for an address", name)
		}
		if isOrdinary(name) {
			if why, _ := addressProblem(name); why != "" || len(name) > maxUserName {
				t.Errorf("%q passes for ordinary: %s", name, why)
			}
		}
		tidy := tidyAddress(name)
		if again := tidyAddress(tidy); again != tidy {
			t.Errorf("%q is tidied to %q, and that to %q", name, tidy, again)
		}
		if _, _, _, good := userNameProblem(tidy); tidy != name && !good {
			t.Errorf("%q is tidied to %q, which is none", name, tidy)
		}
		if stray, found := strayLetterIn(tidy); found && (stray.script == stray.among || []rune(tidy)[stray.position-1] != stray.letter) {
			t.Errorf("%q: %+v", tidy, stray)
		}
	})
}

func FuzzCells(f *testing.F) {
	for _, seed := range []string{"#N/A", "Err:502", "###", "1,5E+11", "1/2/03", "2003-02-01 00:00", "1-May", "Mar-12", "n/a", "MÃ¼ller", "M?ller", "GarcÃa", "✗", "ja", "\ufffd", "417.0", "=A1", "“A”; B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = clean(text)
		if text == "" {
			return
		}
		for c := userName; c < columnCount; c++ {
			p, bad := spoiledText(text, c, true)
			if bad != (p.code != "") || bad && (p.value != text || p.message == "" || p.hint == "") {
				t.Errorf("%q in %s: %+v", text, c, p)
			}
			if _, workbook := spoiledText(text, c, false); workbook && !bad {
				t.Errorf("%q in %s is spoiled in a workbook only", text, c)
			}
			if bad && saysNothing(text, c) {
				t.Errorf("%q in %s is spoiled and says nothing", text, c)
			}
		}
		if meant, lost := lostLetters(text); meant != "" && (!lost || meant == text) {
			t.Errorf("%q was %q", text, meant)
		}
		if key := loosely(text); key != loosely(text+" ") || strings.Contains(key, "  ") {
			t.Errorf("%q is compared as %q", text, key)
		}
		if mark := markOf(text); mark == refuseMark || mark == yesMark && saysNothing(text, workspace) {
			t.Errorf("%q is the mark %q", text, mark)
		}
	})
}

// FuzzLoading reads whole inputs: CSV, and workbooks as they are or as the rows of a sound workbook.
func FuzzLoading(f *testing.F) {
	inputs, err := filepath.Glob("testdata/*.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, input := range inputs {
		data, err := os.ReadFile(input)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, false)
	}
	f.Add([]byte("userName,ws:Finance,EMEA,workspace\nada@x.com,x,?,A\nada@x.com,no,,\"B;\n"), true)
	f.Add([]byte("externalId\n1E+17\nE1\ne1\n"), true)
	f.Add([]byte("userName,externalId,workspaces,Finance\n<ada@x.com>,n/a,“EMEA”,#N/A\nаda@x.com,01/02/2003,-,✗\ntbd,#REF!,Finance  ,maybe\n"), false)
	for _, rows := range []string{
		`<row r="1"><c t="inlineStr"><is><t>userName</t></is></c><c t="inlineStr"><is><t>externalId</t></is></c></row><row r="2"><c t="inlineStr"><is><t>ada@x.com</t></is></c><c><v>417</v></c></row>`,
		`<row r="3"><c r="B3" t="str"><v>E-Mail</v></c></row><row r="4" hidden="1"><c r="B4" t="str"><f>A1</f><v>ada@x.com</v></c></row><row r="5"><c r="B5" t="e"><v>#N/A</v></c><c r="C5"><v>1E+17</v></c></row>`,
	} {
		f.Add([]byte(rowsPrefix+rows), false)
	}
	f.Add(packed(f, `<row><c><v>1</v></c></row>`), false)
	f.Fuzz(func(t *testing.T, data []byte, matchExternalID bool) {
		name := "in.csv"
		if rows, found := strings.CutPrefix(string(data), rowsPrefix); found {
			name, data = "in.xlsx", packed(t, rows)
		} else if strings.HasPrefix(string(data), "PK") {
			name = "in.xlsx"
		}
		loadsSoundly(t, name, data, matchExternalID)
	})
}

func loadsSoundly(t *testing.T, name string, data []byte, matchExternalID bool) {
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Load(context.Background(), []string{path}, Options{MatchExternalID: matchExternalID, Book: sheet.Options{MaxSize: 64 << 20}})
	if err != nil {
		if unreadable := (*sheet.Unreadable)(nil); !errors.As(err, &unreadable) {
			t.Fatalf("an error of another type: %v", err)
		}
		return
	}
	before := r.People()
	r.Unresolved(tenant())
	r.Resolve(Resolution{Known: tenant()})
	if r.People() != before {
		t.Errorf("%d people became %d", before, r.People())
	}
	sound(t, r)
	times := map[finding.Pos]int{}
	for _, e := range r.Entries {
		for _, p := range e.Rows {
			times[p]++
		}
	}
	for _, h := range r.HeldBack {
		for _, p := range h.Rows {
			times[p]++
		}
	}
	for p, n := range times {
		if n != 1 {
			t.Errorf("%s is in %d places", p, n)
		}
	}
}

// rowsPrefix begins the inputs that are the rows of a workbook's only sheet.
const rowsPrefix = "<sheetData>"

// packed is a workbook with these rows.
func packed(t testing.TB, rows string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
			`<sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
