package sheet

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"pgregory.net/rapid"
)

// archived is an archive's content as tests write it down.
type archived struct {
	Table ArchivedTable
	Rows  []ArchivedRow
}

func writeArchive(t require, tables []archived) []byte {
	var out bytes.Buffer
	a := NewArchiveWriter(&out)
	for _, table := range tables {
		if err := a.Table(table.Table); err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			if err := a.Row(row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// require is what *testing.T and *rapid.T share.
type require interface{ Fatal(...any) }

func readArchive(content []byte) ([]archived, error) {
	var tables []archived
	err := ReadArchive(bytes.NewReader(content), func(of ArchivedTable, row ArchivedRow) error {
		last := &tables[len(tables)-1]
		if !cmp.Equal(last.Table, of) {
			return errors.New("a row of another table")
		}
		last.Rows = append(last.Rows, row)
		return nil
	}, func(table ArchivedTable) error {
		tables = append(tables, archived{Table: table})
		return nil
	})
	return tables, err
}

func twoTables() []archived {
	return []archived{
		{ArchivedTable{"staff.xlsx", "Employees", 3, []string{"E-Mail", "Vorname"}}, []ArchivedRow{
			{4, "ada@x.com", []string{"ada@x.com", "Ada"}}, {6, "", []string{"", "<b>&\"\n\u2028 é"}}}},
		{ArchivedTable{"more.csv", "", 1, []string{"userName"}}, []ArchivedRow{{2, "zoe@x.com", []string{"zoe@x.com"}}}},
	}
}

func TestArchivedRowsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.Custom(func(t *rapid.T) ArchivedRow {
			return ArchivedRow{rapid.IntMin(1).Draw(t, "row"), rapid.String().Draw(t, "userName"), rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "cells")}
		})
		table := rapid.Custom(func(t *rapid.T) archived {
			about := ArchivedTable{rapid.String().Draw(t, "file"), rapid.String().Draw(t, "sheet"), rapid.IntMin(1).Draw(t, "header"), rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "headers")}
			rows := rapid.SliceOf(row).Draw(t, "rows")
			if len(rows) == 0 {
				rows = nil
			}
			return archived{about, rows}
		})
		want := rapid.SliceOfN(table, 0, 3).Draw(t, "tables")
		got, err := readArchive(writeArchive(t, want))
		if err != nil {
			t.Fatal(err)
		}
		if len(want)+len(got) > 0 && !cmp.Equal(want, got) {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}

func TestACutArchiveIsAnError(t *testing.T) {
	whole := writeArchive(t, twoTables())
	for length := range whole {
		if _, err := readArchive(whole[:length]); err == nil {
			t.Errorf("%d of %d bytes were taken for an archive", length, len(whole))
		}
	}
}

func TestADoctoredArchiveIsAnError(t *testing.T) {
	const table, row, end = `{"kind":"table","file":"a.csv","headerRow":1}` + "\n", `{"kind":"row","row":2,"cells":["x"]}` + "\n", `{"kind":"end","tables":1,"rows":1}` + "\n"
	for name, lines := range map[string]string{
		"a row taken out":        table + end,
		"a row put in":           table + row + row + end,
		"a table taken out":      row + end,
		"rows after the end":     table + row + end + row,
		"no end":                 table + row,
		"a line of no kind":      table + `{"kind":"note"}` + row + end,
		"a line that is no JSON": table + "x" + row + end,
		"nothing":                "",
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			w := gzip.NewWriter(&out)
			io.WriteString(w, lines)
			w.Close()
			if err := ReadArchive(&out, func(ArchivedTable, ArchivedRow) error { return nil }, nil); err == nil {
				t.Error("no error")
			}
		})
	}
	t.Run("as it should be", func(t *testing.T) {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		io.WriteString(w, table+row+end)
		w.Close()
		if err := ReadArchive(&out, func(ArchivedTable, ArchivedRow) error { return nil }, nil); err != nil {
			t.Error(err)
		}
	})
}

func TestErrorsOfWhoReadsAnArchiveAreHandedOn(t *testing.T) {
	stop := errors.New("stop")
	whole := writeArchive(t, twoTables())
	nothing := func(ArchivedTable, ArchivedRow) error { return nil }
	if err := ReadArchive(bytes.NewReader(whole), func(ArchivedTable, ArchivedRow) error { return stop }, nil); err != stop {
		t.Errorf("of row: %v", err)
	}
	if err := ReadArchive(bytes.NewReader(whole), nothing, func(ArchivedTable) error { return stop }); err != stop {
		t.Errorf("of table: %v", err)
	}
}

func TestARowNeedsATable(t *testing.T) {
	if err := NewArchiveWriter(io.Discard).Row(ArchivedRow{Row: 1}); err == nil {
		t.Error("no error")
	}
}
