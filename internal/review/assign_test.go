package review

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimsheet/internal/personnel"
	"scimsheet/internal/sheet"
)

// staff is HR's list with these rows, of which the first is row 2. The last is of somebody else who has a manager: a
// list without any is refused.
func staff(t testing.TB, rows ...string) *personnel.Staff {
	t.Helper()
	return listOf(t, append([]string{"Email,Employee ID,Name,Manager Email,Department,Status,Last day,Access Owner"}, append(rows, "else@other.com,E-99,Else,chief@other.com")...)...)
}

// listOf is HR's list with these lines.
func listOf(t testing.TB, lines ...string) *personnel.Staff {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hr.csv")
	text := strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := personnel.ReadStaff(t.Context(), path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// owners is the list of owners with these rows.
func owners(t testing.TB, rows ...string) *personnel.Owners {
	t.Helper()
	path := filepath.Join(t.TempDir(), "owners.csv")
	if err := os.WriteFile(path, []byte("Workspace,Owner\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := personnel.ReadOwners(t.Context(), path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// closed is a campaign that has ended with one decision everywhere.
func closed(c *Campaign, d Decision) *Done {
	cl := &Closing{Campaign: c.ID, ClosedAt: opened}
	for _, r := range c.Refs() {
		cl.Rows = append(cl.Rows, Judged{Ref: r, Decision: d, By: r.Access.Reviewer, Justification: "as agreed"})
	}
	return &Done{Campaign: c, Closing: cl}
}

func TestWhoReviewsByManager(t *testing.T) {
	for _, c := range []struct {
		why      string
		hr       []string
		fallback string // boss@acme.com where empty
		last     string // who reviewed ann's access in Q3; empty for nobody
		reviewer string
		route    string
		words    string
	}{
		{why: "the manager by HR's list", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria"},
			reviewer: "maria@acme.com", route: RouteRule, words: "manager in hr.csv, row 2"},
		{why: "a manager whom HR's list does not have reviews all the same", hr: []string{"ann@acme.com,1,Ann,outside@partner.com"},
			reviewer: "outside@partner.com", route: RouteRule, words: "manager in hr.csv, row 2"},
		{why: "the manager's manager where the manager has left", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,paul@acme.com,,Terminated", "paul@acme.com,3,Paul"},
			reviewer: "paul@acme.com", route: RouteAbove, words: "manager of the manager, because maria@acme.com has left"},
		{why: "a manager who leaves next month is still there", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,paul@acme.com,,Terminated,2026-12-31"},
			reviewer: "maria@acme.com", route: RouteRule, words: "manager in hr.csv, row 2"},
		{why: "and so on", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,paul@acme.com,,Left", "paul@acme.com,3,Paul,cleo@acme.com,,Left", "cleo@acme.com,4,Cleo"},
			reviewer: "cleo@acme.com", route: RouteAbove, words: "next manager above, because maria@acme.com and paul@acme.com have left"},
		{why: "the fallback where nobody is above who left", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,,,Left"},
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: maria@acme.com has left, and HR's list names no manager of Maria (maria@acme.com)"},
		{why: "leavers who manage each other end at the fallback", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,paul@acme.com,,Left", "paul@acme.com,3,Paul,maria@acme.com,,Left"},
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: maria@acme.com and paul@acme.com have left, and the managers above are each other's"},
		{why: "two who manage each other may", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,ann@acme.com"},
			reviewer: "maria@acme.com", route: RouteRule, words: "manager in hr.csv, row 2"},
		{why: "nobody manages themselves", hr: []string{"ann@acme.com,1,Ann,ANN@acme.com"},
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: nobody reviews their own access"},
		{why: "a manager's manager who is the person is passed over too", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,ann@acme.com,,Left"},
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: nobody reviews their own access"},
		{why: "an orphan goes to the fallback", hr: []string{"maria@acme.com,2,Maria"},
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: not in HR's list"},
		{why: "two managers are none", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "ann@acme.com,1,Ann,paul@acme.com"},
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: HR's list names two managers"},
		{why: "whom nobody can be found for is reviewed by whoever did last time", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "ann@acme.com,1,Ann,paul@acme.com"}, last: "maria@acme.com",
			reviewer: "maria@acme.com", route: RoutePrevious, words: "reviewed it in Q3; HR's list names two managers"},
		{why: "unless that is the person", hr: []string{"maria@acme.com,2,Maria"}, last: "ann@acme.com",
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: not in HR's list"},
		{why: "or has left", hr: []string{"maria@acme.com,2,Maria,,,Left"}, last: "maria@acme.com",
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: not in HR's list"},
		{why: "who manages themselves goes to the fallback, whoever reviewed last time", hr: []string{"ann@acme.com,1,Ann,ann@acme.com"}, last: "maria@acme.com",
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: nobody reviews their own access"},
		{why: "so do circles", hr: []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria,maria@acme.com,,Left"}, last: "paul@acme.com",
			reviewer: "boss@acme.com", route: RouteFallback, words: "fallback: maria@acme.com has left, and the managers above are each other's"},
		{why: "the manager wins over whoever reviewed last time", hr: []string{"ann@acme.com,1,Ann,maria@acme.com"}, last: "paul@acme.com",
			reviewer: "maria@acme.com", route: RouteRule, words: "manager in hr.csv, row 2"},
		{why: "the second fallback where the first is the person", hr: []string{"ann@acme.com,1,Ann,ann@acme.com"}, fallback: "ann@acme.com,second@acme.com",
			reviewer: "second@acme.com", route: RouteFallback, words: "fallback: nobody reviews their own access"},
		{why: "a fallback who has left reviews nothing", hr: []string{"boss@acme.com,9,Boss,,,Left"}, fallback: "boss@acme.com,second@acme.com",
			reviewer: "second@acme.com", route: RouteFallback, words: "fallback: not in HR's list"},
		{why: "nobody where the only fallback is the person", hr: []string{"ann@acme.com,1,Ann"}, fallback: "Ann+review@acme.com",
			reviewer: "", words: "nobody: HR's list names no manager of Ann (ann@acme.com), and no fallback reviewer is somebody else who is still here"},
		{why: "nobody where there is no fallback", hr: []string{"maria@acme.com,2,Maria"}, fallback: "-",
			reviewer: "", words: "nobody: not in HR's list, and no fallback reviewer was named"},
	} {
		f := factsOf(account("ann@acme.com", 1))
		f.By, f.Staff = ByManager, staff(t, c.hr...)
		switch c.fallback {
		case "":
		case "-":
			f.Fallback = nil
		default:
			f.Fallback = strings.Split(c.fallback, ",")
		}
		if c.last != "" {
			before := factsOf(account("ann@acme.com", 1))
			before.Name = "Q3"
			f.Previous = closed(mustOpen(t, before), Keep)
			f.Previous.Closing.Rows[0].By = c.last
		}
		a := mustOpen(t, f).People[0].Accesses[0]
		if a.Reviewer != c.reviewer || a.Route != c.route || !strings.HasPrefix(a.Why, c.words) {
			t.Errorf("%s:\n got %q by %q (%s)\nwant %q by %q (%s)", c.why, a.Reviewer, a.Route, a.Why, c.reviewer, c.route, c.words)
		}
	}
}

func TestSomebodyIsThePersonUnderEveryAddressThatIsKnown(t *testing.T) {
	married := account("ann.smith@acme.com", 1) // HR knows her by her new name, the tenant by her number
	f := factsOf(married, account("boss@acme.com", 1))
	f.By, f.Fallback = ByManager, []string{"ann.jones@acme.com", "boss@acme.com"}
	f.Staff = staff(t, "ann.jones@acme.com,"+married.ExternalID+",Ann,ann.jones@acme.com", "boss@acme.com,E-boss@acme.com,Boss,ann.smith@acme.com")
	c := mustOpen(t, f)
	if p := c.People[0]; p.HR == nil || p.HR.Address != "ann.jones@acme.com" || p.Accesses[0].Reviewer != "boss@acme.com" {
		t.Errorf("Ann's access is reviewed by %q (%s)", p.Accesses[0].Reviewer, p.Accesses[0].Why)
	}
	if p := c.People[1]; p.Accesses[0].Reviewer != "ann.jones@acme.com" {
		t.Errorf("the boss's access is reviewed by %q, want Ann by the address that HR has", p.Accesses[0].Reviewer)
	}
	for _, own := range []string{"ann.smith@acme.com", "Ann.Jones@acme.com", " ann.jones+x@ACME.com", "ann.smith@acme.com.", "ａｎｎ.smith＠acme.com", "“ann.jones@acme.com”"} {
		if !c.People[0].Is(own) {
			t.Errorf("%q is not known as Ann's", own)
		}
	}
	for _, other := range []string{"", "jones@acme.com", "ann.jones@other.com", "+@acme.com"} {
		if c.People[0].Is(other) {
			t.Errorf("%q is taken for Ann's", other)
		}
	}
}

func TestAPersonWithTwoAccountsReviewsNeither(t *testing.T) {
	first, second := account("ann@acme.com", 1), account("ann.admin@acme.com", 1)
	first.ExternalID, second.ExternalID = "4711", "4711"
	for why, row := range map[string]string{"HR has one of the addresses": "ann@acme.com,4711,Ann,ann@acme.com", "HR has the number alone": ",4711,Ann,ann@acme.com"} {
		f := factsOf(first, second)
		f.By, f.Staff = ByManager, staff(t, row)
		f.Fallback = []string{"ann.admin@acme.com", "ann@acme.com", "boss@acme.com"}
		for _, r := range mustOpen(t, f).Refs() {
			if r.Access.Reviewer != "boss@acme.com" {
				t.Errorf("%s: %s is reviewed by %q", why, r.Person.Account.UserName, r.Access.Reviewer)
			}
		}
	}
}

// TestAPersonIsThePersonUnderTheirOtherAccount: HR knows one employee, to whom two accounts belong. Nobody who looks at
// a row alone could tell.
func TestAPersonIsThePersonUnderTheirOtherAccount(t *testing.T) {
	first, second, idle := account("ann@müller.example", 1), account("ann.admin@acme.com", 1), account("ann.test@acme.com")
	first.ExternalID, second.ExternalID, idle.ExternalID = "4711", "4711", "4711"
	f := factsOf(first, second, idle, account("bob@acme.com", 1))
	f.By, f.Staff = ByManager, staff(t, "ann@müller.example,4711,Ann,maria@acme.com")
	c := mustRead(t, mustOpen(t, f))
	for _, r := range c.Refs() {
		for _, own := range []string{"ann@müller.example", "ann@xn--mller-kva.example", "ann.admin@acme.com", "Ann.Test+x@acme.com"} {
			if is := r.Person.Account.UserName != "bob@acme.com"; r.Person.Is(own) != is {
				t.Errorf("that %s is the person of %s is %t", own, r.Person.Account.UserName, !is)
			}
		}
	}
	for why, edit := range map[string]func(*Campaign){
		"forgets the other accounts": func(c *Campaign) { c.People[0].HR.Accounts = nil },
		"names another":              func(c *Campaign) { c.People[1].HR.Accounts[0] = "mallory@acme.com" },
	} {
		edited := mustOpen(t, f)
		edit(edited)
		if _, err := Read(bytes.NewReader(written(t, edited))); !errors.Is(err, ErrDamaged) {
			t.Errorf("a campaign that %s is read: %v", why, err)
		}
	}
}

func TestAManagerWhomHRKnowsByNumberAloneIsFoundInTheTenant(t *testing.T) {
	maria := account("maria@acme.com")
	maria.ExternalID = "4711"
	path := filepath.Join(t.TempDir(), "hr.csv")
	text := "Email,Employee ID,Name,Manager ID\nann@acme.com,1,Ann,4711\n,4711,Maria,\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f := factsOf(account("ann@acme.com", 1), maria)
	var err error
	if f.Staff, err = personnel.ReadStaff(t.Context(), path, sheet.Options{}); err != nil {
		t.Fatal(err)
	}
	f.By = ByManager
	p := mustOpen(t, f).People[0]
	if a := p.Accesses[0]; a.Reviewer != "maria@acme.com" || a.Why != "manager in hr.csv, row 2" || p.HR.Manager != "maria@acme.com" {
		t.Errorf("Ann's access is reviewed by %q (%s)", a.Reviewer, a.Why)
	}
}

func TestWhoReviewsByWorkspace(t *testing.T) {
	for _, c := range []struct {
		why, owners string
		hr          []string
		reviewer    string
		words       string
	}{
		{"the owner of the workspace", "Finance,olga@acme.com", nil, "olga@acme.com", "owner of Finance in owners.csv"},
		{"by its id too", ws(1) + ",olga@acme.com", nil, "olga@acme.com", "owner of Finance in owners.csv"},
		{"the fallback where nobody owns it", "Workforce,olga@acme.com", nil, "boss@acme.com", "fallback: "},
		{"the owner's manager where the owner is the person", "Finance,ann@acme.com", []string{"ann@acme.com,1,Ann,maria@acme.com", "maria@acme.com,2,Maria"},
			"maria@acme.com", "manager of the owner, because nobody reviews their own access"},
		{"the fallback where nobody knows the owner's manager", "Finance,ann@acme.com", nil, "boss@acme.com", "fallback: nobody reviews their own access"},
		{"the owner's manager where the owner has left", "Finance,olga@acme.com", []string{"olga@acme.com,1,Olga,maria@acme.com,,Left"},
			"maria@acme.com", "manager of the owner, because olga@acme.com has left"},
	} {
		f := factsOf(account("ann@acme.com", 1))
		f.By, f.Owners = ByWorkspace, owners(t, c.owners)
		if c.hr != nil {
			f.Staff = staff(t, c.hr...)
		}
		a := mustOpen(t, f).People[0].Accesses[0]
		if a.Reviewer != c.reviewer || !strings.HasPrefix(a.Why, c.words) {
			t.Errorf("%s:\n got %q (%s)\nwant %q (%s)", c.why, a.Reviewer, a.Why, c.reviewer, c.words)
		}
	}
}

func TestWhoReviewsByAColumn(t *testing.T) {
	for _, c := range []struct{ why, by, hr, owners, reviewer, words string }{
		{"an address in the column", "Access Owner", "ann@acme.com,1,Ann,,Sales,,,olga@acme.com", "", "olga@acme.com", "Access Owner in hr.csv, row 2"},
		{"an address with a name before it", "access_owner", "ann@acme.com,1,Ann,,Sales,,,Olga <olga@acme.com>", "", "olga@acme.com", "access_owner in hr.csv, row 2"},
		{"the owner of what the column says", "Department", "ann@acme.com,1,Ann,,Sales", "sales,olga@acme.com", "olga@acme.com", "owner of Sales (Department) in owners.csv"},
		{"the fallback where nobody owns that", "Department", "ann@acme.com,1,Ann,,Sales", "Finance,olga@acme.com", "boss@acme.com", "fallback: "},
		{"the fallback where there is no list of owners", "Department", "ann@acme.com,1,Ann,,Sales", "", "boss@acme.com", `fallback: "Sales" is no address, and no list of owners was given`},
		{"the fallback where the cell is blank", "Department", "ann@acme.com,1,Ann", "Sales,olga@acme.com", "boss@acme.com", `fallback: HR's list says nothing in the column "Department"`},
		{"the fallback for an orphan", "Department", "maria@acme.com,2,Maria", "Sales,olga@acme.com", "boss@acme.com", "fallback: not in HR's list"},
		{"nobody reviews their own access", "Access Owner", "ann@acme.com,1,Ann,,,,,ann@acme.com", "", "boss@acme.com", "fallback: nobody reviews their own access"},
	} {
		f := factsOf(account("ann@acme.com", 1))
		f.By, f.Staff = c.by, staff(t, c.hr)
		if c.owners != "" {
			f.Owners = owners(t, c.owners)
		}
		a := mustOpen(t, f).People[0].Accesses[0]
		if a.Reviewer != c.reviewer || !strings.HasPrefix(a.Why, c.words) {
			t.Errorf("%s:\n got %q (%s)\nwant %q (%s)", c.why, a.Reviewer, a.Why, c.reviewer, c.words)
		}
	}
}

func TestWithoutARuleTheFallbackReviewsEverythingButTheirOwn(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1), account("boss@acme.com", 1))
	f.Fallback = []string{"boss@acme.com", "second@acme.com"}
	var got []string
	for _, r := range mustOpen(t, f).Refs() {
		got = append(got, fmt.Sprintf("%s: %s, %s", r.Person.Account.UserName, r.Access.Reviewer, r.Access.Why))
	}
	want := "ann@acme.com: boss@acme.com, reviews all access\nboss@acme.com: second@acme.com, fallback: nobody reviews their own access"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestAReviewerIsOnePersonHoweverTheAddressIsSpelled(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1), account("bob@acme.com", 1), account("Maria@acme.com"))
	f.By, f.Staff = ByManager, staff(t, "ann@acme.com,1,Ann,MARIA@acme.com", "bob@acme.com,2,Bob,maria@Acme.com")
	c := mustOpen(t, f)
	if len(c.Reviewers) != 1 || c.Reviewers[0].Address != "Maria@acme.com" || c.Reviewers[0].People != 2 || c.Reviewers[0].Name != "Given Maria@acme.com" || c.Reviewers[0].Note != "" {
		t.Errorf("the reviewers are %+v", c.Reviewers)
	}
}

func TestWhatTheOwnerOfACampaignShouldKnowOfReviewers(t *testing.T) {
	off := account("off@acme.com")
	off.Active = false
	f := factsOf(account("ann@acme.com", 1), account("bob@acme.com", 1), off)
	f.By, f.Staff = ByManager, staff(t, "ann@acme.com,1,Ann,off@acme.com", "bob@acme.com,2,Bob,gone@acme.com", "gone@acme.com,3,Gina Gone")
	notes := map[string]string{}
	for _, r := range mustOpen(t, f).Reviewers {
		notes[r.Address] = r.Name + ": " + r.Note
	}
	for address, want := range map[string]string{"off@acme.com": "Given off@acme.com: " + noteInactive, "gone@acme.com": "Gina Gone: " + noteNoAccount} {
		if notes[address] != want {
			t.Errorf("of %s it says %q, want %q", address, notes[address], want)
		}
	}
}
