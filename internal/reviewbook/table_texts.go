package reviewbook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"scimsheet/internal/identity"
	"scimsheet/internal/review"
)

// flagCodes are the codes of flags, the gravest first.
var flagCodes = [...]string{review.FlagLeft, review.FlagCameBack, review.FlagOrphan, review.FlagAdmin, review.FlagInactive}

// gravest is where the gravest of a row's flags stands among the codes; rows without flags come last.
func gravest(flags []review.Flag) int {
	rank := len(flagCodes) + 1
	for _, f := range flags {
		if at := slices.Index(flagCodes[:], f.Code); at >= 0 {
			rank = min(rank, at)
		} else {
			rank = min(rank, len(flagCodes))
		}
	}
	return rank
}

func lookText(flags []review.Flag) string {
	lines := make([]string, len(flags))
	for i, f := range flags {
		lines[i] = capitalised(oneLine(f.Words))
	}
	return legible(strings.Join(lines, "\n"))
}

// personName is what a person is called: by the account, else by HR, else by the name they sign in with.
func personName(p *review.Person) string {
	name := strings.TrimSpace(oneLine(strings.TrimSpace(p.Account.GivenName) + " " + strings.TrimSpace(p.Account.FamilyName)))
	if name == "" && p.HR != nil {
		name = strings.TrimSpace(oneLine(p.HR.Name))
	}
	return cmp.Or(name, oneLine(string(p.Account.UserName)), oneLine(p.Account.ID))
}

func loginText(l review.Login) string {
	switch {
	case !l.Known:
		return "unknown"
	case l.At.IsZero():
		return "never"
	}
	return date(l.At)
}

func daysText(l review.Login, read time.Time) string {
	if !l.Known || l.At.IsZero() {
		return ""
	}
	return strconv.Itoa(l.Days(read))
}

func adminText(admin *bool) string {
	switch {
	case admin == nil:
		return "unknown"
	case *admin:
		return "yes"
	}
	return "no"
}

func accountText(active bool) string {
	if active {
		return "active"
	}
	return "deactivated"
}

func employmentText(header string, hr *review.Employment) string {
	switch {
	case hr == nil && header == EmploymentHeader:
		return "not in HR's list"
	case hr == nil:
		return ""
	case header == DepartmentHeader:
		return legible(hr.Department)
	case header == ManagerHeader:
		return legible(hr.Manager)
	}
	status := strings.TrimSpace(oneLine(hr.Status))
	switch {
	case hr.Left && hr.LeftOn.IsZero():
		return cmp.Or(status, "left")
	case hr.Left:
		return "left " + date(hr.LeftOn)
	}
	return status
}

// pastText says what the previous campaign decided.
func pastText(a *review.Access, previous *review.Earlier) string {
	if a.Past == nil {
		if a.New && previous != nil {
			return "new since " + oneLine(previous.Name)
		}
		return ""
	}
	text := decided(a.Past.Decision)
	if !a.Past.ClosedAt.IsZero() {
		text += " " + date(a.Past.ClosedAt)
	}
	if a.Past.By != "" {
		text += " by " + oneLine(a.Past.By)
	} else {
		text += ", nobody had answered"
	}
	if a.Past.Justification != "" {
		text += ": " + a.Past.Justification
	}
	return legible(text)
}

// decided is a decision in the past tense.
func decided(d review.Decision) string {
	switch d {
	case review.Keep:
		return "kept"
	case review.Revoke:
		return "revoked"
	case review.Change:
		return "to be changed"
	}
	return oneLine(string(d))
}

// nameWorkspaces finds out how the workspaces of the campaign are shown: those whose names read the same with
// their ids.
func (t *Table) nameWorkspaces() {
	t.workspaces = map[string]string{}
	looks := map[string]int{}
	note := func(w identity.Workspace) {
		if _, met := t.workspaces[w.ID]; !met {
			t.workspaces[w.ID] = w.Name
			looks[look(w.Name)]++
		}
	}
	for _, w := range t.campaign.Scope.Workspaces {
		note(w)
	}
	for i := range t.campaign.People {
		for j := range t.campaign.People[i].Accesses {
			note(t.campaign.People[i].Accesses[j].Workspace)
		}
	}
	for id, name := range t.workspaces {
		shown := strings.TrimSpace(oneLine(name))
		switch {
		case shown == "":
			shown, t.ids = oneLine(id), true
		case looks[look(name)] > 1:
			shown, t.ids = shown+" ("+oneLine(id)+")", true
		}
		t.workspaces[id] = shown
	}
}

// look is what two names have in common that a reader may take for one: nobody sees a zero-width blank, and who
// does not look twice sees no difference between letters of full and of half width (Unicode Standard Annex 15,
// compatibility).
func look(name string) string {
	return identity.Fold(strings.Join(strings.Fields(norm.NFKC.String(identity.Visible(name))), " "))
}

// workspace is what a workspace is called, also one that the campaign itself does not have.
func (t *Table) workspace(w identity.Workspace) string {
	if name, met := t.workspaces[w.ID]; met {
		return name
	}
	return cmp.Or(strings.TrimSpace(oneLine(w.Name)), oneLine(w.ID))
}
