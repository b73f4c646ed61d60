package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// findSecrets: nosecrets [EXCEPT…] looks for everything secret that the tenant takes or has ever given out
// in the last command's output and in every file and file name of the script's folder, those inside
// workbooks and compressed files included. The paths of EXCEPT hold secrets by right.
func findSecrets(ts *testscript.TestScript, _ bool, except []string) {
	needles := secretsOf(ts)
	for _, stream := range []string{"stdout", "stderr"} {
		refuseSecrets(ts, stream, []byte(ts.ReadFile(stream)), needles)
	}
	work := ts.Getenv("WORK")
	ts.Check(filepath.WalkDir(work, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(work, path)
		switch {
		case err != nil:
			return err
		case slices.Contains(except, name) || name == ".tmp":
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case entry.IsDir() || !entry.Type().IsRegular():
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		refuseSecrets(ts, name, append([]byte(name+"\n"), body...), needles)
		for part, content := range unpacked(name, body) {
			refuseSecrets(ts, name+" "+part, content, needles)
		}
		return nil
	}))
}

// secretsOf are the secrets in plain and in base64, as headers carry them. By what is too short for a
// secret nothing could be told.
func secretsOf(ts *testscript.TestScript) []string {
	tenant := tenantOf(ts)
	needles := tenant.Secrets()
	for _, name := range []string{"SCIMSHEET_PRIVATE_KEY_PASSPHRASE", "OAUTH_CLIENT_SECRET"} {
		needles = append(needles, ts.Getenv(name))
	}
	if path := ts.Getenv("PRIVATE_KEY"); path != "" {
		lines := strings.Split(ts.ReadFile(path), "\n")
		needles = append(needles, lines[len(lines)/2])
	}
	basic := tenant.Username() + ":" + tenant.Password()
	needles = append(needles, base64.StdEncoding.EncodeToString([]byte(basic)))
	needles = slices.DeleteFunc(needles, func(n string) bool { return n == "" })
	for _, needle := range needles {
		if len(needle) < 6 {
			ts.Fatalf("a secret of %d characters cannot be looked for", len(needle))
		}
	}
	if len(needles) < 3 {
		ts.Fatalf("there are only %d secrets to look for", len(needles))
	}
	return needles
}

func refuseSecrets(ts *testscript.TestScript, where string, content []byte, needles []string) {
	for _, needle := range needles {
		if at := bytes.Index(content, []byte(needle)); at >= 0 {
			ts.Fatalf("%s holds a secret: …%s[here]", where, content[max(0, at-60):at])
		}
	}
}

// unpacked are the contents of workbooks and compressed files.
func unpacked(name string, body []byte) map[string][]byte {
	parts := map[string][]byte{}
	switch filepath.Ext(name) {
	case ".gz":
		if r, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
			parts["unpacked"], _ = io.ReadAll(r)
		}
	case ".xlsx":
		archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			return parts
		}
		for _, file := range archive.File {
			if r, err := file.Open(); err == nil {
				parts[file.Name], _ = io.ReadAll(r)
				r.Close()
			}
		}
	}
	return parts
}

// fillIn: fill FILE writes FILE from FILE.in, with $NAMES replaced by the script's environment.
func fillIn(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		filled := os.Expand(ts.ReadFile(name+".in"), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(filled), 0o600))
	}
}

// ownOnly: ownonly FOLDER… says that nobody but the owner may enter, read or write what is there.
func ownOnly(ts *testscript.TestScript, _ bool, args []string) {
	for _, folder := range args {
		files := 0
		ts.Check(filepath.WalkDir(ts.MkAbs(folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			if !entry.IsDir() {
				files++
			}
			if info.Mode().Perm()&0o077 != 0 {
				ts.Fatalf("%s has mode %s", path, info.Mode())
			}
			return nil
		}))
		if files == 0 {
			ts.Fatalf("%s holds no file", folder)
		}
	}
}

// breakLine: crlf NAME puts the line break of a Windows file at the end of an environment variable.
func breakLine(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], ts.Getenv(args[0])+"\r\n")
}
