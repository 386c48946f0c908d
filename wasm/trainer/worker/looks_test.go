package worker

import (
	"math"
	"slices"
	"testing"

	"softmix/wasm/wire"
)

// The steps after which a verdict is passed are evaluated, however far apart other
// evaluations are, and the reference lines tell what the exact method reaches there.
func TestLooksAreEvaluated(t *testing.T) {
	p := open(t)
	s := small()
	s.Steps, s.Speed, s.Seeds = 11, "max", 2
	opening := p.init(s)
	if len(opening.Refs) == 0 || opening.Refs[0].Here == nil || !(*opening.Refs[0].Here > .5 && *opening.Refs[0].Here <= 1) {
		t.Errorf("references %+v", opening.Refs)
	}
	k := slices.IndexFunc(opening.Refs, func(r wire.Ref) bool { return r.Metric == "distinct" })
	if k < 0 || !(opening.Refs[k].Value > 0) || math.Abs(opening.Refs[k].Value-*opening.Refs[k].Here) > 1e-12 {
		t.Errorf("how different right answers are is not told: %+v", opening.Refs)
	}
	p.do(wire.Command{Do: "step", N: s.Steps})
	_, evals := p.course(0)
	for _, look := range []int{3, 6, 9, 11} {
		if !slices.Contains(evals, look) {
			t.Errorf("evaluated after %v, not after %d", evals, look)
		}
	}
	e := p.stories()[0].at(t, s.Steps)
	if n := e.Prompts["success_random"]; n != 100 || !(e.Errs["success_random"] > 0 && e.Errs["success_random"] < .1) || e.Errs["wrong_mass"] != 0 {
		t.Errorf("errors %v over %v prompts", e.Errs, e.Prompts)
	}
}
