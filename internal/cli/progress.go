package cli

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/schollz/progressbar/v3"

	"scimsheet/internal/report"
)

// progress is a bar on stderr with what it is about, how fast it goes and how long it takes still:
//
//	74% ██████████████░░░░░░ Applying · 371 of 502 · 4.9/s · 27 s left · 2 failed
//
// It is silent where stderr is no terminal.
type progress struct {
	screen *screen
	what   string
	bar    *progressbar.ProgressBar // nil where it is silent
}

// bar begins a progress bar. Where the total is not known yet it starts with 1: a bar without an end is
// drawn by a goroutine of the library that does not lock what it reads.
func (s *screen) bar(what string, total int) *progress {
	p := &progress{screen: s, what: what}
	if s.quiet || s.lineOpen == nil || !isTerminal(s.Err) {
		return p
	}
	p.bar = progressbar.NewOptions(max(total, 1),
		progressbar.OptionSetWriter(s.Err),
		progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionSetWidth(20),
		progressbar.OptionSetPredictTime(false), // its own way of telling the time needs explaining
		progressbar.OptionSetTheme(progressbar.Theme{Saucer: "█", SaucerPadding: "░"}),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionUseANSICodes(s.Getenv("NO_COLOR") == ""),
	)
	return p
}

// show draws how far it has come, with remarks after it.
func (p *progress) show(done, total int, remarks ...string) {
	if p.bar == nil || total == 0 || p.bar.IsFinished() {
		return
	}
	p.screen.lineOpen.Store(true)
	if total != p.bar.GetMax() {
		p.bar.ChangeMax(total)
	}
	since := p.bar.State().SecondsSince
	p.bar.Describe(runewidth.Truncate(progressText(p.what, done, total, since, remarks), widthOf(p.screen.Err, 80)-roomForBar, "…"))
	_ = p.bar.Set(done)
	if p.bar.IsFinished() {
		p.screen.endLine()
	}
}

// roomForBar is what a progress bar needs at least beside its words.
const roomForBar = 16

// end leaves the bar as it is, or full.
func (p *progress) end(full bool) {
	if p.bar != nil && full && p.bar.IsStarted() && !p.bar.IsFinished() {
		p.show(p.bar.GetMax(), p.bar.GetMax())
	}
	p.screen.endLine()
}

// progressText is the words of a progress bar, so many seconds after its beginning.
func progressText(what string, done, total int, seconds float64, remarks []string) string {
	parts := []string{what, thousands(done) + " of " + thousands(total)}
	if done > 0 && seconds >= 1 {
		parts = append(parts, pace(float64(done)/seconds))
		if done < total {
			parts = append(parts, report.Lasting(int(math.Ceil(seconds*float64(total-done)/float64(done))))+" left")
		} else {
			parts = append(parts, report.Lasting(int(seconds)))
		}
	}
	return strings.Join(append(parts, remarks...), " · ")
}

// pace is how often something happens: 4.9/s, or 12 a minute where it is slow.
func pace(perSecond float64) string {
	switch {
	case perSecond >= 10:
		return thousands(int(math.Round(perSecond))) + "/s"
	case perSecond >= 1:
		return fmt.Sprintf("%.1f/s", perSecond)
	}
	return fmt.Sprintf("%.0f a minute", 60*perSecond)
}

// endLine goes on below a progress bar that stands on the line.
func (s *screen) endLine() {
	if s.lineOpen != nil && s.lineOpen.Swap(false) {
		fmt.Fprintln(s.Err)
	}
}
