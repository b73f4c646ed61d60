package review

import (
	"strings"
	"testing"
)

func TestExceptionsAreWhatAnAuditorAsksAbout(t *testing.T) {
	c := small(t)
	c.Refs()[2].Access.Why = "fallback: not in HR's list"
	c.Refs()[5].Access.Why = "nobody: not in HR's list, and no fallback reviewer was named"
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
		"nobody: no reviewer could be found, and xenia@acme.com decided (nobody: not in HR's list, and no fallback reviewer was named) | maria@acme.com Finance | xenia@acme.com | no-reviewer.xlsx",
		"fallback: reviewed by the fallback: not in HR's list | bob@acme.com Finance | maria@acme.com | m.xlsx",
		"delegated: given to xenia@acme.com (no-reviewer.xlsx, Review!A2) | maria@acme.com Finance | xenia@acme.com | no-reviewer.xlsx",
		"rubberStamp: stamped | maria@acme.com | ",
		"late: tunde@acme.com: due on 1 December 2026, 1 row open | tunde@acme.com | ",
		"stranger: nobody knows the address xenia@acme.com, to which 1 row went (no-reviewer.xlsx): it is no reviewer's, and of nobody who is reviewed | xenia@acme.com | ",
		"followUp: something else has to be done: read only | bob@acme.com Finance | maria@acme.com | m.xlsx",
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
	if got := told(Terms{TreatBlankAs: Keep}, true); !strings.HasSuffix(got, "and keeps 0 workspaces; the account stays active") {
		t.Errorf("%q", got)
	}
	if got := told(Terms{TreatBlankAs: Keep, DeactivateLeavers: true}, true) + told(Terms{TreatBlankAs: Keep}, false); got != "" {
		t.Errorf("%q", got)
	}
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
			found := Exceptions(c, cl)
			if len(found) != 1+p.want || p.want > 0 && (found[1].Code != ExceptionFallback || found[1].Reviewer != "boss@acme.com") {
				t.Errorf("%+v, because %q", found, c.Refs()[0].Access.Why)
			}
		})
	}
}
