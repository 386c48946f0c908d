//go:build !js

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// near brings the story into view, and waits until its answers are there.
func near(t *testing.T, p *Page) {
	t.Helper()
	until(t, p, `(document.getElementById("story").scrollIntoView(), !!document.querySelector("#questions .answer"))`)
}

// until waits for an expression to become true.
func until(t *testing.T, p *Page, what string) {
	t.Helper()
	if err := p.Until(90*time.Second, what); err != nil {
		t.Fatalf("in vain waited for %s: %v", what, err)
	}
}

// act does something on the page.
func act(t *testing.T, p *Page, what string) {
	t.Helper()
	if _, err := Eval[bool](p, 20*time.Second, "("+what+", true)"); err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, p *Page) string {
	t.Helper()
	s, err := Eval[string](p, 20*time.Second, "location.search")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStory opens what waits below, loads a stage and a question in place, trains
// a question anew with fresh seeds, and goes back.
func TestStory(t *testing.T) {
	p, server := visit(t, "?device=cpu", View{Width: 1280, Height: 860, Reduced: true})
	ready(t, p)
	if early, err := Eval[int](p, 20*time.Second, `performance.getEntriesByType("resource").filter(e => /story|presets/.test(e.name)).length`); err != nil || early != 0 {
		t.Fatalf("%d files of the story are fetched before it is near (%v)", early, err)
	}
	near(t, p)
	act(t, p, `document.querySelector('.stage a[href*="dpo-online"]').click()`)
	until(t, p, `softmix.state().runs.map(r => r.method).join() === "sft,dpo-online,dpo" && softmix.state().settings.scenario === "perm5"`)
	if got := search(t, p); got != "?scenario=perm5&right=dpo-online&third=dpo&v=2&device=cpu" {
		t.Errorf("the address is %s", got)
	}
	until(t, p, `document.activeElement.id === "race" && document.getElementById("race").getBoundingClientRect().top < innerHeight / 2`)
	act(t, p, `document.querySelectorAll("#questions li")[1].querySelector("a[data-load]").click()`)
	until(t, p, `softmix.state().settings.scenario === "lake6" && softmix.state().runs.length === 2`)
	act(t, p, "history.back()")
	until(t, p, `softmix.state().settings.scenario === "perm5"`)
	act(t, p, "history.back()")
	until(t, p, `softmix.state().settings.scenario === "treasure" && softmix.state().settings.methods === "sft,ift"`)

	near(t, p)
	act(t, p, `Object.assign(document.getElementById("story").dataset, {steps: "3", seeds: "2"})`)
	act(t, p, `document.querySelectorAll("#questions li")[1].querySelector("button").click()`)
	until(t, p, `/done/.test(document.querySelector(".asked")?.textContent || "")`)
	s := state(t, p)
	yours, err := Eval[string](p, 20*time.Second, `document.getElementById("yours-lake").textContent`)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := Eval[float64](p, 20*time.Second, "softmix.state().settings.seed")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("Your seeds %.0f–%.0f: ", seed, seed+1); !strings.HasPrefix(yours, want) || seed < 10000 || s.Step != 3 {
		t.Errorf("after step %d with seed %v it says %q", s.Step, seed, yours)
	}
	shown, err := Eval[string](p, 20*time.Second, `Math.round(100 * softmix.state().runs[1].metrics.success_random) + "\u00a0%"`)
	if err != nil || !strings.Contains(yours, "IFT reaches the goal "+shown) && !strings.Contains(yours, "IFT reaches the goal under") {
		t.Errorf("it says %q, the runs %s (%v)", yours, shown, err)
	}
	act(t, p, "history.back()")
	until(t, p, `softmix.state().settings.scenario === "treasure" && !document.querySelector(".asked")`)
	quiet(t, p, server)
}

// TestStoryLook has axe look at what waits below, and at the page of its own
// that readers without JavaScript are led to.
func TestStoryLook(t *testing.T) {
	for _, v := range []View{{Width: 1280, Height: 860}, {Width: 360, Height: 740, Dark: true}} {
		for _, at := range []string{"?device=cpu", "story.html"} {
			t.Run(fmt.Sprintf("%s %d dark=%v", at, v.Width, v.Dark), func(t *testing.T) {
				v.Reduced = true
				p, server := visit(t, at, v)
				near(t, p)
				readable(t, p, at)
				small, err := Eval[[]string](p, 20*time.Second, `[...document.querySelectorAll(".stage")].filter(s => s.getBoundingClientRect().height < 44).map(s => s.textContent)`)
				if err != nil || len(small) > 0 {
					t.Errorf("too small to hit: %q (%v)", small, err)
				}
				quiet(t, p, server)
			})
		}
	}
}

// TestStoryWords holds every answer to be a whole sentence of the numbers at hand,
// whichever way the runs come out.
func TestStoryWords(t *testing.T) {
	p, server := visit(t, "story.html", View{Width: 1280, Height: 860, Reduced: true})
	near(t, p)
	const invent = `(sign => {
		const methods = {reward: ["sft", "ppo", "rlhf", "rlhf"], weights: ["ift", "ift", "sft"], embedding: ["ift", "ift", "sft"]};
		const metrics = ["accuracy", "success_random", "wrong_mass", "greedy_em", "valid", "distinct"];
		const metric = {believes: "accuracy", "default-moves": "accuracy", chain: "greedy_em", reward: "valid"};
		const each = f => Object.fromEntries(metrics.map(m => [m, f(m)]));
		const presets = ["believes", "lake", "default", "default-moves", "chain", "reward", "weights", "embedding"].map(id => {
			const first = metric[id] || "success_random";
			return {id, question: "Q " + id, query: "scenario=lake6", seeds: [1, 2], steps: 3, command: "c", metric: first, references: [],
				metrics: [first, "wrong_mass", "distinct"].map(name => ({name})), base: each(() => ({mean: .6})),
				runs: (methods[id] || ["sft", "ift"]).map((method, i) => ({method, settings: "λ 1", flops: 1e9 * (i + 1), bytes: 1e6 * (i + 1), labels: 240,
					metrics: each(() => ({mean: .5 + .1 * sign * (i > 0), std: .03})),
					diff: i ? each(() => ({mean: .1 * sign, std: .02, t: 9 * sign, clear: sign !== 0})) : undefined}))};
		});
		window.fetch = async () => new Response(JSON.stringify({presets}));
		document.getElementById("questions").replaceChildren();
		document.head.append(Object.assign(document.createElement("script"), {src: "js/story.js"}));
	})`
	for sign, begins := range map[int]map[string]string{
		1:  {"believes": "Because", "lake": "Yes:", "default": "It helps:", "default-moves": "It helps:", "chain": "Not in these", "weights": "These runs speak against", "embedding": "These runs speak for freezing"},
		0:  {"believes": "These runs cannot", "lake": "These runs cannot", "default": "Nothing that", "default-moves": "Nothing that", "chain": "Not so", "weights": "These runs give no", "embedding": "These runs give no"},
		-1: {"believes": "These runs do not", "lake": "No:", "default": "It hurts:", "default-moves": "It hurts:", "chain": "Where the token", "weights": "Because it does worse", "embedding": "Because it does worse"},
	} {
		act(t, p, fmt.Sprintf("%s(%d)", invent, sign))
		until(t, p, `document.querySelectorAll("#questions .answer").length === 8`)
		said, err := Eval[map[string]string](p, 20*time.Second, `Object.fromEntries([...document.querySelectorAll("#questions li")].map(l => [l.querySelector("h3").textContent.slice(2), l.querySelector(".answer").textContent]))`)
		if err != nil {
			t.Fatal(err)
		}
		for id, text := range said {
			if !strings.HasPrefix(text, begins[id]) || !strings.HasSuffix(text, ".") || strings.Contains(text, "undefined") || strings.Contains(text, "NaN") || strings.Contains(text, "cannot be told") {
				t.Errorf("%s, sign %d: %q", id, sign, text)
			}
		}
		want := map[int]string{1: "is more often right than SFT (60", 0: "shows no clear difference in right answers from SFT (50", -1: "is less often right than SFT (40"}[sign]
		if n := strings.Count(said["reward"], want); n != 2 || !strings.Contains(said["reward"], "a reward model teaches something else") {
			t.Errorf("sign %d: %q", sign, said["reward"])
		}
	}
	quiet(t, p, server)
}
