//go:build !js

package e2e

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

// laid is a script: what stands where in a figure, and all that it says, without its
// badge. The badge comes last.
const laid = `(() => {
	const badge = document.getElementById("badge"), own = [...document.querySelectorAll("#figure *")].filter(e => e.getClientRects().length && e !== badge && !badge.contains(e));
	const places = own.map(e => { const r = e.getBoundingClientRect(); return e.tagName + " " + e.className + " " + [r.x, r.y, r.width, r.height].map(Math.round); });
	const said = badge.textContent;
	badge.hidden = true;
	const texts = document.getElementById("figure").innerText;
	badge.hidden = false;
	return [places.join("\n"), texts, said];
})()`

// TestEmbedWithoutGPU: where there is no WebGPU, or no adapter, a figure looks as it
// does with one, but for one word of its badge.
func TestEmbedWithoutGPU(t *testing.T) {
	bare, err := Start(context.Background(), WithoutAdapter...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bare.Close)
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	figure := func(b *Browser, site, device string) []string {
		p, err := b.Open(site+"embed.html?scenario=lake4&batch=1&loading=eager&device="+device, View{Width: 680, Height: 420})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		must(t, p.Until(readyLimit, `document.documentElement.dataset.state === "live" && softmix.state().runs.every(r => r.metrics.success_random !== undefined)`))
		time.Sleep(500 * time.Millisecond)
		got, err := Eval[[]string](p, 10*time.Second, laid)
		if err != nil {
			t.Fatal(err)
		}
		keepShot(t, p, "device-"+strings.NewReplacer(":", "", "/", "").Replace(site)+device)
		for _, text := range p.Problems() {
			t.Errorf("on %s%s: logged: %s", site, device, text)
		}
		return got
	}
	with := figure(browser, server.URL+"/", "webgpu")
	if !strings.HasPrefix(with[2], "WebGPU") {
		t.Fatalf("the badge says %q", with[2])
	}
	for name, without := range map[string][]string{
		"no adapter":            figure(bare, server.URL+"/", "auto"),
		"a page that is http:":  figure(browser, under(t, server.URL, "blog.example"), "auto"),
		"the CPU, as asked for": figure(bare, server.URL+"/", "cpu"),
	} {
		if without[0] != with[0] {
			t.Errorf("%s: things stand elsewhere:\n%s\nwith WebGPU\n%s", name, without[0], with[0])
		}
		if without[1] != with[1] {
			t.Errorf("%s: it says\n%s\nwith WebGPU\n%s", name, without[1], with[1])
		}
		if without[2] != "CPU" {
			t.Errorf("%s: the badge says %q", name, without[2])
		}
	}
}

// TestEmbedTriesAgain: what did not load the first time loads when the reader asks,
// whichever file it was, and stays when the network comes back later.
func TestEmbedTriesAgain(t *testing.T) {
	gone := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "gone", http.StatusServiceUnavailable) })
	for _, path := range []string{"/", "/css/step.css", "/wasm_exec.js", "/weights/lake4.safetensors"} {
		t.Run(path, func(t *testing.T) {
			server := Serve(dist(t))
			t.Cleanup(server.Close)
			server.Replace(path, gone)
			p := open(t, server.URL+"/embed.html?scenario=lake4&batch=1&device=cpu", View{Width: 680, Height: 420})
			if err := p.Until(readyLimit, `document.documentElement.dataset.state === "failed" && !document.getElementById("start").hidden`); err != nil {
				t.Fatalf("it does not say that it failed: %v", err)
			}
			if said, err := Eval[string](p, 5*time.Second, `document.getElementById("start").textContent + ": " + document.getElementById("status").textContent`); err != nil || !strings.HasPrefix(said, "Try again: The figure could not be loaded") {
				t.Errorf("it says %q (%v)", said, err)
			}
			server.Replace(path, nil)
			must(t, p.Click("#start"))
			for end := time.Now().Add(readyLimit); ; time.Sleep(50 * time.Millisecond) { // it may be another document by now
				live, err := Eval[bool](p, 10*time.Second, `document.documentElement?.dataset.state === "live" && !!window.softmix?.state().device`)
				if live {
					break
				}
				if time.Now().After(end) {
					t.Fatalf("it does not load: %v", err)
				}
			}
			do(t, p, "step(1)")
			p.js(t, `window.same = true; dispatchEvent(new Event("online"))`)
			time.Sleep(300 * time.Millisecond)
			if same, err := Eval[bool](p, readyLimit, `window.same === true && softmix.state().step === 1`); err != nil || !same {
				t.Errorf("the run is lost when the network comes back (%v)", err)
			}
		})
	}
}

// TestAddressesAsWritten opens addresses as blog editors, HTML and German phones
// write them, on the page and in a figure.
func TestAddressesAsWritten(t *testing.T) {
	const query = "?Scenario=LAKE6&amp;lambda=0,3&amp;STOP-AT=12&data-view=loss&hide=Cost;+badge&lamda=1&device=cpu"
	for _, c := range []struct{ at, notes string }{{"embed.html", "console"}, {"", "page"}} {
		t.Run(c.notes, func(t *testing.T) {
			p, server := visit(t, c.at+query+"&loading=eager", View{Width: 680, Height: 420, Script: `window.notes = []; console.warn = t => notes.push(t);`})
			if c.at != "" {
				must(t, p.Until(readyLimit, `document.documentElement.dataset.state === "live"`))
			}
			ready(t, p)
			got, err := Eval[map[string]any](p, 5*time.Second, `(() => {
				const s = softmix.state().settings;
				return {scenario: s.scenario, lambda: s.lambda, stopAt: s.stopAt, view: s.view, hide: s.hide, v: s.v, shown: document.documentElement.dataset.view ?? "",
					red: [...document.querySelectorAll(".fix")].map(e => e.textContent).join(""), notes: notes.join("|"), size: [...document.querySelectorAll("#seed, #batch")].map(e => e.inputMode).join() + " " + document.getElementById("lr").inputMode};
			})()`)
			if err != nil {
				t.Fatal(err)
			}
			const note = "There is no setting “lamda”; it was left out. Did you mean lambda?"
			if got["scenario"] != "lake6" || got["lambda"] != .3 || got["stopAt"] != 12. || got["view"] != "loss" || got["hide"] != "cost,badge" {
				t.Errorf("the settings are %v", got)
			}
			if c.at != "" && (got["shown"] != "loss" || got["red"] != "" || !strings.Contains(got["notes"].(string), note)) {
				t.Errorf("the figure shows %v", got)
			}
			if c.at == "" && !strings.Contains(got["red"].(string), note) {
				t.Errorf("the page says %v", got)
			}
			if got["size"] != "numeric,numeric decimal" {
				t.Errorf("phones show the keys %q for whole numbers and a decimal one", got["size"])
			}
			if c.at == "" { // a number with a comma, typed
				must(t, p.Keys("#lr", "\x01")) // the focus alone; what is there is replaced
				if _, err := Eval[bool](p, 5*time.Second, `(() => { const f = document.getElementById("lr"); f.value = "0,005"; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`); err != nil {
					t.Fatal(err)
				}
				if err := p.Until(10*time.Second, `softmix.state().settings.lr === 0.005 && document.getElementById("lr").value === "0.005"`); err != nil {
					t.Errorf("0,005 is not taken: %v", err)
				}
			}
			quiet(t, p, server)
		})
	}
}
