package scim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// trouble is what an accepted write's reply tells of parts that were not done. Anaplan keeps a user and
// their workspaces in two stores, so a write can be done in part; what the service says then is
// published nowhere. So the reply is searched for what says so in any shape that services use:
// an error message, errors beside a user, a list with a status for each part.
type trouble struct {
	scimType string
	failed   []string // what was not done, each with why
	done     []string // what the reply says was done
}

func (t *trouble) found() bool { return t.scimType != "" || len(t.failed) > 0 }

// inWords is all of it on one line; empty where there is nothing.
func (t *trouble) inWords() string {
	text := listed(t.failed)
	if len(t.done) > 0 && text != "" {
		text += "; done: " + listed(t.done)
	}
	return text
}

// listed names some things, and counts the rest.
func listed(all []string) string {
	const enough = 6
	if len(all) <= enough+1 {
		return strings.Join(all, "; ")
	}
	return strings.Join(all[:enough], "; ") + fmt.Sprintf("; and %d more", len(all)-enough)
}

// The members by which replies tell of failures and successes, in lower case.
var (
	failureLists = []string{"errors", "error", "failures", "failed", "failedentitlements", "failedworkspaces", "unsuccessful"}
	successLists = []string{"succeeded", "successful", "success", "successes", "succeededentitlements", "successfulworkspaces"}
	names        = []string{"value", "id", "workspaceid", "workspace", "display", "workspacename", "name", "path", "location"}
	reasons      = []string{"detail", "message", "statusmessage", "description", "reason", "error"}
)

// trouble searches the body of a 2xx.
func (r reply) trouble() *trouble {
	t := &trouble{}
	var body any
	if json.Unmarshal(r.body, &body) == nil {
		t.search(body, false)
	}
	t.failed, t.done = slices.Compact(t.failed), slices.Compact(t.done)
	return t
}

// search goes through JSON. Within a list of failures every element is one, whatever it looks like.
func (t *trouble) search(value any, failure bool) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			t.search(element, failure)
		}
	case map[string]any:
		t.object(v, failure && len(v) > 0)
	case string, float64, bool:
		if failure && v != "" && v != 0.0 && v != false {
			t.failed = append(t.failed, fmt.Sprint(v))
		}
	}
}

func (t *trouble) object(object map[string]any, failure bool) {
	o := lowered(object)
	code, isCode := statusOf(o["status"])
	scimType, _ := o["scimtype"].(string)
	schemas, _ := o["schemas"].([]any)
	isError := slices.ContainsFunc(schemas, func(s any) bool { urn, _ := s.(string); return isErrorSchema(urn) })
	refused := isCode && (code >= http.StatusMultipleChoices || code == http.StatusMultiStatus)
	switch {
	case failure || isError || refused || scimType != "":
		if !isCode {
			code, _ = statusOf(o["code"])
		}
		t.scimType = cmp.Or(t.scimType, scimType)
		t.failed = append(t.failed, saidOf(o, code, scimType))
	case isCode:
		if name := textOf(o, names); name != "" {
			t.done = append(t.done, name)
		}
	}
	for _, name := range sortedNames(o) {
		switch inner := o[name]; {
		case slices.Contains(failureLists, name):
			if !failure {
				t.search(inner, true)
			}
		case slices.Contains(successLists, name):
			t.done = append(t.done, namesIn(inner)...)
		default:
			switch inner.(type) { // texts are attributes of what was found, or of the user
			case []any, map[string]any:
				t.search(inner, false)
			}
		}
	}
}

// saidOf is one failure in words: what it is about, its code, and why.
func saidOf(o map[string]any, code int, scimType string) string {
	var said []string
	for _, text := range []string{textOf(o, names), status(code), scimType} {
		if text != "" {
			said = append(said, text)
		}
	}
	text, why := strings.Join(said, " "), textOf(o, reasons)
	if text == "" || why == "" {
		return cmp.Or(text+why, "an error")
	}
	return text + ": " + why
}

func status(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

// namesIn are the texts in a list of things that were done: the texts themselves, or the objects' names.
func namesIn(value any) []string {
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	var all []string
	for _, element := range list {
		switch e := element.(type) {
		case string:
			all = append(all, e)
		case map[string]any:
			if name := textOf(lowered(e), names); name != "" {
				all = append(all, name)
			}
		}
	}
	return all
}

// statusOf reads a status code, as a number or as digits, also where an object holds it.
func statusOf(value any) (int, bool) {
	switch v := value.(type) {
	case float64:
		return int(v), v >= 100 && v < 600
	case string:
		code, err := strconv.Atoi(strings.TrimSpace(v))
		return code, err == nil && code >= 100 && code < 600
	case map[string]any:
		return statusOf(lowered(v)["code"])
	}
	return 0, false
}

// textOf is the first member of these names that is a text.
func textOf(o map[string]any, members []string) string {
	for _, member := range members {
		if text, ok := o[member].(string); ok && strings.TrimSpace(text) != "" {
			return strings.TrimSpace(text)
		}
	}
	return ""
}

func lowered(object map[string]any) map[string]any {
	o := make(map[string]any, len(object))
	for _, name := range sortedNames(object) {
		o[strings.ToLower(name)] = object[name]
	}
	return o
}

func sortedNames(object map[string]any) []string {
	all := make([]string, 0, len(object))
	for name := range object {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// isEmpty reports whether a member says nothing: it is missing, null, or an empty list, object or text.
func isEmpty(raw json.RawMessage) bool {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", "[]", "{}", `""`, "false":
		return true
	}
	return false
}

// partlyWritten reads a 207, or an error inside another 2xx. What reads as a user is one, and what
// explains the rest is told.
func (r reply) partlyWritten(w Written, t *trouble) (Written, error) {
	if len(bytes.TrimSpace(r.body)) > 0 && !json.Valid(r.body) {
		return w, r.notSCIM("an account of what was done")
	}
	w.Partial = true
	if user, err := r.user(); err == nil && !slices.ContainsFunc(user.Schemas, isErrorSchema) {
		user.Errors = nil // they are told here
		w.User = &user
	}
	code, detail := r.said()
	w.ScimType = cmp.Or(code, t.scimType)
	w.Detail = cmp.Or(detail, t.inWords())
	if detail != "" && len(t.failed) > 0 && !strings.Contains(t.inWords(), detail) {
		w.Detail = detail + ": " + t.inWords()
	}
	if w.Detail == "" && w.User == nil {
		w.Detail = excerpt(r.body)
	}
	return w, nil
}
