package anaplan

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strings"
)

const maxScrubbed = 1 << 20 // bytes of an error's body that anybody will look at

// scrub takes a credential out of replies that may end up in an error, which is whatever is not a
// success in JSON: proxies and services echo what they were sent. Successes stay as they are, since a
// password may be part of somebody's name. A body that breaks off is as good as what came of it.
func scrub(resp *http.Response, header, behind Secret) *http.Response {
	if resp == nil || resp.StatusCode/100 == 2 && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		return resp
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxScrubbed))
	resp.Body.Close()
	for _, secret := range append(secretsIn(header), secretsIn(behind)...) {
		body = bytes.ReplaceAll(body, []byte(secret), []byte(hidden))
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp
}

// shortest is the length under which a text is no secret but a word, which messages may hold by chance.
const shortest = 8

// secretsIn are the parts of an Authorization header that must not show: what follows the scheme, and
// the password of a Basic one.
func secretsIn(header Secret) []string {
	scheme, value, _ := strings.Cut(string(header), " ")
	secrets := []string{value}
	if pair, err := base64.StdEncoding.DecodeString(value); err == nil && scheme == "Basic" {
		_, password, _ := strings.Cut(string(pair), ":")
		secrets = append(secrets, password)
	}
	return slices.DeleteFunc(secrets, func(s string) bool { return len(s) < shortest })
}
