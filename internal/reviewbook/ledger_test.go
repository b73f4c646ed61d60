package reviewbook

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/review"
)

func TestTheLedgerReadsAsItShould(t *testing.T) {
	c := quarter(30)
	golden(t, "ledger-opened.txt", dump(t, ledgerOf(t, Ledger{Campaign: c, At: opened})))
	golden(t, "ledger-halfway.txt", dump(t, ledgerOf(t, Ledger{Campaign: c, Standing: halfway(c), At: due.AddDate(0, 0, -4)})))
	golden(t, "ledger-closed.txt", dump(t, ledgerOf(t, Ledger{Campaign: c, Closing: ended(c), At: due.AddDate(0, 0, 1)})))
}

// sheetsOf are the names on the tabs of a workbook.
func sheetsOf(t *testing.T, path string) []string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	return file.GetSheetList()
}

// columnOf is a column of a table by its header, without the header.
func columnOf(t *testing.T, path, name, header string) []string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	rows, err := file.GetRows(name)
	check(t, err)
	at := slices.Index(rows[0], header)
	if at < 0 {
		t.Fatalf("sheet %s has no column %q but %q", name, header, rows[0])
	}
	var out []string
	for _, row := range rows[1:] {
		out = append(out, append(row, make([]string, at+1)...)[at])
	}
	return out
}

func TestSheetsThatHaveNothingToSayAreLeftOut(t *testing.T) {
	c, plain := quarter(3), quarter(1) // of whom nobody lacks a reviewer, and the one is not to be looked at
	plain.Findings, plain.LeftIdle = nil, nil
	all := func(change func(*review.Judged)) *review.Standing {
		s := &review.Standing{}
		for n, r := range refsOf(c) {
			s.Rows = append(s.Rows, review.Judged{Ref: r, Decision: review.Keep, By: r.Access.Reviewer})
			if change != nil && n == 0 {
				change(&s.Rows[n])
			}
		}
		progressed(c, s)
		return s
	}
	with := func(s *review.Standing, add func(*review.Standing)) *review.Standing { add(s); return s }
	key := refsOf(c)[0].Access.Key
	for _, tt := range []struct {
		name   string
		ledger Ledger
		want   string
	}{
		{"just opened", Ledger{}, "Summary, Reviewers, About"},
		{"everything kept", Ledger{Standing: all(nil)}, "Summary, Reviewers, About"},
		{"a row is open", Ledger{Standing: all(func(j *review.Judged) { j.Decision, j.Open = "", review.OpenBlank })}, "Summary, Reviewers, Open, About"},
		{"a row asks for a change", Ledger{Standing: all(func(j *review.Judged) { j.Decision = review.Change })}, "Summary, Reviewers, Follow-up, About"},
		{"a problem", Ledger{Standing: with(all(nil), func(s *review.Standing) { s.Problems = []review.Problem{{Message: "is no workbook"}} })}, "Summary, Reviewers, Look at, About"},
		{"a remark", Ledger{Standing: with(all(nil), func(s *review.Standing) { s.Remarks = []review.Remark{{Words: "late"}} })}, "Summary, Reviewers, Look at, About"},
		{"a delegation", Ledger{Standing: with(all(nil), func(s *review.Standing) { s.Delegations = []review.Delegation{{Key: key, To: bob}} })}, "Summary, Reviewers, Delegations, About"},
		{"closed", Ledger{Closing: &review.Closing{Rows: all(nil).Rows}}, "Summary, Reviewers, Decisions, Exceptions, About"},
		{"closed, and nothing was unusual", Ledger{Campaign: plain, Closing: &review.Closing{Rows: []review.Judged{{Ref: refsOf(plain)[0], Decision: review.Keep}}}}, "Summary, Reviewers, Decisions, About"},
		{"closed, and the tenant has moved on", Ledger{Closing: &review.Closing{Rows: all(nil).Rows, Drift: review.Drift{Taken: refsOf(c)[:1]}}}, "Summary, Reviewers, Decisions, Exceptions, Since the snapshot, About"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.ledger.At = opened; tt.ledger.Campaign == nil {
				tt.ledger.Campaign = c
			}
			if got := strings.Join(sheetsOf(t, ledgerOf(t, tt.ledger)), ", "); got != tt.want {
				t.Errorf("sheets %s\nwant   %s", got, tt.want)
			}
		})
	}
}

func TestEveryOpenRowAndEveryFollowUpIsListedOnce(t *testing.T) {
	c := quarter(150)
	s := halfway(c)
	path := ledgerOf(t, Ledger{Campaign: c, Standing: s, At: opened})
	for name, wanted := range map[string]func(review.Judged) bool{
		openSheet:   func(j review.Judged) bool { return j.Decision == "" },
		followSheet: func(j review.Judged) bool { return j.Decision == review.Change },
		nobodySheet: func(j review.Judged) bool { return j.Access.Reviewer == "" || j.Access.Reviewer == sam },
	} {
		var want []string
		for _, j := range s.Rows {
			if wanted(j) {
				want = append(want, j.Access.Key)
			}
		}
		got := columnOf(t, path, name, KeyHeader)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s has the rows %q, want %q", name, got, want)
		}
	}
}

func TestALongListSaysHowManyRowsItLeavesOut(t *testing.T) {
	c := quarter(2600)
	s := &review.Standing{}
	for _, r := range refsOf(c) {
		s.Rows = append(s.Rows, review.Judged{Ref: r, Open: review.OpenBlank})
	}
	progressed(c, s)
	people := columnOf(t, ledgerOf(t, Ledger{Campaign: c, Standing: s, At: opened}), openSheet, NameHeader)
	if want := fmt.Sprintf("… and %s rows more. They are in the reviewers' workbooks.", number(len(s.Rows)-mostRows)); len(people) != mostRows+1 || people[mostRows] != want {
		t.Errorf("%d rows, the last one %q, want %q", len(people), people[len(people)-1], want)
	}
}

func TestExceptionsOfOneKindDoNotHideThoseOfAnother(t *testing.T) {
	c := quarter(900)
	closing := &review.Closing{TreatBlankAs: review.Revoke}
	for n, r := range refsOf(c) {
		closing.Rows = append(closing.Rows, review.Judged{Ref: r, Decision: review.Revoke, Treated: n > 0})
	}
	closing.Rows[0].Decision = review.Change
	path := ledgerOf(t, Ledger{Campaign: c, Closing: closing, At: opened})
	counts := map[string]int{}
	for _, what := range columnOf(t, path, exceptionSheet, "What") {
		counts[what]++
	}
	if counts["nobody decided"] != mostOfKind+1 || counts["to be followed up"] != 1 {
		t.Errorf("listed are %v", counts)
	}
	if want := fmt.Sprintf("… and %s more of this kind", number(len(closing.Rows)-1-mostOfKind)); !slices.Contains(columnOf(t, path, exceptionSheet, "In words"), want) {
		t.Errorf("nowhere stands %q", want)
	}
}

func TestTheSummaryNamesNoMoreReviewersThanAChartCanShow(t *testing.T) {
	c := large(4000, 70)
	text := dump(t, ledgerOf(t, Ledger{Campaign: c, At: opened}))
	summary, _, _ := strings.Cut(text, "=== "+reviewersSheet)
	if n := strings.Count(summary, "@acme.example | 0"); n != reviewersInChart {
		t.Errorf("%d reviewers on the first page", n)
	}
	if !strings.Contains(summary, "… and 40 other reviewers") {
		t.Errorf("nothing is said of the others:\n%s", summary)
	}
}

func TestALinkOfTheLedgerNeverLeavesItsFolder(t *testing.T) {
	c := quarter(3)
	c.Reviewers[0].File = "../../etc/passwd.xlsx"
	path := ledgerOf(t, Ledger{Campaign: c, At: opened})
	file, err := excelize.OpenFile(path)
	check(t, err)
	defer file.Close()
	for row, want := range map[int]string{2: "", 3: "reviews/" + c.Reviewers[1].File} {
		linked, target, err := file.GetCellHyperLink(reviewersSheet, fmt.Sprint("N", row))
		check(t, err)
		if linked != (want != "") || target != want {
			t.Errorf("row %d leads to %q, want %q", row, target, want)
		}
	}
}

func TestTheDaysThatAreLeftAreThoseOfTheCalendar(t *testing.T) {
	for _, tt := range []struct {
		now  time.Time
		want string
	}{
		{due.AddDate(0, 0, -21), "It is due in 21 days (Saturday, 12 December 2026)."},
		{due.Add(-time.Second), "It is due tomorrow (Saturday, 12 December 2026)."},
		{due, "It is due today (Saturday, 12 December 2026)."},
		{due.Add(24*time.Hour - time.Second), "It is due today (Saturday, 12 December 2026)."},
		{due.Add(24 * time.Hour), "It was due 1 day ago (Saturday, 12 December 2026)."},
	} {
		b := newBooks(Ledger{Campaign: quarter(1), At: tt.now})
		if got := b.dueRemark().text; got != tt.want {
			t.Errorf("at %s: %s", tt.now, got)
		}
	}
	c := quarter(1)
	c.Due = time.Time{}
	if got := newBooks(Ledger{Campaign: c, At: due}).dueRemark().text; !strings.Contains(got, "No day was set") {
		t.Error(got)
	}
}

func TestSharesAddUpToAHundredAndNoneIsSaidToBeAllOrNothingWhereItIsNot(t *testing.T) {
	for _, tt := range []struct {
		parts []int
		want  string
	}{
		{[]int{0, 10}, "0 %, 100 %"}, {[]int{0, 0}, "0 %, 0 %"}, {[]int{1, 999}, "less than 1 %, 99 %"}, {[]int{1000, 0}, "100 %, 0 %"}, {[]int{1, 2}, "33 %, 67 %"},
		{[]int{1, 1, 1}, "34 %, 33 %, 33 %"}, {[]int{1, 1, 1, 9997}, "less than 1 %, less than 1 %, less than 1 %, 97 %"}, {[]int{335, 335, 330}, "34 %, 33 %, 33 %"},
		{[]int{664, 133, 203}, "67 %, 13 %, 20 %"}, {[]int{995, 5}, "99 %, less than 1 %"}, {[]int{175, 175, 650}, "18 %, 17 %, 65 %"},
	} {
		whole := 0
		for _, part := range tt.parts {
			whole += part
		}
		var got []string
		for i, points := range percents(tt.parts) {
			got = append(got, shareWords(points, tt.parts[i], whole))
		}
		if said := strings.Join(got, ", "); said != tt.want {
			t.Errorf("%v: %s, want %s", tt.parts, said, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts, sum, whole := rapid.SliceOfN(rapid.IntRange(0, 20_000), 1, 5).Draw(t, "parts"), 0, 0
		for i, points := range percents(parts) {
			sum, whole = sum+points, whole+parts[i]
			if (points == 0) != (parts[i] == 0) {
				t.Fatalf("%d rows of %v are %d %%", parts[i], parts, points)
			}
		}
		if whole > 0 && sum != 100 {
			t.Fatalf("%v are %d %% together", parts, sum)
		}
	})
}

func TestEqualLedgersAreEqualBytes(t *testing.T) {
	write := func() []byte {
		c := quarter(40)
		data, err := os.ReadFile(ledgerOf(t, Ledger{Campaign: c, Closing: ended(c), At: due}))
		check(t, err)
		return data
	}
	if !bytes.Equal(write(), write()) {
		t.Error("a ledger differs from one time to the next")
	}
}
