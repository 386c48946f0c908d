package task

import (
	"context"
	"reflect"
	"strings"
	"testing"
)

func TestNew(t *testing.T) {
	metrics := map[string]bool{"accuracy": true, "late_accuracy": true, "success_start": true, "success_random": true, "nll": true}
	for _, name := range Names() {
		x, err := New(name, Options{Slip: .1})
		if err != nil {
			t.Fatal(err)
		}
		if x.Name() != name {
			t.Errorf("task %q calls itself %q", name, x.Name())
		}
		s, h, p := x.Shape(), x.Hyper(), x.Pretrain()
		if s.Dim%s.Heads != 0 || s.Layers != 2 || h.Steps == 0 || h.Batch == 0 || h.LR == 0 || p.Steps == 0 || p.Batch%4 != 0 || p.Base == "" {
			t.Errorf("%s: %+v %+v %+v", name, s, h, p)
		}
		for _, r := range x.References() {
			if !metrics[r.Metric] || !(r.Value > 0 && r.Value <= 1) || r.Label == "" {
				t.Errorf("%s: reference %+v", name, r)
			}
		}
		for _, b := range []Batch{x.Demonstrations(Rand(9, 1), 8, Train), x.PretrainBatch(Rand(9, 5), 8)} {
			if b.B != 8 || b.T > s.Ctx || len(b.Tokens) != b.B*b.T || len(b.Mask) != b.B*b.T {
				t.Errorf("%s: batch [%d,%d] of %d tokens", name, b.B, b.T, len(b.Tokens))
			}
			for i, k := range b.Tokens {
				if int(k) >= s.Vocab {
					t.Errorf("%s: token %d of %d", name, k, s.Vocab)
				}
				if b.Mask[i] != 0 && (i%b.T == 0 || k == 0) {
					t.Errorf("%s: position %d is an answer, token %d", name, i%b.T, k)
				}
			}
		}
		if a, b := x.Demonstrations(Rand(9, 1), 8, Train), x.Demonstrations(Rand(9, 1), 8, Train); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: one seed, two demonstrations", name)
		}
		if a, b := x.PretrainBatch(Rand(9, 5), 8), x.PretrainBatch(Rand(8, 5), 8); reflect.DeepEqual(a, b) {
			t.Errorf("%s: two seeds, one text", name)
		}
	}
	if _, err := New("chess", Options{}); err == nil || !strings.Contains(err.Error(), "treasure") {
		t.Errorf("an unknown task: %v", err)
	}
}

func TestSample(t *testing.T) {
	b := NewBatch(3, 2)
	copy(b.Tokens, []uint32{1, 2, 3, 4, 5, 6})
	copy(b.Mask, []float32{0, 1, 0, 0, 0, 1})
	s := b.Sample([]int{2, 0, 2})
	want := Batch{B: 3, T: 2, Tokens: []uint32{5, 6, 1, 2, 5, 6}, Mask: []float32{0, 1, 0, 1, 0, 1}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v, want %+v", s, want)
	}
}

// counts is a Sampler that counts the sequences that it is asked to run.
type counts struct {
	scripted
	rows int
}

func (c *counts) Generate(ctx context.Context, q Request) (Generation, error) {
	c.rows += q.R
	return c.scripted.Generate(ctx, q)
}

func (c *counts) Open(ctx context.Context, r int) (Stepper, error) {
	c.rows += r
	return c.scripted.Open(ctx, r)
}

func TestQuickIsSmaller(t *testing.T) {
	for _, name := range Names() {
		x, err := New(name, Options{Slip: .1})
		if err != nil {
			t.Fatal(err)
		}
		rows := func(quick bool) int {
			vocab := x.Shape().Vocab
			c := &counts{scripted: scripted{vocab, func(int, []uint32) []float32 { return constant(vocab, 0) }}}
			r, err := x.Evaluate(context.Background(), c, 1, quick)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Metrics) < 2 || r.View == nil {
				t.Errorf("%s: %+v", name, r)
			}
			return c.rows
		}
		if quick, full := rows(true), rows(false); quick < 64 || 2*quick > full {
			t.Errorf("%s: a quick evaluation runs %d sequences, a full one %d", name, quick, full)
		}
	}
}
