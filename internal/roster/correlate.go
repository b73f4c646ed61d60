package roster

import (
	"hash/maphash"
	"slices"

	"scimsheet/internal/identity"
)

// correlate makes one person of all records that share a key, and chains the records of each. Records that
// were passed over join a person, but never make one of two.
func (l *ledger) correlate(keys ...column) {
	for _, c := range keys {
		for _, r := range l.repeats(c) {
			l.join(r.first, r.again)
		}
	}
	l.attach(keys)
	l.chain()
}

// attach gives each record that was passed over to the person whom one of its keys names, as long as whoever
// else it names is listed without it. The others are one person where all their keys are the same: of two
// that agree in one key only, both must count as listed.
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
	listed, has := map[string]int{}, map[int]columnSet{}
	for n := range l.count {
		r := l.at(n)
		if r.passed {
			continue
		}
		person := l.root(n)
		said := has[person]
		for _, c := range keys {
			if value := r.value(c); value != "" {
				listed[keyOf(c, value)] = person
				said.add(c)
			}
		}
		has[person] = said
	}
	alone := map[string]int{}
	for _, n := range passed {
		r := l.at(n)
		if person, ok := r.personAmong(listed, has, keys); ok {
			l.join(person, n)
			continue
		}
		all := keyOf(userName, r.userName) + "\n" + keyOf(id, r.id) + "\n" + keyOf(externalID, r.externalID)
		if first, again := alone[all]; again {
			l.join(first, n)
		} else {
			alone[all] = n
		}
	}
}

func keyOf(c column, value string) string { return c.String() + " " + identity.Fold(value) }

// personAmong finds the person to whom a record that was passed over belongs: the first that one of its keys
// names, unless another key is not that of anybody listed and differs from the person's own.
func (r *record) personAmong(listed map[string]int, has map[int]columnSet, keys []column) (person int, ok bool) {
	var others columnSet
	for _, c := range keys {
		value := r.value(c)
		if value == "" {
			continue
		}
		if named, found := listed[keyOf(c, value)]; !found {
			others.add(c)
		} else if !ok {
			person, ok = named, true
		}
	}
	return person, ok && others&has[person] == 0
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
