//go:build !js

package e2e

import (
	"fmt"
	"testing"
	"time"
)

// TestOutOfView: a page that plays rests while its race is scrolled out of view,
// as an embed may be, or its tab is hidden, and goes on when it is seen again.
func TestOutOfView(t *testing.T) {
	p, server := visit(t, "?device=cpu&scenario=lake4&speed=16&steps=2000", View{Width: 800, Height: 500})
	ready(t, p)
	run := func(script string) {
		t.Helper()
		if _, err := Eval[bool](p, 10*time.Second, "("+script+", true)"); err != nil {
			t.Fatal(err)
		}
	}
	run(`document.body.style.paddingBottom = "4000px"`)
	do(t, p, "play()")
	must(t, p.Until(stepLimit, "softmix.state().step >= 3"))
	for _, c := range []struct{ name, leave, back string }{
		{"scrolled away", "scrollTo(0, 4000)", "scrollTo(0, 0)"},
		{"hidden", "Object.defineProperty(document, 'hidden', {value: true, configurable: true}), document.dispatchEvent(new Event('visibilitychange'))",
			"delete document.hidden, document.dispatchEvent(new Event('visibilitychange'))"},
	} {
		run(c.leave)
		at, rests := state(t, p).Step, false
		for range 20 { // 500 ms are eight steps
			time.Sleep(500 * time.Millisecond)
			now := state(t, p).Step
			if rests = now == at; rests {
				break
			}
			at = now
		}
		if !rests {
			t.Fatalf("%s: the page trains on, at step %d", c.name, at)
		}
		run(c.back)
		if err := p.Until(stepLimit, fmt.Sprintf("softmix.state().step > %d", at)); err != nil {
			t.Fatalf("%s, then seen again: %v, state %+v", c.name, err, state(t, p))
		}
	}
	do(t, p, "pause()")
	run("scrollTo(0, 4000)")
	time.Sleep(300 * time.Millisecond)
	run("scrollTo(0, 0)")
	time.Sleep(300 * time.Millisecond)
	at := state(t, p).Step
	time.Sleep(500 * time.Millisecond)
	if later := state(t, p).Step; later != at {
		t.Errorf("a paused page that came into view trains, from step %d to %d", at, later)
	}
	quiet(t, p, server)
}
