package review

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"scimsheet/internal/identity"
)

const day = 24 * time.Hour

// TakenAt is when the tenant was read: what days without a sign-in are counted to.
func (c *Campaign) TakenAt() time.Time {
	if c.Proof.EndedAt.IsZero() {
		return c.OpenedAt
	}
	return c.Proof.EndedAt
}

// Days is how many whole days have passed since the sign-in; it has no meaning where there was none.
func (l Login) Days(now time.Time) int { return max(0, int(now.Sub(l.At)/day)) }

// flags are the reasons to look at an access with care, the gravest first. They follow from what the campaign's file
// holds and from nothing else, so that whoever reads it finds the same.
func (c *Campaign) flags(p *Person, a *Access) []Flag {
	var flags []Flag
	if p.HR != nil && p.HR.Left {
		words := "left the company (HR)"
		if !p.HR.LeftOn.IsZero() {
			words = "left the company on " + dateInWords(p.HR.LeftOn) + " (HR)"
		}
		flags = append(flags, Flag{FlagLeft, words})
	}
	if a.Past != nil && a.Past.Decision == Revoke && c.Previous != nil {
		flags = append(flags, Flag{FlagCameBack, cameBack(c.Previous.Name, a.Past)})
	}
	if p.HR == nil && c.hasStaff() {
		flags = append(flags, Flag{FlagOrphan, "not in HR's list"})
	}
	if a.Admin != nil && *a.Admin {
		flags = append(flags, Flag{FlagAdmin, "administrator of this workspace"})
	}
	if words := c.inactive(p); words != "" {
		flags = append(flags, Flag{FlagInactive, words})
	}
	return flags
}

func cameBack(previous string, past *Past) string {
	if past.By == "" {
		return "revoked in " + previous + " because nobody had answered, and here again"
	}
	return "revoked in " + previous + " by " + past.By + ", and here again"
}

// inactive says that an account is not used; empty where it is, or where that is not known. Somebody who has not
// signed in yet is given the same time from the day on which the account came: a joiner who starts next week is no
// reason for anybody to justify anything.
func (c *Campaign) inactive(p *Person) string {
	now := c.TakenAt()
	switch {
	case !p.Login.Known:
		return ""
	case p.Login.At.IsZero():
		if came := createdAt(p.Account); !came.IsZero() && now.Sub(came) < time.Duration(c.InactiveAfter)*day {
			return ""
		}
		return "never signed in"
	case p.Login.Days(now) < c.InactiveAfter:
		return ""
	}
	return "not signed in for " + countOf(p.Login.Days(now), "day")
}

// createdAt is when an account came, as meta says: an xsd:dateTime (RFC 7643 section 2.3.5), of which the zone may be
// missing. It is zero where nothing can be read.
func createdAt(a identity.Account) time.Time {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if at, err := time.Parse(form, a.Created); err == nil {
			return at
		}
	}
	return time.Time{}
}

// hasStaff tells whether the campaign rests on HR's list: without one nobody is missing from it.
func (c *Campaign) hasStaff() bool {
	for _, s := range c.Sources {
		if s.What == SourceStaff {
			return true
		}
	}
	return false
}

func dateInWords(at time.Time) string { return at.UTC().Format("2 January 2006") }

func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return withCommas(n) + " " + noun + "s"
}

// withCommas writes a number as people read it: 3,117.
func withCommas(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// listed joins texts as people do.
func listed(texts []string) string {
	if last := len(texts) - 1; last > 0 {
		return strings.Join(texts[:last], ", ") + " and " + texts[last]
	}
	return strings.Join(texts, "")
}

// someOf names the first few and counts the others, so that a sentence about many stays one.
func someOf(texts []string) string {
	const few = 3
	if len(texts) <= few+1 {
		return listed(texts)
	}
	return fmt.Sprintf("%s and %s more", strings.Join(texts[:few], ", "), withCommas(len(texts)-few))
}
