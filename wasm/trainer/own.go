//go:build !js

package main

import "softmix/model/train"

// own are the settings of methods that the page does not offer.
type own struct {
	p, alpha float64
	rise     bool
	lr       float64 // 0 = the method's default

	beta   float64 // 0 = the method's default
	judged train.Judged
}

// numbers and counts are the settings that have a flag of the same name.
func (x *own) numbers() map[string]*float64 {
	j := &x.judged
	return map[string]*float64{"beta": &x.beta, "range": &j.Range, "value": &j.Value, "kl": &j.KL, "gae": &j.GAE, "rmlr": &j.RewardLR}
}

func (x *own) counts() map[string]*int {
	j := &x.judged
	return map[string]*int{"epochs": &j.Epochs, "pairs": &j.Pairs, "rmsteps": &j.RewardSteps}
}

// apply puts x into a configuration that has the method's defaults.
func (x own) apply(c *train.Config) {
	c.P, c.Rise, c.Alpha = x.p, x.rise, x.alpha
	defaults := train.Default(c.Task, c.Method, c.Seed)
	c.Judged = x.judged
	if c.Judged.Beta = x.beta; x.beta == 0 {
		c.Judged.Beta = defaults.Judged.Beta
	}
	switch {
	case x.lr != 0:
		c.LR = x.lr
	case train.LearnsFromJudge(c.Method):
		c.LR = defaults.LR
	}
}
