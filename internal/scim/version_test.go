package scim

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

func TestAWriteIsBoundToTheVersionThatWasRead(t *testing.T) {
	grown := func(a identity.Account) identity.Account {
		a.GivenName = "Augusta"
		return a
	}
	for _, c := range []struct{ name, version, want string }{
		{"a weak tag goes back as it came", `W/"3694e05e9dff590"`, `W/"3694e05e9dff590"`},
		{"a strong one too", `"7"`, `"7"`},
		{"and one without quotes, which is no tag but what was given", `7`, `7`},
		{"without a version nothing is said", "", ""},
		{"a version that cannot stand in a header is none", "1\r\nX-Evil: 2", ""},
	} {
		for _, put := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				client, s := answering(t, 200, adaJSON)
				from := changed(func(a *identity.Account) { a.Version = c.version })
				if _, err := NewWriter(client, WriterOptions{Put: put}).Update(t.Context(), from, grown(from)); err != nil {
					t.Fatal(err)
				}
				if got := s.header.Get("If-Match"); got != c.want {
					t.Errorf("%s is bound to %q, want %q", s.method, got, c.want)
				}
			})
		}
	}
}

func TestWhatIsBoundToNoVersion(t *testing.T) {
	client, s := answering(t, 200, adaJSON)
	writer := NewWriter(client, WriterOptions{})
	if _, err := writer.Create(t.Context(), changed(func(a *identity.Account) { a.Version = `"1"` })); err != nil || s.header.Get("If-Match") != "" {
		t.Errorf("a creation: %q, %v", s.header.Get("If-Match"), err)
	}
	if _, err := writer.AddWorkspaces(t.Context(), ada, []string{sales}); err != nil || s.header.Get("If-Match") != "" {
		t.Errorf("adding: %q, %v", s.header.Get("If-Match"), err)
	}
	from := changed(func(a *identity.Account) { a.Version = `"1"` })
	to := from
	to.GivenName = "Augusta"
	if _, err := writer.Update(t.Context(), from, to); err != nil || s.header.Get("If-Match") == "" {
		t.Fatalf("an update is bound to %q, %v", s.header.Get("If-Match"), err)
	}
	if _, err := client.List(t.Context(), "", 1, 1); s.header.Get("If-Match") != "" {
		t.Errorf("a reading after it is bound to %q, %v", s.header.Get("If-Match"), err)
	}
}

func TestAUserWhoHasChangedSinceIsARefusalWithoutEffect(t *testing.T) {
	client, _ := answering(t, 412, strings.Replace(refusedJSON, "that name is taken", "the resource has changed", 1))
	_, err := NewWriter(client, WriterOptions{}).Update(t.Context(), before(), changed(func(a *identity.Account) { a.GivenName = "Augusta" }))
	var refusal *identity.Refusal
	if !errors.As(err, &refusal) || refusal.HTTPStatus != 412 || refusal.Attempts != 1 {
		t.Errorf("the error is %v", err)
	}
}

func TestTheVersionInAReplyIsTheNewestKnown(t *testing.T) {
	to := changed(func(a *identity.Account) { a.GivenName = "Augusta" })
	client, _ := answering(t, 200, adaJSON)
	if result, err := NewWriter(client, WriterOptions{}).Update(t.Context(), before(), to); err != nil || result.Account.Version != `W/"1"` {
		t.Errorf("after an update the version is %+v, %v", result.Account, err)
	}
	// Of a standard service the header counts where the user says nothing; of Anaplan a proxy may have put it there.
	bare := strings.Replace(adaJSON, `"version":"W/\"1\""`, `"resourceType":"User"`, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"2"`)
		_, _ = w.Write([]byte(bare))
	}))
	defer server.Close()
	for quirks, want := range map[Quirks]string{Anaplan: "", RFC: `W/"2"`} {
		user, err := NewClient(server.URL, server.Client()).WithQuirks(quirks).Get(t.Context(), strings.ToUpper(ada))
		if err != nil || user.Meta.Version != want {
			t.Errorf("quirks %d: the version is %+v, %v", quirks, user.Meta, err)
		}
	}
}
