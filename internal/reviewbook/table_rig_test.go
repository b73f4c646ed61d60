package reviewbook

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
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

var update = flag.Bool("update", false, "write the golden files anew")

// check ends a test that cannot go on.
func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// golden compares text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		check(t, os.MkdirAll("testdata", 0o755))
		check(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	check(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (go test -update writes it anew):\n%s", name, diff)
	}
}

// dump is every sheet of a workbook as text, a line a row, as a spreadsheet program shows its cells.
func dump(t *testing.T, path string) string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	var out strings.Builder
	for _, name := range file.GetSheetList() {
		fmt.Fprintf(&out, "=== %s\n", name)
		rows, err := file.GetRows(name)
		check(t, err)
		for i, row := range rows {
			fmt.Fprintf(&out, "%d", i+1)
			for _, cell := range row {
				out.WriteString(" | " + strings.ReplaceAll(cell, "\n", " ⏎ "))
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

var (
	opened = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	due    = time.Date(2026, 12, 12, 0, 0, 0, 0, time.UTC)
)

const (
	maria = "maria.lopez@acme.example"
	tunde = "tunde.okafor@acme.example"
	olga  = "olga.petrova@acme.example"
	sam   = "sam.fallback@acme.example"
)

// The campaign that every test is about.
const (
	campaignID = "5e2a-91ab"
	seed       = "c0ffee"
)

// keyOf is the id of a row by its number.
func keyOf(number int) string { return (&review.Campaign{ID: campaignID, Seed: seed}).KeyOf(number) }

// numberOf are the last three digits of the number in a row's id.
func numberOf(key string) string {
	number := strings.Split(key, "-")[1]
	return number[len(number)-3:]
}

// quarter is a campaign of so many people, made by hand: every kind of flag and of past, names of many
// languages, two workspaces of one name, one without a name, and rows of nobody.
func quarter(people int) *review.Campaign {
	c := &review.Campaign{ID: campaignID, Seed: seed, Name: "Q4-2026", Control: "ITGC-07", Due: due, OpenedAt: opened, Tool: "scimsheet 1.1.0", Operator: "ana.lyst@acme.example",
		By: review.ByManager, Tenant: plan.Tenant{Name: "acme", SCIMURL: "https://api.anaplan.com/scim/1/0/v2"},
		Fallback: []string{sam}, InactiveAfter: 90, Digest: strings.Repeat("5e", 32),
		Sources: []review.Source{{What: "HR", Name: "staff 2026-11.xlsx", Sheet: "Employees", SHA256: strings.Repeat("a1", 32), Rows: people}},
		Previous: &review.Earlier{ID: "11aa-22bb", Name: "Q3-2026", Digest: strings.Repeat("33", 32), OpenedAt: opened.AddDate(0, -3, 0),
			ClosedAt: opened.AddDate(0, -2, -9)},
		Unknown: []string{"who administers the workspace Capex: the list of its administrators could not be read"},
		Findings: []finding.Finding{finding.New(finding.ContradictingRows, finding.Pos{File: "staff 2026-11.xlsx", Sheet: "Employees", Row: 7, Column: 5, Header: "Manager"},
			"", "two managers for Zoë Müller", "correct the list for the next review")},
		Proof: review.Proof{Request: "GET https://api.anaplan.com/scim/1/0/v2/Users?startIndex=1&count=100", Requests: 12, StartedAt: opened.Add(-2 * time.Minute),
			EndedAt: opened.Add(-time.Minute), By: "svc-scim@acme.example", Snapshot: strings.Repeat("c4", 32)}}
	key := 0
	for i := range people {
		c.People = append(c.People, somebody(i, &key))
	}
	summedUp(c)
	c.LeftIdle = []review.Person{{Account: identity.Account{ID: "8a81idle", UserName: "idle@acme.example", Active: true}, HR: &review.Employment{Left: true}}}
	return c
}

// summedUp counts what stands in a campaign's proof and of its reviewers.
func summedUp(c *review.Campaign) {
	c.Proof.Users, c.Proof.Rows, c.Proof.OutOfScope, c.Proof.WithoutAccess, c.Reviewers = len(c.People), 0, 3, 7, nil
	parts, spaces, persons := map[string]*review.Reviewer{}, map[string]bool{}, map[string]bool{}
	for i := range c.People {
		p := &c.People[i]
		for j := range p.Accesses {
			a := &p.Accesses[j]
			c.Proof.Rows++
			spaces[a.Workspace.ID] = true
			r := parts[a.Reviewer]
			if r == nil {
				r = &review.Reviewer{Address: a.Reviewer, Name: names[a.Reviewer], File: fileOf(a.Reviewer)}
				parts[a.Reviewer] = r
			}
			r.Rows++
			if len(a.Flags) > 0 {
				r.Flagged++
			}
			if who := a.Reviewer + "\n" + p.Account.ID; !persons[who] {
				persons[who] = true
				r.People++
			}
		}
	}
	c.Proof.Workspaces = len(spaces)
	c.Proof.Accounts = c.Proof.Users + c.Proof.OutOfScope + c.Proof.WithoutAccess
	c.Proof.TotalResults = c.Proof.Accounts
	for _, r := range parts {
		if r.Address == sam {
			r.Note = "has no account in the tenant"
		}
		c.Reviewers = append(c.Reviewers, *r)
	}
	slices.SortFunc(c.Reviewers, func(a, b review.Reviewer) int {
		if (a.Address == "") != (b.Address == "") {
			return len(b.Address) - len(a.Address)
		}
		return strings.Compare(a.Address, b.Address)
	})
}

var names = map[string]string{maria: "María López", tunde: "Tunde Okafor", olga: "Olga Petrova"}

func fileOf(address string) string {
	if address == "" {
		return "no-reviewer.xlsx"
	}
	return address + ".xlsx"
}

var spaces = []identity.Workspace{{ID: "8a81b09d5e8c6f27000000000000c2aa", Name: "Finance"}, {ID: "8a81b09d5e8c6f27000000000000c3bb", Name: "Sales Planning EMEA"},
	{ID: "8a81b09d5e8c6f27000000000000c4cc", Name: "Workforce & Pay"}, {ID: "8a81b09d5e8c6f27000000000000c5dd", Name: "finance "},
	{ID: "8a81b09d5e8c6f27000000000000c6ee", Name: ""}, {ID: "8a81b09d5e8c6f27000000000000c7ff", Name: "=HYPERLINK(\"http://x\",\"Capex\")"}}

// somebody is the person of a number, with one to four accesses.
func somebody(i int, key *int) review.Person {
	given := []string{"Ada", "Grace", "María", "Tunde", "Åsa", "Jean-Luc", "Rosalind", "Zoë", "Łukasz", "أحمد", "=cmd|' /C calc'!A0", "<script>alert(1)</script>"}
	family := []string{"Lovelace", "Hopper", "López García", "Okafor", "Öberg", "D'Arc", "Franklin", "Müller-Lüdenscheidt", "Wójcik", "محمود", "O'Brien, \"Bob\"", "\u202egnirts"}
	p := review.Person{Account: identity.Account{ID: fmt.Sprintf("8a81%028d", i), UserName: identity.UserName(fmt.Sprintf("user.%03d@acme.example", i)),
		GivenName: given[i%len(given)], FamilyName: family[(i*7+i/12)%len(family)], Active: i%9 != 4},
		Login: review.Login{Known: i%11 != 10, At: opened.AddDate(0, 0, -(i*37)%400-1)},
		HR: &review.Employment{Department: []string{"Finance", "Sales EMEA", "R&D"}[i%3], Manager: []string{maria, tunde, olga}[i%3], Status: "Active",
			Pos: finding.Pos{File: "staff 2026-11.xlsx", Sheet: "Employees", Row: i + 2}}}
	if i%13 == 6 {
		p.Login.At = time.Time{}
	}
	switch {
	case i%10 == 3:
		p.HR.Left, p.HR.LeftOn, p.HR.Status = true, time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC), "Terminated"
	case i%17 == 5:
		p.HR = nil
	}
	for j := range 1 + i%4 {
		*key++
		p.Accesses = append(p.Accesses, held(i, j, *key, &p))
	}
	return p
}

func held(i, j, key int, p *review.Person) review.Access {
	a := review.Access{Key: keyOf(key), Workspace: spaces[(i+j)%len(spaces)], Admin: new((i+j)%19 == 7),
		Reviewer: []string{maria, tunde, olga}[i%3], Route: review.RouteRule, Why: fmt.Sprintf("manager in staff 2026-11.xlsx, row %d", i+2)}
	flag := func(code, words string) { a.Flags = append(a.Flags, review.Flag{Code: code, Words: words}) }
	if p.HR != nil && p.HR.Left {
		flag(review.FlagLeft, "left the company on 2 October 2026 (HR)")
	}
	switch (i*3 + j) % 12 {
	case 0:
		a.New = true
	case 4:
		a.Past = &review.Past{Decision: review.Revoke, By: maria, ClosedAt: opened.AddDate(0, -2, -9)}
		flag(review.FlagCameBack, "revoked in Q3-2026 by "+maria+", and here again")
	default:
		a.Past = &review.Past{Decision: review.Keep, By: maria, Justification: "closes the books", ClosedAt: opened.AddDate(0, -2, -9)}
	}
	if p.HR == nil {
		flag(review.FlagOrphan, "not in HR's list")
		a.Reviewer, a.Why, a.Route = sam, "fallback: not in HR's list", review.RouteFallback
		if i%2 == 0 {
			a.Reviewer, a.Route, a.Why = "", "", "nobody: not in HR's list, and no fallback reviewer is somebody else who is still here"
		}
	}
	if a.Workspace.Name != "" && strings.HasPrefix(a.Workspace.Name, "=") {
		a.Admin = nil
	} else if *a.Admin {
		flag(review.FlagAdmin, "administrator of this workspace")
	}
	switch days := (i * 37) % 400; {
	case !p.Login.Known:
	case p.Login.At.IsZero():
		flag(review.FlagInactive, "never signed in")
	case days >= 90:
		flag(review.FlagInactive, fmt.Sprintf("not signed in for %d days", days))
	}
	return a
}

// rowsOf are the rows of one reviewer, in the order of the population.
func rowsOf(c *review.Campaign, reviewer string) []review.Ref {
	var rows []review.Ref
	for i := range c.People {
		for j := range c.People[i].Accesses {
			if a := &c.People[i].Accesses[j]; a.Reviewer == reviewer {
				rows = append(rows, review.Ref{Person: &c.People[i], Access: a})
			}
		}
	}
	return rows
}

// partOf is the workbook of one reviewer.
func partOf(c *review.Campaign, reviewer string) Part {
	return Part{Address: reviewer, Name: names[reviewer], Rows: rowsOf(c, reviewer)}
}

// written is the workbook of a part, in a folder of its own.
func written(t testing.TB, c *review.Campaign, p Part) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "review.xlsx")
	check(t, NewTable(c).WriteReview(path, p))
	return path
}
