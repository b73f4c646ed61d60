package dossier

import (
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/report"
)

// The files of a run that more is said about than that they are there.
const (
	planFile     = "plan.jsonl"
	rowsFile     = "rows.jsonl.gz"
	findingsFile = "findings.jsonl"
	journalFile  = "journal.jsonl"
)

// runFile is a file of a run that the evidence takes, by the pattern of its name: programs that hold a file open
// make us write its successor under a numbered name.
type runFile struct{ pattern, what string }

var runFiles = []runFile{
	{planFile, "the plan: every change that closing the campaign has asked for, for programs"},
	{"plan.jsonl.sig", "the signature of the plan"},
	{snapshotFile, "the accounts as they were when the plan was made, for programs"},
	{rowsFile, "the rows of the decisions that the plan was made from, for programs"},
	{findingsFile, "what was found wrong when the plan was made, for programs"},
	{report.ChangeWorkbookName, "the plan as a workbook: who loses what, before it was done"},
	{report.ChangePageName, "the plan as a page"},
	{journalFile, "what was done, as it happened, for programs"},
	{"undone.jsonl", "the plans that were made to take back what was done, for programs"},
	{"verified*.jsonl", "each time the tenant was read again, and what it came to, for programs"},
	{"verify*.jsonl", "what was found to differ when the tenant was read again for the last time, for programs; empty where nothing did"},
	{"verify*.xlsx", "what was found to differ when the tenant was read again"},
}

// resultFiles are told from the journal, and can be told from it again.
var resultFiles = []runFile{
	{"results*.xlsx", "the results: what became of each row"},
	{"results*.jsonl", "the results, for programs"},
}

// partOfPlan is what a file of an approver is.
var partOfPlan = []runFile{{"*", "the part of the plan that one approver was asked about"}}

func (b *binder) copyRun() error {
	results := b.Run.Results
	if results == "" {
		results = b.Run.Folder
	}
	var there []string
	for _, from := range []struct {
		folder, to string
		files      []runFile
	}{{b.Run.Folder, "", runFiles}, {results, "", resultFiles}, {filepath.Join(b.Run.Folder, report.ApprovalsFolder), report.ApprovalsFolder + "/", partOfPlan}} {
		names, err := b.takeRun(from.folder, executionPart+from.to, from.files)
		if err != nil {
			return err
		}
		there = append(there, names...)
	}
	b.lacking(there)
	for _, fault := range b.Run.Faults {
		b.missing = append(b.missing, sentence(clipped(fault)))
	}
	b.otherSnapshot(executionPart+snapshotFile, b.Run.Plan.Snapshot.SHA256, "the plan was made from")
	return nil
}

// takeRun copies those files of a folder that are called so, and says which are there.
func (b *binder) takeRun(folder, to string, files []runFile) ([]string, error) {
	names, err := within(folder)
	if err != nil {
		return nil, err
	}
	kept := b.Run.Plan.Kept
	var there []string
	for _, name := range names {
		at := slices.IndexFunc(files, func(f runFile) bool { return f.fits(name) })
		if at < 0 {
			continue
		}
		there = append(there, name)
		digest := map[string]string{rowsFile: kept.Rows, findingsFile: kept.Findings}[name]
		trouble, err := b.copy(filepath.Join(folder, name), b.free(to+fileName(name)), files[at].what, digest)
		if err != nil {
			return nil, err
		}
		if trouble != "" {
			b.miss("%s of the run's folder %s.", oneLine(name), trouble)
		}
	}
	return there, nil
}

func (f runFile) fits(name string) bool {
	fits, _ := filepath.Match(f.pattern, name)
	return fits
}

// lacking says which files of the run ought to be there and are not.
func (b *binder) lacking(there []string) {
	p := b.Run.Plan
	for _, due := range []struct {
		pattern string
		due     bool
	}{
		{planFile, true}, {report.ChangeWorkbookName, true}, {report.ChangePageName, true},
		{rowsFile, p.Kept.Rows != ""}, {findingsFile, p.Kept.Findings != ""}, {snapshotFile, p.Snapshot.SHA256 != ""},
		{journalFile, b.run.applied}, {"results*.xlsx", b.run.applied}, {"results*.jsonl", b.run.applied},
	} {
		if due.due && !slices.ContainsFunc(there, runFile{pattern: due.pattern}.fits) {
			b.miss("%s of the run's folder is missing.", strings.ReplaceAll(due.pattern, "*", ""))
		}
	}
}
