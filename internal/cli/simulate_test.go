package cli

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/simulator"
)

// simulation is a simulate command that runs until it is interrupted.
type simulation struct {
	*testing.T
	out       *bufio.Reader
	interrupt func()
	ended     chan int
}

func startSimulate(t *testing.T, args ...string) *simulation {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	r := &simulation{T: t, out: bufio.NewReader(out), interrupt: cancel, ended: make(chan int, 1)}
	go func() {
		r.ended <- Run(ctx, append([]string{"simulate"}, args...), quietStreams(in))
		in.Close()
	}()
	return r
}

func quietStreams(out io.Writer) Streams {
	return Streams{In: strings.NewReader(""), Out: out, Err: io.Discard, Getenv: func(string) string { return "" }, Now: time.Now}
}

// access is what the command prints with --json.
func (r *simulation) access() simulator.Access {
	r.Helper()
	line, err := r.out.ReadBytes('\n')
	if err != nil {
		r.Fatal(err)
	}
	var a simulator.Access
	if err := json.Unmarshal(line, &a); err != nil {
		r.Fatalf("%v: %s", err, line)
	}
	return a
}

// end interrupts the command and returns what else it printed.
func (r *simulation) end() string {
	r.Helper()
	r.interrupt()
	rest, err := io.ReadAll(r.out)
	if err != nil {
		r.Error(err)
	}
	if code := <-r.ended; code != exitDone {
		r.Errorf("an interrupted rehearsal ends with %d", code)
	}
	return string(rest)
}

func TestARehearsalMayBeEncryptedAndItsClockWrong(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	for range 2 { // the second writes over the authority of the first
		r := startSimulate(t, "--json", "--users", "3", "--tls-ca", ca, "--clock-skew", "1h")
		a := r.access()
		if a.CAFile != ca || !strings.HasPrefix(a.SCIMURL, "https://127.0.0.1:") || a.OAuthClientID == "" || a.RefreshToken == "" {
			t.Errorf("the access is %+v", a)
		}
		text, err := os.ReadFile(ca)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(text)
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
		res, err := client.Get(a.SCIMURL + "/ServiceProviderConfig")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		at, err := http.ParseTime(res.Header.Get("Date"))
		if skew := time.Until(at); err != nil || skew < 50*time.Minute || skew > time.Hour {
			t.Errorf("the clock is off by %v %v", skew, err)
		}
		r.end()
	}
}

func TestARehearsalSaysWhatToExport(t *testing.T) {
	certificate := filepath.Join(t.TempDir(), "cert.pem")
	server, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	authority, err := simulator.StartTLS(server, "127.0.0.1:0") // any certificate will do
	if err != nil {
		t.Fatal(err)
	}
	defer authority.Close()
	if err := os.WriteFile(certificate, []byte(authority.CAPEM), 0o600); err != nil {
		t.Fatal(err)
	}
	r := startSimulate(t, "--certificate", certificate)
	var text strings.Builder
	for !strings.Contains(text.String(), "nothing is kept") {
		line, err := r.out.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(line)
	}
	for _, name := range []string{"SCIM_URL", "AUTH_URL", "API_URL", "OAUTH_URL", "USERNAME", "PASSWORD", "API_KEY", "OAUTH_CLIENT_ID", "OAUTH_REFRESH_TOKEN", "CERTIFICATE"} {
		if !strings.Contains(text.String(), "SCIMSHEET_"+name+"=") {
			t.Errorf("%s is missing in:\n%s", name, text.String())
		}
	}
	r.end()
}

func TestARehearsalThatCannotBeIsRefused(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	notes := write("notes.txt", "do not lose")
	broken := write("broken.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})))
	key := write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})))
	for _, c := range []struct{ args, word string }{
		{"--tls", "--tls-ca"},
		{"--tls-ca " + notes, "not a certificate"},
		{"--certificate " + notes, "holds no certificate"},
		{"--certificate " + key, "holds no certificate"},
		{"--certificate " + broken, "cannot be read"},
		{"--certificate " + filepath.Join(folder, "none.pem"), "none.pem"},
		{"--spelling names", "--spelling"},
		{"--patch-add sometimes", "--patch-add"},
		{"--fault GET", "--fault"},
		{"--listen 0.0.0.0:0", "loopback"},
	} {
		var out strings.Builder
		code := Run(t.Context(), append([]string{"simulate", "--json"}, strings.Fields(c.args)...), quietStreams(&out))
		if code != exitUsage || !strings.Contains(out.String(), c.word) {
			t.Errorf("%s: ended with %d, said %s", c.args, code, out.String())
		}
	}
	if kept, err := os.ReadFile(notes); err != nil || string(kept) != "do not lose" {
		t.Errorf("the file that was no certificate holds %q now", kept)
	}
}
