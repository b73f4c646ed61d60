package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// These tests are about services that are plainly down or away: everything ends, soon and in clear words.

func TestAServiceThatAsksForTooLongAPauseIsGivenUpAtOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		method string
		status int
		header []string
		sent   int
	}{
		{"a reading, 429 with an hour", "GET", 429, []string{"Retry-After", "3600"}, 1},
		{"a reading, 503 with an hour", "GET", 503, []string{"Retry-After", "3600"}, 1},
		{"a reading, 429 with a date an hour ahead", "GET", 429, []string{"Retry-After", "Sat, 01 Jan 2000 01:00:00 GMT"}, 1},
		{"a creation, 429 with an hour", "POST", 429, []string{"Retry-After", "3600"}, 1},
		{"a replacement, 429 with a year", "PUT", 429, []string{"Retry-After", "31536000"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := &recorder{reply: func(int) *http.Response { return answer(c.status, c.header...) }}
				stack := newRetrier(newPacer(service, 4, rate.Inf))
				start := time.Now()
				_, err := stack.RoundTrip(request(t.Context(), c.method))
				var pause *PauseError
				if !errors.As(err, &pause) || pause.Status != c.status || pause.Until.Sub(start) < 59*time.Minute {
					t.Fatalf("the error is %v", err)
				}
				if !strings.Contains(err.Error(), "until 2000") && !strings.Contains(err.Error(), "until 2001") {
					t.Errorf("the error does not say until when: %v", err)
				}
				if writes := c.method != "GET"; errors.Is(err, ErrNotSent) != writes {
					t.Errorf("a refused write had no effect: %v", err)
				}
				if _, err := stack.RoundTrip(request(t.Context(), "GET")); !errors.As(err, &pause) {
					t.Errorf("the next request's error is %v", err)
				}
				if len(service.arrived) != c.sent || time.Since(start) > time.Second {
					t.Errorf("%d requests went, it took %s", len(service.arrived), time.Since(start))
				}
			})
		})
	}
}

func TestAfterThePauseItAskedForTheServiceIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{reply: func(n int) *http.Response {
			if n == 0 {
				return answer(http.StatusServiceUnavailable, "Retry-After", "3600")
			}
			return answer(http.StatusOK)
		}}
		stack := newRetrier(newPacer(service, 4, rate.Inf))
		if _, err := stack.RoundTrip(request(t.Context(), "GET")); err == nil {
			t.Error("an hour was waited for")
		}
		time.Sleep(time.Hour)
		for range 3 {
			if _, err := stack.RoundTrip(request(t.Context(), "GET")); err != nil {
				t.Error(err)
			}
		}
	})
}

// down is a service that answers nothing of use, after a time.
func down(after time.Duration, status int, err error) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		select {
		case <-time.After(after):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
		if err != nil {
			return nil, err
		}
		return answer(status), nil
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestAServiceThatIsDownIsGivenUpSoon(t *testing.T) {
	for _, c := range []struct {
		name     string
		service  http.RoundTripper
		reading  time.Duration // until one reading is given up
		twenty   time.Duration // until twenty writes are, which may be repeated, four at a time
		complain string
	}{
		{"nobody listens", down(0, 0, errNotMade), 8 * time.Second, 40 * time.Second, "connection refused"},
		{"503 without a word", down(50*time.Millisecond, 503, nil), 8 * time.Second, 60 * time.Second, "503"},
		{"nothing comes back", down(30*time.Second, 0, timedOut{host: "api.acme.example", after: 30 * time.Second}), 61 * time.Second, 182 * time.Second, "within 30s"},
		{"429 for ever", down(50*time.Millisecond, 429, nil), 11 * time.Minute, 11 * time.Minute, "429"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				resp, err := newRetrier(newPacer(c.service, 4, 5)).RoundTrip(request(t.Context(), "GET"))
				if text := fmt.Sprint(resp, err); !strings.Contains(text, c.complain) {
					t.Errorf("a reading ends with %s", text)
				}
				if took := time.Since(start); took > c.reading {
					t.Errorf("a reading is given up after %s", took)
				}
				start = time.Now()
				stack := newRetrier(newPacer(c.service, 4, 5))
				var wg sync.WaitGroup
				for range 4 {
					wg.Go(func() {
						for range 5 {
							req := request(t.Context(), "PATCH")
							req.Header.Set(Repeatable, "yes")
							if resp, err := stack.RoundTrip(req); err == nil && resp.StatusCode < 400 {
								t.Errorf("a write ends with %d", resp.StatusCode)
							}
						}
					})
				}
				wg.Wait()
				if took := time.Since(start); took > c.twenty {
					t.Errorf("twenty writes are given up after %s", took)
				}
			})
		})
	}
}

func TestAShortOutageIsSatOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		service := roundTripper(func(*http.Request) (*http.Response, error) {
			if time.Since(start) < 3*time.Second {
				return nil, errNotMade
			}
			return answer(http.StatusOK), nil
		})
		stack := newRetrier(newPacer(service, 16, rate.Inf))
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if _, err := stack.RoundTrip(request(t.Context(), "GET")); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestAServiceThatServesBetweenItsPausesIsNotGivenUp(t *testing.T) {
	for _, status := range []int{429, 503} {
		synctest.Test(t, func(t *testing.T) {
			service := &recorder{reply: func(n int) *http.Response {
				if n%3 < 2 {
					return answer(status, "Retry-After", "240")
				}
				return answer(http.StatusOK)
			}}
			stack := newRetrier(newPacer(service, 1, rate.Inf))
			for range 6 {
				if resp, err := stack.RoundTrip(request(t.Context(), "GET")); err != nil || resp.StatusCode != http.StatusOK {
					t.Errorf("%d: %v, %v", status, resp, err)
				}
			}
		})
	}
}

func TestAnAnswerEndsTheSilence(t *testing.T) {
	for _, status := range []int{200, 404, 429} {
		var s silence
		h := history{silence: &s, repeatable: true}
		s.since = time.Now().Add(-time.Hour)
		h.judge(answer(status), nil)
		if !s.goesOn() {
			t.Errorf("after %d the service is still taken for down", status)
		}
	}
	s := silence{since: time.Now().Add(-maxSilence)}
	if h := (history{silence: &s, repeatable: true}); h.judge(answer(502), nil) {
		t.Error("a service that is down is asked again")
	}
}

func TestSomebodyIsToldOnceOfEachLongPause(t *testing.T) {
	type telling struct {
		at, until time.Duration
		why       string
	}
	synctest.Test(t, func(t *testing.T) {
		replies := []*http.Response{
			answer(429, "Retry-After", "120"), answer(200), // told
			answer(429, "Retry-After", "2"), answer(200), // too short to tell
			answer(503, "Retry-After", "30"), answer(503, "Retry-After", "30"), answer(200), // two pauses
			answer(429, "Retry-After", "3600"), // is not waited for
		}
		service := &recorder{reply: func(n int) *http.Response { return replies[n] }}
		pacer := newPacer(service, 1, rate.Inf)
		start := time.Now()
		var told []telling
		pacer.waiting = func(until time.Time, why string) {
			told = append(told, telling{time.Since(start).Round(time.Second), until.Sub(start).Round(time.Second), why})
		}
		for range replies {
			if _, err := pacer.RoundTrip(request(t.Context(), "GET")); err != nil {
				t.Fatal(err)
			}
		}
		tooMany, away := "the service was sent too many requests (429)", "the service is not available for now (503)"
		want := []telling{{0, 120 * time.Second, tooMany}, {122 * time.Second, 152 * time.Second, away}, {152 * time.Second, 182 * time.Second, away}}
		if len(told) != 3 {
			t.Fatalf("told %v", told)
		}
		for i := range want {
			if drift := told[i].at - want[i].at; told[i].why != want[i].why || drift < 0 || drift > 4*time.Second || told[i].until-told[i].at != want[i].until-want[i].at {
				t.Errorf("told %v, want about %v", told[i], want[i])
			}
		}
	})
}

func TestManyComplaintsAboutOneBurstAreOnePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{latency: time.Second, reply: func(n int) *http.Response {
			if n < 8 {
				return answer(429, "Retry-After", "60")
			}
			return answer(200)
		}}
		pacer := newPacer(service, 8, rate.Inf)
		var mu sync.Mutex
		told := 0
		pacer.waiting = func(time.Time, string) { mu.Lock(); told++; mu.Unlock() }
		stack := newRetrier(pacer)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := stack.RoundTrip(request(t.Context(), "GET")); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if told != 1 {
			t.Errorf("told %d times", told)
		}
	})
}

func TestADeadlineThatComesBeforeTheTurnIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &recorder{}
		pacer := newPacer(service, 1, rate.Every(time.Hour))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for i, want := range []error{nil, context.DeadlineExceeded} {
			if _, err := pacer.RoundTrip(request(ctx, "GET")); !errors.Is(err, want) {
				t.Errorf("request %d: %v", i+1, err)
			}
		}
	})
}
