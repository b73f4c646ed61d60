package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	standard "github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/filter"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"
)

// service is a SCIM 2.0 service by people who have never heard of this program: the library reads the
// requests and judges them by the standard's schemas; here the users are only kept.
type service struct {
	*httptest.Server

	noPatch    bool   // ServiceProviderConfig says so, and PATCH is answered 501
	noFilter   bool   // the same of filters
	deafFilter bool   // filters are taken, and found to fit nobody
	allFilters bool   // id and externalId can be filtered by too
	pageSize   int    // filter.maxResults
	versions   bool   // ETags are given, and If-Match is minded
	login      string // the Authorization header that is let in; empty lets everybody in

	mu       sync.Mutex
	users    []*held
	made     int
	requests []string                  // method and path
	meddle   func(request string) bool // another administrator, asked at every request until he has done it
}

// held is one user. Attributes are never changed in place.
type held struct {
	id         string
	version    int
	attributes standard.ResourceAttributes
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// serve starts the service, on a path that is not the root.
func (s *service) serve(t *testing.T) *service {
	t.Helper()
	user := schema.CoreUserSchema()
	if s.allFilters {
		exact := schema.StringParams{CaseExact: true, Mutability: schema.AttributeMutabilityReadOnly(), Name: "id"}
		user.Attributes = append(user.Attributes, schema.SimpleCoreAttribute(schema.SimpleStringParams(exact)))
		exact.Name, exact.Mutability = "externalId", schema.AttributeMutabilityReadWrite()
		user.Attributes = append(user.Attributes, schema.SimpleCoreAttribute(schema.SimpleStringParams(exact)))
	}
	user.Attributes = slices.Clip(user.Attributes) // the library appends to it, in several goroutines
	server, err := standard.NewServer(&standard.ServerArgs{
		ServiceProviderConfig: &standard.ServiceProviderConfig{
			MaxResults: s.pageSize, SupportFiltering: !s.noFilter, SupportPatch: !s.noPatch,
		},
		ResourceTypes: []standard.ResourceType{{
			ID: optional.NewString("User"), Name: "User", Endpoint: "/Users", Schema: user, Handler: s,
			SchemaExtensions: []standard.SchemaExtension{{Schema: schema.ExtensionEnterpriseUser()}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(s.guarded(server))
	t.Cleanup(s.Close)
	return s
}

func (s *service) url() string { return s.URL + "/v2" }

// guarded lets in who has the login, notes requests, and adds what the library leaves to others: versions.
func (s *service) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.mu.Lock()
		request := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v2")
		s.requests = append(s.requests, request)
		if s.meddle != nil && s.meddle(request) {
			s.meddle = nil
		}
		stale := s.versions && s.isStale(r)
		s.mu.Unlock()
		switch {
		case s.login != "" && r.Header.Get("Authorization") != s.login:
			refuse(w, http.StatusUnauthorized)
		case s.noPatch && r.Method == http.MethodPatch, s.noFilter && r.URL.Query().Has("filter"):
			refuse(w, http.StatusNotImplemented)
		case stale:
			refuse(w, http.StatusPreconditionFailed)
		case s.versions && strings.HasSuffix(r.URL.Path, "/ServiceProviderConfig"):
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			io.WriteString(w, strings.Replace(kept.Body.String(), `"etag":{"supported":false}`, `"etag":{"supported":true}`, 1))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"as the test wants it","status":"%d"}`, status)
}

// isStale reports whether a write is bound to another version than the user's. Writes that are bound to
// none are let through.
func (s *service) isStale(r *http.Request) bool {
	u := s.find(r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
	tag := r.Header.Get("If-Match")
	return u != nil && tag != "" && tag != u.tag()
}

func (u *held) tag() string { return fmt.Sprintf(`W/"%d"`, u.version) }

func (s *service) find(id string) *held {
	for _, u := range s.users {
		if u.id == id { // ids are case-exact
			return u
		}
	}
	return nil
}

func (s *service) resource(u *held) standard.Resource {
	r := standard.Resource{ID: u.id, Attributes: maps.Clone(u.attributes)}
	if s.versions {
		r.Meta.Version = u.tag()
	}
	return r
}

// add makes a user of JSON that holds at least a userName.
func (s *service) add(text string) {
	var attributes standard.ResourceAttributes
	if err := json.Unmarshal([]byte(text), &attributes); err != nil {
		panic(err)
	}
	s.made++
	s.users = append(s.users, &held{id: fmt.Sprintf("Usr-%04dX", s.made), version: 1, attributes: attributes})
}

func (s *service) Create(_ *http.Request, attributes standard.ResourceAttributes) (standard.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.users {
		if strings.EqualFold(u.text("userName"), fmt.Sprint(attributes["userName"])) {
			return standard.Resource{}, scimerrors.ScimErrorUniqueness
		}
	}
	s.made++
	u := &held{id: fmt.Sprintf("Usr-%04dX", s.made), version: 1, attributes: attributes}
	s.users = append(s.users, u)
	return s.resource(u), nil
}

func (s *service) Get(_ *http.Request, id string) (standard.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(id)
	if u == nil {
		return standard.Resource{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	return s.resource(u), nil
}

func (s *service) GetAll(_ *http.Request, params standard.ListRequestParams) (standard.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var fitting []standard.Resource
	for _, u := range s.users {
		if params.FilterValidator != nil && (s.deafFilter || params.FilterValidator.PassesFilter(u.withID()) != nil) {
			continue
		}
		fitting = append(fitting, s.resource(u))
	}
	start := min(params.StartIndex-1, len(fitting))
	return standard.Page{TotalResults: len(fitting), Resources: fitting[start:min(len(fitting), start+params.Count)]}, nil
}

func (u *held) withID() map[string]any {
	all := maps.Clone(map[string]any(u.attributes))
	all["id"] = u.id
	return all
}

func (s *service) Replace(_ *http.Request, id string, attributes standard.ResourceAttributes) (standard.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(id)
	if u == nil {
		return standard.Resource{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	u.attributes, u.version = attributes, u.version+1
	return s.resource(u), nil
}

func (s *service) Delete(*http.Request, string) error {
	return scimerrors.ScimError{Status: http.StatusNotImplemented}
}

// Patch carries operations out as RFC 7644 section 3.5.2 has them: all of them, or none.
func (s *service) Patch(_ *http.Request, id string, operations []standard.PatchOperation) (standard.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(id)
	if u == nil {
		return standard.Resource{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	after := maps.Clone(u.attributes)
	for _, op := range operations {
		if err := patch(after, op); err != nil {
			return standard.Resource{}, err
		}
	}
	u.attributes, u.version = after, u.version+1
	return s.resource(u), nil
}

func patch(attributes standard.ResourceAttributes, op standard.PatchOperation) error {
	name := op.Path.AttributePath.AttributeName
	if sub := op.Path.AttributePath.SubAttributeName(); sub != "" {
		inner, _ := attributes[name].(map[string]any)
		inner = maps.Clone(inner)
		if inner == nil {
			inner = map[string]any{} // a replacement of what is not there adds it (section 3.5.2.3)
		}
		put(inner, sub, op)
		attributes[name] = inner
		return nil
	}
	list, _ := attributes[name].([]any)
	switch {
	case op.Path.ValueExpression != nil:
		rest := slices.DeleteFunc(slices.Clone(list), func(element any) bool { return fits(op, element) })
		if len(rest) == len(list) {
			return scimerrors.ScimErrorNoTarget
		}
		attributes[name] = rest
	case op.Op == standard.PatchOperationAdd && name == "entitlements":
		attributes[name] = append(slices.Clone(list), op.Value.([]any)...)
	default:
		put(attributes, name, op)
	}
	return nil
}

func put(attributes map[string]any, name string, op standard.PatchOperation) {
	if op.Op == standard.PatchOperationRemove {
		delete(attributes, name)
		return
	}
	attributes[name] = op.Value
}

// fits reports whether an entitlement is one that the path's filter means.
func fits(op standard.PatchOperation, element any) bool {
	entitlements, _ := schema.CoreUserSchema().Attributes.ContainsAttribute("entitlements")
	sub := schema.Schema{Attributes: entitlements.SubAttributes()}
	return filter.NewFilterValidator(op.Path.ValueExpression, sub).PassesFilter(element.(map[string]any)) == nil
}

// text is an attribute's value; of a user's name givenName or familyName; of the rest JSON.
func (u *held) text(attribute string) string {
	value := u.attributes[attribute]
	if name, ok := u.attributes["name"].(map[string]any); ok && name[attribute] != nil {
		value = name[attribute]
	}
	if text, ok := value.(string); ok || value == nil {
		return text
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// user is the user of a userName.
func (s *service) user(t *testing.T, userName string) *held {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.users {
		if u.text("userName") == userName {
			return u
		}
	}
	t.Fatalf("nobody is %s", userName)
	return nil
}

// values are the values of a user's entitlements, as they stand there.
func (u *held) values() []string {
	list, _ := u.attributes["entitlements"].([]any)
	values := []string{}
	for _, element := range list {
		values = append(values, fmt.Sprint(element.(map[string]any)["value"]))
	}
	return values
}

// meddling lets another administrator act.
func (s *service) meddling(act func(request string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meddle = act
}

// writes counts the requests that change something, by method.
func (s *service) writes() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	methods := map[string]int{}
	for _, request := range s.requests {
		if method, _, _ := strings.Cut(request, " "); method != http.MethodGet {
			methods[method]++
		}
	}
	return methods
}
