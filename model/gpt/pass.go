package gpt

import (
	"softmix/model/arch"
	"softmix/model/device"
)

// pass holds the activations of one batch: an arch.Pass.
type pass struct {
	m      *arch.Model
	c      Config
	B, T   int
	layers []activations
	in     device.View // h before the layers [N,d]: embeddings plus positions
	rf     device.View // 1/rms of the final norm [N]
	hidden device.View // final hidden state, after the final norm [N,d]
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
	dh       device.View // gradient of the residual stream [N,d]; at the end: of in
	dn       device.View // gradient of a normed input, or of attention's output [N,d]
	dqkv, dS device.View // [N,3d], [B,H,T,T]
	dup      device.View // gradient before GELU [N,mlp·d]
}

// NewPass makes the activations in arena a, and the gradients too where backward
// is set.
func (c Config) NewPass(m *arch.Model, a *arch.Arena, b, t int, backward bool) (arch.Pass, error) {
	N, d, mlp, att := b*t, c.Dim, c.MLP*c.Dim, b*c.Heads*t*t
	p := &pass{m: m, c: c, B: b, T: t, in: a.F32("h", N*d), rf: a.F32("rf", N), hidden: a.F32("hidden", N*d)}
	for l := range c.Layers {
		f32 := func(s string, n int) device.View { return a.F32(name(l, s), n) }
		p.layers = append(p.layers, activations{
			a: f32("a", N*d), r1: f32("r1", N),
			qkv: f32("qkv", N*3*d), A: f32("att", att), y: f32("y", N*d),
			mid: f32("mid", N*d), b: f32("b", N*d), r2: f32("r2", N),
			up: f32("up", N*mlp), act: f32("act", N*mlp), out: f32("out", N*d),
		})
	}
	if backward {
		p.back = &gradients{
			dh: a.F32("dh", N*d), dn: a.F32("dn", N*d), dqkv: a.F32("dqkv", N*3*d), dS: a.F32("dS", att),
			dup: a.F32("dup", N*mlp),
		}
	}
	return p, nil
}

// Hidden implements arch.Pass, as do the exported methods below.
func (p *pass) Hidden() device.View { return p.hidden }

// DHidden is the buffer of normed gradients, the first of which is that of Hidden.
func (p *pass) DHidden() device.View { return p.back.dn }

// Trace lists the residual stream and the attention of all layers.
func (p *pass) Trace() arch.Trace {
	t := arch.Trace{Input: p.in}
	if p.back != nil {
		t.DInput = p.back.dh
	}
	for _, l := range p.layers {
		t.Stream, t.Attention = append(t.Stream, l.out), append(t.Attention, l.A)
	}
	return t
}

// weight views the parameter s of layer l.
func (p *pass) weight(l int, s string) device.View { return p.m.Weight(name(l, s)) }

// normLinear states y [N,out] = b W^T, where b = rms(x; g) and r = 1/rms are
// kept for the backward pass.
func (p *pass) normLinear(x, g, W, b, r, y device.View, out int) device.Call {
	return device.New("norm_linear", p.normArgs(out), x, g, W, b, r, y)
}

// normArgs are the uniform words of a normed linear map from d to out columns.
func (p *pass) normArgs(out int) []uint32 {
	c := p.c
	return append(device.U(p.B*p.T, out, c.Dim), device.Bits(c.Eps))
}

// mlp states h' [N,d] = h + gelu(b up^T) down^T of layer l, b = rms(h; g2).
func (p *pass) mlp(l int, h, b, r, up, act, out device.View) []device.Call {
	d := p.c.Dim
	wide := p.c.MLP * d
	return []device.Call{
		device.New("norm_linear_gelu", p.normArgs(wide), h, p.weight(l, "g2"), p.weight(l, "up"), b, r, up, act),
		p.linearAdd(act, p.weight(l, "down"), h, out, d, wide),
	}
}

// linearAdd states y [N,out] = h + x [N,in] W^T.
func (p *pass) linearAdd(x, W, h, y device.View, out, in int) device.Call {
	return device.New("linear_add", device.U(p.B*p.T, out, in), x, W, h, y)
}

// Embed states h = table[tok] + P, tok [N].
func (p *pass) Embed(tok, table device.View) []device.Call {
	return []device.Call{device.New("embed", p.embedArgs(), tok, table, p.m.Weight("P"), p.in)}
}

// DEmbed adds to dTable, and stores P's gradient.
func (p *pass) DEmbed(tok, dIn, dTable device.View, grads device.Buffer) []device.Call {
	return []device.Call{device.New("embed_d", p.embedArgs(), tok, dIn, dTable, p.m.Param(grads, "P"))}
}

func (p *pass) embedArgs() []uint32 { return device.U(p.B*p.T, p.c.Dim, p.c.Vocab, p.T) }

// Input states h = e + P.
func (p *pass) Input(e device.View) []device.Call {
	return []device.Call{device.New("add_pos", device.U(p.B*p.T, p.c.Dim, p.T), e, p.m.Weight("P"), p.in)}
}

// DInput stores P's gradient.
func (p *pass) DInput(dIn device.View, grads device.Buffer) []device.Call {
	return []device.Call{device.New("add_pos_d", device.U(p.B*p.T, p.c.Dim, p.T), dIn, p.m.Param(grads, "P"))}
}

// Forward states the layers (golden/ARCH: each layer h += o att(rms(h)), h += down
// gelu(up rms(h))), the final norm and, where there is room for them, the logits.
func (p *pass) Forward(logits device.View) []device.Call {
	calls, h := p.body()
	if logits.Buf != nil {
		return append(calls, p.normLinear(h, p.m.Weight("gf"), p.m.Weight("E"), p.hidden, p.rf, logits, p.c.Vocab))
	}
	args := append(device.U(p.B*p.T, p.c.Dim), device.Bits(p.c.Eps))
	return append(calls, device.New("rmsnorm", args, h, p.m.Weight("gf"), p.hidden, p.rf))
}

// body states the calls of all layers and returns with them the residual stream
// [N,d] that they end in.
func (p *pass) body() (calls []device.Call, h device.View) {
	c := p.c
	N, d := p.B*p.T, c.Dim
	h = p.in
	for l := range p.layers {
		x := &p.layers[l]
		W := func(s string) device.View { return p.weight(l, s) }
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
func (p *pass) dLinear(dy, x, W, dx, dW device.View, out, in int) device.Call {
	return device.New("linear_d", device.U(p.B*p.T, out, in), dy, x, W, dx, dW)
}

// dNorm states both gradients of y = rms(x; g): dg, and dx, added to the
// residual stream's gradient where add is 1.
func (p *pass) dNorm(dy, x, g, r, dg, dx device.View, add int) []device.Call {
	N, d := p.B*p.T, p.c.Dim
	return []device.Call{
		device.New("rmsnorm_dg", device.U(N, d), dy, x, r, dg),
		device.New("rmsnorm_d", device.U(N, d, add), dy, x, g, r, dx),
	}
}

// Backward states the final norm's and the layers' gradients. dHidden may be the
// buffer of normed gradients itself.
func (p *pass) Backward(dHidden device.View, grads device.Buffer) (calls []device.Call, dIn device.View) {
	m, c, g := p.m, p.c, p.back
	N, d, mlp := p.B*p.T, c.Dim, c.MLP*c.Dim
	attArgs := device.U(N, p.T, d, c.Heads)
	add := func(more ...device.Call) { calls = append(calls, more...) }

	last := p.layers[len(p.layers)-1].out
	add(p.dNorm(dHidden, last, m.Weight("gf"), p.rf, m.Param(grads, "gf"), g.dh, 0)...)
	for l := len(p.layers) - 1; l >= 0; l-- {
		x, h := &p.layers[l], p.in
		if l > 0 {
			h = p.layers[l-1].out
		}
		W := func(s string) device.View { return p.weight(l, s) }
		dW := func(s string) device.View { return m.Param(grads, name(l, s)) }

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

// FLOPs implements arch.Pass: a backward pass takes twice as many.
func (p *pass) FLOPs() (forward, backward float64) {
	c := p.c
	N, d, mlp := float64(p.B*p.T), float64(c.Dim), float64(c.MLP*c.Dim)
	layer := 2*N*d*(3*d+d+2*mlp) + 2*2*N*d*float64(p.T+1)/2
	forward = float64(c.Layers)*layer + 2*N*d*float64(c.Vocab)
	return forward, 2 * forward
}
