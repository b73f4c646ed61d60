package report

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

func TestACellSaysTheSameOnceThePlanWasReadFromItsFile(t *testing.T) {
	made := sealed(t, approvalPlan())
	var file bytes.Buffer
	check(t, made.Write(&file))
	kept, err := plan.Read(&file)
	check(t, err)
	before, after := NewChangeTable(made), NewChangeTable(kept)
	rows, again := before.Listed(nil), after.Listed(nil)
	if len(rows) != len(again) || len(rows) != 14 {
		t.Fatalf("%d rows, then %d", len(rows), len(again))
	}
	for i := range rows {
		if diff := cmp.Diff(before.Cells(rows[i]), after.Cells(again[i])); diff != "" {
			t.Errorf("%s: %s", rows[i].ID, diff)
		}
	}
}

// sealed is a plan as its file may hold it: with the counts, limits and digests of its changes.
func sealed(t *testing.T, p *plan.Plan) *plan.Plan {
	t.Helper()
	losing := p.Only(func(c *plan.Change) bool { return len(c.Revocations) > 0 })
	d := plan.Difference{Changes: p.Changes, Counts: p.Only(func(*plan.Change) bool { return true }).Counts, Limits: p.Limits}
	for i, planned := range []int{d.Counts.Create, d.Counts.Deactivate, d.Counts.Revocations} {
		l := &d.Limits[i]
		l.Planned, l.People = planned, planned
		if i == 2 {
			l.People = len(losing.Changes)
		}
	}
	made, err := plan.Seal(d, p.Policy, plan.Facts{CreatedAt: p.CreatedAt, Inputs: p.Inputs, Tenant: p.Tenant, Snapshot: p.Snapshot})
	check(t, err)
	return made
}

// readBack is the sheet Changes as whoever reads workbooks finds it, the header first.
func readBack(t rapid.TB, path string) [][]string {
	t.Helper()
	book, err := sheet.Open(path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.Rows(ChangesSheet)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out [][]string
	for rows.Next() {
		var cells []string
		for _, cell := range rows.Row().Cells {
			if cell.Kind != sheet.Blank && cell.Kind != sheet.Text || cell.Formula {
				t.Fatalf("row %d holds %+v, which is no text", rows.Row().Number, cell)
			}
			cells = append(cells, cell.Text)
		}
		out = append(out, cells)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// sameCells compares a row that was read with the table's; blank cells at its end may be missing.
func sameCells(read, wanted []string) string {
	for len(read) < len(wanted) {
		read = append(read, "")
	}
	return cmp.Diff(wanted, read)
}

func compareTable(t rapid.TB, p *plan.Plan, path string, part *string) {
	t.Helper()
	table := NewChangeTable(p)
	read, listed := readBack(t, path), table.Listed(part)
	if len(read) != len(listed)+1 {
		t.Fatalf("%d rows, want a header and %d", len(read), len(listed))
	}
	if diff := sameCells(read[0], table.Headers()); diff != "" {
		t.Errorf("headers: %s", diff)
	}
	for i, c := range listed {
		if diff := sameCells(read[i+1], table.Cells(c)); diff != "" {
			t.Errorf("row %d: %s", i+2, diff)
		}
	}
}

func TestTheWorkbookHoldsWhatTheTableSays(t *testing.T) {
	in := approvalInput()
	folder := writeSample(t, in)
	compareTable(t, in.Plan, filepath.Join(folder, ChangeWorkbookName), nil)
	files, err := WriteChangeParts(folder, in)
	check(t, err)
	for _, f := range files {
		compareTable(t, in.Plan, f.Workbook, &f.Part)
	}
}

// hostileText draws what spreadsheets, terminals and people take for something else.
func hostileText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", " ", "=1+1", "@SUM(A1)", "-2", "+49 30 1", "'quoted", "0042", "1e9", "2026-11-21", "TRUE", "#N/A",
		"_x000D_", "_x005F_x0041_", "a\r\nb", "\rb", "tab\there", "\x00\x1b[31m", "\xff\xfe", "\u202Eevil", "\u2066x\u2069", "\u2028", "\uFFFE",
		"<b>&amp;</b>", " padded ", "\n\n", "👩‍💻 Zoë e\u0301", strings.Repeat("x", 40_000), strings.Repeat("\n", 500), strings.Repeat("😀", 20_000)}))
}

func hostileChange(t *rapid.T, n int) plan.Change {
	text := func(name string) string { return hostileText().Draw(t, name) }
	c := plan.Change{ID: fmt.Sprintf("c%05d", n), Digest: fmt.Sprintf("%064x", n), Action: plan.Update, UserName: identity.UserName(text("userName")),
		Group: text("group"), Part: text("part"), Detail: text("detail"), Rows: []finding.Pos{{File: text("file"), Sheet: text("sheet"), Row: 2}}}
	c.Before = &identity.Account{UserName: c.UserName, Active: true, GivenName: text("given"), FamilyName: text("family"), Workspaces: []string{"w1"}}
	c.Attributes = []plan.Attribute{{Path: plan.PathExternalID, Before: text("before"), After: text("after")}}
	c.Grants = []identity.Workspace{{ID: "w2", Name: text("workspace")}}
	c.Risks = []plan.Risk{{Code: plan.RiskManyChanges, Message: text("message")}}
	if rapid.Bool().Draw(t, "takes") {
		c.Revocations = []identity.Workspace{{ID: "w1", Name: text("lost")}}
	}
	return c
}

func TestTheWorkbookHoldsWhatTheTableSaysForEveryText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hostile.xlsx")
	rapid.Check(t, func(t *rapid.T) {
		p := &plan.Plan{ID: "7f3c-91ab", Policy: plan.Policy{GroupBy: hostileText().Draw(t, "header"), ByGroup: rapid.Bool().Draw(t, "by group"), SplitBy: hostileText().Draw(t, "split")}}
		for n := range rapid.IntRange(1, 4).Draw(t, "changes") {
			p.Changes = append(p.Changes, hostileChange(t, n+1))
		}
		p.Counts = p.Only(func(*plan.Change) bool { return true }).Counts
		part := rapid.SampledFrom([]*string{nil, &p.Changes[0].Part}).Draw(t, "part")
		d, err := newDryRun(Input{Plan: p, Part: part})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.writeWorkbook(path); err != nil {
			t.Fatal(err)
		}
		compareTable(t, p, path, part)
	})
}

func TestAForeignTextCannotForgeALineOfTheStory(t *testing.T) {
	c := existing(plan.Update, account(1, "Eve", "Mallory", true, finance), inRow(2))
	c.Attributes = []plan.Attribute{{Path: plan.PathGivenName, Before: "Eve", After: "Eve\nkeeps everything\u202E"}}
	c.Revocations = []identity.Workspace{{ID: finance.ID, Name: "Finance" + strings.Repeat(" ", 300) + "\nnothing"}}
	p := &plan.Plan{Changes: []plan.Change{c}}
	story := strings.Split(NewChangeTable(p).Cells(&p.Changes[0])[len(entries())+atStory], "\n")
	if len(story) != 3 || !strings.HasPrefix(story[0], "loses Finance") || !strings.Contains(story[0], "CANNOT BE UNDONE") || strings.Contains(story[2], "\u202E") {
		t.Errorf("the story reads %q", story)
	}
}

func TestAColumnOfTheInputIsToldFromOurs(t *testing.T) {
	for header, want := range map[string]string{"Department": "Department", "comment": "comment (input)", "DIGEST": "DIGEST (input)", " Cost\nCentre ": "Cost Centre", "": "Group"} {
		p := &plan.Plan{Policy: plan.Policy{GroupBy: header}}
		if got := NewChangeTable(p).groupHeader(); got != want {
			t.Errorf("%q is headed %q, want %q", header, got, want)
		}
	}
}

func TestRowsStandInGroupsWhatTakesSomethingAwayFirst(t *testing.T) {
	var got []string
	for _, c := range NewChangeTable(approvalPlan()).Listed(nil) {
		got = append(got, c.Group+"/"+string(c.Action))
	}
	want := "Finance/update Finance/deactivate Finance/deactivate Finance/create Finance/blocked finance/reactivate " +
		"Sales/update Sales/create Sales/reactivate Sales/update Sales/update Sales/blocked /update /update"
	if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryKindOfRiskHasWords(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range RiskCodes() {
		if title := RiskTitle(code); title == code || len([]rune(title)) > 40 || seen[title] || RiskMeaning(code) == "" {
			t.Errorf("%s is called %q and means %q", code, title, RiskMeaning(code))
		}
		seen[RiskTitle(code)] = true
	}
	for _, c := range append(approvalPlan().Changes, undoPlan().Changes...) {
		for _, r := range c.Risks {
			if RiskMeaning(r.Code) == "" {
				t.Errorf("nobody says what %s means", r.Code)
			}
		}
	}
	if RiskTitle("later") != "later" || RiskMeaning("later") != "" || riskWeight("later") != len(RiskCodes()) {
		t.Error("a kind of risk that this program does not know is not shown by its code")
	}
}
