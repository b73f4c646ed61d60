package transport

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// serve runs a service and a transport to it.
func serve(t *testing.T, o Options, handler http.HandlerFunc) (*Transport, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	transport := New(o)
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return transport, server.URL
}

func to(t *testing.T, ctx context.Context, method, url, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestAWriteThatWasSentIsLetFinishAfterACancel(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch} {
		arrived, finish := make(chan struct{}), make(chan struct{})
		transport, url := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			close(arrived)
			<-finish
			_, _ = io.WriteString(w, "done")
		})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-arrived
			cancel()
			close(finish)
		}()
		resp, err := transport.RoundTrip(to(t, ctx, method, url, "x"))
		if err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "done" {
			t.Errorf("%s: the reply is %q, %v", method, body, err)
		}
		resp.Body.Close()
	}
}

func TestAReadingStopsAtOnceWhenCancelled(t *testing.T) {
	arrived := make(chan struct{})
	transport, url := serve(t, Options{}, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	if _, err := transport.RoundTrip(to(t, ctx, http.MethodGet, url, "")); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestNothingIsSentOnceCancelled(t *testing.T) {
	var requests atomic.Int32
	transport, url := serve(t, Options{}, func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for method, notSent := range map[string]bool{http.MethodGet: false, http.MethodPost: true, http.MethodPatch: true} {
		_, err := transport.RoundTrip(to(t, ctx, method, url, ""))
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrNotSent) != notSent {
			t.Errorf("%s: the error is %v", method, err)
		}
	}
	if requests.Load() > 0 || transport.Counts().Total() > 0 {
		t.Errorf("%d requests arrived, %v counted", requests.Load(), transport.Counts())
	}
}

// alone is one attempt without the layers that repeat it.
func alone(timeout time.Duration) *sender {
	return over(network(1, nil, proxyOf), timeout)
}

func over(network http.RoundTripper, timeout time.Duration) *sender {
	return &sender{next: whole{network}, timeout: timeout, count: &counter{}, observer: &observer{}}
}

func TestAnErrorOfAWriteSaysWhetherItCanHaveHadAnEffect(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if strings.HasSuffix(r.URL.Path, "/reset") {
			panic(http.ErrAbortHandler)
		}
		if strings.HasSuffix(r.URL.Path, "/cut") {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "only this")
			return
		}
		<-r.Context().Done()
	}))
	defer server.Close()
	for _, c := range []struct {
		name, url string
		timeout   time.Duration
		notSent   bool
		words     string
	}{
		{"nobody listens", "http://" + closed.Addr().String(), time.Minute, true, "refused"},
		{"plain http to another machine", "http://192.0.2.1/Users", time.Minute, true, "plain http is refused"},
		{"the connection is reset after the request was read", server.URL + "/reset", time.Minute, false, "EOF"},
		{"the reply is cut", server.URL + "/cut", time.Minute, false, "broke off after 9 bytes"},
		{"the reply does not come", server.URL + "/silence", 50 * time.Millisecond, false, "no complete reply within 50ms"},
	} {
		_, err := alone(c.timeout).RoundTrip(to(t, t.Context(), http.MethodPost, c.url, "x"))
		if err == nil || errors.Is(err, ErrNotSent) != c.notSent || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: the error is %v", c.name, err)
		}
		if _, err := alone(c.timeout).RoundTrip(to(t, t.Context(), http.MethodGet, c.url, "")); err == nil || errors.Is(err, ErrNotSent) {
			t.Errorf("%s: the error of a reading is %v", c.name, err)
		}
	}
}

func TestAReadingWhoseReplyIsCutIsReadAgain(t *testing.T) {
	var requests atomic.Int32
	transport, url := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) == 1 {
			w.Header().Set("Content-Length", "100")
		}
		_, _ = io.WriteString(w, "whole")
	})
	transport.top.(*retrier).client.RetryWaitMin = time.Millisecond
	resp, err := transport.RoundTrip(to(t, t.Context(), http.MethodGet, url+"/Users", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n := transport.Counts().Users[http.MethodGet]; n != 2 {
		t.Errorf("%d requests are counted, two were sent", n)
	}
	if body, err := io.ReadAll(resp.Body); string(body) != "whole" || err != nil || requests.Load() != 2 {
		t.Errorf("read %q, %v after %d requests", body, err, requests.Load())
	}
}

// A keep-alive connection that dies under a request makes http.Transport start over by itself; it must
// not do so for a write that the service may have read.
func TestAWriteIsNotSentAgainBehindOurBack(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch} {
		var writes atomic.Int32
		transport, url := serve(t, Options{Workers: 1}, func(_ http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet {
				writes.Add(1)
				panic(http.ErrAbortHandler)
			}
		})
		resp, err := transport.RoundTrip(to(t, t.Context(), http.MethodGet, url, "")) // the connection is now kept alive
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		sender := over(transport.network, time.Minute)
		if _, err := sender.RoundTrip(to(t, t.Context(), method, url, "x")); err == nil || errors.Is(err, ErrNotSent) {
			t.Errorf("%s: the error is %v", method, err)
		}
		if n := writes.Load(); n != 1 {
			t.Errorf("%s arrived %d times", method, n)
		}
	}
}

func TestARedirectIsAnErrorThatNamesItsTarget(t *testing.T) {
	var followed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch} {
			transport, url := serve(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, elsewhere.URL+"/login?token=secret", status)
			})
			_, err := transport.RoundTrip(to(t, t.Context(), method, url, "x"))
			if err == nil || !strings.Contains(err.Error(), elsewhere.URL+"/login") || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s %d: the error is %v", method, status, err)
			}
			if errors.Is(err, ErrNotSent) {
				t.Errorf("%s %d: a redirected request was sent", method, status)
			}
		}
	}
	if followed.Load() > 0 {
		t.Errorf("%d redirects were followed", followed.Load())
	}
}

func TestWhereRequestsMayGo(t *testing.T) {
	for raw, allowed := range map[string]bool{
		"https://api.anaplan.com/scim/1/0/v2": true,
		"http://127.0.0.1:8787/scim":          true,
		"http://127.3.2.1":                    true,
		"http://[::1]:8787":                   true,
		"http://localhost:8787":               true,
		"http://api.anaplan.com":              false,
		"http://localhost.evil.example":       false,
		"http://127.0.0.1.evil.example":       false,
		"http://10.0.0.1":                     false,
		"ftp://api.anaplan.com":               false,
		"api.anaplan.com":                     false,
		"https:///Users":                      false,
		"https://ada:secret@api.anaplan.com":  false,
		"ada:secret@api.anaplan.com":          false,
		"secret@api.anaplan.com":              false,
		"https:ada:secret@api.anaplan.com":    false,
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		err = CheckURL(u)
		if (err == nil) != allowed {
			t.Errorf("%s: %v", raw, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestRequestsAreCountedByKindAndCarryTheProgramsName(t *testing.T) {
	var agent atomic.Value
	transport, url := serve(t, Options{UserAgent: "scimsheet/1.2"}, func(_ http.ResponseWriter, r *http.Request) {
		agent.Store(r.Header.Get("User-Agent"))
	})
	for _, r := range []struct{ method, path string }{
		{"GET", "/scim/1/0/v2/Users?startIndex=1"}, {"GET", "/scim/1/0/v2/Users"}, {"PATCH", "/scim/1/0/v2/Users/1"}, {"GET", "/2/0/workspaces"}, {"POST", "/token/authenticate"},
	} {
		resp, err := transport.RoundTrip(to(t, t.Context(), r.method, url+r.path, ""))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	counts := transport.Counts()
	if counts.Users["GET"] != 2 || counts.Users["PATCH"] != 1 || counts.Other["GET"] != 1 || counts.Other["POST"] != 1 || counts.Total() != 5 {
		t.Errorf("counted %v", counts)
	}
	if agent.Load() != "scimsheet/1.2" {
		t.Errorf("the program calls itself %q", agent.Load())
	}
}

func TestAReplyWithoutEndIsRefused(t *testing.T) {
	var requests atomic.Int32
	transport, url := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		block := make([]byte, 1<<20)
		for range maxReply>>20 + 1 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	_, err := transport.RoundTrip(to(t, t.Context(), http.MethodGet, url, ""))
	if err == nil || !strings.Contains(err.Error(), "larger than 64 MB") {
		t.Errorf("the error is %v", err)
	}
	if requests.Load() != 1 {
		t.Errorf("it was asked for %d times", requests.Load())
	}
}

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
