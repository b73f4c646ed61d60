package simulator

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"scimsheet/internal/scim"
)

// These tests run in bubbles of testing/synctest, where time passes only when everybody waits.

// postAda is the creation of a user without a connection.
func postAda(ctx context.Context, tenant *Tenant) *http.Request {
	r := httptest.NewRequestWithContext(ctx, "POST", usersPath, strings.NewReader(resource("ada@acme.example", "")))
	r.Header.Set("Content-Type", scim.MediaType)
	r.SetBasicAuth(tenant.Username(), tenant.Password())
	return r
}

func simulated(t *testing.T, o Options) *Tenant {
	t.Helper()
	tenant, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return tenant
}

func TestASlowAnswerComesAfterItsEffectAndALateEffectComesAfterTheWait(t *testing.T) {
	for rule, atOnce := range map[string]bool{"POST=slow=2s": true, "POST=late=2s": false} {
		synctest.Test(t, func(t *testing.T) {
			tenant := simulated(t, Options{Faults: rules(t, rule)})
			answered := make(chan int)
			go func() {
				w := httptest.NewRecorder()
				tenant.ServeHTTP(w, postAda(t.Context(), tenant))
				answered <- w.Code
			}()
			synctest.Wait()
			if _, there := tenant.Account("ada@acme.example"); there != atOnce {
				t.Errorf("%s: at once the effect is %v", rule, there)
			}
			began := time.Now()
			if code := <-answered; code != 201 || time.Since(began) != 2*time.Second {
				t.Errorf("%s: answered %d after %v", rule, code, time.Since(began))
			}
			if _, there := tenant.Account("ada@acme.example"); !there {
				t.Errorf("%s: no effect in the end", rule)
			}
		})
	}
}

func TestALateEffectDoesNotNeedAnybodyToWaitForIt(t *testing.T) {
	for rule, effect := range map[string]bool{"POST=late=2s": true, "POST=slow=2s": true, "": false} {
		synctest.Test(t, func(t *testing.T) {
			o := Options{Latency: time.Minute}
			if rule != "" {
				o = Options{Faults: rules(t, rule)}
			}
			tenant := simulated(t, o)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			done := make(chan int)
			go func() {
				w := httptest.NewRecorder()
				tenant.ServeHTTP(w, postAda(ctx, tenant))
				done <- w.Body.Len()
			}()
			<-done
			if _, there := tenant.Account("ada@acme.example"); there != effect {
				t.Errorf("%q: effect is %v, want %v", rule, there, effect)
			}
		})
	}
}

func TestLatencyIsSpentBeforeEveryAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := simulated(t, Options{Latency: 50 * time.Millisecond})
		began := time.Now()
		for range 4 {
			r := httptest.NewRequest("GET", scimBase+"/Schemas", nil)
			tenant.ServeHTTP(httptest.NewRecorder(), r)
		}
		if got := time.Since(began); got != 200*time.Millisecond {
			t.Errorf("four answers took %v, want 200ms", got)
		}
	})
}
