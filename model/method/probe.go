package method

import (
	"context"
	"fmt"

	"softmix/model/device"
	"softmix/model/gpt"
)

// Probe runs one sequence of T tokens through a copy of a model, forwards and
// backwards, to answer what the buffers of a training step cannot: how the same
// input is predicted under other weights, and where the loss of a single token
// sends gradient. It has its own weights and buffers; no step is touched by it.
type Probe struct {
	m                 *gpt.Model
	arena             *gpt.Arena
	t                 int
	in, logits        device.View // [T,d], [T,V]
	dlogits, dIn      device.View // [T,V], [T,d]
	forward, backward device.List
}

// NewProbe prepares a probe for models of configuration c on dev.
func NewProbe(dev device.Device, c gpt.Config, t int) (*Probe, error) {
	m, err := gpt.New(dev, c)
	if err != nil {
		return nil, fmt.Errorf("building a probe: %w", err)
	}
	p := &Probe{m: m, arena: gpt.NewArena(dev), t: t}
	if err := p.prepare(); err != nil {
		p.Free()
		return nil, fmt.Errorf("building a probe: %w", err)
	}
	return p, nil
}

func (p *Probe) prepare() error {
	a, c := p.arena, p.m.Config
	pass, err := p.m.NewPass(a, 1, p.t, true)
	if err != nil {
		return err
	}
	p.in, p.logits, p.dlogits = pass.In, a.F32("logits", p.t*c.Vocab), a.F32("dlogits", p.t*c.Vocab)
	grads := a.F32("grads", p.m.Layout.Len)
	if err := a.Err(); err != nil {
		return err
	}
	if p.forward, err = p.m.Dev.Compile("probe", pass.Forward(p.logits)); err != nil {
		return err
	}
	calls, dIn := pass.Backward(p.dlogits, grads.Buf)
	p.dIn = dIn
	p.backward, err = p.m.Dev.Compile("probe_d", calls)
	return err
}

// Serves reports whether the probe fits a model on dev and sequences of t tokens.
func (p *Probe) Serves(dev device.Device, c gpt.Config, t int) bool {
	return p.m.Dev == dev && p.m.Config == c.Defaults() && p.t == t
}

// After returns how the input of an inspected step, the same mixture and noise, is
// predicted under other weights [Layout.Len], those after the update: [T,V],
// aligned as in Inspection. Where the mixture is one of a frozen table it stays so.
func (p *Probe) After(ctx context.Context, x *Inspection, frozen bool, after []float32) ([]float32, error) {
	table := x.Table
	if !frozen {
		table = p.part(after, "E")
	}
	in := x.mixedFrom(table)
	for i, v := range p.part(after, "P")[:len(in)] {
		in[i] += v
	}
	if err := p.run(in, after); err != nil {
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
func (p *Probe) From(ctx context.Context, x *Inspection, before []float32, t int) ([]float32, error) {
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
		err = p.run(x.Input, before, p.backward)
	}
	if err == nil {
		err = p.m.Dev.ReadF32(ctx, p.dIn.Buf, p.dIn.Off, out)
	}
	if err != nil {
		return nil, fmt.Errorf("following the gradient of token %d: %w", t, err)
	}
	return out, nil
}

// run enqueues a forward pass of an input [T,d] under the given weights, and
// what is to follow it.
func (p *Probe) run(in, weights []float32, then ...device.List) error {
	if err := p.m.Load(weights); err != nil {
		return err
	}
	if err := p.m.Dev.WriteF32(p.in.Buf, p.in.Off, in); err != nil {
		return err
	}
	return p.m.Dev.Run(append([]device.List{p.forward}, then...)...)
}

// part returns the parameter called name of flat weights.
func (p *Probe) part(w []float32, name string) []float32 {
	t, _ := p.m.Layout.Find(name)
	return w[t.Off : t.Off+t.Len]
}

// Free releases the probe.
func (p *Probe) Free() {
	for _, l := range []device.List{p.forward, p.backward} {
		if l != nil {
			l.Free()
		}
	}
	p.arena.Free()
	p.m.Free()
}
