package dossier

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/review"
)

func TestAFilesNameIsKeptOrMadeHarmless(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"maria.lopez@acme.example (2).xlsx", "maria.lopez@acme.example (2).xlsx"},
		{"Überprüfung 第4四半期.xlsx", "Überprüfung 第4四半期.xlsx"},
		{"it's 100% & #1 [final] $HOME `id`.xlsx", "it's 100% & #1 [final] $HOME `id`.xlsx"},
		{"../../etc/passwd", "_.._.._etc_passwd"},
		{`C:\Users\x\review.xlsx`, "C__Users_x_review.xlsx"},
		{"a\nb\x00c\x7f.xlsx", "a_b_c_.xlsx"},
		{"abc\u202exslx.exe", "abc_xslx.exe"},
		{"bad\xff\xfe.xlsx", "bad_.xlsx"},
		{"CON.xlsx", "_CON.xlsx"}, {"lpt1", "_lpt1"}, {"com¹.txt", "_com¹.txt"}, {"context.xlsx", "context.xlsx"},
		{".bashrc", "_.bashrc"}, {"..", "_"}, {"", "_"}, {"   ", "_"},
		{"trailing. . ", "trailing"}, {"what?.xlsx", "what_.xlsx"},
		{strings.Repeat("é", 200) + ".xlsx", strings.Repeat("é", 47) + ".xlsx"},
		{"dots" + strings.Repeat(".", 200) + "x", "dots" + strings.Repeat(".", 95) + "x"},
	} {
		if got := fileName(c.name); got != c.want {
			t.Errorf("%q becomes %q, not %q", c.name, got, c.want)
		}
	}
}

func TestNoNameLeavesItsFolderOrBreaksTheListOfDigests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := fileName(rapid.OneOf(rapid.String(), rapid.StringMatching(`[./\\: \x00-\x1f]{0,9}(con|aux|x)?[. ]{0,3}`)).Draw(t, "name"))
		switch {
		case name == "" || name == "." || name == ".." || !filepath.IsLocal(name):
			t.Fatalf("%q is no file's name", name)
		case !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\n\r\x00:*?\"<>|"):
			t.Fatalf("%q has letters that not every system keeps", name)
		case strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || len(name) > mostName:
			t.Fatalf("%q is hidden, changed on Windows or too long", name)
		case fileName(name) != name:
			t.Fatalf("%q becomes %q when it is made harmless again", name, fileName(name))
		}
	})
}

// returnedAs puts another copy of the first returned file among them, under another name.
func (r *rig) returnedAs(name string) {
	r.t.Helper()
	f := r.Closing.Files[0]
	content := mustRead(r.t, filepath.Join(r.Folder, "returned", f.SHA256[:12], f.Name))
	f.Name = name
	r.Closing.Files = append(r.Closing.Files, f)
	r.write("returned/"+f.SHA256[:12]+"/"+name, content)
}

func TestReturnedFilesOfHostileAndOfEqualNamesAreAllKept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such names")
	}
	r := newRig(t, 20)
	names := []string{"a\nb.xlsx", "a:b.xlsx", "a?b.xlsx", "A_B.xlsx", "`rm -rf $HOME`; .xlsx", "\u202exslx.exe", "-rf", "<img src=x onerror=alert(1)>.xlsx", "%41?#.xlsx", "CON"}
	for _, name := range names {
		r.returnedAs(name)
	}
	r.Closing.Files = append(r.Closing.Files, r.Closing.Files[0]) // told twice, and one file all the same
	made := r.build()
	if len(made.Gaps) > 0 {
		t.Errorf("there are gaps: %q", made.Gaps)
	}
	files := tree(t, made.Folder)
	kept, paths := 0, map[string]string{}
	for path := range files {
		if other := paths[strings.ToLower(path)]; other != "" {
			t.Errorf("%s and %s are one file where capitals do not count", path, other)
		}
		paths[strings.ToLower(path)] = path
		if strings.HasPrefix(path, "3-returned/") && path != "3-returned/returned.csv" {
			kept++
		}
	}
	if want := len(r.Campaign.Reviewers) + len(names); kept != want {
		t.Errorf("%d of %d returned files are kept", kept, want)
	}
	if strings.Contains(files["index.html"], "<img") || strings.Contains(files["index.html"], "\u202e") {
		t.Error("a file's name is markup of the page, or turns its reading order")
	}
	if out, err := inFolder(made.Folder, "sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"); err != nil {
		t.Errorf("sha256sum: %v\n%s", err, out)
	}
}

func TestAReturnedFileIsFoundByItsDigestWhateverItWasKeptAs(t *testing.T) {
	r := newRig(t, 20)
	f := &r.Closing.Files[0]
	was := f.Name
	f.Name = "from maria [0123abcd].xlsx"
	for i := range r.Closing.Rows {
		if r.Closing.Rows[i].File == was {
			r.Closing.Rows[i].File = f.Name
		}
	}
	r.write("returned/"+f.SHA256[:12]+"/another file.xlsx", []byte("begins like the other one's digest"))
	made := r.build()
	if len(made.Gaps) > 0 {
		t.Errorf("there are gaps: %q", made.Gaps)
	}
	content := tree(t, made.Folder)["3-returned/"+f.SHA256[:12]+"/"+f.Name]
	if digest(content) != f.SHA256 {
		t.Error("it is not the file that came")
	}
}

// inFolder runs a command that not every system has.
func inFolder(folder, name string, args ...string) ([]byte, error) {
	if _, err := exec.LookPath(name); err != nil {
		return nil, nil
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = folder
	return cmd.CombinedOutput()
}

func TestAFileThatIsNamedOutsideItsFolderIsNotRead(t *testing.T) {
	r := newRig(t, 20)
	secret := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(secret, []byte("a private key"), 0o600))
	up, err := filepath.Rel(filepath.Join(r.Folder, "sources"), secret)
	must(t, err)
	r.Campaign.Sources = append(r.Campaign.Sources, review.Source{What: "owners", Name: filepath.ToSlash(up), SHA256: digest("a private key")})
	must(t, os.Symlink(secret, filepath.Join(r.Folder, "sources", "linked.csv")))
	r.Campaign.Sources = append(r.Campaign.Sources, review.Source{What: "owners", Name: "linked.csv", SHA256: digest("a private key")})
	made := r.build()
	for path, content := range tree(t, made.Folder) {
		if strings.Contains(content, "a private key") {
			t.Errorf("%s holds a file that is not of the campaign", path)
		}
	}
	if len(made.Gaps) != 2 {
		t.Errorf("the gaps are %q", made.Gaps)
	}
}

func TestNoCellOfATableIsAFormula(t *testing.T) {
	files := tree(t, newRig(t, 60).build().Folder)
	for _, name := range []string{"1-population/population.csv", "1-population/accounts.csv", "4-decisions/decisions.csv", "5-execution/execution.csv"} {
		records, err := csv.NewReader(bytes.NewReader([]byte(strings.TrimPrefix(files[name], "\ufeff")))).ReadAll()
		must(t, err)
		guarded := false
		for _, record := range records {
			for _, cell := range record {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: a spreadsheet program would run %q", name, cell)
				}
				guarded = guarded || strings.HasPrefix(cell, "'=")
			}
		}
		if !guarded {
			t.Errorf("%s holds nothing hostile, and shows nothing", name)
		}
	}
}

func TestTheTextOfAPageIsNeverMarkup(t *testing.T) {
	r := newRig(t, 60)
	const hostile = `</title></style><script>alert(1)</script>"'` + "\u202e"
	r.Campaign.Name, r.Campaign.Control, r.Campaign.Tenant.Name, r.Campaign.Operator = hostile, hostile, hostile, hostile
	r.Closing.Operator, r.Closing.Run, r.Closing.Files[0].Name = hostile, hostile, "x"
	r.Events = append(r.Events, review.Event{At: closed, What: review.WhatRead, By: hostile, Words: hostile})
	r.Run.Calls[1].Stopped = hostile
	files := tree(t, r.build().Folder)
	for _, name := range []string{"index.html", "6-sign-off/sign-off.html"} {
		if strings.Contains(files[name], "<script") || strings.Contains(files[name], "\u202e") || strings.Count(files[name], "</style>") != 1 || strings.Count(files[name], "</title>") != 1 {
			t.Errorf("%s: text is markup", name)
		}
	}
}

func TestLinesEndWhereTheyMayEnd(t *testing.T) {
	got := string(prose(`on 2026-12-13 09:30:00 UTC <b>@x & "2026-01-02"`))
	want := `on <span class="t">2026-12-13</span> <span class="t">09:30:00 UTC</span> &lt;b&gt;<wbr>@x &amp; &#34;<span class="t">2026-01-02</span>&#34;`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
