package apply

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConsentIsCountedByWhatApproversSaid(t *testing.T) {
	g := threePeople(t)
	g.tenant.fault = wrong(map[string]fault{"ada": refuse})
	twice := slices.Concat(approve("c-ada"), approve("c-ada"))
	twice[1].By, twice[1].File, twice[1].SHA256 = "MARIA@example.com", "again.xlsx", "f2"
	nameless := rejected("c-eve", "")
	nameless[0].By = ""
	s := g.with(slices.Concat(twice, nameless)...)
	g.wantStatus(s, map[string]Status{"c-ada": Failed, "c-bob": Undecided, "c-eve": Rejected})
	want := ConsentCounts{InPlay: true, Approved: 1, Rejected: 1, Open: 1, Deciders: []Decider{{"", 0, 1}, {"maria@example.com", 1, 0}}}
	if diff := cmp.Diff(want, Consent(g.plan, s.Outcomes)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatWasAppliedWithoutAYesIsCounted(t *testing.T) {
	for sentence, tc := range map[string]struct {
		decisions []Decision
		want      ConsentCounts
	}{
		"before approvals were asked for":   {nil, ConsentCounts{InPlay: true, Open: 3, AppliedAgainst: 3, Deciders: []Decider{}}},
		"before it was rejected":            {append(rejected("c-bob", ""), approve("c-ada", "c-eve")...), ConsentCounts{InPlay: true, Approved: 2, Rejected: 1, AppliedAgainst: 1, Deciders: []Decider{{"maria@example.com", 2, 1}}}},
		"not, where all of it was approved": {approve("c-ada", "c-bob", "c-eve"), ConsentCounts{InPlay: true, Approved: 3, Deciders: []Decider{{"maria@example.com", 3, 0}}}},
	} {
		t.Run(sentence, func(t *testing.T) {
			g := threePeople(t)
			if k := Consent(g.plan, g.run().Outcomes); k.InPlay || k.AppliedAgainst > 0 {
				t.Errorf("where nobody has asked for approvals: %+v", k)
			}
			s := g.with(tc.decisions...)
			if tally(s)[Applied] != 3 {
				t.Fatalf("outcomes %v", tally(s))
			}
			if diff := cmp.Diff(tc.want, Consent(g.plan, s.Outcomes)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestADecidersNameDoesNotDependOnTheOrderOfDecisions(t *testing.T) {
	all := slices.Concat(approve("c-ada"), approve("c-bob"), rejected("c-eve", ""))
	all[0].By, all[2].By = "MARIA@EXAMPLE.COM", "Maria@example.com"
	want := Deciders(all)
	slices.Reverse(all)
	if diff := cmp.Diff(want, Deciders(all)); diff != "" || len(want) != 1 || want[0].Approved != 2 || want[0].Rejected != 1 {
		t.Errorf("%+v %s", want, diff)
	}
}
