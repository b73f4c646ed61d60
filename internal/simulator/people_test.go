package simulator

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

func TestTheSameSeedMakesTheSameTenant(t *testing.T) {
	one, two, other := simulated(t, Options{Users: 300, Workspaces: 12, Seed: 5}), simulated(t, Options{Users: 300, Workspaces: 12, Seed: 5}),
		simulated(t, Options{Users: 300, Workspaces: 12, Seed: 6})
	if !reflect.DeepEqual(one.Accounts(), two.Accounts()) || !reflect.DeepEqual(one.Workspaces(), two.Workspaces()) {
		t.Error("one seed made two tenants")
	}
	if reflect.DeepEqual(one.Accounts(), other.Accounts()) {
		t.Error("two seeds made one tenant")
	}
}

func TestALargerTenantHoldsTheSmaller(t *testing.T) {
	small, large := simulated(t, Options{Users: 50, Workspaces: 9}), simulated(t, Options{Users: 500, Workspaces: 9})
	for _, a := range small.Accounts() {
		if b, there := large.Account(a.UserName); !there || !b.SameState(a) || b.ID != a.ID {
			t.Errorf("%s is not in the larger tenant as in the smaller", a.UserName)
		}
	}
}

func TestPeopleAreFitForAnaplan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := Options{
			Users: rapid.IntRange(0, 400).Draw(rt, "users"), Workspaces: rapid.IntRange(0, 60).Draw(rt, "workspaces"), Seed: rapid.Uint64().Draw(rt, "seed"),
			Domain: rapid.SampledFrom([]string{"", "x.io", "a-rather-long-domain.corporate.example"}).Draw(rt, "domain"),
		}
		tenant := simulated(t, o)
		accounts := tenant.Accounts()
		if len(accounts) != max(1, o.Users) {
			rt.Fatalf("%d accounts, want %d", len(accounts), o.Users)
		}
		known := map[string]bool{}
		for _, w := range tenant.Workspaces() {
			known[w.ID] = true
		}
		if len(known) != o.Workspaces {
			rt.Errorf("%d different workspaces, want %d", len(known), o.Workspaces)
		}
		names, ids := map[string]bool{}, map[string]bool{}
		for _, a := range accounts {
			if refused := checkUserName(string(a.UserName)); refused != nil {
				rt.Errorf("%s: %s", a.UserName, refused.detail)
			}
			if names[a.UserName.Key()] || ids[a.ID] || !identity.LooksLikeWorkspaceID(a.ID) {
				rt.Errorf("%s %s is not unique or not an id", a.UserName, a.ID)
			}
			names[a.UserName.Key()], ids[a.ID] = true, true
			if a.GivenName == "" || a.FamilyName == "" || !utf8.ValidString(a.GivenName+a.FamilyName) || strings.Contains(a.GivenName+a.FamilyName, "|") {
				rt.Errorf("%s is called %q %q", a.UserName, a.GivenName, a.FamilyName)
			}
			if a.LastModified < a.Created {
				rt.Errorf("%s was changed before being created", a.UserName)
			}
			for _, id := range a.Workspaces {
				if !known[id] {
					rt.Errorf("%s has the unknown workspace %s", a.UserName, id)
				}
			}
		}
	})
}

func TestACrowdLooksLikeACompany(t *testing.T) {
	tenant := simulated(t, Options{Users: 2000, Workspaces: 60, Seed: 1})
	var inactive, withoutNumber, withoutWorkspace, many int
	text := ""
	for _, a := range tenant.Accounts() {
		if !a.Active {
			inactive++
		}
		if a.ExternalID == "" {
			withoutNumber++
		} else if !regexp.MustCompile(`^E\d{6}$`).MatchString(a.ExternalID) {
			t.Errorf("externalId %q", a.ExternalID)
		}
		if len(a.Workspaces) == 0 {
			withoutWorkspace++
		}
		if len(a.Workspaces) > 50 {
			many++
		}
		text += a.GivenName + " " + a.FamilyName + "\n"
	}
	for what, c := range map[string][3]int{
		"inactive": {inactive, 50, 110}, "without externalId": {withoutNumber, 90, 190},
		"without workspaces": {withoutWorkspace, 40, 160}, "with more than 50 workspaces": {many, 1, 10},
	} {
		if c[0] < c[1] || c[0] > c[2] {
			t.Errorf("%d of 2000 %s, want %d to %d", c[0], what, c[1], c[2])
		}
	}
	for _, sign := range []string{"é", "'", "’", "-", "ß", "Ł", "ş", "太", "Π", "O'", " van ", "ễ", "ọ"} {
		if !strings.Contains(text, sign) {
			t.Errorf("nobody has %q in a name", sign)
		}
	}
}

func TestAddressesAreSpelledInPlainLetters(t *testing.T) {
	for name, want := range map[string]string{
		"Siobhán": "siobhan", "O'Brien": "obrien", "Müller-Lüdenhausen": "muller-ludenhausen", "Weiß": "weiss", "Ødegård": "odegard",
		"Þórdís": "thordis", "'t Hooft": "thooft", "Łukasz": "lukasz", "İpek": "ipek", "Işıl": "isil", "Nguyễn": "nguyen", "García Márquez": "garciamarquez",
		"Ægir": "aegir", "Đỗ": "do", "Adéyẹmí": "adeyemi",
	} {
		if got := letters(name); got != want {
			t.Errorf("%s is spelled %s, want %s", name, got, want)
		}
	}
}

func TestEveryNameHasALatinSpelling(t *testing.T) {
	for _, c := range cultures() {
		for _, name := range slices.Concat(c.given, c.family) {
			text, spelling := latin(name)
			if text == "" || letters(spelling) == "" {
				t.Errorf("%q is %q, spelled %q", name, text, spelling)
			}
		}
	}
}

func TestTheCallerIsOneOfTheUsers(t *testing.T) {
	tenant := simulated(t, Options{Users: 10, Domain: "corp.example"})
	if tenant.Caller() != "svc-scim@corp.example" {
		t.Errorf("the caller is %s", tenant.Caller())
	}
	if a, there := tenant.Account(tenant.Caller()); !there || !a.Active || len(tenant.Accounts()) != 10 {
		t.Errorf("the caller is %+v among %d accounts", a, len(tenant.Accounts()))
	}
}

func TestTwoWorkspacesMayShareAName(t *testing.T) {
	list := simulated(t, Options{Workspaces: 6, DuplicateName: true}).Workspaces()
	if list[0].Name != list[5].Name || list[0].ID == list[5].ID {
		t.Errorf("first and last are %v and %v", list[0], list[5])
	}
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	for name, o := range map[string]Options{
		"users": {Users: -1}, "workspaces": {Workspaces: -1}, "rate": {RatePerMinute: -1}, "latency": {Latency: -time.Second},
		"add": {PatchAdd: "merge"}, "spelling": {Spelling: "GROUPS"}, "no file": {From: "missing.jsonl"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestAnotherAdministratorMayChangeAnything(t *testing.T) {
	v := open(t, Options{Workspaces: 3})
	id := v.ada(workspaceIDs(v.tenant, 0)...)
	ok := v.tenant.Edit("ADA@acme.example", func(a *identity.Account) {
		a.ID, a.UserName, a.ExternalID = "another", "ada.king@acme.example", "E9"
		a.Workspaces = append(a.Workspaces, workspaceIDs(v.tenant, 2, 0)...)
	})
	if !ok || v.tenant.Edit("nobody@acme.example", func(*identity.Account) { t.Error("nobody was edited") }) {
		t.Error("Edit tells wrongly whether there is such a user")
	}
	u := v.list("filter", `userName eq "ada.king@acme.example"`).Resources
	if len(u) != 1 || u[0].ID != id || u[0].ExternalID != "E9" {
		t.Errorf("found %+v", u)
	}
	if got := v.stored("ada.king@acme.example").Workspaces; !slices.Equal(got, sorted(workspaceIDs(v.tenant, 0, 2))) {
		t.Errorf("has %v", got)
	}
	if n := v.list("filter", `userName eq "ada@acme.example" or externalId eq "E1"`).TotalResults; n != 0 {
		t.Errorf("%d users are found under the old name", n)
	}
}

func TestAccountsAreCopies(t *testing.T) {
	v := open(t, Options{Workspaces: 2})
	v.ada(workspaceIDs(v.tenant, 0)...)
	v.stored("ada@acme.example").Workspaces[0] = "spoiled"
	for _, a := range v.tenant.Accounts() {
		if len(a.Workspaces) > 0 {
			a.Workspaces[0] = "spoiled"
		}
	}
	if got := v.stored("ada@acme.example").Workspaces[0]; got == "spoiled" {
		t.Error("a reader changed the tenant")
	}
}
