package sheet

import "testing"

func TestTheDelimiterIsFoundOut(t *testing.T) {
	for _, test := range []struct {
		name, content string
		want          rune
	}{
		{"nothing to cut", "userName\nada@x.com\n", ','},
		{"a template of Entra, whose first line is a version", "version:v1.0\nName [displayName] Required;User name [userPrincipalName] Required\nAda;ada@x.com\n", ';'},
		{"a version with the delimiters a spreadsheet adds", "version:v1.0;;\na;b;c\nAda;ada@x.com;x\n", ';'},
		{"titles with commas above a table with semicolons", "Staff, all departments\nas of 21 November, 2026\n\nMail;Name\nada@x.com;Lovelace, Ada\nzoe@x.com;Doe, Zoe\n", ';'},
		{"titles with semicolons above a table with commas", "Staff; all; departments\nMail,Name\nada@x.com,Ada\n", ','},
		{"names with commas in every row and tabs between the fields", "Name\tMail\nLovelace, Ada\tada@x.com\nDoe, Zoe\tzoe@x.com\n", '\t'},
		{"lists with semicolons in every row, and rows of several lengths", "a,b,c,d\nada@x.com,A;B\nzoe@x.com,A;B,x\nbob@x.com,A;B,x,y\nkim@x.com,A;B\n", ','},
		{"lists with bars", "mail,apps\nada@x.com,A|B|C\nzoe@x.com,A|B|C\n", ','},
		{"several addresses in a cell", "Name,Mail\nAda,ada@x.com;ada@y.com\nZoe,zoe@x.com;zoe@y.com\n", ','},
		{"decimal commas", "id;share\n1;0,5\n2;0,25\n3;1,0\n", ';'},
		{"no addresses, only regularity", "id|name|team\n1|Ada|A, B\n2|Zoe|A\n", '|'},
		{"the line that declares it", "sep=|\na;b|c\nx;y|z\n", '|'},
		{"the line that declares it, in any case and behind a mark", "\ufeffSEP=\t\r\na,b\tc\n", '\t'},
		{"a line that declares nothing is a row", "sep=;x\na,b\n1,2\n", ','},
		{"one header alone", "userName;givenName;familyName, as in the passport\n", ';'},
		{"a quoted cell with line breaks and delimiters of all kinds", "a;b\n\"x, y | z\n1, 2 | 3\";ada@x.com\n", ';'},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, b, err := readCSV(t, test.content, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if b.Delimiter() != test.want {
				t.Errorf("found %q, want %q", b.Delimiter(), test.want)
			}
		})
	}
}
