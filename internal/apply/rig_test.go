package apply

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
)

// log is a real journal that watches, and that fails or dies on request.
type log struct {
	*journal.Journal
	mu       sync.Mutex
	pending  []string
	onDisk   map[string]bool // changes whose intent is synced
	appends  int
	failAt   int // the append that fails, 1-based; 0 for none
	syncFail bool
	onFail   func()
	path     string
	synced   int64
}

var errDiskFull = errors.New("no space left on device")

func (l *log) Append(records ...any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range records {
		if r := r.(*record); r.Kind == intentKind {
			l.pending = append(l.pending, r.Changes...)
		}
	}
	l.appends++
	if l.failAt > 0 && l.appends >= l.failAt {
		if l.onFail != nil {
			l.onFail()
		}
		return errDiskFull
	}
	return l.Journal.Append(records...)
}

func (l *log) Sync() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.syncFail {
		return errDiskFull
	}
	for _, id := range l.pending {
		l.onDisk[id] = true
	}
	l.pending = nil
	info, err := os.Stat(l.path) // the tests need no disk, only the order
	if err == nil {
		l.synced = info.Size()
	}
	return err
}

func (l *log) has(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.onDisk[id]
}

// failer is a test, or one case of a random test.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// rig is one run: a plan, a tenant, a journal file.
type rig struct {
	t      failer
	plan   *plan.Plan
	tenant *tenant
	path   string
	synced int64 // bytes of the journal that survive the end of the machine
}

func newRig(t testing.TB, p *plan.Plan, f *tenant) *rig {
	return &rig{t: t, plan: p, tenant: f, path: filepath.Join(t.TempDir(), "journal.jsonl")}
}

func clock() func() time.Time {
	at := time.Date(2026, 11, 21, 21, 10, 5, 0, time.UTC)
	var mu sync.Mutex
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Millisecond)
		return at
	}
}

func (g *rig) open() *log {
	g.t.Helper()
	j, err := journal.Open(g.path)
	if err != nil {
		g.t.Fatalf("open journal: %v", err)
	}
	return &log{Journal: j, path: g.path, synced: g.synced, onDisk: map[string]bool{}}
}

// apply calls Run once and checks what must hold after every call, whatever happened in it.
func (g *rig) apply(ctx context.Context, o Options, l *log) (Summary, error) {
	g.t.Helper()
	o.Now = clock()
	if o.Workers == 0 {
		o.Workers = 4
	}
	s, err := Run(ctx, g.plan, g.tenant, l, o)
	if err := l.Close(); err != nil {
		g.t.Fatalf("close journal: %v", err)
	}
	g.synced = l.synced
	if len(s.Outcomes) != len(g.plan.Changes) {
		g.t.Errorf("%d outcomes for %d changes", len(s.Outcomes), len(g.plan.Changes))
	}
	for name, n := range g.tenant.creations {
		if n > 1 {
			g.t.Errorf("%q was created %d times", name, n)
		}
	}
	return s, err
}

func (g *rig) run() Summary {
	g.t.Helper()
	s, err := g.apply(context.Background(), Options{}, g.open())
	if err != nil {
		g.t.Fatalf("apply: %v", err)
	}
	return s
}

func (g *rig) wantStatus(s Summary, want map[string]Status) {
	g.t.Helper()
	for id, status := range want {
		if o := s.Outcomes[id]; o.Status != status {
			g.t.Errorf("change %s is %s (%s), want %s", id, o.Status, o.Detail, status)
		}
	}
}
