package settings

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"scimsheet/internal/durable"
)

// What PATCH add does with workspaces that a user already has.
const (
	PatchAppends  = "append"
	PatchReplaces = "replace"
)

// Probe is what was found out about a service by trying.
type Probe struct {
	PatchAdd string    `json:"patchAdd"` // PatchAppends or PatchReplaces
	At       time.Time `json:"probedAt"`
}

// factsFile is in the config folder: an object with a probe for each SCIM address.
const factsFile = "tenants.json"

// errFacts: the file of probes is damaged. Without it a probe is made again.
var errFacts = errors.New("what was found out about tenants is damaged; remove the file and probe again")

var errNoFolder = errors.New("there is no config folder; set SCIMSHEET_CONFIG_DIR")

// Remember keeps a probe in the config folder, in place of an earlier one of the same address.
// Without a config folder, an empty dir, it fails.
func Remember(dir, scimURL string, fact Probe) error {
	if err := fact.check(); err != nil {
		return fmt.Errorf("remember a probe: %w", err)
	}
	if dir == "" {
		return fmt.Errorf("remember a probe: %w", errNoFolder)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("remember a probe: %w", err)
	}
	path := filepath.Join(dir, factsFile)
	lock := flock.New(path + ".lock")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return fmt.Errorf("remember a probe: another scimsheet has %s: %w", path, err)
	}
	defer func() { _ = lock.Unlock() }()
	facts, err := readFacts(path)
	if err != nil {
		return err
	}
	fact.At = fact.At.UTC()
	facts[address(scimURL)] = fact
	text, err := json.MarshalIndent(facts, "", "  ")
	if err == nil {
		err = durable.Replace(path, append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("remember a probe: %w", err)
	}
	return nil
}

// Recall is the last probe of an address, if there was one. Without a config folder, an empty dir,
// nothing is known.
func Recall(dir, scimURL string) (Probe, bool, error) {
	if dir == "" {
		return Probe{}, false, nil
	}
	facts, err := readFacts(filepath.Join(dir, factsFile))
	fact, there := facts[address(scimURL)]
	return fact, there, err
}

func readFacts(path string) (map[string]Probe, error) {
	facts := map[string]Probe{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return facts, nil
	}
	if err != nil {
		return nil, fmt.Errorf("recall a probe: %w", err)
	}
	if err := json.Unmarshal(text, &facts); err != nil || facts == nil {
		return nil, fmt.Errorf("%s: %w", path, errFacts)
	}
	for _, fact := range facts {
		if fact.check() != nil {
			return nil, fmt.Errorf("%s: %w", path, errFacts)
		}
	}
	return facts, nil
}

func (p Probe) check() error {
	if p.PatchAdd != PatchAppends && p.PatchAdd != PatchReplaces || p.At.IsZero() {
		return errors.New("it says nothing")
	}
	return nil
}

// address is the same for the same service: hosts and schemes have no case, and a last slash means nothing.
func address(scimURL string) string {
	u, err := url.Parse(scimURL)
	if err != nil {
		return scimURL
	}
	u.Scheme, u.Host, u.Path = strings.ToLower(u.Scheme), strings.ToLower(u.Host), strings.TrimRight(u.Path, "/")
	return u.String()
}
