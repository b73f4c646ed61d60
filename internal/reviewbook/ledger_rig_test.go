package reviewbook

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"path/filepath"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
)

const bob = "bob.delegate@acme.example"

// refsOf are all rows of a campaign.
func refsOf(c *review.Campaign) []review.Ref {
	var rows []review.Ref
	for i := range c.People {
		for j := range c.People[i].Accesses {
			rows = append(rows, review.Ref{Person: &c.People[i], Access: &c.People[i].Accesses[j]})
		}
	}
	return rows
}

// halfway is where a campaign stands when María has answered, Tunde in part, and nothing has come from the
// others: with every reason for which a row may be open.
func halfway(c *review.Campaign) *review.Standing {
	s := &review.Standing{Files: []review.File{{Name: "maria.lopez@acme.example (2).xlsx", Reviewer: maria, SHA256: strings.Repeat("aa", 32), SavedAt: opened.AddDate(0, 0, 9)},
		{Name: "Kopie von tunde.ods.xlsx", Reviewer: tunde, SHA256: strings.Repeat("bb", 32), SavedAt: opened.AddDate(0, 0, 30)}}}
	kinds := []review.Pending{review.OpenContradiction, review.OpenFaulty, review.OpenUnjustified, review.OpenDelegated}
	n := 0
	for _, r := range refsOf(c) {
		j := review.Judged{Ref: r, Open: review.OpenBlank, Words: "nothing has come back from " + r.Access.Reviewer}
		switch r.Access.Reviewer {
		case maria:
			j = answered(r, n)
		case tunde:
			if n%2 == 0 {
				j = answered(r, n)
			} else if k := n / 2 % 8; k < len(kinds) {
				j.Open, j.Words = kinds[k], fmt.Sprintf("Kopie von tunde.ods.xlsx, Review!A%d says keep; =cmd|' /C calc'!A0 says revoke", n+2)
			} else {
				j.Words = "blank in Kopie von tunde.ods.xlsx"
			}
			if j.Open == review.OpenDelegated {
				j.Words = "handed on to " + bob + ", who has not answered"
				s.Delegations = append(s.Delegations, review.Delegation{Key: r.Access.Key, From: tunde, To: bob, File: s.Files[1].Name, SHA256: s.Files[1].SHA256, Cell: fmt.Sprint("Review!C", n+2)})
			}
		}
		n++
		s.Rows = append(s.Rows, j)
	}
	faulty := rowsOf(c, tunde)[1].Access.Key
	s.Problems = []review.Problem{
		{Code: review.ProblemEdited, File: "maria.lopez@acme.example (2).xlsx", Cell: "Review!E17", Key: faulty, Message: "was edited outside the decision columns: \"Finance\" is now \"Finance EU\"",
			Hint: "put the cell back, or copy the decision into the workbook as it was sent"},
		{Code: review.ProblemForeign, File: "../../=HYPERLINK(1).xlsx", Message: "is of another campaign: Q3-2026 (11aa-22bb)", Hint: "leave it out"}}
	s.Remarks = []review.Remark{{Code: "rubberStamp", Reviewer: tunde, File: "Kopie von tunde.ods.xlsx", Words: "212 rows kept within 40 seconds, 9 of them to be looked at, and no word why"},
		{Code: review.RemarkLate, Reviewer: tunde, Words: "saved 9 days after the day it was due"},
		{Code: review.RemarkStranger, Reviewer: tunde, Words: "nobody knows " + bob},
		{Code: review.RemarkSettled, Reviewer: maria, File: "maria.lopez@acme.example (2).xlsx", Words: "Review!A9 says nothing that can be counted: settled by a later file"}}
	progressed(c, s)
	return s
}

// answered is a row of which somebody has decided: mostly keep.
func answered(r review.Ref, n int) review.Judged {
	j := review.Judged{Ref: r, Decision: review.Keep, By: r.Access.Reviewer, At: opened.AddDate(0, 0, 9), File: "maria.lopez@acme.example (2).xlsx", Sheet: ReviewSheet, Row: n + 2,
		Cell: fmt.Sprint("Review!A", n+2)}
	switch {
	case n%9 == 4:
		j.Decision = review.Revoke
	case n%11 == 3:
		j.Decision, j.Named, j.Justification = review.Change, bob, "read only, please\n<script>alert(1)</script>"
	case len(r.Access.Flags) > 0:
		j.Justification = "closes the books until January"
	}
	return j
}

// progressed counts the rows of a standing by reviewer.
func progressed(c *review.Campaign, s *review.Standing) {
	at := map[string]int{}
	for _, r := range c.Reviewers {
		at[r.Address] = len(s.Progress)
		s.Progress = append(s.Progress, review.Progress{Reviewer: r.Address, Name: r.Name})
	}
	to := map[string]string{}
	for _, d := range s.Delegations {
		to[d.Key] = d.To
	}
	for i := range s.Rows {
		who := s.Rows[i].Access.Reviewer
		if delegate := to[s.Rows[i].Access.Key]; delegate != "" {
			s.Progress[at[who]].GivenOn++
			if _, met := at[delegate]; !met {
				at[delegate] = len(s.Progress)
				s.Progress = append(s.Progress, review.Progress{Reviewer: delegate})
			}
			who = delegate
		}
		p := &s.Progress[at[who]]
		p.Rows++
		switch s.Rows[i].Decision {
		case review.Keep:
			p.Keep++
		case review.Revoke:
			p.Revoke++
		case review.Change:
			p.Change++
		default:
			p.Open++
		}
	}
	for _, f := range s.Files {
		p := &s.Progress[at[f.Reviewer]]
		p.Files, p.SavedAt, p.Late = append(p.Files, f.Name), f.SavedAt, f.SavedAt.After(c.Due.AddDate(0, 0, 1))
	}
}

// ended is the campaign's end: what was open is treated as revoke, and the tenant has moved on.
func ended(c *review.Campaign) *review.Closing {
	s := halfway(c)
	for i := range s.Rows {
		if s.Rows[i].Decision == "" {
			s.Rows[i].Decision, s.Rows[i].Open, s.Rows[i].Words, s.Rows[i].Treated = review.Revoke, "", "", true
		}
	}
	s.Progress = nil
	progressed(c, s)
	joiner := identity.Account{ID: "8a819999", UserName: "new.joiner@acme.example", GivenName: "=New", FamilyName: "Joiner", Active: true, Workspaces: []string{spaces[0].ID}}
	moved := c.People[2].Account
	moved.FamilyName, moved.Active = "Married", false
	return &review.Closing{Campaign: c.ID, CampaignDigest: c.Digest, ClosedAt: due.Add(26 * time.Hour), Tool: c.Tool, Operator: c.Operator, TreatBlankAs: review.Revoke, Run: "q4-run",
		PlanID: "77aa-88bb", PlanDigest: strings.Repeat("77", 32), Files: s.Files, Rows: s.Rows, Progress: s.Progress, Remarks: s.Remarks, Delegations: s.Delegations, Digest: strings.Repeat("cd", 32),
		Drift: review.Drift{ReadAt: due.Add(25 * time.Hour), Snapshot: strings.Repeat("d5", 32), Added: []identity.Account{joiner}, Gone: []identity.Account{c.People[1].Account},
			Changed: []review.Moved{{Before: c.People[2].Account, After: moved}},
			Given:   []review.Ref{{Person: &review.Person{Account: joiner}, Access: &review.Access{Workspace: spaces[0]}}}, Taken: refsOf(c)[1:2]}}
}

// ledgerOf is a ledger in a folder of its own.
func ledgerOf(t testing.TB, l Ledger) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.xlsx")
	written, err := WriteLedger(path, l)
	check(t, err)
	if written != path {
		t.Fatalf("written as %s", written)
	}
	return path
}
