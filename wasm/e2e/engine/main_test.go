//go:build !js

package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"softmix/wasm/e2e"
)

// chromium is the browser of package e2e behind this package's interface: what
// the others are held against.
type chromium struct{ *e2e.Browser }

type chromiumTab struct{ *e2e.Page }

func (c chromium) Open(url string, v View) (Tab, error) {
	width, height := v.size()
	p, err := c.Browser.Open(url, e2e.View{Width: width, Height: height})
	return chromiumTab{p}, err
}

func (t chromiumTab) Evaluate(ctx context.Context, expression string) ([]byte, error) {
	limit := time.Minute
	if deadline, ok := ctx.Deadline(); ok {
		limit = time.Until(deadline)
	}
	text, err := e2e.Eval[string](t.Page, limit, "(async () => JSON.stringify((await ("+expression+")) ?? null))()")
	return []byte(text), err
}

// launch starts a browser for a test and ends it afterwards. Without it the test
// is skipped, but in CI it fails.
func launch(t *testing.T, name string, o Options) Browser {
	t.Helper()
	var b Browser
	var err error
	switch name {
	case "chromium":
		var c *e2e.Browser
		c, err = e2e.Start(context.Background())
		b = chromium{c}
	case "firefox":
		b, err = Firefox(context.Background(), o)
	case "webkit":
		b, err = WebKit(context.Background(), o)
	}
	if (errors.Is(err, ErrMissing) || errors.Is(err, e2e.ErrNoChromium)) && os.Getenv("CI") == "" {
		fmt.Fprintf(os.Stderr, "\n*** SKIPPED: the page in %s. %v ***\n\n", name, err)
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// serve serves the built page, which watches for its own errors.
func serve(t *testing.T) *e2e.Server {
	t.Helper()
	dir, err := e2e.Dist("../../..")
	if err != nil {
		t.Fatal(err)
	}
	server := e2e.Serve(dir)
	t.Cleanup(server.Close)
	watch(server, "/", "/embed.html")
	server.Rewrite("/js/trainer.js", func(body string) string { return Watch + body })
	return server
}

// watch gives pages of a server the script Watch.
func watch(server *e2e.Server, pages ...string) {
	server.ReplaceBody("/watch.js", []byte(Watch))
	for _, page := range pages {
		server.Rewrite(page, func(body string) string {
			return strings.Replace(body, "<head>", `<head><script src="/watch.js" data-page></script>`, 1)
		})
	}
}

// tab is a page under test.
type tab struct {
	Tab
	t      *testing.T
	server *e2e.Server
}

// visit opens an address of the server and waits until the page can train.
func visit(t *testing.T, b Browser, server *e2e.Server, address string, v View) tab {
	t.Helper()
	at := time.Now()
	p := show(t, b, server, server.URL+"/"+address, v)
	p.until(`window.softmix`)
	p.do(`softmix.ready`)
	if s := eval[e2e.State](p, `softmix.state()`); s.Failed() {
		t.Fatalf("%s opens with an error: %s", address, s.Error)
	}
	t.Logf("%s is ready after %v", address, time.Since(at).Round(10*time.Millisecond))
	return p
}

// show opens any page.
func show(t *testing.T, b Browser, server *e2e.Server, url string, v View) tab {
	t.Helper()
	inner, err := b.Open(url, v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(inner.Close)
	return tab{inner, t, server}
}

// limit is how long one thing may take on a slow machine.
const limit = 2 * time.Minute

// eval returns the value of an expression.
func eval[T any](p tab, expression string) T {
	p.t.Helper()
	value, err := Eval[T](p, limit, expression)
	if err != nil {
		p.t.Fatalf("%v\n%q", err, p.Problems())
	}
	return value
}

// do runs an expression and waits for it.
func (p tab) do(expression string) {
	p.t.Helper()
	eval[bool](p, "("+"async () => { await ("+expression+"); return true; })()")
}

// until waits until a condition holds.
func (p tab) until(condition string) {
	p.t.Helper()
	ok := eval[bool](p, fmt.Sprintf(`(async () => {
		for (const end = performance.now() + %d; performance.now() < end; await new Promise(r => setTimeout(r, 20))) if (%s) return true;
		return false;
	})()`, (limit-5*time.Second).Milliseconds(), condition))
	if !ok {
		p.t.Fatalf("%s does not come to be\n%q", condition, p.Problems())
	}
}

// quiet fails on anything that the page logged as an error or asked for in vain,
// and closes it.
func (p tab) quiet() {
	p.t.Helper()
	for _, text := range append(p.Problems(), p.server.Failed()...) {
		p.t.Errorf("the page's problem: %s", text)
	}
	p.Close()
}
