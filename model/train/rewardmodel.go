package train

import (
	"context"

	"softmix/model/arch"
	"softmix/model/method"
	"softmix/model/task"
)

// rewardModel is a copy of the starting model that says how good an answer is. It
// is trained before the first step and never changes again.
type rewardModel struct {
	m     *arch.Model
	reads *method.Scorer
}

// rewardWarmup is how many steps a reward model's rate takes to rise.
const rewardWarmup = 20

// planRewardModel plans to train a reward model on pairs of begin's answers, fresh
// ones for every step, which the judge ranks. As every pair is new, more steps do
// not fit it to old ones: its rate falls to 0 over its steps, and the last of them
// is the best. RewardAccuracy says how good that is.
func (t *teacher) planRewardModel(begin *arch.Model, start []float32) error {
	m, err := t.model(start)
	if err != nil {
		return err
	}
	t.tidy = append(t.tidy, m.Free)
	step, err := method.New(m, "reward", method.Settings{}, optim(t.cfg.Clip), t.rows, t.width)
	if err != nil {
		return err
	}
	t.tidy = append(t.tidy, step.Free) // with the head
	head, _ := step.Head()
	reads, err := t.scorer(m, head)
	if err != nil {
		return err
	}
	t.rater = &rewardModel{m: m, reads: reads}
	d, err := arch.NewDecoder(begin, t.rows, t.width)
	if err != nil {
		return err
	}
	forward, backward := step.Passes()
	train := func(ctx context.Context, n int, cost *Spent) error {
		a, left, err := t.freshPairs(ctx, d, streamPool, n, cost)
		if err != nil || left == 0 { // there may be nothing to learn
			return err
		}
		cost.Tokens += count(a.mask)
		cost.Forward += forward
		cost.Backward += backward
		cost.FLOPs += step.FLOPs()
		j := t.cfg.Judged
		return step.Run(a.tokens, a.mask, nil, method.Knobs{LR: Rate(j.RewardLR, rewardWarmup, true, 0, n+1, j.RewardSteps), Tau: 1})
	}
	t.chore = &chore{what: "reward model", unit: 1, total: t.cfg.Judged.RewardSteps, part: train,
		end: func() error { return nil }, tidy: []func(){d.Free}}
	return nil
}

// rate returns the reward model's verdict on each answer.
func (m *rewardModel) rate(ctx context.Context, t *teacher, a answers, cost *Spent) ([]float32, error) {
	_, scores, err := t.score(ctx, m.reads, a.tokens, cost)
	if err != nil {
		return nil, err
	}
	return method.AtLast(scores, a.mask, t.width), nil
}

// comparedByAccuracy is how many test prompts RewardAccuracy has answered twice.
const comparedByAccuracy = 256

// RewardAccuracy returns how often a run's reward model prefers the answer that the
// judge prefers: of two answers to each of 256 test prompts, ties left out; chance
// is a half. start is about answers of the model that its pairs came from, now
// about those of the policy as it is. ok is false where there is no reward model,
// or none yet. It waits, is no step, and is not paid for.
func (r *Run) RewardAccuracy(ctx context.Context) (start, now float64, ok bool, err error) {
	t := r.judged
	if t == nil || t.rater == nil || t.chore != nil {
		return 0, 0, false, nil
	}
	d, err := arch.NewDecoder(t.ref, t.rows, t.width)
	if err != nil {
		return 0, 0, false, err
	}
	defer d.Free()
	if start, err = t.rater.accuracy(ctx, t, d); err == nil {
		now, err = t.rater.accuracy(ctx, t, t.player)
	}
	return start, now, err == nil, err
}

// accuracy is that of the reward model on pairs that d writes; .5 where the judge
// finds all answers as good.
func (m *rewardModel) accuracy(ctx context.Context, t *teacher, d *arch.Decoder) (float64, error) {
	right, pairs := 0., 0
	for n := 1; n*t.cfg.Batch <= max(comparedByAccuracy, t.cfg.Batch); n++ {
		var unpaid Spent
		a, _, err := t.comparePairs(ctx, d, task.Test, streamVerdict, n, &unpaid)
		if err != nil {
			return 0, err
		}
		scores, err := m.rate(ctx, t, a, &unpaid)
		if err != nil {
			return 0, err
		}
		for b := range t.cfg.Batch {
			switch c, r := scores[b], scores[t.cfg.Batch+b]; {
			case a.rewards[b] == a.rewards[t.cfg.Batch+b]:
				continue
			case c > r:
				right++
			case c == r:
				right += .5
			}
			pairs++
		}
	}
	if pairs == 0 {
		return .5, nil
	}
	return right / float64(pairs), nil
}
