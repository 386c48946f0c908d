package gpt

import (
	"math"
	"math/rand/v2"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
)

var small = Config{Vocab: 7, Dim: 12, Layers: 2, Heads: 3, Ctx: 9}.Defaults()

func TestLayoutIsAlignedAndDisjoint(t *testing.T) {
	l, end, count := arch.LayoutOf(small), 0, 0
	for _, x := range l.Tensors {
		if x.Off%device.Align != 0 || x.Off < end {
			t.Errorf("%s starts at %d, after %d", x.Name, x.Off, end)
		}
		end, count = x.Off+x.Len, count+x.Len
	}
	if end > l.Len || count != l.Count() {
		t.Errorf("layout of %d elements ends at %d; %d parameters, Count says %d", l.Len, end, count, l.Count())
	}
	// V·d + ctx·d + L(12 d² + 2d) + d, by hand.
	if want := 7*12 + 9*12 + 2*(12*144+24) + 12; count != want {
		t.Errorf("%d parameters, want %d", count, want)
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []Config{{}, {Vocab: 5, Dim: 10, Layers: 1, Heads: 3, Ctx: 4, MLP: 4}, {Vocab: 5, Dim: 8, Layers: 0, Heads: 2, Ctx: 4, MLP: 4}} {
		if c.Validate() == nil {
			t.Errorf("%+v passed", c)
		}
	}
	if err := small.Validate(); err != nil {
		t.Error(err)
	}
}

func model(t *testing.T) *arch.Model {
	t.Helper()
	m, err := New(cpu.Open(), small)
	if err != nil {
		t.Fatal(err)
	}
	w := arch.Init(small, rand.New(rand.NewPCG(3, 3)))
	for i := range w {
		w[i] *= 3 // livelier distributions
	}
	if err := m.Load(w); err != nil {
		t.Fatal(err)
	}
	return m
}

// Sampling follows the distribution that the logits state, and a greedy
// continuation is the argmax of a whole forward pass over what was written.
func TestGenerate(t *testing.T) {
	m := model(t)
	const R, C = 400, 6
	d, err := arch.NewDecoder(m, R, C)
	if err != nil {
		t.Fatal(err)
	}
	forced := make([]uint32, R*C)
	for i := range forced {
		forced[i] = arch.NoEOS
		if i%C < 2 {
			forced[i] = uint32(3 + i%C)
		}
	}
	r := rand.New(rand.NewPCG(4, 4))
	draw := make([]float32, R*C)
	for i := range draw {
		draw[i] = r.Float32()
	}
	tokens, logits, err := d.Generate(t.Context(), forced, draw, 1, arch.NoEOS, true)
	if err != nil {
		t.Fatal(err)
	}
	p := make([]float64, small.Vocab)
	sum := 0.0
	for v := range p {
		p[v] = math.Exp(float64(logits[1*small.Vocab+v])) // after the prompt, the same in every row
		sum += p[v]
	}
	count := make([]float64, small.Vocab)
	for row := range R {
		count[tokens[row*C+2]]++
	}
	for v := range p {
		if want := p[v] / sum; math.Abs(count[v]/R-want) > 4*math.Sqrt(want/R)+0.01 {
			t.Errorf("token %d was drawn with frequency %.3f, its probability is %.3f", v, count[v]/R, want)
		}
	}

	greedy, _, err := d.Generate(t.Context(), forced, nil, 0, arch.NoEOS, false)
	if err != nil {
		t.Fatal(err)
	}
	f, err := arch.NewForward(m, R, C)
	if err != nil {
		t.Fatal(err)
	}
	all, err := f.Logits(t.Context(), greedy)
	if err != nil {
		t.Fatal(err)
	}
	for c := 2; c < C; c++ {
		row, best := all[(c-1)*small.Vocab:c*small.Vocab], 0
		for v := range row {
			if row[v] > row[best] {
				best = v
			}
		}
		if greedy[c] != uint32(best) {
			t.Errorf("greedy token %d is %d, the forward pass says %d", c, greedy[c], best)
		}
	}
}

// After the end-of-sequence token come zeros; fed sequences see the same logits.
func TestEndOfSequenceAndFeeding(t *testing.T) {
	m := model(t)
	d, err := arch.NewDecoder(m, 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	forced := []uint32{1, 2, arch.NoEOS, arch.NoEOS, arch.NoEOS, 3, 4, 5, 6, 2}
	tokens, logits, err := d.Generate(t.Context(), forced, nil, 0, 2, true)
	if err != nil {
		t.Fatal(err)
	}
	if tokens[2] != 0 || tokens[3] != 0 || tokens[4] != 0 {
		t.Errorf("after the end: %v", tokens[:5])
	}
	if tokens[9] != 2 {
		t.Errorf("the other sequence was cut: %v", tokens[5:])
	}
	if err := d.Open(); err != nil {
		t.Fatal(err)
	}
	for c := range 5 {
		got, err := d.Step(t.Context(), []uint32{tokens[c], tokens[5+c]})
		if err != nil {
			t.Fatal(err)
		}
		for r := range 2 {
			for v := range small.Vocab {
				if a, b := got[r*small.Vocab+v], logits[(r*5+c)*small.Vocab+v]; math.Abs(float64(a-b)) > 1e-6 {
					t.Fatalf("fed position %d: logit %g, generated %g", c, a, b)
				}
			}
		}
	}
	if _, err := d.Step(t.Context(), []uint32{1, 1}); err == nil {
		t.Error("a step past the end went through")
	}
}

func TestRefusals(t *testing.T) {
	m := model(t)
	d, _ := arch.NewDecoder(m, 2, 5)
	f, _ := arch.NewForward(m, 1, 4)
	for what, err := range map[string]error{
		"token outside":    second(f.Logits(t.Context(), []uint32{1, 2, 7, 1})),
		"too few tokens":   second(f.Logits(t.Context(), []uint32{1})),
		"free first token": third(d.Generate(t.Context(), []uint32{arch.NoEOS, 1, 1, 1, 1, 1, 1, 1, 1, 1}, nil, 0, arch.NoEOS, false)),
		"no draws":         third(d.Generate(t.Context(), make([]uint32, 10), nil, 1, arch.NoEOS, false)),
		"fed outside":      second(d.Step(t.Context(), []uint32{1, 9})),
		"long decoder":     second(arch.NewDecoder(m, 1, 10)),
		"wrong weights":    m.Load(make([]float32, 3)),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

func second[T any](_ T, err error) error        { return err }
func third[T, U any](_ T, _ U, err error) error { return err }
