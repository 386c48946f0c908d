// Package worker is the trainer behind the wire: commands come in, a comparison
// trains, events go out. Main serves a page from a Web Worker; everything else
// runs natively too, under test.
package worker

import (
	"fmt"

	"softmix/model/train"
	"softmix/model/train/rl"
	"softmix/wasm/wire"
)

// TaskOf returns the task that the settings name.
func TaskOf(s wire.Settings) (train.Task, error) {
	return train.NewTask(s.Scenario, train.TaskOptions{Slip: s.Slip})
}

// configsOf returns the configurations of all runs, seed by seed, the arms from
// left to right: run i trains arm i%width with the seed Seed + i/width.
func configsOf(s wire.Settings, t train.Task) ([]train.Config, error) {
	var configs []train.Config
	for k := range s.Runs() {
		for _, arm := range s.Arms[:s.Width()] {
			c, err := ConfigOf(s, t, arm)
			if err != nil {
				return nil, settingsError("%w", err)
			}
			c.Seed += uint64(k)
			configs = append(configs, c)
		}
	}
	return configs, nil
}

// ConfigOf returns the configuration of one arm: the task's own schedule with
// the reader's choices. What learns from a judge has a learning rate of its own,
// which is constant.
func ConfigOf(s wire.Settings, t train.Task, arm wire.Arm) (train.Config, error) {
	c := train.Default(t, arm.Method, uint64(s.Seed))
	c.LR, c.Batch, c.Steps, c.Demos = s.LR, s.Batch, s.Steps, s.Demos
	if rl.Learns(arm.Method) {
		c.LR = arm.Rate
	}
	c.Lambda, c.Gamma, c.Tau = arm.Lambda, arm.Gamma, arm.Tau
	c.SamplingProb, c.Alpha = arm.P, arm.Alpha
	c.RL = rl.Config{Beta: arm.Beta, ClipRange: arm.Range, ValueCoef: arm.Value, KL: arm.KL, GAE: arm.GAE,
		Epochs: arm.Epochs, Pairs: arm.Pairs, RewardSteps: arm.RMSteps, RewardLR: arm.RMRate}
	c.Settings = train.Settings{Feedback: arm.Feedback, Passes: arm.Passes}
	var err error
	if c.Settings.Frozen, err = second("embedding", arm.Embed, "live", "frozen"); err != nil {
		return c, err
	}
	if c.Settings.Live, err = second("weights", arm.Weights, "detached", "live"); err != nil {
		return c, err
	}
	if c.Settings.Tokens, err = second("mean", arm.Mean, "sequences", "tokens"); err != nil {
		return c, err
	}
	if c.Rise, err = second("rise", arm.Rise, "constant", "rising"); err != nil {
		return c, err
	}
	return c, c.Validate()
}

// second reports whether a setting of two words has the second.
func second(name, v, first, second string) (bool, error) {
	if v != first && v != second {
		return false, fmt.Errorf("%s is %q, must be %s or %s", name, v, first, second)
	}
	return v == second, nil
}
