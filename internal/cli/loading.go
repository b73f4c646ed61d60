package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"scimsheet/internal/plan"
	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// loadFlags say how inputs are read.
type loadFlags struct {
	sheets    []string
	delimiter string
	encoding  string
	maxSize   int
}

func (l *loadFlags) options() (sheet.Options, error) {
	if l.maxSize <= 0 {
		return sheet.Options{}, fail(exitUsage, "in MB, for example 512", "--max-size %d is not a size", l.maxSize)
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
	book, err := l.options()
	if err != nil {
		return nil, err
	}
	file, err := stage.create(rowsFile)
	if err != nil {
		return nil, fmt.Errorf("keep the input rows: %w", err)
	}
	defer file.Close()
	archive := sheet.NewArchiveWriter(file)
	people, err := roster.Load(ctx, inputs, roster.Options{
		Sheets: l.sheets, Book: book, MatchExternalID: match == plan.MatchExternalID, Archive: archive})
	if err != nil {
		return nil, err
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("keep the input rows: %w", err)
	}
	tellMapping(s, people)
	return people, file.Close()
}

func (l *loadFlags) bind(flags *pflag.FlagSet) {
	flags.StringArrayVar(&l.sheets, "sheet", nil, "the sheet that holds the people; repeatable, * for every visible one (left out: the first visible one)")
	flags.StringVar(&l.delimiter, "delimiter", "", "what separates CSV fields: , ; | or tab (left out: found out)")
	flags.StringVar(&l.encoding, "encoding", "", "of CSV: utf-8, utf-16le, utf-16be, windows-1252 (left out: found out)")
	flags.IntVar(&l.maxSize, "max-size", 512, "unpacked size of one input at most, in MB")
}

// tellMapping says on stderr what was read and what each header was taken for.
func tellMapping(s *screen, people *roster.Roster) {
	for _, t := range people.Tables {
		where := t.File
		if t.Sheet != "" {
			where += fmt.Sprintf(" · sheet %q", t.Sheet)
		}
		hidden := ""
		if t.HiddenRows > 0 {
			hidden = fmt.Sprintf(" (%s read)", countOf(t.HiddenRows, "hidden row"))
		}
		s.talk("%s · header in row %d · %s%s\n", where, t.HeaderRow, countOf(t.Rows, "row"), hidden)
		var mapped, carried []string
		for _, c := range t.Columns {
			switch {
			case c.Column == "":
				carried = append(carried, c.Header)
			case strings.EqualFold(c.Header, c.Column):
				mapped = append(mapped, c.Column)
			default:
				mapped = append(mapped, c.Header+" → "+c.Column)
			}
		}
		s.talk("  columns: %s\n", strings.Join(mapped, " · "))
		if len(carried) > 0 {
			s.talk("  carried through: %s\n", strings.Join(carried, ", "))
		}
	}
}
