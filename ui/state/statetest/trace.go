package statetest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// FakeStep says what an invented step is about.
type FakeStep struct {
	Scenario string
	Arms     [2]wire.Arm
	Token    int
}

// ArmOf is an arm that learns by a method.
func ArmOf(method string, lambda, gamma float64) wire.Arm {
	return wire.Arm{Method: method, Lambda: lambda, Gamma: gamma, Tau: 1, Feedback: "soft", Passes: 1}
}

// fakeTokens invents a sequence: names of the vocabulary, tokens, answer mask.
func fakeTokens(scenario string) (names []string, tokens []int, answer []bool) {
	add := func(token int, learn bool) { tokens, answer = append(tokens, token), append(answer, learn) }
	switch scenario {
	case "treasure":
		names = []string{"–", "a?", "b?", "c?", "d?", "A", "B", "C", "D", "?"}
		for i, hint := range []int{2, 1, 2, 0, 2, 2, 3, 1, 2, 2, 0, 2, 3, 2, 1, 2} {
			add(1+hint, false)
			add(5+2, true)
			_ = i
		}
	case "lake6":
		names = []string{"–"}
		for cell := range 36 {
			names = append(names, fmt.Sprintf("%c%d", 'a'+cell%6, cell/6+1))
		}
		for i, cell := range []int{0, 1, 2, 8, 14, 15, 21, 27, 28, 34, 35} {
			add(cell+1, i > 0)
		}
	default:
		const alphabet = " abcdefghijklmnopqrstuvwxyz0123456789+>."
		for _, r := range alphabet {
			names = append(names, string(r))
		}
		for i, r := range "shcfakdbbm>abbcdfhk." {
			if i == 9 {
				continue
			}
			k := 0
			for j, q := range alphabet {
				if q == r {
					k = j
				}
			}
			add(k, i > 10)
		}
	}
	return names, tokens, answer
}

// FakeTrace invents a step that is consistent: mixtures follow from guesses,
// losses from predictions, weights from losses.
func FakeTrace(f FakeStep) *wire.Trace {
	a := &wire.Trace{Step: 41, Sequences: 16, Layers: 2, Heads: 4, Focus: wire.Focus{On: true, Sequence: 2, Token: f.Token, Layer: 1}}
	a.Names, a.Tokens, a.Answer = fakeTokens(f.Scenario)
	for s, set := range f.Arms {
		a.Runs = append(a.Runs, fakeRun(a, set, rand.New(rand.NewPCG(7, uint64(11*s+1))), f.Scenario))
	}
	return a
}

// fakeGuess invents a distribution over a few tokens near the truth.
func fakeGuess(a *wire.Trace, t int, sure float64, r *rand.Rand, scenario string) []wire.Share {
	right := a.Tokens[t]
	var others []int
	switch scenario {
	case "treasure":
		others = []int{5, 6, 8, 1, 2, 3, 4, 7}
	case "lake6":
		from := a.Tokens[t-1] // the cells beside the one before
		others = []int{from + 1, from + 6, from - 1, from - 6}
	default:
		others = []int{right + 1, right + 2, right - 1, 3, 5}
	}
	v, left := []wire.Share{{Token: right, P: sure}}, 1-sure
	for _, k := range others {
		if k <= 0 || k >= len(a.Names) || k == right {
			continue
		}
		p := left * (.5 + .3*r.Float64())
		v, left = append(v, wire.Share{Token: k, P: p}), left-p
	}
	v[len(v)-1].P += left
	return state.Ranked(v)
}

func fakeRun(a *wire.Trace, set wire.Arm, r *rand.Rand, scenario string) wire.RunTrace {
	n, d := len(a.Tokens), 64
	run := wire.RunTrace{Method: set.Method, Passes: set.Passes}
	if wire.Judged(set.Method) {
		return run
	}
	mixing := set.Method == "ift"
	if set.Method == "ss" {
		run.Guess, run.Fed = make([][]wire.Share, n), make([][]wire.Share, n)
	}
	if mixing {
		run.Lambda, run.Gamma, run.Tau, run.Feedback = set.Lambda, set.Gamma, set.Tau, set.Feedback
		run.Guess, run.Fed = make([][]wire.Share, n), make([][]wire.Share, n)
	}
	run.Mix, run.Train, run.After = make([][]wire.Share, n), make([][]wire.Share, n), make([][]wire.Share, n)
	run.Loss, run.Weight, run.LogitGradNorm, run.Input, run.From = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	answers, sum := 0.0, 0.0
	for t := range n {
		run.Mix[t] = []wire.Share{{Token: a.Tokens[t], P: 1}}
		if t == 0 {
			continue
		}
		sure := max(.05, min(.97, .25+.75*r.Float64()))
		if (t*7+len(a.Tokens))%4 == 0 {
			sure = .05 + .25*r.Float64()
		}
		run.Train[t] = fakeGuess(a, t, sure, r, scenario)
		run.After[t] = fakeGuess(a, t, min(sure+.1*(1-sure)+.02, .99), r, scenario)
		if !a.Answer[t] {
			continue
		}
		answers++
		run.Loss[t], run.Weight[t] = -math.Log(sure), 1
		switch set.Method {
		case "hide":
			run.Mix[t] = []wire.Share{{P: 1}}
		case "ss":
			run.Guess[t] = fakeGuess(a, t, sure, r, scenario)
			if t%2 == 0 { // the coin fell for the draw: the first or the second likeliest
				run.Fed[t] = []wire.Share{{Token: run.Guess[t][t/2%2].Token, P: 1}}
				run.Mix[t] = run.Fed[t]
			}
		}
		if mixing {
			run.Guess[t] = fakeGuess(a, t, max(0, min(.98, sure+.04)), r, scenario)
			run.Fed[t] = run.Guess[t]
			run.Mix[t] = []wire.Share{{Token: a.Tokens[t], P: 1 - set.Lambda}}
			for _, s := range run.Fed[t] {
				if s.Token == a.Tokens[t] {
					run.Mix[t][0].P += set.Lambda * s.P
					continue
				}
				run.Mix[t] = append(run.Mix[t], wire.Share{Token: s.Token, P: set.Lambda * s.P})
			}
		}
	}
	if mixing && set.Gamma > 0 {
		tail := make([]float64, n)
		for t := range n {
			for k := t; k < n && a.Answer[t]; k++ {
				tail[t] += state.Discounted(&run, t, k)
			}
			sum += tail[t]
		}
		for t := range n {
			run.Weight[t] = answers * tail[t] / sum
		}
	}
	for t := range n {
		run.LogitGradNorm[t] = run.Weight[t] * 1.2 * (1 - math.Exp(-run.Loss[t])) / max(answers, 1)
		run.Input[t] = .02 + .05*r.Float64()
		if t < a.Focus.Token {
			run.From[t] = (.1 + r.Float64()) * math.Exp(-.12*float64(a.Focus.Token-t)) * .02 * (1 + run.Weight[a.Focus.Token])
		}
		_ = answers
	}
	for i, name := range []string{"E", "P", "attn 1", "mlp 1", "attn 2", "mlp 2", "norms"} {
		run.Groups = append(run.Groups, wire.Group{Name: name, Size: 10 + float64(i), Grad: .1 + .1*r.Float64(), Move: .02 + .12*r.Float64()})
	}
	for layer := range a.Layers + 1 {
		norms := make([]float64, n)
		for t := range n {
			norms[t] = 1.2 + float64(layer)*(1.5+r.Float64())
		}
		run.Stream = append(run.Stream, norms)
	}
	for range d {
		v := (r.Float64() + r.Float64() + r.Float64() - 1.5) * .1
		run.True = append(run.True, v)
		m := v
		if set.Method == "neftune" || set.Method == "hide" {
			m += .05 * (r.Float64() - .5)
		}
		if mixing {
			b := .4*v + .6*(r.Float64()+r.Float64()+r.Float64()-1.5)*.1
			run.Belief = append(run.Belief, b)
			m = (1-set.Lambda)*v + set.Lambda*b
		}
		run.Mixed = append(run.Mixed, m)
	}
	for _, s := range state.RowAt(run.Train, a.Focus.Token) {
		g := s.P
		if s.Token == a.Tokens[a.Focus.Token] {
			g--
		}
		run.Logits = append(run.Logits, wire.LogitGrad{Token: s.Token, G: g * .1})
	}
	for t := range n {
		row, sum := make([]float64, n), 0.0
		for k := range t + 1 {
			row[k] = math.Exp(3 * r.Float64() * r.Float64())
			if k == t-1 {
				row[k] *= 6
			}
			sum += row[k]
		}
		for k := range row {
			row[k] /= sum
		}
		run.Attends = append(run.Attends, row)
	}
	return run
}

// OpenLake is the lake of the invented walks.
func OpenLake() *wire.Lake {
	return &wire.Lake{Size: 6, Map: "SFFFFF" + "FFFFFF" + "FFFFFF" + "FFFFFF" + "FFFFFF" + "FFFFFG", Demo: []int{0, 1, 2, 8}, Demos: 1}
}

// Injection invents an error after which the left run goes astray.
func Injection(scenario string) *wire.Injection {
	names, tokens, answer := fakeTokens(scenario)
	in := &wire.Injection{Step: 41, Items: 3, Names: names, Inject: wire.Inject{At: 2, Token: 4}}
	for t, k := range tokens {
		if answer[t] {
			in.Right = append(in.Right, k)
		} else {
			in.Prompt = append(in.Prompt, k)
		}
	}
	if scenario == "lake6" {
		in.Right, in.Inject.Token = nil, 9
		in.Runs = []wire.Continuing{
			{Free: []int{2, 3, 9, 15, 16, 22, 28, 29, 35, 36}, Pushed: []int{2, 3, 4, 5, 6, 6, 6, 6}},
			{Free: []int{7, 13, 14, 20, 26, 32, 33, 34, 35, 36}, Pushed: []int{7, 13, 19, 25, 31, 32, 33, 34, 35, 36}},
		}
		in.Inject.Token, in.Inject.At = 4, 2
		return in
	}
	swap := func(at int, to ...int) []int {
		v := append([]int(nil), in.Right...)
		copy(v[at:], to)
		return v
	}
	in.Runs = []wire.Continuing{{Free: swap(7, 3), Pushed: swap(2, 4, 5, 5, 6)}, {Free: in.Right, Pushed: swap(2, 4)}}
	return in
}

// FakeSteps are invented steps of every scenario, method and kind of knob.
func FakeSteps() []FakeStep {
	sft := ArmOf("sft", 0, 0)
	return []FakeStep{
		{"sort", [2]wire.Arm{sft, ArmOf("ift", .2, .95)}, 12},
		{"sort", [2]wire.Arm{ArmOf("ift", .5, 0), ArmOf("ift", 1, 1)}, 18},
		{"sort", [2]wire.Arm{sft, ArmOf("ift", 0, .95)}, 10},
		{"treasure", [2]wire.Arm{sft, ArmOf("ift", 1, 0)}, 9},
		{"treasure", [2]wire.Arm{ArmOf("ift", .3, .9), sft}, 31},
		{"lake6", [2]wire.Arm{sft, ArmOf("ift", .6, .8)}, 4},
		{"lake6", [2]wire.Arm{ArmOf("pt", 0, 0), sft}, 10},
	}
}

// BreakNumbers puts one bad number everywhere.
func BreakNumbers(a *wire.Trace, bad float64) {
	all := func(v []float64) {
		for k := range v {
			v[k] = bad
		}
	}
	for i := range a.Runs {
		r := &a.Runs[i]
		for _, v := range [][]float64{r.Loss, r.Weight, r.LogitGradNorm, r.From, r.Input, r.True, r.Belief, r.Mixed} {
			all(v)
		}
		for _, rows := range [][][]float64{r.Attends, r.Stream} {
			for _, v := range rows {
				all(v)
			}
		}
		for _, d := range [][][]wire.Share{r.Guess, r.Fed, r.Mix, r.Train, r.After} {
			for _, v := range d {
				for k := range v {
					v[k].P = bad
				}
			}
		}
		for k := range r.Groups {
			r.Groups[k].Move, r.Groups[k].Size = bad, 0
		}
	}
}

// Shares is a distribution over three tokens.
func Shares(k1 int, p1 float64, k2 int, p2 float64, k3 int, p3 float64) []wire.Share {
	return []wire.Share{{Token: k1, P: p1}, {Token: k2, P: p2}, {Token: k3, P: p3}}
}

// Trace is step 41 of sort: the prompt "sdcb>" and the answer "bcd.", whose
// second letter is looked at. At every place IFT believes in d with 71 % and in
// c with 14 %; λ is .2 and γ .95.
func Trace() *wire.Trace {
	const s, b, c, d, gt, end = 0, 1, 2, 3, 4, 5
	a := &wire.Trace{
		Step: 41, Sequences: 32, Layers: 2, Heads: 4, Names: []string{"s", "b", "c", "d", ">", "."},
		Focus:  wire.Focus{On: true, Sequence: 2, Token: 6},
		Tokens: []int{s, d, c, b, gt, b, c, d, end},
		Answer: []bool{false, false, false, false, false, true, true, true, true},
	}
	sft := wire.RunTrace{Method: "sft", Batch: .9}
	ift := wire.RunTrace{Method: "ift", Lambda: .2, Gamma: .95, Tau: 1, Feedback: "soft", Passes: 1, Batch: 1.1}
	for t, k := range a.Tokens {
		one := []wire.Share{{Token: k, P: 1}}
		sft.Mix = append(sft.Mix, one)
		sft.Train = append(sft.Train, Shares(c, .43, d, .4, b, .17))
		sft.After = append(sft.After, Shares(c, .47, d, .37, b, .16))
		ift.Guess = append(ift.Guess, Shares(d, .71, c, .14, b, .15))
		ift.Fed = append(ift.Fed, Shares(d, .71, c, .14, b, .15))
		mix := one
		if a.Answer[t] {
			mix = Shares(c, .828, d, .142, b, .03)
		}
		ift.Mix = append(ift.Mix, mix)
		ift.Train = append(ift.Train, Shares(d, .58, c, .27, b, .15))
		ift.After = append(ift.After, Shares(d, .5, c, .34, b, .16))
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
