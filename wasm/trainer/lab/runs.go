package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"softmix/model/stats"
	"softmix/model/train"
	"softmix/model/train/rl"
	"softmix/wasm/wire"
)

// outcome is one run, as -json prints it.
type outcome struct {
	Task     string             `json:"task"`
	Method   string             `json:"method"`
	Seed     uint64             `json:"seed"`
	Settings chosen             `json:"settings"`
	Metrics  map[string]float64 `json:"metrics"`
	Errors   map[string]float64 `json:"errors"` // the metrics' standard errors over the evaluation's prompts
	Ledger   ledger             `json:"ledger"`
	Course   []mark             `json:"course,omitempty"` // of methods that learn from a judge
	Budget   float64            `json:"budget,omitempty"` // FLOPs that it had to stop at; see equalise

	names []string          // of the task's metrics, in its order
	exact []train.Reference // what exact methods reach on this run's prompts
	flops []float64         // spent after each step; [0] = 0
}

// chosen are the settings of a run.
type chosen struct {
	wire.Arm
	LR     float64 `json:"lr"`
	Batch  int     `json:"batch"`
	Demos  int     `json:"demos"`
	Slip   float64 `json:"slip"`
	Device string  `json:"device"`
	Base   string  `json:"base"`
	Warm   int     `json:"warm,omitempty"`
}

// chunk is how many steps a run trains between two looks at the clock.
const chunk = 10

// job is one run: a method, a seed, and for how many steps it trains.
type job struct {
	arm   arm
	seed  uint64
	steps int
}

// jobs are the runs of the comparison, method by method, seed by seed.
func (c *comparison) jobs() []job {
	var jobs []job
	for _, a := range c.arms {
		for _, seed := range c.seeds {
			steps := c.settings.Steps
			if a.Method == untrained {
				steps = 0
			}
			jobs = append(jobs, job{a, seed, steps})
		}
	}
	return jobs
}

// runAll returns the outcomes of jobs, in their order. On the CPU as many runs go
// side by side as there are cores; a GPU takes one at a time.
func (c *comparison) runAll(ctx context.Context, bases *bases, jobs []job, progress func(int)) ([]outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	outcomes := make([]outcome, len(jobs))
	next := make(chan int)
	workers := min(runtime.GOMAXPROCS(0), len(jobs))
	if c.device == "gpu" {
		workers = min(1, len(jobs))
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			dev, _, err := train.OpenDevice(ctx, c.device)
			if err != nil {
				cancel(err)
				return
			}
			defer dev.Close()
			for i := range next {
				if outcomes[i], err = c.one(ctx, dev, bases, jobs[i], progress); err != nil {
					cancel(fmt.Errorf("%s, seed %d: %w", jobs[i].arm.label, jobs[i].seed, err))
					return
				}
			}
		})
	}
	// Seeds on the outside, so that fresh bases are made as they are needed.
	order := make([]int, len(jobs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(jobs[a].seed, jobs[b].seed) })
feed:
	for _, i := range order {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return outcomes, nil
}

// one trains one method with one seed and evaluates it. Its schedule ends with its
// last step.
func (c *comparison) one(ctx context.Context, dev train.Device, bases *bases, j job, progress func(int)) (outcome, error) {
	config, err := c.config(j.arm, j.seed)
	if err != nil {
		return outcome{}, err
	}
	config.Steps = max(j.steps, 1)
	base, err := bases.get(ctx, dev, j.seed)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{Task: c.task.Name(), Method: j.arm.label, Seed: j.seed, Settings: c.chosen(j.arm, config), Metrics: map[string]float64{}, Errors: map[string]float64{}, flops: []float64{0}}
	events := train.Events{
		Losses: func(_, _ int, l []float32) { out.Metrics["loss"] = float64(l[len(l)-1]) },
		Evaluated: func(_, _ int, r train.Result) {
			out.exact = r.Exact
			for _, m := range r.Metrics {
				out.note(m.Name, m.Estimate)
				out.names = append(out.names, m.Name)
			}
		},
	}
	d, err := train.NewComparison(ctx, dev, base, events, config)
	if err != nil {
		return outcome{}, err
	}
	defer d.Free()
	r := d.Runs()[0]
	for left := j.steps; left > 0; left -= chunk {
		n := min(chunk, left)
		if err := d.Step(ctx, n); err != nil {
			return outcome{}, err
		}
		progress(n)
		for step := d.At() - n + 1; step <= d.At(); step++ {
			out.flops = append(out.flops, r.SpentAt(step).FLOPs)
		}
		if err := out.mark(ctx, r); err != nil {
			return outcome{}, err
		}
	}
	if err := d.Flush(ctx); err != nil {
		return outcome{}, err
	}
	if err := d.Evaluate(ctx, false); err != nil {
		return outcome{}, err
	}
	out.Metrics["steps"] = float64(d.At())
	out.Ledger = ledgerOf(r)
	if s := r.RL(); s != nil {
		start, now, ok, err := s.RewardAccuracy(ctx)
		if err != nil {
			return outcome{}, err
		}
		if ok {
			out.Metrics["rm_accuracy"], out.Metrics["rm_accuracy_end"] = start, now
		}
	}
	if _, told := out.Metrics["reward"]; told {
		return out, nil
	}
	reward, ok, err := rl.TrueReward(ctx, r.Config().Task, r.Config().Seed, r.Sampler())
	if ok {
		out.note("reward", reward)
		out.names = append(out.names, "reward")
	}
	return out, err
}

// note takes down a metric.
func (out *outcome) note(name string, e stats.Estimate) {
	out.Metrics[name], out.Errors[name] = e.Value, e.Err
}

func (c *comparison) chosen(a arm, t train.Config) chosen {
	return chosen{a.Arm, t.LR, t.Batch, t.Demos, c.settings.Slip, c.device, c.origin(), c.settings.Warm}
}

var errNoMetrics = errors.New("the evaluation gave no metrics")
