package task

import (
	"math"
	"math/rand/v2"
)

// softmax returns the distribution of a row of logits.
func softmax(logits []float32) []float64 {
	top := math.Inf(-1)
	for _, x := range logits {
		top = max(top, float64(x))
	}
	p, sum := make([]float64, len(logits)), 0.0
	for i, x := range logits {
		p[i] = math.Exp(float64(x) - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// negLogProb returns -log softmax(logits)[i], also where that probability is too
// small to be represented.
func negLogProb(logits []float32, i uint32) float64 {
	top := math.Inf(-1)
	for _, x := range logits {
		top = max(top, float64(x))
	}
	sum := 0.0
	for _, x := range logits {
		sum += math.Exp(float64(x) - top)
	}
	return top + math.Log(sum) - float64(logits[i])
}

// choose returns the index that a draw u in [0,1) picks from the distribution p.
// An index of probability 0 is never picked, whatever the rounding of the sum.
func choose(p []float64, u float64) int {
	last := 0
	for i, x := range p {
		if x <= 0 {
			continue
		}
		if u < x {
			return i
		}
		u -= x
		last = i
	}
	return last
}

// fork returns a new random source that starts from r's next draws, so that one
// part of an evaluation may draw more without shifting the others.
func fork(r *rand.Rand) *rand.Rand { return rand.New(rand.NewPCG(r.Uint64(), r.Uint64())) }
