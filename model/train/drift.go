package train

import (
	"context"
	"math"

	"softmix/model/stats"
	"softmix/model/task"
)

// recorder is a sampler that remembers what the model said of the first batch that
// it was given to read.
type recorder struct {
	task.Sampler
	batch  task.Batch
	logits []float32 // [B,T,V]; nil where it read nothing
}

// Forward implements task.Sampler.
func (w *recorder) Forward(ctx context.Context, b task.Batch) ([]float32, error) {
	logits, err := w.Sampler.Forward(ctx, b)
	if err == nil && w.logits == nil {
		w.batch, w.logits = b, logits
	}
	return logits, err
}

// distributions are the distributions over the next token, in logarithms, before every
// answer token, row by row; those at all positions where nothing is an answer.
func (w *recorder) distributions() (rows [][]float64) {
	b := w.batch
	vocab := len(w.logits) / len(b.Tokens)
	for i := range b.B {
		var row []float64
		for at := range b.T {
			asked := at+1 < b.T && b.Mask[i*b.T+at+1] != 0
			if b.T == 1 || asked {
				n := i*b.T + at
				row = append(row, logSoftmax(w.logits[n*vocab:(n+1)*vocab])...)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func logSoftmax(logits []float32) []float64 {
	top, sum := math.Inf(-1), 0.0
	for _, x := range logits {
		top = max(top, float64(x))
	}
	out := make([]float64, len(logits))
	for i, x := range logits {
		out[i] = float64(x) - top
		sum += math.Exp(out[i])
	}
	for i := range out {
		out[i] -= math.Log(sum)
	}
	return out
}

// drift measures how far a run has gone from where it began: the Kullback-Leibler
// divergence of its distributions over the next token from those at step 0, nats a
// token, on the right answers of the evaluation; a mean over tokens. ok is false
// where the evaluation read none, or not these at step 0.
func (r *Run) drift(w *recorder) (d stats.Estimate, ok bool) {
	if w.logits == nil {
		return d, false
	}
	now := w.distributions()
	if r.At() == 0 {
		r.initial = now
		return d, false
	}
	if len(r.initial) != len(now) {
		return d, false
	}
	vocab := len(w.logits) / len(w.batch.Tokens)
	sums, tokens := make([]float64, len(now)), make([]float64, len(now))
	for i, row := range now {
		from := r.initial[i]
		if len(from) != len(row) {
			return d, false
		}
		for k, q := range row {
			sums[i] += math.Exp(from[k]) * (from[k] - q)
		}
		tokens[i] = float64(len(row) / vocab)
	}
	return stats.Pooled(sums, tokens), true
}
