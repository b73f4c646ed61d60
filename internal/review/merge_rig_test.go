package review

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	maria = "maria@acme.com"
	tunde = "tunde@acme.com"
	xenia = "xenia@acme.com"
	yusuf = "yusuf@acme.com"
)

// small is a campaign of six rows. Maria reviews 1 to 4, of which 4 is flagged; Tunde reviews 5, and nobody 6.
//
//	1 ann Finance   2 ann Sales Planning   3 bob Finance   4 cem Finance   5 dora Finance   6 maria Finance
func small(t testing.TB) *Campaign {
	c := mustOpen(t, factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 1), account("cem@acme.com", 1),
		account("dora@acme.com", 1), account(maria, 1)))
	c.Due = time.Date(2026, 12, 1, 23, 59, 59, 0, time.UTC)
	for i, r := range c.Refs() {
		r.Access.Reviewer = []string{maria, maria, maria, maria, tunde, ""}[i]
	}
	c.Refs()[3].Access.Flags = []Flag{{FlagInactive, "not signed in for 190 days"}}
	c.Reviewers = c.tally()
	c.Reviewers[0].Name = "Maria Lopez"
	written(t, c)
	return c
}

// says is what a reviewer writes into the row with a number.
type says struct {
	row                       int
	decision, words, delegate string
	reviewer                  string // where the row names another than the file
	fault                     string // code of what is wrong with the row
	hidden                    bool
}

// back is a file that came back.
func back(c *Campaign, name, reviewer string, saved time.Time, rows ...says) Returned {
	r := Returned{File: File{Name: name, Reviewer: reviewer, SavedAt: saved, Program: "Microsoft Excel"}}
	for i, s := range rows {
		a := Answer{Key: c.KeyOf(s.row), Decision: Decision(s.decision), Justification: s.words, Delegate: s.delegate, Reviewer: reviewer,
			Sheet: "Review", Row: i + 2, Cell: fmt.Sprintf("Review!A%d", i+2), Hidden: s.hidden}
		if s.reviewer != "" {
			a.Reviewer = s.reviewer
		}
		if s.fault != "" {
			p := Problem{Code: s.fault, File: name, Cell: fmt.Sprintf("Review!C%d", i+2), Key: a.Key, Message: `was edited: "Finance" → "Finance EU"`}
			a.Fault, r.Problems = &p, append(r.Problems, p)
		}
		r.Answers = append(r.Answers, a)
	}
	return sealed(r)
}

// sealed gives a file the digest of what it says.
func sealed(r Returned) Returned {
	r.File.SHA256 = ""
	text, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(text)
	r.File.SHA256 = hex.EncodeToString(sum[:])
	return r
}

// before is a file that was given before and is not now.
func before(r Returned) Returned {
	r.File.Given--
	return r
}

// after is a file that was given after the others.
func after(r Returned) Returned {
	r.File.Given++
	return r
}

// by is a file that another program saved.
func by(program string, r Returned) Returned {
	r.File.Program = program
	return sealed(r)
}

// named is a copy of a file under another name.
func named(r Returned, name string) Returned {
	r.File.Name = name
	return r
}

func hour(n int) time.Time { return opened.Add(time.Duration(n) * time.Hour) }

// where tells of every row where it stands: "keep maria", "revoke (treated)", "open: blank".
func where(rows []Judged) []string {
	out := make([]string, len(rows))
	for i, j := range rows {
		switch {
		case j.Open != "":
			out[i] = "open: " + string(j.Open)
		case j.Treated:
			out[i] = string(j.Decision) + " (treated)"
		default:
			out[i] = string(j.Decision) + " " + strings.TrimSuffix(j.By, "@acme.com")
			if j.Named != "" {
				out[i] += " on the word of " + strings.TrimSuffix(j.Named, "@acme.com")
			}
		}
	}
	return out
}

func codes(problems []Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Code+" "+p.Cell)
	}
	return out
}

// remarked is the words of the remarks with a code.
func remarked(s *Standing, code string) []string {
	var out []string
	for _, r := range s.Remarks {
		if r.Code == code {
			out = append(out, r.Words)
		}
	}
	return out
}

func wantList(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n got  %q\n want %q", what, got, want)
	}
}
