//go:build !js

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The harness itself: what goes wrong on a page or in its worker is heard, a
// promise is waited for, storage is a tab's own, a replaced path is served.
func TestHarness(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html": `<!doctype html><link rel="icon" href="data:,"><script src="page.js"></script>`,
		"page.js": `
			console.error("from the page", 7);
			const w = new Worker("worker.js");
			window.answer = new Promise(done => w.onmessage = e => done(e.data));
			setTimeout(() => { throw new Error("thrown late") });`,
		"worker.js": `console.error("from the worker"); postMessage(!!navigator.gpu);
			fetch("missing.bin"); setTimeout(() => { throw new Error("thrown in the worker") });`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server := Serve(dir)
	defer server.Close()
	seen := make(chan string, 1)
	p := open(t, server.URL+"/", View{Script: "softmixSeen('before')", Seen: func(s string) { seen <- s }})
	gpu, err := Eval[bool](p, 10*time.Second, "window.answer")
	if err != nil {
		t.Fatal(err)
	}
	if !gpu {
		t.Error("a worker of this browser has no navigator.gpu")
	}
	if got := <-seen; got != "before" {
		t.Errorf("the page's script said %q", got)
	}
	wanted := []string{"from the page 7", "thrown late", "from the worker", "thrown in the worker"}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		all := strings.Join(p.Problems(), "\n")
		var lacks []string
		for _, w := range wanted {
			if !strings.Contains(all, w) {
				lacks = append(lacks, w)
			}
		}
		if len(lacks) == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("not heard: %q in\n%s", lacks, all)
		}
	}
	if failed := server.Failed(); !slices.Contains(failed, "/missing.bin: 404") {
		t.Errorf("the worker's failed request is not among %q", failed)
	}
	server.ReplaceBody("/worker.js", []byte("// replaced"))
	body, err := Eval[string](p, 10*time.Second, "fetch('worker.js').then(r => r.text())")
	if err != nil || body != "// replaced" {
		t.Errorf("the replaced file came back as %q (%v)", body, err)
	}
}
