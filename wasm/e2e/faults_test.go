//go:build !js

package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"softmix/shaders"
	"softmix/wasm/wire"
)

const weights = "/weights/treasure.safetensors"

// told waits until the page shows an error, checks that the reader sees its
// words, and returns them.
func told(t *testing.T, p *Page, words ...string) string {
	t.Helper()
	if err := p.Until(readyLimit, "window.softmix && softmix.state().error"); err != nil {
		t.Fatalf("the page shows no error: %v", err)
	}
	time.Sleep(300 * time.Millisecond) // the next rendering
	s := state(t, p)
	body, err := Eval[string](p, 10*time.Second, "document.body.innerText")
	if err != nil {
		t.Fatal(err)
	}
	text := errorText(t, s)
	if len(text) < 20 {
		t.Errorf("the error %q is no sentence", text)
	}
	// The page may break lines elsewhere.
	if flat := strings.Join(strings.Fields(body), " "); !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
		t.Errorf("a reader does not see %q in\n%s", text, body)
	}
	for _, w := range words {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
			t.Errorf("the error %q does not mention %q", text, w)
		}
	}
	return text
}

// errorText returns the words of a state's error.
func errorText(t *testing.T, s State) string {
	t.Helper()
	var plain string
	if json.Unmarshal(s.Error, &plain) == nil {
		return plain
	}
	var fault struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(s.Error, &fault); err != nil {
		t.Fatalf("the error %s: %v", s.Error, err)
	}
	return fault.Text
}

// recovers checks that Reset brings the page back to work.
func recovers(t *testing.T, p *Page) {
	t.Helper()
	do(t, p, "reset()")
	do(t, p, "step(2)")
	if s := state(t, p); s.Step != 2 || s.Failed() {
		t.Errorf("after reset() and step(2): step %d, error %s", s.Step, s.Error)
	}
}

// start opens the page while something is broken.
func start(t *testing.T, query string, v View, breakIt func(*Server)) (*Page, *Server) {
	t.Helper()
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	breakIt(server)
	return open(t, server.URL+"/"+query, v), server
}

// TestBrokenWeights serves weights that are cut off, of another shape, missing,
// or no weights at all.
func TestBrokenWeights(t *testing.T) {
	good, err := os.ReadFile(filepath.Join(dist(t), weights))
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(filepath.Join(dist(t), "weights/lake4.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{
		"cut off": good[:len(good)/2], "another shape": other, "empty": {},
		"html":               []byte("<!doctype html><p>Sign in to the hotel's network</p>"),
		"a header that lies": bytes.Replace(good, []byte(`"dtype":"F16"`), []byte(`"dtype":"F99"`), 1),
	} {
		t.Run(name, func(t *testing.T) {
			p, server := start(t, "?device=cpu", View{}, func(s *Server) { s.ReplaceBody(weights, body) })
			t.Log(told(t, p, "weights"))
			server.Replace(weights, nil)
			recovers(t, p)
		})
	}
	t.Run("missing", func(t *testing.T) {
		p, server := start(t, "?device=cpu", View{}, func(s *Server) { s.Replace(weights, http.NotFoundHandler()) })
		t.Log(told(t, p, "weights"))
		server.Replace(weights, nil)
		recovers(t, p)
	})
}

// TestDeadWorker lets the worker die: before it starts, and while it trains.
func TestDeadWorker(t *testing.T) {
	for _, path := range []string{"/js/trainer.js", "/js/gpu-shim.js"} {
		t.Run("without "+path, func(t *testing.T) {
			p, server := start(t, "?device=cpu", View{}, func(s *Server) { s.Replace(path, http.NotFoundHandler()) })
			t.Log(told(t, p))
			server.Replace(path, nil)
			recovers(t, p)
		})
	}
	t.Run("exception", func(t *testing.T) {
		shim, err := os.ReadFile(filepath.Join(dist(t), "js/gpu-shim.js"))
		if err != nil {
			t.Fatal(err)
		}
		// The worker throws when the test says so, as a bug in it would.
		shim = append(shim, []byte("\nnew BroadcastChannel('die').onmessage = () => { throw new Error('struck down'); };\n")...)
		count := View{Script: `window.ended = 0;
			const end = Worker.prototype.terminate;
			Worker.prototype.terminate = function () { ended++; return end.call(this); };`}
		p, server := start(t, "?device=cpu", count, func(s *Server) { s.ReplaceBody("/js/gpu-shim.js", shim) })
		ready(t, p)
		do(t, p, "step(1)")
		if _, err := Eval[bool](p, 10*time.Second, "new BroadcastChannel('die').postMessage(1), true"); err != nil {
			t.Fatal(err)
		}
		t.Log(told(t, p))
		if n, err := Eval[int](p, 10*time.Second, "ended"); err != nil || n != 1 {
			t.Errorf("the thread that was given up was ended %d times (%v): it may train on", n, err)
		}
		server.Replace("/js/gpu-shim.js", nil)
		recovers(t, p)
	})
}

// TestFaults lets a loss become NaN and the program panic in the middle of training.
// (On the CPU the first is tested natively, in wasm/trainer/worker; the loss of a
// device is no fault: see TestLossIsSurvived.)
func TestFaults(t *testing.T) {
	for _, c := range []struct{ device, fault, code, word string }{
		{"webgpu", "nan", "nan", "finite"}, {"cpu", "panic", "internal", ""},
	} {
		t.Run(c.fault+" on "+c.device, func(t *testing.T) {
			p, server := sabotaged(t, "?device="+c.device+"&scenario=lake6")
			ready(t, p)
			if _, err := Eval[bool](p, stepLimit, `(async () => {
				window.going = softmix.step(200).then(() => "went through", e => e.message);
				while (softmix.state().recorded || softmix.state().step < 3) await new Promise(r => setTimeout(r, 20));
				return true;
			})()`); err != nil {
				t.Fatal(err)
			}
			strike(t, p, c.fault)
			if said, err := Eval[string](p, stepLimit, "going"); err != nil || said == "went through" {
				t.Errorf("step(200): %s %v", said, err)
			}
			text := told(t, p, c.word)
			t.Log(text)
			var fault wire.Fault
			if err := json.Unmarshal(state(t, p).Error, &fault); err != nil || fault.Code != c.code {
				t.Errorf("the error's code is %q, want %q (%v)", fault.Code, c.code, err)
			}
			if c.fault == "nan" {
				if _, known := shaders.ByName(fault.Kernel); !known || !strings.Contains(text, fault.Kernel) {
					t.Errorf("the error names no kernel: %q in %q", fault.Kernel, text)
				}
			}
			strike(t, p, "")
			recovers(t, p)
			if failed := server.Failed(); len(failed) > 0 {
				t.Errorf("asked in vain for %q", failed)
			}
		})
	}
}

// TestNoProgram serves the page without its program, and with a broken one: the
// page says so, and what it shows without the program stays.
func TestNoProgram(t *testing.T) {
	for name, breakIt := range map[string]func(*Server){
		"missing": func(s *Server) { s.Replace("/softmix.wasm", http.NotFoundHandler()) },
		"broken":  func(s *Server) { s.ReplaceBody("/softmix.wasm", []byte("\x00asm\x01\x00\x00\x00\xff")) },
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := start(t, "?device=cpu", View{}, breakIt)
			t.Log(told(t, p, "program"))
			if err := p.Do("step(1)"); err == nil {
				t.Error("step(1) went through without the program")
			}
		})
	}
}

// TestRefusedDevice meets an adapter that gives no device, and a browser
// without WebGPU. With device=auto the page trains on the CPU and says why;
// with device=webgpu it says that it cannot.
func TestRefusedDevice(t *testing.T) {
	shim, err := os.ReadFile(filepath.Join(dist(t), "js/gpu-shim.js"))
	if err != nil {
		t.Fatal(err)
	}
	for name, script := range map[string]string{
		"refused":    "GPUAdapter.prototype.requestDevice = async () => { throw new DOMException('refused for the test', 'OperationError'); };",
		"no webgpu":  "Object.defineProperty(navigator, 'gpu', {value: undefined}); delete globalThis.GPUAdapter;",
		"no adapter": "GPU.prototype.requestAdapter = async () => null;",
	} {
		broken := append([]byte(script+"\n"), shim...)
		breakIt := func(s *Server) { s.ReplaceBody("/js/gpu-shim.js", broken) }
		t.Run(name+", auto", func(t *testing.T) {
			p, _ := start(t, "?device=auto", View{Script: script}, breakIt)
			s := ready(t, p)
			if s.Device.Kind != "cpu" || s.Failed() {
				t.Fatalf("device %+v, error %s; want the CPU and no error", s.Device, s.Error)
			}
			body, err := Eval[string](p, 10*time.Second, "document.body.innerText")
			if err != nil || !strings.Contains(body, "CPU") {
				t.Errorf("the page does not say that it trains on the CPU (%v):\n%s", err, body)
			}
			do(t, p, "step(1)")
		})
		t.Run(name+", webgpu", func(t *testing.T) {
			p, _ := start(t, "?device=webgpu", View{Script: script}, breakIt)
			t.Log(told(t, p, "WebGPU"))
			do(t, p, `set({device: "cpu"})`)
			recovers(t, p)
		})
	}
}
