package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	markup "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"scimsheet/internal/plan"
	"scimsheet/templates"
)

// pageText is the page of a plan as text.
func pageText(t testing.TB, in Input, most onPage) string {
	t.Helper()
	d, err := newDryRun(in)
	check(t, err)
	var out bytes.Buffer
	check(t, d.printPage(&out, ChangeWorkbookName, most))
	return out.String()
}

func TestTheChangePageReadsAsItShould(t *testing.T) {
	page := pageText(t, sampleInput(), usually)
	for _, own := range []string{templates.ChangePageStyle, templates.ChangePageScript} {
		page = strings.Replace(page, own, "…\n", 1)
	}
	page = regexp.MustCompile(`sha256-.*?&#39;`).ReplaceAllString(page, "sha256-…&#39;")
	golden(t, "change-report.html", page)
}

// TestThePageHoldsOnlyWhatItMay goes through the page as a browser does, element by element.
func TestThePageHoldsOnlyWhatItMay(t *testing.T) {
	allowed := strings.Fields("html head meta title style body a header div p h1 b span nav ul li main section h2 h3 figure figcaption svg rect table caption " +
		"thead tbody tr th td label input select option button ol dl dt dd details summary footer script bdi")
	for name, in := range map[string]Input{"the sample": sampleInput(), "a hostile plan": hostilePage(), "a company": companyPlan(400)} {
		root, err := markup.Parse(strings.NewReader(pageText(t, in, paged)))
		check(t, err)
		ids := map[string]bool{}
		for node := range root.Descendants() {
			if node.Type == markup.CommentNode {
				t.Errorf("%s: the comment %.60q", name, node.Data)
			}
			if node.Type != markup.ElementNode {
				continue
			}
			if !slices.Contains(allowed, node.Data) {
				t.Errorf("%s: an element %s", name, node.Data)
			}
			for _, a := range node.Attr {
				switch key := strings.ToLower(a.Key); {
				case strings.HasPrefix(key, "on"), key == "style", key == "src", key == "srcset", key == "action", key == "formaction", key == "xlink:href":
					t.Errorf("%s: %s has the attribute %s", name, node.Data, a.Key)
				case key == "href" && !strings.HasPrefix(a.Val, "#"):
					t.Errorf("%s: a link to %s", name, a.Val)
				case key == "http-equiv" && a.Val != "Content-Security-Policy":
					t.Errorf("%s: http-equiv %s", name, a.Val)
				case key == "id" && ids[a.Val]:
					t.Errorf("%s: the id %s stands there twice", name, a.Val)
				case key == "id":
					ids[a.Val] = true
				}
			}
		}
	}
}

func TestThePagesPolicyAllowsItsOwnStyleAndScriptAndNothingElse(t *testing.T) {
	root, err := markup.Parse(strings.NewReader(pageText(t, hostilePage(), usually)))
	check(t, err)
	policy, inline := "", map[string]string{}
	for node := range root.Descendants() {
		switch {
		case node.DataAtom == atom.Meta && attribute(node, "http-equiv") != "":
			policy = attribute(node, "content")
		case node.DataAtom == atom.Style, node.DataAtom == atom.Script && attribute(node, "type") == "":
			if inline[node.Data] != "" {
				t.Errorf("more than one %s", node.Data)
			}
			digest := sha256.Sum256([]byte(node.FirstChild.Data))
			inline[node.Data] = base64.StdEncoding.EncodeToString(digest[:])
		}
	}
	want := fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; img-src 'none'; base-uri 'none'; form-action 'none'; "+
		"require-trusted-types-for 'script'; trusted-types 'none'", inline["style"], inline["script"])
	if policy != want {
		t.Errorf("the policy is\n%s\nand should be\n%s", policy, want)
	}
}

func attribute(node *markup.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestThePagesScriptMakesNoMarkupOfText(t *testing.T) {
	for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(", "XMLHttpRequest",
		"WebSocket", "sendBeacon", "localStorage", "sessionStorage", "indexedDB", "cookie", "import(", "http:", "https:"} {
		if strings.Contains(templates.ChangePageScript, forbidden) {
			t.Errorf("the script uses %s", forbidden)
		}
	}
	for _, loads := range []string{"url(", "@import", "src:"} {
		if strings.Contains(templates.ChangePageStyle, loads) {
			t.Errorf("the style sheet loads something: %s", loads)
		}
	}
}

func TestThePageCanBeReadAloud(t *testing.T) {
	root, err := markup.Parse(strings.NewReader(pageText(t, sampleInput(), usually)))
	check(t, err)
	level, landmarks := 0, map[string]int{}
	for node := range root.Descendants() {
		if node.Type != markup.ElementNode {
			continue
		}
		landmarks[node.Data]++
		switch node.Data {
		case "h1", "h2", "h3":
			next := int(node.Data[1] - '0')
			if next > level+1 {
				t.Errorf("a heading of level %d follows one of level %d", next, level)
			}
			level = next
		case "th":
			if attribute(node, "scope") == "" {
				t.Error("a header of a table that does not say of what")
			}
		case "svg":
			if attribute(node, "role") != "img" || attribute(node, "aria-label") == "" {
				t.Error("a picture without words")
			}
		case "input", "select":
			if node.Parent.Data != "label" {
				t.Errorf("%s %s has no label", node.Data, attribute(node, "data-key"))
			}
		case "table":
			if !hasChild(node, "caption") {
				t.Error("a table without a caption")
			}
		case "section":
			if attribute(node, "aria-labelledby") == "" {
				t.Error("a section without a name")
			}
		}
	}
	for _, once := range []string{"h1", "main", "header", "footer", "nav"} {
		if landmarks[once] != 1 {
			t.Errorf("%d elements %s", landmarks[once], once)
		}
	}
}

func hasChild(node *markup.Node, name string) bool {
	for child := range node.ChildNodes() {
		if child.Data == name {
			return true
		}
	}
	return false
}

func text(node *markup.Node) string {
	var out strings.Builder
	for child := range node.Descendants() {
		if child.Type == markup.TextNode {
			out.WriteString(child.Data)
		}
	}
	return out.String()
}

// TestEveryPersonStandsOnThePageOnce reads the plain rows and the data beside them.
func TestEveryPersonStandsOnThePageOnce(t *testing.T) {
	in := companyPlan(600)
	for _, most := range []onPage{{}, paged, {people: 599, others: 119, first: 599}, usually} {
		rows := tableRows(t, pageText(t, in, most), "who")
		seen := map[string]bool{}
		for _, row := range rows {
			seen[row[1]] = true
		}
		if len(rows) != 600 || len(seen) != 600 {
			t.Errorf("%+v: %d rows of %d people, want 600", most, len(rows), len(seen))
		}
		if len(tableRows(t, pageText(t, in, most), "unchanged")) != 120 {
			t.Errorf("%+v: not everybody who stays is there", most)
		}
	}
	if diff := cmp.Diff(tableRows(t, pageText(t, in, usually), "who"), tableRows(t, pageText(t, in, onPage{}), "who")); diff != "" {
		t.Errorf("a row reads otherwise as data (+) than as markup (-):\n%s", diff)
	}
}

// tableRows are the texts of a table's rows, of those that stand there as data too.
func tableRows(t *testing.T, page, id string) [][]string {
	t.Helper()
	root, err := markup.Parse(strings.NewReader(page))
	check(t, err)
	var rows [][]string
	for node := range root.Descendants() {
		switch {
		case node.Data == "tbody" && attribute(node.Parent, "id") == id+"-table":
			for row := range node.ChildNodes() {
				var cells []string
				for cell := range row.ChildNodes() {
					cells = append(cells, strings.TrimSpace(text(cell)))
				}
				if cells != nil {
					rows = append(rows, cells)
				}
			}
		case node.DataAtom == atom.Script && attribute(node, "id") == id+"-rest":
			rows = append(rows, recordRows(t, node.FirstChild.Data)...)
		}
	}
	return rows
}

func recordRows(t *testing.T, block string) [][]string {
	t.Helper()
	var read struct {
		Phrases []string
		Rows    [][]any
	}
	check(t, json.Unmarshal([]byte(block), &read))
	said := func(v any) string {
		if at, is := v.(float64); is {
			return read.Phrases[int(at)]
		}
		return v.(string)
	}
	var rows [][]string
	for _, record := range read.Rows {
		var cells []string
		for _, cell := range record[1:] {
			lines, many := cell.([]any)
			if !many {
				cells = append(cells, said(cell))
				continue
			}
			var whole strings.Builder
			for _, line := range lines {
				parts, toned := line.([]any)
				if !toned {
					parts = []any{"", line}
				}
				for _, part := range parts[1:] {
					whole.WriteString(said(part))
				}
			}
			cells = append(cells, strings.TrimSpace(whole.String()))
		}
		rows = append(rows, cells)
	}
	return rows
}

func TestFiveThousandChangesStayBelowThreeMegabytes(t *testing.T) {
	page := pageText(t, companyPlan(5000), usually)
	if len(page) > 3_000_000 {
		t.Errorf("%d bytes", len(page))
	}
	if strings.Contains(page, `id="who-rest"`) {
		t.Error("some of 5,000 people are only there with a script")
	}
}

func TestALongPageSaysWhereTheRestIs(t *testing.T) {
	in := companyPlan(600)
	folder := t.TempDir()
	d, err := newDryRun(in)
	check(t, err)
	var out bytes.Buffer
	check(t, d.printPage(&out, "Sales.xlsx", onPage{people: 500, others: 100, first: 500}))
	for _, note := range []string{"These are the first 500 of 600. All are in Sales.xlsx, sheet Changes.", "These are the first 100 of 120. All are in Sales.xlsx, sheet Unchanged."} {
		if !strings.Contains(html.UnescapeString(out.String()), note) {
			t.Errorf("the page does not say: %s", note)
		}
	}
	check(t, d.writePage(filepath.Join(folder, "v1.2 Sales.html")))
	if strings.Contains(string(read(t, filepath.Join(folder, "v1.2 Sales.html"))), `class="more without-script"`) {
		t.Error("a page that has everything says that it has not")
	}
}

func TestThePageOfARefusedPlanSaysSoFirst(t *testing.T) {
	in := sampleInput()
	in.Plan.Refused = true
	in.Plan.Limits[2] = plan.Limit{Name: "max-revocations", Setting: "2", Planned: 3, Allowed: 2, Of: 14, Exceeded: true}
	page := pageText(t, in, usually)
	if refused := strings.Index(page, "This plan is refused"); refused < 0 || refused > strings.Index(page, `id="happens"`) {
		t.Error("what refuses the plan does not stand first")
	}
	if strings.Contains(pageText(t, sampleInput(), usually), "This plan is refused") {
		t.Error("a plan within its limits is said to be refused")
	}
}

func TestThePageOfAPartSaysWhoseItIs(t *testing.T) {
	in := companyPlan(80)
	for i := range in.Plan.Changes {
		in.Plan.Changes[i].Part = in.Plan.Changes[i].Group
	}
	in.Plan.Policy.SplitBy, in.Part = "Department", new("Legal")
	page := html.UnescapeString(pageText(t, in, usually))
	if !strings.Contains(page, "Department: Legal — ") || strings.Contains(page, "<td>Finance<td>") {
		t.Error("the page of a part does not say so, or shows others")
	}
}

func TestThePlansDigestStandsAtTheTopAtTheFootAndOnEveryPrintedPage(t *testing.T) {
	in := sampleInput()
	page := pageText(t, in, usually)
	digest := in.Plan.Digest
	top, foot := strings.Index(page, `<main`), strings.Index(page, `<footer`)
	if !strings.Contains(page[strings.Index(page, "<body"):top], digest) || !strings.Contains(page[foot:], digest) {
		t.Error("the digest does not stand at the top and at the foot")
	}
	if !strings.Contains(page, "@bottom-left { content: \"Plan "+in.Plan.ID+" · "+digest+"\"; }") {
		t.Error("the digest is not printed on every page")
	}
	in.Plan.ID, in.Plan.Digest = `x"; } * { display: none`, "</style><script>"
	if style := pageText(t, in, usually); !strings.Contains(style, `content: "Plan xdisplaynone · stylescript"`) {
		t.Error("an id gets out of the style sheet's string")
	}
}

func TestLettersFromRightToLeftStandIsolated(t *testing.T) {
	for text, want := range map[string][]string{
		"given name: Ada → Augusta":      nil,
		"given name: أحمد → محمد":        {"given name", ": ", "أحمد", " → ", "محمد"},
		"gets שכר; Finance":              {"gets שכר", "; ", "Finance"},
		"שכר":                            {"שכר"},
		"loses שכר (8a81…7d33), Finance": {"loses שכר", " (", "8a81…7d33", ")", ", ", "Finance"},
	} {
		if got := pieces(text); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
