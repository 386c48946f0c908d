//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"softmix/wasm/build"
)

// TestLook checks the page at two widths, light and dark: axe-core finds
// nothing that keeps anyone out, and nothing is wider than the window.
func TestLook(t *testing.T) {
	for _, v := range []View{
		{Width: 1280, Height: 860}, {Width: 1280, Height: 860, Dark: true},
		{Width: 360, Height: 740}, {Width: 360, Height: 740, Dark: true},
	} {
		for _, scenario := range []string{"treasure", "lake6", "sort"} {
			t.Run(fmt.Sprintf("%d dark=%v %s", v.Width, v.Dark, scenario), func(t *testing.T) {
				v.Reduced = true // nothing half faded in when axe looks
				p, server := visit(t, "?device=cpu&scenario="+scenario, v)
				ready(t, p)
				do(t, p, "step(3)")
				time.Sleep(500 * time.Millisecond) // the next rendering
				found := readable(t, p, scenario)
				// A check that finds nothing must be able to find something.
				spoilt, err := Eval[[]violation](p, 60*time.Second, `document.querySelector("main").append(Object.assign(document.createElement("input"), {style: "min-width: 2000px"})), `+violations)
				if err != nil || len(spoilt) != found+1 {
					t.Errorf("axe does not notice an input without a label: %v (%v)", spoilt, err)
				}
				if wide, err := Eval[[]string](p, 20*time.Second, tooWide); err != nil || len(wide) == 0 {
					t.Errorf("an element of 2000 px is not found too wide (%v)", err)
				}
				quiet(t, p, server)
			})
		}
	}
}

// readable checks what a page shows: nothing is wider than the window, and axe-core
// finds nothing that keeps anyone out. It returns how much axe-core found.
func readable(t *testing.T, p *Page, what string) int {
	t.Helper()
	wide, err := Eval[[]string](p, 20*time.Second, tooWide)
	if err != nil || len(wide) > 0 {
		t.Errorf("%s: wider than the window: %q (%v)", what, wide, err)
	}
	axe, err := os.ReadFile(filepath.Join(root, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is missing (npm ci installs it): %v", err)
	}
	if _, err := Eval[bool](p, 20*time.Second, "if (!window.axe) {"+string(axe)+"}; true"); err != nil {
		t.Fatal(err)
	}
	found, err := Eval[[]violation](p, 60*time.Second, violations)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("%s: axe: %s (%s)\n%s", what, f.Help, f.ID, strings.Join(f.Nodes, "\n"))
	}
	return len(found)
}

// violations runs axe-core and keeps what its messages need.
const violations = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v =>
	({id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(" ") + ": " + n.failureSummary)})))`

type violation struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// tooWide lists the elements that reach beyond the window, unless a parent
// scrolls or clips them.
const tooWide = `(() => {
	const limit = document.documentElement.clientWidth, found = [];
	if (document.documentElement.scrollWidth > limit) found.push("the page: " + document.documentElement.scrollWidth);
	for (const e of document.body.querySelectorAll("*")) {
		const r = e.getBoundingClientRect();
		if (!r.width || r.right <= limit + 1) continue;
		let held = false;
		for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
			if (getComputedStyle(p).overflowX !== "visible") { held = p.getBoundingClientRect().right <= limit + 1; break; }
		}
		if (!held && getComputedStyle(e).position !== "fixed") found.push(e.tagName + "." + e.className + " to " + Math.round(r.right));
	}
	return found.slice(0, 8);
})()`

// TestFetched holds the table of what the page fetches before its first
// training step against what Chromium asks for.
func TestFetched(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(dist(t), build.SizesFile))
	if err != nil {
		t.Fatal(err)
	}
	var sizes build.Sizes
	if err := json.Unmarshal(text, &sizes); err != nil {
		t.Fatal(err)
	}
	first, _ := build.First(sizes)
	var listed []string
	for _, l := range first {
		listed = append(listed, "/"+l.Name)
	}
	p, server := visit(t, "?device=cpu", View{})
	ready(t, p)
	do(t, p, "step(1)")
	asked := server.Asked()
	for _, path := range asked {
		if path == "/" {
			path = "/index.html"
		}
		if !slices.Contains(listed, path) {
			t.Errorf("the page fetches %s before its first step, which the table of sizes leaves out", path)
		}
	}
	for _, path := range listed {
		if path != "/index.html" && !slices.Contains(asked, path) {
			t.Errorf("the table of sizes lists %s, which the page does not fetch", path)
		}
	}
}

// TestBeforeProgram holds the program back: a reader has the page's text and
// buttons by then, and the trainer's thread has loaded all else that it needs.
func TestBeforeProgram(t *testing.T) {
	p, server := start(t, "?device=cpu", View{}, func(s *Server) {
		s.Replace("/softmix.wasm", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	})
	if err := p.Until(readyLimit, `performance.getEntriesByName("first-contentful-paint").length > 0 && /Play/.test(document.getElementById("race")?.innerText)`); err != nil {
		t.Errorf("nothing is drawn before the program has come: %v", err)
	}
	for deadline := time.Now().Add(readyLimit); !slices.Contains(server.Asked(), "/js/simd.js"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the trainer's thread waits for the program before it starts; asked for: %v", server.Asked())
		}
	}
}

// TestMainThread lets the page play. The aim is no task above 50 ms (build.sh
// bench prints it); on a busy test machine only gross ones can be told from noise.
func TestMainThread(t *testing.T) {
	server := Serve(dist(t))
	defer server.Close()
	for _, device := range devices {
		tasks, err := browser.Train(server.URL+"/?speed=max&device="+device, 4*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d tasks above 50 ms, the longest %.0f ms, in %d steps", device, tasks.Count, tasks.Longest, tasks.Steps)
		if tasks.Steps == 0 {
			t.Errorf("%s: no step was trained", device)
		}
		if tasks.Longest > 200 {
			t.Errorf("%s: the main thread was blocked for %.0f ms while training", device, tasks.Longest)
		}
	}
}
