package finding

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// declared are the codes that table.go declares.
func declared(t *testing.T) map[Code]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "table.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[Code]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Code" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes[Code(text)] = true
		}
		return true
	})
	return codes
}

func TestEveryCodeIsExplainedOnce(t *testing.T) {
	codes := declared(t)
	if len(codes) == 0 {
		t.Fatal("no codes are declared")
	}
	for _, about := range Codes() {
		if !codes[about.Code] {
			t.Errorf("%q is explained twice, or is no code", about.Code)
		}
		delete(codes, about.Code)
	}
	for code := range codes {
		t.Errorf("%s is not explained", code)
	}
}

func TestExplanationsAreForPeople(t *testing.T) {
	for _, about := range Codes() {
		if about.Severity != Error && about.Severity != Warning && about.Severity != Note {
			t.Errorf("%s has the severity %q", about.Code, about.Severity)
		}
		for _, sentence := range []string{about.Meaning, about.Fix} {
			if !strings.HasSuffix(sentence, ".") {
				t.Errorf("%s: not a sentence: %q", about.Code, sentence)
			}
		}
		if about.Title == "" || strings.HasSuffix(about.Title, ".") {
			t.Errorf("%s has the title %q", about.Code, about.Title)
		}
	}
}
