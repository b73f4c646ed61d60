package roster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// saved is what mapping show --save writes of a roster.
func saved(t testing.TB, r *Roster) string {
	t.Helper()
	var b strings.Builder
	if err := WriteMapping(&b, r.Tables); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatIsSaved(t *testing.T) {
	m := mapping(t, "columns:", "  userName: [Mail, {join: [Login, Domain], with: '@'}]", "  givenName: {header: Full name, part: given}",
		"  active: {header: 'Out? (y/n)', inverted: yes}", "carry: [id, Nowhere]", "constants: {workspaces: 'Finance; EMEA'}",
		"booleans: {blank: [On trial], yes: [\"yes indeed\", T]}", "skipRowsWhere:", "  - {column: Kind, is: [Guest, no]}",
		"  - [{column: Kind, isBlank: true}, {column: Mail, contains: \"#\"}]", "severalRows: true")
	r := load(t, lines("Mail,Login,Domain,Full name,Out? (y/n),Rest,Kind,ID,Nachname,Nachname", "ada@x.com,,,Ada Lovelace,no,\"# a: [b]\",x,1,Lovelace,",
		",bob,x.com,Bob Babbage,yes,,,2,,Babbage"), Options{Mapping: m})
	want := `# What the headers of in.csv mean, as scimsheet found it out. Behind each header stand values of its column.
# Headers that are not mentioned map by themselves or are only carried through; carry: keeps one from mapping by itself.
# scimsheet help mapping-files explains every key.

columns:
  userName:
    - Mail  # ada@x.com
    - join: [Login, Domain]  # bob · x.com
      with: "@"
  givenName:
    header: Full name  # Ada Lovelace · Bob Babbage
    part: given
  familyName: Nachname  # Lovelace · Babbage
  active:
    header: "Out? (y/n)"  # no · yes
    inverted: true

carry: [id]

constants:
  workspaces: "Finance; EMEA"

booleans:
  "yes": [yes indeed, T]
  blank: [On trial]

skipRowsWhere:
  - {column: Kind, is: [Guest, "no"]}
  - [{column: Kind, isBlank: true}, {column: Mail, contains: ["#"]}]

severalRows: true

# carried through:
#   Rest  # # a: [b]
#   Kind  # x
#   ID  # 1 · 2
`
	if diff := cmp.Diff(want, saved(t, r)); diff != "" {
		t.Error(diff)
	}
}

// again loads a text with the mapping that is saved of it.
func again(t testing.TB, text string, r *Roster) *Roster {
	t.Helper()
	yaml := saved(t, r)
	m, err := ReadMapping(write(t, "saved.yaml", yaml)[0])
	if err != nil {
		t.Fatalf("%v\n%s", err, yaml)
	}
	return load(t, text, Options{Mapping: m})
}

func TestWhatIsSavedGivesTheSamePeople(t *testing.T) {
	for i, text := range []string{
		lines(oktaPeople, recordOf(oktaPeople, map[string]string{"login": "ada@x.com"})),
		lines(oktaReport, recordOf(oktaReport, map[string]string{"Username": "ada@x.com", "Status": "SUSPENDED"})),
		lines(entraDownload, recordOf(entraDownload, map[string]string{"mail": "", "userPrincipalName": "ada@x.com", "accountEnabled": "False", "userType": "Member"})),
		"version:v1.0\n" + lines(entraTemplate, recordOf(entraTemplate, map[string]string{"User name [userPrincipalName] Required": "ada@x.com", "Block sign in (Yes/No) [accountEnabled] Required": "Yes"})),
		"version:v1.0\n" + lines(entraGerman, recordOf(entraGerman, map[string]string{"Anmeldung [userPrincipalName] Erforderlich": "ada@x.com", "Anmelden verhindern (Ja/Nein) [accountEnabled] Erforderlich": "Nein"})),
		lines(m365Export, recordOf(m365Export, map[string]string{"User principal name": "ada@x.com", "Block credential": "True"})),
		lines(googleDownload, recordOf(googleDownload, map[string]string{"Email Address [Required]": "ada@x.com", "Status [READ ONLY]": "Suspended"})),
		lines(anaplanBulk, "ada@x.com,Ada,Lovelace,Professional"),
		lines(modelByID, "ada@x.com,Ada,Lovelace,Full,true,false", ",,,Full,true,false", "ada@x.com,Ada,Lovelace,Full,true,false"),
		lines(workday, recordOf(workday, map[string]string{"Work Email": "ada@x.com", "Worker Status": "On Leave"})),
		lines("Name;Vorname;E-Mail (intern);E-Mail (work);Suspended;ws:Finance;EMEA", "Lovelace;Ada;ada@x.com;;no;x;", "Babbage;Bob;bob@x.com;b@x.com;yes;;x"),
		lines("E-Mail,E_Mail,[id],Status,Status", "ada@x.com,,1,Active,", "bob@x.com,bo@x.com,2,Retired,yes"),
	} {
		t.Run(fmt.Sprint(i, " ", text[:10]), func(t *testing.T) {
			r := load(t, text, Options{})
			back := again(t, text, r)
			if diff := cmp.Diff(people(r), people(back)); diff != "" || people(r) == "" {
				t.Errorf("%s\n%s", diff, saved(t, r))
			}
			if r.Tables[0].Mapping == "" {
				return
			}
			if diff := cmp.Diff(mappedLines(r), mappedLines(back)); diff != "" {
				t.Errorf("%s\n%s", diff, saved(t, r))
			}
		})
	}
}

func TestWhateverTheHeadersAreWhatIsSavedGivesTheSamePeople(t *testing.T) {
	part := rapid.SampledFrom([]string{"E-Mail", "userName", "Login", "mail", "userPrincipalName", "First Name", "Vorname", "Name", "Status", "Disabled",
		"accountEnabled", "id", "Employee ID", "ws:Finance", "EMEA", "workspace", "(work)", "[Required]", "#", ": ", "\"", "'", "yes", "no",
		"~", "- ", "{", "}", "[", "]", ",", "\\", "é", "𝔘", "\t", " ", "1", "@", "Model Role", "User ID", "* "})
	values := rapid.SampledFrom([]string{"", "ada@x.com", "bob@x.com", "bob@x.com", "yes", "no", "Suspended", "On leave", "Ada", "Finance", "x", finance, "# x: y", "Guest"})
	rapid.Check(t, func(rt *rapid.T) {
		header := make([]string, rapid.IntRange(1, 6).Draw(rt, "columns"))
		for i := range header {
			header[i] = strings.Join(rapid.SliceOfN(part, 1, 3).Draw(rt, "header"), "")
		}
		rows := make([][]string, rapid.IntRange(1, 4).Draw(rt, "rows"))
		for i := range rows {
			for range header {
				rows[i] = append(rows[i], values.Draw(rt, "value"))
			}
		}
		text := asCSV(header, rows)
		r, err := Load(t.Context(), write(t, "in.csv", text), Options{})
		if err != nil || len(r.Tables) == 0 || len(r.Unusable()) > 0 {
			return
		}
		back := again(t, text, r)
		r.Resolve(Resolution{Known: tenant()})
		back.Resolve(Resolution{Known: tenant()})
		if diff := cmp.Diff(people(r), people(back)); diff != "" {
			rt.Fatalf("%s\n%s\n%s", text, diff, found(back))
		}
	})
}

func TestTablesThatAreReadInDifferentWaysHaveNoOneMapping(t *testing.T) {
	same := lines("Mail,Called", "ada@x.com,Ada")
	r := load(t, same, Options{})
	r.Tables = append(r.Tables, load(t, same, Options{}).Tables...)
	saved(t, r)
	r.Tables = append(r.Tables, load(t, lines("E-Mail,Vorname", "ada@x.com,Ada"), Options{}).Tables...)
	err := WriteMapping(&strings.Builder{}, r.Tables)
	if err == nil || err.Error() != "in.csv and in.csv are read in different ways: save a mapping for each of them" {
		t.Errorf("got %v", err)
	}
	if err := WriteMapping(&strings.Builder{}, nil); err == nil {
		t.Error("a mapping of nothing is written")
	}
}
