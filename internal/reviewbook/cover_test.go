package reviewbook

import (
	"strings"
	"testing"

	"scimsheet/internal/review"
)

// asks are the sentences in which the cover of a part says what is asked.
func asks(c *review.Campaign, p Part) []string {
	b := outgoing{Table: NewTable(c), part: p, rows: p.Rows}
	b.count()
	return b.asked()
}

func TestTheCoverSaysHowTheRowsCameToTheirReviewer(t *testing.T) {
	const rule, above, previous, fallback = review.RouteRule, review.RouteAbove, review.RoutePrevious, review.RouteFallback
	for _, tt := range []struct {
		name, by string
		routes   []string // of the first rows; the others came as the last of these
		want     string
	}{
		{"by their manager", review.ByManager, []string{rule}, "HR's list leads to you as their manager."},
		{"by the workspaces' owner", review.ByWorkspace, []string{rule}, "the list of owners leads to you as the workspaces' owner."},
		{"by a column", "Cost centre owner", []string{rule}, "HR's list leads to you by its column Cost centre owner."},
		{"one reviewer for everything", review.ByNobody, []string{rule}, "you review all access."},
		{"a manager who has left", review.ByManager, []string{above}, "they come to you because their manager has left or would have reviewed their own access, and you are the next manager above."},
		{"an owner who has left", review.ByWorkspace, []string{above}, "they come to you because whoever would have reviewed them has left or would have reviewed their own access, and you are the next manager above."},
		{"last time's reviewer", review.ByNobody, []string{previous}, "they come to you because you reviewed them last time."},
		{"nobody else", review.ByManager, []string{fallback}, "they come to you because nobody else could be found."},
		{"some of each", review.ByManager, []string{above, above, previous, fallback, rule}, "for 17 of them HR's list leads to you as their manager; " +
			"2 come to you because their manager has left or would have reviewed their own access, and you are the next manager above; " +
			"1 comes to you because you reviewed them last time; 1 comes to you because nobody else could be found."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := quarter(26)
			c.By = tt.by
			p := partOf(c, maria)
			for i, r := range p.Rows {
				r.Access.Route = tt.routes[min(i, len(tt.routes)-1)]
			}
			if want, got := "21 rows in all: "+tt.want, asks(c, p)[0]; !strings.HasSuffix(got, want) {
				t.Errorf("%s\nwant …%s", got, want)
			}
		})
	}
}

func TestAReasonIsToldAndNeverGuessedFromItsWords(t *testing.T) {
	c := quarter(26)
	p := partOf(c, maria)
	for _, r := range p.Rows {
		r.Access.Why = "fallback: not in HR's list"
	}
	if got := asks(c, p)[0]; !strings.HasSuffix(got, ": HR's list leads to you as their manager.") {
		t.Error(got)
	}
}

func TestAWorkbookOfOpenRowsSaysThatItHasNoOthers(t *testing.T) {
	c := quarter(26)
	whole, others := partOf(c, maria), rowsOf(c, tunde)
	with := func(from string, rows ...[]review.Ref) Part {
		p := Part{Address: maria, Name: "María López", From: from}
		for _, some := range rows {
			p.Rows = append(p.Rows, some...)
		}
		return p
	}
	const open = "are still open, and this workbook has those and no others: please review "
	for _, tt := range []struct {
		name  string
		part  Part
		want  []string
		never []string
	}{
		{"everything is open", whole, []string{"21 rows in all: HR's list"}, []string{"no others", "already counts"}},
		{"some rows are open", with("", whole.Rows[:5]), []string{"María López (" + maria + "), 5 rows of this review " + open, "What you have answered already counts, and need not be entered again."}, []string{"HR's list"}},
		{"one row is open", with("", whole.Rows[:1]), []string{"1 row of this review is still open, and this workbook has that row and no others: please review the access of 1 person to 1 Anaplan workspace."}, nil},
		{"some were handed on", with(tunde, others[:3]), []string{tunde + " has handed 3 rows to you, María López"}, []string{"no others", "of them"}},
		{"own rows and rows that were handed on", with(tunde, whole.Rows[:5], others[:3]), []string{"8 rows of this review " + open, "; 3 of them were handed to you by " + tunde + "."}, nil},
		{"all of the own ones and one that was handed on", with(tunde, whole.Rows, others[:1]), []string{"22 rows in all: HR's list leads to you as their manager; 1 of them was handed to you by " + tunde + "."}, []string{"no others"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := asks(c, tt.part)
			for _, want := range tt.want {
				if !strings.Contains(got[0], want) {
					t.Errorf("%s\nlacks %s", got[0], want)
				}
			}
			for _, never := range tt.never {
				if strings.Contains(got[0], never) {
					t.Errorf("%s\nsays %s", got[0], never)
				}
			}
			if len(got) != 3 {
				t.Errorf("%d sentences", len(got))
			}
		})
	}
}

func TestAWorkbookOfOpenRowsReadsAsItShould(t *testing.T) {
	c := quarter(26)
	p := partOf(c, maria)
	p.Rows = p.Rows[3:7]
	golden(t, "review-open.txt", dump(t, written(t, c, p)))
}

func TestAWorkbookOfOpenRowsLacksNothingThatIsNotInIt(t *testing.T) {
	c := quarter(26)
	p := partOf(c, maria)
	p.Rows = p.Rows[3:7]
	b := inProgram(t, c, p)
	b.set(b.at(DecisionHeader, 2), "revoke")
	out := readFile(t, c, b.saved())
	if len(out.Answers) != 4 || len(out.Missing)+len(out.Problems)+len(out.Remarks) > 0 || out.File.Reviewer != maria {
		t.Errorf("%d answers, missing %q, problems %v, remarks %q", len(out.Answers), out.Missing, out.Problems, out.Remarks)
	}
	check(t, b.RemoveRow(ReviewSheet, 3))
	begin(t, "remarks", readFile(t, c, b.saved()).Remarks, []string{"1 of the 4 rows that the workbook was sent with is missing"})
}
