package approval_test

import (
	"strings"
	"testing"

	"scimsheet/internal/apply"
	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
)

// Whoever may not decide may not decide under another spelling of their address either.
func TestFourEyesKnowSomebodyInAnySpelling(t *testing.T) {
	const (
		byOperator = "who made the plan"
		byCaller   = "the account with which the plan was made"
		byPerson   = "whom this row is about"
	)
	for name, test := range map[string]struct {
		operator, by string
		edit         func(*plan.Plan, *plan.Change)
		want         string // empty where the decision is taken
	}{
		"somebody else":                               {"tom@acme.example", "alice@acme.example", nil, ""},
		"an invisible letter in the operator":         {"to\u200bm@acme.example", "tom@acme.example", nil, byOperator},
		"an invisible letter in the approver":         {"tom@acme.example", "t\u2060om@acme.example", nil, byOperator},
		"a blank that is a letter":                    {"tom@acme.example", "tom\u2800@acme.example", nil, byOperator},
		"capitals":                                    {"tom@acme.example", "TOM@Acme.Example", nil, byOperator},
		"a tag":                                       {"tom+plan@acme.example", "tom+approve@acme.example", nil, byOperator},
		"a domain in letters and on the wire":         {"tom@münchen.de", "tom@xn--mnchen-3ya.de", nil, byOperator},
		"a domain on the wire and in letters":         {"tom@XN--MNCHEN-3YA.de", "tom@MÜNCHEN.de", nil, byOperator},
		"full-width letters":                          {"tom@acme.example", "ｔｏｍ@acme.example", nil, byOperator},
		"a full-width domain":                         {"tom@acme.example", "tom@ａcme.example", nil, byOperator},
		"a ligature":                                  {"figo@acme.example", "ﬁgo@acme.example", nil, byOperator},
		"an accent of its own":                        {"jose\u0301@acme.example", "jos\u00e9@acme.example", nil, byOperator},
		"a quotation mark in front":                   {"tom@acme.example", "'tom@acme.example", nil, byOperator},
		"quotation marks around":                      {"tom@acme.example", "'tom@acme.example'", nil, byOperator},
		"one letter more is somebody else":            {"tom@acme.example", "tomm@acme.example", nil, ""},
		"another domain is somebody else":             {"tom@acme.example", "tom@acme.test", nil, ""},
		"the account that signs in":                   {"tom@acme.example", "Svc@acme.example", signsIn("svc@acme.example"), byCaller},
		"the account that signs in is no address":     {"tom@acme.example", "svc@acme.example", signsIn("svc"), ""},
		"the account that --caller names":             {"tom@acme.example", "svc@acme.example", func(p *plan.Plan, _ *plan.Change) { p.Policy.Caller = "svc@acme.example" }, byCaller},
		"the person":                                  {"tom@acme.example", "MARIA.lopez+x@acme.example", nil, byPerson},
		"the person by an external id that is one":    {"tom@acme.example", "ml@acme.test", func(_ *plan.Plan, c *plan.Change) { c.Before.ExternalID = "ML@acme.test" }, byPerson},
		"the person by the external id that is new":   {"tom@acme.example", "ml@acme.test", changes(plan.PathExternalID, "4711", "ml@acme.test"), byPerson},
		"the person by the external id that goes":     {"tom@acme.example", "ml@acme.test", changes(plan.PathExternalID, "ml@acme.test", ""), byPerson},
		"the person by the user name that is new":     {"tom@acme.example", "ml@acme.test", changes(plan.PathUserName, maria, "ml@acme.test"), byPerson},
		"the person by the user name that goes":       {"tom@acme.example", "ml@acme.test", changes(plan.PathUserName, "ml@acme.test", maria), byPerson},
		"an external id that is no address is not it": {"tom@acme.example", "ml@acme.test", changes(plan.PathExternalID, "ml", "acme.test"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := samplePlan(t)
			if test.edit != nil {
				test.edit(p, &p.Changes[0])
			}
			b := opened(t, p, wholeReport(t, p), nil)
			b.decide(maria, "approve", test.by, "")
			_, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{FourEyes: true, Operator: test.operator})
			if test.want == "" {
				check(t, err)
				if len(decisions) != 1 {
					t.Errorf("decided %q", said(p, decisions))
				}
				return
			}
			got := problemsOf(t, err)
			if len(got) != 1 || !strings.HasPrefix(got[0], "Changes!B5 names ") || !strings.HasSuffix(got[0], ", "+test.want) {
				t.Errorf("problems %q, want %q", got, test.want)
			}
		})
	}
}

func signsIn(caller string) func(*plan.Plan, *plan.Change) {
	return func(p *plan.Plan, _ *plan.Change) { p.Tenant.Caller = caller }
}

func changes(path, before, after string) func(*plan.Plan, *plan.Change) {
	return func(_ *plan.Plan, c *plan.Change) {
		c.Attributes = []plan.Attribute{{Path: path, Before: before, After: after}}
	}
}

// A run may have taken approvals while nobody asked for four eyes.
func TestFourEyesCountForWhatWasRecordedToo(t *testing.T) {
	p := samplePlan(t)
	rules := approval.Rules{FourEyes: true, Operator: operator}
	for name, test := range map[string]struct {
		recorded apply.Decision
		want     string
	}{
		"somebody else":                      {word("c00001", apply.Approve, "alice@acme.example", "a"), ""},
		"the operator":                       {word("c00001", apply.Approve, operator, "a"), "a.xlsx: Changes!A1 approves maria.lopez@acme.example, and Decided by names olga.boss@acme.example, who made the plan"},
		"the person concerned":               {word("c00001", apply.Approve, maria, "a"), "a.xlsx: Changes!A1 approves maria.lopez@acme.example, and Decided by names maria.lopez@acme.example, whom this row is about"},
		"nobody":                             {word("c00001", apply.Approve, "", "a"), "a.xlsx: Changes!A1 approves maria.lopez@acme.example, and Decided by is blank: with four eyes each decision says by whom it is"},
		"a name":                             {word("c00001", apply.Approve, "Alice", "a"), `a.xlsx: Changes!A1 approves maria.lopez@acme.example, and Decided by says "Alice", which is not one e-mail address`},
		"the operator, who rejects: no harm": {word("c00001", apply.Reject, operator, "a"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := approval.Merge(p, []apply.Decision{test.recorded}, nil, rules)
			if got := errorText(err); got != test.want {
				t.Errorf("the error is %q, want %q", got, test.want)
			}
			_, err = approval.Merge(p, []apply.Decision{test.recorded}, nil, approval.Rules{Operator: operator})
			check(t, err)
		})
	}
	if _, err := approval.Merge(p, nil, nil, approval.Rules{FourEyes: true}); err == nil {
		t.Error("four eyes are kept without an operator")
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
