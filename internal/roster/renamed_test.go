package roster

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
)

// The sheet Workspaces of an input says how the input calls a workspace. Where the tenant calls it otherwise,
// somebody has to be told: who approves reads the tenant's name.
func TestAnInputThatCallsAWorkspaceOtherwiseThanTheTenantIsToldOf(t *testing.T) {
	held, renamed := "held back ada@x.com row 2\n", []string{"warning renamedWorkspace Workspaces!B2"}
	for _, c := range []struct {
		sentence, id, name, cell string
		people                   string
		found                    []string
	}{
		{"an older or a false name", emea, "Cafeteria", "Cafeteria", "ada@x.com has=[02] row 2\n", renamed},
		{"a name with other quotes, in which it is found", emea, "Bob’s Café", "Bob's Café", "ada@x.com has=[02] row 2\n", []string{"note cleaned People!B1", "warning renamedWorkspace Workspaces!B2"}},
		{"the tenant's name is understood as well", emea, "Cafeteria", "EMEA", "ada@x.com has=[02] row 2\n", renamed},
		{"the name of another workspace", emea, "Finance", "Finance", held, append([]string{"error ambiguousWorkspace People!B2"}, renamed...)},
		{"the name of another workspace but for case", emea, "FINANCE", "Finance", held, append([]string{"error ambiguousWorkspace People!B2"}, renamed...)},
		{"the same name in another case", emea, "emea", "emea", "ada@x.com has=[02] row 2\n", nil},
		{"a name for what the tenant does not name", unknownID, "Ours", "Ours", "ada@x.com has=[ff] row 2\n", nil},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			path := workbook(t, nil, tab{name: "People", rows: [][]any{{"userName", "workspaces"}, {"ada@x.com", c.cell}}},
				tab{name: "Workspaces", rows: [][]any{{"id", "name"}, {c.id, c.name}}})
			r := loadFile(t, path, Options{})
			known := tenant()
			for _, w := range r.Directory {
				known.Add(w, false, identity.Supplied)
			}
			r.Resolve(Resolution{Known: known})
			if diff := cmp.Diff(c.people, people(r)); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.found, brief(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, found(r))
			}
		})
	}
}
