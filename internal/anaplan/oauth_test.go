package anaplan

import (
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// oauthAt is an OAuth credential of the service that keeps its tokens in a store.
func oauthAt(s *service, store *kept, given Secret) *OAuth {
	o := OAuthOptions{
		BaseURL: s.url + "/", ClientID: clientID, RefreshToken: given,
		Client: &http.Client{Transport: &http.Transport{}}, Store: store, Now: s.time,
	}
	if s.oauth.confid {
		o.ClientSecret = clientSecret
	}
	return NewOAuth(o)
}

// startOAuth starts a service that takes the first refresh token.
func startOAuth(t *testing.T, rotating bool) (*service, *kept) {
	t.Helper()
	s := start(t)
	s.oauth.rotating, s.oauth.good = rotating, refresh0
	return s, &kept{}
}

func TestARefreshTokenSignsInForBothServices(t *testing.T) {
	for _, rotating := range []bool{false, true} {
		s, store := startOAuth(t, rotating)
		oauth := oauthAt(s, store, refresh0)
		users, lists := signed(t, s, oauth.SCIM()), signed(t, s, oauth.API())
		for range 3 {
			if status := post(t, users, s.url+"/scim/Users", "x"); status != 200 || s.lastHeader.Get("Authorization") != "Bearer access-1-secret" {
				t.Errorf("answered %d to %q", status, s.lastHeader.Get("Authorization"))
			}
			if status := post(t, lists, s.url+"/2/0/workspaces", "x"); status != 200 || s.lastHeader.Get("Authorization") != "AnaplanAuthToken access-1-secret" {
				t.Errorf("answered %d to %q", status, s.lastHeader.Get("Authorization"))
			}
		}
		if s.called("/oauth/token") != 1 {
			t.Errorf("it signed in %d times", s.called("/oauth/token"))
		}
	}
}

func TestAClientWithASecretSendsIt(t *testing.T) {
	s, store := startOAuth(t, false)
	s.oauth.confid = true
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err != nil {
		t.Error(err)
	}
	s.oauth.confid = false
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err != nil {
		t.Error(err)
	}
	if !strings.Contains(s.oauth.forms[0], "client_secret=") || strings.Contains(s.oauth.forms[1], "client_secret") {
		t.Errorf("sent %q", s.oauth.forms)
	}
}

func TestAnAccessTokenIsRenewedBeforeItEndsAndAfterARefusal(t *testing.T) {
	for _, rotating := range []bool{false, true} {
		s, store := startOAuth(t, rotating)
		client := signed(t, s, oauthAt(s, store, refresh0).SCIM())
		for step, c := range []struct {
			before  func()
			renewed int
		}{
			{func() {}, 1},
			{func() { s.wait(20 * time.Minute) }, 1},
			{func() { s.wait(14 * time.Minute) }, 2}, // 34 of 35
			{s.endAll, 3},
			{func() { s.wait(time.Hour) }, 4},
		} {
			c.before()
			if status := post(t, client, s.url+"/scim/Users", ""); status != 200 || s.called("/oauth/token") != c.renewed {
				t.Errorf("step %d: answered %d after %d sign-ins", step, status, s.called("/oauth/token"))
			}
		}
		if len(store.saved) != map[bool]int{true: 4}[rotating] {
			t.Errorf("kept %q", store.saved)
		}
	}
}

func TestFiftyRequestsWhoseTokenEndsRenewItOnce(t *testing.T) {
	s, store := startOAuth(t, true)
	oauth := oauthAt(s, store, refresh0)
	clients := []*http.Client{signed(t, s, oauth.SCIM()), signed(t, s, oauth.API())}
	for renewals := 1; renewals <= 3; renewals++ {
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				resp, err := clients[i%2].Get(s.url + "/scim/Users")
				if err != nil || resp.StatusCode != 200 {
					t.Errorf("%v, %v", resp, err)
					return
				}
				resp.Body.Close()
			})
		}
		wg.Wait()
		if n := s.called("/oauth/token"); n != renewals {
			t.Errorf("after %d ends it was renewed %d times", renewals-1, n)
		}
		s.endAll()
	}
}

func TestARotatingTokenIsKeptBeforeItsAccessTokenIsUsed(t *testing.T) {
	s, store := startOAuth(t, true)
	name := RefreshTokenName(s.url, clientID, refresh0)
	rt, err := Sign(watch(func(*http.Request) {
		if got, _ := store.Load(name); got != "refresh-1-secret" {
			t.Errorf("a request goes out while %q is kept", got)
		}
	}), oauthAt(s, store, refresh0).SCIM(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	post(t, &http.Client{Transport: rt}, s.url+"/scim/Users", "")
	if s.called("/scim/Users") != 1 {
		t.Error("no request went out")
	}
	// The next command is given the first token again.
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err != nil {
		t.Errorf("the one that was kept does not win: %v", err)
	}
	// A new one starts afresh.
	s.oauth.good = "refresh-new-secret"
	if _, err := oauthAt(s, store, "refresh-new-secret").SCIM().ticket(t.Context(), 0); err != nil {
		t.Errorf("the new one does not win: %v", err)
	}
}

func TestATokenThatLastsIsNotKept(t *testing.T) {
	s, store := startOAuth(t, false)
	store.full = fs.ErrPermission
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err != nil || len(store.saved) != 0 {
		t.Errorf("kept %q, %v", store.saved, err)
	}
}

func TestATokenFromDeviceSignInIsUsedWithoutOneGiven(t *testing.T) {
	s, store := startOAuth(t, true)
	_, err := oauthAt(s, store, "").SCIM().ticket(t.Context(), 0)
	if !errors.Is(err, errNoRefreshToken) || !errors.Is(err, identity.ErrSignedOut) || s.called("/oauth/token") != 0 {
		t.Errorf("without any token: %v", err)
	}
	_ = store.Save(RefreshTokenName(s.url, clientID, ""), refresh0)
	if _, err := oauthAt(s, store, "").SCIM().ticket(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

func TestTheNameOfATokenDoesNotTellIt(t *testing.T) {
	names := map[string]bool{}
	for _, name := range []string{
		RefreshTokenName("https://a.example", "1", "x-secret"), RefreshTokenName("https://b.example", "1", "x-secret"),
		RefreshTokenName("https://a.example", "2", "x-secret"), RefreshTokenName("https://a.example", "1", "y-secret"), RefreshTokenName("https://a.example", "1", ""),
	} {
		names[name] = true
		if strings.Contains(name, "secret") || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("the name is %q", name)
		}
	}
	if len(names) != 5 {
		t.Errorf("the names are %v", names)
	}
	if RefreshTokenName("https://A.example/", "1", "x") != RefreshTokenName("https://a.example", "1", "x") {
		t.Error("one address has two names")
	}
}

// Two processes share a store; each renews a few times, and no token is used twice.
func TestTwoCommandsDoNotUseOneTokenTwice(t *testing.T) {
	s, store := startOAuth(t, true)
	var wg sync.WaitGroup
	for range 4 {
		credential := oauthAt(s, store, refresh0).SCIM()
		wg.Go(func() {
			for state := range 5 {
				if _, err := credential.ticket(t.Context(), state); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if len(store.saved) != 20 {
		t.Errorf("kept %d tokens", len(store.saved))
	}
}

func TestTheCallerOfAnAccessTokenIsFoundWhereItCan(t *testing.T) {
	claims := func(payload string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln"
	}
	for _, c := range []struct {
		name    string
		auth    bool // the token service is known
		refused bool // and does not tell
		idToken string
		want    Caller
	}{
		{"the token service tells", true, false, claims(`{"email":"other@acme.example"}`), Caller{"5f00000000000000000000000000000a", user}},
		{"the token service does not tell, the OAuth service did", true, true, claims(`{"email":"ada@acme.example"}`), Caller{UserName: "ada@acme.example"}},
		{"no token service", false, false, claims(`{"email":"ada@acme.example"}`), Caller{UserName: "ada@acme.example"}},
		{"nobody tells", true, true, "", Caller{}},
		{"a claim of another kind", false, false, claims(`{"email":7}`), Caller{}},
		{"not base64", false, false, "a.!.c", Caller{}},
		{"not a token", false, false, "email", Caller{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, store := startOAuth(t, false)
			s.oauth.idToken = c.idToken
			if c.refused {
				s.refuse["/token/validate"] = 401
			}
			oauth := oauthAt(s, store, refresh0)
			if c.auth {
				oauth.service.base = s.url
			}
			if got, err := oauth.Caller(t.Context()); err != nil || got != c.want {
				t.Errorf("the caller is %+v, %v", got, err)
			}
		})
	}
	s, store := startOAuth(t, false)
	if _, err := oauthAt(s, store, "another-secret").Caller(t.Context()); !errors.Is(err, ErrTokenUsed) {
		t.Errorf("without a sign-in: %v", err)
	}
}

func TestAFormThatIsJSONIsReadAsJSON(t *testing.T) {
	s, store := startOAuth(t, true)
	oauth := oauthAt(s, store, refresh0)
	oauth.door.next = tripper(func(req *http.Request) (*http.Response, error) {
		form, _ := io.ReadAll(req.Body)
		if !slices.Contains(strings.Split(string(form), "&"), "grant_type=refresh_token") {
			t.Errorf("sent %s", form)
		}
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/plain"}},
			Body: io.NopCloser(strings.NewReader(`{"access_token":"a-secret","refresh_token":"b-secret"}`))}, nil
	})
	if got, err := oauth.SCIM().ticket(t.Context(), 0); err != nil || got.header.open() != "Bearer a-secret" || !slices.Equal(store.saved, []string{"b-secret"}) {
		t.Errorf("kept %q, %v", store.saved, err)
	}
}

func TestAServiceThatIsBusyIsAskedAgainWithTheSameToken(t *testing.T) {
	s, store := startOAuth(t, true)
	s.oauth.said = []string{"503", "503"}
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err != nil || len(s.oauth.forms) != 3 {
		t.Errorf("%d requests, %v", len(s.oauth.forms), err)
	}
	s, store = startOAuth(t, true)
	s.oauth.said = []string{"503", "503", "503", "503"}
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err == nil || errors.Is(err, identity.ErrSignedOut) || len(s.oauth.forms) != maxTries {
		t.Errorf("%d requests, %v", len(s.oauth.forms), err)
	}
}

func TestWhoGivesNoTokenFindsTheOneThatWasKeptLast(t *testing.T) {
	s, store := startOAuth(t, true)
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	name, err := store.Load(LatestTokenName(s.url, clientID))
	if kept, _ := store.Load(name); err != nil || kept != s.oauth.good {
		t.Fatalf("under %q is kept %q, not %q: %v", name, kept, s.oauth.good, err)
	}
	later := NewOAuth(OAuthOptions{BaseURL: s.url, ClientID: clientID, Kept: name, Client: http.DefaultClient, Store: store, Now: time.Now})
	if _, err := later.SCIM().ticket(t.Context(), 0); err != nil {
		t.Error(err)
	}
	if _, err := oauthAt(s, store, refresh0).SCIM().ticket(t.Context(), 0); err != nil {
		t.Errorf("whoever gives the old one still goes on with what it became: %v", err)
	}
}
