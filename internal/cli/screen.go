package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"scimsheet/internal/report"
	"scimsheet/internal/settings"
)

// Streams are what a command talks through: stdout carries the answer, stderr everything else.
type Streams struct {
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	Getenv func(string) string
	Now    func() time.Time
}

// System is the real process: its standard streams, its environment, its clock.
func System() Streams {
	return Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Now: time.Now}
}

// screen is one command's way of talking. Under --json nothing but the one object goes to stdout.
type screen struct {
	Streams
	json  bool
	quiet bool

	configFile string             // --config
	profile    string             // --profile
	settings   *settings.Settings // nil where the command takes none
	origins    map[string]origin  // where each flag's value comes from
	method     string             // how the command signs in; empty before it does

	lineOpen *atomic.Bool // a progress bar stands on the line of stderr; nil where there are no bars
}

// answer prints to stdout, unless the answer is JSON.
func (s *screen) answer(format string, args ...any) {
	if !s.json {
		fmt.Fprintf(s.Out, format, args...)
	}
}

// talk prints to stderr, unless --quiet.
func (s *screen) talk(format string, args ...any) {
	if !s.quiet {
		s.endLine()
		fmt.Fprintf(s.Err, format, args...)
	}
}

// textOut is where the answer in words goes: nowhere under --json.
func (s *screen) textOut() io.Writer {
	if s.json {
		return io.Discard
	}
	return s.Out
}

// object prints the one JSON object. A failure joins the members of the command's own answer.
func (s *screen) object(answer any, f *failure) error {
	members := map[string]any{}
	if answer != nil {
		body, err := json.Marshal(answer)
		if err != nil {
			return fmt.Errorf("write the JSON answer: %w", err)
		}
		if err := json.Unmarshal(body, &members); err != nil {
			return fmt.Errorf("write the JSON answer: %w", err)
		}
		if members == nil { // the answer is a nil pointer: the command came to none
			members = map[string]any{}
		}
	}
	if f != nil {
		members["error"] = map[string]any{"code": f.Code, "message": f.Message, "hint": f.Hint}
	}
	encoder := json.NewEncoder(s.Out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(members)
}

func (s *screen) printFailure(f *failure) {
	s.endLine()
	width := 0
	if isTerminal(s.Err) {
		width = widthOf(s.Err, 80)
	}
	fmt.Fprint(s.Err, folded("error: ", report.Printed(f.Message), width))
	if f.Hint != "" {
		fmt.Fprint(s.Err, folded("  hint: ", report.Printed(f.Hint), width))
	}
}

// folded is a text after a label, broken at blanks into lines of that width, which begin below the text's
// first word. With width 0 it stays as it is.
func folded(label, text string, width int) string {
	if width == 0 {
		return label + text + "\n"
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		for _, part := range report.Wrapped(line, width-len(label)) {
			b.WriteString(label + part + "\n")
			label = strings.Repeat(" ", len(label))
		}
	}
	return b.String()
}

// interactive reports whether a person is at the keyboard.
func (s *screen) interactive() bool { return isTerminal(s.In) && isTerminal(s.Err) }

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// width of the terminal behind stdout; 100 columns where there is none.
func (s *screen) width() int { return widthOf(s.Out, 100) }

// widthOf is the width of the terminal behind a stream; the other where there is none.
func widthOf(stream any, other int) int {
	if file, ok := stream.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 20 {
			return width
		}
	}
	return other
}
