package review

import (
	"errors"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

func TestAScopeIsReadAsPeopleTypeIt(t *testing.T) {
	known := &identity.Workspaces{}
	for n, name := range []string{"Finance", "Sales Planning", "Sales, EMEA", "Twin", "Twin", "A;B"} {
		known.Add(identity.Workspace{ID: ws(n + 1), Name: name}, false, identity.Listed)
	}
	for _, c := range []struct{ why, text, want string }{
		{"nothing is everything", "", "all; all"},
		{"one workspace", "workspaces=Finance", "Finance; all"},
		{"several, by name, in one order", "workspaces=Sales Planning, finance", "Finance,Sales Planning; all"},
		{"one twice is one", "workspaces=Finance,Finance", "Finance; all"},
		{"by id", "workspaces=" + strings.ToUpper(ws(4)), "Twin; all"},
		{"a name with a comma alone needs no quotes", "workspaces=Sales, EMEA", "Sales, EMEA; all"},
		{"in a list it has quotes", `workspaces=Finance, "Sales, EMEA"`, "Finance,Sales, EMEA; all"},
		{"so has one with a semicolon", `workspaces="A;B";active=no`, "A;B; inactive"},
		{"active accounts", "active=yes", "all; active"},
		{"both, in any order and case", " Active = TRUE ; Workspaces = Finance; ", "Finance; active"},
	} {
		s, err := ParseScope(c.text, known)
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		if got := scopeInWords(s); got != c.want {
			t.Errorf("%s: %q is %s, want %s", c.why, c.text, got, c.want)
		}
	}
}

func scopeInWords(s Scope) string {
	workspaces, active := "all", "all"
	if s.Workspaces != nil {
		var names []string
		for _, w := range s.Workspaces {
			names = append(names, w.Name)
		}
		workspaces = strings.Join(names, ",")
	}
	if s.Active != nil {
		active = map[bool]string{true: "active", false: "inactive"}[*s.Active]
	}
	return workspaces + "; " + active
}

func TestAScopeIsNeverGuessed(t *testing.T) {
	known := &identity.Workspaces{}
	for n, name := range []string{"Finance", "Twin", "Twin"} {
		known.Add(identity.Workspace{ID: ws(n + 1), Name: name}, false, identity.Listed)
	}
	for _, c := range []struct{ why, text, words, hint string }{
		{"a slip of the pen", "workspaces=Finanace", `no workspace "Finanace"`, `did you mean "Finance"`},
		{"nothing like it", "workspaces=Marketing", `no workspace "Marketing"`, "scimsheet export"},
		{"two of one name", "workspaces=Twin", `2 workspaces are named "Twin"`, ws(2) + " or " + ws(3)},
		{"an empty list", "workspaces=", "names no workspace", "leave workspaces out"},
		{"only commas", "workspaces=,,", "names no workspace", "leave workspaces out"},
		{"a quote that does not end", `workspaces="Finance`, "cannot be read", "write it like"},
		{"a second line", "workspaces=Finance\nTwin", "cannot be read", "write it like"},
		{"a word for active", "active=maybe", `not "maybe"`, "leave it out"},
		{"something else", "department=Sales", `"department=Sales" is nothing`, "write it like"},
		{"no sense at all", "Finance", `"Finance" is nothing`, "write it like"},
		{"one thing twice", "active=yes;active=no", "twice", "one list"},
	} {
		_, err := ParseScope(c.text, known)
		var bad *BadScope
		if !errors.As(err, &bad) || !strings.Contains(bad.Words, c.words) || !strings.Contains(bad.Hint, c.hint) {
			t.Errorf("%s: %q gives %v", c.why, c.text, err)
		}
	}
}

func TestOnlyWhatIsInScopeIsReviewedAndTheRestIsCounted(t *testing.T) {
	off := account("off@acme.com", 1)
	off.Active = false
	f := factsOf(account("ann@acme.com", 1, 2), account("sales@acme.com", 2), off, account("idle@acme.com"))
	var err error
	if f.Scope, err = ParseScope("workspaces=Finance;active=yes", f.Workspaces); err != nil {
		t.Fatal(err)
	}
	c := mustOpen(t, f)
	if len(c.People) != 1 || len(c.People[0].Accesses) != 1 || len(c.People[0].Account.Workspaces) != 2 {
		t.Errorf("under review is %+v", c.People)
	}
	if p := c.Proof; p.OutOfScope != 2 || p.WithoutAccess != 1 || p.Users != 1 {
		t.Errorf("the proof says %+v", p)
	}
}
