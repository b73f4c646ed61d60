package diagnose

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"slices"
	"sync"
	"time"
)

// watch looks over the shoulder of requests: how long replies take, and how TLS was agreed upon.
type watch struct {
	mu        sync.Mutex
	latencies []time.Duration
	again     int                  // replies after which a request was sent again
	agreed    *tls.ConnectionState // the last handshake that succeeded
}

// on makes a context for one request, which is watched with its repeats. What waits for the pace does not
// count as latency.
func (w *watch) on(ctx context.Context) context.Context {
	var wrote time.Time
	answered := false
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) {
			w.mu.Lock()
			defer w.mu.Unlock()
			wrote = time.Now()
		},
		GotFirstResponseByte: func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.latencies = append(w.latencies, time.Since(wrote))
			if answered {
				w.again++
			}
			answered = true
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if err == nil {
				w.agreed = &state
			}
		},
	})
}

// handshake is the last one that succeeded since the last call; nil for none.
func (w *watch) handshake() *tls.ConnectionState {
	w.mu.Lock()
	defer w.mu.Unlock()
	state := w.agreed
	w.agreed = nil
	return state
}

// repeats is how many replies were not the last word: the service asked to wait, or failed for a moment.
func (w *watch) repeats() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.again
}

// median of the latencies so far, and how many there are.
func (w *watch) median() (time.Duration, int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.latencies) == 0 {
		return 0, 0
	}
	slices.Sort(w.latencies)
	return w.latencies[len(w.latencies)/2], len(w.latencies)
}
