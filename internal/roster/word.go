package roster

import (
	"strings"

	"scimsheet/internal/identity"
)

// none is what a cell holds to clear an attribute; a blank cell leaves it alone.
const none = "<none>"

func isNone(text string) bool {
	return len(text) == len(none) && text[0] == '<' && strings.EqualFold(text, none)
}

// readBoolean reads the words of the column active.
func readBoolean(text string) (value, ok bool) {
	switch text {
	case "yes", "true", "TRUE":
		return true, true
	case "no", "false", "FALSE":
		return false, true
	}
	switch identity.Fold(text) {
	case "yes", "y", "true", "1", "active", "enabled":
		return true, true
	case "no", "n", "false", "0", "inactive", "disabled":
		return false, true
	}
	return false, false
}

// requests are the words of the column action.
var requests = []identity.Request{identity.RequestKeep, identity.RequestSkip, identity.RequestCreate,
	identity.RequestUpdate, identity.RequestDeactivate, identity.RequestReactivate}

func readRequest(text string) (identity.Request, bool) {
	folded := identity.Fold(text)
	for _, r := range requests {
		if folded == string(r) {
			return r, true
		}
	}
	return identity.RequestNone, false
}
