package method

import (
	"math"
	"strings"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/gpt"
)

// plain are optimiser constants that leave the weights where they are when the
// learning rate is 0, so that a step only computes losses and gradients.
var plain = Optim{Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}

func TestGolden(t *testing.T) {
	for _, f := range folders(t) {
		t.Run(f.name, func(t *testing.T) {
			g := open(t, f)
			onEveryDevice(t, func(t *testing.T, dev device.Device) {
				t.Run("forward", func(t *testing.T) { g.testForward(t, dev) })
				t.Run("adamw", func(t *testing.T) { g.testAdamW(t, dev) })
				for _, name := range []string{"pt", "sft"} {
					t.Run(name, func(t *testing.T) {
						g.testStep(t, dev, name, name, Settings{}, Knobs{Tau: 1}, nil)
					})
				}
				names := g.matching("ift_")
				if len(names) == 0 {
					t.Error("no IFT fixtures")
				}
				for _, name := range names {
					t.Run(name, func(t *testing.T) { g.testIFT(t, dev, name) })
				}
				t.Run("scheduled_sampling", func(t *testing.T) { g.testScheduledSampling(t, dev) })
				t.Run("neftune", func(t *testing.T) { g.testNEFTune(t, dev) })
				t.Run("dpo", func(t *testing.T) { g.testDPO(t, dev) })
				t.Run("orpo", func(t *testing.T) { g.testORPO(t, dev) })
				t.Run("reward_model", func(t *testing.T) { g.testReward(t, dev) })
				t.Run("ppo", func(t *testing.T) { g.testPPO(t, dev) })
			})
		})
	}
}

// model returns the fixture's model on dev.
func (g golden) model(t *testing.T, dev device.Device) *arch.Model {
	t.Helper()
	return g.modelOf(t, dev, g.weights)
}

// modelOf returns a model of the fixture's size with the given weights.
func (g golden) modelOf(t *testing.T, dev device.Device, weights []float32) *arch.Model {
	t.Helper()
	m, err := gpt.New(dev, g.config)
	if err == nil {
		err = m.Load(weights)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Free)
	return m
}

func read(t *testing.T, dev device.Device, s *Step, name string, n int) []float32 {
	t.Helper()
	b, ok := s.Buffer(name)
	if !ok {
		t.Fatalf("the step has no buffer %s", name)
	}
	out := make([]float32, n)
	if err := dev.ReadF32(t.Context(), b, 0, out); err != nil {
		t.Fatalf("reading %s: %v", name, err)
	}
	return out
}

// near fails on the first element that differs by more than abs + rel·|want|.
func near(t *testing.T, what string, got []float32, want []float64, abs, rel float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d numbers, want %d", what, len(got), len(want))
		return
	}
	for i, w := range want {
		if d := math.Abs(float64(got[i]) - w); !(d <= abs+rel*math.Abs(w)) {
			t.Errorf("%s[%d] = %g, want %g (off by %.2g)", what, i, got[i], w, d)
			return
		}
	}
}

func (g golden) testForward(t *testing.T, dev device.Device) {
	m := g.model(t, dev)
	f, err := arch.NewForward(m, g.B, g.T)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Free()
	logits, err := f.Logits(t.Context(), g.tokens)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "logits", logits, g.logits, 1e-4, 0)

	// The KV cache must say the same as the whole pass, position by position.
	d, err := arch.NewDecoder(m, g.B, g.T)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Free()
	tokens, all, err := d.Generate(t.Context(), g.tokens, nil, 0, arch.NoEOS, true)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "decoded logits", all, g.logits, 1e-4, 0)
	for i := range tokens {
		if tokens[i] != g.tokens[i] {
			t.Fatalf("the decoder changed forced token %d from %d to %d", i, g.tokens[i], tokens[i])
		}
	}

	s := g.step(t, dev, m, "sft", Settings{}, plain)
	if err := s.Run(g.tokens, g.mask, nil, Knobs{Tau: 1}); err != nil {
		t.Fatal(err)
	}
	logp := read(t, dev, s, "nll", g.B*g.T)
	for i := range logp {
		logp[i] = -logp[i]
	}
	near(t, "logp", logp, g.logp, 1e-4, 0)
	near(t, "final hidden", read(t, dev, s, "hidden", g.B*g.T*g.config.Dim), g.hidden, 1e-4, 0)
}

func (g golden) step(t *testing.T, dev device.Device, m *arch.Model, name string, s Settings, o Optim) *Step {
	t.Helper()
	st, err := New(m, name, s, o, g.B, g.T)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Free)
	return st
}

// testStep runs one step that leaves the weights alone and compares loss and
// gradients with the fixture.
func (g golden) testStep(t *testing.T, dev device.Device, fixture, method string, s Settings, k Knobs, draw []float32) *Step {
	t.Helper()
	st := g.step(t, dev, g.model(t, dev), method, s, plain)
	g.runStep(t, dev, st, fixture, k, draw)
	return st
}

// runStep is testStep on a step that the caller has prepared.
func (g golden) runStep(t *testing.T, dev device.Device, st *Step, fixture string, k Knobs, draw []float32) {
	t.Helper()
	if err := st.Run(g.tokens, g.mask, draw, k); err != nil {
		t.Fatal(err)
	}
	g.compareStep(t, dev, st, fixture)
}

// compareStep compares the loss and the gradients of st's only step with the fixture.
func (g golden) compareStep(t *testing.T, dev device.Device, st *Step, fixture string) {
	t.Helper()
	want := load[struct {
		Loss  float64
		Grads map[string]tensor
	}](t, g.folder, fixture)
	loss, err := st.Losses(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "loss", loss, []float64{want.Loss}, 1e-5*math.Max(1, math.Abs(want.Loss)), 0)
	g.compareParams(t, "gradient of ", read(t, dev, st, "grads", st.m.Layout.Len), want.Grads, 1e-5, 1e-3)
}

func (g golden) compareParams(t *testing.T, what string, got []float32, want map[string]tensor, abs, rel float64) {
	t.Helper()
	for _, x := range arch.LayoutOf(g.config).Tensors {
		near(t, what+x.Name, got[x.Off:x.Off+x.Len], want[x.Name], abs, rel)
	}
}

func (g golden) testIFT(t *testing.T, dev device.Device, name string) {
	want := load[struct {
		Lam, Gamma, Tau float64
		Soft, Detach    *bool
		Frozen          bool `json:"frozen_embedding"`
		Passes          int
		Drawn           tensor `json:"drawn_tokens"`
		Mixed           tensor `json:"mixed_embeddings"`
		Weights         tensor `json:"drp_weights"`
		NLL             tensor
		Argmax          tensor `json:"first_pass_argmax"`
	}](t, g.folder, name)
	s := Settings{Feedback: "soft", Passes: max(want.Passes, 1), Frozen: want.Frozen, Live: want.Detach != nil && !*want.Detach}
	k := Knobs{Lambda: want.Lam, Gamma: want.Gamma, Tau: want.Tau}
	if k.Tau == 0 {
		k.Tau = 1
	}
	var draw []float32
	switch {
	case want.Drawn != nil:
		s.Feedback = "sampled"
		draw = g.drawsFor(t, want.Drawn)
	case want.Soft != nil && !*want.Soft, strings.HasPrefix(name, "ift_argmax"):
		s.Feedback = "argmax"
	}
	st := g.testStep(t, dev, name, "ift", s, k, draw)
	N := g.B * g.T
	near(t, "mixed embeddings", read(t, dev, st, "e", N*g.config.Dim), want.Mixed, 1e-4, 0)
	near(t, "DRP weights", read(t, dev, st, "w", N), want.Weights, 1e-5, 1e-3)
	if want.NLL != nil {
		nll := read(t, dev, st, "nll", N)
		for i := range nll {
			nll[i] *= g.mask[i]
		}
		near(t, "token losses", nll, want.NLL, 1e-4, 0)
	}
	if want.Argmax != nil {
		logits := read(t, dev, st, "logits0", N*g.config.Vocab)
		for n, w := range want.Argmax {
			row := logits[n*g.config.Vocab : (n+1)*g.config.Vocab]
			for v, x := range row {
				if x > row[int(w)]+1e-4 {
					t.Fatalf("first pass, position %d: token %d beats the fixture's argmax %d by %g", n, v, int(w), x-row[int(w)])
				}
			}
		}
	}
}

// drawsFor returns the uniform numbers that make the sampler draw the given
// tokens from the clean pass: the middle of each token's interval of the
// cumulated distribution.
func (g golden) drawsFor(t *testing.T, drawn tensor) []float32 {
	t.Helper()
	V, u := g.config.Vocab, make([]float32, len(drawn))
	for n, tok := range drawn {
		if n%g.T == 0 || g.mask[n] == 0 {
			continue
		}
		row := g.logits[(n-1)*V : n*V]
		var sum, below float64
		for v, x := range row {
			p := math.Exp(x)
			sum += p
			if v < int(tok) {
				below += p
			}
		}
		u[n] = float32((below + math.Exp(row[int(tok)])/2) / sum)
	}
	return u
}

func (g golden) testAdamW(t *testing.T, dev device.Device) {
	want := load[struct {
		LR, Beta1, Beta2, Eps float64
		WD                    float64           `json:"weight_decay"`
		After1                map[string]tensor `json:"after_step1"`
		After2                map[string]tensor `json:"after_step2"`
		Loss1                 float64           `json:"loss_after_step1"`
		Loss2                 float64           `json:"loss_after_step2"`
	}](t, g.folder, "adamw")
	m := g.model(t, dev)
	s := g.step(t, dev, m, "sft", Settings{}, Optim{Beta1: want.Beta1, Beta2: want.Beta2, Eps: want.Eps, WeightDecay: want.WD})
	k := Knobs{LR: want.LR, Tau: 1}
	small := make([]bool, m.Layout.Len) // where a float32 error can flip the sign of the first update
	for i, after := range []map[string]tensor{want.After1, want.After2} {
		if err := s.Run(g.tokens, g.mask, nil, k); err != nil {
			t.Fatal(err)
		}
		for j, x := range read(t, dev, s, "grads", m.Layout.Len) {
			small[j] = small[j] || math.Abs(float64(x)) < 1e-6
		}
		w, err := m.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range m.Layout.Tensors {
			for j, v := range after[x.Name] {
				tol := 2e-5
				if small[x.Off+j] {
					tol = 2.1e-3
				}
				if d := math.Abs(float64(w[x.Off+j]) - v); !(d <= tol) {
					t.Fatalf("after step %d: %s[%d] = %g, want %g", i+1, x.Name, j, w[x.Off+j], v)
				}
			}
		}
	}
	if err := s.Run(g.tokens, g.mask, nil, k); err != nil { // its loss is that after two updates
		t.Fatal(err)
	}
	loss, err := s.Losses(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "loss after updates", loss, []float64{want.Loss1, want.Loss2}, 1e-5*math.Max(1, want.Loss1), 0)
}
