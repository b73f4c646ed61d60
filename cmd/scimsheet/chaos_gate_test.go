package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"scimsheet/internal/simulator"
)

// gate is the door of a simulated tenant: it counts who comes in and lets a test act at the very moment
// of a request, before the tenant has seen it or after it was carried out and before the answer is out.
type gate struct {
	simulator.Access
	tenant *simulator.Tenant

	mu    sync.Mutex
	quiet sync.Cond // signalled when a connection ends
	open  map[net.Conn]bool
	seen  int // requests in all

	writes int // of these, writes

	strikeAt      int                 // at which request strike is called; 0 is never
	strikeWritten int                 // at which write; 0 is never
	after         bool                // once the request was carried out, not before
	strike        func()              // called once
	looked        func(filter string) // called before a search is answered; nil for nothing
}

func openGate(t *testing.T, o simulator.Options) *gate {
	t.Helper()
	tenant, err := simulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	direct, err := simulator.Start(tenant, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer direct.Close()
	g := &gate{Access: direct.Access, tenant: tenant, open: map[net.Conn]bool{}}
	g.quiet.L = &g.mu
	front := httptest.NewUnstartedServer(g)
	front.Config.ConnState = g.connection
	front.Start()
	t.Cleanup(front.Close)
	for _, address := range []*string{&g.SCIMURL, &g.AuthURL, &g.APIURL, &g.OAuthURL} {
		*address = strings.Replace(*address, direct.AuthURL, front.URL, 1)
	}
	return g
}

func (g *gate) connection(c net.Conn, state http.ConnState) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch state {
	case http.StateNew:
		g.open[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(g.open, c)
		g.quiet.Broadcast()
	}
}

const atTheDoor = "/at-the-door"

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == atTheDoor {
		return
	}
	before, after, looked := g.arrived(r)
	if looked != nil {
		filter, err := url.QueryUnescape(r.URL.RawQuery)
		if err == nil {
			looked(filter)
		}
	}
	if before != nil {
		before()
	}
	if after != nil {
		defer after() // also where the tenant ends the connection without an answer
	}
	g.tenant.ServeHTTP(w, r)
}

func (g *gate) arrived(r *http.Request) (before, after func(), looked func(string)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen++
	if r.Method != http.MethodGet && strings.Contains(r.URL.Path, "/Users") {
		g.writes++
	}
	if r.Method == http.MethodGet && r.URL.Query().Get("filter") != "" {
		looked = g.looked
	}
	due := g.strikeAt > 0 && g.seen >= g.strikeAt || g.strikeWritten > 0 && g.writes >= g.strikeWritten
	if !due || g.strike == nil {
		return nil, nil, looked
	}
	strike := g.strike
	g.strike, g.strikeAt, g.strikeWritten = nil, 0, 0
	if g.after {
		return nil, strike, looked
	}
	return strike, nil, looked
}

// strikeAfter has something done at the nth request from now.
func (g *gate) strikeAfter(n int, carriedOut bool, strike func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.strikeAt, g.strikeWritten, g.after, g.strike = g.seen+n, 0, carriedOut, strike
}

// strikeOnceWritten has something done at the first request once there were n writes in all.
func (g *gate) strikeOnceWritten(n int, carriedOut bool, strike func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.strikeAt, g.strikeWritten, g.after, g.strike = 0, n, carriedOut, strike
}

// onLook has something done before each search is answered.
func (g *gate) onLook(looked func(filter string)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.looked = looked
}

// spare lets everybody through from now on.
func (g *gate) spare() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.strikeAt, g.strikeWritten, g.strike, g.looked = 0, 0, nil, nil
}

func (g *gate) requests() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.seen
}

// settle returns when nothing that anybody has sent is still under way. Connections are accepted in
// turn: when ours is answered, whatever came before it is known.
func (g *gate) settle(t testing.TB) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(g.AuthURL + atTheDoor)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.open) > 0 {
		g.quiet.Wait()
	}
}
