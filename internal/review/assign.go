package review

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/personnel"
)

// Why no reviewer could be found where one was looked for.
const (
	causeOrphan    = "orphan"    // HR's list does not have the person
	causeUnmanaged = "unmanaged" // HR's list does not name one manager
	causeUnowned   = "unowned"   // no owner of a workspace, or of what a column says
	causeCircle    = "circle"    // everybody above has left, and they are each other's managers
	causeOwn       = "own"       // whoever would review is the person, and nobody is above them
	causeNobody    = "nobody"    // no fallback either
)

// nomination is who should review an access by the campaign's rule, before anyone asks whether they may.
type nomination struct {
	address string
	why     string // "manager in hr.xlsx, row 17"
	role    string // "manager", "owner": what the reviewer is to the person
	route   string // RouteRule or RouteAbove, once climb has found who may review

	cause   string // why there is nobody; empty where there is
	problem string // the same in words
	subject string // what is owned, where owners are looked for; else empty
}

func nobody(cause, problem string) nomination { return nomination{cause: cause, problem: problem} }

// assign gives every access its reviewer.
func (o *opening) assign() {
	for i := range o.c.People {
		p := &o.c.People[i]
		var ofPerson nomination
		if o.c.By != ByWorkspace && o.c.By != ByNobody {
			ofPerson = o.climb(o.nominate(o.staff[p.Account.ID]), p)
		}
		for j := range p.Accesses {
			a := &p.Accesses[j]
			switch o.c.By {
			case ByNobody:
				o.again(p, a)
			case ByWorkspace:
				o.settle(o.climb(o.ownerOf(a.Workspace), p), p, a)
			default:
				o.settle(ofPerson, p, a)
			}
			a.Why = o.one(a.Why)
		}
	}
}

// nominate finds a person's reviewer by HR's list.
func (o *opening) nominate(e *personnel.Employee) nomination {
	switch {
	case e == nil:
		return nobody(causeOrphan, "not in HR's list")
	case o.c.By == ByManager:
		return o.managerOf(e)
	}
	value := identity.Visible(e.In(o.c.By))
	if value == "" {
		return nobody(causeUnmanaged, fmt.Sprintf("HR's list says nothing in the column %q", o.c.By))
	}
	if address, is := asAddress(value); is {
		return nomination{address: address, role: o.c.By, why: o.c.By + " in " + placeOf(e)}
	}
	return o.owner(value, fmt.Sprintf("%s (%s)", clip(value), o.c.By), value)
}

func (o *opening) managerOf(e *personnel.Employee) nomination {
	address, problem := o.manager(e)
	if address == "" {
		return nobody(causeUnmanaged, problem)
	}
	return nomination{address: address, role: ByManager, why: "manager in " + placeOf(e)}
}

// manager is the address of an employee's manager, or why there is none. HR's list may know a manager by number
// alone, whose address the tenant knows.
func (o *opening) manager(e *personnel.Employee) (address, problem string) {
	of, who, problem := o.Staff.Manager(e)
	switch account := o.ofStaff[who]; {
	case of != "":
		return string(of), ""
	case who != nil && account != nil:
		return string(account.UserName), ""
	case problem == "":
		return "", "HR's list names no manager"
	}
	return "", problem
}

func (o *opening) ownerOf(ws identity.Workspace) nomination {
	name := ws.Name
	if name == "" {
		name = ws.ID
	}
	return o.owner(clip(name), clip(name), ws.Name, ws.ID)
}

// owner finds the owner of what is called by any of some names. Whom the list does not know, or not clearly, it
// leaves to others.
func (o *opening) owner(subject, shown string, names ...string) nomination {
	none := nomination{cause: causeUnowned, subject: subject}
	if o.Owners == nil {
		none.problem = fmt.Sprintf("%q is no address, and no list of owners was given", subject)
		return none
	}
	address, _, problem := o.Owners.Of(names...)
	switch {
	case problem != "":
		none.problem = problem
	case address == "":
		none.problem = "no owner of " + subject + " in " + o.Owners.File
	default:
		return nomination{subject: subject, address: string(address), role: "owner", why: "owner of " + shown + " in " + o.Owners.File}
	}
	return none
}

// climb goes from whoever was nominated up through their managers until somebody may review: nobody reviews their
// own access, and nobody reviews who has left. Managers who are each other's end it.
func (o *opening) climb(n nomination, p *Person) nomination {
	met := map[string]bool{}
	var left []string
	above, subject, own := "manager of the "+n.role, n.subject, false
	for n.cause == "" {
		reviewer, e := o.known(n.address)
		switch {
		case met[addressKey(reviewer)]:
			n = nobody(causeCircle, "the managers above are each other's")
			continue
		case o.isSelf(p, reviewer, e):
			own = true
		case o.hasLeft(e):
			left = append(left, reviewer)
		default:
			n.address, n.route = reviewer, RouteRule
			if len(met) > 0 {
				n.route, n.why = RouteAbove, above+", because "+whyPassed(left, own)
			}
			return n
		}
		if len(met) > 0 {
			above = "next manager above"
		}
		met[addressKey(reviewer)] = true
		n = nobody(causeUnmanaged, "nobody knows the manager of "+reviewer)
		if e != nil {
			n = o.managerOf(e)
		}
	}
	n.subject = subject
	return passedOver(n, left, own)
}

const ownWords = "nobody reviews their own access"

// passedOver is a nomination of nobody, with whom was passed over on the way to it.
func passedOver(n nomination, left []string, own bool) nomination {
	switch {
	case own:
		n.cause, n.problem = causeOwn, ownWords
	case len(left) > 0:
		n.problem = whyPassed(left, own) + ", and " + n.problem
	}
	return n
}

func whyPassed(left []string, own bool) string {
	var clauses []string
	switch {
	case len(left) == 1:
		clauses = append(clauses, left[0]+" has left")
	case len(left) > 1:
		clauses = append(clauses, someOf(left)+" have left")
	}
	if own {
		clauses = append(clauses, ownWords)
	}
	return listed(clauses)
}

// settle gives an access to whoever was nominated, else to whoever reviewed it last time, else to the fallback.
func (o *opening) settle(n nomination, p *Person, a *Access) {
	if n.cause == "" {
		a.Reviewer, a.Route, a.Why = o.spell(n.address), n.route, n.why
		return
	}
	o.concern(n, p)
	if last := o.lastTime(p, a); last != "" && n.cause != causeOwn && n.cause != causeCircle {
		a.Reviewer, a.Route, a.Why = last, RoutePrevious, "reviewed it in "+o.c.Previous.Name+"; "+n.problem
		return
	}
	o.fallBack(n.problem, p, a)
}

// again gives an access, where nothing says who reviews what, to whoever reviewed it last time, else to the fallback.
// Without a campaign before, the first of the fallback is the one reviewer of everything.
func (o *opening) again(p *Person, a *Access) {
	if o.Previous != nil {
		if a.Reviewer = o.lastTime(p, a); a.Reviewer != "" {
			a.Route, a.Why = RoutePrevious, "reviewed it in "+o.c.Previous.Name
			return
		}
		o.fallBack("nobody who may review it now did in "+o.c.Previous.Name, p, a)
		return
	}
	one, e := o.firstFallback()
	switch {
	case one == "":
		o.fallBack("nobody else was named", p, a)
	case o.isSelf(p, one, e):
		o.fallBack(ownWords, p, a)
	default:
		a.Reviewer, a.Route, a.Why = o.spell(one), RouteRule, "reviews all access"
	}
}

// lastTime is who reviewed an access in the campaign before; empty for nobody who may now.
func (o *opening) lastTime(p *Person, a *Access) string {
	last := o.earlier[heldBy(&p.Account, a.Workspace.ID)].reviewer
	if reviewer, e := o.known(last); last != "" && !o.isSelf(p, reviewer, e) && !o.hasLeft(e) {
		return o.spell(reviewer)
	}
	return ""
}

// firstFallback is the first fallback reviewer who has not left.
func (o *opening) firstFallback() (string, *personnel.Employee) {
	for _, address := range o.c.Fallback {
		if reviewer, e := o.known(address); !o.hasLeft(e) {
			return reviewer, e
		}
	}
	return "", nil
}

// fallBack gives an access to the first fallback reviewer who is not the person and has not left.
func (o *opening) fallBack(problem string, p *Person, a *Access) {
	for _, address := range o.c.Fallback {
		if reviewer, e := o.known(address); !o.isSelf(p, reviewer, e) && !o.hasLeft(e) {
			a.Reviewer, a.Route, a.Why = o.spell(reviewer), RouteFallback, "fallback: "+problem
			return
		}
	}
	o.concern(nobody(causeNobody, problem), p)
	a.Why = "nobody: " + problem + ", and no fallback reviewer is somebody else who is still here"
	if len(o.c.Fallback) == 0 {
		a.Why = "nobody: " + problem + ", and no fallback reviewer was named"
	}
}

// known is the address by which the campaign knows a reviewer, and HR's line of them; nil where there is none. HR's
// own address wins: a letter to it arrives.
func (o *opening) known(address string) (string, *personnel.Employee) {
	account := o.accounts[addressKey(address)]
	var e *personnel.Employee
	switch {
	case o.Staff == nil || address == "":
	case account != nil:
		e = o.staff[account.ID]
	default:
		e = o.Staff.Of(identity.Account{UserName: identity.UserName(identity.Visible(address))})
	}
	switch {
	case e != nil && e.UserName != "":
		return string(e.UserName), e
	case account != nil:
		return string(account.UserName), e
	}
	return identity.Visible(address), e
}

// isSelf tells whether a reviewer is the person, under any address that is known of them.
func (o *opening) isSelf(p *Person, reviewer string, e *personnel.Employee) bool {
	return e != nil && e == o.staff[p.Account.ID] || p.Is(reviewer)
}

// hasLeft tells whether somebody had left on the day the campaign was opened.
func (o *opening) hasLeft(e *personnel.Employee) bool {
	return e != nil && personnel.LeftBy(*e, o.c.OpenedAt)
}

// spell is the one spelling of an address in the campaign.
func (o *opening) spell(address string) string {
	key := addressKey(address)
	if _, met := o.spelled[key]; !met {
		o.spelled[key] = valid(address)
	}
	return o.spelled[key]
}

// Is tells whether an address is the person's own: one of those that are known of them, of whichever of their
// accounts, or a spelling of one that reaches the same mailbox.
func (p *Person) Is(address string) bool {
	key, box := addressKey(address), identity.Mailbox(address)
	is := func(own string) bool { return addressKey(own) == key || box != "" && identity.Mailbox(own) == box }
	switch {
	case key == "":
		return false
	case is(string(p.Account.UserName)):
		return true
	}
	return p.HR != nil && (is(p.HR.Address) || slices.ContainsFunc(p.HR.Accounts, is))
}

// asAddress is the e-mail address that a cell holds, with or without a name before it.
func asAddress(value string) (string, bool) {
	parsed, err := mail.ParseAddress(value)
	if err != nil || !strings.Contains(parsed.Address, "@") {
		return "", false
	}
	return parsed.Address, true
}

func placeOf(e *personnel.Employee) string {
	return fmt.Sprintf("%s, row %d", e.Pos.File, e.Pos.Row)
}

// clip is somebody else's text in a sentence: one line, not too long.
func clip(text string) string {
	const letters = 60
	text = strings.Join(strings.Fields(identity.Visible(text)), " ")
	if runes := []rune(text); len(runes) > letters {
		return string(runes[:letters-1]) + "…"
	}
	return text
}
