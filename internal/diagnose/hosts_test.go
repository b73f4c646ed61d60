package diagnose

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fakeReach knows some names and some addresses that listen.
func fakeReach(names []string, listening []string, proxy string) Reach {
	contains := func(list []string, text string) bool {
		return strings.Contains(","+strings.Join(list, ",")+",", ","+text+",")
	}
	return Reach{
		Lookup: func(_ context.Context, host string) ([]string, error) {
			if contains(names, host) {
				return []string{"192.0.2.1", "192.0.2.2"}, nil
			}
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		},
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			if contains(listening, address) {
				here, there := net.Pipe()
				there.Close()
				return here, nil
			}
			if strings.HasSuffix(address, ":9999") {
				return nil, context.DeadlineExceeded
			}
			return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		},
		Proxy: func(*http.Request) (*url.URL, error) {
			if proxy == "" {
				return nil, nil
			}
			return url.Parse(proxy)
		},
	}
}

func TestHostsThatServeSeveralPurposesAreListedOnce(t *testing.T) {
	hosts := Addresses{SCIM: "https://api.anaplan.com/scim/1/0/v2", API: "https://api.anaplan.com", Auth: "https://auth.anaplan.com", OAuth: "http://127.0.0.1:8787"}.hosts()
	var got []string
	for _, h := range hosts {
		got = append(got, h.String()+" "+strings.Join(h.For, "+"))
	}
	want := []string{"api.anaplan.com:443 SCIM+API", "auth.anaplan.com:443 sign-in", "127.0.0.1:8787 OAuth"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEachHostIsResolvedAndReachedOrItIsSaidWhy(t *testing.T) {
	for _, c := range []struct {
		name, address string
		reach         Reach
		state         State
		says, hint    string
	}{
		{"reached", "https://api.example.com/scim", fakeReach([]string{"api.example.com"}, []string{"api.example.com:443"}, ""),
			Passed, "2 addresses", ""},
		{"a name that nobody knows", "https://api.example.com/scim", fakeReach(nil, nil, ""), Failed, "does not resolve", "HTTPS_PROXY"},
		{"nobody listens", "https://api.example.com/scim", fakeReach([]string{"api.example.com"}, nil, ""), Failed, "connection refused", "is the address right, and its port? Else a firewall refuses: have it opened for outgoing TCP to api.example.com:443"},
		{"nobody listens on this machine", "http://127.0.0.1:9/scim", fakeReach([]string{"127.0.0.1"}, nil, ""), Failed, "connection refused", "Does the program run"},
		{"a firewall that drops", "https://api.example.com:9999/scim", fakeReach([]string{"api.example.com"}, nil, ""), Failed, "no answer within 5s", "TCP to api.example.com:9999"},
		{"a proxy that resolves names itself", "https://api.example.com/scim", fakeReach([]string{"proxy.corp"}, []string{"proxy.corp:8080"}, "http://ada:hunter2@proxy.corp:8080"),
			Passed, "through the proxy proxy.corp:8080", ""},
		{"a proxy that is not there", "https://api.example.com/scim", fakeReach([]string{"proxy.corp"}, nil, "http://ada:hunter2@proxy.corp"),
			Failed, "through the proxy proxy.corp:80", "is the proxy in HTTPS_PROXY right"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Addresses: Addresses{SCIM: c.address}, Reach: c.reach})
			r.report.Hosts[0].Reached = false
			r.reachHosts()
			got := named(t, r.report, "host")
			if got.State != c.state || !strings.Contains(got.Detail, c.says) || !strings.Contains(got.Hint, c.hint) {
				t.Errorf("%+v", got)
			}
			if strings.Contains(got.Detail+got.Hint, "hunter2") {
				t.Errorf("the proxy's password shows: %+v", got)
			}
			if r.report.Hosts[0].Reached != (c.state == Passed) {
				t.Errorf("reached is %v", r.report.Hosts[0].Reached)
			}
		})
	}
}

func TestAProxySettingThatIsNoAddressDoesNotShowItsPassword(t *testing.T) {
	reach := fakeReach(nil, nil, "")
	reach.Proxy = func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "http://ada:hunter2@proxy.corp:80:80"`)
	}
	r := begin(t, Options{Addresses: Addresses{SCIM: "https://api.example.com"}, Reach: reach})
	r.reachHosts()
	if got := named(t, r.report, "host"); got.State != Failed || strings.Contains(got.Detail+got.Hint+got.Err.Error(), "hunter2") {
		t.Errorf("%+v", got)
	}
}
