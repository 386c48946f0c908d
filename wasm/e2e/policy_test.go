//go:build !js

package e2e

import (
	"testing"
	"time"
)

// TestPolicy trains under the site's policy: scripts of its own only, and no text
// as a script, which is what careful sites ask of all they embed.
func TestPolicy(t *testing.T) {
	p, server := visit(t, "?device=cpu", View{})
	ready(t, p)
	do(t, p, "step(1)")
	if s := state(t, p); s.Step != 1 {
		t.Errorf("the page is at step %d, not at 1", s.Step)
	}
	quiet(t, p, server)
	// Later, because the browser lets what the test itself evaluates do so, too.
	const attempt = `new Promise(done => setTimeout(() => {
		try { window.eval("1"); done(false) } catch (e) { done(e instanceof EvalError) }
	}))`
	if refused, err := Eval[bool](p, 10*time.Second, attempt); err != nil || !refused {
		t.Errorf("the page may evaluate text (%v): the policy did not hold", err)
	}
}
