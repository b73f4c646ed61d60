package review

import (
	"errors"
	"testing"
)

// decided is the small campaign with everything decided but row 5, which nobody has decided.
func decided(c *Campaign) *Standing {
	return Merge(c, []Returned{
		back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2, decision: "revoke", words: "moved on"}, says{row: 3, decision: "change", words: "read only"}, says{row: 4, decision: "keep", words: "on leave"}),
		back(c, "no-reviewer.xlsx", "", hour(2), says{row: 6, decision: "revoke", delegate: xenia}),
		back(c, "t.xlsx", tunde, hour(3), says{row: 5}),
	}, hour(5))
}

func TestACampaignClosesOnlyWhenNothingIsOpen(t *testing.T) {
	c := small(t)
	treat := Terms{At: hour(6), TreatBlankAs: Keep}
	for _, p := range []struct {
		sentence string
		standing *Standing
		terms    Terms
		want     string // of the error; empty where it closes
	}{
		{"a blank row, and nobody says how to treat it", decided(c), Terms{}, "the campaign cannot be closed: 1 row is open (1 blank)"},
		{"a blank row treated as keep", decided(c), treat, ""},
		{"a blank row treated as revoke", decided(c), Terms{TreatBlankAs: Revoke}, ""},
		{"a blank row treated as change", decided(c), Terms{TreatBlankAs: Change}, `close campaign ` + c.ID + `: what is blank can be treated as keep or as revoke, not as "change"`},
		{"nothing came back, and all is treated", Merge(c, nil, hour(5)), treat, ""},
		{"a row that was given on", Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, delegate: xenia})}, hour(5)), treat, ""},
		{"a contradiction is nobody's to decide", Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep"}), back(c, "n.xlsx", maria, hour(1), says{row: 1, decision: "revoke"})}, hour(5)), treat,
			"the campaign cannot be closed: 1 row is open (1 contradiction)"},
		{"a flagged row kept without words", Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 4, decision: "keep"})}, hour(5)), treat, "the campaign cannot be closed: 1 row is open (1 unjustified)"},
		{"an edited row", Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep", fault: ProblemEdited})}, hour(5)), treat,
			"the campaign cannot be closed: 1 row is open (1 faulty) and 1 problem in the files that came back is not put right"},
		{"a problem alone", Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 9})}, hour(5)), treat, "the campaign cannot be closed: 1 problem in the files that came back is not put right"},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			cl, err := Close(c, p.standing, p.terms)
			if (cl == nil) == (err == nil) {
				t.Fatalf("closing %v, error %v", cl, err)
			}
			if got := text(err); got != p.want {
				t.Errorf("\n got  %s\n want %s", got, p.want)
			}
		})
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAClosingRecordsItsTerms(t *testing.T) {
	c := small(t)
	s := decided(c)
	cl, err := Close(c, s, Terms{At: hour(6), Tool: "scimsheet test", Operator: "ana@acme.com", TreatBlankAs: Revoke, DeactivateLeavers: true})
	if err != nil {
		t.Fatal(err)
	}
	wantList(t, "rows", where(cl.Rows), "keep maria", "revoke maria", "change maria", "keep maria", "revoke (treated)", "revoke xenia")
	if cl.Campaign != c.ID || cl.CampaignDigest != c.Digest || cl.TreatBlankAs != Revoke || !cl.DeactivateLeavers || cl.Operator != "ana@acme.com" || !cl.ClosedAt.Equal(hour(6)) || len(cl.Files) != 3 {
		t.Errorf("%+v", cl)
	}
	if p := cl.Progress[1]; p.Reviewer != tunde || p.Open != 0 || p.Revoke != 1 || len(p.Files) != 1 || !p.SavedAt.Equal(hour(3)) {
		t.Errorf("%+v", p)
	}
	if s.Rows[4].Open != OpenBlank {
		t.Error("closing has changed the standing")
	}
	if j := cl.Rows[4]; j.File != "t.xlsx" || j.Row != 2 || j.By != "" {
		t.Errorf("the blank row is not told where it came back: %+v", j)
	}
	wantList(t, "follow-ups", where(cl.FollowUps()), "change maria")
}

func TestWhereNothingIsBlankNothingIsTreated(t *testing.T) {
	c := small(t)
	s := Merge(c, []Returned{
		back(c, "m.xlsx", maria, hour(1), append(kept(1, 3, ""), kept(4, 4, "on leave")...)...), back(c, "t.xlsx", tunde, hour(1), kept(5, 5, "")...),
		back(c, "no-reviewer.xlsx", "", hour(2), says{row: 6, decision: "revoke", delegate: xenia})}, hour(5))
	cl, err := Close(c, s, Terms{TreatBlankAs: Revoke})
	if err != nil || cl.TreatBlankAs != "" {
		t.Errorf("%v, treated as %q", err, cl.TreatBlankAs)
	}
}

func TestWhoWasLateStaysLate(t *testing.T) {
	c := small(t)
	s := Merge(c, nil, hour(24*30))
	cl, err := Close(c, s, Terms{TreatBlankAs: Keep})
	if err != nil || !cl.Progress[0].Late {
		t.Errorf("%v, %+v", err, cl.Progress)
	}
	var not *NotClosable
	if _, err := Close(c, s, Terms{}); !errors.As(err, &not) || not.Open[OpenBlank] != 6 || len(not.Rows) != 6 {
		t.Errorf("%v", err)
	}
}
