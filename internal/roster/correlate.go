package roster

import (
	"hash/maphash"
	"slices"

	"scimsheet/internal/identity"
)

// correlate makes one person of all records that share a key, and chains the records of each.
func (l *ledger) correlate(keys ...column) {
	for _, c := range keys {
		for _, r := range l.repeats(c) {
			l.join(r.first, r.again)
		}
	}
	l.chain()
}

// repeat is two records with the same value in a column, compared without case. The first of all that
// have it is the first of each.
type repeat struct{ first, again int }

// repeats finds all of a column. It sorts hashes, which takes a fraction of the time and memory of a map.
func (l *ledger) repeats(c column) []repeat {
	seed := maphash.MakeSeed()
	hashes := make([]uint64, 0, l.count) // the hash in the upper half, the record in the lower
	for n := range l.count {
		if value := l.at(n).value(c); value != "" {
			hashes = append(hashes, maphash.String(seed, identity.Fold(value))<<32|uint64(n))
		}
	}
	slices.Sort(hashes)
	var all []repeat
	for len(hashes) > 0 {
		run := 1
		for run < len(hashes) && hashes[run]>>32 == hashes[0]>>32 {
			run++
		}
		if run > 1 {
			all = l.compareRun(all, c, hashes[:run])
		}
		hashes = hashes[run:]
	}
	slices.SortFunc(all, func(a, b repeat) int { return a.again - b.again })
	return all
}

// compareRun adds the repeats among records whose hashes are equal, which their values mostly are too.
func (l *ledger) compareRun(all []repeat, c column, run []uint64) []repeat {
	var firsts []int
	for _, hash := range run {
		n := int(uint32(hash))
		value := identity.Fold(l.at(n).value(c))
		known := false
		for _, first := range firsts {
			if identity.Fold(l.at(first).value(c)) == value {
				all, known = append(all, repeat{first, n}), true
				break
			}
		}
		if !known {
			firsts = append(firsts, n)
		}
	}
	return all
}
