package rl

import (
	"context"
	"errors"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
	"softmix/model/train/ledger"
)

// dataset are pairs of answers that the starting model gave, ties left out.
type dataset struct {
	pairs task.Batch // 2n sequences: the chosen answers, then the rejected ones
	logp  []float32  // [2n] their log-probabilities under that model
}

// n is the number of pairs.
func (d *dataset) n() int { return d.pairs.B / 2 }

// rank orders two answers to each of the first half's questions: the better one
// into the first half, the other into the second. A tie's masks become empty. It
// returns how many pairs are left.
func rank(a answers, width int) int {
	half, left := len(a.rewards)/2, 0
	for b := range half {
		c, r := a.row(b, width), a.row(half+b, width)
		switch x, y := a.rewards[b], a.rewards[half+b]; {
		case x == y:
			clear(c.Mask)
			clear(r.Mask)
			continue
		case x < y:
			for i := range c.Tokens {
				c.Tokens[i], r.Tokens[i] = r.Tokens[i], c.Tokens[i]
				c.Mask[i], r.Mask[i] = r.Mask[i], c.Mask[i]
			}
			a.rewards[b], a.rewards[half+b] = y, x
		}
		left++
	}
	return left
}

// row is answer b.
func (a answers) row(b, width int) task.Batch {
	return task.Batch{B: 1, T: width, Tokens: a.tokens[b*width : (b+1)*width], Mask: a.mask[b*width : (b+1)*width]}
}

// pairs lets a model answer Batch prompts of one side twice and ranks the answers.
func (w *rolloutWorker) pairs(ctx context.Context, d *arch.Decoder, side task.Split, stream uint64, n int, cost *ledger.Spent) (a answers, left int, err error) {
	r := w.source(stream, n)
	q := task.Ask(w.Task, r, w.Batch, side).Twice()
	if a, err = w.answer(ctx, d, q, r, cost); err != nil {
		return a, 0, err
	}
	cost.Labels += w.Batch
	return a, rank(a, w.Width), nil
}

// freshPairs is a batch of online DPO: two answers of the policy as it is to each
// prompt.
func (w *rolloutWorker) freshPairs(ctx context.Context, n int, t Turns) (*Batch, error) {
	b := new(Batch)
	a, left, err := w.pairs(ctx, w.decoder, task.Train, streamAnswers, n, &b.Cost)
	if err != nil {
		return nil, err
	}
	t.Yield()
	logp, _, err := w.score(ctx, w.referenceScorer, a.tokens, &b.Cost)
	if err != nil {
		return nil, err
	}
	b.Tokens, b.Mask, b.Empty, b.Passes = a.tokens, a.mask, left == 0, 1
	b.Inputs = []Input{{"ref", method.OfAnswers(logp, a.mask, w.Width)}}
	return b, nil
}

// planPairs plans to let the starting model answer Pairs prompts twice, Batch of
// them at a time, and to keep what the reward function can tell apart.
func (w *rolloutWorker) planPairs(begin *arch.Model) error {
	B, want := w.Batch, w.Config.Pairs
	s := &setupStage{what: "pairs", unit: B, total: want, cleanup: []func(){begin.Free}}
	w.stage = s
	d, err := arch.NewDecoder(begin, w.rows(), w.Width)
	if err != nil {
		return err
	}
	s.cleanup = append(s.cleanup, d.Free)
	scorer, err := method.NewScorer(begin, device.View{}, w.rows(), w.Width)
	if err != nil {
		return err
	}
	s.cleanup = append(s.cleanup, scorer.Free)
	var chosen, rejected task.Batch
	var logps [2][]float32
	s.part = func(ctx context.Context, n int, paid *ledger.Spent) error {
		a, _, err := w.pairs(ctx, d, task.Train, streamSetup, n, paid)
		if err != nil {
			return err
		}
		var unpaid ledger.Spent // a method without a reference reads here for Overlap alone
		cost := &unpaid
		if w.method.Reference {
			cost = paid
		}
		logp, _, err := w.score(ctx, scorer, a.tokens, cost)
		if err != nil {
			return err
		}
		of := method.OfAnswers(logp, a.mask, w.Width)
		asked := n * B
		paid.Labels -= max(0, asked+B-want)
		for b := range min(B, want-asked) {
			if a.rewards[b] != a.rewards[B+b] {
				add(&chosen, a.row(b, w.Width))
				add(&rejected, a.row(B+b, w.Width))
				logps[0], logps[1] = append(logps[0], of[b]), append(logps[1], of[B+b])
			}
		}
		return nil
	}
	s.end = func() (err error) {
		if chosen.B == 0 {
			return errors.New("the judge finds both answers of the starting model to every prompt as good")
		}
		data := &dataset{pairs: chosen, logp: append(logps[0], logps[1]...)}
		for b := range rejected.B {
			add(&data.pairs, rejected.Row(b))
		}
		w.policyScorer, err = w.scorer(w.Policy, device.View{})
		w.dataset = data
		return err
	}
	return nil
}

// add appends a row to b.
func add(b *task.Batch, row task.Batch) {
	b.B, b.T = b.B+1, row.T
	b.Tokens, b.Mask = append(b.Tokens, row.Tokens...), append(b.Mask, row.Mask...)
}

// storedPairs is a batch of the dataset's pairs, different ones while there are
// enough.
func (w *rolloutWorker) storedPairs(n int) *Batch {
	r, d, B := w.source(streamAnswers, n), w.dataset, w.Batch
	rows := make([]int, 2*B)
	order := r.Perm(d.n())
	for b := range B {
		k := r.IntN(d.n())
		if d.n() >= B {
			k = order[b]
		}
		rows[b], rows[B+b] = k, d.n()+k
	}
	batch := d.pairs.Sample(rows)
	out := &Batch{Tokens: batch.Tokens, Mask: batch.Mask, Passes: 1}
	if w.method.Reference {
		ref := make([]float32, 2*B)
		for i, k := range rows {
			ref[i] = d.logp[k]
		}
		out.Inputs = []Input{{"ref", ref}}
	}
	return out
}
