package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/roster"
)

// planAnswer is the JSON answer of plan.
type planAnswer struct {
	Run      string            `json:"run"`
	PlanID   string            `json:"planId"`
	Digest   string            `json:"digest"`
	People   int               `json:"people"`
	HeldBack int               `json:"heldBack"`
	Counts   plan.Counts       `json:"counts"`
	Requests plan.Requests     `json:"requests"`
	Snapshot plan.Snapshot     `json:"snapshot"`
	Findings finding.Counts    `json:"findings"`
	Mapping  []mappedHeader    `json:"mapping"`
	Limits   []plan.Limit      `json:"limits"`
	Files    map[string]string `json:"files"`
	Parts    []partFile        `json:"parts,omitempty"` // with --split-by: a report for each approver
}

// partFile is the change report of one part of a plan.
type partFile struct {
	Part     string `json:"part"`
	Workbook string `json:"workbook"`
	Page     string `json:"page"`
	People   int    `json:"people"`
}

// mappedHeader says what one header was taken for; an empty column is carried through.
type mappedHeader struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet"`
	Header string `json:"header"`
	Column string `json:"column"`
}

func mappingOf(people *roster.Roster) []mappedHeader {
	mapping := []mappedHeader{}
	for _, t := range people.Tables {
		for _, c := range slices.Concat(t.Columns, t.Constants) {
			mapping = append(mapping, mappedHeader{File: t.File, Sheet: t.Sheet, Header: c.Header, Column: c.Column})
		}
	}
	return mapping
}

func answerOf(p *plan.Plan, people *roster.Roster, run string, parts []report.PartFile) *planAnswer {
	files := map[string]string{}
	for _, name := range []string{planFile, snapshotFile, rowsFile, findingsFile, changeWorkbook, changePage} {
		files[name] = filepath.Join(run, name)
	}
	shown := make([]partFile, len(parts))
	for i, part := range parts {
		shown[i] = partFile{Part: part.Part, Workbook: filepath.Join(run, report.ApprovalsFolder, filepath.Base(part.Workbook)),
			Page: filepath.Join(run, report.ApprovalsFolder, filepath.Base(part.Page)), People: part.People}
	}
	return &planAnswer{
		Run: run, PlanID: p.ID, Digest: p.Digest, People: people.People(), HeldBack: p.HeldBack,
		Counts: p.Counts, Requests: p.Requests, Snapshot: p.Snapshot, Findings: finding.Count(people.Findings),
		Mapping: mappingOf(people), Limits: p.Limits, Files: files, Parts: shown,
	}
}

// tellPlan says where the plan is and what to type next.
func tellPlan(s *screen, p *plan.Plan, answer *planAnswer) {
	s.answer("Plan %s written to %s\n  digest  %s\n  read    %s\n", p.ID, answer.Run, p.Digest, answer.Files[changeWorkbook])
	switch {
	case p.Refused:
	case writing(p) == 0:
		s.answer("  There is nothing to apply.\n")
	case len(answer.Parts) > 0:
		tellParts(s, p.Policy.SplitBy, answer)
	case p.Policy.RequireApproval:
		s.answer("  then    send it to who approves; %s --approvals FILE\n", s.next("apply", answer.Run))
	default:
		s.answer("  then    %s\n", s.next("apply", answer.Run))
	}
}

// partsOnScreen is how many parts are listed; all of them are in the folder.
const partsOnScreen = 12

// tellParts lists the reports that go to an approver each.
func tellParts(s *screen, column string, answer *planAnswer) {
	folder := filepath.Join(answer.Run, report.ApprovalsFolder)
	s.answer("  send    a report for each %s to who approves it, from %s\n", column, folder)
	for i, part := range answer.Parts {
		if i == partsOnScreen {
			s.answer("            … %s more\n", thousands(len(answer.Parts)-i))
			break
		}
		s.answer("            %s  %s\n", filepath.Base(part.Workbook), countOf(part.People, "change"))
	}
	s.answer("  then    %s --approvals FOLDER, where they come back to\n", s.next("apply", answer.Run))
}

// verdict is how plan ends: a limit over errors in rows over changes.
func verdict(p *plan.Plan, answer *planAnswer, detailed bool) error {
	if p.Refused {
		return limitFailure(p, answer, "plan")
	}
	if errors := answer.Findings.Errors; errors > 0 {
		return fail(exitInput, "they are in "+answer.Files[findingsFile]+" and on the sheet Findings of "+answer.Files[changeWorkbook],
			"%s in the input; %s left out", countOf(errors, "error"), peopleWere(answer.HeldBack))
	}
	n := p.Counts
	if detailed && n.Create+n.Update+n.Deactivate+n.Reactivate > 0 {
		return fail(exitChanges, "", "there are changes")
	}
	return nil
}

// limitFailure is how a command ends that has made a plan beyond one or several limits.
func limitFailure(p *plan.Plan, answer *planAnswer, command string) *failure {
	var over, flags []string
	absent := ""
	for _, l := range p.Limits {
		if !l.Exceeded {
			continue
		}
		allowed := thousands(l.Allowed)
		if strings.HasSuffix(l.Setting, "%") {
			allowed = fmt.Sprintf("%s (%s)", l.Setting, allowed)
		}
		what := map[string]string{
			"max-creates":       "create %s users in a tenant of %s",
			"max-deactivations": "deactivate %s of %s users",
			"max-revocations":   "take %s of the %s workspaces that the people concerned hold",
		}[l.Name]
		over = append(over, fmt.Sprintf(what+"; the limit is %s", thousands(l.Planned), thousands(l.Of), allowed))
		flags = append(flags, fmt.Sprintf("--%s %d", l.Name, l.Planned))
		if l.Name == "max-deactivations" && p.Policy.Absent == plan.AbsentDeactivate {
			absent = "--absent deactivate was given: people who are not in the sheet lose access. Is the sheet complete? "
		}
	}
	return fail(exitLimit, absent+"the report was written: "+answer.Files[changeWorkbook]+". If it is right, "+command+" again with "+strings.Join(flags, " "),
		"the plan would %s", strings.Join(over, ", and "))
}
