package task

import (
	"context"
	"testing"
)

// scripted is a Sampler whose logits are a function of the row of the request and
// of the tokens so far.
type scripted struct {
	vocab int
	next  func(row int, prefix []uint32) []float32
}

func (s scripted) Generate(_ context.Context, q Request) (Generation, error) {
	g := Generation{Tokens: make([]uint32, q.R*q.C)}
	if q.Logits {
		g.Logits = make([]float32, q.R*q.C*s.vocab)
	}
	for r := range q.R {
		row := g.Tokens[r*q.C : (r+1)*q.C]
		var l []float32
		done := false
		for c := range row {
			switch f := q.Forced[r*q.C+c]; {
			case done:
			case f != NoToken:
				row[c] = f
			case q.Temp == 0:
				best := 0
				for i := range l {
					if l[i] > l[best] {
						best = i
					}
				}
				row[c] = uint32(best)
			default:
				for i := range l {
					l[i] /= float32(q.Temp)
				}
				row[c] = uint32(choose(softmax(l), q.Rand.Float64()))
			}
			done = done || row[c] == q.EOS
			l = append([]float32{}, s.next(r, row[:c+1])...)
			if q.Logits {
				copy(g.Logits[(r*q.C+c)*s.vocab:], l)
			}
		}
	}
	return g, nil
}

func (s scripted) Forward(_ context.Context, b Batch) ([]float32, error) {
	var l []float32
	for r := range b.B {
		for c := range b.T {
			l = append(l, s.next(r, b.Row(r).Tokens[:c+1])...)
		}
	}
	return l, nil
}

func (s scripted) Open(_ context.Context, r int) (Stepper, error) {
	return &steps{scripted: s, rows: make([][]uint32, r)}, nil
}

type steps struct {
	scripted
	rows [][]uint32
}

func (s *steps) Step(_ context.Context, tokens []uint32) ([]float32, error) {
	var l []float32
	for r, t := range tokens {
		s.rows[r] = append(s.rows[r], t)
		l = append(l, s.next(r, s.rows[r])...)
	}
	return l, nil
}

// constant is a row of equal logits.
func constant(vocab int, x float32) []float32 {
	l := make([]float32, vocab)
	for i := range l {
		l[i] = x
	}
	return l
}

// says is a row of logits that is sure of one token.
func says(vocab int, k uint32) []float32 {
	l := constant(vocab, -30)
	l[k] = 30
	return l
}

// metric returns a metric of a result by name.
func metric(t *testing.T, r Result, name string) float64 {
	t.Helper()
	for _, m := range r.Metrics {
		if m.Name == name {
			return m.Value
		}
	}
	t.Fatalf("no metric %q in %v", name, r.Metrics)
	return 0
}
