//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"softmix/wasm/wire"
)

// small makes steps short: two sequences of the smaller lake.
const small = "?device=cpu&scenario=lake4&batch=2"

// inspect returns what softmix.inspect() answers, as JSON.
func inspect(t *testing.T, p *Page, args string) string {
	t.Helper()
	s, err := Eval[string](p, stepLimit, "softmix.inspect("+args+").then(JSON.stringify)")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shows waits until the page shows a phase of a step, in its state and on its rail.
func shows(t *testing.T, p *Page, step int, phase string) {
	t.Helper()
	condition := fmt.Sprintf(`softmix.state().settings.phase === %q && softmix.state().step === %d && !softmix.state().playing &&
		document.querySelector(".rail [aria-current=step]")?.id === "phase-%s" && document.querySelector("#step-where").textContent.startsWith("Step %d ·")`, phase, step, phase, step)
	if err := p.Until(stepLimit, condition); err != nil {
		t.Fatalf("waiting for %s of step %d: %v\nstate %+v", phase, step, err, state(t, p))
	}
}

// tabTo presses Tab until an element has the focus.
func tabTo(t *testing.T, p *Page, id string) {
	t.Helper()
	for range 120 {
		at, err := Eval[string](p, 10*time.Second, "document.activeElement.id")
		must(t, err)
		if at == id {
			return
		}
		must(t, p.Press(kb.Tab))
	}
	t.Fatalf("Tab does not lead to #%s", id)
}

// TestStepByKeyboard goes through all phases of three steps with the keyboard
// alone, chooses another token, returns to the first step and finds its numbers
// again; then training goes on and ends where an undisturbed visit ends.
func TestStepByKeyboard(t *testing.T) {
	p, server := visit(t, small, View{})
	ready(t, p)
	tabTo(t, p, "step-open")
	must(t, p.Press(kb.Enter))
	shows(t, p, 1, "batch")
	first := [2]string{inspect(t, p, "{run: 0}"), inspect(t, p, "{run: 1}")}
	for step := 1; step <= 3; step++ {
		for i, phase := range wire.Phases() {
			if step > 1 || i > 0 {
				must(t, p.Press(kb.ArrowRight))
			}
			shows(t, p, step, phase)
			said, err := Eval[string](p, 10*time.Second, `new Promise(done => setTimeout(() => done(document.querySelector("#heard").textContent), 300))`)
			must(t, err)
			if !strings.Contains(strings.ToLower(said), strings.ToLower(phaseWord(phase))) || len(said) < 40 {
				t.Errorf("%s of step %d is announced as %q", phase, step, said)
			}
		}
	}
	must(t, p.Press("3"))
	shows(t, p, 3, "mix")
	token := "softmix.state().settings.token"
	must(t, p.Press(kb.ArrowDown))
	must(t, p.Until(stepLimit, token+" > 0"))
	must(t, p.Press(kb.ArrowDown))
	must(t, p.Until(stepLimit, token+" > 2"))
	must(t, p.Press(kb.PageUp))
	shows(t, p, 2, "mix")
	must(t, p.Press(kb.PageUp))
	shows(t, p, 1, "mix")
	must(t, p.Press(kb.ArrowUp+kb.ArrowUp))
	must(t, p.Until(stepLimit, token+" === 1"))
	for run, want := range first {
		if got := inspect(t, p, fmt.Sprintf("{run: %d}", run)); got != want {
			t.Errorf("the first step of run %d looks different after going back to it:\n%s\n%s", run, got, want)
		}
	}
	must(t, p.Press(kb.ArrowLeft+kb.ArrowLeft))
	shows(t, p, 1, "batch")
	must(t, p.Press(kb.ArrowLeft)) // nothing lies before
	shows(t, p, 1, "batch")
	if a := state(t, p); !strings.Contains(string(a.Settings), `"step":1`) {
		t.Errorf("the settings do not name the step: %s", a.Settings)
	}

	tabTo(t, p, "step-play")
	must(t, p.Press(" "))
	must(t, p.Until(stepLimit, "softmix.state().step >= 6"))
	must(t, p.Press(" "))
	must(t, p.Until(stepLimit, "!softmix.state().playing"))
	must(t, p.Press(kb.Escape))
	must(t, p.Until(stepLimit, `softmix.state().settings.phase === "off" && document.activeElement.id === "step-open" && !location.search.includes("step=")`))
	do(t, p, "seek(14)")
	other, _ := visit(t, small, View{})
	ready(t, other)
	do(t, other, "step(14)")
	if a, b := losses(t, p), losses(t, other); !slices.Equal(a[0], b[0]) || !slices.Equal(a[1], b[1]) {
		t.Errorf("the losses of 14 steps that were taken apart on the way:\n%v\nof an undisturbed visit:\n%v", a, b)
	}
	quiet(t, p, server)
}

// phaseWord is a word that the announcement of a phase must have.
func phaseWord(phase string) string {
	if phase == "mix" {
		return "mixed input"
	}
	if phase == "train" {
		return "training pass"
	}
	return phase
}

// TestStepFromURL opens a page at a step, phase, sequence and token.
func TestStepFromURL(t *testing.T) {
	p, server := visit(t, small+"&step=5&phase=mix&sequence=1&token=2", View{})
	ready(t, p)
	shows(t, p, 5, "mix")
	var got struct{ Step, Sequence, Token int }
	must(t, json.Unmarshal([]byte(inspect(t, p, "")), &got))
	if got.Step != 5 || got.Sequence != 1 || got.Token != 2 {
		t.Errorf("it shows %+v", got)
	}
	if server.times("/formulas.json") != 1 {
		t.Errorf("the formulas were asked for %d times", server.times("/formulas.json"))
	}
	// What there is not is put right, with a word.
	q, _ := visit(t, small+"&steps=4&step=9&phase=loss&sequence=60&token=60", View{})
	ready(t, q)
	shows(t, q, 4, "loss")
	must(t, q.Until(30*time.Second, `["9 became 4", "Sequence runs from 0 to 1 here; 60 became 1", "60 became"].every(s => document.querySelector("#one-step").innerText.includes(s))`))
	must(t, q.Until(30*time.Second, `location.search.includes("step=4") && location.search.includes("sequence=1")`))
	quiet(t, p, server)
}

// times is how often a path was asked for.
func (s *Server) times(path string) int {
	n := 0
	for _, asked := range s.Asked() {
		if asked == path {
			n++
		}
	}
	return n
}

// TestStepWithoutFormulas serves no formulas: everything else works, and a word
// says so.
func TestStepWithoutFormulas(t *testing.T) {
	p, _ := start(t, small, View{}, func(s *Server) { s.Replace("/formulas.json", http.NotFoundHandler()) })
	ready(t, p)
	do(t, p, `phase("mix")`)
	must(t, p.Until(stepLimit, `document.querySelector("#look-formula").innerText.includes("could not be loaded (the server answered 404)")`))
	do(t, p, `phase(8)`)
	shows(t, p, 1, "update")
}

// TestStepLook checks every phase, light and dark, wide and narrow: axe-core
// finds nothing, nothing is wider than the window, and where fingers are likely
// every target is large enough.
func TestStepLook(t *testing.T) {
	axe, err := os.ReadFile(filepath.Join(root, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is missing (npm ci installs it): %v", err)
	}
	for _, v := range []View{
		{Width: 1280, Height: 860}, {Width: 1280, Height: 860, Dark: true}, {Width: 360, Height: 740}, {Width: 360, Height: 740, Dark: true},
	} {
		for _, scenario := range []string{"sort", "lake4"} {
			if scenario == "lake4" && (v.Dark || v.Width > 400) {
				continue // as the others, but for the board
			}
			t.Run(fmt.Sprintf("%d dark=%v %s", v.Width, v.Dark, scenario), func(t *testing.T) {
				v.Reduced = true
				p, server := visit(t, "?device=cpu&batch=2&step=2&phase=batch&scenario="+scenario, v)
				ready(t, p)
				if _, err := Eval[bool](p, 20*time.Second, string(axe)+";true"); err != nil {
					t.Fatal(err)
				}
				do(t, p, "inject({at: 1})")
				for _, phase := range wire.Phases() {
					do(t, p, fmt.Sprintf("phase(%q)", phase))
					shows(t, p, 2, phase)
					time.Sleep(300 * time.Millisecond)
					wide, err := Eval[[]string](p, 20*time.Second, tooWide)
					must(t, err)
					if len(wide) > 0 {
						t.Errorf("%s: wider than the window: %q", phase, wide)
					}
					found, err := Eval[[]violation](p, 60*time.Second, violations)
					must(t, err)
					for _, f := range found {
						t.Errorf("%s: axe: %s (%s)\n%s", phase, f.Help, f.ID, strings.Join(f.Nodes, "\n"))
					}
				}
				if v.Width < 400 { // 42 and not 44: a phone has no scroll bar that takes 15 of the 360
					tight, err := Eval[[]string](p, 20*time.Second, `[...document.querySelectorAll("#one-step button, #one-step select")].filter(e => {
						const r = e.getBoundingClientRect();
						return r.width && !e.classList .contains("quiet") && (r.height < 44 || r.width < 42);
					}).map(e => e.id)`)
					must(t, err)
					if len(tight) > 0 {
						t.Errorf("too small for a finger: %q", tight)
					}
				}
				quiet(t, p, server)
			})
		}
	}
}

// TestStepMotion: slow motion walks through the phases by itself until anything
// else is pressed; where the reader wants no motion, nothing moves.
func TestStepMotion(t *testing.T) {
	p, server := visit(t, small, View{})
	ready(t, p)
	do(t, p, `phase("loss")`)
	must(t, p.Click("#slow"))
	must(t, p.Until(stepLimit, `softmix.state().settings.phase === "weights" && document.querySelector("#slow").ariaPressed === "true"`))
	must(t, p.Until(stepLimit, `softmix.state().step === 2`)) // on its own
	must(t, p.Keys("#one-step", kb.ArrowDown))
	must(t, p.Until(stepLimit, `document.querySelector("#slow").ariaPressed === "false"`))
	before := state(t, p)
	time.Sleep(1800 * time.Millisecond)
	if after := state(t, p); string(after.Settings) != string(before.Settings) || after.Step != before.Step {
		t.Errorf("it goes on by itself: %s", after.Settings)
	}
	quiet(t, p, server)

	calm, _ := visit(t, small, View{Reduced: true})
	ready(t, calm)
	do(t, calm, `phase("mix")`)
	must(t, calm.Until(stepLimit, `document.querySelector("#slow").disabled && document.querySelector("#one-step").innerText.includes("your system asks for less motion")`))
	shot := func() string {
		s, err := Eval[string](calm, 10*time.Second, `new Promise(done => setTimeout(() => done(softmix.state().settings.phase + softmix.state().step +
			[...document.querySelectorAll("#one-step canvas")].map(c => c.toDataURL()).join()), 400))`)
		must(t, err)
		return s
	}
	one := shot()
	time.Sleep(1500 * time.Millisecond)
	if two := shot(); one != two {
		t.Error("something moves although the reader wants no motion")
	}
}

// TestStepAnswers lets the page train with a step taken apart all the time: a key
// must be answered at once. One slow answer proves nothing, the median does; and
// on a machine that is busy with other things it is compared with the answers of
// the same page while nothing is trained.
func TestStepAnswers(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake6&speed=max&phase=batch&steps=2000", View{})
	ready(t, p)
	shows(t, p, 1, "batch")
	answers := func() []float64 {
		t.Helper()
		waits, err := Eval[[]float64](p, stepLimit, `(async () => {
			const waits = [], open = document.querySelector("#step-open");
			const rail = () => document.querySelector(".rail [aria-current=step]").id, say = () => document.querySelector("#look-say").textContent;
			for (let i = 0; i < 15; i++) {
				const phase = rail(), said = say(), start = performance.now();
				open.dispatchEvent(new KeyboardEvent("keydown", {key: String(1 + (i + 3) % 8), bubbles: true, cancelable: true}));
				while (rail() === phase || say() === said) {
					if (performance.now() - start > 10000) throw new Error("no answer to a key: " + rail() + " " + say());
					await new Promise(r => requestAnimationFrame(r));
				}
				waits.push(performance.now() - start);
				await new Promise(r => setTimeout(r, 70 + 13 * i));
			}
			return waits.sort((a, b) => a - b);
		})()`)
		must(t, err)
		return waits
	}
	still := answers()
	do(t, p, "play()")
	must(t, p.Until(stepLimit, "softmix.state().step >= 3"))
	from := state(t, p)
	waits := answers()
	s := state(t, p)
	half := len(waits) / 2
	t.Logf("answers to keys: median %.0f ms, longest %.0f ms, in %d steps; while nothing is trained %.0f and %.0f ms",
		waits[half], waits[len(waits)-1], s.Step-from.Step, still[half], still[len(still)-1])
	if s.Step <= from.Step {
		t.Errorf("nothing was trained meanwhile: step %d", s.Step)
	}
	if waits[half] > max(100, 2*still[half]) {
		t.Errorf("the median answer took %.0f ms, want 100 at most: %.0f; while nothing is trained %.0f", waits[half], waits, still)
	}
	do(t, p, "pause()")
	quiet(t, p, server)
}

// TestStepDevicesAgree compares what is taken apart on WebGPU and on the CPU.
func TestStepDevicesAgree(t *testing.T) {
	var seen [2][]map[string]any
	for i, device := range devices {
		p, server := visit(t, "?scenario=lake4&batch=2&lambda=.4&feedback=soft&gamma=.9&device="+device, View{})
		if s := ready(t, p); s.Device.Kind != device {
			t.Fatalf("it computes on %s", s.Device.Kind)
		}
		do(t, p, "step(2)")
		for run := range 2 { // closed, then open
			var m map[string]any
			must(t, json.Unmarshal([]byte(inspect(t, p, fmt.Sprintf("{run: %d, token: 3}", run))), &m))
			seen[i] = append(seen[i], m)
			do(t, p, `phase("mix")`)
		}
		quiet(t, p, server)
	}
	for run := range 2 {
		a, b := seen[0][run], seen[1][run]
		if len(a) != len(b) || len(a) < 20 {
			t.Fatalf("run %d: %d fields and %d", run, len(a), len(b))
		}
		for name := range a {
			// An update of AdamW divides by its own size: a gradient near 0 may go either way.
			limit := 2e-3
			if name == "after" || name == "groups" {
				limit = 2e-2
			}
			if d := apart(a[name], b[name]); d > limit {
				t.Errorf("run %d: %s differs by %.2g between the CPU and WebGPU", run, name, d)
			}
		}
	}
	if apart(map[string]any{"x": []any{1., 2.}}, map[string]any{"x": []any{1., 2.5}}) < .1 || apart(1., "1") < 1 {
		t.Error("the comparison notices nothing")
	}
}

// apart is how far two JSON values are apart: the largest difference of two
// numbers, relative where they are above one.
func apart(a, b any) float64 {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		if !ok {
			return math.Inf(1)
		}
		return math.Abs(x-y) / max(1, math.Abs(x))
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return math.Inf(1)
		}
		if tokens, others := shares(x), shares(y); tokens != nil && others != nil { // their order may differ
			return apart(tokens, others)
		}
		worst := 0.0
		for i := range x {
			worst = max(worst, apart(x[i], y[i]))
		}
		return worst
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return math.Inf(1)
		}
		worst := 0.0
		for k := range x {
			worst = max(worst, apart(x[k], y[k]))
		}
		return worst
	}
	if a != b {
		return math.Inf(1)
	}
	return 0
}

// shares turns a list of tokens with a number each into a map, so that two of
// almost equal size may change places; nil where it is another list.
func shares(list []any) map[string]any {
	m := map[string]any{}
	for _, e := range list {
		o, ok := e.(map[string]any)
		if !ok || o["k"] == nil {
			return nil
		}
		p := o["p"]
		if p == nil {
			p = o["g"]
		}
		m[fmt.Sprint(o["k"])] = p
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

// TestStepCostsNothingClosed counts what a training step asks of WebGPU before
// the section was ever open, while it is, and after it was closed.
func TestStepCostsNothingClosed(t *testing.T) {
	trainer, err := os.ReadFile(filepath.Join(dist(t), "js/trainer.js"))
	must(t, err)
	counting := `importScripts("bench.count.js");
		new BroadcastChannel("count").onmessage = function (e) { if (e.data === "?") this.postMessage({...softmixCounts}); };` + string(trainer)
	p, server := start(t, "?device=webgpu&scenario=lake4&batch=2", View{}, func(s *Server) { s.ReplaceBody("/js/trainer.js", []byte(counting)) })
	ready(t, p)
	type counts struct{ Dispatches, Submits, BindGroups, Buffers, Pipelines, Reads int }
	step := func() counts {
		t.Helper()
		const count = `new Promise(done => { const c = new BroadcastChannel("count"); c.onmessage = e => { if (e.data === "?") return; c.close(); done(e.data); }; c.postMessage("?"); })`
		do(t, p, "seek(2)") // the same step each time: the walk of its evaluation takes as long
		before, err := Eval[counts](p, stepLimit, count)
		must(t, err)
		do(t, p, "step(1)")
		after, err := Eval[counts](p, stepLimit, count)
		must(t, err)
		return counts{after.Dispatches - before.Dispatches, after.Submits - before.Submits, after.BindGroups - before.BindGroups,
			after.Buffers - before.Buffers, after.Pipelines - before.Pipelines, after.Reads - before.Reads}
	}
	do(t, p, "step(3)") // what is made once
	never := step()
	do(t, p, `phase("mix")`)
	step()
	open := step()
	do(t, p, `phase("off")`)
	step()
	closed := step()
	t.Logf("a step: %+v; open: %+v; closed again: %+v", never, open, closed)
	if never.Dispatches == 0 || open == never {
		t.Errorf("nothing is counted: %+v, open %+v", never, open)
	}
	if closed != never {
		t.Errorf("closed again a step asks for %+v, before it was open for %+v", closed, never)
	}
	quiet(t, p, server)
}
