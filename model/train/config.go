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
	"softmix/model/train/rl"
)

// Random streams of a seed; see task.Rand. Each use has its own, so that a
// method that draws more numbers does not shift another's batches. Stream 4 is
// the evaluation's, which the tasks draw from themselves; 7 to 9 are rl's.
const (
	streamDemos    = 1
	streamOrder    = 2
	streamDraws    = 3
	streamPretrain = 5
	streamInit     = 6
)

// MaxPasses bounds the feedback passes of a step.
const MaxPasses = 8

// Config says all about a Run: with the same base weights, the same Config
// gives the same losses on the same device.
type Config struct {
	Task task.Task
	Recipe
	Warmup int       // steps of linear warm-up
	Decay  bool      // linear decay over Steps; otherwise constant. See method.LearningRate
	Clip   float64   // bound on the global gradient norm; 0 = none
	Batch  int       // sequences a step
	Demos  int       // demonstrations the run owns; 0 = fresh ones every step
	Seed   uint64    // all randomness of the run
	Base   []float32 // weights at step 0 instead of those that all runs share; nil = those

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
	Method       string          // one of MethodNames
	Settings     method.Settings // structure of the step
	Lambda       float64         // TRC: share of the model's own prediction in an answer's input, 0..1
	Gamma        float64         // DRP: discount of later losses, 0..1
	Tau          float64         // TRC and scheduled sampling: temperature of the prediction, > 0
	SamplingProb float64         // scheduled sampling: how likely an answer's input is a sample, 0..1
	Rise         bool            // scheduled sampling: SamplingProb is reached over Steps, linearly from 0. See method.SamplingProb
	Alpha        float64         // NEFTune: size of the noise, >= 0
	RL           rl.Config       // DPO, ORPO, PPO
	LR           float64         // peak learning rate
	Steps        int             // length of the run
}

// Default returns t's own training settings with the paper's method settings:
// lambda .2, gamma .95, tau 1, soft feedback, one pass, live embedding,
// detached weights; scheduled sampling with p .2, NEFTune with alpha 5. What
// learns from rewards has the reference runs' settings and their learning rate.
func Default(t task.Task, name string, seed uint64) Config {
	h := t.Hyper()
	if rl.Learns(name) {
		h.LR, h.Warmup, h.Decay = rl.LearningRate, 0, false
	}
	return Config{
		Task: t, Recipe: Recipe{
			Method: name, Settings: method.Settings{Feedback: "soft", Passes: 1}, Lambda: .2, Gamma: .95, Tau: 1,
			SamplingProb: .2, Alpha: 5, RL: rl.DefaultConfig(name), LR: h.LR, Steps: h.Steps},
		Warmup: h.Warmup, Decay: h.Decay, Clip: h.Clip, Batch: h.Batch, Demos: h.Demos, Seed: seed,
	}
}

// sameStep reports whether a step built for r also serves o.
func (r Recipe) sameStep(o Recipe) bool {
	return r.Method == o.Method && r.Settings == o.Settings &&
		(!rl.Learns(r.Method) || r.RL.Setup() == o.RL.Setup())
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
	if rl.Learns(c.Method) && !rl.CanLearn(c.Task) {
		return fmt.Errorf("%s learns from a judge of answers, and task %s has none", c.Method, c.Task.Name())
	}
	return c.Recipe.Validate()
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
	}{{"lambda", r.Lambda}, {"gamma", r.Gamma}, {"p", r.SamplingProb}} {
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
	if rl.Learns(r.Method) {
		return r.RL.Validate()
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
	switch name = method.Of(c.Method).Step; {
	case rl.Learns(c.Method):
		return name, 2 * c.Batch
	case c.Method == preTraining && !c.onAllTokens():
		return "sft", c.Batch
	}
	return name, c.Batch
}
