package dossier

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEarlierEvidenceOfTheSameCampaignIsReplaced(t *testing.T) {
	r := newRig(t, 20)
	first := r.build()
	r.Run = nil
	second := r.build()
	if first.Signed == second.Signed || len(second.Gaps) == 0 {
		t.Error("the evidence was not written anew")
	}
	if _, err := os.Stat(filepath.Join(second.Folder, "5-execution", "plan.jsonl")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file of the earlier evidence is left")
	}
	left, err := filepath.Glob(filepath.Join(r.Folder, ".*"))
	must(t, err)
	if len(left) > 0 {
		t.Errorf("there is left: %q", left)
	}
}

func TestWhatIsNotEvidenceOfThisCampaignIsNeverTouched(t *testing.T) {
	for _, c := range []struct {
		name string
		put  func(r *rig)
		says string
	}{
		{"a signed page that somebody has put there", func(r *rig) {
			r.build()
			r.write("evidence/6-sign-off/signed by Maria.pdf", []byte("signed"))
		}, "6-sign-off/signed by Maria.pdf"},
		{"a file of the evidence that somebody has filled in", func(r *rig) {
			r.build()
			r.write("evidence/6-sign-off/sign-off.txt", []byte("name: Maria"))
		}, "6-sign-off/sign-off.txt"},
		{"a folder of something else", func(r *rig) { r.write("evidence/holiday.jpg", []byte("sea")) }, "something else than evidence"},
		{"a file", func(r *rig) { r.write("evidence", []byte("a note")) }, "is no folder"},
		{"the evidence of another campaign", func(r *rig) {
			other := newRig(r.t, 21)
			other.Output = r.Output
			other.build()
			must(r.t, os.Remove(r.Output+".zip"))
		}, "of another campaign"},
		{"an archive of something else", func(r *rig) { r.write("evidence.zip", []byte("PK")) }, "evidence.zip is something else"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, 20)
			c.put(r)
			before := tree(t, r.Folder)
			_, err := Build(r.Input)
			var taken *Taken
			if !errors.As(err, &taken) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("the error is %v", err)
			}
			if diff := cmp.Diff(before, tree(t, r.Folder)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnEmptyFolderIsNothingToLose(t *testing.T) {
	r := newRig(t, 20)
	must(t, os.MkdirAll(r.Output, 0o700))
	r.build()
}

func TestPartsThatDoNotBelongTogetherAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(r *rig){
		"the closing of another campaign": func(r *rig) { r.Closing.CampaignDigest = "00" },
		"a closing that lacks a row":      func(r *rig) { r.Closing.Rows = r.Closing.Rows[1:] },
	} {
		r := newRig(t, 20)
		spoil(r)
		if _, err := Build(r.Input); err == nil {
			t.Errorf("evidence was made of %s", name)
		}
	}
}
