package state

import (
	"slices"

	"softmix/model/method"
	"softmix/model/stats"
	"softmix/wasm/wire"
)

// Run is the history of one model, in ascending order of steps.
type Run struct {
	Method string
	Points []wire.Point // losses of steps 1 … Step
	Evals  []wire.Eval  // evaluations after 0 … Step updates
	// What a seek or reset took back, at the steps after the one gone back to.
	// It stays when new steps pass over it, so that a changed course can be
	// compared with the one before, until the next rewind or restart.
	UndonePoints []wire.Point
	UndoneEvals  []wire.Eval

	wire.Picture // the newest; that of the scenario is set

	Cost wire.Cost // what it has used so far
	// first is what it had used when the first step was told of, firstStep the
	// step; 0 before.
	first     wire.Cost
	firstStep int
}

// rewind moves what lies after step to the undone part. What an earlier rewind
// undid beyond the end of that stays undone.
func (r *Run) rewind(step int) {
	cut := len(r.Points)
	for cut > 0 && r.Points[cut-1].Step > step {
		cut--
	}
	if gone := r.Points[cut:]; len(gone) > 0 {
		last := gone[len(gone)-1].Step
		rest := r.UndonePoints
		for len(rest) > 0 && rest[0].Step <= last {
			rest = rest[1:]
		}
		r.UndonePoints = append(append([]wire.Point(nil), gone...), rest...)
		r.Points = r.Points[:cut:cut]
	}
	cut = len(r.Evals)
	for cut > 0 && r.Evals[cut-1].Step > step {
		cut--
	}
	if gone := r.Evals[cut:]; len(gone) > 0 {
		last := gone[len(gone)-1].Step
		rest := r.UndoneEvals
		for len(rest) > 0 && rest[0].Step <= last {
			rest = rest[1:]
		}
		r.UndoneEvals = append(append([]wire.Eval(nil), gone...), rest...)
		r.Evals = r.Evals[:cut:cut]
	}
}

// update appends what is new. A step that is told again (a replay after a seek)
// replaces what stood there.
func (r *Run) update(n *wire.RunUpdate, step int) {
	if n.Method != "" {
		r.Method = n.Method
	}
	for _, p := range n.Points {
		for k := len(r.Points); k > 0 && r.Points[k-1].Step >= p.Step; k-- {
			r.Points = r.Points[:k-1]
		}
		r.Points = append(r.Points, p)
	}
	for _, e := range n.Evals {
		for k := len(r.Evals); k > 0 && r.Evals[k-1].Step >= e.Step; k-- {
			r.Evals = r.Evals[:k-1]
		}
		r.Evals = append(r.Evals, e)
	}
	if n.Picture != (wire.Picture{}) {
		r.Picture = n.Picture
	}
	r.Cost = n.Cost
	if r.firstStep == 0 || step <= r.firstStep {
		r.first, r.firstStep = n.Cost, step
	}
}

// Loss is the newest loss, of the batch that the last step trained on.
func (r *Run) Loss() (float64, bool) {
	if len(r.Points) == 0 {
		return 0, false
	}
	return r.Points[len(r.Points)-1].Loss, true
}

// Metric is the newest value of a metric and the step it was measured after.
func (r *Run) Metric(name string) (value float64, step int, ok bool) {
	for i := len(r.Evals) - 1; i >= 0; i-- {
		if v, has := r.Evals[i].Metrics[name]; has {
			return v, r.Evals[i].Step, true
		}
	}
	return 0, 0, false
}

// Metrics merges the newest value of every metric.
func (r *Run) Metrics() map[string]float64 {
	m := map[string]float64{}
	for _, e := range r.Evals {
		for k, v := range e.Metrics {
			m[k] = v
		}
	}
	return m
}

// Std is the standard deviation over the seeds of the newest value of a metric;
// not ok with one seed.
func (r *Run) Std(name string) (float64, bool) {
	for i := len(r.Evals) - 1; i >= 0; i-- {
		if _, has := r.Evals[i].Metrics[name]; has {
			return StdOf(r.Evals[i], name)
		}
	}
	return 0, false
}

func StdOf(e wire.Eval, metric string) (float64, bool) {
	x := e.Seeds[metric]
	if len(x) < 2 {
		return 0, false
	}
	_, std := stats.MeanStd(x)
	return std, true
}

// EvalAt is the evaluation after a number of steps.
func (r *Run) EvalAt(step int) (wire.Eval, bool) {
	for _, e := range slices.Backward(r.Evals) {
		if e.Step == step {
			return e, true
		}
	}
	return wire.Eval{}, false
}

// Newest is the newest evaluation that measured a metric.
func (r *Run) Newest(metric string) wire.Eval {
	for i := len(r.Evals) - 1; i >= 0; i-- {
		if _, ok := r.Evals[i].Metrics[metric]; ok {
			return r.Evals[i]
		}
	}
	return wire.Eval{}
}

// LastEval is the newest evaluation of a metric whose run had used no more than so
// many FLOPs by then.
func (r *Run) LastEval(metric string, budget float64) (wire.Eval, bool) {
	for _, e := range slices.Backward(r.Evals) {
		if _, ok := e.Metrics[metric]; ok && r.flopsAt(e.Step) <= budget {
			return e, true
		}
	}
	return wire.Eval{}, false
}

// flopsAt is what a run had used after a number of steps.
func (r *Run) flopsAt(step int) float64 {
	p, _ := pointAt(r.Points, step)
	return p.FLOPs
}

// Modelled reports whether a run learns from a reward model.
func Modelled(r Run) bool { return method.Of(r.Method).RewardModel }
