package roster

import (
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// notes says what the decoder did to the table as a whole.
func (d *decoder) notes(shape sheet.Shape) []finding.Finding {
	var notes []finding.Finding
	for number, c := range d.cleaned {
		if c.count == 0 {
			continue
		}
		notes = append(notes, finding.New(finding.Cleaned, d.table.at(d.table.headerRow, number), "",
			count(c.count, "cell was", "cells were")+" cleaned of blanks around the text or of characters that cannot be seen; the first is "+
				d.table.at(c.first, number).Cell(), ""))
	}
	if numbers := d.table.columns[workspaces]; d.blank > 0 && d.blank < d.people-d.passed {
		notes = append(notes, finding.New(finding.BlankWorkspaces, d.table.at(d.table.headerRow, numbers[0]), "",
			count(d.blank, "row leaves its cell", "rows leave their cells")+" blank: those people keep the workspaces they have",
			"write <none> where somebody is to lose them all"))
	}
	notes = append(notes, d.statusNotes()...)
	if d.hidden > 0 {
		hidden := count(d.hidden, "hidden row is", "hidden rows are")
		if shape.Filtered {
			hidden = count(d.hidden, "row that is filtered out is", "rows that are filtered out are")
		}
		notes = append(notes, finding.New(finding.HiddenRows, d.table.where, "", hidden+" read like the others",
			"delete rows that are not meant, or pass them over with --skip-hidden"))
	}
	if d.merged.count > 0 {
		notes = append(notes, finding.New(finding.MergedCells, d.table.at(d.merged.row, d.merged.column), "",
			"the sheet has "+count(shape.Merged, "merged area", "merged areas")+"; "+count(d.merged.count, "cell is", "cells are")+
				" read with the text of the area, the first is "+d.table.at(d.merged.row, d.merged.column).Cell(), ""))
	}
	return append(notes, d.passedNote()...)
}

// mergedCells counts the cells of people's rows that continue a merged area.
type mergedCells struct{ count, row, column int }

func (d *decoder) countMerged(r sheet.Row) {
	if !d.merges {
		return
	}
	for i := range r.Cells {
		if !r.Cells[i].Merged || r.Cells[i].Text == "" {
			continue
		}
		if d.merged.count == 0 {
			d.merged.row, d.merged.column = r.Number, i+1
		}
		d.merged.count++
	}
}

// ownsNothing reports whether all that a row holds belongs to merged areas that begin above it. It then
// says nothing that the row above does not say: people see one row there, and not two.
func ownsNothing(r sheet.Row) bool {
	for i := range r.Cells {
		if cell := &r.Cells[i]; !cell.Merged && (cell.NoValue || clean(cell.Text) != "") {
			return false
		}
	}
	return true
}

// hideColumns takes hidden columns for columns without a header where they are to be skipped, and says in
// either case which they are. Their cells stay in the archive as their owner sees them.
func (l *loader) hideColumns(where finding.Pos, headings []heading, hidden []int) (int, []finding.Finding) {
	var names []string
	for _, number := range hidden {
		if number > len(headings) || headings[number-1].text == "" {
			continue
		}
		h := &headings[number-1]
		names = append(names, quoted(h.text)+" in column "+finding.ColumnLetters(number))
		if l.options.SkipHidden {
			*h = heading{spelt: h.spelt}
		}
	}
	if len(names) == 0 {
		return 0, nil
	}
	said, hint := "read like the others", "delete columns that are not meant, or leave them out with --skip-hidden"
	if l.options.SkipHidden {
		said, hint = "not read, as asked", ""
	}
	list := strings.Join(names[:min(len(names), 20)], ", ")
	if len(names) > 20 {
		list += " …"
	}
	return len(names), []finding.Finding{finding.New(finding.HiddenColumns, where, "",
		count(len(names), "hidden column is ", "hidden columns are ")+said+": "+list, hint)}
}
