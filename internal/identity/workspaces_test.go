package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

// told is one thing somebody said about a workspace.
type told struct {
	id, name string
	inactive bool
	trust    identity.Trust
}

func directoryOf(said ...told) *identity.Workspaces {
	w := &identity.Workspaces{}
	for _, s := range said {
		w.Add(identity.Workspace{ID: s.id, Name: s.name}, s.inactive, s.trust)
	}
	return w
}

func TestTheMoreTrustedNameWins(t *testing.T) {
	for _, c := range []struct {
		sentence string
		said     []told
		want     string
	}{
		{"the service's list over what is seen on users", []told{{"w1", "Seen", false, identity.Seen}, {"w1", "List", false, identity.Listed}}, "List"},
		{"the service's list over what is seen on users, told in the other order", []told{{"w1", "List", false, identity.Listed}, {"w1", "Seen", false, identity.Seen}}, "List"},
		{"of two equally trusted the first", []told{{"w1", "One", false, identity.Seen}, {"w1", "Two", false, identity.Seen}}, "One"},
		{"a less trusted one fills a gap", []told{{"w1", "", false, identity.Supplied}, {"w1", "Seen", false, identity.Seen}}, "Seen"},
		{"no name replaces none", []told{{"w1", "Seen", false, identity.Seen}, {"w1", "", false, identity.Supplied}}, "Seen"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			w := directoryOf(c.said...)
			if got := w.Named("w1").Name; got != c.want {
				t.Errorf("the name is %q, want %q", got, c.want)
			}
			if found := w.ByName(c.want); len(found) != 1 || w.Len() != 1 {
				t.Errorf("%q finds %v of %d", c.want, found, w.Len())
			}
			for _, s := range c.said {
				if s.name != c.want && len(w.ByName(s.name)) > 0 {
					t.Errorf("%q, a name that lost, finds something", s.name)
				}
			}
		})
	}
}

// An input may call a workspace as it likes. It is the workspace that the service says it is: what an
// approver reads must not be what the input's author wrote.
func TestTheInputsNamesFindAWorkspaceAndTheServicesNamesShowIt(t *testing.T) {
	for _, c := range []struct {
		sentence string
		said     []told
		shown    string              // of w1
		found    map[string][]string // names to ids
	}{
		{"the service lists another name", []told{{"w1", "Cafeteria", false, identity.Supplied}, {"w1", "Treasury", false, identity.Listed}}, "Treasury",
			map[string][]string{"Cafeteria": {"w1"}, "cafeteria": {"w1"}, "Treasury": {"w1"}}},
		{"the service lists another name, told first", []told{{"w1", "Treasury", false, identity.Listed}, {"w1", "Cafeteria", false, identity.Supplied}}, "Treasury",
			map[string][]string{"Cafeteria": {"w1"}, "Treasury": {"w1"}}},
		{"users hold it by another name", []told{{"w1", "Cafeteria", false, identity.Supplied}, {"w1", "Treasury", false, identity.Seen}}, "Treasury",
			map[string][]string{"Cafeteria": {"w1"}, "Treasury": {"w1"}}},
		{"the service lists it without a name", []told{{"w1", "Cafeteria", false, identity.Supplied}, {"w1", "\u200b", false, identity.Listed}}, "Cafeteria",
			map[string][]string{"Cafeteria": {"w1"}}},
		{"of two names of the input the first", []told{{"w1", "One", false, identity.Supplied}, {"w1", "Two", false, identity.Supplied}}, "One",
			map[string][]string{"One": {"w1"}, "Two": nil}},
		{"the name is another workspace's", []told{{"w1", "Cafeteria", false, identity.Supplied}, {"w1", "Treasury", false, identity.Listed}, {"w2", "Cafeteria", false, identity.Listed}}, "Treasury",
			map[string][]string{"Cafeteria": {"w1", "w2"}}},
		{"the name is another workspace's but for case", []told{{"w1", "Cafeteria", false, identity.Supplied}, {"w1", "Treasury", false, identity.Listed}, {"w2", "CAFETERIA", false, identity.Listed}}, "Treasury",
			map[string][]string{"Cafeteria": {"w1", "w2"}, "CAFETERIA": {"w1", "w2"}}},
		{"two names exchanged", []told{{"w1", "B", false, identity.Supplied}, {"w2", "A", false, identity.Supplied}, {"w1", "A", false, identity.Listed}, {"w2", "B", false, identity.Listed}}, "A",
			map[string][]string{"A": {"w1", "w2"}, "B": {"w1", "w2"}}},
		{"two of one name told apart", []told{{"w1", "Ops A", false, identity.Supplied}, {"w1", "Ops", false, identity.Listed}, {"w2", "Ops B", false, identity.Supplied}, {"w2", "Ops", false, identity.Listed}}, "Ops",
			map[string][]string{"Ops": {"w1", "w2"}, "Ops A": {"w1"}, "Ops B": {"w2"}}},
		{"the same name in another case", []told{{"w1", "treasury", false, identity.Supplied}, {"w1", "Treasury", false, identity.Listed}, {"w2", "TREASURY", false, identity.Listed}}, "Treasury",
			map[string][]string{"treasury": {"w1"}, "Treasury": {"w1"}, "TREASURY": {"w2"}}},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			w := directoryOf(c.said...)
			if got := w.Named("w1").Name; got != c.shown {
				t.Errorf("shown as %q, want %q", got, c.shown)
			}
			for name, want := range c.found {
				var got []string
				for _, ws := range w.ByName(name) {
					got = append(got, ws.ID)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%q (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestTheServiceMeansItsOwnNames(t *testing.T) {
	w := directoryOf(told{"w1", "Cafeteria", false, identity.Supplied}, told{"w1", "Treasury", false, identity.Listed},
		told{"w2", "CAFETERIA", false, identity.Seen}, told{"w3", "Ours", false, identity.Supplied}, told{"w4", "ours", false, identity.Listed},
		told{"w5", "Plan", false, identity.Listed}, told{"w6", "PLAN", false, identity.Listed})
	for name, want := range map[string][]string{"Cafeteria": {"w2"}, "Treasury": {"w1"}, "Ours": {"w3"}, "OURS": {"w3", "w4"}, "Plan": {"w5"}, "": nil} {
		var got []string
		for _, ws := range w.ByOwnName(name) {
			got = append(got, ws.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", name, diff)
		}
	}
	if w.OwnName("w1") != "Treasury" || w.OwnName("w3") != "" || w.OwnName("nowhere") != "" {
		t.Errorf("own names %q, %q", w.OwnName("w1"), w.OwnName("w3"))
	}
	want := []identity.Workspace{{ID: "w1", Name: "Cafeteria"}, {ID: "w2", Name: "CAFETERIA"}, {ID: "w3", Name: "Ours"}, {ID: "w4", Name: "ours"},
		{ID: "w5", Name: "Plan"}, {ID: "w6", Name: "PLAN"}, {ID: "w1", Name: "Treasury"}}
	if diff := cmp.Diff(want, w.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// Written by name, a workspace is what the service takes the name for.
func TestAWorkspaceIsWrittenByTheServicesName(t *testing.T) {
	w := directoryOf(told{"w1", "Cafeteria", false, identity.Supplied}, told{"w1", "Treasury", false, identity.Listed},
		told{"w2", "Treasury", false, identity.Supplied}, told{"w2", "Sales", false, identity.Listed},
		told{"w3", "sales", false, identity.Supplied})
	for id, want := range map[string]string{"w1": "", "w2": "several workspaces", "w3": "several workspaces", "w4": "no name"} {
		if why := w.UnwritableName(id); (why == "") != (want == "") || !strings.Contains(why, want) {
			t.Errorf("%s: %q, want %q", id, why, want)
		}
	}
}

func TestAWorkspaceFoundByName(t *testing.T) {
	w := directoryOf(
		told{"w1", "Finance", false, identity.Listed},
		told{"w2", "FINANCE", false, identity.Listed},
		told{"w3", "Sales", false, identity.Listed},
		told{"w4", "Ops", false, identity.Listed},
		told{"w5", "Ops", false, identity.Listed},
		told{"w6", "Plan\u00a0EU", false, identity.Listed},
		told{"w7", "Plan EU", false, identity.Listed},
		told{"w8", "Zoe\u0308's", false, identity.Listed},
		told{"w9", "", false, identity.Listed},
		told{"wa", "\u200b", false, identity.Listed},
	)
	for _, c := range []struct {
		sentence, name string
		want           []string
	}{
		{"as it is spelt, before others that differ by case", "Finance", []string{"w1"}},
		{"as it is spelt, the other one", "FINANCE", []string{"w2"}},
		{"in a third case is ambiguous", "finance", []string{"w1", "w2"}},
		{"without case where there is only one", "SALES", []string{"w3"}},
		{"one name of two workspaces is ambiguous", "Ops", []string{"w4", "w5"}},
		{"names that nobody can tell apart are ambiguous", "Plan EU", []string{"w6", "w7"}},
		{"in another normalisation", "Zoë's", []string{"w8"}},
		{"in another normalisation and case", "ZOË'S", []string{"w8"}},
		{"with blanks around it", " Sales\u00a0", []string{"w3"}},
		{"unknown", "Salez", nil},
		{"no name is nobody's name", "", nil},
		{"an invisible name is nobody's name", "\u200b", nil},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			var got []string
			for _, ws := range w.ByName(c.name) {
				got = append(got, ws.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("what is added later is found", func(t *testing.T) {
		w.Add(identity.Workspace{ID: "wb", Name: "Sales"}, false, identity.Seen)
		if found := w.ByName("sales"); len(found) != 2 {
			t.Errorf("found %v", found)
		}
	})
}

const upperID = "8A81B09E5F5F5F5F015F5F5F5F5F5F5F"

func TestAWorkspaceFoundByID(t *testing.T) {
	w := directoryOf(told{upperID, "Finance", false, identity.Listed}, told{"Pod-7", "Pod", false, identity.Listed}, told{" ", "Nobody", false, identity.Listed})
	for _, c := range []struct {
		sentence, id, want string
	}{
		{"an Anaplan id in any case", strings.ToLower(upperID), "Finance"},
		{"with blanks around it", " " + upperID + " ", "Finance"},
		{"an id of another service as it is", "Pod-7", "Pod"},
		{"an id of another service not in another case", "pod-7", ""},
		{"an empty id is nobody's", "", ""},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			ws, ok := w.ByID(c.id)
			if ws.Name != c.want || ok != (c.want != "") {
				t.Errorf("%v %v, want %q", ws, ok, c.want)
			}
			if named := w.Named(c.id); named.Name != c.want || named.ID != identity.WorkspaceID(c.id) {
				t.Errorf("named %+v", named)
			}
		})
	}
	if w.Len() != 2 {
		t.Errorf("%d workspaces, want 2", w.Len())
	}
}

func TestOnceInactiveAlwaysInactive(t *testing.T) {
	for _, c := range []struct {
		sentence string
		said     []told
		want     bool
	}{
		{"the service says so", []told{{"w1", "A", true, identity.Listed}}, true},
		{"and the user's sheet gives it a name", []told{{"w1", "A", true, identity.Listed}, {"w1", "B", false, identity.Supplied}}, true},
		{"and the user's sheet has given it a name", []told{{"w1", "B", false, identity.Supplied}, {"w1", "A", true, identity.Listed}}, true},
		{"and users hold it without a name", []told{{"w1", "", false, identity.Seen}, {"w1", "", true, identity.Listed}}, true},
		{"nobody says so", []told{{"w1", "A", false, identity.Listed}}, false},
		{"it is another one", []told{{"w2", "A", true, identity.Listed}}, false},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if got := directoryOf(c.said...).Inactive("w1"); got != c.want {
				t.Errorf("inactive %v", got)
			}
		})
	}
}

func TestAllWorkspacesAreListedByNameThenID(t *testing.T) {
	w := directoryOf(told{"w3", "b", false, identity.Seen}, told{"w2", "A", false, identity.Seen}, told{"w1", "C", false, identity.Seen}, told{"w0", "", false, identity.Seen})
	want := []identity.Workspace{{ID: "w0"}, {ID: "w2", Name: "A"}, {ID: "w3", Name: "b"}, {ID: "w1", Name: "C"}}
	if diff := cmp.Diff(want, w.All()); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	var empty identity.Workspaces
	if empty.Len() != 0 || len(empty.All()) != 0 || len(empty.ByName("x")) != 0 || empty.Inactive("x") || empty.Named("x").ID != "x" {
		t.Error("the zero value is not empty and ready")
	}
}

func TestNamesThatOnlyTheUserSuppliesAreTold(t *testing.T) {
	const a, b, c, d = "8a81108b0000000000000000000000aa", "8a81108b0000000000000000000000bb", "8a81108b0000000000000000000000cc", "8a81108b0000000000000000000000dd"
	var w identity.Workspaces
	w.Add(identity.Workspace{ID: b, Name: "Seen first"}, false, identity.Seen)
	for _, ws := range []identity.Workspace{{ID: a, Name: "Ours alone"}, {ID: b, Name: "Seen first"}, {ID: c, Name: "Listed too"}, {ID: d, Name: "Renamed by us"}} {
		w.Add(ws, false, identity.Supplied)
	}
	w.Add(identity.Workspace{ID: c, Name: "Listed too"}, false, identity.Listed)
	w.Add(identity.Workspace{ID: d, Name: "Their name"}, false, identity.Listed)
	want := []identity.Workspace{{ID: a, Name: "Ours alone"}, {ID: d, Name: "Renamed by us"}}
	if diff := cmp.Diff(want, w.SuppliedOnly()); diff != "" {
		t.Errorf("supplied only (-want +got):\n%s", diff)
	}
}

func TestWhatLooksLikeAnAnaplanID(t *testing.T) {
	for text, want := range map[string]bool{
		upperID: true, strings.ToLower(upperID): true,
		upperID[1:]: false, upperID + "0": false, "": false,
		"g" + upperID[1:]:                         false,
		"\x10" + upperID[1:]:                      false, // a digit but for one bit
		"\x19" + upperID[1:]:                      false,
		upperID[:16] + "-" + upperID[17:]:         false,
		strings.Repeat("é", 16):                   false,
		strings.Repeat("0123456789abcdef", 2):     true,
		strings.Repeat("0123456789abcde ", 2):     false,
		strings.Repeat("@", 31) + "0":             false,
		strings.Repeat("`", 31) + "0":             false,
		strings.Repeat("Finance Department ", 32): false,
	} {
		if got := identity.LooksLikeWorkspaceID(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestSetsOfIDs(t *testing.T) {
	ids := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c", "d"}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := identity.Set(ids.Draw(t, "a")), identity.Set(ids.Draw(t, "b"))
		keptA, keptB := slices.Clone(a), slices.Clone(b)
		union, without := identity.Union(a, b), identity.Without(a, b)
		if !slices.IsSorted(a) || len(slices.Compact(slices.Clone(a))) != len(a) {
			t.Errorf("%q is no set", a)
		}
		for _, id := range []string{"a", "b", "c", "d"} {
			inA, inB := slices.Contains(a, id), slices.Contains(b, id)
			if slices.Contains(union, id) != (inA || inB) || slices.Contains(without, id) != (inA && !inB) {
				t.Errorf("%q and %q: together %q, without %q", a, b, union, without)
			}
		}
		if !slices.IsSorted(union) || !slices.IsSorted(without) || identity.SameSet(a, b) != (len(identity.Without(union, a))+len(identity.Without(union, b)) == 0) {
			t.Errorf("%q and %q: together %q, without %q, same %v", a, b, union, without, identity.SameSet(a, b))
		}
		if !slices.Equal(a, keptA) || !slices.Equal(b, keptB) {
			t.Error("a set has been changed by looking at it")
		}
	})
}

func TestTwoReadingsOfAnAccountAgree(t *testing.T) {
	ada := identity.Account{ID: "1", UserName: "ada@x.com", ExternalID: "E1", GivenName: "Ada", FamilyName: "Byron", Active: true,
		Workspaces: []string{"fin"}, Created: "2020", LastModified: "2021", Version: "1"}
	for what, c := range map[string]struct {
		alter func(*identity.Account)
		same  bool
	}{
		"nothing":              {func(*identity.Account) {}, true},
		"times and versions":   {func(a *identity.Account) { a.Created, a.LastModified, a.Version = "", "", "" }, true},
		"no list for an empty": {func(a *identity.Account) { a.Workspaces = append([]string{}, a.Workspaces...) }, true},
		"userName":             {func(a *identity.Account) { a.UserName = "Ada@x.com" }, false},
		"externalId":           {func(a *identity.Account) { a.ExternalID = "" }, false},
		"givenName":            {func(a *identity.Account) { a.GivenName = "A" }, false},
		"familyName":           {func(a *identity.Account) { a.FamilyName = "L" }, false},
		"active":               {func(a *identity.Account) { a.Active = false }, false},
		"workspaces":           {func(a *identity.Account) { a.Workspaces = []string{"fin", "hr"} }, false},
	} {
		other := ada
		c.alter(&other)
		if ada.SameState(other) != c.same || other.SameState(ada) != c.same {
			t.Errorf("%s differ: same %v, want %v", what, ada.SameState(other), c.same)
		}
	}
	if !(identity.Account{Workspaces: nil}).SameState(identity.Account{Workspaces: []string{}}) {
		t.Error("no workspaces and an empty list of them differ")
	}
}

func TestARefusalSaysWhatWasAnswered(t *testing.T) {
	err := &identity.Refusal{HTTPStatus: 409, ScimType: "uniqueness", Detail: "userName is taken"}
	if got, want := err.Error(), "refused (409 uniqueness): userName is taken"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPlainValuesAreTheirOwnIDs(t *testing.T) {
	w := &identity.Workspaces{Plain: true}
	upper := strings.ToUpper("8a81b08e4f6d2b43014f6e11af2f3601")
	for _, value := range []string{upper, "Admins", "admins", " padded "} {
		w.Add(identity.Workspace{ID: value, Name: value}, false, identity.Seen)
		if got, ok := w.ByID(value); !ok || got.ID != value || w.ID(value) != value || w.Named(value).ID != value || !w.IsID(value) {
			t.Errorf("%q is kept as %q", value, got.ID)
		}
	}
	if _, ok := w.ByID(strings.ToLower(upper)); ok || w.Len() != 4 {
		t.Errorf("another spelling is the same value: %v", w.All())
	}
	if found := w.ByName("ADMINS"); len(found) != 2 {
		t.Errorf("a name in neither spelling means %v", found)
	}
	if found := w.ByName("padded"); len(found) != 1 || found[0].ID != " padded " {
		t.Errorf("a name without its blanks means %v", found)
	}
	if w.IsID("") || (&identity.Workspaces{}).IsID("Admins") {
		t.Error("nothing, or any text for Anaplan, is taken for an id")
	}
}
