package review

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

var deciding = []string{maria, tunde, xenia, yusuf, "ANN@acme.com", "bob@acme.com"}

// anyCampaign is a campaign of a few people, reviewed by anybody but themselves.
func anyCampaign(t *rapid.T) *Campaign {
	var accounts []identity.Account
	for _, name := range []string{"ann@acme.com", "bob@acme.com", "cem@acme.com", "dora@acme.com"}[:rapid.IntRange(1, 4).Draw(t, "people")] {
		held := []int{1, 2, 3}[:rapid.IntRange(1, 3).Draw(t, "workspaces")]
		accounts = append(accounts, account(name, held...))
	}
	c, err := Open(factsOf(accounts...))
	if err != nil {
		t.Fatal(err)
	}
	c.Due = opened.Add(3 * time.Hour)
	for _, r := range c.Refs() {
		r.Access.Reviewer = ""
		if by := rapid.SampledFrom(deciding).Draw(t, "reviewer"); !r.Person.Is(by) && rapid.IntRange(0, 5).Draw(t, "has one") > 0 {
			r.Access.Reviewer = by
		}
		if rapid.IntRange(0, 3).Draw(t, "flag") == 0 {
			r.Access.Flags = []Flag{{FlagAdmin, "administrator of this workspace"}}
		}
	}
	c.Reviewers = c.tally()
	if err := c.Write(&bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	return c
}

// anyFile is a file as it may come back: whole or in part, right or wrong, of anybody.
func anyFile(t *rapid.T, c *Campaign) Returned {
	f := Returned{File: File{Name: fmt.Sprintf("f%d.xlsx", rapid.IntRange(1, 4).Draw(t, "name"))}}
	if hours := rapid.IntRange(0, 5).Draw(t, "saved"); hours > 0 {
		f.File.SavedAt, f.File.Program = hour(hours), rapid.SampledFrom([]string{"Microsoft Excel", "LibreOffice", ""}).Draw(t, "program")
	}
	owner := rapid.SampledFrom(append(deciding, "")).Draw(t, "of")
	if rapid.Bool().Draw(t, "cover") {
		f.File.Reviewer = owner
	}
	for i, r := range c.Refs() {
		if rapid.IntRange(0, 2).Draw(t, "has row") == 0 {
			continue
		}
		a := Answer{Key: r.Access.Key, Reviewer: owner, Sheet: "Review", Row: i + 2, Cell: fmt.Sprintf("Review!A%d", i+2), Hidden: rapid.IntRange(0, 4).Draw(t, "hidden") == 0}
		a.Decision = rapid.SampledFrom([]Decision{"", "", Keep, Keep, Keep, Revoke, Change, "Approve"}).Draw(t, "decision")
		a.Justification = rapid.SampledFrom([]string{"", "ok", "needs it for the close"}).Draw(t, "words")
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0, 1, 2, 3, 4, 5:
			a.Reviewer = r.Access.Reviewer
		case 6:
			a.Key = c.KeyOf(99)
		case 7:
			if rapid.Bool().Draw(t, "of the whole file") {
				p := Problem{Code: ProblemColumn, File: f.File.Name, Message: "has no column"}
				a.Fault, f.Problems = &p, append(f.Problems, p)
				break
			}
			p := Problem{Code: ProblemEdited, File: f.File.Name, Cell: fmt.Sprintf("Review!C%d", i+2), Key: a.Key, Message: "was edited"}
			a.Fault, f.Problems = &p, append(f.Problems, p)
		}
		if rapid.IntRange(0, 3).Draw(t, "delegates") == 0 {
			a.Delegate = rapid.SampledFrom(deciding).Draw(t, "delegate")
		}
		f.Answers = append(f.Answers, a)
	}
	f = sealed(f)
	f.File.Given = rapid.IntRange(0, 2).Draw(t, "given")
	return f
}

type drawn struct {
	c     *Campaign
	files []Returned
}

func anything(t *rapid.T) drawn {
	d := drawn{c: anyCampaign(t)}
	for range rapid.IntRange(0, 5).Draw(t, "files") {
		d.files = append(d.files, anyFile(t, d.c))
	}
	return d
}

func (d drawn) merged(files []Returned) *Standing { return Merge(d.c, files, hour(4)) }

// The law of the package: whatever comes back, in whatever order and however often.
func TestEveryRowHasOneDecisionOrIsOpenForOneReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anything(t)
		s := d.merged(d.files)
		refs := d.c.Refs()
		if len(s.Rows) != len(refs) {
			t.Fatalf("%d rows of %d", len(s.Rows), len(refs))
		}
		for i := range s.Rows {
			j := &s.Rows[i]
			if j.Ref != refs[i] || (j.Decision == "") == (j.Open == "") || (j.Open == "") != (j.Words == "") {
				t.Fatalf("row %d: %+v", i+1, j)
			}
			if (j.By == "") != (j.Decision == "") || j.Person.Is(j.By) {
				t.Fatalf("row %d is decided by %q", i+1, j.By)
			}
			if j.Decision == Keep && len(j.Access.Flags) > 0 && !saysWhy(j.Justification) {
				t.Fatalf("row %d is kept without words", i+1)
			}
		}
		addsUp(t, s.Rows, s.Progress, d.c)
		open := 0
		for _, n := range s.Open() {
			open += n
		}
		if open != s.Count("") || open+s.Count(Keep)+s.Count(Revoke)+s.Count(Change) != len(refs) {
			t.Fatalf("%d open, %v", open, s.Open())
		}
	})
}

// addsUp checks that the reviewers' counts are those of the rows, and that what a reviewer was sent is theirs or given on.
func addsUp(t *rapid.T, rows []Judged, progress []Progress, c *Campaign) {
	var total [6]int
	for _, p := range progress {
		if p.Rows != p.Keep+p.Revoke+p.Change+p.Open {
			t.Fatalf("%+v", p)
		}
		for i, n := range p.counts() {
			total[i] += n
		}
	}
	count := func(d Decision) int { return len(decidedSo(rows, d)) }
	if want := [6]int{len(rows), count(Keep), count(Revoke), count(Change), count(""), total[5]}; total != want {
		t.Fatalf("progress adds up to %v, the rows to %v", total, want)
	}
	for _, r := range c.Reviewers {
		if p := progress[slices.IndexFunc(progress, func(p Progress) bool { return p.Reviewer == r.Address })]; p.Rows+p.GivenOn < r.Rows {
			t.Fatalf("%q was sent %d rows, has %d and gave on %d", r.Address, r.Rows, p.Rows, p.GivenOn)
		}
	}
}

func TestTheOrderOfFilesAndHowOftenTheyAreGivenNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anything(t)
		again := slices.Clone(d.files)
		for _, f := range d.files {
			if n := rapid.IntRange(0, 2).Draw(t, "again"); n > 0 {
				f.File.Given -= n - 1 // a copy of the same bytes, given before or at the same time
				again = append(again, f)
			}
		}
		again = rapid.Permutation(again).Draw(t, "order")
		if one, other := d.merged(d.files), d.merged(again); !reflect.DeepEqual(one, other) {
			t.Fatalf("in another order it is\n%v\n%+v\nnot\n%v\n%+v", where(other.Rows), other, where(one.Rows), one)
		}
	})
}

func TestNothingThatSomebodySaidIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anything(t)
		s := d.merged(d.files)
		for _, f := range d.files {
			for _, a := range f.Answers {
				row := d.c.Number(a.Key)
				told := slices.ContainsFunc(s.Problems, func(p Problem) bool { return p.File == f.File.Name && (p.Key == a.Key || p.Key == "") })
				switch {
				case a.Decision == "" || told || settledIn(s, f.File.Name):
				case row == 0:
					t.Fatalf("%s says %q of a row that there is not, and nobody is told", f.File.Name, a.Decision)
				default:
					j := &s.Rows[row-1]
					counts := j.Decision == a.Decision || j.Open == OpenContradiction && strings.Contains(j.Words, f.File.Name) || j.Open == OpenUnjustified && a.Decision == Keep
					if !counts {
						t.Fatalf("%s says %q of row %d, which is %q %q %q", f.File.Name, a.Decision, row, j.Decision, j.Open, j.Words)
					}
				}
			}
		}
	})
}

func settledIn(s *Standing, file string) bool {
	return slices.ContainsFunc(s.Remarks, func(r Remark) bool { return r.Code == RemarkSettled && r.File == file })
}

func saysIn(a Answer) bool { return a.Decision != "" || a.Delegate != "" || a.Fault != nil }

// speaks are the keys of those who say anything about a row in some files.
func speaks(key string, files ...Returned) map[string]bool {
	who := map[string]bool{}
	for _, f := range files {
		for _, a := range f.Answers {
			if a.Key == key && saysIn(a) {
				who[addressKey(cmp.Or(f.File.Reviewer, a.Reviewer))] = true
			}
		}
	}
	return who
}

func TestNobodysFileTakesTheDecisionOfAnotherAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anything(t)
		more := anyFile(t, d.c)
		less, s := d.merged(d.files), d.merged(append(slices.Clone(d.files), more))
		for i := range s.Rows {
			was, is := &less.Rows[i], &s.Rows[i]
			before, now := speaks(was.Access.Key, d.files...), speaks(was.Access.Key, more)
			same := slices.ContainsFunc(slices.Collect(maps.Keys(now)), func(who string) bool { return before[who] })
			disputed := is.Open == OpenContradiction // with what the file says, or with whom it asks to decide
			if !same && (was.Decision != "" && is.Decision != was.Decision && !disputed || was.Open == OpenContradiction && !disputed) {
				t.Fatalf("row %d was %s %s and is %s %s: %s", i+1, was.Decision, was.Open, is.Decision, is.Open, is.Words)
			}
		}
		for _, p := range less.Problems {
			if p.Code != ProblemAdded && !slices.Contains(s.Problems, p) && !settledIn(s, p.File) { // who was not asked to decide may be asked now
				t.Fatalf("%+v is forgotten", p)
			}
		}
	})
}

func TestTheFileThatHoldsIsGivenAgainAlone(t *testing.T) {
	c := small(t)
	rapid.Check(t, func(t *rapid.T) {
		var files []Returned
		for n := range rapid.IntRange(1, 5).Draw(t, "files") {
			var rows []says
			for row := 1; row <= 3; row++ {
				rows = append(rows, says{row: row, decision: rapid.SampledFrom([]string{"", "keep", "revoke", "Approve"}).Draw(t, "decision")})
			}
			f := back(c, fmt.Sprintf("f%d.xlsx", n), maria, hour(n), rows...)
			f.File.Given = rapid.IntRange(0, 2).Draw(t, "given")
			if rapid.Bool().Draw(t, "another program") {
				f.File.Program = fmt.Sprint("program ", n)
			}
			files = append(files, sealed(f))
		}
		last := &files[len(files)-1] // the one that was saved last
		last.File.Given = 3
		s := Merge(c, files, hour(9))
		for i, a := range last.Answers {
			if isDecision(a.Decision) && s.Rows[i].Decision != a.Decision || a.Decision == "Approve" && s.Rows[i].Open != OpenFaulty {
				t.Fatalf("row %d is %+v, and holds %q", i+1, s.Rows[i], a.Decision)
			}
		}
	})
}

// Only its reviewer decides about a row, and whom a chain of delegations leads to.
func TestNobodyDecidesWhoWasNotAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anything(t)
		for i, j := range d.merged(d.files).Rows {
			if j.By == "" {
				continue
			}
			asked := map[string]bool{addressKey(j.Access.Reviewer): true}
			for range deciding { // as long as the longest chain
				for _, f := range d.files {
					for _, a := range f.Answers {
						if a.Key == j.Access.Key && a.Fault == nil && asked[addressKey(a.Reviewer)] && a.Delegate != "" && (a.Decision == "" || a.Reviewer == "") {
							asked[addressKey(a.Delegate)] = true
						}
					}
				}
			}
			if !asked[addressKey(j.By)] {
				t.Fatalf("row %d of %s is decided by %s", i+1, j.Access.Reviewer, j.By)
			}
		}
	})
}

func TestAClosedCampaignIsDecidedAndRevokesWhatWasRevoked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anything(t)
		s := d.merged(d.files)
		terms := Terms{At: hour(9), Tool: "scimsheet test", Operator: "ana@acme.com", DeactivateLeavers: rapid.Bool().Draw(t, "leavers"),
			TreatBlankAs: rapid.SampledFrom([]Decision{"", Keep, Revoke}).Draw(t, "treat blank as")}
		cl, err := Close(d.c, s, terms)
		var not *NotClosable
		if errors.As(err, &not) {
			treatable := 0
			if terms.TreatBlankAs != "" {
				treatable = s.Open()[OpenBlank] + s.Open()[OpenDelegated]
			}
			if s.Count("")-treatable != len(not.Rows) || len(not.Problems) != len(s.Problems) || len(not.Rows)+len(not.Problems) == 0 {
				t.Fatalf("%v: %v open, %d problems", err, s.Open(), len(s.Problems))
			}
			putRight(s)
			terms.TreatBlankAs = cmp.Or(terms.TreatBlankAs, Keep)
			cl, err = Close(d.c, s, terms)
		}
		if err != nil {
			t.Fatal(err)
		}
		decidedAsSaid(t, s, cl)
		addsUp(t, cl.Rows, cl.Progress, d.c)
		revokesExactly(t, d.c, cl)
		readBack(t, d.c, cl)
	})
}

// putRight does what the campaign's owner does before closing: whatever is wrong is taken out, and blank then.
func putRight(s *Standing) {
	s.Problems = nil
	for i := range s.Rows {
		if j := &s.Rows[i]; j.Open != "" {
			j.Open = OpenBlank
		}
	}
}

func decidedAsSaid(t *rapid.T, s *Standing, cl *Closing) {
	for i := range cl.Rows {
		was, is := &s.Rows[i], &cl.Rows[i]
		if is.Open != "" || is.Words != "" || !isDecision(is.Decision) || is.Treated != (was.Open != "") {
			t.Fatalf("row %d: %+v", i+1, is)
		}
		if !is.Treated && is.Decision != was.Decision || is.Treated && is.Decision != cl.TreatBlankAs {
			t.Fatalf("row %d was %s and is %s", i+1, was.Decision, is.Decision)
		}
	}
}

func revokesExactly(t *rapid.T, c *Campaign, cl *Closing) {
	want, got := map[string]bool{}, map[string]bool{}
	for _, j := range cl.Rows {
		if j.Decision == Revoke {
			want[j.Person.Account.ID+" "+j.Access.Workspace.ID] = true
		}
	}
	desired := cl.Desired(c)
	if len(desired.Listed) != len(c.People) || len(desired.HeldBack) > 0 {
		t.Fatalf("%d people listed of %d", len(desired.Listed), len(c.People))
	}
	for i, l := range desired.Listed {
		loses := l.Person.Workspaces != nil
		if l.Person.ID != strings.ToLower(c.People[i].Account.ID) || (l.Person.Request == identity.RequestKeep) == loses || l.Person.Active != nil {
			t.Fatalf("%+v", l)
		}
		if loses {
			for _, id := range l.Person.Workspaces.Has {
				got[c.People[i].Account.ID+" "+id] = true
			}
		}
	}
	if !maps.Equal(want, got) {
		t.Fatalf("revoked %v, wanted %v", got, want)
	}
}

func readBack(t *rapid.T, c *Campaign, cl *Closing) {
	var file bytes.Buffer
	if err := cl.Write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := ReadClosing(&file, c)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(cl, read) {
		t.Fatalf("written\n%+v\nread\n%+v", cl, read)
	}
}
