//go:build !js

package engine

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"softmix/wasm/e2e"
)

// Firefox tells of finished work from a timer of 100 ms, and an evaluation of the
// lake asks the device after each move: a step there may take three times as long
// as in Chromium, both on a software adapter. (It was six times.)
//
//	SOFTMIX_BUILT=1 go test ./wasm/e2e/engine -run TestWaitsInFirefox -v
func TestWaitsInFirefox(t *testing.T) {
	took := map[string]time.Duration{}
	for _, engine := range []string{"chromium", "firefox"} {
		p := visit(t, launch(t, engine, Options{}), serve(t), "?device=webgpu&scenario=lake4&batch=1&seed=5", View{})
		p.do("softmix.step(2)")
		var all []time.Duration
		for range 5 {
			ms := eval[float64](p, "(async () => { const t = performance.now(); await softmix.step(1); return performance.now() - t; })()")
			all = append(all, time.Duration(ms*float64(time.Millisecond)))
		}
		slices.Sort(all)
		took[engine] = all[2]
		t.Logf("%s: a step with its evaluation takes %v, %v to %v", engine, all[2], all[0], all[4])
		p.quiet()
	}
	if ratio := float64(took["firefox"]) / float64(took["chromium"]); ratio > 3 {
		t.Errorf("a step takes %.1f times as long in Firefox as in Chromium", ratio)
	}
}

// Reads that follow each other are waited for by one loop, not one each: a read is
// good for 32 empty submissions, and one a millisecond after these. The device is
// one whose reads take 10 ms.
func TestReadsDoNotPileUpInFirefox(t *testing.T) {
	p := visit(t, launch(t, "firefox", Options{}), serve(t), "?device=cpu&scenario=lake4&batch=1", View{})
	got := eval[struct {
		Submitted int
		Ms        float64
	}](p, `(async () => {
		let submitted = 0;
		const device = {
			addEventListener() {}, createShaderModule() {}, createComputePipeline() {},
			lost: new Promise(() => {}),
			queue: { submit() { submitted++; } },
			createBuffer: () => ({ mapAsync: () => new Promise(done => setTimeout(done, 10)) }),
		};
		GPUAdapter.prototype.requestDevice = async () => device;
		await new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("script"), {src: softmixAt("js/gpu-shim.js"), onload, onerror})));
		const buffer = (await GPUAdapter.prototype.requestDevice.call({ info: {}, features: new Set() })).createBuffer({ usage: GPUBufferUsage.MAP_READ });
		const start = performance.now();
		for (let i = 0; i < 50; i++) await buffer.mapAsync();
		return {submitted, ms: performance.now() - start};
	})()`)
	t.Logf("50 reads: %d submissions in %.0f ms", got.Submitted, got.Ms)
	if got.Submitted < 50 {
		t.Error("a read is not hurried on")
	}
	if most := 50*33 + got.Ms; float64(got.Submitted) > most {
		t.Errorf("50 reads made %d submissions in %.0f ms, over %.0f", got.Submitted, got.Ms, most)
	}
	p.quiet()
}

// A device that is destroyed at a random moment is opened again in Firefox too, and
// the losses are those of an undisturbed run.
func TestLossIsSurvivedInFirefox(t *testing.T) {
	b := launch(t, "firefox", Options{})
	open := func() tab {
		server := serve(t)
		server.Rewrite("/js/gpu-shim.js", func(body string) string {
			return body + `new BroadcastChannel("strike").onmessage = () => softmixGPU.device.destroy();`
		})
		return visit(t, b, server, "?device=webgpu&scenario=lake4&seed=5"+few, View{})
	}
	const steps = "softmix.step(8)"
	p := open()
	p.do(steps) // compiles what comes late
	p.do("softmix.reset()")
	ms := eval[float64](p, "(async () => { const t = performance.now(); await "+steps+"; return performance.now() - t; })()")
	want := losses(p)
	r := rand.New(rand.NewPCG(2, 7))
	for range 5 {
		p := open()
		when := r.IntN(int(ms))
		t.Logf("lost after %d of %.0f ms", when, ms)
		p.do(`(async () => {
			const going = ` + steps + `;
			await new Promise(r => setTimeout(r, ` + strconv.Itoa(when) + `));
			new BroadcastChannel("strike").postMessage(1);
			await going;
		})()`)
		s := eval[e2e.State](p, "softmix.state()")
		if s.Step != 8 || s.Failed() || s.Device.Kind != "webgpu" {
			t.Errorf("%+v", s)
		}
		alike := func(a, b float64) bool { return math.Abs(a-b) <= 1e-4*math.Abs(b) } // other shapes round otherwise
		if got := losses(p); !slices.EqualFunc(got, want, func(a, b []float64) bool { return slices.EqualFunc(a, b, alike) }) {
			t.Errorf("losses\n%v, undisturbed\n%v", got, want)
		}
	}
}
