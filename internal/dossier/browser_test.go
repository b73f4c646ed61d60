package dossier

import (
	"context"
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

// patience is how long a browser on a loaded machine may take for one page.
const patience = 90 * time.Second

// startBrowser starts a real browser without a window. A test is skipped where there is none.
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
		t.Skip("no browser: install chromium (or google-chrome), and the evidence is tested as people meet it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()))
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
	must(t, chromedp.Do(browser))
	return browser
}

// complaints are what the browser said of a page, and everything that the page asked the network for.
type complaints struct {
	mutex sync.Mutex
	said  []string
}

func (c *complaints) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		said = "the page writes to the console: " + string(e.Type)
	case *runtime.EventExceptionThrown:
		said = "a script runs and fails: " + e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		said = "the browser complains: " + e.Entry.Text
	case *browserpage.EventJavascriptDialogOpening:
		said = "text of somebody runs as a script: " + e.Message
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "file://") || e.Type != network.ResourceTypeDocument {
			said = "the page asks for " + e.Request.URL
		}
	}
	if said != "" {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.said = append(c.said, said)
	}
}

// look is how somebody looks at a page.
type look struct {
	name  string
	width int64
	media []*emulation.MediaFeature
}

// Pages are legible on a large screen and on a phone, light and dark, run nothing and ask nobody for anything.
func TestThePagesAreLegibleOnAnyScreenAndLoadNothing(t *testing.T) {
	browser := startBrowser(t)
	made := newRig(t, 60).build()
	for _, at := range []string{indexName, signOffPart + "sign-off.html"} {
		for _, l := range []look{{"wide", 1280, nil}, {"tablet", 800, nil}, {"narrow", 400, nil}, {"phone", 320, nil}, {"dark", 1280, []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}} {
			t.Run(at+" "+l.name, func(t *testing.T) { showPage(t, browser, filepath.Join(made.Folder, filepath.FromSlash(at)), l) })
		}
	}
}

func showPage(t *testing.T, browser context.Context, path string, l look) {
	said := &complaints{}
	tab, cancel := chromedp.NewContext(browser, chromedp.WithListener(said.listen))
	defer cancel()
	must(t, chromedp.Do(tab))
	limited, end := context.WithTimeout(tab, patience)
	defer end()
	must(t, chromedp.Do(limited, chromedp.EmulateViewport(l.width, 1100), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: l.media})
		return err
	}), chromedp.Navigate("file://"+filepath.ToSlash(path))))
	wide, err := chromedp.Run(limited, chromedp.Evaluate[float64](`document.documentElement.scrollWidth`))
	must(t, err)
	if int64(wide) > l.width {
		who, err := chromedp.Run(limited, chromedp.Evaluate[string](`Array.from(document.querySelectorAll("body *")).filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map((e) => e.outerHTML.slice(0, 120)).join("\n")`))
		must(t, err)
		t.Errorf("the page is %v pixels wide on a screen of %d, because of:\n%s", wide, l.width, who)
	}
	if folder := os.Getenv("SCIMSHEET_ARTEFACTS"); folder != "" {
		pictures(t, limited, filepath.Join(folder, strings.TrimSuffix(filepath.Base(path), ".html")+"-"+l.name))
	}
	for _, words := range said.said {
		t.Error(words)
	}
}

// pictures keeps what the page looks like, a screen at a time, for people to look at.
func pictures(t *testing.T, tab context.Context, name string) {
	t.Helper()
	screens, err := chromedp.Run(tab, chromedp.Evaluate[float64](`Math.ceil(document.documentElement.scrollHeight / 1100)`))
	must(t, err)
	for i := range min(int(screens), 8) {
		_, err := chromedp.Run(tab, chromedp.Evaluate[float64](fmt.Sprintf(`(window.scrollTo(0, %d), window.scrollY)`, i*1100)))
		must(t, err)
		shot, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
		must(t, err)
		must(t, os.MkdirAll(filepath.Dir(name), 0o700))
		must(t, os.WriteFile(fmt.Sprintf("%s-%d.png", name, i+1), shot, 0o600))
	}
}
