package anaplan

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNothingShowsItsSecrets(t *testing.T) {
	s, how := certified(t, CertificateOptions{})
	s.oauth.good, s.oauth.confid, s.oauth.rotating = refresh0, true, true
	session, certificate, oauth := s.session(0), s.signingIn(how, 0), oauthAt(s, &kept{}, refresh0)
	things := []any{
		Basic(user, password), APIKey(key), PasswordSignIn(user, password), how, *how.(certificateSignIn).certificate,
		OAuthOptions{ClientSecret: clientSecret, RefreshToken: refresh0}, DeviceOptions{ClientSecret: clientSecret},
		CertificateOptions{Passphrase: told(passphrase)}, oauthPassage{hide: []sealed{seal(refresh0)}},
	}
	for _, credential := range []Credential{session, certificate, oauth.SCIM(), oauth.API()} {
		current, err := credential.ticket(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		signs, err := Sign(nil, credential, s.url)
		if err != nil {
			t.Fatal(err)
		}
		things = append(things, credential, current, signs, credential.behind())
	}
	call, err := how.call(noon)
	if err != nil {
		t.Fatal(err)
	}
	call.body = nil                                                                          // is sent, and good for once
	session.service.client, certificate.service.client, oauth.service.client = nil, nil, nil // print connections, which are not ours
	oauth.door.next = nil
	things = append(things, *session, *oauth, *certificate, call, grant{token: seal(refresh0)})
	header := string(how.(certificateSignIn).certificate.header.open())[len("CACertificate "):]
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		for _, thing := range things {
			text := fmt.Sprintf(verb, thing)
			noSecrets(t, text)
			if strings.Contains(text, header) || strings.Contains(text, rsaKeys()[0].D.String()) {
				t.Errorf("%s of %T shows the certificate or its key", verb, thing)
			}
		}
	}
}

// echoing answers whatever it is asked with all that it was sent, in one of the spellings that services
// and proxies have.
type echoing struct {
	status int
	kind   string // Content-Type
	as     string // the body, a format for one text
	spell  func(string) string
}

func (e echoing) RoundTrip(req *http.Request) (*http.Response, error) {
	sent := req.Header.Get("Authorization")
	if _, pair, ok := strings.Cut(sent, "Basic "); ok {
		plain, _ := base64.StdEncoding.DecodeString(pair)
		sent += " " + string(plain)
	}
	if req.Body != nil {
		body, _ := io.ReadAll(req.Body)
		sent += " " + string(body)
		if form, err := url.ParseQuery(string(body)); err == nil {
			for _, values := range form {
				sent += " " + strings.Join(values, " ")
			}
		}
	}
	recorder := httptest.NewRecorder()
	recorder.Header().Set("Content-Type", e.kind)
	recorder.WriteHeader(e.status)
	fmt.Fprintf(recorder, e.as, e.spell(sent))
	return recorder.Result(), nil
}

// everyUnicode spells each character of a JSON string by its number.
func everyUnicode(text string) string {
	var all strings.Builder
	for _, unit := range []byte(text) { // ASCII in this test
		fmt.Fprintf(&all, `\u%04x`, unit)
	}
	return all.String()
}

func TestNoReplyMakesASecretShowInAnError(t *testing.T) {
	key := rsaKeys()[0]
	path := write(t, asPEM("CERTIFICATE", issue(t, "svc-scim", key).Raw), asPEM("PRIVATE KEY", pkcs8Of(t, key)))
	certificate, err := load(CertificateOptions{CertificatePath: path})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[!-~]{12,40}`).Draw(t, "secret")
		service := rapid.SampledFrom([]echoing{
			{kind: "text/html", as: "<html>%s", spell: strings.Clone},
			{kind: "text/html", as: "<html>%s", spell: url.QueryEscape},
			{kind: "application/json", as: "<html>%s", spell: strings.Clone},
			{kind: "application/json", as: `{"status":"FAILURE","statusMessage":"%[1]s","error":"invalid_grant","error_description":"%[1]s"}`, spell: everyUnicode},
			{kind: "text/plain", as: `{"status":"FAILURE","statusMessage":"%[1]s","error":"%[1]s","error_description":"%[1]s"}`, spell: everyUnicode},
			{kind: "application/json", as: `{"status":"%[1]s","statusMessage":"%[1]s","error":"x","error_description":"%[1]s"}`, spell: func(s string) string { return inJSON(s, false) }},
		}).Draw(t, "service")
		service.status = rapid.SampledFrom([]int{200, 201, 302, 400, 401, 403, 404, 500, 502, 503}).Draw(t, "status")
		client := &http.Client{Transport: service, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		now := func() time.Time { return noon }
		options := OAuthOptions{BaseURL: "https://oauth.example", ClientID: "1", ClientSecret: Secret("c" + secret), RefreshToken: Secret(secret), Client: client, Store: &kept{}, Now: now}
		_, byPassword := NewSession("https://auth.example", client, PasswordSignIn(user, Secret(secret)), now).ticket(t.Context(), 0)
		_, byCertificate := NewSession("https://auth.example", client, CertificateSignIn(certificate), now).ticket(t.Context(), 0)
		_, byToken := NewOAuth(options).SCIM().ticket(t.Context(), 0)
		_, byDevice := DeviceSignIn(t.Context(), DeviceOptions{BaseURL: "https://oauth.example", ClientID: "1", ClientSecret: Secret(secret), Client: client, Show: func(Device) {}})
		for _, err := range []error{byPassword, byCertificate, byToken, byDevice} {
			if err == nil {
				t.Fatal("it signed in")
			}
			for ; err != nil; err = errors.Unwrap(err) {
				for _, spelling := range append(spellings([]sealed{seal(Secret(secret)), certificate.header}), string(basicHeader(user, Secret(secret)))[6:]) {
					if strings.Contains(fmt.Sprintf("%v %+v", err, err), spelling) {
						t.Fatalf("the error %q shows %q", err, spelling)
					}
				}
			}
		}
	})
}
