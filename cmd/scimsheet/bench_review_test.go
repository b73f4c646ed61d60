package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
)

// The company of BenchmarkReview.
const (
	reviewUsers     = 20_000
	reviewEach      = 8 // workspaces of each user
	reviewReviewers = 300
)

// BenchmarkReview opens, looks at, closes and files away a campaign of 20,000 users with 8 workspaces each, looked
// at by 300 reviewers who revoke one row in a hundred. Reported are seconds and peak megabytes of each command;
// the issue asks for at most 60 s and 800 MB of open and close.
func BenchmarkReview(b *testing.B) {
	folder := b.TempDir()
	tenant := filepath.Join(folder, "tenant.jsonl")
	writeReviewed(b, tenant, filepath.Join(folder, "hr.csv"))
	p := buildProgram(b, "--from", tenant)
	for i := 0; b.Loop(); i++ {
		campaign, run := fmt.Sprint("Q", i), fmt.Sprint("run", i)
		measure := func(what string, allowed []int, args ...string) {
			took, peak := p.run(b, allowed, args...)
			b.ReportMetric(took.Seconds(), what+"-s")
			b.ReportMetric(float64(peak)/1e6, what+"-MB")
		}
		measure("open", []int{0}, "review", "open", "-o", campaign, "--hr", filepath.Join(folder, "hr.csv"), "--rate", "0")
		answerAll(b, filepath.Join(p.folder, campaign), filepath.Join(p.folder, "back"+run))
		measure("status", []int{0}, "review", "status", campaign, "back"+run)
		measure("close", []int{0}, "review", "close", campaign, "back"+run, "-o", run, "--rate", "0")
		p.run(b, []int{0}, "apply", run, "--yes", "--rate", "0")
		p.run(b, []int{0}, "verify", run, "--rate", "0")
		measure("evidence", []int{0}, "review", "evidence", campaign)
	}
}

// writeReviewed writes the tenant's export and HR's list, which names the reviewers.
func writeReviewed(b *testing.B, tenant, hr string) {
	b.Helper()
	files := map[string]*bufio.Writer{}
	for _, path := range []string{tenant, hr} {
		file, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		files[path] = bufio.NewWriter(file)
		defer files[path].Flush()
	}
	fmt.Fprintln(files[hr], "E-mail,Employee ID,Name,Department,Manager,Status")
	for n := range reviewUsers {
		fmt.Fprintf(files[tenant], `{"id":"%032x","userName":"person.%05d@acme.example","givenName":"Person","familyName":"Number %d","externalId":"E%05d","active":true,"created":"2022-01-01T00:00:00.000Z","workspaces":[`, n+1, n, n, n)
		for k := range reviewEach {
			ws := (n + k*5) % 40
			if k > 0 {
				fmt.Fprint(files[tenant], ",")
			}
			fmt.Fprintf(files[tenant], `{"id":"8a8%029x","name":"Workspace %02d"}`, ws, ws)
		}
		fmt.Fprintln(files[tenant], `]}`)
		fmt.Fprintf(files[hr], "person.%05d@acme.example,E%05d,Person Number %d,Department %d,manager.%03d@acme.example,Active\n", n, n, n, n%50, n%reviewReviewers)
	}
}

// answerAll has every reviewer keep what they have, but for one row in a hundred.
func answerAll(b *testing.B, campaign, back string) {
	b.Helper()
	file, err := os.Open(filepath.Join(campaign, "campaign.jsonl.gz"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	c, err := review.Read(file)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.Mkdir(back, 0o700); err != nil {
		b.Fatal(err)
	}
	var fill errgroup.Group
	fill.SetLimit(2)
	for _, r := range c.Reviewers {
		fill.Go(func() error {
			f := reviewbook.Filling{Answers: map[string]reviewbook.Entry{}, SavedAt: c.OpenedAt.AddDate(0, 0, 3)}
			for _, ref := range c.Of(r.Address) {
				f.Answers[ref.Access.Key] = reviewbook.Entry{Decision: "keep", Justification: "still needed for the close"}
				if c.Number(ref.Access.Key)%100 == 0 {
					f.Answers[ref.Access.Key] = reviewbook.Entry{Decision: "revoke", Justification: "not needed"}
				}
			}
			return reviewbook.Fill(filepath.Join(campaign, "reviews", r.File), filepath.Join(back, r.File), f)
		})
	}
	if err := fill.Wait(); err != nil {
		b.Fatal(err)
	}
}
