package roster

import (
	"strings"

	"scimsheet/internal/finding"
)

// lostZeros warns, once for each table, of externalIds that have probably lost their leading zeros: they
// are shorter than ids that begin with zeros, or end with ".0", because a program took them for numbers.
func (r *Roster) lostZeros() []finding.Finding {
	widths := make([]zeroWidths, len(r.tables))
	for n := range r.ledger.count {
		rec := r.ledger.at(n)
		widths[rec.table].learn(rec.externalID)
	}
	short, decimal := make([]tally, len(r.tables)), make([]tally, len(r.tables))
	for n := range r.ledger.count {
		rec := r.ledger.at(n)
		id := rec.externalID
		switch whole, found := strings.CutSuffix(id, ".0"); {
		case found && allDigits(whole):
			decimal[rec.table].add(int(rec.row), id)
		case widths[rec.table].one() && len(id) < widths[rec.table].width && allDigits(id):
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

// zeroWidths is how long the ids that begin with zeros are.
type zeroWidths struct {
	width  int
	sample string
	differ bool
}

func (w *zeroWidths) learn(id string) {
	if len(id) < 2 || id[0] != '0' || !allDigits(id) {
		return
	}
	w.differ = w.differ || w.width != 0 && w.width != len(id)
	w.width, w.sample = len(id), id
}

// one reports whether they all have one length.
func (w *zeroWidths) one() bool { return w.width > 0 && !w.differ }
