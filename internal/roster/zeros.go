package roster

import (
	"strings"

	"scimsheet/internal/finding"
)

// lostZeros warns, once for each table, of externalIds that have probably lost their leading zeros: they
// are shorter than ids that begin with zeros, or end with ".0", because a program took them for numbers.
func (r *Roster) lostZeros() []finding.Finding {
	widths := make([]zeroWidths, len(r.tables))
	suspect := false
	for n := range r.ledger.count {
		rec := r.ledger.at(n)
		suspect = widths[rec.table].learn(rec.externalID) || suspect
	}
	if !suspect {
		return nil
	}
	short, decimal := make([]tally, len(r.tables)), make([]tally, len(r.tables))
	for n := range r.ledger.count {
		rec := r.ledger.at(n)
		id := rec.externalID
		switch width := &widths[rec.table]; {
		case isDecimal(id):
			decimal[rec.table].add(int(rec.row), id)
		case !width.differ && len(id) < width.width && allDigits(id):
			short[rec.table].add(int(rec.row), id)
		}
	}
	var warnings []finding.Finding
	for i, t := range r.tables {
		warnings = t.note(warnings, externalID, short[i], counted{finding.LeadingZeros, "externalId is", "externalIds are",
			"shorter than the others, such as " + quoted(widths[i].sample) + ", which begin with zeros",
			"compare them with the system of record; format the column as text before ids are entered or imported"})
		warnings = t.note(warnings, externalID, decimal[i], counted{finding.LeadingZeros, "externalId ends", "externalIds end",
			`with ".0", so a program has taken ids for numbers and may have dropped leading zeros`, "export the ids again as text"})
	}
	return warnings
}

// isDecimal tells a whole number that a program has written as one with a fraction.
func isDecimal(id string) bool {
	whole, found := strings.CutSuffix(id, ".0")
	return found && allDigits(whole)
}

// zeroWidths is how long the ids that begin with zeros are.
type zeroWidths struct {
	width  int // of them all, unless they differ
	sample string
	differ bool
}

// learn takes in an id, and reports whether it is one that makes others suspect, or is suspect itself.
func (w *zeroWidths) learn(id string) bool {
	if len(id) < 2 || id[0] != '0' || !allDigits(id) {
		return isDecimal(id)
	}
	w.differ = w.differ || w.width != 0 && w.width != len(id)
	w.width, w.sample = len(id), id
	return true
}
