package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"scimsheet/internal/approval"
	"scimsheet/internal/finding"
	"scimsheet/internal/personnel"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// openOptions are what review open was asked for.
type openOptions struct {
	folder        string
	by            string
	hr            string
	owners        string
	due           string
	control       string
	scope         string
	fallback      []string
	inactiveAfter int
	previous      string
	addendumTo    string
	operator      string
	connect       connectFlags
}

// openAnswer is the JSON answer of review open.
type openAnswer struct {
	Campaign   string            `json:"campaign"` // the folder
	ID         string            `json:"id"`
	Control    string            `json:"control,omitempty"`
	Due        string            `json:"due,omitempty"`
	Digest     string            `json:"digest"`
	Population review.Proof      `json:"population"`
	Reviewers  []review.Reviewer `json:"reviewers"`
	NoReviewer int               `json:"noReviewer"` // rows that nobody could be found for
	Unknown    []string          `json:"unknown,omitempty"`
	Findings   []finding.Finding `json:"findings"`
	Files      map[string]string `json:"files"`
}

// openReview reads the tenant and what the company says of its people, cuts the population into the parts of
// reviewers, and writes the campaign's folder: whole, or not at all.
func openReview(ctx context.Context, s *screen, o openOptions) (*openAnswer, error) {
	facts, err := o.facts(ctx, s)
	if err != nil {
		return nil, err
	}
	stage, err := stageFolder(o.folder, campaignFile)
	if err != nil {
		return nil, err
	}
	defer stage.discard()
	conn, err := o.connect.open(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	if err := o.read(ctx, s, conn, stage, &facts); err != nil {
		return nil, err
	}
	campaign, err := review.Open(facts)
	if err != nil {
		return nil, openFailure(err)
	}
	if err := o.write(ctx, s, stage, campaign); err != nil {
		return nil, err
	}
	if err := stage.publish(); err != nil {
		return nil, err
	}
	answer := o.answer(campaign)
	tellOpened(s, campaign, answer)
	return answer, nil
}

// facts are what is known before the tenant is asked: the flags and the files that they name.
func (o *openOptions) facts(ctx context.Context, s *screen) (review.Facts, error) {
	seed := make([]byte, 16)
	if _, err := rand.Read(seed); err != nil {
		return review.Facts{}, fmt.Errorf("make row ids: %w", err)
	}
	f := review.Facts{Control: o.control, By: o.by, InactiveAfter: o.inactiveAfter, Tool: tool(), Seed: hex.EncodeToString(seed)}
	if o.folder == "" {
		return f, fail(exitUsage, "for example -o Q4", "review open needs -o, the folder of the campaign")
	}
	o.folder = filepath.Clean(o.folder)
	named, err := filepath.Abs(o.folder)
	if err != nil {
		return f, fmt.Errorf("name the campaign: %w", err)
	}
	f.Name = filepath.Base(named)
	if err := o.check(); err != nil {
		return f, err
	}
	if o.due != "" {
		day, err := time.Parse(time.DateOnly, o.due)
		if err != nil {
			return f, fail(exitUsage, "as year, month and day: 2026-12-15", "--due %q is no date", o.due)
		}
		if f.Due = day.Add(24*time.Hour - time.Second); f.Due.Before(s.Now()) {
			s.talk("warning: --due %s is over already, and the mails will ask for answers by then\n", o.due)
		}
	}
	if o.hr != "" {
		if f.Staff, err = personnel.ReadStaff(ctx, o.hr, sheet.Options{}); err != nil {
			return f, err
		}
		tellStaff(s, f.Staff)
	}
	if o.owners != "" {
		if f.Owners, err = personnel.ReadOwners(ctx, o.owners, sheet.Options{}); err != nil {
			return f, err
		}
	}
	return f, o.before(&f)
}

// tellStaff says what HR's list was taken for.
func tellStaff(s *screen, staff *personnel.Staff) {
	columns := make([]string, len(staff.Columns))
	for i, column := range staff.Columns {
		columns[i] = column.What + " in " + argument(column.Header)
	}
	s.talk("HR's list %s: %s; %s\n", argument(staff.File), countOf(len(staff.Employees), "person"), strings.Join(columns, ", "))
}

// check refuses flags that do not fit each other, and finds out by what the population is cut.
func (o *openOptions) check() error {
	if o.by == "" {
		switch {
		case o.hr != "":
			o.by = review.ByManager
		case o.owners != "":
			o.by = review.ByWorkspace
		}
	}
	switch {
	case o.by == review.ByWorkspace && o.owners == "":
		return fail(exitUsage, "a list with the columns Workspace and Owner; who owns none of it goes to --fallback", "--by workspace needs --owners FILE, which says who owns which workspace")
	case o.by != "" && o.by != review.ByWorkspace && o.hr == "":
		return fail(exitUsage, "a list with the columns E-mail and Manager, as HR's system exports it", "--by %s needs --hr FILE, HR's list of people", o.by)
	case o.hr != "" && o.owners != "" && filepath.Clean(o.hr) != filepath.Clean(o.owners) && strings.EqualFold(filepath.Base(o.hr), filepath.Base(o.owners)):
		return fail(exitUsage, "rename one: the campaign keeps copies of both in one folder", "--hr and --owners are two files called %s", filepath.Base(o.hr))
	case o.inactiveAfter < 1:
		return fail(exitUsage, "for example 90", "--inactive-after %d is not a number of days", o.inactiveAfter)
	case o.previous != "" && filepath.Clean(o.previous) == filepath.Clean(o.folder), o.addendumTo != "" && filepath.Clean(o.addendumTo) == filepath.Clean(o.folder):
		return fail(exitUsage, "name the folder of the earlier campaign", "a campaign does not go on from itself")
	}
	for _, address := range o.fallback {
		if !approval.IsAddress(address) {
			return fail(exitUsage, "for example --fallback security@acme.com", "--fallback %q is not an e-mail address", address)
		}
	}
	return nil
}

// before reads the campaigns that this one goes on from.
func (o *openOptions) before(f *review.Facts) error {
	var err error
	if o.previous != "" {
		if f.Previous, err = readClosed("previous", o.previous); err != nil {
			return err
		}
	}
	if o.addendumTo != "" {
		if f.AddendumTo, err = readCampaign(o.addendumTo); err != nil {
			return err
		}
		f.Before, err = readSnapshot(o.addendumTo, f.AddendumTo)
	}
	return err
}

// read asks the tenant for everything that reviewers are told.
func (o *openOptions) read(ctx context.Context, s *screen, conn *connection, stage *stage, f *review.Facts) error {
	var err error
	if f.Operator, err = conn.operator(o.operator, false); err != nil {
		return err
	}
	if f.Fallback = o.fallback; len(f.Fallback) == 0 && approval.IsAddress(f.Operator) {
		f.Fallback = []string{f.Operator}
	}
	if o.operator == "" && len(o.fallback) == 0 && f.Operator != "" {
		s.talk("note: %s signs in, and so runs the review, sends the mails and is the fallback reviewer; --operator and --fallback name people\n", f.Operator)
	}
	if len(f.Fallback) == 0 && o.by == review.ByNobody && f.Previous == nil {
		return fail(exitUsage, "--hr says who manages whom, --owners who owns which workspace, --fallback ADDRESS names one reviewer for everything",
			"who reviews? none of --hr, --owners and --fallback is given, and the credential does not tell whose it is")
	}
	if err := sameTenant(conn.tenant, f); err != nil {
		return err
	}
	known, err := conn.workspaces(ctx, s, nil)
	if err != nil {
		return err
	}
	started := s.Now().UTC()
	read, err := conn.readAll(ctx, s, known, 0, "an access review is of every account")
	if err != nil {
		return err
	}
	if f.Scope, err = review.ParseScope(o.scope, known); err != nil {
		return openFailure(err)
	}
	if f.AddendumTo != nil && o.scope == "" {
		f.Scope = f.AddendumTo.Scope
	}
	digest, err := writeSnapshot(stage, read.Accounts)
	if err != nil {
		return err
	}
	f.By, f.OpenedAt, f.Tenant, f.Accounts, f.Workspaces = o.by, s.Now().UTC(), conn.tenant, read.Accounts, known
	f.Proof = review.Proof{Request: "GET " + conn.tenant.SCIMURL + "/Users?startIndex=…&count=100, every page, without a filter", Requests: read.Requests,
		StartedAt: started, EndedAt: f.OpenedAt, By: conn.tenant.Caller, TotalResults: read.Total, Accounts: len(read.Accounts), Snapshot: digest}
	return conn.context(ctx, s, f)
}

// sameTenant refuses to go on from a campaign of another tenant: its people and workspaces are others.
func sameTenant(tenant plan.Tenant, f *review.Facts) error {
	var earlier []*review.Campaign
	if f.Previous != nil {
		earlier = append(earlier, f.Previous.Campaign)
	}
	if f.AddendumTo != nil {
		earlier = append(earlier, f.AddendumTo)
	}
	for _, c := range earlier {
		if c.Tenant.SCIMURL != tenant.SCIMURL {
			return fail(exitPlanUnfit, "name a campaign of this tenant, or connect to that one", "campaign %s was of %s, not of %s", campaignTitle(c), c.Tenant.SCIMURL, tenant.SCIMURL)
		}
	}
	return nil
}

// openFailure says how open ends where no campaign could be made.
func openFailure(err error) error {
	var nothing *review.NothingToReview
	var cannot *review.CannotCut
	var scope *review.BadScope
	var incomplete *review.Incomplete
	switch {
	case errors.As(err, &scope):
		return fail(exitUsage, scope.Hint, "--%w", err)
	case errors.As(err, &incomplete) && incomplete.Before != "":
		return fail(exitPlanUnfit, damagedSnapshot, "%w", err)
	case errors.As(err, new(*review.Incomplete)):
		return fail(exitFailure, "call this again: a population that lacks anybody is no evidence", "%w", err)
	case errors.As(err, &nothing) && nothing.AddendumTo != "":
		return fail(exitUsage, "nothing has come since: no addendum is needed", "%w", err)
	case errors.As(err, &nothing):
		return fail(exitUsage, "scimsheet export shows who has access to what", "%w", err)
	case errors.As(err, &cannot) && len(cannot.Headers) > 0:
		return fail(exitUsage, "HR's list has the columns "+strings.Join(cannot.Headers, ", "), "%w", err)
	}
	return fail(exitUsage, "scimsheet help review says who can review", "%w", err)
}

func (o *openOptions) answer(c *review.Campaign) *openAnswer {
	answer := &openAnswer{Campaign: o.folder, ID: c.ID, Control: c.Control, Digest: c.Digest, Population: c.Proof, Reviewers: c.Reviewers,
		Unknown: c.Unknown, Findings: c.Findings, Files: map[string]string{}}
	if answer.Findings == nil {
		answer.Findings = []finding.Finding{}
	}
	if !c.Due.IsZero() {
		answer.Due = c.Due.Format(time.DateOnly)
	}
	for _, r := range c.Reviewers {
		if r.Address == "" {
			answer.NoReviewer = r.Rows
		}
	}
	for _, name := range []string{campaignFile, snapshotFile, ledgerBook, timelineFile, reviewsFolder, mailsFolder} {
		answer.Files[name] = filepath.Join(o.folder, name)
	}
	return answer
}

// reviewersOnScreen is how many reviewers the terminal lists; the ledger has all.
const reviewersOnScreen = 12

// tellOpened says what the campaign came to, and what to do next.
func tellOpened(s *screen, c *review.Campaign, answer *openAnswer) {
	s.answer("Campaign %s%s\n", campaignTitle(c), dueWords(c))
	s.answer("  population   %s (user × workspace) of %s in %s\n", countOf(c.Proof.Rows, "row"), countOf(c.Proof.Users, "user"), countOf(c.Proof.Workspaces, "workspace"))
	s.answer("  complete     %s read of the %s that the service counts; %s without access, %s out of scope\n",
		countOf(c.Proof.Accounts, "account"), thousands(c.Proof.TotalResults), thousands(c.Proof.WithoutAccess), thousands(c.Proof.OutOfScope))
	flagged := 0
	for _, r := range c.Reviewers {
		flagged += r.Flagged
	}
	s.answer("  look at      %s to be looked at with care\n", countOf(flagged, "row"))
	for _, text := range c.Unknown {
		s.answer("  unknown      %s\n", report.Printed(text))
	}
	s.answer("\n  %-44s %8s %8s %8s\n", "reviewer", "rows", "people", "careful")
	for i, r := range c.Reviewers {
		if i == reviewersOnScreen {
			s.answer("  … %s more in the ledger\n", thousands(len(c.Reviewers)-i))
			break
		}
		s.answer("  %-44s %8s %8s %8s\n", fitted(cmp.Or(r.Address, "(nobody could be found)"), 44), thousands(r.Rows), thousands(r.People), thousands(r.Flagged))
	}
	tellFindings(s, c.Findings)
	s.answer("\nNothing has been sent and nothing has been changed.\n  read    %s\n  send    the mails in %s, each with its workbook attached\n  then    %s RETURNED…   when workbooks have come back\n",
		answer.Files[ledgerBook], answer.Files[mailsFolder], s.next("review", "status", answer.Campaign))
}

func campaignTitle(c *review.Campaign) string {
	title := c.Name + " (" + c.ID + ")"
	if c.Control != "" {
		title += " · control " + c.Control
	}
	return title
}

func dueWords(c *review.Campaign) string {
	if c.Due.IsZero() {
		return ""
	}
	return " · due on " + c.Due.Format("2 January 2006")
}

// findingsOnScreen is how many remarks on HR's list the terminal shows.
const findingsOnScreen = 8

func tellFindings(s *screen, findings []finding.Finding) {
	for i, f := range findings {
		if i == 0 {
			s.answer("\n")
		}
		if i == findingsOnScreen {
			s.answer("  … %s more in the ledger\n", thousands(len(findings)-i))
			return
		}
		s.answer("%s", folded("  "+string(f.Severity)+"  ", report.Printed(strings.TrimPrefix(f.Pos.String()+": ", ": ")+f.Message), widthOf(s.Out, 0)))
	}
}
