package roster

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// account is everything that a roster says, for people to compare.
func account(r *Roster) string {
	var b strings.Builder
	for _, t := range r.Tables {
		fmt.Fprintf(&b, "%s: header in row %d, %s, %d rows\n", t.File, t.HeaderRow, t.Layout, t.Rows)
		for _, c := range t.Columns {
			if c.Column != "" {
				fmt.Fprintf(&b, "  %s → %s\n", c.Header, c.Column)
			}
		}
	}
	fmt.Fprintf(&b, "\n%s\n%s", people(r), found(r))
	if r.UnreadableKeys > 0 {
		fmt.Fprintf(&b, "\nunreadable keys: %d\n", r.UnreadableKeys)
	}
	return b.String()
}

func TestGoldenInputs(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no inputs: %v", err)
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			r, err := Load(context.Background(), []string{input}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			r.Resolve(Resolution{Known: tenant()})
			sound(t, r)
			golden := strings.TrimSuffix(input, ".csv") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(account(r)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), account(r)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
