package rl_test

import (
	"testing"

	"softmix/model/train/internal/toy"
)

// A reward model is told by how often it prefers what the reward function prefers: chance
// before it has learned, nearly always after, and on the policy's answers too. The
// question costs the run nothing.
func TestRewardAccuracy(t *testing.T) {
	accuracy := func(steps int) (start, now float64) {
		c := config("rlhf")
		c.Task, c.RL.RewardSteps = toy.Liking{}, steps
		r := newRun(t, c)
		if _, _, ok, err := r.RL().RewardAccuracy(t.Context()); ok || err != nil {
			t.Fatal("an accuracy before there is a reward model", err)
		}
		step(t, r, 1)
		spent := r.Spent()
		start, now, ok, err := r.RL().RewardAccuracy(t.Context())
		if !ok || err != nil || r.Spent() != spent {
			t.Fatal(ok, err, spent, r.Spent())
		}
		return start, now
	}
	first, _ := accuracy(1)
	start, now := accuracy(200)
	t.Logf("after 1 step %.3f, after 200 %.3f, %.3f on the policy's answers", first, start, now)
	if !(start > .9 && now > .9 && first < start) {
		t.Errorf("the reward model's accuracy is %.3f after 1 step, %.3f and %.3f after 200", first, start, now)
	}
	for _, name := range []string{"ppo", "dpo"} {
		c := config(name)
		r := newRun(t, c)
		step(t, r, 1)
		if _, _, ok, _ := r.RL().RewardAccuracy(t.Context()); ok {
			t.Errorf("%s has a reward model", name)
		}
	}
}
