package personnel

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

func TestListsOfHRSystemsAreUnderstood(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		who   identity.Account
		want  string
	}{
		{"Workday, with a title above the header and the manager by name",
			[]string{"Workers,,,,,,", "As of 2026-11-20,,,,,,", "Employee ID,Worker,Primary Work Email,Supervisory Organization,Worker's Manager,Worker Status,Termination Date",
				"4711,Maria Lopez (On Leave),maria.lopez@acme.com,Finance,\"Chen, Li\",On Leave,", "4712,Li Chen,li.chen@acme.com,Finance,,Active,"},
			identity.Account{UserName: "Maria.Lopez@acme.com"}, "Maria Lopez | Finance | On Leave | here | li.chen@acme.com"},
		{"SuccessFactors, with manager by employee id",
			[]string{"STATUS,USERID,USERNAME,FIRSTNAME,LASTNAME,EMAIL,MANAGER,DEPARTMENT,EMPID", "inactive,1,mlopez,Maria,Lopez,maria.lopez@acme.com,4712,Finance,4711", "active,2,lchen,Li,Chen,li.chen@acme.com,NO_MANAGER,Finance,4712"},
			identity.Account{UserName: "maria.lopez@acme.com", ExternalID: "4711"}, "Maria Lopez | Finance | inactive | left | li.chen@acme.com"},
		{"BambooHR",
			[]string{"Employee #,First Name,Last Name,Work Email,Department,Supervisor,Employment Status,Termination Date", "4711,Maria,Lopez,maria.lopez@acme.com,Finance,Li Chen,Terminated,2026-10-02", "4712,Li,Chen,li.chen@acme.com,Finance,,Full-Time,"},
			identity.Account{UserName: "maria.lopez@acme.com"}, "Maria Lopez | Finance | Terminated | left 2026-10-02 | li.chen@acme.com"},
		{"German, with semicolons",
			[]string{"Personalnummer;Nachname;Vorname;E-Mail-Adresse;Abteilung;Vorgesetzter (E-Mail);Mitarbeiterstatus;Austrittsdatum", "4711;López;Maria;maria.lopez@acme.com;Finanzen;li.chen@acme.com;ausgeschieden;02.10.2026"},
			identity.Account{UserName: "maria.lopez@acme.com"}, "Maria López | Finanzen | ausgeschieden | left 2026-10-02 | li.chen@acme.com"},
		{"French",
			[]string{"Matricule;Nom;Prénom;Adresse e-mail;Service;Responsable hiérarchique;Statut;Date de sortie", "4711;Lopez;Maria;maria.lopez@acme.com;Finances;Chen Li;Sorti(e);2 octobre 2026", "4712;Chen;Li;li.chen@acme.com;Finances;;Présent;"},
			identity.Account{UserName: "maria.lopez@acme.com"}, "Maria Lopez | Finances | Sorti(e) | left 2026-10-02 | li.chen@acme.com"},
		{"Spanish",
			[]string{"Número de empleado;Nombre;Apellidos;Correo electrónico;Departamento;Jefe directo;Situación;Fecha de baja", "4711;Maria;Lopez;maria.lopez@acme.com;Finanzas;li.chen@acme.com;De baja;", "4712;Li;Chen;li.chen@acme.com;Finanzas;;Activo;"},
			identity.Account{UserName: "maria.lopez@acme.com"}, "Maria Lopez | Finanzas | De baja | here | li.chen@acme.com"},
		{"Dutch",
			[]string{"Personeelsnummer;Voornaam;Achternaam;E-mailadres;Afdeling;Leidinggevende;Datum uit dienst", "4711;Maria;Lopez;maria.lopez@acme.com;Financiën;Li Chen;2 okt 2026", "4712;Li;Chen;li.chen@acme.com;Financiën;;"},
			identity.Account{UserName: "maria.lopez@acme.com"}, "Maria Lopez | Financiën |  | left 2026-10-02 | li.chen@acme.com"},
		{"keyed by employee id alone, with a manager whose address the list does not know",
			[]string{"Employee ID,Name,Department,Manager ID,Status", "004711,\"Lopez, Maria\",Finance,004712,Active", "004712,\"Chen, Li\",Finance,,Active"},
			identity.Account{UserName: "maria.lopez@acme.com", ExternalID: "004711"}, "Maria Lopez | Finance | Active | here | ?"},
		{"keyed by user names that are no addresses",
			[]string{"User name,Full name,Department,Manager,Status", "mlopez,Maria Lopez,Finance,lchen,Active", "lchen,Li Chen,Finance,,Active"},
			identity.Account{UserName: "MLOPEZ"}, "Maria Lopez | Finance | Active | here | lchen"},
		{"Okta's export", []string{"login,firstName,lastName,email,employeeNumber,department,manager,managerId,Status", "maria.lopez@acme.com,Maria,Lopez,ml@acme.com,4711,Finance,Li Chen,4712,DEPROVISIONED", "li.chen@acme.com,Li,Chen,lc@acme.com,4712,Finance,,,ACTIVE"},
			identity.Account{UserName: "maria.lopez@acme.com"}, "Maria Lopez | Finance | DEPROVISIONED | left | li.chen@acme.com"},
		{"a column that asks whether somebody has left",
			[]string{"Email,Name,Manager email,Terminated", "maria.lopez@acme.com,Maria Lopez,li.chen@acme.com,Yes", "li.chen@acme.com,Li Chen,,No"},
			identity.Account{UserName: "maria.lopez@acme.com"}, "Maria Lopez |  | Yes | left | li.chen@acme.com"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := staff(t, c.lines...)
			e := s.Of(c.who)
			if e == nil {
				t.Fatal("nobody is found")
			}
			if got := summary(s, e); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPeopleAreFoundByUserNameAndThenByExternalID(t *testing.T) {
	s := staff(t, "Email,Employee ID,Name", "ada@acme.com,1,Ada", "bob@acme.com,2,Bob", ",3,Cy", "dan@acme.com,4,Dan", "don@acme.com,4,Don", "eve@acme.com,5,Eve Fox", "eve.fox@acme.com,5,eve fox")
	for _, c := range []struct {
		name    string
		account identity.Account
		want    string // "" for nobody
	}{
		{"the userName counts without case", identity.Account{UserName: "ADA@acme.com"}, "Ada"},
		{"the userName wins over an externalId of somebody else", identity.Account{UserName: "ada@acme.com", ExternalID: "2"}, "Ada"},
		{"the externalId finds whoever has another address here", identity.Account{UserName: "robert@acme.com", ExternalID: "2"}, "Bob"},
		{"the externalId finds whoever has no address here", identity.Account{UserName: "cy@acme.com", ExternalID: "3"}, "Cy"},
		{"an account without a userName is not found by a blank one", identity.Account{}, ""},
		{"an externalId of two people finds neither", identity.Account{UserName: "x@acme.com", ExternalID: "4"}, ""},
		{"one person with two addresses is found by the externalId", identity.Account{UserName: "x@acme.com", ExternalID: "5"}, "eve fox"},
		{"nobody is nobody", identity.Account{UserName: "x@acme.com", ExternalID: "99"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := s.Of(c.account)
			if e == nil && c.want != "" || e != nil && e.Name != c.want {
				t.Errorf("found %+v, want %q", e, c.want)
			}
		})
	}
	wantSaid(t, s.Findings, finding.StaffKey, "hr.csv row 6", `"4"`, "Don (don@acme.com)", "Dan (dan@acme.com)", "hr.csv row 5", "only by the address")
	wantSaid(t, s.Findings, finding.StaffKey, `"5"`, "taken for one person's")
}

func TestARowWithoutAnyKeyIsAFindingAndNoFailure(t *testing.T) {
	s := staff(t, "Employee ID,Work Email,Name,Department", "1,ada@acme.com,Ada,Sales", "n/a,-,Ghost,Sales", ",,Spook,Sales", "2,bob@acme.com,Bob,Sales")
	if s.Rows != 4 || len(s.Employees) != 2 {
		t.Errorf("%d rows of %d people", s.Rows, len(s.Employees))
	}
	wantSaid(t, s.Findings, finding.StaffKey, "hr.csv row 3", "neither an address nor an employee id")
	wantSaid(t, s.Findings, finding.StaffKey, "hr.csv row 4")
}

func TestRowsOfOnePersonThatContradictEachOtherAreToldWithBothCells(t *testing.T) {
	header := "Work Email,Employee ID,Name,Department,Manager,Status,Termination Date,Cost centre"
	for _, c := range []struct {
		name string
		rows []string
		want string
		code finding.Code
		says []string
	}{
		{"being there wins over having left, wherever it stands", []string{"ada@acme.com,1,Ada,Sales,b@acme.com,Terminated,2024-03-01,1", "ada@acme.com,1,Ada,Sales,c@acme.com,Active,,1"},
			"Ada | Sales | Active | here | c@acme.com", finding.StaffRows, []string{"hr.csv!F2", "hr.csv!F3", "nobody is called a leaver by mistake"}},
		{"the first department counts", []string{"ada@acme.com,1,Ada,Sales,b@acme.com,Active,,1", "ada@acme.com,1,Ada,Tax,b@acme.com,Active,,1"},
			"Ada | Sales | Active | here | b@acme.com", finding.StaffRows, []string{"hr.csv!D3", "hr.csv!D2", `"Tax"`, `"Sales"`}},
		{"two managers are none", []string{"ada@acme.com,1,Ada,Sales,b@acme.com,Active,,1", "ada@acme.com,1,Ada,Sales,c@acme.com,Active,,1"},
			"Ada | Sales | Active | here | ?", finding.ManagerTwice, []string{"hr.csv!E3", "hr.csv!E2", "b@acme.com", "c@acme.com"}},
		{"who has left twice has left on the later day", []string{"ada@acme.com,1,Ada,Sales,b@acme.com,Terminated,2024-03-01,1", "ada@acme.com,1,Ada,Sales,b@acme.com,Terminated,2026-03-01,1"},
			"Ada | Sales | Terminated | left 2026-03-01 | b@acme.com", finding.StaffRows, nil},
		{"notice in one row wins over having left in another", []string{"ada@acme.com,1,Ada,Sales,b@acme.com,Terminated,2024-03-01,1", "ada@acme.com,1,Ada,Sales,b@acme.com,Notice,,1"},
			"Ada | Sales | Notice | here | b@acme.com", finding.StaffRows, []string{"hr.csv!F2", "hr.csv!F3"}},
		{"a row that has only the id is about whoever has it", []string{"ada@acme.com,1,Ada,Sales,b@acme.com,Active,,1", ",1,Ada,,b@acme.com,Terminated,2024-03-01,1"},
			"Ada | Sales | Active | here | b@acme.com", finding.StaffRows, []string{"hr.csv!F3"}},
		{"what one row leaves blank another says", []string{"ada@acme.com,1,,,b@acme.com,Active,,1", "ADA@acme.com,,Ada,Sales,,,,1"},
			"Ada | Sales | Active | here | b@acme.com", finding.StaffRows, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := staff(t, append([]string{header}, c.rows...)...)
			if len(s.Employees) != 1 {
				t.Fatalf("%d people", len(s.Employees))
			}
			if got := summary(s, &s.Employees[0]); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			wantSaid(t, s.Findings, c.code, c.says...)
		})
	}
}

func TestInAListOfLastDaysAloneABlankOneSaysThatSomebodyIsThere(t *testing.T) {
	s := staff(t, "Email,Assignment,Termination Date", "ada@acme.com,1,2024-03-01", "ada@acme.com,2,", "bob@acme.com,1,2024-03-01")
	if LeftBy(*of(t, s, "ada@acme.com"), today) || !LeftBy(*of(t, s, "bob@acme.com"), today) {
		t.Error("one assignment that has ended makes a leaver, or a person whose only one has ended is none")
	}
	wantSaid(t, s.Findings, finding.StaffRows, "hr.csv!C2", "hr.csv row 3")
}

func TestWhatIsWrongWithAKeyIsAWarningBecauseTheRestOfTheRowCounts(t *testing.T) {
	s := staff(t, "Email,Employee ID,Name", `"ada@acme,com",1,Ada`, "bob@acme.com,2,Bob", "mlopez,0,Maria", "jdoe,0,Jo")
	wantSaid(t, s.Findings, finding.BadUserName, "hr.csv!A2", "a comma for a dot?")
	if said := says(s.Findings, finding.BadUserName); len(said) != 1 {
		t.Errorf("user names are called wrong addresses: %q", said)
	}
	for _, f := range s.Findings {
		if f.Severity == finding.Error {
			t.Errorf("an error: %+v", f)
		}
	}
	if e := s.Of(identity.Account{ExternalID: "1"}); e == nil || e.Name != "Ada" {
		t.Errorf("found is %+v", e)
	}
	if e := s.Of(identity.Account{ExternalID: "0"}); e != nil || len(s.Employees) != 4 {
		t.Errorf("0 is taken for an id, of %d people", len(s.Employees))
	}
	wantSaid(t, s.Findings, finding.StaffKey)
}

func TestContradictionsOfAColumnAreToldWhereSomebodyAsksForIt(t *testing.T) {
	s := staff(t, "Email,Department,Cost centre", "ada@acme.com,Sales,CC-1", "ada@acme.com,Tax,CC-2", "bob@acme.com,Sales,CC-1", "bob@acme.com,Sales,cc-1")
	found := s.Contradictions("cost_centre")
	if len(found) != 1 {
		t.Fatalf("told is %v", found)
	}
	wantSaid(t, found, finding.StaffRows, "hr.csv!C3", "hr.csv!C2", "CC-1", "CC-2")
	if again := s.Contradictions("DEPARTMENT"); again != nil {
		t.Errorf("the department is told twice: %v", again)
	}
	if got := of(t, s, "ada@acme.com").In("Cost-Centre "); got != "CC-1" {
		t.Errorf("In gives %q", got)
	}
}

func TestAnyColumnIsAskedForWithoutRegardToCaseAndSigns(t *testing.T) {
	s := staff(t, "Email,Cost Centre,Región", "ada@acme.com, CC-1 ,Sur", "bob@acme.com,-,")
	for _, header := range []string{"Cost Centre", "cost_centre", "COST-CENTRE", " costcentre *"} {
		if !s.Has(header) || of(t, s, "ada@acme.com").In(header) != "CC-1" {
			t.Errorf("%q is not found", header)
		}
	}
	if s.Has("Manager") || of(t, s, "ada@acme.com").In("Manager") != "" || !s.Has("region") {
		t.Error("a column that is not there is found, or one that is there is not")
	}
	if got := of(t, s, "bob@acme.com").In("Cost Centre"); got != "" {
		t.Errorf("a dash says %q", got)
	}
}

func TestWorkbooksAreReadAsTheirOwnersSeeThem(t *testing.T) {
	day := time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC)
	path := workbook(t, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range []string{"E5", "E6"} {
			if err := f.SetCellStyle("People", cell, cell, style); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetRowVisible("People", 6, false); err != nil {
			t.Fatal(err)
		}
	},
		table{"Cover", [][]any{{"HR extract"}, {"Please read"}}},
		table{"People", [][]any{{"Employees of ACME"}, {}, {"Created", "20 November 2026"}, {"Work Email", "Employee ID", "Name", "Department", "Termination Date"},
			{"ada@acme.com", 4711, "Ada", "Sales", day}, {"bob@acme.com", 4712, "Bob", "Sales", day}, {"cy@acme.com", 4713, "Cy", "Sales", nil}}},
		table{"Leavers", [][]any{{"Work Email", "Name"}, {"dan@acme.com", "Dan"}}})
	s, err := ReadStaff(t.Context(), path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Sheet != "People" || s.File != "hr.xlsx" || len(s.SHA256) != 64 || s.Rows != 3 || len(s.Employees) != 3 || s.Headers[3] != "Department" {
		t.Errorf("read is %s %s %d %v", s.File, s.Sheet, s.Rows, s.Headers)
	}
	if got := summary(s, s.Of(identity.Account{ExternalID: "4712"})); got != "Bob | Sales |  | left 2026-10-02 | ?" {
		t.Errorf("the hidden row says %s", got)
	}
	if got := summary(s, of(t, s, "cy@acme.com")); got != "Cy | Sales |  | here | ?" {
		t.Errorf("who has no last day is %s", got)
	}
	if at := of(t, s, "bob@acme.com").Pos.String(); at != "People row 6" {
		t.Errorf("the place is %s", at)
	}
	wantSaid(t, s.Findings, finding.HiddenRows, "1 of the 3 rows")
	wantSaid(t, s.Findings, finding.SheetsNotRead, "Leavers")
}

func TestWhatIsNoListOfPeopleIsUnreadable(t *testing.T) {
	for _, c := range []struct{ name, content, says string }{
		{"no key", "Colour,Size\nred,10\nblue,20\n", "no column tells whom the rows are about"},
		{"a header and nobody", "Work Email,Name\n", "lists nobody"},
		{"nothing at all", "", ""},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadStaff(t.Context(), file(t, "hr.csv", c.content), sheet.Options{})
			var u *sheet.Unreadable
			if !errors.As(err, &u) {
				t.Fatalf("the error is %v", err)
			}
			if !strings.Contains(u.Message, c.says) || u.Hint == "" || u.File != "hr.csv" {
				t.Errorf("said is %+v", u)
			}
		})
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	long := strings.Repeat("x", 32_000)
	s := staff(t, "Email,Name,Department,Manager,Status", `ada@acme.com,"=HYPERLINK(""http://x"",""Ada"")",../../etc,<script>,`+long, "bob@acme.com,\"O'Brien, \"\"Bob\"\"\",\u202eselaS,=1+1,Active")
	if e := of(t, s, "ada@acme.com"); e.Name != `=HYPERLINK("http://x","Ada")` && !strings.HasPrefix(e.Name, "=") || e.Department != "../../etc" {
		t.Errorf("read is %q %q", e.Name, e.Department)
	}
	if e := of(t, s, "bob@acme.com"); e.Department != "selaS" || !strings.Contains(e.Name, "O'Brien") {
		t.Errorf("read is %q %q", e.Name, e.Department)
	}
	for _, f := range s.Findings {
		if len(f.Message) > 1000 || len(f.Value) > 1000 || strings.Contains(f.Message, "\u202e") {
			t.Errorf("a finding says %.200q", f.Message)
		}
	}
}

func TestManyFindingsOfAKindAreCounted(t *testing.T) {
	lines := []string{"Email,Manager"}
	for i := range 200 {
		lines = append(lines, strings.Repeat("a", i+1)+"@acme.com,Nobody "+strings.Repeat("b", i+1))
	}
	s := staff(t, lines...)
	if said := says(s.Findings, finding.ManagerUnclear); len(said) != toldSingly+1 {
		t.Errorf("%d are told", len(said))
	}
	wantSaid(t, s.Findings, finding.ManagerUnclear, "there are 150 more", "hr.csv!B52")
}

// Whatever the order of rows, everybody is found as the same person, and has left or not alike.
func TestTheOrderOfRowsDoesNotMatterToWhoIsFound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cell := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, label) }
		rows := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) []string {
			return []string{cell("email", "ada@acme.com", "ADA@acme.com", "bob@acme.com", "cy@acme.com", ""), cell("id", "1", "2", "3", ""), cell("name", "Ada", "Bob", "Bob", "Fox, Ada"),
				cell("manager", "", "ada@acme.com", "Bob", "2", "cy@acme.com; bob@acme.com"), cell("status", "Active", "Terminated", "", "Notice"), cell("last", "", "2026-10-02", "10/02/2026", "2099-12-31")}
		}), 1, 12).Draw(rt, "rows")
		shuffled := rapid.Permutation(rows).Draw(rt, "shuffled")
		a, b := whoIsFound(t, rows), whoIsFound(t, shuffled)
		if a != b {
			rt.Fatalf("in one order\n%s\nin the other\n%s", a, b)
		}
	})
}

// whoIsFound tells for a number of accounts whom the list has for them, whether they have left and when.
func whoIsFound(t *testing.T, rows [][]string) string {
	var b, said strings.Builder
	w := csv.NewWriter(&b)
	w.WriteAll(append([][]string{{"Work Email", "Employee ID", "Name", "Manager", "Status", "Termination Date"}}, rows...))
	s, err := ReadStaff(t.Context(), file(t, "hr.csv", b.String()), sheet.Options{})
	if err != nil {
		return err.Error()
	}
	for _, a := range []identity.Account{{UserName: "ada@acme.com"}, {UserName: "bob@acme.com"}, {UserName: "cy@acme.com"}, {ExternalID: "1"}, {ExternalID: "2"}, {ExternalID: "3"}} {
		e := s.Of(a)
		if e == nil {
			said.WriteString("nobody\n")
			continue
		}
		address, who, problem := s.Manager(e)
		if (address == "") == (problem == "") || who != nil && who.UserName != address {
			t.Errorf("the manager is %q, %v, %q", address, who, problem)
		}
		said.WriteString(e.UserName.Key() + " " + e.LeftOn.String() + " " + map[bool]string{true: "left", false: "here"}[LeftBy(*e, today)] + " " + address.Key() + "\n")
	}
	return said.String()
}
