package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var (
	finance    = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d33", Name: "Finance"}
	financeEU  = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d44", Name: "Finance EU"}
	sales      = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d55", Name: "Sales Planning"}
	headcount  = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d66", Name: "Headcount, Pay & Benefits"}
	unnamed    = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d77"}
	untouched  = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d88", Name: "Archive 2019"}
	planned    = time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC)
	sampleFile = "staff-export.xlsx"
)

func inRow(rows ...int) []finding.Pos {
	out := make([]finding.Pos, len(rows))
	for i, row := range rows {
		out[i] = finding.Pos{File: sampleFile, Sheet: "Employees", Row: row}
	}
	return out
}

func account(n int, given, family string, active bool, workspaces ...identity.Workspace) *identity.Account {
	a := &identity.Account{ID: fmt.Sprintf("8a81b09e%024x", n), ExternalID: fmt.Sprint(10000 + n), GivenName: given, FamilyName: family, Active: active,
		UserName: identity.UserName(strings.ToLower(given) + "@acme.example")}
	for _, w := range workspaces {
		a.Workspaces = append(a.Workspaces, w.ID)
	}
	identity.Set(a.Workspaces)
	return a
}

// existing is a change to an account.
func existing(action plan.Action, before *identity.Account, rows []finding.Pos) plan.Change {
	return plan.Change{Action: action, UserName: before.UserName, UserID: before.ID, Before: before, Rows: rows}
}

func samplePlan() *plan.Plan {
	active := plan.Attribute{Path: plan.PathActive, Before: true, After: false}
	loss := func(n int) plan.Risk {
		return plan.Risk{Code: plan.RiskRevocation, Message: "loses " + countOf(n, "workspace", "workspaces") + "; model roles there are destroyed and do not come back"}
	}
	joiner := plan.Change{Action: plan.Create, UserName: "asa.oberg@acme.example", Rows: inRow(5),
		Attributes: []plan.Attribute{{Path: plan.PathUserName, After: "asa.oberg@acme.example"}, {Path: plan.PathExternalID, After: "00417"},
			{Path: plan.PathGivenName, After: "Åsa"}, {Path: plan.PathFamilyName, After: "Öberg-O'Neill"}, {Path: plan.PathActive, After: true}},
		Grants: []identity.Workspace{financeEU, sales},
		Risks:  []plan.Risk{{Code: plan.RiskExternalIDTaken, Message: `asa@acme.example already has the externalId "00417": the same person under another address?`}}}
	renamed := existing(plan.Update, account(1, "Grace", "Hopper", true, sales), inRow(6, 7))
	renamed.Attributes = []plan.Attribute{{Path: plan.PathExternalID, Before: "", After: "=2+5"}, {Path: plan.PathFamilyName, Before: "Hopper", After: "Hopper-Murray"}}
	mover := existing(plan.Update, account(2, "Maria", "López", true, sales, unnamed), inRow(8))
	mover.Grants, mover.Revocations, mover.Risks = []identity.Workspace{headcount}, []identity.Workspace{sales, unnamed}, []plan.Risk{loss(2)}
	bare := existing(plan.Update, account(3, "Tunde", "Okafor", true, finance), inRow(9))
	bare.Revocations = []identity.Workspace{finance}
	bare.Risks = []plan.Risk{loss(1), {Code: plan.RiskLosesAll, Message: "ends with no workspace at all"}}
	leaver := existing(plan.Deactivate, account(4, "Jean-Luc", "D'Arc", true, finance, sales), inRow(10))
	leaver.Attributes = []plan.Attribute{active}
	leaver.Risks = []plan.Risk{{Code: plan.RiskDeactivation, Message: "cannot sign in any more; workspaces and model roles are kept"}}
	back := existing(plan.Reactivate, account(5, "Ada", "King", false, finance), inRow(11))
	back.Attributes = []plan.Attribute{{Path: plan.PathActive, Before: false, After: true}}
	back.Risks = []plan.Risk{{Code: plan.RiskReactivation, Message: "can sign in again, with the workspaces and model roles from before"}}
	guarded := existing(plan.Update, account(6, "Svc-Scim", "Robot", true, finance, sales), inRow(12))
	guarded.Attributes = []plan.Attribute{{Path: plan.PathGivenName, Before: "Svc-Scim", After: "Service"}}
	guarded.Withheld = []plan.Withheld{{What: "deactivate", Why: "caller"}, {What: "revoke", Workspace: &sales, Why: "caller"}}
	guarded.Risks = []plan.Risk{{Code: plan.RiskCaller, Message: "the account this program signs in with"}}
	none := existing(plan.None, account(7, "Linus", "<b>Pauling</b>", true, finance), inRow(13))
	kept := existing(plan.None, account(8, "Marie", "Curie", true), inRow(14))
	kept.Reason = plan.ReasonAttested
	skipped := existing(plan.None, account(9, "Rosalind", "Franklin", true), inRow(15))
	skipped.Reason = plan.ReasonSkipped
	gone := plan.Change{Action: plan.None, UserName: "left.long.ago@acme.example", Rows: inRow(16), Reason: plan.ReasonNotNeeded}
	renaming := existing(plan.Blocked, account(10, "Emmy", "Noether", true), inRow(17))
	renaming.Reason, renaming.Detail = plan.ReasonUserNameReadOnly, "the account with this id is emmy@acme.example; the row says emmy.noether@acme.example"
	absent := existing(plan.Deactivate, account(11, "Zeno", "Elea", true, finance), nil)
	absent.Reason, absent.Detail, absent.Attributes, absent.Risks = plan.ReasonAbsent, "in no row of the input", []plan.Attribute{active}, leaver.Risks
	boss := existing(plan.Blocked, account(12, "Olga", "Boss", true, finance), nil)
	boss.Reason, boss.Detail = plan.ReasonProtected, "the account is protected: it is never deactivated and never loses a workspace"
	p := &plan.Plan{
		ID: "7f3c-91ab", CreatedAt: planned, Tool: "scimsheet 1.0.0", Operator: "maria.lopez@acme.example",
		Tenant: plan.Tenant{Name: "acme", SCIMURL: "https://api.anaplan.com/scim/1/0/v2", Caller: "svc-scim@acme.example"},
		Inputs: []plan.Input{{Name: sampleFile, Sheet: "Employees", SHA256: strings.Repeat("ab12", 16), Rows: 16}},
		Policy: plan.Policy{Entitlements: plan.Exact, Absent: plan.AbsentDeactivate, Manage: plan.Groups(), Match: plan.MatchUserName, Read: "auto",
			MaxCreates: "all", MaxDeactivations: "10%", MaxRevocations: "10%", Protect: []string{"olga@acme.example"},
			EntitlementFormat: "WORKSPACE", WriteMethod: plan.WritePatch},
		Snapshot: plan.Snapshot{Users: 3117, Accounts: 3117, Complete: true, Read: "all", Why: "--absent deactivate needs every account",
			TakenAt: planned.Add(-time.Minute), SHA256: strings.Repeat("cd34", 16)},
		Changes:  []plan.Change{joiner, renamed, mover, bare, leaver, back, guarded, none, kept, skipped, gone, renaming, absent, boss},
		Counts:   plan.Counts{Create: 1, Update: 4, Deactivate: 2, Reactivate: 1, None: 4, Blocked: 2, Grants: 3, Revocations: 3},
		HeldBack: 2, Requests: plan.Requests{Read: 32, Write: 8, Check: 2, EstimatedSeconds: 101},
		Limits: []plan.Limit{{Name: "max-creates", Setting: "all", Planned: 1, Allowed: -1, Of: 3117},
			{Name: "max-deactivations", Setting: "10%", Planned: 2, Allowed: 311, Of: 3117},
			{Name: "max-revocations", Setting: "10%", Planned: 3, Allowed: 5, Of: 14}},
		Directory: sampleDirectory(), Digest: strings.Repeat("ef56", 16),
	}
	for i := range p.Changes {
		p.Changes[i].ID = fmt.Sprintf("c%05d", i+1)
		p.Changes[i].Digest = strings.Repeat(fmt.Sprintf("%04x", i+1), 16)
	}
	return p
}

func sampleFindings() []finding.Finding {
	at := func(row, column int, header string) finding.Pos {
		return finding.Pos{File: sampleFile, Sheet: "Employees", Row: row, Column: column, Header: header}
	}
	return []finding.Finding{
		finding.New(finding.BadUserName, at(88, 2, "E-mail Address"), "j.smith@acme,com", `"j.smith@acme,com" is not an e-mail address: a comma for a dot?`, "correct the address"),
		finding.New(finding.UnknownWorkspace, at(203, 6, "Apps"), "Finanace", `no workspace "Finanace": did you mean "Finance" (8a81…7d33)?`, ""),
		finding.New(finding.NamesMissing, at(5, 3, "First Name"), "", "a new user without a first name", "fill it in"),
		finding.New(finding.HiddenRows, finding.Pos{File: sampleFile, Sheet: "Employees"}, "", "2 hidden rows were read", ""),
	}
}

func sampleInput() Input {
	return Input{Plan: samplePlan(), Findings: sampleFindings(), Run: "staff-export-20261121T211005Z"}
}

// sampleDirectory is every workspace of the sample's tenant, by id.
func sampleDirectory() []plan.KnownWorkspace {
	var known []plan.KnownWorkspace
	for _, w := range []struct {
		identity.Workspace
		members int
	}{{finance, 812}, {financeEU, 40}, {sales, 97}, {headcount, 3}, {unnamed, 1}, {untouched, 9}} {
		known = append(known, plan.KnownWorkspace{Workspace: w.Workspace, Members: new(w.members)})
	}
	slices.SortFunc(known, func(a, b plan.KnownWorkspace) int { return strings.Compare(a.ID, b.ID) })
	return known
}

// largePlan has so many changes; one in so many of them writes, the others are none.
func largePlan(changes, oneIn int) *plan.Plan {
	p := samplePlan()
	p.Changes, p.Counts, p.HeldBack = make([]plan.Change, 0, changes), plan.Counts{}, 0
	spaces := make([]identity.Workspace, 300)
	for i := range spaces {
		spaces[i] = identity.Workspace{ID: fmt.Sprintf("%032x", i), Name: fmt.Sprintf("Workspace %03d", i)}
	}
	for i := range changes {
		before := &identity.Account{ID: fmt.Sprintf("8a81b09e%024x", i), UserName: identity.UserName(fmt.Sprintf("ada.lovelace.%d@acme.example", i)),
			GivenName: "Ada", FamilyName: fmt.Sprint("Lovelace ", i), Active: true, Workspaces: []string{spaces[i%300].ID}}
		c := existing(plan.None, before, inRow(i+2))
		switch {
		case i%oneIn != 0:
			p.Counts.None++
		case i%(2*oneIn) == 0:
			c = plan.Change{Action: plan.Create, UserName: before.UserName, Rows: c.Rows, Grants: spaces[i%250 : i%250+3],
				Attributes: []plan.Attribute{{Path: plan.PathUserName, After: string(before.UserName)}, {Path: plan.PathGivenName, After: "Ada"}}}
			p.Counts.Create++
			p.Counts.Grants += 3
		default:
			c.Action = plan.Update
			c.Attributes = []plan.Attribute{{Path: plan.PathExternalID, Before: "", After: fmt.Sprint("E", i)}, {Path: plan.PathGivenName, Before: "Ada", After: "Augusta"}}
			p.Counts.Update++
			if i%4 == 1 {
				c.Revocations = spaces[i%300 : i%300+1]
				c.Risks = []plan.Risk{{Code: plan.RiskRevocation, Message: "loses 1 workspace; model roles there are destroyed and do not come back"}}
				p.Counts.Revocations++
			}
		}
		c.ID, c.Digest = fmt.Sprintf("c%05d", i+1), fmt.Sprintf("%064x", i)
		p.Changes = append(p.Changes, c)
	}
	return p
}
