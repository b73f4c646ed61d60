package main

import (
	"net/http"
	"net/http/httptest"

	"github.com/rogpeppe/go-internal/testscript"
)

// startProxy: proxy puts a proxy that lets nobody through without a login between the commands and
// everything that is not on this machine.
func startProxy(ts *testscript.TestScript, _ bool, _ []string) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="acme"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	ts.Defer(proxy.Close)
	ts.Setenv("HTTPS_PROXY", "http://clerk:proxy-password-9@"+proxy.Listener.Addr().String())
}
