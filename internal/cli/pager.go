package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// show puts a long answer on the screen: through a pager where stdout is a terminal that it does not fit.
// Nothing pages where no person sits at the keyboard (CI), or was asked not to.
func (s *screen) show(text string, noPager bool) error {
	words, err := s.pager(text, noPager)
	if err != nil {
		return err
	}
	if len(words) > 0 {
		shown, err := s.runPager(words, text)
		if shown || err != nil {
			return err
		}
	}
	_, err = io.WriteString(s.Out, text)
	return err
}

// pager is the program that shows a text page by page, as words; none where the text fits the screen or
// nobody is there. It is not run by a shell: what stands in the environment is split at blanks, quotes
// keep blanks together.
func (s *screen) pager(text string, noPager bool) ([]string, error) {
	out, ok := s.Out.(*os.File)
	if !ok || noPager || s.json || s.Getenv("CI") != "" || s.Getenv("TERM") == "dumb" {
		return nil, nil
	}
	_, height, err := term.GetSize(int(out.Fd()))
	if height == 0 {
		height = 24 // a terminal that does not know
	}
	if err != nil || strings.Count(text, "\n") < height {
		return nil, nil
	}
	for _, name := range []string{"SCIMSHEET_PAGER", "PAGER"} {
		if command := s.environment(name); strings.TrimSpace(command) != "" {
			words, err := commandWords(command)
			if err != nil {
				return nil, fail(exitUsage, "it is a program with its arguments, as in less -FRX; --no-pager does without", "%s %q: %w", name, command, err)
			}
			return words, nil
		}
	}
	if _, err := exec.LookPath("less"); err != nil {
		return nil, nil
	}
	return []string{"less", "-FRX"}, nil
}

// runPager gives a text to a pager and waits until it is left, which may be before its end. A pager that
// is not there is told of, and the text is not shown.
func (s *screen) runPager(words []string, text string) (shown bool, err error) {
	pager := exec.Command(words[0], words[1:]...)
	pager.Stdin, pager.Stdout, pager.Stderr = strings.NewReader(text), s.Out, s.Err
	if s.Getenv("LESS") == "" {
		pager.Env = append(os.Environ(), "LESS=FRX") // keeps colours where $PAGER says less and no more
	}
	// An interrupt is for the pager, which goes on after it; we go on until the pager is left.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	if err := pager.Start(); err != nil {
		s.talk("note: the pager %s does not run (%v); --no-pager does without\n", words[0], err)
		return false, nil
	}
	var left *exec.ExitError
	if err := pager.Wait(); err != nil && !errors.As(err, &left) { // how it was left is its own business
		return true, fmt.Errorf("show the report page by page: %w", err)
	}
	return true, nil
}

var errOpenQuote = errors.New("a quote is not closed")

// commandWords splits a command line at blanks. Double or single quotes keep what is between them
// together; a backslash is nothing special, because paths of Windows are full of them.
func commandWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inWord = r, true
		case quote == 0 && unicode.IsSpace(r):
			if inWord {
				words = append(words, word.String())
				word.Reset()
			}
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, errOpenQuote
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// colours reports whether stdout is a terminal that may be coloured (no-color.org).
func (s *screen) colours() bool {
	return isTerminal(s.Out) && s.Getenv("NO_COLOR") == "" && s.Getenv("TERM") != "dumb"
}
