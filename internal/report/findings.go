package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"scimsheet/internal/finding"
)

// WriteFindings writes findings as JSON lines.
func WriteFindings(w io.Writer, findings []finding.Finding) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, f := range findings {
		if err := encoder.Encode(f); err != nil {
			return fmt.Errorf("write the findings: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the findings: %w", err)
	}
	return nil
}

// ReadFindings reads what WriteFindings wrote.
func ReadFindings(r io.Reader) ([]finding.Finding, error) {
	var findings []finding.Finding
	decoder := json.NewDecoder(r)
	for {
		var f finding.Finding
		err := decoder.Decode(&f)
		if errors.Is(err, io.EOF) {
			return findings, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the findings, number %d: %w", len(findings)+1, err)
		}
		findings = append(findings, f)
	}
}
