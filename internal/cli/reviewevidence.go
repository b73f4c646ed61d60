package cli

import (
	"cmp"
	"context"
	"os"
	"path/filepath"

	"scimsheet/internal/apply"
	"scimsheet/internal/dossier"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
)

// evidenceOptions are what review evidence was asked for.
type evidenceOptions struct {
	folder string
	output string
	run    string
}

// evidenceAnswer is the JSON answer of review evidence.
type evidenceAnswer struct {
	Campaign string   `json:"campaign"`
	ID       string   `json:"id"`
	Folder   string   `json:"folder"`
	Archive  string   `json:"archive"`
	SHA256   string   `json:"sha256"` // of the archive
	Entries  int      `json:"entries"`
	Gaps     []string `json:"gaps"`
}

// reviewEvidence puts together what an auditor asks for, from the folders of the campaign and its run alone.
func reviewEvidence(ctx context.Context, s *screen, o evidenceOptions) (*evidenceAnswer, error) {
	c, err := readCampaign(o.folder)
	if err != nil {
		return nil, err
	}
	unlock, err := lockCampaign(o.folder)
	if err != nil {
		return nil, err
	}
	defer unlock()
	closing, err := readClosing(o.folder, c)
	switch {
	case err != nil:
		return nil, err
	case closing == nil:
		return nil, fail(exitUsage, s.next("review", "close", o.folder)+" RETURNED… -o RUN", "campaign %s is not closed yet, so there is no evidence of what came of it", campaignTitle(c))
	}
	in := dossier.Input{Campaign: c, Closing: closing, Folder: o.folder, Output: cmp.Or(o.output, filepath.Join(o.folder, evidenceFolder))}
	discard, err := o.gather(ctx, s, &in)
	defer discard()
	if err != nil {
		return nil, err
	}
	made, err := dossier.Build(in)
	if err != nil {
		return nil, err
	}
	answer := &evidenceAnswer{Campaign: o.folder, ID: c.ID, Folder: made.Folder, Archive: made.Archive, SHA256: made.SHA256, Entries: made.Files, Gaps: shown(made.Gaps)}
	return answer, tellEvidence(s, c, answer)
}

// gather reads what the evidence is made of beside the campaign and its closing. What it has written aside goes when
// discard is called, which is never nil.
func (o *evidenceOptions) gather(ctx context.Context, s *screen, in *dossier.Input) (discard func(), err error) {
	discard = func() {}
	path := filepath.Join(o.folder, timelineFile)
	if in.Events, err = readLinesOf[review.Event](path); err != nil {
		return discard, err
	}
	if in.Timeline, err = os.ReadFile(path); err != nil {
		in.Timeline = []byte{} // that it is not there is for the evidence to say
	}
	if in.Reread, err = reread(o.folder, in.Campaign, in.Closing); err != nil {
		in.RereadFault = failureOf(err).Message
	}
	run := cmp.Or(o.run, runOf(o.folder, in.Closing))
	if in.Run, err = evidenceOf(ctx, run); err != nil || in.Run == nil {
		return discard, err
	}
	if in.Run.Results, err = os.MkdirTemp(o.folder, ".results-"); err != nil {
		return discard, err
	}
	discard = func() { os.RemoveAll(in.Run.Results) }
	return discard, resultsAnew(s, in.Run, in.Closing)
}

func tellEvidence(s *screen, c *review.Campaign, answer *evidenceAnswer) error {
	s.answer("Evidence of campaign %s: %s\n  read    %s\n  keep    %s\n  sha256  %s\n  check   cd %s && sha256sum -c SHA256SUMS\n", campaignTitle(c), countOf(answer.Entries, "file"),
		filepath.Join(answer.Folder, "index.html"), answer.Archive, answer.SHA256, pathArgument(answer.Folder))
	for _, gap := range answer.Gaps {
		s.answer("%s", folded("  ⚠ ", report.Printed(gap), widthOf(s.Out, 0)))
	}
	if len(answer.Gaps) > 0 {
		return fail(exitNotApplied, "put it right and call this again; the first page says it too", "the evidence is not whole: %s", countOf(len(answer.Gaps), "gap"))
	}
	return nil
}

// reread reads the kept files that a campaign was closed with once more, and puts them together as closing did.
func reread(folder string, c *review.Campaign, closing *review.Closing) (*review.Standing, error) {
	kept, err := keptFiles(folder)
	if err != nil {
		return nil, err
	}
	reader := reviewbook.NewReader(c)
	var files []review.Returned
	for _, f := range closing.Files {
		path, there := kept[f.SHA256]
		if !there {
			continue // the evidence misses it by itself
		}
		back, err := reader.Read(path)
		if err != nil {
			return nil, err
		}
		rename(&back, f.Name)
		back.File.Given = f.Given
		files = append(files, back)
	}
	return review.Merge(c, files, closing.ClosedAt), nil
}

// evidenceOf is what a run tells of itself; nil where there is no run.
func evidenceOf(ctx context.Context, run string) (*dossier.Run, error) {
	if !exist(run, planFile) {
		return nil, nil
	}
	p, err := readRun(run)
	if err != nil {
		return nil, err
	}
	state, err := readState(run, p)
	if err != nil {
		return nil, err
	}
	found := &dossier.Run{Folder: run, Plan: p, Outcomes: apply.Outcomes(p, state), Calls: state.Calls, Converged: state.Converged(p)}
	if found.Looks, found.Verified, err = readLooks(run, p); err != nil {
		return nil, err
	}
	undone, err := readLinesOf[undoneBy](filepath.Join(run, undoneFile))
	for _, u := range undone {
		found.Undone = append(found.Undone, dossier.Undo{At: u.At, PlanID: u.PlanID, Folder: filepath.Base(u.Run)})
	}
	if err == nil && ctx.Err() == nil {
		found.Faults = faultsOf(run, p)
	}
	return found, err
}

// readLooks reads every verification of a run, and what the last one has found.
func readLooks(run string, p *plan.Plan) ([]dossier.Look, *dossier.Verified, error) {
	log, err := readLinesOf[verification](filepath.Join(run, verifyLog))
	if err != nil {
		return nil, nil, err
	}
	var looks []dossier.Look
	var last *dossier.Verified
	for _, v := range log {
		if v.PlanDigest == p.Digest {
			looks = append(looks, dossier.Look{At: v.At, By: v.By, Differences: v.Differences})
			last = &dossier.Verified{At: v.At, Converged: v.Converged}
		}
	}
	if last != nil {
		last.Differences, err = readLinesOf[apply.Difference](filepath.Join(run, verifyLines))
	}
	return looks, last, err
}
