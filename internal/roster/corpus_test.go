package roster

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
)

// The corpus is what people really send: see its README for what each file is and how it was made. Beside
// NAME stand NAME.golden, what a roster makes of it, and for some NAME.args, the flags it is read with.
const corpus = "../../testdata/inputs"

// corpusInputs are the inputs in one folder of the corpus.
func corpusInputs(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(corpus, folder))
	if err != nil {
		t.Fatal(err)
	}
	var inputs []string
	for _, e := range entries {
		path := filepath.Join(corpus, folder, e.Name())
		switch kind := filepath.Ext(path); kind {
		case ".yaml":
		case ".golden", ".args":
			if _, err := os.Stat(strings.TrimSuffix(path, kind)); err != nil {
				t.Errorf("%s is about no input: %v", path, err)
			}
		default:
			inputs = append(inputs, path)
		}
	}
	if len(inputs) == 0 {
		t.Fatalf("%s has no inputs", folder)
	}
	return inputs
}

// corpusOptions reads NAME.args: flags of the command line, by the same names.
func corpusOptions(t *testing.T, input string) (o Options, said string) {
	t.Helper()
	text, err := os.ReadFile(input + ".args")
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	said = strings.TrimSpace(string(text))
	flags := flag.NewFlagSet(input, flag.ContinueOnError)
	flags.Func("sheet", "", func(name string) error { o.Sheets = append(o.Sheets, name); return nil })
	flags.IntVar(&o.HeaderRow, "header-row", 0, "")
	flags.StringVar((*string)(&o.Layout), "layout", "", "")
	flags.BoolVar(&o.SkipHidden, "skip-hidden", false, "")
	flags.StringVar(&o.Book.Encoding, "encoding", "", "")
	mapping, match := flags.String("mapping", "", ""), flags.String("match", "", "")
	check(t, flags.Parse(strings.Fields(said)))
	o.MatchExternalID = *match == "externalId"
	if *mapping != "" {
		preset, ok := PresetMapping(*mapping)
		if !ok {
			preset, err = ReadMapping(filepath.Join(filepath.Dir(input), *mapping))
			check(t, err)
		}
		o.Mapping = preset
	}
	return o, said
}

// corpusTenant is the tenant of the corpus, as its list of workspaces says it.
func corpusTenant(t *testing.T) *identity.Workspaces {
	t.Helper()
	file, err := os.Open(filepath.Join(corpus, "workspaces.csv"))
	check(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	check(t, err)
	var known identity.Workspaces
	for _, row := range rows[1:] {
		known.Add(identity.Workspace{ID: row[0], Name: row[1]}, row[2] == "no", identity.Listed)
	}
	return &known
}

// corpusRoster reads one input; the error is what its owner is told instead.
func corpusRoster(t *testing.T, input string, known *identity.Workspaces) (*Roster, string, error) {
	t.Helper()
	o, said := corpusOptions(t, input)
	r, err := Load(context.Background(), []string{input}, o)
	if err != nil {
		return nil, said, err
	}
	r.Resolve(Resolution{Known: known})
	sound(t, r)
	return r, said, nil
}

func TestCorpus(t *testing.T) {
	known := corpusTenant(t)
	for _, folder := range []string{"twelve", "messy", "refused"} {
		for _, input := range corpusInputs(t, folder) {
			t.Run(folder+"/"+filepath.Base(input), func(t *testing.T) {
				r, said, err := corpusRoster(t, input, known)
				if refused := err != nil; refused != (folder == "refused") {
					t.Errorf("refused is %t: %v", refused, err)
				}
				got := portrait{known, r}.text(said, err)
				if *update {
					check(t, os.WriteFile(input+".golden", []byte(got), 0o644))
				}
				want, err := os.ReadFile(input + ".golden")
				check(t, err)
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

// Whoever lists these twelve people, in whatever format, layout or vendor's words, lists the same people.
// A matrix speaks only for the workspaces it has columns for, which is all that may differ.
func TestTheSameTwelvePeople(t *testing.T) {
	known := corpusTenant(t)
	plain, _, err := corpusRoster(t, filepath.Join(corpus, "twelve", "plain.xlsx"), known)
	check(t, err)
	want := portrait{known, plain}
	if len(plain.Entries) != 12 {
		t.Fatalf("%d people", len(plain.Entries))
	}
	for _, input := range corpusInputs(t, "twelve") {
		t.Run(filepath.Base(input), func(t *testing.T) {
			r, _, err := corpusRoster(t, input, known)
			check(t, err)
			wanted := want.people(false)
			matrix := strings.HasPrefix(filepath.Base(input), "matrix-")
			if matrix != slices.ContainsFunc(r.Tables, func(t Table) bool { return t.Layout == Matrix }) {
				t.Errorf("read as a matrix: %t", !matrix)
			}
			if matrix {
				wanted = regexp.MustCompile(" · workspaces .*").ReplaceAllString(wanted, "$0 · of "+want.workspaces(fiveWorkspaces(known)))
			}
			if diff := cmp.Diff(wanted, portrait{known, r}.people(false)); diff != "" {
				t.Errorf("-want +got:\n%s\n%s", diff, account(r))
			}
			if len(r.HeldBack) > 0 || r.UnreadableKeys > 0 {
				t.Errorf("%d held back, %d unreadable keys", len(r.HeldBack), r.UnreadableKeys)
			}
		})
	}
}

// fiveWorkspaces are those that the twelve people are about, and the matrices have columns for.
func fiveWorkspaces(known *identity.Workspaces) []string {
	var ids []string
	for _, w := range known.All() {
		if strings.HasSuffix(w.ID[:len(w.ID)-1], "360") && w.ID[len(w.ID)-1] <= '5' {
			ids = append(ids, w.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// portrait is what was made of an input, in words for people to judge.
type portrait struct {
	known *identity.Workspaces
	*Roster
}

func (r portrait) text(said string, err error) string {
	var b strings.Builder
	if said != "" {
		fmt.Fprintf(&b, "with %s\n\n", said)
	}
	if err != nil {
		var u *sheet.Unreadable
		if !errors.As(err, &u) {
			u = &sheet.Unreadable{}
		}
		fmt.Fprintf(&b, "refused: %v\nhint: %s\n", err, u.Hint)
		return b.String()
	}
	for _, t := range r.Tables {
		r.table(&b, t)
	}
	b.WriteString(r.people(true))
	for _, h := range r.HeldBack {
		fmt.Fprintf(&b, "held back: %s%s\n", h.who(), rowNumbers(h.Rows))
	}
	if r.UnreadableKeys > 0 {
		fmt.Fprintf(&b, "unreadable keys: %d\n", r.UnreadableKeys)
	}
	b.WriteString("\n")
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s %s: %s\n", f.Severity, f.Code, f.Pos, f.Message)
		if f.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", f.Hint)
		}
	}
	return b.String()
}

// table says what was found out about a table.
func (r portrait) table(b *strings.Builder, t Table) {
	b.WriteString(t.File)
	for _, fact := range []struct {
		told bool
		text string
	}{
		{t.Sheet != "", fmt.Sprintf("sheet %q", t.Sheet)},
		{t.Delimiter != 0, fmt.Sprintf("%s separated by %q", t.Encoding, t.Delimiter)},
		{true, fmt.Sprintf("header in row %d", t.HeaderRow)},
		{true, string(t.Layout)},
		{t.Mapping != "", "mapping " + t.Mapping},
		{true, count(t.Rows, "row", "rows")},
		{t.HiddenRows > 0, fmt.Sprintf("%d of them hidden", t.HiddenRows)},
		{t.HiddenColumns > 0, fmt.Sprintf("%d hidden columns", t.HiddenColumns)},
		{t.PassedOver > 0, fmt.Sprintf("%d passed over", t.PassedOver)},
	} {
		if fact.told {
			b.WriteString(" · " + fact.text)
		}
	}
	b.WriteString("\n")
	var unread []string
	for _, c := range t.Columns {
		switch {
		case c.Column != "" && c.How != "":
			fmt.Fprintf(b, "  %s → %s (%s)\n", c.Header, c.Column, c.How)
		case c.Column != "":
			fmt.Fprintf(b, "  %s → %s\n", c.Header, c.Column)
		case c.Header != "":
			unread = append(unread, c.Header)
		}
	}
	for _, c := range t.Constants {
		fmt.Fprintf(b, "  %s: %q (%s)\n", c.Column, c.Samples, c.How)
	}
	if len(unread) > 0 {
		fmt.Fprintf(b, "  carried through: %s\n", strings.Join(unread, " | "))
	}
	b.WriteString("\n")
}

// people are the sound ones in the order of their userNames, and on request where they stand.
func (r portrait) people(where bool) string {
	lines := make([]string, len(r.Entries))
	for i, e := range r.Entries {
		lines[i] = r.person(e.Person)
		if where {
			lines[i] += " ←" + rowNumbers(e.Rows)
		}
	}
	slices.Sort(lines)
	return strings.Join(append(lines, ""), "\n")
}

func (r portrait) person(p identity.Person) string {
	said := []string{string(p.UserName)}
	if p.ID != "" {
		said = append(said, "id "+p.ID)
	}
	for _, a := range []struct {
		name string
		text *string
	}{{"externalId", p.ExternalID}, {"givenName", p.GivenName}, {"familyName", p.FamilyName}} {
		if a.text != nil {
			said = append(said, fmt.Sprintf("%s %q", a.name, *a.text))
		}
	}
	if p.Active != nil {
		said = append(said, fmt.Sprintf("active %t", *p.Active))
	}
	if p.Request != "" {
		said = append(said, "action "+string(p.Request))
	}
	if p.Workspaces != nil {
		said = append(said, "workspaces "+r.workspaces(p.Workspaces.Has))
		if p.Workspaces.SpeaksFor != nil {
			said = append(said, "of "+r.workspaces(p.Workspaces.SpeaksFor))
		}
	}
	return strings.Join(said, " · ")
}

// workspaces shows names and the ends of the ids, which are their own in the corpus's tenant.
func (r portrait) workspaces(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	var named []string
	for _, id := range ids {
		named = append(named, fmt.Sprintf("%q …%s", r.known.Named(id).Name, id[len(id)-4:]))
	}
	return strings.Join(named, ", ")
}

func (h HeldBack) who() string {
	said := []string{string(h.UserName), h.ID, h.ExternalID}
	return strings.Join(slices.DeleteFunc(said, func(text string) bool { return text == "" }), " ")
}
