package transport

import (
	"context"
	"errors"
	"math"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

func answer(status int, header ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody}
	for i := 0; i < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

func request(ctx context.Context, method string) *http.Request {
	req, err := http.NewRequestWithContext(ctx, method, "http://localhost/Users", nil)
	if err != nil {
		panic(err)
	}
	return req
}

// keepSending has so many workers send as fast as they are let, for a while.
func keepSending(rt http.RoundTripper, workers int, during time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), during)
	defer cancel()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				if resp, err := rt.RoundTrip(request(context.Background(), http.MethodGet)); err == nil {
					resp.Body.Close()
				}
			}
		})
	}
	wg.Wait()
}

// recorder notes when requests arrive and how many are there at once.
type recorder struct {
	latency time.Duration
	reply   func(n int) *http.Response // of the nth request, counted from 0

	mu            sync.Mutex
	arrived       []time.Duration
	start         time.Time
	inside, worst int
}

func (r *recorder) RoundTrip(*http.Request) (*http.Response, error) {
	r.mu.Lock()
	if r.start.IsZero() {
		r.start = time.Now()
	}
	n := len(r.arrived)
	r.arrived = append(r.arrived, time.Since(r.start))
	r.inside++
	r.worst = max(r.worst, r.inside)
	r.mu.Unlock()
	time.Sleep(r.latency)
	r.mu.Lock()
	r.inside--
	r.mu.Unlock()
	if r.reply != nil {
		return r.reply(n), nil
	}
	return answer(http.StatusOK), nil
}

func TestRequestsGoEvenlyAfterABurstOfOneAWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{}
		keepSending(newPacer(service, 3, 2), 3, 10*time.Second)
		for i, at := range service.arrived {
			want := time.Duration(max(0, i-2)) * 500 * time.Millisecond
			if at.Round(time.Millisecond) != want {
				t.Fatalf("request %d went after %s, want %s", i, at, want)
			}
		}
		if len(service.arrived) < 20 {
			t.Errorf("%d requests in ten seconds at two a second", len(service.arrived))
		}
	})
}

func TestNoMoreRequestsAreInFlightThanThereAreWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{latency: time.Second}
		keepSending(newPacer(service, 3, rate.Inf), 20, 10*time.Second)
		if service.worst != 3 {
			t.Errorf("%d requests were in flight at once, want 3", service.worst)
		}
	})
}

func TestTheWholeClientWaitsAsLongAsTheServiceAsks(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		header []string
		want   time.Duration
	}{
		{"429 with seconds", 429, []string{"Retry-After", "7"}, 7 * time.Second},
		{"503 with seconds", 503, []string{"Retry-After", "7"}, 7 * time.Second},
		{"429 with a date of an honest clock", 429, []string{"Retry-After", "Sat, 01 Jan 2000 00:00:09 GMT"}, 9 * time.Second},
		{"429 with a date of a clock an hour ahead", 429, []string{"Retry-After", "Sat, 01 Jan 2000 01:00:09 GMT", "Date", "Sat, 01 Jan 2000 01:00:00 GMT"}, 9 * time.Second},
		{"429 without a word", 429, nil, time.Second},
		{"429 with nonsense", 429, []string{"Retry-After", "soon"}, time.Second},
		{"429 with ten minutes", 429, []string{"Retry-After", "600"}, 10 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := &recorder{reply: func(n int) *http.Response {
					if n == 0 {
						return answer(c.status, c.header...)
					}
					return answer(http.StatusOK)
				}}
				pacer := newPacer(service, 4, rate.Inf)
				var wg sync.WaitGroup
				send := func() {
					if _, err := pacer.RoundTrip(request(t.Context(), http.MethodGet)); err != nil {
						t.Error(err)
					}
				}
				send()
				for range 4 {
					wg.Go(send)
				}
				wg.Wait()
				for i, at := range service.arrived[1:] {
					if at < c.want {
						t.Errorf("request %d went after %s, asked to wait %s", i+1, at, c.want)
					}
				}
				if first := service.arrived[1]; first > c.want+3*time.Second {
					t.Errorf("the first request went after %s, asked to wait %s", first, c.want)
				}
			})
		})
	}
}

func TestComplaintsThatNameNoDelayAreGivenLongerEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{reply: func(int) *http.Response { return answer(http.StatusTooManyRequests) }}
		pacer := newPacer(service, 1, 1000)
		for range 5 {
			if _, err := pacer.RoundTrip(request(t.Context(), http.MethodGet)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 4 {
			gap := service.arrived[i+1] - service.arrived[i]
			if want := time.Second << i; gap < want || gap > want+time.Second {
				t.Errorf("after complaint %d the next request went after %s, want about %s", i+1, gap, want)
			}
		}
	})
}

func TestSomethingServedBetweenComplaintsStartsTheirDelaysAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{reply: func(n int) *http.Response {
			if n%2 == 0 {
				return answer(http.StatusTooManyRequests)
			}
			return answer(http.StatusOK)
		}}
		pacer := newPacer(service, 1, rate.Inf)
		for range 12 {
			if _, err := pacer.RoundTrip(request(t.Context(), http.MethodGet)); err != nil {
				t.Fatal(err)
			}
		}
		for i := 1; i < len(service.arrived); i++ {
			if gap := service.arrived[i] - service.arrived[i-1]; gap > 3*time.Second {
				t.Errorf("request %d went %s after the one before", i, gap)
			}
		}
	})
}

func TestA503ThatNamesNoDelaySlowsEverybodyDownWithoutAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{reply: func(int) *http.Response { return answer(http.StatusServiceUnavailable) }}
		pacer := newPacer(service, 1, 10)
		for range 5 {
			if _, err := pacer.RoundTrip(request(t.Context(), http.MethodGet)); err != nil {
				t.Fatal(err)
			}
		}
		// Without it the fifth would go after 0.4 seconds, with pauses as after 429 after 15.
		if last := service.arrived[4]; last < time.Second || last > 5*time.Second {
			t.Errorf("the fifth request went after %s", last)
		}
	})
}

func TestAComplaintReducesThePaceWhichRecovers(t *testing.T) {
	for _, c := range []struct {
		name string
		calm time.Duration // since the pause before
		want []float64     // at once, in the middle of the recovery, at its end, after a minute more
	}{
		{"after a quiet time it is reduced a little", time.Minute, []float64{7, 8, 9, 10}},
		{"right after the last one it is halved", soon - time.Millisecond, []float64{5, 7, 9, 10}},
	} {
		now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
		th := throttle{ceiling: 10, begun: now, resume: now.Add(-c.calm)}
		th.slowDown(now, now, time.Second)
		th.slowDown(now.Add(-time.Millisecond), now.Add(time.Millisecond), time.Second) // sent before: the same complaint
		resumed := now.Add(time.Second + time.Millisecond)
		for i, after := range []time.Duration{0, recovery / 2, recovery, time.Minute} {
			if got := float64(th.limit(resumed.Add(after))); math.Abs(got-c.want[i]) > 0.01 {
				t.Errorf("%s: %s after the pause the pace is %.2f a second, want %.2f", c.name, after, got, c.want[i])
			}
		}
	}
}

func TestAPaceIsNeverTakenForLessThanOneASecond(t *testing.T) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	th := throttle{ceiling: 5, begun: now}
	for range 20 {
		th.slowDown(now, now, 0)
		now = now.Add(time.Millisecond)
	}
	if got := th.limit(now); got < 0.5 {
		t.Errorf("after many complaints the pace is %v a second", got)
	}
}

func TestAWaitThatIsCancelledSendsNothing(t *testing.T) {
	for _, c := range []struct {
		method  string
		notSent bool
	}{{http.MethodGet, false}, {http.MethodPost, true}} {
		for _, waitsFor := range []string{"a free worker", "its turn", "the pace", "the end of a pause"} {
			t.Run(c.method+" waiting for "+waitsFor, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					service := &recorder{}
					pacer := newPacer(service, 2, rate.Every(time.Hour))
					switch waitsFor {
					case "a free worker":
						pacer.slots <- struct{}{}
						pacer.slots <- struct{}{}
					case "its turn":
						pacer.turn <- struct{}{}
					case "the pace":
						pacer.limiter.AllowN(time.Now(), 2)
					case "the end of a pause":
						pacer.throttle.resume = time.Now().Add(time.Minute)
					}
					ctx, cancel := context.WithCancel(context.Background())
					done := make(chan error)
					go func() {
						_, err := pacer.RoundTrip(request(ctx, c.method))
						done <- err
					}()
					synctest.Wait()
					cancel()
					err := <-done
					if !errors.Is(err, context.Canceled) || errors.Is(err, ErrNotSent) != c.notSent {
						t.Errorf("the error is %v", err)
					}
					if len(service.arrived) > 0 {
						t.Error("the request was sent")
					}
				})
			})
		}
	}
}

func TestRetryAfterInSecondsIsRead(t *testing.T) {
	for text, want := range map[string]time.Duration{"0": 0, "3": 3 * time.Second, "": -1, "-4": -1, "1.5": -1, "31536000": 365 * 24 * time.Hour, "99999999999999999999": -1} {
		if got := retryAfter(answer(429, "Retry-After", text), time.Now()); got != want {
			t.Errorf("Retry-After %q is %s, want %s", text, got, want)
		}
	}
}
