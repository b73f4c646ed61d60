package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// The files of a campaign's folder, beside snapshotFile.
const (
	campaignFile    = "campaign.jsonl.gz"
	ledgerBook      = "ledger.xlsx"
	timelineFile    = "timeline.jsonl"
	closingFile     = "closing.jsonl.gz"
	closingSnapshot = "closing-snapshot.jsonl.gz"
)

// The folders within it.
const (
	reviewsFolder   = "reviews"
	mailsFolder     = "mails"
	sourcesFolder   = "sources"
	delegatedFolder = "delegated"
	remindersFolder = "reminders"
	returnedFolder  = "returned"
	evidenceFolder  = "evidence"
)

// readCampaign reads the campaign of a folder.
func readCampaign(folder string) (*review.Campaign, error) {
	path := filepath.Join(folder, campaignFile)
	file, err := os.Open(path)
	if _, missing := os.Stat(folder); errors.Is(missing, fs.ErrNotExist) {
		return nil, fail(exitUsage, "a campaign is the folder that scimsheet review open has written", "there is no folder %s", folder)
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, fail(exitUsage, "a campaign is the folder that scimsheet review open has written", "%s is no campaign: it holds no %s", folder, campaignFile)
	}
	if err != nil {
		return nil, fmt.Errorf("open the campaign: %w", err)
	}
	defer file.Close()
	c, err := review.Read(bufio.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// readClosing reads how a campaign was closed; nil where it was not.
func readClosing(folder string, c *review.Campaign) (*review.Closing, error) {
	path := filepath.Join(folder, closingFile)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the closing of the campaign: %w", err)
	}
	defer file.Close()
	closing, err := review.ReadClosing(bufio.NewReader(file), c)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return closing, nil
}

// readClosed reads a campaign that another one goes on from: it has to be closed.
func readClosed(flag, folder string) (*review.Done, error) {
	c, err := readCampaign(folder)
	if err != nil {
		return nil, err
	}
	closing, err := readClosing(folder, c)
	if err != nil {
		return nil, err
	}
	if closing == nil {
		return nil, fail(exitUsage, "close it first, or leave --"+flag+" out", "--%s: campaign %s is not closed, so nothing of it is decided", flag, c.Name)
	}
	return &review.Done{Campaign: c, Closing: closing}, nil
}

// saveAs writes a file of a folder whole or not at all, and says what it is called.
func saveAs(path string, write func(io.Writer) error) (string, error) {
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return "", err
	}
	defer draft.Discard()
	if err := write(draft); err != nil {
		return "", err
	}
	return draft.Save()
}

// addLines adds JSON lines to a file of a campaign, which is written anew: whole or not at all.
func addLines[T any](path string, lines ...T) error {
	before, err := readLinesOf[T](path)
	if err != nil {
		return err
	}
	_, err = saveAs(path, func(w io.Writer) error { return writeLines(w, path, append(before, lines...)) })
	return err
}

// timelineOf is how far a campaign's time line has come.
func timelineOf(folder string) (review.Timeline, error) {
	path := filepath.Join(folder, timelineFile)
	events, err := readLinesOf[review.Event](path)
	if err != nil {
		return review.Timeline{}, err
	}
	digest, err := digestOf(path)
	return review.Timeline{Events: len(events), SHA256: digest}, err
}

// writeLines writes JSON lines; what says whose they are.
func writeLines[T any](w io.Writer, what string, lines []T) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return fmt.Errorf("write %s: %w", what, err)
		}
	}
	return nil
}

// readLinesOf reads a file of JSON lines; none where there is no such file.
func readLinesOf[T any](path string) ([]T, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer file.Close()
	var all []T
	for decoder := json.NewDecoder(bufio.NewReader(file)); ; {
		var line T
		err := decoder.Decode(&line)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fail(exitPlanUnfit, "the file is not as it was written; bring it back from a copy", "%s: %w", path, err)
		}
		all = append(all, line)
	}
}
