//go:build !js

package e2e

import (
	"strings"
	"testing"
	"time"
)

// TestRuleIsAClickAway: the rule of all verdicts stands under the sentence, on a
// phone and in a figure too; a key opens it, and it stays open while the page
// changes.
func TestRuleIsAClickAway(t *testing.T) {
	for name, view := range map[string]View{"?scenario=lake4&device=cpu&batch=1": {Width: 390, Height: 800}, "embed.html?scenario=lake4&device=cpu&batch=1&loading=eager": {Width: 680, Height: 420}} {
		p, server := visit(t, name, view)
		ready(t, p)
		open := `document.getElementById("rule").open`
		must(t, p.Until(readyLimit, `document.querySelector("#rule > summary")?.getClientRects().length === 1`))
		if _, err := Eval[bool](p, 5*time.Second, `(document.querySelector("#rule > summary").focus(), true)`); err != nil {
			t.Fatal(err)
		}
		must(t, p.Press("\r"))
		must(t, p.Until(5*time.Second, open))
		do(t, p, "step(2)")
		do(t, p, "set({lr: 0.002})")
		got, err := Eval[[]any](p, 5*time.Second, `[`+open+`, document.getElementById("rule").textContent, document.getElementById("say").textContent,
			document.documentElement.scrollWidth <= innerWidth, document.querySelectorAll("#rule").length]`)
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := got[1].(string); got[0] != true || !strings.Contains(text, "one run of twenty") || got[3] != true || got[4] != 1. {
			t.Errorf("%s: %v", name, got)
		}
		if say, _ := got[2].(string); !strings.Contains(say, "in this run") || strings.Contains(say, "ahead") {
			t.Errorf("%s says %q of one run", name, say)
		}
		quiet(t, p, server)
		p.Close()
	}
}
