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
	c := &Comparison{checkpoints: newCheckpoints(SnapshotBudget), on: on}
	if err := c.build(ctx, dev, base, configs); err != nil {
		c.Free()
		return nil, err
	}
	return c, nil
}

// build makes the runs.
func (c *Comparison) build(ctx context.Context, dev device.Device, base []float32, configs []Config) error {
	for i, cfg := range configs {
		if err := cfg.Validate(); err != nil {
			return err
		}
		if a := configs[0]; cfg.Task.Name() != a.Task.Name() || cfg.architecture() != a.architecture() || cfg.Batch != a.Batch || cfg.Demos != a.Demos {
			return fmt.Errorf("run %d differs from the first in task, model, batch or demos", i)
		}
		if c.pause(i).Interrupted() {
			return ErrInterrupted
		}
		if i == 0 {
			var err error
			if c.frozen, err = cfg.frozen(ctx, dev); err != nil {
				return err
			}
		}
		r, err := runAround(dev, base, c.frozen, cfg)
		if err != nil {
			return err
		}
		c.runs = append(c.runs, r)
		c.now = append(c.now, cfg.Recipe)
	}
	c.log = []change{{0, slices.Clone(c.now)}}
	return c.save(ctx)
}

// At returns the number of steps enqueued, Told of those whose losses were told.
func (c *Comparison) At() int { return c.at }

// Told returns the number of steps whose losses were told.
func (c *Comparison) Told() int { return c.read }

// Runs returns the runs, in the order of their configurations.
func (c *Comparison) Runs() []*Run { return c.runs }

// Recipe returns what run i trains with from the next step on.
func (c *Comparison) Recipe(i int) Recipe { return c.now[i] }

// Set changes the recipe of run i from the next step on.
func (c *Comparison) Set(i int, r Recipe) error {
	cfg := c.runs[i].cfg
	cfg.Recipe = r
	if err := cfg.Validate(); err != nil {
		return err
	}
	c.now[i] = r
	return nil
}

// Step enqueues n steps of every run and sends their losses on their way, to be
// told by Collect or Flush, or here where too many are under way. It fails with
// *NaNError or *LostError, among others.
func (c *Comparison) Step(ctx context.Context, n int) error {
	if err := c.resync(ctx); err != nil {
		return err
	}
	if err := c.apply(ctx); err != nil {
		return c.Lost(err)
	}
	for range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.step(ctx); errors.Is(err, ErrInterrupted) {
			if err := c.send(false); err != nil {
				return c.Lost(err)
			}
			return ErrInterrupted
		} else if err != nil {
			return c.Lost(err)
		}
		c.at++
		if due := c.due(c.at); due || c.at-c.sent >= maxUnread {
			if err := c.send(due); err != nil {
				return c.Lost(err)
			}
		}
		for c.crowded() {
			if err := c.Collect(ctx); err != nil {
				return err
			}
		}
	}
	return c.Lost(c.send(false))
}

// together is how many runs' steps go to a GPU in one submission. More would
// spare little script, and on a slow adapter a submission of many runs keeps the
// page's own drawing waiting.
const together = 4

// step enqueues one step of every run. First come the batches of those that learn
// from rewards, so that the runs stay in lockstep where one of these fails or is
// interrupted. A GPU gets the steps of a few runs at a time; a CPU has computed a
// step when Run returns, so there each run has its own turn, with a yield in between.
func (c *Comparison) step(ctx context.Context) error {
	for i, r := range c.runs {
		err := r.fetch(ctx, c.pause(i), c.insist)
		if errors.Is(err, ErrInterrupted) {
			c.insist = true
		}
		if errors.Is(err, device.ErrNotFinite) {
			return c.diagnose(ctx, i, c.at+1)
		}
		if err != nil {
			return err
		}
	}
	c.insist = false
	n := together
	if c.runs[0].model.Dev.Kind() == "cpu" {
		n = 1
	}
	for i := 0; i < len(c.runs); i += n {
		if i > 0 {
			c.Yield()
		}
		if err := stepTogether(ctx, c.runs[i:min(i+n, len(c.runs))]); err != nil {
			c.inconsistent = true // some are a step ahead
			return err
		}
	}
	return nil
}

// apply puts the current recipes in force and writes them into the log.
func (c *Comparison) apply(ctx context.Context) error {
	if slices.Equal(c.now, c.inForce(c.at+1)) {
		return nil
	}
	// A rebuilt step forgets the losses that were not read yet.
	if err := c.Flush(ctx); err != nil {
		return err
	}
	for i, r := range c.runs {
		if err := r.Set(ctx, c.now[i]); err != nil {
			c.inconsistent = true // some have the new recipe
			return err
		}
	}
	if last := len(c.log) - 1; c.log[last].after == c.at {
		c.log = c.log[:last]
	}
	c.log = append(c.log, change{c.at, slices.Clone(c.now)})
	return nil
}

// inForce returns the recipes that step was, or would be, trained with.
func (c *Comparison) inForce(step int) []Recipe {
	best := c.log[0]
	for _, l := range c.log {
		if l.after < step {
			best = l
		}
	}
	return best.recipes
}

// save keeps a snapshot of every run as a checkpoint.
func (c *Comparison) save(ctx context.Context) error {
	snaps := make([]Snapshot, len(c.runs))
	for i, r := range c.runs {
		var err error
		if snaps[i], err = r.Snapshot(ctx); err != nil {
			return err
		}
	}
	c.put(snaps)
	return nil
}

func notFinite(x float32) bool { return math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) }

// Evaluate lets every model run alone and tells the results. Before the first
// step all models are the base, so one speaks for all of its seed. After an
// interruption it tells all results again.
func (c *Comparison) Evaluate(ctx context.Context, quick bool) error {
	if err := c.resync(ctx); err != nil {
		return err
	}
	results := make([]task.Result, len(c.runs))
	for i, r := range c.runs {
		p := c.pause(i)
		if c.insist {
			p = p.firm()
		}
		if p.Interrupted() {
			c.insist = true
			return ErrInterrupted
		}
		same := -1
		if c.at == 0 {
			same = slices.IndexFunc(c.runs[:i], func(o *Run) bool { return o.cfg.Seed == r.cfg.Seed })
		}
		if same >= 0 {
			results[i], r.initial = results[same], c.runs[same].initial
		} else {
			var err error
			r.sampler.yield = p.Yield
			if results[i], err = r.Evaluate(ctx, quick); errors.Is(err, device.ErrNotFinite) {
				return c.diagnose(ctx, i, c.at+1)
			} else if err != nil {
				return c.Lost(err)
			}
		}
		if c.on.Evaluated != nil {
			c.on.Evaluated(i, c.at, results[i])
		}
	}
	c.insist = false
	return nil
}

// Yield lets others have their turn; see Events.
func (c *Comparison) Yield() {
	if c.on.Yield != nil {
		c.on.Yield()
	}
}

// Free releases what the runs hold on the device.
func (c *Comparison) Free() {
	c.drop()
	for _, r := range c.runs {
		r.Free()
	}
	c.frozen.Free()
	c.runs, c.frozen = nil, nil
}
