package words

import (
	"math"
	"strconv"

	"softmix/ui/state"
)

// What a run costs, in words. Of several wordings the longest stands first.

func NotCounted() []string {
	return []string{"a step’s passes are counted as it trains", "counted as it trains"}
}

func OneForward() []string { return []string{"forward", "fwd"} }

func OneBackward() []string { return []string{"backward", "back"} }

func ForwardPasses(v float64) []string {
	n := perStep(v)
	return []string{n + " forward", n + " fwd", n}
}

func BackwardPasses(v float64) []string {
	n := perStep(v)
	return []string{n + " backward", n + " back", n}
}

// perStep writes how many there are of something in a step, on average.
func perStep(v float64) string {
	if v >= 10 || math.Abs(v-math.Round(v)) < .05 {
		return Grouped(int(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// CostSums is the sum below the bars, the longest wording first. Where a side has
// several runs it says that this is one's.
func CostSums(c state.Cost) []string {
	if c.Runs > 1 {
		one := c
		one.Runs = 1
		sums := CostSums(one)
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
	sum := Flops(c.FLOPs)
	return []string{
		written + "× " + n + " = " + sum + held,
		written + "× " + n + " = " + sum + brief,
		"× " + n + " = " + sum + brief,
		"× " + strconv.Itoa(c.Steps) + " = " + sum + brief,
		sum + brief,
		sum,
	}
}

// Flops writes a number of floating-point operations: "2.5 GFLOP".
func Flops(v float64) string {
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

// CostLabel says in words what the strip shows.
func CostLabel(c state.Cost, who ArmName) string {
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
		s += " " + plural(c.Steps, "step") + " so far: " + Flops(c.FLOPs) + "."
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
