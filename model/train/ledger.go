package train

import (
	"time"

	"softmix/model/arch"
)

// Spent counts what a run has used so far. A pass is one over Batch sequences: a
// batch of pairs or a rollout, which has twice as many, counts two. What a model
// writes it computes token by token, each once, with what came before in a cache:
// that is no pass, but counted in FLOPs and as Generated. What a method prepares
// once, such as a reward model, is paid for with its first step; evaluations are
// not the run's, nor are steps of SFT before it.
type Spent struct {
	Tokens    int     // answer tokens trained on; of pre-training on text, all of its tokens but the first of each sequence
	Forward   int     // forward passes, those of reference, critic and reward model too
	Backward  int     // backward passes
	FLOPs     float64 // of the matrix products and attention, generations included
	Generated int     // answer tokens that models wrote to be learned from
	Demos     int     // different demonstrations seen; fresh ones are all different
	Labels    int     // pairs of answers that the judge compared, ties included
	Scored    int     // answers that the judge gave a reward by themselves
}

// plus adds what x and y say.
func (x Spent) plus(y Spent) Spent {
	return Spent{x.Tokens + y.Tokens, x.Forward + y.Forward, x.Backward + y.Backward, x.FLOPs + y.FLOPs,
		x.Generated + y.Generated, x.Demos + y.Demos, x.Labels + y.Labels, x.Scored + y.Scored}
}

// Copy is a part of a model, or of another one, that a run holds in memory.
type Copy struct {
	Name  string // weights, gradients, moments, value head, reference, reward model, …
	Bytes int
}

// Held lists what the run holds of models now. Activations are not counted, nor
// what an evaluation keeps.
func (r *Run) Held() []Copy {
	one := bytesOf(r.model)
	held := []Copy{{"weights", one}, {"gradients", one}, {"moments", 2 * one}}
	if r.cfg.Settings.Frozen && r.cfg.Method == "ift" {
		held = append(held, Copy{"frozen table", 4 * r.model.Shape.Vocab * r.model.Shape.Dim})
	}
	if r.judged != nil {
		held = append(held, r.judged.held()...)
	}
	return held
}

// Bytes returns the sum of Held.
func (r *Run) Bytes() int {
	n := 0
	for _, c := range r.Held() {
		n += c.Bytes
	}
	return n
}

func bytesOf(m *arch.Model) int { return 4 * m.Layout.Len }

// Seconds returns for how long this run has kept the caller waiting for the
// device: its share of submissions and of waits, replays included.
func (r *Run) Seconds() float64 { return r.waited.Seconds() }

// share adds the time since start to the waits of runs, in equal parts.
func share(start time.Time, runs []*Run) {
	each := time.Since(start) / time.Duration(len(runs))
	for _, r := range runs {
		r.waited += each
	}
}
