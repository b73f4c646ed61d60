package personnel

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatTheColumnsAreTakenForIsTold(t *testing.T) {
	s := staff(t, "Employee ID,Work Email,Name,Colour,Cost centre,Department,Line Manager,Manager  ID,Status,Termination Date,Last day worked",
		"1,ada@acme.com,Ada Byron,red,CC-1,Sales,Bob,2,Active,,")
	want := []Column{
		{"e-mail address or user name", "Work Email"}, {"employee id", "Employee ID"}, {"name", "Name"},
		{"manager", "Line Manager"}, {"manager's employee id", "Manager ID"}, {"department", "Department"},
		{"status", "Status"}, {"last day", "Termination Date"}, {"last day", "Last day worked"},
	}
	if diff := cmp.Diff(want, s.Columns); diff != "" {
		t.Error(diff)
	}
	if s := staff(t, "Email,Colour", "ada@acme.com,red"); len(s.Columns) != 1 {
		t.Errorf("a column that means nothing is told: %v", s.Columns)
	}
}
