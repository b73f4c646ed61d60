package roster

// saysNothing tells what people and databases write into a cell that has no value. It counts as blank,
// which leaves alone: taking it for a value would write "-" or "n/a" to the tenant. What may be a name
// or a word for "take it away" is none in the columns where it might be meant.
func saysNothing(text string, in column) bool {
	if len(text) > len("[blank]") {
		return false
	}
	switch text {
	case "-", "--", "---", "–", "—", "−", "#", "n/a", "N/A", "N/a", "n.a.", "N.A.", "(blank)", "[blank]", "null", "NULL", "(null)", "(NULL)", `\N`:
		return true
	case "none", "None", "NONE", "(none)":
		return in == action || in.identifies()
	case "nil", "Nil", "NIL", "Null", "na", "NA", "nan", "NaN", "unknown", "Unknown", "UNKNOWN", "tbd", "TBD", "tba", "TBA", "tbc", "TBC", "?", "??", "???":
		return in.identifies()
	}
	return false
}
