package approval

import (
	"fmt"
	"os"
	"path/filepath"

	"scimsheet/internal/report"
	"scimsheet/internal/sheet"
)

// sentReport is a report as it was sent: of the whole plan, or of the part that was asked for last.
type sentReport struct {
	book   *sheet.Book // nil where none is open
	whole  bool
	part   string
	folder string
}

// of writes the report of the plan once more, or of one part of it, and opens what was written.
func (s *sentReport) of(in report.Input, part *string) (*sheet.Book, error) {
	if s.book != nil && s.whole == (part == nil) && (s.whole || s.part == *part) {
		return s.book, nil
	}
	if err := s.close(); err != nil {
		return nil, err
	}
	if err := s.write(in, part); err != nil {
		s.close()
		return nil, fmt.Errorf("write the change report once more, to compare with: %w", err)
	}
	if s.whole = part == nil; !s.whole {
		s.part = *part
	}
	return s.book, nil
}

func (s *sentReport) write(in report.Input, part *string) (err error) {
	if s.folder, err = os.MkdirTemp("", "scimsheet-approval-"); err != nil {
		return err
	}
	in.Part = part
	path := filepath.Join(s.folder, report.ChangeWorkbookName)
	if err := report.WriteChangeWorkbook(path, in); err != nil {
		return err
	}
	s.book, err = sheet.Open(path, sheet.Options{})
	os.RemoveAll(s.folder) // where an open file can be removed nothing is left behind, however this ends
	return err
}

func (s *sentReport) close() error {
	var err error
	if s.book != nil {
		err = s.book.Close()
	}
	os.RemoveAll(s.folder) // of "" nothing
	*s = sentReport{}
	return err
}
