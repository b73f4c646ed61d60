package cli

import (
	"slices"
	"strings"

	"scimsheet/internal/plan"
	"scimsheet/internal/report"
	"scimsheet/internal/roster"
)

// refuseOtherFlags stops a Retry sheet from being planned by other rules than the list it is left over of:
// its rows would mean something else. The ids of --scope are known late; until then it is not compared.
func (o *planOptions) refuseOtherFlags(people *roster.Roster, policy plan.Policy) error {
	for i, t := range people.Tables {
		if len(t.MadeWith) == 0 {
			continue
		}
		made := t.MadeWith[1:]
		var inputs []plan.Input
		if o.loading.layout != "" || o.loading.mapping != "" || slices.ContainsFunc(made, isFlag("mapping")) {
			inputs = inputsOf(people, o.loading.layout)[i : i+1]
		}
		belongs, given := made, report.PlanFlags(policy, inputs)
		if policy.Scope == nil && o.policy.scope != nil {
			belongs = slices.DeleteFunc(slices.Clone(belongs), isFlag("scope"))
		}
		lacking := without(belongs, given)
		// That a service adds may have been found out since, and changes no row's meaning.
		added := slices.DeleteFunc(without(given, belongs), isFlag("patch-add"))
		if len(lacking)+len(added) == 0 {
			continue
		}
		return fail(exitUsage, "give the same flags: "+report.PlanCommand(strings.Join(o.inputs, " "), made)+
			"; or --sheet "+argument(t.Sheet)+" to plan it as any other sheet",
			"this Retry sheet belongs to a plan made %s", withAndWithout(lacking, added))
	}
	return nil
}

func isFlag(name string) func(string) bool {
	return func(flag string) bool {
		word, _, _ := strings.Cut(flag, " ")
		return word == "--"+name
	}
}

// without is what of flags is not among others.
func without(flags, others []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(flag string) bool { return slices.Contains(others, flag) })
}

func withAndWithout(lacking, added []string) string {
	var parts []string
	if len(lacking) > 0 {
		parts = append(parts, "with "+strings.TrimPrefix(report.ShownFlags(lacking), "with "))
	}
	// A flag that was given with another value is told by the value it had.
	added = slices.DeleteFunc(added, func(flag string) bool {
		word, _, _ := strings.Cut(flag, " ")
		return slices.ContainsFunc(lacking, isFlag(strings.TrimPrefix(word, "--")))
	})
	if len(added) > 0 {
		parts = append(parts, "without "+strings.TrimPrefix(report.ShownFlags(added), "with the same "))
	}
	return strings.Join(parts, " and ")
}
