package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

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
	fmt.Fprintf(s.Err, "error: %s\n", f.Message)
	if f.Hint != "" {
		fmt.Fprintf(s.Err, "  hint: %s\n", f.Hint)
	}
}

// interactive reports whether a person is at the keyboard.
func (s *screen) interactive() bool { return isTerminal(s.In) && isTerminal(s.Err) }

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// width of the terminal behind stdout; 100 columns where there is none.
func (s *screen) width() int {
	if file, ok := s.Out.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 20 {
			return width
		}
	}
	return 100
}

// bar is a progress bar with rate and time left on stderr; silent where stderr is no terminal. Where the
// total is not known yet it starts with 1: a bar without an end is drawn by a goroutine of the library
// that does not lock what it reads.
func (s *screen) bar(what string, total int) *progressbar.ProgressBar {
	if s.quiet || !isTerminal(s.Err) {
		return progressbar.DefaultSilent(int64(total))
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(s.Err),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(24),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionUseANSICodes(s.Getenv("NO_COLOR") == ""),
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(s.Err) }),
	)
}
