package plan_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/plan"
)

// fill gives every member of a value something, each list one element: a member that is added to a plan
// one day is in these tests from that day on.
func fill(t testing.TB, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(7)
	case reflect.Interface:
		v.Set(reflect.ValueOf("text"))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 11, 21, 20, 10, 5, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("nobody has said how to fill a %s", v.Type())
	}
}

// alteration is one way to change a value.
type alteration struct {
	path  string
	apply func(root reflect.Value)
}

// alterations are all ways to change one member of a filled value: another text, number or truth, a list or a
// pointer without what it held.
func alterations(path string, v reflect.Value, reach func(reflect.Value) reflect.Value) []alteration {
	one := func(path string, change func(reflect.Value)) alteration {
		return alteration{path, func(root reflect.Value) { change(reach(root)) }}
	}
	switch v.Kind() {
	case reflect.String:
		return []alteration{one(path, func(v reflect.Value) { v.SetString("other text") })}
	case reflect.Bool:
		return []alteration{one(path, func(v reflect.Value) { v.SetBool(false) })}
	case reflect.Int:
		return []alteration{one(path, func(v reflect.Value) { v.SetInt(8) })}
	case reflect.Interface:
		return []alteration{one(path, func(v reflect.Value) { v.Set(reflect.ValueOf(true)) })}
	case reflect.Pointer:
		gone := one(path+" gone", func(v reflect.Value) { v.SetZero() })
		return append(alterations(path, v.Elem(), func(root reflect.Value) reflect.Value { return reach(root).Elem() }), gone)
	case reflect.Slice:
		gone := one(path+" gone", func(v reflect.Value) { v.SetZero() })
		return append(alterations(path+"[0]", v.Index(0), func(root reflect.Value) reflect.Value { return reach(root).Index(0) }), gone)
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		return []alteration{one(path, func(v reflect.Value) { v.Set(reflect.ValueOf(v.Interface().(time.Time).Add(time.Second))) })}
	}
	var all []alteration
	for i := range v.NumField() {
		all = append(all, alterations(path+"."+v.Type().Field(i).Name, v.Field(i), func(root reflect.Value) reflect.Value { return reach(root).Field(i) })...)
	}
	return all
}

// alterationsOf are those of a type.
func alterationsOf[T any](t testing.TB, least int) []alteration {
	t.Helper()
	v := reflect.ValueOf(new(T)).Elem()
	fill(t, v)
	all := alterations(v.Type().Name(), v, func(root reflect.Value) reflect.Value { return root })
	if len(all) < least {
		t.Fatalf("only %d ways to alter a %s", len(all), v.Type())
	}
	return all
}

func filled[T any](t testing.TB) *T {
	t.Helper()
	v := new(T)
	fill(t, reflect.ValueOf(v).Elem())
	return v
}

// notKept tells what a plan file does not hold: the cell within a row, and what is made of all the rest.
func notKept(path string) bool {
	return path == "Plan.Digest" || strings.HasSuffix(path, ".Rows[0].Column") || strings.HasSuffix(path, ".Rows[0].Header")
}

func TestThePlansDigestCoversEveryMember(t *testing.T) {
	original := filled[plan.Plan](t)
	written(t, original)
	for _, e := range alterationsOf[plan.Plan](t, 120) {
		p := filled[plan.Plan](t)
		e.apply(reflect.ValueOf(p).Elem())
		written(t, p)
		if same := p.Digest == original.Digest; same != notKept(e.path) {
			t.Errorf("with another %s the digest is the same: %t", e.path, same)
		}
	}
}

func TestAChangesDigestCoversEveryMember(t *testing.T) {
	digest := func(c plan.Change) string {
		sealed, err := plan.Seal(plan.Difference{Changes: []plan.Change{c}}, policy(), facts())
		if err != nil {
			t.Fatal(err)
		}
		return sealed.Changes[0].Digest
	}
	original := digest(*filled[plan.Change](t))
	for _, e := range alterationsOf[plan.Change](t, 30) {
		c := filled[plan.Change](t)
		e.apply(reflect.ValueOf(c).Elem())
		want := notKept(e.path) || e.path == "Change.Digest" // which is made anew
		if same := digest(*c) == original; same != want {
			t.Errorf("with another %s the digest is the same: %t", e.path, same)
		}
	}
}

// What was approved in one plan is not approved in another one: from other inputs, under another policy,
// of another tenant, at another time.
func TestAChangesDigestIsOfOnePlan(t *testing.T) {
	type run struct {
		CreatedAt time.Time
		Tenant    plan.Tenant
		Inputs    []plan.Input
		Policy    plan.Policy
		Snapshot  string // its digest
	}
	digest := func(r run) string {
		f := facts()
		f.CreatedAt, f.Tenant, f.Inputs, f.Snapshot.SHA256 = r.CreatedAt, r.Tenant, r.Inputs, r.Snapshot
		sealed, err := plan.Seal(plan.Difference{Changes: []plan.Change{{ID: "c00001", Action: plan.Update}}}, r.Policy, f)
		if err != nil {
			t.Fatal(err)
		}
		return sealed.Changes[0].Digest
	}
	original := digest(*filled[run](t))
	for _, e := range alterationsOf[run](t, 40) {
		r := filled[run](t)
		e.apply(reflect.ValueOf(r).Elem())
		if digest(*r) == original {
			t.Errorf("with another %s the digest is the same", e.path)
		}
	}
}
