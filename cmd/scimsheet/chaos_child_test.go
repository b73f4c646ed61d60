package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"
)

// child is one call of the real command, in a process of its own.
type child struct {
	*exec.Cmd
	said, answered bytes.Buffer
	cancel         context.CancelFunc
	running        chan struct{} // closed once it is
}

// begin starts the call.
func (c *child) begin(t testing.TB) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	close(c.running)
}

// process is the call's, also for whoever is faster than the one who started it.
func (c *child) process() *os.Process {
	<-c.running
	return c.Process
}

// stuck is how long a call may take before it counts as one that never ends.
const stuck = 3 * time.Minute

func (g *gate) command(t testing.TB, folder string, args ...string) *child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), stuck)
	c := &child{Cmd: exec.CommandContext(ctx, exe), cancel: cancel, running: make(chan struct{})}
	c.Dir, c.Stdout, c.Stderr = folder, &c.answered, &c.said
	c.Args = append([]string{"scimsheet"}, args...)
	c.Env = append(os.Environ(), "NO_COLOR=1", "SCIMSHEET_CONFIG_DIR="+folder, "SCIMSHEET_RATE=0", "TMPDIR="+folder,
		"SCIMSHEET_SCIM_URL="+g.SCIMURL, "SCIMSHEET_AUTH_URL="+g.AuthURL, "SCIMSHEET_API_URL="+g.APIURL,
		"SCIMSHEET_USERNAME="+g.Username, "SCIMSHEET_PASSWORD="+g.Password)
	return c
}

// end waits for the call to end, and for everything it has sent to be over. The code is -1 after a kill.
func (g *gate) end(t testing.TB, c *child) int {
	t.Helper()
	_ = c.Wait()
	c.cancel()
	g.spare()
	g.settle(t)
	return c.ProcessState.ExitCode()
}

// run runs a call undisturbed.
func (g *gate) run(t testing.TB, folder string, args ...string) (int, *child) {
	t.Helper()
	c := g.command(t, folder, args...)
	c.begin(t)
	return g.end(t, c), c
}

// answer is the JSON object that is the last line of stdout.
func (c *child) answer(t testing.TB) map[string]any {
	t.Helper()
	lines := bytes.Split(bytes.TrimSpace(c.answered.Bytes()), []byte("\n"))
	var answer map[string]any
	if err := json.Unmarshal(lines[len(lines)-1], &answer); err != nil {
		t.Fatalf("%v: the last line of stdout is not a JSON object: %v\n%s\n%s", c.Args, err, c.answered.Bytes(), c.said.Bytes())
	}
	return answer
}
