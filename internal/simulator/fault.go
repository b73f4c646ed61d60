package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is one rule of the grammar in the package comment. The zero value is not a rule.
type Fault struct {
	Method string // upper case, or "*"
	Part   string // text in path, query or body; empty: all requests to /Users
	Kind   Kind
	Status int           // for Refuse and RefuseAfter
	Body   int           // the status that the error body claims, where it is another; 0 is the same
	Wait   time.Duration // for Slow and Late
	Some   int           // for Partial: how many changes of workspaces are carried out all the same

	Nth    int     // only the Nth matching request, or
	Every  int     // each Nth, or
	Chance float64 // with this probability; all zero: every matching request
	Times  int     // how often at most; 0 is without bound

	RetryAfter int  // seconds, with a status; 0 is no header
	RetryDate  bool // RetryAfter is written as an HTTP date
}

// Kind is what a fault does.
type Kind string

const (
	Refuse      Kind = "status"
	RefuseAfter Kind = "status-after"
	ResetBefore Kind = "reset-before"
	ResetAfter  Kind = "reset-after"
	Slow        Kind = "slow"
	Late        Kind = "late"
	Garbage     Kind = "garbage"
	Truncate    Kind = "truncate"
	Partial     Kind = "partial"
	Shift       Kind = "shift"
	Expire      Kind = "expire"

	Redirect       Kind = "redirect"
	ErrorIn200     Kind = "error-in-200"
	NoEntitlements Kind = "no-entitlements"
	Duplicate      Kind = "duplicate"
	Short          Kind = "short"
	Total          Kind = "total"
)

const faultExample = `for example GET=503@3 or POST:/Users=reset-after@p0.1,times=5`

// ParseFault reads one rule.
func ParseFault(text string) (Fault, error) {
	where, what, ok := strings.Cut(text, "=")
	if !ok {
		return Fault{}, faultError(text, "there is no =; write METHOD[:PART]=KIND, "+faultExample)
	}
	var f Fault
	if err := f.parseWhere(where); err != nil {
		return Fault{}, faultError(text, err.Error())
	}
	parts := strings.Split(what, ",")
	kind, when, timed := strings.Cut(parts[0], "@")
	if err := f.parseKind(strings.TrimSpace(kind)); err != nil {
		return Fault{}, faultError(text, err.Error())
	}
	if timed {
		if err := f.parseWhen(strings.TrimSpace(when)); err != nil {
			return Fault{}, faultError(text, err.Error())
		}
	}
	for _, part := range parts[1:] {
		if err := f.parseSetting(strings.TrimSpace(part)); err != nil {
			return Fault{}, faultError(text, err.Error())
		}
	}
	return f, nil
}

// ParseFaults reads one rule from each text.
func ParseFaults(texts []string) ([]Fault, error) {
	faults := make([]Fault, 0, len(texts))
	for _, text := range texts {
		f, err := ParseFault(text)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f)
	}
	return faults, nil
}

func faultError(text, problem string) error {
	return fmt.Errorf("fault %q: %s", text, problem)
}

func (f *Fault) parseWhere(text string) error {
	method, part, _ := strings.Cut(text, ":")
	method = strings.ToUpper(strings.TrimSpace(method))
	switch method {
	case "*", http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		f.Method, f.Part = method, part
		return nil
	}
	return fmt.Errorf("the method is %q; it is one of GET, POST, PUT, PATCH, DELETE, *", method)
}

func (f *Fault) parseKind(text string) error {
	word, value, valued := strings.Cut(text, "=")
	f.Kind = Kind(word)
	switch f.Kind {
	case Slow, Late:
		d, err := time.ParseDuration(value)
		if !valued || err != nil || d <= 0 {
			return fmt.Errorf("%s needs a duration, like %s=2s or %s=300ms", word, word, word)
		}
		f.Wait = d
		return nil
	case Partial:
		if valued {
			return positive(word, value, &f.Some)
		}
		return nil
	case ResetBefore, ResetAfter, Garbage, Truncate, Shift, Expire, Redirect, ErrorIn200, NoEntitlements, Duplicate, Short, Total:
		if valued {
			return fmt.Errorf("%s takes no value", word)
		}
		return nil
	}
	if !f.parseStatus(text) {
		return fmt.Errorf("no kind %q; it is a status from 400 to 599 (also 502-after, 403/404), reset-before, reset-after, slow=2s, "+
			"late=2s, garbage, redirect, truncate, partial, partial=2, error-in-200, no-entitlements, shift, duplicate, short, total or expire", text)
	}
	return nil
}

// parseStatus reads 503, 502-after, 403/404 and 403/404-after.
func (f *Fault) parseStatus(text string) bool {
	digits, after := strings.CutSuffix(text, "-after")
	digits, claimed, differs := strings.Cut(digits, "/")
	f.Kind = Refuse
	if after {
		f.Kind = RefuseAfter
	}
	return errorStatus(digits, &f.Status) && (!differs || errorStatus(claimed, &f.Body))
}

func errorStatus(text string, into *int) bool {
	n, err := strconv.Atoi(text)
	*into = n
	return err == nil && n >= 400 && n <= 599
}

func (f *Fault) parseWhen(text string) error {
	if every, ok := strings.CutPrefix(text, "every"); ok {
		return positive("every", strings.TrimSpace(every), &f.Every)
	}
	if chance, ok := strings.CutPrefix(text, "p"); ok {
		p, err := strconv.ParseFloat(chance, 64)
		if err != nil || !(p > 0 && p <= 1) {
			return fmt.Errorf("the probability %q is not above 0 and at most 1, like p0.1", chance)
		}
		f.Chance = p
		return nil
	}
	if positive("@", text, &f.Nth) != nil {
		return fmt.Errorf("%q after @ is not a number, every and a number, or p and a probability", text)
	}
	return nil
}

func (f *Fault) parseSetting(text string) error {
	name, value, _ := strings.Cut(text, "=")
	switch name {
	case "times":
		return positive(name, value, &f.Times)
	case "retry-after", "retry-date":
		if f.Status == 0 {
			return fmt.Errorf("%s goes with a status only", name)
		}
		f.RetryDate = name == "retry-date"
		return positive(name, value, &f.RetryAfter)
	}
	return fmt.Errorf("no setting %q; there are times=K, retry-after=SECONDS and retry-date=SECONDS", name)
}

func positive(name, text string, into *int) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return fmt.Errorf("%s needs a number from 1, not %q", name, text)
	}
	*into = n
	return nil
}

// String writes the rule as ParseFault reads it.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Method)
	if f.Part != "" {
		b.WriteString(":" + f.Part)
	}
	b.WriteString("=" + f.kindText())
	switch {
	case f.Nth > 0:
		fmt.Fprintf(&b, "@%d", f.Nth)
	case f.Every > 0:
		fmt.Fprintf(&b, "@every%d", f.Every)
	case f.Chance > 0:
		b.WriteString("@p" + strconv.FormatFloat(f.Chance, 'g', -1, 64))
	}
	if f.Times > 0 {
		fmt.Fprintf(&b, ",times=%d", f.Times)
	}
	if f.RetryAfter > 0 && f.RetryDate {
		fmt.Fprintf(&b, ",retry-date=%d", f.RetryAfter)
	} else if f.RetryAfter > 0 {
		fmt.Fprintf(&b, ",retry-after=%d", f.RetryAfter)
	}
	return b.String()
}

func (f Fault) kindText() string {
	switch f.Kind {
	case Refuse:
		return f.statusText()
	case RefuseAfter:
		return f.statusText() + "-after"
	case Slow, Late:
		return string(f.Kind) + "=" + f.Wait.String()
	}
	if f.Some > 0 {
		return fmt.Sprintf("%s=%d", f.Kind, f.Some)
	}
	return string(f.Kind)
}

func (f Fault) statusText() string {
	if f.Body > 0 {
		return fmt.Sprintf("%d/%d", f.Status, f.Body)
	}
	return strconv.Itoa(f.Status)
}
