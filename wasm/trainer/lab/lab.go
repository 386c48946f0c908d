package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"softmix/model/stats"
	"softmix/model/train"
	"softmix/wasm/trainer/worker"
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
	Lambda   float64 `json:"lambda"`
	Gamma    float64 `json:"gamma"`
	Tau      float64 `json:"tau"`
	Feedback string  `json:"feedback"`
	Passes   int     `json:"passes"`
	Embed    string  `json:"embedding"`
	Weights  string  `json:"weights"`
	Mean     string  `json:"mean"`
	P        float64 `json:"p"`
	Rise     bool    `json:"rise"`
	Alpha    float64 `json:"alpha"`
	LR       float64 `json:"lr"`
	Batch    int     `json:"batch"`
	Demos    int     `json:"demos"`
	Slip     float64 `json:"slip"`
	Device   string  `json:"device"`
	Base     string  `json:"base"`
	Warm     int     `json:"warm,omitempty"`
	Judged   *judged `json:"judged,omitempty"` // nil where the method learns from demonstrations
}

// chunk is how many steps a run trains between two looks at the clock.
const chunk = 10

// compare trains every method with every seed and prints the comparison.
func compare(ctx context.Context, o options, stdout, stderr io.Writer) error {
	outcomes, equal, err := o.measure(ctx, stderr)
	switch {
	case err != nil:
		return err
	case o.json:
		return writeLines(stdout, append(outcomes, equal...))
	case len(o.columns) > 0:
		rows, err := markdown(o, outcomes, equal)
		if err == nil {
			_, err = fmt.Fprintln(stdout, strings.Join(rows, "\n"))
		}
		return err
	}
	return o.print(stdout, outcomes, equal)
}

// print writes the tables of a comparison, and of that at equal compute if there is one.
func (o options) print(w io.Writer, outcomes, equal []outcome) error {
	if err := writeTable(w, o, outcomes); err != nil || !o.equal {
		return err
	}
	return writeEqual(w, o, equal)
}

// measure trains and evaluates all runs of a comparison, and where o.equal is set
// those at equal compute.
func (o options) measure(ctx context.Context, stderr io.Writer) (outcomes, equal []outcome, err error) {
	bases := newBases(o)
	if err := bases.check(); err != nil {
		return nil, nil, err
	}
	jobs, total := o.jobs(), 0
	for _, j := range jobs {
		total += j.steps
	}
	bar := newBar(stderr, total, "training")
	outcomes, err = runAll(ctx, o, bases, jobs, func(n int) { bar.Add(n) })
	if err == nil && o.equal {
		equal, err = equalise(ctx, o, bases, outcomes)
	}
	bar.Finish()
	return outcomes, equal, err
}

// writeLines prints one line of JSON per run.
func writeLines(w io.Writer, outcomes []outcome) error {
	enc := json.NewEncoder(w)
	for _, r := range outcomes {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// job is one run: a method, a seed, and for how many steps it trains.
type job struct {
	entrant entrant
	seed    uint64
	steps   int
}

// jobs are the runs of the comparison, method by method, seed by seed.
func (o options) jobs() []job {
	var jobs []job
	for _, e := range o.methods {
		for _, seed := range o.seeds {
			steps := o.settings.Steps
			if e.side.Method == untrained {
				steps = 0
			}
			jobs = append(jobs, job{e, seed, steps})
		}
	}
	return jobs
}

// runAll returns the outcomes of jobs, in their order. On the CPU as many runs go
// side by side as there are cores; a GPU takes one at a time.
func runAll(ctx context.Context, o options, bases *bases, jobs []job, progress func(int)) ([]outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	outcomes := make([]outcome, len(jobs))
	next := make(chan int)
	workers := min(runtime.GOMAXPROCS(0), len(jobs))
	if o.device == "gpu" {
		workers = min(1, len(jobs))
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			dev, _, err := train.OpenDevice(ctx, o.device)
			if err != nil {
				cancel(err)
				return
			}
			defer dev.Close()
			for i := range next {
				if outcomes[i], err = one(ctx, dev, o, bases, jobs[i], progress); err != nil {
					cancel(fmt.Errorf("%s, seed %d: %w", jobs[i].entrant.label, jobs[i].seed, err))
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
func one(ctx context.Context, dev train.Device, o options, bases *bases, j job, progress func(int)) (outcome, error) {
	c, err := o.config(j.entrant, j.seed)
	if err != nil {
		return outcome{}, err
	}
	c.Steps = max(j.steps, 1)
	base, err := bases.get(ctx, dev, j.seed)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{Task: o.task.Name(), Method: j.entrant.label, Seed: j.seed, Settings: chosenOf(o, c), Metrics: map[string]float64{}, Errors: map[string]float64{}, flops: []float64{0}}
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
	d, err := train.NewComparison(ctx, dev, base, events, c)
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
	start, now, ok, err := r.RewardAccuracy(ctx)
	if err != nil {
		return outcome{}, err
	}
	if ok {
		out.Metrics["rm_accuracy"], out.Metrics["rm_accuracy_end"] = start, now
	}
	if _, told := out.Metrics["reward"]; told {
		return out, nil
	}
	reward, ok, err := r.Judge(ctx)
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

func chosenOf(o options, c train.Config) chosen {
	s := worker.SideOf(c)
	return chosen{Lambda: s.Lambda, Gamma: s.Gamma, Tau: s.Tau, Feedback: s.Feedback, Passes: s.Passes,
		Embed: s.Embed, Weights: s.Weights, Mean: s.Mean, P: c.P, Rise: c.Rise, Alpha: c.Alpha, LR: c.LR, Batch: c.Batch, Demos: c.Demos, Slip: o.settings.Slip,
		Device: o.device, Base: o.origin(), Warm: o.settings.Warm, Judged: judgedOf(c)}
}

// newBar returns a progress bar, on a terminal only.
func newBar(w io.Writer, total int, what string) *progressbar.ProgressBar {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || total == 0 {
		return progressbar.DefaultSilent(int64(max(total, 1)))
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("steps"),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(),
	)
}

var errNoMetrics = errors.New("the evaluation gave no metrics")
