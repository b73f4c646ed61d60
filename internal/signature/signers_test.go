package signature

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"
)

func TestAListOfSignersIsReadAsOpenSSHReadsIt(t *testing.T) {
	s, key := signed(t)
	_, other := signed(t)
	comment := "# who may sign\n\n"
	for sentence, tc := range map[string]struct{ list, name string }{
		"a name and a key":                    {"maria@acme.com " + key, "maria@acme.com"},
		"several names":                       {"maria@acme.com,tom@acme.com " + key, "maria@acme.com,tom@acme.com"},
		"a pattern":                           {"*@acme.com " + key, "*@acme.com"},
		"a name in quotes":                    {`"Maria Lopez" ` + key, "Maria Lopez"},
		"tabs and a comment behind":           {"maria\t" + key + " her laptop", "maria"},
		"after comments and other keys":       {comment + "tom " + other + "\r\nmaria " + key + "\r\n", "maria"},
		"with this namespace":                 {`maria namespaces="git,scimsheet-plan" ` + key, "maria"},
		"with a pattern of namespaces":        {`maria namespaces="scimsheet-*" ` + key, "maria"},
		"with a keyword in capitals":          {`maria NAMESPACES="scimsheet-pla?" ` + key, "maria"},
		"within its time":                     {`maria valid-after="20261121Z",valid-before="202611211201Z" ` + key, "maria"},
		"the second line, the first is over":  {`old valid-before="20200101Z" ` + key + "\nnew " + key, "new"},
		"the first of two lines that both do": {"maria " + key + "\ntom " + key, "maria"},
	} {
		t.Run(sentence, func(t *testing.T) {
			who, err := listed(t, tc.list).Check(message, s, noon)
			if err != nil || who.Name != tc.name {
				t.Errorf("%+v, %v", who, err)
			}
		})
	}
}

func TestAListInUTF16IsRead(t *testing.T) {
	s, key := signed(t)
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("maria " + key + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := listed(t, text).Check(message, s, noon); err != nil {
		t.Error(err)
	}
}

func TestOnePublicKeyInPEMIsAListOfOne(t *testing.T) {
	key := newKey(t, "ed25519")
	s, err := signing(written(t, key, "pkcs8")).Sign(t.Context(), message)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: raw}))
	list, err := ReadSigners(inFile(t, "maria.pem", text))
	if err != nil {
		t.Fatal(err)
	}
	who, err := list.Check(message, s, noon)
	if err != nil || !strings.HasPrefix(who.Name, "the key in ") || !strings.HasSuffix(who.Name, "maria.pem") {
		t.Errorf("%+v, %v", who, err)
	}
	other, _ := signed(t)
	if _, err := list.Check(message, other, noon); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("another key: %v", err)
	}
	var bad *BadList
	if _, err := ReadSigners(inFile(t, "two.pem", text+text)); !errors.As(err, &bad) {
		t.Errorf("two keys: %v", err)
	}
}

func TestAListThatCannotBeUnderstoodIsRefusedWithItsLine(t *testing.T) {
	_, key := signed(t)
	private, err := os.ReadFile(written(t, newKey(t, "ed25519"), "openssh"))
	if err != nil {
		t.Fatal(err)
	}
	for sentence, tc := range map[string]struct{ list, says string }{
		"empty":                              {"", "nobody stands in it"},
		"only comments":                      {"# maria\n", "nobody stands in it"},
		"a key without a name":               {key, "line 1: no name stands in front of the key"},
		"a name without a key":               {"tom " + key + "\nmaria", "line 2: a line is a name"},
		"a key that is cut":                  {"maria " + key[:40], "there is no key in it"},
		"a quote without its end":            {`"maria ` + key, "a line is a name"},
		"a name that cannot be seen whole":   {"maria\u202e " + key, "cannot be seen"},
		"a certificate authority":            {"*@acme.com cert-authority " + key, "certificate authorities (cert-authority) are not supported"},
		"an option that is not known":        {"maria no-touch-required " + key, `the option "no-touch-required" is not known`},
		"an option twice":                    {`maria namespaces="a",namespaces="scimsheet-plan" ` + key, "twice"},
		"an option without quotes":           {"maria namespaces=scimsheet-plan " + key, "between double quotes"},
		"a quote within a value":             {`maria namespaces="a"b" ` + key, ""},
		"a time that is none":                {`maria valid-after="soon" ` + key, "a time is YYYYMMDD"},
		"an empty time":                      {`maria valid-after="" ` + key, "a time is YYYYMMDD"},
		"a day that there is not":            {`maria valid-after="20260231" ` + key, "a time is YYYYMMDD"},
		"an end before its beginning":        {`maria valid-after="20270101Z",valid-before="20260101Z" ` + key, "is not after"},
		"a private key":                      {string(private), "it is a private key"},
		"a certificate in PEM":               {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "a certificate and not a public key"},
		"a signature taken for a list":       {"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n", "a ssh signature and not"},
		"text that is something else at all": {"Dear all,\nplease sign.\n", "line 1"},
	} {
		t.Run(sentence, func(t *testing.T) {
			_, err := parseSigners("signers", []byte(tc.list))
			var bad *BadList
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%v, want one that says %q", err, tc.says)
			}
		})
	}
}

func TestPatternsFitAsOpenSSHsDo(t *testing.T) {
	for _, tc := range []struct {
		name, patterns string
		want           bool
	}{
		{"scimsheet-plan", "scimsheet-plan", true}, {"scimsheet-plan", "*", true}, {"scimsheet-plan", "s*-*n", true}, {"scimsheet-plan", "s*x*", false},
		{"scimsheet-plan", "SCIMSHEET-PLAN", false}, {"scimsheet-plan", "", false}, {"", "*", true}, {"", "", true}, {"a", "?", true}, {"", "?", false},
		{"scimsheet-plan", "git,scimsheet-plan", true}, {"scimsheet-plan", "*,!scimsheet-plan", false}, {"scimsheet-plan", "!git", false},
		{"scimsheet-plan", "!git,*", true}, {"aaaaaaaaaaaaaaaaaaaaaaaaaaab", "a*a*a*a*a*a*a*a*c", false},
	} {
		if got := inPatterns(tc.name, tc.patterns); got != tc.want {
			t.Errorf("%q in %q: %v", tc.name, tc.patterns, got)
		}
	}
}

func TestATimeWithoutAZoneIsThisMachines(t *testing.T) {
	got, err := parseTime("202611211200")
	if want := time.Date(2026, 11, 21, 12, 0, 0, 0, time.Local); err != nil || !got.Equal(want) {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzSigners(f *testing.F) {
	_, key := signed(f)
	f.Add("maria " + key)
	f.Add(`"Maria L" namespaces="a,\"b",valid-after="20261121Z" ` + key)
	f.Add("# c\n\"\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")
	s, _ := signed(f)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := parseSigners("signers", []byte(text))
		if err != nil {
			return
		}
		if len(list.lines) == 0 {
			t.Error("a list of nobody")
		}
		if who, err := list.Check(message, s, noon); err == nil && !strings.Contains(text, strings.Fields(s.PublicKey())[1]) {
			t.Errorf("%+v signed, and is not in the list", who)
		}
	})
}

func FuzzSignature(f *testing.F) {
	s, key := signed(f)
	b, _ := pem.Decode(s.Text)
	f.Add(b.Bytes, message)
	list := listed(f, "maria "+key)
	f.Fuzz(func(t *testing.T, raw, text []byte) {
		read, err := Parse(pem.EncodeToMemory(&pem.Block{Type: "SSH SIGNATURE", Bytes: raw}))
		if err != nil {
			return
		}
		if _, err := list.Check(text, read, noon); err == nil && string(text) != string(message) {
			t.Errorf("%q counts as signed", text)
		}
	})
}

func FuzzArmour(f *testing.F) {
	s, _ := signed(f)
	f.Add(s.Text)
	f.Fuzz(func(t *testing.T, text []byte) {
		if read, err := Parse(text); err == nil && (read.Fingerprint() == "" || read.parsed.Namespace != Namespace) {
			t.Errorf("%q is read as %+v", text, read)
		}
	})
}
