//go:build !js

package e2e

import (
	"net/http"
	"os"
	"testing"
	"time"

	"softmix/wasm/edge/static"
)

// TestPolicy trains on a page that may run scripts of its own only, and no text
// as a script, which is what careful sites ask of all they embed.
func TestPolicy(t *testing.T) {
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	files := static.New(os.DirFS(dist(t)))
	strict := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'")
		files.ServeHTTP(w, r)
	})
	for _, path := range []string{"/", "/js/trainer.js"} { // a worker has the policy of its script
		server.Replace(path, strict)
	}
	p := open(t, server.URL+"/?device=cpu", View{})
	ready(t, p)
	do(t, p, "step(1)")
	if s := state(t, p); s.Step != 1 {
		t.Errorf("the page is at step %d, not at 1", s.Step)
	}
	quiet(t, p, server)
	// Later, because the browser lets what the test itself evaluates do so, too.
	const attempt = `new Promise(done => setTimeout(() => {
		try { window.eval("1"); done(false) } catch (e) { done(e instanceof EvalError) }
	}))`
	if refused, err := Eval[bool](p, 10*time.Second, attempt); err != nil || !refused {
		t.Errorf("the page may evaluate text (%v): the policy did not hold", err)
	}
}
