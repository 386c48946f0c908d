package arch

import (
	"fmt"

	"softmix/model/device"
)

// NewPass makes what a pass over b sequences of t tokens needs in arena a, and what
// its gradients need where backward is set.
func (m *Model) NewPass(a *Arena, b, t int, backward bool) (Pass, error) {
	if b < 1 || t < 1 || t > m.Shape.Ctx {
		return nil, fmt.Errorf("a pass over %d sequences of %d tokens: the context is %d", b, t, m.Shape.Ctx)
	}
	p, err := m.Arch.NewPass(m, a, b, t, backward)
	if err == nil {
		err = a.Err()
	}
	return p, err
}

// Batch is a pass over B sequences of T tokens, N = B·T, with all that has the
// width of the vocabulary: what a method learns from is tokens, their losses [N],
// and the final hidden states.
type Batch struct {
	Pass
	m     *Model
	arena *Arena
	n, t  int

	logits, dlogits device.View // [N,V] of the training pass; dlogits is nothing where it only runs forwards
	guesses         device.View // [N,V] of earlier passes; nothing until somebody guesses
}

// NewBatch makes a batch of b sequences of t tokens in arena a, with buffers logits
// and, where backward is set, dlogits.
func (m *Model) NewBatch(a *Arena, b, t int, backward bool) (*Batch, error) {
	p, err := m.NewPass(a, b, t, backward)
	if err != nil {
		return nil, err
	}
	x := &Batch{Pass: p, m: m, arena: a, n: b * t, t: t, logits: a.F32("logits", b*t*m.Shape.Vocab)}
	if backward {
		x.dlogits = a.F32("dlogits", b*t*m.Shape.Vocab)
	}
	return x, a.Err()
}

// args are the uniform words of a kernel over all positions and the vocabulary.
func (x *Batch) args() []uint32 { return device.U(x.n, x.t, x.m.Shape.Vocab) }

// EmbedTokens states the input of tokens tok [N].
func (x *Batch) EmbedTokens(tok device.View) []device.Call { return x.Embed(tok, x.m.Table()) }

// DEmbedTokens states the gradients of EmbedTokens; that of the table is added.
func (x *Batch) DEmbedTokens(tok, dIn device.View, grads device.Buffer) []device.Call {
	dTable, ok := x.dTable(grads)
	if !ok {
		return x.DInput(dIn, grads)
	}
	return x.DEmbed(tok, dIn, dTable, grads)
}

// dTable views the gradient of the table; ok is false where nobody trains it.
func (x *Batch) dTable(grads device.Buffer) (v device.View, ok bool) {
	if !x.m.Trains(x.m.Arch.Table()) {
		return v, false
	}
	return x.m.Param(grads, x.m.Arch.Table()), true
}

// Losses states the calls from the input to the losses nll [N] of tokens tok [N],
// each predicted by the position before it: 0 at the first of a sequence.
func (x *Batch) Losses(tok, nll device.View) []device.Call {
	return append(x.Forward(x.logits), device.New("token_loss", x.args(), x.logits, tok, nll))
}

// DLosses states the calls from coef [N], the derivative of what is learned by each
// loss of Losses, to the gradients of all parameters but what the input adds to
// them, and returns with them the gradient of the input [N,d].
func (x *Batch) DLosses(tok, coef device.View, grads device.Buffer) (calls []device.Call, dIn device.View) {
	back, dIn := x.DLogits(grads)
	return append([]device.Call{device.New("dlogits", x.args(), x.logits, tok, coef, x.dlogits)}, back...), dIn
}

// Logits are where the training pass leaves its logits and their gradients, [N,V]
// each, for a trace.
func (x *Batch) Logits() (logits, dlogits device.View) { return x.logits, x.dlogits }

// DLogits is DLosses from the gradients of the logits on.
func (x *Batch) DLogits(grads device.Buffer) (calls []device.Call, dIn device.View) {
	d, V, U := x.m.Shape.Dim, x.m.Shape.Vocab, x.m.Weight(x.m.Arch.Unembedding())
	if x.m.Trains(x.m.Arch.Unembedding()) {
		dU := x.m.Param(grads, x.m.Arch.Unembedding())
		calls = append(calls, device.New("linear_d", device.U(x.n, V, d), x.dlogits, x.Hidden(), U, x.DHidden(), dU))
	} else {
		calls = append(calls, device.New("matmul_nn", device.U(x.n, d, V, 0), x.dlogits, U, x.DHidden()))
	}
	if x.m.Arch.Table() != x.m.Arch.Unembedding() {
		calls = append(calls, x.zero(x.m.Arch.Table(), grads)...)
	}
	back, dIn := x.Backward(x.DHidden(), grads)
	return append(calls, back...), dIn
}

// DHiddenStates is DLosses for what is learned of the final hidden states alone: it
// begins at their gradient [N,d].
func (x *Batch) DHiddenStates(dHidden device.View, grads device.Buffer) (calls []device.Call, dIn device.View) {
	calls = x.zero(x.m.Arch.Unembedding(), grads)
	if x.m.Arch.Table() != x.m.Arch.Unembedding() {
		calls = append(calls, x.zero(x.m.Arch.Table(), grads)...)
	}
	back, dIn := x.Backward(dHidden, grads)
	return append(calls, back...), dIn
}

// zero states that the gradient of the parameter called name is 0 so far, where it
// is trained.
func (x *Batch) zero(name string, grads device.Buffer) []device.Call {
	if !x.m.Trains(name) {
		return nil
	}
	g := x.m.Param(grads, name)
	return []device.Call{device.New("zero", device.U(g.Len), g)}
}
