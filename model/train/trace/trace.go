// Package trace takes single training steps of a comparison apart: what went in, what
// was predicted, what the update did.
package trace

import (
	"math"
	"slices"

	"softmix/model/arch"
	"softmix/model/method"
	"softmix/model/train"
)

// Focus says what of a step is looked at.
type Focus struct {
	Sequence int // of the batch, 0 … B-1
	Token    int // position in the sequence; 0 stands for the first answer token
	Layer    int // whose attention
	Head     int
}

// Trace is one training step taken apart, on one sequence of its batch, for
// the first runs of a comparison. Not taken apart are runs that learn from rewards,
// whose batches are answers of models, and one that reads other text than the first that
// is: pre-training beside demonstrations. Where none is, there are no tokens. A
// sequence has T tokens here, padding cut off; what is at position t belongs to the
// token that stands there. Rows of distributions
// have V elements, those of embeddings d. Slices may be shared: they are only read.
type Trace struct {
	Step      int // 1 …: the step that led from Step-1 updates to Step
	Sequences int // of the batch
	Layers    int
	Heads     int
	Focus     Focus // as answered
	Tokens    []int
	Answer    []bool // whether the token is learned
	Runs      []RunTrace
}

// RunTrace is one run's part of a Trace. What the method has not is nil; all
// but Config where its step is not taken apart: see Trace.
type RunTrace struct {
	Config train.Config // the run's, whose recipe the step was made with

	Guess         [][]float32 // [T][V] the last guess pass's prediction of each token; a row of nothing at 0
	Fed           [][]float32 // [T][V] what of it is fed back; a row of nothing where a token's truth stays
	Mix           [][]float32 // [T][V] shares of the table's rows in the input
	Train         [][]float32 // [T][V] the training pass's prediction; a row of nothing at 0
	After         [][]float32 // [T][V] the same, of the same mixture, after the update
	Loss          []float64   // [T] of each token, in the training pass
	Weight        []float64   // [T] of the loss: DRP's w, or 1 where it is learned
	LogitGradNorm []float64   // [T] norm of the gradient at the logits that predict the token
	Input         []float64   // [T] norm of the gradient at the input of the position
	Stream        [][]float64 // [layers+1][T] norm of the residual stream
	Groups        []Group     // parameter groups, in the order of the model
	Batch         float64     // loss of the whole batch

	True    []float32   // [d] embedding of the token looked at, in the table that the input is mixed from
	Belief  []float32   // [d] expected embedding of what is fed back for it
	Mixed   []float32   // [d] what enters, noise included, before the position is added
	DLogits []float32   // [V] gradient at the logits that predict it; nil at position 0
	From    []float64   // [T] norm of the gradient that its weighted loss alone sends to each input
	Attends [][]float32 // [T][T] attention of the layer and head: row attends to column
}

// Group is a group of parameters and what one step did to it: Euclidean norms of
// the weights before, of the gradient before clipping, and of the change.
type Group struct {
	Name             string // arch.Parameter's
	Size, Grad, Move float64
}

// report gathers what was read of a run into its part of a trace.
func (u *update) report(c train.Config, s *sequence, v Focus, tokens int, from []float64) RunTrace {
	x, n, t := s.Inspection, tokens, v.Token
	d := RunTrace{
		Config: c, Groups: u.groups, Batch: u.loss,
		Guess: rows(x.Guess, n, x.V), Fed: rows(x.Fed, n, x.V), Mix: rows(x.Mix, n, x.V), Train: rows(x.Train, n, x.V), After: rows(s.after, n, x.V),
		Loss: float64s(x.Loss[:n]), Weight: float64s(x.Weight[:n]), LogitGradNorm: s.logitGradNorm[:n], Input: s.inputGradNorm[:n], From: from[:n],
		True: row(x.Table, int(x.Tokens[t]), x.D), Mixed: row(s.mixed, t, x.D),
	}
	if t > 0 {
		d.DLogits = row(x.DLogits, t, x.V)
		if s.belief != nil && method.Norm(row(x.Fed, t, x.V)) > 0 {
			d.Belief = row(s.belief, t, x.D)
		}
	}
	for l := range x.L + 1 {
		d.Stream = append(d.Stream, x.Stream[l*x.T:][:n])
	}
	if len(x.Attend) > 0 {
		attention := x.Attend[(v.Layer*x.H+v.Head)*x.T*x.T:]
		for i := range n {
			d.Attends = append(d.Attends, attention[i*x.T:][:n])
		}
	}
	return d
}

// written returns the tokens of a sequence and which of them are learned,
// without the padding at its end.
func written(x *method.Inspection) (tokens []int, answer []bool) {
	n := x.T
	for n > 2 && x.Tokens[n-1] == 0 && x.Mask[n-1] == 0 {
		n--
	}
	for t := range n {
		tokens = append(tokens, int(x.Tokens[t]))
		answer = append(answer, x.Mask[t] != 0)
	}
	return tokens, answer
}

// row returns row i of x [·,width]; rows the first n of them, nil for nil.
func row(x []float32, i, width int) []float32 { return x[i*width : (i+1)*width] }

func rows(x []float32, n, width int) [][]float32 {
	if x == nil {
		return nil
	}
	out := make([][]float32, n)
	for i := range out {
		out[i] = row(x, i, width)
	}
	return out
}

func float64s(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// groupsOf sums up flat weights before and after a step, and its gradient, by
// parameter group, in the order in which the model is done with them.
func groupsOf(l arch.Layout, before, after, grads []float32) []Group {
	var out []Group
	for _, t := range l.Tensors {
		g := Group{Name: t.Group}
		if i := slices.IndexFunc(out, func(o Group) bool { return o.Name == t.Group }); i >= 0 {
			g = out[i]
			out = slices.Delete(out, i, i+1)
		}
		for j := t.Off; j < t.Off+t.Len; j++ {
			b, dw, dg := float64(before[j]), float64(after[j])-float64(before[j]), float64(grads[j])
			g.Size += b * b
			g.Move += dw * dw
			g.Grad += dg * dg
		}
		out = append(out, g)
	}
	for i := range out {
		g := &out[i]
		g.Size, g.Grad, g.Move = math.Sqrt(g.Size), math.Sqrt(g.Grad), math.Sqrt(g.Move)
	}
	return out
}
