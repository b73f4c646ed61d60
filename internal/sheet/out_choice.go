package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What Excel takes of the words around a choice, in characters; a file with more is mended, which is to
// say that its choices are gone. (Microsoft, Validation.ErrorTitle, Validation.ErrorMessage,
// Validation.InputMessage)
const (
	mostRuleTitle = 32
	mostRuleText  = 225
	mostFormula   = 255
)

// rule is what may be written in the cells of a column. Neighbours with equal rules share one.
type rule struct {
	choices string // as a formula
	others  Others
	title   string
	refusal string
	prompt  string
}

func (c Column) rule() rule {
	r := rule{choices: c.From, others: c.Others, refusal: c.Refusal, prompt: shorten(c.Prompt, mostRuleText)}
	if c.From == "" && len(c.Choices) > 0 {
		r.choices = wordList(c.words())
	}
	if c.Others == Accepted || r.choices == "" {
		r.refusal = ""
	} else if r.refusal == "" {
		r.refusal = "Choose one of: " + strings.Join(c.words(), ", ") + ". Or leave the cell blank."
	}
	r.refusal = shorten(r.refusal, mostRuleText)
	if r.refusal != "" && !c.Marks || r.prompt != "" {
		r.title = shorten(c.Header, mostRuleTitle)
	}
	return r
}

func (c Column) words() []string {
	words := make([]string, len(c.Choices))
	for i, choice := range c.Choices {
		words[i] = choice.Word
	}
	return words
}

// wordList spells choices within a rule itself.
func wordList(words []string) string {
	return `"` + strings.ReplaceAll(strings.Join(words, ","), `"`, `""`) + `"`
}

// escaped is a formula as XML holds it. Quotes stay as they are, as Excel writes them.
func escaped(formula string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(formula)
}

// choices writes the rules of the columns, from the header down to where the sheet is prepared.
func (s *SheetWriter) choices() error {
	columns := s.layout.Columns
	for first := 0; first < len(columns); {
		r, last := columns[first].rule(), first+1
		for last < len(columns) && columns[last].rule() == r && slices.Equal(columns[last].Choices, columns[first].Choices) {
			last++
		}
		area := at(first+1, 2) + ":" + at(last, s.reach())
		if err := errors.Join(s.allow(area, r), s.tint(area, columns[first].Choices)); err != nil {
			return err
		}
		first = last
	}
	return nil
}

func (s *SheetWriter) allow(area string, r rule) error {
	if r == (rule{}) {
		return nil
	}
	validation := excelize.NewDataValidation(true)
	validation.Sqref = area
	if r.choices != "" {
		if utf16Length(r.choices) > mostFormula {
			return fmt.Errorf("the choices in %s take more than %d characters", area, mostFormula)
		}
		validation.Type = "list"
		validation.Formula1 = escaped(r.choices)
	}
	if r.refusal != "" {
		style := excelize.DataValidationErrorStyleStop
		if r.others == Doubted {
			style = excelize.DataValidationErrorStyleWarning
		}
		validation.SetError(style, r.title, r.refusal)
	}
	if r.prompt != "" {
		validation.SetInput(r.title, r.prompt)
	}
	return s.book.file.AddDataValidation(s.layout.Name, validation)
}

// tint colours a choice as soon as it is made.
func (s *SheetWriter) tint(area string, choices []Choice) error {
	var rules []excelize.ConditionalFormatOptions
	for _, choice := range choices {
		p := choice.Style.paint()
		if p.fill == "" {
			continue
		}
		format, err := s.book.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: p.ink, Bold: p.bold},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{p.fill}}})
		if err != nil {
			return err
		}
		rules = append(rules, excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Format: &format,
			Value: fmt.Sprintf("%q", choice.Word)})
	}
	if rules == nil {
		return nil
	}
	return s.book.file.SetConditionalFormat(s.layout.Name, area, rules)
}
