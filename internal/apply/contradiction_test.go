package apply

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Two calls may read the same run before either has recorded anything: what counts is what the journal holds
// when its lock is taken.
func TestADecisionThatDiffersFromWhatIsRecordedIsRefused(t *testing.T) {
	for sentence, record := range map[string]bool{"by a call that applies": false, "by a call that only records": true} {
		t.Run(sentence, func(t *testing.T) {
			g := threePeople(t)
			g.with(approve("c-bob")...)
			before := g.state()
			g.tenant.writes, g.tenant.looks = nil, 0
			given := append(approve("c-ada"), rejected("c-bob", "too late")...)
			given[1].By, given[1].File, given[1].Cell = "Kim", "late.xlsx", "Changes!A9"
			l := g.open()
			o := Options{Decisions: given}
			err := Record(g.plan, l, o)
			if !record {
				_, err = Run(context.Background(), g.plan, g.tenant, l, o)
			}
			_ = l.Close()
			contradiction, typed := errors.AsType[*Contradiction](err)
			if !typed || !errors.Is(err, ErrContradicted) || contradiction.Recorded != before.Decisions()[0] || contradiction.Given != given[1] {
				t.Fatalf("error %v", err)
			}
			want := "bob@example.com: late.xlsx, Changes!A9 says reject (Kim), and recorded is that change-report.xlsx, Changes!A5 says approve (maria@example.com)"
			if err.Error() != want {
				t.Error(err)
			}
			if diff := cmp.Diff(before, g.state(), cmp.AllowUnexported(State{}, told{}, Recording{})); diff != "" || len(g.tenant.writes)+g.tenant.looks > 0 {
				t.Errorf("sent %v, and the journal differs:\n%s", g.tenant.writes, diff)
			}
		})
	}
}
