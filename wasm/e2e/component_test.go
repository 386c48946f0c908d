//go:build !js

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// component is a page with one <softmix-demo>, whose script says how an order ends.
func component(t *testing.T, attributes string) *Page {
	t.Helper()
	s := around(t, false, fmt.Sprintf(`<script src="SITE/js/softmix-demo.js"></script>
		<div id=one><softmix-demo id=demo device=cpu batch=1 loading=eager %s></softmix-demo></div><div id=two></div>
		<script>
		window.demo = document.getElementById("demo");
		window.end = (p, ms = 60000) => Promise.race([p.then(r => "step " + r.step, e => e.message), new Promise(r => setTimeout(r, ms, "nothing"))]);
		window.readies = 0;
		addEventListener("softmix-ready", () => readies++);
		</script>`, attributes), nil)
	return open(t, s.parent, View{Width: 800, Height: 700})
}

// TestComponentAttributes: attributes as HTML and its editors write them.
func TestComponentAttributes(t *testing.T) {
	p := component(t, `data-scenario="lake4" stop-at="12" methods="sft ift ss" data-aos="fade-up" data-height="300"`)
	must(t, p.Until(readyLimit, `readies === 1`))
	got, err := Eval[[]any](p, stepLimit, `demo.state().then(s => [s.settings.scenario, s.settings.stopAt, s.runs.length, demo.clientHeight, demo.shadowRoot.querySelector("iframe").src.includes("aos")])`)
	if err != nil || len(got) != 5 || got[0] != "lake4" || got[1] != 12. || got[2] != 3. || got[3] != 300. || got[4] != false {
		t.Errorf("the figure has %v (%v)", got, err)
	}
	said, err := Eval[string](p, stepLimit, `(demo.setAttribute("data-stop-at", "20"), new Promise(r => setTimeout(r, 500)).then(() => demo.state()).then(s => s.settings.stopAt + " " + readies))`)
	if err != nil || said != "20 1" {
		t.Errorf("after a change of data-stop-at: %q (%v)", said, err)
	}
}

// TestComponentOrders: every order ends. Those that wait for a figure find it, even
// where it is sent for anew or moved; those that a figure took with it are refused.
func TestComponentOrders(t *testing.T) {
	p := component(t, `scenario=lake4`)
	// Before the figure speaks: other settings send for another one, then it moves.
	first, err := Eval[string](p, stepLimit, `(() => {
		demo.remove();
		demo = document.createElement("softmix-demo");
		for (const [k, v] of [["device", "cpu"], ["batch", "1"], ["scenario", "lake4"], ["loading", "eager"]]) demo.setAttribute(k, v);
		document.getElementById("one").append(demo);
		const order = demo.step(2);
		demo.setAttribute("seed", "5");
		return new Promise(r => setTimeout(r)).then(() => (document.getElementById("two").append(demo), end(order)));
	})()`)
	if err != nil || first != "step 2" {
		t.Errorf("an order that waited ended with %q (%v)", first, err)
	}
	for _, c := range []struct{ name, do, want string }{
		{"sent for anew", `demo.removeAttribute("seed")`, "loaded anew"},
		{"moved", `document.getElementById("one").append(demo)`, "taken off the page"},
		{"taken away", `demo.remove()`, "taken off the page"},
	} {
		must(t, p.Until(readyLimit, `demo.isConnected`))
		if _, err := Eval[string](p, stepLimit, `end(demo.state())`); err != nil { // it is there
			t.Fatal(err)
		}
		got, err := Eval[string](p, stepLimit, fmt.Sprintf(`(() => { const order = demo.step(2000); return new Promise(r => setTimeout(r, 300)).then(() => (%s, end(order, 10000))); })()`, c.do))
		if err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%s: an order that was under way ended with %q (%v)", c.name, got, err)
		}
	}
	if got, err := Eval[string](p, stepLimit, `(() => { const order = demo.step(1); document.getElementById("two").append(demo); const kept = end(order); return kept; })()`); err != nil || got != "step 1" {
		t.Errorf("an order given while it was off the page ended with %q (%v)", got, err)
	}
	if got, err := Eval[string](p, stepLimit, `(() => { demo.remove(); document.getElementById("two").append(demo); const order = demo.step(1); demo.remove(); return end(order, 5000); })()`); err != nil || !strings.Contains(got, "taken off") {
		t.Errorf("an order of a component that went away ended with %q (%v)", got, err)
	}
	time.Sleep(100 * time.Millisecond)
	for _, text := range p.Problems() {
		t.Errorf("logged: %s", text)
	}
}
