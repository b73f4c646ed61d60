package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// ErrProxyLogin: a proxy in between wants a login, or did not take the one it was given. The service was
// not asked.
var ErrProxyLogin = errors.New("wants a login")

// proxyOf is the proxy that a request goes through, as HTTPS_PROXY and NO_PROXY say; nil for none.
// http.ProxyFromEnvironment reads them once for the whole program and never sends loopback through one.
func proxyOf(req *http.Request) (*url.URL, error) {
	proxy, err := http.ProxyFromEnvironment(req)
	if err != nil || proxy != nil && !isProxy(proxy) { // the error shows all of it, a password too
		return nil, hopeless{errors.New("HTTPS_PROXY is not an address: it should look like http://proxy.example:8080")}
	}
	return proxy, nil
}

// isProxy is stricter than net/http, which takes "http://a.example:x" for a host named http.
func isProxy(u *url.URL) bool {
	return slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) && u.Hostname() != "" && !strings.HasSuffix(u.Host, ":")
}

// proxyAnswered looks at what a proxy answers to CONNECT. Nothing of the request itself has left by then.
func proxyAnswered(_ context.Context, proxy *url.URL, connect *http.Request, resp *http.Response) error {
	switch {
	case resp.StatusCode == http.StatusOK:
		return nil
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return proxyLogin(proxy, resp)
	}
	err := &ConnectError{Host: connect.Host, Err: fmt.Errorf("the proxy %s answered %d", proxy.Host, resp.StatusCode)}
	if resp.StatusCode/100 == 5 {
		return err
	}
	return hopeless{err}
}

// proxyLogin names the proxy where it is known, which it is not where it stands in the way unasked.
func proxyLogin(proxy *url.URL, resp *http.Response) error {
	who, given := "a proxy on the way", ""
	if proxy != nil {
		who = "the proxy " + proxy.Host
		if proxy.User != nil {
			given = " other than the one that HTTPS_PROXY gives"
		}
	}
	return hopeless{fmt.Errorf("%s %w%s (407%s)", who, ErrProxyLogin, given, offered(resp))}
}

// offered lists the kinds of login that a proxy takes. HTTPS_PROXY can give a Basic one only.
func offered(resp *http.Response) string {
	var kinds []string
	for _, challenge := range resp.Header.Values("Proxy-Authenticate") {
		kind, _, _ := strings.Cut(strings.TrimSpace(challenge), " ")
		if isToken(kind) && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 0 {
		return ""
	}
	return ", it offers " + strings.Join(kinds, ", ")
}

// isToken tells the name of a scheme from anything else that a header may hold.
func isToken(text string) bool {
	return text != "" && len(text) <= 20 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
