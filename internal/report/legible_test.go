package report

import (
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

func TestWhatNobodySeesIsShownAsSomething(t *testing.T) {
	for sentence, c := range map[string]struct{ text, want string }{
		"an override of direction":          {"a\u202egpj", "a\ufffdgpj"},
		"a mark from right to left":         {"a\u200fb", "a\ufffdb"},
		"an Arabic letter mark":             {"a\u061cb", "a\ufffdb"},
		"a zero-width blank":                {"Cante\u200ben", "Cante\ufffden"},
		"a word joiner":                     {"a\u2060b", "a\ufffdb"},
		"tag characters":                    {"a\U000e0041\U000e007fb", "a\ufffd\ufffdb"},
		"a filler that has no look":         {"a\u3164b", "a\ufffdb"},
		"a line end":                        {"a\u2028b", "a b"},
		"the joiners that spelling needs":   {"نامه\u200cای 👩\u200d💻", "نامه\u200cای 👩\u200d💻"},
		"a format character that is seen":   {"\u0600١", "\u0600١"},
		"letters of all the world, accents": {"Zoe\u0308 Łukasz 李 ❤️", "Zoe\u0308 Łukasz 李 ❤️"},
	} {
		if got := oneLine(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", sentence, got, c.want)
		}
	}
}

func TestWorkspacesThatLookAlikeAreToldApartByTheirIDs(t *testing.T) {
	long := strings.Repeat("x", 250)
	for sentence, c := range map[string]struct {
		one, other string
		apart      bool
	}{
		"two names":                          {"Canteen", "Treasury", false},
		"the same name":                      {"Canteen", "Canteen", true},
		"another case":                       {"Canteen", "CANTEEN", true},
		"a zero-width blank":                 {"Canteen", "Cante\u200ben", true},
		"letters of full width":              {"Canteen", "Ｃanteen", true},
		"a ligature":                         {"Office", "Oﬃce", true},
		"several blanks, and one of no kind": {"The  Canteen", "The\u00a0Canteen", true},
		"two names that are cut":             {long + "a", long + "b", true},
	} {
		t.Run(sentence, func(t *testing.T) {
			one, other := identity.Workspace{ID: strings.Repeat("a", 32), Name: c.one}, identity.Workspace{ID: strings.Repeat("b", 32), Name: c.other}
			l := newLabels(&plan.Plan{Directory: []plan.KnownWorkspace{{Workspace: one}, {Workspace: other}}})
			if got := strings.HasSuffix(l.of(one), " (aaaa…aaaa)") && strings.HasSuffix(l.of(other), " (bbbb…bbbb)"); got != c.apart {
				t.Errorf("%q and %q", l.of(one), l.of(other))
			}
		})
	}
}

func TestTheReportSaysWhichNamesOnlyTheInputGives(t *testing.T) {
	in := sampleInput()
	in.Plan.Supplied = []identity.Workspace{{ID: finance.ID, Name: "Cafe\u202eteria"}, {ID: unnamed.ID, Name: "Ours"}}
	d, err := newDryRun(in)
	check(t, err)
	for _, f := range d.particulars() {
		if f.Name == "Named by the input only" {
			if want := "Cafe\ufffdteria (" + finance.ID + "), which the tenant calls " + finance.Name + "; Ours (" + unnamed.ID + ")"; f.Value != want {
				t.Errorf("%s, want %s", f.Value, want)
			}
			return
		}
	}
	t.Error("it does not say so")
}
