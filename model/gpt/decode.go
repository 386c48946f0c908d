package gpt

import (
	"context"
	"fmt"

	"softmix/model/device"
)

// NoEOS as the end-of-sequence token lets every sequence run to the end.
const NoEOS = device.NoToken

// Decoder runs R sequences of up to C positions at once, token by token, with a
// KV cache. A whole generation is one submission: tokens are picked on the device.
type Decoder struct {
	m            *Model
	R, C         int
	arena        *Arena
	gen, feed    device.List // one position: pick the next token, or leave it to the caller
	calls        []device.Call
	eos          uint32
	pos, seq     device.View // [1], [R,C]
	forced, draw device.View // [R,C]
	temp, logits device.View // [1], [R,V]
	all          device.View // [R,C,V]
	at           int         // next position of a fed sequence
}

// NewDecoder prebuilds the calls of one position.
func NewDecoder(m *Model, rows, positions int) (*Decoder, error) {
	c := m.Config
	if rows < 1 || positions < 1 || positions > c.Ctx {
		return nil, fmt.Errorf("a decoder of %d sequences of %d positions: the context is %d", rows, positions, c.Ctx)
	}
	a := NewArena(m.Dev)
	R, C, d, V, H, mlp := rows, positions, c.Dim, c.Vocab, c.Heads, c.MLP*c.Dim
	dec := &Decoder{m: m, R: R, C: C, arena: a, eos: device.NoToken,
		pos: a.U32("pos", 1), seq: a.U32("seq", R*C), forced: a.U32("forced", R*C), draw: a.F32("draw", R*C),
		temp: a.F32("temp", 1), logits: a.F32("logits", R*V), all: a.F32("all", R*C*V)}
	h, n, r := a.F32("h", R*d), a.F32("n", R*d), a.F32("r", R)
	qkv, A, y, up, act := a.F32("qkv", R*3*d), a.F32("A", R*H*C), a.F32("y", R*d), a.F32("up", R*mlp), a.F32("act", R*mlp)
	mid := a.F32("mid", R*d)
	p := &Pass{m: m, B: R, T: 1} // lends its call builders; it owns no memory
	step := []device.Call{device.New("embed_step", device.U(R, C, d, V), dec.seq, m.Param(m.W, "E"), m.Param(m.W, "P"), dec.pos, h)}
	for l := range c.Layers {
		W := func(name string) device.View { return m.layer(m.W, l, name) }
		cache := a.F32(fmt.Sprintf("cache%d", l), R*C*2*d)
		step = append(step,
			p.normLinear(h, W("g1"), W("qkv"), n, r, qkv, 3*d),
			device.New("step_attention", device.U(R, C, d, H), qkv, dec.pos, cache, A, y),
			p.linearAdd(y, W("o"), h, mid, d, d))
		step = append(step, p.mlp(l, mid, n, r, up, act, h)...)
	}
	dec.calls = append(step, p.normLinear(h, m.Param(m.W, "gf"), m.Param(m.W, "E"), n, r, dec.logits, V))
	if err := a.Err(); err != nil {
		a.Free()
		return nil, fmt.Errorf("building a decoder: %w", err)
	}
	if err := dec.compile(device.NoToken); err != nil {
		a.Free()
		return nil, err
	}
	return dec, nil
}

// compile builds the two lists; the end-of-sequence token is part of them.
func (d *Decoder) compile(eos uint32) error {
	R, C, V := d.R, d.C, d.m.Config.Vocab
	advance := device.New("advance", device.U(1), d.pos)
	pick := device.New("pick", append(device.U(R, C, V), eos), d.logits, d.forced, d.draw, d.temp, d.pos, d.seq, d.all)
	gen, err := d.m.Dev.Compile("generate", append(d.calls[:len(d.calls):len(d.calls)], pick, advance))
	if err != nil {
		return fmt.Errorf("building a decoder: %w", err)
	}
	if d.gen != nil {
		d.gen.Free()
	}
	d.gen, d.eos = gen, eos
	if d.feed == nil {
		if d.feed, err = d.m.Dev.Compile("feed", append(d.calls[:len(d.calls):len(d.calls)], advance)); err != nil {
			return fmt.Errorf("building a decoder: %w", err)
		}
	}
	return nil
}

// Generate continues R sequences. forced [R,C] gives tokens (prompts, hints,
// injected errors) and device.NoToken where the model chooses: the argmax at
// temp 0, otherwise a sample drawn by draw [R,C] in [0,1), which may be nil at
// temp 0. After eos a sequence is padded with 0. It returns the tokens [R,C]
// and, where asked, the logits [R,C,V], of which [r,c] predicts token [r,c+1].
func (d *Decoder) Generate(ctx context.Context, forced []uint32, draw []float32, temp float32, eos uint32, logits bool) ([]uint32, []float32, error) {
	R, C, dev := d.R, d.C, d.m.Dev
	if len(forced) != R*C || (draw != nil && len(draw) != R*C) || (draw == nil && temp != 0) {
		return nil, nil, fmt.Errorf("generating: %d forced tokens and %d draws for %d×%d positions at temperature %g", len(forced), len(draw), R, C, temp)
	}
	first := make([]uint32, R*C)
	for i, t := range forced {
		if i%C == 0 {
			first[i] = t
		}
		if t != device.NoToken || i%C == 0 {
			if t >= uint32(d.m.Config.Vocab) {
				return nil, nil, fmt.Errorf("generating: forced token %d at %d lies outside the vocabulary", t, i)
			}
		}
	}
	if eos != d.eos {
		if err := d.compile(eos); err != nil {
			return nil, nil, err
		}
	}
	if err := d.Open(); err != nil {
		return nil, nil, err
	}
	if draw != nil {
		if err := dev.WriteF32(d.draw.Buf, 0, draw); err != nil {
			return nil, nil, err
		}
	}
	for _, w := range []func() error{
		func() error { return dev.WriteU32(d.seq.Buf, 0, first) },
		func() error { return dev.WriteU32(d.forced.Buf, 0, forced) },
		func() error { return dev.WriteF32(d.temp.Buf, 0, []float32{temp}) },
	} {
		if err := w(); err != nil {
			return nil, nil, fmt.Errorf("generating: %w", err)
		}
	}
	lists := make([]device.List, 0, C)
	n := C - 1
	if logits {
		n = C // the last position's logits predict beyond the end
	}
	for range n {
		lists = append(lists, d.gen)
	}
	if err := dev.Run(lists...); err != nil {
		return nil, nil, fmt.Errorf("generating: %w", err)
	}
	tokens := make([]uint32, R*C)
	if err := dev.ReadU32(ctx, d.seq.Buf, 0, tokens); err != nil {
		return nil, nil, fmt.Errorf("reading generated tokens: %w", err)
	}
	if !logits {
		return tokens, nil, nil
	}
	all := make([]float32, d.all.Len)
	if err := dev.ReadF32(ctx, d.all.Buf, 0, all); err != nil {
		return nil, nil, fmt.Errorf("reading logits: %w", err)
	}
	return tokens, all, nil
}

// Open starts R new sequences at position 0; the cache is overwritten as they grow.
func (d *Decoder) Open() error {
	d.at = 0
	return d.m.Dev.WriteU32(d.pos.Buf, 0, []uint32{0})
}

// Step feeds one token to each sequence and returns the logits [R,V] of the next.
func (d *Decoder) Step(ctx context.Context, tokens []uint32) ([]float32, error) {
	if len(tokens) != d.R {
		return nil, fmt.Errorf("decoding: %d tokens for %d sequences", len(tokens), d.R)
	}
	if d.at >= d.C {
		return nil, fmt.Errorf("decoding: the %d positions are used up", d.C)
	}
	if err := CheckTokens(tokens, d.m.Config.Vocab); err != nil {
		return nil, fmt.Errorf("decoding: %w", err)
	}
	dev := d.m.Dev
	// Tokens go into column `at`; rows are apart by C, so each is a write of its
	// own unless the whole matrix is rewritten, which is one.
	seq := make([]uint32, d.R*d.C)
	for r, t := range tokens {
		seq[r*d.C+d.at] = t
	}
	if err := dev.WriteU32(d.seq.Buf, 0, seq); err != nil {
		return nil, fmt.Errorf("decoding: %w", err)
	}
	if err := dev.Run(d.feed); err != nil {
		return nil, fmt.Errorf("decoding: %w", err)
	}
	d.at++
	out := make([]float32, d.logits.Len)
	return out, dev.ReadF32(ctx, d.logits.Buf, 0, out)
}

// Free releases the decoder.
func (d *Decoder) Free() { d.gen.Free(); d.feed.Free(); d.arena.Free() }

// FLOPs returns the floating-point operations of the matrix products and of
// attention in one Generate: every sequence runs over all positions but the last.
func (d *Decoder) FLOPs() float64 {
	c := d.m.Config
	R, n, dim, mlp := float64(d.R), float64(d.C-1), float64(c.Dim), float64(c.MLP*c.Dim)
	layer := 2*R*n*dim*(4*dim+2*mlp) + 2*2*R*dim*n*(n+1)/2
	return float64(c.Layers)*layer + 2*R*n*dim*float64(c.Vocab)
}
