package transport

import (
	"time"

	"golang.org/x/time/rate"
)

const (
	slowest      = rate.Limit(1)    // request a second: what is too much is never taken for less
	longestPause = 10 * time.Minute // a service that asks for more is asked again after this
	recovery     = 5 * time.Second  // from half the pace to just under the whole
	forgotten    = 60 * time.Second // without complaint, after which an unpaced client is unpaced again
)

// throttle is the pace in force: as configured until the service says that it is too much, then half of
// what it was, recovering additively. It climbs quickly to just under the pace that was too much, and
// feels its way up from there by steps that grow while nobody complains.
type throttle struct {
	ceiling rate.Limit // as configured; rate.Inf where unpaced

	begun    time.Time // when counting of admitted requests began
	admitted int

	tooMuch rate.Limit // the pace that was too much; 0 while the ceiling is in force
	slowed  time.Time  // when the service last said so
	resume  time.Time  // until when everybody waits
	unsaid  int        // complaints that did not say how long to wait, with nothing served in between
}

// admit counts a request in, or says how long it has to wait still.
func (t *throttle) admit(now time.Time) time.Duration {
	if pause := t.resume.Sub(now); pause > 0 {
		return pause
	}
	t.admitted++
	return 0
}

// limit is the pace at a moment, in requests a second.
func (t *throttle) limit(now time.Time) rate.Limit {
	if t.tooMuch == 0 {
		return t.ceiling
	}
	limit := t.tooMuch * share(now.Sub(t.resume))
	switch {
	case limit >= t.ceiling, t.ceiling == rate.Inf && now.Sub(t.resume) > forgotten:
		t.tooMuch = 0
		t.begun, t.admitted = now, 0
		return t.ceiling
	}
	return limit
}

// share is the part of the pace that was too much, a time after the pause.
func share(since time.Duration) rate.Limit {
	if since <= 0 {
		return 0.5
	}
	if since < recovery {
		return 0.5 + 0.45*rate.Limit(since)/rate.Limit(recovery)
	}
	x := rate.Limit((since - recovery).Seconds())
	return 0.95 + 0.001*x + 0.0002*x*x
}

// served takes a request that was answered without complaint.
func (t *throttle) served(sent time.Time) {
	if !sent.Before(t.slowed) {
		t.unsaid = 0
	}
}

// slowDown takes a complaint: asked is how long the service wants to be left alone, negative where it
// does not say. Replies to requests that were sent before the last one belong to the same complaint.
func (t *throttle) slowDown(sent, now time.Time, asked time.Duration) {
	news := !sent.Before(t.slowed)
	pace := t.limit(now)
	if asked < 0 {
		if news {
			t.unsaid++
		}
		asked = time.Second << min(max(0, t.unsaid-1), 6)
	}
	if until := now.Add(min(asked, longestPause)); until.After(t.resume) {
		t.resume = until
	}
	if !news {
		return
	}
	if pace == rate.Inf {
		pace = rate.Limit(float64(t.admitted) / max(0.1, now.Sub(t.begun).Seconds()))
	}
	t.tooMuch, t.slowed = max(pace, min(slowest, t.ceiling)), now
}
