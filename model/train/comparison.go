package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/task"
)

// SnapshotBudget bounds the host memory, in bytes, of a comparison's checkpoints, however
// many runs it has: with more runs, fewer steps are kept and a Seek replays more.
// Two steps are always kept, even where that takes more: up to 82 MB for eight
// seeds of four methods at width 64.
const SnapshotBudget = 48 << 20

// Events are a comparison's callbacks; each may be nil. They run on the goroutine
// that called the comparison, and must not call it back.
type Events struct {
	// Losses tells the losses of steps from+1, from+2, … of a run. After a Seek
	// it tells again those that were replayed, which repeat.
	Losses func(run, from int, losses []float32)
	// Evaluated tells an evaluation of a run after step updates.
	Evaluated func(run, step int, r task.Result)
	// Rewound tells that all after step is undone.
	Rewound func(step int)
	// Yield is called between the steps of two runs, and between the parts of what
	// takes long, for a caller that shares its thread with others.
	Yield func()
	// Interrupt is asked between two batches, two evaluations, and the parts of what
	// a method prepares once. Where it says yes, Step or Evaluate ends early with
	// ErrInterrupted. What was interrupted once is not the next time, and of a
	// preparation one part is always made: somebody who interrupts all the time
	// slows training down and does not end it.
	Interrupt func() bool
	// Preparing tells how far run is in what its method prepares once: "pairs"
	// counts prompts that were answered twice, "reward model" its steps.
	Preparing func(run int, what string, done, total int)
}

// Comparison trains several runs in lockstep and remembers how, so that any earlier
// step can be restored exactly. Runs of one seed see the same batches; runs of
// several seeds repeat the comparison. A step is computed run by run, in turn, on
// every device: runs share submissions, but no kernel works on two of them.
type Comparison struct {
	runs    []*Run
	frozen  *arch.Frozen  // what nobody trains of the runs' models, which they share; nil where there is nothing
	now     []Recipe      // in force from the next step on
	log     []change      // what was in force when; log[0] is the start
	at      int           // steps enqueued
	sent    int           // steps whose losses were read or are on their way
	read    int           // steps whose losses were read
	pending []pendingRead // what is on its way, in order
	checkpoints
	on      Events
	inspect func(ctx context.Context, run int) error // see Inspect

	insist       bool // a step or an evaluation was interrupted
	inconsistent bool // something failed half-way: the runs may stand at different steps
}

// change says which recipes hold for the steps after `after`.
type change struct {
	after   int
	recipes []Recipe
}

// NewComparison returns a comparison of the given configurations at step 0. They must agree
// in everything but recipe and seed, so that all of one seed see the same batches.
// Between two runs it fails with ErrInterrupted where Events.Interrupt says so.
func NewComparison(ctx context.Context, dev device.Device, base []float32, on Events, configs ...Config) (*Comparison, error) {
	if len(configs) == 0 {
		return nil, errors.New("a comparison without runs")
	}
	d := &Comparison{checkpoints: newCheckpoints(SnapshotBudget), on: on}
	if err := d.build(ctx, dev, base, configs); err != nil {
		d.Free()
		return nil, err
	}
	return d, nil
}

// build makes the runs.
func (d *Comparison) build(ctx context.Context, dev device.Device, base []float32, configs []Config) error {
	for i, c := range configs {
		if err := c.Validate(); err != nil {
			return err
		}
		if a := configs[0]; c.Task.Name() != a.Task.Name() || c.architecture() != a.architecture() || c.Batch != a.Batch || c.Demos != a.Demos {
			return fmt.Errorf("run %d differs from the first in task, model, batch or demos", i)
		}
		if d.pause(i).Interrupted() {
			return ErrInterrupted
		}
		if i == 0 {
			var err error
			if d.frozen, err = c.frozen(ctx, dev); err != nil {
				return err
			}
		}
		r, err := runAround(dev, base, d.frozen, c)
		if err != nil {
			return err
		}
		d.runs = append(d.runs, r)
		d.now = append(d.now, c.Recipe())
	}
	d.log = []change{{0, slices.Clone(d.now)}}
	return d.save(ctx)
}

// At returns the number of steps enqueued, Told of those whose losses were told.
func (d *Comparison) At() int { return d.at }

// Told returns the number of steps whose losses were told.
func (d *Comparison) Told() int { return d.read }

// Runs returns the runs, in the order of their configurations.
func (d *Comparison) Runs() []*Run { return d.runs }

// Recipe returns what run i trains with from the next step on.
func (d *Comparison) Recipe(i int) Recipe { return d.now[i] }

// Set changes the recipe of run i from the next step on.
func (d *Comparison) Set(i int, r Recipe) error {
	if err := d.runs[i].cfg.With(r).Validate(); err != nil {
		return err
	}
	d.now[i] = r
	return nil
}

// Step enqueues n steps of every run and sends their losses on their way, to be
// told by Collect or Flush, or here where too many are under way. It fails with
// *NaNError or *LostError, among others.
func (d *Comparison) Step(ctx context.Context, n int) error {
	if err := d.resync(ctx); err != nil {
		return err
	}
	if err := d.apply(ctx); err != nil {
		return d.Lost(err)
	}
	for range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.step(ctx); errors.Is(err, ErrInterrupted) {
			if err := d.send(false); err != nil {
				return d.Lost(err)
			}
			return ErrInterrupted
		} else if err != nil {
			return d.Lost(err)
		}
		d.at++
		if due := d.due(d.at); due || d.at-d.sent >= maxUnread {
			if err := d.send(due); err != nil {
				return d.Lost(err)
			}
		}
		for d.crowded() {
			if err := d.Collect(ctx); err != nil {
				return err
			}
		}
	}
	return d.Lost(d.send(false))
}

// together is how many runs' steps go to a GPU in one submission. More would
// spare little script, and on a slow adapter a submission of many runs keeps the
// page's own drawing waiting.
const together = 4

// step enqueues one step of every run. First come the batches of those that learn
// from rewards, so that the runs stay in lockstep where one of these fails or is
// interrupted. A GPU gets the steps of a few runs at a time; a CPU has computed a
// step when Run returns, so there each run has its own turn, with a yield in between.
func (d *Comparison) step(ctx context.Context) error {
	for i, r := range d.runs {
		err := r.fetch(ctx, d.pause(i), d.insist)
		if errors.Is(err, ErrInterrupted) {
			d.insist = true
		}
		if errors.Is(err, device.ErrNotFinite) {
			return d.diagnose(ctx, i, d.at+1)
		}
		if err != nil {
			return err
		}
	}
	d.insist = false
	n := together
	if d.runs[0].model.Dev.Kind() == "cpu" {
		n = 1
	}
	for i := 0; i < len(d.runs); i += n {
		if i > 0 {
			d.Yield()
		}
		if err := stepTogether(ctx, d.runs[i:min(i+n, len(d.runs))]); err != nil {
			d.inconsistent = true // some are a step ahead
			return err
		}
	}
	return nil
}

// apply puts the current recipes in force and writes them into the log.
func (d *Comparison) apply(ctx context.Context) error {
	if slices.Equal(d.now, d.inForce(d.at+1)) {
		return nil
	}
	// A rebuilt step forgets the losses that were not read yet.
	if err := d.Flush(ctx); err != nil {
		return err
	}
	for i, r := range d.runs {
		if err := r.Set(ctx, d.now[i]); err != nil {
			d.inconsistent = true // some have the new recipe
			return err
		}
	}
	if last := len(d.log) - 1; d.log[last].after == d.at {
		d.log = d.log[:last]
	}
	d.log = append(d.log, change{d.at, slices.Clone(d.now)})
	return nil
}

// inForce returns the recipes that step was, or would be, trained with.
func (d *Comparison) inForce(step int) []Recipe {
	best := d.log[0]
	for _, c := range d.log {
		if c.after < step {
			best = c
		}
	}
	return best.recipes
}

// save keeps a snapshot of every run as a checkpoint.
func (d *Comparison) save(ctx context.Context) error {
	snaps := make([]Snapshot, len(d.runs))
	for i, r := range d.runs {
		var err error
		if snaps[i], err = r.Snapshot(ctx); err != nil {
			return err
		}
	}
	d.put(snaps)
	return nil
}

func notFinite(x float32) bool { return math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) }

// Evaluate lets every model run alone and tells the results. Before the first
// step all models are the base, so one speaks for all of its seed. After an
// interruption it tells all results again.
func (d *Comparison) Evaluate(ctx context.Context, quick bool) error {
	if err := d.resync(ctx); err != nil {
		return err
	}
	results := make([]task.Result, len(d.runs))
	for i, r := range d.runs {
		p := d.pause(i)
		if d.insist {
			p = p.firm()
		}
		if p.Interrupted() {
			d.insist = true
			return ErrInterrupted
		}
		same := -1
		if d.at == 0 {
			same = slices.IndexFunc(d.runs[:i], func(o *Run) bool { return o.cfg.Seed == r.cfg.Seed })
		}
		if same >= 0 {
			results[i], r.origin = results[same], d.runs[same].origin
		} else {
			var err error
			r.sampler.yield = p.yield
			if results[i], err = r.Evaluate(ctx, quick); errors.Is(err, device.ErrNotFinite) {
				return d.diagnose(ctx, i, d.at+1)
			} else if err != nil {
				return d.Lost(err)
			}
		}
		if d.on.Evaluated != nil {
			d.on.Evaluated(i, d.at, results[i])
		}
	}
	d.insist = false
	return nil
}

// Yield lets others have their turn; see Events.
func (d *Comparison) Yield() {
	if d.on.Yield != nil {
		d.on.Yield()
	}
}

// Free releases what the runs hold on the device.
func (d *Comparison) Free() {
	d.drop()
	for _, r := range d.runs {
		r.Free()
	}
	d.frozen.Free()
	d.runs, d.frozen = nil, nil
}
