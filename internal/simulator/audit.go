package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"scimsheet/internal/identity"
)

// auditPath is the Audit API: what was done to users, whoever did it.
const auditPath = "/audit/api/1/events"

// longestInterval is how far back the Audit API looks, in hours: 30 days.
const longestInterval = 720

// The events that changes of users leave.
const (
	userCreated      = "USR-1"
	userEnabled      = "USR-3"
	userDisabled     = "USR-4"
	workspaceAdded   = "USR-21"
	workspaceRemoved = "USR-22"
)

// audit remembers events, the oldest first.
type audit struct {
	mu     sync.Mutex
	events []event
}

// event is one line of the Audit API; additionalAttributes is null where there are none.
type event struct {
	ID         int64             `json:"id"`
	Type       string            `json:"eventTypeId"`
	UserID     string            `json:"userId"` // who did it
	TenantID   string            `json:"tenantId"`
	ObjectID   string            `json:"objectId"` // to whom
	Message    string            `json:"message"`
	Success    bool              `json:"success"`
	Date       int64             `json:"eventDate"` // milliseconds
	Zone       string            `json:"eventTimeZone"`
	Attributes map[string]string `json:"additionalAttributes"`
	Checksum   string            `json:"checksum"`
}

// firstEvent is where ids start; they are whole numbers, larger than a float can hold exactly.
const firstEvent = 971_529_164_212_789_248

// witness records what a change did to a user. A new user has no state before.
func (t *Tenant) witness(by string, before *identity.Account, after identity.Account) {
	if before == nil {
		t.record(by, after.ID, userCreated, "User created", nil)
		before = &identity.Account{Active: true}
	}
	if after.Active && !before.Active {
		t.record(by, after.ID, userEnabled, "User enabled", nil)
	}
	if !after.Active && before.Active {
		t.record(by, after.ID, userDisabled, "User disabled", nil)
	}
	for _, id := range after.Workspaces {
		if !slices.Contains(before.Workspaces, id) {
			t.record(by, after.ID, workspaceAdded, "User added to workspace", map[string]string{"workspaceId": id})
		}
	}
	for _, id := range before.Workspaces {
		if !slices.Contains(after.Workspaces, id) {
			t.record(by, after.ID, workspaceRemoved, "User removed from workspace", map[string]string{"workspaceId": id})
		}
	}
}

func (t *Tenant) record(by, object, kind, message string, attributes map[string]string) {
	t.audit.mu.Lock()
	defer t.audit.mu.Unlock()
	e := event{
		ID: firstEvent + int64(len(t.audit.events)), Type: kind, UserID: by, TenantID: t.seeded("customer", 0), ObjectID: object,
		Message: message, Success: true, Date: t.options.Now().UnixMilli(), Zone: "UTC", Attributes: attributes,
	}
	sum := sha256.Sum256(fmt.Append(nil, e))
	e.Checksum = hex.EncodeToString(sum[:])
	t.audit.events = append(t.audit.events, e)
}

// otherAdministrator is who edits the tenant past SCIM.
func (t *Tenant) otherAdministrator() string { return t.seeded("other administrator", 0) }

// callerID is the SCIM id of the account that signs in. The lock is held.
func (t *Tenant) callerID() string {
	if u := t.register.byName[t.caller.userName.Key()]; u != nil {
		return u.ID
	}
	return ""
}

// listEvents answers the events of a time, all of which are of the type user_activity.
func (t *Tenant) listEvents(x *exchange, query url.Values, limit, offset int) reply {
	if t.options.NotTenantAuditor {
		return apiFailure(x, http.StatusForbidden, "The caller does not have the Tenant Auditor role")
	}
	hours, wrong := number(query, "intervalInHours", longestInterval)
	if wrong != nil || hours < 1 || hours > longestInterval {
		return apiFailure(x, http.StatusBadRequest, fmt.Sprintf("intervalInHours must be from 1 to %d", longestInterval))
	}
	since := t.options.Now().Add(-time.Duration(hours) * time.Hour).UnixMilli()
	found := []event{}
	if kind := query.Get("type"); kind == "" || kind == "user_activity" {
		t.audit.mu.Lock()
		for _, e := range t.audit.events {
			if e.Date >= since {
				found = append(found, e)
			}
		}
		t.audit.mu.Unlock()
	}
	from := min(offset, len(found))
	shown := found[from : from+min(limit, len(found)-from)]
	page := map[string]any{"currentPageSize": len(shown), "totalSize": len(found), "offSet": offset}
	if next := offset + len(shown); next < len(found) && len(shown) > 0 {
		page["nextOffset"] = next
		page["nextUrl"] = pageURL(x, limit, next)
	}
	return jsonReply(http.StatusOK, map[string]any{"meta": map[string]any{"paging": page}, "response": shown})
}
