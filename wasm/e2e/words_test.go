//go:build !js

package e2e

import (
	"flag"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var shrink = flag.Bool("shrink", false, "take out of testdata/english.txt what no screen shows any more")

// english lists the words that are still plain English under the made-up language.
// It may only become shorter. A word with a question mark is not on a screen each time.
const english = "testdata/english.txt"

// drawn is a script that keeps what is written on canvases.
const drawn = `
window.softmixDrawn = new Set();
for (const type of [CanvasRenderingContext2D, self.OffscreenCanvasRenderingContext2D].filter(Boolean)) for (const name of ["fillText", "strokeText"]) {
	const inner = type.prototype[name];
	type.prototype[name] = function (text, ...at) {
		softmixDrawn.add(String(text));
		return inner.call(this, text, ...at);
	};
}
`

// plainWords is an expression: all that a reader of this document sees, hears or is
// shown when pointing, as words of plain letters. What is no word of a language stands
// in names.
const plainWords = `(() => {
	const names = new Set("Softmix SFT IFT PT SS PPO DPO ORPO RLHF NEFTune KL CPU GPU WebGPU SIMD WebAssembly MB kB FLOP FLOPs GFLOP ms px wasm softmix bogus cpu CSV JSON SVG PNG URL Ctrl Esc Home End Page Up Down Shift Space AdamW ID".split(" ")); // bogus is what the address says
	for (let m = 0; m < 12; m++) names.add(new Date(2000, m).toLocaleDateString("en", {month: "long"})); // a browser's own words
	const skip = "script, style, code, kbd, pre, textarea, math, noscript, svg title, [data-code]";
	const said = [document.title, ...(window.softmixDrawn || [])];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; (n = walker.nextNode()); ) if (!n.parentElement.closest(skip)) said.push(n.data);
	for (const el of document.body.querySelectorAll("*")) for (const name of ["aria-label", "title", "alt", "placeholder", "aria-valuetext", "aria-description", "aria-roledescription"]) if (el.hasAttribute(name)) said.push(el.getAttribute(name));
	const words = new Set();
	for (const text of said) for (const word of text.match(/(?<![\p{L}\p{M}])[A-Za-z]{2,}(?![\p{L}\p{M}])/gu) || []) if (!names.has(word) && (word.length < 5 || [...word].sort().join("") !== word)) words.add(word); // a sorted word is what sort writes
	return [...words].sort();
})()`

// A made-up language, every letter of which is accented, replaces English wherever
// it stands: no screen shows a plain word, and none is wider than its window.
func TestNoPlainEnglish(t *testing.T) {
	list, err := os.ReadFile(english)
	if err != nil {
		t.Fatal(err)
	}
	left := strings.Fields(string(list))
	found := map[string]string{} // the first screen that shows a word
	look := func(p *Page, screen string) {
		t.Helper()
		words, err := Eval[[]string](p, 20*time.Second, plainWords)
		if err != nil {
			t.Fatalf("%s: %v", screen, err)
		}
		for _, w := range words {
			if found[w] == "" {
				found[w] = screen
			}
		}
		if wide, err := Eval[int](p, 10*time.Second, "document.documentElement.scrollWidth - innerWidth"); err != nil || wide > 0 {
			t.Errorf("%s is %d px wider than its window (%v)", screen, wide, err)
		}
	}
	view := View{Width: 1280, Height: 860, Reduced: true, Script: drawn}
	for _, width := range []int{1280, 390} {
		view.Width = width
		size := map[int]string{1280: ", wide", 390: ", narrow"}[width]
		p, _ := visit(t, "?lang=en-XA&device=cpu&bogus=1&lr=9", view)
		ready(t, p)
		look(p, "with corrections"+size)
		share(t, p)
		look(p, "sharing"+size)
		if err := p.Press("\u001b"); err != nil {
			t.Fatal(err)
		}
		if lang, err := Eval[string](p, 10*time.Second, "document.documentElement.lang"); err != nil || lang != "en-XA" {
			t.Fatalf("the page is in %s (%v)", lang, err)
		}
		for _, scenario := range []string{"treasure", "treasure-moves", "lake6", "lake4", "sort", "chain", "perm5", "prog", "maze"} {
			do(t, p, `set({scenario: "`+scenario+`", lr: 0.001})`)
			do(t, p, "step(1)")
			look(p, scenario+size)
			if scenario == "treasure" || scenario == "lake6" {
				for _, phase := range []string{"1", "3", "5", "8"} {
					do(t, p, "phase("+phase+")")
					time.Sleep(300 * time.Millisecond)
					look(p, scenario+", phase "+phase+size)
				}
				do(t, p, `phase("off")`)
			}
		}
		near(t, p)
		look(p, "the story"+size)
		p.Close()
		for _, query := range []string{"embed.html?lang=en-xa&loading=click", "embed.html?lang=en-xa&loading=eager&device=cpu&scenario=lake4", "bench.html?lang=en-xa&device=cpu"} {
			p, _ := visit(t, query, view)
			if strings.Contains(query, "eager") {
				ready(t, p)
			}
			time.Sleep(500 * time.Millisecond)
			look(p, query+size)
			p.Close()
		}
		still := view
		still.Script += withoutWebAssembly.Script
		p, _ = visit(t, "?lang=en-xa", still)
		until(t, p, `document.documentElement.dataset.still !== undefined && document.querySelector("#charts svg")`)
		look(p, "without WebAssembly"+size)
		p.Close()
	}
	server := Serve(dist(t))
	t.Cleanup(server.Close)
	server.Replace("/softmix.wasm", http.NotFoundHandler())
	p := open(t, server.URL+"/?lang=en-xa", view)
	until(t, p, `softmix.state().error`)
	look(p, "a program that does not start")

	kept := slices.DeleteFunc(left, func(w string) bool {
		w, sometimes := strings.CutSuffix(w, "?")
		if found[w] == "" && !sometimes && !*shrink {
			t.Errorf("%q is plain on no screen any more: take it out of %s (-shrink does)", w, english)
		}
		known := found[w] != "" || sometimes && !*shrink
		delete(found, w)
		return !known
	})
	if *shrink {
		if err := os.WriteFile(english, []byte(strings.Join(kept, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var told []string
	for w, screen := range found {
		told = append(told, screen+": "+w)
	}
	slices.Sort(told)
	if len(told) > 0 {
		t.Errorf("plain English:\n%s", strings.Join(told, "\n"))
	}
}
