package dossier

import (
	"archive/zip"
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"

	"scimsheet/internal/durable"
	"scimsheet/internal/sheet"
)

// Taken: something else than the evidence of the campaign stands where it is to be written. Nothing was written.
type Taken struct {
	Path  string
	Why   string   // a clause to follow the path
	Files []string // of the folder, that writing would destroy: the first ones
}

func (t *Taken) Error() string {
	text := t.Path + " " + t.Why
	if len(t.Files) > 0 {
		text += ": " + strings.Join(t.Files, ", ")
	}
	return text
}

// place is where the evidence will stand, and the hidden folder beside it in which it is made.
type place struct {
	folder   string
	stage    string
	campaign string
	inside   string // the one folder that the archive unpacks to
}

func newPlace(folder, campaign string) (*place, error) {
	p := &place{folder: folder, campaign: campaign, inside: "evidence-" + fileName(campaign)}
	if err := errors.Join(p.ours(), p.oursPacked()); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the evidence: %w", err)
	}
	stage, err := os.MkdirTemp(filepath.Dir(folder), "."+filepath.Base(folder)+".making-")
	if err != nil {
		return nil, fmt.Errorf("make the folder of the evidence: %w", err)
	}
	p.stage = stage
	return p, nil
}

// discard removes what did not become evidence; after settle it does nothing.
func (p *place) discard() { os.RemoveAll(p.stage) }

// ours makes sure that nothing of anybody is lost where a folder stands already: it has to be evidence of this
// campaign, exactly as it was written. A signed page that somebody has put there would be gone otherwise.
func (p *place) ours() error {
	about, err := os.Lstat(p.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at %s: %w", p.folder, err)
	}
	if !about.IsDir() {
		return &Taken{Path: p.folder, Why: "is no folder"}
	}
	if inside, err := os.ReadDir(p.folder); err == nil && len(inside) == 0 {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(p.folder, sumsName))
	if err != nil {
		return &Taken{Path: p.folder, Why: "is a folder that holds something else than evidence"}
	}
	if of, err := campaignOf(p.folder); err != nil || of != p.campaign {
		return &Taken{Path: p.folder, Why: "holds the evidence of another campaign"}
	}
	strange, err := strangers(p.folder, digests(text))
	if err != nil {
		return fmt.Errorf("look at %s: %w", p.folder, err)
	}
	if len(strange) > 0 {
		return &Taken{Path: p.folder, Why: fmt.Sprintf("holds %s added or changed after it was written", countOf(len(strange), "file that was", "files that were")),
			Files: strange[:min(len(strange), namedAtMost)]}
	}
	return nil
}

// campaignOf is the campaign that a folder is the evidence of.
func campaignOf(folder string) (string, error) {
	text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(proofName)))
	if err != nil {
		return "", err
	}
	var of struct {
		Campaign string `json:"campaign"`
	}
	err = json.Unmarshal(text, &of)
	return of.Campaign, err
}

// digests reads a list of digests: path → digest.
func digests(sums []byte) map[string]string {
	found := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		if digest, at, whole := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); whole {
			found[at] = digest
		}
	}
	return found
}

// strangers are the files of a folder that a list of digests does not have, or has otherwise.
func strangers(folder string, listed map[string]string) ([]string, error) {
	var strange []string
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		at, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		if at = filepath.ToSlash(at); at == sumsName {
			return nil
		}
		if want, known := listed[at]; known && entry.Type().IsRegular() {
			if is, err := digestOf(name); err != nil || is == want {
				return err
			}
		}
		strange = append(strange, at)
		return nil
	})
	return strange, err
}

func digestOf(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// oursPacked does the same for the archive, as far as its first name tells.
func (p *place) oursPacked() error {
	name := p.folder + ".zip"
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	packed, err := zip.OpenReader(name)
	if err != nil {
		return &Taken{Path: name, Why: "is something else than packed evidence"}
	}
	defer packed.Close()
	if len(packed.File) == 0 || !strings.HasPrefix(packed.File[0].Name, p.inside+"/") {
		return &Taken{Path: name, Why: "is something else than the evidence of this campaign"}
	}
	return nil
}

// settle packs what was made and puts both in place. What stood there before is removed only then.
func (p *place) settle(pages []page, at time.Time) (archive, digest string, err error) {
	draft, err := sheet.NewDraft(p.folder + ".zip")
	if err != nil {
		return "", "", err
	}
	defer draft.Discard()
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(draft, sum), 1<<16)
	if err := errors.Join(pack(out, p.stage, p.inside, pages, at), out.Flush()); err != nil {
		return "", "", err
	}
	if err := p.publish(); err != nil {
		return "", "", err
	}
	archive, err = draft.Save()
	return archive, hex.EncodeToString(sum.Sum(nil)), err
}

// publish gives the stage its name. An earlier one steps aside first, and back where that fails.
func (p *place) publish() error {
	aside := p.stage + "-earlier"
	err := os.Rename(p.folder, aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replace the earlier evidence: %w", err)
	}
	earlier := err == nil
	if err := os.Rename(p.stage, p.folder); err != nil {
		if earlier {
			err = errors.Join(err, os.Rename(aside, p.folder))
		}
		return fmt.Errorf("put the evidence in place: %w", err)
	}
	durable.SyncFolder(filepath.Dir(p.folder))
	return os.RemoveAll(aside)
}

// pack writes the archive: the pages by path, of one time and one mode, within one folder.
func pack(w io.Writer, folder, inside string, pages []page, at time.Time) error {
	out := zip.NewWriter(w)
	out.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	ordered := slices.SortedFunc(slices.Values(pages), func(a, b page) int { return cmp.Compare(a.Path, b.Path) })
	for _, p := range ordered {
		if err := packOne(out, filepath.Join(folder, filepath.FromSlash(p.Path)), inside+"/"+p.Path, at); err != nil {
			return fmt.Errorf("pack %s: %w", p.Path, err)
		}
	}
	return out.Close()
}

func packOne(out *zip.Writer, name, at string, when time.Time) error {
	header := &zip.FileHeader{Name: at, Method: zip.Deflate, Modified: when.UTC().Truncate(time.Second)}
	header.SetMode(0o600)
	if packed(at) {
		header.Method = zip.Store
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	into, err := out.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(into, file)
	return err
}

// packed reports whether a file is packed already, so that packing it again takes time and saves nothing.
func packed(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx", ".xlsm", ".gz", ".zip", ".ods":
		return true
	}
	return false
}
