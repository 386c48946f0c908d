// Package train runs the methods on the tasks: a Run is one model being
// trained, a Comparison several Runs in lockstep on the same batches. It knows
// neither page nor terminal; what happens is told by callback.
package train

import (
	"fmt"
	"math"
	"slices"

	"softmix/model/arch"
	"softmix/model/method"
	"softmix/model/task"
)

// Random streams of a seed; see task.Rand. Each use has its own, so that a
// method that draws more numbers does not shift another's batches. Stream 4 is
// the evaluation's, which the tasks draw from themselves.
const (
	streamDemos    = 1
	streamOrder    = 2
	streamDraws    = 3
	streamPretrain = 5
	streamInit     = 6
	// Of methods that learn from a judge, by step; see teacher.source.
	streamAnswers = 7
	streamPool    = 8
	streamVerdict = 9
)

// MaxPasses bounds the feedback passes of a step.
const MaxPasses = 8

// Config says all about a Run: with the same base weights, the same Config
// gives the same losses on the same device.
type Config struct {
	Task     task.Task
	Method   string          // one of MethodNames
	Settings method.Settings // structure of the step
	Lambda   float64         // TRC: share of the model's own prediction in an answer's input, 0..1
	Gamma    float64         // DRP: discount of later losses, 0..1
	Tau      float64         // TRC and scheduled sampling: temperature of the prediction, > 0
	P        float64         // scheduled sampling: how likely an answer's input is a sample, 0..1
	Rise     bool            // scheduled sampling: P is reached over Steps, linearly from 0. See Chance
	Alpha    float64         // NEFTune: size of the noise, >= 0
	Judged   Judged          // DPO, ORPO, PPO
	LR       float64         // peak learning rate
	Warmup   int             // steps of linear warm-up
	Decay    bool            // linear decay over Steps; otherwise constant. See Rate
	Clip     float64         // bound on the global gradient norm; 0 = none
	Batch    int             // sequences a step
	Steps    int             // length of the run
	Demos    int             // demonstrations the run owns; 0 = fresh ones every step
	Seed     uint64          // all randomness of the run
	Base     []float32       // weights at step 0 instead of those that all runs share; nil = those

	Arch   arch.Architecture // of the model; nil = the task's
	Frozen arch.Source       // of its parameters that nobody trains; nil where there are none

	// AfterStep, if set, is called after each step, in a replay too. It is for
	// tests, which break a weight with it.
	AfterStep func(step int, m *arch.Model) error
}

// Recipe is the part of a Config that may change while the Run trains. Its
// numbers take effect on the next step; a change of Method or Settings also
// rebuilds the step around the same weights, moments and streams.
type Recipe struct {
	Method                 string
	Settings               method.Settings
	Lambda, Gamma, Tau, LR float64
	P, Alpha               float64
	Rise                   bool
	Steps                  int
	Judged                 Judged
}

// Default returns t's own training settings with the paper's method settings:
// lambda .2, gamma .95, tau 1, soft feedback, one pass, live embedding,
// detached weights; scheduled sampling with p .2, NEFTune with alpha 5. What
// learns from a judge has the reference runs' settings and their learning rate.
func Default(t task.Task, name string, seed uint64) Config {
	h := t.Hyper()
	if LearnsFromJudge(name) {
		h.LR, h.Warmup, h.Decay = judgedLR, 0, false
	}
	return Config{
		Task: t, Method: name, Settings: method.Settings{Feedback: "soft", Passes: 1},
		Lambda: .2, Gamma: .95, Tau: 1, P: .2, Alpha: 5, Judged: DefaultJudged(name),
		LR: h.LR, Warmup: h.Warmup, Decay: h.Decay, Clip: h.Clip,
		Batch: h.Batch, Steps: h.Steps, Demos: h.Demos, Seed: seed,
	}
}

// Recipe returns the changeable part of c.
func (c Config) Recipe() Recipe {
	return Recipe{c.Method, c.Settings, c.Lambda, c.Gamma, c.Tau, c.LR, c.P, c.Alpha, c.Rise, c.Steps, c.Judged}
}

// With returns c with the recipe r.
func (c Config) With(r Recipe) Config {
	c.Method, c.Settings = r.Method, r.Settings
	c.Lambda, c.Gamma, c.Tau, c.LR, c.Steps = r.Lambda, r.Gamma, r.Tau, r.LR, r.Steps
	c.P, c.Alpha, c.Rise, c.Judged = r.P, r.Alpha, r.Rise, r.Judged
	return c
}

// sameStep reports whether a step built for r also serves o.
func (r Recipe) sameStep(o Recipe) bool {
	return r.Method == o.Method && r.Settings == o.Settings &&
		(!LearnsFromJudge(r.Method) || r.Judged.built() == o.Judged.built())
}

// Validate reports the first setting that no run can have.
func (c Config) Validate() error {
	if c.Task == nil {
		return fmt.Errorf("a run without a task")
	}
	for _, n := range []struct {
		name     string
		v        int
		min, max int
	}{
		{"batch", c.Batch, 1, 1 << 12}, {"steps", c.Steps, 1, 1 << 30},
		{"demos", c.Demos, 0, 1 << 24}, {"warm-up", c.Warmup, 0, 1 << 30},
	} {
		if n.v < n.min || n.v > n.max {
			return fmt.Errorf("%s is %d, must be %d to %d", n.name, n.v, n.min, n.max)
		}
	}
	if !(c.Clip >= 0) {
		return fmt.Errorf("clip is %g, must not be negative", c.Clip)
	}
	if LearnsFromJudge(c.Method) && !HasJudge(c.Task) {
		return fmt.Errorf("%s learns from a judge of answers, and task %s has none", c.Method, c.Task.Name())
	}
	return c.Recipe().Validate()
}

// Validate reports the first setting that no step can have.
func (r Recipe) Validate() error {
	if !slices.Contains(MethodNames(), r.Method) {
		return fmt.Errorf("unknown method %q (there are %v)", r.Method, MethodNames())
	}
	if f := Feedbacks(); !slices.Contains(f, r.Settings.Feedback) {
		return fmt.Errorf("unknown feedback %q (there are %v)", r.Settings.Feedback, f)
	}
	if k := r.Settings.Passes; k < 1 || k > MaxPasses {
		return fmt.Errorf("passes is %d, must be 1 to %d", k, MaxPasses)
	}
	if r.Steps < 1 {
		return fmt.Errorf("steps is %d, must be at least 1", r.Steps)
	}
	for _, n := range []struct {
		name string
		v    float64
	}{{"lambda", r.Lambda}, {"gamma", r.Gamma}, {"p", r.P}} {
		if !(n.v >= 0 && n.v <= 1) {
			return fmt.Errorf("%s is %g, must be 0 to 1", n.name, n.v)
		}
	}
	for _, n := range []struct {
		name string
		v    float64
	}{{"tau", r.Tau}, {"lr", r.LR}} {
		if !(n.v > 0) || math.IsInf(n.v, 0) {
			return fmt.Errorf("%s is %g, must be above 0", n.name, n.v)
		}
	}
	if !(r.Alpha >= 0) || math.IsInf(r.Alpha, 0) {
		return fmt.Errorf("alpha is %g, must be at least 0", r.Alpha)
	}
	if LearnsFromJudge(r.Method) {
		return r.Judged.Validate()
	}
	return nil
}

// Feedbacks lists what TRC can feed back.
func Feedbacks() []string { return []string{"soft", "argmax", "sampled"} }

// optim returns AdamW's settings for all training here: beta 0.9 and 0.99, no
// weight decay.
func optim(clip float64) method.Optim {
	return method.Optim{Beta1: .9, Beta2: .99, Eps: 1e-8, Clip: clip}
}

// Rate returns the learning rate of step (1, 2, …) of a run of steps steps: peak
// times a linear warm-up, times a linear decay to the share floor of peak where
// decay is set. The decay never goes below the share 1/steps, that of the last
// step, so that a run continued beyond its length trains on at that rate.
func Rate(peak float64, warmup int, decay bool, floor float64, step, steps int) float64 {
	r := peak
	if step < warmup {
		r *= float64(step) / float64(warmup)
	}
	if decay {
		left := 1 - float64(step-1)/float64(steps)
		r *= max(left, floor, 1/float64(steps))
	}
	return r
}

// Chance returns p of step (1, 2, …) of a run of steps steps: p itself, or where
// rise is set its share of a line from 0 at the first step to p at the last, as
// the truth is withdrawn in scheduled sampling.
func Chance(p float64, rise bool, step, steps int) float64 {
	if !rise || steps < 2 {
		return p
	}
	return p * min(1, float64(step-1)/float64(steps-1))
}
