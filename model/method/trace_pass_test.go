package method

import (
	"fmt"
	"math"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
)

// checkFrom: gradients add up, so those of the single tokens are together that
// of the sequence.
func (g golden) checkFrom(t *testing.T, what func(string) string, p *TracePass, x *Inspection) {
	t.Helper()
	sum := make(tensor, len(x.DInput))
	for at := range x.T {
		one, err := p.From(t.Context(), x, g.weights, at)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range one {
			sum[i] += float64(v)
			if i/x.D >= at && v != 0 {
				t.Errorf("%s", what(fmt.Sprintf("the loss of token %d reaches input %d", at, i/x.D)))
			}
		}
	}
	near(t, what("gradient at the inputs, token by token"), x.DInput, sum, 1e-5, 1e-3)
}

// testAfter: the prediction after an update has the loss that the fixture gives.
func (g golden) testAfter(t *testing.T, dev device.Device) {
	want := load[struct {
		LR, Beta1, Beta2, Eps float64
		WD                    float64 `json:"weight_decay"`
		Loss1                 float64 `json:"loss_after_step1"`
	}](t, g.folder, "adamw")
	m := g.model(t, dev)
	st := g.step(t, dev, m, "sft", Settings{}, Optim{Beta1: want.Beta1, Beta2: want.Beta2, Eps: want.Eps, WeightDecay: want.WD})
	if err := st.Run(g.tokens, g.mask, nil, Knobs{LR: want.LR, Tau: 1}); err != nil {
		t.Fatal(err)
	}
	after, err := m.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pass, err := NewTracePass(m, g.T)
	if err != nil {
		t.Fatal(err)
	}
	defer pass.Free()
	loss := 0.
	for b := range g.B {
		x, err := st.Inspect(t.Context(), b, g.weights)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "prediction before the update", x.Train, g.clean(b, 1), 1e-4, 0)
		p, err := pass.After(t.Context(), x, false, after)
		if err != nil {
			t.Fatal(err)
		}
		for at := 1; at < g.T; at++ {
			loss -= float64(x.Share[at]) * math.Log(float64(p[at*x.V+int(x.Tokens[at])]))
		}
	}
	near(t, "loss after the update", []float32{float32(loss)}, []float64{want.Loss1}, 1e-5*math.Max(1, want.Loss1), 0)
}

// sums adds up over the batch what the fixtures give only as a sum.
type sums struct {
	g      golden
	loss   float64
	dP, dE []float32
}

func newSums(g golden) *sums {
	return &sums{g: g, dP: make([]float32, g.config.Ctx*g.config.Dim), dE: make([]float32, g.config.Vocab*g.config.Dim)}
}

// add adds a sequence: dE = sum of dlogits times hidden state, and of the
// mixture's shares times the gradient at the input where the table is live.
func (s *sums) add(t *testing.T, dev device.Device, st *Step, x *Inspection, b int, frozen bool) {
	t.Helper()
	hidden := read(t, dev, st, "hidden", s.g.B*x.T*x.D)[b*x.T*x.D:]
	for at := range x.T {
		s.loss += float64(x.Share[at]) * float64(x.Loss[at])
		for j := range x.D {
			d := x.DInput[at*x.D+j]
			s.dP[at*x.D+j] += d
			for v := range x.V {
				if at > 0 {
					s.dE[v*x.D+j] += x.DLogits[at*x.V+v] * hidden[(at-1)*x.D+j]
				}
				if !frozen {
					s.dE[v*x.D+j] += x.Mix[at*x.V+v] * d
				}
			}
		}
	}
}

// param returns a parameter of the fixture.
func (g golden) param(name string) []float32 {
	x, _ := arch.LayoutOf(g.config).Find(name)
	return g.weights[x.Off : x.Off+x.Len]
}

// clean is what the fixture's model predicts from the clean tokens of sequence
// b, softmax(logits/tau) [T,V], each row about its own token.
func (g golden) clean(b int, tau float64) tensor {
	V := g.config.Vocab
	out := make(tensor, g.T*V)
	for at := V; at < len(out); at += V {
		logits, sum := g.logits[b*g.T*V+at-V:][:V], 0.
		for v, l := range logits {
			out[at+v] = math.Exp(l / tau)
			sum += out[at+v]
		}
		for v := range V {
			out[at+v] /= sum
		}
	}
	return out
}

func float64s(x []float32) tensor {
	out := make(tensor, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
