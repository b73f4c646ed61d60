// Package roster owns what a sheet of people means: headers become columns, rows become Persons, and
// whatever is wrong with them becomes findings, each with its place. Workspace names are resolved in a
// second pass, against a directory it is handed. It refuses to know the tenant, to decide what happens
// to anybody, and to stop at the first bad row.
package roster

import (
	"cmp"
	"context"
	"slices"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// Options says how the inputs are to be read.
type Options struct {
	Sheets          []string      // to read of each workbook, "*" for every visible one; none means the first visible one
	HeaderRow       int           // as the spreadsheet numbers it; 0 means that it is found
	Layout          Layout        // empty means that it is found out
	SkipHidden      bool          // hidden rows are passed over, hidden columns not read
	Book            sheet.Options // how files become cells
	Mapping         *Mapping      // what headers mean; nil means that they say it themselves, or a preset is recognised
	MatchExternalID bool          // externalId is a key: a row may do without userName and id
	AnyService      bool          // userNames and ids are of any form, as services other than Anaplan have them
	Archive         *sheet.ArchiveWriter

	// Headers of columns that are carried through, compared as headers are. GroupBy "" is the column of
	// departments, if each table that has one has one only; SplitBy "" and Ungrouped are none.
	GroupBy, SplitBy string
}

// Roster is the people of one or several inputs. It is complete when Load returns, but for the
// workspaces, which Resolve or Check fills in.
type Roster struct {
	Tables         []Table
	Entries        []Entry              // one a person without errors, in input order
	HeldBack       []HeldBack           // everybody else, in input order: Entries and HeldBack account for every row
	UnreadableKeys int                  // rows that do not tell for sure whom they are about
	RetrySheet     bool                 // the input is the Retry sheet of a results workbook
	SheetsNotRead  int                  // visible sheets that people seem to be on and nobody asked for
	Directory      []identity.Workspace // from sheets named Workspaces
	Findings       []finding.Finding    // sorted
	GroupedBy      string               // the header, as first spelled, of the column that Entry.Group is of; empty for none
	PartedBy       string               // the same of Entry.Part

	directoryAt []finding.Pos // of the names in Directory

	ledger    ledger
	tables    []*table // those of Tables
	mentions  mentions
	asked     Layout // Options.Layout
	openLists bool   // a row that names nobody for sure stands in a list of one workspace a row
}

// Table is one table of people that was read.
type Table struct {
	File, Sheet   string
	SHA256        string // of the file
	HeaderRow     int
	Layout        Layout
	Rows          int    // of people, without header, blank lines, examples, totals and remarks
	HiddenRows    int    // of Rows, read like the others
	HiddenColumns int    // with a header; read, unless they were to be skipped
	PassedOver    int    // of Rows, kept out by Options.SkipHidden or by the mapping
	Mapping       string // the mapping's name, given or recognised; empty where the headers spoke for themselves
	MappingSHA256 string
	Delimiter     rune   // of CSV; 0 for a workbook
	Encoding      string // of CSV
	Columns       []MappedColumn
	Constants     []MappedColumn // what the mapping says for every row; they have no header
	MadeWith      []string       // of a Retry sheet that was not asked for: the command whose results it lists; nil where it does not say

	read *table // for WriteMapping
}

// MappedColumn says what one column of a table was taken for.
type MappedColumn struct {
	Header  string
	Column  string   // a canonical column, "ws:" and a name for a column headed by a workspace, or empty: carried through
	How     string   // in words, how Column is made of the cells; empty where it is simply read
	Samples []string // up to three different values of the first rows, cut to 40 characters
}

// Layout is how a table says who has which workspace.
type Layout string

const (
	Wide   Layout = "wide"   // one row a person, workspaces in one cell
	Long   Layout = "long"   // one row a workspace
	Matrix Layout = "matrix" // one column a workspace
)

// Entry is one person whose rows have no errors. Person's pointers lead into memory of the Roster.
type Entry struct {
	Person identity.Person
	Rows   []finding.Pos
	Group  string // what the column of Roster.GroupedBy says, on one line and cut to 120 characters; empty for nothing
	Part   string // the same of Roster.PartedBy

	first int // the person's first record
}

// HeldBack is one person, or one row that names nobody, kept out by errors. They count as listed.
type HeldBack struct {
	UserName   identity.UserName // as far as it could be read
	ID         string
	ExternalID string
	Rows       []finding.Pos
	Also       []identity.Person // with other keys, where the rows contradict each other about them

	first int
}

// Load reads all inputs into one roster. Bad rows, and tables without rows or key, are findings; the
// error means that an input could not be read (*sheet.Unreadable where it is not a sound table), that the
// archive could not be written or that no input has the column to group people by (*NotCarried).
func Load(ctx context.Context, paths []string, o Options) (*Roster, error) {
	l := &loader{options: o, roster: &Roster{asked: o.Layout}, group: newDivision(o.GroupBy, false), part: newDivision(o.SplitBy, true)}
	for _, path := range paths {
		if err := l.file(ctx, path); err != nil {
			return nil, err
		}
	}
	r := l.finish()
	if err := cmp.Or(l.group.missing(r), l.part.missing(r)); err != nil {
		return nil, err
	}
	return r, nil
}

// Unusable lists the errors that concern whole tables: a table without rows, or without a key. While
// there is one the roster is not what its owner meant, and no plan should be made of it.
func (r *Roster) Unusable() []finding.Finding {
	var whole []finding.Finding
	for _, f := range r.Findings {
		if f.Severity == finding.Error && f.Pos.Row == 0 {
			whole = append(whole, f)
		}
	}
	return whole
}

// People is the number of people the inputs name, sound or not.
func (r *Roster) People() int { return len(r.Entries) + len(r.HeldBack) }

// holdBack moves the entries that bad marks to HeldBack, keeping input order.
func (r *Roster) holdBack(bad []bool) {
	sound := r.Entries[:0]
	for i, e := range r.Entries {
		if !bad[i] {
			sound = append(sound, e)
			continue
		}
		held := HeldBack{UserName: e.Person.UserName, ID: e.Person.ID, Rows: e.Rows, first: e.first}
		if e.Person.ExternalID != nil {
			held.ExternalID = *e.Person.ExternalID
		}
		held.Also = r.ledger.otherKeys(held)
		r.HeldBack = append(r.HeldBack, held)
	}
	clear(r.Entries[len(sound):])
	r.Entries = sound
	slices.SortFunc(r.HeldBack, func(a, b HeldBack) int { return a.first - b.first })
}
