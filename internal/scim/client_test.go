package scim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

// service answers every request alike and remembers the last one.
type service struct {
	status      int
	contentType string
	body        string

	requests int
	method   string
	uri      string
	header   http.Header
	sent     string
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.requests++
	s.method, s.uri, s.header, s.sent = r.Method, r.RequestURI, r.Header.Clone(), string(body)
	if s.contentType != "" {
		w.Header().Set("Content-Type", s.contentType)
	}
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.body)
}

// answering runs a service that answers so, and a client of it.
func answering(t *testing.T, status int, body string) (*Client, *service) {
	t.Helper()
	s := &service{status: status, contentType: MediaType, body: body}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return NewClient(server.URL+"/scim/1/0/v2/", server.Client()), s
}

const (
	adaJSON = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"5F00000000000000000000000000000A",
		"userName":"ada@acme.example","externalId":"E1","active":"True","name":{"givenName":"Ada","familyName":"Byron"},
		"entitlements":[{"value":"8a81000000000000000000000000000B","display":"Finance","type":"WORKSPACE","primary":true}],
		"meta":{"created":"2019-08-01T18:29:49.793Z","lastModified":"2020-08-01T18:29:49.793Z","version":"W/\"1\""}}`
	refusedJSON = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"that name is taken","scimType":"uniqueness","status":"404"}`
	ada         = "5f00000000000000000000000000000a"
	finance     = "8a81000000000000000000000000000b"
	sales       = "8a81000000000000000000000000000c"
)

func TestAPageIsAskedForWithAnEncodedFilter(t *testing.T) {
	client, s := answering(t, 200, `{"totalResults":1,"startIndex":101,"itemsPerPage":1,"Resources":[`+adaJSON+`]}`)
	page, err := client.List(t.Context(), Equal(ByUserName, `a"b+c@acme.example`), 101, 100)
	if err != nil {
		t.Fatal(err)
	}
	if want := "/scim/1/0/v2/Users?startIndex=101&count=100&filter=userName%20eq%20%22a%5C%22b%2Bc%40acme.example%22"; s.uri != want {
		t.Errorf("asked for %s\nwant      %s", s.uri, want)
	}
	if s.header.Get("Accept") != MediaType || s.header.Get(repeatable) == "" {
		t.Errorf("the headers are %v", s.header)
	}
	if page.TotalResults != 1 || page.StartIndex != 101 || len(page.Resources) != 1 || page.Resources[0].UserName != "ada@acme.example" {
		t.Errorf("read %+v", page)
	}
}

func TestAnEmptyPageIsAPage(t *testing.T) {
	client, _ := answering(t, 200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}`)
	page, err := client.List(t.Context(), "", 1, 1)
	if err != nil || page.TotalResults != 0 || len(page.Resources) != 0 {
		t.Errorf("read %+v, %v", page, err)
	}
}

func TestOnlySCIMIsTakenForAnAnswer(t *testing.T) {
	const portal = "<html><head><title>Welcome to the guest network of the Grand Hotel, please accept our terms of use</title>"
	for _, c := range []struct{ name, contentType, body, shown string }{
		{"a captive portal", "text/html", portal, "200, text/html, 106 bytes): " + portal[:80] + "…"},
		{"nothing", "", "", "no content type"},
		{"a cut reply", MediaType, adaJSON[:60], "urn:ietf"},
		{"an error inside a 200", MediaType, refusedJSON, "that name is taken"},
		{"JSON about something else", "application/json", `{"ok":true}`, `{"ok":true}`},
		{"a list of something else", "application/json", `[1,2]`, `[1,2]`},
		{"two answers in one", MediaType, adaJSON + adaJSON, "urn:ietf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := answering(t, 200, c.body)
			s.contentType = c.contentType
			if c.contentType == "" {
				s.contentType = "-"
				c.shown = "-"
			}
			for what, read := range map[string]func() error{
				"list":   func() error { _, err := client.List(t.Context(), "", 1, 1); return err },
				"get":    func() error { _, err := client.Get(t.Context(), ada); return err },
				"config": func() error { _, err := client.ServiceProviderConfig(t.Context()); return err },
			} {
				if err := read(); err == nil || !strings.Contains(err.Error(), c.shown) {
					t.Errorf("%s: the error is %v, want it to show %q", what, err, c.shown)
				}
			}
		})
	}
}

func TestAListWithAUserWhereTheTotalShouldBeIsNoList(t *testing.T) {
	for _, body := range []string{adaJSON, `{"Resources":[]}`, `{"totalResults":-1}`, `{"totalResults":"many"}`} {
		client, _ := answering(t, 200, body)
		if page, err := client.List(t.Context(), "", 1, 1); err == nil {
			t.Errorf("%s was taken for %+v", body, page)
		}
	}
}

func TestAnotherUserThanTheOneAskedForIsAnError(t *testing.T) {
	client, _ := answering(t, 200, adaJSON)
	if _, err := client.Get(t.Context(), ada); err != nil {
		t.Errorf("ids are compared without case: %v", err)
	}
	if _, err := client.Get(t.Context(), "5f00000000000000000000000000000b"); err == nil {
		t.Error("another user was taken for the one asked for")
	}
}

func TestErrorsOfReadingTellWhatTheServiceSaid(t *testing.T) {
	for _, c := range []struct {
		name      string
		status    int
		body      string
		signedOut bool
		words     string
	}{
		{"a missing user", 404, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"no such user","status":"404"}`, false, "the service answered 404: no such user"},
		{"a filter that is not understood", 400, refusedJSON, false, "400 uniqueness: that name is taken"},
		{"the HTTP status counts, not the body's", 500, refusedJSON, false, "the service answered 500"},
		{"a proxy's page", 502, "<html>\n<h1>Bad   gateway</h1>", false, "the service answered 502: <html> <h1>Bad gateway</h1>"},
		{"a wrong password", 401, `{"status":"FAILURE_BAD_CREDENTIAL","statusMessage":"wrong user or password"}`, true, "401 FAILURE_BAD_CREDENTIAL): wrong user or password"},
		{"a caller who is no User Admin", 403, refusedJSON, true, "User Admin role"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := answering(t, c.status, c.body)
			_, err := client.List(t.Context(), "", 1, 1)
			if err == nil || errors.Is(err, identity.ErrSignedOut) != c.signedOut || !strings.Contains(err.Error(), c.words) {
				t.Errorf("the error is %v", err)
			}
			var failure *Failure
			if errors.As(err, &failure) == c.signedOut || failure != nil && failure.HTTPStatus != c.status {
				t.Errorf("the failure is %+v", failure)
			}
		})
	}
}

func TestWhatIsMarkedAsRepeatable(t *testing.T) {
	client, s := answering(t, 200, adaJSON)
	user := User{Entitlements: []Entitlement{}}
	for _, c := range []struct {
		name string
		send func(context.Context) (Written, error)
		want bool
	}{
		{"creating", func(ctx context.Context) (Written, error) { return client.Create(ctx, user) }, false},
		{"replacing", func(ctx context.Context) (Written, error) { return client.Replace(ctx, ada, user) }, true},
		{"a patch that may go again", func(ctx context.Context) (Written, error) { return client.Patch(ctx, ada, nil, true) }, true},
		{"a patch that may not", func(ctx context.Context) (Written, error) { return client.Patch(ctx, ada, nil, false) }, false},
	} {
		if _, err := c.send(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.header.Get(repeatable) != ""; got != c.want {
			t.Errorf("%s: marked %v", c.name, got)
		}
		if s.header.Get("Content-Type") != MediaType {
			t.Errorf("%s: the content type is %q", c.name, s.header.Get("Content-Type"))
		}
	}
}

func TestAReplacementAlwaysSaysWhichWorkspaces(t *testing.T) {
	client, s := answering(t, 200, adaJSON)
	if _, err := client.Replace(t.Context(), ada, User{UserName: "ada@acme.example"}); !errors.Is(err, identity.ErrNotSent) || s.requests > 0 {
		t.Errorf("a PUT without workspaces: %v, %d requests", err, s.requests)
	}
	if _, err := client.Replace(t.Context(), ada, User{UserName: "ada@acme.example", Entitlements: []Entitlement{}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s.sent, `"entitlements":[]`) || strings.Count(s.sent, "entitlements") != 1 {
		t.Errorf("sent %s", s.sent)
	}
}

// flaky fails a number of times before it passes requests on, as a layer that repeats does.
type flaky struct {
	next  http.RoundTripper
	first int // requests whose reply is thrown away
}

func (f *flaky) RoundTrip(req *http.Request) (*http.Response, error) {
	for range f.first {
		resp, err := f.next.RoundTrip(req.Clone(req.Context()))
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if req.GetBody != nil {
			if req.Body, err = req.GetBody(); err != nil {
				return nil, err
			}
		}
	}
	return f.next.RoundTrip(req)
}

func TestAttemptsAreCountedWhateverRepeatsThem(t *testing.T) {
	_, s := answering(t, 409, refusedJSON)
	server := httptest.NewServer(s)
	defer server.Close()
	for _, repeats := range []int{0, 1, 3} {
		client := NewClient(server.URL, &http.Client{Transport: &flaky{next: server.Client().Transport, first: repeats}})
		written, err := client.Create(t.Context(), User{})
		var refusal *identity.Refusal
		if !errors.As(err, &refusal) || refusal.Attempts != repeats+1 || written.Attempts != repeats+1 {
			t.Errorf("%d repeats: %+v, %v", repeats, written, err)
		}
	}
}

func TestAnEndlessReplyIsRefused(t *testing.T) {
	endless := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(io.LimitReader(zeros{}, contentLimit+2))}, nil
	})
	client := NewClient("http://localhost", &http.Client{Transport: endless})
	if _, err := client.List(t.Context(), "", 1, 1); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("the error is %v", err)
	}
}

func TestErrorsDoNotRepeatTheFilter(t *testing.T) {
	broken := roundTrip(func(*http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("no route: %w", identity.ErrNotSent)
	})
	client := NewClient("http://localhost", &http.Client{Transport: broken})
	_, err := client.List(t.Context(), Equal(ByUserName, "ada@acme.example"), 1, 1)
	if err == nil || strings.Contains(err.Error(), "ada") || !errors.Is(err, identity.ErrNotSent) {
		t.Errorf("the error is %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
