package review

import (
	"slices"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// twoManagers is a reason that is told whole, long as it is.
const twoManagers = "HR's list names two managers, albert.einstein@acme.com (hr.xlsx, Staff!D17) and marie.curie@acme.com (hr.xlsx, Staff!D80), and no fallback reviewer was named"

func TestExceptionsAreWhatAnAuditorAsksAbout(t *testing.T) {
	c := small(t)
	c.Refs()[2].Access.Why, c.Refs()[2].Access.Route = "fallback: not in HR's list", RouteFallback
	c.Refs()[5].Access.Why = "nobody: " + twoManagers
	cl := closeAs(t, c, Terms{TreatBlankAs: Keep, Operator: "ana@acme.com"})
	cl.Remarks = append(cl.Remarks, Remark{Code: RemarkLate, Reviewer: tunde, Words: "tunde@acme.com: due on 1 December 2026, 1 row open"},
		Remark{Code: RemarkRubberStamp, Reviewer: maria, Words: "stamped"}, Remark{Code: RemarkAltered, Words: "no harm"})
	cl.Drift = Since(c, tenant(), append(tenant(), account("eve@acme.com", 3)), known(), hour(6))
	var got []string
	for _, e := range Exceptions(c, cl) {
		line := e.Code + ": " + e.Words
		if e.Ref != nil {
			line += " | " + string(e.Ref.Person.Account.UserName) + " " + e.Ref.Access.Workspace.Name
		}
		got = append(got, line+" | "+e.Reviewer+" | "+e.File)
	}
	want := []string{
		"treated: nobody decided; treated as keep by ana@acme.com | dora@acme.com Finance | tunde@acme.com | ",
		`flaggedKept: kept although: not signed in for 190 days. Reason given: "on leave" | cem@acme.com Finance | maria@acme.com | m.xlsx`,
		"leaverKept: ann@acme.com has left by HR's list (20 November 2026) and keeps 1 workspace; the account stays active | ann@acme.com Finance | maria@acme.com | ",
		"nobody: no reviewer could be found, and xenia@acme.com decided (nobody: " + twoManagers + ") | maria@acme.com Finance | xenia@acme.com | no-reviewer.xlsx",
		"fallback: reviewed by the fallback: not in HR's list | bob@acme.com Finance | maria@acme.com | m.xlsx",
		"delegated: given to xenia@acme.com (no-reviewer.xlsx, Review!A2) | maria@acme.com Finance | xenia@acme.com | no-reviewer.xlsx",
		"stranger: nobody knows the address xenia@acme.com, to which 1 row went (no-reviewer.xlsx): it is no reviewer's, and of nobody who is reviewed | xenia@acme.com | ",
		"rubberStamp: stamped | maria@acme.com | ",
		"late: tunde@acme.com: due on 1 December 2026, 1 row open | tunde@acme.com | ",
		"followUp: something else has to be done: read only | bob@acme.com Finance | maria@acme.com | m.xlsx",
		"finding: boss@acme.com reviews 6 rows and has no account in the tenant |  | ",
		"givenSince: given since the snapshot, and reviewed by nobody | eve@acme.com Workforce |  | ",
	}
	wantList(t, "exceptions", got, want...)
}

func TestALeaverWhoKeepsNothingButAnActiveAccountIsAnExceptionToo(t *testing.T) {
	c := small(t)
	told := func(terms Terms, active bool) string {
		cl := closeAs(t, c, terms)
		c.People[0].Account.Active = active
		cl.Rows[0].Decision = Revoke
		for _, e := range Exceptions(c, cl) {
			if e.Code == ExceptionLeaverKept {
				return e.Words
			}
		}
		return ""
	}
	if got := told(Terms{TreatBlankAs: Keep}, true); !strings.HasSuffix(got, "and keeps no workspace; the account stays active") {
		t.Errorf("%q", got)
	}
	if got := told(Terms{TreatBlankAs: Keep, DeactivateLeavers: true}, true) + told(Terms{TreatBlankAs: Keep}, false); got != "" {
		t.Errorf("%q", got)
	}
}

func TestALeaverWhoseAccountIsGoneOrSwitchedOffSinceKeepsNothing(t *testing.T) {
	c := small(t)
	idle := Person{Account: account("old@acme.com"), HR: &Employment{Left: true}}
	c.LeftIdle = []Person{idle}
	kept := func(drift Drift) []string {
		cl := closeAs(t, c, Terms{TreatBlankAs: Keep})
		cl.Rows[0].Decision, cl.Drift = Revoke, drift
		var words []string
		for _, e := range cl.leaversKept(c) {
			words = append(words, e.Words)
		}
		return words
	}
	ann, old := " has left by HR's list (20 November 2026) and keeps no workspace; the account stays active", "old@acme.com has left by HR's list and keeps no workspace; the account stays active"
	wantList(t, "nothing has changed", kept(Drift{}), "ann@acme.com"+ann, old)
	wantList(t, "gone", kept(Drift{Gone: []identity.Account{idle.Account}}), "ann@acme.com"+ann)
	off := c.People[0].Account
	off.Active = false
	wantList(t, "switched off", kept(Drift{Changed: []Moved{{Before: c.People[0].Account, After: off}}}), old)
}

func TestWhoRanTheCampaignAndDecidedIsAnException(t *testing.T) {
	c := small(t)
	told := func(opened, closed string) []string {
		c.Operator = opened
		cl := closeAs(t, c, Terms{TreatBlankAs: Keep, Operator: closed})
		var words []string
		for _, e := range cl.byOperators(c) {
			words = append(words, e.Reviewer+": "+e.Words)
		}
		return words
	}
	wantList(t, "neither", told("ana@acme.com", "ana@acme.com"))
	wantList(t, "one and the same", told("Maria+ops@acme.com", "maria@acme.com"), "maria@acme.com: Maria+ops@acme.com opened and closed the campaign and decided 4 rows")
	wantList(t, "two", told("maria@acme.com", "xenia@acme.com"), "maria@acme.com: maria@acme.com opened the campaign and decided 4 rows", "xenia@acme.com: xenia@acme.com closed the campaign and decided 1 row")
	wantList(t, "no address at all", told("", "root"))
}

func TestDecisionsInAFileThatNamesNoOwnerAreAnException(t *testing.T) {
	c := small(t)
	csv := back(c, "all.csv", "", time.Time{}, says{row: 1, decision: "keep", reviewer: maria}, says{row: 5, decision: "revoke", reviewer: tunde})
	csv.Remarks = []string{"letters are lost to question marks in 2 rows"}
	s := Merge(c, []Returned{sealed(csv), back(c, "other.csv", "", time.Time{}, says{row: 2, decision: "keep", reviewer: maria}), back(c, "blank.csv", "", time.Time{}, says{row: 3, reviewer: maria}),
		back(c, "no-reviewer.xlsx", "", hour(1), says{row: 6, decision: "keep", delegate: xenia})}, hour(2))
	cl, err := Close(c, s, Terms{TreatBlankAs: Keep})
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, e := range cl.ownerless() {
		words = append(words, e.File+": "+e.Words)
	}
	wantList(t, "files", words, "all.csv: all.csv does not say whose part it is, and 2 decisions rest on it; letters are lost to question marks in 2 rows",
		"other.csv: other.csv does not say whose part it is, and 1 decision rests on it")
}

func TestFindingsOfTheCampaignAreExceptions(t *testing.T) {
	c := small(t)
	c.Findings = []finding.Finding{{Message: "ann@acme.com and bob@acme.com review each other's access", Pos: finding.Pos{File: "hr.xlsx", Sheet: "Staff", Row: 7, Column: 3}}, {Message: "nobody could be found"}}
	var words []string
	for _, e := range c.found() {
		words = append(words, e.Words+" | "+e.File)
	}
	wantList(t, "findings", words, "ann@acme.com and bob@acme.com review each other's access (Staff row 7) | hr.xlsx", "nobody could be found | ")
}

// Opening says in words that the fallback reviews an access, and it is found by them.
func TestTheFallbackOfAnOpenedCampaignIsFound(t *testing.T) {
	for _, p := range []struct {
		sentence, by string
		want         int // exceptions beside that nobody decided
	}{
		{"in place of a manager whom HR does not name", ByManager, 1},
		{"where it reviews everything it is no exception", ByNobody, 0},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			f := factsOf(account("ann@acme.com", 1))
			f.By, f.Staff = p.by, staff(t, "ann@acme.com,1,Ann,")
			c := mustOpen(t, f)
			cl, err := Close(c, Merge(c, nil, hour(1)), Terms{TreatBlankAs: Keep})
			if err != nil {
				t.Fatal(err)
			}
			found := slices.DeleteFunc(Exceptions(c, cl), func(e Exception) bool { return e.Code == ExceptionFinding })
			if len(found) != 1+p.want || p.want > 0 && (found[1].Code != ExceptionFallback || found[1].Reviewer != "boss@acme.com") {
				t.Errorf("%+v, because %q", found, c.Refs()[0].Access.Why)
			}
		})
	}
}
