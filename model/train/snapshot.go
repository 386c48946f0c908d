package train

import (
	"context"
	"fmt"

	"softmix/model/method"
	"softmix/model/train/ledger"
	"softmix/model/train/rl"
)

// Snapshot is all that a run's further course depends on, in host memory.
type Snapshot struct {
	recipe Recipe
	state  method.State
	loader loaderState
	spent  []ledger.Spent // after each step
	rl     rl.State       // of a method that learns from rewards
}

// Step returns the step after which the snapshot was taken.
func (s Snapshot) Step() int { return s.state.Done }

// Bytes returns about how much memory the snapshot takes.
func (s Snapshot) Bytes() int {
	return 4 * (len(s.state.W) + len(s.state.M) + len(s.state.V) + len(s.state.E0) + len(s.state.Head))
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
	loader, err := r.loader.save()
	n := len(r.spent)
	s := Snapshot{recipe: r.cfg.Recipe, state: method.State{Done: r.At()}, loader: loader, spent: r.spent[:n:n]}
	if r.rl != nil {
		s.rl = r.rl.State()
	}
	return s, err
}

// Restore puts the run back to s: its further losses repeat bit for bit on the
// same device. s must come from a run of the same Config, recipe excepted.
func (r *Run) Restore(s Snapshot) error {
	same := r.cfg.Recipe.sameStep(s.recipe)
	r.cfg.Recipe = s.recipe
	err := error(nil)
	if same {
		err = r.step.SetState(s.state)
	} else if err = r.rebuild(s.state); err == nil {
		r.begin(nil)
	}
	if err != nil {
		return fmt.Errorf("restoring step %d of %s: %w", s.Step(), r.cfg.Method, err)
	}
	if r.rl != nil {
		r.rl.Restore(s.rl)
	}
	r.spent = s.spent
	return r.loader.load(s.loader)
}
