package cli

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
	"scimsheet/internal/simulator"
)

var update = flag.Bool("update", false, "write the sample workbook and the golden files anew")

const samplePath = "../../templates/sample.xlsx"

// TestSampleWorkbookIsTheDemoTenantEdited keeps the embedded workbook and the demo's tenant together:
// the sheet lists the tenant's people as HR would, with a quarter's joiners, movers and leavers, and a
// few mistakes made on purpose.
func TestSampleWorkbookIsTheDemoTenantEdited(t *testing.T) {
	fresh := filepath.Join(t.TempDir(), "sample.xlsx")
	writeSample(t, fresh)
	if *update {
		body, err := os.ReadFile(fresh)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(samplePath, body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(textOf(t, fresh), textOf(t, samplePath)); diff != "" {
		t.Errorf("the embedded sample is not what its generator makes (go test ./internal/cli -run Sample -update):\n%s", diff)
	}
}

var sampleHeaders = []string{"E-mail", "Employee ID", "First name", "Last name", "Active", "Workspaces", "Action", "Department", "Manager"}

// sampleSheet is the sheet in the making: one row of cells for each person, in the order of the headers.
type sampleSheet struct {
	rows  [][]string
	names map[string]string // workspace id to name
}

func writeSample(t *testing.T, path string) {
	now := newDemoTenant(t, 0)
	later := newDemoTenant(t, joiners)
	s := &sampleSheet{names: map[string]string{}}
	for _, ws := range now.Workspaces() {
		s.names[ws.ID] = ws.Name
	}
	hired := later.Accounts()
	slices.SortFunc(hired, func(a, b identity.Account) int { return strings.Compare(a.Created, b.Created) })
	for _, a := range hired {
		if a.UserName == now.Caller() {
			continue
		}
		if _, known := now.Account(a.UserName); !known {
			a.Active = true
			a.Workspaces = slices.DeleteFunc(a.Workspaces, func(id string) bool { return strings.Contains(s.names[id], "(closed)") })
		}
		s.add(a)
	}
	s.quarter()
	s.mistakes()
	s.save(t, path, now.Workspaces())
}

// joiners are the people who are in the sheet and not yet in the demo's tenant.
const joiners = 21

func newDemoTenant(t *testing.T, more int) *simulator.Tenant {
	t.Helper()
	options := demoTenant()
	options.Users += more
	tenant, err := simulator.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return tenant
}

func (s *sampleSheet) add(a identity.Account) {
	names := make([]string, len(a.Workspaces))
	for i, id := range a.Workspaces {
		names[i] = s.names[id]
	}
	slices.Sort(names)
	workspaces := strings.Join(names, "; ")
	if len(names) == 0 {
		workspaces = "<none>"
	}
	active := "yes"
	if !a.Active {
		active = "no"
	}
	externalID := a.ExternalID
	if externalID == "" {
		externalID = fmt.Sprintf("E%06d", 700100+len(s.rows))
	}
	departments := []string{"Finance", "Sales", "Operations", "People", "Supply Chain", "Marketing"}
	managers := []string{"Maria López", "Tunde Okafor", "Siobhán O'Brien", "Łukasz Wójcik", "Ingrid Sørensen"}
	s.rows = append(s.rows, []string{string(a.UserName), externalID, a.GivenName, a.FamilyName, active, workspaces, "",
		departments[len(s.rows)%len(departments)], managers[len(s.rows)%len(managers)]})
}

// The columns by what they hold.
const (
	cMail = iota
	cID
	cGiven
	cFamily
	cActive
	cWorkspaces
	cAction
)

// quarter is what happened since the last review: movers, leavers, returners, changed names.
func (s *sampleSheet) quarter() {
	several := 0
	for i, row := range s.rows {
		names := strings.Split(row[cWorkspaces], "; ")
		switch {
		case i%23 == 5 && row[cActive] == "yes" && row[cWorkspaces] != "<none>": // moves to another team
			if len(names) > 2 && several < 4 {
				several++
				row[cWorkspaces] = strings.Join(names[1:], "; ")
			} else if !slices.Contains(names, "Workforce") {
				row[cWorkspaces] = strings.Join(append(names, "Workforce"), "; ")
			}
		case i%41 == 7 && row[cActive] == "yes": // leaves
			row[cActive] = "no"
		case i%97 == 11: // married
			row[cFamily] += "-Nakamura"
		case i%61 == 13: // attested by the manager
			row[cAction] = "keep"
		}
	}
	for _, row := range s.rows { // one is back from leave
		if row[cActive] == "no" {
			row[cActive] = "yes"
			return
		}
	}
}

// mistakes are the ones that people really make; the demo shows what becomes of them.
func (s *sampleSheet) mistakes() {
	s.rows[30][cMail] = strings.Replace(s.rows[30][cMail], ".example", ",example", 1)
	s.rows[58][cWorkspaces] = "Finanace"
	s.rows[77][cActive] = "maybe"
	twice := slices.Clone(s.rows[101])
	twice[cWorkspaces] = "<none>"
	s.rows = append(s.rows, twice)
	s.rows[120][cAction] = "create"
	s.rows = append(s.rows,
		[]string{"grace.hopper@acme.example", "E700901", `=HYPERLINK("http://example.com","Grace")`, "Hopper", "yes", "Finance", "", "Finance", "Maria López"},
		[]string{"ghost@acme.example", "E700902", "Gil", "Ghost", "", "Finance", "update", "Sales", "Tunde Okafor"})
}

func (s *sampleSheet) save(t *testing.T, path string, workspaces []simulator.Workspace) {
	t.Helper()
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "Staff with access to Anaplan", Creator: "Human Resources",
		Created: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Discard()
	write := func(layout sheet.Layout, rows [][]string) {
		table, err := book.Table(layout)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			values := make([]sheet.Value, len(row))
			for i, text := range row {
				values[i] = sheet.String(text)
			}
			if err := table.Row(values...); err != nil {
				t.Fatal(err)
			}
		}
	}
	columns := make([]sheet.Column, len(sampleHeaders))
	for i, header := range sampleHeaders {
		columns[i] = sheet.Column{Header: header}
	}
	write(sheet.Layout{Name: "Employees", Columns: columns, Frozen: 1}, s.rows)
	var directory [][]string
	for _, ws := range workspaces {
		directory = append(directory, []string{ws.ID, ws.Name})
	}
	write(sheet.Layout{Name: "Workspaces", Columns: []sheet.Column{{Header: "id"}, {Header: "name"}}}, directory)
	if _, err := book.Save(); err != nil {
		t.Fatal(err)
	}
}

// textOf is what a workbook says, sheet by sheet, a line a row.
func textOf(t *testing.T, path string) string {
	t.Helper()
	book, err := sheet.Open(path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var b strings.Builder
	for _, info := range book.Sheets() {
		fmt.Fprintf(&b, "# %s\n", info.Name)
		rows, err := book.Rows(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			row := rows.Row()
			fmt.Fprintf(&b, "%d", row.Number)
			for _, cell := range row.Cells {
				fmt.Fprintf(&b, "\t%s", cell.Text)
			}
			b.WriteString("\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return b.String()
}
