package settings

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestMistakesAreNamedWithTheirLine(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"regoin: eu1", "line 1: there is no setting regoin; did you mean region?"},
		{"scim-url: https://x", "line 1: there is no setting scim-url; did you mean scimUrl?"},
		{"profil: acme", "line 1: there is no setting profil; did you mean profile?"},
		{"rate: 1\ncolour: red", "line 2: there is no setting colour"},
		{"p7+: red", "line 1: there is no setting of that name"},
		{"rate: 1\nregion: a\nrate: 2", "line 3: the setting rate is there twice"},
		{"rate: 1\n\"rate\": 2", "line 2: the setting rate is there twice"},
		{"rate:", "line 1: rate is left empty; write a value, or take the line out"},
		{"rate: ~", "line 1: rate is left empty; write a value, or take the line out"},
		{"rate: [1, 2]", "line 1: rate is a list, and one value is expected"},
		{"rate: {a: 1}", "line 1: rate is keys with values, and one value is expected"},
		{"protect: {a: 1}", "line 1: protect is keys with values, and one value is expected"},
		{"protect:\n  - a\n  - [b]", "line 3: an entry of protect is a list, and one value is expected"},
		{"protect:\n  - a\n  -", "line 3: an entry of protect is left empty; write a value, or take the line out"},
		{"protect: [a, ' ']", "line 1: an entry of protect is blank"},
		{"protect: ['@']", "line 1: an entry of protect is an @ without the name of a file"},
		{"protect: a\"b\"", "line 1: protect is text with quotes in wrong places; write it as a list, one entry a line after a dash"},
		{"strict: maybe", "line 1: strict is true or false"},
		{"rate: &x 1", "line 1: rate is an anchor, alias or tag, and those are not read here; write the value out"},
		{"rate: !!str 1", "line 1: rate is an anchor, alias or tag, and those are not read here; write the value out"},
		{"region: \"a\\tb\"", "line 1: region is text with line breaks or characters that nobody can see, and one plain line is expected"},
		{"region: |\n  a\n  b", "line 1: region is text with line breaks or characters that nobody can see, and one plain line is expected"},
		{"- region", "line 1: a config file has to be keys with values, each on its line, such as region: eu1"},
		{"region", "line 1: a config file has to be keys with values, each on its line, such as region: eu1"},
		{"profiles: acme", "line 1: profiles has to be keys with values, each on its line, such as region: eu1"},
		{"profiles:\n  acme: eu1", "line 2: the profile acme has to be keys with values, indented below it, such as region: eu1"},
		{"profiles:\n  acme:", "line 2: the profile acme has to be keys with values, indented below it, such as region: eu1"},
		{"profiles:\n  acme: {}", "line 2: the profile acme says nothing; give it settings, or take it out"},
		{"profiles:\n  a/b:\n    rate: 1", "line 2: a profile's name is of letters, digits, dots, dashes and underscores"},
		{"profiles:\n  acme:\n    profile: b", "line 3: profile stands at the top of the file, not inside a profile"},
		{"profile: beta", "line 1: there is no profile beta; there are no profiles"},
		{"profiles: {b: {rate: 1}, a: {rate: 1}}\nprofile: c", "line 2: there is no profile c; there are a, b"},
		{"profile: \"p 7\"", "line 1: there is no profile of the name that profile: gives; there are no profiles"},
		{"profiles:\n  other:\n    regoin: eu1", "line 3: there is no setting regoin; did you mean region?"},
		{"credentialCommand: ''", "line 1: credentialCommand names no command"},
		{"credentialCommand: []", "line 1: credentialCommand names no command"},
		{"credentialCommand: ['', a]", "line 1: credentialCommand names no command"},
		{"credentialCommand: {a: b}", "line 1: credentialCommand is keys with values, and one value is expected"},
		{"credentialCommand: [a, [b]]", "line 1: a word of credentialCommand is a list, and one value is expected"},
		{"credentialCommand: \"a\\x01\"", "line 1: credentialCommand has characters that nobody can see"},
		{"rate: 1\n---\nrate: 2", "line 3: there is a second document after ---; settings are one document"},
		{"rate: 1\n\xff", "line 1: this is no UTF-8 text: save the file as UTF-8"},
		{"r\x00a\x00", "line 1: this is no UTF-8 text: save the file as UTF-8"},
		{"rate: 1\na: " + strings.Repeat("[", 99), "line 2: this is nested deeper than any settings are"},
		{strings.Repeat("- ", 99), "line 1: this is nested deeper than any settings are"},
		{"rate: 1\nprotect: [@list.txt]", "line 2: this is not YAML ("},
		{"%YAML 3.14\n---\nrate: 1", "line 1: this is not YAML; texts with"},
		{"#" + strings.Repeat("x", 64<<10), "line 1: the file has more than 64 kB or 4,000 lines"},
		{strings.Repeat("\n", 4001), "line 1: the file has more than 64 kB or 4,000 lines"},
	} {
		_, err := read(t, c.yaml, "")
		var invalid *Invalid
		if !errors.As(err, &invalid) || !strings.HasPrefix(err.Error(), "scimsheet.yaml "+c.want) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%.60q:\n got %v\nwant %s", c.yaml, err, c.want)
		}
	}
}

func TestSecretsDoNotStandInTheFile(t *testing.T) {
	for key, variable := range map[string]string{
		"password": "SCIMSHEET_PASSWORD", "Pass-Word": "SCIMSHEET_PASSWORD", "pasword": "SCIMSHEET_PASSWORD", "SCIMSHEET_PASSWORD": "SCIMSHEET_PASSWORD",
		"apiKey": "SCIMSHEET_API_KEY", "api_key": "SCIMSHEET_API_KEY", "api key": "SCIMSHEET_API_KEY", "token": "SCIMSHEET_API_KEY",
		"oauthRefreshToken": "SCIMSHEET_OAUTH_REFRESH_TOKEN", "refresh-token": "SCIMSHEET_OAUTH_REFRESH_TOKEN",
		"oauthClientSecret": "SCIMSHEET_OAUTH_CLIENT_SECRET", "clientSecret": "SCIMSHEET_OAUTH_CLIENT_SECRET",
		"privateKeyPassphrase": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE", "passphrase": "SCIMSHEET_PRIVATE_KEY_PASSPHRASE",
	} {
		for _, text := range []string{key + ": s3cret", "profiles:\n  acme:\n    " + key + ": [s3cret]", key + ": {s3cret: s3cret}"} {
			_, err := read(t, text, "")
			if err == nil || !strings.Contains(err.Error(), "set "+variable+" in the environment, or let a credentialCommand print it") {
				t.Errorf("%q: %v", text, err)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%q: the secret is in the message: %v", text, err)
			}
		}
	}
}

func TestSecretsInInnocentKeysAreRefusedToo(t *testing.T) {
	for text, want := range map[string]string{
		"scimUrl: https://me:s3cret@x.com/v2":                           "an address with a user or password in it",
		"privateKey: |\n  -----BEGIN PRIVATE KEY-----\n  s3cret\n":      "the content of a file, and its path is expected",
		"protect: ['https://me:s3cret@x.com']":                          "an address with a user or password in it",
		"scope:\n  - \"-----BEGIN PRIVATE KEY-----\\ns3cret\"\n  - Ops": "the content of a file, and its path is expected",
	} {
		_, err := read(t, text, "")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAllMistakesAreReportedAtOnceInTheOrderOfTheFile(t *testing.T) {
	_, err := read(t, "profile: gone\nrate:\nprofiles:\n  acme:\n    colour: red\n    password: x\n", "")
	want := `scimsheet.yaml:
  line 1: there is no profile gone; there are acme
  line 2: rate is left empty; write a value, or take the line out
  line 5: there is no setting colour
  line 6: password is a secret, and secrets do not stand in this file: set SCIMSHEET_PASSWORD in the environment, or let a credentialCommand print it`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	var invalid *Invalid
	if !errors.As(err, &invalid) || len(invalid.Problems) != 4 || invalid.Problems[1].Line != 2 || invalid.Problems[1].Key != "rate" {
		t.Errorf("got %+v", invalid)
	}
	var many strings.Builder
	for i := range 30 {
		many.WriteString(strings.Repeat("z", i+1) + "y: 1\n")
	}
	if _, err = read(t, many.String(), ""); err == nil || !strings.HasSuffix(err.Error(), "\n  and 10 more") {
		t.Errorf("got %v", err)
	}
}

const planted = "tS3cr3t+9/="

// A text that is planted where a value may stand is in no error, whatever the file looks like.
func FuzzRead(f *testing.F) {
	for _, before := range []string{"", "password: ", "apiKey:", "region: [", "region: {", "profiles:\n  acme:\n    ", "profiles: {acme: {password: ", "profile: ",
		"protect: ['@", "protect: \"", "credentialCommand: [a, ", "? ", "rate: &", "rate: *", "rate: !", "%TAG ! ", "%YAML ", "region: |", "region: >\n  ",
		"a: b: ", "\"", "'", "- ", "scimUrl: https://me:", "region: eu1\n", "<<: ", "? {password: ", "#"} {
		f.Add(before, "\n")
		f.Add(before, "@x.com\nrate: 1\n")
	}
	f.Add("region: ", "]\n\tx")
	f.Add("? |\n  ", ": x\n")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 1<<10 {
			return
		}
		path := filepath.Join(dir, "c.yaml")
		write(t, path, before+planted+after)
		s, err := Read(ReadOptions{Path: path, Keys: testKeys})
		if err != nil {
			if strings.Contains(err.Error(), planted) {
				t.Errorf("%q: %v", before+planted+after, err)
			}
			return
		}
		for _, k := range testKeys {
			if v, ok := s.Value(k.Name); ok && (v.From.Line < 1 || strings.ContainsAny(v.Text, "\n\x00") || (v.List != nil) != k.List) {
				t.Errorf("%q: %s is %+v", before+planted+after, k.Name, v)
			}
		}
	})
}
