package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scimsheet/internal/report"
	"scimsheet/internal/review"
)

// How much of a campaign the terminal shows; --json and the ledger have all.
const (
	waitingReviewersOnScreen = 10
	disputedOnScreen         = 5
	reviewProblemsOnScreen   = 10
	remarksOnScreen          = 10
)

// tellStatus says how far a campaign is, what to look at, and what to do next.
func tellStatus(s *screen, c *review.Campaign, answer *statusAnswer) {
	s.answer("Campaign %s\n  population %s (user × workspace) of %s%s\n", campaignTitle(c), thousands(answer.Rows), countOf(answer.Users, "user"), dueIn(c, s.Now()))
	r, d := answer.Reviewers, answer.Decisions
	s.answer("  reviewers    %8s    done %s    part done %s    nothing yet %s\n", thousands(r.All), thousands(r.Done), thousands(r.Part), thousands(r.Nothing))
	if r.Delegates > 0 {
		s.answer("  delegates    %8s    to whom reviewers have given rows on\n", thousands(r.Delegates))
	}
	s.answer("  decided      %8s    keep %s    revoke %s    change %s    open %s\n", thousands(d.Keep+d.Revoke+d.Change), thousands(d.Keep), thousands(d.Revoke), thousands(d.Change), thousands(d.Open))
	tellOpen(s, answer.Open)
	tellWaiting(s, answer.Progress)
	tellLookAt(s, answer.Disputed, answer.Problems, answer.Remarks)
	s.answer("\n  ledger      %s\n", answer.Files[ledgerBook])
	if n := len(answer.Reminders); n > 0 {
		s.answer("  reminders   for %s are in %s\n", countOf(n, "person"), filepath.Join(answer.Campaign, remindersFolder))
	}
	if slices.ContainsFunc(answer.Delegations, func(review.Delegation) bool { return answer.Open[review.OpenDelegated] > 0 }) {
		s.answer("  delegates   workbooks for them are in %s, mails in its folder mails\n", filepath.Join(answer.Campaign, delegatedFolder))
	}
	switch {
	case d.Open == 0 && len(answer.Problems) == 0:
		s.answer("  then        %s\n", s.next("review", "close", answer.Campaign, "-o", answer.Campaign+"-run"))
	default:
		s.answer("  go on with  %s RETURNED…   when more has come back\n", s.next("review", "status", answer.Campaign))
	}
}

func dueIn(c *review.Campaign, now time.Time) string {
	if c.Due.IsZero() {
		return ""
	}
	switch days := daysBetween(now, c.Due); {
	case days > 0:
		return fmt.Sprintf(" · due in %s", countOf(days, "day"))
	case days == 0:
		return " · due today"
	default:
		return fmt.Sprintf(" · %s over the due date", countOf(-days, "day"))
	}
}

// daysBetween counts calendar days in UTC.
func daysBetween(from, to time.Time) int {
	return int(to.UTC().Truncate(24*time.Hour).Sub(from.UTC().Truncate(24*time.Hour)).Hours() / 24)
}

// openWords say why rows are open, in the order in which they are told.
var openWords = []struct {
	open review.Pending
	why  string
}{
	{review.OpenBlank, "nobody has said anything yet"},
	{review.OpenDelegated, "given on to somebody who has not answered"},
	{review.OpenUnjustified, "kept although flagged, without a reason"},
	{review.OpenContradiction, "two decisions that differ"},
	{review.OpenFaulty, "in a row that was edited, or with a word that is no decision"},
}

func tellOpen(s *screen, open map[review.Pending]int) {
	for _, w := range openWords {
		if n := open[w.open]; n > 0 {
			s.answer("    open %8s    %s\n", thousands(n), w.why)
		}
	}
}

func tellWaiting(s *screen, progress []review.Progress) {
	waiting := slices.DeleteFunc(slices.Clone(progress), func(p review.Progress) bool { return p.Open == 0 })
	slices.SortStableFunc(waiting, func(a, b review.Progress) int { return cmp.Compare(b.Open, a.Open) })
	for i, p := range waiting {
		if i == 0 {
			s.answer("  waiting for\n")
		}
		if i == waitingReviewersOnScreen {
			s.answer("    … %s more\n", thousands(len(waiting)-i))
			return
		}
		late := ""
		if p.Late {
			late = "   late"
		}
		s.answer("    %-44s %6s of %s open%s\n", fitted(cmp.Or(p.Reviewer, "(rows without a reviewer)"), 44), thousands(p.Open), thousands(p.Rows), late)
	}
}

// tellLookAt lists what keeps the campaign from closing beside blanks, and what is worth a look.
func tellLookAt(s *screen, disputed []disputedRow, problems []review.Problem, remarks []review.Remark) {
	if len(disputed)+len(problems) > 0 {
		s.answer("  to be put right\n")
	}
	for i, row := range disputed {
		if i == disputedOnScreen {
			s.answer("    … %s more in the ledger\n", thousands(len(disputed)-i))
			break
		}
		s.answer("%s", folded("    ", report.Printed(row.UserName+", "+row.Workspace+": "+row.Words), widthOf(s.Out, 0)))
	}
	for i, p := range problems {
		if i == reviewProblemsOnScreen {
			s.answer("    … %s more in the ledger\n", thousands(len(problems)-i))
			break
		}
		s.answer("%s", folded("    ", report.Printed(problemLine(p)), widthOf(s.Out, 0)))
	}
	if len(remarks) > 0 {
		s.answer("  look at\n")
	}
	for i, r := range remarks {
		if i == remarksOnScreen {
			s.answer("    … %s more in the ledger\n", thousands(len(remarks)-i))
			break
		}
		s.answer("%s", folded("    ", report.Printed(r.Words), widthOf(s.Out, 0)))
	}
}

// problemLine is a problem with its place and what to do.
func problemLine(p review.Problem) string {
	place := strings.TrimSpace(p.File + " " + p.Cell)
	line := place + ": " + p.Message
	if p.Hint != "" {
		line += " (" + p.Hint + ")"
	}
	return line
}

// fitted is a text cut to a number of characters, with a mark where something is missing.
func fitted(text string, width int) string {
	if runes := []rune(report.Printed(text)); len(runes) > width {
		return string(runes[:width-1]) + "…"
	}
	return report.Printed(text)
}
