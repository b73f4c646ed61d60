package cli

import (
	"cmp"
	"path/filepath"

	"scimsheet/internal/apply"
	"scimsheet/internal/dossier"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
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
func reviewEvidence(s *screen, o evidenceOptions) (*evidenceAnswer, error) {
	c, err := readCampaign(o.folder)
	if err != nil {
		return nil, err
	}
	closing, err := readClosing(o.folder, c)
	switch {
	case err != nil:
		return nil, err
	case closing == nil:
		return nil, fail(exitUsage, s.next("review", "close", o.folder)+" RETURNED… -o RUN", "campaign %s is not closed yet, so there is no evidence of what came of it", campaignTitle(c))
	}
	in := dossier.Input{Campaign: c, Closing: closing, Folder: o.folder, Output: cmp.Or(o.output, filepath.Join(o.folder, evidenceFolder))}
	if in.Events, err = readLinesOf[review.Event](filepath.Join(o.folder, timelineFile)); err != nil {
		return nil, err
	}
	if in.Run, err = evidenceOf(cmp.Or(o.run, runOf(o.folder, closing))); err != nil {
		return nil, err
	}
	made, err := dossier.Build(in)
	if err != nil {
		return nil, err
	}
	answer := &evidenceAnswer{Campaign: o.folder, ID: c.ID, Folder: made.Folder, Archive: made.Archive, SHA256: made.SHA256, Entries: made.Files, Gaps: shown(made.Gaps)}
	s.answer("Evidence of campaign %s: %s\n  read    %s\n  keep    %s\n  sha256  %s\n  check   cd %s && sha256sum -c SHA256SUMS\n", campaignTitle(c), countOf(made.Files, "file"),
		filepath.Join(made.Folder, "index.html"), made.Archive, made.SHA256, pathArgument(made.Folder))
	for _, gap := range made.Gaps {
		s.answer("%s", folded("  ⚠ ", gap, widthOf(s.Out, 0)))
	}
	if len(made.Gaps) > 0 {
		return answer, fail(exitNotApplied, "put it right and call this again; the first page says it too", "the evidence is not whole: %s", countOf(len(made.Gaps), "gap"))
	}
	return answer, nil
}

// evidenceOf is what a run tells of itself; nil where there is no run.
func evidenceOf(run string) (*dossier.Run, error) {
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
	looks, verified, err := readLooks(run, p)
	if err != nil {
		return nil, err
	}
	return &dossier.Run{Folder: run, Plan: p, Outcomes: apply.Outcomes(p, state), Calls: state.Calls, Converged: state.Converged(p), Verified: verified, Looks: looks}, nil
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
