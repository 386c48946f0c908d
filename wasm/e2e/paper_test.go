//go:build !js

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// lightDark finds a use of the function, outside of comments.
var (
	lightDark = regexp.MustCompile(`light-dark\([^;]*;`)
	comment   = regexp.MustCompile(`(?s)/\*.*?\*/`)
)

// painted is a script: the opaque colours of what a selector's canvases hold, and how
// many pixels have each, and light, the mean lightness of all of them.
const painted = `window.painted = selector => {
	const count = {};
	let n = 0, sum = 0;
	for (const c of document.querySelectorAll(selector)) {
		if (!c.width || !c.height) continue;
		const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
		for (let i = 0; i < d.length; i += 4) {
			if (d[i + 3] < 255) continue;
			const key = d[i] + "," + d[i + 1] + "," + d[i + 2];
			count[key] = (count[key] || 0) + 1;
			n++, sum += (d[i] + d[i + 1] + d[i + 2]) / 765;
		}
	}
	return {count, n, light: sum / n};
};
window.system = name => { // a colour of the system as a canvas has it
	const i = document.createElement("i");
	i.style.cssText = "forced-color-adjust: none; color: " + name;
	document.body.append(i);
	const [r, g, b] = getComputedStyle(i).color.match(/\d+/g);
	i.remove();
	return [r, g, b].join();
};`

// TestForcedColors: where the system forces its own few colours, what is drawn uses
// them, and more than one: halos and words on bars keep apart from what lies below
// them, and sliders have their tracks.
func TestForcedColors(t *testing.T) {
	p, server := visit(t, "?scenario=lake4&batch=1&device=cpu", View{Forced: true, Script: painted})
	ready(t, p)
	do(t, p, "step(12)")
	time.Sleep(500 * time.Millisecond)
	got, err := Eval[map[string]float64](p, 20*time.Second, `(() => {
		const ink = system("CanvasText"), paper = system("Canvas");
		const of = (s, c) => painted(s).count[c] || 0, out = {};
		for (const [name, s] of [["chart", ".charts canvas"], ["cost", ".cost canvas"]]) out[name + "Ink"] = of(s, ink), out[name + "Paper"] = of(s, paper);
		const r = document.querySelector("input[type=range]"), style = getComputedStyle(r);
		out.slider = +(style.forcedColorAdjust === "none"), out.same = +(ink === paper);
		return out;
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	keepShot(t, p, "forced")
	t.Log(got)
	if got["same"] == 1 || got["chartInk"] == 0 || got["costInk"]+got["costPaper"] == 0 {
		t.Errorf("nothing is drawn in the system's colours: %v", got)
	}
	if got["chartPaper"] == 0 || got["costPaper"] == 0 {
		t.Errorf("halos and the words on bars have the colour of what they lie on: %v", got)
	}
	if got["slider"] != 1 {
		t.Error("the sliders' tracks lose their colours")
	}
	quiet(t, p, server)
}

// TestThemesWithoutLightDark: the colours of either theme need no light-dark(), which
// browsers of early 2024 lack, and follow the reader, the page and paper, in this order.
func TestThemesWithoutLightDark(t *testing.T) {
	for _, path := range []string{"public/css", "public/example", "public"} {
		files, err := filepath.Glob(filepath.Join(root, path, "*.*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", path, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				continue // a folder
			}
			if found := lightDark.Find(comment.ReplaceAll(text, nil)); found != nil {
				t.Errorf("%s uses %s without a fallback", file, found)
			}
		}
	}
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	for _, c := range []struct {
		dark, print bool
		theme       string
		want        bool // a light paper under dark ink
	}{
		{false, false, "", true}, {true, false, "", false}, {false, false, "dark", false}, {true, false, "light", true},
		{true, true, "", true}, {false, true, "dark", true},
	} {
		p := open(t, server.URL+"/embed.html?loading=click&theme="+c.theme, View{Width: 680, Height: 420, Dark: c.dark, Print: c.print})
		light, err := Eval[[]float64](p, 10*time.Second, `[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color].map(c => +/oklch\(([\d.]+)/.exec(c)?.[1])`)
		if err != nil || len(light) != 2 || (light[0] > .9) != c.want || (light[1] < .3) != c.want {
			t.Errorf("%+v: paper and ink have the lightness %v (%v)", c, light, err)
		}
		p.Close()
	}
}

// TestPaper: printed, a dark page is a light one of figures and words, with nothing
// to press.
func TestPaper(t *testing.T) {
	p, server := visit(t, "?scenario=lake6&device=cpu&theme=dark", View{Dark: true, Script: painted})
	ready(t, p)
	do(t, p, "step(30)")
	time.Sleep(500 * time.Millisecond)
	// How light a board is depends on where its walks have led: paper has to be nearer
	// to the same board in the light theme than to the dark one.
	worn := func(theme string) float64 {
		t.Helper()
		if _, err := Eval[bool](p, 5*time.Second, `(document.documentElement.dataset.theme = "`+theme+`", true)`); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond)
		l, err := Eval[float64](p, 10*time.Second, `painted(".board canvas").light`)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	light, dark := worn("light"), worn("dark")
	if light < dark+.1 {
		t.Fatalf("lightness of the boards: light theme %v, dark theme %v", light, dark)
	}
	if _, err := Eval[bool](p, 5*time.Second, `(dispatchEvent(new Event("beforeprint")), addEventListener("beforeprint", () => window.printed = true), true)`); err != nil {
		t.Fatal(err)
	}
	must(t, p.Turn(View{Dark: true, Print: true}))
	time.Sleep(500 * time.Millisecond)
	got, err := Eval[map[string]any](p, 10*time.Second, `({
		light: painted(".board canvas").light, paper: getComputedStyle(document.body).backgroundColor,
		press: [...document.querySelectorAll("button, .btn, input[type=range], .transport, .tabs, .shared")].filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 60)).join("|"),
		words: document.querySelector(".say").getClientRects().length, charts: document.querySelectorAll(".charts canvas").length})`)
	if err != nil {
		t.Fatal(err)
	}
	keepShot(t, p, "print")
	if paper := got["light"].(float64); paper < (light+dark)/2 {
		t.Errorf("the boards keep their dark colours: lightness %v; light %v, dark %v", paper, light, dark)
	}
	if got["press"] != "" || got["words"] != 1. || got["charts"].(float64) == 0 {
		t.Errorf("on paper there is %v", got)
	}
	pdf, err := p.PDF()
	if err != nil || len(pdf) < 10_000 {
		t.Fatalf("the PDF has %d bytes: %v", len(pdf), err)
	}
	if dir := os.Getenv("SOFTMIX_SHOTS"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, "print.pdf"), pdf, 0o644))
	}
	told, err := Eval[bool](p, 5*time.Second, `!!window.printed`)
	t.Logf("printing tells the page: %v (%v)", told, err)
	if _, err := Eval[bool](p, 5*time.Second, `(dispatchEvent(new Event("afterprint")), true)`); err != nil {
		t.Fatal(err)
	}
	must(t, p.Turn(View{Dark: true}))
	must(t, p.Until(5*time.Second, `document.documentElement.dataset.theme === "dark"`))
	quiet(t, p, server)
}
