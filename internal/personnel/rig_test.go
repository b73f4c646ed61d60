package personnel

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// staff reads HR's list out of lines of CSV.
func staff(t testing.TB, lines ...string) *Staff {
	t.Helper()
	s, err := ReadStaff(t.Context(), file(t, "hr.csv", strings.Join(lines, "\n")+"\n"), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// workbook writes sheets, in this order, and hands the file over for whatever else the test wants of it.
func workbook(t testing.TB, finish func(*excelize.File), sheets ...table) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for j, row := range s.rows {
			cell, _ := excelize.CoordinatesToCellName(1, j+1)
			if err := f.SetSheetRow(s.name, cell, &row); err != nil {
				t.Fatal(err)
			}
		}
		if i == 0 {
			f.SetActiveSheet(1)
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	if finish != nil {
		finish(f)
	}
	path := filepath.Join(t.TempDir(), "hr.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

type table struct {
	name string
	rows [][]any
}

func of(t testing.TB, s *Staff, userName string) *Employee {
	t.Helper()
	e := s.Of(identity.Account{UserName: identity.UserName(userName)})
	if e == nil {
		t.Fatalf("nobody is found as %s", userName)
	}
	return e
}

// says are the findings with a code, as a reader sees them.
func says(findings []finding.Finding, code finding.Code) []string {
	var said []string
	for _, f := range findings {
		if f.Code == code {
			said = append(said, f.Pos.String()+": "+f.Message)
		}
	}
	return said
}

func wantSaid(t testing.TB, findings []finding.Finding, code finding.Code, parts ...string) {
	t.Helper()
	said := says(findings, code)
	if len(parts) == 0 && len(said) > 0 {
		t.Errorf("%s is said: %q", code, said)
	}
	if len(parts) == 0 {
		return
	}
	for _, one := range said {
		fits := true
		for _, part := range parts {
			fits = fits && strings.Contains(one, part)
		}
		if fits {
			return
		}
	}
	t.Errorf("no %s says all of %q; said are %q", code, parts, said)
}

// today is a day of the campaign.
var today = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

// summary is what a test compares of a person: department, status, whether they have left, the manager.
func summary(s *Staff, e *Employee) string {
	left := "here"
	if LeftBy(*e, today) {
		left = "left"
		if !e.LeftOn.IsZero() {
			left += " " + e.LeftOn.Format(time.DateOnly)
		}
	}
	address, _, problem := s.Manager(e)
	manager := string(address)
	if problem != "" {
		manager = "?"
	}
	return strings.Join([]string{e.Name, e.Department, e.Status, left, manager}, " | ")
}
