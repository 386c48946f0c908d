//go:build !js

package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// withoutWebAssembly is what Lockdown Mode makes of a browser.
var withoutWebAssembly = View{Script: "delete globalThis.WebAssembly;"}

// TestWithoutWebAssembly: what a recording holds is shown all the same, with a
// sentence on why nothing trains; in a figure too.
func TestWithoutWebAssembly(t *testing.T) {
	for name, query := range map[string]string{
		"page": "", "another task": "?scenario=lake6", "with settings": "?scenario=sort&lambda=0.3", "still": "?scenario=chain&static",
		"figure": "embed.html?loading=eager&scenario=lake6", "board alone": "embed.html?loading=eager&view=board", "still figure": "embed.html?loading=eager&static",
	} {
		t.Run(name, func(t *testing.T) {
			p, server := visit(t, query, withoutWebAssembly)
			must(t, p.Until(readyLimit, `document.documentElement.dataset.still !== undefined && window.softmix && document.querySelector("#charts svg")`))
			if _, err := Eval[bool](p, 20*time.Second, "softmix.ready.then(() => true)"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
			text, err := Eval[string](p, 10*time.Second, "document.body.innerText")
			if err != nil {
				t.Fatal(err)
			}
			flat := strings.Join(strings.Fields(text), " ")
			for _, want := range []string{"Recorded run of", "WebAssembly turned off", "nothing can be trained"} {
				if !strings.Contains(flat, want) {
					t.Errorf("a reader does not see %q in\n%s", want, flat[:min(len(flat), 600)])
				}
			}
			for _, bad := range []string{"Loading", "ReferenceError", "undefined", "NaN", "as soon as the trainer"} {
				if strings.Contains(flat, bad) {
					t.Errorf("a reader sees %q", bad)
				}
			}
			seen, err := Eval[bool](p, 10*time.Second, `(() => { const box = document.querySelector("#charts svg").getBoundingClientRect(); return box.width > 200 && box.height > 100 && document.documentElement.scrollWidth <= innerWidth; })()`)
			if err != nil || !seen {
				t.Errorf("the charts are not seen (%v)", err)
			}
			if buttons, err := Eval[int](p, 10*time.Second, `[...document.querySelectorAll("#app :is(button, input, select)")].filter(e => e.checkVisibility()).length`); err != nil || buttons > 0 {
				t.Errorf("%d controls that do nothing are shown (%v)", buttons, err)
			}
			if err := p.Do("step(1)"); err == nil {
				t.Error("step(1) went through")
			}
			quiet(t, p, server)
		})
	}
}

// TestReload: a page that is loaded again offers the way back to its step, and the
// way leads to the same numbers.
func TestReload(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4", View{})
	ready(t, p)
	do(t, p, "step(12)")
	before := losses(t, p)
	time.Sleep(2500 * time.Millisecond)
	p.js(t, "setTimeout(() => location.reload(), 50)")
	time.Sleep(time.Second)
	ready(t, p)
	must(t, p.Until(10*time.Second, `!document.querySelector("#return").hidden && document.querySelector("#return").textContent.includes("12") && document.querySelector("#race > .fix").textContent.includes("step 12")`))
	if s := state(t, p); s.Step != 0 {
		t.Errorf("the page went to step %d by itself", s.Step)
	}
	must(t, p.Click("#return"))
	must(t, p.Until(stepLimit, "softmix.state().step === 12"))
	if after := losses(t, p); after[0][11] != before[0][11] || after[1][11] != before[1][11] {
		t.Errorf("losses %v, before %v", after, before)
	}
	quiet(t, p, server)

	// A frame may be forbidden to keep anything.
	p, server = visit(t, "?device=cpu&scenario=lake4", View{Script: `Object.defineProperty(window, "sessionStorage", {get() { throw new DOMException("forbidden", "SecurityError"); }});`})
	ready(t, p)
	do(t, p, "step(2)")
	time.Sleep(1500 * time.Millisecond)
	if s := state(t, p); s.Failed() || s.Step != 2 {
		t.Errorf("without storage: step %d, error %s", s.Step, s.Error)
	}
	quiet(t, p, server)
}

// TestBrokenDrawings: a drawing that fails says so in its place, all else goes on,
// and it can be drawn again.
func TestBrokenDrawings(t *testing.T) {
	p, _ := visit(t, "?device=cpu&scenario=treasure&speed=16", View{Script: `
		window.broken = false;
		for (const name of ["fillText", "fillRect", "fill", "stroke"]) {
			const real = CanvasRenderingContext2D.prototype[name];
			CanvasRenderingContext2D.prototype[name] = function (...all) {
				if (broken === true || broken === "gone" && !this.canvas.isConnected) throw new TypeError("no ink");
				return real.apply(this, all);
			};
		}`})
	ready(t, p)
	do(t, p, "play()")
	must(t, p.Until(stepLimit, "softmix.state().step >= 3"))
	p.js(t, "broken = true")
	must(t, p.Until(20*time.Second, `[...document.querySelectorAll(".board, #charts")].filter(e => e.innerText.includes("could not be drawn")).length === 3`))
	// Observers ask for drawings of their own.
	p.js(t, `document.documentElement.dataset.theme = "dark"; dispatchEvent(new Event("resize"))`)
	at := state(t, p).Step
	must(t, p.Until(stepLimit, "softmix.state().step > "+itoa(at+3)))
	if s := state(t, p); s.Failed() || !s.Playing {
		t.Fatalf("training does not go on: %s", s.Error)
	}
	must(t, p.Until(10*time.Second, `document.querySelector("#say").innerText.includes("Step")`))
	p.js(t, `broken = false; document.querySelectorAll(".board button, #charts button").forEach(b => b.click())`)
	must(t, p.Until(20*time.Second, `![...document.querySelectorAll(".board, #charts")].some(e => e.innerText.includes("could not be drawn")) && document.querySelector("#board-1 canvas").height > 50`))
	// What stood there before still hears of themes; what it fails at is not shown.
	p.js(t, `broken = "gone"; document.documentElement.dataset.theme = "light"; dispatchEvent(new Event("resize")); await new Promise(r => setTimeout(r, 500))`)
	if fallen, err := Eval[bool](p, 10*time.Second, `[...document.querySelectorAll(".board, #charts")].some(e => e.innerText.includes("could not be drawn"))`); err != nil || fallen {
		t.Errorf("a fresh picture gave way to the failure of the one before (%v)", err)
	}
	at = state(t, p).Step
	must(t, p.Until(stepLimit, "softmix.state().step > "+itoa(at+2)))
	for _, text := range p.Problems() {
		if !strings.Contains(text, "could not draw") && !strings.Contains(text, "no ink") {
			t.Errorf("the page logged %s", text)
		}
	}
}

// TestNothingIsRewritten: a render changes what has changed and nothing else: an open
// list stays as it is while steps are trained.
func TestNothingIsRewritten(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&speed=16&step=2&phase=mix", View{})
	ready(t, p)
	must(t, p.Until(stepLimit, `softmix.state().step === 2 && document.querySelector("#look-formula math")`))
	time.Sleep(500 * time.Millisecond)
	p.js(t, `
		window.changes = [];
		new MutationObserver(list => changes.push(...list.map(m => m.type + " " + (m.target.id || m.target.className || m.target.nodeName) + " " + (m.attributeName || ""))))
			.observe(document.querySelector("#app"), {subtree: true, childList: true, attributes: true, characterData: true});
		for (let i = 0; i < 10; i++) { await softmix.set({}); await new Promise(r => setTimeout(r, 30)); }`)
	if seen, err := Eval[[]string](p, 10*time.Second, "changes"); err != nil || len(seen) > 0 {
		t.Errorf("10 renders of an unchanged page changed %d things: %.20q (%v)", len(seen), seen, err)
	}
	// One changed setting changes its own place.
	p.js(t, `changes.length = 0; document.querySelector("#method-1").options[0].textContent = "open"; await softmix.set({lambda: 0.35}); await new Promise(r => setTimeout(r, 300))`)
	if open, err := Eval[string](p, 10*time.Second, `document.querySelector("#method-1").options[0].textContent`); err != nil || open == "" {
		t.Errorf("the list of methods: %q (%v)", open, err)
	}
	if seen, err := Eval[[]string](p, 10*time.Second, `changes.filter(c => c.startsWith("childList") && /method|layer|head|add|play/.test(c) && !c.includes("method-1"))`); err != nil || len(seen) > 0 {
		t.Errorf("a change of lambda rewrote %q (%v)", seen, err)
	}
	// While steps are trained an open list is left alone.
	p.js(t, `
		window.lists = 0;
		new MutationObserver(list => lists += list.length).observe(document.querySelector("#method-2"), {childList: true, subtree: true, attributes: true, characterData: true});
		await softmix.play(); await new Promise(r => setTimeout(r, 1500)); await softmix.pause(); await softmix.set({log: true})`)
	if n, err := Eval[int](p, 10*time.Second, "lists"); err != nil || n > 0 {
		t.Errorf("the list of methods was changed %d times while steps were trained (%v)", n, err)
	}
	// What was refused does not stay chosen.
	got, err := Eval[string](p, 10*time.Second, `(() => { const e = document.querySelector("#add"); e.value = "sft"; e.dispatchEvent(new Event("input")); return new Promise(r => setTimeout(() => r(document.querySelector("#add").value), 500)); })()`)
	if err != nil || got != "" {
		t.Errorf("after a method was added the list shows %q (%v)", got, err)
	}
	quiet(t, p, server)
}

// TestNames: what a screen reader is told of what can be used.
func TestNames(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&step=2&phase=mix", View{})
	ready(t, p)
	must(t, p.Until(stepLimit, `softmix.state().step === 2 && document.querySelector("#lane-1 [role=slider][aria-valuenow]")`))
	for what, check := range map[string]string{
		"the theme button says what it does":         `/dark theme/i.test(document.querySelector("#theme").getAttribute("aria-label"))`,
		"an empty correction is still a live region": `[...document.querySelectorAll(".fix[role=status]")].every(e => getComputedStyle(e).display !== "none")`,
		"the lane's picture is a picture":            `document.querySelector("#lane-1 canvas[role=img]").getAttribute("aria-label").length > 20`,
		"no picture holds what can be pressed":       `!document.querySelector("[role=img] :is(button, [role=slider]), #one-step [role=img][style*=pointer]")`,
	} {
		if ok, err := Eval[bool](p, 10*time.Second, check); err != nil || !ok {
			t.Errorf("not so: %s (%v)", what, err)
		}
	}
	now := `+document.querySelector("#lane-1 [role=slider]").getAttribute("aria-valuenow")`
	from, err := Eval[int](p, 10*time.Second, now)
	if err != nil {
		t.Fatal(err)
	}
	p.js(t, `document.querySelector("#lane-1 [role=slider]").focus()`)
	step, key := 1, kb.ArrowDown
	if from > 3 {
		step, key = -1, kb.ArrowUp
	}
	must(t, p.Press(key))
	must(t, p.Until(10*time.Second, now+" === "+itoa(from+step)+` && document.querySelector("#lane-1 [role=slider]").getAttribute("aria-valuetext").length > 3`))
	quiet(t, p, server)
}
