package cli

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
)

// simulateOptions are what the simulate command was asked for.
type simulateOptions struct {
	tenant      simulator.Options
	faults      []string
	spelling    string
	certificate string
	addr        string
	tls         bool
	caFile      string
}

func newSimulate(s *screen) *cobra.Command {
	var o simulateOptions
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "An Anaplan tenant on this machine, to rehearse against",
		Long: `Listens on a loopback port and behaves like Anaplan's SCIM service, token service and OAuth, with
made-up people, until it is interrupted. The addresses and credentials it prints open nothing else.

Faults (--fault, repeatable) are written METHOD[:PART]=KIND[@WHEN][,times=N]. KIND is a status code such
as 503, or reset-before, reset-after, slow=2s, garbage, redirect, truncate, partial, partial=2,
error-in-200, no-entitlements, shift, duplicate, short, total, expire. WHEN is a number (that request
only), every and a number, or p0.1 (one in ten, by chance).` +
			exits(exitDone, exitFailure, exitUsage),
		Example: `  scimsheet simulate --users 500
  scimsheet simulate --rate 600 --latency 50ms
  scimsheet simulate --from tenant.jsonl --fault POST:/Users=reset-after@3
  scimsheet simulate --token-lifetime 1m --rotate-refresh-tokens
  scimsheet simulate --tls-ca rehearsal-ca.pem --certificate cert.pem`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return simulate(cmd.Context(), s, o) },
	}
	o.bindTenant(cmd.Flags())
	o.bindSignIn(cmd.Flags())
	return cmd
}

// bindTenant: who is there, and how the service behaves.
func (o *simulateOptions) bindTenant(flags *pflag.FlagSet) {
	flags.StringVar(&o.addr, "listen", "127.0.0.1:0", "loopback address and port; port 0 takes a free one")
	flags.IntVar(&o.tenant.Users, "users", 250, "accounts")
	flags.IntVar(&o.tenant.Workspaces, "workspaces", 12, "workspaces")
	flags.Uint64Var(&o.tenant.Seed, "seed", 1, "the same seed makes the same tenant")
	flags.StringVar(&o.tenant.From, "from", "", "start from an export (.jsonl) and not from made-up people")
	flags.DurationVar(&o.tenant.Latency, "latency", 0, "before every answer")
	flags.IntVar(&o.tenant.RatePerMinute, "rate", 0, "requests a minute before the service answers 429; 0 is no limit")
	flags.BoolVar(&o.tenant.RateHeaders, "rate-headers", false, "say in headers how much of --rate is left")
	flags.StringArrayVar(&o.faults, "fault", nil, "something that goes wrong, see above")
	flags.StringVar(&o.tenant.PatchAdd, "patch-add", simulator.Append, "what PATCH add does to workspaces: append, replace")
	flags.StringVar(&o.spelling, "spelling", "", "answer with one spelling of entitlements only: WORKSPACE, WORKSPACE_IDS, WORKSPACE_NAMES")
	flags.BoolVar(&o.tenant.Versions, "versions", false, "give users versions (ETag) and heed If-Match")
	flags.DurationVar(&o.tenant.ClockSkew, "clock-skew", 0, "how far the tenant's clock is ahead, such as 1h or -1h")
}

// bindSignIn: how callers prove who they are, and what of it does not work.
func (o *simulateOptions) bindSignIn(flags *pflag.FlagSet) {
	flags.BoolVar(&o.tls, "tls", false, "speak https, with a certificate authority made for the occasion (needs --tls-ca)")
	flags.StringVar(&o.caFile, "tls-ca", "", "speak https and write the authority's certificate to this `file`")
	flags.StringVar(&o.certificate, "certificate", "", "let this certificate sign in (PEM `file`)")
	flags.DurationVar(&o.tenant.TokenLifetime, "token-lifetime", 0, "how long tokens live (default 35m)")
	flags.BoolVar(&o.tenant.RotateRefreshTokens, "rotate-refresh-tokens", false, "OAuth refresh tokens work once")
	flags.BoolVar(&o.tenant.NoDeviceGrant, "no-device-grant", false, "no OAuth sign-in with a device code, as where single sign-on is on")
	flags.BoolVar(&o.tenant.NotUserAdmin, "not-user-admin", false, "the account that signs in may not manage users")
}

func simulate(ctx context.Context, s *screen, o simulateOptions) error {
	if err := o.complete(); err != nil {
		return err
	}
	tenant, err := simulator.New(o.tenant)
	if err != nil {
		return err
	}
	start := simulator.Start
	if o.tls {
		start = simulator.StartTLS
	}
	server, err := start(tenant, o.addr)
	if err != nil {
		return fail(exitUsage, "for example --listen 127.0.0.1:8787", "%w", err)
	}
	if o.tls {
		if err := writeAuthority(o.caFile, server.CAPEM); err != nil {
			return errors.Join(err, server.Close())
		}
		server.CAFile = o.caFile
	}
	if s.json {
		if err := s.object(server.Access, nil); err != nil {
			return err
		}
	}
	s.answer("A simulated tenant of %s listens. In another terminal:\n\n%s\nCtrl-C ends it; nothing is kept.\n",
		countOf(len(tenant.Accounts()), "user"), exportsOf(server.Access, o.certificate))
	<-ctx.Done()
	return server.Close()
}

// complete turns what was written in flags into the simulator's options.
func (o *simulateOptions) complete() error {
	var err error
	if o.tenant.Faults, err = simulator.ParseFaults(o.faults); err != nil {
		return fail(exitUsage, "", "--fault: %w", err)
	}
	if err := oneOf("patch-add", o.tenant.PatchAdd, simulator.Append, simulator.Replace); err != nil {
		return err
	}
	if err := oneOf("spelling", o.spelling, "", string(scim.PerWorkspace), string(scim.WorkspaceIDs), string(scim.WorkspaceNames)); err != nil {
		return err
	}
	if o.tls && o.caFile == "" {
		return fail(exitUsage, "add --tls-ca rehearsal-ca.pem: whoever connects has to trust that file", "--tls needs --tls-ca")
	}
	o.tls = o.caFile != ""
	o.tenant.Spelling = scim.EntitlementType(o.spelling)
	if o.certificate == "" {
		return nil
	}
	certificate, err := readCertificate(o.certificate)
	if err != nil {
		return fail(exitUsage, "it is a text that starts with -----BEGIN CERTIFICATE-----", "--certificate: %w", err)
	}
	o.tenant.Certificates = append(o.tenant.Certificates, certificate)
	return nil
}

// readCertificate is the first certificate of a PEM file.
func readCertificate(path string) (*x509.Certificate, error) {
	rest, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, fmt.Errorf("%s holds no certificate", path)
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s holds a certificate that cannot be read: %w", path, err)
		}
		return certificate, nil
	}
}

// writeAuthority writes over an earlier rehearsal's authority, and over nothing else.
func writeAuthority(path, text string) error {
	earlier, err := os.ReadFile(path)
	if err == nil && !bytes.HasPrefix(earlier, []byte("-----BEGIN CERTIFICATE-----")) {
		return fail(exitUsage, "name another file with --tls-ca", "%s is there and is not a certificate", path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--tls-ca: %w", err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { // everybody may know whom to trust
		return fmt.Errorf("--tls-ca: %w", err)
	}
	return nil
}

// exportsOf is what a shell needs to work with a tenant.
func exportsOf(a simulator.Access, certificate string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  export SCIMSHEET_SCIM_URL=%s\n", a.SCIMURL)
	fmt.Fprintf(&b, "  export SCIMSHEET_AUTH_URL=%s SCIMSHEET_API_URL=%s SCIMSHEET_OAUTH_URL=%s\n", a.AuthURL, a.APIURL, a.OAuthURL)
	if a.CAFile != "" {
		fmt.Fprintf(&b, "  export SCIMSHEET_CA_FILE=%s\n", a.CAFile)
	}
	fmt.Fprintf(&b, "  export SCIMSHEET_USERNAME=%s SCIMSHEET_PASSWORD=%s\n  scimsheet check\n", a.Username, a.Password)
	b.WriteString("\nIn place of the user name and the password, one of:\n\n")
	fmt.Fprintf(&b, "  export SCIMSHEET_API_KEY=%s\n", a.APIKey)
	fmt.Fprintf(&b, "  export SCIMSHEET_OAUTH_CLIENT_ID=%s SCIMSHEET_OAUTH_REFRESH_TOKEN=%s\n", a.OAuthClientID, a.RefreshToken)
	if certificate != "" {
		fmt.Fprintf(&b, "  export SCIMSHEET_CERTIFICATE=%s SCIMSHEET_PRIVATE_KEY=…\n", certificate)
	}
	return b.String()
}
