package train

import (
	"math/rand/v2"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/task"
)

// sided notes which side prompts are drawn from.
type sided struct {
	liking
	drawn *[2]int
}

func (s sided) Demonstrations(r *rand.Rand, n int, side task.Split) task.Batch {
	s.drawn[side] += n
	return s.liking.Demonstrations(r, n, side)
}

// Whatever a run learns from, pairs, rollouts and its reward model's reading
// included, are training prompts; the judge's verdict on it is of test prompts.
func TestRunsLearnFromTrainingPrompts(t *testing.T) {
	for _, name := range MethodNames() {
		c := judgedBy(name)
		c.Task, c.Batch, c.RL.Pairs, c.RL.RewardSteps = sided{drawn: new([2]int)}, 4, 8, 2
		drawn := c.Task.(sided).drawn
		r := newRun(t, cpu.Open(), c)
		lossesOf(t, r, 3)
		if drawn[task.Train] == 0 && name != preTraining || drawn[task.Test] != 0 {
			t.Errorf("%s learned from %v training and test prompts", name, *drawn)
		}
		*drawn = [2]int{}
		verdict(t, r)
		if drawn[task.Test] == 0 || drawn[task.Train] != 0 {
			t.Errorf("%s was judged by %v training and test prompts", name, *drawn)
		}
	}
}
