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

	"scimsheet/internal/escape"
)

const maxScrubbed = 1 << 20 // bytes of an error's body that anybody will look at

// scrub takes secrets out of replies that may end up in an error, which is whatever does not hold people or
// workspaces: proxies and services echo what they were sent, with status 200 too. Those who were asked for
// stay as they are, since a password may be part of somebody's name. A body that breaks off is as good as
// what came of it.
func scrub(resp *http.Response, secrets []sealed) *http.Response {
	if resp == nil {
		return nil
	}
	if resp.StatusCode/100 == 2 {
		var looked bytes.Buffer
		isAnswer := holdsAnswer(io.TeeReader(resp.Body, &looked))
		resp.Body = rejoined{io.MultiReader(&looked, resp.Body), resp.Body}
		if isAnswer {
			return resp
		}
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxScrubbed))
	resp.Body.Close()
	body = without(secrets, body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp
}

// rejoined is a body of which a part was looked at.
type rejoined struct {
	io.Reader
	io.Closer
}

// holdsAnswer reports whether a success is what was asked for: a list that is not empty, or a user beside
// whom nothing is said to have failed. It reads no further than to a list's first entry, which is where a
// page of users begins to be long.
func holdsAnswer(body io.Reader) bool {
	in := json.NewDecoder(body)
	if opening, err := in.Token(); err != nil || opening != json.Delim('{') {
		return false
	}
	isUser, failed := false, false
	for in.More() {
		token, err := in.Token()
		name, _ := token.(string)
		switch name = strings.ToLower(name); {
		case err != nil:
			return false
		case name == "resources", name == "users", name == "workspaces":
			if opening, err := in.Token(); err != nil || opening != json.Delim('[') || in.More() {
				return err == nil && opening == json.Delim('[') && !failed
			}
			if _, err := in.Token(); err != nil {
				return false
			}
			continue
		case name == "username":
			isUser = true
		case strings.Contains(name, "err"), strings.Contains(name, "fail"), name == "detail":
			failed = true
		}
		var skipped json.RawMessage
		if in.Decode(&skipped) != nil {
			return false
		}
	}
	_, err := in.Token()
	return err == nil && isUser && !failed
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

// without takes secrets out of a text. One character can be spelt in several ways, so JSON is read and spelt
// in one way first; where a secret shows only with escapes undone, they stay undone.
func without(secrets []sealed, body []byte) []byte {
	all := spellings(secrets)
	var said any
	if json.Unmarshal(body, &said) == nil {
		if again, err := json.Marshal(said); err == nil {
			body = again
		}
	}
	return []byte(withoutAny(all, string(body)))
}

func withoutAny(spellings []string, text string) string {
	hide := func(text string) string {
		for _, spelling := range spellings {
			text = strings.ReplaceAll(text, spelling, hidden)
		}
		return text
	}
	text = hide(text)
	for plain := range escape.Undone(text) {
		if shown := hide(plain); shown != plain {
			return withoutAny(spellings, shown) // there may be another one, escaped once more
		}
	}
	return text
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
