package scim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/scim2/filter-parser/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

func TestPlainValuesAreReadAsTheyAre(t *testing.T) {
	reading, err := RFC.Account(User{ID: "Usr-1", UserName: "ada", Entitlements: []Entitlement{
		{Value: "Reports", Display: "All reports", Type: "licence"},
		{Value: "a, b", Type: WorkspaceIDs},
		{Value: "reports"},
		{Value: "Reports", Type: "group"},
		{Display: "nothing that could be given or taken"},
		{Value: strings.ToUpper(finance), Type: PerWorkspace},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{strings.ToUpper(finance), "Reports", "a, b", "reports"}; !slices.Equal(reading.Account.Workspaces, want) {
		t.Errorf("the values are %q, want %q", reading.Account.Workspaces, want)
	}
	if len(reading.Unresolved) > 0 || !slices.Contains(reading.Seen, identity.Workspace{ID: "Reports", Name: "All reports"}) ||
		!slices.Contains(reading.Seen, identity.Workspace{ID: "a, b", Name: "a, b"}) {
		t.Errorf("read %+v", reading)
	}
}

func TestPlainValuesAreGivenAndTakenOneByOne(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to []string
		want     string
	}{
		{"given", []string{"a"}, []string{"a", "b", "c"}, `[{"op":"add","path":"entitlements","value":[{"value":"b"},{"value":"c"}]}]`},
		{"taken", []string{"a", "b"}, nil, `[{"op":"remove","path":"entitlements[value eq \"a\"]"},{"op":"remove","path":"entitlements[value eq \"b\"]"}]`},
		{"of two spellings, the wanted one comes last", []string{"admins"}, []string{"Admins"},
			`[{"op":"remove","path":"entitlements[value eq \"admins\"]"},{"op":"add","path":"entitlements","value":[{"value":"Admins"}]}]`},
		{"of two spellings, the kept one comes back where both were taken for one", []string{"Admin", "admin", "other"}, []string{"admin", "more", "other"},
			`[{"op":"remove","path":"entitlements[value eq \"Admin\"]"},{"op":"add","path":"entitlements","value":[{"value":"admin"},{"value":"more"}]}]`},
		{"with quotes and brackets", []string{`a"]b`}, nil, `[{"op":"remove","path":"entitlements[value eq \"a\\\"]b\"]"}]`},
		{"by the hundred", nil, many(120), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := standard(t, "true", "false")
			from := identity.Account{ID: "Usr-1", UserName: "ada", Active: true, Workspaces: c.from}
			to := from
			to.Workspaces = c.to
			if _, err := NewWriter(client, WriterOptions{}).Update(t.Context(), from, to); err != nil {
				t.Fatal(err)
			}
			want := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":` + c.want + `}`
			if sent := s.sent["PATCH"]; len(sent) != 1 || c.want != "" && sent[0] != want {
				t.Errorf("sent %s\nwant %s", sent, want)
			}
		})
	}
}

// Any value whatever can be named in the path of a removal.
func TestThePathOfARemovalMeansItsValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.String().Draw(t, "value")
		path, err := filter.ParsePath([]byte(plainOperations([]string{value}, nil)[0].Path))
		if err != nil {
			t.Fatalf("%q: %v", value, err)
		}
		sameLiteral(t, path.ValueExpression, "value", value)
	})
}

// standardService is one user of a service with the RFC's quirks.
type standardService struct {
	config, user string
	status       int // of GET /Users/…; 0 is 200
	sent         map[string][]string
	bound        string // If-Match of the last write
}

func (s *standardService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.sent[r.Method] = append(s.sent[r.Method], string(body))
	switch {
	case strings.HasSuffix(r.URL.Path, "/ServiceProviderConfig"):
		io.WriteString(w, s.config)
		return
	case r.Method == http.MethodGet && s.status != 0:
		w.WriteHeader(s.status)
		return
	case r.Method != http.MethodGet:
		s.bound = r.Header.Get("If-Match")
	}
	w.Header().Set("ETag", `W/"9"`)
	io.WriteString(w, s.user)
}

const rich = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:x:ext"],"id":"Usr-1","UserName":"ada","externalID":"E1","active":true,
	"displayName":"Ada <B>","title":"Countess","name":{"givenName":"Ada","familyName":"Byron","formatted":"Lady Ada","honorificPrefix":"Lady"},
	"emails":[{"value":"ada@acme.example","type":"home"}],"Entitlements":[{"value":"a","type":"licence","primary":true,"x":1},{"value":"b","display":"B"},{"display":"odd"}],
	"urn:x:ext":{"big":12345678901234567890,"status":"employed"},"meta":{"version":"W/\"8\"","created":"2019"}}`

func standard(t *testing.T, patch, etag string) (*Client, *standardService) {
	t.Helper()
	s := &standardService{user: rich, sent: map[string][]string{},
		config: `{"schemas":["urn:x"],"patch":{"supported":` + patch + `},"etag":{"supported":` + etag + `}}`}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return NewClient(server.URL, server.Client()).WithQuirks(RFC), s
}

func richAccount() identity.Account {
	return identity.Account{ID: "Usr-1", UserName: "ada", ExternalID: "E1", GivenName: "Ada", FamilyName: "Byron", Active: true, Workspaces: []string{"a", "b"}}
}

func TestAReplacementAtAStandardServiceChangesOnlyWhatItIsAbout(t *testing.T) {
	client, s := standard(t, "false", "true")
	to := richAccount()
	to.GivenName, to.FamilyName, to.ExternalID, to.Active, to.Workspaces = "Augusta", "", "", false, []string{"a", "c"}
	if _, err := NewWriter(client, WriterOptions{}).Update(t.Context(), richAccount(), to); err != nil {
		t.Fatal(err)
	}
	want := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:x:ext"],"id":"Usr-1","UserName":"ada","active":false,
		"displayName":"Ada <B>","title":"Countess","name":{"givenName":"Augusta","formatted":"Lady Ada","honorificPrefix":"Lady"},
		"emails":[{"value":"ada@acme.example","type":"home"}],"Entitlements":[{"value":"a","type":"licence","primary":true,"x":1},{"display":"odd"},{"value":"c"}],
		"urn:x:ext":{"big":12345678901234567890,"status":"employed"}}`
	if len(s.sent["PUT"]) != 1 || len(s.sent["PATCH"]) > 0 {
		t.Fatalf("sent %v", s.sent)
	}
	if diff := cmp.Diff(members(t, want), members(t, s.sent["PUT"][0])); diff != "" {
		t.Error(diff)
	}
	if s.bound != `W/"8"` {
		t.Errorf("it is bound to %q, not to the version just read", s.bound)
	}
}

func TestAReplacementThatTakesEverythingSaysSo(t *testing.T) {
	client, s := standard(t, "true", "false")
	to := richAccount()
	to.Workspaces = nil
	s.user = strings.Replace(rich, `,{"display":"odd"}`, "", 1)
	if _, err := NewWriter(client, WriterOptions{Put: true}).Update(t.Context(), richAccount(), to); err != nil {
		t.Fatal(err)
	}
	if sent := s.sent["PUT"]; len(sent) != 1 || !strings.Contains(sent[0], `"Entitlements":[]`) || s.bound != "" {
		t.Errorf("sent %v, bound to %q", s.sent, s.bound)
	}
}

func TestAddingPlainValuesLeavesTheOthers(t *testing.T) {
	client, s := standard(t, "true", "true")
	if _, err := NewWriter(client, WriterOptions{}).AddWorkspaces(t.Context(), "Usr-1", []string{"b", "z"}); err != nil {
		t.Fatal(err)
	}
	if sent := s.sent["PATCH"]; len(sent) != 1 || !strings.Contains(sent[0], `[{"op":"add","path":"entitlements","value":[{"value":"b"},{"value":"z"}]}]`) || s.bound != "" {
		t.Errorf("sent %v, bound to %q", s.sent, s.bound)
	}
	client, s = standard(t, "false", "true")
	if _, err := NewWriter(client, WriterOptions{}).AddWorkspaces(t.Context(), "Usr-1", []string{"b", "z"}); err != nil {
		t.Fatal(err)
	}
	if sent := s.sent["PUT"]; len(sent) != 1 || len(s.sent["PATCH"]) > 0 || s.bound != `W/"8"` ||
		!strings.Contains(sent[0], `"Entitlements":[{"value":"a","type":"licence","primary":true,"x":1},{"value":"b","display":"B"},{"display":"odd"},{"value":"z"}]`) {
		t.Errorf("sent %v, bound to %q", s.sent, s.bound)
	}
}

func members(t *testing.T, text string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var all map[string]any
	if err := decoder.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhoHasChangedMeanwhileIsNotReplaced(t *testing.T) {
	to := richAccount()
	to.GivenName = "Augusta"
	for _, c := range []struct {
		name   string
		spoil  func(*standardService)
		kind   string
		status int
	}{
		{"somebody gave a value meanwhile", func(s *standardService) { s.user = strings.Replace(rich, `{"display":"odd"}`, `{"value":"z"}`, 1) }, "a refusal", 412},
		{"the user is gone", func(s *standardService) { s.status = 404 }, "a refusal", 404},
		{"the credentials no longer count", func(s *standardService) { s.status = 401 }, "signed out", 0},
		{"the user cannot be read", func(s *standardService) { s.status = 500 }, "not sent", 0},
		{"the user makes no sense", func(s *standardService) { s.user = "<html>" }, "not sent", 0},
		{"another user comes back", func(s *standardService) { s.user = strings.Replace(rich, "Usr-1", "usr-1", 1) }, "not sent", 0},
		{"nobody says what the service can do", func(s *standardService) { s.config = "<html>" }, "not sent", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := standard(t, "false", "false")
			c.spoil(s)
			_, err := NewWriter(client, WriterOptions{}).Update(t.Context(), richAccount(), to)
			var refusal *identity.Refusal
			if kindOf(err) != c.kind || len(s.sent["PUT"]) > 0 || errors.As(err, &refusal) && (refusal.HTTPStatus != c.status || refusal.Attempts != 0) {
				t.Errorf("%v, sent %v", err, s.sent)
			}
		})
	}
}

// A resource that has become another account reads as that account, and nothing else in it has changed.
func TestAResourceBecomesAnyAccount(t *testing.T) {
	texts := rapid.SampledFrom([]string{"", "A", "<b>", "é"})
	values := rapid.Map(rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "A", "d,e"}), rapid.ID), identity.Set)
	rapid.Check(t, func(t *rapid.T) {
		to := identity.Account{ID: "Usr-1", UserName: "ada", ExternalID: texts.Draw(t, "externalId"), GivenName: texts.Draw(t, "given"),
			FamilyName: texts.Draw(t, "family"), Active: rapid.Bool().Draw(t, "active"), Workspaces: values.Draw(t, "values")}
		text := rapid.SampledFrom([]string{rich, `{"schemas":["` + SchemaUser + `"],"id":"Usr-1","userName":"ada","name":null,"x":[1]}`}).Draw(t, "resource")
		var user User
		var whole, original resource
		for _, into := range []any{&user, &whole, &original} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Fatal(err)
			}
		}
		reading, err := RFC.Account(user)
		if err != nil {
			t.Fatal(err)
		}
		if err := whole.become(reading.Account, to); err != nil {
			t.Fatal(err)
		}
		encoded, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		var after User
		if err := json.Unmarshal(encoded, &after); err != nil {
			t.Fatal(err)
		}
		if got, err := RFC.Account(after); err != nil || !got.Account.SameState(to) {
			t.Fatalf("it became %+v, want %+v, %v", got.Account, to, err)
		}
		for name, value := range original {
			switch strings.ToLower(name) {
			case "externalid", "active", "name", "entitlements", "meta":
				continue
			}
			if fmt.Sprint(whole[name]) != fmt.Sprint(value) {
				t.Fatalf("%s has changed", name)
			}
		}
	})
}
