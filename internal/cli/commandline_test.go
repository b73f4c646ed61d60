package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestAWordToBePastedIsOneWordAndNoCommand(t *testing.T) {
	for _, c := range []struct{ sentence, word, posix, windows string }{
		{"a plain one stays", "runs/october_1.2@x:+=,%-Z", "runs/october_1.2@x:+=,%-Z", "runs/october_1.2@x:+=,%-Z"},
		{"blanks", "my run", "'my run'", `"my run"`},
		{"a command in a name", "$(touch x)", "'$(touch x)'", `"$(touch x)"`},
		{"another way to write one", "`id`", "'`id`'", "`id`"},
		{"quotes", `O'Brien "B"`, `'O'\''Brien "B"'`, `"O'Brien "B""`},
		{"an end of the command", "a;b|c&d>e", "'a;b|c&d>e'", `"a;b|c&d>e"`},
		{"what shells fill in", "~/*?[a]{b}!#\\", `'~/*?[a]{b}!#\'`, "~/*?[a]{b}!#\\"},
		{"a line end is not one", "a\nrm b", "'a\ufffdrm b'", "\"a\ufffdrm b\""},
		{"an escape and an override of direction", "a\x1b[2J\u202egpj", "'a\ufffd[2J\ufffdgpj'", "a\ufffd[2J\ufffdgpj"},
		{"letters of other scripts", "Müller", "'Müller'", "Müller"},
		{"nothing", "", "''", ""},
	} {
		if got := argumentOn("linux", c.word); got != c.posix {
			t.Errorf("%s: %s, want %s", c.sentence, got, c.posix)
		}
		if got := argumentOn("windows", c.word); got != c.windows {
			t.Errorf("%s, Windows: %s, want %s", c.sentence, got, c.windows)
		}
	}
}

func TestAPathToBePastedIsNoFlag(t *testing.T) {
	if got := pathArgument("-P x"); got != "'./-P x'" {
		t.Error(got)
	}
	s := &screen{}
	if got, want := s.next("apply", "--yes", "--require-signature", "allowed_signers"), "scimsheet apply ./--yes --require-signature allowed_signers"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The shell itself says what it makes of a word.
func TestAShellTakesAWordAsItIs(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh on this machine: how a shell reads what we suggest is not tested")
	}
	dir := t.TempDir()
	for _, word := range []string{"$(touch made)", "`touch made`", `O'Brien; touch made`, `"$HOME" && touch made`, `\'; touch made; '`, "*", "~", "Zoë #1 !!"} {
		cmd := exec.Command(sh, "-c", "printf %s "+argumentOn("linux", word))
		cmd.Dir = dir
		got, err := cmd.CombinedOutput()
		if err != nil || string(got) != word {
			t.Errorf("%s is read as %s (%v)", word, got, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "made")); err == nil {
		t.Error("a word was obeyed")
	}
	if strings.Contains(argumentOn("linux", "a"), "'") {
		t.Error("a plain word is quoted")
	}
}
