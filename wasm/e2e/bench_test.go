//go:build !js

package e2e

import (
	"fmt"
	"math"
	"testing"
)

// TestBench: bench.html trains on both devices, and on WebGPU a step costs what
// the design promises. The counts come from the wrapped API, not from ours.
func TestBench(t *testing.T) {
	for device, size := range map[string]string{
		"cpu":    "V=37&d=32&L=2&H=4&T=16&B=16",
		"webgpu": "V=256&d=64&L=2&H=4&T=64&B=8",
	} {
		t.Run(device, func(t *testing.T) {
			server := Serve(dist(t))
			defer server.Close()
			p := open(t, server.URL+"/bench.html?device="+device+"&"+size, View{})
			first, err := RunSteps(p, 1)
			if err != nil {
				t.Fatal(err)
			}
			const steps = 6
			more, err := RunSteps(p, steps)
			if err != nil {
				t.Fatal(err)
			}
			losses := append(first.Losses, more.Losses...)
			if len(losses) != 1+steps || len(more.MS) != steps {
				t.Fatalf("%d steps gave the losses %v and the times %v", steps, losses, more.MS)
			}
			for i, l := range losses {
				if math.IsNaN(l) || math.IsInf(l, 0) || l <= 0 {
					t.Errorf("the loss of step %d is %v", i+1, l)
				}
			}
			if from, to := losses[0], losses[steps]; !(to < from) {
				t.Errorf("the loss went from %.4f to %.4f, want it to fall: %v", from, to, losses)
			}
			info := more.Info
			if info.Device != device || info.Adapter == "" || info.Params == 0 {
				t.Errorf("it ran on %q (%q), %d parameters; want %s", info.Device, info.Adapter, info.Params, device)
			}
			t.Logf("%s, per step: %s", info.Adapter, info.Counts)
			if device == "cpu" {
				if info.Counts != (Counts{}) {
					t.Errorf("on the CPU it asked WebGPU for %s", info.Counts)
				}
				button(t, p)
			} else {
				lean(t, info)
			}
			quiet(t, p, server)
		})
	}
}

// button is what a reader does: it trains 20 steps and says how long one took.
func button(t *testing.T, p *Page) {
	t.Helper()
	if err := p.Click("#run"); err != nil {
		t.Fatal(err)
	}
	if err := p.Until(stepLimit, `/ms a step .*loss is now [0-9]/.test(document.getElementById("said").textContent)`); err != nil {
		t.Errorf("the page does not say how long a step took: %v", err)
	}
}

// lean holds what a step of size B asks of WebGPU against the design.
func lean(t *testing.T, info BenchInfo) {
	t.Helper()
	if info.Prepared.Pipelines == 0 || info.Prepared.BindGroups == 0 || info.Prepared.Buffers == 0 {
		t.Errorf("the counter saw nothing being prepared: %s", info.Prepared)
	}
	c := info.Counts
	if c.BindGroups != 0 || c.Buffers != 0 || c.Pipelines != 0 {
		t.Errorf("a step makes %g bind groups, %g buffers, %g pipelines; want none after the first", c.BindGroups, c.Buffers, c.Pipelines)
	}
	if c.Submits > 2 || c.Submits < 1 {
		t.Errorf("%g submits a step, want 1 or 2", c.Submits)
	}
	if c.Dispatches >= 85 || c.Dispatches < 10 {
		t.Errorf("%g dispatches a step, want fewer than 85, and enough to be true", c.Dispatches)
	}
	if c.BytesRead < 4 || c.BytesRead > 4096 {
		t.Errorf("%g bytes read back a step, want the loss and little more", c.BytesRead)
	}
}

// The batches are new ones each step, the same ones each time, and within the
// vocabulary; y is x one token later.
func TestBenchText(t *testing.T) {
	server := Serve(dist(t))
	defer server.Close()
	p := open(t, server.URL+"/bench.html?device=cpu", View{})
	verdict, err := Eval[string](p, readyLimit, `(async () => {
		await new Promise((done, fail) => document.head.append(Object.assign(document.createElement("script"), {src: "js/bench.text.js", onload: done, onerror: fail})));
		for (const V of [4, 37, 256]) {
			const size = {V, B: 8, T: 64}, one = softmixText.batch(0, size), two = softmixText.batch(1, size);
			if (one.x.length !== 512 || two.y.length !== 512) return V + ": wrong size";
			if (one.x.join() === two.x.join()) return V + ": the second batch is the first";
			if (one.x.join() !== softmixText.batch(0, size).x.join()) return V + ": the first batch changed";
			if (one.x.some(t => t < 1 || t >= V)) return V + ": a token outside the vocabulary, or padding";
			if (one.x.slice(1, 64).join() !== one.y.slice(0, 63).join()) return V + ": y is not x one later";
			if (new Set(one.x).size < Math.min(V - 1, 15)) return V + ": too few different tokens";
		}
		return "";
	})()`)
	if err != nil || verdict != "" {
		t.Errorf("%s (%v)", verdict, err)
	}
}

// A size that cannot be is refused with words.
func TestBenchRefuses(t *testing.T) {
	server := Serve(dist(t))
	defer server.Close()
	p := open(t, server.URL+"/bench.html?device=cpu&H=5", View{})
	if _, err := RunSteps(p, 1); err == nil {
		t.Error("5 heads of a width of 64 were taken")
	}
	text, err := Eval[string](p, readyLimit, `document.getElementById("device").textContent`)
	if want := "It cannot run: "; err != nil || len(text) < len(want) || text[:len(want)] != want {
		t.Error(fmt.Errorf("the page says %q (%v), want %q", text, err, want))
	}
}
