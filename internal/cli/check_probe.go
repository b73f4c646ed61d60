package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"scimsheet/internal/diagnose"
	"scimsheet/internal/identity"
	"scimsheet/internal/settings"
)

// usable refuses flags that do not fit together, before anything is sent.
func (o checkOptions) usable(s *screen) error {
	switch {
	case !o.writeProbe && (len(o.workspaces) > 0 || o.probeUser != ""):
		return fail(exitUsage, "add --write-probe, or leave them out", "--workspace and --probe-user are for --write-probe")
	case !o.writeProbe:
		return nil
	case len(o.workspaces) == 0:
		return fail(exitUsage, "name one that nobody minds, by id or name: --workspace Sandbox", "--write-probe needs --workspace: one that is given to a disposable user and taken again")
	case len(o.workspaces) > 2:
		return fail(exitUsage, "one, or two to find out what adding does", "%d workspaces are more than a probe needs", len(o.workspaces))
	case o.probeUser != "" && (!strings.Contains(o.probeUser, "@") || utf8.RuneCountInString(o.probeUser) > diagnose.MaxAddress):
		return fail(exitUsage, "it is an e-mail address of at most 60 characters, on a domain of yours", "--probe-user %q cannot be a user name", o.probeUser)
	case !o.yes && !s.interactive():
		return fail(exitUsage, "add --yes where nobody can be asked", "a write probe needs --yes where there is no terminal")
	}
	return nil
}

// probe tries out writing on one disposable user.
func probe(ctx context.Context, s *screen, conn *connection, o checkOptions, caller diagnose.Caller) (*diagnose.Walked, error) {
	workspaces, err := conn.toGive(ctx, s, o.workspaces)
	if err != nil {
		return nil, err
	}
	address, err := o.address(s, caller)
	if err != nil {
		return nil, err
	}
	p := diagnose.Probe{Users: conn.users, Find: conn.find, Writer: conn.writer, Quirks: conn.users.Quirks(), Address: address, Workspaces: workspaces, Now: s.Now,
		Tell: func(step diagnose.Step) { printStep(s, step) }}
	existing, err := p.Look(ctx)
	var taken *diagnose.NotDisposable
	if errors.As(err, &taken) {
		return nil, fail(exitUsage, "leave --probe-user out, or name the deactivated user of an earlier probe; no other account is touched", "%w", err)
	}
	if err != nil {
		return nil, err
	}
	if err := agree(ctx, s, p, existing != nil, o.yes); err != nil {
		return nil, err
	}
	s.answer("\nWrite probe\n")
	walked := p.Walk(ctx, existing)
	printFound(s, walked.Found)
	printLeft(s, &walked)
	return &walked, errors.Join(outcomeOf(ctx, walked), remember(s, conn, walked.Found))
}

// remember keeps what adding was found to do, for the plans of this tenant.
func remember(s *screen, conn *connection, found diagnose.Found) error {
	if found.PatchAdd == "" {
		return nil
	}
	dir := s.configDir()
	if dir == "" {
		s.talk("note: what was found out is not kept: this system has no folder for it; name one in SCIMSHEET_CONFIG_DIR\n")
		return nil
	}
	return settings.Remember(dir, conn.tenant.SCIMURL, settings.Probe{PatchAdd: found.PatchAdd, At: s.Now()})
}

// toGive finds the workspaces that were named.
func (conn *connection) toGive(ctx context.Context, s *screen, named []string) ([]identity.Workspace, error) {
	known, err := conn.workspaces(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	var found []identity.Workspace
	for _, text := range named {
		ws, err := oneWorkspace(known, text)
		if err != nil {
			return nil, err
		}
		if known.Inactive(ws.ID) {
			return nil, fail(exitUsage, "name another one", "workspace %q is inactive: nobody can be given it", text)
		}
		if len(found) > 0 && found[0].ID == ws.ID {
			return nil, fail(exitUsage, "two different ones show whether adding appends", "both --workspace are the same one, %s", ws.ID)
		}
		found = append(found, ws)
	}
	return found, nil
}

// oneWorkspace is the workspace of an id or name. An id need not be listed: a User Admin may see few.
func oneWorkspace(known *identity.Workspaces, text string) (identity.Workspace, error) {
	if _, listed := known.ByID(text); listed || known.IsID(text) {
		return known.Named(text), nil
	}
	switch found := known.ByName(text); len(found) {
	case 1:
		return found[0], nil
	case 0:
		return identity.Workspace{}, fail(exitUsage, "its id works too, the 32 digits and letters in the address bar when it is open in Anaplan; a User Admin may see few names",
			"no workspace %q is listed to this account", text)
	default:
		var ids []string
		for _, ws := range found {
			ids = append(ids, ws.ID)
		}
		return identity.Workspace{}, fail(exitUsage, "name one by its id: "+strings.Join(ids, " or "), "%d workspaces are called %q", len(found), text)
	}
}

// address is where the probe's user is, or will be made.
func (o checkOptions) address(s *screen, caller diagnose.Caller) (identity.UserName, error) {
	if o.probeUser != "" {
		return identity.UserName(o.probeUser), nil
	}
	address, ok := diagnose.ProbeAddress(caller.UserName, s.Now())
	if !ok {
		return "", fail(exitUsage, "name an unused one of at most 60 characters, on a domain of yours: --probe-user ADDRESS", "no address for the probe's user can be made up from %q", caller.UserName)
	}
	return address, nil
}

// agree says what a probe will do and leave behind, and asks.
func agree(ctx context.Context, s *screen, p diagnose.Probe, exists, yes bool) error {
	var given strings.Builder
	for _, ws := range p.Workspaces {
		fmt.Fprintf(&given, "  %s\n", strings.TrimSpace(ws.Name+" "+ws.ID))
	}
	does := "makes one disposable user,"
	if exists {
		does = "uses the disposable user of an earlier probe,"
	}
	text := fmt.Sprintf(`
The write probe %s
  %s
renames it, and gives it and takes away again
%sSCIM cannot delete users: this one stays in the tenant, deactivated and without
workspaces, and nobody else can have its address. Anaplan may send mail there.
No other account is touched.
`, does, p.Address, given.String())
	if yes {
		s.talk("%s", text)
		return nil
	}
	return s.ask(ctx, text+"Type yes to go on: ", "yes", "nothing was written")
}

// outcomeOf is how check ends after a write probe.
func outcomeOf(ctx context.Context, w diagnose.Walked) error {
	hint := "the steps above say what was answered; nothing is left behind that needs attention"
	if !w.Left.Clean() {
		hint = "mend what is left behind in Anaplan's Administration: user " + string(w.User)
	}
	var refusal *identity.Refusal
	switch {
	case ctx.Err() != nil:
		return fail(exitInterrupted, hint, "stopped in the middle of the write probe")
	case w.OK && w.Left.Clean():
		return nil
	case errors.Is(w.Err, identity.ErrSignedOut), errors.As(w.Err, &refusal) && refusal.HTTPStatus == 403:
		return fail(exitCredentials, hint, "the service does not let this account write: %w", w.Err)
	}
	for _, step := range w.Steps {
		if !step.OK {
			return fail(exitFailure, hint, "the write probe failed at %q", step.Name)
		}
	}
	return fail(exitFailure, hint, "the write probe could not tidy up")
}
