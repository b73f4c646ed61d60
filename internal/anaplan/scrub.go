package anaplan

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const maxScrubbed = 1 << 20 // bytes of an error's body that anybody will look at

// scrub takes secrets out of replies that may end up in an error, which is whatever is not a success in
// JSON: proxies and services echo what they were sent. Successes stay as they are, since a password may
// be part of somebody's name. A body that breaks off is as good as what came of it.
func scrub(resp *http.Response, secrets []sealed) *http.Response {
	if resp == nil || resp.StatusCode/100 == 2 && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		return resp
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxScrubbed))
	resp.Body.Close()
	body = without(secrets, body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp
}

// readReply reads what a service that gives tokens answers. Only a success in JSON may hold what was sent:
// a token that lives on.
func readReply(resp *http.Response, sent []sealed) (body []byte, isJSON bool, err error) {
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxScrubbed))
	if err != nil {
		return nil, false, fmt.Errorf("the reply broke off: %w", err)
	}
	var refusal struct {
		Error any `json:"error"` // OAuth's, which some services give with status 200
	}
	isJSON = json.Valid(body)
	_ = json.Unmarshal(body, &refusal)
	if !isJSON || resp.StatusCode/100 != 2 || refusal.Error != nil {
		body = without(sent, body)
	}
	return body, isJSON, nil
}

// without takes secrets out of a text. JSON can spell one character in several ways, so it is read and
// spelt in one way first.
func without(secrets []sealed, body []byte) []byte {
	var said any
	if json.Unmarshal(body, &said) == nil {
		if again, err := json.Marshal(said); err == nil {
			body = again
		}
	}
	for _, spelling := range spellings(secrets) {
		body = bytes.ReplaceAll(body, []byte(spelling), []byte(hidden))
	}
	return body
}

// shortest is the length under which a text is no secret but a word, which messages may hold by chance.
const shortest = 8

// spellings are the secrets as they are, as a form and as JSON spell them, the longest first: one may
// be a part of another.
func spellings(secrets []sealed) []string {
	var all []string
	for _, s := range secrets {
		secret := string(s.open())
		if len(secret) < shortest {
			continue
		}
		all = append(all, secret, url.QueryEscape(secret), inJSON(secret, true), inJSON(secret, false))
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return slices.Compact(all)
}

// inJSON is a text between the quotes of a JSON string.
func inJSON(text string, escapeHTML bool) string {
	var quoted strings.Builder
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(escapeHTML)
	_ = encoder.Encode(text) // a string always can be
	return quoted.String()[1 : quoted.Len()-len("\"\n")]
}

// secretsIn are the parts of an Authorization header that must not show: what follows the scheme, and
// the password of a Basic one.
func secretsIn(header sealed) []sealed {
	scheme, value, _ := strings.Cut(string(header.open()), " ")
	secrets := []sealed{seal(Secret(value))}
	if pair, err := base64.StdEncoding.DecodeString(value); err == nil && scheme == "Basic" {
		_, password, _ := strings.Cut(string(pair), ":")
		secrets = append(secrets, seal(Secret(password)))
	}
	return secrets
}
