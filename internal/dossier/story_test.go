package dossier

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/apply"
	"scimsheet/internal/review"
)

// What two returned files hold says nothing about which of them is told first: their digests depend on the program
// and the version that saved them.
func TestTheDigestsOfFilesDoNotOrderAnythingThatIsRead(t *testing.T) {
	r := newRig(t, 30)
	want := words(tree(t, r.build().Folder)["index.html"])
	for n := range 5 {
		for i := range r.Closing.Files {
			r.saveAgain(&r.Closing.Files[i], fmt.Sprintf("saved for the %dth time: %d", n, i))
		}
		if diff := cmp.Diff(want, words(tree(t, r.build().Folder)["index.html"])); diff != "" {
			t.Fatal(diff)
		}
	}
}

// saveAgain gives a returned file other bytes that say the same.
func (r *rig) saveAgain(f *review.File, content string) {
	r.t.Helper()
	was, is := f.SHA256, digest(content)
	f.SHA256 = is
	r.write("returned/"+is[:12]+"/"+f.Name, []byte(content))
	for i := range r.Closing.Rows {
		for _, j := range []*review.Judged{&r.Closing.Rows[i], &r.Reread.Rows[i]} {
			if j.SHA256 == was {
				j.SHA256 = is
			}
		}
	}
	for _, e := range r.Events {
		for i := range e.Files {
			if e.Files[i].SHA256 == was {
				e.Files[i].SHA256 = is
			}
		}
	}
	r.Closing.Timeline = review.Timeline{} // its lines name the files
}

func TestHowReviewersWereFoundIsToldInNumbers(t *testing.T) {
	for _, c := range []struct {
		by     string
		routes []string
		want   string
	}{
		{review.ByManager, []string{review.RouteRule, review.RouteRule, review.RouteAbove, review.RouteFallback},
			"2 rows went to the manager of the person by HR's list, 1 to a manager above (whoever would have reviewed it has left, or would have reviewed their own access) " +
				"and 1 to the fallback reviewer (nobody else could be found). population.csv says of every row why."},
		{review.ByWorkspace, []string{review.RouteRule, review.RoutePrevious, ""},
			"1 row went to the owner of the workspace, 1 to whoever reviewed it in the campaign before and 1 to nobody (no reviewer could be found). population.csv says of every row why."},
		{review.ByNobody, []string{review.RouteRule}, "1 row went to the one reviewer of everything. population.csv says of every row why."},
		{"Cost centre", []string{review.RouteFallback, review.RouteRule}, "1 row went to whom the column Cost centre of HR's list leads and 1 to the fallback reviewer (nobody else could be found). " +
			"population.csv says of every row why."},
		{review.ByManager, nil, "There was nothing to review."},
	} {
		b := &binder{Input: Input{Campaign: &review.Campaign{By: c.by, People: []review.Person{{}}}}}
		for _, route := range c.routes {
			b.Campaign.People[0].Accesses = append(b.Campaign.People[0].Accesses, review.Access{Route: route})
		}
		if got := b.howFound(); got != c.want {
			t.Errorf("%s\nnot %s", got, c.want)
		}
	}
}

func TestLeaversAddUp(t *testing.T) {
	for _, c := range []struct {
		kept, left int
		want       string
	}{
		{0, 3, "None of them was left a workspace or an active account."},
		{3, 3, "By the decisions each of them keeps a workspace or an active account; the exceptions name them."},
		{1, 2, "By the decisions 1 of them keeps a workspace or an active account, and the exceptions name them; the other keeps neither."},
		{6, 10, "By the decisions 6 of them keep a workspace or an active account, and the exceptions name them; the other 4 keep neither."},
	} {
		b := &binder{exceptions: make([]review.Exception, c.kept)}
		for i := range b.exceptions {
			b.exceptions[i].Code = review.ExceptionLeaverKept
		}
		if got := b.keptByLeavers(c.left); got != c.want {
			t.Errorf("%s\nnot %s", got, c.want)
		}
	}
}

func TestOneOfSomethingIsToldAsOne(t *testing.T) {
	r := newRig(t, 60)
	one := false
	for i := range r.Closing.Rows {
		if j := &r.Closing.Rows[i]; j.Decision == review.Revoke && !one && !j.Treated {
			one = true
		} else {
			j.Decision = review.Keep
		}
	}
	r.Reread = nil
	readme := strings.Join(strings.Fields(tree(t, r.build().Folder)["README.txt"]), " ")
	if !strings.Contains(readme, "What became of the 1 revocation that was decided: 1 applied.") {
		t.Error(readme)
	}
	r.settle(r.taking(0), apply.Failed)
	r.Run.Verified = nil
	if gaps := strings.Join(r.build().Gaps, "\n"); !strings.Contains(gaps, "The 1 revocation that was decided was not carried out: 1 failed.") {
		t.Error(gaps)
	}
}

func TestWhatAFileDoesNotSayIsNotKnown(t *testing.T) {
	r := newRig(t, 30)
	f := &r.Closing.Files[0]
	f.SavedAt, f.SavedBy, f.Program = time.Time{}, "", ""
	for i := range r.Closing.Rows {
		if j := &r.Closing.Rows[i]; j.SHA256 == f.SHA256 {
			j.At = f.SavedAt
		}
	}
	r.Events[1].Files, r.Events[2].Files, r.Closing.Timeline = nil, nil, review.Timeline{}
	files := tree(t, r.build().Folder)
	if !strings.Contains(files["3-returned/returned.csv"], ",not known,not known,not known,not known,") {
		t.Error(files["3-returned/returned.csv"])
	}
	if page := words(files["index.html"]); !strings.Contains(page, "saved, as it says: not known; first given: not known;") {
		t.Error(page)
	}
	if !strings.Contains(files["4-decisions/decisions.csv"], ",not known,"+f.Name+",") {
		t.Error(files["4-decisions/decisions.csv"])
	}
}

func TestOnWhoseWordADecisionRestsIsKept(t *testing.T) {
	r := newRig(t, 30)
	j := &r.Closing.Rows[r.row(review.Keep)]
	j.Named = "bob@acme.example"
	if table := tree(t, r.build().Folder)["4-decisions/decisions.csv"]; !strings.Contains(table, ",keep,"+j.By+",bob@acme.example,,") {
		t.Error(table)
	}
}

func TestTablesHoldNothingThatSteersATerminal(t *testing.T) {
	r := newRig(t, 30)
	j := &r.Closing.Rows[r.row(review.Keep)]
	j.Justification = "\x1b[2Jgone\x07\r\nsecond line\tof it\x00\u009b31m\r"
	r.Reread = nil
	files := tree(t, r.build().Folder)
	for name, content := range files {
		if !strings.HasSuffix(name, ".csv") {
			continue
		}
		if i := strings.IndexFunc(content, func(r rune) bool { return r != '\n' && r != '\t' && r < ' ' || r >= 0x7f && r < 0xa0 }); i >= 0 {
			t.Errorf("%s: %q", name, content[max(0, i-20):i+20])
		}
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(files["4-decisions/decisions.csv"], "\ufeff"))).ReadAll()
	must(t, err)
	found := false
	for _, record := range records {
		found = found || record[9] == "\ufffd[2Jgone\ufffd\nsecond line\tof it\ufffd\ufffd31m\ufffd"
	}
	if !found {
		t.Error("the justification is lost")
	}
}

func TestEveryKindOfExceptionHasATitle(t *testing.T) {
	for _, code := range []string{review.ExceptionTreated, review.ExceptionFlaggedKept, review.ExceptionLeaverKept, review.ExceptionNobody, review.ExceptionFallback, review.ExceptionOperator,
		review.ExceptionDelegated, review.ExceptionNoOwner, review.ExceptionFollowUp, review.ExceptionFinding, review.ExceptionGivenSince,
		review.RemarkRubberStamp, review.RemarkSameWords, review.RemarkLate, review.RemarkHidden, review.RemarkSettled, review.RemarkStranger} {
		if title := exceptionTitle(code); title == capitalised(code) && !strings.EqualFold(code, "late") {
			t.Errorf("%s is called %q", code, title)
		}
	}
}

func TestSomebodyWhoHoldsNothingIsToldByName(t *testing.T) {
	line := lineOf(&review.Exception{Words: "stays active", Ref: &review.Ref{Person: &review.Person{Account: account(10)}}})
	if line.Where != personOf(&review.Person{Account: account(10)}) {
		t.Errorf("%q", line.Where)
	}
}
