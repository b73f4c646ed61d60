package simulator

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
)

// events reads the audit page by page, five at a time.
func (v *visit) events(query string) []event {
	v.Helper()
	var all []event
	for next := v.server.APIURL + auditPath + "?limit=5&" + query; next != ""; {
		a := v.ask("GET", next, "")
		v.status(a, 200)
		var p struct {
			Meta struct {
				Paging struct {
					CurrentPageSize, TotalSize, OffSet int
					NextURL                            string `json:"nextUrl"`
				}
			}
			Response []event
		}
		v.decode(a, &p)
		if p.Meta.Paging.CurrentPageSize != len(p.Response) || p.Meta.Paging.OffSet != len(all) || p.Meta.Paging.TotalSize < len(all)+len(p.Response) {
			v.Fatalf("paging is %+v with %d events", p.Meta.Paging, len(p.Response))
		}
		all = append(all, p.Response...)
		next = p.Meta.Paging.NextURL
	}
	return all
}

func kinds(list []event) string {
	var text []string
	for _, e := range list {
		text = append(text, e.Type)
	}
	return strings.Join(text, " ")
}

func TestTheAuditTellsWhatWasDoneByWhomAndToWhom(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Workspaces: 3, Now: clock.now}).withToken()
	one, two := workspaceIDs(v.tenant, 0)[0], workspaceIDs(v.tenant, 1)[0]
	id := v.ada(one)
	v.must(200, "PATCH", "/Users/"+id, patchBody(`{"op":"replace","path":"entitlements","value":`+entitled(two)+`},{"op":"replace","path":"active","value":false}`))
	v.must(200, "PUT", "/Users/"+id, resource("ada@acme.example", `,"active":true`))
	v.tenant.Edit("ada@acme.example", func(a *identity.Account) { a.GivenName, a.Workspaces = "Augusta", []string{one} })
	v.tenant.Add(identity.Account{UserName: "bob@acme.example"})
	v.must(409, "POST", "/Users", resource("ada@acme.example", ""))
	all := v.events("type=user_activity&intervalInHours=24")
	if got, want := kinds(all), "USR-1 USR-21 USR-4 USR-21 USR-22 USR-3 USR-22 USR-21 USR-1 USR-4"; got != want {
		t.Fatalf("the audit tells %s, want %s", got, want)
	}
	caller := v.stored(v.tenant.Caller()).ID
	for at, e := range all {
		by, to := caller, id
		if at >= 7 {
			by = v.tenant.otherAdministrator()
		}
		if at >= 8 {
			to = v.stored("bob@acme.example").ID
		}
		if e.UserID != by || e.ObjectID != to || e.Date != clock.now().UnixMilli() || !e.Success || e.Checksum == "" || e.ID != firstEvent+int64(at) {
			t.Errorf("event %d is %+v", at, e)
		}
		if (e.Attributes != nil) != slices.Contains([]string{"USR-21", "USR-22"}, e.Type) {
			t.Errorf("event %d has the attributes %v", at, e.Attributes)
		}
	}
	if all[1].Attributes["workspaceId"] != one || all[3].Attributes["workspaceId"] != two || all[4].Attributes["workspaceId"] != one {
		t.Errorf("workspaces are %v %v %v", all[1].Attributes, all[3].Attributes, all[4].Attributes)
	}
}

func TestTheAuditLooksBackAsFarAsItIsAsked(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now, TokenLifetime: 2000 * time.Hour}).withToken()
	v.ada()
	clock.forward(25 * time.Hour)
	v.tenant.Edit("ada@acme.example", func(a *identity.Account) { a.Active = false })
	for query, want := range map[string]string{
		"intervalInHours=24": "USR-4", "intervalInHours=26": "USR-1 USR-4", "": "USR-1 USR-4", "type=" + url.QueryEscape("byok"): "",
	} {
		if got := kinds(v.events(query)); got != want {
			t.Errorf("%s tells %q, want %q", query, got, want)
		}
	}
	clock.forward(longestInterval*time.Hour + time.Second)
	if got := kinds(v.events("")); got != "" {
		t.Errorf("after 30 days it tells %s", got)
	}
	for _, bad := range []string{"0", "721", "x"} {
		v.status(v.ask("GET", v.server.APIURL+auditPath+"?intervalInHours="+bad, ""), 400)
	}
}

func TestTheAuditIsForAuditors(t *testing.T) {
	v := open(t, Options{NotTenantAuditor: true})
	v.status(v.ask("GET", v.server.APIURL+auditPath, ""), 401)
	v.status(v.withToken().ask("GET", v.server.APIURL+auditPath, ""), 403)
}
