package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// ask puts a question on the terminal that only one answer lets go on; otherwise says what did not happen.
func (s *screen) ask(ctx context.Context, question, want, otherwise string) error {
	fmt.Fprint(s.Err, question)
	line, err := typed(ctx, func() (string, error) { return bufio.NewReader(s.In).ReadString('\n') })
	answer := strings.TrimSpace(line)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(s.Err)
		return ctx.Err()
	case answer == want:
		return nil
	case err != nil && answer == "":
		return fail(exitUsage, otherwise, "no answer was given")
	}
	return fail(exitUsage, "to go on, the answer has to be "+want, "%s: the answer was not %s", otherwise, want)
}

// askSecret reads what is typed without showing it, and leaves the terminal as it was, interrupted or not.
func (s *screen) askSecret(ctx context.Context, terminal *os.File, what string) (string, error) {
	fd := int(terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("read what is typed: %w", err)
	}
	fmt.Fprint(s.Err, what+": ")
	defer fmt.Fprintln(s.Err)
	secret, err := typed(ctx, func() (string, error) {
		text, err := term.ReadPassword(fd)
		return string(text), err
	})
	switch {
	case ctx.Err() != nil:
		_ = term.Restore(fd, before) // the program ends now
		return "", ctx.Err()
	case err != nil:
		return "", fmt.Errorf("read what is typed: %w", err)
	case secret == "":
		return "", fail(exitCredentials, "type it, or set it in the environment", "nothing was typed for: %s", what)
	}
	return secret, nil
}

// typed waits for somebody to type, or for an interrupt: then the reading is left behind, for a terminal
// cannot be told to stop, and the program ends.
func typed(ctx context.Context, read func() (string, error)) (string, error) {
	type line struct {
		text string
		err  error
	}
	done := make(chan line, 1)
	go func() {
		text, err := read()
		done <- line{text, err}
	}()
	select {
	case l := <-done:
		return l.text, l.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
