package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// checkAnswer is the JSON answer of check.
type checkAnswer struct {
	OK     bool        `json:"ok"`
	Caller checkCaller `json:"caller"`
	Checks []checked   `json:"checks"`
}

type checkCaller struct {
	ID        string `json:"id"`
	UserName  string `json:"userName"`
	UserAdmin bool   `json:"userAdmin"`
}

// checked is one thing that was looked at.
type checked struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Hint   string `json:"hint"`
}

func newCheck(s *screen) *cobra.Command {
	var connect connectFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Can we connect, who are we, may we manage users, how far is the clock off",
		Long: `Tries the connection step by step and says what works. Nothing is written.` +
			exits(exitDone, exitFailure, exitUsage, exitCredentials, exitInterrupted),
		Example: "  scimsheet check --region us1\n  scimsheet check --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			conn, err := connect.open(cmd.Context(), s, nil)
			if err != nil {
				return s.finish(checkAnswer{Checks: []checked{}}, err)
			}
			defer conn.close(cmd.Context())
			answer, err := check(cmd.Context(), conn)
			for _, c := range answer.Checks {
				s.answer("  %-4s %-12s %s\n", map[bool]string{true: "ok", false: "FAIL"}[c.OK], c.Name, c.Detail)
				if c.Hint != "" {
					s.answer("       %-12s %s\n", "", c.Hint)
				}
			}
			return s.finish(answer, err)
		},
	}
	connect.bind(cmd.Flags())
	return cmd
}

// check goes on after a failure where something can still be learnt; the error is the first that counts.
func check(ctx context.Context, conn *connection) (checkAnswer, error) {
	a := checkAnswer{Caller: checkCaller{UserName: conn.tenant.Caller}, Checks: []checked{}}
	serviceErr := a.service(ctx, conn)
	a.clock(ctx, conn)
	if serviceErr != nil {
		return a, serviceErr
	}
	signInErr := a.signIn(ctx, conn)
	usersErr := a.users(ctx, conn)
	if usersErr == nil {
		a.workspaces(ctx, conn)
	}
	a.OK = usersErr == nil && signInErr == nil
	return a, errors.Join(signInErr, usersErr)
}

func (a *checkAnswer) note(name, detail, hint string, err error) {
	if err != nil {
		detail = err.Error()
	}
	a.Checks = append(a.Checks, checked{Name: name, OK: err == nil, Detail: detail, Hint: hint})
}

// service asks for what needs no credential.
func (a *checkAnswer) service(ctx context.Context, conn *connection) error {
	unsigned := scim.NewClient(conn.tenant.SCIMURL, &http.Client{Transport: conn.network})
	_, err := unsigned.ServiceProviderConfig(ctx)
	hint := ""
	if err != nil {
		hint = "is the address right (scimsheet help anaplan), and may this machine reach it through the firewall or proxy?"
	}
	a.note("service", conn.tenant.SCIMURL+" answers", hint, err)
	return err
}

// tolerated is how far the clock may be off before sign-in with certificates and tokens suffers.
const tolerated = 2 * time.Minute

func (a *checkAnswer) clock(ctx context.Context, conn *connection) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(conn.tenant.SCIMURL, "/")+"/ServiceProviderConfig", nil)
	if err != nil {
		return
	}
	resp, err := (&http.Client{Transport: conn.network}).Do(req)
	if err != nil {
		return
	}
	resp.Body.Close()
	theirs, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		a.note("clock", "the service does not tell its time", "", nil)
		return
	}
	off := conn.now().Sub(theirs).Round(time.Second)
	if off.Abs() > tolerated {
		a.note("clock", "", "set this machine's clock: tokens and certificates are checked against it", fmt.Errorf("this machine is off by %s", off))
		return
	}
	a.note("clock", fmt.Sprintf("within %s of the service's", off.Abs()+time.Second), "", nil)
}

// signIn asks the token service who we are, where there is one.
func (a *checkAnswer) signIn(ctx context.Context, conn *connection) error {
	if conn.session == nil {
		return nil
	}
	caller, err := conn.session.Caller(ctx)
	if err != nil {
		a.note("sign-in", "", "is the password right? Anaplan passwords expire after 30 to 90 days, and an account with single sign-on cannot sign in this way", err)
		return err
	}
	a.Caller.ID = caller.ID
	if caller.UserName != "" {
		a.Caller.UserName = caller.UserName
	}
	a.note("sign-in", "as "+a.Caller.UserName, "", nil)
	return nil
}

// users counts the accounts, which takes the role User Admin.
func (a *checkAnswer) users(ctx context.Context, conn *connection) error {
	total, err := conn.directory.Total(ctx)
	if err != nil {
		hint := ""
		if errors.Is(err, identity.ErrSignedOut) {
			hint = "the account has to be active, sign in without single sign-on, and have the role User Admin"
		}
		a.note("users", "", hint, err)
		return err
	}
	a.Caller.UserAdmin = true
	a.note("users", fmt.Sprintf("%s can be managed: the account has the role User Admin", countOf(total, "user")), "", nil)
	return nil
}

// workspaces counts those that the caller can see, which may be few.
func (a *checkAnswer) workspaces(ctx context.Context, conn *connection) {
	if conn.api == nil {
		a.note("workspaces", "not listed: without --api-url and a password names come from the Workspaces sheet and from users", "", nil)
		return
	}
	listed, err := conn.api.Workspaces(ctx)
	switch {
	case errors.Is(err, anaplan.ErrNotPermitted):
		a.note("workspaces", "not listed to this account: names come from the Workspaces sheet and from users", "", nil)
	case err != nil:
		a.note("workspaces", "", "", err)
	default:
		a.note("workspaces", fmt.Sprintf("%s listed", countOf(len(listed), "workspace")), "", nil)
	}
}
