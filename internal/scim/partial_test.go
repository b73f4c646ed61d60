package scim

import (
	"strings"
	"testing"

	"scimsheet/internal/identity"
)

const (
	userMembers = `"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"` + ada + `","userName":"ada@acme.example","active":true`
	errorSchema = `"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]`
)

// How a service tells that a write was done in part is published nowhere. Whatever it looks like, it is
// not believed to be whole, and what it says reaches the results.
func TestAWriteDoneInPartIsToldByAnyShape(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		user   bool
		words  []string
	}{
		{"an error message in a 200", 200, `{` + errorSchema + `,"detail":"1 of 2 workspaces was not assigned","scimType":"invalidValue","status":"400"}`, false,
			[]string{"1 of 2 workspaces was not assigned"}},
		{"an error message whose status is a number", 200, `{` + errorSchema + `,"detail":"no such workspace","status":400}`, false, []string{"no such workspace"}},
		{"an error message in a 201", 201, `{` + errorSchema + `,"detail":"no such workspace"}`, false, []string{"no such workspace"}},
		{"a list of a status for each workspace", 207,
			`[{"value":"` + finance + `","status":"200"},{"value":"` + sales + `","status":"403","detail":"no licence is left"}]`, false,
			[]string{sales + " 403: no licence is left", "done: " + finance}},
		{"such a list in a 200", 200,
			`{"results":[{"workspaceId":"` + finance + `","status":200},{"workspaceId":"` + sales + `","status":404,"message":"not found"}]}`, false,
			[]string{sales + " 404: not found", "done: " + finance}},
		{"the form of a bulk response", 207,
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[{"location":"/Users/1","status":{"code":"201"}},` +
				`{"path":"/Entitlements","status":{"code":"400"},"response":{` + errorSchema + `,"scimType":"invalidValue","detail":"unknown workspace"}}]}`, false,
			[]string{"/Entitlements 400", "unknown workspace", "done: /Users/1"}},
		{"a user with errors beside it", 200, `{` + userMembers + `,"errors":[{"workspace":"Sales","message":"no licence is left"}]}`, true,
			[]string{"Sales: no licence is left"}},
		{"a user with errors that are texts", 200, `{` + userMembers + `,"errors":["Sales was not assigned","HR was not assigned"]}`, true,
			[]string{"Sales was not assigned; HR was not assigned"}},
		{"a user with an error", 200, `{` + userMembers + `,"error":{"code":500,"message":"the second store is down"}}`, true,
			[]string{"500: the second store is down"}},
		{"a user with what failed and what did not", 200, `{` + userMembers + `,"succeeded":["Finance"],"failed":["Sales"]}`, true,
			[]string{"Sales", "done: Finance"}},
		{"a user with a detail", 201, `{` + userMembers + `,"scimType":"invalidValue","detail":"entitlements were left out"}`, true,
			[]string{"entitlements were left out"}},
		{"a user with a status that is none of success", 200, `{` + userMembers + `,"status":"207"}`, true, []string{"207"}},
		{"a user of whom one workspace failed", 200,
			`{` + userMembers + `,"entitlements":[{"value":"` + sales + `","type":"WORKSPACE","status":"500","detail":"not assigned"}]}`, true,
			[]string{sales + " 500: not assigned"}},
		{"a user under the schema of errors as well", 200,
			strings.Replace(`{`+userMembers+`,"detail":"in part"}`, `User"]`, `User","urn:ietf:params:scim:api:messages:2.0:Error"]`, 1), false, []string{"in part"}},
		{"a user and nothing else, in a 207", 207, `{` + userMembers + `}`, true, nil},
		{"nothing, in a 207", 207, ``, false, nil},
		{"null, in a 207", 207, `null`, false, []string{"null"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := answering(t, c.status, c.body)
			result, err := NewWriter(client, WriterOptions{}).Update(t.Context(), before(), changed(func(a *identity.Account) { a.GivenName = "Augusta" }))
			if err != nil || !result.Partial || result.HTTPStatus != c.status || (result.Account != nil) != c.user {
				t.Fatalf("it is taken for %+v, %v", result, err)
			}
			for _, words := range c.words {
				if !strings.Contains(result.Detail, words) {
					t.Errorf("%q is not told: %q", words, result.Detail)
				}
			}
		})
	}
}

func TestAWholeWriteIsTakenForWhole(t *testing.T) {
	for name, body := range map[string]string{
		"a user":                                adaJSON,
		"a user without errors":                 `{` + userMembers + `,"errors":[],"error":null,"failed":0,"failures":{},"succeeded":["Finance"]}`,
		"a user with the status of success":     `{` + userMembers + `,"status":"200"}`,
		"a user of another service's attribute": `{` + userMembers + `,"urn:x:ext":{"status":"employed","code":"404","reason":"contract"}}`,
	} {
		for _, status := range []int{200, 201} { // documentation shows both for POST
			client, _ := answering(t, status, body)
			result, err := NewWriter(client, WriterOptions{}).Create(t.Context(), before())
			if err != nil || result.Partial || result.Account == nil || result.HTTPStatus != status {
				t.Errorf("%s: %d is taken for %+v, %v", name, status, result, err)
			}
		}
	}
}

func TestALongStoryIsCutShort(t *testing.T) {
	failures := strings.Repeat(`{"value":"`+sales+`","status":"403","detail":"no licence is left"},`, 1) + `{"value":"x","status":"403"}`
	for i := range 40 {
		failures += `,{"value":"workspace ` + strings.Repeat("i", i) + `","status":"403"}`
	}
	client, _ := answering(t, 207, `[`+failures+`]`)
	result, err := NewWriter(client, WriterOptions{}).Create(t.Context(), before())
	if err != nil || !strings.Contains(result.Detail, "and 36 more") {
		t.Errorf("%q, %v", result.Detail, err)
	}
}

// Whatever a service answers to a write, reading it neither falls over nor calls a refusal an effect.
func FuzzWritten(f *testing.F) {
	for _, body := range []string{adaJSON, refusedJSON, `[{"status":"400"}]`, `{"errors":{"a":[1,null,true]}}`, `{"Operations":[{"status":{"code":"4"}}]}`, "", "null", `"x"`} {
		for _, status := range []int{200, 201, 204, 207, 302, 400, 401, 412, 500} {
			f.Add(status, body)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		r := reply{status: status, contentType: MediaType, body: []byte(body), attempts: 1}
		written, err := r.written()
		if err == nil && !r.ok() {
			t.Errorf("%d %q was taken for accepted", status, body)
		}
		if err == nil && status == 207 && !written.Partial {
			t.Errorf("207 %q was taken for whole", body)
		}
		if err == nil && !written.Partial && written.User == nil && strings.TrimSpace(body) != "" {
			t.Errorf("%d %q was taken for whole", status, body)
		}
	})
}
