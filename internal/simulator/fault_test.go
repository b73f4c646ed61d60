package simulator

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

func TestFaultsAreReadFromText(t *testing.T) {
	for text, want := range map[string]Fault{
		"GET=503":                             {Method: "GET", Kind: Refuse, Status: 503},
		"get=503":                             {Method: "GET", Kind: Refuse, Status: 503},
		"*=401@3":                             {Method: "*", Kind: Refuse, Status: 401, Nth: 3},
		"POST:ada@acme.example=500@1":         {Method: "POST", Part: "ada@acme.example", Kind: Refuse, Status: 500, Nth: 1},
		"POST=502-after":                      {Method: "POST", Kind: RefuseAfter, Status: 502},
		"GET=429@every10,retry-after=2":       {Method: "GET", Kind: Refuse, Status: 429, Every: 10, RetryAfter: 2},
		"GET=429@every 10, retry-date=2":      {Method: "GET", Kind: Refuse, Status: 429, Every: 10, RetryAfter: 2, RetryDate: true},
		"PATCH=reset-before@p0.05,times=20":   {Method: "PATCH", Kind: ResetBefore, Chance: 0.05, Times: 20},
		"PUT=reset-after":                     {Method: "PUT", Kind: ResetAfter},
		"GET=slow=2s@1":                       {Method: "GET", Kind: Slow, Wait: 2 * time.Second, Nth: 1},
		"POST=late=300ms":                     {Method: "POST", Kind: Late, Wait: 300 * time.Millisecond},
		"GET:/2/0/workspaces=garbage,times=1": {Method: "GET", Part: "/2/0/workspaces", Kind: Garbage, Times: 1},
		"GET=truncate":                        {Method: "GET", Kind: Truncate},
		"POST=partial":                        {Method: "POST", Kind: Partial},
		"POST=partial=2@every3":               {Method: "POST", Kind: Partial, Some: 2, Every: 3},
		"GET=403/404":                         {Method: "GET", Kind: Refuse, Status: 403, Body: 404},
		"PUT=403/404-after@1,retry-after=2":   {Method: "PUT", Kind: RefuseAfter, Status: 403, Body: 404, Nth: 1, RetryAfter: 2},
		"*:/=redirect":                        {Method: "*", Part: "/", Kind: Redirect},
		"PATCH=error-in-200":                  {Method: "PATCH", Kind: ErrorIn200},
		"GET=no-entitlements":                 {Method: "GET", Kind: NoEntitlements},
		"GET=duplicate@2":                     {Method: "GET", Kind: Duplicate, Nth: 2},
		"GET=short":                           {Method: "GET", Kind: Short},
		"GET=total":                           {Method: "GET", Kind: Total},
		"GET=shift":                           {Method: "GET", Kind: Shift},
		"*=expire@p1":                         {Method: "*", Kind: Expire, Chance: 1},
	} {
		got, err := ParseFault(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v %v, want %+v", text, got, err, want)
		}
	}
}

func TestFaultsThatCannotBeReadSayWhy(t *testing.T) {
	for text, word := range map[string]string{
		"":                               "METHOD[:PART]=KIND",
		"GET":                            "METHOD[:PART]=KIND",
		"FETCH=500":                      "the method is \"FETCH\"",
		"GET=200":                        "400 to 599",
		"GET=explode":                    "no kind \"explode\"",
		"GET=":                           "no kind",
		"GET=503-before":                 "no kind",
		"GET=slow":                       "slow=2s",
		"GET=slow=fast":                  "slow=2s",
		"GET=late=-1s":                   "late=2s",
		"GET=garbage=1":                  "takes no value",
		"GET=short=1":                    "takes no value",
		"PATCH=partial=0":                "partial needs",
		"PATCH=partial=":                 "partial needs",
		"GET=403/200":                    "no kind",
		"GET=403/":                       "no kind",
		"GET=200/404":                    "no kind",
		"GET=500@":                       "after @",
		"GET=500@0":                      "after @",
		"GET=500@p2":                     "probability",
		"GET=500@p0":                     "probability",
		"GET=500@pNaN":                   "probability",
		"GET=500@every":                  "every needs a number",
		"GET=500,often=1":                "no setting \"often\"",
		"GET=500,times=0":                "times needs",
		"GET=reset-before,retry-after=1": "with a status only",
		"GET=500,retry-after=x":          "retry-after needs",
	} {
		_, err := ParseFault(text)
		if err == nil || !strings.Contains(err.Error(), word) || !strings.Contains(err.Error(), `fault "`+text+`"`) {
			t.Errorf("%q: %v, want it to say %q", text, err, word)
		}
	}
	if _, err := ParseFaults([]string{"GET=500", "x"}); err == nil {
		t.Error("a list with a wrong rule is taken")
	}
}

func FuzzFault(f *testing.F) {
	for _, seed := range []string{"GET=503@3,retry-after=2", "POST:a=reset-after@p0.05,times=20", "*=slow=2s@every 3", "GET=429-after,retry-date=1", ":=@,", "PUT=403/404-after@2", "POST=partial=2", "GET=short"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := ParseFault(text)
		if err != nil {
			if reflect.ValueOf(fault).IsZero() {
				return
			}
			t.Fatalf("%q: a rule and an error", text)
		}
		again, err := ParseFault(fault.String())
		if err != nil || again != fault {
			t.Errorf("%q is %+v, written %q, read again %+v %v", text, fault, fault, again, err)
		}
	})
}

func rules(t *testing.T, texts ...string) []Fault {
	t.Helper()
	list, err := ParseFaults(texts)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAStatusIsAnsweredBeforeAnyEffect(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "POST=503@1,retry-after=7")})
	a := v.scim("POST", "/Users", resource("ada@acme.example", ""))
	v.refused(a, 503, "", "fault")
	if a.header.Get("Retry-After") != "7" {
		t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
	}
	if _, there := v.tenant.Account("ada@acme.example"); there {
		t.Error("the refused POST had an effect")
	}
	v.ada()
}

func TestRetryAfterMayBeADate(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now, Faults: rules(t, "GET=429,retry-date=60")})
	if got := v.must(429, "GET", "/Users", "").header.Get("Retry-After"); got != "Sat, 21 Nov 2026 21:01:00 GMT" {
		t.Errorf("Retry-After is %q", got)
	}
}

func TestAStatusAfterTheEffect(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "POST=502-after@1")})
	v.refused(v.scim("POST", "/Users", resource("ada@acme.example", "")), 502, "", "fault")
	v.stored("ada@acme.example")
	if w := v.tenant.Writes(); len(w) != 1 || !w[0].Effect || w[0].Status != 201 {
		t.Errorf("writes are %+v", w)
	}
}

func TestAResetBeforeLosesTheRequestAndAfterLosesTheAnswer(t *testing.T) {
	for kind, effect := range map[string]bool{"reset-before": false, "reset-after": true} {
		v := open(t, Options{Faults: rules(t, "POST="+kind)})
		if a := v.scim("POST", "/Users", resource("ada@acme.example", "")); a.err == nil {
			t.Errorf("%s: answered %d", kind, a.status)
		}
		if _, there := v.tenant.Account("ada@acme.example"); there != effect {
			t.Errorf("%s: effect is %v", kind, there)
		}
	}
}

func TestGarbageIsAPageOfHTMLWithoutEffect(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "*=garbage")})
	a := v.must(200, "POST", "/Users", resource("ada@acme.example", ""))
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(a.body, "<html>") {
		t.Errorf("answered %s %s", a.header.Get("Content-Type"), a.body)
	}
	if len(v.tenant.Accounts()) != 1 {
		t.Error("garbage had an effect")
	}
}

func TestATruncatedAnswerBreaksInTheMiddle(t *testing.T) {
	v := open(t, Options{Users: 30, Workspaces: 4, Faults: rules(t, "GET=truncate@1")})
	a := v.scim("GET", "/Users", "")
	if a.err == nil || a.status != 200 || a.body == "" {
		t.Errorf("answered %d, %d bytes, error %v", a.status, len(a.body), a.err)
	}
	v.must(200, "GET", "/Users", "")
}

func TestAPartialWriteKeepsTheUserAndNotTheWorkspaces(t *testing.T) {
	v := open(t, Options{Workspaces: 4, Faults: rules(t, "POST=partial", "PATCH=partial", "PUT=partial")})
	one, two := workspaceIDs(v.tenant, 0)[0], workspaceIDs(v.tenant, 1)[0]
	a := v.scim("POST", "/Users", resource("ada@acme.example", `,"entitlements":`+entitled(one)))
	v.refused(a, 207, "invalidValue", one+" (entitlements are not available)")
	ada := v.stored("ada@acme.example")
	if len(ada.Workspaces) != 0 {
		t.Fatalf("Ada has %v", ada.Workspaces)
	}
	v.tenant.Edit("ada@acme.example", func(a *identity.Account) { a.Workspaces = []string{one} })
	for _, c := range []struct{ name, method, body string }{
		{"replace", "PATCH", patchBody(`{"op":"replace","path":"externalId","value":"E5"},{"op":"replace","path":"entitlements","value":` + entitled(two) + `}`)},
		{"take all", "PATCH", patchBody(`{"op":"replace","path":"externalId","value":"E5"},{"op":"replace","path":"entitlements","value":[]}`)},
		{"PUT", "PUT", resource("ada@acme.example", `,"externalId":"E5"`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := *v
			v.T = t
			v.refused(v.scim(c.method, "/Users/"+ada.ID, c.body), 207, "invalidValue", "entitlements are not available")
			if got := v.stored("ada@acme.example"); got.ExternalID != "E5" || !slices.Equal(got.Workspaces, []string{one}) {
				t.Errorf("stored %+v", got)
			}
		})
	}
	v.must(200, "PATCH", "/Users/"+ada.ID, patchBody(`{"op":"replace","path":"active","value":false}`))
}

func TestShiftingMakesFollowingPagesRepeatAndSkip(t *testing.T) {
	v := open(t, Options{Users: 40, Faults: rules(t, "GET=shift")})
	first := v.list("count", "10")
	second := v.list("startIndex", "11", "count", "10") // somebody came: the last of the first page again
	if second.TotalResults != 41 || second.Resources[0].ID != first.Resources[9].ID {
		t.Errorf("total %d, the second page starts with %s, want %s", second.TotalResults, second.Resources[0].ID, first.Resources[9].ID)
	}
	third := v.list("startIndex", "21", "count", "10") // and went
	if third.TotalResults != 40 {
		t.Errorf("total %d", third.TotalResults)
	}
	seen := map[string]bool{}
	for _, page := range []scim.ListResponse{first, second, third} {
		for _, u := range page.Resources {
			seen[u.ID] = true
		}
	}
	if len(seen) != 29 {
		t.Errorf("%d different users on three pages of ten, want 29", len(seen))
	}
}

func TestTokensExpireInMidRun(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "GET=expire@2")}).withToken()
	v.must(200, "GET", "/Users", "")
	v.must(401, "GET", "/Users", "")
	v.withToken().must(200, "GET", "/Users", "")
}

func TestARuleStrikesWhenItIsDue(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"GET=500", "xxxxxx"},
		{"GET=500@3", "..x..."},
		{"GET=500@every2", ".x.x.x"},
		{"GET=500,times=2", "xx...."},
		{"GET=500@every2,times=2", ".x.x.."},
		{"GET=500@p1", "xxxxxx"},
		{"POST=500", "......"},
		{"*=500@1", "x....."},
		{"GET:/token/=500", "......"},
		{"GET:startIndex=500", "......"},
		{"GET:count=500", "xxxxxx"},
	} {
		v := open(t, Options{Faults: rules(t, c.rule)})
		got := ""
		for range 6 {
			if v.scim("GET", "/Users?count=1", "").status == 500 {
				got += "x"
			} else {
				got += "."
			}
		}
		if got != c.want {
			t.Errorf("%s strikes %s, want %s", c.rule, got, c.want)
		}
	}
}

func TestARuleWithoutAPartIsAboutUsersOnly(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "*=500")}).withToken()
	v.status(v.ask("GET", v.server.APIURL+"/2/0/workspaces", ""), 200)
	v.must(200, "GET", "/Schemas", "")
	v.must(500, "GET", "/Users", "")
}

func TestAPartIsLookedForInPathQueryAndBody(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "*:ada@acme.example=500", "*:/token/=503")})
	v.refused(v.scim("GET", "/Users?"+query("filter", `userName eq "ada@acme.example"`), ""), 500, "", "fault")
	v.refused(v.scim("POST", "/Users", resource("ada@acme.example", "")), 500, "", "fault")
	v.must(201, "POST", "/Users", resource("bob@acme.example", ""))
	a := v.ask("POST", v.server.AuthURL+"/token/authenticate", "")
	v.status(a, 503)
	if !strings.Contains(a.body, `"statusMessage"`) {
		t.Errorf("the token service fails in words of its own: %s", a.body)
	}
}

func TestTheFirstRuleThatIsDueWinsAndAllCount(t *testing.T) {
	v := open(t, Options{Faults: rules(t, "GET=500@2", "GET=503@2", "GET=502@3")})
	var got []int
	for range 4 {
		got = append(got, v.scim("GET", "/Users", "").status)
	}
	if want := []int{200, 500, 502, 200}; !slices.Equal(got, want) {
		t.Errorf("answered %v, want %v", got, want)
	}
}

func TestRulesCanBeChangedWhileItRuns(t *testing.T) {
	v := open(t, Options{})
	v.tenant.SetFaults(rules(t, "GET=500")...)
	v.must(500, "GET", "/Users", "")
	v.tenant.SetFaults()
	v.must(200, "GET", "/Users", "")
}

func TestChanceDependsOnTheSeedAlone(t *testing.T) {
	pattern := func(seed uint64) string {
		f := newFaults([]Fault{{Method: "*", Part: "", Kind: Refuse, Status: 500, Chance: 0.5}}, seed)
		x := exchangeAt(usersPath)
		text := ""
		for range 64 {
			text += map[bool]string{true: "x", false: "."}[f.next(x) != nil]
		}
		return text
	}
	if one, again := pattern(1), pattern(1); one != again || one == pattern(2) {
		t.Error("the same seed must give the same faults, another seed others")
	}
	if n := strings.Count(pattern(1), "x"); n < 16 || n > 48 {
		t.Errorf("%d of 64 at one half", n)
	}
}

func TestRequestsAreCountedByMethodAndClass(t *testing.T) {
	v := open(t, Options{Workspaces: 1, Faults: rules(t, "GET=500@1")})
	id := v.ada()
	v.scim("GET", "/Users", "")
	v.scim("GET", "/Users?count=1", "")
	v.scim("GET", "/Users/"+id, "")
	v.scim("GET", "/Schemas", "")
	v.scim("GET", "/Groups", "")
	v.withToken()
	v.ask("GET", v.server.APIURL+"/2/0/workspaces", "")
	for _, c := range []struct {
		method string
		class  Class
		want   int
	}{
		{"POST", Users, 1}, {"GET", Users, 2}, {"", Users, 3}, {"GET", User, 1}, {"GET", Discovery, 1}, {"", Token, 1}, {"", API, 1},
		{"", Elsewhere, 1}, {"", "", 8}, {"DELETE", "", 0},
	} {
		if got := v.tenant.Requests(c.method, c.class); got != c.want {
			t.Errorf("%q to %q: %d requests, want %d", c.method, c.class, got, c.want)
		}
	}
	v.tenant.Forget()
	if v.tenant.Requests("", "") != 0 || len(v.tenant.Writes()) != 0 {
		t.Error("what was forgotten is still counted")
	}
}
