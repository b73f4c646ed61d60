package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/simulator"
)

var (
	chaosSeeds = flag.Int("chaos.seeds", seedsByDefault, "how many random runs the chaos test makes")
	chaosFirst = flag.Int("chaos.first", 1, "the first seed of the chaos test")
)

// atOnce is how many runs go on at the same time: most of their time they wait, as the program does
// after a refusal.
const atOnce = 8

// Whatever goes wrong however often, applying again until nothing is left ends with the tenant as the
// plan wants it, except for those whom the results name; nobody was created twice, no other
// administrator's edit was written over, and each input row has one outcome, which is true. One seed
// is repeated by its name: -run 'TestChaos/seed=7$'.
func TestChaos(t *testing.T) {
	var g errgroup.Group
	g.SetLimit(atOnce)
	for seed := *chaosFirst; seed < *chaosFirst+*chaosSeeds; seed++ {
		g.Go(func() error {
			t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { newChaos(t, uint64(seed)).live() })
			return nil
		})
	}
	_ = g.Wait() // the subtests tell
}

// temper is what may go wrong in one life of a run. Two things exclude each other, since nobody could
// tell what the end should be: an edit, or a kill, and a write that the service does in part or long
// after it was sent, in the same call.
type temper struct {
	edits   bool // another administrator is at work
	partial bool // the service does writes in part, or late
	token   bool // signed in with tokens, which end
}

// chaos is one random life of a run.
type chaos struct {
	*gate
	t      *testing.T
	chance *rand.Rand // of the test's own goroutine
	temper temper
	folder string
	run    string
	plan   *plan.Plan
	people []identity.Account // of the tenant, when the plan was made
	rows   int

	replaces   bool            // the service replaces workspaces where it is asked to add some
	unreadable bool            // a row of the sheet names nobody
	refused    map[string]bool // by userName: whom the service will not have changed
	rules      []simulator.Fault

	editing sync.Mutex
	chanceE *rand.Rand                   // of the other administrator
	marks   map[string]map[string]string // by userName: what was last written by hand, by path
	gone    map[string]bool              // by userName: deleted by Anaplan before the plan was applied
	told    []string                     // what happened, for whoever has to find out
}

func newChaos(t *testing.T, seed uint64) *chaos {
	chance := rand.New(rand.NewPCG(seed, 1))
	c := &chaos{
		t: t, chance: chance, chanceE: rand.New(rand.NewPCG(seed, 2)), folder: t.TempDir(),
		refused: map[string]bool{}, marks: map[string]map[string]string{}, gone: map[string]bool{},
		temper: temper{token: chance.IntN(2) == 0},
	}
	switch chance.IntN(3) {
	case 0:
		c.temper.edits = true
	case 1:
		c.temper.partial = true
	}
	c.replaces = chance.IntN(2) == 0
	c.gate = openGate(t, simulator.Options{
		Users: 10 + chance.IntN(150), Workspaces: pick(chance, 12, 12, 70), Seed: seed,
		PatchAdd: map[bool]string{false: simulator.Append, true: simulator.Replace}[c.replaces], PatchReplyEntitlements: chance.IntN(2) == 0, Versions: chance.IntN(3) == 0,
	})
	c.run = filepath.Join(c.folder, "run")
	return c
}

func pick[T any](chance *rand.Rand, from ...T) T { return from[chance.IntN(len(from))] }

func (c *chaos) live() {
	defer func() {
		if c.t.Failed() {
			c.t.Logf("temper %+v, refused %v, marks %v, gone %v\n%s", c.temper, c.refused, c.marks, c.gone, strings.Join(c.told, "\n"))
		}
	}()
	c.makePlan()
	c.meddleBefore()
	for range 1 + c.chance.IntN(5) {
		c.round()
	}
	c.calm()
	if !c.temper.edits && c.chance.IntN(3) == 0 {
		c.undo()
	}
}

func (c *chaos) tell(format string, args ...any) {
	c.editing.Lock()
	defer c.editing.Unlock()
	c.told = append(c.told, fmt.Sprintf(format, args...))
}

// auth is how the run signs in.
func (c *chaos) auth() string {
	if c.temper.token {
		return "token"
	}
	return "basic"
}

// makePlan plans a random sheet while the service misbehaves and pages shift; when that is too much for
// the plan, which has to say so, it is made once more in peace.
func (c *chaos) makePlan() {
	c.writeSheet()
	read, absent := pick(c.chance, "auto", "all", "batched"), pick(c.chance, "ignore", "ignore", "report", "deactivate")
	if absent != "ignore" && read == "batched" || c.unreadable && absent == "deactivate" {
		absent = "ignore"
	}
	args := []string{"plan", "staff.csv", "-o", "run", "--json", "--auth", c.auth(), "--read", read, "--max-revocations", "all", "--max-deactivations", "all",
		"--absent", absent, "--write-method", pick(c.chance, "patch", "patch", "put"),
		"--entitlement-format", pick(c.chance, "WORKSPACE", "WORKSPACE_IDS", "WORKSPACE_NAMES")}
	c.SetFaults(c.drawFaults("GET", []string{"shift@2", "shift@every2,times=2", "429@2", "503@1", "reset-before@3", "truncate@1", "500@p0.3,times=2", "garbage@2", "expire@2"})...)
	code, call := c.gate.run(c.t, c.folder, args...)
	c.tell("%v ended with %d: %s", args, code, call.said.String())
	c.SetFaults()
	if code == 1 {
		code, call = c.gate.run(c.t, c.folder, args...)
		c.tell("once more, it ended with %d: %s", code, call.said.String())
	}
	if code != 0 && code != 3 {
		c.t.Fatalf("plan ended with %d: %s", code, call.said.String())
	}
	c.readPlan()
	c.refuse()
}

// SetFaults puts rules in force besides those that hold all the time.
func (c *chaos) SetFaults(rules ...simulator.Fault) {
	c.tenant.SetFaults(slices.Concat(c.rules, rules)...)
}

func (c *chaos) drawFaults(method string, kinds []string) []simulator.Fault {
	var rules []string
	for range c.chance.IntN(3) {
		rules = append(rules, method+"="+pick(c.chance, kinds...))
	}
	return c.parse(rules...)
}

func (c *chaos) parse(rules ...string) []simulator.Fault {
	faults, err := simulator.ParseFaults(rules)
	if err != nil {
		c.t.Fatal(err)
	}
	if len(rules) > 0 {
		c.tell("faults %v", rules)
	}
	return faults
}

// refuse chooses a few people whom the service will not have changed, whatever is tried.
func (c *chaos) refuse() {
	for i := range c.plan.Changes {
		change := &c.plan.Changes[i]
		if !change.Writes() || c.chance.IntN(15) > 0 {
			continue
		}
		rule := "*:/Users/" + change.UserID
		if change.Action == plan.Create {
			rule = "POST:" + string(change.UserName)
		}
		for _, method := range []string{"POST", "PATCH", "PUT"} {
			c.rules = append(c.rules, c.parse(strings.Replace(rule, "*", method, 1)+"="+pick(c.chance, "400", "409", "403"))...)
		}
		c.refused[string(change.UserName)] = true
	}
}

// writeSheet writes the rows: some of the tenant's users, changed in some way, people who are to be
// created, and now and then a row with an error.
func (c *chaos) writeSheet() {
	spaces := c.tenant.Workspaces()
	last := len(spaces) - 1 // is for marks: nobody is to lose it or to get it
	draw := func() []string {
		var ids []string
		for range c.chance.IntN(pick(c.chance, 5, 5, 5, 3*last)) { // of 70, now and then over 50

			ids = append(ids, spaces[c.chance.IntN(last)].ID)
		}
		return ids
	}
	names := func(some []string) string {
		var out []string
		for _, ws := range spaces {
			if slices.Contains(some, ws.ID) {
				out = append(out, ws.Name)
			}
		}
		return strings.Join(out, ";")
	}
	records := [][]string{{"userName", "givenName", "familyName", "externalId", "active", "workspaces"}}
	for i, a := range c.tenant.Accounts() {
		if a.UserName == c.tenant.Caller() || c.chance.IntN(3) == 0 {
			continue
		}
		row := []string{string(a.UserName), a.GivenName, a.FamilyName, a.ExternalID, map[bool]string{true: "yes", false: "no"}[a.Active], names(a.Workspaces)}
		switch c.chance.IntN(6) {
		case 0:
			row[1] += "-New"
		case 1:
			row[3] = fmt.Sprintf("N%05d", i)
		case 2:
			row[4] = map[bool]string{true: "no", false: "yes"}[a.Active]
		case 3, 4:
			wanted := draw()
			if slices.Contains(a.Workspaces, spaces[last].ID) {
				wanted = append(wanted, spaces[last].ID)
			}
			row[5] = names(wanted)
		}
		records = append(records, row)
	}
	for n := range c.chance.IntN(40) {
		records = append(records, []string{fmt.Sprintf("joiner.%d@acme.example", n), "Joiner", fmt.Sprintf("Number%d", n), fmt.Sprintf("J%05d", n), "yes", names(draw())})
	}
	if c.unreadable = c.chance.IntN(4) == 0; c.unreadable {
		records = append(records, []string{"not an address", "No", "Body", "X1", "yes", ""})
	}
	c.rows = len(records) - 1
	file, err := os.Create(filepath.Join(c.folder, "staff.csv"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	if err := csv.NewWriter(file).WriteAll(records); err != nil {
		c.t.Fatal(err)
	}
}

// round is one call of apply in which things go wrong, or which is killed.
func (c *chaos) round() {
	c.SetFaults(c.drawRound()...)
	args := []string{"apply", "run", "--yes", "--json", "--rate", "0", "--auth", c.auth(), "--timeout", "1s", "--workers", fmt.Sprint(1 + c.chance.IntN(8)),
		"--order", pick(c.chance, "safe", "sheet")}
	if c.chance.IntN(4) == 0 {
		args = append(args, "--no-verify")
	}
	c.dropResults()
	if c.temper.edits {
		c.onLook(c.edit)
	}
	stop := pick(c.chance, "", "kill", "kill", "kill", "disk", "disk", "interrupt", "kill as files come", "kill as files come")
	if c.temper.partial {
		stop = ""
	}
	call := c.command(c.t, c.folder, args...)
	at, after, room := 1+c.chance.IntN(1+c.chance.IntN(60)), c.chance.IntN(2) == 0, c.chance.Int64N(1500)
	watched := func() {}
	switch stop {
	case "":
	case "kill as files come":
		left := 1 + c.chance.IntN(7) // lock and journal come first, then the drafts of the results and their names
		watched = onChange(c.t, c.run, func() {
			if left--; left == 0 {
				c.stop(call, "kill", 0)
			}
		})
		stop = "kill"
	default:
		c.strikeAfter(at, after, func() { c.stop(call, stop, room) })
	}
	call.begin(c.t)
	code := c.end(c.t, call)
	watched()
	c.SetFaults()
	c.tell("%v; %s at request %d, carried out %v, %d bytes more: ended with %d: %s", args, stop, at, after, room, code, call.said.String())
	c.checkRound(call, stop, code)
}

// stop ends a call, or sees to it that the disk is full from now on.
func (c *chaos) stop(call *child, how string, room int64) {
	switch how {
	case "kill":
		_ = call.process().Kill()
	case "interrupt":
		_ = call.process().Signal(syscall.SIGINT)
	case "disk":
		size := int64(0)
		if info, err := os.Stat(filepath.Join(c.run, "journal.jsonl")); err == nil {
			size = info.Size()
		}
		if !limitFiles(call.process().Pid, size+room) {
			_ = call.process().Kill()
		}
	}
}

// drawRound is what the service does wrong in one call.
func (c *chaos) drawRound() []simulator.Fault {
	kinds := []string{"500", "502", "503", "504", "429", "502-after", "500-after", "reset-before", "reset-after", "slow=3s", "garbage", "truncate", "expire"}
	when := []string{"@%d", "@p0.3,times=2", "@every7,times=2", "@p0.1,times=3"}
	if c.temper.partial {
		kinds = append(kinds, "partial", "partial", "partial", "late=1500ms")
		when = append(when, "@p0.5", "@every3")
	}
	var rules []string
	for range c.chance.IntN(5) {
		kind, at := pick(c.chance, kinds...), pick(c.chance, when...)
		if kind != "partial" && !strings.Contains(at, "times") {
			at = "@%d"
		}
		if strings.Contains(at, "%d") {
			at = fmt.Sprintf(at, 1+c.chance.IntN(20))
		}
		if status := kind; (status == "429" || status == "503") && c.chance.IntN(2) == 0 {
			at += ",retry-after=1"
		}
		rules = append(rules, pick(c.chance, "POST", "PATCH", "PUT", "GET", "*")+"="+kind+at)
	}
	if c.temper.token && c.chance.IntN(3) == 0 {
		rules = append(rules, "*:/token/="+pick(c.chance, "500", "503", "reset-after", "garbage")+"@1")
	}
	return c.parse(rules...)
}
