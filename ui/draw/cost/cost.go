// Package cost draws what a run's steps cost.
package cost

import (
	"math"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
)

// Picture is the strip that says what the run of one side has cost.
func Picture(store *state.Store, side int) canvas.Picture {
	type key struct {
		cost  state.Cost
		scale float64
		name  string
	}
	now := func() key {
		k := key{cost: store.CostOf(side), name: draw.ArmAt(store, side).Name}
		for i := range store.Settings.Width() {
			k.scale = max(k.scale, store.CostOf(i).Units())
		}
		return k
	}
	return canvas.Picture{
		Key:    func() any { return now() },
		Height: func(float64) float64 { return costH },
		Paint:  func(c canvas.Canvas) { k := now(); drawCost(c, k.cost, k.scale, draw.ArmAt(store, side)) },
		Label:  func() string { return words.CostLabel(store.CostOf(side), draw.ArmAt(store, side).ArmName) },
	}
}

const costH = 42 // height of the cost strip

// drawCost paints one step's passes as bars, on a scale of `scale` forward passes
// that all runs share, and what the steps so far add up to. Each pass has its bar
// where they are few; otherwise one bar stands for all that go the same way.
func drawCost(c canvas.Canvas, cost state.Cost, scale float64, who draw.Arm) {
	w, _ := c.Size()
	unit := (w - 2) / max(scale, cost.Units(), 1)
	x := 1.0
	bar := func(units float64, solid bool, names ...string) {
		wide := max(unit*units-3, 1)
		f := canvas.Font{Size: 12, Align: "center", Color: who.Ink}
		if solid {
			f.Color = canvas.Paper
			c.Rect(x, 1, wide, 18, canvas.Fill(who.Ink))
		} else {
			c.Rect(x+.5, 1.5, max(wide-1, .5), 17, canvas.Stroke(who.Line, 1.25))
		}
		if s := canvas.Fit(c, f, wide-8, append(names, "")...); s != "" {
			c.Text(s, x+wide/2, 14, f)
		}
		x += unit * units
	}
	f := canvas.Font{Size: 12, Color: canvas.Ink2}
	switch one := cost.Forward == math.Trunc(cost.Forward) && cost.Forward <= 4 && cost.Backward == 1; {
	case cost.Units() == 0:
		c.Text(canvas.Fit(c, f, w, words.NotCounted()...), 0, 14, f)
	case one:
		for range int(cost.Forward) {
			bar(1, false, words.OneForward()...)
		}
		bar(2, true, words.OneBackward()...)
	default:
		bar(cost.Forward, false, words.ForwardPasses(cost.Forward)...)
		if cost.Backward > 0 {
			bar(2*cost.Backward, true, words.BackwardPasses(cost.Backward)...)
		}
	}
	c.Text(canvas.Fit(c, f, w, words.CostSums(cost)...), 0, 36, f)
}
