package review

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

// quarter3 is the campaign before, closed with one decision.
func quarter3(t testing.TB, d Decision, accounts ...identity.Account) *Done {
	f := factsOf(accounts...)
	f.Name, f.OpenedAt, f.Fallback = "Q3", opened.AddDate(0, -3, 0), []string{"maria@acme.com"}
	return closed(mustOpen(t, f), d)
}

func TestWhatTheCampaignBeforeDecidedIsShown(t *testing.T) {
	for _, c := range []struct {
		why      string
		previous func() *Done
		want     string
	}{
		{"none", func() *Done { return nil }, "new false, past -, flags -"},
		{"kept", func() *Done { return quarter3(t, Keep, account("ann@acme.com", 1)) }, "new false, past keep by maria@acme.com, flags -"},
		{"something else was done", func() *Done { return quarter3(t, Change, account("ann@acme.com", 1)) }, "new false, past change by maria@acme.com, flags -"},
		{"revoked and here again", func() *Done { return quarter3(t, Revoke, account("ann@acme.com", 1)) },
			"new false, past revoke by maria@acme.com, flags cameBack revoked in Q3 by maria@acme.com, and here again"},
		{"revoked because nobody answered", func() *Done {
			d := quarter3(t, Revoke, account("ann@acme.com", 1))
			d.Closing.Rows[0].By = ""
			return d
		}, "new false, past revoke by , flags cameBack revoked in Q3 because nobody had answered, and here again"},
		{"another workspace was revoked", func() *Done { return quarter3(t, Revoke, account("ann@acme.com", 2)) }, "new true, past -, flags -"},
		{"somebody else's was revoked", func() *Done { return quarter3(t, Revoke, account("bob@acme.com", 1)) }, "new true, past -, flags -"},
		{"by an id in capitals", func() *Done {
			a := account("ann@acme.com", 1)
			a.ID = strings.ToUpper(a.ID)
			return quarter3(t, Keep, a)
		}, "new false, past keep by maria@acme.com, flags -"},
		{"never closed", func() *Done { return &Done{Campaign: quarter3(t, Keep, account("ann@acme.com", 1)).Campaign} }, "new false, past -, flags -"},
	} {
		f := factsOf(account("ann@acme.com", 1))
		f.Previous = c.previous()
		a := mustOpen(t, f).People[0].Accesses[0]
		past, flags := "-", "-"
		if a.Past != nil {
			past = fmt.Sprintf("%s by %s", a.Past.Decision, a.Past.By)
		}
		for _, f := range a.Flags {
			flags = f.Code + " " + f.Words
		}
		if got := fmt.Sprintf("new %t, past %s, flags %s", a.New, past, flags); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
}

func TestACampaignNamesTheOneItGoesOnFrom(t *testing.T) {
	before := quarter3(t, Keep, account("ann@acme.com", 1))
	written(t, before.Campaign)
	f := factsOf(account("ann@acme.com", 1))
	f.Previous = before
	want := Earlier{ID: before.Campaign.ID, Name: "Q3", Digest: before.Campaign.Digest, OpenedAt: before.Campaign.OpenedAt, ClosedAt: opened}
	if got := mustOpen(t, f).Previous; got == nil || *got != want || got.Digest == "" {
		t.Errorf("the campaign before is %+v, want %+v", got, want)
	}
}

// addendum makes a campaign go on from another.
func addendum(t testing.TB, f *Facts, before Facts) {
	t.Helper()
	f.AddendumTo, f.Before = mustOpen(t, before), before.Accounts
}

func TestAnAddendumReviewsWhatHasComeSince(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 1), account("new@acme.com", 3), account("idle@acme.com"))
	addendum(t, &f, factsOf(account("ann@acme.com", 1), account("bob@acme.com", 1)))
	c := mustOpen(t, f)
	var rows []string
	for _, r := range c.Refs() {
		rows = append(rows, string(r.Person.Account.UserName)+" "+r.Access.Workspace.Name)
	}
	if got := strings.Join(rows, ", "); got != "ann@acme.com Sales Planning, new@acme.com Workforce" {
		t.Errorf("under review is %s", got)
	}
	if p := c.Proof; p.OutOfScope != 1 || p.WithoutAccess != 1 || p.Users != 2 || p.Rows != 2 {
		t.Errorf("the proof says %+v", p)
	}
	if len(c.People[0].Account.Workspaces) != 2 || c.AddendumTo == nil || c.AddendumTo.ID != f.AddendumTo.ID {
		t.Errorf("the addendum is %+v to %+v", c.People[0], c.AddendumTo)
	}
}

// TestAnAddendumIsOfWhatWasGivenSinceWhateverWasReviewed: access that was there before, and was out of that campaign's
// scope, has not come since.
func TestAnAddendumIsOfWhatWasGivenSinceWhateverWasReviewed(t *testing.T) {
	before := factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 3), account("idle@acme.com"))
	before.Scope.Workspaces = []identity.Workspace{{ID: ws(1), Name: "Finance"}}
	capitals := account("bob@acme.com", 3)
	capitals.ID = strings.ToUpper(capitals.ID)
	for _, c := range []struct {
		why  string
		now  []identity.Account
		want string
	}{
		{"nothing was given", []identity.Account{account("ann@acme.com", 1, 2), capitals}, ""},
		{"one was given to somebody who had others", []identity.Account{account("ann@acme.com", 1, 2, 3), capitals}, "ann@acme.com Workforce"},
		{"one was given to somebody who had none", []identity.Account{account("ann@acme.com", 2), account("idle@acme.com", 2)}, "idle@acme.com Sales Planning"},
		{"somebody came", []identity.Account{account("new@acme.com", 1), capitals}, "new@acme.com Finance"},
	} {
		f := factsOf(c.now...)
		addendum(t, &f, before)
		opened, err := Open(f)
		var rows []string
		if err == nil {
			for _, r := range mustRead(t, opened).Refs() {
				rows = append(rows, string(r.Person.Account.UserName)+" "+r.Access.Workspace.Name)
			}
		}
		if got := strings.Join(rows, ", "); got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s: under review is %q, want %q: %v", c.why, got, c.want, err)
		}
	}
}

func TestAnAddendumNeedsTheWholeSnapshotBefore(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1, 2))
	addendum(t, &f, factsOf(account("ann@acme.com", 1), account("bob@acme.com", 1)))
	f.Before = f.Before[:1]
	_, err := Open(f)
	if incomplete := new(Incomplete); !errors.As(err, &incomplete) || err.Error() != "the snapshot of Q4 is not complete: it had 2 accounts, and there are 1" {
		t.Error(err)
	}
}

func TestWithoutListsEverybodyReviewsWhatTheyDidLastTime(t *testing.T) {
	for _, c := range []struct{ why, last, fallback, want string }{
		{"whoever did", "maria@acme.com", "boss@acme.com", "maria@acme.com by previous (reviewed it in Q3)"},
		{"the fallback, where nobody did", "", "boss@acme.com", "boss@acme.com by fallback (fallback: nobody who may review it now did in Q3)"},
		{"the fallback, where the person did", "Ann+x@acme.com", "boss@acme.com", "boss@acme.com by fallback (fallback: nobody who may review it now did in Q3)"},
		{"nobody, where the fallback is the person", "", "ann@acme.com", " by  (nobody: nobody who may review it now did in Q3, and no fallback reviewer is somebody else who is still here)"},
		{"whoever did, without a fallback", "maria@acme.com", "", "maria@acme.com by previous (reviewed it in Q3)"},
	} {
		f := factsOf(account("ann@acme.com", 1))
		f.Fallback, f.Previous = []string{c.fallback}, quarter3(t, Keep, account("ann@acme.com", 1))
		f.Previous.Closing.Rows[0].By, f.Previous.Closing.Rows[0].Access.Reviewer = c.last, c.last
		opened := mustRead(t, mustOpen(t, f))
		if a := opened.People[0].Accesses[0]; a.Reviewer+" by "+a.Route+" ("+a.Why+")" != c.want {
			t.Errorf("%s:\n got %s by %s (%s)\nwant %s", c.why, a.Reviewer, a.Route, a.Why, c.want)
		}
		if told := ours(opened); strings.Contains(told, "noManager") || strings.Contains(told, "noOwner") {
			t.Errorf("%s: the owner is told %s", c.why, told)
		}
	}
	f := factsOf(account("ann@acme.com", 1), account("new@acme.com", 2))
	f.Previous = quarter3(t, Keep, account("ann@acme.com", 1))
	if a := mustOpen(t, f).People[1].Accesses[0]; !a.New || a.Reviewer != "boss@acme.com" || a.Route != RouteFallback {
		t.Errorf("what is new goes to %q by %q", a.Reviewer, a.Route)
	}
}

func TestNothingToReviewIsSaid(t *testing.T) {
	all := factsOf(account("ann@acme.com", 1))
	addendum(t, &all, factsOf(account("ann@acme.com", 1, 2)))
	scoped := factsOf(account("ann@acme.com", 1))
	scoped.Scope.Workspaces = []identity.Workspace{{ID: ws(2), Name: "Sales Planning"}}
	for _, c := range []struct {
		why   string
		facts Facts
		words string
	}{
		{"an addendum to a campaign that has it all", all, "all access of the tenant's 1 account was there when Q4 was opened, or is out of scope"},
		{"nobody in scope", scoped, "nobody of the tenant's 1 account has access that is in scope"},
		{"nobody has access", factsOf(account("idle@acme.com")), "has access to a workspace"},
		{"an empty tenant", factsOf(), "there is nothing to review"},
	} {
		_, err := Open(c.facts)
		var nothing *NothingToReview
		if !errors.As(err, &nothing) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", c.why, err)
		}
	}
}
