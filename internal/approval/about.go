package approval

import (
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// stated is a fact on the sheet About, and where it stands. The zero value is none.
type stated struct{ value, cell string }

// Facts on the sheet About that are only told, never relied on.
const (
	planFact    = "Plan"
	programFact = "Program"
)

// The columns of the sheet About.
const (
	factNames  = 2
	factValues = 3
)

// readAbout reads what the workbook says of itself.
func (r *reading) readAbout() error {
	rows, err := r.book.Rows(report.AboutSheet)
	if err != nil {
		return worded(err)
	}
	defer rows.Close()
	for rows.Next() {
		row := rows.Row()
		name := row.Cell(factNames).Text
		switch name {
		case planFact, programFact, report.PartFact, report.DigestFact:
		default:
			continue
		}
		if _, twice := r.about[name]; !twice {
			r.about[name] = stated{row.Cell(factValues).Text, cellName(report.AboutSheet, factValues, row.Number)}
		}
	}
	return worded(rows.Err())
}

// foreign reports whether the workbook says that it is of another plan.
func (r *reading) foreign() bool {
	return r.plan.Digest != "" && r.about[report.DigestFact].value != r.plan.Digest
}

// ofAnotherPlan is all that there is to say of another plan's report.
func (r *reading) ofAnotherPlan() {
	whose := "another plan"
	if id := r.about[planFact].value; id != "" && id != r.plan.ID {
		whose = "plan " + shortened(visible(id), textShown)
	}
	r.problems = problems{}
	r.problems.add(Problem{File: r.file.Name, Message: "is the report of " + whose + ", not of plan " + r.plan.ID,
		Hint: "name the reports that came with this plan, or the run that this report is of"})
}

// choosePart finds out which rows the workbook must have; false where the plan has no such part.
func (r *reading) choosePart() bool {
	fact, parted := r.about[report.PartFact]
	r.file.Whole = !parted
	if !parted {
		r.listed = r.table.Listed(nil)
		return true
	}
	r.file.Part = fact.value
	r.listed = r.table.Listed(&r.file.Part)
	if len(r.listed) == 0 {
		r.refuse(fact.cell, "says the part "+quoted(fact.value)+", and the plan has none of that name", sendAgain)
	}
	return len(r.listed) > 0
}

// relabelled tells a workbook that has every row of another part than the one it says: then that is the edit,
// and not each of its rows.
func (r *reading) relabelled() bool {
	fact, parted := r.about[report.PartFact]
	cell, says := fact.cell, "says the part "+quoted(fact.value)
	if !parted {
		cell, says = report.AboutSheet, "names no part of the plan"
	}
	for _, part := range r.possibleParts() {
		listed := r.table.Listed(part)
		if len(listed) != len(r.changes.row) || slices.ContainsFunc(listed, func(c *plan.Change) bool { return r.changes.row[c.ID] == 0 }) {
			continue
		}
		of := "all of the plan"
		if part != nil {
			of = partName(*part)
		}
		r.refuse(cell, "was edited: it "+says+", and the rows are those of "+of, sendAgain)
		r.mislabelled = true
		return true
	}
	return false
}

// possibleParts are what the rows that were met may be all of: the plan, whose part is nil, or the part of
// any one of them.
func (r *reading) possibleParts() []*string {
	for id := range r.changes.row {
		return []*string{nil, &r.changes.byID[id].Part}
	}
	return nil
}

// partName is a part in words.
func partName(part string) string {
	if identity.Visible(part) == "" {
		return "the people in no part"
	}
	return "the part " + quoted(part)
}

// oneSheet reports whether there is exactly one sheet of that name, as spreadsheet programs compare names.
func (r *reading) oneSheet(name string, sheets []sheet.Info) bool {
	found := 0
	for _, s := range sheets {
		if strings.EqualFold(s.Name, name) {
			found++
		}
	}
	switch {
	case found == 0:
		r.refuse(name, "is missing: the workbook has the sheets "+sheetNames(sheets), "return the change report itself, with the sheets and their names as they were sent")
	case found > 1:
		r.refuse(name, "is there more than once", sendAgain)
	}
	return found == 1
}
