package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"scimsheet/internal/plan"
	"scimsheet/internal/sheet"
)

// pairedPaths are the attributes that have two columns of the CSV, before and after. A create's user name
// stands in the column userName.
var pairedPaths = [...]string{plan.PathExternalID, plan.PathGivenName, plan.PathFamilyName, plan.PathActive}

// CSV writes one record a person, headers first. Words are those of plan.jsonl; lists are separated by "; ".
// Nothing of it is taken for a formula. A byte-order mark is for files that spreadsheet programs open.
func (s *Showing) CSV(w io.Writer, mark bool) error {
	if mark {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("write the report as CSV: %w", err)
		}
	}
	table := csv.NewWriter(w)
	write := func(record []string) {
		for i, text := range record {
			record[i] = inert(text)
		}
		table.Write(record) // Error tells what went wrong
	}
	write(csvHeaders())
	for _, c := range s.chosen {
		write(s.record(c))
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return fmt.Errorf("write the report as CSV: %w", err)
	}
	return nil
}

// inert is a cell's text that neither a spreadsheet program takes for a formula nor a terminal for a command.
// Beside what begins a formula everywhere, the full-width signs do in some languages (OWASP, CSV Injection).
func inert(text string) string {
	text = strings.Map(tamed, text)
	if first, _ := utf8.DecodeRuneInString(text); strings.ContainsRune("＝＋－＠", first) {
		return "'" + text
	}
	return sheet.Guard(text)
}

func csvHeaders() []string {
	headers := []string{"userName", "name", "change", "grants", "revocations"}
	for _, path := range pairedPaths {
		word := strings.TrimPrefix(path, "name.")
		headers = append(headers, word+"Before", word+"After")
	}
	return append(headers, "risks", "riskMessages", "withheld", "reason", "group", "rows", "userId", "changeId")
}

func (s *Showing) record(c *plan.Change) []string {
	record := []string{string(c.UserName), personName(c), string(c.Action),
		strings.Join(s.labels.all(c.Grants), "; "), strings.Join(s.labels.all(c.Revocations), "; ")}
	for _, path := range pairedPaths {
		before, after := attributeTexts(c, path)
		record = append(record, before, after)
	}
	codes, messages := make([]string, len(c.Risks)), make([]string, len(c.Risks))
	for i, r := range c.Risks {
		codes[i], messages[i] = r.Code, r.Message
	}
	withheld := make([]string, len(c.Withheld))
	for i, held := range c.Withheld {
		withheld[i] = s.labels.withheldLine(held)
	}
	return append(record, strings.Join(codes, "; "), strings.Join(messages, "; "), strings.Join(withheld, "; "),
		reasonLine(c), c.Group, s.places.of(c.Rows), c.UserID, c.ID)
}

// attributeTexts are an attribute before and after, both empty where nothing is done to it.
func attributeTexts(c *plan.Change, path string) (before, after string) {
	for _, a := range c.Attributes {
		if a.Path == path {
			return csvText(a.Before), csvText(a.After)
		}
	}
	return "", ""
}

// csvText is an attribute's value as an input would say it.
func csvText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case bool:
		return attributeValue(v)
	}
	return fmt.Sprint(value)
}
