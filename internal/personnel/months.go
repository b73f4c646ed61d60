package personnel

import "time"

// monthNames are the names of months and their usual short forms, folded, in English, German, French,
// Spanish, Dutch, Italian and Portuguese.
var monthNames = func() map[string]time.Month {
	names := map[string]time.Month{}
	for i, month := range [12][]string{
		{"january", "jan", "januar", "janner", "janvier", "janv", "enero", "ene", "januari", "gennaio", "gen", "janeiro"},
		{"february", "feb", "februar", "fevrier", "fev", "fevr", "febrero", "februari", "febbraio", "fevereiro"},
		{"march", "mar", "marz", "maerz", "mrz", "mars", "marzo", "maart", "mrt", "marco"},
		{"april", "apr", "avril", "avr", "abril", "abr", "aprile"},
		{"may", "mai", "mayo", "mei", "maggio", "mag", "maio"},
		{"june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho"},
		{"july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho"},
		{"august", "aug", "aout", "agosto", "ago", "augustus"},
		{"september", "sep", "sept", "septembre", "septiembre", "settembre", "set", "setembro"},
		{"october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out"},
		{"november", "nov", "novembre", "noviembre", "novembro"},
		{"december", "dec", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre", "dezembro"},
	} {
		for _, name := range month {
			names[name] = time.Month(i + 1)
		}
	}
	return names
}()

// betweenParts are words within dates that say nothing, folded: 1st October, 2 de octubre, 1er octobre.
var betweenParts = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "er": true, "re": true, "of": true, "de": true, "del": true,
	"den": true, "der": true, "le": true, "do": true, "el": true, "º": true, "o": true}
