package cli

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
)

// addEvidence adds what a run's folder tells beside its outcomes: when apply was called and approvals came,
// who signed, how many accounts were active before.
func addEvidence(in *report.ResultsInput, run string, p *plan.Plan) error {
	state, err := readState(run, p)
	if err != nil {
		return err
	}
	in.Calls, in.Recorded = state.Calls, state.DecidedAt()
	for _, call := range state.Calls {
		if call.SignedBy != "" {
			in.SignedBy = call.SignedBy
		}
	}
	if in.JournalSHA256, err = digestOf(filepath.Join(run, journalFile)); err != nil {
		return err
	}
	in.ActiveBefore, err = activeBefore(run, p)
	return err
}

// digestOf is the SHA-256 of a file as it is now; empty where there is none.
func digestOf(path string) (string, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("digest: %w", err)
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("digest %s: %w", path, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// activeBefore counts the accounts that were active when the plan was made; nil where not every account was
// read, or what was read is no longer there as it was.
func activeBefore(run string, p *plan.Plan) (*int, error) {
	if !p.Snapshot.Complete {
		return nil, nil
	}
	accounts, digest, err := snapshotIn(filepath.Join(run, snapshotFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.As(err, new(*fs.PathError)):
		return nil, err
	case err != nil || digest != p.Snapshot.SHA256:
		return nil, nil // evidence of what cannot be vouched for is none
	}
	active := 0
	for i := range accounts {
		if accounts[i].Active {
			active++
		}
	}
	return &active, nil
}

// snapshotIn reads a snapshot file, and the digest of its lines.
func snapshotIn(path string) ([]identity.Account, string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, "", fmt.Errorf("read the snapshot: %w", err)
	}
	defer file.Close()
	return directory.ReadSnapshot(bufio.NewReader(file))
}
