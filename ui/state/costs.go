package state

import (
	"math"

	"softmix/model/method"
)

// Cost is what a run has spent: passes through the network, tokens written and
// floating-point operations.
type Cost struct {
	// Passes of one step and answer tokens written for it, on average, without what
	// is done once before all steps; no passes where they are not known yet.
	Forward, Backward, Written float64
	Steps                      int     // steps so far
	FLOPs                      float64 // so far
	Bytes                      int     // of all that it holds of models; 0 is one copy
	Runs                       int     // that each cost this; 0 is 1
}

// Units is the length of a step's bar: a backward pass does the work of two
// forward ones.
func (c Cost) Units() float64 { return c.Forward + 2*c.Backward }

// CostOf reads what the run of a side costs. A step's passes are counted between
// the first step that was told of and now, so that what a method prepares once is
// left out. Before that they follow from the method where it takes the same every
// step.
func (s *Store) CostOf(side int) Cost {
	r, set := &s.Runs[side], s.Settings.Arms[side]
	c := Cost{Steps: s.Step, FLOPs: r.Cost.FLOPs, Bytes: r.Cost.Bytes(), Runs: s.Seeds()}
	if steps := float64(s.Step - r.firstStep); r.firstStep > 0 && steps > 0 {
		c.Forward = float64(r.Cost.Forward-r.first.Forward) / steps
		c.Backward = float64(r.Cost.Backward-r.first.Backward) / steps
		c.Written = float64(r.Cost.Written-r.first.Written) / steps
		return c
	}
	if m := method.Of(set.Method); m.Forward > 0 {
		c.Forward, c.Backward = float64(m.Forward), 1
		if m.Feedback {
			c.Forward += float64(max(set.Passes, 1))
		}
	}
	return c
}

// EqualFLOPs is the least total of all runs: what each of them has had.
func (s *Store) EqualFLOPs() float64 {
	least := math.Inf(1)
	for i := range s.Settings.Width() {
		least = min(least, s.Runs[i].Cost.FLOPs)
	}
	return least
}
