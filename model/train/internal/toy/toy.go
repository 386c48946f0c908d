// Package toy has tasks small enough to train in a test.
package toy

import (
	"context"
	"math/rand/v2"
	"slices"

	"softmix/model/stats"
	"softmix/model/task"
)

// Counting is a task small enough to train in a test: after 1, 2 or 3 comes
// the token, then its successors, modulo 6.
type Counting struct{}

// Len is how many tokens a sequence of Counting has, of which the last six are learned.
const Len = 8

func (Counting) Name() string { return "counting" }
func (Counting) Shape() task.Shape {
	return task.Shape{Vocab: 8, Dim: 16, Layers: 1, Heads: 2, Ctx: Len}
}
func (Counting) Hyper() task.Hyper {
	return task.Hyper{LR: 5e-3, Warmup: 3, Clip: 1, Batch: 4, Steps: 30, Demos: 6}
}
func (Counting) Pretrain() task.Pretrain {
	return task.Pretrain{Base: "counting", Steps: 150, Batch: 4, LR: 5e-3, Warmup: 3, Floor: .1}
}
func (t Counting) PretrainBatch(r *rand.Rand, n int) task.Batch {
	return t.Demonstrations(r, n, task.Train)
}
func (Counting) Demonstrations(r *rand.Rand, n int, _ task.Split) task.Batch {
	b := task.NewBatch(n, Len)
	for i := range n {
		row, first := b.Row(i), r.IntN(6)
		for t := range row.Tokens {
			row.Tokens[t] = uint32(1 + (first+t)%6)
			if t >= 2 {
				row.Mask[t] = 1
			}
		}
	}
	return b
}
func (Counting) References() []task.Reference { return nil }
func (Counting) Evaluate(ctx context.Context, p task.Sampler, seed uint64, quick bool) (task.Result, error) {
	right := Counting{}.Demonstrations(task.Rand(seed, 4), 6, task.Test)
	q := task.Request{R: 6, C: Len, Forced: make([]uint32, 6*Len), EOS: task.NoToken, Rand: task.Rand(seed, 4), Temp: 1}
	for i := range q.Forced {
		q.Forced[i] = task.NoToken
		if i%Len < 2 {
			q.Forced[i] = right.Tokens[i]
		}
	}
	g, err := p.Generate(ctx, q)
	if err != nil {
		return task.Result{}, err
	}
	hit := 0.
	for i, k := range g.Tokens {
		if k == right.Tokens[i] {
			hit++
		}
	}
	logits, err := p.Forward(ctx, right)
	if err != nil {
		return task.Result{}, err
	}
	return task.Result{Metrics: []task.Metric{{Name: "right", Estimate: stats.Estimate{Value: hit}}, {Name: "logit", Estimate: stats.Estimate{Value: float64(logits[0])}}}}, nil
}

func (Counting) Names() []string { return []string{"·", "1", "2", "3", "4", "5", "6", "·"} }
func (Counting) Inject(context.Context, task.Sampler, uint64, task.Error) (task.Injection, error) {
	return task.Injection{Items: 1}, nil
}

// Reward is the share of an answer's tokens that count on.
func (Counting) Reward(prompt, answer []uint32) float64 {
	sum, last := 0., prompt[len(prompt)-1]
	for _, x := range answer {
		last = 1 + last%6
		if x == last {
			sum += 1 / float64(len(answer))
		}
	}
	return sum
}

// Liking is a task whose reward function likes every 3.
type Liking struct{ Counting }

func (Liking) Reward(_, answer []uint32) float64 {
	n := 0.
	for _, x := range answer {
		if x == 3 {
			n += 1 / float64(len(answer))
		}
	}
	return n
}

// Reciting counts backwards before it is tuned, so that pre-training reads other
// text than the demonstrations.
type Reciting struct{ Counting }

func (t Reciting) PretrainBatch(r *rand.Rand, n int) task.Batch {
	b := t.Demonstrations(r, n, task.Train)
	for i := range n {
		slices.Reverse(b.Row(i).Tokens)
	}
	return b
}
