package ui

import (
	"fmt"
	"math"
	"strconv"
)

// Cost is what a run has spent: passes through the network and floating-point
// operations of its matrix products.
type Cost struct {
	Forward, Backward int     // passes a step
	Steps             int     // steps so far
	FLOPs             float64 // so far
	Runs              int     // that each cost this; 0 is 1
}

// units is the length of a step's bar: a backward pass does the work of two
// forward ones.
func (c Cost) units() int { return c.Forward + 2*c.Backward }

// costOf reads a run's cost. Before the first step it takes the passes from the
// method: one forward and one backward, and a forward pass more for each
// feedback pass of ift.
func costOf(r Run, steps int, method string, feedback int) Cost {
	c := Cost{Forward: 1, Backward: 1, Steps: steps, FLOPs: r.Cost.FLOPs}
	// Every method here goes backward once a step.
	if steps > 0 && r.Cost.Forward > 0 && r.Cost.Backward > 0 {
		c.Forward = max(1, int(math.Round(float64(r.Cost.Forward)/float64(r.Cost.Backward))))
	} else if method == "ift" {
		c.Forward += max(feedback, 1)
	}
	return c
}

const costH = 42 // height of the cost strip

// drawCost paints one step's passes as bars, on a scale of `scale` forward passes
// that both runs share, and what the steps so far add up to.
func drawCost(c Canvas, cost Cost, scale int, who Actor) {
	w, _ := c.Size()
	unit := (w - 2) / float64(max(scale, cost.units(), 1))
	x := 1.0
	bar := func(name, short string, units int, solid bool) {
		wide := unit*float64(units) - 3
		f := Font{Size: 12, Align: "center", Color: who.Ink}
		if solid {
			f.Color = paper
			c.Rect(x, 1, wide, 18, fill(who.Ink))
		} else {
			c.Rect(x+.5, 1.5, wide-1, 17, stroke(who.Line, 1.25))
		}
		if s := fit(c, f, wide-8, name, short, ""); s != "" {
			c.Text(s, x+wide/2, 14, f)
		}
		x += unit * float64(units)
	}
	for range cost.Forward {
		bar("forward", "fwd", 1, false)
	}
	for range cost.Backward {
		bar("backward", "back", 2, true)
	}
	f := Font{Size: 12, Color: ink2}
	c.Text(fit(c, f, w, costSums(cost)...), 0, 36, f)
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
	if c.Steps == 0 {
		return []string{"one step · 1 copy of the model", "one step · 1 copy", "one step"}
	}
	if c.FLOPs == 0 {
		return []string{fmt.Sprintf("× %s · 1 copy of the model", plural(c.Steps, "step")), "1 copy"}
	}
	sum := flops(c.FLOPs)
	return []string{
		fmt.Sprintf("× %s = %s · 1 copy of the model", plural(c.Steps, "step"), sum),
		fmt.Sprintf("× %d = %s · 1 copy", c.Steps, sum),
		sum + " · 1 copy",
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
	s := fmt.Sprintf("Cost of one step of %s: %s and %s, and one copy of the model in memory.", who.Name,
		passes(c.Forward, "forward"), passes(c.Backward, "backward"))
	if c.Steps > 0 && c.FLOPs > 0 {
		s += fmt.Sprintf(" %s so far: %s.", plural(c.Steps, "step"), flops(c.FLOPs))
	}
	if c.Runs > 1 {
		s += fmt.Sprintf(" That is one run; there are %d, one a seed.", c.Runs)
	}
	return s
}

func passes(n int, which string) string {
	if n == 1 {
		return "1 " + which + " pass"
	}
	return fmt.Sprintf("%d %s passes", n, which)
}
