//go:build !js

package e2e

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"softmix/wasm/wire"
)

// choose takes an option of a list box as a reader does.
func choose(t *testing.T, p *Page, id, value string) {
	t.Helper()
	ok, err := Eval[bool](p, 10*time.Second, fmt.Sprintf(`(() => {
		const list = document.getElementById(%q);
		list.value = %q;
		list.dispatchEvent(new Event("input", {bubbles: true}));
		return list.selectedIndex >= 0;
	})()`, id, value))
	if err != nil || !ok {
		t.Fatalf("#%s does not offer %s (%v)", id, value, err)
	}
}

// TestMethods puts each method on the right side by the list box and trains a
// few steps with it.
func TestMethods(t *testing.T) {
	const small = "&batch=4&pairs=8&rmsteps=3"
	p, server := visit(t, "?device=cpu&scenario=lake4"+small, View{})
	ready(t, p)
	for _, method := range wire.Methods("lake4") {
		choose(t, p, "method-2", method)
		must(t, p.Until(stepLimit, fmt.Sprintf("softmix.state().settings.right === %q && softmix.state().step === 0", method)))
		do(t, p, "step(3)")
		s := state(t, p)
		if s.Failed() || s.Step != 3 || s.Runs[1].Method != method {
			t.Fatalf("%s: step %d, error %s, runs %+v", method, s.Step, s.Error, s.Runs)
		}
		for i, v := range losses(t, p)[1] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: the loss of step %d is %v", method, i+1, v)
			}
		}
		cost, err := Eval[wire.Cost](p, 10*time.Second, "softmix.state().runs[1].cost")
		if err != nil || cost.Forward == 0 || cost.Backward == 0 || cost.FLOPs == 0 || cost.Bytes() == 0 {
			t.Errorf("%s has cost %+v (%v)", method, cost, err)
		}
		if judged := cost.Labels+cost.Scored > 0; judged != wire.Judged(method) {
			t.Errorf("%s asked the judge: %v", method, judged)
		}
	}
	quiet(t, p, server)
}

// TestIllegalMethods: what cannot be is put right, and the page says so.
func TestIllegalMethods(t *testing.T) {
	p, server := visit(t, "?device=cpu&methods=sft,ppo,grpo", View{})
	s := ready(t, p)
	if len(s.Runs) != 2 || s.Runs[1].Method != "ift" {
		t.Errorf("runs %+v", s.Runs)
	}
	must(t, p.Until(20*time.Second, `/learns from a judge|The method is/.test(document.getElementById("race").innerText)`))
	offered, err := Eval[string](p, 10*time.Second, `[...document.getElementById("method-2").options].map(o => o.value).join()`)
	if err != nil || offered != strings.Join(wire.Methods("treasure"), ",") {
		t.Errorf("the list offers %s (%v)", offered, err)
	}
	quiet(t, p, server)
}

// TestFourSides adds two methods, trains, opens the ledger, takes one away and
// goes back; axe-core finds nothing, and nothing is too wide, at both widths,
// light and dark.
func TestFourSides(t *testing.T) {
	for _, v := range []View{
		{Width: 1280, Height: 860, Reduced: true}, {Width: 1280, Height: 860, Dark: true, Reduced: true},
		{Width: 360, Height: 740, Reduced: true}, {Width: 360, Height: 740, Dark: true, Reduced: true},
	} {
		t.Run(fmt.Sprintf("%d dark=%v", v.Width, v.Dark), func(t *testing.T) {
			p, server := visit(t, "?device=cpu&scenario=lake6&methods=sft,ift&pairs=8", v)
			ready(t, p)
			choose(t, p, "add", "ss")
			must(t, p.Until(stepLimit, "softmix.state().runs.length === 3"))
			choose(t, p, "add", "dpo")
			must(t, p.Until(stepLimit, `softmix.state().runs.length === 4 && location.search.includes("fourth=dpo")`))
			do(t, p, "step(4)")
			if _, err := Eval[bool](p, 10*time.Second, `(document.querySelector("#ledger summary").click(), true)`); err != nil {
				t.Fatal(err)
			}
			must(t, p.Until(20*time.Second, `document.querySelectorAll("#ledger tbody tr").length === 8`))
			for _, n := range []string{"3", "4"} {
				if _, err := Eval[bool](p, 10*time.Second, `(document.getElementById("board-`+n+`").scrollIntoView(), true)`); err != nil {
					t.Fatal(err)
				}
				must(t, p.Until(20*time.Second, `document.querySelector("#board-`+n+` canvas")?.height > 50 && document.querySelector("#board-`+n+` [role=img]").getAttribute("aria-label").length > 20`))
			}
			readable(t, p, "four sides")
			must(t, p.Click(".third .remove"))
			must(t, p.Until(stepLimit, `softmix.state().runs.length === 3 && softmix.state().runs[2].method === "dpo"`))
			if _, err := Eval[bool](p, 10*time.Second, "(history.back(), true)"); err != nil {
				t.Fatal(err)
			}
			must(t, p.Until(stepLimit, `softmix.state().runs.length === 4 && softmix.state().runs[2].method === "ss"`))
			do(t, p, "step(1)")
			quiet(t, p, server)
		})
	}
}

// fours are the comparisons of four methods that must not block the page.
var fours = []string{
	"scenario=treasure&methods=sft,ift,ss,neftune",
	"scenario=perm5&methods=sft,dpo-online,orpo,ppo&pairs=32",
}

// TestFourOnMainThread lets four methods train at once. As with two, the aim is
// no task above 50 ms, and a busy test machine tells only gross ones from noise.
func TestFourOnMainThread(t *testing.T) {
	server := Serve(dist(t))
	defer server.Close()
	for _, device := range devices {
		for _, query := range fours {
			tasks, err := browser.Train(server.URL+"/?speed=max&device="+device+"&"+query, 4*time.Second)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %s: %d tasks above 50 ms, the longest %.0f ms, in %d steps", device, query, tasks.Count, tasks.Longest, tasks.Steps)
			if tasks.Steps == 0 {
				t.Errorf("%s, %s: no step was trained", device, query)
			}
			if tasks.Longest > 200 {
				t.Errorf("%s, %s: the main thread was blocked for %.0f ms while training", device, query, tasks.Longest)
			}
		}
	}
}
