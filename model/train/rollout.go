package train

import (
	"context"
	"math"

	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/stats"
	"softmix/model/task"
)

// Verdict is what the answers of a rollout were worth on average.
type Verdict struct {
	Truth  stats.Estimate // to the judge
	Reward stats.Estimate // to what PPO learns from: the judge's reward scaled, or the reward model's
}

// rollout are answers of the policy that PPO learns from for a few steps.
type rollout struct {
	answers
	old, adv, ret []float32 // [rows,T]
	verdict       Verdict
}

// Verdict returns what the latest rollout's answers were worth; ok is false where
// there is none.
func (r *Run) Verdict() (v Verdict, ok bool) {
	if r.progress.roll == nil {
		return Verdict{}, false
	}
	return r.progress.roll.verdict, true
}

// fromRollout is a step of PPO: on new answers every Epochs steps, otherwise on
// those of the step before.
func (t *teacher) fromRollout(ctx context.Context, l *lesson, n int, c progress, j Judged, p pause) error {
	l.roll = c.roll
	if (n-c.from-1)%j.Epochs == 0 || l.roll == nil {
		var err error
		if l.roll, err = t.roll(ctx, n, j, p, &l.cost); err != nil {
			return err
		}
	}
	l.tokens, l.mask = l.roll.tokens, l.roll.mask
	l.inputs = []given{{"old", l.roll.old}, {"adv", l.roll.adv}, {"ret", l.roll.ret}}
	return nil
}

// roll lets the policy answer 2·Batch prompts, and estimates what each token was
// worth.
func (t *teacher) roll(ctx context.Context, n int, j Judged, p pause, cost *Spent) (*rollout, error) {
	r := t.source(streamAnswers, n)
	a, err := t.answer(ctx, t.player, task.Ask(t.cfg.Task, r, t.rows, task.Train), r, cost)
	if err != nil {
		return nil, err
	}
	p.rest()
	old, values, err := t.score(ctx, t.critic, a.tokens, cost)
	if err != nil {
		return nil, err
	}
	p.rest()
	ref, _, err := t.score(ctx, t.reads, a.tokens, cost)
	if err != nil {
		return nil, err
	}
	rewards := make([]float32, t.rows)
	for i, x := range a.rewards {
		rewards[i] = float32(rewardScale * x)
	}
	if t.rater == nil {
		cost.Scored += t.rows
	} else if rewards, err = t.rater.rate(ctx, t, a, cost); err != nil {
		return nil, err
	}
	taught := make([]float64, t.rows)
	for i, x := range rewards {
		taught[i] = float64(x)
	}
	out := &rollout{answers: a, old: old, verdict: Verdict{stats.Mean(a.rewards), stats.Mean(taught)}}
	if t.rater != nil {
		standardise(rewards)
	}
	out.adv, out.ret = method.Rollout{T: t.width, Mask: a.mask, Old: old, Ref: ref, Scores: values, Reward: rewards}.Estimate(j.knobs(method.Knobs{}))
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

// askedByJudge is how many answers Judge lets the model give.
const askedByJudge = 256

// Judge returns what the judge gives the model's answers to new prompts on
// average, drawn at temperature 1; ok is false where the task has no judge. The
// prompts are those of the seed, the same for every method. It waits, is no step,
// and is not paid for.
func (r *Run) Judge(ctx context.Context) (mean stats.Estimate, ok bool, err error) {
	j, ok := r.cfg.Task.(task.Judge)
	if !ok {
		return mean, false, nil
	}
	source := task.Rand(r.cfg.Seed, streamVerdict)
	q := task.Ask(r.cfg.Task, source, askedByJudge, task.Test)
	g, err := r.player.Generate(ctx, task.Request{R: q.B, C: q.T, Forced: q.Forced, Temp: 1, EOS: device.NoToken, Rand: source})
	if err != nil {
		return mean, false, err
	}
	return stats.Mean(q.Rewards(j, g.Tokens, q.Trim(r.cfg.Task, g.Tokens))), true, nil
}
