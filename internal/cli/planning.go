package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/roster"
	"scimsheet/internal/scim"
)

// planOptions are what the plan command was asked for.
type planOptions struct {
	inputs           []string
	run              string // folder; empty for the default name
	operator         string
	strict           bool
	detailedExitcode bool
	loading          loadFlags
	policy           policyFlags
	connect          connectFlags
}

// makePlan reads inputs and tenant, decides, and writes the run folder: whole, or not at all.
func makePlan(ctx context.Context, s *screen, o planOptions) (*planAnswer, error) {
	policy, err := o.policy.resolve()
	if err != nil {
		return nil, err
	}
	if o.run == "" {
		o.run = defaultRun(o.inputs[0], s.Now())
	}
	conn, err := o.connect.open(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	if policy, err = conn.fit(s, policy); err != nil {
		return nil, err
	}
	if o.operator, err = conn.operator(o.operator, policy.FourEyes); err != nil {
		return nil, err
	}
	stage, err := stageRun(o.run)
	if err != nil {
		return nil, err
	}
	defer stage.discard()

	o.loading.anyService = conn.users.Quirks() == scim.RFC
	o.loading.groupBy, o.loading.splitBy = policy.GroupBy, policy.SplitBy
	people, err := o.loading.load(ctx, s, o.inputs, policy.Match, stage)
	if err != nil {
		return nil, err
	}
	policy.ByGroup = policy.GroupBy != "" && people.GroupedBy != ""
	policy.GroupBy, policy.SplitBy = people.GroupedBy, people.PartedBy
	if err := o.refuseOtherFlags(people, policy); err != nil {
		return nil, err
	}
	if err := refuseRoster(people, policy, o.strict); err != nil {
		return &planAnswer{Findings: finding.Count(people.Findings), Mapping: mappingOf(people)}, err
	}
	p, dryRun, err := decide(ctx, s, conn, people, policy, o, stage)
	if err != nil {
		return &planAnswer{Findings: finding.Count(people.Findings), Mapping: mappingOf(people)}, err
	}
	parts, err := writeReports(s, stage, dryRun)
	if err != nil {
		return nil, err
	}
	if err := stage.publish(); err != nil {
		return nil, err
	}
	answer := answerOf(p, people, o.run, parts)
	tellPlan(s, p, answer)
	return answer, verdict(p, answer, o.detailedExitcode)
}

// decide reads the tenant, resolves the workspaces and makes the plan; the snapshot and the plan are
// written to the stage.
func decide(ctx context.Context, s *screen, conn *connection, people *roster.Roster, policy plan.Policy, o planOptions, stage *stage) (*plan.Plan, report.Input, error) {
	var none report.Input
	known, err := conn.workspaces(ctx, s, people.Directory)
	if err != nil {
		return nil, none, err
	}
	if policy.Scope, err = o.policy.scopeNames(); err != nil {
		return nil, none, err
	}
	read, err := conn.readTenant(ctx, s, people, policy, known)
	if err != nil {
		return nil, none, err
	}
	people.Resolve(roster.Resolution{Known: known, AllowUnknown: policy.AllowUnknownWorkspaces, Holds: holder(read.Accounts)})
	if err := refuseRoster(people, policy, o.strict); err != nil {
		return nil, none, err
	}
	if policy.Scope, err = resolveScope(policy.Scope, known); err != nil {
		return nil, none, err
	}
	if err := o.refuseOtherFlags(people, policy); err != nil {
		return nil, none, err
	}
	if policy.Caller, err = conn.protectedCaller(ctx, s, read); err != nil {
		return nil, none, err
	}
	tellUnprotected(s, policy.Protect, read)
	logins, err := conn.logins(ctx, s, peopleOf(people), read.Accounts)
	if err != nil {
		return nil, none, err
	}
	difference, err := plan.Diff(desiredOf(people), plan.Actual{Accounts: read.Accounts, Total: read.Total, Complete: read.Complete,
		Workspaces: known, Logins: logins.last, At: read.TakenAt, Visiting: logins.visiting}, policy)
	if err != nil {
		return nil, none, err
	}
	if err := keepFindings(stage, people.Findings); err != nil {
		return nil, none, err
	}
	p, err := conn.seal(s, stage, difference, policy, read, o.connect, plan.Facts{
		Operator: o.operator, Inputs: inputsOf(people, o.loading.layout), Supplied: known.SuppliedOnly(), HeldBack: len(people.HeldBack)})
	if err != nil {
		return nil, none, err
	}
	return p, report.Input{Plan: p, Findings: people.Findings, Run: o.run}, nil
}

// tellUnprotected warns of protected names that no account has: a misspelt one protects nobody. Where
// not every account was read nothing can be said.
func tellUnprotected(s *screen, protect []string, read *reading) {
	if !read.Complete || len(protect) == 0 {
		return
	}
	there := make(map[string]bool, len(read.Accounts))
	for i := range read.Accounts {
		there[identity.Fold(identity.Visible(string(read.Accounts[i].UserName)))] = true
	}
	for _, name := range protect {
		if !there[identity.Fold(identity.Visible(name))] {
			s.talk("warning: --protect %s: no account has this userName, so it protects nobody\n", name)
		}
	}
}

// refuseRoster stops what must not become a plan: nothing that is a person, errors under --strict,
// and absence judged by a roster that is not surely complete.
func refuseRoster(people *roster.Roster, policy plan.Policy, strict bool) error {
	counts := finding.Count(people.Findings)
	switch {
	case len(people.Unusable()) > 0:
		f := people.Unusable()[0]
		return fail(exitInput, f.Hint, "%s: %s", f.Pos, f.Message)
	case people.People() == 0:
		return fail(exitInput, "scimsheet help input says what a spreadsheet may hold", "no people were found in the input")
	case strict && counts.Errors > 0:
		return fail(exitInput, "mend them, or leave --strict out: rows with errors are then held back", "%s in the input, and --strict was given", countOf(counts.Errors, "error"))
	case policy.Absent == plan.AbsentDeactivate && people.UnreadableKeys > 0:
		return fail(exitInput, "mend those rows first: the people in them would count as absent",
			"--absent deactivate is refused while %s no readable key", rowsHave(people.UnreadableKeys))
	case policy.Absent == plan.AbsentDeactivate && people.SheetsNotRead > 0:
		return fail(exitInput, "--sheet '*' reads every visible sheet, --sheet NAME only the one of that name",
			"--absent deactivate is refused while people seem to be on %s not read: they would count as absent", countOf(people.SheetsNotRead, "sheet"))
	case policy.Absent == plan.AbsentDeactivate && people.RetrySheet:
		return fail(exitInput, "a Retry sheet lists only what was left over; everybody else would count as absent",
			"--absent deactivate is refused for a Retry sheet")
	}
	return nil
}

// holder tells whether a person's account holds a workspace already.
func holder(accounts []identity.Account) func(identity.Person, string) bool {
	held := holdings(accounts)
	return func(p identity.Person, workspace string) bool {
		_, found := slices.BinarySearch(held(p), workspace)
		return found
	}
}

// holdings tells which workspaces a person's account holds.
func holdings(accounts []identity.Account) func(identity.Person) []string {
	held := make(map[string][]string, 3*len(accounts))
	for _, a := range accounts {
		held["id "+strings.ToLower(a.ID)] = a.Workspaces
		held["name "+a.UserName.Key()] = a.Workspaces
		held["external "+identity.Fold(a.ExternalID)] = a.Workspaces
	}
	return func(p identity.Person) []string {
		key := "name " + p.UserName.Key()
		switch {
		case p.ID != "":
			key = "id " + strings.ToLower(p.ID)
		case p.UserName == "" && p.ExternalID != nil:
			key = "external " + identity.Fold(*p.ExternalID)
		}
		return held[key]
	}
}

func desiredOf(people *roster.Roster) plan.Desired {
	var d plan.Desired
	d.Listed = make([]plan.Listed, len(people.Entries))
	for i := range people.Entries {
		d.Listed[i] = plan.Listed{Person: people.Entries[i].Person, Rows: people.Entries[i].Rows,
			Group: people.Entries[i].Group, Part: people.Entries[i].Part}
	}
	for _, h := range people.HeldBack {
		d.HeldBack = append(d.HeldBack, identity.Person{UserName: h.UserName, ID: h.ID, ExternalID: &h.ExternalID})
		d.HeldBack = append(d.HeldBack, h.Also...)
	}
	return d
}

func inputsOf(people *roster.Roster, layout string) []plan.Input {
	inputs := make([]plan.Input, len(people.Tables))
	for i, t := range people.Tables {
		inputs[i] = plan.Input{Name: t.File, SHA256: t.SHA256, Sheet: t.Sheet, Rows: t.Rows, Mapping: t.Mapping, MappingSHA256: t.MappingSHA256, Layout: layout}
	}
	return inputs
}

// writeReports writes the change report, whole and in parts, and shows the dry run.
func writeReports(s *screen, stage *stage, dryRun report.Input) ([]report.PartFile, error) {
	if err := report.WriteChangeReport(stage.dir, dryRun); err != nil {
		return nil, err
	}
	var parts []report.PartFile
	if dryRun.Plan.Policy.SplitBy != "" {
		var err error
		if parts, err = report.WriteChangeParts(stage.dir, dryRun); err != nil {
			return nil, err
		}
	}
	return parts, report.PlanText(s.textOut(), dryRun, s.width())
}

// keepFindings goes before the plan is sealed, which vouches for them.
func keepFindings(stage *stage, findings []finding.Finding) error {
	file, err := stage.create(findingsFile)
	if err != nil {
		return fmt.Errorf("write the findings: %w", err)
	}
	defer file.Close()
	if err := report.WriteFindings(file, findings); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write the findings: %w", err)
	}
	return nil
}
