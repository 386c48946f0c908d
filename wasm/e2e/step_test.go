//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
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
	at, err := Eval[int](p, stepLimit, "softmix.inspect({run: 0}).then(a => a.token)")
	must(t, err)
	token := "softmix.state().settings.token"
	for i := 1; i <= 2; i++ {
		must(t, p.Press(kb.ArrowUp))
		must(t, p.Until(stepLimit, fmt.Sprintf("%s === %d", token, max(1, at-i))))
	}
	must(t, p.Press(kb.PageUp))
	shows(t, p, 2, "mix")
	must(t, p.Press(kb.PageUp))
	shows(t, p, 1, "mix")
	for i := max(1, at-2) + 1; i <= at; i++ {
		must(t, p.Press(kb.ArrowDown))
		must(t, p.Until(stepLimit, fmt.Sprintf("%s === %d", token, i)))
	}
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
				do(t, p, "inject({at: 1})")
				for _, phase := range wire.Phases() {
					do(t, p, fmt.Sprintf("phase(%q)", phase))
					shows(t, p, 2, phase)
					time.Sleep(300 * time.Millisecond)
					readable(t, p, phase)
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
