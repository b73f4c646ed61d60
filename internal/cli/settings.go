package cli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scimsheet/internal/settings"
)

// isSetting marks the flags that may stand in a settings file too.
const isSetting = "setting"

// addSettings adds flags to a command's that may stand in a settings file too.
func addSettings(flags, more *pflag.FlagSet) {
	more.VisitAll(func(f *pflag.Flag) {
		_ = more.SetAnnotation(f.Name, isSetting, []string{"yes"}) // fails for unknown flags only
	})
	flags.AddFlagSet(more)
}

// settingFlags are all flags that may stand in a settings file.
func settingFlags() *pflag.FlagSet {
	flags := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	(&connectFlags{}).bind(flags)
	(&policyFlags{}).bind(flags)
	(&gateFlags{}).bindSettings(flags)
	return flags
}

// settingKeys is what may stand in a settings file beside who signs in, which is no flag.
func settingKeys() []settings.Key {
	var keys []settings.Key
	settingFlags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[isSetting] != nil {
			_, list := f.Value.(pflag.SliceValue)
			keys = append(keys, settings.Key{Name: camelCase(f.Name), List: list, Path: f.Name == "ca-file" || f.Name == "require-signature",
				Bool: f.Value.Type() == "bool", Guarded: f.Name == "ca-file" || strings.HasSuffix(f.Name, "-url")})
		}
	})
	return keys
}

// camelCase is a flag's name in a settings file: --scim-url is scimUrl.
func camelCase(flag string) string {
	var b strings.Builder
	for i, word := range strings.Split(flag, "-") {
		for j, r := range word {
			if i > 0 && j == 0 {
				r = unicode.ToUpper(r)
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// environmentName is a flag's environment variable: --scim-url is SCIMSHEET_SCIM_URL.
func environmentName(flag string) string {
	return "SCIMSHEET_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// origin is where the value of a flag comes from, and how much that counts.
type origin struct {
	words string
	rank  int
}

// The ranks of origins: what is said closer to the command counts more.
const (
	ofDefaults = iota
	ofFile
	ofProfile
	ofEnvironment
	ofCommandLine
)

// fillFlags gives the flags that the command line leaves open their values: from the environment, then
// from the settings file. Origins tells afterwards where each came from.
func (s *screen) fillFlags(cmd *cobra.Command) error {
	flags := cmd.Flags()
	s.origins = map[string]origin{}
	if err := s.flagsFromEnvironment(flags); err != nil {
		return err
	}
	takesSettings := false
	flags.VisitAll(func(f *pflag.Flag) { takesSettings = takesSettings || f.Annotations[isSetting] != nil })
	if !takesSettings {
		return nil
	}
	var err error
	s.settings, err = settings.Read(settings.ReadOptions{Path: s.configFile, Dir: s.configDir(), Profile: s.profile, Keys: settingKeys()})
	if err != nil {
		hint := "scimsheet help settings says what may stand there"
		if errors.As(err, new(*settings.Unsafe)) {
			hint = "do that once you have read it, or name it with --config: it says where credentials go"
		}
		return fail(exitUsage, hint, "%w", err)
	}
	if file := s.settings.File(); file != "" {
		s.talk("Settings from %s%s\n", file, profileText(s.settings.Profile()))
	}
	if err := s.flagsFromSettings(flags); err != nil {
		return err
	}
	s.dropOtherTenants(flags)
	return nil
}

// dropOtherTenants forgets what belongs to another tenant, which must not get credentials that are meant for
// this one: a region that stands further from the command than the address of SCIM, and addresses that
// stand further than the region, or in a settings file where that address does not.
func (s *screen) dropOtherTenants(flags *pflag.FlagSet) {
	drop := func(name string) {
		f := flags.Lookup(name)
		s.talk("note: --%s %s (%s) belongs to another tenant and does not count\n", name, f.Value, s.origins[name].words)
		_ = f.Value.Set("") // a text takes any value
		s.origins[name] = origin{"default", ofDefaults}
	}
	region, address := s.origins["region"].rank, s.origins["scim-url"].rank
	if region != ofDefaults && address > region {
		drop("region")
		region = ofDefaults
	}
	for _, name := range []string{"scim-url", "auth-url", "api-url", "oauth-url"} {
		rank := s.origins[name].rank
		if rank != ofDefaults && (rank < region || rank < ofEnvironment && address >= ofEnvironment) {
			drop(name)
		}
	}
}

func profileText(profile string) string {
	if profile == "" {
		return ""
	}
	return ", profile " + profile
}

func (s *screen) flagsFromEnvironment(flags *pflag.FlagSet) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		s.origins[f.Name] = origin{"default", ofDefaults}
		if f.Changed {
			s.origins[f.Name] = origin{"command line", ofCommandLine}
		}
		name := environmentName(f.Name)
		value := s.environment(name)
		if f.Changed || f.Name == "help" || failed != nil || value == "" {
			return
		}
		s.origins[f.Name] = origin{name, ofEnvironment}
		if err := flags.Set(f.Name, value); err != nil {
			failed = fail(exitUsage, "it stands for --"+f.Name+": "+f.Usage, "environment variable %s: %q is not %s", name, value, kindOf(f))
		}
	})
	return failed
}

// kindOf is what a flag takes, in words.
func kindOf(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int", "uint64":
		return "a whole number"
	case "duration":
		return "a duration such as 30s"
	case "bool":
		return "true or false"
	}
	return "what it takes"
}

func (s *screen) flagsFromSettings(flags *pflag.FlagSet) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		value, found := s.settings.Value(camelCase(f.Name))
		if f.Changed || f.Annotations[isSetting] == nil || failed != nil || !found {
			return
		}
		s.origins[f.Name] = origin{value.From.String(), ofFile}
		if value.From.Profile != "" {
			s.origins[f.Name] = origin{value.From.String(), ofProfile}
		}
		err := f.Value.Set(value.Text)
		if list, ok := f.Value.(pflag.SliceValue); ok {
			err = list.Replace(value.List)
		}
		if err != nil {
			failed = fail(exitUsage, "it stands for --"+f.Name+": "+f.Usage, "%s: %s: %q is not %s", value.From, camelCase(f.Name), value.Text, kindOf(f))
			return
		}
		f.Changed = true
	})
	return failed
}

// configDir is the folder that keeps what outlives a command; empty where the system has none for us.
func (s *screen) configDir() string {
	if dir := s.Getenv("SCIMSHEET_CONFIG_DIR"); dir != "" {
		return dir
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "scimsheet")
}

// environment is a variable without the line break that a file leaves at its end.
func (s *screen) environment(name string) string { return strings.TrimRight(s.Getenv(name), "\r\n") }

// setting is one of the settings that are no flags: from the environment, else from the settings file.
func (s *screen) setting(environment, key string) (value, from string) {
	if value = s.environment(environment); value != "" {
		return value, environment
	}
	if s.settings == nil {
		return "", ""
	}
	found, ok := s.settings.Value(key)
	if !ok {
		return "", ""
	}
	return found.Text, found.From.String()
}

// oneOf checks a flag that takes one of a few words.
func oneOf(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fail(exitUsage, "it takes one of: "+strings.Join(slices.DeleteFunc(allowed, func(word string) bool { return word == "" }), ", "), "--%s %q is not known", flag, value)
}
