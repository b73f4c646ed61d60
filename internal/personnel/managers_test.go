package personnel

import (
	"encoding/csv"
	"strings"
	"testing"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

func TestManagersAreFoundByWhateverNamesThem(t *testing.T) {
	people := []string{"1,maria.lopez@acme.com,Maria,Lopez,", "2,li.chen@acme.com,Li,Chen,", "3,sam.fox@acme.com,Sam,Fox,", "4,sam.fox2@acme.com,Sam,Fox,", "5,,Nora,Quill,", "6,jo.obrien@acme.com,Jo,O’Brien,",
		"8,pat@acme.com,Paul,Martin,", "9,pat@acme.org,Martin,Paul,"}
	for _, c := range []struct {
		name, said, address, problem string
		code                         finding.Code
	}{
		{"an address", "li.chen@acme.com", "li.chen@acme.com", "", ""},
		{"an address in capitals gives the list's spelling", "LI.CHEN@ACME.COM", "li.chen@acme.com", "", ""},
		{"a name with an address in brackets", `"Chen, Li <li.chen@acme.com>"`, "li.chen@acme.com", "", ""},
		{"a link", "mailto:li.chen@acme.com", "li.chen@acme.com", "", ""},
		{"an address that the list does not have", "boss@acme.com", "boss@acme.com", "", finding.ManagerAbsent},
		{"an employee id", "2", "li.chen@acme.com", "", ""},
		{"a user name", "li.chen", "li.chen@acme.com", "", ""},
		{"a name", "Li Chen", "li.chen@acme.com", "", ""},
		{"a name with the family name first", `"Chen, Li"`, "li.chen@acme.com", "", ""},
		{"a name with the family name first and no comma", "Chen Li", "li.chen@acme.com", "", ""},
		{"a name in capitals", "LI CHEN", "li.chen@acme.com", "", ""},
		{"a name with an id in brackets", "Li Chen (2)", "li.chen@acme.com", "", ""},
		{"a name with a status in brackets", "Li Chen (On Leave)", "li.chen@acme.com", "", ""},
		{"one of two people with a name, by the id in brackets", "Sam Fox (4)", "sam.fox2@acme.com", "", ""},
		{"a name as directories write it", `"CN=Chen\, Li,OU=People,DC=acme,DC=com"`, "li.chen@acme.com", "", ""},
		{"a name with another apostrophe", "Jo O'Brien", "jo.obrien@acme.com", "", ""},
		{"a name that is another's turned round", "Paul Martin", "pat@acme.com", "", ""},
		{"a user name before two different @", "pat", "", "nobody of that name", finding.ManagerUnclear},
		{"a name that two people have", "Sam Fox", "", "2 people have that name: Sam Fox (sam.fox@acme.com) in hr.csv row 4, Sam Fox (sam.fox2@acme.com) in hr.csv row 5", finding.ManagerUnclear},
		{"a name that nobody has", "Zoe Ghost", "", "nobody of that name", finding.ManagerUnclear},
		{"somebody without an address", "5", "", "no e-mail address of the manager Nora Quill", ""},
		{"two addresses in one cell", "li.chen@acme.com / sam.fox@acme.com", "", `two managers of Ada Byron (ada@acme.com): "li.chen@acme.com" and "sam.fox@acme.com", both in hr.csv!E10`, finding.ManagerTwice},
		{"one address twice in a cell", "li.chen@acme.com; Li.Chen@acme.com", "li.chen@acme.com", "", ""},
		{"two names in one cell", "Li Chen; Maria Lopez", "", "two managers", finding.ManagerTwice},
		{"nothing", "", "", "names no manager of Ada Byron", ""},
		{"a dash", "-", "", "names no manager", ""},
		{"what is no address", "li.chen(at)acme.com", "", "nobody of that name", finding.ManagerUnclear},
		{"a formula", "=B2", "", "nobody of that name", finding.ManagerUnclear},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := staff(t, append(append([]string{"Employee ID,Work Email,First Name,Last Name,Manager"}, people...), "7,ada@acme.com,Ada,Byron,"+c.said)...)
			address, who, problem := s.Manager(of(t, s, "ada@acme.com"))
			if string(address) != c.address || (problem == "") != (c.problem == "") || !strings.Contains(problem, c.problem) {
				t.Errorf("the manager is %q, the problem %q", address, problem)
			}
			if inList := c.address != "" && c.address != "boss@acme.com" || c.said == "5"; inList != (who != nil) {
				t.Errorf("in the list is %v", who)
			}
			if c.code == "" {
				wantSaid(t, s.Findings, finding.ManagerTwice)
				wantSaid(t, s.Findings, finding.ManagerUnclear)
				wantSaid(t, s.Findings, finding.ManagerAbsent)
				return
			}
			wantSaid(t, s.Findings, c.code, "hr.csv!E10")
		})
	}
}

func TestOfSeveralColumnsTheOneThatLeadsToSomebodyCounts(t *testing.T) {
	header := "Employee ID,Email,Name,Manager email,Manager ID,Manager name"
	people := []string{"1,li@acme.com,Li Chen,,,", "2,sam@acme.com,Sam Fox,,,"}
	for _, c := range []struct{ name, said, address, problem string }{
		{"the address", "li@acme.com,1,Li Chen", "li@acme.com", ""},
		{"the id where there is no address", "n/a,1,", "li@acme.com", ""},
		{"the id where the address is an alias", "li.chen@acme.com,1,", "li@acme.com", ""},
		{"the name where there is nothing else", ",,Li Chen", "li@acme.com", ""},
		{"the name where the address is unreadable", "li(at)acme,,Li Chen", "li@acme.com", ""},
		{"the address, whatever name stands beside it", "li@acme.com,,Sam Fox", "li@acme.com", ""},
		{"neither, where address and id are two people", "li@acme.com,2,", "", `"li@acme.com" and "2", in hr.csv!D4 and hr.csv!E4`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := staff(t, append(append([]string{header}, people...), "3,ada@acme.com,Ada Byron,"+c.said)...)
			address, _, problem := s.Manager(of(t, s, "ada@acme.com"))
			if string(address) != c.address || !strings.Contains(problem, c.problem) || (problem == "") != (c.problem == "") {
				t.Errorf("the manager is %q, the problem %q", address, problem)
			}
		})
	}
}

func TestManagersMayGoRoundInCircles(t *testing.T) {
	s := staff(t, "Email,Name,Manager", "ceo@acme.com,Cleo,ceo@acme.com", "a@acme.com,Ada,b@acme.com", "b@acme.com,Bob,a@acme.com", "c@acme.com,Cy,d@acme.com", "d@acme.com,Dan,e@acme.com", "e@acme.com,Eve,c@acme.com", "f@acme.com,Fay,a@acme.com")
	if said := says(s.Findings, finding.ManagerCircle); len(said) != 3 {
		t.Errorf("said is %q", said)
	}
	wantSaid(t, s.Findings, finding.ManagerCircle, "hr.csv!C2", "Cleo (ceo@acme.com) is their own manager")
	wantSaid(t, s.Findings, finding.ManagerCircle, "hr.csv!C3", "Ada (a@acme.com) → Bob (b@acme.com) → Ada (a@acme.com)")
	wantSaid(t, s.Findings, finding.ManagerCircle, "hr.csv!C5", "Cy (c@acme.com) → Dan (d@acme.com) → Eve (e@acme.com) → Cy (c@acme.com)")
	if address, who, problem := s.Manager(of(t, s, "ceo@acme.com")); address != "ceo@acme.com" || who != of(t, s, "ceo@acme.com") || problem != "" {
		t.Errorf("their own manager is %q, %v, %q", address, who, problem)
	}
}

func TestAMissingManagerIsToldOnceForAllPeople(t *testing.T) {
	s := staff(t, "Email,Manager", "a@acme.com,boss@acme.com", "b@acme.com,Boss@acme.com", "c@acme.com,boss@acme.com", "d@acme.com,Zoe", "e@acme.com,Zoe")
	wantSaid(t, s.Findings, finding.ManagerAbsent, "hr.csv!B2", "(for 2 people)")
	wantSaid(t, s.Findings, finding.ManagerUnclear, "hr.csv!B5", "(for 2 people)")
}

func TestManagersColumnsAreToldByTheirHeaders(t *testing.T) {
	for header, want := range map[string]string{"Manager": "any", "Line Manager": "any", "Manager's Manager": "", "managerId": "id", "Manager Employee ID": "id", "Manager Email Address": "address", "Manager (e-mail)": "address", "Worker's Manager": "any", "Email of manager": "address",
		"E-Mail des Vorgesetzten": "address", "Vorgesetzter": "any", "Führungskraft": "any", "Name der Führungskraft": "name", "Nom du responsable": "name", "Responsable": "any", "Jefe directo": "any", "Leidinggevende": "any", "Supervisor Name": "name", "Reports To": "any", "N+1": "any",
		"Manager Level": "", "Is Manager": "", "HR Manager": "", "Management": "", "Manager Status": "", "Hiring Manager": "", "Case manager": "",
		"Account Manager": "", "Product Manager": "", "Manager Position ID": "", "Reports To Position ID": "", "Supervisor Level": "", "Supervisor Position": "", "Manager Effective Date": "", "Direct Reports": "", "Manager - Level 01": "", "Reporting Currency": "", "Reporting Location": "", "Number of Reports": "", "Manager Job Title": "", "Manager Department": ""} {
		got := ""
		if kind, ok := managerHeader(foldHeader(header)); ok {
			got = map[managerKind]string{byAddress: "address", byAnything: "any", byID: "id", byName: "name"}[kind]
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", header, got, want)
		}
	}
}

// Every header leads to Li Chen by what such a column holds, in a list that has the person's own address, id and
// name beside it.
func TestManagersColumnsOfManySystemsAreFound(t *testing.T) {
	for cell, headers := range map[string][]string{
		"Li Chen": {"Reporting To", "Reports To", "REPORTS_TO", "reportsTo", "Reporting Manager", "Reporting Officer", "Supervisor", "Supervisor Name", "Supervisor Name (First Last)", "Supervisor_Primary", "Primary Supervisor", "Immediate Supervisor", "Supervised By", "Direct Manager", "L1 Manager", "Manager 1", "Manager Display Name",
			"Reports To Legal Name", "Line Manager Name", "Manager's Full Name", "Mgr Name", "Supv Name", "Fuehrungskraft", "Disziplinarische/r Vorgesetzte/r", "Berichtet an", "Supérieur hiérarchique (N+1)", "Responsable N+1", "Nom du N+1", "Reporta a", "Líder direto", "Chefia imediata", "Närmaste chef", "Nærmeste leder",
			"Przełożony", "Esihenkilö", "Nadřízený", "Rapporteert aan"},
		`"Chen, Li"`: {"Reports To Name", "Supervisor Last Name, First Name", "Manager Name (Last, First)", "Worker's Manager"},
		"li.chen@acme.com": {"Reporting To Email", "Reports To Email", "Reports to - Email", "Supervisor email", "Supervisor Work Email", "Supervisor E-Mail Address", "Manager Primary Work Email", "Manager's Business Email", "Line Manager E-Mail", "Manager UPN", "manager.userPrincipalName", "L1 Manager Email ID", "Reporting Manager Official Email ID",
			"E-Mail der Führungskraft", "Courriel du supérieur", "Correo del jefe directo"},
		"4712": {"Manager User Sys ID", "Manager Sys ID", "Supervisor ID", "Supervisor EID", "Supervisor EEID", "Supervisor Employee Number", "Reports To Associate ID", "Reporting To Employee Number", "Manager Person Number", "Manager Personnel Number", "Manager PERNR", "Mgr ID", "SUPERVISOR_ID", "Supervisor_Primary_Code", "Reports To File Number", "Persnr. Vorgesetzter",
			"Matricule N+1"},
	} {
		for _, header := range headers {
			t.Run(header, func(t *testing.T) {
				s := staff(t, "Employee ID,Work Email,First Name,Last Name,\""+header+"\"", "4711,ada@acme.com,Ada,Byron,"+cell, "4712,li.chen@acme.com,Li,Chen,")
				if address, _, problem := s.Manager(of(t, s, "ada@acme.com")); address != "li.chen@acme.com" {
					t.Errorf("the manager is %q: %s; read is %v", address, problem, s.Columns)
				}
			})
		}
	}
}

func TestAManagersNameMayStandInTwoColumns(t *testing.T) {
	for _, header := range []string{"Supervisor First Name,Supervisor Last Name", "Vorname des Vorgesetzten,Nachname des Vorgesetzten", "Manager given name,Manager surname"} {
		s := staff(t, "Employee ID,Work Email,First Name,Last Name,"+header, "4711,ada@acme.com,Ada,Byron,Li,Chen", "4712,li.chen@acme.com,Li,Chen,,", "4713,cy@acme.com,Cy,Fox,,Chen", "4714,chen@acme.com,,Chen,,")
		if got := summary(s, of(t, s, "ada@acme.com")); got != "Ada Byron |  |  | here | li.chen@acme.com" {
			t.Errorf("%s: read is %s", header, got)
		}
		if address, _, problem := s.Manager(of(t, s, "cy@acme.com")); address != "" || problem == "" {
			t.Errorf("%s: half a name leads to %s", header, address)
		}
	}
}

func TestEachTextBesideAManagersWordMeansOneThing(t *testing.T) {
	meant := map[string]managerKind{}
	for kind, texts := range managerBeside {
		for _, text := range texts {
			if before, seen := meant[text]; seen || text != foldHeader(text) {
				t.Errorf("%q is %d and %d, or never met", text, kind, before)
			}
			meant[text] = kind
		}
	}
}

// Whatever stands in the managers' cells, nothing hangs, and everybody has either an address of a manager or a
// problem, in words that fit on a line.
func FuzzManagers(f *testing.F) {
	for _, cell := range []string{"li@acme.com", "Chen, Li", "1", "2;1", "a@b.c, d@e.f", "CN=x\\,y,OU=z", "(1)", "Li Chen (1)", "@", "<a@b>", "\u202eil", "=1+1", strings.Repeat("a@b.c ", 200), "li@acme.com\nLi Chen"} {
		f.Add(cell, "Li Chen")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.WriteAll([][]string{{"Employee ID", "Email", "Name", "Manager"}, {"1", "li@acme.com", "Li Chen", a}, {"2", "ada@acme.com", "Ada", b}, {"2", "", "Ada", a}, {"3", "bob@acme.com", b, a}})
		s, err := ReadStaff(t.Context(), file(t, "hr.csv", text.String()), sheet.Options{Encoding: "utf-8", Delimiter: ','})
		if err != nil {
			t.Skip("not a table")
		}
		for i := range s.Employees {
			e := &s.Employees[i]
			address, who, problem := s.Manager(e)
			if (address == "") == (problem == "") || who != nil && who.UserName != address {
				t.Fatalf("%q: the manager is %q, %v, %q", e.ManagerSaid, address, who, problem)
			}
			if strings.ContainsAny(problem, "\n\r") || len(problem) > 2000 || strings.ContainsAny(string(address), " \n\r\t<>;") {
				t.Fatalf("%q: the problem is %q, the address %q", e.ManagerSaid, problem, address)
			}
		}
	})
}
