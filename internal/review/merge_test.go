package review

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestWhereEveryRowStands(t *testing.T) {
	c := small(t)
	blank := "open: blank"
	handing := back(c, "m.xlsx", maria, hour(1), says{row: 1, delegate: xenia})
	for _, p := range []struct {
		sentence string
		files    []Returned
		want     []string
		problems []string
	}{
		{"nothing came back", nil, []string{blank, blank, blank, blank, blank, blank}, nil},
		{"a reviewer decides", []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2, decision: "revoke"}, says{row: 3, decision: "change"})},
			[]string{"keep maria", "revoke maria", "change maria", blank, blank, blank}, nil},
		{"an address in other letters is the same", []Returned{back(c, "m.xlsx", "MARIA@acme.com", hour(1), says{row: 1, decision: "keep"})},
			[]string{"keep maria", blank, blank, blank, blank, blank}, nil},
		{"blank in one file and decided in another is decided",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2}), back(c, "b.xlsx", maria, hour(2), says{row: 1}, says{row: 2, decision: "revoke"})},
			[]string{"keep maria", "revoke maria", blank, blank, blank, blank}, nil},
		{"the same said twice is fine, two decisions are a contradiction",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2, decision: "keep"}), back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep"}, says{row: 2, decision: "revoke"})},
			[]string{"keep maria", "open: contradiction", blank, blank, blank, blank}, nil},
		{"a flagged row is kept with words only, and revoked without",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 4, decision: "keep", words: " n/a "})}, []string{blank, blank, blank, "open: unjustified", blank, blank}, nil},
		{"flagged and kept with words",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 4, decision: "keep", words: "on leave until May"})}, []string{blank, blank, blank, "keep maria", blank, blank}, nil},
		{"flagged and revoked", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 4, decision: "revoke"})}, []string{blank, blank, blank, "revoke maria", blank, blank}, nil},
		{"whoever says why is believed over whoever keeps in silence",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 4, decision: "keep", words: "on leave until May"}), back(c, "b.xlsx", maria, hour(2), says{row: 4, decision: "keep"})},
			[]string{blank, blank, blank, "keep maria", blank, blank}, nil},

		{"a decision is the reviewer's, whoever is named beside it", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep", delegate: xenia})},
			[]string{"keep maria on the word of xenia", blank, blank, blank, blank, blank}, nil},
		{"whom a decision names was not asked to decide", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep", delegate: xenia}), back(c, "x.xlsx", xenia, hour(2), says{row: 1, decision: "keep"})},
			[]string{"keep maria on the word of xenia", blank, blank, blank, blank, blank}, []string{"added Review!A2"}},
		{"a delegate alone has to answer", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, delegate: xenia})},
			[]string{"open: delegated", blank, blank, blank, blank, blank}, nil},
		{"a delegate who was named answers",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, delegate: xenia}), back(c, "x.xlsx", xenia, hour(2), says{row: 1, decision: "revoke"})},
			[]string{"revoke xenia", blank, blank, blank, blank, blank}, nil},
		{"a delegate gives the row on",
			[]Returned{handing, back(c, "x.xlsx", xenia, hour(2), says{row: 1, delegate: yusuf}), back(c, "y.xlsx", yusuf, hour(3), says{row: 1, decision: "keep"})},
			[]string{"keep yusuf", blank, blank, blank, blank, blank}, nil},
		{"rows given on in a circle are open", []Returned{handing, back(c, "x.xlsx", xenia, hour(2), says{row: 1, delegate: maria})},
			[]string{"open: delegated", blank, blank, blank, blank, blank}, nil},
		{"anybody in a circle may decide", []Returned{handing, back(c, "x.xlsx", xenia, hour(2), says{row: 1, delegate: yusuf}), back(c, "y.xlsx", yusuf, hour(2), says{row: 1, delegate: maria}), back(c, "x2.xlsx", xenia, hour(3), says{row: 1, decision: "keep"})},
			[]string{"keep xenia", blank, blank, blank, blank, blank}, nil},
		{"reviewer and delegate differ", []Returned{handing, back(c, "x.xlsx", xenia, hour(2), says{row: 1, decision: "keep"}), back(c, "m.xlsx", maria, hour(3), says{row: 1, decision: "revoke"})},
			[]string{"open: contradiction", blank, blank, blank, blank, blank}, nil},
		{"a reviewer who names herself has given nothing on", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, delegate: maria}, says{row: 2, decision: "keep", delegate: maria})},
			[]string{blank, "keep maria", blank, blank, blank, blank}, nil},

		{"what nobody reviews is decided by whom the column Delegate names",
			[]Returned{back(c, "no-reviewer.xlsx", "", hour(1), says{row: 6, decision: "keep", delegate: xenia})}, []string{blank, blank, blank, blank, blank, "keep xenia"}, nil},
		{"and by nobody else",
			[]Returned{back(c, "no-reviewer.xlsx", "", hour(1), says{row: 6, decision: "keep"})}, []string{blank, blank, blank, blank, blank, "open: faulty"}, []string{"word Review!A2"}},

		{"nobody decides about their own access",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep", delegate: "Ann+work@acme.com"}, says{row: 3, delegate: "bob@acme.com"})},
			[]string{"open: faulty", blank, "open: faulty", blank, blank, blank}, []string{"own Review!A2", "own Review!A3"}},
		{"a row of somebody else's part does not count", []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 5, decision: "keep"}, says{row: 1, decision: "keep"})},
			[]string{"keep maria", blank, blank, blank, "open: faulty", blank}, []string{"added Review!A2"}},
		{"nor does one that was copied into another's workbook", []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 5, decision: "keep", reviewer: tunde})},
			[]string{blank, blank, blank, blank, "open: faulty", blank}, []string{"added Review!A2"}},
		{"nor one whose reviewer was edited", []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep", reviewer: xenia})},
			[]string{"open: faulty", blank, blank, blank, blank, blank}, []string{"edited Review!A2"}},
		{"a file without a cover is read by its rows", []Returned{back(c, "all.csv", "", time.Time{}, says{row: 1, decision: "keep", reviewer: maria}, says{row: 5, decision: "revoke", reviewer: tunde})},
			[]string{"keep maria", blank, blank, blank, "revoke tunde", blank}, nil},
		{"a row that the campaign does not have is a problem", []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 7, decision: "keep"})},
			[]string{blank, blank, blank, blank, blank, blank}, []string{"added Review!A2"}},
		{"an edited row is open, and told once", []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep", fault: ProblemEdited})},
			[]string{"open: faulty", blank, blank, blank, blank, blank}, []string{"edited Review!C2"}},
		{"a corrected file that was saved later decides, and settles what was wrong",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep", fault: ProblemEdited}), back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep"})},
			[]string{"keep maria", blank, blank, blank, blank, blank}, nil},
		{"one that was saved before does not",
			[]Returned{back(c, "a.xlsx", maria, hour(2), says{row: 1, decision: "keep", fault: ProblemEdited}), back(c, "b.xlsx", maria, hour(1), says{row: 1, decision: "keep"})},
			[]string{"keep maria", blank, blank, blank, blank, blank}, []string{"edited Review!C2"}},
		{"nor does one that is wrong as well",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "Approve"}), back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep", fault: ProblemEdited})},
			[]string{"open: faulty", blank, blank, blank, blank, blank}, []string{"word Review!A2", "edited Review!C2"}},
		{"nor one that another program saved, whose clock may differ",
			[]Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep", fault: ProblemEdited}), by("LibreOffice", back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep"}))},
			[]string{"keep maria", blank, blank, blank, blank, blank}, []string{"edited Review!C2"}},

		{"what was given before counts in full", []Returned{before(back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2})), back(c, "t.xlsx", tunde, hour(2), says{row: 5, decision: "keep"})},
			[]string{"keep maria", blank, blank, blank, "keep tunde", blank}, nil},
		{"what one reviewer says in a file given later holds", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2, decision: "keep"}), after(back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "revoke"}))},
			[]string{"revoke maria", "keep maria", blank, blank, blank, blank}, nil},
		{"a blank in it takes nothing back", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep"}), after(back(c, "b.xlsx", maria, hour(2), says{row: 1}))},
			[]string{"keep maria", blank, blank, blank, blank, blank}, nil},
		{"a fault in it holds, too", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep"}), after(back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "Approve"}))},
			[]string{"open: faulty", blank, blank, blank, blank, blank}, []string{"word Review!A2"}},
		{"given later and saved before, it holds no more than the other", []Returned{back(c, "a.xlsx", maria, hour(2), says{row: 1, decision: "keep"}), after(back(c, "b.xlsx", maria, hour(1), says{row: 1, decision: "revoke"}))},
			[]string{"open: contradiction", blank, blank, blank, blank, blank}, nil},
		{"saved by another program, nobody knows which was first", []Returned{back(c, "a.xlsx", maria, hour(2), says{row: 1, decision: "keep"}), after(by("LibreOffice", back(c, "b.xlsx", maria, hour(1), says{row: 1, decision: "revoke"})))},
			[]string{"revoke maria", blank, blank, blank, blank, blank}, nil},
		{"the same bytes given before under another name are given now",
			[]Returned{back(c, "b.xlsx", maria, hour(1), says{row: 1, decision: "revoke"}), before(named(back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep"}), "a.xlsx")), after(back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep"}))},
			[]string{"keep maria", blank, blank, blank, blank, blank}, nil},
		{"a file given later puts a wrong one right", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep", fault: ProblemEdited}), after(by("LibreOffice", back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep"})))},
			[]string{"keep maria", blank, blank, blank, blank, blank}, nil},
		{"different people do not take each other's place", []Returned{handing, back(c, "x.xlsx", xenia, hour(2), says{row: 1, decision: "keep"}), after(back(c, "m.xlsx", maria, hour(3), says{row: 1, decision: "revoke"}))},
			[]string{"open: contradiction", blank, blank, blank, blank, blank}, nil},
		{"but the reviewer, who decides after all, settles the fault of whoever was asked", []Returned{handing, back(c, "x.xlsx", xenia, hour(2), says{row: 1, decision: "keep", fault: ProblemEdited}), after(back(c, "m.xlsx", maria, hour(3), says{row: 1, decision: "keep"}))},
			[]string{"keep maria", blank, blank, blank, blank, blank}, nil},
		{"a reviewer takes a row back by deciding it", []Returned{handing, after(back(c, "m2.xlsx", maria, hour(3), says{row: 1, decision: "revoke"}))},
			[]string{"revoke maria", blank, blank, blank, blank, blank}, nil},
		{"and gives one on that was decided", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep"}), after(back(c, "b.xlsx", maria, hour(2), says{row: 1, delegate: xenia}))},
			[]string{"open: delegated", blank, blank, blank, blank, blank}, nil},

		{"a row that strayed into a workbook is gone with the next one", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 5, decision: "keep"}), after(back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep"}))},
			[]string{"keep maria", blank, blank, blank, blank, blank}, nil},
		{"and stays while nothing else came from there", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 5, decision: "keep"}), after(back(c, "b.xlsx", "", hour(2), says{row: 6}))},
			[]string{blank, blank, blank, blank, "open: faulty", blank}, []string{"added Review!A2"}},
		{"one in a file without a cover may be anybody's, and stays", []Returned{back(c, "all.csv", "", time.Time{}, says{row: 5, decision: "keep", reviewer: maria}), after(back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep"}))},
			[]string{"keep maria", blank, blank, blank, "open: faulty", blank}, []string{"added Review!A2"}},
		{"until it is decided by whoever was asked", []Returned{back(c, "a.xlsx", maria, hour(1), says{row: 5, decision: "keep"}), after(back(c, "t.xlsx", tunde, hour(2), says{row: 5, decision: "revoke"}))},
			[]string{blank, blank, blank, blank, "revoke tunde", blank}, nil},
		{"a delegate's file may come before the one that names them", []Returned{back(c, "x.xlsx", xenia, hour(2), says{row: 1, decision: "revoke"}), after(handing)},
			[]string{"revoke xenia", blank, blank, blank, blank, blank}, nil},

		{"a word that is no decision is none", []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "Approve"})},
			[]string{"open: faulty", blank, blank, blank, blank, blank}, []string{"word Review!A2"}},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			s := Merge(c, p.files, hour(5))
			wantList(t, "rows", where(s.Rows), p.want...)
			wantList(t, "problems", codes(s.Problems), p.problems...)
		})
	}
}

func TestWhyARowIsOpenIsSaidWithItsCells(t *testing.T) {
	c := small(t)
	handing := back(c, "h.xlsx", maria, hour(1), says{row: 1, delegate: xenia})
	missing := back(c, "short.xlsx", maria, hour(1))
	missing.Missing = []string{c.KeyOf(1)}
	for _, p := range []struct {
		sentence string
		row      int
		files    []Returned
		want     string
	}{
		{"nothing came back", 1, nil, "Maria Lopez has sent nothing back about it"},
		{"nobody reviews it", 6, nil, "nobody could be found to review it: the column Delegate of no-reviewer.xlsx names who decides"},
		{"it came back blank", 1, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1})}, "m.xlsx, Review!A2 is blank"},
		{"the file lacks it", 1, []Returned{sealed(missing)}, "short.xlsx lacks the row"},
		{"it was given on", 1, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, delegate: xenia})}, "given to xenia@acme.com by Maria Lopez (m.xlsx, Review!A2), who has not decided"},
		{"it goes round", 1, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, delegate: xenia}), back(c, "x.xlsx", xenia, hour(1), says{row: 1, delegate: maria})},
			"given on in a circle, from maria@acme.com to xenia@acme.com (m.xlsx, Review!A2) to maria@acme.com (x.xlsx, Review!A2): one of them has to decide"},
		{"one reviewer says two things", 1, []Returned{back(c, "b.xlsx", maria, hour(1), says{row: 1, decision: "keep"}), back(c, "a.xlsx", maria, hour(2), says{row: 2}, says{row: 1, decision: "revoke"})},
			"keep by Maria Lopez in b.xlsx, Review!A2 (saved on 22 November 2026 10:00 UTC) and revoke by Maria Lopez in a.xlsx, Review!A3 (saved on 22 November 2026 11:00 UTC): if the newest one holds, give it again, alone; if another does, have it saved once more, and give that"},
		{"at a time that is not known", 1, []Returned{back(c, "b.csv", maria, time.Time{}, says{row: 1, decision: "keep"}), back(c, "a.xlsx", maria, hour(2), says{row: 1, decision: "revoke"})},
			"keep by Maria Lopez in b.csv, Review!A2 (saved at a time that it does not say) and revoke by Maria Lopez in a.xlsx, Review!A2 (saved on 22 November 2026 11:00 UTC): give the file that holds again, alone"},
		{"two people differ", 1, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep"}), handing, back(c, "n.xlsx", xenia, hour(1), says{row: 1, decision: "revoke"})},
			"keep by Maria Lopez in m.xlsx, Review!A2 (saved on 22 November 2026 10:00 UTC) and revoke by xenia@acme.com in n.xlsx, Review!A2 (saved on 22 November 2026 10:00 UTC): they have to agree: have one of them correct the workbook, and give that file"},
		{"a flag is passed over", 4, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 4, decision: "keep", words: "ok"})},
			`kept (m.xlsx, Review!A2) although: not signed in for 190 days. "ok" does not say why; the column Justification has to`},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			if got := Merge(c, p.files, hour(5)).Rows[p.row-1].Words; got != p.want {
				t.Errorf("\n got  %s\n want %s", got, p.want)
			}
		})
	}
}

func TestWordsOfProblemsNameThePeopleAndTheFix(t *testing.T) {
	c := small(t)
	s := Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep", delegate: "ann@acme.com"}, says{row: 5, decision: "keep"}, says{row: 6, decision: "keep"})}, hour(5))
	var got []string
	for _, p := range s.Problems {
		got = append(got, p.Cell+" "+p.Message+" | "+p.Hint)
	}
	wantList(t, "problems", got,
		"Review!A2 would have ann@acme.com decide about their own access | name somebody else in the column Delegate",
		"Review!A3 is a row of tunde@acme.com, and maria@acme.com was not asked to decide about it | tunde@acme.com has to name them in the column Delegate of this row and leave the decision blank, in a workbook that comes back",
		"Review!A4 would have maria@acme.com decide about their own access | name somebody else in the column Delegate")
}

func TestHostileTextsStayInOneShortLine(t *testing.T) {
	c := small(t)
	evil := "x\u202e.xlsx\n" + strings.Repeat("=HYPERLINK(1)", 3000)
	f := back(c, evil, maria, hour(1), says{row: 1, decision: "keep"}, says{row: 4, decision: "keep"})
	other := back(c, "o.xlsx", maria, hour(2), says{row: 1, decision: "revoke"})
	s := Merge(c, []Returned{f, other, before(back(c, evil, maria, hour(3), says{row: 2, decision: "keep"}))}, hour(5))
	words := []string{s.Rows[0].Words, s.Rows[1].Words, s.Rows[3].Words}
	for _, r := range s.Remarks {
		words = append(words, r.Words)
	}
	for _, text := range words {
		if len(text) > 600 || strings.ContainsAny(text, "\n\u202e") {
			t.Errorf("%d bytes: %.80q", len(text), text)
		}
	}
}

func TestTheDecisionIsToldWithItsPlace(t *testing.T) {
	c := small(t)
	j := Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 2}, says{row: 1, decision: "revoke", words: " moved to sales "})}, hour(5)).Rows[0]
	if j.By != maria || !j.At.Equal(hour(1)) || j.File != "m.xlsx" || j.SHA256 == "" || j.Sheet != "Review" || j.Row != 3 || j.Cell != "Review!A3" || j.Justification != "moved to sales" {
		t.Errorf("%+v", j)
	}
}

func TestProgressCountsARowUnderWhoeverHasIt(t *testing.T) {
	c := small(t)
	m := back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2, delegate: xenia}, says{row: 3, delegate: yusuf}, says{row: 4})
	x := back(c, "x.xlsx", xenia, hour(30*24), says{row: 2, delegate: tunde})
	s := Merge(c, []Returned{m, x, back(c, "y.xlsx", yusuf, time.Time{}, says{row: 3, decision: "revoke"})}, hour(24*30))
	var got []string
	for _, p := range s.Progress {
		line := p.Reviewer + " " + strings.Join(p.Files, ",")
		for i, n := range p.counts() {
			line += " " + []string{"rows", "keep", "revoke", "change", "open", "on"}[i] + ":" + string(rune('0'+n))
		}
		if p.Late {
			line += " late"
		}
		got = append(got, strings.ReplaceAll(line, "@acme.com", ""))
	}
	wantList(t, "progress", got,
		"maria m.xlsx rows:2 keep:1 revoke:0 change:0 open:1 on:2 late",
		"tunde  rows:2 keep:0 revoke:0 change:0 open:2 on:0 late",
		"  rows:1 keep:0 revoke:0 change:0 open:1 on:0 late",
		"xenia x.xlsx rows:0 keep:0 revoke:0 change:0 open:0 on:1 late",
		"yusuf y.xlsx rows:1 keep:0 revoke:1 change:0 open:0 on:0")
	wantList(t, "who is waited for", []string{s.Waits(&s.Rows[1]), s.Waits(&s.Rows[3]), s.Waits(&s.Rows[4]), s.Waits(&s.Rows[5])}, tunde, maria, tunde, "")
	wantList(t, "late", remarked(s, RemarkLate),
		"Maria Lopez: due on 1 December 2026, 1 row open", "tunde@acme.com: due on 1 December 2026, 2 rows open", "rows without a reviewer: due on 1 December 2026, 1 row open",
		"xenia@acme.com: due on 1 December 2026, saved on 22 December 2026 09:00 UTC")
	wantList(t, "delegated", remarked(s, RemarkDelegated), "Maria Lopez gave 1 row to xenia@acme.com", "Maria Lopez gave 1 row to yusuf@acme.com", "xenia@acme.com gave 1 row to tunde@acme.com")
	if n := s.Open(); n[OpenBlank] != 3 || n[OpenDelegated] != 1 || s.Count(Keep) != 1 || s.Count(Revoke) != 1 || s.Count("") != 4 {
		t.Errorf("open %v", n)
	}
}

func TestRemarksAboutFiles(t *testing.T) {
	c := small(t)
	m := back(c, "m.xlsx", maria, hour(1), says{row: 1, decision: "keep", hidden: true}, says{row: 2, hidden: true})
	m.Missing, m.Remarks = []string{c.KeyOf(3), c.KeyOf(4)}, []string{"the rows stand in another order", "a column was inserted"}
	s := Merge(c, []Returned{m, before(back(c, "old.xlsx", maria, hour(0), says{row: 3, decision: "keep"}, says{row: 1, decision: "revoke"}))}, hour(2))
	wantList(t, "hidden", remarked(s, RemarkHidden), "m.xlsx: 1 row decided and hidden or filtered out: ask the reviewer whether that was seen")
	wantList(t, "missing", remarked(s, RemarkMissing), "m.xlsx lacks 1 row of those that were sent, and nobody has decided it")
	wantList(t, "altered", remarked(s, RemarkAltered), "m.xlsx: the rows stand in another order; a column was inserted")
}

func TestWhoeverWasNamedLastIsWaitedFor(t *testing.T) {
	c := small(t)
	s := Merge(c, []Returned{back(c, "a.xlsx", maria, hour(2), says{row: 1, delegate: xenia}), back(c, "b.xlsx", maria, hour(1), says{row: 1, delegate: yusuf})}, hour(5))
	if s.Waits(&s.Rows[0]) != xenia || !strings.HasPrefix(s.Rows[0].Words, "given to xenia") {
		t.Errorf("waits for %s: %s", s.Waits(&s.Rows[0]), s.Rows[0].Words)
	}
	s = Merge(c, []Returned{back(c, "a.xlsx", maria, hour(2), says{row: 1, delegate: xenia}), after(by("LibreOffice", back(c, "b.xlsx", maria, hour(1), says{row: 1, delegate: yusuf})))}, hour(5))
	if s.Waits(&s.Rows[0]) != yusuf {
		t.Errorf("named in the file given last, and waits for %s", s.Waits(&s.Rows[0]))
	}
}

func TestWhatGoesRoundInACircleIsItsReviewersAgain(t *testing.T) {
	c := small(t)
	s := Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, delegate: xenia}), back(c, "x.xlsx", xenia, hour(2), says{row: 1, delegate: yusuf}),
		back(c, "y.xlsx", yusuf, hour(3), says{row: 1, delegate: xenia})}, hour(5))
	if p := s.Progress[0]; s.Waits(&s.Rows[0]) != maria || p.Rows != 4 || p.GivenOn != 0 || len(s.Progress) != 3 {
		t.Errorf("waits for %s, progress %+v", s.Waits(&s.Rows[0]), s.Progress)
	}
}

func TestWhoMayNotDecideCannotGiveARowOn(t *testing.T) {
	c := small(t)
	s := Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 5, delegate: xenia}), back(c, "x.xlsx", xenia, hour(1), says{row: 5, decision: "keep"})}, hour(5))
	if len(s.Delegations) != 0 || s.Rows[4].Open != OpenFaulty || len(s.Problems) != 2 {
		t.Errorf("%+v, %s, %+v", s.Delegations, s.Rows[4].Open, s.Problems)
	}
}

func TestWhatIsSettledIsRemarkedWithTheFileThatSettlesIt(t *testing.T) {
	c := small(t)
	wrong := back(c, "a.xlsx", maria, hour(1), says{row: 1, decision: "keep", fault: ProblemEdited}, says{row: 2, decision: "keep"}, says{row: 3, decision: "keep"}, says{row: 4})
	wrong.Problems = append(wrong.Problems, Problem{Code: ProblemAdded, File: "a.xlsx", Cell: "Review!A9", Message: `says "X1", and the review has no such row`})
	right := after(back(c, "b.xlsx", maria, hour(2), says{row: 1, decision: "keep"}, says{row: 2, decision: "revoke"}, says{row: 3, decision: "keep"}, says{row: 4, delegate: xenia}))
	s := Merge(c, []Returned{sealed(wrong), right}, hour(3))
	wantList(t, "problems", codes(s.Problems))
	wantList(t, "remarks", remarked(s, RemarkSettled),
		`a.xlsx: Review!C2 was edited: "Finance" → "Finance EU", Review!A9 says "X1", and the review has no such row and Review!A3 said keep (now revoke); settled by b.xlsx and what was given later`)
	s = Merge(c, []Returned{sealed(wrong), right, after(after(back(c, "t.xlsx", tunde, hour(2), says{row: 5, decision: "keep"})))}, hour(3))
	if len(s.Problems) != 0 || s.Rows[0].Decision != Keep || s.Rows[1].Decision != Revoke {
		t.Errorf("%+v", s.Problems)
	}
}

func TestAProblemOfAWholeFileCountsAsLongAsTheFileIsAmongThoseGivenLast(t *testing.T) {
	c := small(t)
	whole := Problem{Code: ProblemColumn, File: "a.xlsx", Cell: "Review", Message: `has no column "Decision" any more`}
	a := back(c, "a.xlsx", maria, hour(2), says{row: 1}, says{row: 2, decision: "revoke"})
	a.Problems, a.Answers[0].Fault, a.Answers[1].Fault = []Problem{whole}, &whole, &whole
	a = sealed(a)
	other := back(c, "t.xlsx", tunde, hour(2), says{row: 5, decision: "keep"})
	s := Merge(c, []Returned{before(back(c, "old.xlsx", maria, hour(1), says{row: 1, decision: "keep"}, says{row: 2, decision: "keep"})), a, other}, hour(3))
	wantList(t, "problems", codes(s.Problems), "column Review")
	wantList(t, "rows", where(s.Rows)[:2], "keep maria", "open: faulty") // of the first it says nothing
	s = Merge(c, []Returned{a, after(other)}, hour(3))
	wantList(t, "problems", codes(s.Problems))
	wantList(t, "remarks", remarked(s, RemarkSettled), `a.xlsx: Review has no column "Decision" any more; settled by what was given later`)
	wantList(t, "rows", where(s.Rows)[:2], "open: faulty", "open: faulty")
}

func TestADelegateWhomNobodyKnowsIsRemarked(t *testing.T) {
	c := small(t)
	c.People[1].HR = &Employment{Manager: yusuf}
	s := Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 1, delegate: xenia}, says{row: 2, delegate: xenia}, says{row: 3, delegate: yusuf}, says{row: 4, delegate: "dora@acme.com"}),
		back(c, "no-reviewer.xlsx", "", hour(1), says{row: 6, decision: "keep", delegate: xenia})}, hour(3))
	wantList(t, "strangers", remarked(s, RemarkStranger), "nobody knows the address xenia@acme.com, to which 3 rows went (maria@acme.com and no-reviewer.xlsx): it is no reviewer's, and of nobody who is reviewed")
}

func TestWhoTookARowBackPutsItRight(t *testing.T) {
	c := small(t)
	s := Merge(c, []Returned{back(c, "m.xlsx", maria, hour(1), says{row: 4, delegate: xenia}), after(back(c, "m2.xlsx", maria, hour(2), says{row: 4, decision: "keep"}))}, hour(3))
	if s.Rows[3].Open != OpenUnjustified || s.Waits(&s.Rows[3]) != maria || s.Progress[0].GivenOn != 0 || s.Progress[0].Open != 4 {
		t.Errorf("%s, waits for %s, %+v", s.Rows[3].Open, s.Waits(&s.Rows[3]), s.Progress[0])
	}
}

// A chain of a few hundred delegates is followed in time that grows with its length, not with its square.
func TestALongChainOfDelegatesLeadsToItsEnd(t *testing.T) {
	c := small(t)
	var files []Returned
	from := maria
	for n := range 400 {
		to := fmt.Sprintf("delegate%03d@acme.com", n)
		files = append(files, back(c, fmt.Sprintf("%03d.xlsx", n), from, hour(1), says{row: 1, delegate: to}))
		from = to
	}
	s := Merge(c, files, hour(2))
	if s.Waits(&s.Rows[0]) != from || len(s.Delegations) != 400 || s.Progress[0].GivenOn != 1 {
		t.Errorf("waits for %s, %d delegations", s.Waits(&s.Rows[0]), len(s.Delegations))
	}
	s = Merge(c, append(files, back(c, "last.xlsx", from, hour(1), says{row: 1, delegate: maria})), hour(2))
	if words := s.Rows[0].Words; s.Rows[0].Open != OpenDelegated || !strings.Contains(words, "396 others to maria@acme.com (last.xlsx, Review!A2)") || len(words) > 600 {
		t.Errorf("%s", words)
	}
}
