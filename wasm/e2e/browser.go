//go:build !js

// Package e2e tests in a real Chromium what cannot be tested elsewhere: the
// page as a reader sees it, and the wasm builds of the tests that compare with
// the golden fixtures. The parts that drive the browser are ordinary functions,
// so that the command in tour can measure and take pictures with them.
package e2e

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// ErrNoChromium says that there is no browser on this machine.
var ErrNoChromium = errors.New("no Chromium found: install it (Debian: apt-get install chromium) or name it in CHROMIUM")

// FindChromium returns the browser's path: $CHROMIUM, or the first of the usual
// names that is there.
func FindChromium() (string, error) {
	for _, name := range []string{
		os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNoChromium
}

// Browser is one headless Chromium with WebGPU on SwiftShader, in a profile of
// its own that Close removes.
type Browser struct {
	ctx    context.Context
	cancel func()
}

// WithoutAdapter starts a browser as on a machine without a GPU: it has WebGPU, and
// no adapter.
var WithoutAdapter = []chromedp.ExecAllocatorOption{chromedp.Flag("enable-unsafe-webgpu", false), chromedp.Flag("use-webgpu-adapter", false)}

// Start starts a browser, with further options where there are some. ctx bounds its
// life.
func Start(ctx context.Context, more ...chromedp.ExecAllocatorOption) (*Browser, error) {
	path, err := FindChromium()
	if err != nil {
		return nil, err
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoFirstRun, chromedp.NoSandbox,
		chromedp.Flag("headless", "new"),
		chromedp.Flag("enable-unsafe-webgpu", true), chromedp.Flag("use-webgpu-adapter", "swiftshader"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
		// A page behind another one must train as fast as one in front.
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		// A name that is not this machine's own, for pages that are not secure.
		chromedp.Flag("host-resolver-rules", "MAP *.example 127.0.0.1"),
		chromedp.Flag("ignore-certificate-errors", true), // those of the tests' own https: servers
		chromedp.WindowSize(1280, 860), chromedp.WSURLReadTimeout(60 * time.Second),
	}
	alloc, freeAlloc := chromedp.NewExecAllocator(ctx, append(options, more...)...)
	top, freeTop := chromedp.NewContext(alloc)
	b := &Browser{ctx: top, cancel: func() { freeTop(); freeAlloc() }}
	if err := chromedp.Do(top); err != nil {
		b.cancel()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return b, nil
}

// Close ends the browser and removes its profile.
func (b *Browser) Close() { b.cancel() }

// View is how a page is opened.
type View struct {
	Width, Height int               // CSS pixels; 0 = 1280×860
	Dark          bool              // the reader prefers a dark page
	Reduced       bool              // the reader prefers reduced motion
	Forced        bool              // the system forces its own few colours
	Print         bool              // as on paper
	Kept          bool              // storage and caches are those of the browser's profile
	Script        string            // runs before any script of the page
	Seen          func(text string) // gets what the page passes to softmixSeen(text), in order
}

// Page is one tab. Everything it logs as an error and every exception, its
// workers' too, is collected.
type Page struct {
	ctx      context.Context
	cancel   func()
	mu       sync.Mutex
	problems []string
}

// Open opens url in a new tab, with storage of its own unless the view says
// otherwise, and waits until it has loaded.
func (b *Browser) Open(url string, v View) (*Page, error) {
	if v.Width == 0 {
		v.Width, v.Height = 1280, 860
	}
	options := []chromedp.ContextOption{chromedp.WithNewBrowserContext()}
	if v.Kept {
		options = nil
	}
	ctx, cancel := chromedp.NewContext(b.ctx, options...)
	p := &Page{ctx: ctx, cancel: cancel}
	// The tab must be there before anything with a time limit runs in it.
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, fmt.Errorf("opening a tab: %w", err)
	}
	go p.collect(chromedp.Console(ctx))
	if v.Seen != nil {
		err := chromedp.Listen(ctx, func(event any) {
			if e, ok := event.(*runtime.EventBindingCalled); ok && e.Name == "softmixSeen" {
				v.Seen(e.Payload)
			}
		})
		if err != nil {
			cancel()
			return nil, fmt.Errorf("listening to a tab: %w", err)
		}
	}
	if err := p.within(60*time.Second, v.prepare, chromedp.Navigate(url)); err != nil {
		cancel()
		return nil, fmt.Errorf("opening %s: %w", url, err)
	}
	return p, nil
}

// prepare is the action that sets a tab up before it navigates.
func (v View) prepare(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
	_, err = cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride,
		emulation.SetDeviceMetricsOverrideParams{Width: int64(v.Width), Height: int64(v.Height), DeviceScaleFactor: 1})
	if err != nil {
		return none, fmt.Errorf("setting the window's size: %w", err)
	}
	if none, err = v.media(ctx, t); err != nil {
		return none, err
	}
	if v.Seen != nil {
		if _, err := cdp.Call(ctx, t, runtime.AddBinding, runtime.AddBindingParams{Name: "softmixSeen"}); err != nil {
			return none, fmt.Errorf("binding softmixSeen: %w", err)
		}
	}
	if v.Script != "" {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: v.Script})
		if err != nil {
			return none, fmt.Errorf("adding a script: %w", err)
		}
	}
	return none, nil
}

// media is the action that sets what style sheets ask about.
func (v View) media(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
	p := emulation.SetEmulatedMediaParams{}
	for _, f := range []struct {
		name, no, yes string
		is            bool
	}{
		{"prefers-color-scheme", "light", "dark", v.Dark},
		{"prefers-reduced-motion", "no-preference", "reduce", v.Reduced},
		{"forced-colors", "none", "active", v.Forced},
	} {
		value := f.no
		if f.is {
			value = f.yes
		}
		p.Features = append(p.Features, &emulation.MediaFeature{Name: f.name, Value: value})
	}
	if v.Print {
		p.Media = "print"
	}
	if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, p); err != nil {
		return none, fmt.Errorf("setting the reader's preferences: %w", err)
	}
	return none, nil
}

// Turn shows the open page to a reader with other preferences; its size stays.
func (p *Page) Turn(v View) error { return p.within(20*time.Second, v.media) }

// PDF prints the page.
func (p *Page) PDF() (pdf []byte, err error) {
	err = p.within(60*time.Second, func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		result, err := cdp.Call(ctx, t, page.PrintToPDF, page.PrintToPDFParams{})
		if err != nil {
			return none, fmt.Errorf("printing the page: %w", err)
		}
		pdf = result.Data
		return none, nil
	})
	return pdf, err
}

// collect writes down what goes wrong on the page, until its tab closes.
func (p *Page) collect(messages iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range messages {
		if err != nil {
			return
		}
		if m.IsException() || m.Type == chromedp.ConsoleError {
			p.mu.Lock()
			p.problems = append(p.problems, fmt.Sprintf("%s: %s (%s:%d)", m.Type, m.Text, m.URL, m.Line+1))
			p.mu.Unlock()
		}
	}
}

// Problems returns the errors and exceptions so far.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.problems)
}

// within runs actions under a time limit of their own.
func (p *Page) within(limit time.Duration, actions ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	err := chromedp.Do(ctx, actions...)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %v", limit)
	}
	return err
}

// Eval evaluates a JavaScript expression, waits for it if it is a promise, and
// returns its value as a T.
func Eval[T any](p *Page, limit time.Duration, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("no answer within %v", limit)
	}
	if err != nil {
		return value, fmt.Errorf("evaluating %s: %w", short(expression), err)
	}
	return value, nil
}

// Click clicks the middle of the first element that matches a CSS selector, as a
// mouse does.
func (p *Page) Click(selector string) error {
	if err := p.within(20*time.Second, chromedp.Click(chromedp.CSS(selector))); err != nil {
		return fmt.Errorf("clicking %s: %w", selector, err)
	}
	return nil
}

// Keys gives the first element that matches a CSS selector the focus and types.
func (p *Page) Keys(selector, keys string) error {
	if err := p.within(20*time.Second, chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(keys)); err != nil {
		return fmt.Errorf("typing into %s: %w", selector, err)
	}
	return nil
}

// Press types keys into what has the focus.
func (p *Page) Press(keys string, modifiers ...chromedp.KeyOption) error {
	if err := p.within(20*time.Second, chromedp.KeyEvent(keys, modifiers...)); err != nil {
		return fmt.Errorf("pressing %q: %w", keys, err)
	}
	return nil
}

// Screenshot returns the window as a PNG.
func (p *Page) Screenshot() ([]byte, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return nil, fmt.Errorf("taking a screenshot: %w", err)
	}
	return png, nil
}

// Close closes the tab.
func (p *Page) Close() { p.cancel() }

// short cuts an expression for a message.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 100 {
		s = s[:100] + "…"
	}
	return s
}
