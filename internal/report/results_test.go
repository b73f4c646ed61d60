package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// archived is one table with its rows, to be archived for a test.
type archived struct {
	table sheet.ArchivedTable
	rows  []sheet.ArchivedRow
}

func archive(t testing.TB, tables ...archived) io.ReadSeeker {
	t.Helper()
	var out bytes.Buffer
	w := sheet.NewArchiveWriter(&out)
	for _, a := range tables {
		check(t, w.Table(a.table))
		for _, row := range a.rows {
			check(t, w.Row(row))
		}
	}
	check(t, w.Close())
	return bytes.NewReader(out.Bytes())
}

// employees is the input of the sample plan: one row for each of its changes, and two people with errors.
func employees(p *plan.Plan) archived {
	a := archived{table: sheet.ArchivedTable{File: sampleFile, Sheet: "Employees", HeaderRow: 3,
		Headers: []string{"Employee ID", "E-mail Address", "First Name", "Last Name", "Department", "Apps", ""}}}
	for i := range p.Changes {
		for _, at := range p.Changes[i].Rows {
			a.rows = append(a.rows, sheet.ArchivedRow{Row: at.Row, UserName: string(p.Changes[i].UserName),
				Cells: []string{fmt.Sprintf("%05d", at.Row), string(p.Changes[i].UserName), "=HYPERLINK(1)", "O'Neill", "R&D <EU>"}})
		}
	}
	a.rows = append(a.rows,
		sheet.ArchivedRow{Row: 88, UserName: "", Cells: []string{"1.2E+17", "j.smith@acme,com", "John", "Smith", "", "Finance", "note"}},
		sheet.ArchivedRow{Row: 203, UserName: "Kim@acme.example", Cells: []string{"#N/A", "Kim@acme.example", "Kim", "Lee", "", "Finanace"}},
		sheet.ArchivedRow{Row: 204, UserName: "kim@acme.example", Cells: []string{"00204", "kim@acme.example", "Kim", "Lee"}})
	return a
}

// sampleResults are the sample plan's, with every outcome that there is.
func sampleResults(t testing.TB) ResultsInput {
	p := samplePlan()
	at := planned.Add(time.Hour)
	outcomes := map[string]apply.Outcome{}
	for i := range p.Changes {
		c := &p.Changes[i]
		o := apply.Outcome{ChangeID: c.ID, UserID: c.UserID, Status: apply.Applied, HTTPStatus: 200, Attempts: 1, StartedAt: at, FinishedAt: at.Add(300 * time.Millisecond)}
		for _, w := range c.Grants {
			o.Workspaces = append(o.Workspaces, apply.WorkspaceOutcome{Workspace: w, Change: apply.Grant, Status: apply.Applied})
		}
		for _, w := range c.Revocations {
			o.Workspaces = append(o.Workspaces, apply.WorkspaceOutcome{Workspace: w, Change: apply.Revoke, Status: apply.Applied})
		}
		at = at.Add(time.Second)
		outcomes[c.ID] = o
	}
	set := func(id string, status apply.Status, change func(*apply.Outcome)) {
		o := outcomes[id]
		o.Status = status
		if change != nil {
			change(&o)
		}
		outcomes[id] = o
	}
	silent := func(o *apply.Outcome) { *o = apply.Outcome{ChangeID: o.ChangeID, Status: o.Status, UserID: o.UserID} }
	set("c00001", apply.Partial, func(o *apply.Outcome) {
		o.HTTPStatus, o.UserID, o.Detail, o.Hint = 207, "8a81b09e5555", "created; 1 of 2 workspaces was not given", "apply again gives the rest"
		o.Workspaces[1].Status = apply.Failed
	})
	set("c00004", apply.Failed, func(o *apply.Outcome) {
		o.HTTPStatus, o.ScimType, o.Detail, o.Hint, o.Workspaces[0].Status = 400, "invalidValue", "refused: unknown entitlement", "check the workspace id", apply.Failed
	})
	set("c00005", apply.Drifted, func(o *apply.Outcome) {
		silent(o)
		o.Detail, o.Hint = "familyName is now \"Bart\"", "plan again"
	})
	set("c00006", apply.Unknown, func(o *apply.Outcome) { o.HTTPStatus, o.Detail = 0, "the connection broke before an answer" })
	set("c00007", apply.NotAttempted, silent)
	for _, id := range []string{"c00008", "c00009", "c00011"} {
		set(id, apply.Unchanged, silent)
	}
	set("c00010", apply.Skipped, silent)
	set("c00012", apply.Blocked, silent)
	set("c00014", apply.Blocked, silent)
	findings := append(sampleFindings(),
		finding.New(finding.ErrorCell, finding.Pos{File: sampleFile, Sheet: "Employees", Row: 203, Column: 1, Header: "Employee ID"}, "#N/A",
			`the cell holds the error "#N/A"`, "correct the formula or replace it by its value"),
		finding.New(finding.RoundedNumber, finding.Pos{File: sampleFile, Sheet: "Employees", Row: 88, Column: 1, Header: "Employee ID"}, "1.2E+17",
			"the number has lost digits", "format the column as text and enter the id again"),
		finding.New(finding.HeldBackWithOther, finding.Pos{File: sampleFile, Sheet: "Employees", Row: 204}, "", "another row of kim@acme.example has errors", "correct row 203"))
	calls := []apply.Call{{StartedAt: planned.Add(time.Hour), EndedAt: planned.Add(61 * time.Minute)}}
	return ResultsInput{Plan: p, Calls: calls, Outcomes: outcomes, Rows: archive(t, employees(p)), Findings: findings, WrittenAt: planned.Add(2 * time.Hour),
		Run: "staff-export-20261121T211005Z", Differences: []apply.Difference{{ChangeID: "c00001", UserName: "asa.oberg@acme.example", Path: apply.PathEntitlements}}}
}

func TestTheResultsReadAsTheyShould(t *testing.T) {
	in, folder := sampleResults(t), t.TempDir()
	written, err := WriteResults(folder, in)
	check(t, err)
	golden(t, "results.txt", dump(t, written.Files[ResultsWorkbookName]))
	golden(t, "results.jsonl", string(read(t, written.Files[ResultsLinesName])))
	written.Files = map[string]string{ResultsWorkbookName: "RUN/results.xlsx", ResultsLinesName: "RUN/results.jsonl"}
	var text bytes.Buffer
	check(t, ResultsText(&text, in.Plan, written, Terminal{Width: 100}))
	golden(t, "results-terminal.txt", text.String())
}

func TestEveryInputRowHasExactlyOneOutcome(t *testing.T) {
	in, folder := sampleResults(t), t.TempDir()
	written, err := WriteResults(folder, in)
	check(t, err)
	rows := employees(in.Plan).rows
	if sum(written.Rows) != len(rows) {
		t.Errorf("%d rows have an outcome, the input has %d", sum(written.Rows), len(rows))
	}
	seen := map[int]int{}
	counted, without := map[apply.Status]int{}, map[apply.Status]int{}
	for _, l := range readLines(t, written) {
		if l.Row == nil {
			without[l.Outcome]++
			continue
		}
		seen[*l.Row]++
		counted[l.Outcome]++
	}
	for _, row := range rows {
		if seen[row.Row] != 1 {
			t.Errorf("row %d stands %d times in results.jsonl", row.Row, seen[row.Row])
		}
	}
	if diff := cmp.Diff(written.Rows, counted) + cmp.Diff(written.NoRow, without); diff != "" {
		t.Error("the counts are not those of the lines", diff)
	}
	sheetCounts := map[apply.Status]int{}
	path := written.Files[ResultsWorkbookName]
	places := column(t, path, "Results", "Input row")
	for i, outcome := range column(t, path, "Results", "Outcome") {
		if places[i] != "in no row" {
			sheetCounts[apply.Status(outcome)]++
		}
	}
	if diff := cmp.Diff(written.Rows, sheetCounts); diff != "" {
		t.Error("the counts are not those of the sheet", diff)
	}
}

func readLines(t *testing.T, written Written) []line {
	t.Helper()
	file, err := os.Open(written.Files[ResultsLinesName])
	check(t, err)
	defer file.Close()
	var out []line
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		var l line
		check(t, json.Unmarshal(scanner.Bytes(), &l))
		out = append(out, l)
	}
	return out
}

func TestRetryHasEveryRowOfEachPersonForWhomSomethingWasNotApplied(t *testing.T) {
	in := sampleResults(t)
	written, err := WriteResults(t.TempDir(), in)
	check(t, err)
	retried := column(t, written.Files[ResultsWorkbookName], "Retry", "E-mail Address")
	want := []string{"asa.oberg@acme.example", "tunde@acme.example", "jean-luc@acme.example", "ada@acme.example", "svc-scim@acme.example",
		"emmy@acme.example", "j.smith@acme,com", "Kim@acme.example", "kim@acme.example"}
	if diff := cmp.Diff(want, retried); diff != "" {
		t.Error(diff)
	}
	if written.Retry != len(want) {
		t.Errorf("%d rows to retry are reported", written.Retry)
	}
}

func TestRetryHasTheInputsColumnsAndItsTextAsItIs(t *testing.T) {
	in := sampleResults(t)
	written, err := WriteResults(t.TempDir(), in)
	check(t, err)
	file, err := excelize.OpenFile(written.Files[ResultsWorkbookName])
	check(t, err)
	defer file.Close()
	rows, err := file.GetRows("Retry")
	check(t, err)
	if diff := cmp.Diff([]string{"Employee ID", "E-mail Address", "First Name", "Last Name", "Department", "Apps"}, rows[0]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"00005", "asa.oberg@acme.example", "=HYPERLINK(1)", "O'Neill", "R&D <EU>"}, rows[1]); diff != "" {
		t.Error(diff)
	}
	if formula, _ := file.GetCellFormula("Retry", "C2"); formula != "" {
		t.Errorf("text became the formula %s", formula)
	}
}

func TestRetryComesWithTheInputsOwnListOfWorkspaces(t *testing.T) {
	in := sampleResults(t)
	in.Plan.Supplied = []identity.Workspace{{ID: "8a81108b00000000000000000000feed", Name: "=Ours"}}
	folder := t.TempDir()
	_, err := WriteResults(folder, in)
	check(t, err)
	book, err := excelize.OpenFile(filepath.Join(folder, ResultsWorkbookName))
	check(t, err)
	defer book.Close()
	rows, err := book.GetRows("Workspaces")
	check(t, err)
	want := [][]string{{"id", "name"}, {"8a81108b00000000000000000000feed", "=Ours"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("Workspaces (-want +got):\n%s", diff)
	}
}

func TestACellThatCouldNotBeReadIsNotReadableOnRetryEither(t *testing.T) {
	in := sampleResults(t)
	written, err := WriteResults(t.TempDir(), in)
	check(t, err)
	book, err := sheet.Open(written.Files[ResultsWorkbookName], sheet.Options{})
	check(t, err)
	defer book.Close()
	rows, err := book.Rows("Retry")
	check(t, err)
	defer rows.Close()
	broken := 0
	for rows.Next() {
		id := rows.Row().Cell(1)
		email := rows.Row().Cell(2).Text
		if cannot := email == "Kim@acme.example" || strings.HasPrefix(email, "j.smith"); cannot != id.NoValue {
			t.Errorf("%s: the id reads %+v", email, id)
		}
		if id.NoValue {
			broken++
		}
	}
	check(t, rows.Err())
	if broken != 2 {
		t.Errorf("%d cells cannot be read, want 2", broken)
	}
}

func TestSeveralInputsHaveARetrySheetEachAndOneResultsSheet(t *testing.T) {
	in := twoInputs(t)
	written, err := WriteResults(t.TempDir(), in)
	check(t, err)
	file, err := excelize.OpenFile(written.Files[ResultsWorkbookName])
	check(t, err)
	defer file.Close()
	if got := strings.Join(file.GetSheetList(), ","); got != "Summary,Results,Retry,Retry 2,About" {
		t.Error(got)
	}
	rows, err := file.GetRows("Results")
	check(t, err)
	want := [][]string{{"userName", "Team", "login", "Team", ""}, {"asa.oberg@acme.example", "red", "", "", ""}, {"", "blue", "ASA.OBERG@acme.example", "green", "beyond"}}
	for i := range want {
		if diff := cmp.Diff(want[i], rows[i][:5]); diff != "" {
			t.Errorf("row %d: %s", i+1, diff)
		}
	}
	second, err := file.GetRows("Retry 2")
	check(t, err)
	if diff := cmp.Diff([]string{"Team", "login", "Team"}, second[0]); diff != "" {
		t.Error(diff)
	}
}

func TestAnInvalidRowSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	v, err := newVerdicts(sampleResults(t))
	check(t, err)
	table := sheet.ArchivedTable{File: sampleFile, Sheet: "Employees"}
	for row, want := range map[int]verdict{
		203: {Outcome: apply.Outcome{Detail: `F203: no workspace "Finanace": did you mean "Finance" (8a81…7d33)?; A203: the cell holds the error "#N/A"`}},
		204: {Outcome: apply.Outcome{Detail: "another row of kim@acme.example has errors", Hint: "correct row 203"}},
		205: {Outcome: apply.Outcome{Detail: "held back with another row of the same person, which has errors", Hint: "correct the other row"}},
	} {
		got := v.of(table, sheet.ArchivedRow{Row: row})
		if got.Status != apply.Invalid || got.Detail != want.Detail || want.Hint != "" && got.Hint != want.Hint || got.Hint == "" {
			t.Errorf("row %d: %+v", row, got)
		}
	}
}

func TestResultsThatCannotBeWholeAreNotWritten(t *testing.T) {
	for name, spoil := range map[string]func(*ResultsInput){
		"a change without an outcome": func(in *ResultsInput) { delete(in.Outcomes, "c00003") },
		"a row of two changes":        func(in *ResultsInput) { in.Plan.Changes[0].Rows = inRow(6) },
		"an archive that was cut": func(in *ResultsInput) {
			text, err := io.ReadAll(in.Rows)
			check(t, err)
			in.Rows = bytes.NewReader(text[:len(text)-30])
		},
		"an archive that cannot be read": func(in *ResultsInput) { in.Rows = broken{} },
	} {
		in, folder := sampleResults(t), t.TempDir()
		spoil(&in)
		if _, err := WriteResults(folder, in); err == nil {
			t.Errorf("%s: results were written", name)
		}
		if left, _ := os.ReadDir(folder); len(left) > 0 {
			t.Errorf("%s: left behind %v", name, left)
		}
	}
}

type broken struct{ io.Reader }

func (broken) Seek(int64, int) (int64, error) { return 0, errors.New("the disk is gone") }

func TestAPlanWithoutAnInputHasResultsToo(t *testing.T) {
	in := sampleResults(t)
	in.Rows = nil
	for i := range in.Plan.Changes {
		in.Plan.Changes[i].Rows = nil
	}
	written, err := WriteResults(t.TempDir(), in)
	check(t, err)
	if sum(written.Rows) != 0 || sum(written.NoRow) != len(in.Plan.Changes) {
		t.Errorf("%d rows, %d changes", sum(written.Rows), sum(written.NoRow))
	}
	if got := column(t, written.Files[ResultsWorkbookName], "Results", "User name"); len(got) != len(in.Plan.Changes) {
		t.Errorf("%d lines", len(got))
	}
}

func TestCountsAddUpWhateverHappens(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		people := rapid.IntRange(0, 12).Draw(rt, "people")
		p := samplePlan()
		p.Changes = nil
		in := ResultsInput{Plan: p, Outcomes: map[string]apply.Outcome{}, WrittenAt: planned}
		a := archived{table: sheet.ArchivedTable{File: "x.csv", HeaderRow: 1, Headers: []string{"userName"}}}
		again := 0
		for i := range people {
			name := fmt.Sprintf("p%d@acme.example", i)
			status := rapid.SampledFrom(statuses()).Draw(rt, "status")
			rows := rapid.IntRange(0, 3).Draw(rt, "rows")
			c := plan.Change{ID: fmt.Sprint("c", i), Action: plan.Update, UserName: identity.UserName(name)}
			for range rows {
				number := len(a.rows) + 2
				a.rows = append(a.rows, sheet.ArchivedRow{Row: number, UserName: name, Cells: []string{name}})
				c.Rows = append(c.Rows, finding.Pos{File: "x.csv", Row: number})
			}
			if status != apply.Invalid {
				p.Changes = append(p.Changes, c)
				in.Outcomes[c.ID] = apply.Outcome{ChangeID: c.ID, Status: status}
			}
			if !slices.Contains([]apply.Status{apply.Applied, apply.Unchanged, apply.Skipped}, status) {
				again += rows
			}
		}
		in.Rows = archive(t, a)
		r, err := newResults(in)
		check(t, err)
		if sum(r.rows) != len(a.rows) || r.retryRows != again {
			rt.Errorf("%d of %d rows counted, %d of %d to retry", sum(r.rows), len(a.rows), r.retryRows, again)
		}
		if sum(r.noRow) != len(r.verdicts.withoutRow) {
			rt.Errorf("%d changes without a row, %d counted", len(r.verdicts.withoutRow), sum(r.noRow))
		}
	})
}

func TestTheResultsWorkbookIsWrittenBesideOneThatCannotBeReplaced(t *testing.T) {
	folder := t.TempDir()
	check(t, os.MkdirAll(filepath.Join(folder, ResultsWorkbookName, "open elsewhere"), 0o700))
	written, err := WriteResults(folder, sampleResults(t))
	check(t, err)
	if got := filepath.Base(written.Files[ResultsWorkbookName]); got != "results (2).xlsx" {
		t.Errorf("written to %s", got)
	}
}
