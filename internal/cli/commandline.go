package cli

import (
	"regexp"
	"runtime"
	"strings"

	"scimsheet/internal/report"
)

// next is a command line to type next, in the same settings as this one: a command, what it is about, and
// flags with their values.
func (s *screen) next(words ...string) string {
	line := []string{"scimsheet"}
	for i, word := range words {
		if i == 1 {
			word = fromHere(word)
		}
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

// argument is a word of a command line that people copy into a shell. Names of files and sheets are
// somebody else's text: whatever they hold, the shell takes them for one word and obeys nothing in them.
func argument(word string) string { return argumentOn(runtime.GOOS, word) }

// pathArgument is argument for the name of a file or folder that stands where flags could.
func pathArgument(path string) string { return argument(fromHere(path)) }

// fromHere is a path that is not taken for a flag.
func fromHere(path string) string {
	if strings.HasPrefix(path, "-") {
		return "./" + path
	}
	return path
}

// plainWord is what no shell reads anything into.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./@:+=,%-]+$`)

func argumentOn(system, word string) string {
	word = strings.ReplaceAll(report.Printed(word), "\n", "\uFFFD")
	if system == "windows" {
		if strings.ContainsAny(word, " &;()") {
			return `"` + word + `"`
		}
		return word
	}
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
