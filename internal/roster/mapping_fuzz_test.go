package roster

import (
	"strings"
	"testing"

	"scimsheet/templates"
)

func FuzzMapping(f *testing.F) {
	for _, name := range presetNames {
		text, err := templates.Mappings.ReadFile("mappings/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "E-Mail,Status")
	}
	for _, seed := range []string{"columns: {userName: [E-Mail, {join: [a, b], with: '@'}]}\n", "columns:\n  active: {header: Status, inverted: true}\n",
		"booleans: {yes: [yes, T], no: [off], blank: ~}\n", "skipRowsWhere: [[{column: Status, isNot: [x], isBlank: no}]]\noptional: Status\n",
		"constants:\n  active: >-\n    yes\n", "a: &x [*x]\n", "columns: {<<: {userName: x}}\n", "? a\n: b\n", "\"\\x00\": 1\n", "columns: [\n", "%YAML 1.1\n---\ncarry: id\n...\n"} {
		f.Add(seed, "E-Mail,Status,Full name")
	}
	f.Fuzz(func(t *testing.T, yaml, header string) {
		m, err := parseMapping("fuzz.yaml", []byte(yaml))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "mapping fuzz.yaml") || !strings.Contains(err.Error(), "line ") {
				t.Errorf("%q: %v", yaml, err)
			}
			return
		}
		text := strings.ReplaceAll(header, "\n", " ") + "\nada@x.com,yes,Ada Lovelace\nbob@x.com,,\n"
		if len(text) > 1<<12 {
			return
		}
		loadWith(t, text, m)
	})
}

// loadWith loads a text with a mapping, and again with what is saved of that.
func loadWith(t *testing.T, text string, m *Mapping) {
	path := write(t, "in.csv", text)
	r, err := Load(t.Context(), path, Options{Mapping: m})
	if err != nil || len(r.Tables) == 0 {
		return
	}
	sound(t, r)
	if len(r.Unusable()) > 0 {
		return
	}
	var b strings.Builder
	if err := WriteMapping(&b, r.Tables); err != nil {
		t.Fatal(err)
	}
	back, err := parseMapping("saved.yaml", []byte(b.String()))
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	twice, err := Load(t.Context(), path, Options{Mapping: back})
	if err != nil {
		t.Fatal(err)
	}
	if people(twice) != people(r) {
		t.Errorf("%s\nand with what was saved\n%s\n%s", people(r), people(twice), b.String())
	}
}
