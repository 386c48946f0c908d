package toy

import (
	"math/rand/v2"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/task"
)

// Bigram is a second architecture: x = E[token] + P[position]; hidden = x + W x;
// logits = U hidden. It has no attention, its two tables are not tied, and one of
// its parameters may be frozen.
type Bigram struct {
	V, D, Ctx int
	Untrained string // name of the frozen parameter; "" = none
}

// BigramOf returns one for a task, whose parameter called untrained nobody trains, that
// parameter, and what the others begin with.
func BigramOf(t task.Task, untrained string) (b arch.Architecture, frozen arch.Source, base []float32) {
	s := t.Shape()
	b = Bigram{s.Vocab, s.Dim, s.Ctx, untrained}
	return b, arch.Fresh(rand.New(rand.NewPCG(3, 1))), arch.Init(b, rand.New(rand.NewPCG(3, 2)))
}

func (b Bigram) Shape() arch.Shape                 { return arch.Shape{Vocab: b.V, Dim: b.D, Layers: 1, Ctx: b.Ctx} }
func (b Bigram) Small() arch.Architecture          { return Bigram{11, 10, 9, b.Untrained} }
func (b Bigram) Table() string                     { return "E" }
func (b Bigram) Unembedding() string               { return "U" }
func (b Bigram) Describe([]string) (string, error) { return `{"architecture":"bigram"}`, nil }
func (b Bigram) Parameters() []arch.Parameter {
	of := func(name string, shape ...int) arch.Parameter {
		return arch.Parameter{Name: name, Shape: shape, Group: name, Std: .3, Frozen: name == b.Untrained}
	}
	return []arch.Parameter{of("E", b.V, b.D), of("P", b.Ctx, b.D), of("W", b.D, b.D), of("U", b.V, b.D)}
}

type bigramPass struct {
	Bigram
	m                                    *arch.Model
	N, T                                 int
	in, hidden, dIn, dHidden, through, P device.View
}

func (b Bigram) NewPass(m *arch.Model, a *arch.Arena, B, T int, backward bool) (arch.Pass, error) {
	n := B * T * b.D
	p := &bigramPass{Bigram: b, m: m, N: B * T, T: T, in: a.F32("in", n), hidden: a.F32("hidden", n)}
	if backward {
		p.dIn, p.dHidden, p.through, p.P = a.F32("din", n), a.F32("dhid", n), a.F32("through", n), a.F32("unused", T*b.D)
	}
	return p, nil
}
func (p *bigramPass) Hidden() device.View  { return p.hidden }
func (p *bigramPass) DHidden() device.View { return p.dHidden }
func (p *bigramPass) Trace() arch.Trace {
	return arch.Trace{Input: p.in, DInput: p.dIn, Stream: []device.View{p.hidden}}
}
func (p *bigramPass) FLOPs() (forward, backward float64) {
	f := 2 * float64(p.N*p.D*(p.D+p.V))
	return f, 2 * f
}
func (p *bigramPass) Embed(tok, table device.View) []device.Call {
	return []device.Call{device.New("embed", device.U(p.N, p.D, p.V, p.T), tok, table, p.m.Weight("P"), p.in)}
}
func (p *bigramPass) DEmbed(tok, dIn, dTable device.View, grads device.Buffer) []device.Call {
	dP := p.P
	if p.m.Trains("P") {
		dP = p.m.Param(grads, "P")
	}
	return []device.Call{device.New("embed_d", device.U(p.N, p.D, p.V, p.T), tok, dIn, dTable, dP)}
}
func (p *bigramPass) Input(e device.View) []device.Call {
	return []device.Call{device.New("add_pos", device.U(p.N, p.D, p.T), e, p.m.Weight("P"), p.in)}
}
func (p *bigramPass) DInput(dIn device.View, grads device.Buffer) []device.Call {
	if !p.m.Trains("P") {
		return nil
	}
	return []device.Call{device.New("add_pos_d", device.U(p.N, p.D, p.T), dIn, p.m.Param(grads, "P"))}
}
func (p *bigramPass) Forward(logits device.View) []device.Call {
	calls := []device.Call{device.New("linear_add", device.U(p.N, p.D, p.D), p.in, p.m.Weight("W"), p.in, p.hidden)}
	if logits.Buf != nil {
		calls = append(calls, device.New("matmul_nt", device.U(p.N, p.V, p.D, 0), p.hidden, p.m.Weight("U"), logits))
	}
	return calls
}
func (p *bigramPass) Backward(dHidden device.View, grads device.Buffer) ([]device.Call, device.View) {
	return []device.Call{
		device.New("linear_d", device.U(p.N, p.D, p.D), dHidden, p.in, p.m.Weight("W"), p.through, p.m.Param(grads, "W")),
		device.New("residual", device.U(p.N*p.D), dHidden, p.through, p.dIn),
	}, p.dIn
}
func (b Bigram) Decode(m *arch.Model, a *arch.Arena, at arch.Position) (arch.Decoding, error) {
	h, y := a.F32("h", at.R*b.D), a.F32("y", at.R*b.D)
	return arch.Decoding{FLOPs: 2 * float64(at.R*(at.C-1)*b.D*(b.D+b.V)), Calls: []device.Call{
		device.New("embed_step", device.U(at.R, at.C, b.D, b.V), at.Seq, m.Weight("E"), m.Weight("P"), at.Pos, h),
		device.New("linear_add", device.U(at.R, b.D, b.D), h, m.Weight("W"), h, y),
		device.New("matmul_nt", device.U(at.R, b.V, b.D, 0), y, m.Weight("U"), at.Logits)}}, nil
}
