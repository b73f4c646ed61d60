package personnel

import (
	"testing"
	"time"

	"scimsheet/internal/finding"
)

func TestDaysAreReadAsPeopleAndSystemsWriteThem(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2026-10-02", "2026-10-02"}, {"2026-10-02T00:00:00Z", "2026-10-02"}, {"2026-10-02 00:00:00", "2026-10-02"}, {"2026-10-02-07:00", "2026-10-02"}, {"2026/10/02", "2026-10-02"}, {"2026.10.02", "2026-10-02"}, {"20261002", "2026-10-02"},
		{"02.10.2026", "2026-10-02"}, {"2.10.26", "2026-10-02"}, {"02. 10. 2026", "2026-10-02"}, {"02.10.2026 00:00", "2026-10-02"},
		{"2-Oct-26", "2026-10-02"}, {"02 OCT 2026", "2026-10-02"}, {"Oct 2, 2026", "2026-10-02"}, {"October 2nd, 2026", "2026-10-02"}, {"2026-Oct-02", "2026-10-02"},
		{"2. Oktober 2026", "2026-10-02"}, {"2 octobre 2026", "2026-10-02"}, {"1er août 2026", "2026-08-01"}, {"2 de octubre de 2026", "2026-10-02"}, {"2 okt. 2026", "2026-10-02"}, {"3. März 2026", "2026-03-03"}, {"2 dicembre 2026", "2026-12-02"},
		{"25/02/2026", "2026-02-25"}, {"02/25/2026", "2026-02-25"}, {"2/25/26 12:00:00 AM", "2026-02-25"}, {"03/03/2026", "2026-03-03"}, {"1-Mar-99", "1999-03-01"},
		{"10/02/2026", "2026-02-10 or 2026-10-02"}, {"10-02-2026", "2026-02-10 or 2026-10-02"}, {"1/2/26", "2026-01-02 or 2026-02-01"},
		{"", "none"}, {"31.12.9999", "none"}, {"9999-12-31", "none"}, {"12/31/2099", "none"}, {"0000-00-00", "none"}, {"00.00.0000", "none"}, {"unbefristet", "none"}, {"CDI", "none"},
		{"2026-02-30", "bad"}, {"31.02.2026", "bad"}, {"01.01.1900", "bad"}, {"46297", "bad"}, {"soon", "bad"}, {"Q4 2026", "bad"}, {"October 2026", "bad"}, {"2026", "bad"}, {"13/13/2026", "bad"}, {"1.2.3.2026", "bad"},
		{"2 Oct Nov 2026", "bad"}, {"2026-10-02, again 2027-01-01", "2026-10-02"}, {"=TODAY()", "bad"},
	} {
		t.Run(c.text, func(t *testing.T) {
			r, got := readDay(c.text, unproven), "none"
			switch {
			case r.bad:
				got = "bad"
			case r.ambiguous():
				got = r.day.Format(time.DateOnly) + " or " + r.other.Format(time.DateOnly)
			case r.known():
				got = r.day.Format(time.DateOnly)
			}
			if got != c.want {
				t.Errorf("%q is %s, want %s", c.text, got, c.want)
			}
		})
	}
}

func TestWhoHasLeftAndWhen(t *testing.T) {
	const other = "zoe@acme.com,Active,"
	for _, c := range []struct {
		name, row string
		want      string // on 22 November 2026
		says      []string
	}{
		{"a status is enough", "ada@acme.com,Terminated,", "left", nil},
		{"a day in the past alone is enough", "ada@acme.com,,2026-10-02", "left 2026-10-02", nil},
		{"a day ahead has not come", "ada@acme.com,Terminated,2026-12-31", "here", nil},
		{"whoever leaves today is still there", "ada@acme.com,Terminated,2026-11-22", "here", nil},
		{"whoever left yesterday is not", "ada@acme.com,Terminated,2026-11-21", "left 2026-11-21", nil},
		{"active counts before a day in the past", "ada@acme.com,Active,2026-10-02", "here", nil},
		{"leave is not leaving", "ada@acme.com,On Leave,", "here", nil},
		{"notice is not leaving", "ada@acme.com,Notice period,", "here", nil},
		{"notice with a day ahead is not", "ada@acme.com,Notice period,2027-01-31", "here", nil},
		{"notice whose last day is over is", "ada@acme.com,Notice period,2026-10-31", "left 2026-10-31", nil},
		{"garden leave is not leaving", "ada@acme.com,Garden leave,2027-01-31", "here", nil},
		{"never is no day", "ada@acme.com,,31.12.9999", "here", nil},
		{"of two readings the status decides", "ada@acme.com,Terminated,10/02/2026", "left", []string{"hr.csv!C2", "10 February 2026 or 2 October 2026", "the status decides"}},
		{"of two readings the status decides for active too", "ada@acme.com,Active,10/02/2026", "here", []string{"hr.csv!C2", "the status decides"}},
		{"of two readings the later counts where no status decides", "ada@acme.com,,12/10/2026", "here", []string{"12 October 2026 or 10 December 2026", "the later of the two counts"}},
		{"of two readings that are both past either has left", "ada@acme.com,,10/02/2026", "left 2026-10-02", []string{"the later of the two counts"}},
		{"what is no date makes nobody a leaver", "ada@acme.com,,soon", "here", []string{"hr.csv!C2", `"soon" is no date`, "counts as being there"}},
		{"what is no date leaves it to the status", "ada@acme.com,Left,soon", "left", []string{`"soon" is no date`, "the status decides"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := staff(t, "Email,Status,Termination Date", c.row, other)
			e := of(t, s, "ada@acme.com")
			got := "here"
			if LeftBy(*e, today) {
				if got = "left"; !e.LeftOn.IsZero() {
					got += " " + e.LeftOn.Format(time.DateOnly)
				}
			}
			if got != c.want {
				t.Errorf("they are %s, want %s", got, c.want)
			}
			wantSaid(t, s.Findings, finding.StaffDate, c.says...)
		})
	}
}

func TestADateThatCanBeReadInOneWayProvesTheOthersOfItsColumn(t *testing.T) {
	for _, c := range []struct{ name, proof, want string }{
		{"day first", "25/02/2026", "left 2026-02-10"},
		{"month first", "02/25/2026", "left 2026-10-02"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := staff(t, "Email,Termination Date", "ada@acme.com,10/02/2026", "bob@acme.com,"+c.proof)
			if got := summary(s, of(t, s, "ada@acme.com")); got != " |  |  | "+c.want+" | ?" {
				t.Errorf("read is %s", got)
			}
			wantSaid(t, s.Findings, finding.StaffDate)
			wantSaid(t, s.Findings, finding.StaffDateOrder, "B3")
		})
	}
	s := staff(t, "Email,Termination Date", "ada@acme.com,10/02/2026", "bob@acme.com,25/02/2026", "cy@acme.com,02/25/2026")
	wantSaid(t, s.Findings, finding.StaffDate, "hr.csv!B2", "nothing in the column tells which")
	wantSaid(t, s.Findings, finding.StaffDateOrder)
}

func TestTheLastDayAtWorkEndsNobodysGardenLeave(t *testing.T) {
	s := staff(t, "Email,Status,Last working day", "ada@acme.com,Garden leave,2026-09-30", "bob@acme.com,,2026-09-30", "cy@acme.com,Active,")
	if LeftBy(*of(t, s, "ada@acme.com"), today) || !LeftBy(*of(t, s, "bob@acme.com"), today) {
		t.Error("garden leave ends with the last day at work, or a last day at work means nothing")
	}
}

func TestWhoIsActiveAfterTheLastDayIsADoubtOfThatDay(t *testing.T) {
	s := staff(t, "Email,Status,Termination Date", "ada@acme.com,Active,2026-10-02", "bob@acme.com,Active,2026-12-31", "cy@acme.com,Terminated,2026-10-02")
	doubts := s.Doubts(today)
	if len(doubts) != 1 {
		t.Errorf("doubts are %v", doubts)
	}
	wantSaid(t, doubts, finding.StaffStatus, "hr.csv!C2", "ada@acme.com", "2026-10-02", `"Active"`, "no leaver")
	if early := s.Doubts(today.AddDate(0, -3, 0)); len(early) != 0 {
		t.Errorf("in August doubts are %v", early)
	}
}

func TestStatusesOfHRSystemsAreKnown(t *testing.T) {
	for want, words := range map[standing][]string{
		here: {"Active", "ACTIVE", "On Leave", "Leave of Absence", "Leave with pay", "Paid Leave", "Sabbatical", "Suspended", "Active - Full-Time", "Aktiv", "Elternzeit", "beurlaubt", "Congé maternité", "En congé", "De baja", "Baja médica", "In dienst", "Active - On Leave",
			"Inactive (Leave)", "Furlough", "Yes", "3 - Aktiv", "Active (Terminated)", "Alta", "Présent"},
		notice: {"Notice period", "On notice", "Garden leave", "Gardening Leave", "gekündigt", "Kündigungsfrist", "Freigestellt", "En préavis", "Offboarding", "Pending Termination"},
		gone: {"Terminated", "terminated ", "Left", "Leaver", "Ex-Employee", "Former employee", "Inactive", "Retired", "Resigned", "Deceased", "Ausgeschieden", "ausgetreten", "Im Ruhestand", "Sorti", "Retraité", "Baja", "Jubilado", "Uit dienst",
			"Cessato", "Desligado", "Terminated - Retired", "Full-Time (Terminated)", "Terminated (Voluntary)", "No", "0 - ausgeschieden"},
		kind:   {"Full-Time", "Part-Time", "Contractor", "Regular / Full-Time", "Vollzeit", "CDI", "Intern"},
		unsaid: {"", "T", "A", "L", "3", "Blue", "Group 4", "left-handed", "Transfer"},
	} {
		for _, word := range words {
			if got := standingOf(word); got != want {
				t.Errorf("%q is %d, want %d", word, got, want)
			}
		}
	}
}

func TestAStatusThatNobodyKnowsIsToldOnceAndMakesNobodyALeaver(t *testing.T) {
	s := staff(t, "Email,Status", "ada@acme.com,Blue", "bob@acme.com,BLUE", "cy@acme.com,Active")
	if said := says(s.Findings, finding.StaffStatus); len(said) != 1 || LeftBy(*of(t, s, "ada@acme.com"), today) {
		t.Errorf("said is %q", said)
	}
	wantSaid(t, s.Findings, finding.StaffStatus, "hr.csv!B2", `"Blue"`, "(2 rows say so)")
}

// Whatever a cell says, it is one of: a day, two days of which the second is later, no day, or nothing that can
// be read. The order of a column never makes a day of what is none.
func FuzzDays(f *testing.F) {
	for _, text := range []string{"2026-10-02", "02.10.2026", "2-Oct-26", "10/02/2026", "1er août 2026", "31.12.9999", "20261002", "2026-10-02T00:00:00Z", "0000-00-00", "Oct 2, 2026", "99999999", "1/1/1", "٢٠٢٦-١٠-٠٢", "2026\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := readDay(text, unproven)
		if r.bad && !r.day.IsZero() || r.ambiguous() && !r.other.After(r.day) {
			t.Fatalf("%q is %+v", text, r)
		}
		if r.known() && (r.day.Year() < firstYear || r.day.Year() >= neverYear || r.day.Location() != time.UTC) {
			t.Fatalf("%q is %v", text, r.day)
		}
		for _, column := range []order{dayFirst, monthFirst} {
			if told := readDay(text, column); told.bad != r.bad || r.ambiguous() && !told.day.Equal(r.day) && !told.day.Equal(r.other) || told.ambiguous() {
				t.Fatalf("%q in the order %d is %+v, without it %+v", text, column, told, r)
			}
		}
		if r.known() {
			if again := readDay(r.day.Format(time.DateOnly), mixed); !again.day.Equal(r.day) {
				t.Fatalf("%q is %v, and its own day %v", text, r.day, again.day)
			}
		}
	})
}
