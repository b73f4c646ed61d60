package simulator

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"scimsheet/internal/scim"
)

const large = 100_000

// prepared is a request that can be served without a connection.
func prepared(b *testing.B, tenant *Tenant, method, target, body string) *http.Request {
	b.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.SetBasicAuth(tenant.Username(), tenant.Password())
	r.Header.Set("Content-Type", scim.MediaType)
	return r
}

func benchTenant(b *testing.B, users int) *Tenant {
	b.Helper()
	tenant, err := New(Options{Users: users, Workspaces: 40})
	if err != nil {
		b.Fatal(err)
	}
	return tenant
}

// discard is a response that nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header            { return d.header }
func (d *discard) Write(body []byte) (int, error) { return len(body), nil }
func (d *discard) WriteHeader(status int)         { d.status = status }

func serve(b *testing.B, tenant *Tenant, r *http.Request, want int) {
	d := discard{header: http.Header{}}
	tenant.ServeHTTP(&d, r)
	if d.status != want {
		b.Fatalf("answered %d", d.status)
	}
}

func BenchmarkPageOf100In100000Users(b *testing.B) {
	tenant := benchTenant(b, large)
	r := prepared(b, tenant, "GET", usersPath+"?count=100&startIndex=50001", "")
	serve(b, tenant, r, 200)
	for b.Loop() {
		serve(b, tenant, r, 200)
	}
}

func BenchmarkFirstReadingOfEveryPage(b *testing.B) {
	tenant := benchTenant(b, large)
	for n := 0; b.Loop(); n = (n + 100) % large {
		serve(b, tenant, prepared(b, tenant, "GET", fmt.Sprintf("%s?count=100&startIndex=%d", usersPath, n+1), ""), 200)
	}
}

func BenchmarkFiftyNamesIn100000Users(b *testing.B) {
	tenant := benchTenant(b, large)
	var terms []string
	for i, a := range tenant.Accounts()[:50] {
		terms = append(terms, []string{`userName eq "` + string(a.UserName) + `"`, `id eq "` + a.ID + `"`, `externalId eq "` + a.ExternalID + `"`}[i%3])
	}
	r := prepared(b, tenant, "GET", usersPath+"?count=100&"+query("filter", strings.Join(terms, " or ")), "")
	serve(b, tenant, r, 200)
	for b.Loop() {
		serve(b, tenant, r, 200)
	}
}

func BenchmarkFilterThatReadsEverybody(b *testing.B) {
	tenant := benchTenant(b, large)
	r := prepared(b, tenant, "GET", usersPath+"?count=100&"+query("filter", `active eq false`), "")
	for b.Loop() {
		serve(b, tenant, r, 200)
	}
}

func BenchmarkCreateIn100000Users(b *testing.B) {
	tenant := benchTenant(b, large)
	ws := entitled(workspaceIDs(tenant, 0, 1, 2)...)
	for n := 0; b.Loop(); n++ {
		serve(b, tenant, prepared(b, tenant, "POST", usersPath, resource(fmt.Sprintf("n%d@acme.example", n), `,"entitlements":`+ws)), 201)
	}
}

func BenchmarkMake100000Users(b *testing.B) {
	for b.Loop() {
		benchTenant(b, large)
	}
}

// overHTTP sends requests from eight connections and reports how many a second were answered; client
// and server share the machine.
func overHTTP(b *testing.B, tenant *Tenant, want int, request func(n int64, base string) *http.Request) {
	server, err := Start(tenant, "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	defer client.CloseIdleConnections()
	var n atomic.Int64
	b.SetParallelism(4)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := request(n.Add(1), server.SCIMURL)
			r.SetBasicAuth(server.Username, server.Password)
			res, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if res.StatusCode != want {
				b.Errorf("answered %d", res.StatusCode)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

func BenchmarkCreateOverHTTP(b *testing.B) {
	overHTTP(b, benchTenant(b, 0), 201, func(n int64, base string) *http.Request {
		r, _ := http.NewRequest("POST", base+"/Users", strings.NewReader(resource(fmt.Sprintf("n%d@acme.example", n), "")))
		r.Header.Set("Content-Type", scim.MediaType)
		return r
	})
}

func BenchmarkPageOverHTTP(b *testing.B) {
	overHTTP(b, benchTenant(b, large), 200, func(n int64, base string) *http.Request {
		r, _ := http.NewRequest("GET", fmt.Sprintf("%s/Users?count=100&startIndex=%d", base, (n*100)%large+1), nil)
		return r
	})
}

func BenchmarkOneUserOverHTTP(b *testing.B) {
	tenant := benchTenant(b, 100)
	id := tenant.Accounts()[0].ID
	overHTTP(b, tenant, 200, func(_ int64, base string) *http.Request {
		r, _ := http.NewRequest("GET", base+"/Users/"+id, nil)
		return r
	})
}
