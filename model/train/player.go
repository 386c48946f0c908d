package train

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/task"
)

// maxCached bounds how many decoders and forward passes of different sizes a
// player keeps. A task uses two or three.
const maxCached = 6

// size is [rows, positions].
type size [2]int

// player lets a task run a model alone. What it builds for one size of request
// is kept for the next.
type player struct {
	m        *arch.Model
	decoders map[size]*arch.Decoder
	forwards map[size]*arch.Forward
	breathe  func() // called before each piece of work; may be nil
}

var _ task.Player = (*player)(nil)

func newPlayer(m *arch.Model) *player {
	return &player{m: m, decoders: map[size]*arch.Decoder{}, forwards: map[size]*arch.Forward{}}
}

func (p *player) rest() {
	if p.breathe != nil {
		p.breathe()
	}
}

func (p *player) decoder(r, c int) (*arch.Decoder, error) {
	if d, ok := p.decoders[size{r, c}]; ok {
		return d, nil
	}
	if len(p.decoders) >= maxCached {
		p.free()
	}
	d, err := arch.NewDecoder(p.m, r, c)
	if err != nil {
		return nil, fmt.Errorf("evaluating: %w", err)
	}
	p.decoders[size{r, c}] = d
	return d, nil
}

// Generate implements task.Player.
func (p *player) Generate(ctx context.Context, q task.Request) (task.Generation, error) {
	p.rest()
	d, err := p.decoder(q.R, q.C)
	if err != nil {
		return task.Generation{}, err
	}
	var draw []float32
	if q.Temp != 0 {
		if q.Rand == nil {
			return task.Generation{}, fmt.Errorf("evaluating: sampling without a random source")
		}
		draw = make([]float32, q.R*q.C)
		for i := range draw {
			draw[i] = q.Rand.Float32()
		}
	}
	tokens, logits, err := d.Generate(ctx, q.Forced, draw, float32(q.Temp), q.EOS, q.Logits)
	if err != nil {
		return task.Generation{}, fmt.Errorf("evaluating: %w", err)
	}
	return task.Generation{Tokens: tokens, Logits: logits}, nil
}

// Forward implements task.Player.
func (p *player) Forward(ctx context.Context, b task.Batch) ([]float32, error) {
	p.rest()
	f, ok := p.forwards[size{b.B, b.T}]
	if !ok {
		if len(p.forwards) >= maxCached {
			p.free()
		}
		var err error
		if f, err = arch.NewForward(p.m, b.B, b.T); err != nil {
			return nil, fmt.Errorf("evaluating: %w", err)
		}
		p.forwards[size{b.B, b.T}] = f
	}
	logits, err := f.Logits(ctx, b.Tokens)
	if err != nil {
		return nil, fmt.Errorf("evaluating: %w", err)
	}
	return logits, nil
}

// Open implements task.Player.
func (p *player) Open(_ context.Context, r int) (task.Stepper, error) {
	d, err := p.decoder(r, p.m.Shape.Ctx)
	if err != nil {
		return nil, err
	}
	if err := d.Open(); err != nil {
		return nil, fmt.Errorf("evaluating: %w", err)
	}
	return stepper{d, p}, nil
}

// stepper feeds a decoder with a rest before each token.
type stepper struct {
	*arch.Decoder
	p *player
}

// Step implements task.Stepper.
func (s stepper) Step(ctx context.Context, tokens []uint32) ([]float32, error) {
	s.p.rest()
	return s.Decoder.Step(ctx, tokens)
}

// free releases everything cached.
func (p *player) free() {
	for _, d := range p.decoders {
		d.Free()
	}
	for _, f := range p.forwards {
		f.Free()
	}
	clear(p.decoders)
	clear(p.forwards)
}
