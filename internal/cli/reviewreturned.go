package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/report"
	"scimsheet/internal/review"
	"scimsheet/internal/reviewbook"
)

// returned are the files of a campaign that have come back: those that are given, and those that were given
// before.
type returned struct {
	files []review.Returned
	paths map[string]string // where each file is, by its digest
	looks looks
}

// given are the files that are given now and kept.
func (r *returned) given() []review.File {
	var files []review.File
	for _, f := range r.files {
		if f.File.Given == r.looks.now && len(f.Answers) > 0 {
			files = append(files, f.File)
		}
	}
	return files
}

// readReturned reads the files that are given now, and the copies of those that were given before: what somebody said
// counts until they say something else.
func readReturned(s *screen, folder string, c *review.Campaign, given []string) (*returned, error) {
	paths, err := filesIn(s, given)
	if err != nil {
		return nil, err
	}
	kept, err := keptFiles(folder)
	if err != nil {
		return nil, err
	}
	looks, err := looksAt(folder)
	if err != nil {
		return nil, err
	}
	reader := reviewbook.NewReader(c)
	r := &returned{paths: map[string]string{}, looks: looks}
	for _, path := range paths {
		if err := r.read(reader, path, looks.now); err != nil {
			return nil, err
		}
	}
	for _, digest := range slices.Sorted(maps.Keys(kept)) {
		if err := r.read(reader, kept[digest], looks.last[digest]); err != nil {
			return nil, err
		}
	}
	if err := r.missing(folder); err != nil {
		return nil, err
	}
	r.tellApart()
	return r, nil
}

// missing refuses to go on without a file that was kept: what it decided would be lost, or what it took the place of
// would count again.
func (r *returned) missing(folder string) error {
	for _, digest := range slices.Sorted(maps.Keys(r.looks.last)) {
		if r.paths[digest] == "" {
			return fail(exitPlanUnfit, "bring it back from a copy, or give the file again", "%s, which was given before (SHA-256 %s), is no longer in %s",
				report.Printed(r.looks.named[digest]), digest, filepath.Join(folder, returnedFolder))
		}
	}
	return nil
}

// looks are how often what came back was looked at, and with which file when the last time.
type looks struct {
	last  map[string]int    // by digest, from 1
	named map[string]string // what each file was called, by digest
	now   int               // the number of the look that is going on
}

// looksAt counts the looks that the time line tells of.
func looksAt(folder string) (looks, error) {
	events, err := readLinesOf[review.Event](filepath.Join(folder, timelineFile))
	l := looks{last: map[string]int{}, named: map[string]string{}, now: 1}
	for _, event := range events {
		if event.What != review.WhatRead {
			continue
		}
		for _, f := range event.Files {
			l.last[f.SHA256], l.named[f.SHA256] = l.now, f.Name
		}
		l.now++
	}
	return l, err
}

// read reads one file; the same bytes given twice are one file.
func (r *returned) read(reader *reviewbook.Reader, path string, given int) error {
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
	file.File.Given = given
	r.files = append(r.files, file)
	r.paths[digest] = path
	return nil
}

// tellApart gives different files of one name different names, by which their rows are told apart. Of those,
// one that was given last keeps it.
func (r *returned) tellApart() {
	latest, of := map[string]int{}, map[[2]any]int{}
	for i := range r.files {
		name, given := identity.Fold(r.files[i].File.Name), r.files[i].File.Given
		latest[name] = max(latest[name], given)
		of[[2]any{name, given}]++
	}
	for i := range r.files {
		f := &r.files[i]
		if name := identity.Fold(f.File.Name); f.File.Given < latest[name] || of[[2]any{name, f.File.Given}] > 1 {
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
	kept, err := keptFiles(folder)
	if err != nil {
		return err
	}
	for _, f := range r.files {
		if len(f.Answers) == 0 || kept[f.File.SHA256] != "" {
			continue // what says nothing about this campaign is none of its evidence
		}
		path := r.paths[f.File.SHA256]
		if err := keepCopy(path, filepath.Join(folder, returnedFolder, f.File.SHA256[:12], filepath.Base(path)), f.File.SHA256); err != nil {
			return err
		}
	}
	return nil
}

// keptFiles are the copies of all files that were ever given, by their digest. One that is not what its folder's name
// says was changed since.
func keptFiles(folder string) (map[string]string, error) {
	kept := map[string]string{}
	root := filepath.Join(folder, returnedFolder)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != root && strings.HasPrefix(entry.Name(), "."):
			return skipped(entry) // a copy in the making
		case !entry.Type().IsRegular():
			return nil
		}
		digest, err := digestOf(path)
		if err != nil {
			return err
		}
		if digest[:12] != filepath.Base(filepath.Dir(path)) {
			return fail(exitPlanUnfit, "bring it back from a copy, or take it away and give the file that came back again", "%s is not the file that was kept there", path)
		}
		kept[digest] = path
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look for returned workbooks: %w", err)
	}
	return kept, nil
}

func skipped(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
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
		case leftBeside(entry.Name()):
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
