package method

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/device"
)

// Scorer reads given sequences with a model that it does not train: how likely
// each token is, and what a head says about each hidden state. It is the
// reference of DPO and PPO, the forward pass of a reward model, the critic of a rollout.
type Scorer struct {
	m        *arch.Model
	arena    *arch.Arena
	list     device.List
	flops    float64
	tok      device.View // [b,t]
	nll, out device.View // [b,t] token losses; the head's scores, none without a head
}

// NewScorer prebuilds a scorer of b sequences of t tokens. head is a vector [d] on
// the model's device, as Step.Head gives it, or the zero View.
func NewScorer(m *arch.Model, head device.View, b, t int) (*Scorer, error) {
	a := arch.NewArena(m.Dev)
	s, err := newScorer(a, m, head, b, t)
	if err != nil {
		a.Free()
		return nil, fmt.Errorf("building a scorer: %w", err)
	}
	return s, nil
}

func newScorer(a *arch.Arena, m *arch.Model, head device.View, b, t int) (*Scorer, error) {
	p, err := m.NewBatch(a, b, t, false)
	if err != nil {
		return nil, err
	}
	N, d := b*t, m.Shape.Dim
	s := &Scorer{m: m, arena: a, tok: a.U32("tok", N), nll: a.F32("nll", N)}
	s.flops, _ = p.FLOPs()
	calls := append(p.EmbedTokens(s.tok), p.Losses(s.tok, s.nll)...)
	if head.Buf != nil {
		s.out = a.F32("score", N)
		s.flops += 2 * float64(N*d)
		calls = append(calls, device.New("head", device.U(N, d), p.Hidden(), head, s.out))
	}
	if err := a.Err(); err != nil {
		return nil, err
	}
	s.list, err = m.Dev.Compile("score", calls)
	return s, err
}

// Score waits and returns, for tokens [b,t], log p(x_t | x_<t) (0 at t = 0) and the
// head's reading of the hidden state at t, each [b,t]; without a head, nil.
func (s *Scorer) Score(ctx context.Context, tokens []uint32) (logp, scores []float32, err error) {
	if len(tokens) != s.tok.Len {
		return nil, nil, fmt.Errorf("scoring: %d tokens, built for %d", len(tokens), s.tok.Len)
	}
	if err := arch.CheckTokens(tokens, s.m.Shape.Vocab); err != nil {
		return nil, nil, fmt.Errorf("scoring: %w", err)
	}
	dev := s.m.Dev
	if err := dev.WriteU32(s.tok.Buf, 0, tokens); err != nil {
		return nil, nil, fmt.Errorf("scoring: %w", err)
	}
	if err := dev.Run(s.list); err != nil {
		return nil, nil, fmt.Errorf("scoring: %w", err)
	}
	views := []device.View{s.nll}
	if s.out.Buf != nil {
		views = append(views, s.out)
	}
	data, err := device.ReadOnce(ctx, dev, views...)
	if err == nil {
		err = device.CheckFinite(data)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("scoring: %w", err)
	}
	logp = data[:s.nll.Len:s.nll.Len]
	for i, x := range logp {
		logp[i] = 0 - x // never a negative zero
	}
	if s.out.Buf == nil {
		return logp, nil, nil
	}
	return logp, data[s.nll.Len:], nil
}

// FLOPs returns the floating-point operations of one Score: one forward pass.
func (s *Scorer) FLOPs() float64 { return s.flops }

// Free releases the scorer, not the model.
func (s *Scorer) Free() { s.list.Free(); s.arena.Free() }

// OfAnswers adds up the log-probabilities [b,t] of each sequence's answer tokens,
// those with mask 1: the sequence log-probabilities [b] that DPO's ref takes.
func OfAnswers(logp, mask []float32, t int) []float32 {
	out := make([]float32, len(logp)/t)
	for i, x := range logp {
		if i%t > 0 {
			out[i/t] += mask[i] * x
		}
	}
	return out
}

// AtLast picks each sequence's score [b,t] at its last answer token: the verdicts
// [b] of a reward model. A sequence without an answer has 0.
func AtLast(scores, mask []float32, t int) []float32 {
	out := make([]float32, len(scores)/t)
	for i, m := range mask {
		if i%t > 0 && m > 0 {
			out[i/t] = scores[i]
		}
	}
	return out
}
