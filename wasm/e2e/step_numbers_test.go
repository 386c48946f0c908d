//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
)

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

// counts is what was asked of WebGPU.
type counts struct{ Dispatches, Submits, BindGroups, Buffers, Pipelines, Reads int }

// minus is what was asked for since b.
func (a counts) minus(b counts) counts {
	return counts{a.Dispatches - b.Dispatches, a.Submits - b.Submits, a.BindGroups - b.BindGroups,
		a.Buffers - b.Buffers, a.Pipelines - b.Pipelines, a.Reads - b.Reads}
}

// counted opens a page whose trainer counts what it asks of WebGPU; asked tells how
// much that is so far.
func counted(t *testing.T, query string) (p *Page, server *Server, asked func() counts) {
	t.Helper()
	trainer, err := os.ReadFile(filepath.Join(dist(t), "js/trainer.js"))
	must(t, err)
	counting := `importScripts("bench.count.js");
		new BroadcastChannel("count").onmessage = function (e) { if (e.data === "?") this.postMessage({...softmixCounts}); };` + string(trainer)
	p, server = start(t, query, View{}, func(s *Server) { s.ReplaceBody("/js/trainer.js", []byte(counting)) })
	ready(t, p)
	return p, server, func() counts {
		t.Helper()
		const count = `new Promise(done => { const c = new BroadcastChannel("count"); c.onmessage = e => { if (e.data === "?") return; c.close(); done(e.data); }; c.postMessage("?"); })`
		n, err := Eval[counts](p, stepLimit, count)
		must(t, err)
		return n
	}
}

// TestJudgedStepsMakeNothing: four methods that learn from a judge make no buffer,
// bind group or pipeline for a step, once each has trained and was evaluated.
func TestJudgedStepsMakeNothing(t *testing.T) {
	p, server, asked := counted(t, "?device=webgpu&scenario=perm5&methods=rlhf,dpo,ppo,dpo-online&batch=2&pairs=4&rmsteps=2")
	do(t, p, "step(3)") // PPO: two rollouts
	do(t, p, "step(1)")
	before := asked()
	do(t, p, "step(3)")
	made := asked().minus(before)
	t.Logf("three steps: %+v", made)
	if made.Dispatches == 0 || made.Buffers != 0 || made.BindGroups != 0 || made.Pipelines != 0 {
		t.Errorf("three steps made %+v", made)
	}
	quiet(t, p, server)
}

// TestStepCostsNothingClosed counts what a training step asks of WebGPU before
// the section was ever open, while it is, and after it was closed.
func TestStepCostsNothingClosed(t *testing.T) {
	p, server, asked := counted(t, "?device=webgpu&scenario=lake4&batch=2")
	step := func() counts {
		t.Helper()
		do(t, p, "seek(2)") // the same step each time: the walk of its evaluation takes as long
		before := asked()
		do(t, p, "step(1)")
		return asked().minus(before)
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
