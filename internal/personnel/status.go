package personnel

import (
	"strings"
	"unicode"
)

// standing is what a word says about whether somebody is still there.
type standing uint8

const (
	unsaid standing = iota // nothing, or no word that is known
	here                   // also on leave, ill or freed from work: still employed
	notice                 // still there, and about to leave
	gone
	kind // only how somebody is employed: systems leave it as it is when they go
)

// standingWords are what HR systems and people say about employment, folded as headers are, in the languages
// of the headers. A word that may mean somebody on leave, as "de baja" does, is not among those for gone.
var standingWords = map[standing][]string{
	here: {
		"yes", "y", "true", "1", "ja", "oui", "si", "sim", "wahr", "vrai", "verdadero", "waar",
		"active", "employed", "current", "currentemployee", "working", "present", "hired", "hire", "rehired", "rehire", "transferred", "enabled",
		"onboarding", "prehire", "futurehire", "notyetstarted", "pending", "pendinghire",
		"aktiv", "actif", "active", "activo", "activa", "attivo", "attiva", "actief", "ativo", "ativa", "aktywny", "aktivt",
		"beschaftigt", "angestellt", "imdienst", "enposte", "present", "presente", "enactivo", "alta", "dealta",
		"indienst", "inservizio", "inforza", "anstalld",
		"onleave", "leave", "leaveofabsence", "loa", "paidleave", "unpaidleave", "leavewithpay", "leavewithoutpay", "parentalleave", "maternityleave",
		"paternityleave", "familyleave", "medicalleave", "sickleave", "sick", "sabbatical", "secondment", "seconded", "longtermsick", "longtermleave", "absent", "dormant",
		"furlough", "furloughed", "suspended", "militaryleave", "maternity", "paternity", "inactiveshortterm",
		"beurlaubt", "elternzeit", "mutterschutz", "krank", "langzeitkrank", "ruhend", "karenz", "abwesend", "altersteilzeit", "entsendet",
		"enconge", "conge", "congematernite", "congeparental", "congesabbatique", "congemaladie", "arretmaladie", "suspendu", "detache", "absente",
		"bajamedica", "bajapormaternidad", "bajamaternal", "debaja", "excedencia", "depermiso", "licencia", "vacaciones",
		"metverlof", "verlof", "ziek", "ouderschapsverlof", "zwangerschapsverlof", "inaspettativa", "aspettativa", "maternita", "licenca", "afastado", "delicenca",
	},
	notice: {
		"gardenleave", "gardeningleave", "ongardenleave", "ongardeningleave", "notice", "noticeperiod", "onnotice", "innotice", "undernotice", "servingnotice", "noticegiven", "workingnotice", "leaving",
		"offboarding", "resigning", "pendingtermination", "terminationpending", "futuretermination", "terminating",
		"gekundigt", "inkundigung", "kundigung", "kundigungsfrist", "freigestellt", "freistellung", "enpreavis", "preavis", "dispensedepreavis",
		"preaviso", "enpreaviso", "opzegtermijn", "opgezegd", "vrijgesteld", "preavviso", "inpreavviso", "avisoprevio",
	},
	gone: {
		"no", "n", "false", "0", "nein", "non", "nao", "falsch", "faux", "falso", "nee", "onwaar",
		"inactive", "notactive", "terminated", "termed", "term", "termination", "left", "leftcompany", "leftthecompany", "leaver", "departed", "exited", "exit",
		"separated", "separation", "former", "formeremployee", "exemployee", "ex", "offboarded", "dismissed", "resigned", "retired", "retiree", "pensioner",
		"deceased", "died", "discharged", "discarded", "noshow", "reportednoshow", "withdrawn", "contractended", "ended", "nolongeremployed", "notemployed", "unemployed", "alumni",
		"inactivelongterm", "deactivated", "disabled", "deprovisioned", "archived", "deleted", "voluntarytermination", "involuntarytermination", "redundant", "maderedundant", "laidoff",
		"inaktiv", "inactif", "inactivo", "inactiva", "inattivo", "inattiva", "inactief", "inativo", "inativa", "nieaktywny",
		"ausgeschieden", "ausgetreten", "ehemalig", "ehemalige", "ehemaliger", "ehemaligermitarbeiter", "verstorben", "rentner", "imruhestand", "ruhestand", "pensioniert", "entlassen", "verlassen",
		"sorti", "sortie", "parti", "partie", "adquitte", "quitte", "demissionne", "licencie", "retraite", "retraitee", "decede", "decedee", "findecontrat", "ancien", "anciensalarie",
		"baja", "bajadefinitiva", "bajavoluntaria", "cesado", "cesada", "desvinculado", "despedido", "jubilado", "jubilada", "fallecido", "finalizado", "finalizada",
		"uitdienst", "vertrokken", "ontslagen", "gepensioneerd", "overleden", "exmedewerker",
		"cessato", "cessata", "dimesso", "licenziato", "pensionato", "deceduto", "desligado", "desligada", "demitido", "demitida", "aposentado", "falecido",
		"slutat", "avslutad", "fratradt", "sluttet", "zwolniony",
	},
	kind: {
		"regular", "permanent", "temporary", "temp", "fixedterm", "fulltime", "parttime", "regularfulltime", "regularparttime", "fulltimeregular", "parttimeregular", "temporaryfulltime", "temporaryparttime",
		"salaried", "hourly", "exempt", "nonexempt", "seasonal", "casual", "perdiem", "contract", "contractor", "contingent", "contingentworker", "consultant", "freelance", "freelancer", "external",
		"intern", "trainee", "apprentice", "workingstudent", "employee", "probation", "inprobation", "probationary",
		"unbefristet", "befristet", "vollzeit", "teilzeit", "probezeit", "werkstudent", "praktikant", "auszubildender", "azubi", "minijob", "extern", "tempsplein", "tempspartiel", "cdi", "cdd", "stagiaire", "interim", "alternance",
		"indefinido", "temporal", "tiempocompleto", "jornadacompleta", "tiempoparcial", "becario", "tempopieno", "tempoparziale", "tempointegral", "voltijd", "deeltijd", "onbepaaldetijd", "bepaaldetijd", "heltid", "deltid",
	},
}

var standings = func() map[string]standing {
	all := map[string]standing{}
	for s, words := range standingWords {
		for _, word := range words {
			all[word] = s
		}
	}
	return all
}()

// standingOf reads a status. One such as "Terminated - Retired" or "3 | Active (On Leave)" is read part by
// part, and the part by which somebody is most surely there counts; how they
// are employed only where no other part says anything.
func standingOf(text string) standing {
	if s, ok := standings[foldHeader(text)]; ok {
		return s
	}
	found := unsaid
	text = strings.ReplaceAll(text, " - ", "|") // any other hyphen stands within a word
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("–—()[],;:/|", r) }) {
		folded := foldHeader(part)
		s := standings[folded]
		if strings.IndexFunc(folded, unicode.IsLetter) < 0 || len(folded) == 1 {
			continue // a code: what T and 3 stand for differs from system to system
		}
		if s != unsaid && (found == unsaid || s < found) {
			found = s
		}
	}
	return found
}
