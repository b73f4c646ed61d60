package roster

import (
	"slices"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// Resolution is what workspace names are resolved against.
type Resolution struct {
	Known        *identity.Workspaces
	AllowUnknown bool // ids nobody has seen are taken as they are, any text where Known.Plain
	// Holds tells whether a person has a workspace already; nil means nobody has any. An inactive
	// workspace is an error only for those who do not.
	Holds func(p identity.Person, workspaceID string) bool
}

// Resolve turns the workspaces that rows name into ids and sets Person.Workspaces. Entries with errors
// move to HeldBack; findings are added. It is called once, when the directory is as rich as it gets:
// Unresolved tells beforehand what a directory lacks.
func (r *Roster) Resolve(res Resolution) {
	r.resolve(&resolver{Resolution: res})
}

// Check looks at the workspaces without a tenant to ask, and sets nobody's workspaces. Names that are
// not in known, or where it is nil on the inputs' own sheets Workspaces, are warnings; where nothing is
// known at all, no name can be judged and none is. It takes the place of Resolve.
func (r *Roster) Check(known *identity.Workspaces) {
	if known == nil {
		known = &identity.Workspaces{}
		for _, w := range r.Directory {
			known.Add(w, false, identity.Supplied)
		}
	}
	r.resolve(&resolver{Resolution: Resolution{Known: known}, offline: true})
}

func (r *Roster) resolve(res *resolver) {
	res.prepare(r)
	for i, t := range r.tables {
		r.Findings = append(r.Findings, t.notes()...)
		r.Findings = append(r.Findings, res.matrix(i).found...)
		r.showMatrix(i, res.Known)
		if res.Known.Len() > 0 {
			r.Tables[i].forgetMarks()
		}
	}
	r.Findings = slices.Concat(r.Findings, r.lostZeros(), r.renamed(res.Known))
	held := make([]bool, len(r.Entries))
	for i := range r.Entries {
		e := &r.Entries[i]
		claim := res.claim(&e.Person, e.first)
		first := r.ledger.at(e.first)
		if held[i] = r.spread(first); held[i] {
			continue
		}
		r.duplicates(first, res.offline)
		if !res.offline {
			e.Person.Workspaces = claim
		}
	}
	for i := range r.HeldBack {
		h := &r.HeldBack[i]
		res.claim(&identity.Person{UserName: h.UserName, ID: h.ID}, h.first)
	}
	r.Findings = append(r.Findings, res.notes()...)
	r.holdBack(held)
	finding.Sort(r.Findings)
}

// Unresolved lists the workspace names and ids of the inputs that a directory does not know, sorted:
// while there are any, a richer directory may know them. Headers count where their column holds
// nothing but marks.
func (r *Roster) Unresolved(known *identity.Workspaces) []string {
	res := &resolver{Resolution: Resolution{Known: known}, silent: true}
	res.prepare(r)
	missing := map[string]bool{}
	seen := map[listKey]bool{}
	for n := range r.ledger.count {
		for list, mention := range r.ledger.at(n).lists {
			key := listKey{listColumn(list), mention}
			if mention == 0 || seen[key] {
				continue
			}
			seen[key] = true
			for _, name := range res.missing(key) {
				missing[name] = true
			}
		}
	}
	for i, t := range r.tables {
		for j, m := range t.marks {
			looksIt := m.explicit || m.onlyMarks()
			if looksIt && res.matrix(i).columns[j].code == finding.UnknownWorkspace {
				missing[m.workspace] = true
			}
		}
	}
	names := make([]string, 0, len(missing))
	for name := range missing {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// resolver resolves one roster. Each distinct cell text and each distinct row of marks is resolved once.
type resolver struct {
	Resolution
	offline bool // Known is not the tenant's word: what it lacks is a warning
	silent  bool // nothing is told of what is wrong, and no row counts as bad for it
	roster  *Roster
	lists   map[listKey]*resolvedList
	tables  []*matrix
	nearest map[string]string               // hints by name
	all     []identity.Workspace            // by every name that finds them
	folded  []string                        // the names of all
	loose   map[string][]identity.Workspace // by their names, loosely spelt; nil until needed

	noted bool // there is a list with something to note
}

// problemsPerCell is how many problems of one cell are told: beyond it the cell is not what it seems.
const problemsPerCell = 20

// listKey is a distinct cell text in a column that names workspaces.
type listKey struct {
	column  column
	mention int32
}

// resolvedList is what a cell text means.
type resolvedList struct {
	ids      []string // sorted, without repetition
	none     bool     // it is <none>: nothing, on purpose
	partial  bool     // something in it could not be looked up
	respelt  string   // the first name in it that was found by another spelling
	blank    string   // its text, where that says that there is nothing to say
	inactive []string // of ids
	problems []problem
}

// problem is a finding without a place.
type problem struct {
	code                 finding.Code
	value, message, hint string
}

func (p problem) at(pos finding.Pos) finding.Finding {
	return finding.New(p.code, pos, shown(p.value, valueRunes), p.message, p.hint)
}

// prepare makes the resolver ready for a roster.
func (res *resolver) prepare(r *Roster) {
	if res.Known == nil {
		res.Known = &identity.Workspaces{}
	}
	res.roster = r
	res.lists, res.nearest = map[listKey]*resolvedList{}, map[string]string{}
	res.tables = make([]*matrix, len(r.tables))
	res.all = res.Known.Names()
	res.folded = make([]string, len(res.all))
	for i, w := range res.all {
		res.folded[i] = identity.Fold(w.Name)
	}
}

// missing are the names and ids of a cell text that the directory does not know.
func (res *resolver) missing(key listKey) []string {
	list, names := res.read(key)
	if list.none || list.problem != "" || len(names) == 1 && saysNothing(names[0], key.column) {
		return nil
	}
	var missing []string
	for _, name := range names {
		if _, p := res.lookUp(key.column, name); p != nil && p.code == finding.UnknownWorkspace {
			missing = append(missing, name)
		}
	}
	return missing
}

// read reads a cell text, as one name where it is one.
func (res *resolver) read(key listKey) (cellList, []string) {
	text := res.roster.mentions.texts[key.mention]
	list := readList(res.plainlyQuoted(text))
	if (list.byCommas || key.column == workspace) && key.column != workspaceIDs && len(res.named(text)) > 0 {
		return cellList{names: []string{text}}, []string{text}
	}
	return list, list.names
}

// list resolves a cell text.
func (res *resolver) list(key listKey) *resolvedList {
	if done, ok := res.lists[key]; ok {
		return done
	}
	done := &resolvedList{}
	res.lists[key] = done
	text := res.roster.mentions.texts[key.mention]
	if len(res.named(text)) == 0 {
		if saysNothing(text, key.column) {
			done.blank, res.noted = text, true
			return done
		}
		if p, bad := spoiledText(text, key.column, false); bad && p.code != finding.BrokenText {
			done.problems = []problem{p}
			return done
		}
	}
	list, names := res.read(key)
	if list.problem != "" {
		done.problems = []problem{{finding.BadWorkspaceList, text, "the list of workspaces cannot be read: " + list.problem,
			"separate workspaces with semicolons, or put one into each line of the cell"}}
		return done
	}
	done.none, done.ids = list.none, []string{}
	for _, name := range names {
		w, p := res.lookUp(key.column, name)
		if p != nil {
			done.partial = true
			if spoiled, bad := spoiledText(name, key.column, false); bad {
				p = &spoiled
			}
			if res.judges(p) && len(done.problems) < problemsPerCell {
				done.problems = append(done.problems, *p)
			}
			continue
		}
		if done.respelt == "" && res.isRespelt(name) {
			done.respelt, res.noted = name, true
		}
		done.ids = append(done.ids, w)
		if res.Known.Inactive(w) && !slices.Contains(done.inactive, w) {
			done.inactive = append(done.inactive, w)
		}
	}
	done.ids = slices.Clip(identity.Set(done.ids))
	return done
}

// judges reports whether a problem may be told, and makes it a warning where the directory is not the
// tenant's own.
func (res *resolver) judges(p *problem) bool {
	if !res.offline || p.code != finding.UnknownWorkspace && p.code != finding.UnlistedWorkspace {
		return true
	}
	p.code = finding.UnlistedWorkspace
	return res.Known.Len() > 0
}

// lookUp finds the one workspace that a text names, by id first.
func (res *resolver) lookUp(c column, text string) (string, *problem) {
	if c != workspaceNames {
		if w, ok := res.Known.ByID(text); ok {
			return w.ID, nil
		}
	}
	if c != workspaceIDs {
		switch found := res.named(text); len(found) {
		case 0:
		case 1:
			return found[0].ID, nil
		default:
			return "", ambiguous(text, found)
		}
	}
	if c != workspaceNames && res.AllowUnknown && res.Known.IsID(text) {
		return res.Known.ID(text), nil
	}
	if c != workspaceNames && identity.LooksLikeWorkspaceID(text) {
		return "", &problem{finding.UnknownWorkspace, text, "no workspace has the id " + text,
			"check the id, or take ids that nobody has seen with --allow-unknown-workspaces"}
	}
	kind := "no workspace is named "
	if c == workspaceIDs {
		kind = "no workspace has the id "
	}
	return "", &problem{finding.UnknownWorkspace, text, kind + quoted(text), res.suggest(text)}
}

func ambiguous(text string, found []identity.Workspace) *problem {
	hint := "use the id of the one that is meant: "
	for i, w := range found {
		if i > 0 {
			hint += " or "
		}
		hint += w.ID
	}
	return &problem{finding.AmbiguousWorkspace, text, count(len(found), "workspace is", "workspaces are") + " named " + quoted(text), hint}
}
