package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"scimsheet/internal/diagnose"
)

// How long a line of prose gets: in a file or mail, and on a terminal, however wide.
const (
	paper  = 80
	widest = 100
)

func (s *screen) proseWidth() int {
	if !isTerminal(s.Out) {
		return paper
	}
	return min(s.width(), widest)
}

// line prints a word that says how it went, a name, and text that is wrapped beside them.
func (s *screen) line(word, name, text, hint string) {
	beginning := "  " + padded(word, 6) + padded(name, 14)
	indent := strings.Repeat(" ", len(beginning))
	width := s.proseWidth() - len(indent)
	for _, line := range wrapped(text, width) {
		s.answer("%s%s\n", beginning, line)
		beginning = indent
	}
	if hint == "" {
		return
	}
	beginning = indent + "hint: "
	for _, line := range wrapped(hint, width-len("hint: ")) {
		s.answer("%s%s\n", beginning, line)
		beginning = indent + "      "
	}
}

func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(1, width-runewidth.StringWidth(text)))
}

// wrapped breaks text between words into lines of at most so many display cells; a longer word stays whole.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case runewidth.StringWidth(line)+1+runewidth.StringWidth(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

func printCheck(s *screen, c diagnose.Check) { s.line(string(c.State), c.Name, c.Detail, c.Hint) }

// printHosts lists what a firewall has to let through, one a line, to be copied.
func printHosts(s *screen, hosts []diagnose.Host) {
	if len(hosts) == 0 {
		return
	}
	s.answer("\nFor the firewall or proxy (outgoing TCP):\n")
	for _, h := range hosts {
		s.answer("  %s\n", h)
	}
}

// printStep shows one step of a write probe.
func printStep(s *screen, step diagnose.Step) {
	word, status := "ok", "no answer"
	if !step.OK {
		word = string(diagnose.Failed)
	}
	if step.Status != 0 {
		status = strconv.Itoa(step.Status)
	}
	said := fmt.Sprintf("%s → %s in %d ms", step.Asked, status, step.Milliseconds)
	if step.Detail != "" {
		said += ": " + step.Detail
	}
	s.line(word, step.Name, said, "")
}

// printFound says what a write probe has found out about the service.
func printFound(s *screen, found diagnose.Found) {
	s.answer("\nFound out\n")
	if found.CreateStatus != 0 {
		s.line("", "create", "is answered "+strconv.Itoa(found.CreateStatus), "")
	}
	s.line("", "PATCH", told(found.RepliesShowHeld, "replies say which workspaces a user holds", "replies leave workspaces out: apply reads users again"), "")
	s.line("", "versions", told(found.Versions, "are given (meta.version)", "are not given"), "")
	s.line("", "If-Match", map[string]string{
		"": "not found out: it takes versions", diagnose.Honoured: "is honoured: a write never goes over somebody else's change", diagnose.Ignored: "is ignored"}[found.IfMatch], "")
	s.line("", "PATCH add", map[string]string{
		"":                "not found out: it takes a second --workspace",
		diagnose.Appends:  "appends: users who exist can be given more than 50 workspaces, in pieces",
		diagnose.Replaces: "replaces: users who exist cannot be given more than 50 workspaces",
	}[found.PatchAdd], "")
	if len(found.EntitlementsSpelled) > 0 {
		s.line("", "workspaces", "come back as "+strings.Join(found.EntitlementsSpelled, ", "), "")
	}
}

func told(what *bool, yes, no string) string {
	switch {
	case what == nil:
		return "not found out"
	case *what:
		return yes
	}
	return no
}

// printLeft says what remains of the probe's user.
func printLeft(s *screen, w *diagnose.Walked) {
	s.answer("\nLeft behind\n")
	user, left := string(w.User), w.Left
	switch {
	case !left.Known:
		s.answer("  %s: could not be looked at.\n  Look for it in Anaplan's Administration; if it is there, deactivate it and take its workspaces away.\n", user)
	case !left.Exists:
		s.answer("  nothing: no user was made\n")
	case left.Clean():
		s.answer("  %s: deactivated, without workspaces.\n  The next probe can use it again: --probe-user %s\n", user, user)
	default:
		s.answer("  %s: %s, workspaces %s.\n  Mend that in Anaplan's Administration.\n", user,
			map[bool]string{true: "still active", false: "deactivated"}[left.Active], cmp.Or(strings.Join(left.Workspaces, " "), "none"))
	}
}
