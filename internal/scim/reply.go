package scim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"scimsheet/internal/identity"
)

// Failure is a service's answer to a request that read something and got none.
type Failure struct {
	HTTPStatus int
	ScimType   string
	Detail     string
}

func (f *Failure) Error() string {
	text := fmt.Sprintf("the service answered %d", f.HTTPStatus)
	if f.ScimType != "" {
		text += " " + f.ScimType
	}
	if f.Detail != "" {
		text += ": " + f.Detail
	}
	return text
}

// reply is one answer, read whole.
type reply struct {
	status      int
	contentType string
	version     string // the ETag header; empty where it says nothing of users
	body        []byte
	attempts    int
}

func (r reply) ok() bool { return r.status >= 200 && r.status < 300 }

// complaint is an error body in either of the forms met: SCIM's (RFC 7644 section 3.12), and the one of
// Anaplan's token service with a status in words. The HTTP status counts, whatever the body says.
type complaint struct {
	Schemas       []string        `json:"schemas"`
	Detail        string          `json:"detail"`
	ScimType      string          `json:"scimType"`
	Status        json.RawMessage `json:"status"`
	StatusMessage string          `json:"statusMessage"`
}

// complaint is what the body says is wrong; the beginning of the body where it says nothing readable.
func (r reply) complaint() (code, detail string) {
	code, detail = r.said()
	if code == "" && detail == "" {
		detail = excerpt(r.body)
	}
	return code, detail
}

func (r reply) said() (code, detail string) {
	var c complaint
	if json.Unmarshal(r.body, &c) != nil {
		return "", ""
	}
	var word string
	if json.Unmarshal(c.Status, &word) != nil || !strings.ContainsFunc(word, unicode.IsLetter) {
		word = ""
	}
	return cmp.Or(c.ScimType, word), cmp.Or(c.Detail, c.StatusMessage)
}

// isError reports whether the body is a SCIM error message, whatever the status.
func (r reply) isError() bool {
	var c complaint
	return json.Unmarshal(r.body, &c) == nil && slices.ContainsFunc(c.Schemas, isErrorSchema)
}

func isUserSchema(urn string) bool { return strings.EqualFold(urn, SchemaUser) }

func isErrorSchema(urn string) bool { return strings.EqualFold(urn, SchemaError) }

// worded is an error of identity's in words of its own.
type worded struct {
	words string
	is    error
}

func (w worded) Error() string { return w.words }
func (w worded) Unwrap() error { return w.is }

// signedOut is the error of a 401, and of a 403 to a request that only reads: nothing else will succeed
// with these credentials either.
func (r reply) signedOut() error {
	code, detail := r.complaint()
	words := strings.TrimSpace(fmt.Sprintf("%d %s", r.status, code))
	if r.status == http.StatusForbidden {
		return worded{fmt.Sprintf("the caller may not read users (%s), it needs the User Admin role: %s", words, detail), identity.ErrNotUserAdmin}
	}
	return worded{fmt.Sprintf("the service refused the credentials (%s): %s", words, detail), identity.ErrSignedOut}
}

// readFailure is the error of a reply that is no answer to a reading, nil for a 200. What is said with
// another 2xx may be a part of the answer: 202 is said before there is one, 207 where some of it failed.
func (r reply) readFailure() error {
	switch {
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		return r.signedOut()
	case r.status != http.StatusOK:
		return r.failure()
	}
	return nil
}

func (r reply) failure() *Failure {
	code, detail := r.complaint()
	return &Failure{HTTPStatus: r.status, ScimType: code, Detail: detail}
}

// list reads a page. Anaplan's documented example carries no schemas, so totalResults is what tells a
// ListResponse from anything else. One with errors beside it is not believed to be whole.
func (r reply) list() (ListResponse, error) {
	var page struct {
		ListResponse
		TotalResults *int            `json:"totalResults"`
		Errors       json.RawMessage `json:"errors"`
	}
	err := json.Unmarshal(r.body, &page)
	switch {
	case err != nil || page.TotalResults == nil || *page.TotalResults < 0:
		return ListResponse{}, r.notSCIM("a list of users")
	case slices.ContainsFunc(page.Schemas, isErrorSchema) || !isEmpty(page.Errors):
		return ListResponse{}, r.failure()
	}
	page.ListResponse.TotalResults = *page.TotalResults
	return page.ListResponse, nil
}

func (r reply) user() (User, error) {
	var user User
	if err := json.Unmarshal(r.body, &user); err != nil || user.ID == "" || !slices.ContainsFunc(user.Schemas, isUserSchema) {
		return User{}, r.notSCIM("a user")
	}
	if r.version != "" && (user.Meta == nil || user.Meta.Version == "") {
		user.Meta = cmp.Or(user.Meta, &Meta{})
		user.Meta.Version = r.version
	}
	return user, nil
}

// notSCIM is a 2xx that is not what was asked for: an error inside a 2xx, a captive portal's page, a cut
// reply.
func (r reply) notSCIM(wanted string) error {
	if r.isError() {
		return r.failure()
	}
	contentType := r.contentType
	if contentType == "" {
		contentType = "no content type"
	}
	words := fmt.Sprintf("the reply is not %s (%d, %s, %d bytes): %s", wanted, r.status, contentType, len(r.body), excerpt(r.body))
	if bytes.HasPrefix(bytes.TrimSpace(r.body), []byte("<")) {
		return worded{words, identity.ErrNotTheService}
	}
	return errors.New(words)
}

// written reads the answer to a write. 4xx is a refusal and had no effect; 5xx, redirects and a 2xx
// that is no SCIM leave the effect unknown.
func (r reply) written() (Written, error) {
	w := Written{Status: r.status, Attempts: r.attempts}
	switch {
	case r.status == http.StatusUnauthorized:
		return w, r.signedOut()
	case r.status >= 400 && r.status < 500:
		code, detail := r.complaint()
		return w, &identity.Refusal{HTTPStatus: r.status, ScimType: code, Detail: detail, Attempts: r.attempts}
	case !r.ok():
		return w, r.failure()
	}
	if len(bytes.TrimSpace(r.body)) == 0 && r.status != http.StatusOK && r.status != http.StatusMultiStatus {
		return w, nil
	}
	user, err := r.user()
	trouble := r.trouble()
	switch {
	case r.status == http.StatusMultiStatus, trouble.found(), err != nil && r.isError():
		return r.partlyWritten(w, trouble)
	case err != nil:
		return w, err
	}
	w.User = &user
	return w, nil
}

// excerpt is the beginning of a body that nobody understood, on one line.
func excerpt(body []byte) string {
	const limit = 80
	text := strings.Join(strings.FieldsFunc(string(body[:min(len(body), 4*limit)]), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
