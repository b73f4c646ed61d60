package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// number writes a count as people read it: 1,204.
func number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// countOf is a number with its noun: "1 person", "1,204 people".
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

func people(n int) string { return countOf(n, "person", "people") }

// verb agrees with a number: 1 gets, 2 get.
func verb(n int, one, many string) string {
	if n == 1 || n == 0 {
		return one
	}
	return many
}

// listed joins words as a sentence does: "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// firstFew is a list cut after so many, with the number of those left out.
func firstFew(words []string, total, limit int) []string {
	if len(words) > limit {
		words = words[:limit]
	}
	if total > len(words) {
		words = append(words[:len(words):len(words)], "… and "+number(total-len(words))+" more")
	}
	return words
}

// sentence starts with a capital letter and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return ended(capitalised(text))
}

// capitalised starts with a capital letter.
func capitalised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// ended ends with a full stop, unless a sentence has ended already.
func ended(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// Lasting is a duration in the two largest units that matter: "1 min 41 s".
func Lasting(seconds int) string {
	switch {
	case seconds < 60:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 3600 && seconds%60 == 0:
		return fmt.Sprintf("%d min", seconds/60)
	case seconds < 3600:
		return fmt.Sprintf("%d min %d s", seconds/60, seconds%60)
	}
	return fmt.Sprintf("%d h %d min", seconds/3600, seconds%3600/60)
}

// moment is a time as reports write it, always in UTC.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// attributeName is what people call an attribute.
func attributeName(path string) string {
	switch path {
	case plan.PathUserName:
		return "user name"
	case plan.PathExternalID:
		return "external id"
	case plan.PathGivenName:
		return "given name"
	case plan.PathFamilyName:
		return "family name"
	}
	return path
}

// attributeValue is what people call an attribute's value.
func attributeValue(value any) string {
	switch v := value.(type) {
	case nil:
		return "(none)"
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		if v == "" {
			return "(empty)"
		}
		return v
	}
	return fmt.Sprint(value)
}

// reasonWords say why a change is none or blocked.
func reasonWords(reason plan.Reason) string {
	switch reason {
	case "":
		return ""
	case plan.ReasonAbsent:
		return "in no row of the input"
	case plan.ReasonSkipped:
		return "the row says skip"
	case plan.ReasonAttested:
		return "the row says keep"
	case plan.ReasonNotNeeded:
		return "to be inactive, and there is no account"
	case plan.ReasonUserNameReadOnly:
		return "the user name cannot be changed through SCIM"
	case plan.ReasonAmbiguousMatch:
		return "several accounts or several people fit"
	case plan.ReasonAlreadyExists:
		return "to be created, but the account exists"
	case plan.ReasonNotFound:
		return "there is no such account"
	case plan.ReasonVisitingUser:
		return "a visiting user, whom SCIM cannot manage"
	case plan.ReasonWouldDropWorkspaces:
		return "more workspaces than can be written safely"
	case plan.ReasonUnwritableName:
		return "a workspace's name cannot be written safely"
	case plan.ReasonProtected:
		return "the account is protected"
	case plan.ReasonAlreadyUndone:
		return "nothing of it stands any more"
	case plan.ReasonChangedSince:
		return "changed by somebody since the run"
	case plan.ReasonNotManaged:
		return "asks for what this run does not manage"
	}
	return string(reason)
}

// limitWords name what a limit guards.
func limitWords(name string) string {
	switch name {
	case "max-creates":
		return "new accounts"
	case "max-deactivations":
		return "deactivations"
	case "max-revocations":
		return "workspaces taken"
	}
	return name
}

// limitOf names what a limit's percentage is taken of.
func limitOf(l plan.Limit) string {
	if l.Name == "max-revocations" {
		return countOf(l.Of, "workspace held", "workspaces held") + " by the people of this plan"
	}
	return countOf(l.Of, "user", "users") + " of the tenant"
}

// labels name workspaces so that two of them never read the same.
type labels struct {
	names map[string]string // by id
	twice map[string]bool   // looks of names that more than one workspace has
}

func newLabels(p *plan.Plan) labels {
	l := labels{names: map[string]string{}, twice: map[string]bool{}}
	idOf := map[string]string{}
	note := func(w identity.Workspace) {
		if w.Name == "" {
			return
		}
		name := look(w.Name)
		if id, seen := idOf[name]; seen && id != w.ID {
			l.twice[name] = true
		}
		idOf[name], l.names[w.ID] = w.ID, w.Name
	}
	for _, w := range p.Directory {
		note(w.Workspace)
	}
	for i := range p.Changes {
		for _, w := range p.Changes[i].Grants {
			note(w)
		}
		for _, w := range p.Changes[i].Revocations {
			note(w)
		}
	}
	return l
}

// look is what two names have in common that a reader may take for one: nobody sees a zero-width blank, and
// who does not look twice sees no difference between letters of full and of half width (Unicode Standard
// Annex 15, compatibility), nor in what is cut off.
func look(name string) string {
	name = strings.Join(strings.Fields(norm.NFKC.String(identity.Visible(name))), " ")
	return identity.Fold(shortened(name, valueShown))
}

// of is a workspace's name; with the ends of its id where the name is not unique, the id where nobody
// told the name.
func (l labels) of(w identity.Workspace) string {
	if w.Name == "" {
		w.Name = l.names[w.ID]
	}
	switch {
	case w.Name == "":
		return oneLine(w.ID)
	case l.twice[look(w.Name)]:
		return oneLine(w.Name) + " (" + shortID(w.ID) + ")"
	}
	return oneLine(w.Name)
}

// short is a workspace's name for a headline, where a whole id would be in the way.
func (l labels) short(w identity.Workspace) string {
	if name := l.of(w); name != w.ID {
		return name
	}
	return "workspace " + shortID(w.ID)
}

func (l labels) all(workspaces []identity.Workspace) []string {
	names := make([]string, len(workspaces))
	for i, w := range workspaces {
		names[i] = l.of(w)
	}
	return names
}

// mostSupplied is how many names are listed that only the input says.
const mostSupplied = 50

// supplied are the workspaces that only the input names, or names otherwise than the tenant, each with what
// the tenant calls it.
func (l labels) supplied(of []identity.Workspace) string {
	said := make([]string, 0, min(len(of), mostSupplied))
	for _, w := range of[:min(len(of), mostSupplied)] {
		text := oneLine(w.Name) + " (" + oneLine(w.ID) + ")"
		if own := l.names[w.ID]; own != "" && !identity.SameText(own, w.Name) {
			text += ", which the tenant calls " + oneLine(own)
		}
		said = append(said, text)
	}
	return strings.Join(firstFew(said, len(of), mostSupplied), "; ")
}

func shortID(id string) string {
	if len(id) <= 12 {
		return id
	}
	return id[:4] + "…" + id[len(id)-4:]
}

// places says where in the input a change comes from. The file is named only where there are several.
type places struct {
	severalFiles bool
	noInput      bool // the plan was made from none: it undoes a run
}

func newPlaces(p *plan.Plan) places {
	for _, in := range p.Inputs {
		if in.Name != p.Inputs[0].Name {
			return places{severalFiles: true}
		}
	}
	return places{noInput: len(p.Inputs) == 0}
}

func (pl places) of(rows []finding.Pos) string {
	if len(rows) == 0 && pl.noInput {
		return ""
	}
	if len(rows) == 0 {
		return "in no row"
	}
	var out strings.Builder
	for i, row := range rows {
		if i > 0 && row.File == rows[i-1].File && row.Sheet == rows[i-1].Sheet {
			out.WriteString(", " + strconv.Itoa(row.Row))
			continue
		}
		if i > 0 {
			out.WriteString("; ")
		}
		if pl.severalFiles && row.Sheet != "" {
			out.WriteString(row.File + " › ")
		}
		out.WriteString(cmp.Or(row.Sheet, row.File) + " ")
		if i+1 < len(rows) && row.File == rows[i+1].File && row.Sheet == rows[i+1].Sheet {
			out.WriteString("rows ")
		} else {
			out.WriteString("row ")
		}
		out.WriteString(strconv.Itoa(row.Row))
	}
	return out.String()
}
