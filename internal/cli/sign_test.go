package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// signRig is a run folder with a plan, and a private key with its line for a list of signers.
type signRig struct {
	run, key, list string
	env            map[string]string
}

func newSignRig(t *testing.T, p plan.Plan) *signRig {
	t.Helper()
	g := &signRig{run: filepath.Join(t.TempDir(), "october"), env: map[string]string{}}
	if err := os.Mkdir(g.run, 0o700); err != nil {
		t.Fatal(err)
	}
	g.writePlan(t, p)
	var public string
	g.key, public = newSSHKey(t, "")
	g.list = filepath.Join(t.TempDir(), "allowed_signers")
	writeText(t, g.list, "maria@acme.com "+public)
	return g
}

func (g *signRig) writePlan(t *testing.T, p plan.Plan) {
	t.Helper()
	var text bytes.Buffer
	if err := p.Write(&text); err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(g.run, planFile), text.String())
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func newSSHKey(t *testing.T, passphrase string) (path, public string) {
	t.Helper()
	open, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var block *pem.Block
	if passphrase == "" {
		block, err = ssh.MarshalPrivateKey(key, "")
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	half, err := ssh.NewPublicKey(open)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "id_ed25519")
	writeText(t, path, string(pem.EncodeToMemory(block)))
	return path, string(ssh.MarshalAuthorizedKey(half))
}

// sign runs the command; code is how it ends.
func (g *signRig) sign(t *testing.T, asJSON bool, args ...string) (out, said string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	s := &screen{json: asJSON, Streams: Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Getenv: func(name string) string { return g.env[name] }, Now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}}
	cmd := newSign(s)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(context.Background())
	var ended *answered
	if errors.As(err, &ended) {
		code = ended.code
	} else if err != nil {
		code = failureOf(err).Code
		s.printFailure(failureOf(err))
	}
	return stdout.String(), stderr.String(), code
}

// octoberPlan is a plan of three new people and two workspaces taken.
func octoberPlan(t *testing.T) plan.Plan {
	t.Helper()
	return planOf(t, 3, "all")
}

// planOf is a plan of so many new people and of two workspaces taken.
func planOf(t *testing.T, people int, maxRevocations string) plan.Plan {
	t.Helper()
	desired := plan.Desired{Listed: []plan.Listed{{Person: identity.Person{UserName: "ada@acme.com", Workspaces: &identity.Claim{}}}}}
	for i := range people {
		desired.Listed = append(desired.Listed, plan.Listed{Person: identity.Person{UserName: identity.UserName(fmt.Sprintf("new%d@acme.com", i))}})
	}
	tenant := plan.Actual{Accounts: []identity.Account{{ID: "1", UserName: "ada@acme.com", Active: true, Workspaces: []string{"fin", "hr"}}}, Total: 1, Complete: true}
	policy := plan.Policy{Entitlements: plan.Exact, Manage: plan.Groups(), MaxCreates: "all", MaxDeactivations: "10%", MaxRevocations: maxRevocations}
	difference, err := plan.Diff(desired, tenant, policy)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Seal(difference, policy, plan.Facts{Snapshot: plan.Snapshot{Users: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return *p
}

func TestAPlanThatWasSignedIsChecked(t *testing.T) {
	g := newSignRig(t, octoberPlan(t))
	p, err := readRun(g.run)
	if err != nil {
		t.Fatal(err)
	}
	out, said, code := g.sign(t, false, g.run, "--key", g.key)
	for _, want := range []string{"Signed. ", p.ID, "3 creates", "2 workspaces taken (cannot be undone)", p.Digest, "SHA256:", "plan.jsonl.sig", "NAME ssh-ed25519 AAAA",
		"ssh-keygen -Y verify -f allowed_signers -I NAME -n scimsheet-plan -s "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	if code != exitDone || said != "Signing plan "+p.ID+", digest "+p.Digest+"\n" {
		t.Errorf("code %d, %s", code, said)
	}
	out, said, code = g.sign(t, false, g.run, "--check", "--signers", g.list)
	if code != exitDone || !strings.Contains(out, "Signed by maria@acme.com. Plan "+p.ID) {
		t.Errorf("code %d: %s%s", code, out, said)
	}
	signer, err := requireSignature(g.run, g.list, p)
	if err != nil || !strings.HasPrefix(signer, "maria@acme.com (SHA256:") {
		t.Errorf("%q, %v", signer, err)
	}
}

func TestSignAnswersInJSON(t *testing.T) {
	g := newSignRig(t, octoberPlan(t))
	out, _, _ := g.sign(t, true, g.run, "--key", g.key)
	var answer map[string]string
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{"run", "planId", "digest", "signature", "keyFingerprint"} {
		if answer[member] == "" {
			t.Errorf("no %s in %s", member, out)
		}
	}
	out, _, _ = g.sign(t, true, g.run, "--check", "--signers", g.list)
	if err := json.Unmarshal([]byte(out), &answer); err != nil || answer["signer"] != "maria@acme.com" {
		t.Errorf("%v: %s", err, out)
	}
}

func TestWhatCannotBeSignedIsRefused(t *testing.T) {
	locked, _ := newSSHKey(t, "sesame")
	for sentence, tc := range map[string]struct {
		before func(t *testing.T, g *signRig)
		args   func(g *signRig) []string
		code   int
		says   string
	}{
		"no key is named":           {nil, func(g *signRig) []string { return []string{g.run} }, exitUsage, "ssh-keygen -t ed25519 makes one"},
		"there is no such key":      {nil, func(g *signRig) []string { return []string{g.run, "--key", "nowhere"} }, exitUsage, "is the path right?"},
		"the key is no key":         {nil, func(g *signRig) []string { return []string{g.run, "--key", filepath.Join(g.run, planFile)} }, exitUsage, "scimsheet help signing"},
		"there is no such run":      {nil, func(g *signRig) []string { return []string{"nowhere", "--key", g.key} }, exitUsage, "is not a run"},
		"a check with a key":        {nil, func(g *signRig) []string { return []string{g.run, "--check", "--key", g.key} }, exitUsage, "signs nothing"},
		"a check without a list":    {nil, func(g *signRig) []string { return []string{g.run, "--check"} }, exitUsage, "--signers"},
		"a list without a check":    {nil, func(g *signRig) []string { return []string{g.run, "--key", g.key, "--signers", g.list} }, exitUsage, "--check"},
		"nobody can be asked":       {nil, func(g *signRig) []string { return []string{g.run, "--key", locked} }, exitCredentials, envSigningPassphrase + " is not set"},
		"the passphrase is wrong":   {func(_ *testing.T, g *signRig) { g.env[envSigningPassphrase] = "wrong" }, func(g *signRig) []string { return []string{g.run, "--key", locked} }, exitCredentials, "does not open the key"},
		"others can read the key":   {func(t *testing.T, g *signRig) { chmod(t, g.key, 0o644) }, func(g *signRig) []string { return []string{g.run, "--key", g.key} }, exitCredentials, "chmod 600"},
		"the plan was edited":       {editPlan, func(g *signRig) []string { return []string{g.run, "--key", g.key} }, exitPlanUnfit, "plan again"},
		"it is signed already":      {func(t *testing.T, g *signRig) { g.sign(t, false, g.run, "--key", g.key) }, func(g *signRig) []string { return []string{g.run, "--key", g.key} }, exitUsage, "--force"},
		"the key is listed nowhere": {func(t *testing.T, g *signRig) { g.sign(t, false, g.run, "--key", g.key) }, func(g *signRig) []string { return []string{g.run, "--check", "--signers", otherList(t)} }, exitPlanUnfit, "stands in no line"},
		"nobody has signed":         {nil, func(g *signRig) []string { return []string{g.run, "--check", "--signers", g.list} }, exitPlanUnfit, "scimsheet sign"},
		"there is no such list":     {nil, func(g *signRig) []string { return []string{g.run, "--check", "--signers", "nowhere"} }, exitUsage, "is the path right?"},
		"the list is something else": {nil, func(g *signRig) []string {
			return []string{g.run, "--check", "--signers", filepath.Join(g.run, planFile)}
		}, exitUsage, "scimsheet help signing"},
		"the signature is damaged": {func(t *testing.T, g *signRig) { writeText(t, filepath.Join(g.run, "plan.jsonl.sig"), "hello") },
			func(g *signRig) []string { return []string{g.run, "--check", "--signers", g.list} }, exitPlanUnfit, "plan.jsonl.sig: it is not an SSH signature"},
	} {
		t.Run(sentence, func(t *testing.T) {
			g := newSignRig(t, octoberPlan(t))
			if tc.before != nil {
				tc.before(t, g)
			}
			out, said, code := g.sign(t, false, tc.args(g)...)
			if code != tc.code || !strings.Contains(said, tc.says) || !strings.Contains(said, "hint:") {
				t.Errorf("code %d, want %d with %q:\n%s%s", code, tc.code, tc.says, out, said)
			}
		})
	}
}

// What was looked at is what is signed: somebody may have put another plan into the folder since.
func TestAnotherPlanThanTheExpectedOneIsNotSigned(t *testing.T) {
	g := newSignRig(t, octoberPlan(t))
	p, err := readRun(g.run)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		sentence, digest string
		code             int
		says             string
	}{
		{"another one", strings.Repeat("ab", 32), exitPlanUnfit, "Nothing was signed"},
		{"another one that begins alike", p.Digest[:20] + "0123456789ab", exitPlanUnfit, "not the expected one"},
		{"too few digits", p.Digest[:15], exitUsage, "too short"},
	} {
		_, said, code := g.sign(t, false, g.run, "--key", g.key, "--expect-plan", tc.digest)
		if code != tc.code || !strings.Contains(said, tc.says) || strings.Contains(said, "Signing") {
			t.Errorf("%s: code %d: %s", tc.sentence, code, said)
		}
		if _, err := os.Stat(filepath.Join(g.run, "plan.jsonl.sig")); err == nil {
			t.Fatalf("%s: it was signed", tc.sentence)
		}
	}
	if _, said, code := g.sign(t, false, g.run, "--key", g.key, "--expect-plan", "SHA256:"+strings.ToUpper(p.Digest[:16])); code != exitDone {
		t.Errorf("the expected one: code %d: %s", code, said)
	}
	if _, said, code := g.sign(t, false, g.run, "--check", "--signers", g.list, "--expect-plan", strings.Repeat("ab", 32)); code != exitPlanUnfit {
		t.Errorf("a check of another one: code %d: %s", code, said)
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("modes do not say who can read a file here")
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func editPlan(t *testing.T, g *signRig) {
	path := filepath.Join(g.run, planFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, path, strings.Replace(string(text), `"create":3`, `"create":4`, 1))
}

func otherList(t *testing.T) string {
	t.Helper()
	_, public := newSSHKey(t, "")
	path := filepath.Join(t.TempDir(), "others")
	writeText(t, path, "tom@acme.com "+public)
	return path
}

func TestTheSignatureOfAnotherPlanIsRefused(t *testing.T) {
	g := newSignRig(t, octoberPlan(t))
	g.sign(t, false, g.run, "--key", g.key)
	g.writePlan(t, planOf(t, 4, "all"))
	p, err := readRun(g.run)
	if err != nil {
		t.Fatal(err)
	}
	_, err = requireSignature(g.run, g.list, p)
	if f := failureOf(err); err == nil || f.Code != exitPlanUnfit || !strings.Contains(f.Message, "does not fit the plan") {
		t.Errorf("%v", err)
	}
}

// Somebody puts another plan, soundly signed, into the folder after the plan to be applied was read: what
// counts is the plan that was read.
func TestAPlanThatIsExchangedAfterItWasReadIsNotTakenForTheSignedOne(t *testing.T) {
	g := newSignRig(t, octoberPlan(t))
	p, err := readRun(g.run)
	if err != nil {
		t.Fatal(err)
	}
	g.writePlan(t, planOf(t, 1, "all"))
	if _, said, code := g.sign(t, false, g.run, "--key", g.key); code != exitDone {
		t.Fatal(said)
	}
	_, err = requireSignature(g.run, g.list, p)
	if f := failureOf(err); err == nil || f.Code != exitPlanUnfit || !strings.Contains(f.Message, "was changed while it was looked at") {
		t.Errorf("%v", err)
	}
}

func TestASignatureIsReplacedOnlyWhereThatIsAskedFor(t *testing.T) {
	g := newSignRig(t, octoberPlan(t))
	locked, public := newSSHKey(t, "sesame")
	g.env[envSigningPassphrase] = "sesame\n"
	g.sign(t, false, g.run, "--key", g.key)
	if out, said, code := g.sign(t, false, g.run, "--key", locked, "--force"); code != exitDone {
		t.Fatalf("%s%s", out, said)
	}
	writeText(t, g.list, "tom@acme.com "+public)
	if out, said, _ := g.sign(t, false, g.run, "--check", "--signers", g.list); !strings.Contains(out, "tom@acme.com") {
		t.Errorf("%s%s", out, said)
	}
}

func TestARefusedPlanIsSignedAndItIsSaid(t *testing.T) {
	g := newSignRig(t, planOf(t, 3, "0"))
	if _, said, code := g.sign(t, false, g.run, "--key", g.key); code != exitDone || !strings.Contains(said, "apply refuses it, signed or not") {
		t.Errorf("code %d: %s", code, said)
	}
}
