package cli

import (
	"context"

	"github.com/spf13/cobra"

	"scimsheet/internal/simulator"
)

// simulateOptions are what the simulate command was asked for.
type simulateOptions struct {
	tenant simulator.Options
	faults []string
	addr   string
}

func newSimulate(s *screen) *cobra.Command {
	var o simulateOptions
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "An Anaplan tenant on this machine, to rehearse against",
		Long: `Listens on a loopback port and behaves like Anaplan's SCIM service, with made-up people, until it is
interrupted. The addresses and credentials it prints open nothing else.

Faults (--fault, repeatable) are written METHOD[:PART]=KIND[@WHEN][,times=N]. KIND is a status code such
as 503, or reset-before, reset-after, slow=2s, garbage, truncate, partial, shift, expire. WHEN is a
number (that request only), every and a number, or p0.1 (one in ten, by chance).` +
			exits(exitDone, exitFailure, exitUsage),
		Example: `  scimsheet simulate --users 500
  scimsheet simulate --rate 600 --latency 50ms
  scimsheet simulate --from tenant.jsonl --fault POST:/Users=reset-after@3`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return simulate(cmd.Context(), s, o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.addr, "listen", "127.0.0.1:0", "loopback address and port; port 0 takes a free one")
	flags.IntVar(&o.tenant.Users, "users", 250, "accounts")
	flags.IntVar(&o.tenant.Workspaces, "workspaces", 12, "workspaces")
	flags.Uint64Var(&o.tenant.Seed, "seed", 1, "the same seed makes the same tenant")
	flags.DurationVar(&o.tenant.Latency, "latency", 0, "before every answer")
	flags.IntVar(&o.tenant.RatePerMinute, "rate", 0, "requests a minute before the service answers 429; 0 is no limit")
	flags.StringArrayVar(&o.faults, "fault", nil, "something that goes wrong, see above")
	flags.StringVar(&o.tenant.From, "from", "", "start from an export (.jsonl) and not from made-up people")
	flags.StringVar(&o.tenant.PatchAdd, "patch-add", simulator.Append, "what PATCH add does to workspaces: append, replace")
	return cmd
}

func simulate(ctx context.Context, s *screen, o simulateOptions) error {
	var err error
	if o.tenant.Faults, err = simulator.ParseFaults(o.faults); err != nil {
		return fail(exitUsage, "", "--fault: %w", err)
	}
	tenant, err := simulator.New(o.tenant)
	if err != nil {
		return err
	}
	server, err := simulator.Start(tenant, o.addr)
	if err != nil {
		return fail(exitUsage, "for example --listen 127.0.0.1:8787", "%w", err)
	}
	if s.json {
		if err := s.object(server.Access, nil); err != nil {
			return err
		}
	}
	s.answer(`A simulated tenant of %s listens. In another terminal:

  export SCIMSHEET_SCIM_URL=%s
  export SCIMSHEET_AUTH_URL=%s SCIMSHEET_API_URL=%s
  export SCIMSHEET_USERNAME=%s SCIMSHEET_PASSWORD=%s
  scimsheet check

Ctrl-C ends it; nothing is kept.
`, countOf(len(tenant.Accounts()), "user"), server.SCIMURL, server.AuthURL, server.APIURL, server.Username, server.Password)
	<-ctx.Done()
	return server.Close()
}
