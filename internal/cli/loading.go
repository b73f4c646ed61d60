package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/pflag"

	"scimsheet/internal/plan"
	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// loadFlags say how inputs are read.
type loadFlags struct {
	sheets     []string
	headerRow  int
	layout     string
	mapping    string
	skipHidden bool
	delimiter  string
	encoding   string
	maxSize    int
	groupBy    string // see roster.Options
	splitBy    string
	anyService bool // the tenant is not Anaplan's: see roster.Options
}

func (l *loadFlags) options() (sheet.Options, error) {
	if l.maxSize <= 0 {
		return sheet.Options{}, fail(exitUsage, "in MB, for example 512", "--max-size %d is not a size", l.maxSize)
	}
	if l.encoding != "" && !sheet.KnownEncoding(l.encoding) {
		return sheet.Options{}, fail(exitUsage, "utf-8, utf-16le, utf-16be, windows-1252, or another by its name on the web", "--encoding %q is not known", l.encoding)
	}
	o := sheet.Options{Encoding: l.encoding, MaxSize: int64(l.maxSize) << 20}
	switch runes := []rune(strings.ReplaceAll(l.delimiter, `\t`, "\t")); {
	case l.delimiter == "tab":
		o.Delimiter = '\t'
	case len(runes) == 1:
		o.Delimiter = runes[0]
	case len(runes) > 1:
		return o, fail(exitUsage, "one of , ; | or tab", "--delimiter %q is not one character", l.delimiter)
	}
	return o, nil
}

// load reads the inputs into a roster; every row goes into the stage's archive as it is read.
func (l *loadFlags) load(ctx context.Context, s *screen, inputs []string, match plan.Match, stage *stage) (*roster.Roster, error) {
	file, err := stage.create(rowsFile)
	if err != nil {
		return nil, fmt.Errorf("keep the input rows: %w", err)
	}
	defer file.Close()
	archive := sheet.NewArchiveWriter(file)
	people, err := l.roster(ctx, s, inputs, match, archive)
	if err != nil {
		return nil, err
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("keep the input rows: %w", err)
	}
	return people, file.Close()
}

// roster reads the inputs and says on stderr what was read as what. The archive may be nil.
func (l *loadFlags) roster(ctx context.Context, s *screen, inputs []string, match plan.Match, archive *sheet.ArchiveWriter) (*roster.Roster, error) {
	people, err := l.read(ctx, inputs, match, archive)
	if err != nil {
		return nil, err
	}
	tellMapping(s, people)
	return people, nil
}

func (l *loadFlags) read(ctx context.Context, inputs []string, match plan.Match, archive *sheet.ArchiveWriter) (*roster.Roster, error) {
	book, err := l.options()
	if err != nil {
		return nil, err
	}
	if err := oneOf("layout", l.layout, "", string(roster.Wide), string(roster.Long), string(roster.Matrix)); err != nil {
		return nil, err
	}
	if l.headerRow < 0 {
		return nil, fail(exitUsage, "the row as the spreadsheet numbers it, for example 3", "--header-row %d is not a row", l.headerRow)
	}
	mapping, err := l.mappingNamed()
	if err != nil {
		return nil, err
	}
	return roster.Load(ctx, inputs, roster.Options{Sheets: l.sheets, HeaderRow: l.headerRow, Layout: roster.Layout(l.layout),
		SkipHidden: l.skipHidden, Mapping: mapping, Book: book, MatchExternalID: match == plan.MatchExternalID, AnyService: l.anyService,
		GroupBy: l.groupBy, SplitBy: l.splitBy, Archive: archive})
}

// mappingNamed is the mapping asked for: one of those built in, or a file. A file that is named like a
// built-in one is given as ./okta.
func (l *loadFlags) mappingNamed() (*roster.Mapping, error) {
	if l.mapping == "" {
		return nil, nil
	}
	if mapping, ok := roster.PresetMapping(l.mapping); ok {
		return mapping, nil
	}
	mapping, err := roster.ReadMapping(l.mapping)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fail(exitUsage, "built in are "+strings.Join(roster.PresetNames(), ", ")+"; scimsheet mapping show INPUT --save FILE writes a file to start from",
			"--mapping %s is neither a built-in mapping nor a file", l.mapping)
	case err != nil:
		return nil, fail(exitUsage, "scimsheet help mapping-files says what a mapping file may hold", "%w", err)
	}
	return mapping, nil
}

func (l *loadFlags) bind(flags *pflag.FlagSet) {
	flags.StringArrayVar(&l.sheets, "sheet", nil, "the sheet that holds the people; repeatable, * for every visible one (left out: the first visible one)")
	flags.IntVar(&l.headerRow, "header-row", 0, "the row that holds the headers (left out: found)")
	flags.StringVar(&l.layout, "layout", "", "wide, long or matrix (left out: found out)")
	flags.StringVar(&l.mapping, "mapping", "", "what the headers mean: a mapping file, or "+strings.Join(roster.PresetNames(), ", ")+" (left out: found out)")
	flags.BoolVar(&l.skipHidden, "skip-hidden", false, "pass over hidden and filtered rows and hidden columns")
	flags.StringVar(&l.delimiter, "delimiter", "", "what separates CSV fields: , ; | or tab (left out: found out)")
	flags.StringVar(&l.encoding, "encoding", "", "of CSV: utf-8, utf-16le, utf-16be, windows-1252 (left out: found out)")
	flags.IntVar(&l.maxSize, "max-size", 512, "unpacked size of one input at most, in MB")
}
