package plan_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// guarded is a plan that nobody may apply without an approval, and that exceeds a limit.
func guarded(t *testing.T) *plan.Plan {
	p := with(func(p *plan.Policy) {
		p.RequireApproval, p.FourEyes, p.MaxRevocations, p.Protect = true, true, "0", []string{"cyd@x.com"}
	})
	return soundly(t, []identity.Person{
		{UserName: "new@x.com", Workspaces: has("fin")},
		{UserName: "ada@x.com", GivenName: new("Augusta"), Workspaces: has("fin")},
		{UserName: "bob@x.com", Active: new(false)},
		{UserName: "cyd@x.com", Active: new(false)},
		{UserName: "eve@x.com"},
	}, tenant(account("ada@x.com", "fin", "hr"), account("bob@x.com"), account("cyd@x.com", "fin"), account("eve@x.com")), p)
}

// Whoever can write to a run folder can give an edited plan an end record that fits. What the parts of a plan
// say of each other still has to agree.
func TestAPlanOfWhichOnePartBeliesAnotherIsRefused(t *testing.T) {
	file := written(t, guarded(t))
	for _, c := range []struct {
		sentence, from, to, says string
	}{
		{"nothing counted, so that nothing seems to need an approval", `"counts":{"create":1,"update":1,"deactivate":1,`, `"counts":{"create":0,"update":0,"deactivate":0,`, "it counts 0 creates"},
		{"other numbers of workspaces", `"grants":1,"revocations":1}`, `"grants":1,"revocations":0}`, "line 1: it counts"},
		{"a limit that is not said to be exceeded", `"exceeded":true`, `"exceeded":false`, "its limits"},
		{"a limit that counts less", `"planned":1,"allowed":0`, `"planned":0,"allowed":0`, "its limits"},
		{"a limit that allows more", `"planned":1,"allowed":0`, `"planned":1,"allowed":9`, "its limits"},
		{"a limit of more than there is", `"of":4`, `"of":400`, "its limits"},
		{"a limit's setting that is not the policy's", `"setting":"0"`, `"setting":"all"`, "its limits"},
		{"a refused plan that says it is not", `"refused":true`, `"refused":false`, "exceeds a limit"},
		{"a snapshot of more users", `"snapshot":{"users":4`, `"snapshot":{"users":400`, "its limits"},
		{"four eyes without an approval", `"requireApproval":true,`, ``, "its id"},
		{"another policy", `"maxRevocations":"0"`, `"maxRevocations":"all"`, "its id"},
		{"another tenant", `"name":"acme"`, `"name":"other"`, "its id"},
		{"another id", `"kind":"plan","version":1,"id":"`, `"kind":"plan","version":1,"id":"x`, "its id"},
		{"a change that gives something else", `"grants":[{"id":"fin"`, `"grants":[{"id":"hr"`, "line 2: change c00001 does not fit its digest"},
		{"a change that is called another one", `"id":"c00002"`, `"id":"c00001"`, "line 3: change c00001 does not fit its digest"},
		{"a change that is said to be nothing", `"action":"deactivate"`, `"action":"none"`, "line 4: change c00003 does not fit its digest"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			edited := bytes.Replace(file, []byte(c.from), []byte(c.to), 1)
			if bytes.Equal(edited, file) {
				t.Fatalf("there is no %s in %s", c.from, file)
			}
			refusedWith(t, resealed(edited), c.says)
		})
	}
	t.Run("a change left out", func(t *testing.T) {
		lines := bytes.SplitAfter(file, []byte("\n"))
		refusedWith(t, resealed(bytes.Join(append(lines[:2:2], lines[3:]...), nil)), "it counts")
	})
	t.Run("a change that stands in it twice", func(t *testing.T) {
		lines := bytes.SplitAfter(file, []byte("\n"))
		refusedWith(t, resealed(bytes.Join(append(lines[:2:2], lines[1:]...), nil)), "line 3: change c00001 stands in it twice")
	})
	t.Run("a limit left out", func(t *testing.T) {
		start, end := bytes.Index(file, []byte(`{"name":"max-revocations"`)), bytes.Index(file, []byte(`],"refused"`))
		refusedWith(t, resealed(append(bytes.TrimSuffix(file[:start:start], []byte(",")), file[end:]...)), "its limits")
	})
}

// A change whose digest fits may still be none that this program makes: whoever can edit a plan can make a
// digest too.
func TestAChangeThatIsNotWhatItIsCalledIsRefused(t *testing.T) {
	ada := account("ada@x.com", "fin")
	off := []plan.Attribute{{Path: plan.PathActive, Before: true, After: false}}
	for _, c := range []struct {
		sentence string
		change   plan.Change
		says     string
	}{
		{"an action that is none", plan.Change{Action: "destroy"}, `has the action "destroy"`},
		{"no action", plan.Change{}, `has the action ""`},
		{"a reason that is none", plan.Change{Action: plan.Blocked, Reason: "because"}, `has the reason "because"`},
		{"nothing to do, and a deactivation", plan.Change{Action: plan.None, Attributes: off}, "not to write anything"},
		{"blocked, and a workspace taken", plan.Change{Action: plan.Blocked, Revocations: []identity.Workspace{{ID: "fin"}}}, "not to write anything"},
		{"an update that deactivates", plan.Change{Action: plan.Update, UserID: ada.ID, Before: &ada, Attributes: off}, "is called update"},
		{"a deactivation that does not", plan.Change{Action: plan.Deactivate, UserID: ada.ID, Before: &ada}, "is called deactivate"},
		{"a creation of somebody who is there", plan.Change{Action: plan.Create, UserID: ada.ID, Before: &ada}, "creates an account that is there"},
		{"an update of nobody", plan.Change{Action: plan.Update, UserID: ada.ID, Attributes: off}, "what the account was before"},
		{"an update of somebody else", plan.Change{Action: plan.Update, UserID: "id-bob", Before: &ada, Attributes: off}, "what the account was before"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			c.change.ID = "c00001"
			p, err := plan.Seal(plan.Difference{Changes: []plan.Change{c.change}}, policy(), facts())
			if err != nil {
				t.Fatal(err)
			}
			refusedWith(t, written(t, p), c.says)
		})
	}
	t.Run("four eyes without an approval", func(t *testing.T) {
		p, err := plan.Seal(plan.Difference{}, with(func(p *plan.Policy) { p.FourEyes = true }), facts())
		if err != nil {
			t.Fatal(err)
		}
		refusedWith(t, written(t, p), "four eyes")
	})
}

// Names of files are any bytes, and people's data any letters: what was sealed is read.
func TestWhatIsNoUTF8IsReadAsItWasSealed(t *testing.T) {
	f := facts()
	f.Inputs, f.Snapshot.Users = []plan.Input{{Name: "staff-\xff.csv"}}, 0
	people := []plan.Listed{listed(identity.Person{UserName: "new@x.com", GivenName: new("a\ufffd\\ufffd\x80<\u2028")})[0]}
	people[0].Rows[0].File = "staff-\xff.csv"
	p, err := plan.Seal(diffWith(t, plan.Desired{Listed: people}, tenant(), policy()), policy(), f)
	if err != nil {
		t.Fatal(err)
	}
	read, err := plan.Read(bytes.NewReader(written(t, p)))
	if err != nil {
		t.Fatal(err)
	}
	if read.Changes[0].Digest != p.Changes[0].Digest || read.ID != p.ID {
		t.Error("what is read has another digest")
	}
}

func refusedWith(t *testing.T, file []byte, says string) {
	t.Helper()
	p, err := plan.Read(bytes.NewReader(file))
	if !errors.Is(err, plan.ErrDamaged) || p != nil || !strings.Contains(err.Error(), says) {
		t.Errorf("%v, want one that says %q", err, says)
	}
}

// resealed gives an edited plan an end record that fits it.
func resealed(file []byte) []byte {
	body := file[:bytes.LastIndex(file, []byte(`{"kind":"end"`))]
	return sealedBody(body, bytes.Count(body, []byte("\n"))-1)
}
