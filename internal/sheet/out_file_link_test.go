package sheet

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestALinkToAFileStaysInTheWorkbooksFolder(t *testing.T) {
	for path, want := range map[string]string{
		"reviews/maria.lopez@acme.com.xlsx":     "reviews/maria.lopez@acme.com.xlsx",
		"a b #1 100%.xlsx":                      "a%20b%20%231%20100%25.xlsx",
		"reviews/Łukasz Żółć.xlsx":              "reviews/Łukasz%20Żółć.xlsx",
		`who?<me>"`:                             "who%3F%3Cme%3E%22",
		"o'brien & co.xlsx":                     "o'brien%20&%20co.xlsx",
		"..hidden/...xlsx":                      "..hidden/...xlsx",
		"":                                      "",
		".":                                     "",
		"../other.xlsx":                         "",
		"reviews/../../other.xlsx":              "",
		"reviews/./a.xlsx":                      "",
		"/etc/passwd":                           "",
		"//server/share/a.xlsx":                 "",
		`..\other.xlsx`:                         "",
		`\\server\share`:                        "",
		`C:\a.xlsx`:                             "",
		"C:a.xlsx":                              "",
		"http://evil.example/a.xlsx":            "",
		"javascript:alert(1)":                   "",
		"a\nb.xlsx":                             "",
		"a\x00b.xlsx":                           "",
		"a\uFFFEb.xlsx":                         "",
		"a\xffb.xlsx":                           "",
		strings.Repeat("x", mostTarget):         strings.Repeat("x", mostTarget),
		strings.Repeat("x", mostTarget) + "y":   "",
		strings.Repeat("x", mostTarget-2) + " ": "",
	} {
		v := String("see").ToFile(path)
		if v.link != want || v.text != "see" || v.row != 0 {
			t.Errorf("%q becomes %+v", path, v)
		}
		if linked := v.shown() == Link; linked != (want != "") {
			t.Errorf("%q looks like a link: %v", path, linked)
		}
	}
}

func TestATargetIsThePathAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.String().Draw(t, "path")
		target, ok := besideWorkbook(path)
		if !ok {
			return
		}
		u, err := url.Parse(target)
		if err != nil || u.Path != path || u.Scheme+u.Host+u.RawQuery+u.Fragment != "" || !filepath.IsLocal(path) {
			t.Fatalf("%q is written %q: %+v, %v", path, target, u, err)
		}
	})
}

// writeFileLinks writes a ledger that leads to files, beside notes and a chart, whose relations stand in the
// same part.
func writeFileLinks(t *testing.T, path string) string {
	t.Helper()
	book, err := NewWorkbook(path, Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	page, err := book.Page(Layout{Name: "Start here", Columns: []Column{{Width: 30}, {Width: 60}}})
	check(t, err)
	check(t, page.Line(String("The first workbook").ToFile("reviews/a b.xlsx")))
	check(t, page.Row(String("ledger").To("Reviewers"), String("The first again").ToFile("reviews/a b.xlsx")))
	table, err := book.Table(Layout{Name: "Reviewers", Columns: []Column{{Header: "Workbook", Note: "Opens it."}, {Header: "Rows"}}})
	check(t, err)
	check(t, table.Row(String("=evil").ToFile("reviews/Zoë & co #1.xlsx"), Int(3)))
	check(t, table.Row(String("outside").ToFile("../outside.xlsx"), Int(4)))
	check(t, table.Row(String("first").ToFile("reviews/a b.xlsx"), Int(5)))
	check(t, table.Chart(Chart{Title: "Rows", Kind: BarsAcross, Column: 4, Row: 2, Labels: Area{Sheet: "Reviewers", Column: 1, FirstRow: 2, LastRow: 4},
		Series: []Series{{Name: "Rows", Values: Area{Sheet: "Reviewers", Column: 2, FirstRow: 2, LastRow: 4}}}}))
	name, err := book.Save()
	check(t, err)
	return name
}

func TestLinksToFilesAreRelationsOfTheirSheet(t *testing.T) {
	name := writeFileLinks(t, filepath.Join(t.TempDir(), "ledger.xlsx"))
	parts := unpack(t, name)
	for _, c := range complaintsAbout(parts) {
		t.Error(c)
	}
	var got []string
	for n := 1; n <= 2; n++ {
		part := sheetPart(n)
		targets := map[string]string{}
		for _, r := range rootOf(t, parts[relationsPart(part)]).all("Relationship") {
			targets[r.attr("Id")] = r.attr("Target") + " " + r.attr("TargetMode")
		}
		for _, e := range rootOf(t, parts[part]).all("hyperlinks", "hyperlink") {
			got = append(got, fmt.Sprintf("%d %s %s%s", n, e.attr("ref"), e.attr("location"), targets[e.attr("id")]))
		}
	}
	want := []string{"1 A1 reviews/a%20b.xlsx External", "1 A2 'Reviewers'!A1", "1 B2 reviews/a%20b.xlsx External",
		"2 A2 reviews/Zoë%20&%20co%20%231.xlsx External", "2 A4 reviews/a%20b.xlsx External"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := strings.Count(parts[relationsPart(sheetPart(1))], "a%20b"); n != 1 {
		t.Errorf("one file stands in %d relations", n)
	}
	if linked, target, err := opened4test(t, name).GetCellHyperLink("Reviewers", "A2"); !linked || target != "reviews/Zoë%20&%20co%20%231.xlsx" || err != nil {
		t.Errorf("A2 leads to %q, %v", target, err)
	}
}

func TestEqualLinksToFilesGiveEqualBytes(t *testing.T) {
	folder := t.TempDir()
	first, err := os.ReadFile(writeFileLinks(t, filepath.Join(folder, "a.xlsx")))
	check(t, err)
	second, err := os.ReadFile(writeFileLinks(t, filepath.Join(folder, "b.xlsx")))
	check(t, err)
	if !slices.Equal(first, second) {
		t.Error("they differ")
	}
}

func TestManyLinksToFilesAreWrittenQuicklyAndBeyondTheLimitAreText(t *testing.T) {
	book, err := NewWorkbook(filepath.Join(t.TempDir(), "x.xlsx"), Properties{Created: noon})
	check(t, err)
	defer book.Discard()
	table, err := book.Table(Layout{Name: "X", Columns: []Column{{Header: "File", Width: 20}}})
	check(t, err)
	for n := range mostLinks + 10 {
		check(t, table.Row(String("see").ToFile(fmt.Sprintf("%d.xlsx", n))))
	}
	name, err := book.Save()
	check(t, err)
	parts := unpack(t, name)
	if n := strings.Count(parts[sheetPart(1)], "<hyperlink "); n != mostLinks {
		t.Errorf("%d links", n)
	}
	relations := rootOf(t, parts[relationsPart(sheetPart(1))]).all("Relationship")
	if n := len(relations); n != mostLinks || relations[n-1].attr("Target") != fmt.Sprintf("%d.xlsx", mostLinks-1) {
		t.Errorf("%d relations", n)
	}
}

// TestLibreOfficeFollowsLinksToFiles has LibreOffice save a workbook elsewhere: it keeps where its links led.
func TestLibreOfficeFollowsLinksToFiles(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("there is no LibreOffice")
	}
	folder := t.TempDir()
	name := writeFileLinks(t, filepath.Join(folder, "ledger.xlsx"))
	run := exec.Command(soffice, "--headless", "-env:UserInstallation=file://"+filepath.ToSlash(t.TempDir()),
		"--convert-to", "fods", "--outdir", folder, name)
	if out, err := run.CombinedOutput(); err != nil {
		t.Skipf("LibreOffice does not work here: %v %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(folder, "ledger.fods"))
	check(t, err)
	for _, want := range []string{`xlink:href="reviews/a%20b.xlsx"`, `co%20%231.xlsx"`, `xlink:href="#`} {
		if !strings.Contains(string(saved), want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(string(saved), "outside.xlsx") {
		t.Error("it leads out of the folder")
	}
}

// TestASheetInFrontOfACopyLeadsToNoFile holds that nothing refers to relations that the copy does not have.
func TestASheetInFrontOfACopyLeadsToNoFile(t *testing.T) {
	output := filepath.Join(t.TempDir(), "checked.xlsx")
	a, err := Annotate("testdata/libreoffice.xlsx", output, Options{}, Properties{Created: noon}, 1)
	check(t, err)
	defer a.Discard()
	page, err := a.Front().Page(Layout{Name: "Findings", Columns: []Column{{Width: 30}}})
	check(t, err)
	check(t, page.Row(String("see").ToFile("other.xlsx")))
	_, err = a.Save(t.Context(), nil)
	check(t, err)
	for name, part := range unpack(t, output) {
		if strings.Contains(part, fileRelation(0)) || strings.Contains(part, "other.xlsx") {
			t.Errorf("%s leads to the file", name)
		}
	}
}
