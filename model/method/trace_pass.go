package method

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/device"
)

// TracePass runs one sequence of T tokens through a copy of a model, forwards and
// backwards, to answer what the buffers of a training step cannot: how the same
// input is predicted under other weights, and where the loss of a single token
// sends gradient. It has its own weights and buffers; no step is touched by it.
type TracePass struct {
	m            *arch.Model
	arena        *arch.Arena
	t            int
	e, in        device.View // [T,d] embeddings, and what enters the first layer
	logits       device.View // [T,V]
	dlogits, dIn device.View // [T,V], [T,d]

	enter, forward, backward device.List
}

// NewTracePass prepares one for models like m, whose frozen weights it shares.
func NewTracePass(m *arch.Model, t int) (*TracePass, error) {
	own, err := arch.New(m.Dev, m.Arch, m.Frozen)
	if err != nil {
		return nil, fmt.Errorf("building a pass for traces: %w", err)
	}
	p := &TracePass{m: own, arena: arch.NewArena(m.Dev), t: t}
	if err := p.prepare(); err != nil {
		p.Free()
		return nil, fmt.Errorf("building a pass for traces: %w", err)
	}
	return p, nil
}

func (p *TracePass) prepare() error {
	a, c, dev := p.arena, p.m.Shape, p.m.Dev
	batch, err := p.m.NewBatch(a, 1, p.t, true)
	if err != nil {
		return err
	}
	p.e, p.in = a.F32("e", p.t*c.Dim), batch.Trace().Input
	p.logits, p.dlogits = batch.Logits()
	grads := a.F32("grads", p.m.Layout.Len)
	if err := a.Err(); err != nil {
		return err
	}
	if p.enter, err = dev.Compile("trace_input", batch.Input(p.e)); err != nil {
		return err
	}
	if p.forward, err = dev.Compile("trace", batch.Forward(p.logits)); err != nil {
		return err
	}
	calls, dIn := batch.DLogits(grads.Buf)
	p.dIn = dIn
	p.backward, err = dev.Compile("trace_d", calls)
	return err
}

// Serves reports whether the pass fits a model and sequences of t tokens.
func (p *TracePass) Serves(m *arch.Model, t int) bool {
	return p.m.Dev == m.Dev && p.m.Arch == m.Arch && p.m.Frozen == m.Frozen && p.t == t
}

// After returns how the input of an inspected step, the same mixture and noise, is
// predicted under other weights [Layout.Len], those after the update: [T,V],
// aligned as in Inspection. Where the mixture is one of a frozen table it stays so.
func (p *TracePass) After(ctx context.Context, x *Inspection, frozen bool, after []float32) ([]float32, error) {
	table, trained := p.m.TableIn(after)
	if frozen || !trained {
		table = x.Table
	}
	if err := p.run(p.e, x.mixedFrom(table), after, p.enter, p.forward); err != nil {
		return nil, fmt.Errorf("predicting after the update: %w", err)
	}
	logits := make([]float32, x.T*x.V)
	if err := p.m.Dev.ReadF32(ctx, p.logits.Buf, 0, logits); err != nil {
		return nil, fmt.Errorf("predicting after the update: %w", err)
	}
	return predictions(logits, x.V, 1), nil
}

// From returns the gradient [T,D] that the weighted loss of the token at t alone
// sends to the input of each position, under the weights before the step. The
// weight is a constant here, whatever the step's setting.
func (p *TracePass) From(ctx context.Context, x *Inspection, before []float32, t int) ([]float32, error) {
	out := make([]float32, x.T*x.D)
	if t < 1 || t >= x.T || x.Share[t] == 0 {
		return out, nil // it has no loss
	}
	d := make([]float32, x.T*x.V)
	row := d[(t-1)*x.V : t*x.V]
	copy(row, x.Train[t*x.V:(t+1)*x.V])
	row[x.Tokens[t]]--
	for i := range row {
		row[i] *= x.Share[t]
	}
	err := p.m.Dev.WriteF32(p.dlogits.Buf, 0, d)
	if err == nil {
		err = p.run(p.in, x.Input, before, p.forward, p.backward)
	}
	if err == nil {
		err = p.m.Dev.ReadF32(ctx, p.dIn.Buf, p.dIn.Off, out)
	}
	if err != nil {
		return nil, fmt.Errorf("following the gradient of token %d: %w", t, err)
	}
	return out, nil
}

// run enqueues lists under the given weights, x [T,d] being what they read at v.
func (p *TracePass) run(v device.View, x, weights []float32, lists ...device.List) error {
	if err := p.m.Load(weights); err != nil {
		return err
	}
	if err := p.m.Dev.WriteF32(v.Buf, v.Off, x); err != nil {
		return err
	}
	return p.m.Dev.Run(lists...)
}

// Free releases the pass.
func (p *TracePass) Free() {
	for _, l := range []device.List{p.enter, p.forward, p.backward} {
		if l != nil {
			l.Free()
		}
	}
	p.arena.Free()
	p.m.Free()
}
