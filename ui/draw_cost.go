package ui

import (
	"math"
	"strconv"

	"softmix/ui/canvas"
)

// CostPicture is the strip that says what the run of one side has cost.
func CostPicture(store *Store, side int) canvas.Picture {
	type key struct {
		cost  Cost
		scale float64
		name  string
	}
	now := func() key {
		k := key{cost: store.CostOf(side), name: who(store, side).Name}
		for i := range store.Settings.Width() {
			k.scale = max(k.scale, store.CostOf(i).Units())
		}
		return k
	}
	return canvas.Picture{
		Key:    func() any { return now() },
		Height: func(float64) float64 { return costH },
		Paint:  func(c canvas.Canvas) { k := now(); drawCost(c, k.cost, k.scale, who(store, side)) },
		Label:  func() string { return costLabel(store.CostOf(side), who(store, side)) },
	}
}

const costH = 42 // height of the cost strip

// drawCost paints one step's passes as bars, on a scale of `scale` forward passes
// that all runs share, and what the steps so far add up to. Each pass has its bar
// where they are few; otherwise one bar stands for all that go the same way.
func drawCost(c canvas.Canvas, cost Cost, scale float64, who Actor) {
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
		c.Text(canvas.Fit(c, f, w, "a step’s passes are counted as it trains", "counted as it trains"), 0, 14, f)
	case one:
		for range int(cost.Forward) {
			bar(1, false, "forward", "fwd")
		}
		bar(2, true, "backward", "back")
	default:
		n := perStep(cost.Forward)
		bar(cost.Forward, false, n+" forward", n+" fwd", n)
		if n = perStep(cost.Backward); cost.Backward > 0 {
			bar(2*cost.Backward, true, n+" backward", n+" back", n)
		}
	}
	c.Text(canvas.Fit(c, f, w, costSums(cost)...), 0, 36, f)
}

// perStep writes how many there are of something in a step, on average.
func perStep(v float64) string {
	if v >= 10 || math.Abs(v-math.Round(v)) < .05 {
		return grouped(int(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// costSums is the sum below the bars, the longest wording first. Where a side has
// several runs it says that this is one's.
func costSums(c Cost) []string {
	if c.Runs > 1 {
		one := c
		one.Runs = 1
		sums := costSums(one)
		for i := range sums {
			sums[i] = "each run: " + sums[i]
		}
		return sums
	}
	held, brief := " · 1 copy of the model", " · 1 copy"
	if c.Bytes > 0 {
		brief = " · " + size(c.Bytes)
		held = brief + " in memory"
	}
	written := ""
	if c.Written > 0 {
		written = perStep(c.Written) + " tokens written · "
	}
	if c.Steps == 0 {
		return []string{written + "one step" + held, "one step" + brief, "one step"}
	}
	n := plural(c.Steps, "step")
	if c.FLOPs == 0 {
		return []string{"× " + n + held, brief[4:]}
	}
	sum := flops(c.FLOPs)
	return []string{
		written + "× " + n + " = " + sum + held,
		written + "× " + n + " = " + sum + brief,
		"× " + n + " = " + sum + brief,
		"× " + strconv.Itoa(c.Steps) + " = " + sum + brief,
		sum + brief,
		sum,
	}
}

// flops writes a number of floating-point operations: "2.5 GFLOP".
func flops(v float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1e15, "PFLOP"}, {1e12, "TFLOP"}, {1e9, "GFLOP"}, {1e6, "MFLOP"}} {
		if v >= u.size {
			return strconv.FormatFloat(v/u.size, 'f', 1, 64) + " " + u.name
		}
	}
	return strconv.FormatFloat(v/1e3, 'f', 1, 64) + " kFLOP"
}

// costLabel says in words what the strip shows.
func costLabel(c Cost, who Actor) string {
	s := "Cost of one step of " + who.Name + ": "
	if c.Units() == 0 {
		s += "counted as it trains"
	} else {
		s += passes(c.Forward, "forward") + " and " + passes(c.Backward, "backward")
	}
	if c.Written > 0 {
		s += ", " + perStep(c.Written) + " tokens written"
	}
	if c.Bytes > 0 {
		s += ", and " + size(c.Bytes) + " for copies of models."
	} else {
		s += ", and one copy of the model in memory."
	}
	if c.Steps > 0 && c.FLOPs > 0 {
		s += " " + plural(c.Steps, "step") + " so far: " + flops(c.FLOPs) + "."
	}
	if c.Runs > 1 {
		s += " That is one run; there are " + strconv.Itoa(c.Runs) + ", one a seed."
	}
	return s
}

func passes(n float64, which string) string {
	if n == 1 {
		return "1 " + which + " pass"
	}
	return perStep(n) + " " + which + " passes"
}
