package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/simulator"
)

// countedTenant is a tenant in this process, which counts requests, and the commands run against it.
type countedTenant struct {
	*simulator.Tenant
	folder string
	env    map[string]string
	runs   int

	everything bool // bend changes the answers to unfiltered questions too
}

func newCountedTenant(t *testing.T, o simulator.Options) *countedTenant {
	t.Helper()
	tenant, err := simulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := simulator.Start(tenant, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	folder := t.TempDir()
	return &countedTenant{Tenant: tenant, folder: folder, env: map[string]string{
		"SCIMSHEET_SCIM_URL": server.SCIMURL, "SCIMSHEET_AUTH_URL": server.AuthURL, "SCIMSHEET_API_URL": server.APIURL,
		"SCIMSHEET_USERNAME": server.Username, "SCIMSHEET_PASSWORD": server.Password,
		"SCIMSHEET_RATE": "0", "SCIMSHEET_CONFIG_DIR": filepath.Join(folder, "config"),
	}}
}

// command runs one, and gives its exit code, its JSON answer in full and what it said beside it.
func (r *countedTenant) command(t *testing.T, answer any, args ...string) (code int, said string) {
	t.Helper()
	var out, talk bytes.Buffer
	code = Run(t.Context(), append(args, "--json"), Streams{In: strings.NewReader(""), Out: &out, Err: &talk,
		Getenv: func(name string) string { return r.env[name] }, Now: time.Now})
	if err := json.Unmarshal(out.Bytes(), answer); err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(args, " "), err, out.String(), talk.String())
	}
	return code, talk.String()
}

// plan plans a table of rows, and tells what the tenant was asked for it.
func (r *countedTenant) plan(t *testing.T, rows [][]string, flags ...string) planned {
	t.Helper()
	r.runs++
	input := filepath.Join(r.folder, fmt.Sprintf("people%d.csv", r.runs))
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				text.WriteByte(',')
			}
			fmt.Fprintf(&text, `"%s"`, strings.ReplaceAll(cell, `"`, `""`))
		}
		text.WriteByte('\n')
	}
	if err := os.WriteFile(input, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r.Forget()
	p := planned{run: filepath.Join(r.folder, fmt.Sprintf("run%d", r.runs))}
	p.code, p.said = r.command(t, &p, append([]string{"plan", input, "-o", p.run}, flags...)...)
	p.asked = r.Requests("GET", simulator.Users)
	return p
}

// planned is what became of a plan.
type planned struct {
	planAnswer
	Error struct{ Message, Hint string }
	code  int
	said  string
	run   string
	asked int // requests to /Users as the tenant counted them
}

// listed are rows of people: every so many of a tenant's accounts, and as many again whom it does not know.
func listed(r *countedTenant, people int) [][]string {
	rows := [][]string{{"userName", "givenName", "familyName", "externalId"}}
	accounts := r.Accounts()
	for i := range people {
		if i%2 == 1 || i >= len(accounts) {
			rows = append(rows, []string{fmt.Sprintf("newcomer.%d@acme.example", i), "New", "Comer", fmt.Sprintf("N%06d", i)})
			continue
		}
		a := accounts[i*len(accounts)/people]
		rows = append(rows, []string{string(a.UserName), a.GivenName, a.FamilyName, a.ExternalID})
	}
	return rows
}

func ceilOf(n, by int) int { return (n + by - 1) / by }

func TestReadingTakesTheFewestRequests(t *testing.T) {
	for _, accounts := range []int{1, 99, 100, 101, 2000} {
		r := newCountedTenant(t, simulator.Options{Users: accounts, Workspaces: 5, Seed: 1})
		for _, people := range []int{1, 10, 40, 51, 500, 950, 951} {
			if people > 20*accounts {
				continue
			}
			pages, batches := ceilOf(accounts, 100), ceilOf(people, 50)
			for _, match := range []string{"userName", "externalId"} {
				name := fmt.Sprintf("%d people by %s among %d accounts", people, match, accounts)
				p := r.plan(t, listed(r, people), "--match", match, "--max-creates", "all")
				if p.code != exitDone {
					t.Fatalf("%s: exit %d, %s", name, p.code, p.Error.Message)
				}
				least := min(pages, batches)
				if p.asked > least+1 {
					t.Errorf("%s: %d requests, %d would do", name, p.asked, least)
				}
				if want := map[bool]string{true: readAll, false: readBatched}[pages <= batches]; p.Snapshot.Read != want || p.Snapshot.Complete != (want == readAll) {
					t.Errorf("%s: the accounts were read %s, complete %v", name, p.Snapshot.Read, p.Snapshot.Complete)
				}
				checkReading(t, name, p, accounts)
			}
		}
	}
}

// checkReading: the numbers told are those counted, and the way taken is told with its reason wherever
// somebody may look for it.
func checkReading(t *testing.T, name string, p planned, accounts int) {
	t.Helper()
	if p.planAnswer.Requests.Read != p.asked {
		t.Errorf("%s: %d requests told, %d made", name, p.planAnswer.Requests.Read, p.asked)
	}
	if p.Snapshot.Users != accounts {
		t.Errorf("%s: the tenant is said to have %d accounts", name, p.Snapshot.Users)
	}
	if p.Snapshot.Why == "" || !strings.Contains(p.said, p.Snapshot.Why) {
		t.Errorf("%s: the reason is %q, and on screen is\n%s", name, p.Snapshot.Why, p.said)
	}
	lines, err := os.ReadFile(filepath.Join(p.run, planFile))
	if err != nil {
		t.Fatal(err)
	}
	why, err := json.Marshal(p.Snapshot.Why)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(lines, []byte("\n"))
	if !bytes.Contains(head, why) || !bytes.Contains(head, []byte(`"read":"`+p.Snapshot.Read+`"`)) {
		t.Errorf("%s: the plan's head does not say how and why: %s", name, head)
	}
}

func TestWhereEveryAccountMustBeSeenReadingTakesItsPages(t *testing.T) {
	const accounts = 3001
	r := newCountedTenant(t, simulator.Options{Users: accounts, Workspaces: 5, Seed: 1})
	for _, c := range []struct {
		flags []string
		why   string
	}{
		{[]string{"--read", "all"}, "as --read all says"},
		{[]string{"--absent", "report"}, "to find the accounts that are in no row"},
		{[]string{"--absent", "deactivate", "--max-deactivations", "all"}, "to find the accounts that are in no row"},
	} {
		p := r.plan(t, listed(r, 10), c.flags...)
		if p.code != exitDone || p.asked != ceilOf(accounts, 100) || p.Snapshot.Why != c.why {
			t.Errorf("%v: exit %d after %d requests %s", c.flags, p.code, p.asked, p.Snapshot.Why)
		}
		checkReading(t, strings.Join(c.flags, " "), p, accounts)
	}
}

// A scope that only users can tell is found out in time, before many are asked for by name in vain.
func TestAScopeThatTheServiceDoesNotListIsLookedForWithinTheBound(t *testing.T) {
	const accounts = 3001
	r := newCountedTenant(t, simulator.Options{Users: accounts, Workspaces: 5, Seed: 1, OnlyWorkspaces: []string{}})
	for _, people := range []int{10, 1000} {
		p := r.plan(t, listed(r, people), "--scope", "Finance")
		if most := ceilOf(accounts, 100) + 5; p.code != exitDone || p.asked > most || p.Snapshot.Read != readAll {
			t.Errorf("%d people: exit %d after %d requests, at most %d, read %s: %s", people, p.code, p.asked, most, p.Snapshot.Read, p.Error.Message)
		}
		checkReading(t, t.Name(), p, accounts)
	}
}

const nowhere = "8a81ffffffffffffffffffffffffffff"

func TestAWorkspaceIsLookedForOnEveryAccountBeforeItIsCalledUnknown(t *testing.T) {
	const accounts, pages = 3001, 31
	for _, c := range []struct {
		people int
		named  string
		flags  []string
		exit   int
		most   int // requests
		read   string
	}{
		{10, "Nowhere", nil, exitInput, pages + 2, readAll},
		{160, "Nowhere", nil, exitInput, pages + 5, readAll},
		{1000, "Nowhere", nil, exitInput, pages + 1, readAll},
		{10, nowhere, nil, exitInput, pages + 2, readAll},
		{10, nowhere, []string{"--allow-unknown-workspaces"}, exitDone, 2, readBatched},
		{10, "Nowhere", []string{"--read", "batched"}, exitInput, 2, readBatched},
		{1000, "Finance", nil, exitDone, 21, readBatched},
	} {
		t.Run(fmt.Sprintf("%d people, %s %s", c.people, c.named, c.flags), func(t *testing.T) {
			r := newCountedTenant(t, simulator.Options{Users: accounts, Workspaces: 5, Seed: 1})
			rows := listed(r, c.people)
			rows[0] = append(rows[0], "workspaces")
			for i := range rows[1:] {
				rows[i+1] = append(rows[i+1], "")
			}
			rows[len(rows)-1][4] = c.named
			p := r.plan(t, rows, c.flags...)
			if p.code != c.exit || p.asked > c.most || p.Snapshot.Read != c.read {
				t.Errorf("exit %d after %d requests, at most %d, read %s: %s", p.code, p.asked, c.most, p.Snapshot.Read, p.Error.Message)
			}
			checkReading(t, t.Name(), p, accounts)
		})
	}
}

const finance = "8a81000000000000000000000000000a"

// twins is a tenant of 500 in which the service lists no workspace to the caller. Ada and Bob hold
// "Finance"; so does Zoe, but another workspace of that name. Bob and Cem hold "Sales", and it is one.
func twins(t *testing.T) *countedTenant {
	t.Helper()
	var export strings.Builder
	write := func(n int, name string, held ...identity.Workspace) {
		line, err := json.Marshal(map[string]any{"id": fmt.Sprintf("5f%030x", n), "userName": name + "@acme.example", "externalId": fmt.Sprintf("E%d", n),
			"givenName": name, "familyName": "One", "active": true, "workspaces": held})
		if err != nil {
			t.Fatal(err)
		}
		export.Write(append(line, '\n'))
	}
	finance, other := identity.Workspace{ID: finance, Name: "Finance"}, identity.Workspace{ID: "8a81000000000000000000000000000f", Name: "Finance"}
	sales := identity.Workspace{ID: "8a81000000000000000000000000000b", Name: "Sales"}
	write(1, "ada", finance)
	write(2, "bob", finance, sales)
	write(3, "cem", sales)
	for n := range 495 {
		write(n+4, fmt.Sprintf("user%d", n))
	}
	write(500, "zoe", other)
	path := filepath.Join(t.TempDir(), "tenant.jsonl")
	if err := os.WriteFile(path, []byte(export.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return newCountedTenant(t, simulator.Options{From: path, OnlyWorkspaces: []string{}})
}

// Neither given nor taken: what is revoked takes model roles with it for good.
func TestNobodysWorkspacesChangeByANameThatUnreadAccountsCouldMakeAmbiguous(t *testing.T) {
	const complete = 1 + 1 + 5 // the count, the people, all 500 accounts
	for _, c := range []struct {
		sentence string
		rows     [][]string
		flags    []string
		requests int
		read     string
		exit     int
		grants   int
	}{
		{"who holds it keeps it without more ado", [][]string{{"ada@acme.example", "Finance"}}, nil, 2, readBatched, exitDone, 0},
		{"who is to get it is held back where it is ambiguous", [][]string{{"ada@acme.example", "Finance"}, {"cem@acme.example", "Finance;Sales"}}, nil, complete, readAll, exitInput, 0},
		{"who is to get it gets it where every account says the same", [][]string{{"ada@acme.example", "Sales"}, {"bob@acme.example", "Sales"}}, nil, complete, readAll, exitDone, 1},
		{"a newcomer counts like anybody", [][]string{{"ada@acme.example", "Finance"}, {"new@acme.example", "Finance"}}, nil, complete, readAll, exitInput, 0},
		{"an id that somebody named holds is sure", [][]string{{"ada@acme.example", ""}, {"cem@acme.example", finance + ";Sales"}}, nil, 2, readBatched, exitDone, 1},
		{"an id that only others hold is looked for", [][]string{{"cem@acme.example", "8a81000000000000000000000000000f;Sales"}}, nil, complete, readAll, exitDone, 1},
		{"who is to lose it is held back where it is ambiguous", [][]string{{"ada@acme.example", "Finance"}, {"cem@acme.example", "Finance"}}, []string{"--entitlements", "remove"}, complete, readAll, exitInput, 0},
		{"who is to lose it loses it where every account says the same", [][]string{{"cem@acme.example", "Sales"}}, []string{"--entitlements", "remove"}, complete, readAll, exitDone, 0},
		{"who does not hold it loses nothing", [][]string{{"cem@acme.example", "Finance;Sales"}, {"ada@acme.example", ""}}, []string{"--entitlements", "remove", "--scope", finance}, 2, readBatched, exitDone, 0},
		{"an id is taken without more ado", [][]string{{"ada@acme.example", finance}}, []string{"--entitlements", "remove"}, 2, readBatched, exitDone, 0},
		{"who keeps it and loses another is held back", [][]string{{"bob@acme.example", "Finance"}}, nil, complete, readAll, exitInput, 0},
		{"who keeps an id and loses another is not", [][]string{{"bob@acme.example", finance}}, nil, 2, readBatched, exitDone, 0},
		{"who loses all of them does so by no name", [][]string{{"bob@acme.example", "<none>"}}, nil, 2, readBatched, exitDone, 0},
		{"nobody gets it where workspaces are left alone", [][]string{{"ada@acme.example", "Finance"}, {"cem@acme.example", "Finance"}}, []string{"--manage", "name"}, 2, readBatched, exitDone, 0},
		{"--read batched goes by ids all the same", [][]string{{"ada@acme.example", finance}}, []string{"--read", "batched", "--entitlements", "add"}, 2, readBatched, exitDone, 0},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			r := twins(t)
			rows := append([][]string{{"userName", "workspaces"}}, c.rows...)
			p := r.plan(t, rows, append(c.flags, "--max-revocations", "all")...)
			if p.asked != c.requests || p.Snapshot.Read != c.read || p.code != c.exit || p.Counts.Grants != c.grants {
				t.Errorf("exit %d, %d requests, read %s, %d grants: %s", p.code, p.asked, p.Snapshot.Read, p.Counts.Grants, p.said)
			}
			checkReading(t, c.sentence, p, 500)
		})
	}
}

func TestAMarkGivesAndTakesByTheNameInItsHeader(t *testing.T) {
	r := twins(t)
	p := r.plan(t, [][]string{{"userName", "Finance", "Sales"}, {"ada@acme.example", "x", ""}, {"bob@acme.example", "x", "x"}})
	if p.asked != 2 || p.Snapshot.Read != readBatched {
		t.Errorf("nobody gets anything: %d requests, read %s", p.asked, p.Snapshot.Read)
	}
	for _, mark := range []string{"no", ""} {
		p = r.plan(t, [][]string{{"userName", "Finance", "Sales"}, {"ada@acme.example", "x", ""}, {"bob@acme.example", mark, "x"}})
		if p.asked != 7 || p.Snapshot.Read != readAll || p.Counts.Revocations != 0 {
			t.Errorf("bob's %q would take Finance, which is ambiguous: %d requests, read %s, %d revocations", mark, p.asked, p.Snapshot.Read, p.Counts.Revocations)
		}
	}
	p = r.plan(t, [][]string{{"userName", "Finance", "Sales"}, {"ada@acme.example", "x", "x"}, {"bob@acme.example", "x", "x"}})
	if p.asked != 7 || p.Snapshot.Read != readAll || p.code != exitInput {
		t.Errorf("ada gets Sales, and Finance is ambiguous: exit %d, %d requests, read %s", p.code, p.asked, p.Snapshot.Read)
	}
}

func TestUndoReadsInTheCheaperWay(t *testing.T) {
	for _, c := range []struct {
		accounts, changed int
		read              string
	}{
		{1000, 10, readBatched},
		{150, 149, readAll},
	} {
		r := newCountedTenant(t, simulator.Options{Users: c.accounts, Workspaces: 5, Seed: 1})
		rows := [][]string{{"id", "givenName"}}
		for i, a := range r.Accounts() {
			if i < c.changed {
				rows = append(rows, []string{a.ID, a.GivenName + "-Changed"})
			}
		}
		p := r.plan(t, rows)
		var applied applyAnswer
		if code, said := r.command(t, &applied, "apply", p.run, "--yes"); p.code != exitDone || code != exitDone {
			t.Fatalf("plan %d, apply %d: %s", p.code, code, said)
		}
		r.Forget()
		var undo planAnswer
		code, said := r.command(t, &undo, "undo", p.run, "-o", p.run+"-undo")
		least := min(ceilOf(c.accounts, 100), ceilOf(c.changed, 50))
		if asked := r.Requests("GET", simulator.Users); code != exitDone || asked != least+1 || asked != undo.Requests.Read || undo.Snapshot.Read != c.read {
			t.Errorf("%d of %d: exit %d after %d requests, %d told, read %s\n%s", c.changed, c.accounts, code, asked, undo.Requests.Read, undo.Snapshot.Read, said)
		}
		if undo.Counts.Update != c.changed || !strings.Contains(said, undo.Snapshot.Why) {
			t.Errorf("%d of %d: %+v\n%s", c.changed, c.accounts, undo.Counts, said)
		}
	}
}

// Whoever is there is found, and whoever is not is to be created: however the keys are written.
func TestPeopleAreFoundByKeysThatAreHardToAskFor(t *testing.T) {
	names := []string{"o'hara", "plus+tag", "per%25cent", "a&b=c", "zoë", "zoe\u0308.x", "ΟΔΟΣ", "иван", "太郎", "UPPER", "or.userName.eq"}
	for n := range 60 {
		names = append(names, fmt.Sprintf("%02d%s", n, strings.Repeat("x", 60-len("00@acme.example"))))
	}
	for n := range 60 {
		names = append(names, fmt.Sprintf("%02d%s", n, strings.Repeat("é", 60-len("00@acme.example"))))
	}
	var export strings.Builder
	rows := [][]string{{"userName", "externalId", "givenName", "familyName"}}
	for n := range 2000 {
		account := map[string]any{"id": fmt.Sprintf("5f%030x", n), "userName": fmt.Sprintf("other%d@acme.example", n), "givenName": "A", "familyName": "B", "active": true}
		if n < len(names) {
			account["userName"], account["externalId"] = names[n]+"@acme.example", fmt.Sprintf(`"E\%d" or userName pr`, n)
			rows = append(rows, []string{names[n] + "@acme.example", fmt.Sprintf(`"E\%d" or userName pr`, n), "A", "B"},
				[]string{fmt.Sprintf("nobody%d@acme.example", n), fmt.Sprintf(`"N\%d" or userName pr`, n), "A", "B"})
		}
		line, err := json.Marshal(account)
		if err != nil {
			t.Fatal(err)
		}
		export.Write(append(line, '\n'))
	}
	path := filepath.Join(t.TempDir(), "tenant.jsonl")
	if err := os.WriteFile(path, []byte(export.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newCountedTenant(t, simulator.Options{From: path})
	for _, match := range []string{"userName", "externalId"} {
		p := r.plan(t, rows, "--match", match)
		if p.code != exitDone || p.Snapshot.Read != readBatched || p.Counts.None != len(names) || p.Counts.Create != len(names) {
			t.Errorf("by %s: exit %d, %+v, read %s: %s", match, p.code, p.Counts, p.Snapshot.Read, p.Error.Message)
		}
		if most := ceilOf(2*len(names), 40) + 5; p.asked > most {
			t.Errorf("by %s: %d requests, at most %d", match, p.asked, most)
		}
		checkReading(t, match, p, 2001)
	}
}

func TestAnAnswerToAnotherQuestionIsNeverTakenForAbsence(t *testing.T) {
	for _, c := range []struct {
		sentence string
		ask      func(url.Values)
		answer   func(map[string]any)
		words    string
	}{
		{"a service that ignores the filter", func(query url.Values) { query.Del("filter") }, func(map[string]any) {}, "ignored the filter"},
		{"a service that answers only part", func(url.Values) {}, func(reply map[string]any) {
			users, _ := reply["Resources"].([]any)
			if reply["Resources"] = users[:min(2, len(users))]; reply["startIndex"] != 1.0 {
				reply["Resources"] = []any{}
			}
		}, "3 tries"},
		{"a service that counts one more than it gives", func(url.Values) {}, func(reply map[string]any) {
			reply["totalResults"] = reply["totalResults"].(float64) + 1
		}, "3 tries"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			r := newCountedTenant(t, simulator.Options{Users: 1000, Workspaces: 5, Seed: 1})
			r.bend(t, c.ask, c.answer)
			p := r.plan(t, listed(r, 10))
			if p.code != exitFailure || !strings.Contains(p.Error.Message, c.words) {
				t.Errorf("exit %d: %s", p.code, p.Error.Message)
			}
			if _, err := os.Stat(p.run); err == nil {
				t.Error("a plan was written")
			}
		})
	}
}

func TestAServiceWithoutAccountsIsReadInOneRequestAfterTheCount(t *testing.T) {
	r := newCountedTenant(t, simulator.Options{Users: 1, Workspaces: 5, Seed: 1})
	none := func(reply map[string]any) { reply["totalResults"], reply["Resources"] = 0, []any{} }
	r.everything = true
	r.bend(t, func(url.Values) {}, none)
	p := r.plan(t, [][]string{{"userName"}, {"first@acme.example"}})
	if p.code != exitDone || p.asked != 2 || !p.Snapshot.Complete || p.Counts.Create != 1 {
		t.Errorf("exit %d after %d requests, %+v: %s", p.code, p.asked, p.Counts, p.Error.Message)
	}
	checkReading(t, t.Name(), p, 0)
}

func TestATenantIsNotReadForNobody(t *testing.T) {
	r := newCountedTenant(t, simulator.Options{Users: 1000, Workspaces: 5, Seed: 1})
	for _, c := range []struct {
		sentence string
		rows     [][]string
		requests int
	}{
		{"a table without people", [][]string{{"userName"}}, 0},
		{"people who are all held back", [][]string{{"userName"}, {"no address"}}, 1},
	} {
		if p := r.plan(t, c.rows); p.code != exitInput || p.asked != c.requests {
			t.Errorf("%s: exit %d after %d requests, want %d", c.sentence, p.code, p.asked, c.requests)
		}
	}
}

// bend puts a go-between before the tenant that changes questions with a filter and their answers.
func (r *countedTenant) bend(t *testing.T, ask func(url.Values), answer func(map[string]any)) {
	t.Helper()
	behind, err := url.Parse(r.env["SCIMSHEET_SCIM_URL"])
	if err != nil {
		t.Fatal(err)
	}
	concerned := func(req *http.Request) bool { return r.everything || req.Header.Get("X-Filtered") != "" }
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(req *httputil.ProxyRequest) {
			req.SetURL(&url.URL{Scheme: behind.Scheme, Host: behind.Host})
			query := req.In.URL.Query()
			if query.Has("filter") {
				req.Out.Header.Set("X-Filtered", "yes")
				ask(query)
			}
			req.Out.URL.RawQuery = query.Encode()
		},
		ModifyResponse: func(resp *http.Response) error {
			if !concerned(resp.Request) {
				return nil
			}
			reply := map[string]any{}
			if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil {
				return err
			}
			answer(reply)
			body, err := json.Marshal(reply)
			resp.Body = io.NopCloser(bytes.NewReader(body))
			resp.ContentLength = int64(len(body))
			resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
			return err
		},
	})
	t.Cleanup(server.Close)
	r.env["SCIMSHEET_SCIM_URL"] = server.URL + behind.Path
}
