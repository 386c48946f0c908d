//go:build !js

package e2e

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEmbedSettings: texts are text, playing ends where it should, and what is
// shown changes without a new run.
func TestEmbedSettings(t *testing.T) {
	const title = `<img src=x onerror="window.bad=1"> & more`
	p, server := visit(t, "embed.html?scenario=lake4&device=cpu&batch=1&speed=max&loading=click&stopAt=7&v=9&hide=boards&title="+url.QueryEscape(title), View{Width: 680, Height: 420})
	if got, err := Eval[string](p, 5*time.Second, `document.getElementById("cap").textContent`); err != nil || got != title {
		t.Errorf("the title is %q (%v)", got, err)
	}
	time.Sleep(500 * time.Millisecond)
	if asked := server.Asked(); slices.ContainsFunc(asked, func(s string) bool { return strings.Contains(s, "wasm") || s == "/" }) {
		t.Errorf("before the press it asked for %v", asked)
	}
	must(t, p.Click("#start"))
	must(t, p.Until(readyLimit, `document.documentElement.dataset.state === "live" && softmix.state().step >= 7`))
	if err := p.Until(20*time.Second, `softmix.state().step === 7 && !softmix.state().playing`); err != nil {
		t.Errorf("it does not stop at step 7, but is at %d", state(t, p).Step)
	}
	do(t, p, `set({view: "loss", title: "B", hide: "cost,charts"})`)
	got, err := Eval[[]any](p, 5*time.Second, `[document.documentElement.dataset.view, document.getElementById("cap").textContent,
		document.querySelector(".charts").getClientRects().length, softmix.state().step, window.bad || 0, document.querySelector(".race > .fix").textContent, location.search.includes("hide=charts,cost")]`)
	if err != nil {
		t.Fatal(err)
	}
	if got[0] != "loss" || got[1] != "B" || got[2] != 0. || got[3] != 7. || got[4] != 0. || got[6] != true {
		t.Errorf("after a change of the display: %v", got)
	}
	do(t, p, "play()") // beyond the step to stop at it goes on
	must(t, p.Until(stepLimit, "softmix.state().step > 8"))
	quiet(t, p, server)
}

// TestEmbedStatic: a figure that is not to train starts no trainer.
func TestEmbedStatic(t *testing.T) {
	p, server := visit(t, "embed.html?static=1&loading=eager&autoplay=1", View{Width: 680, Height: 420})
	must(t, p.Until(readyLimit, `["static", "live"].includes(document.documentElement.dataset.state)`))
	if asked := server.Asked(); slices.Contains(asked, "/js/trainer.js") || !slices.Contains(asked, "/recorded/treasure.json") {
		t.Errorf("it asked for %v", asked)
	}
	if live, err := Eval[bool](p, 5*time.Second, `document.documentElement.dataset.state === "live"`); err != nil || live {
		return // with a recorded run
	}
	if hidden, err := Eval[bool](p, 5*time.Second, `document.getElementById("start").hidden && document.querySelector("#picture svg").getClientRects().length === 1`); err != nil || !hidden {
		t.Errorf("it shows no picture, or a button (%v)", err)
	}
}
