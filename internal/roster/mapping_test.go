package roster

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/sheet"
)

// mapping reads a mapping file that a test writes.
func mapping(t testing.TB, yaml ...string) *Mapping {
	t.Helper()
	m, err := ReadMapping(write(t, "m.yaml", lines(yaml...))[0])
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMappings(t *testing.T) {
	for _, test := range []struct {
		name   string
		yaml   []string
		text   []string
		people string
		found  []string
	}{
		{"a header is read as the column it is mapped to, however it is written",
			[]string{"columns:", "  userName: Login name of user", "  givenName: CALLED"},
			[]string{"LOGIN_NAME of User*,Called", "ada@x.com,Ada"},
			"ada@x.com givenName=\"Ada\" row 2\n", nil},
		{"headers that are not mentioned go on mapping by themselves",
			[]string{"columns:", "  externalId: Badge"},
			[]string{"E-Mail,Badge,Vorname", "ada@x.com,7,Ada"},
			"ada@x.com externalId=\"7\" givenName=\"Ada\" row 2\n", nil},
		{"but not to a column that the mapping fills",
			[]string{"columns:", "  userName: Private mail"},
			[]string{"E-Mail,Private mail", "ada@x.com,ada@home.org"},
			"ada@home.org row 2\n", []string{"note carriedThrough in.csv!A1"}},
		{"a header may be taken from what it means by itself",
			[]string{"columns: {externalId: Login}"},
			[]string{"Login,Email", "ada,ada@x.com"},
			"ada@x.com externalId=\"ada\" row 2\n", nil},
		{"of a list the first that is not blank in a row counts, and findings name the cell that was read",
			[]string{"columns:", "  userName: [Work, Home]"},
			[]string{"Home,Work", "ada@home.org,ada@x.com", "bob@home.org,", "eve,", ",cyd"},
			"ada@x.com row 2\nbob@home.org row 3\nheld back eve row 4\nheld back cyd row 5\n",
			[]string{"error badUserName in.csv!A4", "error badUserName in.csv!B5"}},
		{"a dash is blank, wherever it stands",
			[]string{"columns:", "  userName: [Work, Home]", "  active: {header: Locked, inverted: true}"},
			[]string{"Home,Work,Locked", "ada@home.org,-,n/a"},
			"ada@home.org row 2\n", []string{"note cleaned in.csv!C1"}},
		{"so do findings that compare rows",
			[]string{"columns:", "  userName: Mail", "  givenName: [Called, First]"},
			[]string{"Mail,Called,First", "ada@x.com,Ada,", "ada@x.com,,Eda"},
			"held back ada@x.com row 2 3\n", []string{"error contradictingRows in.csv!B2", "error contradictingRows in.csv!C3"}},
		{"what is inverted changes yes and no",
			[]string{"columns:", "  active: {header: Locked, inverted: true}"},
			[]string{"Email,Locked", "a@x.com,yes", "b@x.com,FALSE", "c@x.com,", "d@x.com,Suspended"},
			"a@x.com active=false row 2\nb@x.com active=true row 3\nc@x.com row 4\nd@x.com active=true row 5\n", nil},
		{"and any other word is an error of its cell",
			[]string{"columns:", "  active: {header: Locked, inverted: true}"},
			[]string{"Email,Locked", "a@x.com,perhaps"},
			"held back a@x.com row 2\n", []string{"error badBoolean in.csv!B2"}},
		{"a full name is split when asked: at the comma, or into two words",
			[]string{"columns:", "  givenName: {header: Full name, part: given}", "  familyName: {header: Full name, part: family}"},
			[]string{"Email,Full name", "a@x.com,Ada Lovelace", "b@x.com,\"van Rossum, Guido\"", "c@x.com,"},
			"a@x.com givenName=\"Ada\" familyName=\"Lovelace\" row 2\nb@x.com givenName=\"Guido\" familyName=\"van Rossum\" row 3\nc@x.com row 4\n", nil},
		{"and is an error, said once, where that is not possible",
			[]string{"columns:", "  givenName: {header: Full name, part: given}", "  familyName: {header: Full name, part: family}"},
			[]string{"Email,Full name", "a@x.com,Guido van Rossum", "b@x.com,Madonna", "c@x.com,\"a, b, c\"", "d@x.com,\", Dan\""},
			"held back a@x.com row 2\nheld back b@x.com row 3\nheld back c@x.com row 4\nheld back d@x.com row 5\n",
			[]string{"error unsplitName in.csv!B2", "error unsplitName in.csv!B3", "error unsplitName in.csv!B4", "error unsplitName in.csv!B5"}},
		{"an e-mail address is joined of two columns",
			[]string{"columns:", "  userName: {join: [Login, Domain], with: \"@\"}"},
			[]string{"Login,Domain", "ada,x.com"},
			"ada@x.com row 2\n", nil},
		{"half of what identifies somebody is nothing",
			[]string{"columns:", "  userName: {join: [Login, Domain], with: \"@\"}", "  externalId: {join: [Company, Number], with: \"-\"}"},
			[]string{"Login,Domain,Company,Number", "ada,x.com,A,1", "bob,,A,2", "cyd,x.com,,3"},
			"ada@x.com externalId=\"A-1\" row 2\ncyd@x.com row 4\nheld back  externalId=A-2 row 3\n", []string{"error missingKey in.csv!A3"}},
		{"of names what is blank is left out",
			[]string{"columns:", "  givenName: {join: [First, Middle], with: \" \"}"},
			[]string{"Email,First,Middle", "a@x.com,Ada,King", "b@x.com,Bob,"},
			"a@x.com givenName=\"Ada King\" row 2\nb@x.com givenName=\"Bob\" row 3\n", nil},
		{"a constant is said by every row",
			[]string{"constants:", "  active: yes", "  workspaces: Finance"},
			[]string{"Email,Status", "a@x.com,Suspended"},
			"a@x.com active=true has=[01] row 2\n", []string{"note carriedThrough in.csv!B1"}},
		{"what is carried does not map by itself",
			[]string{"carry: [id, Name]"},
			[]string{"Email,ID,Finance", "a@x.com,17,x"},
			"a@x.com has=[01] of=[01] row 2\n", []string{"note carriedThrough in.csv!B1"}},
		{"what is carried is no workspace either",
			[]string{"carry: Finance"},
			[]string{"Email,Finance", "a@x.com,x"},
			"a@x.com row 2\n", nil},
		{"booleans are further words, and may change those of other systems",
			[]string{"booleans:", "  yes: [T, 2]", "  no: [L, Provisioned]", "  blank: [Suspended, \"-\"]"},
			[]string{"Email,Status", "a@x.com,t", "b@x.com,2", "c@x.com,L", "d@x.com,PROVISIONED", "e@x.com,suspended", "f@x.com,-", "g@x.com,Active"},
			"a@x.com active=true row 2\nb@x.com active=true row 3\nc@x.com active=false row 4\nd@x.com active=false row 5\ne@x.com row 6\nf@x.com row 7\ng@x.com active=true row 8\n",
			[]string{"note statusLeftAlone in.csv!B1"}},
		{"two columns with one mapped header have to agree",
			[]string{"columns: {externalId: badge}"},
			[]string{"Email,Badge,BADGE_", "a@x.com,1,1", "b@x.com,1,2"},
			"a@x.com externalId=\"1\" row 2\nheld back b@x.com row 3\n", []string{"warning duplicateHeader in.csv!C1", "error contradictingColumns in.csv!C3"}},
		{"a header is found exactly before it is found without case and punctuation",
			[]string{"columns: {externalId: BADGE_}"},
			[]string{"Email,Badge,BADGE_", "a@x.com,1,2"},
			"a@x.com externalId=\"2\" row 2\n", nil},
		{"a column that is optional may be missing",
			[]string{"columns: {externalId: Badge}", "optional: externalId"},
			[]string{"Email", "a@x.com"}, "a@x.com row 2\n", nil},
		{"the header is where the mapping's headers are, above and below other rows",
			[]string{"columns: {userName: Who, givenName: Called}"},
			[]string{"Email,Status", "Who,Called", "ada@x.com,Ada"},
			"ada@x.com givenName=\"Ada\" row 3\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines(test.text...), Options{Mapping: mapping(t, test.yaml...)})
			r.Resolve(Resolution{Known: tenant()})
			if diff := cmp.Diff(test.people, people(r)); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.found, brief(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, found(r))
			}
			sound(t, r)
		})
	}
}

func TestAMappingThatDoesNotFitMakesTheTableUnusable(t *testing.T) {
	for _, test := range []struct{ name, yaml, header, message, hint string }{
		{"a header that is not there, with the nearest", "columns: {externalId: Badge number}", "Email,Badge numbr",
			`the mapping m.yaml names "Badge number", which is no header of the table`, `did you mean "Badge numbr"? Correct the mapping, or the header in the table`},
		{"or all of them where none is near", "columns: {externalId: Badge}", "Email,Remark",
			`the mapping m.yaml names "Badge", which is no header of the table`, `the headers in row 1 are "Email", "Remark"`},
		{"none of a list", "columns: {userName: [Who, Whom]}", "Email",
			`the mapping m.yaml names "Who" and "Whom", none of which is a header of the table`, `the headers in row 1 are "Email"`},
		{"one of what is joined", "columns: {userName: {join: [Login, Domain]}}", "Login,Email",
			`the mapping m.yaml names "Domain", which is no header of the table`, `the headers in row 1 are "Login", "Email"`},
		{"what rows are passed over by", "skipRowsWhere: [{column: Kind, is: [Guest]}]", "Email",
			`the mapping m.yaml names "Kind", which is no header of the table`, `the headers in row 1 are "Email"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, lines(test.header, "ada@x.com,1", "nonsense,2"), Options{Mapping: mapping(t, test.yaml)})
			whole := r.Unusable()
			if len(whole) != 1 || len(r.Findings) != 1 || whole[0].Message != test.message || whole[0].Hint != test.hint {
				t.Errorf("got %s", found(r))
			}
			if len(r.Entries) > 0 || r.UnreadableKeys == 0 {
				t.Errorf("%d people, %d unreadable keys", len(r.Entries), r.UnreadableKeys)
			}
		})
	}
}

func TestWhichRowsAreSkipped(t *testing.T) {
	for _, test := range []struct{ name, yaml, want string }{
		{"those with a word, without regard to case", "{column: Kind, is: [guest, SERVICE]}", "a@x.com d@x.com e@x.com"},
		{"those without it, blank ones too", "{column: Kind, isNot: [Member]}", "a@x.com e@x.com"},
		{"those that contain a text", "{column: Kind, contains: serv}", "a@x.com b@x.com d@x.com e@x.com"},
		{"those that are blank", "{column: Kind, isBlank: true}", "a@x.com b@x.com c@x.com e@x.com"},
		{"those that are not", "{column: Kind, isBlank: no}", "d@x.com"},
		{"those for which all of a list hold", "[{column: Kind, is: member}, {column: Unit, is: Tax}]", "b@x.com c@x.com d@x.com e@x.com"},
		{"those for which one of several does", "{column: Kind, is: Guest}, {column: Unit, is: Audit}", "a@x.com c@x.com d@x.com"},
	} {
		t.Run(test.name, func(t *testing.T) {
			table := &table{mapping: mapping(t, "skipRowsWhere: ["+test.yaml+"]")}
			rows := csvRows(t, lines("Email,Kind,Unit", "a@x.com,Member,Tax", "b@x.com,Guest,Tax", "c@x.com, service ,Tax", "d@x.com,,Tax", "e@x.com,Member,Audit"))
			table.mapHeadings(readHeadings(rows[0].Cells, rows[1:]))
			var kept []string
			for _, row := range rows[1:] {
				if !table.passesOver(row) {
					kept = append(kept, row.Cell(1).Text)
				}
			}
			if got := strings.Join(kept, " "); got != test.want {
				t.Errorf("kept %s, want %s", got, test.want)
			}
		})
	}
}

func TestHowSaysWhatIsDoneToAColumn(t *testing.T) {
	m := mapping(t, "columns:", "  userName: [Mail, {join: [Login, Domain], with: '@'}]", "  givenName: {header: Full, part: given}",
		"  familyName: {header: Full, part: family}", "  active: {header: Out, inverted: yes}")
	r := load(t, lines("Mail,Login,Domain,Full,Out,Rest", "ada@x.com,,,Ada Lovelace,no,"), Options{Mapping: m})
	want := []string{"Mail → userName",
		`Login → userName (joined with Domain by "@", where Mail is blank)`,
		`Domain → userName (joined with Login by "@", where Mail is blank)`,
		"Full → givenName, familyName (split at its comma, or into its two words)",
		"Out → active (turned round: yes means inactive)", "Rest →"}
	if diff := cmp.Diff(want, mappedLines(r)); diff != "" {
		t.Error(diff)
	}
}

func TestACellThatCannotBeReadSpoilsWhatIsMadeOfIt(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		check(t, f.SetCellFormula("People", "A2", "B9"))
		check(t, f.SetCellFormula("People", "D3", "B9"))
		check(t, f.SetCellFormula("People", "D4", "B9"))
	}, tab{name: "People", rows: [][]any{{"Login", "Domain", "Work", "Home"}, {nil, "x.com", "a"}, {"bob", "x.com", "", nil}, {"cyd", "x.com", "C", nil}}})
	m := mapping(t, "columns:", "  userName: {join: [Login, Domain], with: '@'}", "  givenName: [Work, Home]")
	r, err := Load(context.Background(), []string{path}, Options{Mapping: m})
	check(t, err)
	if diff := cmp.Diff([]string{"error noCachedValue People!A2", "error noCachedValue People!D3"}, brief(r)); diff != "" {
		t.Error(diff, found(r))
	}
	if diff := cmp.Diff("cyd@x.com givenName=\"C\" row 4\nheld back  row 2\nheld back bob@x.com row 3\n", people(r)); diff != "" {
		t.Error(diff)
	}
}

// csvRows reads CSV text as rows that outlive the reading.
func csvRows(t testing.TB, text string) []sheet.Row {
	t.Helper()
	book, err := sheet.Open(write(t, "in.csv", text)[0], sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.Rows("")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	first, err := firstRows(rows, 0)
	if err != nil {
		t.Fatal(err)
	}
	return first
}
