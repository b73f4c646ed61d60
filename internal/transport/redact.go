package transport

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const hidden = "***"

// telling are parts of names that say that a value is a secret, without regard to case and separators.
var telling = []string{
	"token", "secret", "passw", "passphrase", "pwd", "apikey", "accesskey", "privatekey", "assertion", "authorization",
	"credential", "encodeddata", "encodedsigneddata", "devicecode", "usercode", "codeverifier", "signature", "jwt", "bearer", "cookie", "sessionid",
}

// innocent are names that look telling and only describe a secret. What lies within them is looked at.
var innocent = []string{"tokentype", "tokeninfo", "tokenendpoint", "changepassword"}

var separators = strings.NewReplacer("_", "", "-", "", ".", "", " ", "")

// tells reports whether the value of a name is to be hidden.
func tells(name string) bool {
	name = separators.Replace(strings.ToLower(name))
	return !slices.Contains(innocent, name) &&
		slices.ContainsFunc(telling, func(part string) bool { return strings.Contains(name, part) })
}

// redaction is one exchange being made fit to show. First everything in it that is a secret is learnt,
// then each part is written without any of what is known by then.
type redaction struct {
	known *secrets
	into  *recent // where what is learnt goes: what was sent is not forgotten for what replies tell
}

func (r redaction) learn(value string) { r.known.learn(r.into, value) }

// headers are shown without the values of those that carry credentials.
func (r redaction) headers(header http.Header) map[string][]string {
	shown := make(map[string][]string, len(header))
	for name, values := range header {
		for _, value := range values {
			shown[name] = append(shown[name], r.header(name, value))
		}
	}
	return shown
}

func (r redaction) header(name, value string) string {
	switch name {
	case "Authorization", "Proxy-Authorization":
		scheme, _, more := strings.Cut(value, " ")
		if more {
			return scheme + " " + hidden
		}
		return hidden
	case "Location", "Content-Location", "Referer":
		if target, err := url.Parse(value); err == nil {
			return r.url(target)
		}
		return hidden
	}
	if tells(name) && value != "" {
		return hidden
	}
	return r.known.scrub(value)
}

// learnHeaders takes in what headers with telling names hold: credentials, cookies, keys. Cookies that a
// service sets are not looked for elsewhere: none is ever sent back, and some change with every reply.
func (r redaction) learnHeaders(header http.Header) {
	for name, values := range header {
		for _, value := range values {
			switch {
			case name == "Authorization" || name == "Proxy-Authorization":
				_, credential, ok := strings.Cut(value, " ")
				if !ok {
					credential = value
				}
				r.learnCredential(credential)
			case name == "Cookie":
				for pair := range strings.SplitSeq(value, ";") {
					_, content, _ := strings.Cut(pair, "=")
					r.learn(strings.Trim(content, ` "`))
				}
			case name != "Set-Cookie" && tells(name):
				r.learn(value)
			}
		}
	}
}

// learnCredential takes in what follows the scheme, and both parts of a Basic one (RFC 7617).
func (r redaction) learnCredential(text string) {
	r.learn(text)
	r.learn(strings.TrimRight(text, "="))
	if pair, err := base64.StdEncoding.DecodeString(text); err == nil {
		if _, password, ok := strings.Cut(string(pair), ":"); ok {
			r.learn(string(pair))
			r.learn(password)
		}
	}
}

// url is shown without userinfo and without the values of telling parameters.
func (r redaction) url(u *url.URL) string {
	path := u.EscapedPath()
	if plain := r.known.scrub(u.Path); plain != u.Path {
		path = starred((&url.URL{Path: plain}).EscapedPath())
	}
	place := url.URL{Scheme: u.Scheme, Host: u.Host}
	text := r.known.scrub(place.String()) + path
	if u.RawQuery != "" {
		text += "?" + r.form(u.RawQuery)
	}
	if u.Fragment != "" {
		text += "#" + r.form(u.EscapedFragment())
	}
	return text
}

// form is shown in the order and spelling it came in.
func (r redaction) form(raw string) string {
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		if value != "" && tellsInForm(name) {
			pairs[i] = r.known.scrub(name) + "=" + hidden
			continue
		}
		pairs[i] = r.known.scrub(pair)
		if plain, err := url.QueryUnescape(pairs[i]); err == nil && r.known.scrub(plain) != plain {
			pairs[i] = starred(url.PathEscape(r.known.scrub(plain)))
		}
	}
	return strings.Join(pairs, "&")
}

// starred undoes the escaping of what stands for a secret.
func starred(escaped string) string {
	return strings.ReplaceAll(escaped, url.PathEscape(hidden), hidden)
}

func (r redaction) learnForm(raw string) {
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if !tellsInForm(name) {
			continue
		}
		r.learn(value)
		if plain, err := url.QueryUnescape(value); err == nil {
			r.learn(plain)
		}
	}
}

// tellsInForm knows OAuth's code beside the names that tell everywhere (RFC 6749 section 4.1.2).
func tellsInForm(name string) bool {
	plain, err := url.QueryUnescape(name)
	return err != nil || tells(plain) || strings.EqualFold(plain, "code")
}
