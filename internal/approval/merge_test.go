package approval_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
)

// word is one decision of a file.
func word(id string, verdict apply.Verdict, by, file string) apply.Decision {
	return apply.Decision{ChangeID: id, Verdict: verdict, By: by, File: file + ".xlsx", SHA256: strings.Repeat(file[:1], 64), Cell: "Changes!A" + id[5:]}
}

func TestApprovalsOfSeveralFilesAreMerged(t *testing.T) {
	first, second := word("c00001", apply.Approve, "alice", "a"), word("c00001", apply.Approve, "bob", "b")
	no := word("c00002", apply.Reject, "bob", "b")
	for name, test := range map[string]struct {
		recorded, given []apply.Decision
		approved        int
		rejected        int
		open            string // people, in the order of the report
		fresh           []apply.Decision
	}{
		"nothing is decided":                           {open: "tunde grace maria.lopez asa.oberg ada"},
		"one file":                                     {given: []apply.Decision{first}, approved: 1, open: "tunde grace asa.oberg ada", fresh: []apply.Decision{first}},
		"two files about different people":             {given: []apply.Decision{first, no}, approved: 1, rejected: 1, open: "grace asa.oberg ada", fresh: []apply.Decision{first, no}},
		"two files that agree are both kept":           {given: []apply.Decision{first, second}, approved: 1, open: "tunde grace asa.oberg ada", fresh: []apply.Decision{first, second}},
		"one file given twice counts once":             {given: []apply.Decision{first, first}, approved: 1, open: "tunde grace asa.oberg ada", fresh: []apply.Decision{first}},
		"one file under two names counts once":         {given: []apply.Decision{first, renamed(first)}, approved: 1, open: "tunde grace asa.oberg ada", fresh: []apply.Decision{first}},
		"what is recorded is not new":                  {recorded: []apply.Decision{first}, given: []apply.Decision{first, no}, approved: 1, rejected: 1, open: "grace asa.oberg ada", fresh: []apply.Decision{no}},
		"only what is recorded":                        {recorded: []apply.Decision{first, no}, approved: 1, rejected: 1, open: "grace asa.oberg ada"},
		"a second approver of what is recorded is new": {recorded: []apply.Decision{first}, given: []apply.Decision{second}, approved: 1, open: "tunde grace asa.oberg ada", fresh: []apply.Decision{second}},
	} {
		t.Run(name, func(t *testing.T) {
			p := samplePlan(t)
			s, err := approval.Merge(p, test.recorded, test.given, approval.Rules{})
			check(t, err)
			var open []string
			for _, c := range s.Open {
				name, _, _ := strings.Cut(string(c.UserName), "@")
				open = append(open, name)
			}
			if s.Approved != test.approved || s.Rejected != test.rejected || strings.Join(open, " ") != test.open {
				t.Errorf("%d approved, %d rejected, open %q", s.Approved, s.Rejected, open)
			}
			if s.Approved+s.Rejected+len(s.Open) != 5 {
				t.Errorf("5 changes write, and %d are counted", s.Approved+s.Rejected+len(s.Open))
			}
			if !slices.Equal(s.New, test.fresh) {
				t.Errorf("new are %+v, want %+v", s.New, test.fresh)
			}
		})
	}
}

func renamed(d apply.Decision) apply.Decision {
	d.File = "copy of " + d.File
	return d
}

func TestContradictionsStop(t *testing.T) {
	yes, no := word("c00001", apply.Approve, "alice", "a"), word("c00001", apply.Reject, "", "b")
	for name, test := range map[string]struct {
		recorded, given []apply.Decision
		want            string
		hint            string
	}{
		"between two files": {nil, []apply.Decision{yes, no},
			"b.xlsx: Changes!A1 rejects maria.lopez@acme.example; a.xlsx, Changes!A1 approves the same change (alice)", "the approvers have to agree"},
		"with what is recorded": {[]apply.Decision{no}, []apply.Decision{yes},
			"a.xlsx: Changes!A1 approves maria.lopez@acme.example (alice); b.xlsx, Changes!A1 rejects the same change", "what was decided before stands in the run"},
		"about a change the plan does not have": {nil, []apply.Decision{word("c00099", apply.Approve, "", "a")},
			"a.xlsx: Changes!A9 decides about \"c00099\", which is no change of this plan", "read the decisions"},
		"about somebody who is blocked": {nil, []apply.Decision{word("c00006", apply.Approve, "", "a")},
			"a.xlsx: Changes!A6 decides about emmy@acme.example, to whom nothing is done", "leave the decision out"},
		"of a verdict that is none": {nil, []apply.Decision{word("c00001", "perhaps", "", "a")},
			"a.xlsx: Changes!A1 says \"perhaps\": a decision is approve or reject", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := approval.Merge(samplePlan(t), test.recorded, test.given, approval.Rules{})
			refusal, ok := err.(*approval.Refusal)
			if !ok || s != nil || err.Error() != test.want {
				t.Fatalf("the error is %v, want %s", err, test.want)
			}
			if hints := strings.Join(refusal.Hints(), "\n"); !strings.HasPrefix(hints, test.hint) {
				t.Errorf("the hint is %q", hints)
			}
		})
	}
}

func TestTheStatusTellsFilesPartsDecidersAndWhoIsOpen(t *testing.T) {
	p := samplePlan(t)
	s, err := approval.Merge(p,
		[]apply.Decision{word("c00001", apply.Approve, "alice@acme.example", "early")},
		[]apply.Decision{word("c00002", apply.Approve, "Alice@acme.example", "finance"), word("c00003", apply.Reject, "", "finance"),
			word("c00001", apply.Approve, "alice@acme.example", "finance")}, approval.Rules{})
	check(t, err)
	files := []approval.File{{Name: "finance \u202eEU.xlsx", SHA256: strings.Repeat("f", 64), Part: "Finance", Approved: 2, Rejected: 1, Blank: 1,
		Hidden: 2, Useless: []string{"Changes!A4"}}, {Name: "all.xlsx", SHA256: strings.Repeat("a", 64), Whole: true, Blank: 5}}
	for _, test := range []struct {
		width, most int
		want        string
	}{
		{100, 1, `Plan PLAN: of 5 people, 2 are approved, 1 is rejected, 2 are open.

  file                        approved  rejected      open
  early.xlsx (given earlier)         1         0         –
  finance EU.xlsx (Finance)          2         1         1
  all.xlsx                           0         0         5

  part              approved  rejected      open
  Finance                  1         0         1
  Sales                    1         1         0
  no part                  0         0         1

  decided by          approved  rejected
  alice@acme.example         2         0
  nobody is named            0         1

  still open
    update      Grace Hopper <grace@acme.example>
    … and 1 more

  ! finance EU.xlsx: 2 decisions stand in rows that are hidden or filtered out. Ask the approver
  whether they were meant.

  ! finance EU.xlsx: 1 decision is not taken (Changes!A4), because nothing is done to people who are
  blocked.
`},
		{40, 9, `Plan PLAN: of 5 people, 2 are approved, 1
is rejected, 2 are open.

  file              approved  rejected      open
  early.xlsx (giv…         1         0         –
  finance EU.xlsx…         2         1         1
  all.xlsx                 0         0         5

  part              approved  rejected      open
  Finance                  1         0         1
  Sales                    1         1         0
  no part                  0         0         1

  decided by          approved  rejected
  alice@acme.example         2         0
  nobody is named            0         1

  still open
    update      Grace Hopper <grace@acme.exampl…
    reactivate  Ada King <ada@acme.example>

  ! finance EU.xlsx: 2 decisions stand in rows
  that are hidden or filtered out. Ask the
  approver whether they were meant.

  ! finance EU.xlsx: 1 decision is not taken
  (Changes!A4), because nothing is done to
  people who are blocked.
`},
	} {
		var text bytes.Buffer
		check(t, approval.WriteStatus(&text, s.Status(files, test.most), test.width))
		if want := strings.Replace(test.want, "PLAN", p.ID, 1); text.String() != want {
			t.Errorf("at %d columns:\n%s\nwant:\n%s", test.width, text.String(), want)
		}
	}
}

func TestAStatusForAFileIsNotCut(t *testing.T) {
	p := samplePlan(t)
	p.Changes[1].Risks[0].Message = strings.Repeat("cannot sign in any more ", 20) + "END"
	s, err := approval.Merge(p, nil, nil, approval.Rules{})
	check(t, err)
	var text bytes.Buffer
	check(t, approval.WriteStatus(&text, s.Status(nil, 1), 0))
	if !strings.Contains(text.String(), "any more END\n") || strings.Contains(text.String(), "any more…") {
		t.Errorf("%s", text.String())
	}
}

func TestTheStatusOfAPlanWithNothingToDecide(t *testing.T) {
	p := sealed(t, []plan.Change{someone(1, plan.None, "linus@acme.example", "Linus Pauling", "")})
	s, err := approval.Merge(p, nil, nil, approval.Rules{})
	check(t, err)
	var text bytes.Buffer
	check(t, approval.WriteStatus(&text, s.Status(nil, 10), 80))
	if want := "Plan " + p.ID + ": there is nothing to decide, because the plan changes nothing.\n"; text.String() != want {
		t.Errorf("%q", text.String())
	}
}

func TestTheStatusIsForMachinesToo(t *testing.T) {
	p := samplePlan(t)
	s, err := approval.Merge(p, nil, []apply.Decision{word("c00001", apply.Approve, "alice", "a")}, approval.Rules{})
	check(t, err)
	line, err := json.Marshal(s.Status([]approval.File{{Name: "a.xlsx", SHA256: "aa", Part: "Sales", Approved: 1, Blank: 1}}, 1))
	check(t, err)
	want := `{"planId":"` + p.ID + `","people":5,"approved":1,"rejected":0,"open":4,` +
		`"files":[{"name":"a.xlsx","sha256":"aa","whole":false,"part":"Sales","approved":1,"rejected":0,"blank":1,"recorded":false}],` +
		`"parts":[{"part":"Finance","people":2,"approved":0,"rejected":0,"open":2},{"part":"Sales","people":2,"approved":1,"rejected":0,"open":1},` +
		`{"part":"","people":1,"approved":0,"rejected":0,"open":1}],"deciders":[{"decidedBy":"alice","approved":1,"rejected":0}],` +
		`"waiting":[{"changeId":"c00002","userName":"tunde@acme.example","name":"Tunde O'Brien, \"Bob\"","action":"deactivate","part":"Finance",` +
		`"risk":"cannot sign in any more; workspaces and model roles are kept"}]}`
	if string(line) != want {
		t.Errorf("%s\nwant\n%s", line, want)
	}
}
