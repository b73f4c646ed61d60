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

// status is what a word says about whether somebody is active.
type status uint8

const (
	noStatus  status = iota // not a word for it
	isActive                // yes
	notActive               // no
	leftAlone               // still there but not at work, or not there yet: no reason to change anything
)

// readBoolean reads the words that mean yes or no in the column active.
func readBoolean(text string) (value, ok bool) {
	switch readStatus(text) {
	case isActive:
		return true, true
	case notActive:
		return false, true
	}
	return false, false
}

func readStatus(text string) status {
	switch text {
	case "yes", "true", "TRUE":
		return isActive
	case "no", "false", "FALSE":
		return notActive
	}
	return statusWords[foldWord(text)]
}

// foldWord is the form in which words for yes and no are compared: as headers are, but for those that
// have neither letters nor digits.
func foldWord(text string) string {
	if folded := foldHeader(text); folded != "" {
		return folded
	}
	return clean(text)
}

// plainWords are the words for yes and no that every input may use. No mapping gives them another meaning.
var plainWords = map[status][]string{
	isActive:  {"yes", "y", "true", "1", "active", "enabled"},
	notActive: {"no", "n", "false", "0", "inactive", "disabled"},
}

// systemWords are the statuses of systems that people export from. Who may not sign in there is not
// active; who only has to renew a password is. Single letters are left out: T is true in one system and
// terminated in another.
var systemWords = map[status][]string{
	isActive: {
		// Okta, Users API, "User status": these accounts exist and wait for their owner to set, renew or
		// recover a password, or are locked for a while after wrong ones. The second is what its screens call them.
		"provisioned", "pendinguseraction", "recovery", "passwordreset", "passwordexpired", "lockedout",
		"ja", "oui", "si", "sim", "wahr", "vrai", "aktiv", "actif", "activo", "attivo", "actief", "ativo",
	},
	notActive: {
		"suspended", "deprovisioned", "deactivated", // Okta: may not sign in; for a while, or for good
		"archived", "deleted", // Google Workspace: keeps mail and files, not the account
		"terminated", "retired", "resigned", "deceased", // Workday and SuccessFactors, worker or employee status
		"inactivelongterm", // SailPoint, identity state: has left
		"nein", "non", "nao", "falsch", "faux", "inaktiv", "inactif", "inactivo", "inattivo", "inactief", "inativo", "ausgeschieden",
	},
	leftAlone: {
		"staged",                                                                                                   // Okta: not activated yet
		"onleave", "leave", "leaveofabsence", "loa", "paidleave", "unpaidleave", "parentalleave", "maternityleave", // Workday, SuccessFactors
		"furlough", "furloughed", "gardenleave", "gardeningleave",
		"inactiveshortterm",                      // SailPoint: away for a while
		"prehire", "futurehire", "notyetstarted", // Workday, SailPoint: there is a contract but no first day yet
		"beurlaubt", "elternzeit", "enconge", "conge", "ruhend",
	},
}

var statusWords = func() map[string]status {
	words := map[string]status{}
	for _, table := range []map[status][]string{plainWords, systemWords} {
		for s, list := range table {
			for _, word := range list {
				words[word] = s
			}
		}
	}
	return words
}()

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
