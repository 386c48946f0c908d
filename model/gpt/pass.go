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
	in     device.View // h before the layers [N,d]
	rf     device.View // 1/rms of the final norm [N]
	Hidden device.View // final hidden state, after the final norm [N,d]
	tmp    device.View // [N,d]
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
	dh       device.View // gradient of the residual stream [N,d]; at the end: of the input embedding
	dn       device.View // gradient of a normed input, or of attention's output [N,d]
	dqkv, dS device.View // [N,3d], [B,H,T,T]
	dact     device.View // [N,mlp·d]
	dup      device.View // [N,mlp·d]
}

// NewPass makes the activations in arena a, and the gradients too where
// backward is set.
func (m *Model) NewPass(a *Arena, b, t int, backward bool) (*Pass, error) {
	c := m.Config
	if b < 1 || t < 1 || t > c.Ctx {
		return nil, fmt.Errorf("a pass over %d sequences of %d tokens: the context is %d", b, t, c.Ctx)
	}
	N, d, mlp, att := b*t, c.Dim, c.MLP*c.Dim, b*c.Heads*t*t
	p := &Pass{m: m, B: b, T: t, in: a.F32("h", N*d), rf: a.F32("rf", N), Hidden: a.F32("hidden", N*d), tmp: a.F32("tmp", N*d)}
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
			dact: a.F32("dact", N*mlp), dup: a.F32("dup", N*mlp),
		}
	}
	return p, a.Err()
}

// eps returns the norm's epsilon as a uniform word.
func (m *Model) eps() uint32 { return device.Bits(m.Config.Eps) }

// norm states y = rms(x; g) with r = 1/rms.
func (p *Pass) norm(x, g, y, r device.View) device.Call {
	return device.New("rmsnorm", append(device.U(p.B*p.T, p.m.Config.Dim), p.m.eps()), x, g, y, r)
}

// linear states y [N,out] = x [N,in] W^T.
func (p *Pass) linear(x, W, y device.View, out, in int) device.Call {
	return device.New("matmul_nt", device.U(p.B*p.T, out, in, 0), x, W, y)
}

// Forward states the calls from the input embeddings e [N,d], before positions,
// to logits [N,V] (golden/ARCH: each layer h += o att(rms(h)), h += down gelu(up rms(h))).
func (p *Pass) Forward(e, logits device.View) []device.Call {
	m, c := p.m, p.m.Config
	N, d, mlp := p.B*p.T, c.Dim, c.MLP*c.Dim
	attArgs := device.U(N, p.T, d, c.Heads)
	calls := []device.Call{device.New("add_pos", device.U(N, d, p.T), e, m.Param(m.W, "P"), p.in)}
	h := p.in
	for l := range p.layers {
		x := &p.layers[l]
		W := func(name string) device.View { return m.layer(m.W, l, name) }
		calls = append(calls,
			p.norm(h, W("g1"), x.a, x.r1),
			p.linear(x.a, W("qkv"), x.qkv, 3*d, d),
			device.New("attn_probs", attArgs, x.qkv, x.A),
			device.New("attn_mix", attArgs, x.qkv, x.A, x.y),
			p.linear(x.y, W("o"), p.tmp, d, d),
			device.New("residual", device.U(N*d), h, p.tmp, x.mid),
			p.norm(x.mid, W("g2"), x.b, x.r2),
			p.linear(x.b, W("up"), x.up, mlp, d),
			device.New("gelu", device.U(N*mlp), x.up, x.act),
			p.linear(x.act, W("down"), p.tmp, d, mlp),
			device.New("residual", device.U(N*d), x.mid, p.tmp, x.out),
		)
		h = x.out
	}
	return append(calls,
		p.norm(h, m.Param(m.W, "gf"), p.Hidden, p.rf),
		p.linear(p.Hidden, m.Param(m.W, "E"), logits, c.Vocab, d),
	)
}

// dLinear states both gradients of y = x W^T: dW += dy^T x, and dx = dy W.
func (p *Pass) dLinear(dy, x, W, dW, dx device.View, out, in int) []device.Call {
	N := p.B * p.T
	return []device.Call{
		device.New("matmul_tn", device.U(out, in, N, 1), dy, x, dW),
		device.New("matmul_nn", device.U(N, in, out, 0), dy, W, dx),
	}
}

// dNorm states both gradients of y = rms(x; g): dg += …, and dx, added to the
// residual stream's gradient where add is 1.
func (p *Pass) dNorm(dy, x, g, r, dg, dx device.View, add int) []device.Call {
	N, d := p.B*p.T, p.m.Config.Dim
	return []device.Call{
		device.New("rmsnorm_dg", device.U(N, d), dy, x, r, dg),
		device.New("rmsnorm_d", device.U(N, d, add), dy, x, g, r, dx),
	}
}

// Backward states the calls from dlogits [N,V] to the gradients of all
// parameters, added to grads (laid out like the weights), and returns with them
// the gradient of the input embeddings e [N,d]. E receives its unembedding
// gradient here; its embedding gradient is the caller's, who made e.
func (p *Pass) Backward(dlogits device.View, grads device.Buffer) (calls []device.Call, de device.View) {
	m, c, g := p.m, p.m.Config, p.back
	N, d, mlp := p.B*p.T, c.Dim, c.MLP*c.Dim
	attArgs := device.U(N, p.T, d, c.Heads)
	add := func(more ...device.Call) { calls = append(calls, more...) }

	last := p.layers[len(p.layers)-1].out
	add(p.dLinear(dlogits, p.Hidden, m.Param(m.W, "E"), m.Param(grads, "E"), g.dn, c.Vocab, d)...)
	add(p.dNorm(g.dn, last, m.Param(m.W, "gf"), p.rf, m.Param(grads, "gf"), g.dh, 0)...)
	for l := len(p.layers) - 1; l >= 0; l-- {
		x, h := &p.layers[l], p.in
		if l > 0 {
			h = p.layers[l-1].out
		}
		W := func(name string) device.View { return m.layer(m.W, l, name) }
		dW := func(name string) device.View { return m.layer(grads, l, name) }

		add(p.dLinear(g.dh, x.act, W("down"), dW("down"), g.dact, d, mlp)...)
		add(device.New("gelu_d", device.U(N*mlp), g.dact, x.up, g.dup))
		add(p.dLinear(g.dup, x.b, W("up"), dW("up"), g.dn, mlp, d)...)
		add(p.dNorm(g.dn, x.mid, W("g2"), x.r2, dW("g2"), g.dh, 1)...)

		add(p.dLinear(g.dh, x.y, W("o"), dW("o"), g.dn, d, d)...)
		add(device.New("attn_dprobs", attArgs, g.dn, x.qkv, x.A, g.dS))
		add(device.New("attn_dqkv", attArgs, g.dn, x.qkv, x.A, g.dS, g.dqkv))
		add(p.dLinear(g.dqkv, x.a, W("qkv"), dW("qkv"), g.dn, 3*d, d)...)
		add(p.dNorm(g.dn, h, W("g1"), x.r1, dW("g1"), g.dh, 1)...)
	}
	add(device.New("add_pos_d", device.U(N, d, p.T), g.dh, m.Param(grads, "P")))
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
