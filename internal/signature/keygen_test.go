package signature

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (it comes with OpenSSH's client): how it and we understand each other is not tested", program)
		}
	}
}

// keygen runs the real ssh-keygen.
func keygen(t *testing.T, stdin []byte, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("ssh-keygen", args...)
	cmd.Stdin = bytes.NewReader(stdin)
	said, err := cmd.CombinedOutput()
	return string(said), err
}

func TestTheRealSSHKeygenAcceptsWhatWeSign(t *testing.T) {
	needs(t, "ssh-keygen")
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		t.Run(kind, func(t *testing.T) {
			s, err := signing(written(t, newKey(t, kind), "openssh")).Sign(t.Context(), message)
			if err != nil {
				t.Fatal(err)
			}
			list := inFile(t, "allowed_signers", "maria@acme.com "+s.PublicKey()+"\n")
			sig := inFile(t, "plan.jsonl.sig", string(s.Text))
			verify := []string{"-Y", "verify", "-f", list, "-I", "maria@acme.com", "-n", Namespace, "-s", sig}
			if said, err := keygen(t, message, verify...); err != nil || !strings.Contains(said, "Good \""+Namespace+"\" signature") {
				t.Errorf("%v: %s", err, said)
			}
			if said, err := keygen(t, append(message, ' '), verify...); err == nil {
				t.Errorf("an edited message counts: %s", said)
			}
		})
	}
}

func TestWeAcceptWhatTheRealSSHKeygenSigns(t *testing.T) {
	needs(t, "ssh-keygen")
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		t.Run(kind, func(t *testing.T) {
			key := filepath.Join(t.TempDir(), "id")
			make := []string{"-q", "-t", kind, "-N", "", "-C", "maria", "-f", key}
			if kind == "rsa" {
				make = append(make, "-b", "3072")
			}
			if said, err := keygen(t, nil, make...); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			path := inFile(t, "plan.jsonl", string(message))
			if said, err := keygen(t, nil, "-Y", "sign", "-n", Namespace, "-f", key, path); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			public, err := os.ReadFile(key + ".pub")
			if err != nil {
				t.Fatal(err)
			}
			s, err := Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if who, err := listed(t, "maria@acme.com "+string(public)).Check(message, s, noon); err != nil || who.Name != "maria@acme.com" {
				t.Errorf("%+v, %v", who, err)
			}
			printed, err := keygen(t, nil, "-l", "-f", key+".pub")
			if err != nil || !strings.Contains(printed, s.Fingerprint()) {
				t.Errorf("ssh-keygen says %s, we say %s", printed, s.Fingerprint())
			}
			ours, err := signing(key).Sign(t.Context(), message)
			if err != nil || ours.Fingerprint() != s.Fingerprint() {
				t.Errorf("with the key that ssh-keygen made: %v", err)
			}
		})
	}
}

// The two read a list of signers alike, in what both of them take.
func TestTheRealSSHKeygenReadsAListAsWeDo(t *testing.T) {
	needs(t, "ssh-keygen")
	s, key := signed(t)
	sig := inFile(t, "plan.jsonl.sig", string(s.Text))
	for _, list := range []string{
		"maria " + key, `"maria" ` + key, "m*,tom " + key, `maria namespaces="scimsheet-plan" ` + key, `maria namespaces="git" ` + key,
		`maria namespaces="*,!scimsheet-plan" ` + key, `maria namespaces="git,scim*" ` + key, `maria NAMESPACES="scimsheet-pla?" ` + key,
		`maria valid-after="20200101Z" ` + key, `maria valid-after="21000101" ` + key, `maria valid-before="20200101" ` + key,
		`maria valid-before="210001011200Z",namespaces="scimsheet-plan" ` + key, "maria " + key + " a comment", "\t maria\t" + key, "# maria\n\nmaria " + key,
		`old valid-before="20200101" ` + key + "\nmaria " + key, `maria valid-after="soon" ` + key, `maria namespaces=git ` + key, "maria restrict " + key,
	} {
		said, err := keygen(t, message, "-Y", "verify", "-f", inFile(t, "allowed", list+"\n"), "-I", "maria", "-n", Namespace, "-s", sig)
		theirs := err == nil
		read, err := parseSigners("allowed", []byte(list))
		if err == nil {
			_, err = read.Check(message, s, time.Now())
		}
		if ours := err == nil; ours != theirs {
			t.Errorf("%q: ssh-keygen says %v (%s), we say %v (%v)", list, theirs, said, ours, err)
		}
	}
}

// agent runs an ssh-agent that holds a fresh key, of which only the public half is on disk.
func agent(t *testing.T) (public string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "agent") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket, key := filepath.Join(dir, "s"), filepath.Join(dir, "id")
	if said, err := keygen(t, nil, "-q", "-t", "ed25519", "-N", "", "-f", key); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	ctx, cancel := context.WithCancel(context.Background())
	running := exec.CommandContext(ctx, "ssh-agent", "-D", "-a", socket)
	out, err := running.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = running.Wait() })
	if _, err := out.Read(make([]byte, 1)); err != nil { // it speaks when it listens
		t.Fatal(err)
	}
	t.Setenv("SSH_AUTH_SOCK", socket)
	if said, err := exec.Command("ssh-add", "-q", key).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	return key + ".pub"
}

func TestAPublicKeySignsThroughTheAgent(t *testing.T) {
	needs(t, "ssh-keygen", "ssh-agent", "ssh-add")
	o := signing(agent(t))
	o.Folder = t.TempDir()
	s, err := o.Sign(t.Context(), message)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := listed(t, "maria "+s.PublicKey()).Check(message, s, noon); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(o.Folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestNamesThatBeginLikeAnOptionAreNone(t *testing.T) {
	needs(t, "ssh-keygen", "ssh-agent", "ssh-add")
	public, err := os.ReadFile(agent(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := errors.Join(os.Mkdir("-P", 0o700), os.WriteFile("-Ykey.pub", public, 0o600)); err != nil {
		t.Fatal(err)
	}
	o := signing("-Ykey.pub")
	o.Folder = "-P"
	if _, err := o.Sign(t.Context(), message); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir("-P"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAPublicKeyWhosePrivateHalfIsNowhereIsRefused(t *testing.T) {
	needs(t, "ssh-keygen")
	t.Setenv("SSH_AUTH_SOCK", "")
	_, key := signed(t)
	o := signing(inFile(t, "id.pub", key))
	o.Folder = t.TempDir()
	if _, err := o.Sign(t.Context(), message); !errors.Is(err, ErrKeygen) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(o.Folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Setenv("PATH", "")
	if _, err := o.Sign(t.Context(), message); !errors.Is(err, ErrNoKeygen) {
		t.Errorf("without ssh-keygen: %v", err)
	}
}
