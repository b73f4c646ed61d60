package simulator

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"scimsheet/internal/identity"
)

// faults are the rules in force and how far each has come.
type faults struct {
	mu     sync.Mutex
	rules  []rule
	random *rand.Rand
	shifts int // how often a user came or went
}

type rule struct {
	Fault
	seen, struck int
}

func newFaults(list []Fault, seed uint64) *faults {
	f := &faults{random: rand.New(rand.NewPCG(seed, uint64(len("faults"))))}
	f.put(list)
	return f
}

func (f *faults) put(list []Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = make([]rule, len(list))
	for i, fault := range list {
		f.rules[i].Fault = fault
	}
}

// SetFaults puts new rules in the place of all there were.
func (t *Tenant) SetFaults(list ...Fault) { t.faults.put(list) }

// next is the rule that strikes this request; nil where none does. Every rule that matches counts the
// request, also when another one strikes.
func (f *faults) next(x *exchange) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var striking *Fault
	for i := range f.rules {
		r := &f.rules[i]
		if !r.matches(x) {
			continue
		}
		r.seen++
		if striking == nil && r.due(f.random) {
			r.struck++
			striking = &r.Fault
		}
	}
	if striking == nil {
		return nil
	}
	fault := *striking // the rule may be replaced while the request is under way
	return &fault
}

func (f *Fault) matches(x *exchange) bool {
	if f.Method != "*" && f.Method != x.Method {
		return false
	}
	if f.Part == "" {
		return strings.HasPrefix(x.path, usersPath)
	}
	if strings.Contains(x.path, f.Part) || bytes.Contains(x.body, []byte(f.Part)) {
		return true
	}
	query, err := url.QueryUnescape(x.URL.RawQuery)
	return err == nil && strings.Contains(query, f.Part)
}

func (r *rule) due(random *rand.Rand) bool {
	if r.Times > 0 && r.struck >= r.Times {
		return false
	}
	switch {
	case r.Nth > 0:
		return r.seen == r.Nth
	case r.Every > 0:
		return r.seen%r.Every == 0
	case r.Chance > 0:
		return random.Float64() < r.Chance
	}
	return true
}

// strike answers a request with the fault that is due, if one is.
func (t *Tenant) strike(w http.ResponseWriter, x *exchange, f *Fault) {
	if f == nil {
		t.send(w, t.answer(x))
		return
	}
	switch f.Kind {
	case Refuse:
		t.send(w, t.refusedBy(f, x))
	case RefuseAfter:
		t.answer(x)
		t.send(w, t.refusedBy(f, x))
	case ResetBefore:
		panic(http.ErrAbortHandler)
	case ResetAfter:
		t.answer(x)
		panic(http.ErrAbortHandler)
	case Slow:
		p := t.answer(x)
		if wait(x.Request, f.Wait) {
			t.send(w, p)
		}
	case Late:
		time.Sleep(f.Wait)
		t.send(w, t.answer(x))
	case Garbage:
		t.send(w, htmlReply(captivePortal))
	case Truncate:
		t.sendCut(w, t.answer(x))
	case Redirect:
		t.send(w, reply{status: http.StatusFound}.with("Location", loginPage))
	case Partial, ErrorIn200, NoEntitlements, Duplicate, Short, Total:
		x.fault, x.some = f.Kind, f.Some
		t.send(w, t.answer(x))
	case Shift:
		p := t.answer(x)
		t.shift()
		t.send(w, p)
	case Expire:
		t.tokens.expire()
		t.send(w, t.answer(x))
	}
}

const captivePortal = `<h1>Guest Wi-Fi</h1><p>Please accept the terms to go on.</p>`

// loginPage is nowhere: its domain is reserved (RFC 2606).
const loginPage = "https://login.example.com/sso?return=scim"

func (t *Tenant) refusedBy(f *Fault, x *exchange) reply {
	p := t.errorFor(x, cmp.Or(f.Body, f.Status), "a fault was asked for: "+f.String())
	p.status = f.Status
	if f.RetryAfter == 0 {
		return p
	}
	return t.retryAfter(p, time.Duration(f.RetryAfter)*time.Second, f.RetryDate)
}

// retryAfter adds the header in either of its forms (RFC 9110 section 10.2.3), rounded up.
func (t *Tenant) retryAfter(p reply, after time.Duration, asDate bool) reply {
	seconds := max(1, int((after+time.Second-1)/time.Second))
	if asDate {
		at := t.options.Now().Add(time.Duration(seconds)*time.Second + 999*time.Millisecond)
		return p.with("Retry-After", at.UTC().Format(http.TimeFormat))
	}
	return p.with("Retry-After", strconv.Itoa(seconds))
}

// shift lets a bystander come, the next time go, with an id before all others: pages that follow
// repeat a user or skip one.
func (t *Tenant) shift() {
	t.faults.mu.Lock()
	n := t.faults.shifts
	t.faults.shifts++
	t.faults.mu.Unlock()
	name := identity.UserName(fmt.Sprintf("passer.by.%d@%s", n/2, t.options.Domain))
	if n%2 == 1 {
		t.Remove(name)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.timestamp()
	u := newUser(identity.Account{
		ID: fmt.Sprintf("%032x", n), UserName: name, GivenName: "Passer", FamilyName: "By", Active: true, Created: now, LastModified: now,
	}, "", 1)
	if !t.register.taken(name) && t.register.byID[u.idKey] == nil {
		t.register.add(u)
	}
}
