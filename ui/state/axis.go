package state

import "softmix/wasm/wire"

// X is where a point lies on the chosen x axis: its step, or what the run had
// used up to it.
func (s *Store) X(p wire.Point) float64 {
	switch s.Settings.XAxis {
	case "tokens":
		return float64(p.Tokens)
	case "seconds":
		return p.Seconds
	case "flops":
		return p.FLOPs
	case "passes":
		return float64(p.Passes)
	case "written":
		return float64(p.Written)
	case "demos":
		return float64(p.Demos)
	case "judged":
		return float64(p.Judged)
	case "device":
		return p.Device
	}
	return float64(p.Step)
}

// XOfStep is where the state after a number of steps lies on the chosen x axis
// for one side; 0 at the start, and the nearest earlier point where the step
// itself is not known.
func (s *Store) XOfStep(side, step int) float64 {
	if s.Settings.XAxis == "step" || s.Settings.XAxis == "" {
		return float64(step)
	}
	r := &s.Runs[side]
	x := 0.0
	for _, ps := range [2][]wire.Point{r.Points, r.UndonePoints} {
		if p, ok := pointAt(ps, step); ok {
			x = max(x, s.X(p))
		}
	}
	return x
}

// pointAt is the point of a step, or the nearest earlier one.
func pointAt(ps []wire.Point, step int) (wire.Point, bool) {
	for i := len(ps) - 1; i >= 0; i-- {
		if ps[i].Step <= step {
			return ps[i], true
		}
	}
	return wire.Point{}, false
}
