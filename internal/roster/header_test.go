package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/sheet"
)

// mappedLines are the headers of the first table and what each is taken for.
func mappedLines(r *Roster) []string {
	var all []string
	for _, c := range r.Tables[0].Columns {
		line := c.Header + " →"
		if c.Column != "" {
			line += " " + c.Column
		}
		if c.How != "" {
			line += " (" + c.How + ")"
		}
		all = append(all, line)
	}
	return all
}

func TestWhatOneHeaderMeans(t *testing.T) {
	for want, headers := range map[string][]string{
		"userName": {"userName", "USER NAME", "user_name", "user-name *", "User.Name", "E-Mail", "E-mail:", "e mail address", "E-Mail (work)",
			"Email Address [Required]", "User name [userPrincipalName] Required", "Work E-mail", "Email - Primary Work", "E-Mail-Adresse",
			"Correo electrónico", "Adresse e-mail", "Login", "UPN", "Benutzername"},
		"externalId": {"externalId", "External ID", "Employee ID", "EMPLOYEE #", "Employee No.", "FILENUMBER", "Personalnummer", "Personal-Nr.", "Matricule", "Associate ID"},
		"id":         {"id", "ID *", "Anaplan ID"},
		"givenName":  {"givenName", "given name", "First Name [Required]", "FIRST_NAME", "Vorname", "Prénom", "prenom", "Legal First Name", "Forename(s)"},
		"familyName": {"familyName", "Last name", "Surname", "Nachname", "Nom de famille", "Apellidos", "Last name [surname]", "Last Name (legal)"},
		"active":     {"active", "Status [READ ONLY]", "accountEnabled", "Is active?", "Aktiv", "Actif"},
		"workspaces": {"workspaces", "Workspaces (separated by ;)", "Apps"},
		"workspace":  {"workspace", "Workspace Name"},
		"action":     {"action", "Requested action"},
		"": {"Name", "Full name", "Display name", "Name [displayName] Required", "Department ID", "Manager ID", "Manager Email", "Email (manager)",
			"First name (supervisor)", "E-Mail (personal)", "Personal Email", "Recovery Email", "Home Secondary Email", "New Status [UPLOAD ONLY]",
			"Status date", "Active Directory", "Nom", "Nombre", "State", "Title", "Number", "Position ID", "Phone", "*", "№", "Cost centre (old)"},
	} {
		for _, header := range headers {
			t.Run(header, func(t *testing.T) {
				h := readHeadings([]sheet.Cell{{Text: header, Kind: sheet.Text}}, nil)[0]
				if got := h.column.String(); got != want || h.inverted {
					t.Errorf("%q is %q (inverted %t), want %q", header, got, h.inverted, want)
				}
			})
		}
	}
}

func TestWhatHeadersMeanTogether(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"of several addresses the login is read, the nearer to it the better",
			lines("Email,Work Email,Login", "a@home.org,ada@x.com,ada@x.com"),
			[]string{"Email →", "Work Email →", "Login → userName"}},
		{"a login that holds no address gives way to an address",
			lines("Login,E-mail", "ada,ada@x.com"), []string{"Login →", "E-mail → userName"}},
		{"and so does a user name, unless it is spelt as this program spells it",
			lines("user_name,email", "ada,ada@x.com"), []string{"user_name →", "email → userName"}},
		{"which is always meant",
			lines("userName,email", "ada,ada@x.com"), []string{"userName → userName", "email →"}},
		{"but not where nothing else can be the userName",
			lines("Login,Remark", "ada,x"), []string{"Login → userName", "Remark → (marks: read where a workspace has this name)"}},
		{"a header without a remark comes before the same one with it",
			lines("E-Mail (intern),E-Mail", "x@x.com,ada@x.com"), []string{"E-Mail (intern) →", "E-Mail → userName"}},
		{"a user ID is the userName where it holds addresses",
			lines("USERID,FILENUMBER,FIRST_NAME,LAST_NAME,MANAGER,TERMINATION_DATE", "ada@x.com,17,Ada,Lovelace,Bob,"),
			[]string{"USERID → userName", "FILENUMBER → externalId", "FIRST_NAME → givenName", "LAST_NAME → familyName", "MANAGER →", "TERMINATION_DATE →"}},
		{"and is carried through where it does not",
			lines("User ID,Email", "ada,ada@x.com"), []string{"User ID →", "Email → userName"}},
		{"a name is the family's beside the other one, in German, French and Dutch",
			lines("Name;Vorname;E-Mail", "Lovelace;Ada;ada@x.com"), []string{"Name → familyName", "Vorname → givenName", "E-Mail → userName"}},
		{"but not where it holds whole names",
			lines("Nom;Prénom;Courriel", "Ada Lovelace;Ada;ada@x.com"), []string{"Nom →", "Prénom → givenName", "Courriel → userName"}},
		{"and not beside a last name",
			lines("Name;Vorname;Nachname;E-Mail", "Lovelace;Ada;Lovelace;ada@x.com"), []string{"Name →", "Vorname → givenName", "Nachname → familyName", "E-Mail → userName"}},
		{"nombre is the given name beside apellidos",
			lines("Nombre,Apellidos,Correo", "Ana María,García,ana@x.com"), []string{"Nombre → givenName", "Apellidos → familyName", "Correo → userName"}},
		{"blocked means the contrary of active",
			lines("Email,Block sign in (Yes/No) [accountEnabled] Required", "ada@x.com,No"),
			[]string{"Email → userName", "Block sign in (Yes/No) [accountEnabled] Required → active (turned round: yes means inactive)"}},
		{"suspended does where it holds yes and no",
			lines("Email,Suspended", "ada@x.com,FALSE"), []string{"Email → userName", "Suspended → active (turned round: yes means inactive)"}},
		{"and is carried through where it holds dates",
			lines("Email,Suspended", "ada@x.com,2026-01-02"), []string{"Email → userName", "Suspended →"}},
		{"an employment status is read where it holds statuses",
			lines("Email,Employment status", "ada@x.com,Active", "bob@x.com,On leave"), []string{"Email → userName", "Employment status → active"}},
		{"and is carried through where it holds something else",
			lines("Email,Employment status", "ada@x.com,Full time", "bob@x.com,Part time"), []string{"Email → userName", "Employment status →"}},
		{"active itself comes before what is turned round",
			lines("Email,Disabled,Active", "ada@x.com,no,yes"), []string{"Email → userName", "Disabled →", "Active → active"}},
		{"a column headed by a workspace stays one, brackets and all",
			lines("Email,ws:Finance (EMEA)", "ada@x.com,x"), []string{"Email → userName", "ws:Finance (EMEA) → ws:Finance (EMEA)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, mappedLines(load(t, test.text, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAHeaderThatIsNearlyOneIsSaid(t *testing.T) {
	for header, want := range map[string]string{
		"Emial address": "did you mean userName?", "Frist name": "did you mean givenName?", "employe id": "did you mean externalId?",
		"workspacs": "did you mean workspaces?", "E-Mial": "did you mean userName?", "Statsu": "did you mean active?", "User ID": "", "Inactive": "", "Division": "", "Manager": "", "Full name": "",
	} {
		t.Run(header, func(t *testing.T) {
			r := load(t, lines("userName,"+header, "ada@x.com,2026-01-01"), Options{})
			got := ""
			for _, f := range r.Findings {
				got += f.Hint
			}
			if want == "" && got != "" || !strings.HasPrefix(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestSamplesShowWhatAColumnHolds(t *testing.T) {
	r := load(t, lines("userName,Remark,Initial password,Blank", "Example: x@x.com,example,pw,", "ada@x.com,"+strings.Repeat("é", 100)+",pw1,",
		"bob@x.com,\"two\nlines\",pw2,", "bob@x.com,,,", "cyd@x.com,3,,", "dan@x.com,4,,"), Options{})
	var got [][]string
	for _, c := range r.Tables[0].Columns {
		got = append(got, c.Samples)
	}
	want := [][]string{{"ada@x.com", "bob@x.com", "cyd@x.com"}, {strings.Repeat("é", 39) + "…", "two lines", "3"}, nil, nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
