package gpt

import (
	"softmix/model/arch"
	"softmix/model/device"
)

// Decode states one position of R sequences, whose keys and values lie in a cache
// a layer.
func (c Config) Decode(m *arch.Model, a *arch.Arena, at arch.Position) (arch.Decoding, error) {
	R, C, d, V, H, mlp := at.R, at.C, c.Dim, c.Vocab, c.Heads, c.MLP*c.Dim
	h, n, r := a.F32("h", R*d), a.F32("n", R*d), a.F32("r", R)
	qkv, A, y, up, act := a.F32("qkv", R*3*d), a.F32("A", R*H*C), a.F32("y", R*d), a.F32("up", R*mlp), a.F32("act", R*mlp)
	mid := a.F32("mid", R*d)
	p := &pass{m: m, c: c, B: R, T: 1} // lends its call builders; it owns no memory
	calls := []device.Call{device.New("embed_step", device.U(R, C, d, V), at.Seq, m.Weight("E"), m.Weight("P"), at.Pos, h)}
	for l := range c.Layers {
		cache := a.F32(name(l, "cache"), R*C*2*d)
		calls = append(calls,
			p.normLinear(h, p.weight(l, "g1"), p.weight(l, "qkv"), n, r, qkv, 3*d),
			device.New("step_attention", device.U(R, C, d, H), qkv, at.Pos, cache, A, y),
			p.linearAdd(y, p.weight(l, "o"), h, mid, d, d))
		calls = append(calls, p.mlp(l, mid, n, r, up, act, h)...)
	}
	calls = append(calls, p.normLinear(h, m.Weight("gf"), m.Weight("E"), n, r, at.Logits, V))
	return arch.Decoding{Calls: calls, FLOPs: c.decodeFLOPs(R, C-1)}, nil
}

// decodeFLOPs are those of R sequences over n positions.
func (c Config) decodeFLOPs(rows, positions int) float64 {
	R, n, dim, mlp := float64(rows), float64(positions), float64(c.Dim), float64(c.MLP*c.Dim)
	layer := 2*R*n*dim*(4*dim+2*mlp) + 2*2*R*dim*n*(n+1)/2
	return float64(c.Layers)*layer + 2*R*n*dim*float64(c.Vocab)
}
