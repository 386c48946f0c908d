package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"softmix/model/stats"
	"softmix/model/task"
	"softmix/model/train"
	"softmix/wasm/trainer/worker"
	"softmix/wasm/wire"
)

// comparison turns the page's query into one: the sides as the page would train
// them, after the base.
func (q question) comparison(p *presets) (*comparison, error) {
	s, wrong := wire.Parse(q.query)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s: %s", q.query, wrong[0].Text)
	}
	t, err := worker.TaskOf(s)
	if err != nil {
		return nil, err
	}
	c := &comparison{task: t, settings: s, base: "shipped", device: p.device, weightsDir: p.weightsDir, arms: []arm{{s.Arms[0], untrained, 0}}}
	c.arms[0].Method = untrained
	for i, side := range s.Arms[:s.Width()] {
		c.arms = append(c.arms, arm{side, fmt.Sprintf("%s, side %d", side.Method, i+1), 0})
	}
	for k := range uint64(presetSeeds) {
		c.seeds = append(c.seeds, q.first+k)
	}
	return c, nil
}

// answer trains and evaluates.
func (q question) answer(ctx context.Context, told *presets, stderr io.Writer) (preset, error) {
	c, err := q.comparison(told)
	if err != nil {
		return preset{}, err
	}
	outcomes, _, err := c.measure(ctx, stderr)
	if err != nil {
		return preset{}, err
	}
	p := preset{ID: q.id, Question: q.text, Query: wire.Encode(c.settings), Task: c.task.Name(), Seeds: c.seeds,
		Steps: c.settings.Steps, Metric: q.metrics[0], References: []reference{}}
	for _, name := range q.metrics {
		p.Metrics = append(p.Metrics, measured{name, task.MeasureOf(name).Better == task.Less})
	}
	n := len(c.seeds)
	for _, r := range c.task.References() {
		p.References = append(p.References, reference{r.Metric, r.Label, round(r.Value), round(exactly(outcomes[:n], r))})
	}
	p.Base = summaries(outcomes[:n], q.metrics)
	first := outcomes[n : 2*n]
	for i := n; i < len(outcomes); i += n {
		side := outcomes[i : i+n]
		r := presetRun{Method: c.arms[i/n].Method, Settings: words(c.arms[i/n].Arm), Metrics: summaries(side, append(q.metrics, "truth", "opinion", "kept", "rm_accuracy", "rm_accuracy_end"))}
		if k := i/n - 1; k < len(q.apart) {
			r.Apart = q.apart[k]
		}
		r.costs(side)
		if i > n {
			r.Diff = map[string]gap{}
			for _, name := range q.metrics {
				d, ok := differ(side, first, name, c.look(name, c.settings.Width()))
				if !ok {
					return p, fmt.Errorf("%s: not all runs tell %s", q.id, name)
				}
				r.Diff[name] = gap{round(d.Mean), round(d.Std), round(d.T), d.Clear}
			}
		}
		p.Runs = append(p.Runs, r)
	}
	return p, nil
}

// exactly is what the method of a reference reaches on the prompts of the runs; 0
// where they do not tell.
func exactly(runs []outcome, of train.Reference) float64 {
	var x []float64
	for _, run := range runs {
		for _, r := range run.exact {
			if r.Metric == of.Metric && r.Label == of.Label {
				x = append(x, r.Value)
			}
		}
	}
	if len(x) == 0 {
		return 0
	}
	mean, _ := stats.MeanStd(x)
	return mean
}

// costs fills in what the runs took on average.
func (r *presetRun) costs(runs []outcome) {
	n := float64(len(runs))
	for _, x := range runs {
		l := x.Ledger
		r.FLOPs += l.FLOPs / n
		r.Forward += float64(l.Forward) / n
		r.Backward += float64(l.Backward) / n
		r.Generated += float64(l.Generated) / n
		r.Demos += float64(l.Demos) / n
		r.Labels += float64(l.Labels) / n
		r.Scored += float64(l.Scored) / n
		r.Bytes += float64(l.Bytes) / n
	}
	r.FLOPs = math.Round(r.FLOPs)
}

// values are a metric of the runs; truth and opinion are those of the last rollout.
func values(runs []outcome, name string) []float64 {
	var x []float64
	for _, r := range runs {
		v, ok := r.Metrics[name]
		if !ok && len(r.Course) > 0 {
			last := r.Course[len(r.Course)-1]
			switch at := map[string]*float64{"truth": last.Truth, "opinion": last.Reward}[name]; {
			case at != nil:
				v, ok = *at, true
			}
		}
		if ok {
			x = append(x, v)
		}
	}
	return x
}

// summaries are the named metrics that the runs have.
func summaries(runs []outcome, names []string) map[string]summary {
	out := map[string]summary{}
	for _, name := range names {
		x := values(runs, name)
		if len(x) != len(runs) {
			continue
		}
		mean, std := stats.MeanStd(x)
		for i := range x {
			x[i] = round(x[i])
		}
		out[name] = summary{round(mean), round(std), round(evaluationError(runs, name)), x}
	}
	return out
}

// round keeps four decimals.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// words says a side's knobs.
func words(d wire.Arm) string {
	switch d.Method {
	case "sft":
		return ""
	case "ift":
		return fmt.Sprintf("λ %g, γ %g, %s", d.Lambda, d.Gamma, d.Feedback) + departures(d)
	case "ppo":
		return fmt.Sprintf("KL price %g", d.KL)
	case "rlhf":
		return fmt.Sprintf("KL price %g, %d steps of reward model", d.KL, d.RMSteps)
	}
	return arm{Arm: d}.told()
}
