package approval_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"scimsheet/internal/approval"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// manyPlan has so many changes, each with an attribute and some workspaces.
func manyPlan(t testing.TB, n int) *plan.Plan {
	spaces := make([]identity.Workspace, 300)
	for i := range spaces {
		spaces[i] = identity.Workspace{ID: fmt.Sprintf("%032x", i), Name: fmt.Sprintf("Workspace %03d", i)}
	}
	changes := make([]plan.Change, n)
	for i := range changes {
		c := someone(i+1, plan.Update, fmt.Sprintf("ada.lovelace.%d@acme.example", i), fmt.Sprint("Ada Lovelace ", i), fmt.Sprint("Department ", i%40))
		c.Attributes = []plan.Attribute{{Path: plan.PathExternalID, Before: "", After: fmt.Sprint("E", i)}}
		c.Grants = spaces[i%290 : i%290+3]
		if i%4 == 0 {
			c.Revocations = []identity.Workspace{finance}
			c.Risks = []plan.Risk{{Code: plan.RiskRevocation, Message: "loses 1 workspace; model roles there are destroyed and do not come back"}}
		}
		changes[i] = c
	}
	return sealed(t, changes)
}

func BenchmarkRead50000(b *testing.B) {
	p := manyPlan(b, 50_000)
	path := decidedReport(b, p)
	b.ReportAllocs()
	for b.Loop() {
		_, decisions, err := read(path, p, approval.Rules{FourEyes: true, Operator: operator})
		check(b, err)
		if len(decisions) != 50_000 {
			b.Fatalf("%d decisions", len(decisions))
		}
	}
}

// decidedReport is a report in which everybody is approved, its decisions written into the part itself: a
// spreadsheet program that holds it as a whole takes longer than what is measured.
func decidedReport(b *testing.B, p *plan.Plan) string {
	b.Helper()
	workbook, err := os.ReadFile(wholeReport(b, p))
	check(b, err)
	decision := regexp.MustCompile(`<c r="A(\d+)" s="(\d+)"></c><c r="B\d+" s="(\d+)"></c>`)
	path := filepath.Join(b.TempDir(), "returned.xlsx")
	check(b, os.WriteFile(path, altered(b, workbook, func(name string, content []byte) []byte {
		if name != changesPart {
			return content
		}
		return decision.ReplaceAll(content, []byte(`<c r="A$1" s="$2" t="inlineStr"><is><t>approve</t></is></c><c r="B$1" s="$3" t="inlineStr"><is><t>alice@acme.example</t></is></c>`))
	}), 0o600))
	return path
}
