package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// paged lets some 600 people fill a long plan's page, with most of them beyond the plain rows.
var paged = onPage{people: 150, others: 40, first: 150}

// TestTheChangePageInABrowser opens the page as people do. Each tab fails by itself where the page writes to
// the console, breaks its own policy, opens a dialog or asks for anything but its own file.
func TestTheChangePageInABrowser(t *testing.T) {
	browser := startBrowser(t)
	for _, story := range []struct {
		name string
		tell func(tb *tab)
	}{
		{"the search finds people whatever the accents and the case", searchFinds},
		{"each filter leaves those of whom it is true", filtersNarrow},
		{"columns are sorted by a click, by a key and backwards", columnsSort},
		{"an address carries what is shown, and can be cleared", addressCarries},
		{"a bar, a number and a risk lead to their people", chartsLead},
		{"a long plan is turned page by page and searched as a whole", longPlansArePaged},
		{"everything is there without a script", worksWithoutScript},
		{"letters are told from their ground in light and in dark", contrastSuffices},
		{"nothing is wider than a phone", fitsAPhone},
		{"it prints what the filters leave, all of it", prints},
		{"hostile text stays text", hostileTextStaysText},
		{"fifty thousand changes open", hugePlansOpen},
	} {
		t.Run(story.name, func(t *testing.T) { story.tell(openTab(t, browser)) })
	}
}

func searchFinds(tb *tab) {
	tb.open(companyPlan(600), usually, "")
	if got := tb.found(); got != "600 of 600 people shown" {
		tb.Error(got)
	}
	tb.do(chromedp.SendKeys(chromedp.CSS("input[type=search]"), "LOPEZ garcia"))
	shown := value[int](tb, `document.querySelectorAll("#who-table tbody tr").length`)
	tb.want("only the López García are shown", `Array.from(document.querySelectorAll("#who-table tbody tr")).every((row) => row.textContent.includes("López García"))`)
	if got := tb.found(); shown == 0 || !strings.HasPrefix(got, number(shown)+" of 600 people shown") {
		tb.Errorf("%d rows, and %q", shown, got)
	}
	tb.choose("q", "nobody is called that")
	tb.want("an empty result says so", `!document.querySelector("#who .empty").hidden && document.querySelector("#who-table").hidden`)
	if got := tb.found(); got != "0 of 600 people shown · 0 of 120 who stay as they are" {
		tb.Error(got)
	}
	tb.choose("q", "stays.7@")
	if got := tb.found(); got != "0 of 600 people shown · 1 of 120 who stay as they are" {
		tb.Error("somebody who stays is not found: ", got)
	}
	tb.choose("q", "research & dev")
	tb.want("a group is found", `document.querySelector("#who-table tbody tr").cells[2].textContent === "Research & Development"`)
}

func filtersNarrow(tb *tab) {
	in := companyPlan(600)
	tb.open(in, paged, "")
	space := in.Plan.Changes[4].Revocations[0]
	for _, filter := range []struct {
		asked string // key=choice, key=choice
		fits  func(c *plan.Change) bool
	}{
		{"kind=deactivate", func(c *plan.Change) bool { return c.Action == plan.Deactivate }},
		{"kind=blocked", func(c *plan.Change) bool { return c.Action == plan.Blocked }},
		{"risk=largeShare", func(c *plan.Change) bool { return hasRisk(c, plan.RiskLargeShare) }},
		{"workspace=" + space.ID, func(c *plan.Change) bool { return touches(c.Grants, space) || touches(c.Revocations, space) }},
		{"workspace=" + space.ID + ", access=loses", func(c *plan.Change) bool { return touches(c.Revocations, space) }},
		{"access=gets", func(c *plan.Change) bool { return len(c.Grants) > 0 }},
		{"group=Legal", func(c *plan.Change) bool { return c.Group == "Legal" && c.Action != plan.None }},
		{"group=(no Department), kind=update", func(c *plan.Change) bool { return c.Group == "" && c.Action == plan.Update }},
	} {
		tb.choose("q", "")
		value[bool](tb, `(document.querySelector("#find .clear").click(), true)`)
		for _, pair := range strings.Split(filter.asked, ", ") {
			key, choice, _ := strings.Cut(pair, "=")
			tb.choose(key, choice)
		}
		want := 0
		for i := range in.Plan.Changes {
			if filter.fits(&in.Plan.Changes[i]) {
				want++
			}
		}
		if got := tb.found(); want == 0 || got != number(want)+" of 600 people shown" {
			tb.Errorf("%s: %q, want %d", filter.asked, got, want)
		}
	}
}

func hasRisk(c *plan.Change, code string) bool {
	for _, r := range c.Risks {
		if r.Code == code {
			return true
		}
	}
	return false
}

func touches(workspaces []identity.Workspace, one identity.Workspace) bool {
	for _, w := range workspaces {
		if w.ID == one.ID {
			return true
		}
	}
	return false
}

func columnsSort(tb *tab) {
	tb.open(sampleInput(), usually, "")
	asShown := tb.users()
	if !strings.HasPrefix(asShown, "tunde@acme.example maria@acme.example jean-luc@acme.example") {
		tb.Errorf("what takes something away does not stand first: %s", asShown)
	}
	tb.do(chromedp.Click(chromedp.CSS("#who-table th[data-is=person] button")))
	tb.want("the header says so", `document.querySelector("#who-table th[data-is=person]").getAttribute("aria-sort") === "ascending"`)
	upwards := "ada@acme.example asa.oberg@acme.example emmy@acme.example grace@acme.example jean-luc@acme.example maria@acme.example " +
		"olga@acme.example svc-scim@acme.example tunde@acme.example zeno@acme.example"
	if got := tb.users(); got != upwards {
		tb.Errorf("by person: %s", got)
	}
	value[bool](tb, `(document.querySelector("#who-table th[data-is=person] button").focus(), true)`)
	tb.do(chromedp.KeyEvent(kb.Enter))
	tb.want("the other way with a key", `document.querySelector("#who-table th[data-is=person]").getAttribute("aria-sort") === "descending" &&
		document.querySelector("[data-key=sort]").value === "-2" && document.activeElement.closest("th").dataset.is === "person"`)
	tb.do(chromedp.KeyEvent(kb.Enter))
	if got := tb.users(); got != asShown {
		tb.Errorf("the third time: %s", got)
	}
	tb.do(chromedp.Click(chromedp.CSS("#workspaces-table th[data-is=before] button")))
	tb.want("numbers are sorted as numbers", `Array.from(document.querySelectorAll("#workspaces-table tbody tr"), (row) => Number(row.cells[1].textContent))
		.every((n, i, all) => i === 0 || all[i - 1] <= n)`)
}

func addressCarries(tb *tab) {
	tb.open(sampleInput(), usually, "#kind=update&q=okafor&sort=-2")
	if got := tb.found(); !strings.HasPrefix(got, "1 of 10 people shown") {
		tb.Error(got)
	}
	tb.want("the controls say what the address asks for", `document.querySelector("[data-key=kind]").value === "update" &&
		document.querySelector("[data-key=q]").value === "okafor" && document.querySelector("[data-key=sort]").value === "-2"`)
	value[bool](tb, `(document.querySelector("#find .clear").click(), true)`)
	tb.want("cleared", `location.hash === "" && Array.from(document.querySelectorAll("[data-key]")).every((control) => control.value === "") &&
		document.activeElement.dataset.key === "q"`)
	if got := tb.found(); got != "10 of 10 people shown" {
		tb.Error(got)
	}
	tb.choose("q", "a&b=c #é")
	tb.want("anything can be searched for by an address", `new URLSearchParams(location.hash.slice(1)).get("q") === "a&b=c #é"`)
	tb.choose("q", "ada")
	value[bool](tb, followed(`location.hash = "limits"`))
	if got := tb.found(); !strings.HasPrefix(got, "1 of 10 people shown") {
		tb.Error("going to a section clears the search: ", got)
	}
	value[bool](tb, followed(`location.hash = "kind=nonsense&workspace=no"`))
	if got := tb.found(); got != "10 of 10 people shown" {
		tb.Error("what nobody offers filters: ", got)
	}
}

// followed waits until the page has followed a new address.
func followed(goTo string) string {
	return `new Promise((go) => { addEventListener("hashchange", () => go(true), { once: true }); ` + goTo + ` })`
}

func chartsLead(tb *tab) {
	tb.open(sampleInput(), usually, "")
	for _, lead := range []struct{ place, shown string }{
		{`#numbers figure.kinds a[href="#kind=deactivate"]`, "jean-luc@acme.example zeno@acme.example"},
		{`#happens .figures a[href="#access=loses"]`, "tunde@acme.example maria@acme.example"},
		{`#numbers figure.spaces a[href="#workspace=` + sales.ID + `"]`, "maria@acme.example asa.oberg@acme.example"},
		{`#risks a[href="#risk=callerAccount"]`, "svc-scim@acme.example"},
	} {
		value[bool](tb, followed(`document.querySelector(`+inScript(lead.place)+`).click()`))
		if got := tb.users(); got != lead.shown {
			tb.Errorf("%s shows %s, want %s", lead.place, got, lead.shown)
		}
	}
	tb.do(chromedp.Click(chromedp.CSS("figure.kinds li:nth-child(2) svg")))
	value[bool](tb, `new Promise((go) => { const look = () => document.querySelector("[data-key=kind]").value === "create" ? go(true) : setTimeout(look, 10); look() })`)
	if got := tb.users(); got != "asa.oberg@acme.example" {
		tb.Errorf("the bar of new accounts shows %s", got)
	}
	tb.picture("change-report-filtered.png")
}

func longPlansArePaged(tb *tab) {
	tb.open(companyPlan(600), paged, "")
	rows := `document.querySelectorAll("#who-table tbody tr").length`
	where := `document.querySelector("#who .pager span").textContent`
	if got := value[int](tb, rows); got != 100 {
		tb.Errorf("%d rows on the first page", got)
	}
	seen := map[string]bool{}
	for at, want := range []string{"1–100 of 600", "101–200 of 600", "201–300 of 600", "301–400 of 600", "401–500 of 600", "501–600 of 600"} {
		if got := value[string](tb, where); got != want {
			tb.Errorf("page %d says %q", at+1, got)
		}
		for _, user := range strings.Fields(tb.users()) {
			seen[user] = true
		}
		if at < 5 {
			value[bool](tb, `(document.querySelectorAll("#who .pager")[1].lastChild.click(), true)`)
		}
	}
	if len(seen) != 600 {
		tb.Errorf("%d of 600 people were on some page", len(seen))
	}
	tb.want("there is no page after the last", `document.querySelector("#who .pager").lastChild.disabled && document.activeElement.textContent === "Previous"`)
	tb.choose("q", "tunde.okafor.599@")
	if got := tb.users(); got != "tunde.okafor.599@acme-industries.example" {
		tb.Errorf("the search shows %s", got)
	}
	tb.want("built rows read as those that came with the page", `document.querySelector("#who-table tbody td p.strong").textContent.length > 3 &&
		/workspaces: 2 → 3/.test(document.querySelector("#who-table tbody").textContent)`)
	tb.choose("q", "")
	tb.choose("group", "(no Department)")
	tb.choose("sort", "5")
	tb.want("sorted as numbers within text", `(() => { const rows = Array.from(document.querySelectorAll("#who-table tbody tr"), (row) => Number(row.cells[4].textContent.match(/\d+/)[0]));
		return rows.length > 20 && rows.every((n, i) => i === 0 || rows[i - 1] < n) })()`)
}

func worksWithoutScript(tb *tab) {
	tb.withoutScript()
	tb.open(companyPlan(600), paged, "")
	tb.want("what needs a script is not shown", `document.querySelector("#find").offsetHeight === 0 && document.querySelectorAll("button:not(#find button), [data-filter] a").length === 0`)
	if got := value[int](tb, `document.querySelectorAll("#who-table tbody tr").length`); got != 150 {
		tb.Errorf("%d plain rows", got)
	}
	if got := value[string](tb, `document.querySelector("#who .more").innerText`); got != "These are the first 150 of 600. All are in change-report.xlsx, sheet Changes." {
		tb.Error(got)
	}
	tb.open(sampleInput(), usually, "")
	tb.picture("change-report-no-script.png")
}

func fitsAPhone(tb *tab) {
	tb.do(chromedp.EmulateViewport(375, 812, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch))
	for _, in := range []Input{hostilePage(), companyPlan(300), sampleInput()} {
		tb.open(in, usually, "")
		if got := value[int](tb, `document.scrollingElement.scrollWidth`); got > 375 {
			tb.Errorf("%d wide: %s", got, value[string](tb, `Array.from(document.querySelectorAll("main *")).filter((e) => e.getBoundingClientRect().right > 376).map((e) => e.tagName + "." + e.className).slice(0, 5).join(" ")`))
		}
		tb.want("every control is large enough for a finger", `Array.from(document.querySelectorAll("#find input, #find select, #find button")).every((c) => c.offsetHeight >= 44)`)
	}
	tb.picture("change-report-phone.png")
}

func prints(tb *tab) {
	tb.open(companyPlan(600), paged, "#kind=update")
	value[bool](tb, `(addEventListener("beforeprint", () => { window.printed = document.querySelectorAll("#who-table tbody tr").length }), true)`)
	paper, err := chromedp.Run(tb.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	check(tb, err)
	if !bytes.HasPrefix(paper, []byte("%PDF-")) {
		tb.Error("what is printed is no PDF")
	}
	if got := value[int](tb, `window.printed`); got != 420 {
		tb.Errorf("%d people were printed", got)
	}
	tb.want("the screen is as before", `document.querySelectorAll("#who-table tbody tr").length === 100`)
	tb.open(sampleInput(), usually, "")
	paper, err = chromedp.Run(tb.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	check(tb, err)
	check(tb, keepArtefact(tb, "change-report.pdf", paper))
}

func contrastSuffices(tb *tab) {
	for _, scheme := range []string{"light", "dark"} {
		tb.emulate(&emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme})
		tb.open(sampleInput(), usually, "")
		if poor := value[[]string](tb, contrastScript); len(poor) > 0 {
			tb.Errorf("%s: less than 4.5 to 1 (WCAG 2.2, 1.4.3): %s", scheme, strings.Join(poor, "; "))
		}
		dark := value[bool](tb, `(([r, g, b]) => r + g + b < 200)(getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number))`)
		if dark != (scheme == "dark") {
			tb.Errorf("%s: the page is dark: %t", scheme, dark)
		}
		tb.picture("change-report-" + scheme + ".png")
	}
}

// contrastScript lists texts that are too close to their background.
const contrastScript = `(() => {
	const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
	const light = (colour) => channels(colour).slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if ((channels(c)[3] ?? 1) > 0) return c } return "rgb(255,255,255)" };
	const poor = new Set();
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement;
		if (!texts.currentNode.textContent.trim() || !e.checkVisibility() || e.closest("script, option, :disabled")) continue;
		const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
		if ((a + 0.05) / (b + 0.05) < 4.5) poor.add(texts.currentNode.textContent.trim().slice(0, 40) + " in " + e.tagName + "." + e.className);
	}
	return Array.from(poor);
})()`

func hostileTextStaysText(tb *tab) {
	tb.open(hostilePage(), onPage{people: 1, others: 1, first: 1}, "")
	tb.want("no element came out of the plan", `document.querySelectorAll("main img, main script:not([type]), [onmouseover], td b").length === 0`)
	shown := value[string](tb, `document.querySelector("#who-table").textContent`)
	for _, text := range []string{"<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", `" onmouseover="alert(3)`, "<!--<script>"} {
		if !strings.Contains(shown, text) {
			tb.Errorf("%s is not shown as it is", text)
		}
	}
	tb.want("letters from right to left do not turn what stands around them", `Array.from(document.querySelectorAll("#who-table bdi"), (e) => e.textContent).includes("محمد")`)
	tb.want("nothing is endless", `Array.from(document.querySelectorAll("#who-table p")).every((p) => p.textContent.length < 500)`)
	tb.want("nothing overrides the direction", `!/[\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent)`)
	tb.choose("q", "<script>")
	tb.want("what is searched for stays text too", `document.querySelectorAll("#who-table tbody tr").length > 0`)
}

func hugePlansOpen(tb *tab) {
	tb.open(companyPlan(50_000), usually, "")
	if got := tb.found(); got != "50,000 of 50,000 people shown" {
		tb.Error(got)
	}
	tb.Log("opening took, in ms:", value[float64](tb, `performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd`))
	tb.choose("q", "kierkegaard 49")
	tb.want("people beyond the plain rows are found", `document.querySelectorAll("#who-table tbody tr").length > 10`)
	tb.choose("q", "")
	tb.choose("sort", "-2")
	tb.choose("kind", "create")
	if got := tb.found(); got != "5,000 of 50,000 people shown" {
		tb.Error(got)
	}
	tb.Log("search, sort and filter took, in ms:", value[[]int](tb, `[["q", "wójcik legal"], ["q", "wojcik leg"], ["sort", "2"], ["sort", "5"], ["kind", "update"]].map(([key, choice]) => {
		const control = document.querySelector("[data-key=" + key + "]"), from = performance.now();
		control.value = choice;
		control.dispatchEvent(new Event("input"));
		return Math.round(performance.now() - from) })`))
}

// hostilePage has what an input could hold to get out of where it is shown.
func hostilePage() Input {
	in := sampleInput()
	p := in.Plan
	tag, end, attribute, comment := "<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", `" onmouseover="alert(3)`, "<!--<script>"
	p.Changes[0].UserName = identity.UserName(tag)
	p.Changes[0].Grants = []identity.Workspace{{ID: "w1", Name: end}, {ID: "w2", Name: attribute}}
	p.Changes[1].Before.GivenName, p.Changes[1].Group = comment, tag+comment
	p.Changes[1].Attributes = []plan.Attribute{{Path: plan.PathGivenName, Before: "أحمد", After: "محمد"}, {Path: plan.PathExternalID, Before: "", After: "a\u202egnp.exe"}}
	p.Changes[2].Risks[0].Message = end + comment + "\u2028"
	p.Changes[3].Before.FamilyName = strings.Repeat("W", 32_000)
	p.Changes[3].Attributes = []plan.Attribute{{Path: plan.PathExternalID, Before: strings.Repeat("x", 32_000), After: attribute}}
	p.Changes[4].Group = strings.Repeat("wide", 8000)
	p.Changes[11].Detail = end + tag
	p.Operator, p.Tenant.Name, p.Policy.GroupBy = tag, end, attribute
	p.Inputs[0].Name = end + ".xlsx"
	in.Findings[0].Message, in.Findings[1].Hint = tag+end, comment
	counted := newTally(p)
	p.Counts = counted.counts()
	return in
}
