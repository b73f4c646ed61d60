package roster

import (
	"slices"

	"scimsheet/internal/finding"
)

// gathers reports whether a column of a table names a person's workspaces one row at a time, so that only
// all rows together are the list. Where --layout long was asked for, a column workspaces of a table without
// a column workspace does.
func (r *Roster) gathers(table int32, c column) bool {
	return c == workspace || r.asked == Long && !r.tables[table].has(workspace)
}

// listsByRow reports whether one of a table's columns gathers, so that a row left out leaves a list incomplete.
func (t *table) listsByRow(asked Layout) bool {
	return t.has(workspace) || asked == Long && t.hasLists()
}

// hasLists reports whether a column names workspaces, other than by heading it.
func (t *table) hasLists() bool {
	return t.has(workspaces) || t.has(workspaceIDs) || t.has(workspaceNames)
}

// arrange makes the columns of a table fit the layout that was asked for, before its rows are read. What
// would silently lose what the table says about workspaces is an error.
func (t *table) arrange(asked Layout) []finding.Finding {
	switch asked {
	case Long:
		if !t.has(workspace) && !t.hasLists() && !t.mapping.fills(workspace) {
			return []finding.Finding{t.wrongLayout(asked, "no column is headed workspace")}
		}
	case Wide:
		return t.widen()
	}
	return nil
}

// widen makes a table wide: a column workspace is read as the whole list, and columns headed by
// workspaces are only carried through. Those that the directory has to know are told by Resolve.
func (t *table) widen() []finding.Finding {
	var findings []finding.Finding
	carriedOn := t.hasLists()
	for _, number := range t.columns[workspace] {
		if carriedOn {
			t.headings[number-1].column = carried
			findings = append(findings, t.notWide(number))
			continue
		}
		t.headings[number-1].column = workspaces
		t.columns[workspaces] = append(t.columns[workspaces], number)
	}
	if !carriedOn {
		t.readings[workspaces] = t.readings[workspace]
	}
	t.columns[workspace], t.readings[workspace] = nil, nil
	for _, m := range t.marks {
		if !m.explicit {
			continue
		}
		if !t.hasLists() {
			return append(findings, t.wrongLayout(Wide, quoted(t.headings[m.number-1].text)+" and what is like it give each workspace a column of its own"))
		}
		t.headings[m.number-1].workspace = ""
		findings = append(findings, t.notWide(m.number))
	}
	t.marks = slices.DeleteFunc(t.marks, func(m markColumn) bool { return m.explicit })
	return findings
}

// notWide says that a column has no effect under --layout wide.
func (t *table) notWide(number int) finding.Finding {
	return finding.New(finding.CarriedThrough, t.at(t.headerRow, number), "",
		quoted(t.headings[number-1].text)+" is only carried through, because --layout wide was given", "leave --layout out to have the column read")
}

// claimMarks looks at a table once its rows are read. In a matrix that was asked for every column that holds
// mostly marks is headed by a workspace, known or not: a misspelt one must not lose its marks silently, and
// what is no mark in it is an error.
func (t *table) claimMarks(asked Layout) []finding.Finding {
	if asked != Matrix {
		return nil
	}
	claimed := false
	for i := range t.marks {
		m := &t.marks[i]
		if !m.explicit && m.mostlyMarks() {
			m.explicit = true
			t.headings[m.number-1].workspace = m.workspace
		}
		claimed = claimed || m.explicit
	}
	if !claimed {
		return []finding.Finding{t.wrongLayout(asked, "no column holds mostly marks below the name of a workspace")}
	}
	return nil
}

func (t *table) wrongLayout(asked Layout, why string) finding.Finding {
	return finding.New(finding.WrongLayout, t.where, "", "this is no "+string(asked)+" layout: "+why, "leave --layout out to have it found out, or correct the headers")
}

// namesNobody notes a record that does not tell whom it is about. Where it names a workspace of a list that
// goes over several rows, nobody's list is known to be complete.
func (l *loader) namesNobody(rec *record) {
	for list, mention := range rec.lists {
		if mention != 0 && l.roster.gathers(rec.table, listColumn(list)) {
			l.roster.openLists = true
			l.unnamed.add(int(rec.row), "")
			return
		}
	}
}

// openList says that a table's lists of workspaces are not known to be complete.
func (l *loader) openList(t *table) []finding.Finding {
	unnamed := l.unnamed
	l.unnamed = tally{}
	if unnamed.count == 0 {
		return nil
	}
	return []finding.Finding{finding.New(finding.OpenLists, t.at(unnamed.first, 0), "",
		count(unnamed.count, "row names a workspace but", "rows name a workspace but")+" nobody for sure, so that anybody's list may lack one: workspaces are given, and none is taken",
		"correct the e-mail addresses first")}
}

// openRetry says that the lists of a Retry sheet are not known to be complete: it has the rows of those for
// whom something was not applied, but a row that named nobody may belong to anybody's list.
func (l *loader) openRetry(t *table) []finding.Finding {
	if !t.listsByRow(l.options.Layout) {
		return nil
	}
	l.roster.openLists = true
	return []finding.Finding{finding.New(finding.OpenLists, t.where, "",
		"a Retry sheet has only the rows that were left over, so that anybody's list of one workspace a row may lack one: workspaces are given, and none is taken",
		"to have workspaces taken as well, correct the rows in the list itself and plan that")}
}
