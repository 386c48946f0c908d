package train

import (
	"context"
	"fmt"

	"softmix/model/device"
	"softmix/model/gpt"
	"softmix/model/method"
	"softmix/model/task"
)

// Spent counts what a run has used so far.
type Spent struct {
	Tokens   int     // answer tokens trained on
	Forward  int     // forward passes
	Backward int     // backward passes
	FLOPs    float64 // of the matrix products
}

// Run is one model being trained by one method. It is used from one goroutine.
type Run struct {
	cfg   Config
	base  []float32 // flat weights at step 0
	feed  *feed
	spent Spent
	seen  []int // answer tokens trained on after each step; [0] = 0

	model  *gpt.Model
	step   *method.Step
	player *player
}

// NewRun returns a run at step 0 with the given base weights, the flat padded
// layout of the task's model.
func NewRun(ctx context.Context, dev device.Device, base []float32, c Config) (*Run, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	f, err := newFeed(c)
	if err != nil {
		return nil, err
	}
	r := &Run{cfg: c, base: base, feed: f, seen: []int{0}}
	if err := r.attach(dev); err != nil {
		return nil, err
	}
	return r, nil
}

// attach builds model and step on dev, at step 0. What the run had on a device
// before is forgotten, not released: that device is gone.
func (r *Run) attach(dev device.Device) error {
	m, err := gpt.New(dev, ModelConfig(r.cfg.Task.Shape()))
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
	return nil
}

func (r *Run) newStep(m *gpt.Model) (*method.Step, error) {
	c := r.cfg
	s, err := method.New(m, c.Method, c.Settings, optim(c.Clip), c.Batch, r.feed.width)
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
	s, ahead := r.spent, r.At()-step
	forward, backward := r.step.Passes()
	s.Tokens = r.TokensAt(step)
	s.Forward -= ahead * forward
	s.Backward -= ahead * backward
	s.FLOPs -= float64(ahead) * r.step.FLOPs()
	return s
}

// TokensAt returns the answer tokens trained on after step, or all so far where
// it lies ahead.
func (r *Run) TokensAt(step int) int { return r.seen[min(step, len(r.seen)-1)] }

// Params returns the number of parameters of the model.
func (r *Run) Params() int { return r.model.Layout.Count() }

// Step enqueues one training step on the next batch. It does not wait.
func (r *Run) Step() error {
	b, draw := r.feed.next(r.step.Draws())
	c, n := r.cfg, r.At()+1
	err := r.step.Run(b.Tokens, b.Mask, draw, method.Knobs{
		LR:     Rate(c.LR, c.Warmup, c.Decay, 0, n, c.Steps),
		Lambda: c.Lambda, Gamma: c.Gamma, Tau: c.Tau,
	})
	if err != nil {
		return fmt.Errorf("step %d of %s: %w", n, c.Method, err)
	}
	for _, m := range b.Mask {
		if m != 0 {
			r.spent.Tokens++
		}
	}
	r.seen = append(r.seen, r.spent.Tokens)
	forward, backward := r.step.Passes()
	r.spent.Forward += forward
	r.spent.Backward += backward
	r.spent.FLOPs += r.step.FLOPs()
	if c.AfterStep != nil {
		return c.AfterStep(n, r.model)
	}
	return nil
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

// Evaluate lets the model run alone on its task. quick takes a smaller sample.
func (r *Run) Evaluate(ctx context.Context, quick bool) (task.Result, error) {
	res, err := r.cfg.Task.Evaluate(ctx, r.player, r.cfg.Seed, quick)
	if err != nil {
		return task.Result{}, fmt.Errorf("evaluating %s on %s: %w", r.cfg.Method, r.cfg.Task.Name(), err)
	}
	return res, nil
}

// Weights waits for the steps so far and returns the flat weights.
func (r *Run) Weights(ctx context.Context) ([]float32, error) { return r.model.Read(ctx) }

// Set changes the recipe from the next step on. Where the step has to be built
// anew, weights, moments and streams carry over, and unread losses are lost.
func (r *Run) Set(ctx context.Context, n Recipe) error {
	if err := n.Validate(); err != nil {
		return err
	}
	old := r.cfg
	r.cfg = old.With(n)
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
	r.step.Free()
	r.step = s
	return nil
}

// Snapshot is all that a run's further course depends on, in host memory.
type Snapshot struct {
	recipe  Recipe
	state   method.State
	streams [3][]byte
	spent   Spent
	seen    []int
}

// Step returns the step after which the snapshot was taken.
func (s Snapshot) Step() int { return s.state.Done }

// Bytes returns about how much memory the snapshot takes.
func (s Snapshot) Bytes() int {
	return 4 * (len(s.state.W) + len(s.state.M) + len(s.state.V) + len(s.state.E0))
}

// Snapshot waits for the steps so far and saves the run.
func (r *Run) Snapshot(ctx context.Context) (Snapshot, error) {
	s, err := r.outline()
	if err != nil {
		return s, err
	}
	if s.state, err = r.step.State(ctx); err != nil {
		return s, fmt.Errorf("saving step %d of %s: %w", r.At(), r.cfg.Method, err)
	}
	return s, nil
}

// outline is a snapshot without what lies on the device.
func (r *Run) outline() (Snapshot, error) {
	streams, err := r.feed.save()
	n := len(r.seen)
	return Snapshot{recipe: r.cfg.Recipe(), state: method.State{Done: r.At()}, streams: streams, spent: r.spent, seen: r.seen[:n:n]}, err
}

// Restore puts the run back to s: its further losses repeat bit for bit on the
// same device. s must come from a run of the same Config, recipe excepted.
func (r *Run) Restore(s Snapshot) error {
	same := r.cfg.Recipe().sameStep(s.recipe)
	r.cfg = r.cfg.With(s.recipe)
	err := error(nil)
	if same {
		err = r.step.SetState(s.state)
	} else {
		err = r.rebuild(s.state)
	}
	if err != nil {
		return fmt.Errorf("restoring step %d of %s: %w", s.Step(), r.cfg.Method, err)
	}
	r.spent, r.seen = s.spent, s.seen
	return r.feed.load(s.streams)
}

// Free releases what the run holds on the device.
func (r *Run) Free() {
	r.player.free()
	r.step.Free()
	r.model.Free()
}
