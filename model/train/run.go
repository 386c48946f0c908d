package train

import (
	"context"
	"fmt"
	"time"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train/ledger"
	"softmix/model/train/rl"
)

// Run is one model being trained by one method. It is used from one goroutine.
type Run struct {
	cfg    Config
	base   []float32 // flat weights at step 0
	loader *dataLoader
	spent  []ledger.Spent // after each step; [0] = nothing

	model   *arch.Model
	frozen  *arch.Frozen // its own; nil where its model has none, or shares a comparison's
	step    *method.Step
	sampler *sampler
	initial [][]float64 // what the model said at step 0, where that was evaluated; see drift
	waited  time.Duration
	rl      *rl.Source // of a method that learns from rewards, makes its batches; nil for others
}

// NewRun returns a run at step 0 with the given base weights, the flat padded
// layout of the task's model, unless c has its own.
func NewRun(ctx context.Context, dev device.Device, base []float32, c Config) (*Run, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	frozen, err := c.frozen(ctx, dev)
	if err != nil {
		return nil, err
	}
	r, err := runAround(dev, base, frozen, c)
	if err != nil {
		frozen.Free()
		return nil, err
	}
	r.frozen = frozen
	return r, nil
}

// runAround is NewRun around frozen weights, which stay the caller's.
func runAround(dev device.Device, base []float32, frozen *arch.Frozen, c Config) (*Run, error) {
	if c.Base != nil {
		base = c.Base
	}
	l, err := newDataLoader(c)
	if err != nil {
		return nil, err
	}
	r := &Run{cfg: c, base: base, loader: l, spent: make([]ledger.Spent, 1)}
	if err := r.attach(dev, frozen); err != nil {
		return nil, err
	}
	return r, nil
}

// attach builds model and step on dev, around frozen weights, at step 0. What the run had on a device
// before is forgotten, not released: that device is gone.
func (r *Run) attach(dev device.Device, frozen *arch.Frozen) error {
	m, err := arch.New(dev, r.cfg.architecture(), frozen)
	if err != nil {
		return err
	}
	if err := m.Load(r.base); err != nil {
		m.Free()
		return err
	}
	s, err := r.newStep(m)
	if err != nil {
		m.Free()
		return err
	}
	r.model, r.step, r.sampler, r.rl = m, s, newSampler(m), nil
	r.begin(r.base)
	return nil
}

// begin starts the course of a method that learns from rewards with weights w.
func (r *Run) begin(w []float32) {
	c := r.cfg
	r.freeRL()
	if rl.Learns(c.Method) {
		r.rl = rl.NewSource(rl.Setup{Task: c.Task, Method: c.Method, Config: c.RL, Seed: c.Seed, Batch: c.Batch,
			Width: r.loader.width, Optim: optim(c.Clip), Policy: r.model, Step: r.step}, w)
	}
}

func (r *Run) freeRL() {
	if r.rl != nil {
		r.rl.Free()
		r.rl = nil
	}
}

func (r *Run) newStep(m *arch.Model) (*method.Step, error) {
	c := r.cfg
	name, rows := c.stepOf()
	s, err := method.New(m, name, c.Settings, optim(c.Clip), rows, r.loader.width)
	if err != nil {
		return nil, fmt.Errorf("building a %s step: %w", c.Method, err)
	}
	return s, nil
}

// Config returns what the run trains with now.
func (r *Run) Config() Config { return r.cfg }

// At returns how many steps have been enqueued.
func (r *Run) At() int { return r.step.Done() }

// Model returns the model that is trained.
func (r *Run) Model() *arch.Model { return r.model }

// MethodStep returns the step that trains it: another one after a change of method.
func (r *Run) MethodStep() *method.Step { return r.step }

// Sampler lets the model run alone.
func (r *Run) Sampler() task.Sampler { return r.sampler }

// RL returns what makes the batches of a method that learns from rewards; nil where
// the run learns from demonstrations.
func (r *Run) RL() *rl.Source { return r.rl }

// Params returns the number of parameters of the model.
func (r *Run) Params() int { return r.model.Layout.Count() }

// Step enqueues one training step on the next batch. Where the run learns from
// demonstrations, it does not wait; where it learns from rewards, it waits for
// models to answer and to read.
func (r *Run) Step(ctx context.Context) error { return stepTogether(ctx, []*Run{r}) }

// stepTogether enqueues one step of each of the runs, which share a device, in
// one submission: first what has to be waited for, then all uploads, then all lists.
func stepTogether(ctx context.Context, runs []*Run) error {
	for _, r := range runs {
		if err := r.fetch(ctx, pause{}, false); err != nil {
			return err
		}
	}
	start := time.Now()
	var lists []device.List
	for _, r := range runs {
		l, err := r.stage()
		if err != nil {
			return err
		}
		lists = append(lists, l...)
	}
	if err := runs[0].model.Dev.Run(lists...); err != nil {
		return fmt.Errorf("step %d: %w", runs[0].At(), err)
	}
	share(start, runs)
	for _, r := range runs {
		if r.cfg.AfterStep == nil {
			continue
		}
		if err := r.cfg.AfterStep(r.At(), r.model); err != nil {
			return err
		}
	}
	return nil
}

// fetch makes the batch of the next step where the run learns from rewards, and
// before its first what the method prepares once. If it is interrupted, or a later
// run's batch fails, what was made stays for the next try. insist says that the
// batch itself is not to be interrupted.
func (r *Run) fetch(ctx context.Context, p pause, insist bool) error {
	if r.rl == nil || r.rl.Batch() != nil {
		return nil
	}
	defer share(time.Now(), []*Run{r})
	before := p
	if insist {
		before = p.firm()
	}
	if before.Interrupted() {
		return ErrInterrupted
	}
	ok, err := r.rl.Fetch(ctx, r.cfg.RL, p)
	switch {
	case err != nil:
		return fmt.Errorf("step %d of %s: %w", r.At()+1, r.cfg.Method, err)
	case !ok:
		return ErrInterrupted
	}
	return nil
}

// stage uploads the next batch and counts its step as done; see method.Stage.
func (r *Run) stage() (lists []device.List, err error) {
	c, n := r.cfg, r.At()+1
	k := method.Knobs{
		LR:     method.LearningRate(c.LR, c.Warmup, c.Decay, 0, n, c.Steps),
		Lambda: c.Lambda, Gamma: c.Gamma, Tau: c.Tau,
		SamplingProb: method.SamplingProb(c.SamplingProb, c.Rise, n, c.Steps), Alpha: c.Alpha,
	}
	if r.rl != nil {
		lists, err = r.stageFetched(c.RL.Knobs(k))
	} else {
		lists, err = r.stageLoaded(k)
	}
	if err != nil {
		return nil, fmt.Errorf("step %d of %s: %w", n, c.Method, err)
	}
	return lists, nil
}

// stageFetched stages the batch that was fetched. Where there is nothing to learn
// the learning rate is 0, so that momentum does not move the weights.
func (r *Run) stageFetched(k method.Knobs) ([]device.List, error) {
	b := r.rl.Batch()
	if b.Empty {
		k.LR = 0
	}
	for _, in := range b.Inputs {
		if err := r.step.Give(in.Name, in.Data); err != nil {
			return nil, err
		}
	}
	lists, err := r.step.Stage(b.Tokens, b.Mask, nil, k)
	if err != nil {
		return nil, err
	}
	r.pay(r.Spent().Plus(b.Cost), b.Mask, b.Passes)
	r.rl.Used()
	return lists, nil
}

// stageLoaded stages a batch of demonstrations or of text.
func (r *Run) stageLoaded(k method.Knobs) ([]device.List, error) {
	b, draw := r.loader.next(r.cfg.Method == preTraining, r.step.Draws())
	if r.cfg.onAllTokens() {
		for i, token := range b.Tokens {
			b.Mask[i] = 0
			if i%b.T > 0 && token != 0 {
				b.Mask[i] = 1
			}
		}
	}
	lists, err := r.step.Stage(b.Tokens, b.Mask, draw, k)
	if err != nil {
		return nil, err
	}
	s := r.Spent()
	s.Demos = r.loader.shown // pre-training text is nobody's demonstration
	r.pay(s, b.Mask, 1)
	return lists, nil
}

// Losses waits for the steps so far and returns the losses of steps from+1 to
// At(). A loss is that of the step's batch before its update. Only the steps
// since the last Set that rebuilt the step, and the last 1024, are kept.
func (r *Run) Losses(ctx context.Context, from int) ([]float32, error) {
	l, err := r.step.Losses(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("reading the losses of %s: %w", r.cfg.Method, err)
	}
	return l, nil
}

// Evaluate lets the model run alone on its task. quick takes a smaller sample. Where
// the same was evaluated at step 0 there is one metric more, drift: how far the
// model is from there.
func (r *Run) Evaluate(ctx context.Context, quick bool) (task.Result, error) {
	seen := &recorder{Sampler: r.sampler}
	res, err := r.cfg.Task.Evaluate(ctx, seen, r.cfg.Seed, quick)
	if err != nil {
		return task.Result{}, fmt.Errorf("evaluating %s on %s: %w", r.cfg.Method, r.cfg.Task.Name(), err)
	}
	if d, ok := r.drift(seen); ok {
		res.Metrics = append(res.Metrics, task.Metric{Name: "drift", Estimate: d})
	}
	return res, nil
}

// Weights waits for the steps so far and returns the flat weights. It fails with
// ErrNotFinite where one of them is no number.
func (r *Run) Weights(ctx context.Context) ([]float32, error) {
	w, err := r.model.Read(ctx)
	if err == nil {
		err = device.CheckFinite(w)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the weights of %s: %w", r.cfg.Method, err)
	}
	return w, nil
}

// Set changes the recipe from the next step on. Where the step has to be built
// anew, weights, moments and streams carry over, and unread losses are lost.
func (r *Run) Set(ctx context.Context, n Recipe) error {
	old, cfg := r.cfg, r.cfg
	cfg.Recipe = n
	if err := cfg.Validate(); err != nil || old.Recipe == n {
		return err
	}
	r.cfg = cfg
	if r.rl != nil {
		r.rl.Discard()
	}
	if old.Recipe.sameStep(n) {
		return nil
	}
	state, err := r.step.State(ctx)
	if err == nil {
		err = r.rebuild(state)
	}
	if err != nil {
		r.cfg = old
		return fmt.Errorf("changing %s to %s: %w", old.Method, n.Method, err)
	}
	r.begin(state.W)
	return nil
}

// rebuild replaces the step by one of the current recipe that holds state.
func (r *Run) rebuild(state method.State) error {
	s, err := r.newStep(r.model)
	if err != nil {
		return err
	}
	if err := s.SetState(state); err != nil {
		s.Free()
		return err
	}
	r.freeRL()
	r.step.Free()
	r.step = s
	return nil
}

// Free releases what the run holds on the device.
func (r *Run) Free() {
	r.sampler.free()
	r.freeRL()
	r.step.Free()
	r.model.Free()
	r.frozen.Free()
}
