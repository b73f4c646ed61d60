package simulator

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Class tells requests apart by what they are for.
type Class string

const (
	Users     Class = "users"     // the collection: pages, searches, creation
	User      Class = "user"      // one user
	Discovery Class = "discovery" // ServiceProviderConfig, ResourceTypes, Schemas
	Token     Class = "token"     // the token service
	OAuth     Class = "oauth"     // device codes and refresh tokens
	API       Class = "api"       // the Integration, Administration and Audit APIs
	Elsewhere Class = "elsewhere" // no such path
)

// Write is one attempt to change a user that reached the service. Attempts that faults kept away from
// it are not among them.
type Write struct {
	Method   string
	ID       string // empty for a POST that was refused
	UserName string // empty where there is no such user
	Status   int    // what the service decided; a fault may have kept it from the caller
	Effect   bool   // whether it was carried out
}

// ledger remembers what arrived and what was done.
type ledger struct {
	mu       sync.Mutex
	requests map[arrival]int
	writes   []Write
}

type arrival struct {
	method string
	class  Class
}

func (l *ledger) arrived(r *http.Request) {
	key := arrival{r.Method, classOf(r.URL.Path)}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests[key]++
}

func (l *ledger) wrote(w Write) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes = append(l.writes, w)
}

func classOf(path string) Class {
	switch {
	case path == usersPath, strings.HasSuffix(path, "/.search"):
		return Users
	case strings.HasPrefix(path, usersPath+"/"):
		return User
	case discoveryPath(path):
		return Discovery
	case strings.HasPrefix(path, "/token/"):
		return Token
	case oauthPath(path):
		return OAuth
	case apiPath(path):
		return API
	}
	return Elsewhere
}

// Requests counts what arrived, refused requests and those that met a fault included. An empty method
// or class stands for all.
func (t *Tenant) Requests(method string, class Class) int {
	t.ledger.mu.Lock()
	defer t.ledger.mu.Unlock()
	n := 0
	for key, count := range t.ledger.requests {
		if (method == "" || key.method == method) && (class == "" || key.class == class) {
			n += count
		}
	}
	return n
}

// Writes are the attempts to change users, in the order in which they ended.
func (t *Tenant) Writes() []Write {
	t.ledger.mu.Lock()
	defer t.ledger.mu.Unlock()
	return slices.Clone(t.ledger.writes)
}

// Forget empties the counters and the log of writes.
func (t *Tenant) Forget() {
	t.ledger.mu.Lock()
	defer t.ledger.mu.Unlock()
	clear(t.ledger.requests)
	t.ledger.writes = nil
}
