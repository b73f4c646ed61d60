package review

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

func TestAReviewersWorkbookIsNamedByTheAddress(t *testing.T) {
	long := strings.Repeat("very.long.name.", 6) + "@subsidiary.of.a.subsidiary.acme.com"
	for _, c := range []struct{ why, address, want string }{
		{"an address is its own name", "maria.lopez@acme.com", "maria.lopez@acme.com.xlsx"},
		{"what follows a plus sign stays", "maria+review@acme.com", "maria+review@acme.com.xlsx"},
		{"nobody has a name", "", "no-reviewer.xlsx"},
		{"sixty characters and more stay whole", strings.Repeat("m", 60) + "@acme.com", strings.Repeat("m", 60) + "@acme.com.xlsx"},
		{"what no path holds is cut", long, long[:100] + ".xlsx"},
		{"a path does not lead elsewhere", "../../etc/passwd@acme.com", "etc-passwd@acme.com.xlsx"},
		{"a Windows path does not either", `C:\Windows\x@acme.com`, "C-Windows-x@acme.com.xlsx"},
		{"quotes are quoted by no shell", `"o'brien"@acme.com`, "o-brien-@acme.com.xlsx"},
		{"a device of Windows is no file", "con", "_con.xlsx"},
		{"nor is one before a dot", "aux.desk@acme.com", "_aux.desk@acme.com.xlsx"},
		{"nor a port", "COM1.x@acme.com", "_COM1.x@acme.com.xlsx"},
		{"a device only in its beginning is none", "connie@acme.com", "connie@acme.com.xlsx"},
		{"a leading dot hides", ".hidden@acme.com", "hidden@acme.com.xlsx"},
		{"a leading dash is a flag", "-rf@acme.com", "rf@acme.com.xlsx"},
		{"letters of any language stay", "łódź@acme.com", "łódź@acme.com.xlsx"},
		{"a direction override has no appearance", "a\u202Exslx@acme.com", "axslx@acme.com.xlsx"},
		{"a line break ends no name", "a\nb@acme.com", "a-b@acme.com.xlsx"},
		{"a formula is none", "=HYPERLINK(1)@acme.com", "HYPERLINK-1-@acme.com.xlsx"},
		{"nothing harmless left", "///", "reviewer.xlsx"},
	} {
		reviewers := []Reviewer{{Address: c.address}}
		if nameFiles(reviewers); reviewers[0].File != c.want {
			t.Errorf("%s: the workbook of %q is called %q, want %q", c.why, c.address, reviewers[0].File, c.want)
		}
	}
}

func TestWorkbooksThatDifferOnlyInCapitalsAreNumbered(t *testing.T) {
	reviewers := []Reviewer{{Address: "a/b@acme.com"}, {Address: "A-B@acme.com"}, {Address: "a:b@acme.com"}, {Address: "no-reviewer"}, {Address: ""}}
	nameFiles(reviewers)
	for i, want := range []string{"a-b@acme.com.xlsx", "A-B@acme.com (2).xlsx", "a-b@acme.com (3).xlsx", "no-reviewer (2).xlsx", "no-reviewer.xlsx"} {
		if reviewers[i].File != want {
			t.Errorf("the workbook of %q is called %q, want %q", reviewers[i].Address, reviewers[i].File, want)
		}
	}
}

func TestWorkbooksHaveSafeAndDifferentNamesForEveryAddress(t *testing.T) {
	unsafe := regexp.MustCompile(`[<>:"/\\|?*\x00-\x1f']|^[-. ~]|[-. ]$`)
	addresses := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-cA-C./ (2)]{1,6}`),
		rapid.SampledFrom([]string{"aux", "COM1", "nul.txt", "LPT9", "no-reviewer", "com¹", "../..", strings.Repeat("Ä", 300)})), 1, 12)
	rapid.Check(t, func(t *rapid.T) {
		var reviewers []Reviewer
		for _, address := range addresses.Draw(t, "addresses") {
			reviewers = append(reviewers, Reviewer{Address: address})
		}
		nameFiles(reviewers)
		seen := map[string]bool{}
		for _, r := range reviewers {
			stem, isWorkbook := strings.CutSuffix(r.File, ".xlsx")
			if stem == "" || !isWorkbook || unsafe.MatchString(stem) || deviceName(stem) || !utf8.ValidString(r.File) || len(r.File) > 120 || filepath.Base(r.File) != r.File {
				t.Fatalf("the workbook of %q is called %q", r.Address, r.File)
			}
			if r.Address != "" && seen[identity.Fold(r.File)] {
				t.Fatalf("two workbooks are called %q", r.File)
			}
			seen[identity.Fold(r.File)] = true
		}
	})
}
