package train

import (
	"context"
	"fmt"

	"softmix/model/arch"
	"softmix/model/task"
)

// maxCached bounds how many decoders and forward passes of different sizes a
// sampler keeps. A task uses two or three.
const maxCached = 6

// size is [rows, positions].
type size [2]int

// sampler lets a task run a model alone. What it builds for one size of request
// is kept for the next.
type sampler struct {
	m        *arch.Model
	decoders map[size]*arch.Decoder
	forwards map[size]*arch.Forward
	yield    func() // called before each piece of work
}

var _ task.Sampler = (*sampler)(nil)

func newSampler(m *arch.Model) *sampler {
	return &sampler{m: m, decoders: map[size]*arch.Decoder{}, forwards: map[size]*arch.Forward{}, yield: func() {}}
}

func (s *sampler) decoder(r, c int) (*arch.Decoder, error) {
	if d, ok := s.decoders[size{r, c}]; ok {
		return d, nil
	}
	if len(s.decoders) >= maxCached {
		s.free()
	}
	d, err := arch.NewDecoder(s.m, r, c)
	if err != nil {
		return nil, fmt.Errorf("evaluating: %w", err)
	}
	s.decoders[size{r, c}] = d
	return d, nil
}

// Generate implements task.Sampler.
func (s *sampler) Generate(ctx context.Context, q task.Request) (task.Generation, error) {
	s.yield()
	d, err := s.decoder(q.R, q.C)
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

// Forward implements task.Sampler.
func (s *sampler) Forward(ctx context.Context, b task.Batch) ([]float32, error) {
	s.yield()
	f, ok := s.forwards[size{b.B, b.T}]
	if !ok {
		if len(s.forwards) >= maxCached {
			s.free()
		}
		var err error
		if f, err = arch.NewForward(s.m, b.B, b.T); err != nil {
			return nil, fmt.Errorf("evaluating: %w", err)
		}
		s.forwards[size{b.B, b.T}] = f
	}
	logits, err := f.Logits(ctx, b.Tokens)
	if err != nil {
		return nil, fmt.Errorf("evaluating: %w", err)
	}
	return logits, nil
}

// Open implements task.Sampler.
func (s *sampler) Open(_ context.Context, r int) (task.Stepper, error) {
	d, err := s.decoder(r, s.m.Shape.Ctx)
	if err != nil {
		return nil, err
	}
	if err := d.Open(); err != nil {
		return nil, fmt.Errorf("evaluating: %w", err)
	}
	return stepper{d, s}, nil
}

// stepper feeds a decoder, with a yield before each token.
type stepper struct {
	*arch.Decoder
	sampler *sampler
}

// Step implements task.Stepper.
func (s stepper) Step(ctx context.Context, tokens []uint32) ([]float32, error) {
	s.sampler.yield()
	return s.Decoder.Step(ctx, tokens)
}

// free releases everything cached.
func (s *sampler) free() {
	for _, d := range s.decoders {
		d.Free()
	}
	for _, f := range s.forwards {
		f.Free()
	}
	clear(s.decoders)
	clear(s.forwards)
}
