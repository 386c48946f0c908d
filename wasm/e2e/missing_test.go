//go:build !js

package e2e

import (
	"net/http"
	"testing"
	"time"
)

// TestMissingFiles withholds one file after the other: the reader is told in words
// what is missing, and what does not need it works.
func TestMissingFiles(t *testing.T) {
	for _, c := range []struct {
		file, says string
		alive      bool   // the page trains without it
		ask        string // a script that needs the file
	}{
		{"/vendor/uPlot.iife.min.js", "charts cannot be drawn: their script, uPlot, did not load", true, `document.querySelector(".charts").scrollIntoView()`},
		{"/formulas.json", "formulas could not be loaded", true, `document.getElementById("step-open").click()`},
		{"/js/story.js", "This part could not be loaded", true, `document.getElementById("story").scrollIntoView()`},
		{"/vendor/vugu.js", "vugu.js did not load", false, `0`},
		{"/wasm_exec.js", "wasm_exec.js did not load", false, `0`},
	} {
		t.Run(c.file, func(t *testing.T) {
			p, _ := start(t, "?device=cpu&scenario=lake4&batch=2", View{Reduced: true}, func(s *Server) { s.Replace(c.file, http.NotFoundHandler()) })
			if c.alive {
				ready(t, p)
				do(t, p, "step(2)")
			}
			if _, err := Eval[bool](p, 10*time.Second, `(`+c.ask+`, true)`); err != nil {
				t.Fatal(err)
			}
			if err := p.Until(30*time.Second, `document.body.innerText.includes("`+c.says+`")`); err != nil {
				t.Errorf("the reader is not told: %v", err)
			}
			if c.alive {
				do(t, p, "step(1)")
				if s := state(t, p); s.Step != 3 || s.Failed() {
					t.Errorf("step %d, error %s", s.Step, s.Error)
				}
			}
		})
	}
}

// TestSizeIsTold: while the program comes the badge says how large it is.
func TestSizeIsTold(t *testing.T) {
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	server.Replace("/softmix.wasm", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		w.Header().Set("Content-Length", "1730000")
		w.Write(append([]byte("\x00asm\x01\x00\x00\x00\x00\xa0\xe1\x67"), make([]byte, 64<<10)...)) // a section that goes on
		<-r.Context().Done()
	}))
	p := open(t, server.URL+"/?scenario=lake4&batch=2", View{})
	must(t, p.Until(readyLimit, `document.getElementById("badge").textContent === "Loading 1.7\u00a0MB"`))
}

// TestNoLocale opens the page where the reader's language is none that Intl knows,
// as WebKitGTK has it without a locale: the charts are drawn all the same.
func TestNoLocale(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&batch=2", View{Script: `Object.defineProperty(Navigator.prototype, "language", {get: () => "C"})`})
	ready(t, p)
	do(t, p, "step(2)")
	must(t, p.Until(30*time.Second, `[...document.querySelectorAll(".charts .uplot canvas")].filter(c => c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(v => v)).length === 2`))
	quiet(t, p, server)
}
