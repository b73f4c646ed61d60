package review

import (
	"fmt"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// wide is a campaign of eight rows of Maria, of which the last four are flagged; and of more, where more people are.
func wide(t testing.TB, more ...identity.Account) *Campaign {
	accounts := []identity.Account{account("ann@acme.com", 1, 2), account("bob@acme.com", 1, 2), account("cem@acme.com", 1, 2), account("dora@acme.com", 1, 2)}
	c := mustOpen(t, factsOf(append(accounts, more...)...))
	for i, r := range c.Refs() {
		r.Access.Reviewer = maria
		if i >= 4 {
			r.Access.Flags = []Flag{{FlagAdmin, "administrator of this workspace"}}
		}
	}
	c.Reviewers = c.tally()
	c.Reviewers[0].Name = "T. Okafor"
	written(t, c)
	return c
}

// kept keeps the rows from one to another with the same words.
func kept(from, to int, words string) []says {
	var out []says
	for n := from; n <= to; n++ {
		out = append(out, says{row: n, decision: "keep", words: words})
	}
	return out
}

func TestWhoKeepsEverythingFasterThanAnybodyReadsIsRemarked(t *testing.T) {
	c := wide(t)
	editing := func(r Returned, d time.Duration) Returned {
		r.File.Editing = &d
		return sealed(r)
	}
	soon, later := opened.Add(40*time.Second), hour(3)
	for _, p := range []struct {
		sentence string
		files    []Returned
		want     string // empty for no remark
	}{
		{"saved 40 seconds after the campaign was opened", []Returned{back(c, "m.xlsx", maria, soon, kept(1, 8, "")...)},
			"T. Okafor: 8 rows kept within 40 seconds, 4 of them flagged, no justification"},
		{"open for 30 seconds in all", []Returned{editing(back(c, "m.xlsx", maria, later, kept(1, 8, "")...), 30*time.Second)},
			"T. Okafor: 8 rows kept within 30 seconds, 4 of them flagged, no justification"},
		{"one minute is still none", []Returned{editing(back(c, "m.xlsx", maria, later, kept(1, 8, "is in the team")...), time.Minute)},
			"T. Okafor: 8 rows kept within one minute, 4 of them flagged and justified"},
		{"one of several justified", []Returned{editing(back(c, "m.xlsx", maria, later, append(kept(1, 7, ""), kept(8, 8, "is in the team")...)...), time.Minute)},
			"T. Okafor: 8 rows kept within one minute, 4 of them flagged, 3 without a justification"},
		{"more than a minute is nothing to remark", []Returned{editing(back(c, "m.xlsx", maria, later, kept(1, 8, "")...), 61*time.Second)}, ""},
		{"nothing is known of the time", []Returned{back(c, "m.csv", maria, time.Time{}, kept(1, 8, "")...)}, ""},
		{"a program that has not counted says nothing", []Returned{editing(back(c, "m.xlsx", maria, later, kept(1, 8, "")...), 0)}, ""},
		{"a clock that is wrong says nothing", []Returned{back(c, "m.xlsx", maria, opened.Add(-time.Second), kept(1, 8, "")...)}, ""},
		{"one revoked", []Returned{back(c, "m.xlsx", maria, soon, append(kept(1, 7, ""), says{row: 8, decision: "revoke"})...)}, ""},
		{"one left for later", []Returned{back(c, "m.xlsx", maria, soon, append(kept(1, 7, ""), says{row: 8})...)}, ""},
		{"one given on, and seven kept", []Returned{back(c, "m.xlsx", maria, soon, append(kept(1, 7, ""), says{row: 8, delegate: xenia})...)},
			"T. Okafor: 7 rows kept within 40 seconds, 3 of them flagged, no justification"},
		{"four rows are read in a minute", []Returned{back(c, "m.xlsx", maria, soon, kept(1, 4, "")...)}, ""},
		{"the empty workbook was returned 20 seconds before", []Returned{
			back(c, "a.xlsx", maria, later, says{row: 1}, says{row: 2}), back(c, "b.xlsx", maria, later.Add(20*time.Second), kept(1, 5, "")...)},
			"T. Okafor: 5 rows kept within 20 seconds, 1 of them flagged, no justification"},
		{"most were decided before, in good time", []Returned{
			back(c, "a.xlsx", maria, later, kept(1, 4, "")...), back(c, "b.xlsx", maria, later.Add(20*time.Second), kept(1, 8, "")...)}, ""},
		{"kept in a file given before, and sent again as it was", []Returned{back(c, "a.xlsx", maria, soon, kept(1, 8, "")...), after(back(c, "b.xlsx", maria, later, kept(1, 8, "")...))},
			"T. Okafor: 8 rows kept within 40 seconds, 4 of them flagged, no justification"},
		{"and looked at again, with reasons", []Returned{back(c, "a.xlsx", maria, soon, kept(1, 8, "")...), after(back(c, "b.xlsx", maria, later, append(kept(1, 4, ""), kept(5, 8, "runs the close")...)...))}, ""},
		{"the version before was given before", []Returned{
			before(back(c, "a.xlsx", maria, later)), before(back(c, "b.xlsx", maria, later.Add(time.Second), says{row: 1})), back(c, "c.xlsx", maria, later.Add(6*time.Second), kept(1, 8, "")...)},
			"T. Okafor: 8 rows kept within 5 seconds, 4 of them flagged, no justification"},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			var want []string
			if p.want != "" {
				want = []string{p.want}
			}
			wantList(t, "rubber stamps", remarked(Merge(c, p.files, hour(5)), RemarkRubberStamp), want...)
		})
	}
}

func TestAFewRowsMoreInAMinuteAreNoRubberStamp(t *testing.T) {
	c := wide(t, account("eve@acme.com", 1, 2))
	files := []Returned{back(c, "a.xlsx", maria, hour(3), kept(1, 5, "")...), back(c, "b.xlsx", maria, hour(3).Add(50*time.Second), kept(1, 10, "")...)}
	wantList(t, "half of the rows", remarked(Merge(c, files, hour(5)), RemarkRubberStamp))
	files[0] = back(c, "a.xlsx", maria, hour(3), kept(1, 4, "")...)
	if got := remarked(Merge(c, files, hour(5)), RemarkRubberStamp); len(got) != 1 {
		t.Errorf("most of the rows: %q", got)
	}
}

func TestFlaggedRowsKeptInSilenceOrAllForOneReasonAreRemarked(t *testing.T) {
	c := wide(t)
	s := Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), append(kept(4, 6, ""), kept(7, 8, "n/a")...)...)}, hour(5))
	wantList(t, "unjustified", remarked(s, RemarkUnjustified), "T. Okafor: 4 flagged rows kept without words")
	wantList(t, "same words", remarked(s, RemarkSameWords))

	s = Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), append(kept(1, 7, "business need"), kept(8, 8, " Business  need")...)...)}, hour(5))
	wantList(t, "same words but for a blank", remarked(s, RemarkSameWords))
	s = Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), append(kept(1, 7, "business need"), kept(8, 8, " BUSINESS need")...)...)}, hour(5))
	wantList(t, "same words", remarked(s, RemarkSameWords), `T. Okafor: all 4 flagged rows kept with the same words, "business need"`)

	s = Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), append(kept(5, 7, "business need"), kept(8, 8, "runs the close")...)...)}, hour(5))
	wantList(t, "one has another reason", remarked(s, RemarkSameWords))
	s = Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), kept(5, 6, "business need")...)}, hour(5))
	wantList(t, "two for one reason", remarked(s, RemarkSameWords))
	if flagged := remarked(s, RemarkUnjustified); len(flagged) > 0 {
		t.Errorf("justified, and remarked all the same: %q", flagged)
	}
}

func TestWhatIsAJustification(t *testing.T) {
	for text, says := range map[string]bool{
		"": false, " ": false, "-": false, ".": false, "…": false, "ok": false, "OK!": false, "n/a": false, "N.A.": false, "yes": false, "Yes.": false,
		"none": false, "keep": false, "xxx": false, "???": false, "\u200b\u00a0": false, "111": false,
		"SOX": true, "on leave until May": true, "ticket 4711": true, "4711": true, "necesario": true, "必要": true, "нужен": true, "yes, runs the close": true,
	} {
		t.Run(fmt.Sprintf("%q", text), func(t *testing.T) {
			if saysWhy(text) != says {
				t.Errorf("says why: %t", !says)
			}
		})
	}
}
