package approval_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/approval"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

func TestTheReportOfAnotherPlanIsToldInOneSentence(t *testing.T) {
	p, other := samplePlan(t), samplePlan(t)
	other = sealed(t, append(other.Changes, someone(8, plan.Update, "kurt@acme.example", "Kurt Gödel", "Finance")))
	other.Digest = strings.Repeat("ab34", 16)
	_, _, err := read(wholeReport(t, other), p, approval.Rules{})
	want := "change-report.xlsx is the report of plan " + other.ID + ", not of plan " + p.ID
	if err == nil || err.Error() != want {
		t.Errorf("the error is %q, want %q", err, want)
	}
	problemsOf(t, err)
}

func TestARowOfAnotherPlanIsForeign(t *testing.T) {
	p, other := samplePlan(t), samplePlan(t)
	other = sealed(t, append(other.Changes, someone(8, plan.Update, "kurt@acme.example", "Kurt Gödel", "Finance")))
	from := opened(t, other, wholeReport(t, other), nil)
	b := opened(t, p, wholeReport(t, p), nil)
	for i := range b.headers {
		target, err := excelize.CoordinatesToCellName(i+1, 8)
		check(t, err)
		source, err := excelize.CoordinatesToCellName(i+1, from.row("kurt@acme.example"))
		check(t, err)
		if text := from.get(source); text != "" {
			b.set(target, text)
		}
	}
	_, _, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
	begin(t, problemsOf(t, err), b.placed([]string{"Changes!{Department}8 is in a row that the report did not have: it says \"Finance · Kurt Gödel · kurt@acme.example"}))
}

func TestAPartIsReadAsThatPart(t *testing.T) {
	p := samplePlan(t)
	for _, part := range []string{"Finance", "Sales", ""} {
		b := opened(t, p, partReport(t, p, part), &part)
		b.decide(string(b.order[0].UserName), "approve", "", "")
		file, decisions, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
		check(t, err)
		if file.Whole || file.Part != part || len(decisions) != 1 || decisions[0].ChangeID != b.order[0].ID {
			t.Errorf("part %q is read as %+v with %+v", part, file, decisions)
		}
	}
}

func TestAPartIsNotTakenForAnother(t *testing.T) {
	for name, test := range map[string]struct {
		part string
		edit func(*book)
		want []string
	}{
		"a part is relabelled as another": {"Sales",
			func(b *book) {
				check(b.t, b.SetCellValue(report.AboutSheet, b.fact(report.PartFact), "Finance"))
			},
			[]string{"About!{Part of the plan} was edited: it says the part \"Finance\", and the rows are those of the part \"Sales\""}},
		"a part is relabelled as one that is none": {"Sales",
			func(b *book) {
				check(b.t, b.SetCellValue(report.AboutSheet, b.fact(report.PartFact), "Marketing"))
			},
			[]string{"About!{Part of the plan} says the part \"Marketing\", and the plan has none of that name"}},
		"a part passes for the whole": {"Sales",
			func(b *book) {
				check(b.t, b.SetCellValue(report.AboutSheet, strings.Replace(b.fact(report.PartFact), "C", "B", 1), "Some part"))
			},
			[]string{"About was edited: it names no part of the plan, and the rows are those of the part \"Sales\""}},
		"a row of another part is added": {"Sales",
			func(b *book) {
				other := opened(b.t, samplePlan(b.t), partReport(b.t, samplePlan(b.t), "Finance"), new("Finance"))
				for i := range b.headers {
					source, err := excelize.CoordinatesToCellName(i+1, other.row(tunde))
					check(b.t, err)
					target, err := excelize.CoordinatesToCellName(i+1, 4)
					check(b.t, err)
					if text := other.get(source); text != "" {
						b.set(target, text)
					}
				}
			},
			[]string{"Changes!{Plan change id}4 is in a row that is not of this file: it is about tunde@acme.example, of the part \"Finance\""}},
		"a row of the part is missing": {"Finance",
			func(b *book) { check(b.t, b.RemoveRow(report.ChangesSheet, b.row(grace))) },
			[]string{"Changes has no row about grace@acme.example any more (update, c00004)"}},
		"the part is said twice": {"Sales",
			func(b *book) {
				check(b.t, b.SetCellValue(report.AboutSheet, "B200", report.PartFact))
				check(b.t, b.SetCellValue(report.AboutSheet, "C200", "Finance"))
			},
			[]string{`About!B200 was filled in: it says "Part of the plan"`, `About!C200 was filled in: it says "Finance"`}},
	} {
		t.Run(name, func(t *testing.T) {
			p := samplePlan(t)
			b := opened(t, p, partReport(t, p, test.part), &test.part)
			want := b.placed(test.want)
			test.edit(b)
			_, _, err := read(b.saved("returned.xlsx"), p, approval.Rules{})
			begin(t, problemsOf(t, err), want)
		})
	}
}
