package report

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"scimsheet/internal/apply"
	"scimsheet/internal/finding"
	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// ResultsInput is all that the results of a run rest on: never the input files themselves.
type ResultsInput struct {
	Plan        *plan.Plan
	Outcomes    map[string]apply.Outcome // one for every change of the plan, by change id
	Rows        io.ReadSeeker            // the archive of the input's rows; nil for a plan that was made from none
	Findings    []finding.Finding
	Differences []apply.Difference // found when what was written was read again
	Converged   bool               // everything is done and stands as wanted
	WrittenAt   time.Time
	Run         string // the run's folder as its owner types it; the folder written to where it is empty
	Appends     bool   // plan finds out by itself that this service appends: nobody has to say so again

	// Evidence for the sheet About. What is left out is not told of.
	Calls         []apply.Call      // of apply on this run, as its journal tells
	Recorded      []apply.Recording // when which file's decisions were recorded
	SignedBy      string            // who signed the plan, in words; empty where no signature was asked for
	ActiveBefore  *int              // accounts that were active when the plan was made; nil where not every account was read
	JournalSHA256 string            // of journal.jsonl as it is now
	Tool          string            // program and version that writes the results
}

// Written is what WriteResults wrote and counted.
type Written struct {
	Rows  map[apply.Status]int // input rows by outcome: they add up to the input's rows
	NoRow map[apply.Status]int // changes that no row asked for
	Retry int                  // rows on the Retry sheets
	Files map[string]string    // results.xlsx and results.jsonl, and the paths they got
	Run   string

	counted countedOutcomes
	again   []string // flags to plan a Retry sheet with
}

func sum(counts map[apply.Status]int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}

// WriteResults writes results.jsonl and results.xlsx into a run's folder. Every archived row gets exactly
// one outcome, and each change that no row asked for a line of its own. The rows are read three times
// and never held: to count, for the sheet Results, and for the Retry sheets.
func WriteResults(folder string, in ResultsInput) (Written, error) {
	r, written, err := prepareResults(folder, in)
	if err != nil {
		return Written{}, err
	}
	if written.Files[ResultsLinesName], r.linesSHA256, err = r.writeLines(filepath.Join(folder, ResultsLinesName)); err != nil {
		return Written{}, err
	}
	if written.Files[ResultsWorkbookName], err = r.writeWorkbook(filepath.Join(folder, ResultsWorkbookName)); err != nil {
		return Written{}, err
	}
	return written, nil
}

// CountResults counts what WriteResults would write, and leaves the files that are there alone.
func CountResults(folder string, in ResultsInput) (Written, error) {
	_, written, err := prepareResults(folder, in)
	return written, err
}

func prepareResults(folder string, in ResultsInput) (*results, Written, error) {
	if in.Run == "" {
		in.Run = filepath.Clean(folder)
	}
	r, err := newResults(in)
	if err != nil {
		return nil, Written{}, err
	}
	files := map[string]string{}
	for _, name := range []string{ResultsLinesName, ResultsWorkbookName} {
		files[name] = filepath.Join(folder, name)
	}
	return r, Written{Rows: r.rows, NoRow: r.noRow, Retry: r.retryRows, Run: in.Run, Files: files, counted: r.counted(), again: r.typedFlags()}, nil
}

// results is one run's results while they are written.
type results struct {
	ResultsInput
	verdicts    *verdicts
	places      places
	labels      labels
	consent     consent
	tables      []table
	rows        map[apply.Status]int
	noRow       map[apply.Status]int
	people      map[apply.Status]int // people of the input, by outcome of their rows
	firstOf     map[apply.Status]int // row of the sheet Results, by outcome
	lines       []lines              // of the sheet Results, by number of change
	wrong       *causes              // why something was not applied
	unapproved  *causes              // what was done although no approver said yes, or one said no
	again       map[string]bool      // people of whom something was not applied, by userName key
	retryRows   int
	linesSHA256 string    // of results.jsonl, once written
	started     time.Time // the first write, and the last
	finished    time.Time
}

func newResults(in ResultsInput) (*results, error) {
	r := &results{ResultsInput: in, places: newPlaces(in.Plan), labels: newLabels(in.Plan), consent: newConsent(in),
		rows: map[apply.Status]int{}, noRow: map[apply.Status]int{}, people: map[apply.Status]int{},
		firstOf: map[apply.Status]int{}, lines: make([]lines, len(in.Plan.Changes)),
		wrong: newCauses(), unapproved: newCauses(), again: map[string]bool{}}
	var err error
	if r.verdicts, err = newVerdicts(in); err != nil {
		return nil, err
	}
	return r, r.survey()
}

// eachRow reads the archive from its beginning. begin, which may be nil, is told where a table begins.
func (r *results) eachRow(begin func(t int) error, row func(t int, archived sheet.ArchivedRow) error) error {
	if r.Rows == nil {
		return nil
	}
	if _, err := r.Rows.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the rows of the run: %w", err)
	}
	at := -1
	return sheet.ReadArchive(bufio.NewReaderSize(r.Rows, 1<<16),
		func(_ sheet.ArchivedTable, archived sheet.ArchivedRow) error { return row(at, archived) },
		func(t sheet.ArchivedTable) error {
			at++
			if at == len(r.tables) {
				r.tables = append(r.tables, table{ArchivedTable: t, columns: len(t.Headers)})
			}
			if begin == nil {
				return nil
			}
			return begin(at)
		})
}
