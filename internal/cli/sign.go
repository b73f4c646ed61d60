package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"scimsheet/internal/durable"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/signature"
)

// envSigningPassphrase opens an encrypted signing key where nobody can be asked.
const envSigningPassphrase = "SCIMSHEET_SIGNING_KEY_PASSPHRASE"

// signOptions are what the sign command was asked for.
type signOptions struct {
	run     string
	expect  string
	key     string
	force   bool
	check   bool
	signers string
}

// signAnswer is the JSON answer of sign.
type signAnswer struct {
	Run            string `json:"run"`
	PlanID         string `json:"planId"`
	Digest         string `json:"digest"`
	Signature      string `json:"signature"` // the file
	KeyFingerprint string `json:"keyFingerprint"`
	Signer         string `json:"signer,omitempty"` // with --check: as the list of signers has it
}

func newSign(s *screen) *cobra.Command {
	var o signOptions
	cmd := &cobra.Command{
		Use:   "sign RUN --key FILE",
		Short: "Vouch for a plan with an SSH key, or check who does",
		Long: `Signs the plan of a run, to the byte, and puts the signature beside it: plan.jsonl.sig, in OpenSSH's
format. Look at the change report first: a signature says that this plan and no other is right, and
--expect-plan with the digest that the report shows signs no other. apply
--require-signature then applies nothing that was not signed by somebody on a list. --check says who
signed. scimsheet help signing tells more. The tenant is not asked anything.` +
			exits(exitDone, exitFailure, exitUsage, exitPlanUnfit, exitCredentials, exitInterrupted),
		Example: `  scimsheet sign october --key ~/.ssh/id_ed25519
  scimsheet sign october --key ~/.ssh/id_ed25519_sk.pub --expect-plan 9b1e6c0f4d2a7358
  scimsheet sign october --check --signers allowed_signers`,
		Args: exactArgs(1, "one run folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseEmpty(cmd.Flags()); err != nil {
				return err
			}
			o.run = filepath.Clean(args[0])
			answer, err := signOrCheck(cmd.Context(), s, o)
			if err != nil {
				return s.finish(nil, err)
			}
			return s.finish(answer, nil)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.key, "key", "", "the private key; or a public one (.pub) whose private half an agent or a hardware key holds")
	flags.StringVar(&o.expect, "expect-plan", "", "refuse any other plan than the one of this digest (its first 16 digits will do)")
	flags.BoolVar(&o.force, "force", false, "replace a signature that is there already")
	flags.BoolVar(&o.check, "check", false, "sign nothing: say who signed")
	flags.StringVar(&o.signers, "signers", "", "with --check: the list of those who may sign, as OpenSSH's allowed_signers, or one public key in PEM")
	return cmd
}

func signOrCheck(ctx context.Context, s *screen, o signOptions) (*signAnswer, error) {
	switch {
	case o.check && (o.key != "" || o.force):
		return nil, fail(exitUsage, "sign first, then check", "--check signs nothing: it takes neither --key nor --force")
	case o.check && o.signers == "":
		return nil, fail(exitUsage, "name the list of those who may sign with --signers", "--check needs --signers")
	case !o.check && o.signers != "":
		return nil, fail(exitUsage, "add --check to check a signature", "--signers goes with --check")
	case !o.check && o.key == "":
		return nil, fail(exitUsage, "name your SSH key with --key, as in --key ~/.ssh/id_ed25519; ssh-keygen -t ed25519 makes one", "sign needs --key")
	}
	p, err := readRun(o.run)
	if err != nil {
		return nil, err
	}
	if o.check {
		if err := expectPlan(o.expect, p, "It was not looked at whether it is signed"); err != nil {
			return nil, err
		}
		return checkRun(s, o, p)
	}
	if err := expectPlan(o.expect, p, "Nothing was signed"); err != nil {
		return nil, err
	}
	return signRun(ctx, s, o, p)
}

// signRun signs the plan that was read, and puts the signature beside it.
func signRun(ctx context.Context, s *screen, o signOptions, p *plan.Plan) (*signAnswer, error) {
	path := filepath.Join(o.run, planFile) + signature.Suffix
	if _, err := os.Lstat(path); err == nil && !o.force {
		return nil, fail(exitUsage, s.next("sign", o.run, "--check", "--signers", "FILE")+" says by whom; add --force to replace the signature", "%s is signed already", o.run)
	}
	message, err := planBytes(o.run, p)
	if err != nil {
		return nil, err
	}
	if p.Refused {
		s.talk("warning: this plan exceeds a limit: apply refuses it, signed or not\n")
	}
	s.talk("Signing plan %s, digest %s\n", p.ID, p.Digest)
	signed, err := signature.Signing{
		KeyPath: o.key, Passphrase: func() ([]byte, error) { return s.signingPassphrase(ctx, o.key) }, Folder: o.run, In: s.In, Err: s.Err,
	}.Sign(ctx, message)
	if err != nil {
		return nil, keyFailure(err, o.key)
	}
	if err := durable.Replace(path, signed.Text); err != nil {
		return nil, fmt.Errorf("write the signature: %w", err)
	}
	answer := &signAnswer{Run: o.run, PlanID: p.ID, Digest: p.Digest, Signature: path, KeyFingerprint: signed.Fingerprint()}
	tellSigned(s, p, signed, answer)
	return answer, nil
}

func tellSigned(s *screen, p *plan.Plan, signed *signature.Signature, answer *signAnswer) {
	file := filepath.Join(answer.Run, planFile)
	s.answer("Signed. %s\n", report.Sentence(p))
	s.answer("  digest     %s\n  key        %s\n  signature  %s\n", answer.Digest, answer.KeyFingerprint, answer.Signature)
	s.answer("\nWho checks needs a list of those who may sign. This key's line in it, with your name instead of NAME:\n  NAME %s\n", signed.PublicKey())
	s.answer("Anybody who has the list (here allowed_signers) can then check, with scimsheet or with OpenSSH alone:\n  %s\n", s.next("sign", answer.Run, "--check", "--signers", "allowed_signers"))
	s.answer("  ssh-keygen -Y verify -f allowed_signers -I NAME -n %s -s %s < %s\n", signature.Namespace, pathArgument(answer.Signature), pathArgument(file))
	s.answer("and apply can insist on it:\n  %s\n", s.next("apply", answer.Run, "--require-signature", "allowed_signers"))
}

// checkRun says who signed the plan that was read.
func checkRun(s *screen, o signOptions, p *plan.Plan) (*signAnswer, error) {
	who, err := signerOf(o.run, o.signers, p, s.Now())
	if err != nil {
		return nil, err
	}
	answer := &signAnswer{Run: o.run, PlanID: p.ID, Digest: p.Digest, Signature: filepath.Join(o.run, planFile) + signature.Suffix,
		KeyFingerprint: who.Fingerprint, Signer: who.Name}
	s.answer("Signed by %s. %s\n  digest     %s\n  key        %s\n", who.Name, report.Sentence(p), answer.Digest, answer.KeyFingerprint)
	return answer, nil
}

// requireSignature says who signed a plan that was read from a run, by name and key. A plan that nobody on the
// list has signed is refused (6), and so is a list that cannot be read (2).
func requireSignature(run, signersPath string, p *plan.Plan) (signer string, err error) {
	who, err := signerOf(run, signersPath, p, time.Now())
	if err != nil {
		return "", err
	}
	return who.Name + " (" + who.Fingerprint + ")", nil
}

func signerOf(run, signersPath string, p *plan.Plan, at time.Time) (signature.Signer, error) {
	list, err := signature.ReadSigners(signersPath)
	if err != nil {
		return signature.Signer{}, listFailure(err)
	}
	signed, err := signature.Read(filepath.Join(run, planFile))
	if err != nil {
		return signature.Signer{}, signatureFailure(err, run, signersPath)
	}
	message, err := planBytes(run, p)
	if err != nil {
		return signature.Signer{}, err
	}
	who, err := list.Check(message, signed, at)
	if err != nil {
		return signature.Signer{}, signatureFailure(err, run, signersPath)
	}
	return who, nil
}

// planBytes are the bytes of the very plan that was read before: what comes before the end record has its
// digest. The file is looked at twice, and somebody may have changed it in between.
func planBytes(run string, p *plan.Plan) ([]byte, error) {
	path := filepath.Join(run, planFile)
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the plan: %w", err)
	}
	end := bytes.LastIndexByte(bytes.TrimSuffix(raw, []byte("\n")), '\n') + 1
	if sum := sha256.Sum256(raw[:end]); hex.EncodeToString(sum[:]) != p.Digest {
		return nil, fail(exitPlanUnfit, "call this again; if it stays like this, somebody is at work in the run folder", "%s was changed while it was looked at", path)
	}
	return raw, nil
}

// signingPassphrase comes from the environment or from the person at the terminal.
func (s *screen) signingPassphrase(ctx context.Context, key string) ([]byte, error) {
	if given := s.environment(envSigningPassphrase); given != "" {
		return []byte(given), nil
	}
	if terminal, ok := s.In.(*os.File); ok && s.interactive() {
		typed, err := s.askSecret(ctx, terminal, "Passphrase of "+key)
		return []byte(typed), err
	}
	return nil, fail(exitCredentials, "set it in the environment, or call this on a terminal", "the key is encrypted, and %s is not set", envSigningPassphrase)
}

// keyFailure is why a plan was not signed.
func keyFailure(err error, key string) error {
	var known *failure
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, fs.ErrNotExist):
		return fail(exitUsage, "is the path right? ssh-keygen -t ed25519 makes a key", "%w", err)
	case errors.Is(err, signature.ErrExposed):
		return fail(exitCredentials, "chmod 600 "+pathArgument(key)+"; if somebody may have read it, sign with a new key", "%w", err)
	case errors.Is(err, signature.ErrWrongPassphrase):
		return fail(exitCredentials, "is "+envSigningPassphrase+" right, or what was typed? ssh-keygen -y -f "+pathArgument(key)+" asks for it and says", "%w", err)
	case errors.Is(err, signature.ErrKeygen):
		return fail(exitCredentials, "does the agent hold the key (ssh-add -l lists them), or is its hardware key plugged in and touched?", "%w", err)
	case errors.Is(err, signature.ErrNoKeygen):
		return fail(exitFailure, "install OpenSSH's client; or name a private key file, which needs no ssh-keygen", "%w", err)
	case errors.Is(err, signature.ErrNoKey), errors.Is(err, signature.ErrWeakKey):
		return fail(exitUsage, "ssh-keygen -t ed25519 makes a key that can sign; scimsheet help signing says which others can", "%w", err)
	}
	return err
}

// listFailure is why a list of signers cannot be read.
func listFailure(err error) error {
	var bad *signature.BadList
	switch {
	case errors.As(err, &bad):
		return fail(exitUsage, "scimsheet help signing shows what such a list looks like", "%w", err)
	case errors.Is(err, fs.ErrNotExist):
		return fail(exitUsage, "is the path right? it is looked for from the folder this command runs in", "%w", err)
	}
	return err
}

// signatureFailure is why a signature does not count.
func signatureFailure(err error, run, signersPath string) error {
	hint := ""
	switch {
	case errors.Is(err, signature.ErrNone):
		hint = "have it signed by somebody in " + signersPath + ": scimsheet sign " + pathArgument(run) + " --key FILE"
	case errors.Is(err, signature.ErrOtherBytes):
		hint = "do not apply it before you know why: look at the change report, and have the plan signed anew if it is right"
	case errors.Is(err, signature.ErrNotAllowed):
		hint = "whoever keeps " + signersPath + " decides who may sign; somebody who may can sign anew, with --force"
	case errors.Is(err, signature.ErrMalformed), errors.Is(err, signature.ErrNamespace), errors.Is(err, signature.ErrWeakKey):
		hint = "have it signed anew, with --force; ssh-keygen does it too: ssh-keygen -Y sign -n " + signature.Namespace + " -f KEY " +
			pathArgument(filepath.Join(run, planFile))
	default:
		return err
	}
	message := err.Error()
	if !strings.Contains(message, planFile) {
		message = filepath.Join(run, planFile) + signature.Suffix + ": " + message
	}
	f := fail(exitPlanUnfit, hint, "%w", err)
	f.Message = message
	return f
}
