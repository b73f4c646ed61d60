package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scimsheet/internal/apply"
	"scimsheet/internal/review"
	"scimsheet/internal/simulator"
)

// reviewDemoAnswer is the JSON answer of demo review.
type reviewDemoAnswer struct {
	Campaign string          `json:"campaign"`
	Run      string          `json:"run"`
	Open     *openAnswer     `json:"open"`
	Status   *statusAnswer   `json:"status"` // when everything that could go wrong had
	Close    *closeAnswer    `json:"close"`
	Apply    *applyAnswer    `json:"apply"`
	Verify   *verifyAnswer   `json:"verify"`
	Evidence *evidenceAnswer `json:"evidence"`
}

func newDemoReview(s *screen) *cobra.Command {
	return &cobra.Command{
		Use:   "review [DIR]",
		Short: "See a whole access review in a few seconds, with made-up people and reviewers",
		Long: `Opens a campaign of some 250 people, lets made-up reviewers fill in their workbooks with the mistakes that
reviewers make, shows the status, has them put right, closes, applies, verifies and gathers the evidence.
Everything stays on this machine. DIR (left out: scimsheet-review-<time>) then holds all of it.` +
			exits(exitDone, exitFailure, exitUsage),
		Example: "  scimsheet demo review\n  scimsheet demo review /tmp/try",
		Args:    atMostOneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := demoReview(cmd.Context(), s, demoFolder(s, args, "scimsheet-review"))
			if err != nil {
				return err
			}
			return s.finish(answer, nil)
		},
	}
}

// demoOwner runs the demo's access review.
const demoOwner = "sofia.berg@acme.example"

// rehearsal is one access review of the demo.
type rehearsal struct {
	s       *screen // the real one
	inner   *screen // of the commands, with the simulated tenant's credentials and calendar
	dir     string
	connect connectFlags
	clock   time.Time
	answer  *reviewDemoAnswer
}

// demoReview runs the real commands, one after the other, against a tenant in this process. The calendar is that
// of the tenant's made-up people: days without a sign-in are counted to it.
func demoReview(ctx context.Context, s *screen, dir string) (*reviewDemoAnswer, error) {
	if exist(filepath.Join(dir, "Q4"), campaignFile) {
		return nil, fail(exitUsage, "name another folder, or none", "%s already holds a campaign", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the demo's folder: %w", err)
	}
	tenant, err := simulator.New(demoTenant())
	if err != nil {
		return nil, err
	}
	server, err := simulator.Start(tenant, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer server.Close()
	r := &rehearsal{s: s, inner: demoScreen(s, server.Access), dir: dir, clock: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC),
		connect: connectFlags{scimURL: server.SCIMURL, authURL: server.AuthURL, apiURL: server.APIURL, workers: 4, timeout: 30 * time.Second},
		answer:  &reviewDemoAnswer{Campaign: filepath.Join(dir, "Q4"), Run: filepath.Join(dir, "Q4-run")}}
	r.inner.Now = func() time.Time { return r.clock }
	hr := filepath.Join(dir, "hr.xlsx")
	if err := writeStaff(hr, demoStaff(tenant.Accounts())); err != nil {
		return nil, err
	}
	s.answer("A simulated tenant with %s stands in for Anaplan, and made-up reviewers for yours. Everything stays\non this machine, and today is %s.\n",
		countOf(len(tenant.Accounts()), "user"), day(r.clock))
	if err := r.collect(ctx, hr); err != nil {
		return nil, err
	}
	if err := r.conclude(ctx); err != nil {
		return nil, err
	}
	r.tellLook(hr)
	return r.answer, nil
}

// collect opens the campaign and has it answered, first with mistakes.
func (r *rehearsal) collect(ctx context.Context, hr string) error {
	a, returned := r.answer, filepath.Join(r.dir, "returned")
	r.step(1, "Open", "review open -o %s --hr %s --due 2026-12-15 --control ITGC-07 --operator %s", a.Campaign, hr, demoOwner)
	opening := openOptions{folder: a.Campaign, hr: hr, due: "2026-12-15", control: "ITGC-07", operator: demoOwner, inactiveAfter: 90, connect: r.connect}
	var err error
	if a.Open, err = openReview(ctx, r.inner, opening); err != nil {
		return err
	}
	campaign, err := readCampaign(a.Campaign)
	if err != nil {
		return err
	}
	reviewers := &demoReviewers{campaign: campaign, folder: a.Campaign, returned: returned, opened: r.clock}
	if err := os.Mkdir(returned, 0o700); err != nil {
		return fmt.Errorf("make the demo's folder: %w", err)
	}
	if err := reviewers.answer(); err != nil {
		return err
	}
	r.clock = r.clock.AddDate(0, 0, 3)
	r.step(2, "What came back", "review status %s %s", a.Campaign, returned)
	if a.Status, err = reviewStatus(ctx, r.inner, a.Campaign, []string{returned}); err != nil {
		return err
	}
	if a.Status.Open[review.OpenContradiction] == 0 || a.Status.Open[review.OpenFaulty] == 0 || a.Status.Open[review.OpenDelegated] == 0 {
		return fmt.Errorf("demo review: the reviewers' deliberate mistakes were not found")
	}
	r.clock = r.clock.AddDate(0, 0, 2)
	return reviewers.putRight()
}

// conclude closes the campaign, does what follows from it, and gathers the evidence.
func (r *rehearsal) conclude(ctx context.Context) error {
	a, returned := r.answer, filepath.Join(r.dir, "returned")
	r.step(3, "Everything put right: close", "review close %s %s -o %s --operator %s", a.Campaign, returned, a.Run, demoOwner)
	var err error
	if a.Close, err = closeReview(ctx, r.inner, demoClosing(r.connect, a, returned)); err != nil {
		return err
	}
	r.clock = r.clock.Add(time.Hour)
	r.step(4, "The revocations", "apply %s", a.Run)
	if a.Apply, err = applyRun(ctx, r.inner, applyOptions{run: a.Run, yes: true, order: orderSafe, connect: r.connect}); err != nil {
		return err
	}
	if a.Apply.Outcomes[apply.Applied] == 0 {
		return fmt.Errorf("demo review: nothing was revoked")
	}
	r.step(5, "Tested again", "verify %s", a.Run)
	if a.Verify, err = verifyRun(ctx, r.inner, a.Run, r.connect); err != nil {
		return err
	}
	r.step(6, "The evidence", "review evidence %s", a.Campaign)
	a.Evidence, err = reviewEvidence(ctx, r.inner, evidenceOptions{folder: a.Campaign})
	return err
}

func (r *rehearsal) step(n int, what, command string, args ...any) {
	r.s.answer("\n%d. %s:   scimsheet %s\n\n", n, what, fmt.Sprintf(command, args...))
}

// demoClosing are the options of a plain review close command.
func demoClosing(connect connectFlags, a *reviewDemoAnswer, returned string) closeOptions {
	var o closeOptions
	flags := pflag.NewFlagSet("demo", pflag.ContinueOnError)
	o.policy.bindWriting(flags)
	o.policy.bindGuards(flags)
	o.folder, o.returned, o.run, o.operator, o.connect = a.Campaign, []string{returned}, a.Run, demoOwner, connect
	return o
}

func (r *rehearsal) tellLook(hr string) {
	a := r.answer
	biggest := bySize(a.Open.Reviewers)[0].File
	r.s.answer(`
Look at
  %-58s a reviewer's workbook, as it was sent
  %-58s the mail that it went with
  %-58s what the campaign's owner looks at
  %-58s what an auditor reads first
  %-58s HR's list
Then, with your own tenant
  scimsheet help review                  how a campaign goes, step by step
`, filepath.Join(a.Campaign, reviewsFolder, biggest), filepath.Join(a.Campaign, mailsFolder, mailOf(biggest)), a.Open.Files[ledgerBook],
		filepath.Join(a.Evidence.Folder, "index.html"), hr)
}

// bySize are reviewers with the most rows first; nobody's rows come last.
func bySize(reviewers []review.Reviewer) []review.Reviewer {
	return slices.SortedStableFunc(slices.Values(reviewers), func(a, b review.Reviewer) int {
		nobody := func(r review.Reviewer) int { return strings.Compare("", r.Address) + 1 }
		return cmp.Or(cmp.Compare(nobody(b), nobody(a)), cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Address, b.Address))
	})
}
