package transport

import (
	"time"

	"golang.org/x/time/rate"
)

const (
	slowest      = rate.Limit(1)    // request a second: what is too much is never taken for less
	longestPause = 10 * time.Minute // for which a service that serves nothing is waited for
	recovery     = 2 * time.Second  // from the reduced pace to just under the one that was too much
	nearly       = rate.Limit(0.9)  // of the pace that was too much: just under it
	forgotten    = 60 * time.Second // without complaint, after which an unpaced client is unpaced again
)

// By how much a complaint reduces the pace. One that comes as soon as the last pause is over says that
// the pace is far off still; one after a time without any, that it is a little too much.
const (
	muchSlower   = rate.Limit(0.5)
	littleSlower = rate.Limit(0.7)
	soon         = 3 * time.Second
)

// throttle is the pace in force: as configured until the service says that it is too much, then a part
// of what it was, recovering additively. It climbs quickly to just under the pace that was too much, and
// feels its way up from there by steps that grow while nobody complains. BenchmarkPacing says what it
// makes of a service's limit.
type throttle struct {
	ceiling rate.Limit // as configured; rate.Inf where unpaced

	begun    time.Time // when counting of admitted requests began
	admitted int

	tooMuch rate.Limit // the pace that was too much; 0 while the ceiling is in force
	cut     rate.Limit // the part of it to start again with
	slowed  time.Time  // when the service last said so
	resume  time.Time  // until when everybody waits
	unsaid  int        // complaints that did not say how long to wait, with nothing served in between
	refused time.Time  // since when nothing but complaints came; zero while the service serves
}

// admit counts a request in, or says how long it has to wait still.
func (t *throttle) admit(now time.Time) time.Duration {
	if pause := t.resume.Sub(now); pause > 0 {
		return pause
	}
	t.admitted++
	return 0
}

// away reports whether the service has served nothing for so long, or will for so long to come, that
// waiting for it makes no sense. Once the pause it asked for is over it may be asked again.
func (t *throttle) away(now time.Time) bool {
	return !t.refused.IsZero() && now.Before(t.resume) && t.resume.Sub(t.refused) > longestPause
}

// limit is the pace at a moment, in requests a second.
func (t *throttle) limit(now time.Time) rate.Limit {
	if t.tooMuch == 0 {
		return t.ceiling
	}
	since := now.Sub(t.resume)
	limit := t.tooMuch * t.share(since)
	if limit >= t.ceiling || t.ceiling == rate.Inf && since > forgotten {
		t.tooMuch = 0
		t.begun, t.admitted = now, 0
		return t.ceiling
	}
	return limit
}

// share is the part of the pace that was too much, a time after the pause.
func (t *throttle) share(since time.Duration) rate.Limit {
	if since <= 0 {
		return t.cut
	}
	if since < recovery {
		return t.cut + (nearly-t.cut)*rate.Limit(since)/rate.Limit(recovery)
	}
	x := rate.Limit((since - recovery).Seconds())
	return nearly + 0.001*x + 0.0001*x*x
}

// served takes a request that was answered without complaint.
func (t *throttle) served(sent time.Time) {
	if !sent.Before(t.slowed) {
		t.unsaid, t.refused = 0, time.Time{}
	}
}

// slowDown takes a complaint: asked is how long the service wants to be left alone, negative where it
// does not say. Replies to requests that were sent before the last one belong to the same complaint.
func (t *throttle) slowDown(sent, now time.Time, asked time.Duration) {
	news := !sent.Before(t.slowed)
	pace, calm := t.limit(now), now.Sub(t.resume)
	if t.refused.IsZero() {
		t.refused = now
	}
	if asked < 0 {
		if news {
			t.unsaid++
		}
		asked = time.Second << min(max(0, t.unsaid-1), 6)
	}
	if until := now.Add(asked); until.After(t.resume) {
		t.resume = until
	}
	if !news {
		return
	}
	t.cut = littleSlower
	if pace == rate.Inf {
		pace = rate.Limit(float64(t.admitted) / max(0.1, now.Sub(t.begun).Seconds()))
		t.cut = muchSlower
	} else if calm < soon {
		t.cut = muchSlower
	}
	t.tooMuch, t.slowed = max(pace, min(slowest, t.ceiling)), now
}
