package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"scimsheet/internal/diagnose"
	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/settings"
)

// checkOptions are what the check command was asked for.
type checkOptions struct {
	writeProbe bool
	workspaces []string
	probeUser  string
	yes        bool
	connect    connectFlags
}

// checkAnswer is the JSON answer of check.
type checkAnswer struct {
	diagnose.Report
	Probe *diagnose.Walked `json:"probe,omitempty"`
}

func newCheck(s *screen) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Can we connect, who are we, may we manage users, how far is the clock off",
		Long: `Tries the connection step by step, says what works and what to do about what does not, and lists the
hosts that a firewall has to let through. Nothing is written, unless --write-probe asks for it.

--write-probe walks one disposable user through everything scimsheet does to users: create, read back,
rename, grant, revoke, deactivate. It needs --workspace, an id or a name; with a second one it also
finds out whether PATCH add appends or replaces, which is remembered for plans. SCIM cannot delete
users: the probe's stays, deactivated and without workspaces, and can be used again with --probe-user.` +
			exits(exitDone, exitFailure, exitUsage, exitCredentials, exitInterrupted),
		Example: `  scimsheet check --region us1
  scimsheet check --json
  scimsheet check --write-probe --workspace Sandbox --workspace "Sandbox 2"`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := check(cmd.Context(), s, o)
			return s.finish(answer, err)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.writeProbe, "write-probe", false, "also try out writing, on one disposable user")
	flags.StringArrayVar(&o.workspaces, "workspace", nil, "a workspace, by id or name, to give the probe's user and take again; twice to find out what adding does")
	flags.StringVar(&o.probeUser, "probe-user", "", "the e-mail address of the probe's user (left out: one made up on the caller's domain)")
	flags.BoolVar(&o.yes, "yes", false, "do not ask before writing; needed where there is no terminal")
	o.connect.bind(flags)
	return cmd
}

func check(ctx context.Context, s *screen, o checkOptions) (checkAnswer, error) {
	answer := checkAnswer{Report: diagnose.Report{Checks: []diagnose.Check{}, Hosts: []diagnose.Host{}}}
	if err := o.usable(s); err != nil {
		return answer, err
	}
	conn, signIn, err := o.connection(ctx, s)
	if err != nil {
		return answer, err
	}
	defer conn.close(ctx)
	answer.Report = diagnose.Run(ctx, diagnose.Options{
		Addresses: conn.addresses(s, signIn), Network: conn.network, Users: conn.users, Find: conn.find, Workspaces: conn.lists(),
		SignIn: signIn, Quirks: conn.users.Quirks(), Hint: s.hintWithoutCheck, Now: s.Now, Tell: func(c diagnose.Check) { printCheck(s, c) },
	})
	printHosts(s, answer.Hosts)
	if err := judged(ctx, s, answer.Report); err != nil {
		if o.writeProbe && !s.json {
			s.talk("The write probe was not made: everything above has to be in order first.\n")
		}
		return answer, err
	}
	if !o.writeProbe {
		s.answer("\nAll is well: %s.\n", countOf(answer.Requests, "request"))
		return answer, nil
	}
	answer.Probe, err = probe(ctx, s, conn, o, answer.Caller)
	answer.Requests = conn.requests()
	if answer.OK = err == nil; answer.OK {
		s.answer("\nAll is well: %s.\n", countOf(answer.Requests, "request"))
	}
	return answer, err
}

// connection opens the connection. Without credentials it is opened all the same: hosts and service need
// none, and who sets the program up should not have to begin with a password.
func (o checkOptions) connection(ctx context.Context, s *screen) (*connection, diagnose.SignIn, error) {
	conn, err := o.connect.open(ctx, s, nil)
	var missing *failure
	if errors.As(err, &missing) && missing.Code == exitCredentials {
		open := o.connect
		open.auth = authNone
		if conn, err = open.open(ctx, s, nil); err != nil {
			return nil, diagnose.SignIn{}, err
		}
		method, _ := o.connect.authMethod(s) // where nothing tells it, that is what is missing
		return conn, diagnose.SignIn{Method: diagnose.Method(method), Missing: missing, MissingHint: missing.Hint}, nil
	}
	if err != nil {
		return nil, diagnose.SignIn{}, err
	}
	method, err := o.connect.authMethod(s)
	signIn := diagnose.SignIn{Method: diagnose.Method(method), UserName: conn.caller, Said: o.connect.caller}
	if conn.asked != nil {
		signIn.Caller = conn.asked.Caller
	}
	return conn, signIn, err
}

// addresses are those that a run would use; all that are known while it is open how to sign in.
func (conn *connection) addresses(s *screen, signIn diagnose.SignIn) diagnose.Addresses {
	used := diagnose.Addresses{SCIM: conn.tenant.SCIMURL}
	if signIn.Missing != nil {
		used.API, used.Auth = conn.tenant.APIURL, conn.tenant.AuthURL
		if client, _ := s.setting(envOAuthClient, settings.OAuthClientID); client != "" || signIn.Method == diagnose.OAuth {
			used.OAuth = conn.tenant.OAuthURL
		}
		return used
	}
	if conn.api != nil {
		used.API = conn.tenant.APIURL
	}
	if conn.session != nil {
		used.Auth = conn.tenant.AuthURL
	}
	if signIn.Method == diagnose.OAuth {
		used.Auth, used.OAuth = conn.tenant.AuthURL, conn.tenant.OAuthURL
	}
	return used
}

// lists is the Integration API, or no interface at all where it is not used.
func (conn *connection) lists() diagnose.Workspaces {
	if conn.api == nil {
		return nil
	}
	return conn.api
}

// find looks for a user by name, in the way that plan, apply and verify do.
func (conn *connection) find(ctx context.Context, name identity.UserName) (string, error) {
	snapshot, err := conn.directory.Find(ctx, directory.NewSearch([]directory.Sought{{UserName: name}}), nil)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(snapshot.Accounts, func(a identity.Account) bool { return a.UserName.Same(name) })
	if at < 0 {
		return "", nil
	}
	return snapshot.Accounts[at].ID, nil
}

// hintWithoutCheck is the hint of a failure, but for its advice to call the command that is running.
func (s *screen) hintWithoutCheck(err error) string {
	advice, _, _ := strings.Cut(s.failureOf(err).Hint, "scimsheet check ")
	return strings.TrimRight(advice, "; ")
}

// judged is how check ends: refused credentials and a missing role decide the exit code over everything
// else. What failed first comes with its hint, since it may explain the rest.
func judged(ctx context.Context, s *screen, r diagnose.Report) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var failed []diagnose.Check
	code := exitFailure
	for _, c := range r.Checks {
		if c.State != diagnose.Failed {
			continue
		}
		failed = append(failed, c)
		if errors.Is(c.Err, identity.ErrSignedOut) || failureOf(c.Err).Code == exitCredentials {
			code = exitCredentials
		}
	}
	if len(failed) == 0 {
		return nil
	}
	first := failed[0]
	if s.json {
		return fail(code, first.Hint, "%s: %s", first.Name, first.Detail)
	}
	var names []string
	for _, c := range failed {
		names = append(names, c.Name)
	}
	return fail(code, first.Hint, "not in order: %s", strings.Join(slices.Compact(names), ", "))
}
