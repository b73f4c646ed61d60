package transport

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// How a limited service says when to come back.
const (
	inSeconds = "seconds" // rounded up, as the header has it
	asDate    = "date"
	unsaid    = "absent"
)

// circumstances are one service with a limit and one client of it.
type circumstances struct {
	rate    int // requests a minute of the client; 0 is unpaced
	workers int
	latency time.Duration
	burst   int    // size of the service's bucket
	asks    string // inSeconds, asDate or unsaid
	other   string // another client that takes half of the limit: steadily, randomly, or "" for none
}

func (c circumstances) String() string {
	return fmt.Sprintf("rate=%d/workers=%d/latency=%s/bucket=%d/retry-after=%s/other=%s", c.rate, c.workers, c.latency, c.burst, c.asks, cmp.Or(c.other, "none"))
}

// limit is what the service allows, in requests a second.
const limit = 10

// limited is a service with a token bucket.
type limited struct {
	circumstances
	limiter *rate.Limiter

	mu              sync.Mutex
	random          *rand.Rand
	served, refused int
	others          int
}

func newLimited(c circumstances) *limited {
	return &limited{circumstances: c, limiter: rate.NewLimiter(limit, c.burst), random: rand.New(rand.NewPCG(1, 2))}
}

func (l *limited) RoundTrip(*http.Request) (*http.Response, error) {
	time.Sleep(l.part())
	resp := l.reply()
	time.Sleep(l.part())
	return resp, nil
}

// part is half of the latency, more or less.
func (l *limited) part() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Duration(float64(l.latency) / 2 * (0.8 + 0.4*l.random.Float64()))
}

func (l *limited) reply() *http.Response {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limiter.Allow() {
		l.served++
		return answer(http.StatusOK)
	}
	l.refused++
	now := time.Now()
	missing := time.Duration((1 - l.limiter.Tokens()) / limit * float64(time.Second))
	switch l.asks {
	case inSeconds:
		return answer(http.StatusTooManyRequests, "Retry-After", strconv.Itoa(int((missing+time.Second-1)/time.Second)))
	case asDate:
		return answer(http.StatusTooManyRequests, "Retry-After", now.Add(missing+999*time.Millisecond).UTC().Format(http.TimeFormat))
	}
	return answer(http.StatusTooManyRequests)
}

// What another client does to a shared limit.
const (
	steadily = "steady" // as this program does at --rate 300
	randomly = "random" // as work of many people comes up
)

// takeHalf is another client of the service, which takes half of the limit.
func (l *limited) takeHalf(ctx context.Context) {
	random := rand.New(rand.NewPCG(3, 4))
	for ctx.Err() == nil {
		gap := 0.8 + 0.4*random.Float64()
		if l.other == randomly {
			gap = random.ExpFloat64()
		}
		time.Sleep(time.Duration(gap * float64(time.Second) / (limit / 2)))
		l.mu.Lock()
		if l.limiter.Allow() {
			l.others++
		}
		l.mu.Unlock()
	}
}

// use is what a client made of a limit.
type use struct {
	used    float64 // part of what it could have had
	refused float64 // part of its requests
}

// measure has a client send as much as it may for some minutes of a bubble's time.
func measure(c circumstances, during time.Duration) use {
	service := newLimited(c)
	pace := rate.Inf
	if c.rate > 0 {
		pace = rate.Limit(float64(c.rate) / 60)
	}
	stack := newRetrier(newPacer(service, c.workers, pace))
	ctx, cancel := context.WithTimeout(context.Background(), during)
	defer cancel()
	start := time.Now()
	var wg, beside sync.WaitGroup
	if c.other != "" {
		beside.Go(func() { service.takeHalf(ctx) })
	}
	for range c.workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				if resp, err := stack.RoundTrip(request(ctx, http.MethodGet)); err == nil {
					resp.Body.Close()
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(start).Seconds()
	beside.Wait()
	possible := float64(c.burst) + limit*took - float64(service.others)
	if c.rate > 0 {
		possible = min(possible, float64(c.rate)/60*took)
	}
	possible = min(possible, float64(c.workers)*(took/c.latency.Seconds()))
	return use{float64(service.served) / possible, float64(service.refused) / float64(service.served+service.refused)}
}

// family is services of one kind, and what is asked of a client of them, with however many workers,
// whatever the latency, however they say when to come back.
type family struct {
	rate    int
	other   string
	burst   int
	used    float64 // at least
	refused float64 // at most
}

func (f family) String() string {
	return fmt.Sprintf("rate=%d/bucket=%d/other=%s", f.rate, f.burst, cmp.Or(f.other, "none"))
}

// members are all of a family, or a few that are far apart.
func (f family) members(few bool) []circumstances {
	workers, latencies := []int{1, 4, 8, 16}, []time.Duration{5 * time.Millisecond, 50 * time.Millisecond, 400 * time.Millisecond}
	if few {
		workers, latencies = []int{1, 16}, []time.Duration{5 * time.Millisecond, 400 * time.Millisecond}
	}
	var all []circumstances
	for _, w := range workers {
		for _, latency := range latencies {
			for _, asks := range []string{inSeconds, asDate, unsaid} {
				all = append(all, circumstances{f.rate, w, latency, f.burst, asks, f.other})
			}
		}
	}
	return all
}

// worst is the least that is used and the most that is refused among the members.
func (f family) worst(t *testing.T, few bool) use {
	worst := use{used: 2}
	for _, c := range f.members(few) {
		synctest.Test(t, func(t *testing.T) {
			u := measure(c, 5*time.Minute)
			t.Logf("%s: used %.1f %%, refused %.1f %%", c, 100*u.used, 100*u.refused)
			worst = use{min(worst.used, u.used), max(worst.refused, u.refused)}
		})
	}
	return worst
}

// families are what can be asked for. Alone, a client keeps to the targets: of a limit that it is told,
// 95 % with 1 % refused; of one that it has to find out, 85 % with 5 %. Beside another client the limit
// left over is never told, and finding it out costs refusals, each followed by a second of pause at
// least: Retry-After knows no less. Where the other client comes at random, a bucket of ten runs dry by
// chance: then even a client that knew what was left and kept to four fifths of it would see 1 % refused.
// A bucket of half a second that others empty at random cannot be used well by anybody who then has to
// wait for a whole one.
func families() []family {
	return []family{
		{600, "", 5, 0.95, 0.01}, {600, "", 10, 0.95, 0.01}, {600, "", 600, 0.95, 0.01},
		{0, "", 5, 0.85, 0.05}, {0, "", 10, 0.85, 0.05}, {0, "", 600, 0.85, 0.05},
		{600, steadily, 5, 0.90, 0.03}, {600, steadily, 10, 0.95, 0.03}, {600, steadily, 600, 0.95, 0.02},
		{0, steadily, 5, 0.85, 0.06}, {0, steadily, 10, 0.95, 0.06}, {0, steadily, 600, 0.95, 0.06},
		{600, randomly, 5, 0.50, 0.06}, {600, randomly, 10, 0.70, 0.04}, {600, randomly, 600, 0.85, 0.03},
		{0, randomly, 5, 0.50, 0.12}, {0, randomly, 10, 0.70, 0.10}, {0, randomly, 600, 0.85, 0.10},
	}
}

func TestALimitOfTheServiceIsUsedButHardlyEverHit(t *testing.T) {
	for _, f := range families() {
		t.Run(f.String(), func(t *testing.T) {
			if worst := f.worst(t, true); worst.used < f.used || worst.refused > f.refused {
				t.Errorf("used %.1f %% of the limit, %.1f %% of the requests refused", 100*worst.used, 100*worst.refused)
			}
		})
	}
}

// BenchmarkPacing reports, for each family, the worst of its members: how much of the limit is used and
// how many requests are refused, over five minutes of a bubble's time. Bubbles are to be had in tests only.
func BenchmarkPacing(b *testing.B) {
	for _, f := range families() {
		b.Run(f.String(), func(b *testing.B) {
			var worst use
			for b.Loop() {
				testing.RunTests(func(string, string) (bool, error) { return true, nil },
					[]testing.InternalTest{{Name: "pacing", F: func(t *testing.T) { worst = f.worst(t, false) }}})
			}
			b.ReportMetric(100*worst.used, "%used")
			b.ReportMetric(100*worst.refused, "%refused")
			b.ReportMetric(0, "ns/op")
		})
	}
}
