package rl

import (
	"context"
	"math"

	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/stats"
	"softmix/model/task"
	"softmix/model/train/ledger"
)

// Rewards is what the answers of a rollout were worth on average.
type Rewards struct {
	True  stats.Estimate // to the reward function
	Proxy stats.Estimate // to what PPO learns from: the true reward scaled, or the reward model's
}

// rollout are answers of the policy that PPO learns from for a few steps.
type rollout struct {
	answers
	old, adv, ret []float32 // [rows,T]
	worth         Rewards
}

// rewardScale is how much more than the reward function says an answer is worth to
// PPO with the true reward, as in the reference runs.
const rewardScale = 4

// Rollout returns what the latest rollout's answers were worth; ok is false where
// there is none.
func (s *Source) Rollout() (r Rewards, ok bool) {
	if s.state.rollout == nil {
		return Rewards{}, false
	}
	return s.state.rollout.worth, true
}

// fromRollout is a batch of PPO: new answers every Epochs steps, otherwise those of
// the step before.
func (w *rolloutWorker) fromRollout(ctx context.Context, n int, s State, t Turns) (*Batch, error) {
	b, r := &Batch{Passes: 2}, s.rollout // a pair's rows count as two batches already
	if (n-s.from-1)%w.Config.Epochs == 0 || r == nil {
		var err error
		if r, err = w.rollOut(ctx, n, t, &b.Cost); err != nil {
			return nil, err
		}
	}
	b.Tokens, b.Mask, b.next.rollout = r.tokens, r.mask, r
	b.Inputs = []Input{{"old", r.old}, {"adv", r.adv}, {"ret", r.ret}}
	return b, nil
}

// rollOut lets the policy answer 2·Batch prompts, and estimates what each token was
// worth.
func (w *rolloutWorker) rollOut(ctx context.Context, n int, t Turns, cost *ledger.Spent) (*rollout, error) {
	r := w.source(streamAnswers, n)
	a, err := w.answer(ctx, w.decoder, task.Ask(w.Task, r, w.rows(), task.Train), r, cost)
	if err != nil {
		return nil, err
	}
	t.Yield()
	old, values, err := w.score(ctx, w.critic, a.tokens, cost)
	if err != nil {
		return nil, err
	}
	t.Yield()
	ref, _, err := w.score(ctx, w.referenceScorer, a.tokens, cost)
	if err != nil {
		return nil, err
	}
	rewards := make([]float32, w.rows())
	for i, x := range a.rewards {
		rewards[i] = float32(rewardScale * x)
	}
	if w.rewardModel == nil {
		cost.Scored += w.rows()
	} else if rewards, err = w.rewardModel.rate(ctx, w, a, cost); err != nil {
		return nil, err
	}
	taught := make([]float64, w.rows())
	for i, x := range rewards {
		taught[i] = float64(x)
	}
	out := &rollout{answers: a, old: old, worth: Rewards{stats.Mean(a.rewards), stats.Mean(taught)}}
	if w.rewardModel != nil {
		standardise(rewards)
	}
	out.adv, out.ret = method.Rollout{T: w.Width, Mask: a.mask, Old: old, Ref: ref, Scores: values, Reward: rewards}.Estimate(w.Config.Knobs(method.Knobs{}))
	return out, nil
}

// standardise shifts and scales x to mean 0 and standard deviation 1 (n − 1): a
// reward model's scale is arbitrary.
func standardise(x []float32) {
	var mean, square float64
	for _, v := range x {
		mean += float64(v) / float64(len(x))
	}
	for _, v := range x {
		square += (float64(v) - mean) * (float64(v) - mean)
	}
	sdev := math.Sqrt(square / float64(max(len(x)-1, 1)))
	for i, v := range x {
		x[i] = float32((float64(v) - mean) / (sdev + 1e-6))
	}
}

// testPrompts is how many prompts TrueReward lets the model answer.
const testPrompts = 256

// TrueReward returns what the reward function gives a model's answers to new
// prompts on average, drawn at temperature 1; ok is false where the task has none.
// The prompts are those of the seed, the same for every method.
func TrueReward(ctx context.Context, t task.Task, seed uint64, p task.Sampler) (mean stats.Estimate, ok bool, err error) {
	j, ok := t.(task.Rewarder)
	if !ok {
		return mean, false, nil
	}
	source := task.Rand(seed, streamTest)
	q := task.Ask(t, source, testPrompts, task.Test)
	g, err := p.Generate(ctx, task.Request{R: q.B, C: q.T, Forced: q.Forced, Temp: 1, EOS: device.NoToken, Rand: source})
	if err != nil {
		return mean, false, err
	}
	return stats.Mean(q.Rewards(j, g.Tokens, q.Trim(t, g.Tokens))), true, nil
}
