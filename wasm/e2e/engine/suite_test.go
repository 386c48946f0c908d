//go:build !js

package engine

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"softmix/wasm/e2e"
	"softmix/wasm/wire"
)

// checks are what the page must do in every engine; device is what it trains on.
// Those that are not of a device are made on the CPU alone.
var checks = []struct {
	name     string
	ofDevice bool
	run      func(t *testing.T, b Browser, device string)
}{
	{"scenarios", true, scenarios},
	{"methods", true, methods},
	{"session", true, session},
	{"frame", true, frame},
	{"look", false, look},
}

// TestEngines runs all checks in all engines.
func TestEngines(t *testing.T) {
	for _, place := range []struct{ engine, device string }{
		{"firefox", "cpu"}, {"firefox", "webgpu"}, {"webkit", "cpu"},
	} {
		t.Run(place.engine+" "+place.device, func(t *testing.T) {
			b := launch(t, place.engine, Options{})
			if place.device == "webgpu" && os.Getenv("CI") == "" {
				needAdapter(t, b)
			}
			for _, c := range checks {
				if !c.ofDevice && place.device != "cpu" {
					continue
				}
				t.Run(c.name, func(t *testing.T) { c.run(t, b, place.device) })
			}
		})
	}
}

// needAdapter skips a test where the browser's WebGPU has nothing to run on.
func needAdapter(t *testing.T, b Browser) {
	t.Helper()
	p := show(t, b, nil, serve(t).URL+"/story.html", View{})
	if !eval[bool](p, "navigator.gpu.requestAdapter().then(Boolean)") {
		fmt.Fprint(os.Stderr, "\n*** SKIPPED: WebGPU in Firefox. It finds no Vulkan driver (Debian: apt-get install mesa-vulkan-drivers) ***\n\n")
		t.Skip("no adapter")
	}
}

// few makes steps short.
const few = "&batch=2"

// losses returns every run's losses.
func losses(p tab) [][]float64 {
	p.t.Helper()
	return eval[[][]float64](p, "softmix.metrics().runs.map(r => r.loss)")
}

// train opens a scenario, trains ten steps and returns their losses.
func train(t *testing.T, b Browser, scenario, device string) [][]float64 {
	t.Helper()
	p := visit(t, b, serve(t), "?seed=5&scenario="+scenario+"&device="+device+few, View{})
	p.do("softmix.step(10)")
	s := eval[e2e.State](p, "softmix.state()")
	if s.Step != 10 || s.Failed() || s.Device.Kind != device || len(s.Runs) != 2 {
		t.Fatalf("at step %d with %d runs on %+v, error %s", s.Step, len(s.Runs), s.Device, s.Error)
	}
	for _, r := range s.Runs {
		if len(r.Metrics) == 0 {
			t.Errorf("%s has no metrics", r.Method)
		}
	}
	l := losses(p)
	p.quiet()
	return l
}

// reference has the losses of Chromium's CPU by scenario.
var reference = map[string][][]float64{}

// scenarios opens each scenario: its losses are those of Chromium's CPU. Later
// ones may part, since a token is drawn from what was rounded differently.
func scenarios(t *testing.T, b Browser, device string) {
	const steps, tolerance = 5, 1e-4
	var other Browser
	for _, scenario := range wire.Scenarios() {
		if reference[scenario] == nil {
			if other == nil {
				other = launch(t, "chromium", Options{})
			}
			reference[scenario] = train(t, other, scenario, "cpu")
		}
		t.Run(scenario, func(t *testing.T) {
			for run, got := range train(t, b, scenario, device) {
				want := reference[scenario][run]
				worst := 0.0
				for i := range steps {
					worst = max(worst, math.Abs(got[i]-want[i])/math.Abs(want[i]))
				}
				t.Logf("run %d: the losses of the first %d steps are Chromium's to %.1g", run, steps, worst)
				if !(worst <= tolerance) {
					t.Errorf("run %d has losses %v, Chromium %v", run, got, want)
				}
			}
		})
	}
}

// methods trains with each method, four at a time.
func methods(t *testing.T, b Browser, device string) {
	server := serve(t)
	for four := range slices.Chunk(wire.Methods("lake4"), 4) {
		p := visit(t, b, server, "?scenario=lake4&pairs=24&rmsteps=3&methods="+strings.Join(four, ",")+"&device="+device+few, View{})
		p.do("softmix.step(3)")
		s := eval[e2e.State](p, "softmix.state()")
		if s.Step != 3 || s.Failed() || len(s.Runs) != max(2, len(four)) {
			t.Fatalf("%v: step %d, %d runs, error %s", four, s.Step, len(s.Runs), s.Error)
		}
		for i, l := range losses(p) {
			if i < len(four) && s.Runs[i].Method != four[i] {
				t.Errorf("side %d trains with %s, want %s", i+1, s.Runs[i].Method, four[i])
			}
			if slices.ContainsFunc(l, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
				t.Errorf("%s has losses %v", s.Runs[i].Method, l)
			}
		}
		p.quiet()
	}
}

// session is a reader's visit: train, draw, go back and forth, take a step apart, share.
func session(t *testing.T, b Browser, device string) {
	server := serve(t)
	p := visit(t, b, server, "?scenario=lake4&speed=max&device="+device+few, View{})
	p.do(`document.getElementById("play").click()`)
	p.until(`softmix.state().step >= 2`)
	p.do(`softmix.pause()`)
	p.do(`softmix.reset()`)
	p.do(`softmix.step(6)`)
	charts(p)

	all := losses(p)
	p.do(`softmix.seek(3)`)
	if s := eval[e2e.State](p, "softmix.state()"); s.Step != 3 || *s.Runs[1].Loss != all[1][2] {
		t.Errorf("seek(3) leads to step %d with the loss %v, want %v", s.Step, *s.Runs[1].Loss, all[1][2])
	}
	p.do(`softmix.step(3)`)
	if again := losses(p); fmt.Sprint(again) != fmt.Sprint(all) {
		t.Errorf("after seek(3) the losses are %v, before %v", again, all)
	}

	p.do(`document.getElementById("step-open").click()`)
	for _, phase := range wire.Phases() {
		p.until(fmt.Sprintf(`document.getElementById("phase-%s")`, phase))
		p.do(fmt.Sprintf(`document.getElementById("phase-%s").click()`, phase))
		p.until(fmt.Sprintf(`softmix.state().settings.phase === %[1]q && document.querySelector(".rail [aria-current=step]")?.id === "phase-%[1]s" && document.querySelector("#step-where").textContent.startsWith("Step ")`, phase))
	}
	p.until(`document.querySelector("#look-formula math")`) // the formulas

	p.do(`document.getElementById("share").click()`)
	p.until(`document.querySelector("dialog.share[open] #share-files button")`)
	p.do(`document.querySelector("dialog.share").close()`)
	p.quiet()
}

// charts waits until something is drawn in both charts.
func charts(p tab) {
	p.t.Helper()
	p.until(`(() => {
		const plots = [...document.querySelectorAll(".charts .uplot canvas")];
		return plots.length === 2 && plots.every(c => c.width > 100 && c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(v => v));
	})()`)
}

// frame drives a figure on a page of another origin.
func frame(t *testing.T, b Browser, device string) {
	server := serve(t)
	parent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><script src="%[1]s/watch.js"></script><script src="%[1]s/js/softmix-demo.js"></script><link rel="icon" href="data:,">
			<softmix-demo scenario="lake4" batch="1" device="%[2]s"></softmix-demo>`, server.URL, device)
	}))
	defer parent.Close()
	p := show(t, b, server, parent.URL, View{})
	p.do(`document.querySelector("softmix-demo").step(2)`)
	if s := eval[e2e.State](p, `document.querySelector("softmix-demo").state()`); s.Step != 2 || s.Failed() || s.Device.Kind != device || s.Runs[0].Loss == nil {
		t.Errorf("the figure is at step %d on %+v, error %s", s.Step, s.Device, s.Error)
	}
	p.quiet()
}

// look checks the page's looks at two widths: nothing is wider than the window,
// and every list box shows the whole of its words and an arrow. SOFTMIX_SHOTS names a folder
// for pictures.
func look(t *testing.T, b Browser, device string) {
	server := serve(t)
	for _, v := range []View{{1280, 900}, {390, 844}} {
		p := visit(t, b, server, "?scenario=lake6&device="+device+few, v)
		p.do(`softmix.step(3)`)
		picture(p, fmt.Sprint(v.Width))
		if wide := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
			t.Errorf("the page is %d px wider than %d", wide, v.Width)
		}
		for _, cut := range eval[[]string](p, cutWords) {
			t.Errorf("at %d px a list box cuts its words: %s", v.Width, cut)
		}
		p.do(`document.getElementById("step-open").click()`)
		p.until(`document.querySelector("#look-formula math")`)
		p.do(`document.getElementById("step-where").scrollIntoView()`)
		picture(p, fmt.Sprint(v.Width, "-step"))
		p.do(`document.getElementById("share").click()`)
		p.until(`document.querySelector("dialog.share[open] #share-files button")`)
		picture(p, fmt.Sprint(v.Width, "-share"))
		p.quiet()
	}
}

// cutWords lists the closed list boxes whose chosen words are wider than the place
// for them, measured by the same words in a span, or that are not drawn by the page.
const cutWords = `[...document.querySelectorAll("select")].filter(s => s.getClientRects().length).map(s => {
	const style = getComputedStyle(s), word = document.createElement("span");
	word.textContent = s.selectedOptions[0].textContent;
	word.style.cssText = "position: absolute; white-space: pre; font: " + style.font + "; letter-spacing: " + style.letterSpacing;
	document.body.append(word);
	const room = s.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight), wants = word.getBoundingClientRect().width;
	word.remove();
	return wants > room + 1 || style.appearance !== "none" || style.backgroundImage === "none" ? [s.id, word.textContent, wants, room, style.appearance].join(" ") : "";
}).filter(Boolean)`

// picture saves the window as it is, where pictures are wanted.
func picture(p tab, name string) {
	p.t.Helper()
	dir := os.Getenv("SOFTMIX_SHOTS")
	if dir == "" {
		return
	}
	time.Sleep(300 * time.Millisecond)
	png, err := p.Screenshot()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(p.t.Name(), "/", "-")+"-"+name+".png"), png, 0o644)
	}
	if err != nil {
		p.t.Error(err)
	}
}

// TestWithoutLocale starts the browsers where nobody has set a locale: WebKitGTK
// then says that its language is "C", which is none.
func TestWithoutLocale(t *testing.T) {
	for _, engine := range []string{"firefox", "webkit"} {
		t.Run(engine, func(t *testing.T) {
			b := launch(t, engine, Options{Lang: "C"})
			p := visit(t, b, serve(t), "?scenario=lake4&device=cpu"+few, View{})
			p.do(`softmix.step(3)`)
			charts(p)
			p.quiet()
		})
	}
}
