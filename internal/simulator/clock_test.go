package simulator

import (
	"net/http"
	"testing"
	"time"
)

func TestEveryReplyCarriesTheTenantsTime(t *testing.T) {
	clock := newClock()
	for skew, want := range map[time.Duration]string{
		0: "Sat, 21 Nov 2026 21:00:00 GMT", time.Hour: "Sat, 21 Nov 2026 22:00:00 GMT", -time.Hour: "Sat, 21 Nov 2026 20:00:00 GMT",
	} {
		v := open(t, Options{Now: clock.now, ClockSkew: skew, Faults: rules(t, "GET:startIndex=500", "GET:/elsewhere=truncate", "GET:/portal=garbage")})
		for _, path := range []string{"/Users", "/Users?startIndex=1", "/Schemas", "/elsewhere", "/portal"} {
			if got := v.scim("GET", path, "").header.Get("Date"); got != want {
				t.Errorf("skew %v, %s: Date is %q, want %q", skew, path, got, want)
			}
		}
	}
}

func TestTheDateOfAnOrdinaryTenantIsTheTime(t *testing.T) {
	before := time.Now().Truncate(time.Second)
	v := open(t, Options{})
	at, err := http.ParseTime(v.must(200, "GET", "/Users", "").header.Get("Date"))
	if err != nil || at.Before(before) || at.After(time.Now()) {
		t.Errorf("Date is %v %v", at, err)
	}
}

func TestAllOfATenantFollowsItsClock(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now, ClockSkew: time.Hour})
	v.ada()
	if got := v.stored("ada@acme.example").Created; got != "2026-11-21T22:00:00.000Z" {
		t.Errorf("Ada was created at %s", got)
	}
	if got, want := v.signIn().TokenInfo.ExpiresAt, clock.now().Add(time.Hour+35*time.Minute).UnixMilli(); got != want {
		t.Errorf("the token expires at %d, want %d", got, want)
	}
}
