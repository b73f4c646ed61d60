package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// otherTables are endings of files in which decisions may stand and that are not read: nobody's no may be
// overlooked because of how it was saved.
var otherTables = []string{".ods", ".xls", ".xlsb", ".csv", ".tsv", ".numbers", ".zip"}

// workbooksIn replaces folders by the workbooks in them. What a spreadsheet program leaves beside an open
// one is not among them; what may hold decisions and cannot be read is refused.
func workbooksIn(paths []string) ([]string, error) {
	var all []string
	for _, path := range paths {
		about, err := os.Stat(path)
		switch {
		case path == "":
			return nil, fail(exitUsage, "is the variable set that it comes from?", "--approvals is empty")
		case err == nil && about.IsDir():
			inside, err := workbooksOf(path)
			if err != nil {
				return nil, err
			}
			all = append(all, inside...)
		case err == nil && !about.Mode().IsRegular():
			return nil, fail(exitUsage, "name the workbook that came back, or its folder", "%s is no file", path)
		default:
			all = append(all, path) // reading it tells what is wrong with it
		}
	}
	return all, nil
}

// leftBeside tells what spreadsheet programs and archives leave beside workbooks.
func leftBeside(name string) bool {
	return strings.HasPrefix(name, "~$") || strings.HasPrefix(name, ".") || name == "__MACOSX"
}

func workbooksOf(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("look for approvals: %w", err)
	}
	var found []string
	for _, entry := range entries {
		path, ending := filepath.Join(folder, entry.Name()), strings.ToLower(filepath.Ext(entry.Name()))
		about, err := os.Stat(path)
		switch {
		case leftBeside(entry.Name()):
		case err != nil:
			return nil, fmt.Errorf("look for approvals: %w", err)
		case about.IsDir():
			return nil, fail(exitUsage, "give it with --approvals as well, or take it out", "%s is a folder within the folder of approvals, and is not looked into", path)
		case !about.Mode().IsRegular():
			return nil, fail(exitUsage, "take it out of the folder", "%s is no file", path)
		case ending == ".xlsx" || ending == ".xlsm":
			found = append(found, path)
		case slices.Contains(otherTables, ending):
			return nil, fail(exitUsage, "if somebody decided in it, ask for it as .xlsx; if not, take it out of the folder", "%s may hold decisions and cannot be read", path)
		}
	}
	if len(found) == 0 {
		return nil, fail(exitUsage, "name the workbooks that came back, or their folder", "there is no workbook in %s", folder)
	}
	return found, nil
}
