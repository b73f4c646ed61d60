package cli

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/roster"
)

func TestColumnsOfMarksAreToldApartUntilTheTenantWasAsked(t *testing.T) {
	mapped, undecided, carried := meanings(roster.Table{Columns: []roster.MappedColumn{
		{Header: "Email", Column: "userName"},
		{Header: "ws:EMEA", Column: "ws:EMEA"},
		{Header: "Finance", How: "marks: read where a workspace has this name"},
		{Header: "Remark"},
		{Header: ""},
	}})
	for _, test := range []struct {
		kind      string
		want, got []string
	}{
		{"read", []string{"Email → userName", "ws:EMEA → ws:EMEA"}, mapped},
		{"undecided", []string{"Finance"}, undecided},
		{"carried through", []string{"Remark"}, carried},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: %s", test.kind, diff)
		}
	}
}
