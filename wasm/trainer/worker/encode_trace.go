package worker

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"softmix/i18n"
	"softmix/model/train/trace"
	"softmix/wasm/wire"
)

const (
	topShares     = 6 // tokens told of each distribution, the true one always among them
	topLogitGrads = 8 // the same of a gradient at logits
)

// element is what a number of a vector is called.
const element = "an element of a vector"

// traceOf writes a step taken apart as the page gets it: of each distribution
// the largest shares, numbers to six digits. It fails where a number is none.
func traceOf(a *trace.Trace, names []string) (*wire.Trace, error) {
	v := a.Focus
	out := &wire.Trace{
		Step: a.Step, Sequences: a.Sequences, Layers: a.Layers, Heads: a.Heads,
		Focus: wire.Focus{On: true, Sequence: v.Sequence, Token: v.Token, Layer: v.Layer, Head: v.Head},
		Names: names, Tokens: a.Tokens, Answer: a.Answer,
	}
	for _, r := range a.Runs {
		d, err := runTraceOf(r, a.Tokens, v.Token)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", i18n.Say(i18n.WorkerCannotShow, a.Step, r.Config.Method), err)
		}
		out.Runs = append(out.Runs, d)
	}
	return out, nil
}

func runTraceOf(r trace.RunTrace, tokens []int, t int) (wire.RunTrace, error) {
	if r.Train == nil { // it is not taken apart
		return wire.RunTrace{Method: r.Config.Method}, nil
	}
	var w numbers
	d := wire.RunTrace{
		Method: r.Config.Method,
		Guess:  w.shares(r.Guess, tokens), Fed: w.shares(r.Fed, tokens),
		Mix: w.shares(r.Mix, tokens), Train: w.shares(r.Train, tokens), After: after(r.After, tokens),
		Loss: list(&w, "a token's loss", r.Loss), Weight: list(&w, "a token's weight", r.Weight),
		LogitGradNorm: list(&w, "the gradient at the logits", r.LogitGradNorm), Input: list(&w, "the gradient at the inputs", r.Input),
		Batch: w.number("the batch's loss", r.Batch),
		True:  list(&w, element, r.True), Belief: list(&w, element, r.Belief), Mixed: list(&w, element, r.Mixed),
		From: list(&w, "the gradient of a token", r.From),
	}
	for _, row := range r.Stream {
		d.Stream = append(d.Stream, list(&w, "the residual stream", row))
	}
	for _, g := range r.Groups {
		d.Groups = append(d.Groups, wire.Group{
			Name: g.Name, Size: w.number("the weights of "+g.Name, g.Size),
			Grad: w.number("the gradient of "+g.Name, g.Grad), Move: w.number("the change of "+g.Name, g.Move),
		})
	}
	for _, row := range r.Attends {
		d.Attends = append(d.Attends, list(&w, element, row))
	}
	d.Logits = w.logitGrads(r.DLogits, tokens[t])
	switch c := r.Config; {
	case c.Method == "ss":
		d.Tau, d.Feedback, d.Passes = c.Tau, "sampled", 1
	case r.Guess != nil: // it reads its own guesses
		d.Lambda, d.Gamma, d.Tau = c.Lambda, c.Gamma, c.Tau
		d.Feedback, d.Passes = c.Settings.Feedback, c.Settings.Passes
	}
	return d, w.err
}

// numbers writes numbers for JSON, which has no word for what is not finite; it
// keeps the first error.
type numbers struct{ err error }

func (w *numbers) number(what string, x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		if w.err == nil {
			w.err = fmt.Errorf("%s is no number any more", what)
		}
		return 0
	}
	return short(x)
}

// list writes a vector; nil stays nil.
func list[T float32 | float64](w *numbers, what string, x []T) []float64 {
	if x == nil {
		return nil
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = w.number(what, float64(v))
	}
	return out
}

// shares writes rows [T][V]; a row of nothing stays empty.
func (w *numbers) shares(rows [][]float32, tokens []int) [][]wire.Share {
	if rows == nil {
		return nil
	}
	out := make([][]wire.Share, len(rows))
	for t, row := range rows {
		for _, k := range largest(row, topShares, tokens[t]) {
			out[t] = append(out[t], wire.Share{Token: k, P: w.number("a probability", float64(row[k]))})
		}
		if out[t] == nil {
			out[t] = []wire.Share{}
		}
	}
	return out
}

// after writes the rows of the prediction after the update. One that is not
// finite stays empty: the step was sound, what it made of the weights is not,
// and the next step will say so.
func after(rows [][]float32, tokens []int) [][]wire.Share {
	out := make([][]wire.Share, len(rows))
	for t := range rows {
		var w numbers
		if one := w.shares(rows[t:t+1], tokens[t:t+1]); w.err == nil {
			out[t] = one[0]
		} else {
			out[t] = []wire.Share{}
		}
	}
	return out
}

// pushes writes the gradient at a row of logits, the largest first.
func (w *numbers) logitGrads(g []float32, truth int) []wire.LogitGrad {
	out := []wire.LogitGrad{}
	for _, k := range largest(g, topLogitGrads, truth) {
		out = append(out, wire.LogitGrad{Token: k, G: w.number("the gradient at a logit", float64(g[k]))})
	}
	return out
}

// largest returns the indices of the n elements of x that are largest by
// magnitude, sorted so, without those that are 0. The one called truth is always
// among them, unless x is all zeros.
func largest(x []float32, n, truth int) []int {
	var out []int
	size := func(i int) float64 { return math.Abs(float64(x[i])) }
	for i := range x {
		if x[i] != 0 {
			out = append(out, i)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return size(out[i]) > size(out[j]) })
	if len(out) == 0 {
		return nil
	}
	if i := slices.Index(out, truth); i < 0 {
		out = append(out[:min(len(out), n-1)], truth)
	} else if i >= n {
		out = append(out[:n-1], truth)
	}
	return out[:min(len(out), n)]
}

// short rounds to six significant digits.
func short(x float64) float64 {
	if x == 0 {
		return 0
	}
	if e := 5 - int(math.Floor(math.Log10(math.Abs(x)))); e > 0 {
		p := math.Pow10(min(e, 300))
		return math.Round(x*p) / p
	} else if e < 0 {
		p := math.Pow10(-e)
		return math.Round(x/p) * p
	}
	return math.Round(x)
}
