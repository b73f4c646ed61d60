package dossier

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostName bounds a file's name in bytes: programs for Windows open no paths beyond 260 characters.
const mostName = 100

// fileName is a name that somebody else has chosen, as every system can keep it and every list of digests name
// it. It never leaves its folder (Microsoft, Naming Files, Paths, and Namespaces).
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError || strings.ContainsRune(`<>:"/\|?*`, r) ||
			r == '\u2028' || r == '\u2029' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.TrimRight(strings.TrimLeft(name, " "), " .")
	extension := path.Ext(name)
	if len(extension) > 10 {
		extension = ""
	}
	stem := strings.TrimSuffix(name, extension)
	for len(stem)+len(extension) > mostName {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	stem = strings.TrimRight(stem, " ")
	if stem == "" || strings.HasPrefix(stem, ".") || device(stem) {
		stem = "_" + stem
	}
	return stem + extension
}

// device reports whether Windows takes a name for one of its devices, with whatever ending.
func device(stem string) bool {
	stem, _, _ = strings.Cut(strings.ToUpper(stem), ".")
	switch stem = strings.TrimRight(stem, " "); stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, isPort := strings.CutPrefix(stem, "COM")
	if !isPort {
		number, isPort = strings.CutPrefix(stem, "LPT")
	}
	return isPort && utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789¹²³", number)
}

// free is a path that no other page has, on systems too that do not tell capitals apart.
func (b *binder) free(at string) string {
	extension := path.Ext(at)
	stem := strings.TrimSuffix(at, extension)
	for n := 2; b.taken[strings.ToLower(at)]; n++ {
		at = fmt.Sprintf("%s (%d)%s", stem, n, extension)
	}
	return at
}

// link is a page's address as another page of the evidence writes it, from so many folders below the top.
func link(at string, below int) string {
	pieces := strings.Split(at, "/")
	for i := range pieces {
		pieces[i] = url.PathEscape(pieces[i])
	}
	return strings.Repeat("../", below) + strings.Join(pieces, "/")
}
