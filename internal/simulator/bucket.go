package simulator

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"
)

// bucket is a token bucket over all requests, as Anaplan's Integration API has one for each tenant. It
// holds what one second refills, and at least five, so that even pacing is never refused.
type bucket struct {
	limiter *rate.Limiter // nil: no limit
}

const smallestBucket = 5

func newBucket(perMinute int) *bucket {
	if perMinute == 0 {
		return &bucket{}
	}
	return &bucket{limiter: rate.NewLimiter(rate.Limit(float64(perMinute)/60), max(smallestBucket, (perMinute+59)/60))}
}

// take takes one token, or says how long until there is one.
func (b *bucket) take(now time.Time) (after time.Duration, ok bool) {
	if b.limiter == nil {
		return 0, true
	}
	if b.limiter.AllowN(now, 1) {
		return 0, true
	}
	missing := 1 - b.limiter.TokensAt(now)
	return time.Duration(missing / float64(b.limiter.Limit()) * float64(time.Second)), false
}

// announce says how much is left, in the headers that many services use: the limit in requests a
// minute, how many may be made at once now, and the seconds until the bucket is full again.
func (b *bucket) announce(h http.Header, now time.Time) {
	if b.limiter == nil {
		return
	}
	perSecond, left := float64(b.limiter.Limit()), max(0, b.limiter.TokensAt(now))
	h.Set("X-RateLimit-Limit", strconv.Itoa(int(math.Round(perSecond*60))))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(int(left)))
	h.Set("X-RateLimit-Reset", strconv.Itoa(int(math.Ceil((float64(b.limiter.Burst())-left)/perSecond))))
}
