package wire

import (
	"softmix/model/stats"
	"softmix/model/task"
)

// VerdictAt is the look at a metric after step of steps, where arms are compared.
// The metric that the scenario is about has the error rate to itself; the others
// share another, so that choosing among them costs what it should.
func VerdictAt(scenario, metric string, step, steps, arms int) stats.Look {
	others := append(Metrics(scenario)[1:], measures(func(m task.Measure) bool { return m.OnAnswers })...)
	at := stats.Look{Step: step, Steps: steps, Arms: arms, Metrics: len(others)}
	if metric == Metrics(scenario)[0] {
		at.Metrics = 1
	}
	return at
}

// Differ compares what two arms measured at one step, the first minus the second,
// seed by seed; not ok where there is but one seed.
func Differ(a, b Eval, metric string, at stats.Look) (d stats.Difference, ok bool) {
	x, y := a.Seeds[metric], b.Seeds[metric]
	if len(x) < 2 || len(x) != len(y) {
		return d, false
	}
	return stats.Compare(x, y, stats.Floor(a.Errs[metric], b.Errs[metric]), at), true
}
