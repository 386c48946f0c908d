//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// beside serves the site and, on the same origin, a page with that body: it can look
// into its frames, which know nothing of it. The page has ear's functions, and
// inside(i), the window of its i-th frame.
func beside(t *testing.T, body string) *Server {
	t.Helper()
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	server.Replace("/around", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><meta name=viewport content="width=device-width"><link rel=icon href="data:,"><body style="margin:0">`+ear+body+
			`<script>window.inside = i => document.querySelectorAll("iframe")[i].contentWindow</script>`)
	}))
	return server
}

// seenWithin is a script: what of the i-th figure a reader sees without scrolling.
const seenWithin = `window.seenWithin = i => {
	const w = inside(i), d = w.document;
	const seen = s => [...d.querySelectorAll(s)].some(e => {
		const r = e.getBoundingClientRect();
		return r.width > 20 && r.height > 8 && r.top >= 0 && r.left >= 0 && r.bottom <= w.innerHeight + 1 && r.right <= w.innerWidth + 1;
	});
	return {play: seen(".transport .play"), board: seen(".board canvas"), chart: seen(".charts canvas"), link: seen("#link"), start: seen("#start"),
		wide: d.documentElement.scrollWidth > w.innerWidth, fit: d.documentElement.dataset.fit ?? ""};
}`

// TestEmbedSizes: in a plain frame of any size that a blog's editor makes, Play and
// a board or a chart are seen together, and a link, without scrolling.
func TestEmbedSizes(t *testing.T) {
	type size struct {
		w, h int
		more string
	}
	all := []size{{340, 420, ""}, {680, 150, ""}, {680, 600, ""}, {680, 420, ""}, {340, 560, ""}, {320, 200, ""}, {340, 420, "&view=loss"}, {680, 200, "&view=board"}, {340, 420, "&controls=full"}}
	for _, scenario := range []string{"lake6", "treasure", "sort", "prog"} {
		sizes := all
		if scenario != "lake6" {
			sizes = all[:4]
		}
		t.Run(scenario, func(t *testing.T) {
			var frames strings.Builder
			for _, s := range sizes {
				fmt.Fprintf(&frames, `<iframe width=%d height=%d style="border:0;display:block" src="/embed.html?loading=click&device=cpu&scenario=%s%s"></iframe>`, s.w, s.h, scenario, s.more)
			}
			server := beside(t, frames.String()+`<script>`+seenWithin+`</script>`)
			p := open(t, server.URL+"/around", View{Width: 700, Height: 4000})
			must(t, p.Until(20*time.Second, fmt.Sprintf(`new Set(heard.filter(h => h.data.type === "height").map(h => h.from)).size === %d`, len(sizes))))
			look := func(i int) (map[string]any, string) {
				got, err := Eval[map[string]any](p, 10*time.Second, fmt.Sprintf("seenWithin(%d)", i))
				if err != nil {
					t.Fatal(err)
				}
				return got, fmt.Sprintf("%dx%d%s", sizes[i].w, sizes[i].h, sizes[i].more)
			}
			for i := range sizes {
				if got, at := look(i); got["start"] != true || got["wide"] != false {
					t.Errorf("%s, before the press: %v", at, got)
				}
			}
			for i := range sizes {
				if _, err := Eval[bool](p, stepLimit, fmt.Sprintf(`ask({do: "step", n: 2}, document.querySelectorAll("iframe")[%d]).then(() => true)`, i)); err != nil {
					t.Fatal(err)
				}
			}
			for i, s := range sizes {
				// The figures are drawn ten times a second, and fitted when they are.
				_ = p.Until(10*time.Second, fmt.Sprintf(`(w => w.play && (w.board || w.chart))(seenWithin(%d))`, i)) // what it is not is told below
				got, at := look(i)
				picture := got["board"] == true || got["chart"] == true || strings.Contains(s.more, "full") // its controls scroll
				if got["play"] != true || !picture || got["link"] != true && s.more == "" || got["wide"] != false {
					t.Errorf("%s: %v", at, got)
				}
				t.Logf("%s: %v", at, got)
			}
			keepShot(t, p, "sizes-"+scenario)
		})
	}
}

// keepShot writes a picture of a page into the folder SOFTMIX_SHOTS, to be looked at.
func keepShot(t *testing.T, p *Page, name string) {
	t.Helper()
	dir := os.Getenv("SOFTMIX_SHOTS")
	if dir == "" {
		return
	}
	png, err := p.Screenshot()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
