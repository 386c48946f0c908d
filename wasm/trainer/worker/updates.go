package worker

import (
	"maps"
	"math"
	"slices"

	"softmix/model/stats"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// updateBuilder gathers what the page has not been told yet. What the runs of an arm tell,
// seed by seed, is told on as one once all of them have.
type updateBuilder struct {
	seeds   int // runs an arm
	rewound bool
	partial []partial        // of each arm
	runs    []wire.RunUpdate // of each arm
	shared  wire.Shared      // the shared picture
	drawn   bool             // it was sent
	lines   []wire.Ref       // reference lines
	refs    []wire.Ref       // the same, where they are not sent yet
	heard   int              // seeds that told what exact methods reach on their prompts
	here    []float64        // of each line, the sum of that over the seeds, by their number
}

// partial holds what the first few seeds of an arm told of steps from which the
// others have not yet been heard.
type partial struct {
	losses map[int][]float64                   // by step
	evals  map[int]map[string][]stats.Estimate // by step and metric
	known  map[int]bool                        // steps whose evaluations are sent or noted
}

func newUpdateBuilder(t train.Task, width, seeds int) *updateBuilder {
	n := &updateBuilder{seeds: seeds, rewound: true, runs: make([]wire.RunUpdate, width)}
	for range width {
		n.partial = append(n.partial, partial{map[int][]float64{}, map[int]map[string][]stats.Estimate{}, map[int]bool{}})
	}
	for _, r := range t.References() {
		n.lines = append(n.lines, wire.Ref{Metric: r.Metric, Label: r.Label, Value: r.Value})
	}
	n.refs, n.here = slices.Clone(n.lines), make([]float64, len(n.lines))
	return n
}

// rewind forgets what lies after step.
func (n *updateBuilder) rewind(step int) {
	n.rewound = true
	for i := range n.runs {
		r := &n.runs[i]
		for len(r.Points) > 0 && r.Points[len(r.Points)-1].Step > step {
			r.Points = r.Points[:len(r.Points)-1]
		}
		for len(r.Evals) > 0 && r.Evals[len(r.Evals)-1].Step > step {
			r.Evals = r.Evals[:len(r.Evals)-1]
		}
		later := func(s int) bool { return s > step }
		forget(n.partial[i].known, later)
		forget(n.partial[i].losses, later)
		forget(n.partial[i].evals, later)
	}
}

func forget[V any](m map[int]V, those func(step int) bool) {
	maps.DeleteFunc(m, func(s int, _ V) bool { return those(s) })
}

// loss notes the loss of a run. The runs come in their order.
func (n *updateBuilder) loss(run int, p wire.Point) {
	arm, seed := run%len(n.runs), run/len(n.runs)
	each := n.partial[arm].losses
	if seed == 0 {
		each[p.Step] = nil // a replay tells again
	}
	each[p.Step] = append(each[p.Step], p.Loss)
	if seed < n.seeds-1 {
		return
	}
	if n.seeds > 1 {
		p.Loss, p.Std = stats.MeanStd(each[p.Step])
	}
	delete(each, p.Step)
	n.runs[arm].Points = append(n.runs[arm].Points, p)
}

// evaluated notes an evaluation of a run: its metrics, unless the page has them,
// and, of the first seed, its picture. The runs come in their order.
func (n *updateBuilder) evaluated(run, step, demos int, r train.Result) {
	arm, seed := run%len(n.runs), run/len(n.runs)
	if arm == 0 {
		n.exact(seed, r.Exact)
	}
	n.measured(arm, seed, step, r.Metrics)
	if seed > 0 {
		return
	}
	n.shared, n.runs[arm].Picture = wire.Pictured(r.View, demos)
}

// exact notes what the exact methods reach on the prompts of a seed, which are the
// same at every evaluation.
func (n *updateBuilder) exact(seed int, on []train.Reference) {
	if seed != n.heard || len(on) == 0 {
		return
	}
	n.heard++
	for _, r := range on {
		i := slices.IndexFunc(n.lines, func(l wire.Ref) bool { return l.Metric == r.Metric && l.Label == r.Label })
		if i < 0 { // there is no expectation of it
			i = len(n.lines)
			n.lines = append(n.lines, wire.Ref{Metric: r.Metric, Label: r.Label, Value: math.NaN()})
			n.here = append(n.here, 0)
		}
		n.here[i] += r.Value / float64(n.seeds)
	}
	if n.heard < n.seeds {
		return
	}
	for i := range n.lines {
		l := &n.lines[i]
		if math.IsNaN(l.Value) {
			l.Value = n.here[i]
		}
		if n.here[i] > 0 {
			l.Here = &n.here[i]
		}
	}
	n.refs = n.lines
}

// measured notes the metrics of a run.
func (n *updateBuilder) measured(arm, seed, step int, metrics []train.Metric) {
	if n.partial[arm].known[step] {
		return
	}
	each := n.partial[arm].evals
	if seed == 0 {
		each[step] = map[string][]stats.Estimate{}
	}
	for _, v := range metrics {
		each[step][v.Name] = append(each[step][v.Name], v.Estimate)
	}
	if seed < n.seeds-1 {
		return
	}
	e := wire.Eval{Step: step, Metrics: map[string]float64{}, Errs: map[string]float64{}, Prompts: map[string]int{}}
	if n.seeds > 1 {
		e.Seeds = map[string][]float64{}
	}
	for name, x := range each[step] {
		values, errs := make([]float64, len(x)), make([]float64, len(x))
		for i := range x {
			values[i], errs[i] = x[i].Value, x[i].Err
		}
		e.Metrics[name], _ = stats.MeanStd(values)
		e.Errs[name], e.Prompts[name] = stats.RMS(errs), x[0].N
		if n.seeds > 1 {
			e.Seeds[name] = values
		}
	}
	delete(each, step)
	n.partial[arm].known[step] = true
	n.runs[arm].Evals = append(n.runs[arm].Evals, e)
}

// take moves what is new into an update, with the times of its steps, and forgets it.
func (n *updateBuilder) take(u *wire.Update, t *pacing) {
	for i := range n.runs {
		for j := range n.runs[i].Points {
			p := &n.runs[i].Points[j]
			p.Seconds, p.Device = t.clock.seconds(p.Step), t.runs[i].seconds(p.Step)
		}
	}
	u.Rewound = n.rewound
	u.Refs = n.refs
	if !n.drawn {
		u.Shared = n.shared
		n.drawn = u.Shared != wire.Shared{}
	}
	u.Runs = n.runs
	n.rewound, n.refs, n.runs = false, nil, make([]wire.RunUpdate, len(n.runs))
}
