//go:build !js

package e2e

import (
	"testing"
	"time"
)

// TestExample: the sample post opens with its three figures, quietly, and nothing
// in it moves, on a desk and on a phone.
func TestExample(t *testing.T) {
	for _, v := range []View{{Width: 1280, Height: 500}, {Width: 360, Height: 640}} {
		v.Script = `window.shifts = 0; new PerformanceObserver(l => l.getEntries().forEach(e => shifts += e.value)).observe({type: "layout-shift", buffered: true});`
		p, server := visit(t, "example/", v)
		if err := p.Until(20*time.Second, `document.querySelectorAll("softmix-demo:defined").length === 2 && document.querySelector("iframe.live")`); err != nil {
			t.Fatal(err)
		}
		time.Sleep(700 * time.Millisecond)
		got, err := Eval[[]float64](p, 5*time.Second, `[shifts, document.documentElement.scrollWidth, ...[...document.querySelectorAll("softmix-demo, iframe.live")].map(e => e.clientHeight)]`)
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != 0 || got[1] > float64(v.Width) {
			t.Errorf("at %d px: shifts of %v, %v px wide", v.Width, got[0], got[1])
		}
		for _, h := range got[2:] {
			if h < 400 {
				t.Errorf("at %d px a figure has %v px of height", v.Width, h)
			}
		}
		quiet(t, p, server)
	}
}
