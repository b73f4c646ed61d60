package transport

import (
	"crypto/tls"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"testing"
	"testing/synctest"
	"time"
)

// connected reports to httptrace that a request has its connection.
func connected(req *http.Request) {
	httptrace.ContextClientTrace(req.Context()).GotConn(httptrace.GotConnInfo{})
}

func TestAClockThatIsOffIsSeenAtTheMiddleOfTheExchange(t *testing.T) {
	for _, c := range []struct {
		name   string
		header func(now time.Time) []string
		skew   time.Duration
		known  bool
	}{
		{"right", func(now time.Time) []string { return []string{"Date", now.Format(http.TimeFormat)} }, 0, true},
		{"an hour ahead", func(now time.Time) []string { return []string{"Date", now.Add(time.Hour).Format(http.TimeFormat)} }, time.Hour, true},
		{"ten minutes behind", func(now time.Time) []string {
			return []string{"Date", now.Add(-10 * time.Minute).Format(http.TimeFormat)}
		}, -10 * time.Minute, true},
		{"not told", func(time.Time) []string { return nil }, 0, false},
		{"nonsense", func(time.Time) []string { return []string{"Date", "today"} }, 0, false},
		{"out of a cache", func(now time.Time) []string {
			return []string{"Date", now.Add(-time.Hour).Format(http.TimeFormat), "Age", "3600"}
		}, 0, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(700 * time.Millisecond) // not at a whole second
			network := roundTripper(func(req *http.Request) (*http.Response, error) {
				time.Sleep(7 * time.Second) // connecting is no part of the exchange
				connected(req)
				time.Sleep(2 * time.Second)
				resp := answer(200, c.header(time.Now().UTC())...)
				time.Sleep(2 * time.Second)
				return resp, nil
			})
			sender := over(network, time.Minute)
			if _, err := sender.RoundTrip(request(t.Context(), "GET")); err != nil {
				t.Fatal(err)
			}
			seen := sender.observer.seen()
			if off := seen.Skew - c.skew; seen.HasSkew != c.known || off < -time.Second/2 || off > time.Second/2 {
				t.Errorf("%s: seen %+v", c.name, seen)
			}
		})
	}
}

func TestWhatRepliesSayAboutLimitsIsKept(t *testing.T) {
	var transport Transport
	now := time.Now()
	see := func(header ...string) { transport.observer.see(answer(200, header...), &now, now) }
	see("X-RateLimit-Remaining", "3", "X-Ratelimit-Limit", "600", "Content-Type", "text/plain")
	see("Content-Type", "text/plain")
	want := map[string]string{"X-Ratelimit-Remaining": "3", "X-Ratelimit-Limit": "600"}
	if got := transport.Seen().RateHeaders; !reflect.DeepEqual(got, want) {
		t.Errorf("seen %v, want %v", got, want)
	}
	see("X-Rate-Limit-Reset", "9")
	if got := transport.Seen().RateHeaders; len(got) != 1 || got["X-Rate-Limit-Reset"] != "9" {
		t.Errorf("seen %v", got)
	}
}

func TestTheVersionOfTLSIsSeen(t *testing.T) {
	for version, name := range map[uint16]string{tls.VersionTLS12: "TLS 1.2", tls.VersionTLS13: "TLS 1.3"} {
		service := startTLS(t, version, nil)
		transport := New(Options{RootCAs: service.pool()})
		if _, err := transport.RoundTrip(to(t, t.Context(), "GET", service.URL, "")); err != nil {
			t.Fatal(err)
		}
		if seen := transport.Seen(); seen.TLSVersion != name || !seen.HasSkew {
			t.Errorf("seen %+v, want %s", seen, name)
		}
		transport.CloseIdleConnections()
	}
	transport, address := serve(t, Options{}, func(http.ResponseWriter, *http.Request) {})
	if _, err := transport.RoundTrip(to(t, t.Context(), "GET", address, "")); err != nil || transport.Seen().TLSVersion != "" {
		t.Errorf("without TLS: %+v, %v", transport.Seen(), err)
	}
}
