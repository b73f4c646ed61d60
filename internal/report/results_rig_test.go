package report

import (
	"archive/zip"
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// approvedResults are the sample plan's where approvals were in play: two people approved, one of them
// rejected and somebody is not decided.
func approvedResults(t testing.TB) ResultsInput {
	in := sampleResults(t)
	in.Plan.Policy.RequireApproval, in.Plan.Policy.FourEyes = true, true
	in.Recorded = []apply.Recording{{At: planned.Add(50 * time.Minute), File: "change-report.xlsx", SHA256: strings.Repeat("a1", 32), Approved: 6, Rejected: 1},
		{At: planned.Add(55 * time.Minute), File: "change-report (2).xlsx", SHA256: strings.Repeat("b2", 32), Approved: 5}}
	in.Calls = []apply.Call{{By: "svc-scim@acme.example", StartedAt: planned.Add(50 * time.Minute), EndedAt: planned.Add(51 * time.Minute), Stopped: "the sign-in was refused"},
		{By: "svc-scim@acme.example", StartedAt: planned.Add(time.Hour)}, {StartedAt: planned.Add(time.Hour), EndedAt: planned.Add(61 * time.Minute)}}
	in.SignedBy, in.Tool, in.JournalSHA256 = "ciso@acme.example, with the key SHA256:x1y2", "scimsheet 1.0.1", strings.Repeat("9f", 32)
	in.ActiveBefore = new(3000)
	row := 2
	for i := range in.Plan.Changes {
		c := &in.Plan.Changes[i]
		if !c.Writes() {
			continue
		}
		o := in.Outcomes[c.ID]
		row++
		first := apply.Decision{ChangeID: c.ID, Verdict: apply.Approve, By: "head.of.finance@acme.example", File: "change-report.xlsx",
			SHA256: strings.Repeat("a1", 32), Cell: fmt.Sprint("Changes!A", row)}
		second := first
		second.By, second.Comment, second.File, second.SHA256 = "=HYPERLINK(1)", "known to HR\nsince May", "change-report (2).xlsx", strings.Repeat("b2", 32)
		o.Decisions = []apply.Decision{first, second}
		switch c.ID {
		case "c00003":
			first.Verdict, first.Comment = apply.Reject, "<script>still needed</script>"
			o = apply.Outcome{ChangeID: c.ID, UserID: c.UserID, Status: apply.Rejected, Detail: "rejected by head.of.finance@acme.example: still needed",
				Hint: "nothing was done, and nothing is to be done", Decisions: []apply.Decision{first}}
		case "c00004":
			o = apply.Outcome{ChangeID: c.ID, UserID: c.UserID, Status: apply.Undecided, Detail: "no approver has said yes to it"}
		case "c00006":
			first.By = ""
			o.Decisions = []apply.Decision{first}
		}
		in.Outcomes[c.ID] = o
	}
	return in
}

// undoneResults are those of a plan that takes another one back.
func undoneResults(t testing.TB) ResultsInput {
	in := sampleResults(t)
	in.Rows, in.Findings, in.Plan.Inputs, in.Plan.Undoes, in.Plan.HeldBack = nil, nil, nil, "1111-2222", 0
	for i := range in.Plan.Changes {
		in.Plan.Changes[i].Rows = nil
	}
	return in
}

// soundResults are those of a run of which there is nothing to say.
func soundResults(t testing.TB) ResultsInput {
	in := sampleResults(t)
	in.Findings, in.Differences, in.Converged, in.Plan.HeldBack = nil, nil, true, 0
	var changes []plan.Change
	for _, c := range in.Plan.Changes {
		if c.Action == plan.Blocked {
			delete(in.Outcomes, c.ID)
			continue
		}
		o := in.Outcomes[c.ID]
		if c.Writes() {
			o.Status, o.Detail, o.Hint, o.Attempts = apply.Applied, "", "", 1
			for i := range o.Workspaces {
				o.Workspaces[i].Status = apply.Applied
			}
		}
		in.Outcomes[c.ID] = o
		changes = append(changes, c)
	}
	in.Plan.Changes = changes
	table := employees(in.Plan)
	table.rows = table.rows[:len(table.rows)-3]
	in.Rows = archive(t, table)
	return in
}

// results are written to a folder of their own.
func written(t testing.TB, in ResultsInput) Written {
	t.Helper()
	w, err := WriteResults(t.TempDir(), in)
	check(t, err)
	return w
}

// links are where the cells of a sheet lead, by cell.
func links(t testing.TB, path, sheetName string) map[string]string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	rows, err := file.GetRows(sheetName)
	check(t, err)
	out := map[string]string{}
	for y, row := range rows {
		for x := range row {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			check(t, err)
			if linked, target, _ := file.GetCellHyperLink(sheetName, cell); linked {
				out[cell] = target
			}
		}
	}
	return out
}

// cell is what a cell of a workbook shows.
func cellOf(t testing.TB, path, sheetName, cell string) string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	text, err := file.GetCellValue(sheetName, cell)
	check(t, err)
	return text
}

var (
	linkTarget = regexp.MustCompile(`^'?([^'!]+)'?!A(\d+)$`)
	chartAreas = regexp.MustCompile(`<c:f>(?:&#39;|')Summary(?:&#39;|')!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)</c:f>`)
	altTexts   = regexp.MustCompile(`descr="([^"]*)"`)
)

// target is the sheet and the row that a link leads to.
func target(t testing.TB, link string) (string, int) {
	t.Helper()
	parts := linkTarget.FindStringSubmatch(link)
	if parts == nil {
		t.Fatalf("the link %q leads to no row", link)
	}
	row, err := strconv.Atoi(parts[2])
	check(t, err)
	return parts[1], row
}

// drawn is the chart of the first page: its areas' texts, labels first, and what it says to those who do not
// see it.
func drawn(t testing.TB, path string) (areas [][]string, alt string) {
	t.Helper()
	chart, drawing := part(t, path, "xl/charts/chart1.xml"), part(t, path, "xl/drawings/drawing1.xml")
	for _, found := range chartAreas.FindAllStringSubmatch(chart, -1) {
		first, err := strconv.Atoi(found[2])
		check(t, err)
		last, err := strconv.Atoi(found[3])
		check(t, err)
		var texts []string
		for row := first; row <= last; row++ {
			texts = append(texts, cellOf(t, path, "Summary", fmt.Sprint(found[1], row)))
		}
		areas = append(areas, texts)
	}
	if found := altTexts.FindStringSubmatch(drawing); found != nil {
		alt = found[1]
	}
	return areas, alt
}

// part is one file within a workbook.
func part(t testing.TB, path, name string) string {
	t.Helper()
	pack, err := zip.OpenReader(path)
	check(t, err)
	defer pack.Close()
	file, err := pack.Open(name)
	check(t, err)
	defer file.Close()
	text, err := io.ReadAll(file)
	check(t, err)
	return string(text)
}

func digestOf(t *testing.T, path string) string {
	t.Helper()
	return fmt.Sprintf("%x", sha256.Sum256(read(t, path)))
}

// twoInputs are the results of one person who stands in two files, and for whom nothing was done.
func twoInputs(t testing.TB) ResultsInput {
	p := samplePlan()
	p.Changes = p.Changes[:1]
	p.Changes[0].Rows = []finding.Pos{{File: "a.xlsx", Sheet: "S", Row: 2}, {File: "b.csv", Row: 2}}
	return ResultsInput{Plan: p, WrittenAt: planned, Outcomes: map[string]apply.Outcome{"c00001": {ChangeID: "c00001", Status: apply.Failed}},
		Rows: archive(t,
			archived{sheet.ArchivedTable{File: "a.xlsx", Sheet: "S", HeaderRow: 1, Headers: []string{"userName", "Team"}},
				[]sheet.ArchivedRow{{Row: 2, UserName: "asa.oberg@acme.example", Cells: []string{"asa.oberg@acme.example", "red"}}}},
			archived{sheet.ArchivedTable{File: "b.csv", HeaderRow: 1, Headers: []string{"Team", "login", "Team"}},
				[]sheet.ArchivedRow{{Row: 2, UserName: "ASA.OBERG@acme.example", Cells: []string{"blue", "ASA.OBERG@acme.example", "green", "beyond"}}}})}
}
