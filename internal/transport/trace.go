package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// tracer is the innermost layer: it writes down what really left and what really came, one JSON object a
// line for each attempt, without credentials. People's data does stand in a trace. A trace that cannot be
// written lets nothing more be sent, as somebody wanted to see all of it.
type tracer struct {
	next  http.RoundTripper // must give replies whole
	known *secrets

	mu       sync.Mutex
	out      io.Writer
	sequence int
	broken   error // why out takes no more
}

// exchange is one line of a trace.
type exchange struct {
	Time     string  `json:"time"`              // when the attempt began: RFC 3339, UTC, milliseconds
	Sequence int     `json:"sequence"`          // in the order in which attempts began; lines come in that in which they ended
	Attempt  int     `json:"attempt,omitempty"` // of the same request, from 1
	Method   string  `json:"method"`
	URL      string  `json:"url"`
	Request  message `json:"request"`
	Reply    *reply  `json:"reply,omitempty"`
	Duration float64 `json:"ms"`
	Error    string  `json:"error,omitempty"`
}

type message struct {
	Headers map[string][]string `json:"headers"`
	Body    json.RawMessage     `json:"body,omitempty"`
}

type reply struct {
	Status int `json:"status"`
	message
}

func newTracer(next http.RoundTripper, out io.Writer) *tracer {
	return &tracer{next: next, out: out, known: &secrets{}}
}

func (t *tracer) RoundTrip(req *http.Request) (*http.Response, error) {
	sequence, err := t.begin()
	if err != nil {
		return nil, err
	}
	req = req.Clone(req.Context()) // its body is replaced
	asked, err := peek(&req.Body)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	resp, failed := t.next.RoundTrip(req)
	took := time.Since(began)
	line := &exchange{
		Time:     began.UTC().Format("2006-01-02T15:04:05.000Z"),
		Sequence: sequence,
		Method:   req.Method,
		Duration: float64(took.Microseconds()) / 1000,
	}
	if h, ok := req.Context().Value(historyKey{}).(*history); ok {
		line.Attempt = h.attempts + 1
	}
	var got []byte
	if failed == nil {
		if got, err = peek(&resp.Body); err != nil {
			return nil, err
		}
	}
	t.fill(line, req, asked, resp, got, failed)
	t.write(line)
	return resp, failed
}

// begin is refused once a line could not be written.
func (t *tracer) begin() (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.broken != nil {
		return 0, hopeless{fmt.Errorf("write the trace: %w", t.broken)}
	}
	t.sequence++
	return t.sequence, nil
}

// peek reads a body that can be read again afterwards.
func peek(rc *io.ReadCloser) ([]byte, error) {
	if *rc == nil || *rc == http.NoBody {
		return nil, nil
	}
	text, err := io.ReadAll(*rc)
	(*rc).Close()
	*rc = io.NopCloser(bytes.NewReader(text))
	return text, err
}

// fill first learns every secret of the exchange, then shows it.
func (t *tracer) fill(line *exchange, req *http.Request, asked []byte, resp *http.Response, got []byte, failed error) {
	r := redaction{t.known, &t.known.sent}
	request := bodyOf(asked, req.Header, req.URL)
	r.learnHeaders(req.Header)
	r.learnForm(req.URL.RawQuery)
	r.learnBody(request)
	if resp != nil {
		r.into = &t.known.told
		r.learnHeaders(resp.Header)
		r.learnBody(bodyOf(got, resp.Header, req.URL))
	}
	line.URL = r.url(req.URL)
	line.Request = message{r.headers(req.Header), r.show(request)}
	if resp != nil {
		line.Reply = &reply{resp.StatusCode, message{r.headers(resp.Header), r.show(bodyOf(got, resp.Header, req.URL))}}
	}
	if failed != nil {
		line.Error = t.known.scrub(failed.Error())
	}
}

func (t *tracer) write(line *exchange) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(line)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil && t.broken == nil {
		_, err = t.out.Write(text.Bytes())
	}
	if t.broken == nil {
		t.broken = err
	}
}
