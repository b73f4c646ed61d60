package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/plan"
)

func showing(t testing.TB, in Input, sel Selection) *Showing {
	t.Helper()
	s, err := NewShowing(in, sel, Surroundings{State: "It has not been applied: nothing of this has been done.",
		Commands: []Command{{"apply", "scimsheet apply " + in.Run}, {"closer", "scimsheet show RUN --only revoke,deactivate"}}})
	check(t, err)
	return s
}

func showText(t testing.TB, in Input, sel Selection, width int) string {
	t.Helper()
	var out bytes.Buffer
	check(t, showing(t, in, sel).Text(&out, width, false))
	return out.String()
}

func showMarkdown(t testing.TB, in Input, sel Selection) string {
	t.Helper()
	var out bytes.Buffer
	check(t, showing(t, in, sel).Markdown(&out))
	return out.String()
}

func showCSV(t testing.TB, in Input, sel Selection) string {
	t.Helper()
	var out bytes.Buffer
	check(t, showing(t, in, sel).CSV(&out, false))
	return out.String()
}

// groupedInput is the sample with people grouped by department, two limits that are near and exceeded, and
// four eyes.
func groupedInput() Input {
	in := sampleInput()
	p := in.Plan
	p.Policy.GroupBy, p.Policy.ByGroup, p.Policy.RequireApproval, p.Policy.FourEyes = "Department", true, true, true
	for i, group := range []string{"Finance", "HR & Payroll", "Finance", "finance", "HR & Payroll", "Finance", "", "Finance", "", "HR & Payroll"} {
		p.Changes[i].Group = group
	}
	p.Refused = true
	p.Limits[1] = plan.Limit{Name: "max-deactivations", Setting: "1", Planned: 2, Allowed: 1, Of: 3117, People: 2, Exceeded: true}
	p.Limits[2] = plan.Limit{Name: "max-revocations", Setting: "25%", Planned: 3, Allowed: 3, Of: 14, People: 2}
	return in
}

func TestTheReportReadsAsItShould(t *testing.T) {
	golden(t, "show-80.txt", showText(t, sampleInput(), Selection{}, 80))
	golden(t, "show-120.txt", showText(t, sampleInput(), Selection{}, 120))
	golden(t, "show-grouped-100.txt", showText(t, groupedInput(), Selection{}, 100))
	golden(t, "show-selection-60.txt", showText(t, groupedInput(), Selection{Kinds: []string{"revoke", "none"}, Groups: []string{"finance"}}, 60))
	golden(t, "show.md", showMarkdown(t, sampleInput(), Selection{}))
	golden(t, "show-selection.md", showMarkdown(t, groupedInput(), Selection{Workspaces: []string{"Sales Planning"}}))
	golden(t, "show.csv", showCSV(t, groupedInput(), Selection{Kinds: []string{"all"}}))
}

func TestWhoIsShown(t *testing.T) {
	for _, c := range []struct {
		sentence string
		sel      Selection
		want     string // change ids without their zeros, in order
	}{
		{"everybody to whom something is done, and who is blocked, the gravest first", Selection{}, "4 3 5 13 7 1 6 2 12 14"},
		{"everybody at all", Selection{Kinds: []string{"all"}}, "4 3 5 13 7 1 6 2 12 14 8 9 10 11"},
		{"who is deactivated", Selection{Kinds: []string{"deactivate"}}, "5 13"},
		{"who loses a workspace", Selection{Kinds: []string{"revoke"}}, "4 3"},
		{"who loses a workspace or is deactivated", Selection{Kinds: []string{"revoke", "deactivate"}}, "4 3 5 13"},
		{"who is created", Selection{Kinds: []string{"create"}}, "1"},
		{"who is updated, in any spelling", Selection{Kinds: []string{" Update"}}, "4 3 7 2"},
		{"who is reactivated", Selection{Kinds: []string{"reactivate"}}, "6"},
		{"who gets a workspace", Selection{Kinds: []string{"grant"}}, "3 1"},
		{"who is blocked", Selection{Kinds: []string{"blocked"}}, "12 14"},
		{"who is held back has no change", Selection{Kinds: []string{"held"}}, ""},
		{"to whom nothing is done", Selection{Kinds: []string{"none"}}, "8 9 10 11"},
		{"who has a risk", Selection{Kinds: []string{"risk"}}, "4 3 5 13 7 1 6"},
		{"who has this risk", Selection{Risks: []string{"losesallworkspaces"}}, "4"},
		{"who has one of these risks", Selection{Risks: []string{"losesAllWorkspaces", "callerAccount"}}, "4 7"},
		{"a risk that nobody of this plan has", Selection{Risks: []string{"lastMember"}}, ""},
		{"a part of a name", Selection{People: []string{"LÓPEZ"}}, "3"},
		{"a part of a name without its accents in another form", Selection{People: []string{"lo\u0301pez"}}, "3"},
		{"a part of a user name", Selection{People: []string{"oberg"}}, "1"},
		{"the name that somebody had before", Selection{People: []string{"svc-scim robot"}}, "7"},
		{"the name that somebody will have", Selection{People: []string{"hopper-murray"}}, "2"},
		{"a whole user name is that person alone", Selection{People: []string{"Ada@acme.example"}}, "6"},
		{"several people", Selection{People: []string{"ada@acme.example", "okafor"}}, "4 6"},
		{"people without a change are found by name", Selection{People: []string{"left.long.ago"}}, "11"},
		{"who gets or loses a workspace", Selection{Workspaces: []string{"sales planning"}}, "3 1"},
		{"a workspace by its id", Selection{Workspaces: []string{"8A81B09D5E8C6F27015ECE3402487D77"}}, "3"},
		{"several workspaces", Selection{Workspaces: []string{"Finance", "Finance EU"}}, "4 1"},
		{"a workspace that this plan leaves alone", Selection{Workspaces: []string{"Archive 2019"}}, ""},
		{"all flags have to fit", Selection{Workspaces: []string{"Sales Planning"}, Kinds: []string{"revoke"}}, "3"},
		{"flags that nobody fits all of", Selection{People: []string{"okafor"}, Kinds: []string{"create"}}, ""},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if got := ids(showing(t, sampleInput(), c.sel).Changes()); got != c.want {
				t.Errorf("shown are %q, not %q", got, c.want)
			}
		})
	}
}

func ids(changes []*plan.Change) string {
	var out []string
	for _, c := range changes {
		out = append(out, strings.TrimLeft(c.ID, "c0"))
	}
	return strings.Join(out, " ")
}

func TestGroupsStandTogetherWhateverTheirSpelling(t *testing.T) {
	in := groupedInput()
	if got := ids(showing(t, in, Selection{Groups: []string{" FINANCE"}}).Changes()); got != "3 1 6 4" {
		t.Errorf("of the group are %q", got)
	}
	if got := ids(showing(t, in, Selection{Groups: []string{"hr & payroll"}, Kinds: []string{"all"}}).Changes()); got != "5 2 10" {
		t.Errorf("of the group are %q", got)
	}
}

func TestWordsThatMeanNothingAreRefusedWithThoseThatDo(t *testing.T) {
	for _, c := range []struct {
		sel  Selection
		want NoSuch
	}{
		{Selection{Kinds: []string{"delete"}}, NoSuch{"kind", "delete", Kinds()}},
		{Selection{Risks: []string{"fire"}}, NoSuch{"risk", "fire", RiskCodes()}},
		{Selection{Workspaces: []string{"Finanace"}}, NoSuch{"workspace", "Finanace",
			[]string{"Sales Planning", "Finance", unnamed.ID, "Finance EU", "Headcount, Pay & Benefits"}}},
		{Selection{Groups: []string{"IT"}}, NoSuch{"group", "IT", []string{"Finance", "HR & Payroll", "(no Department)"}}},
		{Selection{People: []string{" "}}, NoSuch{"person", " ", nil}},
	} {
		_, err := NewShowing(groupedInput(), c.sel, Surroundings{})
		var none *NoSuch
		if !errors.As(err, &none) {
			t.Fatalf("%+v gives %v", c.sel, err)
		}
		if diff := cmp.Diff(&c.want, none); diff != "" {
			t.Error(diff)
		}
	}
}

func TestEveryWorkspaceOfANameIsMeant(t *testing.T) {
	in := sampleInput()
	twin := financeEU
	twin.Name = "finance"
	in.Plan.Changes[0].Grants[0] = twin
	in.Plan.Directory = nil
	for word, want := range map[string]string{"Finance": "4 1", "finance (8a81…7d44)": "1", financeEU.ID: "1"} {
		if got := ids(showing(t, in, Selection{Workspaces: []string{word}}).Changes()); got != want {
			t.Errorf("%s means %q", word, got)
		}
	}
}

func TestASelectionSaysThatItIsOneAndWhatTheTotalsAreOf(t *testing.T) {
	for name, text := range map[string]string{
		"text":     showText(t, sampleInput(), Selection{Kinds: []string{"deactivate"}}, 100),
		"markdown": showMarkdown(t, sampleInput(), Selection{Kinds: []string{"deactivate"}}),
	} {
		for _, want := range []string{"A selection, 2 of 16 people: kind deactivate", "The whole plan: 1 person loses", "ll of the plan, not only"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", name, want, text)
			}
		}
	}
	if text := showText(t, sampleInput(), Selection{People: []string{"nobody"}}, 100); !strings.Contains(text, "Nobody of the 16 people fits: user nobody") {
		t.Errorf("nobody fits:\n%s", text)
	}
}

func TestWhoIsHeldBackIsShownByWhatIsWrong(t *testing.T) {
	sel := Selection{Kinds: []string{"Held"}}
	for name, text := range map[string]string{"text": showText(t, sampleInput(), sel, 100), "markdown": showMarkdown(t, sampleInput(), sel)} {
		for _, want := range []string{"A selection, 2 of 16 people: held back because of errors in the input", "is not an e-mail address", "no workspace"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", name, want, text)
			}
		}
		if strings.Contains(text, "hidden rows") {
			t.Errorf("%s tells of notes too:\n%s", name, text)
		}
	}
	if text := showText(t, sampleInput(), Selection{Kinds: []string{"create"}}, 100); !strings.Contains(text, "--only held lists them") || strings.Contains(text, "listed below") {
		t.Errorf("a selection without findings says that they are listed below:\n%s", text)
	}
}

func TestAnAddressIsBrokenWhereOneOfItsPartsEnds(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"maria.lopez@acme.example", 21, []string{"maria.lopez@acme.", "example"}},
		{"maria.lopez@acme.example", 14, []string{"maria.lopez@", "acme.example"}},
		{"a.bcdefghijklmnop", 10, []string{"a.bcdefghi", "jklmnop"}},
		{"abcdefghijklmnop", 10, []string{"abcdefghij", "klmnop"}},
		{"maria.lopez@acme.example", 24, []string{"maria.lopez@acme.example"}},
	} {
		if diff := cmp.Diff(c.want, fitted(c.text, c.width)); diff != "" {
			t.Errorf("%q in %d columns:\n%s", c.text, c.width, diff)
		}
	}
}

// shownIn counts how often each change stands in a text.
func shownIn(text string) map[string]int {
	counts := map[string]int{}
	for _, id := range regexp.MustCompile(`\bc\d{5}\b`).FindAllString(text, -1) {
		counts[id]++
	}
	return counts
}

func TestEverybodyAskedForIsShownOnceInEveryFormat(t *testing.T) {
	for _, in := range []Input{sampleInput(), groupedInput()} {
		for _, sel := range []Selection{{}, {Kinds: []string{"all"}}, {Kinds: []string{"risk"}}, {People: []string{"acme"}}, {Workspaces: []string{"Finance"}}, {Kinds: []string{"none"}}} {
			want := map[string]int{}
			for _, c := range showing(t, in, sel).Changes() {
				want[c.ID] = 1
			}
			for name, text := range map[string]string{"60": showText(t, in, sel, 60), "100": showText(t, in, sel, 100), "200": showText(t, in, sel, 200),
				"markdown": showMarkdown(t, in, sel), "csv": showCSV(t, in, sel)} {
				if diff := cmp.Diff(want, shownIn(text)); diff != "" {
					t.Errorf("%+v as %s:\n%s", sel, name, diff)
				}
			}
		}
	}
}

func TestTheCSVIsOneRecordAPersonAndNoFormula(t *testing.T) {
	records, err := csv.NewReader(strings.NewReader(showCSV(t, hostileInput(), Selection{Kinds: []string{"all"}}))).ReadAll()
	check(t, err)
	if len(records) != 1+14 {
		t.Fatalf("%d records", len(records))
	}
	for _, record := range records {
		for i, cell := range record {
			if first, _ := utf8.DecodeRuneInString(cell); strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
				t.Errorf("%s of %s is taken for a formula: %q", records[0][i], record[len(record)-1], cell)
			}
			if strings.ContainsFunc(cell, unicode.IsControl) {
				t.Errorf("%s of %s: %q would be obeyed by a terminal", records[0][i], record[len(record)-1], cell)
			}
		}
	}
}
