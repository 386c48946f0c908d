package rl_test

import (
	"math/rand/v2"
	"testing"

	"softmix/model/task"
	"softmix/model/train"
	"softmix/model/train/internal/toy"
)

// sided notes which side prompts are drawn from.
type sided struct {
	toy.Liking
	drawn *[2]int
}

func (s sided) Demonstrations(r *rand.Rand, n int, side task.Split) task.Batch {
	s.drawn[side] += n
	return s.Liking.Demonstrations(r, n, side)
}

// Whatever a run learns from, pairs, rollouts and its reward model's reading
// included, are training prompts; its true reward is of test prompts.
func TestRunsLearnFromTrainingPrompts(t *testing.T) {
	for _, name := range train.MethodNames() {
		c := config(name)
		c.Task, c.Batch, c.RL.Pairs, c.RL.RewardSteps = sided{drawn: new([2]int)}, 4, 8, 2
		drawn := c.Task.(sided).drawn
		r := newRun(t, c)
		step(t, r, 3)
		if drawn[task.Train] == 0 && name != "pt" || drawn[task.Test] != 0 {
			t.Errorf("%s learned from %v training and test prompts", name, *drawn)
		}
		*drawn = [2]int{}
		trueReward(t, r)
		if drawn[task.Test] == 0 || drawn[task.Train] != 0 {
			t.Errorf("%s was tested by %v training and test prompts", name, *drawn)
		}
	}
}
