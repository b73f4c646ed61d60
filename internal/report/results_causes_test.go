package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/apply"
)

func TestPeopleWithTheSameTroubleAreToldOfTogether(t *testing.T) {
	in := sampleResults(t)
	for _, id := range []string{"c00001", "c00004", "c00005"} {
		o := in.Outcomes[id]
		o.Status, o.HTTPStatus, o.ScimType, o.Hint, o.Detail = apply.Failed, 400, "invalidValue", "look at the row", "refused for "+id
		in.Outcomes[id] = o
	}
	r, err := newResults(in)
	check(t, err)
	first := r.wrong.ranked()[0]
	if first.status != apply.Failed || first.rows != 3 || first.first != 2 || len(first.people) != 3 {
		t.Errorf("%+v", first)
	}
	lines := 0
	for _, c := range r.wrong.ranked() {
		lines += c.rows + c.noRow
	}
	wrong := 0
	for _, status := range statuses() {
		if retried(status) {
			wrong += r.rows[status] + r.noRow[status]
		}
	}
	if lines != wrong {
		t.Errorf("the causes tell of %d lines, %d went wrong", lines, wrong)
	}
}

func TestEveryCauseIsShownWhateverTheOthersNeed(t *testing.T) {
	many := func(n int) *concerned { return &concerned{people: make([]victim, n)} }
	for _, c := range []struct {
		people []*concerned
		most   int
		want   []int
	}{
		{[]*concerned{many(20), many(1)}, 30, []int{15, 1}},
		{[]*concerned{many(2), many(20)}, 30, []int{2, 20}},
		{[]*concerned{many(20), many(20), many(20)}, 30, []int{10, 10, 10}},
		{[]*concerned{many(3), many(3), many(3)}, 2, []int{1, 1, 1}},
	} {
		if diff := cmp.Diff(c.want, shareOf(c.people, c.most)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTheFirstOfACauseIsTheFirstOnTheSheet(t *testing.T) {
	var c concerned
	for _, line := range []int{9, 4, 7} {
		c.add(victim{line: line})
	}
	if c.first != 4 {
		t.Errorf("row %d", c.first)
	}
}
