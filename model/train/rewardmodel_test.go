package train

import (
	"testing"

	"softmix/model/device/cpu"
)

// A reward model is told by how often it prefers what the judge prefers: chance
// before it has learned, nearly always after, and on the policy's answers too. The
// question costs the run nothing.
func TestRewardAccuracy(t *testing.T) {
	accuracy := func(steps int) (start, now float64) {
		c := judgedBy("rlhf")
		c.Task, c.RL.RewardSteps = liking{}, steps
		r := newRun(t, cpu.Open(), c)
		if _, _, ok, err := r.RL().RewardAccuracy(t.Context()); ok || err != nil {
			t.Fatal("an accuracy before there is a reward model", err)
		}
		lossesOf(t, r, 1)
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
		c := judgedBy(name)
		r := newRun(t, cpu.Open(), c)
		lossesOf(t, r, 1)
		if _, _, ok, _ := r.RL().RewardAccuracy(t.Context()); ok {
			t.Errorf("%s has a reward model", name)
		}
	}
}
