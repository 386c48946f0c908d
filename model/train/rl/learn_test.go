package rl_test

import (
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/task"
	"softmix/model/train"
	"softmix/model/train/internal/toy"
	"softmix/model/train/rl"
)

// config is a configuration that learns fast from the rewards of toy.Counting.
func config(name string) train.Config {
	c := train.Default(toy.Counting{}, name, 7)
	c.Batch, c.LR = 16, 3e-3
	c.RL.Pairs, c.RL.RewardSteps, c.RL.RewardLR = 64, 60, 3e-3
	return c
}

func newRun(t *testing.T, c train.Config) *train.Run {
	t.Helper()
	r, err := train.NewRun(t.Context(), cpu.Open(), train.FreshBase(c.Task, task.Rand(1, 6)), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Free)
	return r
}

// step trains n steps and waits for them.
func step(t *testing.T, r *train.Run, n int) {
	t.Helper()
	for range n {
		if err := r.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Losses(t.Context(), r.At()-n); err != nil {
		t.Fatal(err)
	}
}

func trueReward(t *testing.T, r *train.Run) float64 {
	t.Helper()
	mean, ok, err := rl.TrueReward(t.Context(), r.Config().Task, r.Config().Seed, r.Sampler())
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return mean.Value
}

// Each way to learn from rewards makes the model's answers worth more.
func TestLearningFromRewards(t *testing.T) {
	for name, x := range map[string]struct {
		steps int
		more  float64
	}{"dpo": {40, .1}, "dpo-online": {40, .2}, "orpo": {40, .1}, "rlhf": {40, .15}, "ppo": {40, .2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config(name)
			c.Task = toy.Liking{}
			r := newRun(t, c)
			before := trueReward(t, r)
			step(t, r, x.steps)
			after := trueReward(t, r)
			t.Logf("the reward went from %.3f to %.3f; %+v", before, after, r.Spent())
			if !(after > before+x.more) {
				t.Errorf("the reward went from %.3f to %.3f", before, after)
			}
		})
	}
}

// Fewer and fewer of the offline pairs are what the policy would still produce;
// at the start it would produce them all.
func TestOfflinePairsGrowStale(t *testing.T) {
	c := config("dpo")
	c.LR = 1e-12 // the first step moves nothing
	r := newRun(t, c)
	if _, ok, _ := r.RL().Overlap(t.Context()); ok {
		t.Error("pairs before the first step")
	}
	last := 1.
	for _, n := range []int{1, 10, 20, 40} {
		step(t, r, n)
		all, ok, err := r.RL().Overlap(t.Context())
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		kept := all.Value
		t.Logf("after %d steps %.4f", r.At(), kept)
		switch {
		case r.At() == 1 && !(kept > .9999):
			t.Errorf("the starting model would produce %g of its own pairs", kept)
		case r.At() > 1 && !(kept < last-.02 && kept > 0):
			t.Errorf("after %d steps %g of the pairs are kept, before %g", r.At(), kept, last)
		}
		last = kept
		n := r.Config().Recipe
		n.LR = 3e-3
		if err := r.Set(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
}
