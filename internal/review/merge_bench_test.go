package review

import (
	"fmt"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// BenchmarkClosing closes a campaign of 20,000 people with 8 workspaces each, reviewed by 300, all of whom have
// answered, and says what follows of it. Its figure is to be held against 3 s.
func BenchmarkClosing(b *testing.B) {
	const people, reviewers, each = 20_000, 300, 8
	accounts := make([]identity.Account, people)
	for i := range accounts {
		accounts[i] = account(fmt.Sprintf("person%05d@acme.com", i), 1, 2, 3, 4, 5, 6, 7, 8)
	}
	f := factsOf(accounts...)
	c, err := Open(f)
	if err != nil {
		b.Fatal(err)
	}
	answers := make([][]Answer, reviewers)
	for i, r := range c.Refs() {
		who := i / each % reviewers
		r.Access.Reviewer = fmt.Sprintf("reviewer%03d@acme.com", who)
		if i%9 == 0 {
			r.Access.Flags = []Flag{{FlagInactive, "not signed in for 190 days"}}
		}
		a := Answer{Key: r.Access.Key, Decision: Keep, Justification: "runs the close of the quarter", Reviewer: r.Access.Reviewer, Sheet: "Review", Row: len(answers[who]) + 2, Cell: fmt.Sprintf("Review!A%d", len(answers[who])+2)}
		switch i % 23 {
		case 0:
			a.Decision = Revoke
		case 1:
			a.Delegate = fmt.Sprintf("delegate%02d@acme.com", i%40)
		}
		answers[who] = append(answers[who], a)
	}
	c.Reviewers = c.tally()
	files := make([]Returned, reviewers)
	for i := range files {
		files[i] = Returned{File: File{Name: fmt.Sprintf("reviewer%03d.xlsx", i), SHA256: fmt.Sprintf("%064d", i), Reviewer: c.Reviewers[i].Address, SavedAt: hour(1)}, Answers: answers[i]}
	}
	b.ReportAllocs()
	for b.Loop() {
		s := Merge(c, files, hour(5))
		cl, err := Close(c, s, Terms{At: hour(6)})
		if err != nil {
			b.Fatal(err)
		}
		cl.Drift = Since(c, accounts, accounts, known(), time.Time{})
		if got := len(cl.Desired(c).Listed); got != people {
			b.Fatalf("%d people listed", got)
		}
	}
}
