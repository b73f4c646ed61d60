package report

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a browser on a loaded machine may take for one step.
const patience = 90 * time.Second

// startBrowser starts a real browser without a window, with nothing remembered from before. A test is
// skipped where there is none.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes a while, and -short was given")
	}
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no browser: install chromium (or google-chrome), and change-report.html is tested as people meet it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, _ := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(browser); err != nil {
			t.Log("closing the browser:", err)
		}
	})
	check(t, chromedp.Do(browser))
	width, err := chromedp.Run(browser, chromedp.Evaluate[float64](widthOfAWord))
	check(t, err)
	if width == 0 {
		t.Skip("the browser has no fonts, and what has no size cannot be clicked: install fonts-dejavu-core, or any other")
	}
	return browser
}

const widthOfAWord = `(() => {
	const word = document.createElement("span");
	word.textContent = "who";
	document.body.append(word);
	return word.getBoundingClientRect().width;
})()`

// tab is a page of the browser, and everything it complained of or asked the network for.
type tab struct {
	*testing.T
	ctx context.Context

	mutex   sync.Mutex
	trouble []string
}

// openTab opens a tab. When the test ends, whatever the page complained of fails it.
func openTab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	tb := &tab{T: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithListener(tb.listen))
	check(t, chromedp.Do(ctx))
	limited, end := context.WithTimeout(ctx, patience)
	tb.ctx = limited
	tb.emulate()
	t.Cleanup(func() {
		end()
		cancel()
		tb.mutex.Lock()
		defer tb.mutex.Unlock()
		for _, said := range tb.trouble {
			t.Error(said)
		}
	})
	return tb
}

func (tb *tab) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		said = "the page writes to the console: " + string(e.Type)
	case *runtime.EventExceptionThrown:
		said = "the page's script fails: " + fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.Exception.Description)
	case *log.EventEntryAdded:
		said = "the browser complains: " + e.Entry.Text
	case *browserpage.EventJavascriptDialogOpening:
		said = "text of the plan runs as a script: " + e.Message
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "file://") || e.Type != network.ResourceTypeDocument {
			said = "the page asks for " + e.Request.URL
		}
	}
	if said != "" {
		tb.mutex.Lock()
		defer tb.mutex.Unlock()
		tb.trouble = append(tb.trouble, said)
	}
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.Helper()
	check(tb, chromedp.Do(tb.ctx, steps...))
}

// open writes the page of a plan and opens it at an address within it.
func (tb *tab) open(in Input, most onPage, address string) {
	tb.Helper()
	d, err := newDryRun(in)
	check(tb, err)
	path := filepath.Join(tb.TempDir(), ChangePageName)
	file, err := os.Create(path)
	check(tb, err)
	check(tb, errors.Join(d.printPage(file, ChangeWorkbookName, most), file.Close()))
	tb.do(chromedp.Navigate("file://" + filepath.ToSlash(path) + address))
}

// value evaluates an expression in the page. What it does to the page is done when it returns, and promises
// have been kept.
func value[T any](tb *tab, expression string) T {
	tb.Helper()
	got, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.Fatalf("%s: %v", expression, err)
	}
	return got
}

// want evaluates an expression that has to be true.
func (tb *tab) want(why, expression string) {
	tb.Helper()
	if !value[bool](tb, expression) {
		tb.Errorf("%s: not so: %s", why, expression)
	}
}

// choose does what somebody does who picks from a list or types over a field.
func (tb *tab) choose(key, choice string) {
	tb.Helper()
	value[bool](tb, `(() => { const control = document.querySelector("[data-key=`+key+`]"); control.value = `+inScript(choice)+`;
		control.dispatchEvent(new Event("input", { bubbles: true })); return true })()`)
}

func inScript(text string) string { return string(asJSON(text)) }

// found is what the page says about how many people it shows.
func (tb *tab) found() string {
	return value[string](tb, `document.querySelector("#find .found").textContent`)
}

// users are the user names of the people shown, in order.
func (tb *tab) users() string {
	return value[string](tb, `Array.from(document.querySelectorAll("#who-table tbody tr"), (row) => row.cells[1].lastChild.textContent).join(" ")`)
}

// emulate makes the page believe that somebody has set up the device like that. Nothing moves slowly: a click
// has to meet what it was aimed at.
func (tb *tab) emulate(features ...*emulation.MediaFeature) {
	tb.Helper()
	features = append(features, &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"})
	tb.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	}))
}

func (tb *tab) withoutScript() {
	tb.Helper()
	tb.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// picture keeps what the page looks like for people to look at.
func (tb *tab) picture(name string) {
	tb.Helper()
	shot, err := chromedp.Run(tb.ctx, chromedp.FullScreenshot(100))
	check(tb, err)
	check(tb, keepArtefact(tb, name, shot))
}

// keepArtefact puts a file where whoever runs the tests wants to look at it.
func keepArtefact(t testing.TB, name string, content []byte) error {
	folder := os.Getenv("SCIMSHEET_ARTEFACTS")
	if folder == "" {
		folder = t.ArtifactDir()
	}
	path := filepath.Join(folder, name)
	t.Log("kept", path)
	return errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(path, content, 0o600))
}
