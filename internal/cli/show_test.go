package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/report"
)

// riskCodes are the codes of the constants of package plan whose names begin with Risk.
func riskCodes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../plan/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if ok && strings.HasPrefix(spec.Names[0].Name, "Risk") {
				codes = append(codes, strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`))
			}
			return !ok
		})
	}
	slices.Sort(codes)
	return codes
}

func TestEveryRiskHasItsPartInTheHelp(t *testing.T) {
	codes := riskCodes(t)
	if len(codes) < 14 {
		t.Fatalf("only %q were found", codes)
	}
	text, err := topics.ReadFile("topics/risks.txt")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, part := range regexp.MustCompile(`(?m)^  (\S+) .*\n(?:^ {22}.*\n)*^ {22}Do: `).FindAllStringSubmatch(string(text), -1) {
		told[part[1]] = true
	}
	if diff := cmp.Diff(codes, slices.Sorted(maps.Keys(told))); diff != "" {
		t.Errorf("scimsheet help risks (-codes +told):\n%s", diff)
	}
	known := report.RiskCodes()
	slices.Sort(known)
	if diff := cmp.Diff(codes, known); diff != "" {
		t.Errorf("the words of reports (-codes +known):\n%s", diff)
	}
}

func TestTheFormatIsWhatIsAskedForElseWhatTheFileIsCalled(t *testing.T) {
	for _, c := range []struct {
		format, file string
		json         bool
		want         string
		refused      bool
	}{
		{want: formatText},
		{format: formatCSV, want: formatCSV},
		{file: "no-such/report.MD", want: formatMarkdown},
		{file: "no-such/people.csv", want: formatCSV},
		{file: "no-such/report.txt", want: formatText},
		{file: "no-such/people.csv", format: formatMarkdown, want: formatMarkdown},
		{json: true, want: formatText},
		{json: true, file: "no-such/people.csv", format: formatCSV, want: formatCSV},
		{json: true, format: formatCSV, refused: true},
		{format: "html", refused: true},
		{file: "no-such/report.html", refused: true},
		{file: "no-such/report.xlsx", refused: true},
		{file: "no-such/report.pdf", refused: true},
		{file: "no-such/report.pdf", format: formatText, want: formatText},
		{file: "no-such/report", want: formatText},
	} {
		got, err := showOptions{format: c.format, file: c.file}.shape(c.json)
		if (err != nil) != c.refused || got != c.want {
			t.Errorf("%+v gives %q, %v", c, got, err)
		}
	}
}
