package signature

import (
	"fmt"
	"strings"
	"time"
)

// terms are the options of a line of allowed signers: for what and when its key counts.
type terms struct {
	namespaces *string   // patterns; nil where all count
	after      time.Time // zero for none
	before     time.Time // the same
}

// parseTerms reads options as ssh-keygen does: keywords in any case, values between double quotes. The
// reason says what is wrong; an option that is not known might restrict the key, so it is refused.
func parseTerms(options []string) (t terms, reason string) {
	seen := map[string]bool{}
	for _, option := range options {
		keyword, value, _ := strings.Cut(option, "=")
		keyword = strings.ToLower(keyword)
		if seen[keyword] {
			return terms{}, fmt.Sprintf("it says %s twice", keyword)
		}
		seen[keyword] = true
		if keyword == "cert-authority" {
			return terms{}, "certificate authorities (cert-authority) are not supported: list the keys of the signers themselves"
		}
		value, quoted := unquoted(value)
		var err error
		switch {
		case keyword != "namespaces" && keyword != "valid-after" && keyword != "valid-before":
			return terms{}, fmt.Sprintf("the option %q is not known; namespaces, valid-after and valid-before are", option)
		case !quoted:
			return terms{}, fmt.Sprintf(`what %s is stands between double quotes: %s="…"`, keyword, keyword)
		case keyword == "namespaces":
			t.namespaces = &value
		case keyword == "valid-after":
			t.after, err = parseTime(value)
		default:
			t.before, err = parseTime(value)
		}
		if err != nil {
			return terms{}, fmt.Sprintf("%s is %q, and a time is YYYYMMDD or YYYYMMDDHHMM or YYYYMMDDHHMMSS, with a Z at its end for UTC", keyword, value)
		}
	}
	if !t.after.IsZero() && !t.before.IsZero() && !t.before.After(t.after) {
		return terms{}, "valid-before is not after valid-after"
	}
	return t, ""
}

// unquoted takes a value out of its double quotes; inside, \" is one.
func unquoted(value string) (string, bool) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return "", false
	}
	inside := strings.ReplaceAll(value[1:len(value)-1], `\"`, "\x00")
	if strings.Contains(inside, `"`) {
		return "", false
	}
	return strings.ReplaceAll(inside, "\x00", `"`), true
}

// parseTime reads a time of this machine's zone, or of UTC with a Z at its end.
func parseTime(text string) (time.Time, error) {
	zone := time.Local
	if bare, utc := strings.CutSuffix(strings.ToUpper(text), "Z"); utc {
		text, zone = bare, time.UTC
	}
	layout, known := map[int]string{8: "20060102", 12: "200601021504", 14: "20060102150405"}[len(text)]
	if !known {
		return time.Time{}, fmt.Errorf("%d characters are no time", len(text))
	}
	return time.ParseInLocation(layout, text, zone)
}

// refuse says why a key does not count for plans at a time; empty where it does.
func (t terms) refuse(at time.Time) string {
	const day = "2 January 2006 15:04:05 MST"
	switch {
	case t.namespaces != nil && !inPatterns(Namespace, *t.namespaces):
		return fmt.Sprintf("it counts for %q only, and a plan is %q", *t.namespaces, Namespace)
	case !t.after.IsZero() && at.Before(t.after):
		return "it counts from " + t.after.Format(day)
	case !t.before.IsZero() && at.After(t.before):
		return "it counted until " + t.before.Format(day)
	}
	return ""
}

// inPatterns reports whether a name is in a list of patterns (ssh_config(5), "PATTERNS"): one of them fits, and
// none that begins with an exclamation mark.
func inPatterns(name, patterns string) bool {
	found := false
	for pattern := range strings.SplitSeq(patterns, ",") {
		pattern, not := strings.CutPrefix(pattern, "!")
		switch fits := fitsPattern(name, pattern); {
		case fits && not:
			return false
		case fits:
			found = true
		}
	}
	return found
}

// fitsPattern knows * for any characters and ? for one.
func fitsPattern(name, pattern string) bool {
	star, resume := -1, 0
	n, p := 0, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			n, p = n+1, p+1
		case star >= 0: // the last star takes one more
			resume++
			n, p = resume, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
