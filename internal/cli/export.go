package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"scimsheet/internal/identity"
	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// exportOptions are what the export command was asked for.
type exportOptions struct {
	file         string
	force        bool
	workspacesAs string
	connect      connectFlags
}

// exportAnswer is the JSON answer of export.
type exportAnswer struct {
	File     string `json:"file"`
	Users    int    `json:"users"`
	Complete bool   `json:"complete"`
}

func newExport(s *screen) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export [-o FILE]",
		Short: "The tenant's users as a workbook, CSV or JSON lines",
		Long: `Reads every account and writes it down. The result can be edited and planned: an export planned again
changes nothing. The file's ending says the format: .xlsx, .csv or .jsonl.` +
			exits(exitDone, exitFailure, exitUsage, exitCredentials, exitInterrupted),
		Example: `  scimsheet export -o tenant.xlsx --region us1
  scimsheet export -o tenant.csv --workspaces-as ids
  scimsheet export -o tenant.jsonl --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := export(cmd.Context(), s, o)
			if err != nil {
				return err
			}
			return s.finish(answer, nil)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.file, "output", "o", "", "the file to write (left out: users-<time>.xlsx)")
	flags.BoolVar(&o.force, "force", false, "replace the file if it exists")
	flags.StringVar(&o.workspacesAs, "workspaces-as", "names", "names (ids where a name is not unique) or ids")
	o.connect.bind(flags)
	return cmd
}

func export(ctx context.Context, s *screen, o exportOptions) (*exportAnswer, error) {
	if o.file == "" {
		o.file = "users-" + s.Now().UTC().Format("20060102T150405Z") + ".xlsx"
	}
	kind := strings.ToLower(filepath.Ext(o.file))
	if err := cmp.Or(
		oneOf("output", kind, ".xlsx", ".csv", ".jsonl"),
		oneOf("workspaces-as", o.workspacesAs, "names", "ids"),
		refuseOverwrite(o.file, o.force)); err != nil {
		return nil, err
	}
	conn, err := o.connect.open(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	defer conn.close(ctx)
	known, err := conn.workspaces(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	read, err := conn.readAll(ctx, s, known, 0, "to export every account")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(read.Accounts, func(a, b identity.Account) int { return cmp.Compare(a.UserName.Key(), b.UserName.Key()) })
	listing := listing{accounts: read.Accounts, known: known, ids: o.workspacesAs == "ids"}
	written, err := listing.save(o.file, kind, s)
	if err != nil {
		return nil, fmt.Errorf("export to %s: %w", o.file, err)
	}
	s.answer("%s written to %s\n", countOf(len(read.Accounts), "user"), written)
	return &exportAnswer{File: written, Users: len(read.Accounts), Complete: read.Complete}, nil
}

// listing is the tenant's users in the shape of an input.
type listing struct {
	accounts []identity.Account
	known    *identity.Workspaces
	ids      bool
}

var exportColumns = []string{"userName", "externalId", "id", "givenName", "familyName", "active", "workspaces"}

func (l listing) save(path, kind string, s *screen) (string, error) {
	if kind == ".xlsx" {
		return l.saveWorkbook(path, s)
	}
	draft, err := sheet.NewDraft(path)
	if err != nil {
		return "", err
	}
	defer draft.Discard()
	if kind == ".csv" {
		err = l.writeCSV(draft)
	} else {
		err = l.writeLines(draft)
	}
	if err != nil {
		return "", err
	}
	return draft.Save()
}

// cells are one account's row. No workspace at all is <none>: blank would leave workspaces alone.
func (l listing) cells(a identity.Account) []string {
	active := "yes"
	if !a.Active {
		active = "no"
	}
	return []string{string(a.UserName), a.ExternalID, a.ID, a.GivenName, a.FamilyName, active, l.workspaceCell(a.Workspaces)}
}

// workspaceCell lists names, or ids where a name is missing, shared, or would not read as one name.
func (l listing) workspaceCell(ids []string) string {
	if len(ids) == 0 {
		return "<none>"
	}
	names, spelled := make([]string, len(ids)), make([]string, len(ids))
	for i, id := range ids {
		spelled[i] = roster.SpellingOfID(l.known, id)
		names[i] = roster.Spelling(l.known, l.known.Named(id))
	}
	slices.Sort(names)
	text := strings.Join(names, "; ")
	if l.ids || len(text) > fitsACell {
		text = strings.Join(spelled, ";")
	}
	if len(ids) == 1 && strings.Contains(text, ",") {
		text += ";"
	}
	return text
}

// fitsACell is how much text a cell of a workbook holds (Microsoft, Excel specifications and limits).
const fitsACell = 32767

func (l listing) writeCSV(w io.Writer) error {
	table, err := sheet.NewCSVWriter(w, true)
	if err != nil {
		return err
	}
	if err := table.Write(exportColumns...); err != nil {
		return err
	}
	for _, a := range l.accounts {
		if err := table.Write(l.cells(a)...); err != nil {
			return err
		}
	}
	return table.Flush()
}

// exportedUser is one line of a .jsonl export.
type exportedUser struct {
	ID           string               `json:"id"`
	UserName     identity.UserName    `json:"userName"`
	ExternalID   string               `json:"externalId"`
	GivenName    string               `json:"givenName"`
	FamilyName   string               `json:"familyName"`
	Active       bool                 `json:"active"`
	Workspaces   []identity.Workspace `json:"workspaces"`
	Created      string               `json:"created"`
	LastModified string               `json:"lastModified"`
}

func (l listing) writeLines(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, a := range l.accounts {
		user := exportedUser{ID: a.ID, UserName: a.UserName, ExternalID: a.ExternalID, GivenName: a.GivenName, FamilyName: a.FamilyName,
			Active: a.Active, Workspaces: make([]identity.Workspace, len(a.Workspaces)), Created: a.Created, LastModified: a.LastModified}
		for i, id := range a.Workspaces {
			user.Workspaces[i] = l.known.Named(id)
		}
		if err := encoder.Encode(user); err != nil {
			return err
		}
	}
	return nil
}

func (l listing) saveWorkbook(path string, s *screen) (string, error) {
	book, err := sheet.NewWorkbook(path, sheet.Properties{Title: "Users of the tenant", Creator: tool(), Created: s.Now()})
	if err != nil {
		return "", err
	}
	defer book.Discard()
	columns := make([]sheet.Column, len(exportColumns))
	for i, header := range exportColumns {
		columns[i] = sheet.Column{Header: header, Text: true}
	}
	columns[len(columns)-1].Width = 60
	users, err := book.Table(sheet.Layout{Name: "Users", Columns: columns, Frozen: 1})
	if err != nil {
		return "", err
	}
	for _, a := range l.accounts {
		values := make([]sheet.Value, len(exportColumns))
		for i, text := range l.cells(a) {
			values[i] = sheet.String(text)
		}
		if err := users.Row(values...); err != nil {
			return "", err
		}
	}
	if err := l.workspacesSheet(book); err != nil {
		return "", err
	}
	return book.Save()
}

// workspacesSheet says which names belong to which ids.
func (l listing) workspacesSheet(book *sheet.Workbook) error {
	table, err := book.Table(sheet.Layout{Name: "Workspaces", Columns: []sheet.Column{{Header: "id", Width: 36}, {Header: "name", Width: 48}}})
	if err != nil {
		return err
	}
	for _, ws := range l.known.All() {
		if err := table.Row(sheet.String(ws.ID), sheet.String(ws.Name)); err != nil {
			return err
		}
	}
	return nil
}
