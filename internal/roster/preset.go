package roster

import (
	"fmt"
	"slices"
	"sync"

	"scimsheet/templates"
)

// presetNames are the presets, in the order in which help lists them and in which they are tried.
var presetNames = []string{"okta", "entra", "m365", "google", "anaplan", "anaplan-model"}

// PresetNames are the names that PresetMapping knows.
func PresetNames() []string { return slices.Clone(presetNames) }

// PresetMapping is the built-in mapping for the exports of one system.
func PresetMapping(name string) (*Mapping, bool) {
	at := slices.Index(presetNames, name)
	if at < 0 {
		return nil, false
	}
	return presets()[at], true
}

// presets reads the built-in mappings, once. They are files as users have them, so that they can be
// copied and edited.
var presets = sync.OnceValue(func() []*Mapping {
	all := make([]*Mapping, len(presetNames))
	for i, name := range presetNames {
		text, err := templates.Mappings.ReadFile("mappings/" + name + ".yaml")
		if err != nil {
			panic(fmt.Errorf("a mapping is not built in: %w", err))
		}
		if all[i], err = parseMapping(name, text); err != nil {
			panic(fmt.Errorf("a built-in mapping cannot be read: %w", err))
		}
		all[i].preset = true
	}
	return all
})
