package roster

import (
	"slices"
	"testing"

	"scimsheet/internal/identity"
)

func TestNamesThatWouldGiveAWorkspaceAreTold(t *testing.T) {
	known := &identity.Workspaces{}
	known.Add(identity.Workspace{ID: "w1", Name: "Finance"}, false, identity.Seen)
	known.Add(identity.Workspace{ID: "w2", Name: "Sales, EMEA"}, false, identity.Seen)
	known.Add(identity.Workspace{ID: "w3", Name: "Listed"}, false, identity.Listed)
	doubtful := func(id string) bool { return id != "w3" }
	adaHolds := func(p identity.Person, id string) bool { return p.UserName == "ada@acme.example" && id == "w1" }
	for _, c := range []struct {
		sentence, csv string
		want          []string
	}{
		{"who holds it relies on nothing", "userName,workspaces\nada@acme.example,Finance\n", nil},
		{"who does not hold it does", "userName,workspaces\nbob@acme.example,finance\n", []string{"finance"}},
		{"a whole cell may be one name", "userName,workspaces\nbob@acme.example,\"Sales, EMEA\"\n", []string{"Sales, EMEA"}},
		{"an id is no name", "userName,workspaces\nbob@acme.example,w1\n", nil},
		{"a name that is not doubtful is not told", "userName,workspaces\nbob@acme.example,Listed;Nowhere\n", nil},
		{"every row of a person counts", "userName,workspace\nada@acme.example,Finance\nbob@acme.example,Listed\nada@acme.example,\"Sales, EMEA\"\n", []string{"Sales, EMEA"}},
		{"a mark relies on its header", "userName,Finance,w2\nbob@acme.example,x,x\n", []string{"Finance"}},
		{"a no gives nothing", "userName,Finance,Listed\nbob@acme.example,no,x\n", nil},
		{"who is held back gets nothing", "userName,workspaces\nbob,Finance\n", nil},
		{"<none> gives nothing", "userName,workspaces\nbob@acme.example,<none>\n", nil},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			r := load(t, c.csv, Options{})
			if got := r.Relies(known, doubtful, adaHolds); !slices.Equal(got, c.want) {
				t.Errorf("told %q, want %q", got, c.want)
			}
			if again := r.Relies(known, doubtful, adaHolds); !slices.Equal(again, c.want) {
				t.Errorf("asked again it told %q", again)
			}
		})
	}
}
