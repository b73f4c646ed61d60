package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"scimsheet/internal/apply"
	"scimsheet/internal/plan"
	"scimsheet/internal/simulator"
)

// However often a run is killed, it comes to its end with complete results, everything done once.
func TestARunThatIsKilledAgainAndAgainEndsConverged(t *testing.T) {
	t.Run("600 changes, 20 kills", func(t *testing.T) { killAgainAndAgain(t, 600, 20) })
	t.Run("5000 changes, 50 kills", func(t *testing.T) {
		if testing.Short() || racing {
			t.Skip("takes ten seconds, and ten times that with the race detector")
		}
		killAgainAndAgain(t, 5000, 50)
	})
}

func killAgainAndAgain(t *testing.T, changes, kills int) {
	c := &chaos{t: t, folder: t.TempDir(), chance: rand.New(rand.NewPCG(1, 3)), rows: changes}
	c.gate = openGate(t, simulator.Options{Users: changes/2 + 1, Workspaces: 8, Seed: 1})
	c.run = filepath.Join(c.folder, "run")
	c.writeMany(changes)
	if code, call := c.gate.run(t, c.folder, "plan", "staff.csv", "-o", "run", "--max-revocations", "all", "--rate", "0"); code != 0 {
		t.Fatalf("plan ended with %d: %s", code, call.said.String())
	}
	c.readPlan()
	if n := c.plan.Counts; n.Create+n.Update != changes {
		t.Fatalf("the plan holds %+v, want %d changes", n, changes)
	}
	args := []string{"apply", "run", "--yes", "--json", "--rate", "0"}
	for n := range kills {
		call := c.command(t, c.folder, args...)
		c.strikeOnceWritten((n+1)*changes/(kills+1), c.chance.IntN(2) == 0, func() { _ = call.process().Kill() })
		if n%4 == 3 { // before anything is written: in the midst of looking at what the last call left
			c.strikeAfter(1+c.chance.IntN(3), c.chance.IntN(2) == 0, func() { _ = call.process().Kill() })
		}
		call.begin(t)
		if code := c.end(t, call); code != -1 {
			t.Fatalf("call %d was not killed but ended with %d: %s", n+1, code, call.said.String())
		}
	}
	code, call := c.gate.run(t, c.folder, args...)
	if code != 0 || call.answer(t)["converged"] != true {
		t.Fatalf("the last call ended with %d: %s", code, call.said.String())
	}
	results := c.results()
	for i := range c.plan.Changes {
		if l := results[c.plan.Changes[i].ID]; l.Outcome != apply.Applied {
			t.Fatalf("%s is %s: %s", l.UserName, l.Outcome, l.Detail)
		}
	}
	c.checkEnd(results)
	c.checkWritesOnce()
	c.checkAgain(args)
}

// writeMany writes a sheet of as many changes: every second row is a new user.
func (c *chaos) writeMany(changes int) {
	accounts := c.tenant.Accounts()
	spaces := c.tenant.Workspaces()
	records := [][]string{{"userName", "givenName", "familyName", "workspaces"}}
	for n, at := 0, 0; n < changes; n++ {
		if n%2 == 0 {
			records = append(records, []string{fmt.Sprintf("joiner.%d@acme.example", n), "Joiner", fmt.Sprint("Number", n), spaces[n%len(spaces)].Name})
			continue
		}
		if accounts[at].UserName == c.tenant.Caller() {
			at++
		}
		a := accounts[at]
		at++
		wanted := spaces[n%len(spaces)].Name
		records = append(records, []string{string(a.UserName), a.GivenName + "-New", a.FamilyName, wanted})
	}
	file, err := os.Create(filepath.Join(c.folder, "staff.csv"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	if err := csv.NewWriter(file).WriteAll(records); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chaos) readPlan() {
	c.plan, c.people = c.planIn("run"), c.tenant.Accounts()
}

func (c *chaos) planIn(run string) *plan.Plan {
	file, err := os.Open(filepath.Join(c.folder, run, "plan.jsonl"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	p, err := plan.Read(file)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}
