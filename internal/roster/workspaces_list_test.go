package roster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

const financeID, salesID = "8a81b09d5e8c6f27015ece3402487d33", "8a81b09d5e8c6f27015ece3402487d44"

// listWorkbook writes a workbook of which the sheet named so lists workspaces, and every other one people.
func listWorkbook(t *testing.T, list string, sheets ...string) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	path := filepath.Join(t.TempDir(), "list.xlsx")
	var errs []error
	for _, name := range sheets {
		_, err := f.NewSheet(name)
		errs = append(errs, err)
		rows := [][]any{{"userName"}, {"ada@acme.example"}}
		if name == list {
			rows = [][]any{{"Name", "Workspace ID"}, {"Finance", financeID}, {"Sales", salesID}}
		}
		for n, row := range rows {
			errs = append(errs, f.SetSheetRow(name, fmt.Sprint("A", n+1), &row))
		}
	}
	if err := errors.Join(append(errs, f.DeleteSheet("Sheet1"), f.SaveAs(path))...); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAListOfWorkspacesIsReadFromAnyFileThatHasOne(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(csv, []byte("id;name\n"+financeID+";Finance\n;Nameless\n"+salesID+";Sales\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sentence, path string
		flaws          int
	}{
		{"CSV, of which a row without an id is a finding", csv, 1},
		{"a workbook's first sheet", listWorkbook(t, "All of them", "All of them", "People"), 0},
		{"the sheet Workspaces of an export", listWorkbook(t, "Workspaces", "Users", "Workspaces"), 0},
	} {
		got, flaws, err := ReadWorkspaces(context.Background(), c.path, sheet.Options{})
		if err != nil {
			t.Fatalf("%s: %v", c.sentence, err)
		}
		if diff := cmp.Diff([]identity.Workspace{{ID: financeID, Name: "Finance"}, {ID: salesID, Name: "Sales"}}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.sentence, diff)
		}
		if len(flaws) != c.flaws {
			t.Errorf("%s: flaws %v", c.sentence, flaws)
		}
	}
	var unreadable *sheet.Unreadable
	if _, _, err := ReadWorkspaces(context.Background(), listWorkbook(t, "", "Users", "More"), sheet.Options{}); !errors.As(err, &unreadable) {
		t.Errorf("a file without a list: %v", err)
	}
}
