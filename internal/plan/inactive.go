package plan

import (
	"fmt"
	"strings"
	"time"
)

// longInactiveDays is after how many days without a sign-in an account counts as forgotten: half a year
// outlasts parental leave as most people take it and two quarterly closings, in which every planner
// signs in.
const longInactiveDays = 180

const day = 24 * time.Hour

// longInactive tells that an account which is switched on again has not been used for long: by its last
// sign-in, or where nobody tells that, by the last change to the account, after which there may have
// been sign-ins.
func (d *differ) longInactive(c *Change) []Risk {
	if c.Action != Reactivate || d.actual.At.IsZero() {
		return nil
	}
	last, known := d.actual.Logins[strings.ToLower(c.UserID)]
	words := "has not signed in since %s (%s)"
	switch {
	case known && last.IsZero():
		return []Risk{{RiskLongInactive, "has never signed in" + sinceCreation(c.Before.Created)}}
	case !known:
		last, words = moment(c.Before.LastModified), "the account was last changed on %s (%s ago); when it was last used is not known"
	}
	if away := d.actual.At.Sub(last); last.IsZero() || away <= longInactiveDays*day {
		return nil
	}
	return []Risk{{RiskLongInactive, fmt.Sprintf(words, date(last), countOf(int(d.actual.At.Sub(last)/day), "day"))}}
}

func sinceCreation(created string) string {
	at := moment(created)
	if at.IsZero() {
		return ""
	}
	return ", and the account was created on " + date(at)
}

// date is a day in a sentence, the same for every reader.
func date(at time.Time) string { return at.UTC().Format("2 January 2006") }

// moment reads a date of SCIM's meta, which is an xsd:dateTime (RFC 7643 section 2.3.5): the zone may be
// missing. It is zero where there is none that can be read.
func moment(text string) time.Time {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if at, err := time.Parse(form, text); err == nil {
			return at
		}
	}
	return time.Time{}
}
