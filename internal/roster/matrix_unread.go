package roster

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// onlyMarks reports whether a column holds marks, and nothing else that was not meant as one.
func (m markColumn) onlyMarks() bool { return m.marked > 0 && m.marked+m.signs == m.filled }

// mostlyMarks reports whether a column holds marks, and not more of other text.
func (m markColumn) mostlyMarks() bool { return m.marked > 0 && 2*(m.marked+m.signs) >= m.filled }

// mayBeWorkspace reports whether a column holds nothing but marks, and only the directory can tell whether
// they are about a workspace.
func (t *table) mayBeWorkspace(number int) bool {
	i, found := slices.BinarySearchFunc(t.marks, number, func(m markColumn, number int) int { return m.number - number })
	return found && !t.marks[i].explicit && t.marks[i].onlyMarks()
}

// forgetMarks ends the account's promise that columns of marks are read where a workspace has their name:
// those that no workspace has by now are carried through like any other.
func (t *Table) forgetMarks() {
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Column == "" {
			c.How = ""
		}
	}
}

// unread tells of columns of marks that are nobody's: one may be headed by a misspelt workspace, and its
// marks must not be lost silently.
func (res *resolver) unread(t *table, m *matrix) []finding.Finding {
	var nobodys []markColumn
	for j, mark := range t.marks {
		if !mark.explicit && mark.onlyMarks() && m.columns[j].code == finding.UnknownWorkspace {
			nobodys = append(nobodys, mark)
		}
	}
	if res.Known.Len() == 0 {
		return res.unjudged(t, nobodys)
	}
	isMatrix := slices.ContainsFunc(m.columns, func(c matrixColumn) bool { return c.about })
	var found []finding.Finding
	for _, mark := range nobodys {
		found = append(found, res.misspelt(t, mark, isMatrix)...)
	}
	return found
}

// misspelt complains about a column of marks that is headed by a name which is nearly a workspace's, and
// about any column of ticks in a matrix. Columns that answer a question, with yes and no or 1 and 0, stand
// in many lists: what they are headed by has to be nearer.
func (res *resolver) misspelt(t *table, m markColumn, isMatrix bool) []finding.Finding {
	var near []identity.Workspace
	if len(res.nearest) <= suggestedNames {
		near = res.near(m.workspace)
	}
	switch {
	case slices.ContainsFunc(near, func(w identity.Workspace) bool { return isSlip(m.workspace, w.Name) }):
	case len(t.nearMiss(m.number)) > 0: // said already
		return nil
	case !m.ticked || !isMatrix && len(near) == 0:
		return nil
	}
	hint := "if it is meant to be a workspace's, head it by the workspace's name or id; if not, leave it"
	if len(near) > 0 {
		hint = res.suggest(m.workspace) + " If the column is no workspace's, leave it"
	}
	return []finding.Finding{finding.New(finding.UnknownHeader, t.at(t.headerRow, m.number), shown(m.workspace, valueRunes),
		"no workspace is named "+quoted(m.workspace)+", so the marks below it have no effect", hint)}
}

// isSlip reports whether two names differ in no more than a third of their letters.
func isSlip(name, other string) bool {
	folded := identity.Fold(name)
	return 3*levenshtein.ComputeDistance(folded, identity.Fold(other)) <= len(folded)
}

// unjudged notes the columns of marks that cannot be told from others while no workspace is known. What a
// mapping leaves over of a vendor's columns says yes and no about much; only ticks are told there.
func (res *resolver) unjudged(t *table, columns []markColumn) []finding.Finding {
	const told = 6
	columns = slices.DeleteFunc(columns, func(m markColumn) bool { return t.mapping != nil && !m.ticked })
	if !res.offline || len(columns) == 0 {
		return nil
	}
	var names []string
	for _, m := range columns[:min(told, len(columns))] {
		names = append(names, quoted(m.workspace))
	}
	message := strings.Join(names, ", ")
	if more := len(columns) - len(names); more > 0 {
		message += " and " + strconv.Itoa(more) + " more"
	}
	verb := " hold"
	if len(columns) == 1 {
		verb = " holds"
	}
	return []finding.Finding{finding.New(finding.CarriedThrough, t.at(t.headerRow, columns[0].number), "",
		message+verb+" nothing but marks. Whether a workspace is meant cannot be told, because no list of workspaces is at hand: the marks were not checked",
		"check them against a list with --workspaces FILE or --from-tenant; plan asks the tenant anyway, and reads them where a workspace has that name")}
}
