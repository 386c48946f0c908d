package words

import (
	"math"
	"strconv"

	"softmix/i18n"
	"softmix/ui/state"
)

// What a run costs, in words. Of several wordings the longest stands first.

func NotCounted() []string {
	return []string{i18n.CostAStepSPasses.String(), i18n.CostCountedAsItTrains.String()}
}

func OneForward() []string { return []string{i18n.CostForward.String(), i18n.CostFwd.String()} }

func OneBackward() []string { return []string{i18n.CostBackward.String(), i18n.CostBack.String()} }

func ForwardPasses(v float64) []string {
	n := perStep(v)
	return []string{i18n.Say(i18n.CostForward2, n), i18n.Say(i18n.CostFwd2, n), n}
}

func BackwardPasses(v float64) []string {
	n := perStep(v)
	return []string{i18n.Say(i18n.CostBackward2, n), i18n.Say(i18n.CostBack2, n), n}
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
			sums[i] = i18n.Say(i18n.CostEachRun, sums[i])
		}
		return sums
	}
	held, brief := i18n.CostCopyOfTheModel.String(), i18n.CostCopy.String()
	if c.Bytes > 0 {
		brief = " · " + size(c.Bytes)
		held = i18n.Say(i18n.CostInMemory, brief)
	}
	written := ""
	if c.Written > 0 {
		written = i18n.Say(i18n.CostTokensWritten, perStep(c.Written))
	}
	if c.Steps == 0 {
		return []string{i18n.Say(i18n.CostOneStep, written, held), i18n.Say(i18n.CostOneStep2, brief), i18n.CostOneStep3.String()}
	}
	n := counted(i18n.CountStep, c.Steps)
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
	}{{1e15, i18n.CostPflop.String()}, {1e12, i18n.CostTflop.String()}, {1e9, i18n.CostGflop.String()}, {1e6, i18n.CostMflop.String()}} {
		if v >= u.size {
			return strconv.FormatFloat(v/u.size, 'f', 1, 64) + " " + u.name
		}
	}
	return i18n.Say(i18n.CostKflop, strconv.FormatFloat(v/1e3, 'f', 1, 64))
}

// CostLabel says in words what the strip shows.
func CostLabel(c state.Cost, who ArmName) string {
	s := i18n.Say(i18n.CostCostOfOneStep, who.Name)
	if c.Units() == 0 {
		s += i18n.CostCountedAsItTrains.String()
	} else {
		s += i18n.Say(i18n.CostAnd, i18n.Say(i18n.CostPassForward, c.Forward, perStep(c.Forward)), i18n.Say(i18n.CostPassBackward, c.Backward, perStep(c.Backward)))
	}
	if c.Written > 0 {
		s += i18n.Say(i18n.CostTokensWritten2, perStep(c.Written))
	}
	if c.Bytes > 0 {
		s += i18n.Say(i18n.CostAndForCopiesOf, size(c.Bytes))
	} else {
		s += i18n.CostAndOneCopyOf.String()
	}
	if c.Steps > 0 && c.FLOPs > 0 {
		s += i18n.Say(i18n.CostSoFar, counted(i18n.CountStep, c.Steps), Flops(c.FLOPs))
	}
	if c.Runs > 1 {
		s += i18n.Say(i18n.CostThatIsOneRun, c.Runs)
	}
	return s
}
