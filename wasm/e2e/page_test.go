//go:build !js

package e2e

import (
	"math"
	"net/http"
	"slices"
	"testing"
	"time"
)

// devices are what the page trains on.
var devices = []string{"cpu", "webgpu"}

// visit serves the built page and opens it under the given query.
func visit(t *testing.T, query string, v View) (*Page, *Server) {
	t.Helper()
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	return open(t, server.URL+"/"+query, v), server
}

// ready waits for the page and returns its state.
func ready(t *testing.T, p *Page) State {
	t.Helper()
	if err := p.Ready(); err != nil {
		t.Fatalf("the page did not become ready: %v\n%q", err, p.Problems())
	}
	return state(t, p)
}

func state(t *testing.T, p *Page) State {
	t.Helper()
	s, err := p.State()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func do(t *testing.T, p *Page, call string) {
	t.Helper()
	if err := p.Do(call); err != nil {
		t.Fatal(err)
	}
}

// losses returns the whole loss series of both runs.
func losses(t *testing.T, p *Page) [2][]float64 {
	t.Helper()
	m, err := p.Metrics()
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Runs) != 2 {
		t.Fatalf("metrics of %d runs, want 2", len(m.Runs))
	}
	for _, r := range m.Runs {
		if len(r.Loss) != len(m.Step) {
			t.Fatalf("%s has %d losses for %d steps", r.Method, len(r.Loss), len(m.Step))
		}
	}
	return [2][]float64{m.Runs[0].Loss, m.Runs[1].Loss}
}

// quiet fails on anything that the page logged as an error or asked for in vain.
func quiet(t *testing.T, p *Page, server *Server) {
	t.Helper()
	for _, text := range p.Problems() {
		t.Errorf("the page logged %s", text)
	}
	for _, text := range server.Failed() {
		t.Errorf("the page asked in vain for %s", text)
	}
}

func mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// TestTraining is a reader's session: the page opens, trains, goes back, starts again.
func TestTraining(t *testing.T) {
	for _, device := range devices {
		t.Run(device, func(t *testing.T) {
			p, server := visit(t, "?scenario=lake6&device="+device, View{})
			s := ready(t, p)
			if s.Device.Kind != device || s.Device.Name == "" || device == "cpu" && s.Device.Name != "wasm, SIMD" {
				t.Fatalf("device %+v, want kind %s and a name; the CPU with SIMD", s.Device, device)
			}
			if s.Step != 0 || s.Playing || s.Failed() {
				t.Fatalf("the page opens at step %d, playing %v, error %s", s.Step, s.Playing, s.Error)
			}
			t.Logf("on %s %s", s.Device.Kind, s.Device.Name)

			do(t, p, "step(20)")
			if s = state(t, p); s.Step != 20 || len(s.Runs) != 2 || s.Runs[0].Method != "sft" || s.Runs[1].Method != "ift" {
				t.Fatalf("after step(20): step %d, runs %+v", s.Step, s.Runs)
			}
			first := losses(t, p)
			for i, series := range first {
				if len(series) != 20 {
					t.Fatalf("run %d has %d losses after 20 steps", i, len(series))
				}
				for j, v := range series {
					if math.IsNaN(v) || math.IsInf(v, 0) || v <= 0 {
						t.Errorf("run %d: the loss of step %d is %v", i, j+1, v)
					}
				}
				if from, to := mean(series[:4]), mean(series[16:]); to >= from {
					t.Errorf("run %d: the loss went from %.4f to %.4f, want it to fall", i, from, to)
				}
				if got := s.Runs[i].Loss; got == nil || *got != series[19] {
					t.Errorf("run %d: state() has the loss %v, metrics() %v", i, got, series[19])
				}
			}
			if slices.Equal(first[0], first[1]) {
				t.Error("SFT and IFT have the same losses")
			}

			do(t, p, "seek(8)")
			s = state(t, p)
			if s.Step != 8 || *s.Runs[0].Loss != first[0][7] || *s.Runs[1].Loss != first[1][7] {
				t.Errorf("seek(8): step %d, losses %v and %v, want %v and %v", s.Step, *s.Runs[0].Loss, *s.Runs[1].Loss, first[0][7], first[1][7])
			}
			do(t, p, "step(12)")
			if again := losses(t, p); !slices.Equal(again[0], first[0]) || !slices.Equal(again[1], first[1]) {
				t.Errorf("the steps after seek(8) differ from the first time:\n%v\n%v", first, again)
			}

			do(t, p, "reset()")
			if s = state(t, p); s.Step != 0 || s.Runs[0].Loss != nil {
				t.Errorf("reset() left step %d with loss %v", s.Step, s.Runs[0].Loss)
			}
			do(t, p, "step(1)")
			if again := losses(t, p); again[0][0] != first[0][0] || again[1][0] != first[1][0] {
				t.Errorf("the first losses after reset are %v and %v, want %v and %v", again[0][0], again[1][0], first[0][0], first[1][0])
			}
			quiet(t, p, server)
		})
	}
}

// TestWithoutSIMD trains on the CPU where the SIMD module cannot be had, or is
// none: with the kernels in Go.
func TestWithoutSIMD(t *testing.T) {
	for name, answer := range map[string]http.Handler{
		"missing": http.NotFoundHandler(),
		"broken":  http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("no module")) }),
		"other":   http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("\x00asm\x01\x00\x00\x00")) }),
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := start(t, "?device=cpu", View{}, func(s *Server) { s.Replace("/js/simd-relaxed.wasm", answer) })
			ready(t, p)
			do(t, p, "step(1)")
			if s := state(t, p); s.Device.Name != "wasm" || s.Step != 1 {
				t.Errorf("at step %d on %q", s.Step, s.Device.Name)
			}
		})
	}
}

// TestEveryScenario opens each scenario and takes a few steps.
func TestEveryScenario(t *testing.T) {
	for _, scenario := range []string{"treasure", "treasure-moves", "lake6", "lake4", "sort", "chain"} {
		t.Run(scenario, func(t *testing.T) {
			p, server := visit(t, "?device=cpu&scenario="+scenario, View{})
			ready(t, p)
			do(t, p, "step(2)")
			s := state(t, p)
			if s.Step != 2 || s.Failed() || len(s.Runs) != 2 {
				t.Fatalf("step %d, error %s, %d runs", s.Step, s.Error, len(s.Runs))
			}
			for _, r := range s.Runs {
				if len(r.Metrics) == 0 {
					t.Errorf("%s has no metrics", r.Method)
				}
			}
			quiet(t, p, server)
		})
	}
}

// TestPlay plays and pauses; a change of lambda or of the learning rate takes
// effect without a reset.
func TestPlay(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake6&speed=max", View{})
	ready(t, p)
	do(t, p, "play()")
	if err := p.Until(stepLimit, "softmix.state().step >= 5"); err != nil {
		t.Fatal(err)
	}
	do(t, p, "pause()")
	at := state(t, p)
	if at.Playing {
		t.Error("still playing after pause()")
	}
	time.Sleep(300 * time.Millisecond)
	if later := state(t, p); later.Step != at.Step {
		t.Errorf("paused at step %d, later at %d", at.Step, later.Step)
	}

	do(t, p, "set({lambda: 0.25, lr: 0.0005})")
	if s := state(t, p); s.Step != at.Step {
		t.Errorf("a change of lambda moved the page from step %d to %d", at.Step, s.Step)
	}
	do(t, p, "step(3)")
	changed := losses(t, p)
	do(t, p, "seek("+itoa(at.Step)+")")
	do(t, p, "set({lambda: 1})")
	do(t, p, "step(3)")
	other := losses(t, p)
	if changed[1][at.Step] == other[1][at.Step] {
		t.Errorf("lambda .25 and 1 give IFT the same next loss %v", other[1][at.Step])
	}
	if changed[0][at.Step] != other[0][at.Step] {
		t.Errorf("lambda changed SFT's loss: %v and %v", changed[0][at.Step], other[0][at.Step])
	}
	quiet(t, p, server)
}

// TestAutoplay opens a page that starts by itself.
func TestAutoplay(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&autoplay=1&speed=max", View{})
	ready(t, p)
	if err := p.Until(stepLimit, "!softmix.state().recorded && softmix.state().step >= 3"); err != nil {
		t.Fatal(err)
	}
	quiet(t, p, server)
}
