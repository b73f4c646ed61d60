package roster

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// loosely is the form in which a workspace's name is looked for that is not found as it is spelt: without
// regard to what word processors put in the place of quotes, dashes and dots, to the width of letters
// and to the number of blanks.
func loosely(name string) string {
	return strings.Join(strings.Fields(identity.Fold(plainSigns.Replace(norm.NFKC.String(clean(name))))), " ")
}

var plainSigns = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‟", `"`, "’", "'", "‘", "'", "‚", "'", "‛", "'", "´", "'", "`", "'",
	"–", "-", "—", "-", "−", "-", "‐", "-", "‑", "-", "‒", "-")

// named finds the workspaces of a name: those that read the same, else those that do loosely.
func (res *resolver) named(name string) []identity.Workspace {
	if found := res.Known.ByName(name); len(found) > 0 {
		return found
	}
	if res.loose == nil {
		res.loose = make(map[string][]identity.Workspace, len(res.all))
		for _, w := range res.all {
			key := loosely(w.Name)
			known := slices.ContainsFunc(res.loose[key], func(other identity.Workspace) bool { return other.ID == w.ID })
			if key != "" && !known {
				res.loose[key] = append(res.loose[key], w)
			}
		}
	}
	return res.loose[loosely(name)]
}

// isRespelt reports whether a text that was found names its workspace loosely.
func (res *resolver) isRespelt(text string) bool {
	_, byID := res.Known.ByID(text)
	return !byID && len(res.Known.ByName(text)) == 0 && len(res.named(text)) > 0
}

// smartQuotes are those that word processors put in the place of the double quote.
const smartQuotes = "“”„‟"

// plainlyQuoted is a list with the quotes of a word processor as double quotes, unless the name of a
// workspace has such quotes: then they may be part of it.
func (res *resolver) plainlyQuoted(text string) string {
	if !strings.ContainsAny(text, smartQuotes) {
		return text
	}
	for _, w := range res.all {
		if strings.ContainsAny(w.Name, smartQuotes) {
			return text
		}
	}
	return strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‟", `"`).Replace(text)
}

// notes says of each column in how many cells workspaces were found by another spelling, and how many
// count as blank.
func (res *resolver) notes() []finding.Finding {
	if !res.noted {
		return nil
	}
	r := res.roster
	respelt, blank := make([][listColumns]tally, len(r.tables)), make([][listColumns]tally, len(r.tables))
	for n := range r.ledger.count {
		rec := r.ledger.at(n)
		for list, mention := range rec.lists {
			done := res.lists[listKey{listColumn(list), mention}]
			switch {
			case mention == 0 || done == nil:
			case done.respelt != "":
				respelt[rec.table][list].add(int(rec.row), done.respelt)
			case done.blank != "":
				blank[rec.table][list].add(int(rec.row), done.blank)
			}
		}
	}
	var notes []finding.Finding
	for i, t := range r.tables {
		for list := range listColumns {
			notes = t.note(notes, listColumn(list), respelt[i][list], isRespelt)
			notes = t.note(notes, listColumn(list), blank[i][list], isNothing)
		}
	}
	return notes
}
