package settings

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var testKeys = []Key{{Name: "region"}, {Name: "scimUrl", Guarded: true}, {Name: "auth"}, {Name: "rate"}, {Name: "timeout"}, {Name: "maxRevocations"},
	{Name: "absent"}, {Name: "protect", List: true}, {Name: "scope", List: true}, {Name: "caFile", Path: true, Guarded: true},
	{Name: "strict", Bool: true}, {Name: "allowUnknownWorkspaces"}}

const acme = `# Who we are.
profile: acme
region: eu1
rate: 300
profiles:
  acme:
    scimUrl: https://api.anaplan.com/scim/1/0/v2
    auth: certificate
    certificate: keys/cert.pem
    credentialCommand: pass show anaplan/scim | head -1
    maxRevocations: 25
    protect: [boss@acme.com, '@protected.txt']
    absent: report
  beta:
    rate: 60
    credentialCommand: [pass, show, a b]
`

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read reads a text as scimsheet.yaml of a new folder.
func read(t *testing.T, text, profile string) (*Settings, error) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "scimsheet.yaml"), text)
	return Read(ReadOptions{WorkDir: dir, Profile: profile, Keys: testKeys})
}

func mustRead(t *testing.T, text, profile string) *Settings {
	t.Helper()
	s, err := read(t, text, profile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantText(t *testing.T, s *Settings, key, want string) {
	t.Helper()
	if v, ok := s.Value(key); !ok || v.Text != want {
		t.Errorf("%s is %q, %v, want %q", key, v.Text, ok, want)
	}
}

func TestAProfileWinsOverTheTopOfTheFile(t *testing.T) {
	for profile, want := range map[string]struct{ rate, from string }{
		"":     {"300", "scimsheet.yaml line 4"},
		"acme": {"300", "scimsheet.yaml line 4"},
		"beta": {"60", "scimsheet.yaml line 15, profile beta"},
	} {
		s := mustRead(t, acme, profile)
		v, _ := s.Value("rate")
		if v.Text != want.rate || v.From.String() != want.from {
			t.Errorf("profile %q: %s from %s", profile, v.Text, v.From)
		}
		wantText(t, s, "region", "eu1")
	}
	s := mustRead(t, acme, "")
	if s.Profile() != "acme" || !slices.Equal(s.Profiles(), []string{"acme", "beta"}) {
		t.Errorf("%s of %v", s.Profile(), s.Profiles())
	}
	if _, ok := mustRead(t, acme, "beta").Value("absent"); ok {
		t.Error("a profile has what another says")
	}
}

func TestValuesComeOutAsAFlagTakesThem(t *testing.T) {
	for _, c := range []struct{ key, yaml, want string }{
		{"rate", "300", "300"}, {"rate", "0", "0"}, {"rate", "1e3", "1e3"}, {"maxRevocations", "10%", "10%"}, {"maxRevocations", "all", "all"},
		{"timeout", "30s", "30s"}, {"timeout", `"30s"`, "30s"}, {"region", "no", "no"}, {"region", `""`, ""}, {"region", "007", "007"}, {"caFile", `""`, ""},
		{"region", "'null'", "null"}, {"region", ">-\n  eu1", "eu1"}, {"region", "|\n  eu1\n", "eu1"}, {"region", "eu1 # where", "eu1"},
		{"allowUnknownWorkspaces", "true", "true"}, {"strict", "yes", "true"}, {"strict", "Off", "false"}, {"strict", "true", "true"},
		{"protect", "a@x.com", "a@x.com"}, {"protect", "a@x.com, b@x.com", "a@x.com,b@x.com"}, {"protect", "[]", ""}, {"protect", "''", ""},
		{"protect", "\n  - a@x.com\n  - b@x.com", "a@x.com,b@x.com"}, {"protect", "|\n  a@x.com\n  b@x.com\n", "a@x.com,b@x.com"},
		{"scope", "['Sales, EMEA', Ops]", `"Sales, EMEA",Ops`}, {"scope", `'"Sales, EMEA",Ops'`, `"Sales, EMEA",Ops`}, {"scope", "[007, yes]", "007,yes"},
		{"scimUrl", "https://api.anaplan.com/scim/1/0/v2", "https://api.anaplan.com/scim/1/0/v2"},
	} {
		s, err := read(t, c.key+": "+c.yaml+"\n", "")
		if err != nil {
			t.Errorf("%s: %s: %v", c.key, c.yaml, err)
			continue
		}
		wantText(t, s, c.key, c.want)
	}
}

func TestAListIsTheSameForAFlagThatReadsItAsText(t *testing.T) {
	entry := rapid.StringMatching(`[a-zA-Z@. ,"'#:-]{0,12}[a-z"]`).Filter(func(s string) bool { return !strings.HasPrefix(s, "@") })
	rapid.Check(t, func(rt *rapid.T) {
		list := rapid.SliceOfN(entry, 1, 5).Draw(rt, "list")
		text := "scope:\n"
		for _, e := range list {
			text += "  - '" + strings.ReplaceAll(e, "'", "''") + "'\n"
		}
		s := mustRead(t, text, "")
		v, _ := s.Value("scope")
		flag, err := csv.NewReader(strings.NewReader(v.Text)).Read() // as pflag does
		if err != nil || !slices.Equal(v.List, list) || !slices.Equal(flag, list) {
			rt.Fatalf("%q came out as %q, and %q as %q: %v", list, v.List, v.Text, flag, err)
		}
	})
}

func TestPathsAreOfTheConfigFilesFolder(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	elsewhere := filepath.Join(dir, "pem")
	path := write(t, filepath.Join(dir, "conf", "x.yaml"), "certificate: cert.pem\nprivateKey: ~/key.pem\ncaFile: "+elsewhere+
		"\nprotect: [a@x.com, '@list.txt', '@"+elsewhere+"']\nscope: '@../scope.txt'\nusername: ~/me\n")
	s, err := Read(ReadOptions{Path: path, Keys: testKeys})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][]string{
		"certificate": {filepath.Join(dir, "conf", "cert.pem")},
		"privateKey":  {filepath.Join(home, "key.pem")},
		"caFile":      {elsewhere},
		"protect":     {"a@x.com", "@" + filepath.Join(dir, "conf", "list.txt"), "@" + elsewhere},
		"scope":       {"@" + filepath.Join(dir, "scope.txt")},
		"username":    {"~/me"},
	} {
		v, _ := s.Value(key)
		if v.Text != strings.Join(want, ",") || v.List != nil && !slices.Equal(v.List, want) {
			t.Errorf("%s is %q, %q, want %q", key, v.Text, v.List, want)
		}
	}
}

func TestTheFirstFileThatExistsCountsAlone(t *testing.T) {
	work, dir := t.TempDir(), t.TempDir()
	o := ReadOptions{WorkDir: work, Dir: dir, Keys: testKeys}
	file := func() string {
		s, err := Read(o)
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := s.Value("region"); ok && v.Text != s.File() {
			t.Errorf("%s says it is %s", s.File(), v.Text)
		}
		return s.File()
	}
	if got := file(); got != "" {
		t.Errorf("of none: %s", got)
	}
	inDir := filepath.Join(dir, "config.yaml")
	write(t, inDir, "region: "+inDir)
	if got := file(); got != inDir {
		t.Errorf("in the config folder: %s", got)
	}
	inWork := filepath.Join(work, "scimsheet.yaml")
	write(t, inWork, "rate: 1")
	if got := file(); got != inWork {
		t.Errorf("in both: %s", got)
	}
	if s, _ := Read(o); s != nil {
		if _, ok := s.Value("region"); ok {
			t.Error("both files are read")
		}
	}
	o.Path = filepath.Join(work, "other.yaml")
	if _, err := Read(o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is named and not there: %v", err)
	}
	write(t, o.Path, "region: "+o.Path)
	if got := file(); got != o.Path {
		t.Errorf("named: %s", got)
	}
	o = ReadOptions{WorkDir: t.TempDir()}
	if err := os.Mkdir(filepath.Join(o.WorkDir, "scimsheet.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(o); err == nil {
		t.Error("a folder is read as settings")
	}
}

func TestAFileThatSaysNothingIsNoMistake(t *testing.T) {
	for _, text := range []string{"", "\n", "# nothing yet\n", "---\n", "\ufeff", "null\n", "profile: ''\n"} {
		s := mustRead(t, text, "")
		if s.File() == "" || s.Profile() != "" || len(s.Profiles()) != 0 {
			t.Errorf("%q: %+v", text, s)
		}
	}
}

func TestAProfileThatIsNotThereListsThoseThatAre(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{acme, `there is no profile "acne" in scimsheet.yaml; it has acme, beta`},
		{"region: eu1", `there is no profile "acne": scimsheet.yaml has no profiles`},
	} {
		_, err := read(t, c.yaml, "acne")
		var missing *NoProfile
		if !errors.As(err, &missing) || err.Error() != c.want {
			t.Errorf("got %v", err)
		}
	}
	_, err := Read(ReadOptions{WorkDir: t.TempDir(), Profile: "acne"})
	if want := `there is no profile "acne": there is neither scimsheet.yaml here nor config.yaml in the config folder`; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestTheZeroSettingsSayNothing(t *testing.T) {
	s, err := Read(ReadOptions{WorkDir: t.TempDir(), Dir: filepath.Join(t.TempDir(), "none")})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Value("region"); ok {
		t.Error("there is a value")
	}
	if _, ok, err := s.Command(); ok || err != nil {
		t.Errorf("there is a command, %v", err)
	}
	if diff := cmp.Diff("", Origin{}.String()); diff != "" {
		t.Error(diff)
	}
}
