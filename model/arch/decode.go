package arch

import (
	"context"
	"fmt"
	"slices"

	"softmix/model/device"
)

// NoEOS as the end-of-sequence token lets every sequence run to the end.
const NoEOS = device.NoToken

// Decoder runs R sequences of up to C positions at once, token by token, with a
// KV cache. A whole generation is one submission: tokens are sampled on the device.
type Decoder struct {
	m            *Model
	R, C         int
	arena        *Arena
	read         device.List // one position: from its tokens to the logits of the next
	sample, next device.List // sample the next token and move on; move on alone
	store        device.List // the logits into all; nil until somebody asks
	eos          uint32
	pos, seq     device.View // [1], [R,C]
	forced, draw device.View // [R,C]
	temp, logits device.View // [1], [R,V]
	all          device.View // [R,C,V]; nothing until somebody asks
	at           int         // next position of a fed sequence
	flops        float64     // of one Generate
}

// NewDecoder prebuilds the calls of one position.
func NewDecoder(m *Model, rows, positions int) (*Decoder, error) {
	c := m.Shape
	if rows < 1 || positions < 1 || positions > c.Ctx {
		return nil, fmt.Errorf("a decoder of %d sequences of %d positions: the context is %d", rows, positions, c.Ctx)
	}
	a := NewArena(m.Dev)
	R, C, V := rows, positions, c.Vocab
	dec := &Decoder{m: m, R: R, C: C, arena: a, eos: device.NoToken,
		pos: a.U32("pos", 1), seq: a.U32("seq", R*C), forced: a.U32("forced", R*C), draw: a.F32("draw", R*C),
		temp: a.F32("temp", 1), logits: a.F32("logits", R*V)}
	step, err := m.Arch.Decode(m, a, Position{R: R, C: C, Seq: dec.seq, Pos: dec.pos, Logits: dec.logits})
	dec.flops = step.FLOPs
	if err == nil {
		err = a.Err()
	}
	if err == nil {
		dec.read, err = m.Dev.Compile("decode", step.Calls)
	}
	if err == nil {
		dec.next, err = m.Dev.Compile("advance", []device.Call{dec.advance()})
	}
	if err == nil {
		err = dec.end(device.NoToken)
	}
	if err != nil {
		dec.Free()
		return nil, fmt.Errorf("building a decoder: %w", err)
	}
	return dec, nil
}

func (d *Decoder) advance() device.Call { return device.New("advance", device.U(1), d.pos) }

// end builds the list that samples tokens; the end-of-sequence token is part of it.
func (d *Decoder) end(eos uint32) error {
	sampling := device.New("sample_token", append(device.U(d.R, d.C, d.m.Shape.Vocab), eos), d.logits, d.forced, d.draw, d.temp, d.pos, d.seq)
	l, err := d.m.Dev.Compile("sample_token", []device.Call{sampling, d.advance()})
	if err != nil {
		return err
	}
	if d.sample != nil {
		d.sample.Free()
	}
	d.sample, d.eos = l, eos
	return nil
}

// showing makes room for the logits of all positions, and the list that keeps them.
func (d *Decoder) storeLogits() error {
	if d.store != nil {
		return nil
	}
	V := d.m.Shape.Vocab
	d.all = d.arena.F32("all", d.R*d.C*V)
	if err := d.arena.Err(); err != nil {
		return err
	}
	var err error
	d.store, err = d.m.Dev.Compile("store_logits", []device.Call{device.New("store_logits", device.U(d.R, d.C, V), d.logits, d.pos, d.all)})
	return err
}

// Generate continues R sequences. forced [R,C] gives tokens (prompts, hints,
// injected errors) and device.NoToken where the model chooses: the argmax at
// temp 0, otherwise a sample drawn by draw [R,C] in [0,1), which may be nil at
// temp 0. After eos a sequence is padded with 0. It returns the tokens [R,C]
// and, where asked, the logits [R,C,V], of which [r,c] predicts token [r,c+1]. It
// waits once, and fails with ErrNotFinite where logits were no numbers.
func (d *Decoder) Generate(ctx context.Context, forced []uint32, draw []float32, temp float32, eos uint32, logits bool) ([]uint32, []float32, error) {
	R, C, dev := d.R, d.C, d.m.Dev
	if err := d.upload(forced, draw, temp); err != nil {
		return nil, nil, fmt.Errorf("generating: %w", err)
	}
	if eos != d.eos {
		if err := d.end(eos); err != nil {
			return nil, nil, fmt.Errorf("generating: %w", err)
		}
	}
	position := []device.List{d.read, d.sample}
	if logits {
		if err := d.storeLogits(); err != nil {
			return nil, nil, fmt.Errorf("generating: %w", err)
		}
		position = []device.List{d.read, d.store, d.sample}
	}
	n := C - 1
	if logits {
		n = C // the last position's logits predict beyond the end
	}
	if err := dev.Run(slices.Repeat(position, n)...); err != nil {
		return nil, nil, fmt.Errorf("generating: %w", err)
	}
	views := []device.View{d.seq}
	if logits {
		views = append(views, d.all)
	}
	data, err := device.ReadOnce(ctx, dev, views...)
	if err != nil {
		return nil, nil, fmt.Errorf("reading what was generated: %w", err)
	}
	tokens := device.Words(data[:R*C])
	if slices.Contains(tokens, device.NoToken) {
		return nil, nil, fmt.Errorf("generating: %w", device.ErrNotFinite)
	}
	if !logits {
		return tokens, nil, nil
	}
	return tokens, data[R*C:], device.CheckFinite(data[R*C:])
}

// upload opens new sequences with the given tokens and draws; see Generate.
func (d *Decoder) upload(forced []uint32, draw []float32, temp float32) error {
	R, C, dev := d.R, d.C, d.m.Dev
	if len(forced) != R*C || (draw != nil && len(draw) != R*C) || (draw == nil && temp != 0) {
		return fmt.Errorf("%d forced tokens and %d draws for %d×%d positions at temperature %g", len(forced), len(draw), R, C, temp)
	}
	first := make([]uint32, R*C)
	for i, t := range forced {
		if i%C == 0 {
			first[i] = t
		}
		if t != device.NoToken || i%C == 0 {
			if t >= uint32(d.m.Shape.Vocab) {
				return fmt.Errorf("forced token %d at %d lies outside the vocabulary", t, i)
			}
		}
	}
	if err := d.Open(); err != nil {
		return err
	}
	if draw != nil {
		if err := dev.WriteF32(d.draw.Buf, 0, draw); err != nil {
			return err
		}
	}
	if err := dev.WriteU32(d.seq.Buf, 0, first); err != nil {
		return err
	}
	if err := dev.WriteU32(d.forced.Buf, 0, forced); err != nil {
		return err
	}
	return dev.WriteF32(d.temp.Buf, 0, []float32{temp})
}

// Prepare is Generate but for running: it returns the calls of one position, for
// who wants each by itself.
func (d *Decoder) Prepare(forced []uint32, draw []float32, temp float32) ([]device.Call, error) {
	if err := d.storeLogits(); err != nil {
		return nil, err
	}
	if err := d.upload(forced, draw, temp); err != nil {
		return nil, err
	}
	return slices.Concat(d.read.Calls(), d.store.Calls(), d.sample.Calls()), nil
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
	if err := CheckTokens(tokens, d.m.Shape.Vocab); err != nil {
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
	if err := dev.Run(d.read, d.next); err != nil {
		return nil, fmt.Errorf("decoding: %w", err)
	}
	d.at++
	out := make([]float32, d.logits.Len)
	if err := dev.ReadF32(ctx, d.logits.Buf, 0, out); err != nil {
		return nil, fmt.Errorf("decoding: %w", err)
	}
	return out, device.CheckFinite(out)
}

// Free releases the decoder.
func (d *Decoder) Free() {
	for _, l := range []device.List{d.read, d.sample, d.next, d.store} {
		if l != nil {
			l.Free()
		}
	}
	d.arena.Free()
}

// FLOPs returns the floating-point operations of the matrix products and of
// attention in one Generate: every sequence runs over all positions but the last.
func (d *Decoder) FLOPs() float64 { return d.flops }
