package roster

import (
	"slices"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// matrix is what a table's columns of marks mean, once the directory is known.
type matrix struct {
	columns   []matrixColumn // one for each of table.marks
	speaksFor []string       // the ids of all of them, sorted
	rows      map[string]*resolvedMarks
	found     []finding.Finding // about the headers
}

// matrixColumn is one column that may be headed by a workspace.
type matrixColumn struct {
	id      string
	problem // why the header names no single workspace; its code is empty where it does, or does not try to
	about   bool
}

// resolvedMarks is what a row of marks says.
type resolvedMarks struct {
	says     bool     // there is a mark, or a no
	has      []string // sorted
	inactive []string // of has
	problems []markProblem
}

// markProblem is a problem of the cell in one of table.marks.
type markProblem struct {
	problem
	column int
}

// matrix resolves the headers of a table.
func (res *resolver) matrix(i int) *matrix {
	if res.tables[i] != nil {
		return res.tables[i]
	}
	t := res.roster.tables[i]
	m := &matrix{columns: make([]matrixColumn, len(t.marks)), rows: map[string]*resolvedMarks{}}
	res.tables[i] = m
	wide := res.roster.asked == Wide
	for j, mark := range t.marks {
		column, header := matrixColumn{}, t.at(t.headerRow, mark.number)
		if !wide {
			column = res.heading(mark)
		}
		switch {
		case column.id != "":
			m.speaksFor = append(m.speaksFor, column.id)
		case column.code == finding.UnknownWorkspace && mark.explicit && res.judges(&column.problem):
			m.found = append(m.found, finding.New(finding.UnknownHeader, header, mark.workspace, column.message, column.hint))
		}
		if !mark.explicit && (wide || !mark.isMarks()) && len(res.named(mark.workspace)) > 0 {
			but := "the column holds no marks"
			if wide {
				but = "--layout wide was given"
			}
			m.found = append(m.found, finding.New(finding.CarriedThrough, header, mark.workspace,
				quoted(mark.workspace)+" is a workspace, but "+but+", so it is only carried through", ""))
		}
		m.columns[j] = column
	}
	m.speaksFor = identity.Set(m.speaksFor)
	if !res.silent {
		m.found = append(m.found, res.unread(t, m)...)
	}
	return m
}

// isMarks reports whether a column may be a matrix's: it is blank or holds marks among whatever else.
func (m markColumn) isMarks() bool { return m.marked > 0 || m.filled == 0 }

// heading resolves one header. A header that does not claim to be a workspace is none where no
// workspace has that name.
func (res *resolver) heading(m markColumn) matrixColumn {
	if !m.explicit && !m.isMarks() {
		return matrixColumn{}
	}
	id, p := res.lookUp(workspaces, m.workspace)
	if _, seen := res.Known.ByID(id); p == nil && res.Known.Plain && !m.explicit && !seen {
		return matrixColumn{} // any text may be a plain value that nobody has yet, but not any header is meant as one
	}
	switch {
	case p == nil:
		return matrixColumn{id: id, about: true}
	case p.code == finding.UnknownWorkspace && !m.explicit:
		return matrixColumn{problem: *p}
	}
	return matrixColumn{problem: *p, about: true}
}

// marks resolves a row of marks.
func (res *resolver) marks(table int, pattern string) *resolvedMarks {
	m := res.matrix(table)
	if done, ok := m.rows[pattern]; ok {
		return done
	}
	done := &resolvedMarks{}
	m.rows[pattern] = done
	var hasNot []string
	for j := range pattern {
		c := &m.columns[j]
		if !c.about || pattern[j] == blankMark {
			continue
		}
		switch pattern[j] {
		case otherMark:
			done.problems = append(done.problems, markProblem{badMark(""), j})
			continue
		case faultMark:
			done.problems = append(done.problems, markProblem{problem{finding.ErrorCell, "", "the cell holds an error or a formula without a value",
				"correct the formula or replace it by its value"}, j})
			continue
		case refuseMark:
			continue
		}
		done.says = true
		switch {
		case c.code != "":
			if p := c.problem; res.judges(&p) {
				done.problems = append(done.problems, markProblem{p, j})
			}
		case pattern[j] == yesMark:
			done.has = append(done.has, c.id)
			if res.Known.Inactive(c.id) {
				done.inactive = append(done.inactive, c.id)
			}
		default:
			hasNot = append(hasNot, c.id)
		}
	}
	done.has = identity.Set(done.has)
	if both := slices.DeleteFunc(hasNot, func(id string) bool { return !slices.Contains(done.has, id) }); len(both) > 0 {
		last := m.lastAbout(both[0])
		done.problems = append(done.problems, markProblem{problem{finding.ContradictingColumns, asRead(pattern[last]),
			"two columns are about " + quoted(res.Known.Named(both[0]).Name) + ": one says yes, the other no", "correct one of the cells"}, last})
	}
	return done
}

func (m *matrix) lastAbout(id string) int {
	last := 0
	for j, c := range m.columns {
		if c.id == id {
			last = j
		}
	}
	return last
}

// showMatrix puts the columns that known makes a workspace's into the table's public account.
func (r *Roster) showMatrix(i int, known *identity.Workspaces) {
	t, shown := r.tables[i], &r.Tables[i]
	if r.asked == Wide {
		shown.forgetMarks()
		return
	}
	for _, m := range t.marks {
		column, how := &shown.Columns[m.number-1].Column, &shown.Columns[m.number-1].How
		if m.explicit {
			if w, ok := known.ByID(m.workspace); ok && w.Name != "" {
				*column = workspacePrefix + w.Name
			}
			continue
		}
		if found := known.ByName(m.workspace); m.isMarks() && len(found) == 1 {
			*column, *how = workspacePrefix+found[0].Name, ""
			if r.asked == "" && shown.Layout == Wide {
				shown.Layout = Matrix
			}
		}
	}
}
