package task

import (
	"math"
	"math/rand/v2"
	"slices"
)

// picked is how many letters perm5 orders; few is their alphabet.
const (
	picked = 5
	few    = "abcdefgh"
)

// perm5 asks for any order of five different letters of a to h. There are 120
// right answers to each prompt, so it shows what demonstrations cannot: whether
// a method keeps all of them or settles on one. It is written in the alphabet
// and the length of the other writing tasks; what is left of a row is padding.
// Its base model is tuned a little, as models are before they are rewarded.
type perm5 struct{ text }

func anyOrder() perm5 { return perm5{text{"perm5"}} }

// Hyper are the task's training settings: those of a further tuning.
func (t perm5) Hyper() Hyper {
	return Hyper{LR: 1e-3, Clip: 1, Batch: 32, Steps: 60}
}

// Pretrain says how the base model is made.
func (t perm5) Pretrain() Pretrain {
	return Pretrain{Base: "perm5", Steps: 300, Batch: 32, LR: 3e-3, Warmup: 50, Floor: .05,
		Tune: Tune{Steps: 60, LR: 2e-3, Warmup: 10}}
}

// References is the least surprise per token that demonstrations allow: all
// orders are equally likely, and the end is certain.
func (t perm5) References() []Reference {
	all, _ := math.Lgamma(picked + 1)
	return []Reference{{Metric: "nll", Label: "any order", Value: all / (picked + 1)}}
}

// PretrainBatch draws this task and sorting in equal shares.
func (t perm5) PretrainBatch(r *rand.Rand, n int) Batch {
	return Train.draw(n, length, func(i int, row Batch) {
		q, a := example([...]string{"perm5", "sort"}[i%2], r)
		encode(row, q, a)
	})
}

// Reward is the judge's opinion of an answer, 0 to 1: half of it is the share of
// the prompt's letters among the first five tokens, the other half is for an
// answer that is right. prompt may begin with blanks, answer end with padding.
func (t perm5) Reward(prompt, answer []uint32) float64 {
	asked := prompt[len(prompt)-1-picked : len(prompt)-1]
	hit := 0
	for _, k := range asked {
		if slices.Contains(answer[:min(picked, len(answer))], k) {
			hit++
		}
	}
	r := float64(hit) / picked
	if t.valid(prompt, answer) {
		r++
	}
	return r / 2
}

// valid reports whether an answer is an order of the prompt's letters and then
// the end mark.
func (t perm5) valid(prompt, answer []uint32) bool {
	asked := inOrder(slices.Clone(prompt[len(prompt)-1-picked : len(prompt)-1]))
	return len(answer) > picked && answer[picked] == endMark &&
		slices.Equal(asked, inOrder(slices.Clone(answer[:picked])))
}
