//go:build !js

package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"softmix/wasm/e2e"
)

// TestHarness: what goes wrong on a page or in its worker is heard, a promise is
// waited for, the page has the size that was asked for, a picture can be taken.
func TestHarness(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html": `<!doctype html><html><head><link rel="icon" href="data:,"><script src="page.js"></script></head>`,
		"page.js": `
			console.error("from the page", 7);
			const w = new Worker("worker.js");
			window.answer = new Promise(done => w.onmessage = e => done(e.data));
			setTimeout(() => { throw new Error("thrown late") });
			setTimeout(() => Promise.reject(new Error("rejected")));`,
		"worker.js": `console.error("from the worker"); postMessage(!!navigator.gpu);
			setTimeout(() => { throw new Error("thrown in the worker") });`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server := e2e.Serve(dir)
	defer server.Close()
	watch(server, "/")
	server.Rewrite("/worker.js", func(body string) string { return Watch + body })
	for name, hasGPU := range map[string]bool{"chromium": true, "firefox": true, "webkit": false} {
		t.Run(name, func(t *testing.T) {
			b := launch(t, name, Options{})
			p := show(t, b, server, server.URL+"/", View{Width: 390, Height: 844})
			if gpu := eval[bool](p, "window.answer"); gpu != hasGPU {
				t.Errorf("a worker has navigator.gpu: %v", gpu)
			}
			if size := eval[[2]int](p, "[innerWidth, innerHeight]"); size != [2]int{390, 844} {
				t.Errorf("the page is %v", size)
			}
			if _, err := Eval[bool](p, time.Minute, "Promise.reject(new Error('refused'))"); err == nil || !strings.Contains(err.Error(), "refused") {
				t.Errorf("a rejected promise gives %v", err)
			}
			if png, err := p.Screenshot(); err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
				t.Errorf("the picture has %d bytes (%v)", len(png), err)
			}
			for _, want := range []string{"from the page 7", "thrown late", "rejected", "from the worker", "thrown in the worker"} {
				heard := false
				for end := time.Now().Add(10 * time.Second); !heard && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
					heard = strings.Contains(strings.Join(p.Problems(), "\n"), want)
				}
				if !heard {
					t.Errorf("not heard: %q, only %q", want, p.Problems())
				}
			}
		})
	}
}
