package review

import (
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// flagsOf are the flags of the first access, each with its words.
func flagsOf(c *Campaign) string {
	var all []string
	for _, f := range c.People[0].Accesses[0].Flags {
		all = append(all, f.Code+": "+f.Words)
	}
	return strings.Join(all, "; ")
}

func TestWhatIsLookedAtWithCare(t *testing.T) {
	ago := func(days int) map[string]time.Time {
		return map[string]time.Time{"id-ann@acme.com": opened.AddDate(0, 0, -days)}
	}
	never := map[string]time.Time{"id-ann@acme.com": {}}
	admins := func(is bool) map[string]map[string]bool {
		return map[string]map[string]bool{ws(1): {"id-ann@acme.com": is}}
	}
	created := func(text string) func(*identity.Account) {
		return func(a *identity.Account) { a.Created = text }
	}
	for _, c := range []struct {
		why    string
		hr     string // no list where empty
		logins map[string]time.Time
		admins map[string]map[string]bool
		after  int
		change func(*identity.Account)
		want   string
	}{
		{why: "nothing", hr: "ann@acme.com,1,Ann", logins: ago(1), admins: admins(false), want: ""},
		{why: "nothing is known", want: ""},
		{why: "left on a day", hr: "ann@acme.com,1,Ann,,,Terminated,2026-10-02", want: "left: left the company on 2 October 2026 (HR)"},
		{why: "left, nobody says when", hr: "ann@acme.com,1,Ann,,,Terminated", want: "left: left the company (HR)"},
		{why: "leaves later", hr: "ann@acme.com,1,Ann,,,Terminated,2026-12-31", want: ""},
		{why: "leaves today, and is still there", hr: "ann@acme.com,1,Ann,,,Terminated,2026-11-22", want: ""},
		{why: "an orphan", hr: "bob@acme.com,2,Bob", want: "orphan: not in HR's list"},
		{why: "an administrator", admins: admins(true), want: "admin: administrator of this workspace"},
		{why: "administrators of another workspace are known", admins: map[string]map[string]bool{ws(2): {"id-ann@acme.com": true}}, want: ""},
		{why: "not signed in for long", logins: ago(190), want: "inactive: not signed in for 190 days"},
		{why: "a day less than long", logins: ago(89), want: ""},
		{why: "just long", logins: ago(90), want: "inactive: not signed in for 90 days"},
		{why: "long is what the campaign says", logins: ago(31), after: 30, want: "inactive: not signed in for 31 days"},
		{why: "signed in while the tenant was read", logins: ago(-1), want: ""},
		{why: "of others sign-ins are known", logins: map[string]time.Time{"somebody": {}}, want: ""},
		{why: "never signed in", logins: never, want: "inactive: never signed in"},
		{why: "a joiner of last week has had no time", logins: never, change: created("2026-11-15T08:00:00Z"), want: ""},
		{why: "a joiner of last week, without a zone", logins: never, change: created("2026-11-15T08:00:00"), want: ""},
		{why: "a joiner of last summer has", logins: never, change: created("2026-08-01T08:00:00Z"), want: "inactive: never signed in"},
		{why: "nobody says since when", logins: never, change: created(""), want: "inactive: never signed in"},
		{why: "the gravest first", hr: "ann@acme.com,1,Ann,,,Left", logins: ago(100), admins: admins(true),
			want: "left: left the company (HR); admin: administrator of this workspace; inactive: not signed in for 100 days"},
	} {
		a := account("ann@acme.com", 1)
		if c.change != nil {
			c.change(&a)
		}
		f := factsOf(a)
		f.Logins, f.Admins, f.InactiveAfter = c.logins, c.admins, c.after
		if c.hr != "" {
			f.Staff = staff(t, c.hr)
		}
		if got := flagsOf(mustOpen(t, f)); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.why, got, c.want)
		}
	}
}

func TestWhatIsNotKnownIsNotSaid(t *testing.T) {
	p := mustOpen(t, factsOf(account("ann@acme.com", 1))).People[0]
	if p.Login.Known || p.HR != nil || p.Accesses[0].Admin != nil {
		t.Errorf("of Ann is known %+v", p)
	}
	f := factsOf(account("ann@acme.com", 1))
	f.Logins, f.Admins = map[string]time.Time{"id-ann@acme.com": {}}, map[string]map[string]bool{ws(1): {}}
	p = mustOpen(t, f).People[0]
	if !p.Login.Known || !p.Login.At.IsZero() || p.Accesses[0].Admin == nil || *p.Accesses[0].Admin {
		t.Errorf("of Ann is known %+v", p)
	}
}

func TestFlagsAreCountedOnceForEachRow(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 1))
	f.Staff = staff(t, "bob@acme.com,1,Bob")
	f.Admins = map[string]map[string]bool{ws(1): {"id-ann@acme.com": true}}
	r := mustOpen(t, f).Reviewers[0]
	if r.Rows != 3 || r.Flagged != 2 || r.People != 2 {
		t.Errorf("the reviewer has %+v", r)
	}
}
