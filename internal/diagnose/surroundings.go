package diagnose

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scimsheet/internal/anaplan"
)

const fewHint = "a User Admin may see few: names also come from a sheet Workspaces (id, name) and from what users hold"

// checkWorkspaces counts those that the caller can see.
func (r *run) checkWorkspaces() {
	if r.Workspaces == nil {
		r.noted("workspaces", "not listed: this way of signing in, or this address, has no Integration API", fewHint)
		return
	}
	if r.unsure {
		r.skipped("workspaces", "not listed: the token service gave no token")
		return
	}
	listed, err := r.Workspaces.Workspaces(r.ctx)
	switch {
	case errors.Is(err, anaplan.ErrNotPermitted):
		r.noted("workspaces", "not listed to this account", fewHint)
		return
	case err != nil:
		r.failed("workspaces", said(err), r.Hint(err), err)
		return
	}
	closed := 0
	for _, w := range listed {
		if w.Active != nil && !*w.Active {
			closed++
		}
	}
	detail := count(len(listed), "workspace", "workspaces") + " listed"
	if closed > 0 {
		detail += fmt.Sprintf(", %d of them inactive", closed)
	}
	r.add(Check{Name: "workspaces", State: Passed, Detail: detail, Hint: fewHint})
}

// checkPace tells what the service says about its limit, and how long it takes to answer.
func (r *run) checkPace() {
	latency, n := r.watch.median()
	if n == 0 {
		return
	}
	r.report.Median = float64(latency.Microseconds()) / 1000
	headers := r.Network.Seen().RateHeaders
	says := "no reply told of a limit of requests"
	if len(headers) > 0 {
		var told []string
		for _, name := range slices.Sorted(maps.Keys(headers)) {
			told = append(told, name+": "+headers[name])
		}
		says = "the service tells its limit: " + strings.Join(told, ", ")
	}
	says = fmt.Sprintf("a reply takes %.0f ms (median of %d); %s", r.report.Median, n, says)
	hint := "other programs may use up this tenant's requests: --rate 60 goes more slowly"
	switch again := r.watch.repeats(); {
	case r.slowed > 0:
		r.noted("pace", says+"; the service asked to slow down, "+count(again+r.slowed, "time", "times"), hint)
	case again > 0:
		r.noted("pace", says+"; requests had to be sent again, "+count(again, "time", "times")+", as the service asked to wait or failed for a moment", hint)
	default:
		r.passed("pace", says)
	}
}
