package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"scimsheet/internal/identity"
	"scimsheet/internal/sheet"
	"scimsheet/internal/simulator"
)

var update = flag.Bool("update", false, "write the golden parts of the scripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"scimsheet": main})
}

// TestScripts runs the real commands, end to end, against a tenant in this process. Each script is a
// piece of policy; see testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "../../testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("SCIMSHEET_CONFIG_DIR", env.WorkDir+"/config")
			env.Setenv("SCIMSHEET_RATE", "0")
			inputs, err := filepath.Abs("../../testdata/inputs")
			if err != nil {
				return err
			}
			env.Setenv("INPUTS", inputs)
			env.Values[stageKey{}] = &stage{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"tenant":       startTenant,
			"tokens":       endTokens,
			"certificates": revokeCertificates,
			"device":       judgeDevice,
			"faults":       changeFaults,
			"admin":        administer,
			"writes":       countWrites,
			"requests":     countRequests,
			"account":      compareAccount,
			"exits":        runForExit,
			"answer":       compareAnswer,
			"sheets":       compareSheets,
			"nodir":        refuseFolder,
			"nosecrets":    findSecrets,
			"ownonly":      ownOnly,
			"fill":         fillIn,
			"crlf":         breakLine,
			"proxy":        startProxy,
			"decide":       decide,
			"tamper":       tamper,
			"sshkey":       sshKey,
			"attest":       attest,
		},
	})
}

// stage is what a script plays on: the tenant that was started last.
type stage struct{ tenant *simulator.Tenant }

type stageKey struct{}

func tenantOf(ts *testscript.TestScript) *simulator.Tenant {
	on := ts.Value(stageKey{}).(*stage)
	if on.tenant == nil {
		ts.Fatalf("no tenant was started")
	}
	return on.tenant
}

// administer is another administrator at work: admin USER name=… external=… active=… | admin USER gone
func administer(ts *testscript.TestScript, _ bool, args []string) {
	tenant, name := tenantOf(ts), identity.UserName(args[0])
	if args[1] == "gone" {
		tenant.Remove(name)
		return
	}
	found := tenant.Edit(name, func(a *identity.Account) {
		for _, change := range args[1:] {
			what, value, _ := strings.Cut(change, "=")
			switch what {
			case "given":
				a.GivenName = value
			case "external":
				a.ExternalID = value
			case "active":
				a.Active = value == "yes"
			case "give":
				a.Workspaces = identity.Set(append(slices.Clone(a.Workspaces), workspace(ts, tenant, value)))
			case "take":
				a.Workspaces = slices.DeleteFunc(slices.Clone(a.Workspaces), func(id string) bool { return id == workspace(ts, tenant, value) })
			default:
				ts.Fatalf("admin: what is %s?", change)
			}
		}
	})
	if !found {
		ts.Fatalf("admin: nobody is %s", name)
	}
}

func workspace(ts *testscript.TestScript, tenant *simulator.Tenant, name string) string {
	for _, ws := range tenant.Workspaces() {
		if ws.Name == name || ws.ID == name {
			return ws.ID
		}
	}
	ts.Fatalf("no workspace %s", name)
	return ""
}

// countWrites: writes N. Requests that had an effect on the tenant since the last count.
func countWrites(ts *testscript.TestScript, _ bool, args []string) {
	tenant := tenantOf(ts)
	effective := 0
	for _, w := range tenant.Writes() {
		if w.Effect {
			effective++
		}
	}
	if want := number(ts, args[0]); effective != want {
		ts.Fatalf("the tenant took %d writes, want %d: %+v", effective, want, tenant.Writes())
	}
	tenant.Forget()
}

// countRequests: requests METHOD OP N, with OP one of = <=. Requests to /Users since the last writes.
func countRequests(ts *testscript.TestScript, _ bool, args []string) {
	got, want := tenantOf(ts).Requests(args[0], simulator.Users), number(ts, args[2])
	if (args[1] == "=" && got != want) || (args[1] == "<=" && got > want) {
		ts.Fatalf("%d requests %s /Users, want %s %d", got, args[0], args[1], want)
	}
}

// compareAccount: account USER [given=…] [family=…] [external=…] [active=yes|no] [workspaces=A;B] | ! account USER
func compareAccount(ts *testscript.TestScript, neg bool, args []string) {
	tenant := tenantOf(ts)
	a, found := tenant.Account(identity.UserName(args[0]))
	if found == neg {
		ts.Fatalf("account %s: found is %v", args[0], found)
	}
	for _, want := range args[1:] {
		what, value, _ := strings.Cut(want, "=")
		var got string
		switch what {
		case "given":
			got = a.GivenName
		case "family":
			got = a.FamilyName
		case "external":
			got = a.ExternalID
		case "active":
			got = map[bool]string{true: "yes", false: "no"}[a.Active]
		case "workspaces":
			var names []string
			for _, ws := range tenant.Workspaces() {
				if slices.Contains(a.Workspaces, ws.ID) {
					names = append(names, ws.Name)
				}
			}
			slices.Sort(names)
			got = strings.Join(names, ";")
		}
		if got != value {
			ts.Fatalf("account %s: %s is %q, want %q", args[0], what, got, value)
		}
	}
}

// runForExit: exits CODE COMMAND… runs a command that has to end with exactly that code.
func runForExit(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if err != nil {
		text := regexp.MustCompile(`exit status (\d+)`).FindStringSubmatch(err.Error())
		if text == nil {
			ts.Fatalf("%v: %v", args[1:], err)
		}
		code = number(ts, text[1])
	}
	if code != number(ts, args[0]) {
		ts.Fatalf("%s ended with %d, want %s", strings.Join(args[1:], " "), code, args[0])
	}
}

// compareAnswer: answer PATH VALUE. A member of the JSON object that is the last line of stdout.
func compareAnswer(ts *testscript.TestScript, neg bool, args []string) {
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	var answer any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &answer); err != nil {
		ts.Fatalf("the last line of stdout is not JSON: %v\n%s", err, lines[len(lines)-1])
	}
	for _, step := range strings.Split(args[0], ".") {
		switch node := answer.(type) {
		case map[string]any:
			answer = node[step]
		case []any:
			answer = node[number(ts, step)]
		default:
			answer = nil
		}
	}
	got, err := json.Marshal(answer)
	ts.Check(err)
	if same := string(got) == args[1] || strings.Trim(string(got), `"`) == args[1]; same == neg {
		ts.Fatalf("%s is %s, want %s", args[0], got, args[1])
	}
}

// compareSheets: sheets WORKBOOK NAME… says which sheets a workbook has, in order.
func compareSheets(ts *testscript.TestScript, _ bool, args []string) {
	book, err := sheet.Open(ts.MkAbs(args[0]), sheet.Options{})
	ts.Check(err)
	defer book.Close()
	var names []string
	for _, info := range book.Sheets() {
		names = append(names, info.Name)
	}
	if !slices.Equal(names, args[1:]) {
		ts.Fatalf("%s has the sheets %q, want %q", args[0], names, args[1:])
	}
}

// refuseFolder: nodir PATTERN fails where any file or folder of the work folder has that beginning.
func refuseFolder(ts *testscript.TestScript, _ bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), args[0]) {
			ts.Fatalf("%s was left behind", entry.Name())
		}
	}
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		ts.Fatalf("%v", fmt.Errorf("number: %w", err))
	}
	return n
}
