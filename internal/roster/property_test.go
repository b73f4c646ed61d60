package roster

import (
	"encoding/csv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawRows draws rows of a small world, in which people meet themselves often.
func drawRows(t *rapid.T) (header []string, rows [][]string) {
	values := map[string][]string{
		"userName":     {"ada@x.com", "Ada@x.com", "bob@x.com", "bob@x,com", ""},
		"id":           {"", "", finance, emea},
		"externalId":   {"", "E1", "e1", "<none>"},
		"givenName":    {"", "", "Ada", " Ada", "Bob"},
		"active":       {"", "yes", "TRUE", "no", "perhaps"},
		"action":       {"", "", "deactivate", "create", "keep"},
		"workspaces":   {"", "", "Finance", "finance;EMEA", "EMEA, Finance", "<none>", "Nowhere"},
		"workspace":    {"", "Finance", "EMEA", "<none>", "Retired"},
		"workspaceIds": {"", finance, finance + "," + emea},
		"ws:Finance":   {"", "x", "no", "?"},
		"EMEA":         {"", "x", "no"},
	}
	columns := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"id", "externalId", "givenName", "active", "action", "workspaces",
		"workspace", "workspaceIds", "ws:Finance", "EMEA"}), 0, 5, rapid.ID[string]).Draw(t, "columns")
	header = append([]string{"userName"}, columns...)
	for range rapid.IntRange(1, 7).Draw(t, "rows") {
		row := make([]string, len(header))
		for i, h := range header {
			row[i] = rapid.SampledFrom(values[h]).Draw(t, h)
		}
		rows = append(rows, row)
	}
	return header, rows
}

func asCSV(header []string, rows [][]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(header)
	_ = w.WriteAll(rows)
	return b.String()
}

// whoAndWhat is who is in a roster and what they are to have, in any order and without row numbers.
func whoAndWhat(r *Roster) []string {
	var all []string
	for _, e := range r.Entries {
		all = append(all, personLine(e.Person))
	}
	for _, h := range r.HeldBack {
		all = append(all, "held back "+string(h.UserName.Key())+" "+strings.Repeat("|", len(h.Rows)))
	}
	slices.Sort(all)
	return all
}

func TestTheOrderOfRowsDoesNotChangeThePeople(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		header, rows := drawRows(rt)
		match := rapid.Bool().Draw(rt, "match externalId")
		var want []string
		for i := range 3 {
			r := load(t, asCSV(header, rows), Options{MatchExternalID: match})
			r.Resolve(Resolution{Known: tenant()})
			sound(t, r)
			got := whoAndWhat(r)
			if i == 0 {
				want = got
			} else if !slices.Equal(want, got) {
				rt.Fatalf("rows %q give\n%q\nand not\n%q", rows, got, want)
			}
			seed := rapid.Uint64().Draw(rt, "order")
			rand.New(rand.NewPCG(seed, 1)).Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
		}
	})
}
