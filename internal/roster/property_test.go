package roster

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
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

// says is what a person's rows ask for that takes something away or gives it, in comparable words.
func says(p identity.Person) []string {
	var all []string
	if p.Active != nil {
		all = append(all, fmt.Sprintf("active %t", *p.Active))
	}
	if p.Request != "" {
		all = append(all, "action "+string(p.Request))
	}
	if p.ExternalID != nil {
		all = append(all, "externalId "+*p.ExternalID)
	}
	for _, w := range tenant().All() {
		switch claim := p.Workspaces; {
		case claim == nil:
		case slices.Contains(claim.Has, w.ID):
			all = append(all, "has "+w.Name)
		case claim.SpeaksFor == nil || slices.Contains(claim.SpeaksFor, w.ID):
			all = append(all, "has not "+w.Name)
		}
	}
	return all
}

// saidBy is what the entries say, by row number.
func saidBy(r *Roster) map[int][]string {
	said := map[int][]string{}
	for _, e := range r.Entries {
		for _, pos := range e.Rows {
			said[pos.Row] = says(e.Person)
		}
	}
	return said
}

func TestAMissingColumnOrABlankCellNeverAsksForMore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		header, rows := drawRows(rt)
		o := Options{MatchExternalID: rapid.Bool().Draw(rt, "match externalId")}
		before := load(t, asCSV(header, rows), o)
		before.Resolve(Resolution{Known: tenant()})
		column := rapid.IntRange(0, len(header)-1).Draw(rt, "column")
		if rapid.Bool().Draw(rt, "the whole column") {
			header = slices.Delete(slices.Clone(header), column, column+1)
			for i := range rows {
				rows[i] = slices.Delete(rows[i], column, column+1)
			}
		} else {
			// A blank mark says no, and a row of a long list that is blank or somebody else's is not in the
			// list: that is what such cells are for.
			if blankSpeaks := []string{"workspace", "ws:Finance", "EMEA"}; slices.Contains(blankSpeaks, header[column]) ||
				slices.Contains(header, "workspace") && slices.Contains([]string{"userName", "id", "externalId"}, header[column]) {
				rt.Skip()
			}
			rows[rapid.IntRange(0, len(rows)-1).Draw(rt, "row")][column] = ""
		}
		after := load(t, asCSV(header, rows), o)
		after.Resolve(Resolution{Known: tenant()})
		said := saidBy(before)
		for _, e := range after.Entries {
			var allowed []string
			judged := true
			for _, pos := range e.Rows {
				// Somebody who was held back asked for nothing, and with the error gone asks for what is left.
				words, entered := said[pos.Row]
				allowed, judged = append(allowed, words...), judged && entered
			}
			for _, word := range says(e.Person) {
				if judged && !slices.Contains(allowed, word) {
					rt.Fatalf("%s now says %q; before its rows said %q\nheader %q rows %q", personLine(e.Person), word, allowed, header, rows)
				}
			}
		}
	})
}

func TestPassedOverRowsAskForNothingAndNobodyIsForgotten(t *testing.T) {
	mapping, err := ReadMapping(write(t, "mapping.yaml", "skipRowsWhere:\n  - {column: Stage, is: [gone]}\n")[0])
	check(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		header, rows := drawRows(rt)
		header = append(header, "Stage")
		without := make([][]string, len(rows))
		gone := map[int]bool{}
		for i := range rows {
			if rapid.Bool().Draw(rt, "gone") {
				rows[i], without[i] = append(rows[i], "gone"), make([]string, len(header))
				gone[i+2] = true
			} else {
				rows[i] = append(rows[i], "")
				without[i] = rows[i]
			}
		}
		o := Options{Mapping: mapping, MatchExternalID: rapid.Bool().Draw(rt, "match externalId")}
		all, rest := load(t, asCSV(header, rows), o), load(t, asCSV(header, without), o)
		all.Resolve(Resolution{Known: tenant()})
		rest.Resolve(Resolution{Known: tenant()})
		sound(t, all)
		said, named, nameless := saidBy(rest), map[string]bool{}, map[int]bool{}
		for _, e := range all.Entries {
			named[string(e.Person.UserName.Key())] = true
			for _, pos := range e.Rows {
				nameless[pos.Row] = e.Person.UserName == ""
				for _, word := range says(e.Person) {
					if !gone[pos.Row] && !slices.Contains(said[pos.Row], word) {
						rt.Fatalf("row %d says %q, and without those passed over %q", pos.Row, word, said[pos.Row])
					}
				}
			}
			if e.Person.Request == identity.RequestSkip && slices.ContainsFunc(e.Rows, func(pos finding.Pos) bool { return !gone[pos.Row] }) {
				rt.Fatalf("%s is skipped for a row that is not passed over", personLine(e.Person))
			}
		}
		for _, h := range all.HeldBack {
			named[string(h.UserName.Key())] = true
			for _, pos := range h.Rows {
				nameless[pos.Row] = h.UserName == ""
			}
			for _, p := range h.Also {
				named[string(p.UserName.Key())] = true
			}
		}
		for i, row := range rows {
			// Where the other rows give only an id or an externalId, that is how the person is listed.
			if name := identity.UserName(row[0]); name != "" && !named[string(name.Key())] && !nameless[i+2] {
				rt.Fatalf("nobody is listed as %s of row %d", name, i+2)
			}
		}
		if len(all.HeldBack) != len(rest.HeldBack) {
			rt.Fatalf("%d held back, and without those passed over %d", len(all.HeldBack), len(rest.HeldBack))
		}
	})
}
