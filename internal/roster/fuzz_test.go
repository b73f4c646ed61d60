package roster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
	for _, seed := range []string{"ada@x.com", "_a@x.com", "a@x..com", "@", "a@", "Ada <a@x.com>", "mailto:", "a#EXT#@x.com", "é@x.com", strings.Repeat("a", 60) + "@x.com"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		name = oneLine(clean(name))
		if name == "" {
			return
		}
		code, message, _, ok := userNameProblem(name)
		if ok != (code == "") || ok != (message == "") {
			t.Errorf("%q: %t, %q, %q", name, ok, code, message)
		}
		if ok && (strings.Count(name, "@") != 1 || strings.ContainsAny(name, " ,;<>")) {
			t.Errorf("%q passes for an address", name)
		}
	})
}

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
	f.Fuzz(func(t *testing.T, data []byte, matchExternalID bool) {
		path := filepath.Join(t.TempDir(), "in.csv")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Load(context.Background(), []string{path}, Options{MatchExternalID: matchExternalID})
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
	})
}
