package simulator

import (
	"errors"
	"slices"
	"strings"
	"testing"

	filter "github.com/scim2/filter-parser/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

// crowd is a small tenant with known people.
func crowd(t testing.TB) *Tenant {
	t.Helper()
	tenant, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []identity.Account{
		{UserName: "Ada@x.com", ExternalID: "E1", GivenName: "Ada", FamilyName: "King", Active: true},
		{UserName: "bob@x.com", ExternalID: "e2", GivenName: "Bob", FamilyName: "O'Neil", Active: false},
		{UserName: "zoë@x.com", GivenName: "Zoë", FamilyName: "Ünal", Active: true},
		{UserName: `q"b\@x.com`, ExternalID: "E9", GivenName: "Quote", Active: true},
	} {
		tenant.Add(a)
	}
	tenant.Remove(tenant.Caller())
	return tenant
}

func found(t testing.TB, tenant *Tenant, text string) []string {
	t.Helper()
	e, err := parseFilter(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	users, total := tenant.register.page(e, 0, 1000)
	if total != len(users) {
		t.Errorf("%s: total %d, %d users", text, total, len(users))
	}
	names := []string{}
	for _, u := range users {
		names = append(names, u.GivenName)
	}
	slices.Sort(names)
	return names
}

func TestFiltersFindWhomTheyMean(t *testing.T) {
	tenant := crowd(t)
	for _, c := range []struct{ name, filter, want string }{
		{"equality ignores case", `userName eq "ADA@X.COM"`, "Ada"},
		{"operators may have any case", `userName Eq "ada@x.com"`, "Ada"},
		{"attribute names may have any case", `USERNAME EQ "ada@x.com"`, "Ada"},
		{"externalId is compared without case", `externalId eq "E2"`, "Bob"},
		{"case folds beyond ASCII", `name.familyName eq "ÜNAL"`, "Zoë"},
		{"escapes in texts are undone", `userName eq "q\"b\\@x.com"`, "Quote"},
		{"an escape may be any letter", `name.givenName eq "\u0041da"`, "Ada"},
		{"pr finds those who have one", `externalId pr`, "Ada Bob Quote"},
		{"ne finds those who have none too", `externalId ne "E1"`, "Bob Quote Zoë"},
		{"active is a boolean", `active eq false`, "Bob"},
		{"active may be a text", `active eq "True"`, "Ada Quote Zoë"},
		{"active ne", `active ne true`, "Bob"},
		{"gt", `name.givenName gt "bob"`, "Quote Zoë"},
		{"ge", `name.givenName ge "bob"`, "Bob Quote Zoë"},
		{"lt", `name.givenName lt "Bob"`, "Ada"},
		{"le", `name.givenName le "Bob"`, "Ada Bob"},
		{"or", `userName eq "ada@x.com" or userName eq "bob@x.com"`, "Ada Bob"},
		{"and binds tighter than or", `name.givenName eq "Ada" or name.givenName eq "Bob" and active eq true`, "Ada"},
		{"parentheses bind first", `(name.givenName eq "Ada" or name.givenName eq "Bob") and active eq false`, "Bob"},
		{"parentheses may be doubled", `((userName eq "ada@x.com"))`, "Ada"},
		{"a name twice is one user", `userName eq "ada@x.com" or externalId eq "e1"`, "Ada"},
		{"nobody", `userName eq "nobody@x.com"`, ""},
		{"the empty text is nobody's", `externalId eq ""`, ""},
		{"blanks do not matter", `  userName   eq   "ada@x.com"  `, "Ada"},
		{"an attribute that no index has", `name.familyName eq "o'neil"`, "Bob"},
		{"an index narrows an and", `active eq true and userName eq "ada@x.com"`, "Ada"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(found(t, tenant, c.filter), " "); got != c.want {
				t.Errorf("%s finds %q, want %q", c.filter, got, c.want)
			}
		})
	}
}

func TestFiltersThatAnaplanRefuses(t *testing.T) {
	v := open(t, Options{})
	for _, c := range []struct{ filter, scimType string }{
		{`userName co "ada"`, "invalidValue"},
		{`userName sw "ada"`, "invalidValue"},
		{`userName ew "com"`, "invalidValue"},
		{`not (active eq true)`, "invalidValue"},
		{`displayName eq "Ada"`, "invalidValue"},
		{`emails.value eq "ada@x.com"`, "invalidValue"},
		{`emails[type eq "work"]`, "invalidValue"},
		{`emails [type eq "work"]`, "invalidValue"},
		{`active gt true`, "invalidValue"},
		{`active eq "maybe"`, "invalidValue"},
		{`userName eq 7`, "invalidValue"},
		{`externalId eq null`, "invalidValue"},
		{`userName eq 'ada'`, "invalidValue"},
		{`userName`, "invalidFilter"},
		{`userName eq`, "invalidValue"},
		{`userName is "ada"`, "invalidFilter"},
		{`userName eq "ada`, "invalidFilter"},
		{`userName eq "a\x"`, "invalidFilter"},
		{`(userName pr`, "invalidFilter"},
		{`userName pr)`, "invalidFilter"},
		{`userName pr and`, "invalidFilter"},
		{`userName pr externalId pr`, "invalidFilter"},
		{`userName pr [x]`, "invalidValue"},
		{strings.Repeat("(", 80) + `userName pr` + strings.Repeat(")", 80), "invalidFilter"},
	} {
		t.Run(c.filter, func(t *testing.T) {
			v := *v
			v.T = t
			v.refused(v.scim("GET", "/Users?"+query("filter", c.filter), ""), 400, c.scimType, "")
		})
	}
}

func TestFilteredPagesCountOnlyWhatMatches(t *testing.T) {
	v := open(t, Options{Users: 200, Seed: 2})
	all := v.list("filter", "active eq false", "count", "100")
	if all.TotalResults < 3 || all.TotalResults != len(all.Resources) {
		t.Fatalf("total %d with %d users", all.TotalResults, len(all.Resources))
	}
	second := v.list("filter", "active eq false", "startIndex", "2", "count", "1")
	if second.TotalResults != all.TotalResults || len(second.Resources) != 1 || second.Resources[0].ID != all.Resources[1].ID {
		t.Errorf("the second of %d is %+v", all.TotalResults, second.Resources)
	}
}

func TestIndexesFindWhomReadingEverybodyFinds(t *testing.T) {
	tenant := crowd(t)
	rapid.Check(t, func(t *rapid.T) {
		text := filters().Draw(t, "filter")
		e, err := parseFilter(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		users, _ := tenant.register.page(e, 0, 1000)
		var read []*user
		for _, u := range tenant.register.order {
			if e.matches(u) {
				read = append(read, u)
			}
		}
		if !slices.Equal(users, read) {
			t.Errorf("%s: through indexes %d users, by reading everybody %d", text, len(users), len(read))
		}
	})
}

// filters makes filters of the grammar.
func filters() *rapid.Generator[string] {
	term := rapid.Custom(func(t *rapid.T) string {
		attr := rapid.SampledFrom([]string{"id", "externalId", "userName", "name.givenName", "name.familyName"}).Draw(t, "attribute")
		op := rapid.SampledFrom([]string{"eq", "eq", "eq", "ne", "pr", "gt", "le"}).Draw(t, "operator")
		if op == "pr" {
			return attr + " pr"
		}
		value := rapid.SampledFrom([]string{"ada@x.com", "e1", "Zoë", "King", "", "00"}).Draw(t, "value")
		return attr + " " + op + ` "` + value + `"`
	})
	return rapid.Custom(func(t *rapid.T) string {
		text := term.Draw(t, "term")
		for range rapid.IntRange(0, 5).Draw(t, "more") {
			joined := text + rapid.SampledFrom([]string{" or ", " and "}).Draw(t, "joint") + term.Draw(t, "term")
			text = joined
			if rapid.Bool().Draw(t, "parentheses") {
				text = "(" + joined + ")"
			}
		}
		return text
	})
}

func TestWhatIsAcceptedIsTheGrammarOfTheRFC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := filters().Draw(t, "filter")
		if _, err := filter.ParseFilter([]byte(text)); err != nil {
			t.Fatalf("not the grammar of the RFC: %s: %v", text, err)
		}
		if _, err := parseFilter(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	})
}

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		`userName eq "a"`, `(id pr and externalId ne "x") or active eq True`, `not (x)`, `a[b eq "c"]`, `"`, `(`, `userName eq "\`, `userName eq "\u00`,
		`(id pr) and name.givenName le "é"`,
	} {
		f.Add(seed)
	}
	tenant := crowd(f)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := parseFilter(text)
		if err != nil {
			var refused *filterError
			if !errors.As(err, &refused) || refused.detail == "" || refused.scimType == "" {
				t.Errorf("%q: an error without words: %v", text, err)
			}
			return
		}
		users, total := tenant.register.page(e, 0, 1000)
		if total != len(users) {
			t.Errorf("%q: total %d, %d users", text, total, len(users))
		}
	})
}
