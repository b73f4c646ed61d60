package roster

import "strings"

// cellList is what a cell that names workspaces says, before any name is looked up.
type cellList struct {
	none     bool     // the cell is <none>
	names    []string // without blanks around them and without their quotes
	byCommas bool     // commas separate: the whole cell may still be one workspace's name
	problem  string   // why the cell cannot be read; empty where it can
}

// readList reads a cell by the contract's rule: if the cell holds a semicolon or a line break, only
// those separate, else commas do. Inside double quotes nothing separates, and a quote is written twice.
// A quote that does not stand around a whole name is part of it.
func readList(text string) cellList {
	if isNone(text) {
		return cellList{none: true}
	}
	names, hard, problem := split(text, ",;\n")
	if hard {
		names, _, problem = split(text, ";\n")
	}
	switch {
	case problem != "":
	case len(names) == 0:
		problem = "there are separators only"
	default:
		for _, name := range names {
			if isNone(name) {
				problem = "<none> stands beside workspaces"
			}
		}
	}
	return cellList{names: names, byCommas: !hard, problem: problem}
}

// split cuts a text at any of the separators and drops what is blank between them. It reports whether
// one of them was a semicolon or a line break.
func split(text, separators string) (names []string, hard bool, problem string) {
	for rest := text; ; {
		rest = strings.TrimLeft(rest, " \t")
		name, after, problem := cut(rest, separators)
		if problem != "" {
			return nil, hard, problem
		}
		if name != "" {
			names = append(names, name)
		}
		if after < 0 {
			return names, hard, ""
		}
		hard = hard || rest[after-1] != ','
		rest = rest[after:]
	}
}

// cut reads the first name and gives the offset behind the separator that ends it, -1 at the text's end.
func cut(text, separators string) (name string, after int, problem string) {
	length := 0
	if strings.HasPrefix(text, `"`) {
		name, length = unquote(text)
		if length < 0 {
			return "", 0, "a double quote is opened and never closed"
		}
		rest := strings.TrimLeft(text[length:], " \t")
		if rest == "" {
			return name, -1, ""
		}
		if strings.IndexByte(separators, rest[0]) >= 0 {
			return name, len(text) - len(rest) + 1, ""
		}
	}
	end := strings.IndexAny(text[length:], separators)
	if end < 0 {
		return strings.TrimSpace(text), -1, ""
	}
	end += length
	return strings.TrimSpace(text[:end]), end + 1, ""
}

// unquote reads the quoted text at the beginning and gives its length with the quotes, -1 where they do
// not close.
func unquote(text string) (name string, length int) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 == len(text) || text[i+1] != '"' {
			return b.String(), i + 1
		}
		b.WriteByte('"')
		i++
	}
	return "", -1
}
