package train

import (
	"context"
	"fmt"
	"time"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
)

// seen are the tokens that a run was trained on and the different demonstrations
// among them.
type seen struct{ tokens, demos int }

// Run is one model being trained by one method. It is used from one goroutine.
type Run struct {
	cfg   Config
	base  []float32 // flat weights at step 0
	feed  *feed
	spent Spent
	seen  []seen // after each step; [0] = nothing

	model  *arch.Model
	frozen *arch.Frozen // its own; nil where its model has none, or shares a comparison's
	step   *method.Step
	player *player
	origin [][]float64 // what the model said at step 0, where that was evaluated; see drift
	waited time.Duration

	progress progress // of a method that learns from a judge
	judged   *teacher // makes its lessons; nil until one is needed
	pending  *lesson  // the next step's, if it was made already
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
	f, err := newFeed(c)
	if err != nil {
		return nil, err
	}
	r := &Run{cfg: c, base: base, feed: f, seen: make([]seen, 1)}
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
	r.model, r.step, r.player = m, s, newPlayer(m)
	r.judged, r.pending = nil, nil
	r.begin(r.base)
	return nil
}

func (r *Run) newStep(m *arch.Model) (*method.Step, error) {
	c := r.cfg
	name, rows := c.stepOf()
	s, err := method.New(m, name, c.Settings, optim(c.Clip), rows, r.feed.width)
	if err != nil {
		return nil, fmt.Errorf("building a %s step: %w", c.Method, err)
	}
	return s, nil
}

// Config returns what the run trains with now.
func (r *Run) Config() Config { return r.cfg }

// At returns how many steps have been enqueued.
func (r *Run) At() int { return r.step.Done() }

// Spent returns what the steps so far have used.
func (r *Run) Spent() Spent { return r.spent }

// SpentAt returns what the steps up to step have used, which lies at or before
// At and not before the last change of recipe.
func (r *Run) SpentAt(step int) Spent {
	if c := r.progress; len(c.spent) > 0 {
		return c.spent[step-c.from]
	}
	s, ahead := r.spent, r.At()-step
	forward, backward := r.step.Passes()
	then := r.seen[min(step, len(r.seen)-1)]
	s.Tokens, s.Demos = then.tokens, then.demos
	s.Forward -= ahead * forward
	s.Backward -= ahead * backward
	s.FLOPs -= float64(ahead) * r.step.FLOPs()
	return s
}

// Params returns the number of parameters of the model.
func (r *Run) Params() int { return r.model.Layout.Count() }

// Step enqueues one training step on the next batch. Where the run learns from
// demonstrations, it does not wait; where it learns from a judge, it waits for
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

// stage uploads the next batch and counts its step as done; see method.Stage.
func (r *Run) stage() ([]device.List, error) {
	c, n := r.cfg, r.At()+1
	k := method.Knobs{
		LR:     Rate(c.LR, c.Warmup, c.Decay, 0, n, c.Steps),
		Lambda: c.Lambda, Gamma: c.Gamma, Tau: c.Tau,
		P: Chance(c.P, c.Rise, n, c.Steps), Alpha: c.Alpha,
	}
	if l := r.pending; l != nil {
		lists, err := r.stageLesson(l, k)
		if err != nil {
			return nil, fmt.Errorf("step %d of %s: %w", n, c.Method, err)
		}
		return lists, nil
	}
	b, draw := r.feed.next(c.Method == preTraining, r.step.Draws())
	if c.onAllTokens() {
		for i, k := range b.Tokens {
			b.Mask[i] = 0
			if i%b.T > 0 && k != 0 {
				b.Mask[i] = 1
			}
		}
	}
	lists, err := r.step.Stage(b.Tokens, b.Mask, draw, k)
	if err != nil {
		return nil, fmt.Errorf("step %d of %s: %w", n, c.Method, err)
	}
	r.spent.Demos = r.feed.shown // pre-training text is nobody's demonstration
	r.pay(b.Mask, 1)
	return lists, nil
}

// count returns how many elements of a mask are set.
func count(mask []float32) int {
	n := 0
	for _, m := range mask {
		if m != 0 {
			n++
		}
	}
	return n
}

// pay counts what a step on a batch with the given mask takes, each of whose
// passes counts as so many.
func (r *Run) pay(mask []float32, passes int) {
	r.spent.Tokens += count(mask)
	r.seen = append(r.seen, seen{r.spent.Tokens, r.spent.Demos})
	forward, backward := r.step.Passes()
	r.spent.Forward += passes * forward
	r.spent.Backward += passes * backward
	r.spent.FLOPs += r.step.FLOPs()
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
	seen := &watcher{Player: r.player}
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
	if err := r.cfg.With(n).Validate(); err != nil {
		return err
	}
	old := r.cfg
	if old.Recipe() == n {
		return nil
	}
	r.cfg, r.pending = old.With(n), nil
	if old.Recipe().sameStep(n) {
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
	r.dismiss()
	r.step.Free()
	r.step = s
	return nil
}

// Free releases what the run holds on the device.
func (r *Run) Free() {
	r.player.free()
	r.dismiss()
	r.step.Free()
	r.model.Free()
	r.frozen.Free()
}
