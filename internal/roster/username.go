package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	at := -1
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.':
		case c == '@' && at < 0:
			at = i
		default:
			return false
		}
	}
	return at > 0 && at < len(name)-1 && len(name) <= maxUserName && domainProblem(name[at+1:]) == ""
}

// addressProblem says why a text is no e-mail address, in words for people who mistype them; empty
// where it looks like one.
func addressProblem(name string) (why, hint string) {
	at := strings.IndexByte(name, '@')
	if open, end := strings.IndexByte(name, '<'), strings.LastIndexByte(name, '>'); at >= 0 && open >= 0 && open < end {
		return "it has a name around it", "write only " + name[open+1:end]
	}
	if len(name) > len("mailto:") && strings.EqualFold(name[:len("mailto:")], "mailto:") {
		return "it is a link", "write only " + name[len("mailto:"):]
	}
	if at < 0 {
		return "there is no @", "a userName is the address the person signs in to Anaplan with"
	}
	domain := name[at+1:]
	switch {
	case strings.IndexByte(name, ';') >= 0 || strings.IndexByte(domain, '@') >= 0 && strings.ContainsAny(domain, ", "):
		return "there is more than one", "give every person a row"
	case strings.IndexByte(domain, '@') >= 0:
		return "there are two @", ""
	case at == 0:
		return "nothing stands before the @", ""
	case domain == "":
		return "nothing stands after the @", ""
	case strings.IndexByte(domain, ',') >= 0:
		return "a comma for a dot?", "was it meant to be " + quoted(strings.ReplaceAll(name, ",", ".")) + "?"
	}
	if i := strings.IndexFunc(name, forbidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(name[i:])
		if r == ' ' {
			return "there is a blank in it", ""
		}
		return "there is a " + quoted(string(r)) + " in it", ""
	}
	return domainProblem(domain), ""
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
	return ""
}

// forbidden tells the characters that stand in no address that anybody signs in with (RFC 5322 section
// 3.2.3 allows some of them in quotes; Anaplan's screens do not).
func forbidden(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7f || strings.IndexByte(`()<>[],:;\"`, byte(r)) >= 0
	}
	return r == utf8.RuneError || unicode.IsSpace(r)
}
