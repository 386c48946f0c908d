//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// js runs statements on the page.
func (p *Page) js(t *testing.T, script string) {
	t.Helper()
	if _, err := Eval[bool](p, 20*time.Second, "(async () => { "+script+"; return true; })()"); err != nil {
		t.Fatal(err)
	}
}

// TestRefused: a command that cannot be carried out rejects its promise, and the
// page goes on as if it had not come.
func TestRefused(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&speed=max", View{})
	ready(t, p)
	do(t, p, "play()")
	must(t, p.Until(stepLimit, "!softmix.state().recorded && softmix.state().step >= 2"))
	for _, call := range []string{"weights(9)", "inject({token: 99})", "inject({at: 'x'})", "step('x')", "step(-3)", "seek('x')", "set(7)", "inspect({run: 9})", "phase(99)"} {
		if err := p.Do(call); err == nil && call != "step(-3)" {
			t.Errorf("%s went through", call)
		}
		if s := state(t, p); s.Failed() {
			t.Fatalf("%s is a fault of the page: %s", call, s.Error)
		}
	}
	if body, err := Eval[string](p, 10*time.Second, "document.body.innerText"); err != nil || strings.Contains(body, "Stopped") {
		t.Errorf("the page says that it has stopped (%v)", err)
	}
	at := state(t, p).Step
	do(t, p, "step(2)")
	if s := state(t, p); s.Step < at+2 || s.Failed() {
		t.Errorf("step(2) from %d: at step %d, error %s", at, s.Step, s.Error)
	}
	quiet(t, p, server)
}

// TestKeysBelongToTheReader: in the article the keys scroll, and so they do in a
// formula or a table that has the focus.
func TestKeysBelongToTheReader(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&speed=16", View{Width: 390, Height: 700})
	ready(t, p)
	do(t, p, "step(2)")
	p.js(t, `document.querySelector("#changes").scrollIntoView()`)
	where := func() float64 {
		t.Helper()
		time.Sleep(400 * time.Millisecond)
		y, err := Eval[float64](p, 10*time.Second, "scrollY")
		if err != nil {
			t.Fatal(err)
		}
		return y
	}
	from := where()
	must(t, p.Press(" "))
	if y := where(); y <= from {
		t.Errorf("Space in the article scrolls from %g to %g", from, y)
	}
	must(t, p.Press(kb.ArrowRight))
	must(t, p.Press(kb.ArrowLeft))
	if s := state(t, p); s.Playing || s.Step != 2 {
		t.Errorf("keys in the article: playing %v, step %d", s.Playing, s.Step)
	}
	must(t, p.Press(kb.Home))
	if y := where(); y != 0 {
		t.Errorf("Home in the article leads to %g", y)
	}
	if s := state(t, p); s.Step != 2 {
		t.Errorf("Home in the article went to step %d", s.Step)
	}
	// A scroller that has the focus, in the article and in the race.
	p.js(t, `document.querySelector("#ledger summary").click(); await new Promise(r => setTimeout(r, 500))`)
	for _, scroller := range []string{".prose .formula", "#ledger .scroll"} {
		p.js(t, fmt.Sprintf(`const el = document.querySelector(%q); el.style.width = "120px"; el.scrollIntoView({block: "center"}); el.focus()`, scroller))
		for range 3 {
			must(t, p.Press(kb.ArrowRight))
		}
		time.Sleep(400 * time.Millisecond)
		if x, err := Eval[float64](p, 10*time.Second, fmt.Sprintf("document.querySelector(%q).scrollLeft", scroller)); err != nil || x <= 0 {
			t.Errorf("%s does not scroll by its keys: %g %v", scroller, x, err)
		}
		if s := state(t, p); s.Step != 2 {
			t.Errorf("keys in %s went to step %d", scroller, s.Step)
		}
	}
	// And with the race before one's eyes they are the race's.
	p.js(t, `document.activeElement.blur(); document.querySelector("#race").scrollIntoView()`)
	time.Sleep(300 * time.Millisecond)
	must(t, p.Press(kb.ArrowRight))
	must(t, p.Until(stepLimit, "softmix.state().step === 3"))
	must(t, p.Press(" "))
	must(t, p.Until(stepLimit, "softmix.state().playing"))
	quiet(t, p, server)
}

// TestOffline: a change of scenario without a connection keeps the run, says so in
// a sentence, and works when the browser is online again, or when the reader asks.
func TestOffline(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4", View{})
	ready(t, p)
	do(t, p, "step(3)")
	before := losses(t, p)
	server.Replace("/weights/text.safetensors", dropped)
	for i, again := range []string{`dispatchEvent(new Event("online"))`, `document.querySelector("#retry").click()`} {
		if i > 0 {
			p, server = visit(t, "?device=cpu&scenario=lake4", View{})
			ready(t, p)
			do(t, p, "step(3)")
			server.Replace("/weights/text.safetensors", dropped)
		}
		if err := p.Do(`set({scenario: "sort"})`); err == nil {
			t.Fatal("sort was opened without its weights")
		}
		s := state(t, p)
		if now := losses(t, p); s.Step != 3 || s.Failed() || now[0][2] != before[0][2] {
			t.Fatalf("the run before: step %d, error %s", s.Step, s.Error)
		}
		must(t, p.Until(10*time.Second, `softmix.state().settings.scenario === "lake4" && !location.search.includes("sort") && !document.querySelector("#retry").hidden`))
		text, err := Eval[string](p, 10*time.Second, `document.querySelector("#race > .fix").innerText`)
		if err != nil || !strings.Contains(text, "no connection") || !strings.Contains(text, "still there") || strings.Contains(text, "TypeError") || strings.Contains(text, "syscall") {
			t.Errorf("it says %q (%v)", text, err)
		}
		do(t, p, "step(1)")
		do(t, p, "seek(3)")
		server.Replace("/weights/text.safetensors", nil)
		p.js(t, again)
		must(t, p.Until(readyLimit, `softmix.state().settings.scenario === "sort" && softmix.state().runs[0].metrics.greedy_em !== undefined && location.search.includes("sort")`))
		for _, text := range p.Problems() { // the browser's own word for a dropped connection
			if !strings.Contains(text, "Failed to load resource") {
				t.Errorf("the page logged %s", text)
			}
		}
	}
}

// dropped is a server that is not there.
var dropped = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })

// TestAddress: a slider that is drawn writes the address a few times a second, its
// last value arrives, and a click on a link within the page restores nothing.
func TestAddress(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&step=2&phase=mix", View{Script: `
		window.written = 0;
		for (const how of ["replaceState", "pushState"]) {
			const real = History.prototype[how];
			History.prototype[how] = function (...all) { written++; return real.apply(this, all); };
		}
		window.sent = 0;
		const post = Worker.prototype.postMessage;
		Worker.prototype.postMessage = function (m, ...more) { if (String(m).includes('"do":"set"')) sent++; return post.call(this, m, ...more); };`})
	ready(t, p)
	must(t, p.Until(stepLimit, "softmix.state().step === 2"))
	type seen struct {
		Written, Sent int
		Seconds       float64
	}
	now, err := Eval[seen](p, 60*time.Second, `(async () => {
		const el = document.querySelector("#lambda-2"), before = {written, sent}, begin = performance.now();
		for (let i = 0; i <= 120; i++) {
			el.value = i % 2 ? .35 : .7;
			el.dispatchEvent(new Event("input"));
			await new Promise(r => setTimeout(r, 8));
		}
		await new Promise(r => setTimeout(r, 1000));
		return {Written: written - before.written, Sent: sent - before.sent, Seconds: (performance.now() - begin) / 1000};
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("121 inputs in %.1f s: %d messages, %d times the address", now.Seconds, now.Sent, now.Written)
	if float64(now.Written) > 2.5*now.Seconds+2 || float64(now.Sent) > 10*now.Seconds+2 {
		t.Errorf("121 inputs in %.1f s sent %d messages and wrote the address %d times", now.Seconds, now.Sent, now.Written)
	}
	must(t, p.Until(10*time.Second, `Math.abs(softmix.state().settings["lambda.2"] - .7) < 1e-9 && /lambda[^&]*=0.7/.test(location.search)`))
	do(t, p, "play()")
	must(t, p.Until(stepLimit, "softmix.state().step >= 8"))
	p.js(t, `document.querySelector("a.skip").click(); await new Promise(r => setTimeout(r, 600))`)
	if s := state(t, p); s.Step < 8 || !s.Playing {
		t.Errorf("a link within the page led to step %d, playing %v", s.Step, s.Playing)
	}
	quiet(t, p, server)
}

// TestFastClicks goes through the scenarios faster than they can be opened: the
// trainer makes the last one's runs, and nothing of another shows under it.
func TestFastClicks(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4", View{Script: `
		window.made = 0;
		const listen = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
		Object.defineProperty(Worker.prototype, "onmessage", {...listen, set(f) {
			listen.set.call(this, e => { if (String(e.data).includes('"type":"ready"')) made++; return f.call(this, e); });
		}});`})
	ready(t, p)
	p.js(t, `for (const s of ["sort", "lake6", "chain", "treasure", "treasure-moves", "perm5", "maze", "lake6"])
		document.querySelector('nav a[href*="scenario=' + s + '"], nav a[href="?"]' ).click(), softmix.set({scenario: s}).catch(() => {})`)
	must(t, p.Until(readyLimit, `softmix.state().settings.scenario === "lake6" && softmix.state().runs[0].metrics.success_random !== undefined`))
	if n, err := Eval[int](p, 10*time.Second, "made"); err != nil || n > 4 {
		t.Errorf("%d runs were made on the way (%v)", n, err)
	} else {
		t.Logf("%d runs were made, the first included", n)
	}
	if s := state(t, p); len(s.Runs[0].Metrics) == 0 || s.Runs[0].Metrics["greedy_em"] != 0 {
		t.Errorf("under lake6 stands %v", s.Runs[0].Metrics)
	}
	quiet(t, p, server)
}
