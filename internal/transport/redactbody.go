package transport

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const (
	mostJSON = 1 << 20  // bytes of a body that are shown as JSON
	mostText = 64 << 10 // bytes of any other that are shown
)

// body is a request's or a reply's, ready to be shown.
type body struct {
	text      []byte
	mediaType string // without parameters, in lower case
	private   bool   // of a place where tokens are given out
}

func bodyOf(text []byte, header http.Header, u *url.URL) body {
	mediaType, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	path := strings.ToLower(u.Path)
	return body{
		text:      text,
		mediaType: strings.ToLower(strings.TrimSpace(mediaType)),
		private:   strings.Contains(path, "/token") || strings.Contains(path, "/oauth"),
	}
}

func (b body) isForm() bool { return b.mediaType == "application/x-www-form-urlencoded" }

// isJSON goes by what is there, as services send JSON under many names.
func (b body) isJSON() bool { return b.opensAsJSON() && json.Valid(b.text) }

func (b body) opensAsJSON() bool {
	start := bytes.TrimLeft(b.text, " \t\r\n")
	return bytes.HasPrefix(start, []byte("{")) || bytes.HasPrefix(start, []byte("["))
}

// meantAsJSON is JSON that breaks off, or something that says it is: where a secret ends in it cannot
// be told.
func (b body) meantAsJSON() bool { return strings.Contains(b.mediaType, "json") || b.opensAsJSON() }

func (b body) isText() bool {
	return b.mediaType == "" || strings.HasPrefix(b.mediaType, "text/") || strings.Contains(b.mediaType, "xml")
}

func (r redaction) learnBody(b body) {
	switch {
	case b.isJSON():
		r.learnJSON(b.text)
	case b.isForm():
		r.learnForm(string(b.text))
	}
}

// show is the body as it goes into the trace: JSON as JSON, anything else as a string, nil for none.
// What cannot be made fit to show is left out, and only its size told.
func (r redaction) show(b body) json.RawMessage {
	switch {
	case len(b.text) == 0:
		return nil
	case b.isJSON():
		shown := r.json(b.text)
		if len(shown) > mostJSON {
			return inQuotes(cut(string(shown)))
		}
		return shown
	case b.isForm():
		return inQuotes(cut(r.form(string(b.text))))
	case b.private, b.meantAsJSON(), !b.isText():
		return inQuotes(fmt.Sprintf("%d bytes of %s not shown", len(b.text), cmp.Or(b.mediaType, "no stated type")))
	}
	return inQuotes(cut(r.known.scrub(strings.ToValidUTF8(string(b.text), "\ufffd"))))
}

// cut leaves the beginning of a text that is too long to show, and says so. It comes after everything
// that hides: the beginning of a secret is one too.
func cut(text string) string {
	if len(text) <= mostText {
		return text
	}
	return strings.ToValidUTF8(text[:mostText], "") + fmt.Sprintf("… (cut, %d bytes in all)", len(text))
}

// inQuotes is a text as JSON, its angle brackets left readable.
func inQuotes(text string) json.RawMessage {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // of a string into memory cannot fail
	return bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))
}

// json is a JSON text as it was, its members in their order, without what is to be hidden.
func (r redaction) json(text []byte) json.RawMessage {
	w := rewriter{in: json.NewDecoder(bytes.NewReader(text))}
	w.in.UseNumber()
	w.word = func(text string, telling bool) string {
		if telling && text != "" {
			return hidden
		}
		return r.known.scrub(text)
	}
	w.value(false)
	return w.out.Bytes()
}

func (r redaction) learnJSON(text []byte) {
	w := rewriter{in: json.NewDecoder(bytes.NewReader(text))}
	w.in.UseNumber()
	w.word = func(text string, telling bool) string {
		if telling {
			r.learn(text)
		}
		return ""
	}
	w.value(false)
}

// rewriter copies valid JSON, and asks word for each string what to write in its place. Below a telling
// name everything is telling.
type rewriter struct {
	in   *json.Decoder
	out  bytes.Buffer
	word func(text string, telling bool) string
}

func (w *rewriter) value(telling bool) {
	token, _ := w.in.Token() // valid all through
	switch token := token.(type) {
	case json.Delim:
		w.inside(token, telling)
	case string:
		w.out.Write(inQuotes(w.word(token, telling)))
	case json.Number:
		if telling {
			w.out.Write(inQuotes(w.word(token.String(), telling)))
			return
		}
		w.out.WriteString(token.String())
	case bool:
		fmt.Fprint(&w.out, token)
	default:
		w.out.WriteString("null")
	}
}

// inside copies an object or an array, whose beginning has been read, to its end.
func (w *rewriter) inside(opening json.Delim, telling bool) {
	w.out.WriteString(opening.String())
	for first := true; w.in.More(); first = false {
		if !first {
			w.out.WriteByte(',')
		}
		below := telling
		if opening == '{' {
			token, _ := w.in.Token()
			name, _ := token.(string)
			below = telling || tells(name)
			w.out.Write(inQuotes(w.word(name, false)))
			w.out.WriteByte(':')
		}
		w.value(below)
	}
	closing, _ := w.in.Token()
	fmt.Fprint(&w.out, closing)
}
