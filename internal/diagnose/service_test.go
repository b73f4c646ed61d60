package diagnose

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/scim"
	"scimsheet/internal/transport"
)

const (
	anaplans = `{"schemas":["x"],"patch":{"supported":false},"filter":{"supported":false},"etag":{"supported":false}}`
	standard = `{"schemas":["x"],"patch":{"supported":true},"filter":{"supported":true},"etag":{"supported":true}}`
	noPatch  = `{"schemas":["x"],"patch":{"supported":false},"filter":{"supported":true}}`
	noFilter = `{"schemas":["x"],"patch":{"supported":true},"filter":{"supported":false}}`
)

func TestWhatAnswersInPlaceOfTheServiceIsNamed(t *testing.T) {
	for _, c := range []struct {
		name       string
		status     int
		kind, body string
		rfc        bool
		state      State
		usable     bool
		says, hint string
	}{
		{"Anaplan as it is known", 200, "application/scim+json", anaplans, false, Passed, true, "both work", ""},
		{"an Anaplan that says more", 200, "application/scim+json", standard, false, Noted, true, "PATCH) yes", "not what is known"},
		{"a standard service", 200, "application/scim+json", standard, true, Passed, true, "filters yes", ""},
		{"a standard service without PATCH", 200, "application/scim+json", noPatch, true, Noted, true, "PATCH) no", "as a whole"},
		{"a standard service without filters", 200, "application/scim+json", noFilter, true, Passed, true, "filters no", ""},
		{"a service that shows nothing to strangers", 401, "application/json", `{}`, false, Noted, true, "(401)", ""},
		{"a network that asks to sign in", 200, "text/html", "<html><head><TITLE>Guest Wi-Fi</TITLE>", false, Failed, false, `"Guest Wi-Fi"`, "browser"},
		{"a proxy that forbids", 403, "text/html", "<html>", false, Failed, false, "a page without a title", "let through"},
		{"a page that does not say it is one", 200, "", " <!DOCTYPE html>", false, Failed, false, "web page", "browser"},
		{"the wrong path", 404, "text/html", "<html>", false, Failed, false, "(404)", "--scim-url"},
		{"a service that is down", 503, "text/html", "<html>", false, Failed, false, "(503)", "status.anaplan.com"},
		{"something else", 200, "application/json", `{"hello":1}`, false, Failed, false, "not a SCIM service", "--scim-url"},
		{"a refusal", 400, "application/json", `{}`, false, Failed, false, "400", "SCIM service"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Addresses: Addresses{SCIM: "https://api.example.com/scim"}, Quirks: map[bool]scim.Quirks{true: scim.RFC}[c.rfc], Network: wire{answer: func(req *http.Request) (*http.Response, error) {
				if req.URL.Path != "/scim/ServiceProviderConfig" || req.Header.Get("Authorization") != "" {
					t.Errorf("asked for %s with %v", req.URL, req.Header)
				}
				return &http.Response{StatusCode: c.status, Header: http.Header{"Content-Type": {c.kind}}, Body: io.NopCloser(strings.NewReader(c.body))}, nil
			}}})
			usable := r.checkService()
			got := named(t, r.report, "service")
			if usable != c.usable || got.State != c.state || !strings.Contains(got.Detail, c.says) || !strings.Contains(got.Hint, c.hint) {
				t.Errorf("usable %v, %+v", usable, got)
			}
		})
	}
}

func TestAServiceThatWasNotReachedIsNotAsked(t *testing.T) {
	r := begin(t, Options{Addresses: Addresses{SCIM: "https://api.example.com/scim"}})
	r.report.Hosts[0].Reached = false
	if r.checkService() || named(t, r.report, "service").State != Skipped {
		t.Errorf("%+v", r.report.Checks)
	}
}

func TestAClockMayBeTwoMinutesOff(t *testing.T) {
	for _, c := range []struct {
		name string
		seen transport.Observed
		want State
		says string
	}{
		{"right", transport.Observed{HasSkew: true}, Passed, "within 1s"},
		{"two minutes behind", transport.Observed{HasSkew: true, Skew: 2 * time.Minute}, Passed, "within 2m1s"},
		{"an hour behind", transport.Observed{HasSkew: true, Skew: time.Hour - time.Second}, Failed, "clock is 1h0m behind the service's"},
		{"an hour ahead", transport.Observed{HasSkew: true, Skew: -time.Hour}, Failed, "clock is 1h0m ahead of the service's"},
		{"three minutes behind", transport.Observed{HasSkew: true, Skew: 3*time.Minute + 10*time.Second}, Failed, "clock is 3m behind"},
		{"not told", transport.Observed{}, Skipped, "nobody"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, Options{Network: wire{seen: c.seen}})
			r.checkClock()
			if got := named(t, r.report, "clock"); got.State != c.want || !strings.Contains(got.Detail, c.says) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestNothingMoreIsTakenDownAfterAnInterrupt(t *testing.T) {
	r := begin(t, Options{})
	r.passed("first", "")
	r.ctx = cancelled()
	r.failed("second", "", "", errors.New("context canceled"))
	if len(r.report.Checks) != 1 || r.report.OK {
		t.Errorf("%+v", r.report)
	}
}

func TestPlainHTTPAtAPortThatSpeaksTLSIsNoticed(t *testing.T) {
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"as Go's servers do": func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 400, Body: io.NopCloser(strings.NewReader("Client sent an HTTP request to an HTTPS server."))}, nil
		},
		"as others do": func(*http.Request) (*http.Response, error) { return nil, errors.New("malformed HTTP response") },
	} {
		t.Run(name, func(t *testing.T) {
			r := begin(t, Options{Addresses: Addresses{SCIM: "http://127.0.0.1:8443/scim"}, Network: wire{answer: answer}})
			if r.checkService() || !strings.Contains(named(t, r.report, "service").Hint, "https://") {
				t.Errorf("%+v", r.report.Checks)
			}
		})
	}
}
