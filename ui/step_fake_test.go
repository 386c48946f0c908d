package ui

import (
	"math"

	"softmix/wasm/wire"
)

// soft is a distribution over three tokens.
func soft(k1 int, p1 float64, k2 int, p2 float64, k3 int, p3 float64) []wire.Share {
	return []wire.Share{{Token: k1, P: p1}, {Token: k2, P: p2}, {Token: k3, P: p3}}
}

// anatomy is step 41 of sort: the prompt "sdcb>" and the answer "bcd.", whose
// second letter is looked at. At every place IFT believes in d with 71 % and in
// c with 14 %; λ is .2 and γ .95.
func anatomy() *wire.Trace {
	const s, b, c, d, gt, end = 0, 1, 2, 3, 4, 5
	a := &wire.Trace{
		Step: 41, Sequences: 32, Layers: 2, Heads: 4, Names: []string{"s", "b", "c", "d", ">", "."},
		Look:   wire.Look{On: true, Sequence: 2, Token: 6},
		Tokens: []int{s, d, c, b, gt, b, c, d, end},
		Answer: []bool{false, false, false, false, false, true, true, true, true},
	}
	sft := wire.RunTrace{Method: "sft", Batch: .9}
	ift := wire.RunTrace{Method: "ift", Lambda: .2, Gamma: .95, Tau: 1, Feedback: "soft", Passes: 1, Batch: 1.1}
	for t, k := range a.Tokens {
		one := []wire.Share{{Token: k, P: 1}}
		sft.Mix = append(sft.Mix, one)
		sft.Train = append(sft.Train, soft(c, .43, d, .4, b, .17))
		sft.After = append(sft.After, soft(c, .47, d, .37, b, .16))
		ift.Guess = append(ift.Guess, soft(d, .71, c, .14, b, .15))
		ift.Fed = append(ift.Fed, soft(d, .71, c, .14, b, .15))
		mix := one
		if a.Answer[t] {
			mix = soft(c, .828, d, .142, b, .03)
		}
		ift.Mix = append(ift.Mix, mix)
		ift.Train = append(ift.Train, soft(d, .58, c, .27, b, .15))
		ift.After = append(ift.After, soft(d, .5, c, .34, b, .16))
		w := 0.0
		if a.Answer[t] {
			w = 1
		}
		sft.Loss, ift.Loss = append(sft.Loss, -math.Log(.43)), append(ift.Loss, -math.Log(.27))
		sft.Weight, ift.Weight = append(sft.Weight, w), append(ift.Weight, 1.67*w)
		sft.LogitGradNorm, ift.LogitGradNorm = append(sft.LogitGradNorm, .005*w), append(ift.LogitGradNorm, .01*w)
		ift.From = append(ift.From, float64(t))
	}
	ift.Logits = []wire.LogitGrad{{Token: c, G: -.0095}, {Token: d, G: .0076}, {Token: b, G: .0019}}
	sft.Logits = ift.Logits
	ift.Groups = []wire.Group{{Name: "E", Size: 10, Grad: .1, Move: .02}, {Name: "mlp 2", Size: 5, Grad: .2, Move: .04}}
	a.Runs = []wire.RunTrace{sft, ift}
	return a
}

// openDesk is a desk at step 41 whose inspector is open and holds a.
func openDesk(scenario, phase string, a *wire.Trace) *desk {
	d := newDesk(scenario)
	d.Store.Apply(news(0, 41, 1, false))
	d.Store.Settings.Phase, d.Store.Settings.At = phase, 41
	d.Store.Trace = a
	return d
}
