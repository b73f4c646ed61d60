package directory

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"testing"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
	"scimsheet/internal/transport"
)

// pages is a service of prepared pages: it costs as little as it can, so that what is measured is the
// client.
type pages struct {
	total    int
	latency  time.Duration
	template []byte // a page whose users have @@@@ where the number of the page goes, and $$$$ for the start
}

func newPages(total int, latency time.Duration) *pages {
	var users [][]byte
	for i := range scim.MaxPageSize {
		var workspaces []byte
		for w := range 5 {
			workspaces = fmt.Appendf(workspaces, `{"value":"8a81%028x","display":"Workspace %d","type":"WORKSPACE"},`, (i+w)%200, (i+w)%200)
		}
		users = append(users, fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"5f00000000000000000000%02x@@@@0000",`+
			`"userName":"first%d.last@@@@@acme.example","externalId":"E%d@@@@","active":true,"name":{"givenName":"First","familyName":"Last","formatted":"First Last"},`+
			`"displayName":"First Last","entitlements":[%s{"value":"8a81%028x","type":"WORKSPACE_IDS"}],`+
			`"meta":{"resourceType":"User","created":"2019-08-01T18:29:49.793Z","lastModified":"2020-08-01T18:29:49.793Z","location":"https://api.example/Users/5f"}}`,
			i, i, i, workspaces, i%200))
	}
	body := fmt.Appendf(nil, `{"schemas":[%q],"totalResults":%d,"startIndex":$$$$,"itemsPerPage":100,"Resources":[%s]}`, scim.SchemaList, total, bytes.Join(users, []byte(",")))
	return &pages{total: total, latency: latency, template: body}
}

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	time.Sleep(p.latency)
	start, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
	body := bytes.ReplaceAll(p.template, []byte("@@@@"), fmt.Appendf(nil, "%04d", start/scim.MaxPageSize))
	body = bytes.Replace(body, []byte("$$$$"), []byte(strconv.Itoa(start)), 1)
	w.Header().Set("Content-Type", scim.MediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// BenchmarkReadThousandPages compares reading 100,000 accounts with 50 ms of latency and eight workers
// with the least time that takes: requests × latency ÷ workers. At most 1.15.
func BenchmarkReadThousandPages(b *testing.B) {
	const (
		total   = 100_000
		workers = 8
		latency = 50 * time.Millisecond
	)
	server := httptest.NewServer(newPages(total, latency))
	defer server.Close()
	network := transport.New(transport.Options{Workers: workers})
	defer network.CloseIdleConnections()
	directory := New(scim.NewClient(server.URL, &http.Client{Transport: network}), Options{Workers: workers})
	ideal := time.Duration(total/scim.MaxPageSize) * latency / workers
	for b.Loop() {
		start := time.Now()
		snapshot, err := directory.All(b.Context(), nil)
		if err != nil || len(snapshot.Accounts) != total {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start))/float64(ideal), "x-ideal")
		b.ReportMetric(float64(fetchBare(b, server.URL, total/scim.MaxPageSize, workers))/float64(ideal), "bare-x-ideal")
	}
}

// BenchmarkReadWithoutLatency compares reading 100,000 accounts with a plain client that fetches the
// same pages and decodes nothing, server and client in one process.
func BenchmarkReadWithoutLatency(b *testing.B) {
	const (
		total   = 100_000
		workers = 4
	)
	server := httptest.NewServer(newPages(total, 0))
	defer server.Close()
	network := transport.New(transport.Options{Workers: workers})
	defer network.CloseIdleConnections()
	directory := New(scim.NewClient(server.URL, &http.Client{Transport: network}), Options{Workers: workers})
	for b.Loop() {
		start := time.Now()
		if _, err := directory.All(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		took := time.Since(start)
		bare := fetchBare(b, server.URL, total/scim.MaxPageSize, workers)
		b.ReportMetric(float64(took)/float64(bare), "x-bare")
		b.ReportMetric(took.Seconds(), "s")
	}
}

// fetchBare gets the pages and throws them away.
func fetchBare(b *testing.B, url string, pages, workers int) time.Duration {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	starts := make(chan int)
	done := make(chan error)
	began := time.Now()
	for range workers {
		go func() {
			var body bytes.Buffer
			for start := range starts {
				resp, err := client.Get(url + "/Users?count=100&startIndex=" + strconv.Itoa(start))
				if err != nil {
					done <- err
					return
				}
				body.Reset()
				_, err = body.ReadFrom(resp.Body)
				resp.Body.Close()
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for i := range pages {
		starts <- 1 + i*scim.MaxPageSize
	}
	close(starts)
	for range workers {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

// BenchmarkSnapshotMemory is what 100,000 accounts with five workspaces each keep in memory.
func BenchmarkSnapshotMemory(b *testing.B) {
	const total = 100_000
	server := httptest.NewServer(newPages(total, 0))
	defer server.Close()
	network := transport.New(transport.Options{Workers: 4})
	defer network.CloseIdleConnections()
	directory := New(scim.NewClient(server.URL, &http.Client{Transport: network}), Options{Workers: 4})
	for b.Loop() {
		before := heap()
		snapshot, err := directory.All(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MB-kept")
		runtime.KeepAlive(snapshot)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkSnapshotFile writes and reads 100,000 accounts.
func BenchmarkSnapshotFile(b *testing.B) {
	accounts := make([]identity.Account, 100_000)
	for i := range accounts {
		accounts[i] = identity.Account{ID: fmt.Sprintf("5f%030x", i), UserName: identity.UserName(fmt.Sprintf("user%d@acme.example", i)),
			GivenName: "Ada", FamilyName: "Byron", Active: true, Workspaces: []string{finance, sales}}
	}
	for b.Loop() {
		var file bytes.Buffer
		if _, err := WriteSnapshot(&file, accounts); err != nil {
			b.Fatal(err)
		}
		if back, _, err := ReadSnapshot(&file); err != nil || len(back) != len(accounts) {
			b.Fatal(err)
		}
	}
}
