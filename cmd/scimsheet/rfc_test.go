package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// people fills a service with users as other services have them: logins that are no addresses, mixed ids,
// attributes this program knows nothing of, and entitlements of several types.
func (s *service) people(n int) *service {
	for i := range n {
		s.add(fmt.Sprintf(`{"userName":"user%03[1]d","externalId":"E%03[1]d","active":true,"displayName":"Number %[1]d","title":"Clerk",
			"name":{"givenName":"Ada","familyName":"Number %[1]d","honorificPrefix":"Dr."},
			"emails":[{"value":"user%03[1]d@acme.example","type":"work","primary":true}],
			"entitlements":[{"value":"Reports","display":"All reports","type":"licence","primary":true},{"value":"team;%[2]d","type":"team"}],
			"%[3]s":{"costCenter":"4711"}}`, i, i%3, enterprise))
	}
	return s
}

// scimsheet runs a command in a folder against the service, and has to end with the code.
func (s *service) scimsheet(t *testing.T, folder string, code int, args ...string) map[string]any {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), exe)
	var answer, said bytes.Buffer
	command.Dir, command.Stdout, command.Stderr = folder, &answer, &said
	command.Args = append([]string{"scimsheet"}, append(args, "--json")...)
	command.Env = append(os.Environ(), "NO_COLOR=1", "SCIMSHEET_CONFIG_DIR="+folder, "SCIMSHEET_RATE=0",
		"SCIMSHEET_SCIM_URL="+s.url(), "SCIMSHEET_PROFILE_QUIRKS=rfc")
	command.Env = append(command.Env, s.credentials()...)
	_ = command.Run()
	lines := bytes.Split(bytes.TrimSpace(answer.Bytes()), []byte("\n"))
	var object map[string]any
	if err := json.Unmarshal(lines[len(lines)-1], &object); err != nil || command.ProcessState.ExitCode() != code {
		t.Fatalf("%v ended with %d, want %d: %v\n%s\n%s", args, command.ProcessState.ExitCode(), code, err, answer.Bytes(), said.Bytes())
	}
	return object
}

func (s *service) credentials() []string {
	switch scheme, secret, _ := strings.Cut(s.login, " "); scheme {
	case "Basic":
		return []string{"SCIMSHEET_AUTH=basic", "SCIMSHEET_USERNAME=svc-scim", "SCIMSHEET_PASSWORD=geheim"}
	case "Bearer":
		return []string{"SCIMSHEET_AUTH=api-key", "SCIMSHEET_API_KEY=" + secret}
	}
	return []string{"SCIMSHEET_AUTH=none"}
}

// count is one of a plan's counts.
func count(t *testing.T, answer map[string]any, member string) int {
	t.Helper()
	counts, ok := answer["counts"].(map[string]any)
	if !ok {
		t.Fatalf("there are no counts in %v", answer)
	}
	n, _ := counts[member].(float64)
	return int(n)
}

// The main job against a service that is not ours: export, plan, apply, verify, and plan once more.
func TestTheMainJobRunsAgainstAStandardService(t *testing.T) {
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("svc-scim:geheim"))
	for name, s := range map[string]*service{
		"that takes anybody, and filters by userName only":      {},
		"that takes a password, and filters by everything":      {login: basic, allFilters: true, pageSize: 7},
		"that takes an API key, and knows no PATCH":             {login: "Bearer auk_0123456789", noPatch: true, pageSize: 30},
		"without filters, that gives versions":                  {noFilter: true, versions: true, pageSize: 1000},
		"that answers filters it does not understand by nobody": {deafFilter: true, allFilters: true},
		"that gives versions and knows no PATCH":                {versions: true, noPatch: true, allFilters: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.people(65).serve(t).mainJob(t)
		})
	}
}

func (s *service) mainJob(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	if users := s.scimsheet(t, folder, 0, "export", "-o", "tenant.xlsx")["users"]; users != 65.0 {
		t.Fatalf("%v users were exported", users)
	}
	s.scimsheet(t, folder, 0, "export", "-o", "tenant.csv")
	for _, file := range []string{"tenant.xlsx", "tenant.csv"} {
		if checked := s.scimsheet(t, folder, 0, "validate", file, "--from-tenant"); checked["people"] != 65.0 {
			t.Errorf("an export checked again holds %v people", checked["people"])
		}
		same := s.scimsheet(t, folder, 0, "plan", file, "-o", "same-"+file, "--detailed-exitcode")
		if n := count(t, same, "none"); n != 65 {
			t.Errorf("an export planned again leaves %d users as they are: %v", n, same["counts"])
		}
	}
	s.rename("user005", `o"hara`, "Reports")
	if err := os.WriteFile(at("staff.csv"), []byte(`userName,externalId,givenName,familyName,active,workspaces
user000,,,,,"Reports; ""team;0""; Ledger"
user001,,,Lovelace,,
user002,,,,no,<none>
user003,<none>,,,,All reports
new.user,N1,Grace,Hopper,,"Reports;Ledger"
new.other,,,,,
"o""hara",,,,,Reports
user004,,,,,"all reports;""team;1"""
`), 0o600); err != nil {
		t.Fatal(err)
	}
	unknown := s.scimsheet(t, folder, 3, "plan", "staff.csv", "-o", "unknown")
	if n := count(t, unknown, "grants"); n != 0 {
		t.Errorf("a value that nobody has was taken without being asked for: %v", unknown)
	}
	batched := s.scimsheet(t, folder, 0, "plan", "staff.csv", "-o", "batched", "--allow-unknown-workspaces", "--max-revocations", "all", "--read", "batched")
	planned := s.scimsheet(t, folder, 0, "plan", "staff.csv", "-o", "run", "--allow-unknown-workspaces", "--max-revocations", "all")
	if !reflect.DeepEqual(batched["counts"], planned["counts"]) {
		t.Errorf("asked for by name, people are %v, among all they are %v", batched["counts"], planned["counts"])
	}
	for member, want := range map[string]int{"create": 2, "deactivate": 1, "update": 3, "none": 2, "blocked": 0, "grants": 3, "revocations": 3} {
		if got := count(t, planned, member); got != want {
			t.Errorf("%s is %d, want %d: %v", member, got, want, planned)
		}
	}
	applied := s.scimsheet(t, folder, 0, "apply", "run", "--yes")
	if outcomes := applied["outcomes"].(map[string]any); outcomes["applied"] != 6.0 || outcomes["unchanged"] != 2.0 {
		t.Errorf("applied came to %v", outcomes)
	}
	s.judge(t)
	if converged := s.scimsheet(t, folder, 0, "verify", "run")["converged"]; converged != true {
		t.Error("verify found differences")
	}
	again := s.scimsheet(t, folder, 0, "plan", "staff.csv", "-o", "again", "--detailed-exitcode", "--max-revocations", "all")
	if n := count(t, again, "none"); n != 8 {
		t.Errorf("planned again, %v", again["counts"])
	}
	s.scimsheet(t, folder, 0, "undo", "run", "-o", "back", "--max-revocations", "all")
	s.scimsheet(t, folder, 0, "apply", "back", "--yes")
	if got := s.user(t, "user002"); got.text("active") != "true" || !slices.Equal(slices.Sorted(slices.Values(got.values())), []string{"Reports", "team;2"}) {
		t.Errorf("after the undo user002 is %v", got.attributes)
	}
	if got := s.user(t, "new.user").text("active"); got != "false" {
		t.Errorf("after the undo new.user is active: %s", got)
	}
}

// rename gives a user a name and one entitlement, before the job begins.
func (s *service) rename(userName, to, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.users {
		if u.text("userName") == userName {
			u.attributes = maps.Clone(u.attributes)
			u.attributes["userName"], u.attributes["entitlements"] = to, []any{map[string]any{"value": value}}
		}
	}
}

// judge looks at what became of the users, at the service itself.
func (s *service) judge(t *testing.T) {
	t.Helper()
	for _, want := range []struct {
		userName string
		values   []string
		texts    map[string]string
	}{
		{"user000", []string{"Reports", "team;0", "Ledger"}, map[string]string{"familyName": "Number 0", "externalId": "E000", "active": "true"}},
		{"user001", []string{"Reports", "team;1"}, map[string]string{"familyName": "Lovelace", "givenName": "Ada"}},
		{"user002", []string{}, map[string]string{"active": "false"}},
		{"user003", []string{"Reports"}, map[string]string{"externalId": ""}},
		{"new.user", []string{"Ledger", "Reports"}, map[string]string{"familyName": "Hopper", "externalId": "N1", "active": "true"}},
		{"new.other", []string{}, map[string]string{"familyName": ""}},
		{"user064", []string{"Reports", "team;1"}, map[string]string{"externalId": "E064"}},
	} {
		u := s.user(t, want.userName)
		if got := u.values(); !slices.Equal(got, want.values) {
			t.Errorf("%s has %q, want %q", want.userName, got, want.values)
		}
		for attribute, text := range want.texts {
			if got := u.text(attribute); got != text {
				t.Errorf("%s of %s is %q, want %q", attribute, want.userName, got, text)
			}
		}
		if strings.HasPrefix(want.userName, "user") {
			s.kept(t, u)
		}
	}
	patches, puts := s.writes()["PATCH"], s.writes()["PUT"]
	if s.noPatch && (patches > 0 || puts != 4) || !s.noPatch && (puts > 0 || patches != 4) {
		t.Errorf("%d PATCH and %d PUT were sent", patches, puts)
	}
}

// kept makes sure that what this program does not manage is as it was.
func (s *service) kept(t *testing.T, u *held) {
	t.Helper()
	name, _ := u.attributes["name"].(map[string]any)
	if u.text("title") != "Clerk" || u.text("displayName") == "" || name["honorificPrefix"] != "Dr." ||
		!strings.Contains(u.text("emails"), "@acme.example") || u.text(enterprise) != `{"costCenter":"4711"}` {
		t.Errorf("%s has lost attributes: %v", u.text("userName"), u.attributes)
	}
	if list := u.text("entitlements"); strings.Contains(list, "Reports") && !strings.Contains(list, `"display":"All reports"`) {
		t.Errorf("an entitlement of %s that stayed has lost what else it said: %s", u.text("userName"), list)
	}
}

// Between the look at a user and the write, another administrator gives them something: what he gave
// stays, and the change is left alone, whether the service or this program notices.
func TestWhatAnotherAdministratorDoesMeanwhileIsNotWrittenOver(t *testing.T) {
	for name, c := range map[string]struct {
		service *service
		at      string // the request before which he acts
	}{
		"by PATCH, at a service with versions":  {&service{versions: true, allFilters: true}, "PATCH /Users/Usr-0003X"},
		"by PUT, at a service with versions":    {&service{versions: true, noPatch: true}, "PUT /Users/Usr-0003X"},
		"by PUT, at a service without versions": {&service{noPatch: true}, "GET /Users/Usr-0003X"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.service.people(5).serve(t)
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "staff.csv"), []byte("userName,workspaces\nuser001,<none>\nuser002,<none>\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			s.scimsheet(t, folder, 0, "plan", "staff.csv", "-o", "run", "--max-revocations", "all")
			s.meddling(func(request string) bool {
				if request != c.at {
					return false
				}
				u := s.find("Usr-0003X")
				u.attributes = maps.Clone(u.attributes)
				u.attributes["entitlements"] = []any{map[string]any{"value": "given meanwhile"}}
				u.version++
				return true
			})
			applied := s.scimsheet(t, folder, 4, "apply", "run", "--yes")
			if outcomes := applied["outcomes"].(map[string]any); outcomes["applied"] != 1.0 || outcomes["drifted"] != 1.0 {
				t.Errorf("applied came to %v", outcomes)
			}
			if got := s.user(t, "user002").values(); !slices.Equal(got, []string{"given meanwhile"}) {
				t.Errorf("user002 has %q", got)
			}
		})
	}
}

// Fifty is how many workspaces Anaplan takes in a request. Others may hold more.
func TestMorePlainValuesThanAnaplanTakesInARequest(t *testing.T) {
	for name, s := range map[string]*service{"by PATCH": {}, "by PUT": {noPatch: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.people(2).serve(t)
			var held []any
			var named []string
			for i := range 120 {
				held = append(held, map[string]any{"value": fmt.Sprintf("held %03d", i), "type": "licence"})
				named = append(named, fmt.Sprintf("held %03d", i))
			}
			s.users[0].attributes["entitlements"] = held[:60]
			s.users[1].attributes["entitlements"] = held[60:]
			folder := t.TempDir()
			staff := "userName,givenName,workspaces\nuser000,Augusta,held 119\nnew,," + strings.Join(named, ";") + "\n"
			if err := os.WriteFile(filepath.Join(folder, "staff.csv"), []byte(staff), 0o600); err != nil {
				t.Fatal(err)
			}
			s.scimsheet(t, folder, 0, "plan", "staff.csv", "-o", "run", "--entitlements", "add")
			s.scimsheet(t, folder, 0, "apply", "run", "--yes")
			if u := s.user(t, "user000"); len(u.values()) != 61 || u.text("givenName") != "Augusta" || !strings.Contains(u.text("entitlements"), `"type":"licence"`) {
				t.Errorf("user000 is %v", u.attributes)
			}
			if n := len(s.user(t, "new").values()); n != 120 {
				t.Errorf("the new user has %d values", n)
			}
			// Of more than fifty some are taken, others given.
			staff = "userName,workspaces\nuser000," + strings.Join(named[5:70], ";") + "\n"
			if err := os.WriteFile(filepath.Join(folder, "swap.csv"), []byte(staff), 0o600); err != nil {
				t.Fatal(err)
			}
			swap := s.scimsheet(t, folder, 0, "plan", "swap.csv", "-o", "swap", "--max-revocations", "all")
			if requests := swap["requests"].(map[string]any); requests["write"] != 1.0 || count(t, swap, "blocked") != 0 {
				t.Errorf("planned %v in %v", swap["counts"], requests)
			}
			s.scimsheet(t, folder, 0, "apply", "swap", "--yes")
			if got := slices.Sorted(slices.Values(s.user(t, "user000").values())); !slices.Equal(got, named[5:70]) {
				t.Errorf("user000 has %d values", len(got))
			}
		})
	}
}

// Where a service does not filter as it says, everybody is read in the end, and once is enough: to find out
// what a row means that nobody asked for holds, too.
func TestAServiceThatOnlySaysThatItFiltersIsReadOnce(t *testing.T) {
	const people, page = 60, 2
	s := (&service{deafFilter: true, pageSize: page}).people(people).serve(t)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "staff.csv"), []byte("userName,workspaces\nUser001,team;0\nuser002,Nowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	planned := s.scimsheet(t, folder, 3, "plan", "staff.csv", "-o", "run", "--max-revocations", "all")
	snapshot, requests := planned["snapshot"].(map[string]any), planned["requests"].(map[string]any)
	if snapshot["read"] != "all" || snapshot["complete"] != true || count(t, planned, "create") != 0 {
		t.Errorf("%v of %v", planned["counts"], snapshot)
	}
	asked := 0
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, request := range s.requests {
		if request == "GET /Users" {
			asked++
		}
	}
	if asked > people/page+5 || requests["read"] != float64(asked) {
		t.Errorf("%d requests, at most %d; %v told", asked, people/page+5, requests["read"])
	}
}
