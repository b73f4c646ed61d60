package dossier

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"scimsheet/internal/apply"
	"scimsheet/internal/review"
)

func (b *binder) kicker() string {
	text := "Evidence of the access review " + oneLine(b.Campaign.Name)
	if b.Campaign.Control != "" {
		text += " · control " + oneLine(b.Campaign.Control)
	}
	return text + " · Anaplan tenant " + b.tenantName()
}

// until is the last moment that anything here tells of.
func (b *binder) until() string {
	all := b.timeline()
	return all[len(all)-1].When()
}

func (b *binder) cameOf(f review.File) came {
	c := came{Name: oneLine(f.Name), SHA256: f.SHA256, About: fmt.Sprintf("saved, as it says: %s; first given: %s; %s",
		savedOf(f), b.givenOf(f), countOf(b.rests[f.SHA256], "decision rests on it", "decisions rest on it"))}
	if at := b.came[cameAs(f)]; at != "" {
		c.Href = link(at, 0)
	}
	return c
}

func (b *binder) reviewerLines() []reviewerLine {
	lines := make([]reviewerLine, len(b.numbers.reviewers))
	for i, r := range b.numbers.reviewers {
		r.Name = oneLine(r.Name)
		lines[i] = reviewerLine{reviewed: r, Who: reviewerOf(oneLine(r.Address)), Delay: b.delay(&r)}
		for _, f := range r.Files {
			lines[i].Came = append(lines[i].Came, b.cameOf(f))
		}
	}
	return lines
}

// delay says whether a reviewer was in time, by what the files say of when they were saved.
func (b *binder) delay(r *reviewed) string {
	switch {
	case !r.Late && (b.Campaign.Due.IsZero() || len(r.Files) == 0):
		return ""
	case !r.Late && r.SavedAt.IsZero():
		return notKnown
	case !r.Late:
		return "yes"
	case r.SavedAt.IsZero():
		return "late: nothing in time"
	case !b.Campaign.Due.IsZero() && r.SavedAt.After(endOf(b.Campaign.Due)):
		return "late"
	}
	return "late: not all decided in time"
}

// unclaimed are the files that came back and that no reviewer's row rests on.
func (b *binder) unclaimed() []came {
	var all []came
	for _, f := range b.Closing.Files {
		if !slices.ContainsFunc(b.numbers.reviewers, func(r reviewed) bool {
			return slices.ContainsFunc(r.Files, func(g review.File) bool { return cameAs(f) == cameAs(g) })
		}) {
			all = append(all, b.cameOf(f))
		}
	}
	return all
}

func (b *binder) decisionLines() []decisionLine {
	n := b.numbers
	treatedKeep := n.Treated - n.treatedRevoke
	return []decisionLine{{Name: string(review.Keep), ByReviewer: n.Keep - treatedKeep, Treated: treatedKeep},
		{Name: string(review.Revoke), ByReviewer: n.Revoke - n.treatedRevoke, Treated: n.treatedRevoke},
		{Name: string(review.Change), ByReviewer: n.Change},
		{Name: "the population", ByReviewer: n.Rows() - n.Treated, Treated: n.Treated, Total: true}}
}

// bars are the decisions as one bar; what there is at all can be seen in it.
func (b *binder) bars() ([]bar, string) {
	n, from := b.numbers, 0
	var all []bar
	var words []string
	for _, d := range []struct {
		word review.Decision
		n    int
	}{{review.Keep, n.Keep}, {review.Revoke, n.Revoke}, {review.Change, n.Change}} {
		width := 0
		if n.Rows() > 0 {
			width = d.n * 1000 / n.Rows()
		}
		if d.n > 0 {
			width = max(width, 4)
		}
		all = append(all, bar{Word: string(d.word), N: d.n, From: from, Width: width})
		from += width
		words = append(words, fmt.Sprintf("%s %s", d.word, number(d.n)))
	}
	if over := from - 1000; over > 0 {
		all[0].Width -= over
		all[1].From, all[2].From = all[1].From-over, all[2].From-over
	}
	return all, strings.Join(words, ", ")
}

func (b *binder) outcomeLines() []outcomeLine {
	if b.numbers.Revoke == 0 {
		return nil
	}
	gone, allGone := map[apply.Status]int{}, 0
	for i := range b.fates {
		if f := &b.fates[i]; f.What == revocation && f.Gone {
			gone[f.Outcome]++
			allGone++
		}
	}
	var lines []outcomeLine
	n := b.byStatus(revocation)
	for _, s := range statuses {
		if n[s] > 0 {
			lines = append(lines, outcomeLine{Name: statusName(s), Means: statusWords(s), N: n[s], Gone: gone[s], Bad: s != apply.Applied && s != apply.Unchanged})
		}
	}
	return append(lines, outcomeLine{Name: "revoked", Means: "by the decisions", N: b.numbers.Revoke, Gone: allGone, Total: true})
}

func (b *binder) planFacts() []fact {
	if !b.runs() {
		return []fact{{Name: "Plan", Value: b.Closing.PlanID, Mono: true}, {Name: "Plan, SHA-256", Value: b.Closing.PlanDigest, Mono: true}, {Name: "Run", Value: oneLine(b.Closing.Run)}}
	}
	p := b.Run.Plan
	facts := []fact{{Name: "Plan", Value: p.ID, Mono: true}, {Name: "Plan, SHA-256", Value: p.Digest, Mono: true}, {Name: "Made", Value: moment(p.CreatedAt) + ", by " + oneLine(p.Operator)},
		{Name: "Run", Value: oneLine(b.Closing.Run)}}
	for _, l := range p.Limits {
		if l.Name == "max-creates" {
			continue
		}
		allowed := "all allowed"
		if l.Allowed >= 0 {
			allowed = number(l.Allowed) + " allowed"
		}
		facts = append(facts, fact{Name: "Limit " + l.Name, Value: fmt.Sprintf("%s planned, %s", number(l.Planned), allowed)})
	}
	if v := b.Run.Verified; v != nil {
		facts = append(facts, fact{Name: "Read again", Value: moment(v.At)})
	} else {
		facts = append(facts, fact{Name: "Read again", Value: "never"})
	}
	return facts
}

// runLinks are the files of the run that people open.
func (b *binder) runLinks() []came {
	var all []came
	for _, p := range b.pages {
		if name, inside := strings.CutPrefix(p.Path, executionPart); inside && !strings.Contains(name, "/") && p.Path != executionTable {
			if extension := path.Ext(name); extension == ".xlsx" || extension == ".html" {
				all = append(all, came{Name: name, Href: link(p.Path, 0)})
			}
		}
	}
	slices.SortFunc(all, func(a, b came) int { return strings.Compare(b.Name, a.Name) })
	return all
}

func (b *binder) sinceLead(counts []sum) string {
	d := b.Closing.Drift
	if d.ReadAt.IsZero() {
		return "The tenant was not read again when the campaign was closed."
	}
	text := fmt.Sprintf("When the campaign was closed, on %s, the tenant was read again and compared with the snapshot.", moment(d.ReadAt))
	if len(counts) == 0 {
		return text + " Nothing had changed."
	}
	words := make([]string, len(counts))
	for i, c := range counts {
		words[i] = c.Name + " " + number(c.N)
	}
	text += " What had changed: " + strings.Join(words, ", ") + "."
	if len(d.Given) > 0 {
		text += " Access given after the snapshot was not reviewed here and is not touched; it belongs to an addendum."
	}
	return text
}

// powerShell checks the list in Windows, where sha256sum is not at home.
const powerShell = `Get-Content SHA256SUMS -Encoding UTF8 | ForEach-Object {
  $digest, $file = $_ -split '  ', 2
  if ((Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash -ne $digest) { "DIFFERS: $file" }
}`

// checks are the digests that the program itself rests on, and how to find them again.
func (b *binder) checks() []check {
	var all []check
	for _, c := range []struct{ at, what, command, digest string }{
		{populationPart + snapshotFile, "The accounts as they were read, the digest that the population was opened with", "gzip -dc %s | sha256sum", b.Campaign.Proof.Snapshot},
		{populationPart + campaignFile, "The campaign, the digest that stands on every workbook that was sent", "gzip -dc %s | sed '$d' | sha256sum", b.Campaign.Digest},
		{decisionsPart + laterFile, "The accounts as they were when the campaign was closed", "gzip -dc %s | sha256sum", b.Closing.Drift.Snapshot},
		{executionPart + "plan.jsonl", "The plan, the digest that the closing names", "sed '$d' %s | sha256sum", b.Closing.PlanDigest},
	} {
		if b.taken[c.at] && c.digest != "" {
			all = append(all, check{What: c.what, Command: fmt.Sprintf(c.command, c.at), Digest: c.digest})
		}
	}
	return all
}
