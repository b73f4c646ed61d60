package sheet

import (
	"io/fs"
	"strconv"
	"strings"
)

// mostTarget is how long an address is that a link may lead to (Microsoft, Excel specifications and limits).
const mostTarget = 2083

// besideWorkbook spells the path of a file in the workbook's folder or below it as the target of a
// relationship. It is not ok for a path that leads elsewhere, on Windows included, where "\" parts folders
// and ":" follows a drive. What is not ASCII stays as it is: Windows takes its octets for letters of a code
// page where they are percent-encoded, and targets may be written so (ECMA-376 part 2, annex A).
func besideWorkbook(file string) (target string, ok bool) {
	if !fs.ValidPath(file) || file == "." || strings.ContainsAny(file, `\:`) || CellText(file) != file || strings.ContainsAny(file, "\t\n\r\x7f") {
		return "", false
	}
	var spelled strings.Builder
	for i := range len(file) {
		if c := file[i]; strings.IndexByte(" \"#%<>?[]^`{|}", c) >= 0 {
			spelled.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(c), 16)))
		} else {
			spelled.WriteByte(c)
		}
	}
	return spelled.String(), utf16Length(spelled.String()) <= mostTarget
}

// fileLinks are the files that a sheet's links lead to, each of them once.
type fileLinks struct {
	targets []string
	numbers map[string]int
}

// number is that of a target among the sheet's files.
func (f *fileLinks) number(target string) int {
	n, met := f.numbers[target]
	if !met {
		if f.numbers == nil {
			f.numbers = map[string]int{}
		}
		n = len(f.targets)
		f.numbers[target] = n
		f.targets = append(f.targets, target)
	}
	return n
}

// mend puts the relations to the files in the place of the one that announceLinks had excelize make. That
// is the first of the sheet.
func (f *fileLinks) mend() mend {
	var list strings.Builder
	for n, target := range f.targets {
		list.WriteString(newNode("Relationship", "Id", fileRelation(n), "Type", hyperlinkType, "Target", target, "TargetMode", "External").markup())
	}
	return mend{`<Relationship Id="rId1"`, "</Relationship>", list.String()}
}

const hyperlinkType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

// fileRelation is the id of a relation, which none of excelize's has.
func fileRelation(number int) string { return "file" + strconv.Itoa(number+1) }
