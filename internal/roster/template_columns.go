package roster

import (
	"strings"

	"scimsheet/internal/sheet"
)

// templateColumn is one column of a blank input and what the example row shows in it.
type templateColumn struct {
	sheet.Column
	example string
}

const (
	blankWorkspaces = "Blank leaves them as they are, " + none + " takes all away."
	matrixNote      = "x or yes: the person has the workspace. Blank or no: it is taken away. A row without any x or no leaves workspaces alone, " +
		"and so does a workspace without a column. The header is " + workspacePrefix + " and the workspace's name or id."
)

// columns are those of the sheet of people.
func (t Template) columns(offered []offer) []templateColumn {
	columns := []templateColumn{
		{sheet.Column{Header: canonical[userName], Width: 34, Text: true,
			Note: "Required. The e-mail address the person signs in with. It is the key of the row and cannot be changed later."},
			exampleMark + " ada.lovelace@example.com"},
		{sheet.Column{Header: canonical[externalID], Width: 14, Text: true,
			Note: "The person's number in your own system. Blank leaves it as it is, " + none + " clears it."}, "00100001"},
		{sheet.Column{Header: canonical[givenName], Width: 16, Text: true,
			Note: "Needed for a new person. Blank leaves the name as it is."}, "Ada"},
		{sheet.Column{Header: canonical[familyName], Width: 18, Text: true,
			Note: "Needed for a new person. Blank leaves the name as it is."}, "Lovelace"},
		{sheet.Column{Header: canonical[active], Width: 10, Choices: words("yes", "no"),
			Prompt: "yes or no. Blank leaves it as it is.",
			Note:   "yes or no. With no the person cannot sign in, but keeps workspaces and model roles and can come back. Blank leaves it as it is."},
			"yes"},
	}
	doing := templateColumn{Column: sheet.Column{Header: canonical[action], Width: 12,
		Prompt: "Usually blank: the sheet is compared with the tenant.",
		Note: "Usually blank. keep: nothing may change. skip: nothing is done. create: must not exist yet. update: must exist. " +
			"deactivate, reactivate: the same as no and yes under active."}}
	for _, r := range requests {
		doing.Choices = append(doing.Choices, sheet.Choice{Word: string(r)})
	}
	switch t.Layout {
	case Long:
		return append(columns, oneWorkspace(offered), doing)
	case Matrix:
		return append(append(columns, doing), matrixColumns(offered)...)
	}
	return append(columns, allWorkspaces(offered), doing)
}

func words(all ...string) []sheet.Choice {
	choices := make([]sheet.Choice, len(all))
	for i, word := range all {
		choices[i].Word = word
	}
	return choices
}

// example is how the example row names some of the workspaces: by name where that is possible.
func example(offered []offer, n int) []string {
	if len(offered) == 0 {
		return []string{"Finance", "Sales Planning"}[:n]
	}
	var names []string
	for _, byID := range []bool{false, true} {
		for _, o := range offered {
			if o.byID() == byID && len(names) < n {
				names = append(names, o.written)
			}
		}
	}
	return names
}

func allWorkspaces(offered []offer) templateColumn {
	return templateColumn{sheet.Column{Header: canonical[workspaces], Width: 48, Text: true,
		From: offeredCells(offered), Others: sheet.Accepted,
		Prompt: "All workspaces of the person. The list offers one; write several with ; between them. " + blankWorkspaces,
		Note:   "All workspaces of the person, by name or id, with ; between them: those that are not listed are taken away. " + blankWorkspaces},
		strings.Join(example(offered, 2), "; ")}
}

func oneWorkspace(offered []offer) templateColumn {
	c := templateColumn{sheet.Column{Header: canonical[workspace], Width: 40, Text: true,
		From: offeredCells(offered), Others: sheet.Accepted,
		Prompt: "One workspace. A person with three workspaces has three rows. " + blankWorkspaces,
		Note: "One workspace, by name or id: a person with three workspaces has three rows. Workspaces that stand in none of them " +
			"are taken away. " + blankWorkspaces},
		example(offered, 1)[0]}
	if len(offered) > 0 {
		c.Others = sheet.Doubted
		c.Refusal = "This is not on the sheet " + workspacesTab + ". Is it the id or the exact name of another workspace, or " + none + "?"
	}
	return c
}

// matrixColumns are one for each workspace, or two to show how it is done where none is known.
func matrixColumns(offered []offer) []templateColumn {
	if len(offered) == 0 {
		offered = []offer{{written: "Finance"}, {written: "Sales Planning"}}
	}
	columns := make([]templateColumn, len(offered))
	for i, o := range offered {
		columns[i].Column = sheet.Column{Header: workspacePrefix + o.written, Marks: true, Choices: words("x", "no"), Others: sheet.Accepted}
		if o.name != "" && o.byID() {
			columns[i].Note = "This is " + quoted(o.name) + ". The id stands here because other workspaces share the name, or because it would not be read as one name."
		}
	}
	columns[0].example = "x"
	columns[0].Note = strings.TrimSpace(matrixNote + " " + columns[0].Note)
	return columns
}
