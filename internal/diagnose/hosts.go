package diagnose

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Addresses are the services that a run uses; empty where it does not use one.
type Addresses struct{ SCIM, API, Auth, OAuth string }

// Host is one host and port that has to be reached from here.
type Host struct {
	Host    string   `json:"host"`
	Port    int      `json:"port"`
	For     []string `json:"for"`
	Reached bool     `json:"reached"`
	Proxy   string   `json:"proxy,omitempty"` // the proxy's host and port, where one stands in between

	scheme string
	lost   string // why it cannot be used, where that is not that it was not reached
}

// String is host and port, as firewalls and allowlists take them.
func (h Host) String() string { return net.JoinHostPort(h.Host, strconv.Itoa(h.Port)) }

func (h Host) origin() string { return h.scheme + "://" + h.String() }

// hosts are the addresses' hosts, each once, in the order in which they matter.
func (a Addresses) hosts() []Host {
	hosts := []Host{}
	for _, service := range []struct{ name, address string }{
		{"SCIM", a.SCIM}, {"API", a.API}, {"sign-in", a.Auth}, {"OAuth", a.OAuth},
	} {
		u, err := url.Parse(service.address)
		if err != nil || u.Hostname() == "" {
			continue
		}
		port := portOf(u)
		at := slices.IndexFunc(hosts, func(h Host) bool { return h.Host == u.Hostname() && h.Port == port })
		if at < 0 {
			hosts = append(hosts, Host{Host: u.Hostname(), Port: port, scheme: u.Scheme})
			at = len(hosts) - 1
		}
		hosts[at].For = append(hosts[at].For, service.name)
	}
	return hosts
}

func portOf(u *url.URL) int {
	if port, err := strconv.Atoi(u.Port()); err == nil {
		return port
	}
	switch u.Scheme {
	case "https":
		return 443
	case "socks5", "socks5h":
		return 1080
	}
	return 80
}

// Reach is how hosts are reached; what is nil is the system's way.
type Reach struct {
	Lookup func(ctx context.Context, host string) ([]string, error)
	Dial   func(ctx context.Context, network, address string) (net.Conn, error)
	Proxy  func(*http.Request) (*url.URL, error)
}

func (r Reach) completed() Reach {
	if r.Lookup == nil {
		r.Lookup = net.DefaultResolver.LookupHost
	}
	if r.Dial == nil {
		r.Dial = (&net.Dialer{}).DialContext
	}
	if r.Proxy == nil {
		r.Proxy = http.ProxyFromEnvironment
	}
	return r
}

// patience is how long one host may take to answer a connection: firewalls that drop packets never do.
const patience = 5 * time.Second

// reachHosts resolves and connects to every host, or to the proxy before it.
func (r *run) reachHosts() {
	reach := r.Reach.completed()
	for i := range r.report.Hosts {
		h := &r.report.Hosts[i]
		proxy, err := proxyFor(reach, h.origin())
		if err != nil {
			r.failed("host", "the proxy setting cannot be read", "HTTPS_PROXY is an address like http://proxy.example.com:8080", err)
			continue
		}
		what := h.String() + " (" + strings.Join(h.For, ", ") + ")"
		if proxy != nil {
			h.Proxy = net.JoinHostPort(proxy.Hostname(), strconv.Itoa(portOf(proxy)))
			r.connect(reach, h, proxy.Hostname(), h.Proxy, what+" through the proxy "+h.Proxy)
			continue
		}
		r.connect(reach, h, h.Host, h.String(), what)
	}
}

func proxyFor(reach Reach, origin string) (*url.URL, error) {
	req, err := http.NewRequest(http.MethodGet, origin, nil)
	if err != nil {
		return nil, err
	}
	proxy, err := reach.Proxy(req)
	if err != nil {
		return nil, errors.New("it is not an address") // the parser's error repeats it, with any password in it
	}
	return proxy, nil
}

// connect resolves a name and makes a connection, which is closed at once.
func (r *run) connect(reach Reach, h *Host, name, address, what string) {
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	found, err := reach.Lookup(ctx, name)
	if err != nil {
		r.failed("host", what+": the name "+name+" does not resolve", unresolvedHint(h), err)
		return
	}
	begun := r.Now()
	conn, err := reach.Dial(ctx, "tcp", address)
	if err != nil {
		r.failed("host", fmt.Sprintf("%s: %s", what, unreached(err)), unreachedHint(h, address, err), err)
		return
	}
	conn.Close()
	h.Reached = true
	r.passed("host", fmt.Sprintf("%s reached in %d ms, %s", what, r.Now().Sub(begun).Milliseconds(), count(len(found), "address", "addresses")))
}

func unresolvedHint(h *Host) string {
	if h.Proxy != "" {
		return "is the proxy's name in HTTPS_PROXY right? it has to resolve from this machine"
	}
	return "is the address right, and is this machine on the network? Company networks often resolve names only at their proxy: then set HTTPS_PROXY"
}

func unreached(err error) string {
	var slow net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout() {
		return "no answer within " + patience.String()
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return err.Error()
}

// unreachedHint takes a refusal for a wrong address first: firewalls mostly let packets vanish.
func unreachedHint(h *Host, address string, err error) string {
	firewall := "have it opened for outgoing TCP to " + address + ", or set HTTPS_PROXY to the company's proxy"
	refused := strings.Contains(err.Error(), "refused") // which has another number on Windows than elsewhere
	switch {
	case h.Proxy != "":
		return "is the proxy in HTTPS_PROXY right, and does it run?"
	case refused && isLoopback(h.Host):
		return "nothing listens there: is the address right, and its port? Does the program run that should answer?"
	case refused:
		return "nothing listens there: is the address right, and its port? Else a firewall refuses: " + firewall
	}
	return "a firewall may be in between: " + firewall
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// lost says why the host of an address cannot be talked to; empty where it can.
func (r *run) lost(address string) string {
	const unreached = "its host was not reached"
	u, err := url.Parse(address)
	if err != nil {
		return unreached
	}
	at := slices.IndexFunc(r.report.Hosts, func(h Host) bool { return h.Host == u.Hostname() && h.Port == portOf(u) })
	if at >= 0 && r.report.Hosts[at].Reached {
		return ""
	}
	if at >= 0 && r.report.Hosts[at].lost != "" {
		return r.report.Hosts[at].lost
	}
	return unreached
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped writes a number with commas: 1,204.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
