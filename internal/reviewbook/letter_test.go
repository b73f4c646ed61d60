package reviewbook

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/mail"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// letterText is a draft as it is read.
func letterText(d mail.Draft) string {
	return fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\nDate: %s\nId: %s\nAttached: %s\n\n%s", d.From, d.To, d.Subject, d.Date.Format(time.RFC3339), d.ID, strings.Join(d.Attachments, ", "), d.Text)
}

func TestLettersSayWhatIsAskedAndByWhen(t *testing.T) {
	c := quarter(40)
	golden(t, "letter-invitation.txt", letterText(Invitation(c, partOf(c, maria), "Q4/reviews/"+maria+".xlsx")))
	handed := partOf(c, tunde)
	handed.Address, handed.Name, handed.From, handed.Rows = bob, "Bob Delegate", tunde, handed.Rows[:3]
	golden(t, "letter-handover.txt", letterText(Handover(c, handed, "Q4/delegated/"+bob+".xlsx")))
	s := halfway(c)
	for name, who := range map[string]string{"letter-reminder-part.txt": tunde, "letter-reminder-nothing.txt": olga} {
		golden(t, name, letterText(Reminder(c, progressOf(s, who), openOf(s, who), "Q4/reviews/"+who+".xlsx", opened.AddDate(0, 0, 18))))
	}
}

func progressOf(s *review.Standing, who string) review.Progress {
	for _, p := range s.Progress {
		if p.Reviewer == who {
			return p
		}
	}
	return review.Progress{}
}

// openOf are the open rows of a reviewer that have not been handed on.
func openOf(s *review.Standing, who string) []review.Judged {
	var rows []review.Judged
	for _, j := range s.Rows {
		if j.Access.Reviewer == who && j.Open != "" && j.Open != review.OpenDelegated {
			rows = append(rows, j)
		}
	}
	return rows
}

func TestAReminderSaysHowManyDaysAreLeft(t *testing.T) {
	c := quarter(4)
	for _, test := range []struct {
		name          string
		due, now      time.Time
		subject, text string
	}{
		{"before the day", due, due.AddDate(0, 0, -3).Add(23 * time.Hour), "Access review Q4-2026: 2 rows still open, 3 days left", "by Saturday, 12 December 2026: 3 days are left."},
		{"on the day before", due, due.Add(-time.Minute), "Access review Q4-2026: 2 rows still open, 1 day left", ": 1 day is left."},
		{"on the day", due, due.Add(time.Hour), "Access review Q4-2026: 2 rows still open, due today", "Please send the rest today: it is the last day."},
		{"on the day whose end is said", due.Add(24*time.Hour - time.Second), due.Add(23 * time.Hour), "Access review Q4-2026: 2 rows still open, due today", "it is the last day."},
		{"on the day after", due, due.Add(24 * time.Hour), "Access review Q4-2026: 2 rows still open, 1 day over", "was due on Saturday, 12 December 2026, 1 day ago: please send the rest as soon as you can."},
		{"after the end of the day that is said", due.Add(24*time.Hour - time.Second), due.Add(25 * time.Hour), "Access review Q4-2026: 2 rows still open, 1 day over", ", 1 day ago:"},
		{"elsewhere on earth", due, time.Date(2026, 12, 12, 1, 0, 0, 0, time.FixedZone("", 9*3600)), "Access review Q4-2026: 2 rows still open, 1 day left", ": 1 day is left."},
		{"without a day", time.Time{}, due, "Access review Q4-2026: 2 rows still open, please send them soon", "Please send the rest as soon as you can."},
	} {
		t.Run(test.name, func(t *testing.T) {
			c.Due = test.due
			d := Reminder(c, review.Progress{Reviewer: maria, Rows: 5, Keep: 3, Open: 2}, nil, "", test.now)
			if d.Subject != test.subject || !strings.Contains(d.Text, test.text) || !d.Date.Equal(test.now) {
				t.Errorf("%s\n%s", d.Subject, d.Text)
			}
		})
	}
}

func TestEveryReasonToBeOpenHasItsFix(t *testing.T) {
	c := quarter(4)
	row := rowsOf(c, maria)[0]
	for _, test := range []struct {
		why  review.Pending
		want string
	}{
		{review.OpenContradiction, "Please put right (1 row)\n• Ada Lovelace, Finance: A.xlsx, Review!A2 says keep. Decide the row in the attached workbook: of what you send, the last counts. Where somebody else has said otherwise, agree with them first."},
		{review.OpenFaulty, "Please put right (1 row)\n• Ada Lovelace, Finance: A.xlsx, Review!A2 says keep. Decide the row anew in the attached workbook."},
		{review.OpenUnjustified, "Please put right (1 row)\n• Ada Lovelace, Finance: A.xlsx, Review!A2 says keep. Decide the row anew in the attached workbook, and write why the access stays, or choose revoke."},
		{review.OpenDelegated, "Not decided yet (1 row)\n• Ada Lovelace, Finance\n"},
		{review.OpenBlank, "Not decided yet (1 row)\n• Ada Lovelace, Finance\n"},
	} {
		row.Access.Flags = nil
		d := Reminder(c, review.Progress{Reviewer: maria, Rows: 1, Open: 1}, []review.Judged{{Ref: row, Open: test.why, Words: "A.xlsx, Review!A2 says keep"}}, "", opened)
		if !strings.Contains(d.Text, test.want) {
			t.Errorf("%s:\n%s", test.why, d.Text)
		}
	}
}

// Which of two files is to be left out is for whoever gives them to the program.
func TestAReviewerIsNotToldWhichFileToLeaveOut(t *testing.T) {
	c := quarter(4)
	returned := func(name, reviewer string, d review.Decision) review.Returned {
		r := rowsOf(c, maria)[0]
		return review.Returned{File: review.File{Name: name, SHA256: name, Reviewer: reviewer, SavedAt: opened.Add(time.Duration(len(name)) * time.Hour), Given: 1},
			Answers: []review.Answer{{Key: r.Access.Key, Decision: d, Reviewer: reviewer, Sheet: ReviewSheet, Row: 2, Cell: "Review!A2"}}}
	}
	s := review.Merge(c, []review.Returned{returned("a.xlsx", maria, review.Keep), returned("later.xlsx", maria, review.Revoke)}, opened.AddDate(0, 0, 2))
	if s.Rows[0].Open != review.OpenContradiction {
		t.Fatalf("%+v", s.Rows[0])
	}
	text := Reminder(c, progressOf(s, maria), openOf(s, maria), "a.xlsx", opened.AddDate(0, 0, 3)).Text
	for _, place := range []string{"Keep by María López in a.xlsx, Review!A2", "revoke by María López in later.xlsx, Review!A2", "of what you send, the last counts"} {
		if !strings.Contains(text, place) {
			t.Errorf("no %q in\n%s", place, text)
		}
	}
	for _, advice := range []string{"leave out", "give that", "give the", "holds", " alone"} {
		if strings.Contains(text, advice) {
			t.Errorf("it says %q:\n%s", advice, text)
		}
	}
}

func TestAReminderNamesAFewRowsAndCountsTheRest(t *testing.T) {
	c := quarter(40)
	var rows []review.Judged
	for i, r := range refsOf(c)[:20] {
		j := review.Judged{Ref: r, Open: review.OpenBlank, Words: "blank"}
		if i%2 == 0 {
			j.Open, j.Words = review.OpenFaulty, strings.Repeat("long ", 400)
		}
		rows = append(rows, j)
	}
	d := Reminder(c, review.Progress{Reviewer: maria, Rows: 20, Open: 20}, rows, "", opened)
	if n := strings.Count(d.Text, "\n• "); n != 2*mostNamed {
		t.Errorf("%d rows are named:\n%s", n, d.Text)
	}
	if strings.Count(d.Text, "… and 5 more\n") != 2 || len(d.Text) > 8000 {
		t.Errorf("%d letters:\n%s", len(d.Text), d.Text)
	}
}

// TestNothingInALetterLeadsOutOfIt holds that whatever people and campaigns are called, a letter has no link, no
// line that somebody else began, and a head of its own lines.
func TestNothingInALetterLeadsOutOfIt(t *testing.T) {
	const evil = "Eve\r\n\r\n<a href='https://evil.example'>http://evil.example/x</a> www.evil.example \u202egpj\x00"
	c := quarter(3)
	c.Name, c.Control, c.Operator, c.Tenant = evil, evil, evil, plan.Tenant{Name: evil}
	r := rowsOf(c, maria)[0]
	r.Person.Account.GivenName, r.Access.Workspace.Name, r.Access.Flags = evil, evil, []review.Flag{{Code: review.FlagLeft, Words: evil}}
	part := Part{Address: maria, Name: evil, From: evil, Rows: []review.Ref{r}}
	progress := review.Progress{Reviewer: maria, Name: evil, Rows: 2, Open: 2, GivenOn: 1}
	rows := []review.Judged{{Ref: r, Open: review.OpenFaulty, Words: evil}, {Ref: r, Open: review.OpenBlank, Words: evil}}
	for name, d := range map[string]mail.Draft{"invitation": Invitation(c, part, ""), "handover": Handover(c, part, ""), "reminder": Reminder(c, progress, rows, "", opened)} {
		for _, bad := range []string{"://", "www.e", "\r", "\x00", "\u202e", "\n<a", "Eve\n", "\n\n\n"} {
			if strings.Contains(d.Text, bad) || strings.Contains(d.Subject, bad) {
				t.Errorf("%s holds %q:\n%s\n%s", name, bad, d.Subject, d.Text)
			}
		}
		path := filepath.Join(t.TempDir(), "letter.eml")
		check(t, mail.Write(path, d))
		written, err := os.ReadFile(path)
		check(t, err)
		m, err := netmail.ReadMessage(bytes.NewReader(written))
		check(t, err)
		if len(m.Header) != 8 || m.Header.Get("From") != "" || m.Header.Get("To") != "<"+maria+">" {
			t.Errorf("%s begins with %v", name, m.Header)
		}
	}
}

func TestLettersAreToldApartAndEqualOnesAreEqual(t *testing.T) {
	c := quarter(6)
	part := partOf(c, maria)
	ids := map[string]bool{}
	for range 2 {
		ids[Invitation(c, part, "a.xlsx").ID], ids[Handover(c, part, "a.xlsx").ID] = true, true
		for day := range 2 {
			ids[Reminder(c, review.Progress{Reviewer: maria}, nil, "a.xlsx", opened.AddDate(0, 0, day)).ID] = true
		}
	}
	if len(ids) != 4 {
		t.Errorf("four letters have the ids %v", ids)
	}
}

func TestALetterDoesWithoutWhatIsNotKnown(t *testing.T) {
	c := quarter(6)
	c.Due, c.Operator, c.Control, c.Tenant.Name, c.Name = time.Time{}, "", "", "", ""
	part := partOf(c, maria)
	part.Name = ""
	for i := range part.Rows {
		part.Rows[i].Access.Flags = nil
	}
	d := Invitation(c, part, "")
	if d.Subject != "Access review 5e2a-91ab: 5 rows to look at" || d.From != "" || len(d.Attachments) != 0 {
		t.Errorf("%+v", d)
	}
	for _, want := range []string{"Hello,\n", "Please send it back as soon as you can.", "Ask whoever sent you this mail, who runs this review and follows up what stays open.", "\n\nAccess review 5e2a-91ab · campaign 5e2a-91ab\n"} {
		if !strings.Contains(d.Text, want) {
			t.Errorf("no %q in\n%s", want, d.Text)
		}
	}
	if strings.Contains(d.Text, "careful look and") || strings.Contains(d.Text, "control") {
		t.Errorf("it says what is not known:\n%s", d.Text)
	}
}
