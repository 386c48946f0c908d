package arch

import (
	"context"
	"fmt"

	"softmix/model/device"
)

// Forward is a teacher-forced pass without gradients, prebuilt for B sequences
// of T tokens, with its own buffers.
type Forward struct {
	m      *Model
	arena  *Arena
	list   device.List
	tok    device.View // [B,T]
	logits device.View // [B,T,V]
}

// NewForward prebuilds the pass.
func NewForward(m *Model, b, t int) (*Forward, error) {
	a := NewArena(m.Dev)
	f, err := newForward(a, m, b, t)
	if err != nil {
		a.Free()
		return nil, fmt.Errorf("building a forward pass: %w", err)
	}
	return f, nil
}

func newForward(a *Arena, m *Model, b, t int) (*Forward, error) {
	p, err := m.NewPass(a, b, t, false)
	if err != nil {
		return nil, err
	}
	N, V := b*t, m.Shape.Vocab
	f := &Forward{m: m, arena: a, tok: a.U32("tok", N), logits: a.F32("logits", N*V)}
	if err := a.Err(); err != nil {
		return nil, err
	}
	f.list, err = m.Dev.Compile("forward", append(p.Embed(f.tok, m.Table()), p.Forward(f.logits)...))
	return f, err
}

// Logits returns the logits [B,T,V] of tokens [B,T] under the current weights. It
// fails with ErrNotFinite where they are no numbers.
func (f *Forward) Logits(ctx context.Context, tokens []uint32) ([]float32, error) {
	if len(tokens) != f.tok.Len {
		return nil, fmt.Errorf("forward pass: %d tokens, built for %d", len(tokens), f.tok.Len)
	}
	if err := CheckTokens(tokens, f.m.Shape.Vocab); err != nil {
		return nil, fmt.Errorf("forward pass: %w", err)
	}
	dev := f.m.Dev
	if err := dev.WriteU32(f.tok.Buf, 0, tokens); err != nil {
		return nil, err
	}
	if err := dev.Run(f.list); err != nil {
		return nil, fmt.Errorf("forward pass: %w", err)
	}
	out := make([]float32, f.logits.Len)
	if err := dev.ReadF32(ctx, f.logits.Buf, 0, out); err != nil {
		return nil, fmt.Errorf("forward pass: %w", err)
	}
	return out, device.CheckFinite(out)
}

// Free releases the pass.
func (f *Forward) Free() { f.list.Free(); f.arena.Free() }

// CheckTokens reports a token outside the vocabulary: a kernel would read past
// the table's end, and the browser would say nothing.
func CheckTokens(tokens []uint32, vocab int) error {
	for i, t := range tokens {
		if t >= uint32(vocab) {
			return fmt.Errorf("token %d at %d lies outside the vocabulary of %d", t, i, vocab)
		}
	}
	return nil
}
