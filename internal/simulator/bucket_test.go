package simulator

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// rateHeaders are limit, remaining and reset as a reply carries them.
func rateHeaders(a answer) [3]string {
	return [3]string{a.header.Get("X-RateLimit-Limit"), a.header.Get("X-RateLimit-Remaining"), a.header.Get("X-RateLimit-Reset")}
}

func TestRepliesSayHowMuchOfTheLimitIsLeft(t *testing.T) {
	clock := newClock()
	v := open(t, Options{RatePerMinute: 60, RateHeaders: true, Now: clock.now})
	for _, want := range [][3]string{{"60", "4", "1"}, {"60", "3", "2"}, {"60", "2", "3"}, {"60", "1", "4"}, {"60", "0", "5"}} {
		if got := rateHeaders(v.must(200, "GET", "/Users", "")); got != want {
			t.Errorf("told %v, want %v", got, want)
		}
	}
	if got, want := rateHeaders(v.must(429, "GET", "/Users", "")), [3]string{"60", "0", "5"}; got != want {
		t.Errorf("a refusal tells %v, want %v", got, want)
	}
	clock.forward(3 * time.Second)
	if got, want := rateHeaders(v.ask("POST", v.server.AuthURL+"/token/authenticate", "")), [3]string{"60", "2", "3"}; got != want {
		t.Errorf("the token service tells %v, want %v", got, want)
	}
}

func TestWithoutALimitOrUnlessAskedForNothingIsTold(t *testing.T) {
	for _, o := range []Options{{RateHeaders: true}, {RatePerMinute: 600}} {
		if got := rateHeaders(open(t, o).must(200, "GET", "/Users", "")); got != [3]string{} {
			t.Errorf("%+v: told %v", o, got)
		}
	}
}

func TestTheRateLimitAnswers429WithTheTimeToWait(t *testing.T) {
	for _, asDate := range []bool{false, true} {
		clock := newClock()
		v := open(t, Options{RatePerMinute: 60, RetryDate: asDate, Now: clock.now})
		for range smallestBucket {
			v.must(200, "GET", "/Users", "")
		}
		want := map[bool]string{false: "1", true: "Sat, 21 Nov 2026 21:00:01 GMT"}[asDate]
		a := v.scim("GET", "/Users", "")
		v.refused(a, 429, "", "too many")
		if got := a.header.Get("Retry-After"); got != want {
			t.Errorf("Retry-After is %q, want %q", got, want)
		}
		clock.forward(time.Second)
		v.must(200, "GET", "/Users", "")
		v.must(429, "GET", "/Users", "")
	}
}

func TestEvenPacingIsNeverRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		perMinute := rapid.IntRange(1, 100_000).Draw(t, "rate")
		b := newBucket(perMinute)
		at := newClock().now()
		for n := range 200 {
			if _, ok := b.take(at); !ok {
				t.Fatalf("request %d at %d a minute was refused", n, perMinute)
			}
			at = at.Add(time.Minute/time.Duration(perMinute) + 1)
		}
	})
}
