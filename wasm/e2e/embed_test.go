//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// policy is what the pages of the site allow themselves, and foreign pages allow
// the site: see wasm/edge/static.
const (
	ownPolicy    = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob: data:; child-src 'self' blob:; base-uri 'none'"
	parentPolicy = "default-src 'none'; script-src 'self' 'nonce-ours' %[1]s; frame-src %[1]s; img-src data:; style-src 'none'; base-uri 'none'"
)

// traffic counts requests and the bytes of their answers, as they travel.
type traffic struct {
	mu    sync.Mutex
	paths map[string]int
	bytes int
}

func (c *traffic) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := &counting{ResponseWriter: w}
		h.ServeHTTP(n, r)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.paths[r.URL.Path]++
		c.bytes += n.n
	})
}

type counting struct {
	http.ResponseWriter
	n int
}

func (c *counting) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.n += n
	return n, err
}

// site is the built page on one origin, and a page of somebody else's on another.
type site struct {
	*traffic
	URL    string // of the site
	parent string // of the page around
}

// around serves the built site and a foreign page with that body, whose scripts
// may use SITE for the site's address, both over https: if secure. head holds further headers of the page.
func around(t *testing.T, secure bool, body string, head map[string]string) *site {
	t.Helper()
	s := &site{traffic: &traffic{paths: map[string]int{}}}
	files := Serve(dist(t))
	t.Cleanup(files.Close)
	serve := httptest.NewServer
	if secure {
		serve = httptest.NewTLSServer
	}
	own := serve(s.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".html") {
			w.Header().Set("Content-Security-Policy", ownPolicy)
		}
		files.server.Config.Handler.ServeHTTP(w, r)
	})))
	t.Cleanup(own.Close)
	s.URL = own.URL
	foreign := serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		for name, value := range head {
			w.Header().Set(name, strings.ReplaceAll(value, "SITE", own.URL))
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><meta name=viewport content='width=device-width'><link rel=icon href='data:,'>"+strings.ReplaceAll(body, "SITE", own.URL))
	}))
	t.Cleanup(foreign.Close)
	s.parent = foreign.URL + "/"
	return s
}

// under is the same address by another name, which is no local one: a page from
// there is not secure. The browser is started with that name.
func under(t *testing.T, url, name string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + name + ":" + port + "/"
}

// ear is a script of a foreign page: it keeps every message of the frame, and ask
// sends an order and waits for its answer.
const ear = `<script nonce=ours>
	window.heard = [];
	addEventListener("message", e => heard.push({data: e.data, from: [...document.querySelectorAll("iframe")].findIndex(f => f.contentWindow === e.source)}));
	window.ours = () => heard.map(h => h.data).filter(d => d && d.softmix === 1);
	window.ask = (order, frame = document.querySelector("iframe")) => new Promise((done, failed) => {
		const id = Math.random();
		addEventListener("message", e => e.data && e.data.id === id && (e.data.ok ? done(e.data.result) : failed(new Error(e.data.error))));
		frame.contentWindow.postMessage({softmix: 1, id, ...order}, "*");
	});
</script>`

// reach waits until the figure in a foreign page can train.
func reach(t *testing.T, p *Page) {
	t.Helper()
	if err := p.Until(readyLimit, `ours().some(m => m.type === "ready" || m.type === "error")`); err != nil {
		t.Fatalf("the figure did not become ready: %v\n%q", err, p.Problems())
	}
	if text, err := Eval[string](p, time.Second*5, `JSON.stringify(ours().find(m => m.type === "error") || "")`); err != nil || text != `""` {
		t.Fatalf("the figure failed: %s (%v)", text, err)
	}
}

// answer asks the figure for something and decodes what it answers.
func answer[T any](t *testing.T, p *Page, order string) T {
	t.Helper()
	text, err := Eval[string](p, stepLimit, `ask(`+order+`).then(JSON.stringify)`)
	if err != nil {
		t.Fatalf("%s: %v\n%q", order, err, p.Problems())
	}
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestEmbedParents: a figure trains in pages of other origins, whatever they are
// and forbid it.
func TestEmbedParents(t *testing.T) {
	frame := func(more, device string) string {
		return ear + `<iframe ` + more + ` width=680 height=420 src="SITE/embed.html?scenario=lake4&batch=1&` + device + `"></iframe>`
	}
	for _, c := range []struct {
		name, body, host, device string
		head                     map[string]string
	}{
		{"another origin", frame("", "device=cpu"), "", "cpu", nil},
		// A frame without an origin is secure only where https: brought it.
		{"sandboxed", frame(`sandbox="allow-scripts"`, "device=webgpu"), "", "webgpu", nil},
		{"not secure", frame("", "device=auto"), "blog.example", "cpu", nil},
		{"strict policy", frame("", "device=cpu"), "", "cpu", map[string]string{"Content-Security-Policy": parentPolicy}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if head := c.head["Content-Security-Policy"]; head != "" {
				c.head["Content-Security-Policy"] = fmt.Sprintf(head, "SITE")
			}
			s := around(t, c.name == "sandboxed", c.body, c.head)
			at := s.parent
			if c.host != "" {
				at = under(t, at, c.host)
			}
			p := open(t, at, View{})
			reach(t, p)
			st := answer[State](t, p, `{do: "step", n: 2}`)
			if st.Step != 2 || st.Failed() || st.Device.Kind != c.device || st.Runs[0].Loss == nil {
				t.Errorf("after two steps the figure is at step %d on %+v, error %s; want it on %s", st.Step, st.Device, st.Error, c.device)
			}
			for _, text := range p.Problems() {
				t.Errorf("logged: %s", text)
			}
		})
	}
}
