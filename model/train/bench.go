package train

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/gpt"
	"softmix/model/method"
	"softmix/model/task"
)

// Bench trains a fresh model by pt, the loss on all tokens, on batches that the
// caller brings: a step with no task, evaluation or snapshot around it.
type Bench struct {
	model *arch.Model
	step  *method.Step
	mask  []float32 // [B,T]; pt does not read it
	lr    float64
}

// NewBench prepares a benchmark of size V, d, L, H, T, B on dev: vocabulary,
// width, layers, heads, tokens a sequence, sequences a step. The seed decides
// the first weights. The optimiser's constants are those of the peers that it is
// measured against: betas .9 and .95, weight decay .1 (here on every tensor), no
// clipping.
func NewBench(dev Device, size [6]int, lr float64, seed uint64) (*Bench, error) {
	t, b := size[4], size[5]
	if b < 1 || t < 2 {
		return nil, fmt.Errorf("%d sequences of %d tokens make no batch", b, t)
	}
	m, err := gpt.New(dev, gpt.Config{Vocab: size[0], Dim: size[1], Layers: size[2], Heads: size[3], Ctx: t})
	if err != nil {
		return nil, err
	}
	var s *method.Step
	if err = m.Load(arch.Init(m.Arch, task.Rand(seed, streamInit))); err == nil {
		s, err = method.New(m, "pt", method.Settings{}, method.Optim{Beta1: .9, Beta2: .95, Eps: 1e-8, WeightDecay: .1}, b, t)
	}
	if err != nil {
		m.Free()
		return nil, err
	}
	return &Bench{m, s, make([]float32, b*t), lr}, nil
}

// Params returns the number of parameters.
func (b *Bench) Params() int { return b.model.Layout.Count() }

// Tokens returns the number of tokens of a batch, B·T.
func (b *Bench) Tokens() int { return len(b.mask) }

// FLOPs returns the floating-point operations of one step's matrix products.
func (b *Bench) FLOPs() float64 { return b.step.FLOPs() }

// Step trains one step on tokens [B,T], none of them 0 (padding), waits for it
// and returns its loss.
func (b *Bench) Step(ctx context.Context, tokens []uint32) (float64, error) {
	if err := b.step.Run(tokens, b.mask, nil, method.Knobs{LR: b.lr, Tau: 1}); err != nil {
		return 0, err
	}
	l, err := b.step.Losses(ctx, b.step.Done()-1)
	if err != nil {
		return 0, err
	}
	return float64(l[0]), nil
}

// Free releases the model and the step.
func (b *Bench) Free() {
	b.step.Free()
	b.model.Free()
}
