//go:build !js

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

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
	Ledger   ledger             `json:"ledger"`
	Course   []mark             `json:"course,omitempty"` // of methods that learn from a judge

	names []string // of the task's metrics, in its order
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
	bases := newBases(o)
	if err := bases.check(); err != nil {
		return err
	}
	total := 0
	for _, e := range o.methods {
		total += len(o.seeds) * o.steps(e)
	}
	bar := newBar(stderr, total, "training")
	outcomes, err := runAll(ctx, o, bases, func(n int) { bar.Add(n) })
	bar.Finish()
	if err != nil {
		return err
	}
	if !o.json {
		return writeTable(stdout, o, outcomes)
	}
	enc := json.NewEncoder(stdout)
	for _, r := range outcomes {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// steps is how many steps an entrant trains.
func (o options) steps(e entrant) int {
	if e.side.Method == untrained {
		return 0
	}
	return o.settings.Steps
}

// runAll returns the outcomes, method by method, seed by seed. On the CPU as
// many runs go side by side as there are cores; a GPU takes one at a time.
func runAll(ctx context.Context, o options, bases *bases, progress func(int)) ([]outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	outcomes := make([]outcome, len(o.methods)*len(o.seeds))
	jobs := make(chan int)
	workers := min(runtime.GOMAXPROCS(0), len(outcomes))
	if o.device == "gpu" {
		workers = 1
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
			for j := range jobs {
				e, seed := o.methods[j/len(o.seeds)], o.seeds[j%len(o.seeds)]
				if outcomes[j], err = one(ctx, dev, o, bases, e, seed, progress); err != nil {
					cancel(fmt.Errorf("%s, seed %d: %w", e.label, seed, err))
					return
				}
			}
		})
	}
feed:
	for j := range outcomes {
		// Seeds on the outside, so that fresh bases are made as they are needed.
		k := j%len(o.methods)*len(o.seeds) + j/len(o.methods)
		select {
		case jobs <- k:
		case <-ctx.Done():
			break feed
		}
	}
	close(jobs)
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return outcomes, nil
}

// one trains one method with one seed and evaluates it.
func one(ctx context.Context, dev train.Device, o options, bases *bases, e entrant, seed uint64, progress func(int)) (outcome, error) {
	c, err := o.config(e, seed)
	if err != nil {
		return outcome{}, err
	}
	base, err := bases.get(ctx, dev, seed)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{Task: o.task.Name(), Method: e.label, Seed: seed, Settings: chosenOf(o, c), Metrics: map[string]float64{}}
	events := train.Events{
		Losses: func(_, _ int, l []float32) { out.Metrics["loss"] = float64(l[len(l)-1]) },
		Evaluated: func(_, _ int, r train.Result) {
			for _, m := range r.Metrics {
				out.Metrics[m.Name] = m.Value
				out.names = append(out.names, m.Name)
			}
		},
	}
	d, err := train.NewDuel(ctx, dev, base, events, c)
	if err != nil {
		return outcome{}, err
	}
	defer d.Free()
	r := d.Runs()[0]
	for left := o.steps(e); left > 0; left -= chunk {
		n := min(chunk, left)
		if err := d.Step(ctx, n); err != nil {
			return outcome{}, err
		}
		progress(n)
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
	if _, told := out.Metrics["reward"]; told {
		return out, nil
	}
	reward, ok, err := r.Judge(ctx)
	if ok {
		out.Metrics["reward"] = reward
		out.names = append(out.names, "reward")
	}
	return out, err
}

func chosenOf(o options, c train.Config) chosen {
	s := worker.SideOf(c)
	return chosen{Lambda: s.Lambda, Gamma: s.Gamma, Tau: s.Tau, Feedback: s.Feedback, Passes: s.Passes,
		Embed: s.Embed, Weights: s.Weights, P: c.P, Rise: c.Rise, Alpha: c.Alpha, LR: c.LR, Batch: c.Batch, Demos: c.Demos, Slip: o.settings.Slip,
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
