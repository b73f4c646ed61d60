package roster

import (
	"hash/maphash"
	"slices"

	"scimsheet/internal/identity"
)

// correlate makes one person of all records that share a key, and chains the records of each. Records that
// were passed over join a person and make none out of two.
func (l *ledger) correlate(keys ...column) {
	for _, c := range keys {
		for _, r := range l.repeats(c) {
			l.join(r.first, r.again)
		}
	}
	l.attach(keys)
	l.chain()
}

// attach gives each record that was passed over to the person whom one of its keys names. Those that nobody
// else's rows name are one person where all their keys are the same: of records that agree in one key only,
// both must count as listed.
func (l *ledger) attach(keys []column) {
	var passed []int
	for n := range l.count {
		if l.at(n).passed {
			passed = append(passed, n)
		}
	}
	if len(passed) == 0 {
		return
	}
	known := map[string]int{}
	for n := range l.count {
		r := l.at(n)
		if r.passed {
			continue
		}
		for _, c := range keys {
			if value := r.value(c); value != "" {
				known[c.String()+" "+identity.Fold(value)] = n
			}
		}
	}
	for _, n := range passed {
		r := l.at(n)
		person, found := 0, false
		for _, c := range keys {
			if value := r.value(c); value != "" && !found {
				person, found = known[c.String()+" "+identity.Fold(value)]
			}
		}
		if !found {
			all := "\n" + identity.Fold(r.userName) + "\n" + r.id + "\n" + identity.Fold(r.externalID)
			if person, found = known[all]; !found {
				known[all] = n
				continue
			}
		}
		l.join(person, n)
	}
}

// repeat is two records with the same value in a column, compared without case. The first of all that
// have it is the first of each.
type repeat struct{ first, again int }

// repeats finds all of a column, among the records that were not passed over. It sorts hashes, which takes a fraction of the time and memory of a map.
func (l *ledger) repeats(c column) []repeat {
	seed := maphash.MakeSeed()
	hashes := make([]uint64, 0, l.count) // the hash in the upper half, the record in the lower
	for n := range l.count {
		if value := l.at(n).value(c); value != "" && !l.at(n).passed {
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
