package plan_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// migration is n people against n accounts of five workspaces each: most are as wanted, a tenth changes
// in name and workspaces, a twentieth is new, and as many accounts are in no row.
func migration(n int) (plan.Desired, plan.Actual) {
	workspaces := &identity.Workspaces{}
	ids := make([]string, 40)
	for i := range ids {
		ids[i] = fmt.Sprintf("8a81b09e5f5f5f5f015f5f5f5f5f%04x", i)
		workspaces.Add(identity.Workspace{ID: ids[i], Name: fmt.Sprintf("Workspace %d", i)}, false, identity.Listed)
	}
	accounts := make([]identity.Account, n)
	people := make([]plan.Listed, n)
	for i := range accounts {
		held := identity.Set([]string{ids[i%40], ids[(i+7)%40], ids[(i+13)%40], ids[(i+21)%40], ids[(i+30)%40]})
		accounts[i] = identity.Account{
			ID: fmt.Sprintf("%032x", i), UserName: identity.UserName(fmt.Sprintf("given%d.family%d@example.com", i, i)), ExternalID: fmt.Sprintf("E%06d", i),
			GivenName: fmt.Sprintf("Given%d", i), FamilyName: fmt.Sprintf("Fämily%d", i), Active: true, Workspaces: held,
		}
		a := accounts[i]
		p := identity.Person{UserName: identity.UserName(fmt.Sprintf("Given%d.Family%d@Example.com", i, i)),
			ExternalID: &a.ExternalID, GivenName: &a.GivenName, FamilyName: &a.FamilyName, Active: new(true), Workspaces: &identity.Claim{Has: held}}
		switch {
		case i%20 == 0:
			p.UserName, p.ExternalID = identity.UserName(fmt.Sprintf("new%d@example.com", i)), new(fmt.Sprintf("N%06d", i))
		case i%10 == 1:
			p.FamilyName = new("Married")
			p.Workspaces = &identity.Claim{Has: identity.Set(append([]string{ids[(i+3)%40]}, held[1:]...))}
		}
		people[i] = plan.Listed{Person: p, Rows: []finding.Pos{{File: "staff.xlsx", Sheet: "Staff", Row: i + 2}}}
	}
	return plan.Desired{Listed: people}, plan.Actual{Accounts: accounts, Total: n, Complete: true, Workspaces: workspaces}
}

func migrationPolicy() plan.Policy {
	return with(func(p *plan.Policy) {
		p.Absent, p.MaxDeactivations, p.MaxRevocations = plan.AbsentDeactivate, "all", "all"
	})
}

// Correlating and diffing 100,000 people and 100,000 accounts should take well under a second.
func BenchmarkDiff100000(b *testing.B) {
	desired, actual := migration(100_000)
	b.ReportAllocs()
	for b.Loop() {
		d := diffWith(b, desired, actual, migrationPolicy())
		if d.Counts.Create != 5_000 || d.Counts.Update != 10_000 || d.Counts.Deactivate != 5_000 {
			b.Fatalf("counts %+v", d.Counts)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/diff")
}

func BenchmarkSealWriteRead100000(b *testing.B) {
	desired, actual := migration(100_000)
	d := diffWith(b, desired, actual, migrationPolicy())
	facts := facts()
	facts.Snapshot.Users = actual.Total
	var file bytes.Buffer
	b.Run("seal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := plan.Seal(d, migrationPolicy(), facts); err != nil {
				b.Fatal(err)
			}
		}
	})
	p, err := plan.Seal(d, migrationPolicy(), facts)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := p.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	if err := p.Write(&file); err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(file.Len()))
		var read *plan.Plan
		before := heapInUse()
		for b.Loop() {
			var err error
			if read, err = plan.Read(bytes.NewReader(file.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(heapInUse()-before)/(1<<20), "MB-kept")
		runtime.KeepAlive(read)
	})
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
