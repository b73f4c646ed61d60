package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"scimsheet/internal/plan"
)

// The files of a run folder.
const (
	planFile       = "plan.jsonl"
	snapshotFile   = "snapshot.jsonl.gz"
	rowsFile       = "rows.jsonl.gz"
	findingsFile   = "findings.jsonl"
	changeWorkbook = "change-report.xlsx"
	changePage     = "change-report.html"
	journalFile    = "journal.jsonl"
	resultsBook    = "results.xlsx"
	resultsLines   = "results.jsonl"
	verifyLines    = "verify.jsonl"   // the differences that the last look found
	verifyLog      = "verified.jsonl" // every look: when it was, and what it came to
)

// stage is the folder of a run or a campaign in the making: a hidden folder beside the target that takes its name
// when everything in it is complete, and vanishes otherwise.
type stage struct {
	dir    string
	target string
	mark   string // the file that makes the folder what it is; it comes last
}

// stageRun begins a run folder. A folder that already holds a plan is taken.
func stageRun(target string) (*stage, error) { return stageFolder(target, planFile) }

// stageFolder begins a folder that is what its mark says. One that is a run or a campaign already is taken.
func stageFolder(target, mark string) (*stage, error) {
	target = filepath.Clean(target)
	switch entry, err := os.Stat(target); {
	case err == nil && !entry.IsDir():
		return nil, fail(exitUsage, "choose another folder with -o", "%s is a file, not a folder", target)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("look at the folder: %w", err)
	}
	for _, taken := range []struct{ mark, what string }{{planFile, "a plan"}, {campaignFile, "a campaign"}} {
		if _, err := os.Lstat(filepath.Join(target, taken.mark)); err == nil {
			hint := "choose another folder with -o"
			if mark == planFile {
				hint += ", or none: the folder is then named after the input and the time"
			}
			return nil, fail(exitUsage, hint, "%s already holds %s", target, taken.what)
		}
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	clearStages(target)
	dir, err := os.MkdirTemp(filepath.Dir(target), "."+filepath.Base(target)+".making-")
	if err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	return &stage{dir: dir, target: target, mark: mark}, nil
}

// longestStage is how long nobody works at one folder: a stage that is older was left behind by a call that was
// killed, and holds people's data.
const longestStage = 24 * time.Hour

// clearStages removes what killed calls have left of a target. What cannot be looked at or removed stays: it is in
// nobody's way.
func clearStages(target string) {
	entries, err := os.ReadDir(filepath.Dir(target))
	if err != nil {
		return
	}
	for _, entry := range entries {
		about, err := entry.Info()
		if err == nil && entry.IsDir() && strings.HasPrefix(entry.Name(), "."+filepath.Base(target)+".making-") && time.Since(about.ModTime()) > longestStage {
			_ = os.RemoveAll(filepath.Join(filepath.Dir(target), entry.Name()))
		}
	}
}

func (s *stage) path(name string) string { return filepath.Join(s.dir, name) }

// create makes a file for people's data in the stage.
func (s *stage) create(name string) (*os.File, error) {
	return os.OpenFile(s.path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

// publish turns the stage into its target: in one rename, or, where the target folder exists, file by
// file with the mark last, so that a run without a plan is never mistaken for one.
func (s *stage) publish() error {
	err := os.Rename(s.dir, s.target)
	if err == nil {
		return nil
	}
	if entry, statErr := os.Stat(s.target); statErr != nil || !entry.IsDir() {
		return fmt.Errorf("put the folder in place: %w", err)
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("put the folder in place: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() == s.mark {
			continue
		}
		if err := os.Rename(s.path(entry.Name()), filepath.Join(s.target, entry.Name())); err != nil {
			return fmt.Errorf("put the folder in place: %w", err)
		}
	}
	if err := os.Rename(s.path(s.mark), filepath.Join(s.target, s.mark)); err != nil {
		return fmt.Errorf("put the folder in place: %w", err)
	}
	if err := os.Chmod(s.target, 0o700); err != nil {
		return fmt.Errorf("keep the folder private: %w", err)
	}
	return os.Remove(s.dir)
}

// discard removes a stage that did not become a run; after publish it does nothing.
func (s *stage) discard() { os.RemoveAll(s.dir) }

// defaultRun names a run after its first input and the time: staff-20261121T211005Z.
func defaultRun(input string, now time.Time) string {
	name := filepath.Base(input)
	if input == "-" {
		name = "stdin"
	}
	name = strings.TrimSuffix(name, filepath.Ext(name))
	return name + "-" + now.UTC().Format("20060102T150405Z")
}

// readRun reads the plan of a run folder.
func readRun(dir string) (*plan.Plan, error) {
	p, err := readPlan(filepath.Join(dir, planFile))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, fail(exitUsage, "a run is the folder that scimsheet plan has written", "%s is not a run: it holds no %s", dir, planFile)
	}
	return p, err
}

func readPlan(path string) (*plan.Plan, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the plan: %w", err)
	}
	defer file.Close()
	p, err := plan.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// refuseOverwrite guards -o FILE: never an existing file without --force.
func refuseOverwrite(path string, force bool) error {
	if _, err := os.Lstat(path); err == nil && !force {
		return fail(exitUsage, "choose another name, or add --force to replace it", "%s exists already", path)
	}
	return nil
}
