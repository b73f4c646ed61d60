package approval_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

func TestADecisionIsOneOfTwoWords(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for name, test := range map[string]struct {
		enter func(b *book, cell string)
		want  string // what is decided, or how the problem goes on; empty for nothing
	}{
		"approve":                         {value("approve"), "approve"},
		"reject":                          {value("reject"), "reject"},
		"in capitals":                     {value("APPROVE"), "approve"},
		"with blanks around it":           {value(" Reject\u00a0\n"), "reject"},
		"with a mark nobody sees":         {value("\ufeffapprove\u200b"), "approve"},
		"nothing":                         {value(""), ""},
		"only blanks":                     {value("  \n"), ""},
		"yes":                             {value("yes"), "says \"yes\": a decision is approve, reject or nothing"},
		"ok":                              {value("ok"), "says \"ok\""},
		"approved":                        {value("approved"), "says \"approved\""},
		"a question":                      {value("approve?"), "says \"approve?\""},
		"both words":                      {value("approve reject"), "says \"approve reject\""},
		"letters of another script":       {value("аpprove"), "says \"аpprove\""},
		"a number":                        {value(1), "holds \"1\", which is a number"},
		"a logical value":                 {value(true), "holds \"TRUE\", which is a number, a date or a logical value"},
		"a formula whose value is a word": {formula(`"approve"`, "approve"), "holds a formula"},
		"a formula without a value":       {formula(`IF(A1="","approve","")`, nil), "holds a formula"},
		"an error":                        {fault, "holds a formula"},
	} {
		t.Run(name, func(t *testing.T) {
			b := opened(t, p, path, nil)
			test.enter(b, b.at(tunde, report.DecisionHeader))
			file, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
			switch test.want {
			case "", "approve", "reject":
				check(t, err)
				got := strings.TrimPrefix(strings.Join(said(p, decisions), ", "), "tunde ")
				if got != test.want || file.Approved+file.Rejected+file.Blank != 5 {
					t.Errorf("decided %q in %+v, want %q", got, file, test.want)
				}
			default:
				begin(t, problemsOf(t, err), []string{"Changes!A2 " + test.want})
			}
		})
	}
}

func value(v any) func(*book, string) {
	return func(b *book, cell string) { b.set(cell, v) }
}

// formula enters a formula with a stored value.
func formula(text string, stored any) func(*book, string) {
	return func(b *book, cell string) {
		if stored != nil {
			b.set(cell, stored)
		}
		check(b.t, b.SetCellFormula(report.ChangesSheet, cell, text))
	}
}

func fault(b *book, cell string) {
	check(b.t, b.SetCellFormula(report.ChangesSheet, cell, "NA()"))
}

func TestWhoDecidedAndWhyIsKept(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	long := strings.Repeat("why ", 1000)
	for name, test := range map[string]struct {
		by, comment, want string
	}{
		"a name and a reason":                      {"Alice", "left in May", "maria.lopez approve by Alice (left in May)"},
		"neither":                                  {"", "", "maria.lopez approve"},
		"with blanks and breaks":                   {" Alice\nand Bob ", " one\ntwo ", "maria.lopez approve by Alice and Bob (one\ntwo)"},
		"text that turns round what follows":       {"\u202eecilA", "\u2066x", "maria.lopez approve by ecilA (x)"},
		"text that looks like a formula":           {"=1+1", "=HYPERLINK(\"http://evil.example\")", "maria.lopez approve by =1+1 (=HYPERLINK(\"http://evil.example\"))"},
		"text that looks like a page":              {"<b>Bob</b>", "<script>alert(1)</script>", "maria.lopez approve by <b>Bob</b> (<script>alert(1)</script>)"},
		"more than anybody reads, which is cut":    {"", long, "maria.lopez approve (" + long[:1999] + "…)"},
		"a name that is longer than any, cut, too": {strings.Repeat("A", 400), "", "maria.lopez approve by " + strings.Repeat("A", 319) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			b := opened(t, p, path, nil)
			b.decide(maria, "approve", test.by, test.comment)
			b.decide(tunde, "", "Carol", "I do not know") // means nothing without a decision
			_, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
			check(t, err)
			if got := said(p, decisions); !slices.Equal(got, []string{test.want}) {
				t.Errorf("decided %q, want %q", got, test.want)
			}
		})
	}
}

func TestACommentThatWasLostIsAskedForAgain(t *testing.T) {
	p := samplePlan(t)
	b := opened(t, p, wholeReport(t, p), nil)
	b.set(b.at(maria, report.DecisionHeader), "approve")
	check(t, b.SetCellFormula(report.ChangesSheet, b.at(maria, report.CommentHeader), "-see ticket"))
	b.decide(tunde, "approve", "", "")
	check(t, b.SetCellFormula(report.ChangesSheet, b.at(tunde, report.DecidedByHeader), `"Al"&"ice"`))
	_, _, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
	begin(t, problemsOf(t, err), []string{"Changes!B2 holds a formula: who decides has to be written", "Changes!C5 holds a formula without a result instead of a comment"})
}

func TestADecisionSaysWhereItStands(t *testing.T) {
	p := samplePlan(t)
	b := opened(t, p, wholeReport(t, p), nil)
	b.decide(maria, "approve", "Alice", "")
	file, decisions, err := read(b.saved("finance (2).xlsx"), p, approval.Rules{})
	check(t, err)
	want := apply.Decision{ChangeID: "c00001", Verdict: apply.Approve, By: "Alice", File: "finance (2).xlsx", SHA256: file.SHA256, Cell: "Changes!A5"}
	if len(decisions) != 1 || decisions[0] != want || len(file.SHA256) != 64 {
		t.Errorf("decisions %+v, want %+v", decisions, want)
	}
}

func TestADecisionAboutSomebodyWhoIsBlockedIsToldAndNotTaken(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for _, word := range []string{"approve", "reject", "whatever"} {
		b := opened(t, p, path, nil)
		b.decide(emmy, word, "", "")
		b.decide(maria, "approve", "", "")
		file, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
		check(t, err)
		if !slices.Equal(file.Useless, []string{"Changes!A4"}) || len(decisions) != 1 || file.Approved != 1 || file.Blank != 4 {
			t.Errorf("%s: %+v with %d decisions", word, file, len(decisions))
		}
	}
}

func TestDecisionsInHiddenRowsCountAndAreTold(t *testing.T) {
	p := samplePlan(t)
	b := opened(t, p, wholeReport(t, p), nil)
	b.decide(maria, "approve", "", "")
	b.decide(tunde, "reject", "", "")
	check(t, b.SetRowVisible(report.ChangesSheet, b.row(maria), false))
	check(t, b.SetRowVisible(report.ChangesSheet, b.row(ada), false))
	file, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
	check(t, err)
	if file.Hidden != 1 || len(decisions) != 2 {
		t.Errorf("%+v with %d decisions", file, len(decisions))
	}
}

func TestFourEyes(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for name, test := range map[string]struct {
		who, decision, by string
		want              string // how the problem goes on; empty where the decision is taken
	}{
		"somebody else approves":                   {maria, "approve", "alice@acme.example", ""},
		"somebody else rejects":                    {maria, "reject", "alice@acme.example", ""},
		"nobody is named":                          {maria, "approve", "", "is blank: with four eyes each decision says by whom it is"},
		"a name and no address":                    {maria, "approve", "Alice", "says \"Alice\", which is not one e-mail address"},
		"a name beside the address":                {maria, "approve", "Alice <alice@acme.example>", "says \"Alice <alice@acme.example>\", which is not one"},
		"two people":                               {maria, "approve", "alice@acme.example, bob@acme.example", "says \"alice@acme.example, bob@acme.example\""},
		"two people in two lines":                  {maria, "approve", "alice@acme.example\nbob@acme.example", "says \"alice@acme.example bob@acme.example\""},
		"an address without a domain's end":        {maria, "approve", "alice@acme", "says \"alice@acme\""},
		"the operator":                             {maria, "approve", operator, "names olga.boss@acme.example, who made the plan"},
		"the operator in capitals":                 {maria, "reject", "Olga.Boss@ACME.example", "names Olga.Boss@ACME.example, who made the plan"},
		"the operator with a tag":                  {maria, "approve", "olga.boss+approver@acme.example", "names olga.boss+approver@acme.example, who made"},
		"the person concerned":                     {maria, "approve", maria, "names maria.lopez@acme.example, whom this row is about"},
		"the person concerned rejects":             {maria, "reject", maria, "names maria.lopez@acme.example, whom this row is about"},
		"one who is renamed, by the former name":   {grace, "approve", "Grace@acme.example", "names Grace@acme.example, whom this row is about"},
		"one who is renamed, by the coming name":   {grace, "approve", "grace.murray@acme.example", "names grace.murray@acme.example, whom"},
		"one who is created":                       {asa, "approve", asa, "names asa.oberg@acme.example, whom"},
		"a person concerned decides about another": {maria, "approve", grace, ""},
		"nothing is decided, so nobody is asked":   {maria, "", operator, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := opened(t, p, path, nil)
			b.decide(test.who, test.decision, test.by, "")
			_, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{FourEyes: true, Operator: operator})
			if test.want != "" {
				begin(t, problemsOf(t, err), []string{"Changes!" + b.at(test.who, report.DecidedByHeader) + " " + test.want})
				return
			}
			check(t, err)
			if (len(decisions) == 1) != (test.decision != "") {
				t.Errorf("decided %q", said(p, decisions))
			}
		})
	}
}

func TestFourEyesNeedAnOperatorToCompareWith(t *testing.T) {
	p := samplePlan(t)
	path := wholeReport(t, p)
	for operator, want := range map[string]string{
		"":             "four eyes are asked for, and the plan does not say who made it",
		"jenkins":      "four eyes are asked for, and the plan was made by \"jenkins\", which is not an e-mail address",
		"Olga <o@a.b>": "four eyes are asked for, and the plan was made by \"Olga <o@a.b>\"",
	} {
		_, _, err := read(path, p, approval.Rules{FourEyes: true, Operator: operator})
		begin(t, problemsOf(t, err), []string{want})
		if _, _, err := read(path, p, approval.Rules{Operator: operator}); err != nil {
			t.Errorf("without four eyes, operator %q: %v", operator, err)
		}
	}
}

func TestARefusalTellsPeopleTheFirstProblemsAndHowManyThereAre(t *testing.T) {
	var changes []plan.Change
	for i := range 1500 {
		changes = append(changes, someone(i+1, plan.Update, fmt.Sprintf("p%d@acme.example", i), "Ada King", ""))
		changes[i].Grants = append(changes[i].Grants, sales)
	}
	p := sealed(t, changes)
	b := opened(t, p, wholeReport(t, p), nil)
	for i := range changes {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		check(t, err)
		b.set(cell, "yes")
	}
	_, _, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
	refusal, ok := err.(*approval.Refusal)
	if !ok || refusal.Total != 1500 || len(refusal.Problems) != 1000 {
		t.Fatalf("the refusal is %.100v", err)
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 || lines[0] != "returned.xlsx cannot be taken as an approval: 1,500 problems" ||
		lines[1] != "  Changes!A2 says \"yes\": a decision is approve, reject or nothing (and 999 more cells of the column alike)" || lines[2] != "  … and 500 more" {
		t.Errorf("the message is %q", lines)
	}
	if hints := refusal.Hints(); len(hints) != 1 {
		t.Errorf("the hints are %q", hints)
	}
}
