package settings

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"golang.org/x/term"
)

const (
	maxSecret = 64 << 10
	// A command that is told to stop, or has left a process behind that holds its output, gets this long.
	grace = 2 * time.Second
)

// CommandError is a command that printed no secret. It shows nothing of what was printed.
type CommandError struct {
	From Origin
	Why  string
}

func (e *CommandError) Error() string {
	if e.From.Line == 0 {
		return commandKey + " " + e.Why
	}
	return fmt.Sprintf("%s (%s) %s", commandKey, e.From, e.Why)
}

// RunCommand runs a command in the config file's folder, words and shell text alike: paths in it are seen
// from there, as everywhere in the file. It gives the one line that is printed. The command may ask questions on the terminal;
// where our own input is no terminal, it may be a roster, so the command has none. A command that is
// cancelled gives the context's error, every other failure is a *CommandError.
func RunCommand(ctx context.Context, c Command, stderr io.Writer) (string, error) {
	cmd := shell(ctx, c.Shell)
	if len(c.Words) > 0 {
		cmd = exec.CommandContext(ctx, c.Words[0], c.Words[1:]...)
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		cmd.Stdin = os.Stdin
	}
	var out bounded
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = c.Dir, &out, stderr, grace
	err := cmd.Run()
	if ctx.Err() != nil {
		return "", fmt.Errorf("%s: %w", commandKey, ctx.Err())
	}
	text, why := out.secret()
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) && !out.over {
		why = failed(err, c)
	}
	if why != "" {
		return "", &CommandError{From: c.From, Why: why}
	}
	return text, nil
}

// failed says in words why a command did not run, or not to its end.
func failed(err error, c Command) string {
	const notFound, notRunnable = 127, 126 // of a shell, see POSIX, Shell Command Language, 2.8.2
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return "was not found: is the program installed, and its folder in PATH?"
	case errors.Is(err, fs.ErrPermission):
		return "may not be run: is the program executable?"
	case !errors.As(err, &exit):
		return "could not be run"
	case exit.ExitCode() == notFound && c.Shell != "":
		return "was not found by the shell (exit status 127): is the program installed, and its folder in PATH?"
	case exit.ExitCode() == notRunnable && c.Shell != "":
		return "may not be run, says the shell (exit status 126): is the program executable?"
	case exit.ExitCode() < 0:
		return "was ended by a signal"
	}
	return fmt.Sprintf("failed with exit status %d", exit.ExitCode())
}

// bounded keeps what a command prints, until it is too much.
type bounded struct {
	text []byte
	over bool
}

var errTooMuch = errors.New("too much output")

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.text)+len(p) > maxSecret {
		b.over = true
		return 0, errTooMuch
	}
	b.text = append(b.text, p...)
	return len(p), nil
}

// secret is the one line that was printed, or why there is none.
func (b *bounded) secret() (text, why string) {
	if b.over {
		return "", "printed more than 64 kB, which is no secret"
	}
	for line := range strings.Lines(string(b.text)) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.TrimSpace(line) == "":
		case text != "":
			return "", "printed several lines: let it print the secret alone"
		default:
			text = line
		}
	}
	switch {
	case text == "":
		return "", "printed nothing"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "", "printed something that is no text"
	}
	return text, ""
}
