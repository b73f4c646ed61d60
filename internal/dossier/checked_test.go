package dossier

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func digest(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// sumsOf are the lines that sha256sum writes of files, sorted by path.
func sumsOf(files map[string]string, without func(path string) bool) string {
	var lines strings.Builder
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if !without(path) {
			fmt.Fprintf(&lines, "%s  %s\n", digest(files[path]), path)
		}
	}
	return lines.String()
}

func TestEveryFileButTheListItselfIsListedWithItsDigest(t *testing.T) {
	made := newRig(t, 40).build()
	files := tree(t, made.Folder)
	if made.Files != len(files) {
		t.Errorf("%d files were counted, and %d are there", made.Files, len(files))
	}
	want := sumsOf(files, func(path string) bool { return path == "SHA256SUMS" })
	if diff := cmp.Diff(want, files["SHA256SUMS"]); diff != "" {
		t.Error(diff)
	}
}

func TestASignatureStandsForEverythingButThePageThatIsSigned(t *testing.T) {
	made := newRig(t, 40).build()
	files := tree(t, made.Folder)
	want := sumsOf(files, func(path string) bool { return path == "SHA256SUMS" || strings.HasPrefix(path, "6-sign-off/") })
	if diff := cmp.Diff(want, files["6-sign-off/signed.sha256"]); diff != "" {
		t.Error(diff)
	}
	signed := digest(want)
	if made.Signed != signed {
		t.Errorf("the digest told is %s, and that of the list %s", made.Signed, signed)
	}
	for _, page := range []string{"6-sign-off/sign-off.html", "6-sign-off/sign-off.txt"} {
		if !strings.Contains(files[page], signed) {
			t.Errorf("%s does not carry the digest of what is signed", page)
		}
	}
}

func TestTheArchiveHoldsExactlyTheFolder(t *testing.T) {
	r := newRig(t, 40)
	made := r.build()
	archive, err := os.ReadFile(made.Archive)
	must(t, err)
	if digest(string(archive)) != made.SHA256 {
		t.Error("the digest told is not that of the archive")
	}
	packed, err := zip.OpenReader(made.Archive)
	must(t, err)
	defer packed.Close()
	found, names := map[string]string{}, []string{}
	for _, f := range packed.File {
		in, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(in)
		must(t, err)
		name, inside := strings.CutPrefix(f.Name, "evidence-"+r.Campaign.ID+"/")
		if !inside || f.Mode() != 0o600 || !f.Modified.Equal(r.Closing.ClosedAt) {
			t.Errorf("%s has mode %v and time %v", f.Name, f.Mode(), f.Modified)
		}
		found[name], names = string(content), append(names, name)
	}
	if !slices.IsSorted(names) {
		t.Errorf("the archive is not sorted: %q", names)
	}
	if diff := cmp.Diff(tree(t, made.Folder), found); diff != "" {
		t.Error(diff)
	}
}

func TestTheSameCampaignGivesTheSameBytesWhereverItLies(t *testing.T) {
	r := newRig(t, 40)
	first := r.build()
	one := tree(t, first.Folder)
	other := filepath.Join(t.TempDir(), "another place", "copied")
	must(t, os.CopyFS(other, os.DirFS(r.Folder)))
	must(t, os.CopyFS(other+"-run", os.DirFS(r.Run.Folder)))
	must(t, filepath.WalkDir(filepath.Dir(other), func(path string, _ fs.DirEntry, err error) error {
		must(t, err)
		return os.Chtimes(path, time.Unix(1, 0), time.Unix(1, 0))
	}))
	moved := *r.Run
	moved.Folder = other + "-run"
	r.Folder, r.Output, r.Run = other, filepath.Join(t.TempDir(), "elsewhere"), &moved
	second := r.build()
	if diff := cmp.Diff(one, tree(t, second.Folder)); diff != "" {
		t.Error(diff)
	}
	if first.SHA256 != second.SHA256 || first.Signed != second.Signed {
		t.Error("the archives differ")
	}
}

func TestWhatHoldsPeoplesDataIsTheirOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	made := newRig(t, 20).build()
	must(t, filepath.WalkDir(made.Folder, func(path string, entry fs.DirEntry, err error) error {
		must(t, err)
		about, err := entry.Info()
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if about.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, about.Mode())
		}
		return err
	}))
	about, err := os.Stat(made.Archive)
	must(t, err)
	if about.Mode().Perm() != 0o600 {
		t.Errorf("the archive has mode %v", about.Mode())
	}
}
