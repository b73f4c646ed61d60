package settings

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestTheCommandComesAsItStandsInTheFile(t *testing.T) {
	c, ok, err := mustRead(t, acme, "acme").Command()
	if !ok || err != nil || c.Shell != "pass show anaplan/scim | head -1" || c.Words != nil || c.From.String() != "scimsheet.yaml line 10, profile acme" {
		t.Errorf("got %+v, %v, %v", c, ok, err)
	}
	c, ok, err = mustRead(t, acme, "beta").Command()
	if !ok || err != nil || c.Shell != "" || !slices.Equal(c.Words, []string{"pass", "show", "a b"}) {
		t.Errorf("got %+v, %v, %v", c, ok, err)
	}
	c, ok, err = mustRead(t, "credentialCommand: top\nprofiles: {a: {rate: 1}}", "a").Command()
	if !ok || err != nil || c.Shell != "top" {
		t.Errorf("got %+v, %v, %v", c, ok, err)
	}
}

func needsShell(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("these commands are for a shell of Unix")
	}
}

func TestTheOneLineThatIsPrintedIsTheSecret(t *testing.T) {
	needsShell(t)
	for command, want := range map[string]string{
		"echo s3cret": "s3cret", "printf s3cret": "s3cret", "printf '\\n s3 cret \\r\\n\\n'": " s3 cret ", "printf 'a\\n'; echo said >&2": "a",
		"echo a\ntrue": "a", "printf %65536s x | tr ' ' y": strings.Repeat("y", 65535) + "x",
	} {
		var stderr strings.Builder
		got, err := RunCommand(t.Context(), Command{Shell: command}, &stderr)
		if got != want || err != nil {
			t.Errorf("%s: %q, %v", command, got, err)
		}
		if said := strings.Contains(command, "said"); said != (stderr.String() == "said\n") {
			t.Errorf("%s: stderr %q", command, stderr.String())
		}
	}
	if got, err := RunCommand(t.Context(), Command{Words: []string{"printf", "%s", "$HOME; x"}}, nil); got != "$HOME; x" || err != nil {
		t.Errorf("words: %q, %v", got, err)
	}
}

func TestACommandRunsInTheConfigFilesFolder(t *testing.T) {
	needsShell(t)
	here, home := t.TempDir(), t.TempDir()
	for folder, says := range map[string]string{here: "planted", home: "s3cret"} {
		if err := os.Chmod(write(t, filepath.Join(folder, "pw.sh"), "#!/bin/sh\necho "+says+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(here)
	named, err := filepath.Rel(here, filepath.Join(home, "x.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"[./pw.sh]", "[sh, pw.sh]", "./pw.sh"} {
		write(t, named, "credentialCommand: "+command+"\n")
		s, err := Read(ReadOptions{Path: named})
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := s.Command()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := RunCommand(t.Context(), c, nil); got != "s3cret" || err != nil {
			t.Errorf("%s: %q, %v", command, got, err)
		}
	}
}

func TestACommandThatPrintsNoSecretFailsInWordsThatShowNoOutput(t *testing.T) {
	needsShell(t)
	at := Origin{File: "scimsheet.yaml", Line: 7, Profile: "acme"}
	for command, want := range map[string]string{
		"true":                             "printed nothing",
		"echo; echo ' '":                   "printed nothing",
		"echo s3cret; echo login: ada":     "printed several lines: let it print the secret alone",
		"printf 's3\\001cret'":             "printed something that is no text",
		"printf %65537s s3cret":            "printed more than 64 kB, which is no secret",
		"yes s3cret":                       "printed more than 64 kB, which is no secret",
		"echo s3cret; exit 3":              "failed with exit status 3",
		"no-such-program-of-anybody":       "was not found by the shell (exit status 127): is the program installed, and its folder in PATH?",
		"/":                                "may not be run, says the shell (exit status 126): is the program executable?",
		"echo s3cret; kill -9 $$; sleep 9": "was ended by a signal",
	} {
		var stderr strings.Builder
		got, err := RunCommand(t.Context(), Command{Shell: command, From: at}, &stderr)
		var failed *CommandError
		if got != "" || !errors.As(err, &failed) || err.Error() != "credentialCommand (scimsheet.yaml line 7, profile acme) "+want {
			t.Errorf("%s: %q, %v", command, got, err)
		}
	}
	for word, want := range map[string]string{
		"no-such-program-of-anybody":                      "credentialCommand was not found: is the program installed, and its folder in PATH?",
		"/no/such/program":                                "credentialCommand was not found: is the program installed, and its folder in PATH?",
		write(t, filepath.Join(t.TempDir(), "text"), "x"): "credentialCommand may not be run: is the program executable?",
	} {
		if _, err := RunCommand(t.Context(), Command{Words: []string{word}}, nil); err == nil || err.Error() != want {
			t.Errorf("%s: %v", word, err)
		}
	}
}

func TestACancelledCommandIsEnded(t *testing.T) {
	needsShell(t)
	ctx, cancel := context.WithCancel(t.Context())
	started := writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil })
	got, err := RunCommand(ctx, Command{Shell: "echo started >&2; exec sleep 3600"}, started)
	if got != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("got %q, %v", got, err)
	}
}

// An agent that a command has started may keep its output open for good.
func TestWhatACommandLeavesRunningHoldsNobodyUp(t *testing.T) {
	needsShell(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	got, err := RunCommand(t.Context(), Command{Shell: "mkfifo '" + pipe + "'; (read _ <'" + pipe + "') & echo s3cret"}, nil)
	if got != "s3cret" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if err := os.WriteFile(pipe, []byte("end\n"), 0); err != nil {
		t.Error(err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A roster that is piped to scimsheet is not the command's.
func TestACommandDoesNotReadWhatIsPipedToUs(t *testing.T) {
	needsShell(t)
	if _, err := exec.LookPath("cat"); err != nil {
		t.Skip(err)
	}
	var failed *CommandError
	if got, err := RunCommand(t.Context(), Command{Words: []string{"cat"}}, nil); !errors.As(err, &failed) || failed.Why != "printed nothing" {
		t.Errorf("got %q, %v", got, err)
	}
}
