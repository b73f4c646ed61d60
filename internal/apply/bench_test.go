package apply

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
)

// nowhere is a journal that keeps nothing: what a run costs without one.
type nowhere struct{}

func (nowhere) Replay(func([]byte) error) error { return nil }
func (nowhere) Append(...any) error             { return nil }
func (nowhere) Sync() error                     { return nil }

// instant is a service without any latency at all, in the same process.
type instant struct {
	mu       sync.Mutex
	accounts map[string]identity.Account // by userName key
	names    map[string]string           // userName key by id
}

func (s *instant) Look(_ context.Context, keys Keys) (Sight, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []identity.Account
	for _, name := range keys.UserNames {
		if a, ok := s.accounts[name.Key()]; ok {
			found = append(found, a)
		}
	}
	for _, id := range keys.IDs {
		if key, ok := s.names[id]; ok {
			found = append(found, s.accounts[key])
		}
	}
	return Seen(found), nil
}

func (s *instant) Create(_ context.Context, want identity.Account) (identity.WriteResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	want.ID = fmt.Sprintf("n%07d", len(s.accounts))
	s.accounts[want.UserName.Key()], s.names[want.ID] = want, want.UserName.Key()
	return identity.WriteResult{HTTPStatus: http.StatusCreated, Account: &want, WorkspacesShown: true, Attempts: 1}, nil
}

func (s *instant) Update(context.Context, identity.Account, identity.Account) (identity.WriteResult, error) {
	panic("the benchmark updates nothing")
}

func (s *instant) AddWorkspaces(context.Context, string, []string) (identity.WriteResult, error) {
	panic("the benchmark adds nothing")
}

// ServeHTTP is the same service over HTTP: POST creates, PUT looks.
func (s *instant) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodPut {
		var keys Keys
		_ = json.NewDecoder(req.Body).Decode(&keys)
		sight, _ := s.Look(req.Context(), keys)
		_ = json.NewEncoder(w).Encode(sight.ByName)
		return
	}
	var want identity.Account
	_ = json.NewDecoder(req.Body).Decode(&want)
	res, _ := s.Create(req.Context(), want)
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(res.Account)
}

// overHTTP speaks to an instant service over loopback.
type overHTTP struct {
	instant
	url    string
	client *http.Client
}

func (h *overHTTP) Look(_ context.Context, keys Keys) (Sight, error) {
	var found []identity.Account
	var batches []Keys
	for names := range slices.Chunk(keys.UserNames, 50) {
		batches = append(batches, Keys{UserNames: names})
	}
	for ids := range slices.Chunk(keys.IDs, 50) {
		batches = append(batches, Keys{IDs: ids})
	}
	for _, batch := range batches {
		var some map[string]identity.Account
		if err := h.send(http.MethodPut, batch, &some); err != nil {
			return Sight{}, err
		}
		found = slices.AppendSeq(found, maps.Values(some))
	}
	return Seen(found), nil
}

func (h *overHTTP) Create(_ context.Context, want identity.Account) (identity.WriteResult, error) {
	var now identity.Account
	if err := h.send(http.MethodPost, want, &now); err != nil {
		return identity.WriteResult{}, err
	}
	return identity.WriteResult{HTTPStatus: http.StatusCreated, Account: &now, WorkspacesShown: true, Attempts: 1}, nil
}

func (h *overHTTP) send(method string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, h.url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

const benchWorkers, benchCreates = 4, 2000

// creates takes the time of one run of creations against a fresh service.
func creates(b *testing.B, p *plan.Plan, j Journal) time.Duration {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchWorkers}}
	service := &instant{accounts: map[string]identity.Account{}, names: map[string]string{}}
	server := httptest.NewServer(service)
	defer server.Close()
	start := time.Now()
	s, err := Run(context.Background(), p, &overHTTP{url: server.URL, client: client}, j, Options{Workers: benchWorkers})
	if err != nil || !s.Converged {
		b.Fatalf("%v, converged %v", err, s.Converged)
	}
	return time.Since(start)
}

func bareLoop(b *testing.B, p *plan.Plan) time.Duration {
	b.Helper()
	service := &instant{accounts: map[string]identity.Account{}, names: map[string]string{}}
	server := httptest.NewServer(service)
	defer server.Close()
	h := &overHTTP{url: server.URL, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchWorkers}}}
	bodies := make([]identity.Account, len(p.Changes))
	for i := range p.Changes {
		bodies[i] = p.Changes[i].After()
	}
	start := time.Now()
	var g errgroup.Group
	g.SetLimit(benchWorkers)
	for i := range bodies {
		g.Go(func() error { return h.send(http.MethodPost, bodies[i], nil) })
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func openJournal(b *testing.B) *journal.Journal {
	b.Helper()
	j, err := journal.Open(filepath.Join(b.TempDir(), "journal.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = j.Close() })
	return j
}

// BenchmarkApplyHTTP compares, over loopback HTTP without latency: 2,000 creations by a bare loop that
// only sends them, by apply without a journal, and by apply. Figures are shares of throughput, the best
// of the rounds of each: bare-x of the bare loop's, journal-x of the journalless apply's.
func BenchmarkApplyHTTP(b *testing.B) {
	p := creations(benchCreates)
	var bare, without, with time.Duration
	best := func(a *time.Duration, d time.Duration) {
		if *a == 0 || d < *a {
			*a = d
		}
	}
	for b.Loop() {
		for range 7 {
			best(&bare, bareLoop(b, p))
			best(&without, creates(b, p, nowhere{}))
			best(&with, creates(b, p, openJournal(b)))
		}
	}
	b.ReportMetric(float64(bare)/float64(with), "bare-x")
	b.ReportMetric(float64(without)/float64(with), "journal-x")
	b.ReportMetric(float64(with.Microseconds())/benchCreates, "µs/change")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkApplyInstant is what apply itself costs for each change: the service answers in no time.
func BenchmarkApplyInstant(b *testing.B) {
	p := creations(benchCreates)
	for name, open := range map[string]func(*testing.B) Journal{
		"without": func(*testing.B) Journal { return nowhere{} },
		"journal": func(b *testing.B) Journal { return openJournal(b) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := Run(context.Background(), p, &instant{accounts: map[string]identity.Account{}, names: map[string]string{}}, open(b), Options{Workers: benchWorkers})
				if err != nil || !s.Converged {
					b.Fatal(err, s.Converged)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/benchCreates, "µs/change")
		})
	}
}

// BenchmarkResume is the time until the first request of a run of 100,000 changes that is 90 % done.
func BenchmarkResume(b *testing.B) {
	p := creations(100_000)
	j := openJournal(b)
	done := *p
	done.Changes = p.Changes[:90_000]
	service := &instant{accounts: map[string]identity.Account{}, names: map[string]string{}}
	if _, err := Run(context.Background(), &done, service, j, Options{Workers: benchWorkers, NoVerify: true}); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for b.Loop() {
		if _, err := Run(ctx, p, service, j, Options{Workers: benchWorkers}); !errors.Is(err, context.Canceled) {
			b.Fatal(err)
		}
	}
}
