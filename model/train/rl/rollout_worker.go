package rl

import (
	"context"
	"fmt"
	"math/rand/v2"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train/ledger"
)

// Random streams of a seed, by step; see rolloutWorker.source. A run's own are
// others.
const (
	streamAnswers = 7
	streamSetup   = 8
	streamTest    = 9
)

// rolloutWorker lets models answer, asks the reward function and reads the answers
// with other models.
type rolloutWorker struct {
	*Setup
	method method.Method // its row
	reward task.Rewarder
	once   ledger.Spent
	stage  *setupStage // what is to be prepared yet; nil when all is

	decoder         *arch.Decoder  // of the policy; nil offline
	reference       *arch.Model    // the weights at the start; nil where none is held
	referenceScorer *method.Scorer // nil offline
	critic          *method.Scorer // PPO: the policy's, with the value head
	rewardModel     *rewardModel   // rlhf
	dataset         *dataset       // offline pairs
	policyScorer    *method.Scorer // of the offline pairs
	cleanup         []func()       // frees all of it
}

// setupStage is what a method prepares once, in parts, each of which can be tried
// again.
type setupStage struct {
	what    string // as Turns.Preparing tells it
	unit    int    // of what each part brings so many
	total   int    // in all
	done    int    // parts
	part    func(ctx context.Context, n int, cost *ledger.Spent) error
	end     func() error // after the last one
	cleanup []func()     // frees what only the parts need
}

func (s *setupStage) free() {
	if s != nil {
		runBackwards(s.cleanup)
		s.cleanup = nil
	}
}

func runBackwards(cleanup []func()) {
	for i := len(cleanup) - 1; i >= 0; i-- {
		cleanup[i]()
	}
}

// newRolloutWorker makes the models that the method needs; start are the weights
// that it began with.
func newRolloutWorker(s *Setup, start []float32) (*rolloutWorker, error) {
	w := &rolloutWorker{Setup: s, method: method.Of(s.Method), reward: s.Task.(task.Rewarder)}
	if err := w.build(start); err != nil {
		w.free()
		return nil, fmt.Errorf("preparing %s: %w", s.Method, err)
	}
	return w, nil
}

func (w *rolloutWorker) build(start []float32) error {
	begin, err := w.model(start)
	if err != nil {
		return err
	}
	if w.method.Offline {
		return w.planPairs(begin)
	}
	w.reference = begin
	if w.decoder, err = arch.NewDecoder(w.Policy, w.rows(), w.Width); err != nil {
		return err
	}
	w.cleanup = append(w.cleanup, w.decoder.Free)
	if w.method.RewardModel {
		if err := w.planRewardModel(begin, start); err != nil {
			return err
		}
	}
	if w.method.Step == "ppo" {
		head, _ := w.Step.Head()
		if w.critic, err = w.scorer(w.Policy, head); err != nil {
			return err
		}
	}
	w.referenceScorer, err = w.scorer(begin, device.View{})
	return err
}

// prepare does what is to be prepared yet. ok is false where it was interrupted:
// it goes on with the next part when it is called again; one part it always does.
func (w *rolloutWorker) prepare(ctx context.Context, t Turns) (ok bool, err error) {
	s := w.stage
	if s == nil {
		return true, nil
	}
	for done := s.done * s.unit; done < s.total; done = s.done * s.unit {
		t.Preparing(s.what, done, s.total)
		var cost ledger.Spent
		if err := s.part(ctx, s.done, &cost); err != nil {
			return false, err
		}
		w.once = w.once.Plus(cost)
		s.done++
		if t.Interrupted() {
			return false, nil
		}
	}
	if err := s.end(); err != nil {
		return false, err
	}
	s.free()
	w.stage = nil
	t.Preparing(s.what, s.total, s.total)
	return true, nil
}

// model returns a new model with the given weights, which the caller frees.
func (w *rolloutWorker) model(weights []float32) (*arch.Model, error) {
	m, err := arch.New(w.Policy.Dev, w.Policy.Arch, w.Policy.Frozen)
	if err != nil {
		return nil, err
	}
	if err := m.Load(weights); err != nil {
		m.Free()
		return nil, err
	}
	return m, nil
}

// scorer returns a scorer of a batch that lives as long as the worker.
func (w *rolloutWorker) scorer(m *arch.Model, head device.View) (*method.Scorer, error) {
	s, err := method.NewScorer(m, head, w.rows(), w.Width)
	if err == nil {
		w.cleanup = append(w.cleanup, s.Free)
	}
	return s, err
}

// next makes the batch of step n.
func (w *rolloutWorker) next(ctx context.Context, n int, s State, t Turns) (b *Batch, err error) {
	switch {
	case w.method.Offline:
		b = w.storedPairs(n)
	case w.method.Step == "ppo":
		b, err = w.fromRollout(ctx, n, s, t)
	default:
		b, err = w.freshPairs(ctx, n, t)
	}
	if err != nil {
		return nil, err
	}
	if !s.ready {
		b.Cost = b.Cost.Plus(w.once)
	}
	b.next.from, b.next.start, b.next.ready = s.from, s.start, true
	return b, nil
}

// source is the random source of one use in one step: the same in a replay.
func (w *rolloutWorker) source(stream uint64, step int) *rand.Rand {
	return task.Rand(w.Seed, stream+uint64(step)<<8)
}

// answers are what a model wrote.
type answers struct {
	tokens  []uint32  // [B,T]
	mask    []float32 // [B,T]
	rewards []float64 // [B] the reward function's
}

// answer lets a model answer questions and pays for it.
func (w *rolloutWorker) answer(ctx context.Context, d *arch.Decoder, q task.Questions, r *rand.Rand, cost *ledger.Spent) (answers, error) {
	if err := ctx.Err(); err != nil {
		return answers{}, err
	}
	draw := make([]float32, len(q.Forced))
	for i := range draw {
		draw[i] = r.Float32()
	}
	tokens, _, err := d.Generate(ctx, q.Forced, draw, 1, arch.NoEOS, false)
	if err != nil {
		return answers{}, err
	}
	a := answers{tokens: tokens, mask: q.Trim(w.Task, tokens)}
	cost.Generated += ledger.Learned(a.mask)
	cost.FLOPs += d.FLOPs()
	a.rewards = q.Rewards(w.reward, tokens, a.mask)
	return a, nil
}

// score reads a batch with a scorer and pays for it.
func (w *rolloutWorker) score(ctx context.Context, s *method.Scorer, tokens []uint32, cost *ledger.Spent) (logp, scores []float32, err error) {
	cost.Forward += w.rows() / w.Batch
	cost.FLOPs += s.FLOPs()
	return s.Score(ctx, tokens)
}

// held lists the copies of models beside the one that is trained.
func (w *rolloutWorker) held() []ledger.Copy {
	var out []ledger.Copy
	add := func(name string, floats int) { out = append(out, ledger.Copy{Name: name, Bytes: 4 * floats}) }
	weights, head := w.Policy.Layout.Len, w.Policy.Shape.Dim
	if w.reference != nil {
		add("reference", weights)
	}
	if w.dataset != nil && w.method.Reference {
		add("reference log-probabilities", len(w.dataset.logp))
	}
	if w.critic != nil { // it reads the policy's own weights; with two moments
		add("value head", 3*head)
	}
	if w.rewardModel != nil {
		add("reward model", weights+head)
		add("reward model's gradients and moments", 3*weights+2*head)
	}
	return out
}

// free releases what the worker holds on the device.
func (w *rolloutWorker) free() {
	w.stage.free()
	w.stage = nil
	runBackwards(w.cleanup)
	if w.reference != nil {
		w.reference.Free()
	}
	w.cleanup, w.reference = nil, nil
}
