package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the house: sheet → roster → plan → apply → report. A package knows what stands left of
// it and nothing else; cli wires them all.
var mayImport = map[string][]string{
	"internal/finding":    {},
	"internal/identity":   {},
	"internal/scim":       {"internal/identity"},
	"internal/anaplan":    {"internal/identity", "internal/escape"},
	"internal/transport":  {"internal/escape"},
	"internal/escape":     {},
	"internal/durable":    {},
	"internal/settings":   {"internal/durable"},
	"internal/vault":      {"internal/durable"},
	"internal/diagnose":   {"internal/scim", "internal/anaplan", "internal/transport", "internal/identity"},
	"internal/sheet":      {"internal/finding"},
	"internal/roster":     {"internal/sheet", "internal/identity", "internal/finding", "templates"},
	"internal/directory":  {"internal/scim", "internal/anaplan", "internal/identity"},
	"internal/plan":       {"internal/identity", "internal/finding"},
	"internal/journal":    {"internal/durable"},
	"internal/apply":      {"internal/plan", "internal/journal", "internal/identity", "internal/finding"},
	"internal/report":     {"internal/plan", "internal/apply", "internal/sheet", "internal/identity", "internal/finding", "templates"},
	"internal/approval":   {"internal/plan", "internal/apply", "internal/report", "internal/sheet", "internal/identity", "internal/finding"},
	"internal/signature":  {"internal/durable"},
	"internal/mail":       {},
	"internal/personnel":  {"internal/roster", "internal/sheet", "internal/identity", "internal/finding"},
	"internal/review":     {"internal/plan", "internal/personnel", "internal/identity", "internal/finding"},
	"internal/reviewbook": {"internal/review", "internal/plan", "internal/mail", "internal/sheet", "internal/identity", "internal/finding"},
	"internal/dossier": {"internal/review", "internal/directory", "internal/reviewbook", "internal/plan", "internal/apply", "internal/report", "internal/sheet",
		"internal/durable", "internal/identity", "internal/finding", "templates"},
	"internal/simulator": {"internal/scim", "internal/identity"},
	"templates":          {},
	"cmd/pictures":       {"templates"},
	"cmd/scimsheet":      {"internal/cli"},
}

// mustNotReach keeps the decision pure: a plan is made without networks, spreadsheets and commands.
var mustNotReach = map[string][]string{
	"internal/plan": {"net/http", "github.com/xuri/excelize/v2", "github.com/spf13/cobra", "os/exec"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestArrowsOfTheHouse(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "scimsheet/")
		if name == "internal/cli" {
			continue
		}
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("%s has no room in the house: add it to mayImport with what it may know", name)
		}
		for _, imported := range p.Imports {
			ours, isOurs := strings.CutPrefix(imported, "scimsheet/")
			if isOurs && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, which does not stand left of it", name, ours)
			}
		}
		for _, far := range mustNotReach[name] {
			if slices.Contains(p.Deps, far) {
				t.Errorf("%s reaches %s", name, far)
			}
		}
	}
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "scimsheet/...").Output()
	if err != nil {
		t.Fatalf("list the packages: %v", err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("read the list of packages: %v", err)
		}
		all = append(all, p)
	}
}
