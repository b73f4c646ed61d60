package personnel

import (
	"slices"
	"strings"
)

// managerKind is by what a column names a manager.
type managerKind uint8

const (
	byAddress managerKind = iota // an address, or a user name
	byAnything
	byID
	byName
	byGivenName // one half of a name, as byFamilyName is the other
	byFamilyName
	managerKinds
)

// A manager's header is one of managerWords with one of managerBeside before or behind it.
var (
	managerWords = slices.Concat(
		[]string{"manager", "managers", "linemanager", "linemanagers", "directmanager", "reportingmanager", "peoplemanager", "personmanager", "immediatemanager", "primarymanager", "currentmanager", "solidlinemanager", "l1manager", "level1manager", "n1manager",
			"supervisor", "supervisors", "directsupervisor", "immediatesupervisor", "primarysupervisor", "currentsupervisor", "reportingsupervisor", "linesupervisor", "immediatesuperior", "directsuperior", "reportsto", "reportingto", "reportto", "managedby", "supervisedby", "reportingofficer", "reportinghead",
			"mgr", "linemgr", "directmgr", "reportingmgr", "supv", "supvr", "supvsr"},
		[]string{"fachlichervorgesetzter", "disziplinarischervorgesetzter", "disziplinarvorgesetzter", "disziplinarischefuhrungskraft", "direktervorgesetzter", "direktevorgesetzte", "direktefuhrungskraft", "vorgesetzten", "vorgesetzter", "vorgesetzte", "vorgesetzteperson",
			"fuhrungskraft", "fuehrungskraft", "linienmanager", "linienvorgesetzter", "direktermanager", "teamleiter", "berichtetan"},
		[]string{"responsablehierarchique", "superieurhierarchique", "superieurhierarchiquedirect", "superieurdirect", "responsabledirect", "responsable", "superieur", "managerdirect", "manageur", "managerhierarchique", "n1", "responsablen1", "superieurn1"},
		[]string{"jefedirecto", "jefeinmediato", "jefe", "jefatura", "jefaturadirecta", "superiorinmediato", "superiordirecto", "superiorjerarquico", "responsablejerarquico", "superior", "supervisordirecto", "supervisorinmediato", "gerente", "gestordirecto", "gestor", "reportaa",
			"gestordireto", "gestorimediato", "superiorimediato", "superiorhierarquico", "superiordireto", "chefe", "chefeimediato", "chefiaimediata", "chefedireto", "lider", "liderdirecto", "liderdireto", "liderimediato"},
		[]string{"directleidinggevende", "directeleidinggevende", "leidinggevende", "rapporteertaan", "responsabilediretto", "responsabile", "responsabilegerarchico", "superiore", "superiorediretto", "superioregerarchico", "riportaa"},
		[]string{"chef", "narmastechef", "leder", "narmesteleder", "przelozony", "bezposredniprzelozony", "esimies", "lahiesimies", "esihenkilo", "lahiesihenkilo", "nadrizeny", "primynadrizeny"},
	)
	managerBeside = map[managerKind][]string{
		byAnything: {"", "primary", "l1", "1", "directo", "direct"},
		byAddress: {"email", "mail", "emailaddress", "mailaddress", "address", "emailid", "mailid", "workemail", "workmail", "workemailaddress", "primaryemail", "primaryemailaddress", "primaryworkemail", "emailwork", "emailprimarywork", "emailaddresswork",
			"businessemail", "businessemailaddress", "companyemail", "companyemailaddress", "corporateemail", "corporateemailaddress", "officialemail", "officialemailid", "officialemailaddress", "workcontactworkemail", "smtp", "smtpaddress",
			"upn", "userprincipalname", "principalname", "username", "useremail", "login", "loginid", "loginname", "logonname", "user", "useraccount", "accountname", "samaccountname", "networkid", "workdayaccount",
			"emailadresse", "mailadresse", "adresse", "dienstlicheemail", "dienstlicheemailadresse", "emaildienstlich", "geschaftlicheemail", "adressemail", "adresseemail", "courriel", "emailpro", "emailprofessionnel", "mailprofessionnel",
			"correo", "correoelectronico", "correocorporativo", "emailcorporativo", "emailadres", "emailaziendale", "epost", "benutzername", "utilisateur", "usuario", "gebruikersnaam"},
		byID: {"id", "ids", "#", "no", "nr", "num", "number", "code", "employeeid", "employee#", "employeenumber", "employeeno", "employeecode", "empid", "empno", "empcode", "emplid", "eid", "eeid", "ecode", "workerid", "workernumber", "wid", "primarycode", "primaryid",
			"personid", "personnumber", "personno", "personnelnumber", "personnelno", "personnelid", "pernr", "persno", "staffid", "staffnumber", "staffno", "userid", "usersysid", "sysid", "sysuserid", "uid", "guid", "objectid", "externalid", "associateid", "associateoid", "aoid", "associatenumber",
			"filenumber", "filenum", "payrollid", "payrollnumber", "badgenumber", "nummer", "personalnummer", "personalnr", "persnr", "mitarbeiternummer", "mitarbeiternr", "mitarbeiterid",
			"matricule", "numero", "numerodeempleado", "numeroempleado", "idempleado", "legajo", "matricula", "personeelsnummer", "medewerkernummer", "matricola"},
		byName: {"name", "names", "fullname", "fullnames", "displayname", "legalname", "preferredname", "employeename", "workername", "namefirstlast", "namelastfirst", "lastnamefirstname", "lastfirst", "firstnamelastname", "firstlast", "firstlastname", "firstandlastname", "nametext",
			"nom", "nomcomplet", "nometprenom", "nomprenom", "prenomnom", "nombre", "nombrecompleto", "nombreyapellidos", "naam", "nome", "nomecompleto", "nachnamevorname", "vornamenachname"},
		byGivenName:  {"firstname", "givenname", "forename", "vorname", "prenom", "voornaam"},
		byFamilyName: {"lastname", "familyname", "surname", "nachname", "nomdefamille", "apellidos", "apellido", "achternaam", "cognome", "sobrenome"},
	}
	managerBy    = managerKindsOf(managerBeside)
	managerLinks = []string{"worker", "of", "the", "des", "der", "du", "dela", "de", "del", "van", "della", "s"} // between the two
)

// managerKindsOf turns lists of what may stand beside a manager's word round.
func managerKindsOf(beside map[managerKind][]string) map[string]managerKind {
	kinds := map[string]managerKind{}
	for kind, texts := range beside {
		for _, text := range texts {
			kinds[text] = kind
		}
	}
	return kinds
}

// managerHeader reports whether a folded header is about the person's manager, and by what it names them.
func managerHeader(folded string) (managerKind, bool) {
	for _, word := range managerWords {
		before, behind, found := strings.Cut(folded, word)
		if !found || before != "" && behind != "" {
			continue
		}
		for _, link := range managerLinks {
			if rest, ok := strings.CutSuffix(before, link); ok && rest != "" {
				before = rest
				break
			}
		}
		if before == "worker" || before == "employee" || before == "mon" || before == "my" {
			before = ""
		}
		if kind, ok := managerBy[before+behind]; ok {
			return kind, true
		}
	}
	return 0, false
}
