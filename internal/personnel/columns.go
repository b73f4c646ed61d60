package personnel

import (
	"slices"
	"strings"

	"scimsheet/internal/roster"
)

// columns are what the columns of HR's list mean, by their numbers from 0. Of several the first that says
// something counts.
type columns struct {
	userName, externalID  []int
	givenName, familyName []int
	name, department      []int
	status                []int
	leaver                []int // headed "Terminated" and the like: yes means gone
	lastDay               []int
	lastAtWork            []int         // of lastDay
	order                 map[int]order // of the dates in lastDay
	manager               [managerKinds][]int
}

// The headers of HR's lists, folded, beside those of people's keys and names, which package roster knows. The
// earlier in its list, the more authority.
var (
	nameHeaders = []string{"fullname", "displayname", "employeename", "workername", "employeefullname", "preferredname", "legalname", "legalfullname", "name",
		"worker", "employee", "staffname", "personname", "associate", "associatename",
		"mitarbeitername", "mitarbeiter", "vollstandigername", "namevorname", "vornamename", "nachnamevorname", "vornamenachname", "anzeigename",
		"nomcomplet", "nometprenom", "nomprenom", "prenomnom", "nom", "collaborateur", "salarie", "nombrecompleto", "nombreyapellidos", "apellidosynombre", "apellidosnombre", "nombre",
		"empleado", "trabajador", "volledigenaam", "naam", "medewerker", "nomecompleto", "nominativo", "nome", "dipendente"}
	departmentHeaders = []string{"department", "departmentname", "dept", "deptname", "departmentdescription", "abteilung", "abteilungsname", "departement", "nomdudepartement", "service",
		"departamento", "dipartimento", "reparto", "afdeling", "avdelning", "avdeling", "osasto", "departament",
		"supervisoryorganization", "organizationalunit", "organisationalunit", "orgunit", "organisationseinheit", "businessunit", "division", "team", "costcenter", "costcentre", "kostenstelle"}
	statusHeaders = []string{"employmentstatus", "employeestatus", "workerstatus", "hrstatus", "staffstatus", "emplstatus", "empstatus", "assignmentstatus", "personnelstatus", "associatestatus",
		"beschaftigungsstatus", "mitarbeiterstatus", "personalstatus", "statusdesmitarbeiters", "beschaftigungsverhaltnis", "anstellungsstatus", "statutdelemploi", "statutemploye", "statutsalarie", "situation",
		"estadolaboral", "estadodelempleado", "situacionlaboral", "situacion", "dienstverbandstatus", "statusdienstverband", "statomipiegato", "statodipendente", "situacaofuncional",
		"lifecyclestate", "lifecyclestatus", "status", "statut", "estado", "stato", "situacao", "active", "isactive", "activestatus", "currentlyactive", "aktiv", "istaktiv", "actif", "activo", "attivo", "actief", "ativo"}
	leaverHeaders = []string{"terminated", "isterminated", "leaver", "isleaver", "left", "hasleft", "exited", "inactive", "isinactive", "separated", "formeremployee",
		"ausgeschieden", "ausgetreten", "sorti", "uitdienst", "cessato"}
	// What an account's status says is not asked for beside an employment status: accounts of people on leave
	// are disabled too.
	accountHeaders     = []string{"accountstatus", "userstatus", "identitystatus", "enabled", "accountenabled"}
	accountGoneHeaders = []string{"disabled", "isdisabled", "accountdisabled", "deactivated"}

	lastDayHeaders = []string{"terminationdate", "dateoftermination", "termdate", "terminatedon", "terminationeffectivedate", "effectiveterminationdate", "employmentterminationdate",
		"leavingdate", "leaverdate", "dateofleaving", "dateleft", "lefton", "lastday", "lastdayofemployment",
		"employmentenddate", "enddate", "enddateofemployment", "employmentend", "contractenddate", "contractend", "exitdate", "separationdate", "dateofseparation", "dateofexit", "relievingdate", "resignationeffectivedate",
		"austritt", "austrittsdatum", "austrittam", "austrittzum", "datumaustritt", "ausgeschiedenam", "ausscheidedatum", "letztertag", "vertragsende", "beschaftigungsende", "enddatum", "endedesvertrags", "kundigungsdatum",
		"datedesortie", "datesortie", "datededepart", "datedepart", "datefincontrat", "datedefindecontrat", "datefin", "datedefin", "dernierjour", "findecontrat",
		"fechadebaja", "fechabaja", "fechadesalida", "fechadetermino", "fechadeterminacion", "fechadecese", "fechafin", "fechadefin", "fechafincontrato", "fechadefindecontrato", "ultimodia",
		"datumuitdienst", "uitdienstdatum", "uitdiensttreding", "einddatum", "einddatumcontract", "eindecontract",
		"datacessazione", "datadicessazione", "datafinerapporto", "datauscita", "datadesligamento", "datadedesligamento", "datademissao", "datadedemissao", "datadesaida", "slutdatum", "sluttdato", "anstallningensslut"}
	// The last day at work may come long before employment ends.
	lastAtWorkHeaders = []string{"lastdayofwork", "lastworkingday", "lastdayworked", "lastworkday", "lastdayatwork", "letzterarbeitstag", "dernierjourtravaille", "dernierjourdetravail",
		"ultimodiatrabajado", "ultimodiadetrabajo", "laatstewerkdag", "ultimogiornodilavoro", "ultimodiatrabalhado"}
)

// columnsOf finds out what the columns of a list mean. What package roster reads as a person's keys and names
// is that; the rest goes by its header.
func columnsOf(t roster.Table, headers []string) columns {
	c := columns{order: map[int]order{}}
	read := make([]string, len(headers))
	folded := make([]string, len(headers))
	for i, h := range headers {
		folded[i] = withoutRemark(h)
		if i < len(t.Columns) {
			read[i] = t.Columns[i].Column
		}
		switch {
		case isRead(read[i], "externalId"):
			c.externalID = append(c.externalID, i)
		case isRead(read[i], "givenName") && t.Columns[i].How == "":
			c.givenName = append(c.givenName, i)
		case isRead(read[i], "familyName") && t.Columns[i].How == "":
			c.familyName = append(c.familyName, i)
		case isRead(read[i], "userName"):
			c.userName = append(c.userName, i)
		default:
			if kind, ok := managerHeader(folded[i]); ok {
				c.manager[kind] = append(c.manager[kind], i)
			}
		}
	}
	free := func(i int) bool {
		return read[i] != "userName" && !slices.Contains(c.externalID, i) && !slices.Contains(c.givenName, i) && !slices.Contains(c.familyName, i)
	}
	c.name = headed(folded, nameHeaders, free)
	c.department = firstOf(headed(folded, departmentHeaders, free))
	c.status = headed(folded, statusHeaders, free)
	c.leaver = headed(folded, leaverHeaders, free)
	if len(c.status) == 0 {
		c.status = firstOf(headed(folded, accountHeaders, free))
		c.leaver = append(c.leaver, headed(folded, accountGoneHeaders, free)...)
	}
	c.lastDay = headed(folded, lastDayHeaders, free)
	c.lastAtWork = headed(folded, lastAtWorkHeaders, free)
	c.lastDay = append(c.lastDay, c.lastAtWork...)
	return c
}

// firstOf is the column with most authority alone.
func firstOf(columns []int) []int { return columns[:min(1, len(columns))] }

func isRead(column, as string) bool { return slices.Contains(strings.Split(column, ", "), as) }

// headed are the columns with one of several headers, those with more authority first.
func headed(folded, headers []string, free func(int) bool) []int {
	var found []int
	for _, h := range headers {
		for i, f := range folded {
			if f == h && free(i) {
				found = append(found, i)
			}
		}
	}
	return found
}

// withoutRemark is a folded header without what stands in brackets, unless nothing else does.
func withoutRemark(header string) string {
	bare := header
	if open := strings.IndexAny(header, "(["); open > 0 {
		bare = header[:open]
		if end := strings.IndexAny(header, ")]"); end > open {
			bare += header[end+1:]
		}
	}
	if folded := foldHeader(bare); folded != "" && folded != foldHeader(header) {
		if _, manager := managerHeader(foldHeader(header)); !manager {
			return folded
		}
	}
	return foldHeader(header)
}
