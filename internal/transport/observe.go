package transport

import (
	"crypto/tls"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Observed is what the latest replies told beside their content.
type Observed struct {
	Skew        time.Duration     // their clock minus ours, right to about a second and half a round trip
	HasSkew     bool              // whether a reply told the time
	RateHeaders map[string]string // of the latest reply that had any: headers that speak of a rate limit
	TLSVersion  string            // of the latest reply, as "TLS 1.3"; empty without TLS
}

// Seen is what replies told, whichever service they came from.
func (t *Transport) Seen() Observed { return t.observer.seen() }

type observer struct {
	mu     sync.Mutex
	latest Observed
}

func (o *observer) seen() Observed {
	o.mu.Lock()
	defer o.mu.Unlock()
	latest := o.latest
	latest.RateHeaders = maps.Clone(latest.RateHeaders)
	return latest
}

// see takes what a reply tells. Its Date is the time at the middle of the exchange, as near as can be
// told, without the fraction of the second, which is taken for a half (RFC 9110 section 6.6.1). A reply
// out of a cache tells an old time.
func (o *observer) see(resp *http.Response, sent *time.Time, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	theirs, err := http.ParseTime(resp.Header.Get("Date"))
	if err == nil && sent != nil && resp.Header.Get("Age") == "" {
		middle := sent.Add(now.Sub(*sent) / 2)
		o.latest.Skew, o.latest.HasSkew = theirs.Add(time.Second/2).Sub(middle), true
	}
	if limits := rateHeaders(resp.Header); len(limits) > 0 {
		o.latest.RateHeaders = limits
	}
	o.latest.TLSVersion = ""
	if resp.TLS != nil {
		o.latest.TLSVersion = tls.VersionName(resp.TLS.Version)
	}
}

func rateHeaders(header http.Header) map[string]string {
	limits := map[string]string{}
	for name, values := range header {
		if lower := strings.ToLower(name); strings.Contains(lower, "ratelimit") || strings.Contains(lower, "rate-limit") {
			limits[name] = strings.Join(values, ", ")
		}
	}
	return limits
}
