package state

import (
	"slices"

	"softmix/model/stats"
	"softmix/wasm/wire"
)

// Several seeds at once: every number becomes a mean with the sample standard
// deviation over the seeds, and the sides are compared pair by pair, as the lab
// prints it.

// Seeds is how many runs each side has.
func (s *Store) Seeds() int { return s.Settings.Runs() }

// Difference compares two sides, the first minus the second, seed by seed and by
// the newest evaluation of a metric; not ok with one seed.
func (s *Store) Difference(a, b int, metric string) (d stats.Difference, ok bool) {
	k := len(s.Runs[a].Evals) - 1
	if k < 0 {
		return d, false
	}
	return s.DifferenceAt(s.Runs[a].Evals[k].Step, a, b, metric)
}

// DifferenceAt is Difference by the evaluation after a number of steps.
func (s *Store) DifferenceAt(step, a, b int, metric string) (d stats.Difference, ok bool) {
	x, seen := s.Runs[a].EvalAt(step)
	y, both := s.Runs[b].EvalAt(step)
	if !seen || !both {
		return d, false
	}
	return wire.Differ(x, y, metric, wire.VerdictAt(s.Settings.Scenario, metric, step, s.Settings.Steps, s.Settings.Width()))
}

// LastLook is the newest of the looks that are planned for verdicts; not ok before
// the first.
func (s *Store) LastLook() (step int, ok bool) {
	for _, e := range slices.Backward(s.Runs[0].Evals) {
		if stats.Planned(e.Step, s.Settings.Steps) {
			return e.Step, true
		}
	}
	return 0, false
}

// Reference is what an exact method reaches by a metric, if there is one.
func (s *Store) Reference(metric string) (wire.Ref, bool) {
	for _, r := range s.Refs {
		if r.Metric == metric {
			return r, true
		}
	}
	return wire.Ref{}, false
}

// alike is the share of the variety that right answers have below which a model is
// said to have collapsed: it writes much the same whatever it is asked.
const alike = .2

// Collapsed returns in how many of a side's seeds the model has collapsed since the
// run began.
func (s *Store) Collapsed(side int) (seeds int) {
	r := &s.Runs[side]
	e := r.Newest("distinct")
	n := float64(e.Prompts["distinct"])
	if e.Step == 0 || n == 0 {
		return 0
	}
	ref, _ := s.Reference("distinct")
	right := ref.Value
	if ref.Here != nil {
		right = *ref.Here
	}
	if right*n < 2 {
		right = 1
	}
	gone := func(v float64) bool { return v*n < 1.5 || v < alike*right }
	if gone(r.Evals[0].Metrics["distinct"]) { // it never had any
		return 0
	}
	each := e.Seeds["distinct"]
	if each == nil {
		each = []float64{e.Metrics["distinct"]}
	}
	for _, v := range each {
		if gone(v) {
			seeds++
		}
	}
	return seeds
}
