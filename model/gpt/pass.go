package gpt

import (
	"fmt"

	"softmix/model/device"
)

// Pass holds the activations of one batch of B sequences of T tokens and states
// the calls that compute them forwards and backwards. N = B·T. Several forward
// passes may share a Pass; a backward pass reads what the last one left.
type Pass struct {
	m      *Model
	B, T   int
	layers []activations
	In     device.View // h before the layers [N,d]: token embeddings plus positions
	rf     device.View // 1/rms of the final norm [N]
	Hidden device.View // final hidden state, after the final norm [N,d]
	back   *gradients  // nil where the pass only runs forwards
}

// activations are what one layer leaves for its backward pass.
type activations struct {
	a, r1     device.View // normed input of attention [N,d], its 1/rms [N]
	qkv, A, y device.View // [N,3d], [B,H,T,T], [N,d]
	mid       device.View // h after attention [N,d]
	b, r2     device.View // normed input of the MLP [N,d], its 1/rms [N]
	up, act   device.View // before and after GELU [N,mlp·d]
	out       device.View // h after the MLP [N,d]
}

// gradients are the buffers a backward pass works in.
type gradients struct {
	dh       device.View // gradient of the residual stream [N,d]; at the end: of In
	dn       device.View // gradient of a normed input, or of attention's output [N,d]
	dqkv, dS device.View // [N,3d], [B,H,T,T]
	dup      device.View // gradient before GELU [N,mlp·d]
}

// NewPass makes the activations in arena a, and the gradients too where
// backward is set.
func (m *Model) NewPass(a *Arena, b, t int, backward bool) (*Pass, error) {
	c := m.Config
	if b < 1 || t < 1 || t > c.Ctx {
		return nil, fmt.Errorf("a pass over %d sequences of %d tokens: the context is %d", b, t, c.Ctx)
	}
	N, d, mlp, att := b*t, c.Dim, c.MLP*c.Dim, b*c.Heads*t*t
	p := &Pass{m: m, B: b, T: t, In: a.F32("h", N*d), rf: a.F32("rf", N), Hidden: a.F32("hidden", N*d)}
	for l := range c.Layers {
		name := func(s string) string { return fmt.Sprintf("%d_%s", l, s) }
		p.layers = append(p.layers, activations{
			a: a.F32(name("a"), N*d), r1: a.F32(name("r1"), N),
			qkv: a.F32(name("qkv"), N*3*d), A: a.F32(name("att"), att), y: a.F32(name("y"), N*d),
			mid: a.F32(name("mid"), N*d), b: a.F32(name("b"), N*d), r2: a.F32(name("r2"), N),
			up: a.F32(name("up"), N*mlp), act: a.F32(name("act"), N*mlp), out: a.F32(name("out"), N*d),
		})
	}
	if backward {
		p.back = &gradients{
			dh: a.F32("dh", N*d), dn: a.F32("dn", N*d), dqkv: a.F32("dqkv", N*3*d), dS: a.F32("dS", att),
			dup: a.F32("dup", N*mlp),
		}
	}
	return p, a.Err()
}

// normLinear states y [N,out] = b W^T, where b = rms(x; g) and r = 1/rms are
// kept for the backward pass.
func (p *Pass) normLinear(x, g, W, b, r, y device.View, out int) device.Call {
	return device.New("norm_linear", p.normArgs(out), x, g, W, b, r, y)
}

// normArgs are the uniform words of a normed linear map from d to out columns.
func (p *Pass) normArgs(out int) []uint32 {
	c := p.m.Config
	return append(device.U(p.B*p.T, out, c.Dim), device.Bits(c.Eps))
}

// mlp states h' [N,d] = h + gelu(b up^T) down^T of layer l, b = rms(h; g2).
func (p *Pass) mlp(l int, h, b, r, up, act, out device.View) []device.Call {
	m, d := p.m, p.m.Config.Dim
	wide := m.Config.MLP * d
	return []device.Call{
		device.New("norm_linear_gelu", p.normArgs(wide), h, m.layer(m.W, l, "g2"), m.layer(m.W, l, "up"), b, r, up, act),
		p.linearAdd(act, m.layer(m.W, l, "down"), h, out, d, wide),
	}
}

// linearAdd states y [N,out] = h + x [N,in] W^T.
func (p *Pass) linearAdd(x, W, h, y device.View, out, in int) device.Call {
	return device.New("linear_add", device.U(p.B*p.T, out, in), x, W, h, y)
}

// Embed states In = table[tok] + P, tok [N].
func (p *Pass) Embed(tok, table device.View) device.Call {
	return device.New("embed", p.embedArgs(), tok, table, p.m.Param(p.m.W, "P"), p.In)
}

// DEmbed states the gradients of Embed, dIn being that of In: the table's is
// added to dTable, P's is stored in grads.
func (p *Pass) DEmbed(tok, dIn, dTable device.View, grads device.Buffer) device.Call {
	return device.New("embed_d", p.embedArgs(), tok, dIn, dTable, p.m.Param(grads, "P"))
}

func (p *Pass) embedArgs() []uint32 {
	return device.U(p.B*p.T, p.m.Config.Dim, p.m.Config.Vocab, p.T)
}

// AddPositions states In = e + P for embeddings e [N,d] of any making.
func (p *Pass) AddPositions(e device.View) device.Call {
	return device.New("add_pos", device.U(p.B*p.T, p.m.Config.Dim, p.T), e, p.m.Param(p.m.W, "P"), p.In)
}

// DAddPositions states the gradient of AddPositions to P, stored in grads; that
// of e is dIn itself.
func (p *Pass) DAddPositions(dIn device.View, grads device.Buffer) device.Call {
	return device.New("add_pos_d", device.U(p.B*p.T, p.m.Config.Dim, p.T), dIn, p.m.Param(grads, "P"))
}

// Forward states the calls from In to logits [N,V] (golden/ARCH: each layer
// h += o att(rms(h)), h += down gelu(up rms(h))).
func (p *Pass) Forward(logits device.View) []device.Call {
	m := p.m
	calls, h := p.body()
	return append(calls, p.normLinear(h, m.Param(m.W, "gf"), m.Param(m.W, "E"), p.Hidden, p.rf, logits, m.Config.Vocab))
}

// ForwardHidden states the calls from In to Hidden, for a pass without logits.
func (p *Pass) ForwardHidden() []device.Call {
	calls, h := p.body()
	args := append(device.U(p.B*p.T, p.m.Config.Dim), device.Bits(p.m.Config.Eps))
	return append(calls, device.New("rmsnorm", args, h, p.m.Param(p.m.W, "gf"), p.Hidden, p.rf))
}

// body states the calls of all layers and returns with them the residual stream
// [N,d] that they end in.
func (p *Pass) body() (calls []device.Call, h device.View) {
	m, c := p.m, p.m.Config
	N, d := p.B*p.T, c.Dim
	h = p.In
	for l := range p.layers {
		x := &p.layers[l]
		W := func(name string) device.View { return m.layer(m.W, l, name) }
		calls = append(calls,
			p.normLinear(h, W("g1"), W("qkv"), x.a, x.r1, x.qkv, 3*d),
			device.New("attention", device.U(N, p.T, d, c.Heads), x.qkv, x.A, x.y),
			p.linearAdd(x.y, W("o"), h, x.mid, d, d))
		calls = append(calls, p.mlp(l, x.mid, x.b, x.r2, x.up, x.act, x.out)...)
		h = x.out
	}
	return calls, h
}

// dLinear states both gradients of y = x W^T: dx = dy W and dW = dy^T x.
func (p *Pass) dLinear(dy, x, W, dx, dW device.View, out, in int) device.Call {
	return device.New("linear_d", device.U(p.B*p.T, out, in), dy, x, W, dx, dW)
}

// dNorm states both gradients of y = rms(x; g): dg, and dx, added to the
// residual stream's gradient where add is 1.
func (p *Pass) dNorm(dy, x, g, r, dg, dx device.View, add int) []device.Call {
	N, d := p.B*p.T, p.m.Config.Dim
	return []device.Call{
		device.New("rmsnorm_dg", device.U(N, d), dy, x, r, dg),
		device.New("rmsnorm_d", device.U(N, d, add), dy, x, g, r, dx),
	}
}

// Backward states the calls from dlogits [N,V] to the gradients of the
// parameters, stored in grads (laid out like the weights), and returns with
// them the gradient of In [N,d]. E receives its unembedding gradient here; what
// In adds to it, and P's gradient, are the business of the caller, who made In.
func (p *Pass) Backward(dlogits device.View, grads device.Buffer) (calls []device.Call, dIn device.View) {
	m, c := p.m, p.m.Config
	first := p.dLinear(dlogits, p.Hidden, m.Param(m.W, "E"), p.back.dn, m.Param(grads, "E"), c.Vocab, c.Dim)
	more, dIn := p.backBody(p.back.dn, grads)
	return append([]device.Call{first}, more...), dIn
}

// BackwardHidden is Backward for a loss of Hidden alone: it begins at its
// gradient [N,d], and E's is 0 until the caller adds that of In.
func (p *Pass) BackwardHidden(dHidden device.View, grads device.Buffer) (calls []device.Call, dIn device.View) {
	E := p.m.Param(grads, "E")
	more, dIn := p.backBody(dHidden, grads)
	return append([]device.Call{device.New("zero", device.U(E.Len), E)}, more...), dIn
}

// backBody states the backward pass from the gradient of Hidden [N,d], which may
// be the buffer of normed gradients itself.
func (p *Pass) backBody(dHidden device.View, grads device.Buffer) (calls []device.Call, dIn device.View) {
	m, c, g := p.m, p.m.Config, p.back
	N, d, mlp := p.B*p.T, c.Dim, c.MLP*c.Dim
	attArgs := device.U(N, p.T, d, c.Heads)
	add := func(more ...device.Call) { calls = append(calls, more...) }

	last := p.layers[len(p.layers)-1].out
	add(p.dNorm(dHidden, last, m.Param(m.W, "gf"), p.rf, m.Param(grads, "gf"), g.dh, 0)...)
	for l := len(p.layers) - 1; l >= 0; l-- {
		x, h := &p.layers[l], p.In
		if l > 0 {
			h = p.layers[l-1].out
		}
		W := func(name string) device.View { return m.layer(m.W, l, name) }
		dW := func(name string) device.View { return m.layer(grads, l, name) }

		add(device.New("linear_d_gelu", device.U(N, d, mlp), g.dh, x.act, W("down"), x.up, g.dup, dW("down")))
		add(p.dLinear(g.dup, x.b, W("up"), g.dn, dW("up"), mlp, d))
		add(p.dNorm(g.dn, x.mid, W("g2"), x.r2, dW("g2"), g.dh, 1)...)

		add(p.dLinear(g.dh, x.y, W("o"), g.dn, dW("o"), d, d))
		add(device.New("attn_dprobs", attArgs, g.dn, x.qkv, x.A, g.dS))
		add(device.New("attn_dqkv", attArgs, g.dn, x.qkv, x.A, g.dS, g.dqkv))
		add(p.dLinear(g.dqkv, x.a, W("qkv"), g.dn, dW("qkv"), 3*d, d))
		add(p.dNorm(g.dn, h, W("g1"), x.r1, dW("g1"), g.dh, 1)...)
	}
	return calls, g.dh
}

// FLOPs returns the floating-point operations of the matrix products and of
// attention in one forward pass; a backward pass takes twice as many.
func (p *Pass) FLOPs() float64 {
	c := p.m.Config
	N, d, mlp := float64(p.B*p.T), float64(c.Dim), float64(c.MLP*c.Dim)
	layer := 2*N*d*(3*d+d+2*mlp) + 2*2*N*d*float64(p.T+1)/2
	return float64(c.Layers)*layer + 2*N*d*float64(c.Vocab)
}
