package roster

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// maxUserName is how many characters Anaplan takes in a userName (Administration help, "Add users").
const maxUserName = 60

// userNameProblem says what is wrong with a userName; ok where nothing is.
func userNameProblem(name string) (code finding.Code, message, hint string, ok bool) {
	if isOrdinary(name) {
		return "", "", "", true
	}
	if strings.Contains(name, "#") && strings.Contains(identity.Fold(name), "#ext#") {
		return finding.GuestAccount, quoted(name) + " is a guest of a Microsoft Entra directory, not an e-mail address",
			"use the address the person signs in with, or delete the row", false
	}
	if why, hint := addressProblem(name); why != "" {
		if hint == "" {
			hint = cmp.Or(wasItMeant(name), "correct the address: it is what the person signs in to Anaplan with")
		}
		return finding.BadUserName, quoted(name) + " is not an e-mail address: " + why, hint, false
	}
	if name[0] == '_' || name[len(name)-1] == '_' {
		return finding.UnderscoreUserName, quoted(name) + " starts or ends with an underscore, which Anaplan does not take",
			"was it meant to be " + quoted(strings.Trim(name, "_")) + "?", false
	}
	if len(name) > maxUserName && utf8.RuneCountInString(name) > maxUserName {
		return finding.LongUserName, quoted(name) + " has more than 60 characters, which Anaplan does not take",
			"use a shorter address for this person", false
	}
	return "", "", "", true
}

// isOrdinary tells nearly all good userNames in one look.
func isOrdinary(name string) bool {
	at, dot := -1, -1
	before := byte('.') // nothing starts with a sign
	for i := range len(name) {
		c := name[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case before == '.' || before == '-' || before == '@':
			return false
		case c == '-':
		case c == '.':
			dot = i
		case c == '@' && at < 0:
			at = i
		default:
			return false
		}
		before = c
	}
	return at > 0 && dot > at && before != '.' && before != '-' && len(name) <= maxUserName
}

// addressProblem says why a text is no e-mail address, in words for people who mistype them; empty
// where it looks like one. Where there is no hint, wasItMeant may find one.
func addressProblem(name string) (why, hint string) {
	at := strings.IndexByte(name, '@')
	switch {
	case name[0] == '=':
		return "it is a formula", "replace the formula by the address"
	case at < 0:
		return noAt(name)
	}
	local, domain := name[:at], name[at+1:]
	second := strings.IndexByte(domain, '@')
	switch {
	case strings.IndexByte(name, ';') >= 0, second >= 0 && strings.ContainsAny(domain, ", /|&"):
		return "there is more than one", "give every person a row"
	case second >= 0:
		return "there are two @", ""
	case local == "":
		return "nothing stands before the @", ""
	case domain == "":
		return "nothing stands after the @", ""
	case strings.IndexByte(domain, ',') >= 0:
		return "a comma for a dot?", ""
	}
	if r, i := firstForbidden(name); i >= 0 {
		switch r {
		case ' ':
			return "there is a blank in it", ""
		case '?':
			return "there is a question mark in it: was a letter lost on the way?", "look the address up, and save the file again as CSV UTF-8 or .xlsx"
		}
		return "there is a " + quoted(string(r)) + " in it", ""
	}
	if why := localProblem(local); why != "" {
		return why, ""
	}
	return domainProblem(domain), ""
}

// noAt looks for what people write to keep programs from seeing an address.
func noAt(name string) (why, hint string) {
	if hint := wasItMeant(name); hint != "" {
		return "there is no @", hint
	}
	return "there is no @", "a userName is the address the person signs in to Anaplan with"
}

// localProblem looks at what stands before the @. RFC 5321 section 4.1.2 takes dots between other
// characters only. An apostrophe at an end is left over from forcing a cell to be text.
func localProblem(local string) string {
	switch {
	case local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, ".."):
		return "there is a dot too many"
	case local[0] == '\'' || local[len(local)-1] == '\'':
		return "there is an apostrophe too many"
	}
	return ""
}

func domainProblem(domain string) string {
	switch {
	case domain[0] == '.' || strings.Contains(domain, ".."):
		return "there is a dot too many"
	case domain[len(domain)-1] == '.':
		return "it ends with a dot"
	case strings.IndexByte(domain, '.') < 0:
		return "there is no dot after the @"
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label[0] == '-' || label[len(label)-1] == '-' {
			return "there is a hyphen too many after the @"
		}
	}
	for _, r := range domain {
		if r < utf8.RuneSelf && r != '-' && r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return "there is a " + quoted(string(r)) + " after the @"
		}
	}
	return ""
}

// firstForbidden finds the first character that stands in no address that anybody signs in with (RFC
// 5322 section 3.2.3 allows some of them in quotes; Anaplan's screens do not).
func firstForbidden(name string) (rune, int) {
	for i, r := range name {
		if r < utf8.RuneSelf {
			if r <= ' ' || r == 0x7f || strings.IndexByte("()<>[],:;?\\\"`", byte(r)) >= 0 {
				return r, i
			}
			continue
		}
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) || !norm.NFKC.IsNormalString(string(r)) && norm.NFC.IsNormalString(string(r)) {
			return r, i
		}
	}
	return 0, -1
}
