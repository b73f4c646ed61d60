// Package settings reads scimsheet.yaml: what people would otherwise repeat as flags, by profiles. It
// also remembers what was found out about a service, and runs the command that prints a secret.
//
// It knows no flags: the caller says which keys may stand in the file, and gets texts as a flag takes
// them, each with the line it comes from. Secrets do not stand in the file, and errors show no values.
package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The keys that every file may have beside those of the caller; with credentialCommand, see Command.
const (
	Username      = "username"
	Certificate   = "certificate"
	PrivateKey    = "privateKey"
	OAuthClientID = "oauthClientId"
)

const commandKey = "credentialCommand"

// Key is what may stand in the file, at the top or in a profile.
type Key struct {
	Name string
	List bool // a list, or text with commas between; @FILE stands for a file's lines
	Path bool // of a file; where it is relative, the config file's folder is meant
	Bool bool // yes and no count, and come out as true and false
	// Guarded is a key that says where credentials go. Read refuses it in a scimsheet.yaml that was found
	// in the working folder and that others could have written.
	Guarded bool
}

// ReadOptions say where to look and for what.
type ReadOptions struct {
	Path    string // of the file, as --config names it; empty is to look for one
	Dir     string // the config folder; empty where there is none
	WorkDir string // where scimsheet.yaml is looked for; empty is the process's
	Profile string // as --profile names it; empty is the one that the file names, if it does
	Keys    []Key
}

// Settings is what a file says. The zero value is of no file. It never changes.
type Settings struct {
	file     string
	profile  string
	profiles []string
	general  section
	chosen   section
	doubt    func(key string, from Origin) error // why a setting must not count; see Command
}

// section is the top of a file, or one profile.
type section struct {
	values  map[string]Value
	command *Command
}

// Value is one setting.
type Value struct {
	Text string   // as the flag takes it; of a list, CSV
	List []string // of a key that is a list; empty, not nil, where the list is
	From Origin
}

// Origin is the place of a setting.
type Origin struct {
	File    string
	Line    int
	Profile string // empty at the top of the file
}

// String is like "scimsheet.yaml line 7, profile acme".
func (o Origin) String() string {
	if o.Line == 0 {
		return ""
	}
	where := fmt.Sprintf("%s line %d", o.File, o.Line)
	if o.Profile != "" {
		where += ", profile " + o.Profile
	}
	return where
}

// Command prints a secret. It is either words, which no shell sees, or a line for the shell.
type Command struct {
	Words []string
	Shell string
	Dir   string // where it runs: the config file's folder
	From  Origin
}

// Read reads one file: the one that is named, else scimsheet.yaml, else config.yaml in the config
// folder; the first that exists counts alone. No file at all is no error. Errors are *Invalid,
// *NoProfile, *Unsafe or what the operating system says, wrapped.
func Read(o ReadOptions) (*Settings, error) {
	src, err := find(o)
	if err != nil {
		return nil, err
	}
	if src == nil {
		if o.Profile != "" {
			return nil, &NoProfile{Name: o.Profile}
		}
		return &Settings{}, nil
	}
	r := reader{file: src.shown, folder: src.folder, keys: known(o.Keys)}
	r.read(src.text)
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, &Invalid{File: src.shown, Problems: r.problems}
	}
	s := &Settings{file: src.path, general: r.general, profile: r.profile, doubt: src.doubt}
	s.profiles = slices.Sorted(maps.Keys(r.profiles))
	if o.Profile != "" {
		s.profile = o.Profile
	}
	chosen, there := r.profiles[s.profile]
	if s.profile != "" && !there {
		return nil, &NoProfile{Name: s.profile, File: src.shown, Have: s.profiles}
	}
	s.chosen = chosen
	if src.found {
		if err := s.guard(o.Keys); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// guard refuses a key in force that says where credentials go and that others could have written.
func (s *Settings) guard(keys []Key) error {
	for _, k := range keys {
		v, there := s.Value(k.Name)
		if !k.Guarded || !there {
			continue
		}
		if err := s.doubt(k.Name, v.From); err != nil {
			return err
		}
	}
	return nil
}

// known are the keys by their names.
func known(keys []Key) map[string]Key {
	all := map[string]Key{}
	for _, k := range slices.Concat(keys, []Key{{Name: Username}, {Name: Certificate, Path: true},
		{Name: PrivateKey, Path: true}, {Name: OAuthClientID}}) {
		all[k.Name] = k
	}
	return all
}

// Value is what the profile says, else what the top of the file does.
func (s *Settings) Value(key string) (Value, bool) {
	if v, ok := s.chosen.values[key]; ok {
		return v, true
	}
	v, ok := s.general.values[key]
	return v, ok
}

// File is the path of the file that was read; empty where there is none.
func (s *Settings) File() string { return s.file }

// Profile is the one that counts; empty where none does.
func (s *Settings) Profile() string { return s.profile }

// Profiles are all there are, sorted.
func (s *Settings) Profiles() []string { return slices.Clone(s.profiles) }

// Command is the command that prints a secret, if there is one. It is code, so one that somebody else
// could have written into the file is refused with *Unsafe.
func (s *Settings) Command() (Command, bool, error) {
	command := s.chosen.command
	if command == nil {
		command = s.general.command
	}
	if command == nil {
		return Command{}, false, nil
	}
	if err := s.doubt(commandKey, command.From); err != nil {
		return Command{}, false, err
	}
	return *command, true, nil
}

// NoProfile is a profile that is asked for and not there.
type NoProfile struct {
	Name string
	File string // empty where there is no file
	Have []string
}

func (e *NoProfile) Error() string {
	switch {
	case e.File == "":
		return fmt.Sprintf("there is no profile %q: there is neither scimsheet.yaml here nor config.yaml in the config folder", e.Name)
	case len(e.Have) == 0:
		return fmt.Sprintf("there is no profile %q: %s has no profiles", e.Name, e.File)
	}
	return fmt.Sprintf("there is no profile %q in %s; it has %s", e.Name, e.File, strings.Join(e.Have, ", "))
}
