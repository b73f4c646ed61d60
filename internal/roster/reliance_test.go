package roster

import (
	"slices"
	"testing"

	"scimsheet/internal/identity"
)

// reliedUpon asks what of a table rests on names of which w3 alone is sure, where ada holds w1 and w2.
func reliedUpon(r *Roster, exact bool) []string {
	known := &identity.Workspaces{}
	known.Add(identity.Workspace{ID: "w1", Name: "Finance"}, false, identity.Seen)
	known.Add(identity.Workspace{ID: "w2", Name: "Sales, EMEA"}, false, identity.Seen)
	known.Add(identity.Workspace{ID: "w3", Name: "Listed"}, false, identity.Listed)
	known.Add(identity.Workspace{ID: "w4", Name: "Closed"}, true, identity.Seen)
	return r.Relies(Resolution{Known: known}, func(p identity.Person, claim *identity.Claim, id string) bool {
		var held []string
		if p.UserName == "ada@acme.example" {
			held = []string{"w1", "w2"}
		}
		lost := identity.Without(held, claim.Has)
		if claim.SpeaksFor != nil {
			lost = common(lost, claim.SpeaksFor)
		}
		given := slices.Contains(identity.Without(claim.Has, held), id)
		return id != "w3" && (given || exact && len(lost) > 0)
	})
}

func TestNamesOnWhichAChangeRestsAreTold(t *testing.T) {
	for _, c := range []struct {
		sentence, csv string
		exact         bool // what is not named is taken
		want          []string
	}{
		{"who holds it relies on nothing", "userName,workspaces\nada@acme.example,Finance\n", false, nil},
		{"who does not hold it does", "userName,workspaces\nbob@acme.example,finance\n", false, []string{"finance"}},
		{"a whole cell may be one name", "userName,workspaces\nbob@acme.example,\"Sales, EMEA\"\n", false, []string{"Sales, EMEA"}},
		{"an id is no name", "userName,workspaces\nbob@acme.example,w1\n", false, nil},
		{"a name that is sure is not told", "userName,workspaces\nbob@acme.example,Listed\n", false, nil},
		{"every row of a person counts", "userName,workspace\nada@acme.example,Finance\nbob@acme.example,Listed\nbob@acme.example,\"Sales, EMEA\"\n", false, []string{"Sales, EMEA"}},
		{"a mark relies on its header", "userName,Finance,w2\nbob@acme.example,x,x\n", false, []string{"Finance"}},
		{"a no gives nothing", "userName,Finance,Listed\nbob@acme.example,no,x\n", false, nil},
		{"who is held back gets nothing", "userName,workspaces\nbob,Finance\n", false, nil},
		{"whose row has an error gets nothing", "userName,workspaces\nbob@acme.example,Finance;Nowhere\n", false, nil},
		{"an inactive workspace is such an error", "userName,workspaces\nbob@acme.example,Finance;Closed\n", false, nil},
		{"<none> rests on no name", "userName,workspaces\nada@acme.example,<none>\n", true, nil},
		{"a list that leaves something out rests on what it names", "userName,workspaces\nada@acme.example,Finance\n", true, []string{"Finance"}},
		{"a list of ids that leaves something out rests on no name", "userName,workspaces\nada@acme.example,w1\n", true, nil},
		{"a no takes by the name in its header", "userName,Finance,Listed\nada@acme.example,no,\n", true, []string{"Finance"}},
		{"a blank beside a mark takes as well", "userName,Finance,Listed\nada@acme.example,,x\nbob@acme.example,,x\n", true, []string{"Finance"}},
		{"a row of blanks takes nothing", "userName,Finance,Listed\nada@acme.example,,\nbob@acme.example,,x\n", true, nil},
		{"a matrix takes nothing of which it has no column", "userName,Finance,Listed\nada@acme.example,x,\n", true, nil},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			r := load(t, c.csv, Options{})
			found := len(r.Findings)
			for range 2 { // asking changes nothing
				if got := reliedUpon(r, c.exact); !slices.Equal(got, c.want) || len(r.Findings) != found {
					t.Errorf("told %q, want %q; findings %v", got, c.want, r.Findings)
				}
			}
		})
	}
}
