package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"scimsheet/internal/simulator"
)

// counted is a simulated tenant in this process, asked by the built program in another, that counts what
// arrives and what it answers.
type counted struct {
	*program
	tenant   *simulator.Tenant
	requests atomic.Int64 // to all of the service
	refused  atomic.Int64 // with 429
}

func countedTenant(b *testing.B, o simulator.Options) *counted {
	b.Helper()
	tenant, err := simulator.New(o)
	if err != nil {
		b.Fatal(err)
	}
	server, err := simulator.Start(tenant, "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { server.Close() })
	c := &counted{tenant: tenant}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.requests.Add(1)
		tenant.ServeHTTP(&watched{w, &c.refused}, r)
	}))
	b.Cleanup(front.Close)
	c.program = buildBinary(b)
	behind := strings.TrimSuffix(server.AuthURL, "/")
	there := func(address string) string { return strings.Replace(address, behind, front.URL, 1) }
	c.program.tenant = tenantAccess{SCIMURL: there(server.SCIMURL), AuthURL: there(server.AuthURL), APIURL: there(server.APIURL),
		Username: server.Username, Password: server.Password}
	return c
}

// watched counts the answers that ask to wait.
type watched struct {
	http.ResponseWriter
	refused *atomic.Int64
}

func (w *watched) WriteHeader(status int) {
	if status == http.StatusTooManyRequests {
		w.refused.Add(1)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// asked runs a command and gives the requests to /Users and to single users that it made.
func (c *counted) asked(b *testing.B, allowed []int, args ...string) (reads, writes int) {
	b.Helper()
	c.tenant.Forget()
	c.run(b, allowed, args...)
	reads = c.tenant.Requests("GET", simulator.Users) + c.tenant.Requests("GET", simulator.User)
	return reads, c.tenant.Requests("", simulator.Users) + c.tenant.Requests("", simulator.User) - reads
}

// foretold is the part of a plan's head that foretells requests.
type foretold struct {
	Snapshot struct{ Read, Why string }
	Requests struct{ Read, Write, Check, EstimatedSeconds int }
}

func (c *counted) foretold(b *testing.B, run string) foretold {
	b.Helper()
	body, err := os.ReadFile(filepath.Join(c.folder, run, "plan.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	head, _, _ := strings.Cut(string(body), "\n")
	var f foretold
	if err := json.Unmarshal([]byte(head), &f); err != nil {
		b.Fatal(err)
	}
	return f
}

// staff writes rows of a tenant's people, spread over all of them, every tenth with a new family name, the
// last with a workspace.
func (c *counted) staff(b *testing.B, name string, rows int, workspace string) (changed int) {
	b.Helper()
	file, err := os.Create(filepath.Join(c.folder, name))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	out := csv.NewWriter(file)
	accounts := c.tenant.Accounts()
	write := func(cells ...string) {
		if err := out.Write(cells); err != nil {
			b.Fatal(err)
		}
	}
	write("userName", "externalId", "givenName", "familyName", "workspaces")
	stamp := fmt.Sprint(time.Now().UnixNano())
	for i := range rows {
		a := accounts[i*len(accounts)/rows]
		if i%10 == 0 {
			changed++
			a.FamilyName = "Changed " + stamp
		}
		cell := ""
		if i == rows-1 {
			cell = workspace
		}
		write(string(a.UserName), a.ExternalID, a.GivenName, a.FamilyName, cell)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		b.Fatal(err)
	}
	return changed
}

func fewest(n, by int) int { return (n + by - 1) / by }

// mostOver is how many requests above the fewest possible a command may make.
const mostOver = 3

// BenchmarkRequests counts the requests to /Users of plan, apply and verify for 10, 500 and 20,000 rows, one
// in ten of them changed, against 50,000 accounts, beside the fewest that can do: for a plan ⌈N/50⌉ by name or
// ⌈T/100⌉ pages; for apply one write for each change and a look at those accounts before and after; for
// verify one more look. More than three above that fail it, and so does a number told that is not the one made.
func BenchmarkRequests(b *testing.B) {
	const accounts, pages = 50_000, 500
	c := countedTenant(b, simulator.Options{Users: accounts, Workspaces: 20, Seed: 1, OnlyWorkspaces: []string{"Finance"}})
	for _, rows := range []int{10, 500, 20_000} {
		byName, all := min(pages, fewest(rows, 50)), pages
		for _, way := range []struct {
			name      string
			flags     []string
			workspace string // for the last row
			least     int
			exit      int
		}{
			{"by-userName", nil, "", byName, 0},
			{"by-externalId", []string{"--match", "externalId"}, "", byName, 0},
			{"absent-report", []string{"--absent", "report"}, "", all, 0},
			{"unresolved-name", nil, "Nowhere", all, 3},
		} {
			b.Run(fmt.Sprintf("%s/%d", way.name, rows), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					changed := c.staff(b, "staff.csv", rows, way.workspace)
					run := fmt.Sprintf("%s-%d-%d", way.name, rows, i)
					asked, _ := c.asked(b, []int{way.exit}, append([]string{"plan", "staff.csv", "-o", run, "--rate", "0", "--max-revocations", "all"}, way.flags...)...)
					told := c.foretold(b, run)
					report(b, "plan", asked, way.least)
					if told.Requests.Read != asked {
						b.Errorf("plan told %d requests and made %d", told.Requests.Read, asked)
					}
					if way.name != "by-userName" {
						continue
					}
					looks := fewest(changed, 50)
					reads, writes := c.asked(b, []int{0}, "apply", run, "--yes", "--rate", "0")
					report(b, "apply", reads+writes, changed+2*looks)
					if reads != told.Requests.Check || writes != told.Requests.Write {
						b.Errorf("apply was said to take %d writes and %d looks, and took %d and %d", told.Requests.Write, told.Requests.Check, writes, reads)
					}
					reads, _ = c.asked(b, []int{0}, "verify", run, "--rate", "0")
					report(b, "verify", reads, looks)
				}
			})
		}
	}
}

// report gives what a command made, the fewest possible and the difference, which it holds to the target.
func report(b *testing.B, command string, made, least int) {
	b.Helper()
	b.ReportMetric(float64(made), command+"-requests")
	b.ReportMetric(float64(least), command+"-fewest")
	b.ReportMetric(float64(made-least), command+"-over")
	if made-least > mostOver {
		b.Errorf("%s made %d requests; %d would do", command, made, least)
	}
}

// BenchmarkPacing plans and applies 480 creates under a limit of 600 requests a minute, at that rate and
// unpaced, and compares what was served with what the limit allowed in that time: its rate, and what it
// allows at once. Paced, at least 95 % have to be used with under 1 % of the requests answered 429; unpaced
// 85 % and 5 %. It takes a minute each.
func BenchmarkPacing(b *testing.B) {
	const creates, perMinute, atOnce = 480, 600, 10
	for _, c := range []struct {
		rate          string
		used, refused float64
	}{{"600", 0.95, 0.01}, {"0", 0.85, 0.05}} {
		b.Run("rate-"+c.rate, func(b *testing.B) {
			for b.Loop() {
				tenant := countedTenant(b, simulator.Options{Users: 10, Workspaces: 8, Seed: 1, RatePerMinute: perMinute, Latency: 20 * time.Millisecond})
				var sheet strings.Builder
				sheet.WriteString("userName,givenName,familyName,workspaces\n")
				for n := range creates {
					fmt.Fprintf(&sheet, "joiner.%d@acme.example,Joiner,Number%d,Finance\n", n, n)
				}
				if err := os.WriteFile(filepath.Join(tenant.folder, "joiners.csv"), []byte(sheet.String()), 0o600); err != nil {
					b.Fatal(err)
				}
				tenant.run(b, []int{0}, "plan", "joiners.csv", "-o", "run", "--rate", c.rate)
				told := tenant.foretold(b, "run")
				tenant.requests.Store(0)
				tenant.refused.Store(0)
				took, _ := tenant.run(b, []int{0}, "apply", "run", "--yes", "--rate", c.rate)
				requests, refused := float64(tenant.requests.Load()), float64(tenant.refused.Load())
				used := (requests - refused) / (atOnce + took.Seconds()*perMinute/60)
				b.ReportMetric(100*used, "%-of-limit-used")
				b.ReportMetric(100*refused/requests, "%-answered-429")
				b.ReportMetric(took.Seconds(), "s-apply")
				b.ReportMetric(float64(told.Requests.EstimatedSeconds), "s-foretold")
				if used < c.used || refused/requests >= c.refused {
					b.Errorf("used %.3f of the limit, %.3f of the requests refused", used, refused/requests)
				}
			}
		})
	}
}
