package approval_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/approval"
)

// What programs write differs in its form only (ECMA-376 part 1 leaves them the choice).
func TestReportsInTheFormsThatProgramsWrite(t *testing.T) {
	p := samplePlan(t)
	workbook, err := os.ReadFile(wholeReport(t, p))
	check(t, err)
	decided := replaced(`<c r="A2" s="(\d+)"></c>`, `<c r="A2" s="$1" t="inlineStr"><is><t>approve</t></is></c>`)
	for name, form := range map[string]func([]byte) []byte{
		"as we write it":                    func(xml []byte) []byte { return xml },
		"cells without their references":    replaced(`<c r="[A-Z]+\d+"`, `<c`),
		"rows without their numbers":        replaced(`<row r="\d+"`, `<row`),
		"texts in pieces, each formatted":   replaced(`<is><t[^>]*>Fin(.*?)</t></is>`, `<is><r><t>Fin</t></r><r><rPr><b/></rPr><t>$1</t></r></is>`),
		"texts as results without formula":  replaced(`t="inlineStr"><is><t[^>]*>(.*?)</t></is>`, `t="str"><v>$1</v>`),
		"line breaks as references":         replaced("\n", "&#10;"),
		"line breaks of Windows":            replaced("\n", "&#13;&#10;"),
		"line breaks as Excel escapes them": replaced("\n", "_x000D_\n"),
		"extensions behind the rows":        replaced(`</worksheet>`, `<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting/></x14:conditionalFormattings></ext></extLst></worksheet>`),
	} {
		t.Run(name, func(t *testing.T) {
			changed := false
			archive := altered(t, workbook, func(part string, content []byte) []byte {
				if part != changesPart {
					return content
				}
				formed := form(decided(content))
				changed = !bytes.Equal(formed, content)
				return formed
			})
			path := filepath.Join(t.TempDir(), "returned.xlsx")
			check(t, os.WriteFile(path, archive, 0o600))
			_, decisions, err := read(path, p, approval.Rules{})
			check(t, err)
			if got := said(p, decisions); !changed || !slices.Equal(got, []string{"tunde approve"}) {
				t.Errorf("decided %q, and the form changed: %t", got, changed)
			}
		})
	}
}

func replaced(pattern, by string) func([]byte) []byte {
	expression := regexp.MustCompile("(?s)" + pattern)
	return func(xml []byte) []byte {
		head, rows, _ := bytes.Cut(xml, []byte("<sheetData>"))
		return append(append(slices.Clone(head), "<sheetData>"...), expression.ReplaceAll(rows, []byte(by))...)
	}
}

func TestAReportThatWentThroughOpenpyxl(t *testing.T) {
	python := pythonWith(t, "openpyxl")
	p := samplePlan(t)
	b := opened(t, p, wholeReport(t, p), nil)
	b.decide(maria, "approve", "alice@acme.example", "one\ntwo")
	path := b.saved("returned.xlsx")
	out, err := exec.CommandContext(t.Context(), python, "-c",
		"import openpyxl, sys\nbook = openpyxl.load_workbook(sys.argv[1])\nbook['Changes']['A2'] = 'reject'\nbook.save(sys.argv[1])", path).CombinedOutput()
	if err != nil {
		t.Fatalf("openpyxl: %v\n%s", err, out)
	}
	_, decisions, err := read(path, p, approval.Rules{})
	check(t, err)
	if got, want := strings.Join(said(p, decisions), ", "), "tunde reject, maria.lopez approve by alice@acme.example (one\ntwo)"; got != want {
		t.Errorf("decided %q, want %q", got, want)
	}
}

// pythonWith is a Python that has a module; the one that came with the system has those that distributions
// pack, the one that is first in the path may have others.
func pythonWith(t *testing.T, module string) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import "+module).Run() == nil {
			return python
		}
	}
	t.Skipf("no Python with the module %s is installed: what it makes of a change report is not tried", module)
	return ""
}
