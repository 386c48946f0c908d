package worker

import (
	"math"
	"slices"

	"softmix/model/train"
)

// finite reports whether an evaluation holds only numbers. Weights that a step
// has broken give others, which no message can carry; the next loss tells of it.
func finite(r train.Result) bool {
	bad := func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }
	for _, m := range r.Metrics {
		if bad(m.Value) {
			return false
		}
	}
	switch v := r.View.(type) {
	case train.TreasureView:
		return !slices.ContainsFunc(v.Belief, func(row []float64) bool { return slices.ContainsFunc(row, bad) })
	case train.LakeView:
		return !slices.ContainsFunc(v.Success, bad) &&
			!slices.ContainsFunc(v.Policy, func(p [4]float64) bool { return slices.ContainsFunc(p[:], bad) })
	}
	return true
}
