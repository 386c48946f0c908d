package rl

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train/ledger"
)

// Setup is what batches are made from, of the run that learns from them.
type Setup struct {
	Task   task.Task // one that CanLearn
	Method string    // one that Learns
	Config Config
	Seed   uint64
	Batch  int          // prompts a batch, which has twice as many sequences
	Width  int          // T, tokens a sequence
	Optim  method.Optim // of the reward model
	Policy *arch.Model
	Step   *method.Step // that trains it
}

// rows is the number of sequences of a batch.
func (s *Setup) rows() int { return 2 * s.Batch }

// Turns is how what takes long shares its thread with others.
type Turns interface {
	// Yield lets others have their turn.
	Yield()
	// Interrupted does too, and reports whether they want more of it.
	Interrupted() bool
	// Preparing tells how far what a method prepares once is.
	Preparing(what string, done, total int)
}

// State is what the further batches of a run depend on beside weights, moments,
// head and seed. What it points to never changes, so that a snapshot shares it.
type State struct {
	from    int       // the step after which the method began
	start   []float32 // the weights then: the reference
	ready   bool      // what is prepared once is paid for
	rollout *rollout  // PPO: what it learns from; nil before its first step
}

// startsLike reports whether o began at the same step with the same weights.
func (s State) startsLike(o State) bool {
	return s.from == o.from && len(s.start) == len(o.start) && (len(s.start) == 0 || &s.start[0] == &o.start[0])
}

// Batch is what one step learns from.
type Batch struct {
	Tokens []uint32  // [2·Batch,T]
	Mask   []float32 // [2·Batch,T] 1 = learned
	Inputs []Input
	Empty  bool         // nothing is to be learned: every pair was a tie
	Passes int          // how many each pass of the step counts as
	Cost   ledger.Spent // beside the step
	next   State        // after the step
}

// Input is a further input of a step; see method.Step.Give.
type Input struct {
	Name string
	Data []float32
}

// Source makes the training batches of a run that learns from a reward function.
// A batch is a function of the seed, the step, the weights and the State, so that
// a replay repeats it. All of it waits for the device.
type Source struct {
	Setup
	state  State
	worker *rolloutWorker // nil until it is needed
	batch  *Batch         // the next step's, if it was made already
}

// NewSource returns a source whose method begins now with the given weights.
func NewSource(s Setup, start []float32) *Source {
	return &Source{Setup: s, state: State{from: s.Step.Done(), start: start}}
}

// Build makes the models that the method needs, unless they are there.
func (s *Source) Build() (err error) {
	if s.worker == nil {
		s.worker, err = newRolloutWorker(&s.Setup, s.state.start)
	}
	return err
}

// Fetch makes the batch of the next step, with settings c of the same Setup, and
// before the first one what the method prepares once. ok is false where that was
// interrupted: called again, it goes on.
func (s *Source) Fetch(ctx context.Context, c Config, t Turns) (ok bool, err error) {
	s.Config = c
	if err := s.Build(); err != nil {
		return false, err
	}
	if ok, err = s.worker.prepare(ctx, t); err != nil {
		s.Free()
		return false, fmt.Errorf("preparing: %w", err)
	}
	if !ok {
		return false, nil
	}
	s.batch, err = s.worker.next(ctx, s.Step.Done()+1, s.state, t)
	return err == nil, err
}

// Batch returns the batch that was fetched, nil where there is none.
func (s *Source) Batch() *Batch { return s.batch }

// Used says that a step was made of the batch.
func (s *Source) Used() { s.state, s.batch = s.batch.next, nil }

// Discard forgets the batch that was fetched.
func (s *Source) Discard() { s.batch = nil }

// State returns what further batches depend on.
func (s *Source) State() State { return s.state }

// Restore puts the source back to a state of the same run and Setup.
func (s *Source) Restore(to State) {
	s.Discard()
	if !s.state.startsLike(to) {
		s.Free() // it is of another start
	}
	s.state = to
}

// Held lists the copies of models beside the one that is trained.
func (s *Source) Held() []ledger.Copy {
	if s.worker == nil {
		return nil
	}
	return s.worker.held()
}

// Free releases what makes batches; when one is needed again it is made anew.
func (s *Source) Free() {
	if s.worker != nil {
		s.worker.free()
	}
	s.worker, s.batch = nil, nil
}
