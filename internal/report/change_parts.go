package report

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// ApprovalsFolder is the folder within a run's that holds the files of the approvers.
const ApprovalsFolder = "approvals"

// PartFile is the pair of files that one approver gets.
type PartFile struct {
	Part           string // as the input's column says it; empty for people of whom it says nothing
	Workbook, Page string // paths
	People         int    // who have a row in it
}

// WriteChangeParts writes approvals/<part>.xlsx and .html into a run's folder, one pair for each value of
// the column that the plan is split by: each change that writes or is blocked stands in exactly one of
// them. A plan that is not split has none.
func WriteChangeParts(folder string, in Input) ([]PartFile, error) {
	if in.Plan.Policy.SplitBy == "" {
		return nil, nil
	}
	folder = filepath.Join(folder, ApprovalsFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("write the approvers' files: %w", err)
	}
	table, names := NewChangeTable(in.Plan), newFileNames(in.Plan.Policy.SplitBy)
	var files []PartFile
	for _, part := range partsOf(in.Plan) {
		in.Part = &part.name
		d, err := newPart(in, table, func(c *plan.Change) bool { return part.spellings[c.Part] })
		if err != nil {
			return nil, err
		}
		stem := filepath.Join(folder, names.of(part.name))
		file := PartFile{Part: part.name, Workbook: stem + ".xlsx", Page: stem + ".html", People: len(d.rows)}
		if err := d.writeWorkbook(file.Workbook); err != nil {
			return nil, err
		}
		if err := d.writePage(file.Page); err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// partOfPlan is one approver's part. Values that a cell shows alike are one part.
type partOfPlan struct {
	name      string
	spellings map[string]bool
}

// partsOf are the parts in which somebody has a row, in the order of the alphabet; people of none last.
func partsOf(p *plan.Plan) []partOfPlan {
	shown := map[string]string{}
	parts := map[string]partOfPlan{}
	for i := range p.Changes {
		c := &p.Changes[i]
		if _, known := shown[c.Part]; known || !hasRow(c) {
			continue
		}
		name := partText(c.Part)
		shown[c.Part] = name
		if _, known := parts[name]; !known {
			parts[name] = partOfPlan{name: name, spellings: map[string]bool{}}
		}
		parts[name].spellings[c.Part] = true
	}
	return slices.SortedFunc(maps.Values(parts), func(a, b partOfPlan) int { return byGroup(a.name, b.name) })
}

// fileNames gives names to files so that every file system takes them, no two of them are one file where
// capitals do not count, and people know again whose file it is.
type fileNames struct {
	header string
	taken  map[string]bool // folded
}

func newFileNames(header string) *fileNames {
	return &fileNames{header: cmp.Or(safeName(header), "part"), taken: map[string]bool{}}
}

// of is the name for a part, without an extension. Equal sequences of calls give equal names.
func (n *fileNames) of(part string) string {
	wanted := safeName(part)
	switch {
	case part == "":
		wanted = "no " + n.header
	case wanted == "":
		wanted = n.header
	}
	name := wanted
	for again := 2; n.taken[identity.Fold(name)]; again++ {
		name = wanted + " (" + strconv.Itoa(again) + ")"
	}
	n.taken[identity.Fold(name)] = true
	return name
}

// nameLetters is how long a name may be, in characters. With four bytes each it stays below the 255 bytes
// that common file systems allow, extension and number included.
const nameLetters = 50

// safeName keeps letters, digits and what is harmless everywhere; empty where nothing of the text is.
func safeName(text string) string {
	var out []rune
	for _, r := range norm.NFC.String(oneLine(text)) {
		if r == '\'' {
			r = '’' // which no command line takes for a quotation mark
		}
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" .,_+@()’", r) {
			r = '-'
		}
		if last := len(out) - 1; last >= 0 && (r == '-' || r == ' ') && out[last] == r {
			continue
		}
		out = append(out, r)
	}
	if len(out) > nameLetters {
		out = out[:nameLetters]
	}
	name := strings.Trim(string(out), "-. ") // a leading dash looks like a flag, a leading dot hides a file, trailing ones are lost on Windows
	if reservedName(name) {
		return "_" + name
	}
	return name
}

// reservedName tells the names of devices, which Windows takes for no file whatever their extension is
// (Microsoft, Naming Files, Paths, and Namespaces). The digits may be superscripts too, which are gone by now.
func reservedName(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem = strings.TrimSpace(stem); stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && unicode.IsDigit(rune(stem[3]))
}
