package personnel

import (
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

func owners(t testing.TB, lines ...string) *Owners {
	t.Helper()
	o, err := ReadOwners(t.Context(), file(t, "owners.csv", strings.Join(lines, "\n")+"\n"), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

const financeID = "8a81b09d5e8b2c2f015e9a4d1a2b3c4d"

func TestOwnersAreFoundUnderEveryHeaderThatTellsThem(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		ask   []string
		want  string
	}{
		{"workspace and owner", []string{"Workspace,Owner", "Finance,li@acme.com"}, []string{"Finance"}, "li@acme.com "},
		{"in the other order, below a title", []string{"Who owns what,", "Owner e-mail,Workspace", "li@acme.com,Finance"}, []string{"finance"}, "li@acme.com "},
		{"with a name of its own", []string{"Workspace;Owner;Owner e-mail", "Finance;Chen, Li;li@acme.com"}, []string{"Finance"}, "li@acme.com Li Chen"},
		{"with the name in the owner's cell", []string{"Workspace,Reviewer", "Finance,Li Chen <li@acme.com>"}, []string{"Finance"}, "li@acme.com Li Chen"},
		{"by id, in any case", []string{"Workspace id,Approver", strings.ToUpper(financeID) + ",li@acme.com"}, []string{"Finance", financeID}, "li@acme.com "},
		{"by name and id", []string{"Workspace,Workspace id,Owner", "Finance," + financeID + ",li@acme.com"}, []string{"Renamed", financeID}, "li@acme.com "},
		{"of a department", []string{"Department,Owner", "Tax,li@acme.com"}, []string{"TAX "}, "li@acme.com "},
		{"of the values of any other column", []string{"Kostenträger,Owner", "4711,li@acme.com"}, []string{"4711"}, "li@acme.com "},
		{"German", []string{"Arbeitsbereich;Verantwortlicher (E-Mail)", "Finanzen;li@acme.com"}, []string{"Finanzen"}, "li@acme.com "},
		{"of several in one cell", []string{"Workspace,Owner", "Finance; Sales,li@acme.com"}, []string{"Sales"}, "li@acme.com "},
		{"a name with a comma", []string{"Workspace,Owner", "\"Finance, EU\",li@acme.com"}, []string{"Finance, EU"}, "li@acme.com "},
		{"said twice", []string{"Workspace,Owner", "Finance,li@acme.com", "finance,LI@acme.com"}, []string{"Finance"}, "li@acme.com "},
		{"an e-mail column that does not say whose", []string{"Workspace,E-mail", "Finance,li@acme.com"}, []string{"Finance"}, "li@acme.com "},
		{"on a sheet of workspaces as exports have it", []string{"id,name,Owner", financeID + ",Finance,li@acme.com"}, []string{"Finance"}, "li@acme.com "},
		{"another column beside it", []string{"Workspace,Remark,Owner", "Finance,big,li@acme.com"}, []string{"Finance"}, "li@acme.com "},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := owners(t, c.lines...)
			address, name, problem := o.Of(c.ask...)
			if got := string(address) + " " + name; got != c.want || problem != "" {
				t.Errorf("the owner is %q (%s), want %q", got, problem, c.want)
			}
			if len(o.Findings) > 0 {
				t.Errorf("said is %v", o.Findings)
			}
		})
	}
}

func TestWhatCannotBeReadAsAnOwnerIsAProblemWithItsCells(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		ask   []string
		want  string
		code  finding.Code
		says  []string
	}{
		{"two owners in two rows", []string{"Workspace,Owner", "Finance,li@acme.com", "finance,sam@acme.com"}, []string{"Finance"}, "li@acme.com in owners.csv!B2 and sam@acme.com in owners.csv!B3", finding.OwnerTwice, []string{"owners.csv!B3", "owners.csv!B2"}},
		{"two owners in one cell", []string{"Workspace,Owner", "Finance,li@acme.com; sam@acme.com"}, []string{"Finance"}, "two owners", finding.OwnerTwice, []string{"owners.csv!B2"}},
		{"two owners in two columns", []string{"Workspace,Owner,Reviewer", "Finance,li@acme.com,sam@acme.com"}, []string{"Finance"}, "owners.csv!B2 and sam@acme.com in owners.csv!C2", finding.OwnerTwice, []string{"owners.csv!C2"}},
		{"a third one changes nothing", []string{"Workspace,Owner", "Finance,li@acme.com", "Finance,sam@acme.com", "Finance,li@acme.com"}, []string{"Finance"}, "two owners", finding.OwnerTwice, []string{"owners.csv!B3"}},
		{"name and id of one workspace in two rows", []string{"Workspace,Owner", "Finance,li@acme.com", financeID + ",sam@acme.com"}, []string{"Finance", financeID}, "li@acme.com in owners.csv!B2 and sam@acme.com in owners.csv!B3", finding.OwnerTwice, nil},
		{"a name and no address", []string{"Workspace,Owner", "Finance,Li Chen"}, []string{"Finance"}, `names "Li Chen" as the owner of "Finance" in owners.csv!B2, which is no e-mail address`, finding.OwnerUnclear, []string{"owners.csv!B2"}},
		{"nobody beside it", []string{"Workspace,Owner", "Finance,", "Sales,li@acme.com"}, []string{"Finance"}, "no e-mail address of the owner", finding.OwnerUnclear, []string{"owners.csv!B2"}},
		{"nothing that is owned", []string{"Workspace,Owner", ",li@acme.com"}, []string{"Finance"}, `no owner of "Finance"`, finding.OwnerUnclear, []string{"owners.csv!A2", "li@acme.com"}},
		{"what nobody has listed", []string{"Workspace,Owner", "Sales,li@acme.com"}, []string{"", "Finance"}, `no owner of "Finance"`, finding.OwnerTwice, nil},
		{"an empty name is not a blank cell's", []string{"Workspace,Owner", "-,li@acme.com"}, []string{""}, "no owner of", finding.OwnerUnclear, []string{"owners.csv!A2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := owners(t, c.lines...)
			address, _, problem := o.Of(c.ask...)
			if address != "" || !strings.Contains(problem, c.want) {
				t.Errorf("the owner is %q, the problem %q", address, problem)
			}
			wantSaid(t, o.Findings, c.code, c.says...)
		})
	}
}

func TestARowWithoutAnAddressSaysNothingBesideOneThatHasIt(t *testing.T) {
	for _, lines := range [][]string{{"Workspace,Owner", "Finance,Li Chen", "Finance,li@acme.com"}, {"Workspace,Owner", "Finance,li@acme.com", "Finance,Li Chen"}} {
		if address, _, problem := owners(t, lines...).Of("Finance"); address != "li@acme.com" {
			t.Errorf("the owner is %q: %s", address, problem)
		}
	}
}

func TestOwnersComeFromTheFirstSheetThatHasThem(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		if err := f.MergeCell("Owners", "B3", "B4"); err != nil {
			t.Fatal(err)
		}
	}, table{"Cover", [][]any{{"Owners of our workspaces"}}}, table{"Owners", [][]any{{"List"}, {"Workspace", "Owner e-mail"}, {"Finance", "li@acme.com"}, {"Sales", nil}, {}, {"Tax", "sam@acme.com"}}})
	o, err := ReadOwners(t.Context(), path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if o.File != "hr.xlsx" || o.Sheet != "Owners" || len(o.SHA256) != 64 || o.Rows != 3 {
		t.Errorf("read is %+v", o)
	}
	for _, thing := range []string{"Finance", "Sales"} {
		if address, _, problem := o.Of(thing); address != "li@acme.com" {
			t.Errorf("the owner of %s is %q: %s", thing, address, problem)
		}
	}
}

func TestAFileWithoutTheHeadersOfOwnersSaysWhichAreWanted(t *testing.T) {
	for _, content := range []string{"Colour,Size\nred,10\n", "Workspace\nFinance\n", "Owner\nli@acme.com\n", "Name,E-mail\nAda,ada@acme.com\n", "A,B,Owner\n1,2,li@acme.com\n"} {
		_, err := ReadOwners(t.Context(), file(t, "owners.csv", content), sheet.Options{})
		var u *sheet.Unreadable
		if !errors.As(err, &u) || !strings.Contains(u.Hint, "Workspace") || !strings.Contains(u.Hint, "Owner e-mail") {
			t.Errorf("%q: the error is %v", content, err)
		}
	}
}
