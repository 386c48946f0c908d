package arch

import "softmix/model/device"

// guess states a forward pass from the input to guesses of all tokens.
func (x *Batch) guess() []device.Call {
	if x.guesses.Buf == nil {
		x.guesses = x.arena.F32("logits0", x.n*x.m.Shape.Vocab)
	}
	return x.Forward(x.guesses)
}

// ScheduledSample states a forward pass and the inputs to [N] that follow: at
// answer positions, where coin [N] falls below the sampling probability, a sample of
// the model's guess by draw [N], the true token elsewhere.
func (x *Batch) ScheduledSample(tok, mask, knobs, draw, coin, to device.View) []device.Call {
	calls := x.guess() // which makes the guesses
	return append(calls, device.New("scheduled_sample", x.args(), x.guesses, tok, mask, knobs, draw, coin, to))
}

// Mixture is the input of a batch whose answer positions mix the true token's
// embedding with that of the model's guess, lambda of it: soft, which is its
// expectation over the vocabulary, argmax or sampled.
type Mixture struct {
	*Batch
	feedback         string
	table            device.View // [V,d]
	tok, mask, knobs device.View // [N], [N], the step's
	e                device.View // mixed embeddings [N,d]
	pred, shares     device.View // soft: the guess and the shares of the table's rows, [N,V] each
	to               device.View // otherwise: the token that is guessed [N]
}

// NewMixture makes a mixture of rows of table [V,d], the model's own or a copy, by
// feedback, soft, argmax or sampled: buffers e and logits0, pred and mix, or guess.
func (x *Batch) NewMixture(feedback string, table, tok, mask, knobs device.View) *Mixture {
	m := &Mixture{Batch: x, feedback: feedback, table: table, tok: tok, mask: mask, knobs: knobs, e: x.arena.F32("e", x.n*x.m.Shape.Dim)}
	if feedback == "soft" {
		m.pred, m.shares = x.arena.F32("pred", x.n*x.m.Shape.Vocab), x.arena.F32("mix", x.n*x.m.Shape.Vocab)
	} else {
		m.to = x.arena.U32("guess", x.n)
	}
	return m
}

// MixEmbeddings states a forward pass from the input as it is, and the mixture that
// is the input then. Sampled feedback takes its uniform numbers draw [N].
func (m *Mixture) MixEmbeddings(draw device.View) []device.Call {
	calls := m.guess()
	views := []device.View{m.guesses, m.tok}
	mixing := m.gather("mix", m.table, m.e)
	switch m.feedback {
	case "soft":
		views = append(views, m.mask, m.knobs, m.pred, m.shares)
		mixing = device.New("matmul_nn", device.U(m.n, m.m.Shape.Dim, m.m.Shape.Vocab, 0), m.shares, m.table, m.e)
	case "sampled":
		views = append(views, m.knobs, draw, m.to)
	case "argmax":
		views = append(views, m.to)
	}
	return append(append(calls, device.New("feedback_"+m.feedback, m.args(), views...), mixing), m.Input(m.e)...)
}

// DMixEmbeddings states the gradients of the last MixEmbeddings, in which guesses
// are constants, dIn being that of the input. That of the model's own table is
// added, unless the table mixed from is a copy.
func (m *Mixture) DMixEmbeddings(dIn device.View, grads device.Buffer) []device.Call {
	calls := m.DInput(dIn, grads)
	dTable, ok := m.dTable(grads)
	if !ok || m.table.Buf != m.m.Table().Buf {
		return calls
	}
	if m.feedback == "soft" {
		return append(calls, device.New("matmul_tn", device.U(m.m.Shape.Vocab, m.m.Shape.Dim, m.n, 1), m.shares, dIn, dTable))
	}
	return append(calls, m.gather("mix_d", dIn, dTable))
}

// gather states mix, or mix_d: two rows of the table for each position.
func (m *Mixture) gather(kernel string, from, to device.View) device.Call {
	return device.New(kernel, device.U(m.n, m.t, m.m.Shape.Dim, m.m.Shape.Vocab), m.tok, m.to, m.mask, m.knobs, from, to)
}
