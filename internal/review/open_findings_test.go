package review

import (
	"fmt"
	"strings"
	"testing"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// ours are the findings of opening, without those of the lists.
func ours(c *Campaign) string {
	codes := map[finding.Code]bool{finding.ReviewerNoAccount: true, finding.ReviewEachOther: true, finding.NoManager: true,
		finding.NoOwner: true, finding.NoReviewer: true, finding.FallbackLeft: true}
	var all []string
	for _, f := range c.Findings {
		if codes[f.Code] {
			all = append(all, fmt.Sprintf("%s %s: %s", f.Severity, f.Code, f.Message))
		}
	}
	return strings.Join(all, "\n")
}

func TestWhatTheOwnerOfACampaignIsToldOnceHoweverManyRowsItIsAbout(t *testing.T) {
	boss := account("boss@acme.com")
	crowd := func(n int) []identity.Account {
		all := []identity.Account{boss}
		for i := range n {
			all = append(all, account(fmt.Sprintf("p%d@acme.com", i), 1, 2))
		}
		return all
	}
	for _, c := range []struct {
		why    string
		facts  Facts
		change func(*Facts)
		want   string
	}{
		{"all is well", factsOf(boss, account("ann@acme.com", 1, 2)), func(f *Facts) {
			f.By, f.Staff = ByManager, staff(t, "ann@acme.com,1,Ann,boss@acme.com", "boss@acme.com,2,Boss")
		}, ""},
		{"a reviewer without an account", factsOf(account("ann@acme.com", 1, 2)), func(f *Facts) {},
			"note reviewerNoAccount: boss@acme.com reviews 2 rows and has no account in the tenant"},
		{"people without a manager", factsOf(crowd(6)...), func(f *Facts) {
			f.By, f.Staff = ByManager, staff(t, "p0@acme.com,1", "p1@acme.com,2", "p2@acme.com,3", "p3@acme.com,4", "p4@acme.com,5", "p5@acme.com,6")
		}, "warning noManager: no manager could be found for 6 people: p0@acme.com, p1@acme.com, p2@acme.com and 3 more"},
		{"one person without a manager", factsOf(crowd(1)...), func(f *Facts) {
			f.By, f.Staff = ByManager, staff(t, "p0@acme.com,1,Pia")
		}, "warning noManager: no manager could be found for 1 person: p0@acme.com (HR's list names no manager of Pia (p0@acme.com))"},
		{"leavers who manage each other", factsOf(crowd(1)...), func(f *Facts) {
			f.By, f.Staff = ByManager, staff(t, "p0@acme.com,1,Pia,x@acme.com", "x@acme.com,2,X,y@acme.com,,Left", "y@acme.com,3,Y,x@acme.com,,Left")
		}, "warning noManager: everybody above 1 person has left, and they are each other's managers: p0@acme.com"},
		{"orphans are flagged row by row", factsOf(crowd(2)...), func(f *Facts) {
			f.By, f.Staff = ByManager, staff(t, "boss@acme.com,1,Boss")
		}, ""},
		{"a workspace that nobody owns", factsOf(crowd(3)...), func(f *Facts) {
			f.By, f.Owners = ByWorkspace, owners(t, "Finance,boss@acme.com")
		}, `warning noOwner: the list of owners has no owner of "Sales Planning", so whoever reviewed them last time, else the fallback, looks at 3 rows of 3 people`},
		{"an owner who has left, and nobody knows who is above", factsOf(boss, account("ann@acme.com", 1)), func(f *Facts) {
			f.By, f.Owners, f.Staff = ByWorkspace, owners(t, "Finance,olga@acme.com"), staff(t, "olga@acme.com,1,Olga,,,Left")
		}, "warning noOwner: olga@acme.com has left, and HR's list names no manager of Olga (olga@acme.com), so whoever reviewed them last time, else the fallback, looks at 1 row of 1 person"},
		{"an owner reviews everybody but themselves", factsOf(boss, account("ann@acme.com", 1)), func(f *Facts) {
			f.By, f.Owners = ByWorkspace, owners(t, "Finance,ann@acme.com")
		}, ""},
		{"nobody at all", factsOf(crowd(2)...), func(f *Facts) { f.Fallback = nil },
			"warning noReviewer: nobody could be found to review 4 rows of 2 people: p0@acme.com and p1@acme.com"},
		{"a fallback who has left", factsOf(crowd(1)...), func(f *Facts) {
			f.Fallback, f.Staff = []string{"gone@acme.com", "boss@acme.com"}, staff(t, "gone@acme.com,1,Gina,,,Left", "p0@acme.com,2")
		}, "warning fallbackLeft: the fallback reviewer gone@acme.com has left by HR's list, and reviews nothing"},
		{"two who review each other", factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 2)), func(f *Facts) {
			f.By, f.Staff = ByManager, staff(t, "ann@acme.com,1,Ann,bob@acme.com", "bob@acme.com,2,Bob,ann@acme.com")
		}, "note reviewEachOther: ann@acme.com and bob@acme.com review each other's access"},
	} {
		c.change(&c.facts)
		if got := ours(mustOpen(t, c.facts)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
}

func TestFindingsOfTheListsStayAndHaveTheirPlaces(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1))
	f.Staff = staff(t, "ann@acme.com,1,Ann,maria@acme.com,,Active,2026-01-31", "ann@acme.com,1,Ann,paul@acme.com")
	c := mustOpen(t, f)
	want := len(f.Staff.Findings) + len(f.Staff.Doubts(opened))
	got := 0
	for _, found := range c.Findings {
		if found.Pos.File == "hr.csv" && found.Pos.Row > 0 {
			got++
		}
	}
	if want == 0 || got != want {
		t.Errorf("of HR's list the campaign tells %d findings, want %d", got, want)
	}
}
