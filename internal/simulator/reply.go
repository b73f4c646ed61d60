package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"scimsheet/internal/scim"
)

// reply is an answer before it is sent, so that faults can lose or spoil it after its effect.
type reply struct {
	status    int
	mediaType string
	header    [][2]string
	body      []byte
	write     *Write // what the request did, where it was a write
	pages     *pages // where the body goes back to once it is sent; nil for most
}

// pages keeps the memory of sent pages for the next ones: pages are large, and beside a large tenant
// new memory for each costs more in garbage collection than the page itself.
type pages struct{ pool sync.Pool }

func (g *pages) take(size int) []byte {
	if kept, ok := g.pool.Get().(*[]byte); ok && cap(*kept) >= size {
		return (*kept)[:0]
	}
	return make([]byte, 0, size)
}

// sent gives the body back; the reply must not be used any more.
func (p reply) sent() {
	if p.pages != nil {
		p.pages.pool.Put(&p.body)
	}
}

// refusal is a SCIM error to be answered (RFC 7644 section 3.12).
type refusal struct {
	status   int
	scimType string
	detail   string
}

func refuse(status int, scimType, format string, args ...any) *refusal {
	return &refusal{status, scimType, fmt.Sprintf(format, args...)}
}

func (f *refusal) reply() reply {
	return scimReply(f.status, scim.ErrorBody{
		Schemas: []string{scim.SchemaError}, Detail: f.detail, ScimType: f.scimType, Status: scim.Status(f.status),
	})
}

func scimReply(status int, body any) reply {
	return reply{status: status, mediaType: scim.MediaType, body: encode(body)}
}

func jsonReply(status int, body any) reply {
	return reply{status: status, mediaType: "application/json", body: encode(body)}
}

// encode panics on what cannot be encoded: only our own types and maps of text come here.
func encode(body any) []byte {
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("simulator: encode %T: %v", body, err))
	}
	return text
}

func (p reply) with(name, value string) reply {
	p.header = append(p.header, [2]string{name, value})
	return p
}

func (t *Tenant) writeHead(w http.ResponseWriter, p reply) {
	h := w.Header()
	h.Set("Date", t.options.Now().UTC().Format(http.TimeFormat))
	if t.options.RateHeaders {
		t.bucket.announce(h, t.options.Now())
	}
	for _, pair := range p.header {
		h.Set(pair[0], pair[1])
	}
	if p.mediaType != "" {
		h.Set("Content-Type", p.mediaType)
	}
	if p.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(p.body)))
	}
	w.WriteHeader(p.status)
}

// send answers with a reply, dated by the tenant's clock.
func (t *Tenant) send(w http.ResponseWriter, p reply) {
	t.writeHead(w, p)
	w.Write(p.body) // an error means the caller has gone; there is nobody to tell
	p.sent()
}

// sendCut promises the whole body and breaks the connection in the middle of it.
func (t *Tenant) sendCut(w http.ResponseWriter, p reply) {
	t.writeHead(w, p)
	w.Write(p.body[:len(p.body)/2])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}

// resource is a user as SCIM shows them.
func (t *Tenant) resource(u *user, base string) scim.User {
	active := scim.Bool(u.Active)
	formatted := fullName(u.GivenName, u.FamilyName)
	r := scim.User{
		Schemas:     []string{scim.SchemaUser},
		ID:          u.ID,
		ExternalID:  u.ExternalID,
		UserName:    string(u.UserName),
		DisplayName: formatted,
		Active:      &active,
		Emails:      []scim.Email{{Value: string(u.UserName), Type: "work", Primary: true}},
		Meta: &scim.Meta{
			ResourceType: "User", Created: u.Created, LastModified: u.LastModified,
			Location: base + usersPath + "/" + u.ID, Version: u.Version,
		},
	}
	if formatted != "" {
		r.Name = &scim.Name{Formatted: formatted, GivenName: u.GivenName, FamilyName: u.FamilyName}
	}
	return r
}

func fullName(given, family string) string {
	if given == "" || family == "" {
		return given + family
	}
	return given + " " + family
}

// encoded is the user's JSON with entitlements, kept until the user changes.
func (t *Tenant) encoded(u *user, base string) []byte {
	if kept := u.encoded.Load(); kept != nil && kept.base == base {
		return kept.body
	}
	r := t.resource(u, base)
	r.Entitlements = t.workspaces.spell(u.Workspaces, t.options.Spelling)
	body := encode(r)
	u.encoded.Store(&encoding{base, body})
	return body
}

// userReply shows one user as the service does in reply to x: options and faults leave parts out.
func (t *Tenant) userReply(x *exchange, status int, u *user) reply {
	base := x.base()
	bare := x.fault == NoEntitlements || x.Method == http.MethodPatch && !t.options.PatchReplyEntitlements
	nameless := t.options.ReplyWithoutUserName && (x.Method == http.MethodPatch || x.Method == http.MethodPut)
	p := reply{status: status, mediaType: scim.MediaType}
	if !bare && !nameless {
		p.body = t.encoded(u, base)
		return t.named(p, u, base)
	}
	r := t.resource(u, base)
	if !bare {
		r.Entitlements = t.workspaces.spell(u.Workspaces, t.options.Spelling)
	}
	if nameless {
		r.UserName = ""
	}
	p.body = encode(r)
	return t.named(p, u, base)
}

// named gives a reply about one user its Location and, where versions are on, its ETag.
func (t *Tenant) named(p reply, u *user, base string) reply {
	p = p.with("Location", base+usersPath+"/"+u.ID)
	if u.Version != "" {
		p = p.with("ETag", u.Version)
	}
	return p
}
