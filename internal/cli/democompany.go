package cli

import (
	"cmp"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// employee is one line of the demo's list of people, as HR's system would export it.
type employee struct {
	email, number, name, department, manager, status, leftOn string
}

// The demo's company. Its list has what such lists have: people who have left, somebody with two managers,
// somebody who manages herself, and people whom it does not know.
var demoDepartments = []string{"Finance", "Sales", "Supply Chain", "Human Resources", "Marketing", "Operations", "IT", "Strategy"}

const (
	demoUnknown     = 47 // one account in so many is not on HR's list
	demoLeaver      = 43 // one active account in so many belongs to somebody who has left
	demoTwoManagers = 100
	demoOwnManager  = 60
)

// demoStaff makes up HR's list for the accounts of the simulated tenant.
func demoStaff(accounts []identity.Account) []employee {
	accounts = slices.Clone(accounts)
	slices.SortFunc(accounts, func(a, b identity.Account) int { return cmp.Compare(a.UserName.Key(), b.UserName.Key()) })
	head := "helen.ward@" + strings.SplitN(string(accounts[0].UserName), "@", 2)[1] // has no account, and reviews all the same
	staff := []employee{{email: head, number: "E00001", name: "Helen Ward", department: "Board", status: "Active"}}
	managers := map[string][]string{}
	for i, a := range accounts {
		if strings.HasPrefix(string(a.UserName), "svc-") || i%demoUnknown == demoUnknown-1 {
			continue
		}
		e := employee{email: string(a.UserName), number: a.ExternalID, name: a.GivenName + " " + a.FamilyName,
			department: demoDepartments[i%len(demoDepartments)], status: "Active"}
		switch team := managers[e.department]; {
		case a.Active && len(team) < 2:
			managers[e.department] = append(team, e.email)
			e.manager = head
		case len(team) == 0:
			e.manager = head
		default:
			e.manager = team[i/len(demoDepartments)%len(team)]
			e.leave(i, a.Active)
		}
		staff = append(staff, e)
	}
	staff[demoTwoManagers].manager += "; " + head
	staff[demoOwnManager].manager = staff[demoOwnManager].email
	return staff
}

// leave has somebody leave the company: most of those whose account was deactivated, and some whose account was
// forgotten.
func (e *employee) leave(i int, active bool) {
	if i%demoLeaver == 0 || !active && i%5 == 0 {
		e.status, e.leftOn = "Terminated", "2026-10-02"
	}
}

// writeStaff writes HR's list as a workbook.
func writeStaff(path string, staff []employee) error {
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "People", Creator: "HR"})
	if err != nil {
		return err
	}
	defer book.Discard()
	table, err := book.Table(sheet.Layout{Name: "People", Columns: []sheet.Column{
		{Header: "Work E-mail"}, {Header: "Employee ID", Text: true}, {Header: "Name"}, {Header: "Department"},
		{Header: "Manager"}, {Header: "Employment Status"}, {Header: "Termination Date", Text: true}}})
	if err != nil {
		return err
	}
	for _, e := range staff {
		if err := table.Row(sheet.String(e.email), sheet.String(e.number), sheet.String(e.name), sheet.String(e.department),
			sheet.String(e.manager), sheet.String(e.status), sheet.String(e.leftOn)); err != nil {
			return err
		}
	}
	_, err = book.Save()
	return err
}
