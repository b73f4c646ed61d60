package roster

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

func TestPasswordsAreKeptNowhere(t *testing.T) {
	for header, secret := range map[string]bool{
		"Password [Required]": true, "Initial password": true, "Kennwort": true, "client_secret": true,
		"Secretary": false, "Password last changed": false, "Password status": false, "Change Password at Next Sign-In": false,
	} {
		t.Run(header, func(t *testing.T) {
			var kept bytes.Buffer
			archive := sheet.NewArchiveWriter(&kept)
			r := load(t, lines("Email,"+header+",Team", "ada@x.com,hunter2,R&D"), Options{Archive: archive})
			if err := archive.Close(); err != nil {
				t.Fatal(err)
			}
			unpacked, err := gzip.NewReader(&kept)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(unpacked)
			if err != nil {
				t.Fatal(err)
			}
			all := string(text)
			for _, c := range r.Tables[0].Columns {
				all += strings.Join(c.Samples, " ")
			}
			told := false
			for _, f := range r.Findings {
				told = told || f.Code == finding.SecretColumn
				all += f.Message + f.Value
			}
			if got := !strings.Contains(all, "hunter2"); got != secret || told != secret {
				t.Errorf("left out %v, told %v; want %v", got, told, secret)
			}
			if !strings.Contains(all, "R\\u0026D") && !strings.Contains(all, "R&D") {
				t.Errorf("the columns beside it are gone: %s", all)
			}
		})
	}
}
