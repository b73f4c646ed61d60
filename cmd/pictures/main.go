// Command pictures makes the README's pictures anew: it walks through a plan, its approval and its results, and
// through an access review, on the demo's tenant with the built program, and photographs what people would see. It needs LibreOffice
// (soffice), pdftoppm, pdftotext and Chromium; make pictures runs it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"scimsheet/templates"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pictures PROGRAM FOLDER")
		os.Exit(2)
	}
	if err := takeAll(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// studio is where the walk takes place.
type studio struct {
	program string
	pages   string // the folder of the pictures
	dir     string
	env     []string
}

func takeAll(program, folder string) error {
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "pictures-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s := &studio{program: program, pages: folder, dir: dir}
	tenant := exec.Command(program, "simulate", "--json", "--users", "251", "--seed", "7")
	if err := s.start(tenant); err != nil {
		return err
	}
	defer func() {
		_ = tenant.Process.Signal(os.Interrupt) // it ends with this program at the latest
		_ = tenant.Wait()
	}()
	if err := s.walk(); err != nil {
		return err
	}
	return s.photograph()
}

// start begins the tenant and takes its addresses.
func (s *studio) start(tenant *exec.Cmd) error {
	out, err := tenant.StdoutPipe()
	if err != nil {
		return err
	}
	if err := tenant.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("start the tenant: %w", err)
	}
	var access struct{ SCIMURL, AuthURL, APIURL, Username, Password string }
	if err := json.Unmarshal(line, &access); err != nil {
		return fmt.Errorf("start the tenant: %w", err)
	}
	s.env = append(os.Environ(), "SCIMSHEET_RATE=0", "SCIMSHEET_CONFIG_DIR="+s.dir, "SCIMSHEET_SCIM_URL="+access.SCIMURL,
		"SCIMSHEET_AUTH_URL="+access.AuthURL, "SCIMSHEET_API_URL="+access.APIURL,
		"SCIMSHEET_USERNAME="+access.Username, "SCIMSHEET_PASSWORD="+access.Password)
	return nil
}

// walk plans, decides and applies.
func (s *studio) walk() error {
	if err := os.WriteFile(filepath.Join(s.dir, "staff.xlsx"), templates.Sample, 0o600); err != nil {
		return err
	}
	const inputHasMistakes = 3
	if err := s.run(inputHasMistakes, "plan", "staff.xlsx", "-o", "october", "--require-approval"); err != nil {
		return err
	}
	if err := s.decide(); err != nil {
		return err
	}
	if err := s.run(0, "apply", "october", "--yes", "--approvals", "returned.xlsx"); err != nil {
		return err
	}
	return s.run(0, "demo", "review", "reviewed")
}

// run is one command of the walk, which has to end with that code.
func (s *studio) run(code int, args ...string) error {
	cmd := exec.Command(s.program, args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	said, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return err
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		return fmt.Errorf("scimsheet %s ended with %d:\n%s", strings.Join(args, " "), got, said)
	}
	return nil
}

// decide fills in the change report as an approver does: everybody is approved but for two people, and one
// is left open.
func (s *studio) decide() error {
	const sheet = "Changes"
	book, err := excelize.OpenFile(filepath.Join(s.dir, "october", "change-report.xlsx"))
	if err != nil {
		return err
	}
	defer book.Close()
	rows, err := book.GetRows(sheet)
	if err != nil {
		return err
	}
	action := slices.Index(rows[0], "Change")
	for i, row := range rows[1:] {
		cells := []string{"approve", "maria.lopez@acme.example", ""}
		switch {
		case row[action] == "blocked" || i == 4:
			continue
		case i == 2:
			cells = []string{"reject", "maria.lopez@acme.example", "back from parental leave in May"}
		}
		for column, text := range cells {
			at, err := excelize.CoordinatesToCellName(column+1, i+2)
			if err != nil {
				return err
			}
			if err := book.SetCellStr(sheet, at, text); err != nil {
				return err
			}
		}
	}
	return book.SaveAs(filepath.Join(s.dir, "returned.xlsx"))
}

// photograph takes the pictures.
func (s *studio) photograph() error {
	report, results := filepath.Join(s.dir, "returned.xlsx"), filepath.Join(s.dir, "october", "results.xlsx")
	page := "file://" + filepath.Join(s.dir, "october", "change-report.html")
	const reviewer = "alice.holloway@acme.example.xlsx"
	sent, back := filepath.Join(s.dir, "reviewed", "Q4", "reviews", reviewer), filepath.Join(s.dir, "reviewed", "returned", reviewer)
	return errors.Join(
		s.sheet(sent, "How to decide", "review-cover", 84),
		s.sheet(back, "Days since", "review-rows", 110),
		s.sheet(filepath.Join(s.dir, "reviewed", "Q4", "ledger.xlsx"), "What to look at", "review-ledger", 84),
		s.browser("file://"+filepath.Join(s.dir, "reviewed", "Q4", "evidence", "index.html"), "review-evidence", "1180,1500"),
		s.sheet(report, "What plan", "change-report-summary", 84),
		s.sheet(report, "Decided by", "change-report-decisions", 84),
		s.sheet(results, "Results of plan", "results-summary", 84),
		s.browser(page, "change-report-page", "1180,1500"),
		s.browser(page, "change-report-phone", "500,1000"))
}

// sheet is the first printed page of a workbook that holds a text.
func (s *studio) sheet(workbook, text, name string, dpi int) error {
	if err := s.tool("soffice", "--headless", "-env:UserInstallation=file://"+filepath.Join(s.dir, "office"),
		"--convert-to", "pdf", "--outdir", s.dir, workbook); err != nil {
		return err
	}
	pdf := filepath.Join(s.dir, strings.TrimSuffix(filepath.Base(workbook), ".xlsx")+".pdf")
	for number := 1; number <= 20; number++ {
		printed, err := exec.Command("pdftotext", "-f", fmt.Sprint(number), "-l", fmt.Sprint(number), pdf, "-").Output()
		if err != nil {
			return fmt.Errorf("pdftotext: %w", err)
		}
		if bytes.Contains(printed, []byte(text)) && (text != "Decided by" || bytes.Contains(printed, []byte("What happens"))) {
			return s.tool("pdftoppm", "-png", "-singlefile", "-r", fmt.Sprint(dpi), "-f", fmt.Sprint(number), "-l", fmt.Sprint(number), pdf,
				filepath.Join(s.pages, name))
		}
	}
	return fmt.Errorf("%s: no page says %q", workbook, text)
}

func (s *studio) browser(url, name, size string) error {
	return s.tool("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir="+filepath.Join(s.dir, "browser"),
		"--window-size="+size, "--screenshot="+filepath.Join(s.pages, name+".png"), url)
}

func (s *studio) tool(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, said)
	}
	return nil
}
