// Package rl makes the training batches of the methods that learn from a task's
// reward function, not from demonstrations: preference pairs for DPO and ORPO,
// rollouts for PPO, and the reward model of RLHF.
package rl

import (
	"fmt"
	"math"
	"slices"

	"softmix/model/method"
	"softmix/model/task"
)

// Config are the settings of the methods that learn from a reward function.
// A batch has 2·Batch answers: pairs to Batch prompts, or PPO's rollout.
type Config struct {
	Beta      float64 // DPO: price of leaving the reference; ORPO: weight of the odds ratio; >= 0
	ClipRange float64 // PPO: epsilon of the clipped ratio, > 0
	ValueCoef float64 // PPO: weight of the value loss, >= 0
	KL        float64 // PPO: price of leaving the reference, >= 0
	GAE       float64 // PPO: lambda of advantage estimation, 0..1

	// A change of the following begins the method anew.
	Epochs      int     // PPO: steps on each rollout
	Pairs       int     // dpo, orpo: prompts that the starting model answers twice
	RewardSteps int     // rlhf: steps that the reward model is trained for
	RewardLR    float64 // rlhf: the reward model's peak learning rate, which falls to 0
}

// DefaultConfig returns the settings of the reference runs for the named method.
func DefaultConfig(name string) Config {
	c := Config{Beta: .1, ClipRange: .2, ValueCoef: .5, KL: .02, GAE: .95, Epochs: 2, Pairs: 512, RewardSteps: 60, RewardLR: 1e-3}
	if name == "orpo" {
		c.Beta = .25
	}
	return c
}

// LearningRate is that of the reference runs; it is constant.
const LearningRate = 3e-4

// Setup is the part of the settings that a change of begins the method anew.
func (c Config) Setup() Config {
	return Config{Epochs: c.Epochs, Pairs: c.Pairs, RewardSteps: c.RewardSteps, RewardLR: c.RewardLR}
}

// Knobs adds c's to those of a step.
func (c Config) Knobs(k method.Knobs) method.Knobs {
	k.Beta, k.ClipRange, k.ValueCoef, k.KL, k.GAE = c.Beta, c.ClipRange, c.ValueCoef, c.KL, c.GAE
	return k
}

// Validate reports the first setting that no step can have.
func (c Config) Validate() error {
	for _, n := range []struct {
		name     string
		v        float64
		min, max float64
	}{
		{"beta", c.Beta, 0, 1e6}, {"range", c.ClipRange, 1e-6, 1e6}, {"value", c.ValueCoef, 0, 1e6}, {"kl", c.KL, 0, 1e6}, {"gae", c.GAE, 0, 1},
		{"epochs", float64(c.Epochs), 1, 64}, {"pairs", float64(c.Pairs), 1, 1 << 16},
		{"reward steps", float64(c.RewardSteps), 1, 1 << 16}, {"reward lr", c.RewardLR, 1e-9, 1e3},
	} {
		if !(n.v >= n.min && n.v <= n.max) || math.IsNaN(n.v) {
			return fmt.Errorf("%s is %g, must be %g to %g", n.name, n.v, n.min, n.max)
		}
	}
	return nil
}

// Methods lists the methods that learn from a task's reward function.
func Methods() []string {
	return slices.DeleteFunc(method.Keys(), func(name string) bool { return !Learns(name) })
}

// Learns reports whether a method learns from a reward function.
func Learns(name string) bool { return method.Of(name).Learns == method.Judge }

// CanLearn reports whether these methods can learn a task: it has a reward function.
func CanLearn(t task.Task) bool {
	_, ok := t.(task.Rewarder)
	return ok
}
