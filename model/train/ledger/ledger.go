// Package ledger counts what training uses: the words in which a run and what
// makes its training batches settle accounts.
package ledger

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
	Labels    int     // pairs of answers that the reward function compared, ties included
	Scored    int     // answers that the reward function scored by themselves
}

// Plus adds what x and y say.
func (x Spent) Plus(y Spent) Spent {
	return Spent{x.Tokens + y.Tokens, x.Forward + y.Forward, x.Backward + y.Backward, x.FLOPs + y.FLOPs,
		x.Generated + y.Generated, x.Demos + y.Demos, x.Labels + y.Labels, x.Scored + y.Scored}
}

// Learned returns how many elements of a mask are set: the tokens learned.
func Learned(mask []float32) int {
	n := 0
	for _, m := range mask {
		if m != 0 {
			n++
		}
	}
	return n
}

// Copy is a part of a model, or of another one, that a run holds in memory.
type Copy struct {
	Name  string // weights, gradients, moments, value head, reference, reward model, …
	Bytes int
}
