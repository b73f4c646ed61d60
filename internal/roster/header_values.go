package roster

import (
	"slices"
	"strings"

	"scimsheet/internal/sheet"
)

// kindOfValues is what the cells below a header have to hold for it to mean its column.
type kindOfValues uint8

const (
	anyValues   kindOfValues = iota
	addresses                // e-mail addresses, most of them
	statuses                 // words that say whether somebody is active, most of them; blank cells contradict nothing
	singleWords              // one word each, most of them; likewise
)

// fit reports whether the cells of a column are of a kind.
func (k kindOfValues) fit(rows []sheet.Row, number int) bool {
	filled, fitting := 0, 0
	for _, row := range rows {
		text := clean(row.Cell(number).Text)
		if text == "" {
			continue
		}
		filled++
		if k.is(text) {
			fitting++
		}
	}
	return 2*fitting > filled || filled == 0 && k != addresses
}

func (k kindOfValues) is(text string) bool {
	switch k {
	case addresses:
		at := strings.IndexByte(text, '@')
		return at > 0 && at < len(text)-1
	case statuses:
		return readStatus(text) != noStatus
	case singleWords:
		return strings.IndexByte(text, ' ') < 0
	}
	return true
}

// holdsAddresses reports whether most cells of a column that are filled look like e-mail addresses.
func holdsAddresses(rows []sheet.Row, number int) bool { return addresses.fit(rows, number) }

// holdsAddress reports whether any cell of a column looks like an e-mail address, or none is filled.
func holdsAddress(rows []sheet.Row, number int) bool {
	filled := false
	for _, row := range rows {
		text := row.Cell(number).Text
		if strings.IndexByte(text, '@') > 0 {
			return true
		}
		filled = filled || text != ""
	}
	return !filled
}

// How many values of a column are shown as samples, and how much of each, in characters.
const (
	samplesShown = 3
	sampleRunes  = 40
)

// secrets are parts of headers whose values nobody is to see; with one of aboutSecrets beside it, a header
// is about a secret, such as when it was changed.
var (
	secrets      = []string{"password", "passwort", "kennwort", "motdepasse", "contrasena", "wachtwoord", "secret"}
	aboutSecrets = []string{"secretar", "change", "chang", "expir", "last", "status", "never", "reset", "policy", "hint", "date", "age", "strong", "function", "length"}
)

// isSecret tells the column of passwords that templates of other systems have ("Initial password",
// "Password [Required]"). It is shown nowhere and kept nowhere.
func (h heading) isSecret() bool {
	within := func(part string) bool { return strings.Contains(h.forms.whole, part) }
	return h.column == carried && slices.ContainsFunc(secrets, within) && !slices.ContainsFunc(aboutSecrets, within)
}

// samplesOf are the first different values of a column.
func samplesOf(h heading, rows []sheet.Row, number int) []string {
	if h.isSecret() {
		return nil
	}
	var samples []string
	for _, row := range rows {
		text := shown(oneLine(clean(row.Cell(number).Text)), sampleRunes-1)
		if text != "" && !slices.Contains(samples, text) {
			samples = append(samples, text)
		}
		if len(samples) == samplesShown {
			break
		}
	}
	return samples
}
