package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// Invalid is a config file with mistakes. None of its texts holds a value of the file.
type Invalid struct {
	File     string
	Problems []Problem
}

// Problem is one mistake.
type Problem struct {
	Line    int
	Key     string // empty where it is about the file, or the key looks like no key
	Message string
}

const shownProblems = 20

func (e *Invalid) Error() string {
	if len(e.Problems) == 1 {
		return fmt.Sprintf("%s line %d: %s", e.File, e.Problems[0].Line, e.Problems[0].Message)
	}
	text := e.File + ":"
	for _, p := range e.Problems[:min(len(e.Problems), shownProblems)] {
		text += fmt.Sprintf("\n  line %d: %s", p.Line, p.Message)
	}
	if more := len(e.Problems) - shownProblems; more > 0 {
		text += fmt.Sprintf("\n  and %d more", more)
	}
	return text
}

// secrets are keys that people try, folded, and the environment variable that takes what they mean.
var secrets = map[string]string{
	"password": "SCIMSHEET_PASSWORD", "passwd": "SCIMSHEET_PASSWORD", "pwd": "SCIMSHEET_PASSWORD", "pass": "SCIMSHEET_PASSWORD",
	"apikey": "SCIMSHEET_API_KEY", "apitoken": "SCIMSHEET_API_KEY", "accesstoken": "SCIMSHEET_API_KEY", "authtoken": "SCIMSHEET_API_KEY",
	"bearertoken": "SCIMSHEET_API_KEY", "token": "SCIMSHEET_API_KEY", "secret": "SCIMSHEET_API_KEY",
	"oauthrefreshtoken": "SCIMSHEET_OAUTH_REFRESH_TOKEN", "refreshtoken": "SCIMSHEET_OAUTH_REFRESH_TOKEN",
	"oauthclientsecret": "SCIMSHEET_OAUTH_CLIENT_SECRET", "clientsecret": "SCIMSHEET_OAUTH_CLIENT_SECRET",
	"oauthsecret":          "SCIMSHEET_OAUTH_CLIENT_SECRET",
	"privatekeypassphrase": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE", "privatekeypassword": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE",
	"keypassphrase": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE", "passphrase": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE",
	"certificatepassphrase": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE", "certificatepassword": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE",
}

// fold is a key without what its spellings differ in, SCIMSHEET_ as of environment variables included.
func fold(key string) string {
	folded := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(key))
	return strings.TrimPrefix(folded, "scimsheet")
}

// unknown says what to do about a key that may not stand there, given all that may.
func unknown(key string, known []string) string {
	near := key
	variable, isSecret := secrets[fold(key)]
	if !isSecret && isTidy(key) {
		near = nearest(key, known)
		variable, isSecret = secrets[near]
	}
	switch {
	case isSecret:
		return fmt.Sprintf("%s is a secret, and secrets do not stand in this file: set %s in the environment, or let a %s print it",
			fold(near), variable, commandKey)
	case near == "", !isTidy(key):
		return "there is no setting " + named(key)
	}
	return "there is no setting " + key + "; did you mean " + near + "?"
}

// nearest is the one that a key is a third off at most, a secret's name among them; empty where none is.
func nearest(key string, known []string) string {
	near, best := "", max(2, len(key)/3)+1
	for _, k := range slices.Concat(slices.Sorted(slices.Values(known)), slices.Sorted(maps.Keys(secrets))) {
		if d := levenshtein.ComputeDistance(fold(key), fold(k)); d < best {
			near, best = k, d
		}
	}
	return near
}

// named is a key as messages show it. One that looks like no key may be a value that lost its place.
func named(key string) string {
	if isTidy(key) {
		return key
	}
	return "of that name"
}

// longestKey is more than any key has.
const longestKey = 40

func isTidy(key string) bool {
	odd := func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '_' }
	return key != "" && len(key) <= longestKey && strings.IndexFunc(key, odd) < 0
}
