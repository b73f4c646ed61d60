package cli

import "strings"

// next is a command line to type next, in the same settings as this one.
func (s *screen) next(words ...string) string {
	line := []string{"scimsheet"}
	for _, word := range words {
		line = append(line, argument(word))
	}
	return strings.Join(append(line, s.carried()...), " ")
}

// carried are the flags that a command to type next needs, to mean the same tenant: a profile, and a
// settings file that was named on the command line.
func (s *screen) carried() []string {
	var flags []string
	if s.profile != "" {
		flags = append(flags, "--profile "+argument(s.profile))
	}
	if s.configFile != "" && s.origins["config"].rank == ofCommandLine {
		flags = append(flags, "--config "+argument(s.configFile))
	}
	return flags
}

// argument is a word of a command line as both a shell and a Windows prompt take it.
func argument(word string) string {
	if strings.ContainsAny(word, " &;()") {
		return `"` + word + `"`
	}
	return word
}
