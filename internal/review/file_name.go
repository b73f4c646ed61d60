package review

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/identity"
)

const (
	workbookEnding = ".xlsx"
	nobodysFile    = "no-reviewer" + workbookEnding
)

// longestName is how many bytes of an address its file's name holds: with folders before it, it stays below the
// 260 characters that Windows allows a whole path.
const longestName = 100

// nameFiles names the workbook of each reviewer. Equal reviewers in equal order have equal names, and no two names
// are one on a file system that takes no notice of case.
func nameFiles(reviewers []Reviewer) {
	taken := map[string]bool{nobodysFile: true}
	for i := range reviewers {
		r := &reviewers[i]
		if r.Address == "" {
			r.File = nobodysFile
			continue
		}
		stem := safeName(r.Address)
		r.File = stem + workbookEnding
		for again := 2; taken[identity.Fold(r.File)]; again++ {
			r.File = stem + " (" + strconv.Itoa(again) + ")" + workbookEnding
		}
		taken[identity.Fold(r.File)] = true
	}
}

// FileOf is the name of the workbook of a reviewer, or of somebody whom a reviewer has named. No two addresses share
// one.
func (c *Campaign) FileOf(address string) string {
	for _, r := range c.Reviewers {
		if r.Address == address {
			return r.File
		}
	}
	stem := safeName(address)
	if stem != address { // another address may be written so
		sum := sha256.Sum256([]byte(address))
		stem += "-" + hex.EncodeToString(sum[:4])
	}
	return stem + workbookEnding
}

// safeName keeps of an address what is harmless in a file's name everywhere: letters, digits and a few signs.
func safeName(address string) string {
	var out []rune
	for _, r := range norm.NFC.String(identity.Visible(address)) {
		if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune("@._+", r) {
			r = '-'
		}
		if last := len(out) - 1; last >= 0 && r == '-' && out[last] == r {
			continue
		}
		out = append(out, r)
	}
	// A leading dash looks like a flag, a leading dot hides a file, and trailing ones are lost on Windows.
	name := strings.Trim(cut(string(out), longestName), "-.")
	switch {
	case name == "":
		return "reviewer"
	case deviceName(name):
		return "_" + name
	}
	return name
}

// cut is the beginning of a text, at most so many bytes and no half of a letter.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// deviceName tells the names that Windows takes for devices, whatever follows their first dot (Microsoft, Naming
// Files, Paths, and Namespaces).
func deviceName(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	number, isPort := strings.CutPrefix(stem, "COM")
	if !isPort {
		number, isPort = strings.CutPrefix(stem, "LPT")
	}
	r, size := utf8.DecodeRuneInString(number)
	return isPort && size == len(number) && unicode.IsDigit(r)
}
