//go:build !js

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
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
	for end := time.Now().Add(90 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		ok, err := Eval[bool](p, 20*time.Second, "!!("+what+")")
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("in vain waited for %s", what)
		}
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
	do(t, p, `constructor && document.querySelector('.stage a[href*="dpo-online"]').click()`)
	until(t, p, `softmix.state().runs.map(r => r.method).join() === "sft,dpo-online,dpo" && softmix.state().settings.scenario === "perm5"`)
	if got := search(t, p); got != "?scenario=perm5&left=sft&right=dpo-online&third=dpo&device=cpu" {
		t.Errorf("the address is %s", got)
	}
	until(t, p, `document.activeElement.id === "race" && document.getElementById("race").getBoundingClientRect().top < innerHeight / 2`)
	do(t, p, `constructor && document.querySelectorAll("#questions li")[1].querySelector("a").click()`)
	until(t, p, `softmix.state().settings.scenario === "lake6" && softmix.state().runs.length === 2`)
	do(t, p, "constructor && history.back()")
	until(t, p, `softmix.state().settings.scenario === "perm5"`)
	do(t, p, "constructor && history.back()")
	until(t, p, `softmix.state().settings.scenario === "treasure" && softmix.state().settings.methods === "sft,ift"`)

	near(t, p)
	do(t, p, `constructor && Object.assign(document.getElementById("story").dataset, {steps: "3", seeds: "2"})`)
	do(t, p, `constructor && document.querySelectorAll("#questions li")[1].querySelector("button").click()`)
	until(t, p, `/done/.test(document.querySelector(".asked")?.textContent || "")`)
	s := state(t, p)
	yours, err := Eval[string](p, 20*time.Second, `document.getElementById("yours-lake").textContent`)
	if err != nil {
		t.Fatal(err)
	}
	seed := s.Settings["seed"].(float64)
	if want := fmt.Sprintf("Your seeds %.0f–%.0f: ", seed, seed+1); !strings.HasPrefix(yours, want) || seed < 10000 || s.Step != 3 {
		t.Errorf("after step %d with seed %v it says %q", s.Step, seed, yours)
	}
	shown, err := Eval[string](p, 20*time.Second, `Math.round(100 * softmix.state().runs[1].metrics.success_random) + "\u00a0%"`)
	if err != nil || !strings.Contains(yours, "IFT reaches the goal "+shown) && !strings.Contains(yours, "IFT reaches the goal under") {
		t.Errorf("it says %q, the runs %s (%v)", yours, shown, err)
	}
	do(t, p, "constructor && history.back()")
	until(t, p, `softmix.state().settings.scenario === "treasure" && !document.querySelector(".asked")`)
	quiet(t, p, server)
}

// TestStoryLook has axe look at what waits below, and at the page of its own
// that readers without JavaScript are led to.
func TestStoryLook(t *testing.T) {
	axe, err := os.ReadFile(filepath.Join(root, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is missing (npm ci installs it): %v", err)
	}
	for _, v := range []View{{Width: 1280, Height: 860}, {Width: 360, Height: 740, Dark: true}} {
		for _, at := range []string{"?device=cpu", "story.html"} {
			t.Run(fmt.Sprintf("%s %d dark=%v", at, v.Width, v.Dark), func(t *testing.T) {
				v.Reduced = true
				p, server := visit(t, at, v)
				near(t, p)
				wide, err := Eval[[]string](p, 20*time.Second, tooWide)
				if err != nil || len(wide) > 0 {
					t.Errorf("wider than the window: %q (%v)", wide, err)
				}
				if _, err := Eval[bool](p, 20*time.Second, string(axe)+";true"); err != nil {
					t.Fatal(err)
				}
				found, err := Eval[[]violation](p, 60*time.Second, violations)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range found {
					t.Errorf("axe: %s (%s)\n%s", f.Help, f.ID, strings.Join(f.Nodes, "\n"))
				}
				small, err := Eval[[]string](p, 20*time.Second, `[...document.querySelectorAll(".stage")].filter(s => s.getBoundingClientRect().height < 44).map(s => s.textContent)`)
				if err != nil || len(small) > 0 {
					t.Errorf("too small to hit: %q (%v)", small, err)
				}
				quiet(t, p, server)
			})
		}
	}
}
