package rl

import (
	"context"

	"softmix/model/arch"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train/ledger"
)

// rewardModel is a copy of the starting model that says how good an answer is. It
// is trained before the first step and never changes again.
type rewardModel struct{ scorer *method.Scorer }

// rewardWarmup is how many steps a reward model's rate takes to rise.
const rewardWarmup = 20

// planRewardModel plans to train a reward model on pairs of begin's answers, fresh
// ones for every step, which the reward function ranks. As every pair is new, more
// steps do not fit it to old ones: its rate falls to 0 over its steps, and the last
// of them is the best. RewardAccuracy says how good that is.
func (w *rolloutWorker) planRewardModel(begin *arch.Model, start []float32) error {
	m, err := w.model(start)
	if err != nil {
		return err
	}
	w.cleanup = append(w.cleanup, m.Free)
	step, err := method.New(m, "reward", method.Settings{}, w.Optim, w.rows(), w.Width)
	if err != nil {
		return err
	}
	w.cleanup = append(w.cleanup, step.Free) // with the head
	head, _ := step.Head()
	scorer, err := w.scorer(m, head)
	if err != nil {
		return err
	}
	w.rewardModel = &rewardModel{scorer}
	d, err := arch.NewDecoder(begin, w.rows(), w.Width)
	if err != nil {
		return err
	}
	forward, backward := step.Passes()
	train := func(ctx context.Context, n int, cost *ledger.Spent) error {
		a, left, err := w.pairs(ctx, d, task.Train, streamSetup, n, cost)
		if err != nil || left == 0 { // there may be nothing to learn
			return err
		}
		cost.Tokens += ledger.Learned(a.mask)
		cost.Forward += forward
		cost.Backward += backward
		cost.FLOPs += step.FLOPs()
		lr := method.LearningRate(w.Config.RewardLR, rewardWarmup, true, 0, n+1, w.Config.RewardSteps)
		return step.Run(a.tokens, a.mask, nil, method.Knobs{LR: lr, Tau: 1})
	}
	w.stage = &setupStage{what: "reward model", unit: 1, total: w.Config.RewardSteps, part: train,
		end: func() error { return nil }, cleanup: []func(){d.Free}}
	return nil
}

// rate returns the reward model's score of each answer.
func (m *rewardModel) rate(ctx context.Context, w *rolloutWorker, a answers, cost *ledger.Spent) ([]float32, error) {
	_, scores, err := w.score(ctx, m.scorer, a.tokens, cost)
	if err != nil {
		return nil, err
	}
	return method.AtLast(scores, a.mask, w.Width), nil
}

// comparedByAccuracy is how many test prompts RewardAccuracy has answered twice.
const comparedByAccuracy = 256

// RewardAccuracy returns how often a run's reward model prefers the answer that the
// reward function prefers: of two answers to each of 256 test prompts, ties left
// out; chance is a half. start is about answers of the model that its pairs came
// from, now about those of the policy as it is. ok is false where there is no reward
// model, or none yet. It waits, is no step, and is not paid for.
func (s *Source) RewardAccuracy(ctx context.Context) (start, now float64, ok bool, err error) {
	w := s.worker
	if w == nil || w.rewardModel == nil || w.stage != nil {
		return 0, 0, false, nil
	}
	d, err := arch.NewDecoder(w.reference, s.rows(), s.Width)
	if err != nil {
		return 0, 0, false, err
	}
	defer d.Free()
	if start, err = w.rewardModel.accuracy(ctx, w, d); err == nil {
		now, err = w.rewardModel.accuracy(ctx, w, w.decoder)
	}
	return start, now, err == nil, err
}

// accuracy is that of the reward model on pairs that d writes; .5 where the reward
// function finds all answers as good.
func (m *rewardModel) accuracy(ctx context.Context, w *rolloutWorker, d *arch.Decoder) (float64, error) {
	right, pairs := 0., 0
	for n := 1; n*w.Batch <= max(comparedByAccuracy, w.Batch); n++ {
		var unpaid ledger.Spent
		a, _, err := w.pairs(ctx, d, task.Test, streamTest, n, &unpaid)
		if err != nil {
			return 0, err
		}
		scores, err := m.rate(ctx, w, a, &unpaid)
		if err != nil {
			return 0, err
		}
		for b := range w.Batch {
			switch c, r := scores[b], scores[w.Batch+b]; {
			case a.rewards[b] == a.rewards[w.Batch+b]:
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
