package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
)

// returned are the files of a campaign that have come back: those that are given, and those that were given
// before.
type returned struct {
	files []review.Returned
	paths map[string]string // where each file is, by its digest
}

// givenNow is the rank of the files that are given, above that of those given before.
const givenNow = 1

// readReturned reads the files that are given, and the copies of those that were given before and are not among
// them: nobody's decision is overlooked because a file was forgotten. Where none is given, the copies are what
// came back.
func readReturned(s *screen, folder string, c *review.Campaign, given []string) (*returned, error) {
	paths, err := filesIn(s, given)
	if err != nil {
		return nil, err
	}
	kept, err := keptFiles(folder)
	if err != nil {
		return nil, err
	}
	reader := reviewbook.NewReader(c)
	r := &returned{paths: map[string]string{}}
	for _, path := range paths {
		if err := r.read(reader, path, givenNow); err != nil {
			return nil, err
		}
	}
	for _, path := range kept {
		if err := r.read(reader, path, 0); err != nil {
			return nil, err
		}
	}
	r.tellApart()
	return r, nil
}

// read reads one file; the same bytes given twice are one file.
func (r *returned) read(reader *reviewbook.Reader, path string, rank int) error {
	digest, err := digestOf(path)
	if err != nil {
		return err
	}
	if _, met := r.paths[digest]; met && digest != "" {
		return nil
	}
	file, err := reader.Read(path)
	if err != nil {
		return err
	}
	file.File.Given = rank
	r.files = append(r.files, file)
	r.paths[digest] = path
	return nil
}

// tellApart gives different files of one name different names, by which their rows are told apart. Files that are
// given now keep theirs where only an earlier one has the same.
func (r *returned) tellApart() {
	now, ever := map[string]int{}, map[string]int{}
	for i := range r.files {
		name := identity.Fold(r.files[i].File.Name)
		ever[name]++
		if r.files[i].File.Given == givenNow {
			now[name]++
		}
	}
	for i := range r.files {
		f := &r.files[i]
		if name := identity.Fold(f.File.Name); now[name] > 1 || f.File.Given < givenNow && ever[name] > 1 {
			ending := filepath.Ext(f.File.Name)
			rename(f, fmt.Sprintf("%s [%.8s]%s", strings.TrimSuffix(f.File.Name, ending), f.File.SHA256, ending))
		}
	}
}

func rename(f *review.Returned, name string) {
	f.File.Name = name
	for i := range f.Problems {
		f.Problems[i].File = name
	}
	for i := range f.Answers {
		if f.Answers[i].Fault != nil {
			f.Answers[i].Fault.File = name
		}
	}
}

// keep copies the given files into the campaign, under their digest: what came back is evidence.
func (r *returned) keep(folder string) error {
	for _, f := range r.files {
		path := r.paths[f.File.SHA256]
		to := filepath.Join(keptAs(folder, f.File.SHA256), filepath.Base(path))
		if f.File.Given < givenNow || path == to || len(f.Answers) == 0 {
			continue // what says nothing about this campaign is none of its evidence
		}
		if _, err := os.Stat(keptAs(folder, f.File.SHA256)); err == nil {
			continue // the same bytes, perhaps under another name
		}
		if err := keepCopy(path, to, f.File.SHA256); err != nil {
			return err
		}
	}
	return nil
}

// keptAs is the folder that the copy of a returned file lies in.
func keptAs(folder, digest string) string {
	return filepath.Join(folder, returnedFolder, digest[:12])
}

// keptFiles are the copies of all files that were ever given.
func keptFiles(folder string) ([]string, error) {
	var kept []string
	err := filepath.WalkDir(filepath.Join(folder, returnedFolder), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), ".") {
			kept = append(kept, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look for returned workbooks: %w", err)
	}
	return kept, nil
}

// filesIn replaces folders by the tables in them. What a spreadsheet program leaves beside an open file is not
// among them.
func filesIn(s *screen, paths []string) ([]string, error) {
	var all []string
	for _, path := range paths {
		about, err := os.Stat(path)
		switch {
		case path == "":
			return nil, fail(exitUsage, "is the variable set that it comes from?", "one of the returned files has an empty name")
		case err != nil:
			return nil, fail(exitUsage, "name the workbooks that came back, or their folder", "read what came back: %w", err)
		case about.IsDir():
			inside, err := tablesOf(s, path)
			if err != nil {
				return nil, err
			}
			all = append(all, inside...)
		case !about.Mode().IsRegular():
			return nil, fail(exitUsage, "name the workbook that came back, or its folder", "%s is no file", path)
		default:
			all = append(all, path)
		}
	}
	return all, nil
}

func tablesOf(s *screen, folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("look for returned workbooks: %w", err)
	}
	var found, others []string
	for _, entry := range entries {
		path, ending := filepath.Join(folder, entry.Name()), strings.ToLower(filepath.Ext(entry.Name()))
		about, err := os.Stat(path)
		switch {
		case strings.HasPrefix(entry.Name(), "~$"), strings.HasPrefix(entry.Name(), "."), entry.Name() == "__MACOSX":
		case err != nil:
			return nil, fmt.Errorf("look for returned workbooks: %w", err)
		case about.IsDir():
			return nil, fail(exitUsage, "name it as well, or take it out", "%s is a folder within the folder of returned workbooks, and is not looked into", path)
		case about.Mode().IsRegular() && (ending == ".xlsx" || ending == ".xlsm" || slices.Contains(otherTables, ending)):
			found = append(found, path)
		default:
			others = append(others, entry.Name())
		}
	}
	if len(others) > 0 {
		s.talk("note: %s in %s not read, being no workbook: %s; a workbook that came in a mail has to be saved out of it\n",
			countOf(len(others), "file"), folder, argument(strings.Join(others, ", ")))
	}
	if len(found) == 0 {
		return nil, fail(exitUsage, "name the workbooks that came back, or their folder", "there is no workbook in %s", folder)
	}
	return found, nil
}
