package transport

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lines is a trace read back.
func lines(t interface{ Fatalf(string, ...any) }, trace string) []exchange {
	var all []exchange
	for text := range strings.Lines(trace) {
		var line exchange
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("a line is no JSON: %v\n%s", err, text)
		}
		all = append(all, line)
	}
	return all
}

// answering is a network that gives one reply.
func answering(status int, body string, header ...string) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.Body != nil {
			_, _ = io.Copy(io.Discard, req.Body)
		}
		resp := answer(status, header...)
		resp.Body = io.NopCloser(strings.NewReader(body))
		return resp, nil
	})
}

// traced is the trace of one exchange.
func traced(t *testing.T, req *http.Request, network http.RoundTripper) exchange {
	t.Helper()
	var out strings.Builder
	resp, err := newTracer(network, &out).RoundTrip(req)
	if err == nil {
		if _, err := io.ReadAll(resp.Body); err != nil {
			t.Fatal(err)
		}
	}
	all := lines(t, out.String())
	if len(all) != 1 {
		t.Fatalf("the trace is %s", out.String())
	}
	return all[0]
}

func TestATraceShowsEveryAttemptAsItLeft(t *testing.T) {
	var out bytes.Buffer
	requests := 0
	transport, address := serve(t, Options{Trace: &out, UserAgent: "scimsheet/9"}, func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/scim+json")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(body)
	})
	transport.top.(*retrier).client.RetryWaitMin = time.Millisecond
	began := time.Now()
	for _, body := range []string{`{"userName":"ada@acme.example","n":1e3}`, `{"b":[1,{}],"a":null}`} {
		resp, err := transport.RoundTrip(to(t, t.Context(), http.MethodPut, address+"/Users/1?count=2", body))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(resp.Body); string(got) != body {
			t.Errorf("tracing changed the exchange: %s came back", got)
		}
	}
	all := lines(t, out.String())
	if len(all) != 3 {
		t.Fatalf("%d attempts in the trace", len(all))
	}
	for i, want := range []struct {
		attempt, status int
		body            string
	}{{1, 503, ""}, {2, 200, `{"userName":"ada@acme.example","n":1e3}`}, {1, 200, `{"b":[1,{}],"a":null}`}} {
		line := all[i]
		if line.Sequence != i+1 || line.Attempt != want.attempt || line.Reply.Status != want.status || string(line.Reply.Body) != want.body ||
			line.Method != "PUT" || line.URL != address+"/Users/1?count=2" || line.Error != "" {
			t.Errorf("line %d is %+v", i+1, line)
		}
		if i > 0 && string(line.Request.Body) != want.body {
			t.Errorf("line %d has the request's body %s", i+1, line.Request.Body)
		}
		if agent := line.Request.Headers["User-Agent"]; len(agent) != 1 || agent[0] != "scimsheet/9" {
			t.Errorf("line %d was sent by %v", i+1, agent)
		}
		at, err := time.Parse(time.RFC3339, line.Time)
		if err != nil || !strings.HasSuffix(line.Time, "Z") || len(line.Time) != len("2026-11-21T21:10:05.123Z") || at.Before(began.Add(-time.Second)) {
			t.Errorf("line %d is of %s", i+1, line.Time)
		}
	}
}

func TestATraceShowsWhatWentWrong(t *testing.T) {
	line := traced(t, request(t.Context(), "GET"), roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("no route to host") }))
	if line.Error != "no route to host" || line.Reply != nil {
		t.Errorf("the line is %+v", line)
	}
}

func TestBodiesInATrace(t *testing.T) {
	long := strings.Repeat("word ", mostText)
	for _, c := range []struct {
		name, path, mediaType, body, want string
	}{
		{"JSON under any name", "/Users", "text/plain", `{"active": true}`, `{"active":true}`},
		{"a web page", "/Users", "text/html", "<p>Guest Wi-Fi</p>", `"<p>Guest Wi-Fi</p>"`},
		{"a long one is cut", "/Users", "text/html", long, fmt.Sprintf(`"%s… (cut, %d bytes in all)"`, long[:mostText], len(long))},
		{"a form", "/form", "application/x-www-form-urlencoded", "grant_type=refresh_token&refresh_token=abc", `"grant_type=refresh_token&refresh_token=***"`},
		{"none", "/Users", "", "", ""},
		{"something that is not text", "/Users", "image/png", "\x89PNG", `"4 bytes of image/png not shown"`},
		{"JSON that breaks off", "/Users", "application/json", `{"tok`, `"5 bytes of application/json not shown"`},
		{"what looks like JSON that breaks off", "/Users", "text/html", `{"tok`, `"5 bytes of text/html not shown"`},
		{"a web page where tokens are given out", "/token/authenticate", "text/html; charset=utf-8", "<p>x</p>", `"8 bytes of text/html not shown"`},
		{"a plain text where tokens are given out", "/oauth/token", "", `abcdef`, `"6 bytes of no stated type not shown"`},
	} {
		req := request(t.Context(), "GET")
		req.URL.Path = c.path
		if line := traced(t, req, answering(200, c.body, "Content-Type", c.mediaType)); string(line.Reply.Body) != c.want {
			t.Errorf("%s: the trace has %.200s", c.name, line.Reply.Body)
		}
	}
}

func TestWhichNamesTellASecret(t *testing.T) {
	for name, telling := range map[string]bool{
		"tokenValue": true, "tokenId": true, "refreshTokenId": true, "access_token": true, "id_token": true, "client_secret": true, "clientSecret": true,
		"password": true, "Passwort": true, "passphrase": true, "apiKey": true, "api_key": true, "X-Api-Key": true, "assertion": true, "client_assertion": true,
		"encodedData": true, "encodedSignedData": true, "device_code": true, "user_code": true, "code_verifier": true, "Cookie": true, "Set-Cookie": true,
		"Authorization": true, "Proxy-Authorization": true, "X-Auth-Token": true,
		"token_type": false, "tokenInfo": false, "expires_in": false, "expiresAt": false, "userName": false, "externalId": false, "id": false, "value": false,
		"filter": false, "startIndex": false, "status": false, "Retry-After": false, "changePassword": false, "authenticationSchemes": false, "interval": false,
	} {
		if tells(name) != telling {
			t.Errorf("%s: hidden %v", name, tells(name))
		}
	}
}

func TestATokenReplyInATrace(t *testing.T) {
	req := httptest.NewRequest("POST", "https://auth.acme.example/token/authenticate", nil)
	req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("ada:correct horse")))
	line := traced(t, req, answering(201,
		`{"status":"SUCCESS","tokenInfo":{"expiresAt":1700000000000,"tokenId":"5f1","tokenValue":"abcdefghij","refreshTokenId":"77"},"secrets":[1,"x",{"y":"z"},true,null,""],"said":"no correct horse, abcdefghij"}`))
	want := `{"status":"SUCCESS","tokenInfo":{"expiresAt":1700000000000,"tokenId":"***","tokenValue":"***","refreshTokenId":"***"},"secrets":["***","***",{"y":"***"},true,null,""],"said":"no ***, ***"}`
	if string(line.Reply.Body) != want {
		t.Errorf("the reply is shown as %s", line.Reply.Body)
	}
	if got := line.Request.Headers["Authorization"][0]; got != "Basic ***" {
		t.Errorf("the credential is shown as %s", got)
	}
}

func TestAddressesInATrace(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?client_secret=1&filter=id+eq+%221%22&code=2": "https://a.example/x?client_secret=***&filter=id+eq+%221%22&code=***",
		"https://a.example/x?%74oken=1#access_token=2":                    "https://a.example/x?%74oken=***#access_token=***",
		"https://a.example/x?q=a%20b&startIndex=1":                        "https://a.example/x?q=a%20b&startIndex=1",
	} {
		req := request(t.Context(), "GET")
		line := traced(t, req, answering(302, "", "Location", in))
		if got := line.Reply.Headers["Location"][0]; got != want {
			t.Errorf("%s is shown as %s", in, got)
		}
	}
}

func TestSecretsInRunningText(t *testing.T) {
	for in, want := range map[string]string{
		"token=a":                                    "token=***",
		"see /x?page=2&access_token=abc&y=1":         "see /x?page=2&access_token=***&y=1",
		"https://h/x?a=token=abc":                    "https://h/x?a=token=***",
		`bad body: {"apiKey": "a b\"c", "n":1}`:      `bad body: {"apiKey": ***, "n":1}`,
		`{\"password\":\"a b\"}`:                     `{\"password\":***`,
		"<password>hunter2hunter2</password>":        "<password>***</password>",
		"password: must be changed":                  "password: must be changed",
		"Retry in 3s, 12:30:59 now":                  "Retry in 3s, 12:30:59 now",
		"the key auk_abcdefgh123 is unknown":         "the key *** is unknown",
		"jwt is eyJhbGciOiJ.eyJzdWI.sig here":        "jwt is *** here",
		"urn:ietf:params:scim:schemas:core:2.0:User": "urn:ietf:params:scim:schemas:core:2.0:User",
	} {
		if got := new(secrets).scrub(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

func TestATraceThatCannotBeWrittenLetsNothingMoreLeave(t *testing.T) {
	served := 0
	full := errors.New("no space left on device")
	transport, address := serve(t, Options{Trace: writer(func([]byte) (int, error) { return 0, full })}, func(http.ResponseWriter, *http.Request) { served++ })
	if _, err := transport.RoundTrip(to(t, t.Context(), http.MethodPost, address, "x")); err != nil {
		t.Errorf("what had left is answered all the same: %v", err)
	}
	_, err := transport.RoundTrip(to(t, t.Context(), http.MethodPost, address, "x"))
	if !errors.Is(err, full) || !errors.Is(err, ErrNotSent) || !strings.Contains(err.Error(), "write the trace") {
		t.Errorf("the error is %v", err)
	}
	if served != 1 {
		t.Errorf("%d requests left", served)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(text []byte) (int, error) { return w(text) }

func TestLinesOfATraceDoNotMix(t *testing.T) {
	var out bytes.Buffer
	tracer := newTracer(answering(200, `{"a":"`+strings.Repeat("x", 1000)+`"}`), &out)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := tracer.RoundTrip(request(t.Context(), "GET")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	seen := map[int]bool{}
	for _, line := range lines(t, out.String()) {
		seen[line.Sequence] = true
	}
	if len(seen) != 50 {
		t.Errorf("%d attempts in the trace", len(seen))
	}
}

func TestAnEchoInAnySpellingIsHidden(t *testing.T) {
	known := &secrets{}
	known.learn(&known.sent, "Hunter2!pass/word")
	for in, want := range map[string]string{
		"Hunter2!pass/word":                              "***",
		"got Hunter2%21pass%2fword":                      "got ***",
		"got Hunter2!pass%2Fword, 9%":                    "got ***, 9%",
		"<p>Hunter2!pass&#x2F;word":                      "<p>***",
		"<p>Hunter2!pass&sol;word":                       "<p>***",
		"Hunter2!pass%2fword, %48unter2!pass%25252fword": "***, ***",
		"%48unter2!pass%252fword":                        "***",
		`in \"Hunter2!pass\/word\"`:                      `in "***"`,
		"100% of R&amp;D, %2f &#x2F; +":                  "100% of R&amp;D, %2f &#x2F; +",
	} {
		if got := known.scrub(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

// Cookies are never sent back, so what a service sets in one is hidden there and not looked for elsewhere.
func TestCookiesThatChangeAllTheTimeAreNotRemembered(t *testing.T) {
	var out strings.Builder
	tracer := newTracer(answering(200, "{}", "Set-Cookie", "session=abcdefgh-1; Path=/"), &out)
	if _, err := tracer.RoundTrip(request(t.Context(), "GET")); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "abcdefgh-1") || len(tracer.known.told)+len(tracer.known.sent) != 0 {
		t.Errorf("%d secrets are known after %s", len(tracer.known.told), out.String())
	}
}

func TestNoMoreSecretsAreRememberedThanCanBeLookedFor(t *testing.T) {
	var out strings.Builder
	serial := 0
	tracer := newTracer(roundTripper(func(*http.Request) (*http.Response, error) {
		serial++
		return reply2(200, fmt.Sprintf(`{"nextPageToken":"page-%06d","said":"correct-horse-battery, page-%06d"}`, serial, serial), http.Header{}), nil
	}), &out)
	for range 3 * mostKnown {
		req := request(t.Context(), "GET")
		req.Header.Set("Authorization", "Bearer correct-horse-battery")
		if _, err := tracer.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(out.String(), "correct-horse") || strings.Contains(out.String(), "page-") {
		t.Error("a secret shows")
	}
	if len(tracer.known.told) != mostKnown || len(tracer.known.sent) != 1 {
		t.Errorf("%d and %d are known", len(tracer.known.told), len(tracer.known.sent))
	}
}

// A secret is put somewhere where secrets are known to be, and its echo somewhere else, in any spelling.
func TestNoSecretEverStandsInATrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Za-z0-9+/=_.:;&<>"'\\ %äß-]{8,40}`).Filter(func(s string) bool { return strings.TrimSpace(s) == s }).Draw(t, "secret")
		req := httptest.NewRequest("POST", "https://api.acme.example/scim/Users?count=1", nil)
		place := rapid.SampledFrom(placesOfSecrets()).Draw(t, "place")
		replyBody, replyHeader := "{}", http.Header{}
		place.put(req, secret, &replyBody)
		echo := rapid.SampledFrom(inAnySpelling(secret)).Draw(t, "spelling")
		where := rapid.SampledFrom([]string{"header", "json", "text", "error"}).Draw(t, "echoed in")
		network := roundTripper(func(*http.Request) (*http.Response, error) { return reply2(200, replyBody, replyHeader), nil })
		var out strings.Builder
		tracer := newTracer(network, &out)
		if _, err := tracer.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		tracer.next = echoing(where, echo)
		_, _ = tracer.RoundTrip(httptest.NewRequest("GET", "https://api.acme.example/scim/Users/"+url.PathEscape(echo)+"?x="+url.QueryEscape(echo), nil))
		for text := range strings.Lines(out.String()) {
			var line any
			if err := json.Unmarshal([]byte(text), &line); err != nil {
				t.Fatal(err)
			}
			if shown := strings.Join(texts(line), "\n"); leaked(shown+undone(shown), secret) {
				t.Fatalf("%q shows in %s", secret, out.String())
			}
		}
	})
}

type placeOfSecrets struct {
	name string
	put  func(req *http.Request, secret string, replyBody *string)
}

func (p placeOfSecrets) String() string { return p.name }

func placesOfSecrets() []placeOfSecrets {
	inBody := func(mediaType, text string) func(*http.Request, string, *string) {
		return func(req *http.Request, secret string, _ *string) {
			if mediaType == "application/json" {
				quoted, _ := json.Marshal(secret)
				secret = string(quoted)
			} else {
				secret = url.QueryEscape(secret)
			}
			req.Header.Set("Content-Type", mediaType)
			req.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(text, "SECRET", secret)))
		}
	}
	return []placeOfSecrets{
		{"a bearer token", func(r *http.Request, s string, _ *string) { r.Header.Set("Authorization", "Bearer "+s) }},
		{"Anaplan's token", func(r *http.Request, s string, _ *string) { r.Header.Set("Authorization", "AnaplanAuthToken "+s) }},
		{"a password", func(r *http.Request, s string, _ *string) { r.SetBasicAuth("ada@acme.example", s) }},
		{"a proxy's password", func(r *http.Request, s string, _ *string) {
			r.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("ada:"+s)))
		}},
		{"a header with a telling name", func(r *http.Request, s string, _ *string) { r.Header.Set("X-Api-Key", s) }},
		{"a parameter", func(r *http.Request, s string, _ *string) { r.URL.RawQuery = "a=1&api_key=" + url.QueryEscape(s) }},
		{"a form", inBody("application/x-www-form-urlencoded", "grant_type=refresh_token&refresh_token=SECRET")},
		{"JSON", inBody("application/json", `{"a":1,"clientSecret":SECRET}`)},
		{"an array in JSON", inBody("application/json", `[{"tokens":[null,[SECRET]]}]`)},
		{"below a telling name", inBody("application/json", `{"password":{"now":{"value":SECRET}}}`)},
		{"a reply", func(_ *http.Request, s string, reply *string) {
			quoted, _ := json.Marshal(s)
			*reply = `{"tokenInfo":{"tokenValue":` + string(quoted) + `}}`
		}},
	}
}

func reply2(status int, body string, header http.Header) *http.Response {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// echoing is a service or proxy that repeats what it was sent, somewhere.
func echoing(where, echo string) http.RoundTripper {
	return roundTripper(func(*http.Request) (*http.Response, error) {
		switch where {
		case "header":
			return reply2(401, "", http.Header{"Www-Authenticate": {"not " + echo + "!"}}), nil
		case "json":
			quoted, _ := json.Marshal("we got " + echo + ", sorry")
			return reply2(400, `{"detail":`+string(quoted)+`,`+string(quoted)+`:1}`, http.Header{}), nil
		case "text":
			return reply2(502, "<p>we got "+echo+"</p>", http.Header{"Content-Type": {"text/html"}}), nil
		}
		return nil, errors.New("malformed header " + echo)
	})
}

// texts are all the strings in a JSON value, names of members too.
func texts(value any) []string {
	var all []string
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		for _, element := range value {
			all = append(all, texts(element)...)
		}
	case map[string]any:
		for name, element := range value {
			all = append(append(all, name), texts(element)...)
		}
	}
	return all
}

// inAnySpelling is a text as services and proxies repeat it.
func inAnySpelling(text string) []string {
	quoted, _ := json.Marshal(text)
	return []string{
		text, url.QueryEscape(text), url.PathEscape(text), string(quoted[1 : len(quoted)-1]), html.EscapeString(text),
		lowerHex(url.QueryEscape(text)), lowerHex(url.PathEscape(text)), escapedOnly(text, "/", "%2F"), escapedOnly(text, "+", "%2b"), escapedOnly(text, "/", "&#x2F;"),
		url.PathEscape(url.PathEscape(text)), html.EscapeString(escapedOnly(text, "/", "%2f")),
		base64.StdEncoding.EncodeToString([]byte(text)), strings.TrimRight(base64.URLEncoding.EncodeToString([]byte(text)), "="),
	}
}

func lowerHex(escaped string) string {
	return regexp.MustCompile(`%[0-9A-F]{2}`).ReplaceAllStringFunc(escaped, strings.ToLower)
}

// escapedOnly escapes some of a text's characters and leaves the others.
func escapedOnly(text, character, escape string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "%", "%25"), character, escape)
}

// leaked reports whether a text holds a secret in any spelling.
func leaked(text, secret string) bool {
	for _, spelling := range inAnySpelling(secret) {
		if strings.Contains(text, spelling) {
			return true
		}
	}
	return false
}

// undone is a text with its escapes undone, as a reader might.
func undone(text string) string {
	all := html.UnescapeString(text)
	for line := range strings.Lines(text) {
		if plain, err := url.QueryUnescape(line); err == nil {
			all += "\n" + plain
		}
	}
	return all
}

func FuzzTrace(f *testing.F) {
	f.Add([]byte(`{"token":"x"}`), "application/json", "/token")
	f.Add([]byte(`[{"a":{"password":1}},"b"]`), "", "/Users")
	f.Add([]byte("a=b&token=%zz"), "application/x-www-form-urlencoded", "/oauth")
	f.Add([]byte("<html>\xff"), "text/html", "/")
	f.Fuzz(func(t *testing.T, text []byte, mediaType, path string) {
		const secret = "correct-horse-battery"
		req := &http.Request{Method: "POST", URL: &url.URL{Scheme: "https", Host: "a.example", Path: path}, Header: http.Header{}}
		req.Header.Set("Authorization", "Bearer "+secret)
		resp := reply2(200, string(text)+secret, http.Header{"Content-Type": {mediaType}})
		var out strings.Builder
		if _, err := newTracer(roundTripper(func(*http.Request) (*http.Response, error) { return resp, nil }), &out).RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		if len(lines(t, out.String())) != 1 || strings.Contains(out.String(), secret) {
			t.Fatalf("the trace is %s", out.String())
		}
	})
}
