package method

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
)

// What is read of a step must be what the fixtures say of it, sequence by
// sequence, for every method.
func TestInspect(t *testing.T) {
	for _, f := range folders(t) {
		t.Run(f.name, func(t *testing.T) {
			g := open(t, f)
			onEveryDevice(t, func(t *testing.T, dev device.Device) {
				for _, name := range append([]string{"pt", "sft"}, g.matching("ift_")...) {
					t.Run(name, func(t *testing.T) { g.testInspect(t, dev, name) })
				}
				t.Run("after", func(t *testing.T) { g.testAfter(t, dev) })
			})
		})
	}
}

// wanted is what a fixture tells of a step.
type wanted struct {
	Loss            float64
	Lam, Gamma, Tau float64
	Soft, Detach    *bool
	Frozen          bool `json:"frozen_embedding"`
	Passes          int
	Drawn           tensor `json:"drawn_tokens"`
	Mixed           tensor `json:"mixed_embeddings"`
	Weights         tensor `json:"drp_weights"`
	NLL             tensor
	Grads           map[string]tensor
}

func (g golden) testInspect(t *testing.T, dev device.Device, name string) {
	want := load[wanted](t, g.folder, name)
	recipe, s, k := name, Settings{}, Knobs{Tau: 1}
	var draw []float32
	if strings.HasPrefix(name, "ift_") {
		recipe = "ift"
		s = Settings{Feedback: "soft", Passes: max(want.Passes, 1), Frozen: want.Frozen, Live: want.Detach != nil && !*want.Detach}
		k = Knobs{Lambda: want.Lam, Gamma: want.Gamma, Tau: want.Tau}
		if k.Tau == 0 {
			k.Tau = 1
		}
		if want.Drawn != nil {
			s.Feedback, draw = "sampled", g.drawsFor(t, want.Drawn)
		} else if want.Soft != nil && !*want.Soft {
			s.Feedback = "argmax"
		}
	}
	m := g.model(t, dev)
	st := g.step(t, dev, m, recipe, s, plain)
	if err := st.Run(g.tokens, g.mask, draw, k); err != nil {
		t.Fatal(err)
	}
	pass, err := NewTracePass(st.m, g.T)
	if err != nil {
		t.Fatal(err)
	}
	defer pass.Free()
	sum := newSums(g)
	for b := range g.B {
		x, err := st.Inspect(t.Context(), b, g.weights)
		if err != nil {
			t.Fatal(err)
		}
		what := func(s string) string { return fmt.Sprintf("sequence %d: %s", b, s) }
		if recipe == "ift" {
			g.checkGuess(t, what, x, want, s, b)
		} else if x.Guess != nil || x.Fed != nil || x.Belief() != nil {
			t.Error(what("a method without guesses has some"))
		}
		g.checkLosses(t, what, x, want, recipe, s.Live, b)
		g.checkStream(t, dev, what, st, x, b)
		sum.add(t, dev, st, x, b, s.Frozen)
		if !s.Live {
			g.checkFrom(t, what, pass, x)
		}
	}
	near(t, "batch loss", []float32{float32(sum.loss)}, []float64{want.Loss}, 1e-5*math.Max(1, want.Loss), 0)
	near(t, "gradient at the inputs, summed over the batch", sum.dP, want.Grads["P"], 1e-5, 1e-3)
	near(t, "gradient of the table, from those at logits and inputs", sum.dE, want.Grads["E"], 1e-5, 1e-3)
	grads, err := st.Grads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range arch.LayoutOf(g.config).Tensors {
		near(t, "norm of the gradient of "+x.Name, []float32{float32(Norm(grads[x.Off : x.Off+x.Len]))},
			[]float64{Norm(want.Grads[x.Name].f32())}, 1e-5, 1e-3)
	}
	if _, err := st.Inspect(t.Context(), g.B, g.weights); err == nil {
		t.Error("a sequence beyond the batch was inspected")
	}
}

// checkGuess compares the last guess pass and the mixture that it led to.
func (g golden) checkGuess(t *testing.T, what func(string) string, x *Inspection, want wanted, s Settings, b int) {
	t.Helper()
	T, V, d := g.T, g.config.Vocab, g.config.Dim
	near(t, what("lambda, gamma"), []float32{x.Lambda, x.Gamma}, []float64{want.Lam, want.Gamma}, 1e-6, 0)
	mixed := want.Mixed[b*T*d : (b+1)*T*d]
	near(t, what("mixed embeddings"), x.Mixed(), mixed, 1e-4, 0)
	entered := tensor{}
	for i, e := range mixed {
		entered = append(entered, e+float64(g.param("P")[i]))
	}
	near(t, what("input"), x.Input, entered, 1e-4, 0)
	if s.Passes == 1 { // the guess pass reads the clean tokens
		near(t, what("guess"), x.Guess, g.clean(b, float64(x.Tau)), 1e-4, 0)
	}
	E, belief := g.param("E"), x.Belief()
	for i, e := range mixed {
		if at := i / d; at > 0 && x.Mask[at] == 1 && want.Lam > 0 {
			p := (e - (1-want.Lam)*float64(E[int(x.Tokens[at])*d+i%d])) / want.Lam
			near(t, what(fmt.Sprintf("belief %d", i)), belief[i:i+1], []float64{p}, 1e-4/want.Lam, 0)
		}
	}
	for at := V; at < len(x.Fed); at += V {
		row, of := x.Fed[at:at+V], x.Guess[at:at+V]
		switch s.Feedback {
		case "soft":
			near(t, what("soft feedback"), row, float64s(of), 1e-6, 0)
		default:
			if one := slices.Index(row, 1); one < 0 || Norm(row) != 1 {
				t.Errorf("%s %v is no one-hot", what("feedback"), row)
			} else if want.Drawn != nil && x.Mask[at/V] == 1 && one != int(want.Drawn[b*T+at/V]) {
				t.Errorf("%s %d, want %g", what("drawn token"), one, want.Drawn[b*T+at/V])
			} else if s.Feedback == "argmax" && of[one] < slices.Max(of) {
				t.Errorf("%s %d of %v", what("argmax"), one, of)
			}
		}
	}
}

// checkLosses compares losses, weights, and the gradient at the logits.
func (g golden) checkLosses(t *testing.T, what func(string) string, x *Inspection, want wanted, recipe string, live bool, b int) {
	t.Helper()
	T, V := g.T, g.config.Vocab
	mask, nll, weight := g.mask[b*T:(b+1)*T], make(tensor, T), make(tensor, T)
	for t := 1; t < T; t++ {
		nll[t] = -g.logp[b*T+t]
		weight[t] = float64(mask[t])
	}
	switch recipe {
	case "pt":
		for t := 1; t < T; t++ {
			weight[t] = 1
			if x.Tokens[t] == 0 {
				weight[t] = 0
			}
		}
	case "ift":
		nll, weight = float64s(x.Loss), want.Weights[b*T:(b+1)*T]
		if want.NLL != nil {
			for t := range T {
				if mask[t] == 1 {
					nll[t] = want.NLL[b*T+t]
				}
			}
		}
	}
	near(t, what("token losses"), x.Loss, nll, 1e-4, 0)
	near(t, what("weights"), x.Weight, weight, 1e-5, 1e-3)
	if recipe != "ift" {
		near(t, what("prediction"), x.Train, g.clean(b, 1), 1e-4, 0)
	}
	coef := g.coefficients(recipe, nll, weight, mask, want.Gamma, live)
	near(t, what("coefficients"), x.Coef, coef, 1e-5, 1e-3)
	for at := 1; at < T; at++ {
		row, p, sum := x.DLogits[at*V:(at+1)*V], x.Train[at*V:(at+1)*V], 0.
		for v := range row {
			one := 0.
			if v == int(x.Tokens[at]) {
				one = 1
			}
			sum += math.Pow(coef[at]*(float64(p[v])-one), 2)
		}
		near(t, what(fmt.Sprintf("gradient norm at the logits of token %d", at)), []float32{float32(Norm(row))}, []float64{math.Sqrt(sum)}, 1e-5, 1e-3)
		near(t, what("-log of the prediction"), []float32{float32(-math.Log(float64(p[x.Tokens[at]])))}, []float64{float64(x.Loss[at])}, 1e-4, 0)
	}
}

// coefficients are the derivatives of the batch loss by the losses of one
// sequence: the shares, or, where the weights are live, differences of it.
func (g golden) coefficients(recipe string, nll, weight tensor, mask []float32, gamma float64, live bool) tensor {
	n, out := 0., make(tensor, g.T)
	for t := 1; t < g.T; t++ {
		n += float64(mask[t])
	}
	if recipe == "pt" {
		n = 0
		for i, k := range g.tokens {
			if i%g.T > 0 && k != 0 {
				n++
			}
		}
		n /= float64(g.B)
	}
	for t := 1; t < g.T; t++ {
		out[t] = weight[t] / n / float64(g.B)
	}
	if !live || gamma == 0 {
		return out
	}
	loss := func(l tensor) float64 {
		c, tail, S, sum := make(tensor, g.T), 0., 0., 0.
		for t := g.T - 1; t >= 1; t-- {
			tail = float64(mask[t])*l[t]/n + gamma*tail
			c[t] = float64(mask[t]) * tail
			S += c[t]
		}
		for t := range l {
			sum += c[t] / S * l[t]
		}
		return sum / float64(g.B)
	}
	for t := 1; t < g.T; t++ {
		const h = 1e-5
		up, down := append(tensor{}, nll...), append(tensor{}, nll...)
		up[t], down[t] = up[t]+h, down[t]-h
		out[t] = (loss(up) - loss(down)) / (2 * h)
	}
	return out
}

// checkStream compares the norms of the residual stream with the root mean
// squares that the norms took of it, and attention with its definition.
func (g golden) checkStream(t *testing.T, dev device.Device, what func(string) string, st *Step, x *Inspection, b int) {
	t.Helper()
	T, d, c := g.T, g.config.Dim, g.config
	for l := range c.Layers + 1 {
		name := fmt.Sprintf("%d_r1", l)
		if l == c.Layers {
			name = "rf"
		}
		for i, r := range read(t, dev, st, name, g.B*T)[b*T : (b+1)*T] {
			norm := math.Sqrt(float64(d) * (1/float64(r)/float64(r) - float64(c.Eps)))
			near(t, what("residual stream at "+name), []float32{float32(x.Stream[l*T+i])}, []float64{norm}, 1e-5, 1e-4)
		}
	}
	// The first layer's attention, from the input.
	q, k := g.projected(x.Input, "0_qkv", "0_g1")
	hd := d / c.Heads
	for h := range c.Heads {
		for i := range T {
			row, sum := make(tensor, T), 0.
			for j := range i + 1 {
				for e := h * hd; e < (h+1)*hd; e++ {
					row[j] += q[i*d+e] * k[j*d+e]
				}
				row[j] = math.Exp(row[j] / math.Sqrt(float64(hd)))
				sum += row[j]
			}
			for j := range i + 1 {
				row[j] /= sum
			}
			near(t, what(fmt.Sprintf("attention of head %d from %d", h, i)), x.Attend[(h*T+i)*T:][:T], row, 1e-4, 0)
		}
	}
}

// projected returns q and k [T,d] of rms(h; gain).
func (g golden) projected(h []float32, qkv, gain string) (q, k tensor) {
	d, W, gains := g.config.Dim, g.param(qkv), g.param(gain)
	for t := range len(h) / d {
		x := h[t*d : (t+1)*d]
		mean := math.Pow(Norm(x), 2)/float64(d) + float64(g.config.Eps)
		for o := range 2 * d {
			sum := 0.
			for j := range d {
				sum += float64(W[o*d+j]) * float64(gains[j]) * float64(x[j]) / math.Sqrt(mean)
			}
			if o < d {
				q = append(q, sum)
			} else {
				k = append(k, sum)
			}
		}
	}
	return q, k
}

// Inspecting steps changes nothing of them, and needs the weights before.
func TestInspectNeedsAStep(t *testing.T) {
	g := open(t, folders(t)[0])
	onEveryDevice(t, func(t *testing.T, dev device.Device) {
		m := g.model(t, dev)
		st := g.step(t, dev, m, "sft", Settings{}, DefaultOptim())
		if _, err := st.Inspect(t.Context(), 0, g.weights); err == nil {
			t.Error("inspected before the first step")
		}
		if err := st.Run(g.tokens, g.mask, nil, Knobs{LR: 1e-3, Tau: 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := st.Inspect(t.Context(), 0, nil); err == nil {
			t.Error("inspected without the weights before")
		}
		before, err := st.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := st.Inspect(t.Context(), 0, g.weights); err != nil {
			t.Fatal(err)
		}
		after, err := st.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i := range before.W {
			if before.W[i] != after.W[i] || before.M[i] != after.M[i] || before.V[i] != after.V[i] {
				t.Fatalf("inspecting changed parameter %d", i)
			}
		}
	})
}
