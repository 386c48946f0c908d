package train

import (
	"fmt"
	"math"
	"slices"

	"softmix/model/method"
	"softmix/model/task"
)

// Judged are the settings of the methods that learn from a judge of answers.
// A batch has 2·Batch answers: pairs to Batch prompts, or PPO's rollout.
type Judged struct {
	Beta  float64 // DPO: price of leaving the reference; ORPO: weight of the odds ratio; >= 0
	Range float64 // PPO: epsilon of the clipped ratio, > 0
	Value float64 // PPO: weight of the value loss, >= 0
	KL    float64 // PPO: price of leaving the reference, >= 0
	GAE   float64 // PPO: lambda of advantage estimation, 0..1

	// A change of the following begins the method anew.
	Epochs      int     // PPO: steps on each rollout
	Pairs       int     // dpo, orpo: prompts that the starting model answers twice
	RewardSteps int     // rlhf: steps that the reward model is trained for
	RewardLR    float64 // rlhf: the reward model's peak learning rate, which falls to 0
}

// DefaultJudged returns the settings of the reference runs for the named method.
func DefaultJudged(name string) Judged {
	j := Judged{Beta: .1, Range: .2, Value: .5, KL: .02, GAE: .95, Epochs: 2, Pairs: 512, RewardSteps: 60, RewardLR: 1e-3}
	if name == "orpo" {
		j.Beta = .25
	}
	return j
}

// judgedLR is the learning rate of the reference runs that learn from a judge; it
// is constant.
const judgedLR = 3e-4

// rewardScale is how much more than the judge says an answer is worth to PPO with
// the true reward, as in the reference runs.
const rewardScale = 4

// plan is how a method that learns from a judge is put together.
type plan struct {
	step    string // the method of its steps
	offline bool   // pairs are drawn once, from the model as it was at the start
	ref     bool   // it needs the model as it was at the start
	model   bool   // a reward model stands in for the judge
}

var plans = func() map[string]plan {
	all := map[string]plan{}
	for _, m := range method.Methods {
		if m.Learns == method.Judge {
			all[m.Key] = plan{step: m.Step, offline: m.Offline, ref: m.Reference, model: m.RewardModel}
		}
	}
	return all
}()

// JudgedNames lists the methods that learn from a task's judge.
func JudgedNames() []string {
	return slices.DeleteFunc(method.Keys(), func(name string) bool { return !LearnsFromJudge(name) })
}

// LearnsFromJudge reports whether a method needs a task with a judge.
func LearnsFromJudge(name string) bool { return method.Of(name).Learns == method.Judge }

// HasJudge reports whether the methods that learn from a judge can learn a task.
func HasJudge(t Task) bool {
	_, ok := t.(task.Judge)
	return ok
}

// preTraining is the method whose batches come from the pre-training text of a
// task instead of its demonstrations.
const preTraining = "pt"

// onAllTokens reports whether a step learns all tokens of its text: pre-training
// does, unless its task wants the answers alone.
func (c Config) onAllTokens() bool {
	return c.Method == preTraining && !c.Task.Pretrain().Answers
}

// stepOf returns the method and the sequences of a step.
func (c Config) stepOf() (name string, rows int) {
	if p, ok := plans[c.Method]; ok {
		return p.step, 2 * c.Batch
	}
	if c.Method == preTraining && !c.onAllTokens() {
		return "sft", c.Batch
	}
	return method.Of(c.Method).Step, c.Batch
}

// built is the part of the settings that a change of begins the method anew.
func (j Judged) built() Judged {
	return Judged{Epochs: j.Epochs, Pairs: j.Pairs, RewardSteps: j.RewardSteps, RewardLR: j.RewardLR}
}

// knobs adds j's to those of a step.
func (j Judged) knobs(k method.Knobs) method.Knobs {
	k.Beta, k.Range, k.Value, k.KL, k.GAE = j.Beta, j.Range, j.Value, j.KL, j.GAE
	return k
}

// Validate reports the first setting that no step of the named method can have.
func (j Judged) Validate() error {
	for _, n := range []struct {
		name     string
		v        float64
		min, max float64
	}{
		{"beta", j.Beta, 0, 1e6}, {"range", j.Range, 1e-6, 1e6}, {"value", j.Value, 0, 1e6}, {"kl", j.KL, 0, 1e6}, {"gae", j.GAE, 0, 1},
		{"epochs", float64(j.Epochs), 1, 64}, {"pairs", float64(j.Pairs), 1, 1 << 16},
		{"reward steps", float64(j.RewardSteps), 1, 1 << 16}, {"reward lr", j.RewardLR, 1e-9, 1e3},
	} {
		if !(n.v >= n.min && n.v <= n.max) || math.IsNaN(n.v) {
			return fmt.Errorf("%s is %g, must be %g to %g", n.name, n.v, n.min, n.max)
		}
	}
	return nil
}
