package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
	"scimsheet/internal/roster"
)

// planned reads a listing's CSV back, and gives what its first person is to hold.
func (l listing) planned(t rapid.TB, folder string) []string {
	path := filepath.Join(folder, "export.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.writeCSV(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	people, err := roster.Load(context.Background(), []string{path}, roster.Options{AnyService: true})
	if err != nil {
		t.Fatal(err)
	}
	people.Resolve(roster.Resolution{Known: l.known})
	if len(people.Entries) != 1 {
		t.Fatalf("%d people: %v", len(people.Entries), people.Findings)
	}
	claim := people.Entries[0].Person.Workspaces
	if claim == nil {
		return nil
	}
	return claim.Has
}

// holding is the listing of one user who holds plain values; names are their displays where given.
func holding(ids bool, values []string, names map[string]string) listing {
	l := listing{ids: ids, known: &identity.Workspaces{Plain: true}}
	for _, value := range values {
		name := names[value]
		if name == "" {
			name = value
		}
		l.known.Add(identity.Workspace{ID: value, Name: name}, false, identity.Seen)
	}
	l.accounts = []identity.Account{{ID: "1", UserName: "ada@acme.example", Active: true, Workspaces: identity.Set(slices.Clone(values))}}
	return l
}

func TestPlainValuesSurviveAnExport(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.StringOfN(rapid.SampledFrom([]rune{'a', 'B', '1', ';', ',', '"', '\'', ' ', '<', '\n', '=', '-', 'é', '“'}), 1, 6, -1)
		values := rapid.SliceOfNDistinct(value, 1, 4, rapid.ID).Draw(rt, "values")
		l := holding(rapid.Bool().Draw(rt, "as ids"), values, nil)
		if got := l.planned(rt, folder); !slices.Equal(got, l.accounts[0].Workspaces) {
			rt.Fatalf("%q came back as %q, written %q", l.accounts[0].Workspaces, got, l.workspaceCell(l.accounts[0].Workspaces))
		}
	})
}

func TestPlainValuesSurviveAnExportThatNoCellHoldsByName(t *testing.T) {
	names := map[string]string{"team;1": strings.Repeat("n", fitsACell), "x,y": "Another"}
	for _, values := range [][]string{{"team;1"}, {"team;1", "x,y"}} {
		l := holding(false, values, names)
		if got := l.planned(t, t.TempDir()); !slices.Equal(got, values) {
			t.Errorf("%q came back as %q", values, got)
		}
	}
	many := make([]string, 3000)
	for i := range many {
		many[i] = fmt.Sprintf("a;%04d", i)
		names[many[i]] = "Name of " + many[i]
	}
	if l := holding(false, many, names); !slices.Equal(l.planned(t, t.TempDir()), many) {
		t.Error("3,000 values did not come back")
	}
}
