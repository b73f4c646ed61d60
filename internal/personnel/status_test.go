package personnel

import (
	"testing"

	"scimsheet/internal/finding"
)

// BambooHR and others have a column for how somebody is employed, which stays as it is when they go, beside the
// one that tells whether they are there.
func TestHowSomebodyIsEmployedDoesNotTellThatTheyAreThere(t *testing.T) {
	for _, c := range []struct{ name, header, row, want string }{
		{"another column says that they have left", "Employment Status,Status", "Full-Time,Terminated", "Terminated | left"},
		{"the columns stand the other way round", "Status,Employment Status", "Inactive,Contractor", "Inactive | left"},
		{"another column says that they are there", "Employment Status,Status", "Full-Time,Active", "Active | here"},
		{"a column asks whether they have left", "Employment Status,Terminated", "Part-Time,Yes", "Yes | left"},
		{"the last day is over", "Employment Status,Termination Date", "Full-Time,2026-10-02", "Full-Time | left 2026-10-02"},
		{"the last day is to come", "Employment Status,Termination Date", "Full-Time,2026-12-31", "Full-Time | here"},
		{"the last day is over and another column says that they are there", "Employment Status,Status,Termination Date", "Full-Time,Active,2026-10-02", "Active | here"},
		{"nothing says that they have left", "Employment Status,Status,Termination Date", "Full-Time,,", "Full-Time | here"},
		{"a last day that cannot be read makes no leaver", "Employment Status,Termination Date", "Full-Time,soon", "Full-Time | here"},
		{"a blank column leaves it to the next", "Employment Status,Status", ",Inactive", "Inactive | left"},
		{"an unknown word leaves it to the next", "Employment Status,Status", "Blue,Inactive", "Inactive | left"},
		{"the account of somebody on leave may be disabled", "Employment Status,Account Disabled,Account status", "Full-Time,Yes,Disabled", "Full-Time | here"},
		{"where there is nothing else, the account's status counts", "Name,Account status", "Ada,Disabled", "Disabled | left"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := staff(t, "Email,"+c.header, "ada@acme.com,"+c.row)
			e := of(t, s, "ada@acme.com")
			e.Name = ""
			if got := summary(s, e); got != " |  | "+c.want+" | ?" {
				t.Errorf("read is %q", got)
			}
		})
	}
}

// Somebody who came back has a row that ended and one that goes on.
func TestARowThatGoesOnWinsOverOneThatEndedWhateverItSaysOfTheKind(t *testing.T) {
	s := staff(t, "Email,Employment Status,Termination Date", "ada@acme.com,Contractor,2024-03-01", "ada@acme.com,Full-Time,", "bob@acme.com,Contractor,2024-03-01")
	if LeftBy(*of(t, s, "ada@acme.com"), today) || !LeftBy(*of(t, s, "bob@acme.com"), today) {
		t.Error("who came back has left, or who left has not")
	}
	wantSaid(t, s.Findings, finding.StaffRows, "hr.csv!C2", "hr.csv!B3")
}

func TestTwoColumnsThatContradictEachOtherAreTold(t *testing.T) {
	s := staff(t, "Email,Employment Status,Status,Terminated", "ada@acme.com,Terminated,Active,", "bob@acme.com,Full-Time,Active,No", "cy@acme.com,On leave,Inactive,Yes", "dan@acme.com,Terminated,Inactive,Yes")
	for user, left := range map[string]bool{"ada@acme.com": true, "bob@acme.com": false, "cy@acme.com": false, "dan@acme.com": true} {
		if LeftBy(*of(t, s, user), today) != left {
			t.Errorf("%s has left: %t", user, !left)
		}
	}
	wantSaid(t, s.Findings, finding.StaffStatus, "hr.csv!C2", `"Active" here, "Terminated" in hr.csv!B2, which counts`)
	wantSaid(t, s.Findings, finding.StaffStatus, "hr.csv!C4", `"Inactive" here, "On leave" in hr.csv!B4, which counts`)
	if said := says(s.Findings, finding.StaffStatus); len(said) != 3 {
		t.Errorf("said is %q", said)
	}
}
