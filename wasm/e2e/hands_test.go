//go:build !js

package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// TestHands uses the page as a reader does, with mouse and keyboard alone.
func TestHands(t *testing.T) {
	p, server := visit(t, "?device=cpu&speed=max", View{})
	// A click before the program is there must not be lost. (The mouse could miss: what
	// a recorded run shows moves the button while the page opens.)
	p.js(t, `document.querySelector("[data-do=play]").click()`)
	until := func(condition string) {
		t.Helper()
		if err := p.Until(90*time.Second, condition); err != nil {
			t.Fatalf("waiting for %s: %v, state %+v", condition, err, state(t, p))
		}
	}
	until("softmix.state().playing && softmix.state().step >= 2")
	must(t, p.Click("#play"))
	until("!softmix.state().playing")

	at := state(t, p).Step
	must(t, p.Click("#step"))
	until(fmt.Sprintf("softmix.state().step === %d", at+1))
	must(t, p.Keys("#race", kb.ArrowLeft))
	until(fmt.Sprintf("softmix.state().step === %d", at))

	// λ of the right side by its slider: the run goes on where it is.
	must(t, p.Keys("#lambda-2", kb.ArrowLeft+kb.ArrowLeft))
	until(`Math.abs(softmix.state().settings["lambda.2"] - 0.9) < 1e-9`)
	until(`location.search.includes("lambda.2=0.9") || location.search.includes("lambda=0.9")`)
	if s := state(t, p); s.Step != at {
		t.Errorf("the slider moved the run from step %d to %d", at, s.Step)
	}

	must(t, p.Click("#reset"))
	until("softmix.state().step === 0 && softmix.state().runs[0].loss === null")

	must(t, p.Click(`nav a[href*="lake6"]`))
	until(`softmix.state().settings.scenario === "lake6" && location.search.includes("scenario=lake6")`)
	must(t, p.Click("#step"))
	until("softmix.state().step === 1")
	if _, err := Eval[bool](p, 10*time.Second, "(history.back(), true)"); err != nil {
		t.Fatal(err)
	}
	until(`softmix.state().settings.scenario === "treasure"`)
	quiet(t, p, server)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
