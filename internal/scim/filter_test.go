package scim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/scim2/filter-parser/v2"
	"pgregory.net/rapid"
)

func TestFilterValuesAreQuoted(t *testing.T) {
	for value, want := range map[string]string{
		`ada@acme.example`:   `userName eq "ada@acme.example"`,
		`o'hara@x.example`:   `userName eq "o'hara@x.example"`,
		`a"b\c`:              `userName eq "a\"b\\c"`,
		"tab\tand\x01":       `userName eq "tab\u0009and\u0001"`,
		`<ada>&co`:           `userName eq "<ada>&co"`,
		`x" or active eq "y`: `userName eq "x\" or active eq \"y"`,
		`zoë@acme.example`:   `userName eq "zoë@acme.example"`,
		``:                   `userName eq ""`,
	} {
		if got := Equal(ByUserName, value); got != want {
			t.Errorf("%q is asked for by %s, want %s", value, got, want)
		}
	}
}

// Whatever stands in a sheet, a filter asks for exactly that and nothing else.
func TestAFilterAsksForExactlyItsValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "values")
		terms := make([]string, len(values))
		for i, value := range values {
			terms[i] = Equal(ByUserName, value)
		}
		decoded, err := url.QueryUnescape(escape(Any(terms)))
		if err != nil || decoded != Any(terms) {
			t.Fatalf("the URL says %q, %v", decoded, err)
		}
		rest := decoded
		for i, value := range values {
			after, ok := strings.CutPrefix(rest, "userName eq ")
			if !ok {
				t.Fatalf("term %d of %q is missing", i, decoded)
			}
			decoder := json.NewDecoder(strings.NewReader(after))
			var got string
			if err := decoder.Decode(&got); err != nil || got != strings.ToValidUTF8(value, "\ufffd") {
				t.Fatalf("%q is read as %q, %v", value, got, err)
			}
			rest = strings.TrimPrefix(after[decoder.InputOffset():], " or ")
		}
		if rest != "" {
			t.Fatalf("%q goes on with %q", decoded, rest)
		}
	})
}

// sameLiteral makes sure what a term compares with. The library hands it on with its escapes.
func sameLiteral(t interface{ Fatalf(string, ...any) }, expression filter.Expression, attribute, value string) {
	e, ok := expression.(*filter.AttributeExpression)
	if !ok || e.AttributePath.String() != attribute || e.Operator != filter.EQ {
		t.Fatalf("%q is asked for by %v", value, expression)
	}
	var got string
	text, _ := e.CompareValue.(string)
	if err := json.Unmarshal([]byte(`"`+text+`"`), &got); err != nil || got != strings.ToValidUTF8(value, "\ufffd") {
		t.Fatalf("%q is asked for as %q, %v", value, got, err)
	}
}

// A library of the standard reads every term as one comparison with exactly its value.
func FuzzATermIsOneComparison(f *testing.F) {
	for _, value := range []string{"", `a"b`, `a\b`, `\"`, `" or active eq "`, "tab\t\x00\x7f", "a+b@x.example", "zoë", "\u2028\u0085", "😀", "a]b[c)", "\xff", "null", "5"} {
		f.Add(value, value)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		one, err := filter.ParseFilter([]byte(Equal(ByUserName, first)))
		if err != nil {
			t.Fatalf("%s: %v", Equal(ByUserName, first), err)
		}
		sameLiteral(t, one, ByUserName, first)
		both, err := filter.ParseFilter([]byte(Any([]string{Equal(ByID, first), Equal(ByExternalID, second)})))
		if err != nil {
			t.Fatal(err)
		}
		or, ok := both.(*filter.LogicalExpression)
		if !ok || or.Operator != filter.OR {
			t.Fatalf("%q and %q are asked for by %v", first, second, both)
		}
		sameLiteral(t, or.Left, ByID, first)
		sameLiteral(t, or.Right, ByExternalID, second)
	})
}

func TestABatchIsAFilterThatOthersCanRead(t *testing.T) {
	terms := []string{Equal(ByUserName, `a"b`), Equal(ByID, ada), Equal(ByExternalID, "E 1")}
	if _, err := filter.ParseFilter([]byte(Any(terms))); err != nil {
		t.Errorf("%s: %v", Any(terms), err)
	}
}

func TestBatchesAreBoundedByCountAndLength(t *testing.T) {
	term := func(length int) string { return Equal(ByUserName, strings.Repeat("x", length)) }
	for _, c := range []struct {
		name  string
		terms []string
		want  []int
	}{
		{"no terms", nil, nil},
		{"one term", slices.Repeat([]string{term(20)}, 1), []int{1}},
		{"a full batch", slices.Repeat([]string{term(20)}, 50), []int{50}},
		{"one more", slices.Repeat([]string{term(20)}, 51), []int{50, 1}},
		{"long names make shorter batches", slices.Repeat([]string{term(100)}, 100), []int{46, 46, 8}},
		{"but not under forty", slices.Repeat([]string{term(140)}, 100), []int{40, 40, 20}},
		{"unless no URL would carry forty", slices.Repeat([]string{term(500)}, 30), []int{14, 14, 2}},
		{"and a name that is too long for any goes alone", slices.Repeat([]string{term(8000)}, 2), []int{1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var sizes []int
			for _, batch := range Batches(c.terms) {
				sizes = append(sizes, len(batch))
			}
			if !slices.Equal(sizes, c.want) {
				t.Errorf("the batches hold %v terms, want %v", sizes, c.want)
			}
		})
	}
}

// Every term is in exactly one batch, in order, and every batch keeps the bounds.
func TestBatchesLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.IntRange(0, 300), 0, 300).Draw(t, "lengths")
		var terms, back []string
		for i, length := range lengths {
			terms = append(terms, Equal(ByUserName, fmt.Sprint(i, strings.Repeat("é", length))))
		}
		batches := Batches(terms)
		for i, batch := range batches {
			if len(batch) == 0 || len(batch) > MaxBatch || len(batch) > minBatch && len(escape(Any(batch))) > maxFilter {
				t.Fatalf("a batch of %d terms and %d bytes", len(batch), len(escape(Any(batch))))
			}
			if len(batch) > 1 && len(escape(Any(batch))) > mostFilter {
				t.Fatalf("a filter of %d bytes", len(escape(Any(batch))))
			}
			if i < len(batches)-1 && len(batch) < minBatch && len(escape(Any(append(slices.Clone(batch), batches[i+1][0])))) <= mostFilter-orSeparator {
				t.Fatalf("a batch of only %d terms", len(batch))
			}
			back = append(back, batch...)
		}
		if !slices.Equal(back, terms) {
			t.Fatal("terms were lost or reordered")
		}
	})
}
