//go:build !js

package e2e

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// lossesOf returns the losses that the page has, run by run.
func lossesOf(t *testing.T, p *Page) [][]float64 {
	t.Helper()
	m, err := p.Metrics()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]float64
	for _, r := range m.Runs {
		out = append(out, r.Loss)
	}
	return out
}

// TestLossIsSurvived takes the GPU away in the midst of training, by destroying the
// device and by the end of the browser's whole GPU process: the page goes on, the
// losses are those of an undisturbed run, and a sentence says so. Twice, and the CPU
// goes on. (Twenty random moments are tried in model/train.)
func TestLossIsSurvived(t *testing.T) {
	const query, steps = "?device=webgpu&scenario=lake4&batch=2", 12
	p, _ := sabotaged(t, query)
	ready(t, p)
	do(t, p, fmt.Sprintf("step(%d)", steps))
	want := lossesOf(t, p)
	for name, lose := range map[string]func(t *testing.T, p *Page){
		"destroyed": func(t *testing.T, p *Page) { strike(t, p, "lost") },
		"its process ended": func(t *testing.T, p *Page) {
			if _, err := chromedp.CallBrowser(p.ctx, cdpbrowser.CrashGPUProcess, cdp.Empty{}); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := sabotaged(t, query)
			ready(t, p)
			if _, err := Eval[bool](p, stepLimit, fmt.Sprintf(`(async () => {
				window.going = softmix.step(%d).then(() => "went through", e => e.message);
				while (softmix.state().step < 3) await new Promise(r => setTimeout(r, 20));
				return true;
			})()`, steps)); err != nil {
				t.Fatal(err)
			}
			lose(t, p)
			if said, err := Eval[string](p, stepLimit, "going"); err != nil || said != "went through" {
				t.Fatalf("step(%d): %s %v", steps, said, err)
			}
			// Another visit may choose other shapes of the kernels, which round otherwise;
			// within one, model/train's test wants them equal.
			alike := func(a, b float64) bool { return math.Abs(a-b) <= 1e-4*math.Abs(b) }
			if got := lossesOf(t, p); !slices.EqualFunc(got, want, func(a, b []float64) bool { return slices.EqualFunc(a, b, alike) }) {
				t.Errorf("losses\n%v, undisturbed\n%v", got, want)
			}
			if s := state(t, p); s.Step != steps || s.Failed() || s.Device.Kind != "webgpu" {
				t.Errorf("%+v", s)
			}
			if err := p.Until(10*time.Second, `document.body.innerText.includes("The GPU was lost after step")`); err != nil {
				t.Errorf("no sentence says so: %v", err)
			}
			strike(t, p, "")
			strike(t, p, "lost")
			do(t, p, "step(2)")
			if s := state(t, p); s.Step != steps+2 || s.Failed() || s.Device.Kind != "cpu" || s.Device.Note != "the GPU was lost twice" {
				t.Errorf("lost again: %+v", s)
			}
		})
	}
}

// TestWrongKernelIsNamed lets one kernel of the GPU do nothing: the CPU trains, and
// the badge names the kernel.
func TestWrongKernelIsNamed(t *testing.T) {
	shim, err := os.ReadFile(filepath.Join(dist(t), "js/gpu-shim.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, kernel := range []string{"adamw", "loss_drp"} {
		t.Run(kernel, func(t *testing.T) {
			empty := fmt.Sprintf(`
				const make = GPUDevice.prototype.createShaderModule;
				GPUDevice.prototype.createShaderModule = function (d) {
					return make.call(this, d.label === %q ? {...d, code: d.code.replace(/(@compute[^{]*\{)[^]*/, "$1}")} : d);
				};`, kernel)
			p, _ := start(t, "?device=webgpu&scenario=lake4&batch=2", View{}, func(s *Server) {
				s.ReplaceBody("/js/gpu-shim.js", append([]byte("{"+empty+"}\n"), shim...))
			})
			note := "the GPU computes " + kernel + " wrong"
			if s := ready(t, p); s.Device.Kind != "cpu" || s.Device.Note != note {
				t.Errorf("%+v", s.Device)
			}
			if err := p.Until(10*time.Second, fmt.Sprintf(`document.body.innerText.includes(%q)`, note)); err != nil {
				t.Errorf("the badge does not say so: %v", err)
			}
			do(t, p, "step(2)")
			if l := lossesOf(t, p); len(l) != 2 || len(l[1]) != 2 || l[1][1] == l[1][0] {
				t.Errorf("losses %v", l)
			}
		})
	}
}

// TestAutoMeasures opens a page that leaves the choice on a software adapter: the
// CPU is faster there, and the badge says so quietly; a second visit knows.
func TestAutoMeasures(t *testing.T) {
	for n := range 2 {
		p, _ := visit(t, "?device=auto&scenario=lake4", View{})
		s := ready(t, p)
		if s.Device.Kind != "cpu" || s.Device.Note != "faster here" || s.Failed() {
			t.Errorf("visit %d: %+v", n, s)
		}
		if err := p.Until(20*time.Second, `/CPU.*faster here/.test(document.getElementById("badge").textContent)`); err != nil {
			t.Errorf("visit %d: the badge does not say so: %v", n, err)
		}
	}
}
