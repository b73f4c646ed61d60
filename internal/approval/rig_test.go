package approval_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const operator = "olga.boss@acme.example"

var (
	finance   = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d33", Name: "Finance"}
	financeEU = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d44", Name: "Finance EU"}
	sales     = identity.Workspace{ID: "8a81b09d5e8c6f27015ece3402487d55", Name: "=HYPERLINK(\"http://evil.example\",\"Sales\")"}
)

// someone is a change to an account of that name.
func someone(n int, action plan.Action, userName, name, part string) plan.Change {
	given, family, _ := strings.Cut(name, " ")
	before := &identity.Account{ID: fmt.Sprintf("8a81b09e%024x", n), UserName: identity.UserName(userName), GivenName: given, FamilyName: family,
		Active: action != plan.Reactivate, Workspaces: []string{finance.ID}}
	return plan.Change{ID: fmt.Sprintf("c%05d", n), Action: action, UserName: before.UserName, UserID: before.ID, Before: before, Group: part, Part: part,
		Rows: []finding.Pos{{File: "staff.xlsx", Sheet: "Employees", Row: n + 1}}}
}

// samplePlan has people of two parts and of none, one who is blocked, one for whom nothing changes, and
// texts that somebody chose to be a nuisance.
func samplePlan(t testing.TB) *plan.Plan {
	t.Helper()
	active := plan.Attribute{Path: plan.PathActive, Before: true, After: false}
	mover := someone(1, plan.Update, "maria.lopez@acme.example", "Maria López", "Sales")
	mover.Grants, mover.Revocations = []identity.Workspace{financeEU, sales}, []identity.Workspace{finance}
	mover.Risks = []plan.Risk{{Code: plan.RiskRevocation, Message: "loses 1 workspace; model roles there are destroyed and do not come back"}}
	leaver := someone(2, plan.Deactivate, "tunde@acme.example", "Tunde O'Brien, \"Bob\"", "Finance")
	leaver.Attributes = []plan.Attribute{active}
	leaver.Risks = []plan.Risk{{Code: plan.RiskDeactivation, Message: "cannot sign in any more; workspaces and model roles are kept"}}
	joiner := someone(3, plan.Create, "asa.oberg@acme.example", "Åsa =2+5", "Sales")
	joiner.Before, joiner.UserID = nil, ""
	joiner.Attributes = []plan.Attribute{{Path: plan.PathUserName, After: "asa.oberg@acme.example"}, {Path: plan.PathGivenName, After: "Åsa"},
		{Path: plan.PathFamilyName, After: "=2+5"}, {Path: plan.PathActive, After: true}}
	joiner.Grants = []identity.Workspace{financeEU}
	renamed := someone(4, plan.Update, "grace@acme.example", "Grace Hopper", "Finance")
	renamed.Attributes = []plan.Attribute{{Path: plan.PathUserName, Before: "grace@acme.example", After: "grace.murray@acme.example"},
		{Path: plan.PathExternalID, Before: "00417", After: "<script>alert(1)</script>\u202egpj"}}
	back := someone(5, plan.Reactivate, "ada@acme.example", "Ada King", "")
	back.Attributes = []plan.Attribute{{Path: plan.PathActive, Before: false, After: true}}
	stuck := someone(6, plan.Blocked, "emmy@acme.example", "Emmy Noether", "Finance")
	stuck.Reason, stuck.Detail = plan.ReasonUserNameReadOnly, "the account with this id is emmy@acme.example; the row says emmy.noether@acme.example"
	same := someone(7, plan.None, "linus@acme.example", "Linus Pauling", "Finance")
	return sealed(t, []plan.Change{mover, leaver, joiner, renamed, back, stuck, same})
}

// sealed is a plan of changes, as it is read back from its file.
func sealed(t testing.TB, changes []plan.Change) *plan.Plan {
	t.Helper()
	var n plan.Counts
	for _, c := range changes {
		*map[plan.Action]*int{plan.Create: &n.Create, plan.Update: &n.Update, plan.Deactivate: &n.Deactivate, plan.Reactivate: &n.Reactivate,
			plan.None: &n.None, plan.Blocked: &n.Blocked}[c.Action]++
		n.Grants += len(c.Grants)
		n.Revocations += len(c.Revocations)
	}
	p, err := plan.Seal(plan.Difference{Changes: changes, Counts: n},
		plan.Policy{Entitlements: plan.Exact, Manage: plan.Groups(), Match: plan.MatchUserName, GroupBy: "Department", ByGroup: true, SplitBy: "Department", RequireApproval: true},
		plan.Facts{CreatedAt: time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC), Tool: "scimsheet 1.0.0", Operator: operator,
			Tenant: plan.Tenant{Name: "acme", SCIMURL: "https://api.anaplan.com/scim/1/0/v2"},
			Inputs: []plan.Input{{Name: "staff.xlsx", Sheet: "Employees", SHA256: strings.Repeat("ab12", 16), Rows: len(changes)}}})
	check(t, err)
	p.Digest = strings.Repeat("ef56", 16)
	return p
}

// wholeReport is the path of the plan's change report.
func wholeReport(t testing.TB, p *plan.Plan) string {
	t.Helper()
	folder := t.TempDir()
	check(t, report.WriteChangeReport(folder, report.Input{Plan: p}))
	return filepath.Join(folder, report.ChangeWorkbookName)
}

// partReport is the path of the change report of one part.
func partReport(t testing.TB, p *plan.Plan, part string) string {
	t.Helper()
	files, err := report.WriteChangeParts(t.TempDir(), report.Input{Plan: p})
	check(t, err)
	i := slices.IndexFunc(files, func(f report.PartFile) bool { return f.Part == part })
	if i < 0 {
		t.Fatalf("no file for the part %q among %v", part, files)
	}
	return files[i].Workbook
}

// book is a change report in somebody's spreadsheet program.
type book struct {
	*excelize.File
	t       testing.TB
	headers []string
	order   []*plan.Change
}

func opened(t testing.TB, p *plan.Plan, path string, part *string) *book {
	t.Helper()
	f, err := excelize.OpenFile(path)
	check(t, err)
	t.Cleanup(func() { f.Close() })
	table := report.NewChangeTable(p)
	return &book{f, t, table.Headers(), table.Listed(part)}
}

// column is the letter of a column.
func (b *book) column(header string) string {
	b.t.Helper()
	i := slices.Index(b.headers, header)
	if i < 0 {
		b.t.Fatalf("no column %q in %q", header, b.headers)
	}
	return finding.ColumnLetters(i + 1)
}

// row is the row about somebody.
func (b *book) row(userName string) int {
	b.t.Helper()
	i := slices.IndexFunc(b.order, func(c *plan.Change) bool { return string(c.UserName) == userName })
	if i < 0 {
		b.t.Fatalf("no row about %s", userName)
	}
	return i + 2
}

// at is the cell of somebody in a column: "C5".
func (b *book) at(userName, header string) string {
	b.t.Helper()
	return fmt.Sprint(b.column(header), b.row(userName))
}

func (b *book) set(cell string, value any) {
	b.t.Helper()
	check(b.t, b.SetCellValue(report.ChangesSheet, cell, value))
}

func (b *book) get(cell string) string {
	b.t.Helper()
	text, err := b.GetCellValue(report.ChangesSheet, cell)
	check(b.t, err)
	return text
}

// decide enters a decision about somebody.
func (b *book) decide(userName string, decision any, by, comment string) {
	b.t.Helper()
	b.set(b.at(userName, report.DecisionHeader), decision)
	b.set(b.at(userName, report.DecidedByHeader), by)
	b.set(b.at(userName, report.CommentHeader), comment)
}

// saved saves the workbook and gives its path.
func (b *book) saved(name string) string {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	check(b.t, b.SaveAs(path))
	return path
}

// fact is the cell with what the workbook says of itself under that name.
func (b *book) fact(name string) string {
	b.t.Helper()
	found, err := b.SearchSheet(report.AboutSheet, name)
	check(b.t, err)
	if len(found) != 1 {
		b.t.Fatalf("%q stands in %q of the sheet About", name, found)
	}
	return strings.Replace(found[0], "B", "C", 1)
}

// placed puts the places of facts and of columns into texts: About!{Plan} becomes About!C4, and
// Changes!{Risks}7 becomes Changes!I7.
func (b *book) placed(texts []string) []string {
	b.t.Helper()
	place := func(of string) string {
		sheetName, name, _ := strings.Cut(strings.TrimSuffix(of, "}"), "!{")
		if sheetName == report.AboutSheet {
			return "About!" + b.fact(name)
		}
		return sheetName + "!" + b.column(name)
	}
	var out []string
	for _, text := range texts {
		out = append(out, regexp.MustCompile(`(About|Changes)!\{[^}]*\}`).ReplaceAllStringFunc(text, place))
	}
	return out
}

// problemsOf are the problems for which a file was refused, each as its cell and what is said of it.
func problemsOf(t testing.TB, err error) []string {
	t.Helper()
	var refusal *approval.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("the error is %T: %v; want a refusal", err, err)
	}
	if refusal.Total != len(refusal.Problems) {
		t.Errorf("%d problems in all, %d told", refusal.Total, len(refusal.Problems))
	}
	var out []string
	for _, p := range refusal.Problems {
		out = append(out, strings.TrimSpace(p.Cell+" "+p.Message))
	}
	return out
}

// said are decisions as somebody reads them: "maria approve alice (because)".
func said(p *plan.Plan, decisions []apply.Decision) []string {
	names := map[string]string{}
	for _, c := range p.Changes {
		names[c.ID], _, _ = strings.Cut(string(c.UserName), "@")
	}
	var out []string
	for _, d := range decisions {
		text := names[d.ChangeID] + " " + string(d.Verdict)
		if d.By != "" {
			text += " by " + d.By
		}
		if d.Comment != "" {
			text += " (" + d.Comment + ")"
		}
		out = append(out, text)
	}
	return out
}

// read reads a report that came back as apply reads it.
func read(path string, p *plan.Plan, rules approval.Rules) (approval.File, []apply.Decision, error) {
	reader := approval.NewReader(report.Input{Plan: p}, rules)
	defer reader.Close()
	return reader.Read(path)
}
