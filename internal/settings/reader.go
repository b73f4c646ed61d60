package settings

import (
	"encoding/csv"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// reader turns the YAML of a config file into settings, and collects every mistake on the way.
type reader struct {
	file   string // as origins show it
	folder string // of the file, absolute
	keys   map[string]Key

	general  section
	profile  string
	profiles map[string]section
	problems []Problem
}

// read reads the whole file, the profiles that do not count included.
func (r *reader) read(text []byte) {
	r.general, r.profiles = section{values: map[string]Value{}}, map[string]section{}
	body := r.parse(text)
	if _, empty := body.(*ast.NullNode); body == nil || empty {
		return
	}
	var chosen *entry
	for _, e := range r.entries(body, "") {
		switch e.key {
		case "profile":
			r.profile = r.text(e, Key{Name: e.key})
			chosen = &e
		case "profiles":
			r.readProfiles(e)
		default:
			r.setting(&r.general, e, "")
		}
	}
	if _, there := r.profiles[r.profile]; chosen != nil && r.profile != "" && !there {
		shown := "of the name that profile: gives"
		if isProfileName(r.profile) {
			shown = r.profile
		}
		have := "there are no profiles"
		if len(r.profiles) > 0 {
			have = "there are " + strings.Join(slices.Sorted(maps.Keys(r.profiles)), ", ")
		}
		r.problem(chosen.line, chosen.key, "there is no profile %s; %s", shown, have)
	}
}

func (r *reader) readProfiles(e entry) {
	for _, p := range r.entries(e.value, e.key) {
		if !isProfileName(p.key) {
			r.problem(p.line, "", "a profile's name is of letters, digits, dots, dashes and underscores")
			continue
		}
		switch p.value.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
		default:
			r.problem(p.line, p.key, "the profile %s has to be keys with values, indented below it, such as region: eu1", p.key)
			continue
		}
		entries := r.entries(p.value, p.key)
		if len(entries) == 0 {
			r.problem(p.line, p.key, "the profile %s says nothing; give it settings, or take it out", p.key)
		}
		s := section{values: map[string]Value{}}
		for _, e := range entries {
			r.setting(&s, e, p.key)
		}
		r.profiles[p.key] = s
	}
}

// longestName is of a profile, in bytes.
const longestName = 64

func isProfileName(name string) bool {
	odd := func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("._-", c)
	}
	return name != "" && len(name) <= longestName && strings.IndexFunc(name, odd) < 0
}

// setting reads one key with its value into a section.
func (r *reader) setting(s *section, e entry, profile string) {
	from := Origin{File: r.file, Line: e.line, Profile: profile}
	k, isKnown := r.keys[e.key]
	switch {
	case e.key == commandKey:
		s.command = r.command(e, from)
	case profile != "" && (e.key == "profile" || e.key == "profiles"):
		r.problem(e.line, e.key, "%s stands at the top of the file, not inside a profile", e.key)
	case !isKnown:
		r.problem(e.line, e.key, "%s", unknown(e.key, slices.AppendSeq([]string{commandKey, "profile", "profiles"}, maps.Keys(r.keys))))
	case k.List:
		list := r.list(e, k)
		s.values[k.Name] = Value{Text: asFlag(list), List: list, From: from}
	default:
		s.values[k.Name] = Value{Text: r.text(e, k), From: from}
	}
}

// text is the one value of a key.
func (r *reader) text(e entry, k Key) string {
	text, why := scalar(e.value)
	if why == "" {
		why = unfit(text)
	}
	if why == "" && k.Bool {
		if text, why = boolean(text); why != "" {
			r.problem(e.line, e.key, "%s is true or false", e.key)
			return ""
		}
	}
	if why == "" && k.Path && text != "" {
		text, why = absolute(r.folder, text)
	}
	if why != "" {
		r.problem(e.line, e.key, "%s is %s", e.key, why)
		return ""
	}
	return text
}

// unfit says what a value must not be. A secret may hide in one whose key is innocent.
func unfit(text string) string {
	switch {
	case strings.Contains(text, "-----BEGIN"):
		return "the content of a file, and its path is expected; keys do not stand in this file"
	case strings.IndexFunc(text, unicode.IsControl) >= 0:
		return "text with line breaks or characters that nobody can see, and one plain line is expected"
	}
	if u, err := url.Parse(text); err == nil && u.Host != "" && u.User != nil {
		return "an address with a user or password in it, and secrets do not stand in this file; give the address alone"
	}
	return ""
}

func boolean(text string) (flag, why string) {
	switch strings.ToLower(text) {
	case "true", "yes", "on":
		return "true", ""
	case "false", "no", "off":
		return "false", ""
	}
	return "", "something else"
}

// list is the values of a key that takes several: those of a list as they are, a text's at its commas.
func (r *reader) list(e entry, k Key) []string {
	var texts []string
	if sequence, ok := e.value.(*ast.SequenceNode); ok {
		for _, n := range sequence.Values {
			text, why := scalar(n)
			if why == "" && strings.TrimSpace(text) == "" {
				why = "blank"
			}
			if why != "" {
				r.problem(lineOf(n), e.key, "an entry of %s is %s", e.key, why)
				continue
			}
			texts = append(texts, text)
		}
	} else {
		text, why := scalar(e.value)
		if why == "" {
			texts, why = split(text)
		}
		if why != "" {
			r.problem(e.line, e.key, "%s is %s", e.key, why)
		}
	}
	list := make([]string, 0, len(texts))
	for _, text := range texts {
		text, why := r.element(text, k)
		if why != "" {
			r.problem(e.line, e.key, "an entry of %s is %s", e.key, why)
		}
		list = append(list, text)
	}
	return list
}

func (r *reader) element(text string, k Key) (string, string) {
	if why := unfit(text); why != "" {
		return "", why
	}
	path, isFile := strings.CutPrefix(text, "@")
	switch {
	case !isFile && !k.Path:
		return text, ""
	case path == "":
		return "", "an @ without the name of a file"
	}
	path, why := absolute(r.folder, path)
	if isFile {
		path = "@" + path
	}
	return path, why
}

// split is a text at its commas, as flags do it; lines separate too.
func split(text string) ([]string, string) {
	cells := csv.NewReader(strings.NewReader(text))
	cells.FieldsPerRecord, cells.TrimLeadingSpace = -1, true
	records, err := cells.ReadAll()
	if err != nil {
		return nil, "text with quotes in wrong places; write it as a list, one entry a line after a dash"
	}
	texts := slices.Concat(records...)
	for i := range texts {
		texts[i] = strings.TrimSpace(texts[i])
	}
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" }), ""
}

// asFlag is a list as a flag that takes several values reads it.
func asFlag(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(list) // into memory, which does not fail
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// command is a line for the shell, or a list of words that no shell sees.
func (r *reader) command(e entry, from Origin) *Command {
	c := &Command{Dir: r.folder, From: from}
	sequence, isList := e.value.(*ast.SequenceNode)
	if !isList {
		text, why := scalar(e.value)
		switch {
		case why != "":
			r.problem(e.line, e.key, "%s is %s", e.key, why)
		case strings.TrimSpace(text) == "":
			r.problem(e.line, e.key, "%s names no command", e.key)
		case strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }):
			r.problem(e.line, e.key, "%s has characters that nobody can see", e.key)
		}
		c.Shell = text
		return c
	}
	for _, n := range sequence.Values {
		word, why := scalar(n)
		if why != "" {
			r.problem(lineOf(n), e.key, "a word of %s is %s", e.key, why)
		}
		if strings.ContainsRune(word, 0) {
			r.problem(lineOf(n), e.key, "a word of %s has characters that nobody can see", e.key)
		}
		c.Words = append(c.Words, word)
	}
	if len(c.Words) == 0 || strings.TrimSpace(c.Words[0]) == "" {
		r.problem(e.line, e.key, "%s names no command", e.key)
	}
	return c
}
