package train

import (
	"context"
	"errors"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
)

// pool are pairs of answers that the starting model gave, ties left out.
type pool struct {
	pairs task.Batch // 2n sequences: the chosen answers, then the rejected ones
	ref   []float32  // [2n] their log-probabilities under that model
}

// n is the number of pairs.
func (p *pool) n() int { return p.pairs.B / 2 }

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

// freshPairs lets a model answer Batch training prompts twice and ranks the answers.
func (t *teacher) freshPairs(ctx context.Context, d *arch.Decoder, stream uint64, n int, cost *Spent) (a answers, left int, err error) {
	return t.comparePairs(ctx, d, task.Train, stream, n, cost)
}

// comparePairs is freshPairs with prompts of one side.
func (t *teacher) comparePairs(ctx context.Context, d *arch.Decoder, s task.Split, stream uint64, n int, cost *Spent) (a answers, left int, err error) {
	r := t.source(stream, n)
	q := task.Ask(t.cfg.Task, r, t.cfg.Batch, s).Twice()
	if a, err = t.answer(ctx, d, q, r, cost); err != nil {
		return a, 0, err
	}
	cost.Labels += t.cfg.Batch
	return a, rank(a, t.width), nil
}

// fromFreshPairs is online DPO: two answers of the policy as it is to each prompt.
func (t *teacher) fromFreshPairs(ctx context.Context, l *lesson, n int, p pause) error {
	a, left, err := t.freshPairs(ctx, t.player, streamAnswers, n, &l.cost)
	if err != nil {
		return err
	}
	p.rest()
	logp, _, err := t.score(ctx, t.reads, a.tokens, &l.cost)
	if err != nil {
		return err
	}
	l.tokens, l.mask, l.empty = a.tokens, a.mask, left == 0
	l.inputs = []given{{"ref", method.OfAnswers(logp, a.mask, t.width)}}
	return nil
}

// planPairs plans to let the starting model answer Pairs prompts twice, Batch of
// them at a time, and to keep what the judge can tell apart.
func (t *teacher) planPairs(begin *arch.Model) error {
	B, want := t.cfg.Batch, t.cfg.Judged.Pairs
	c := &chore{what: "pairs", unit: B, total: want, tidy: []func(){begin.Free}}
	t.chore = c
	d, err := arch.NewDecoder(begin, t.rows, t.width)
	if err != nil {
		return err
	}
	c.tidy = append(c.tidy, d.Free)
	s, err := method.NewScorer(begin, device.View{}, t.rows, t.width)
	if err != nil {
		return err
	}
	c.tidy = append(c.tidy, s.Free)
	var chosen, rejected task.Batch
	var refs [2][]float32
	c.part = func(ctx context.Context, n int, paid *Spent) error {
		a, _, err := t.freshPairs(ctx, d, streamPool, n, paid)
		if err != nil {
			return err
		}
		var unpaid Spent // a method without a reference reads here for Drift alone
		cost := &unpaid
		if t.plan.ref {
			cost = paid
		}
		logp, _, err := t.score(ctx, s, a.tokens, cost)
		if err != nil {
			return err
		}
		of := method.OfAnswers(logp, a.mask, t.width)
		asked := n * B
		paid.Labels -= max(0, asked+B-want)
		for b := range min(B, want-asked) {
			if a.rewards[b] != a.rewards[B+b] {
				add(&chosen, a.row(b, t.width))
				add(&rejected, a.row(B+b, t.width))
				refs[0], refs[1] = append(refs[0], of[b]), append(refs[1], of[B+b])
			}
		}
		return nil
	}
	c.end = func() (err error) {
		if chosen.B == 0 {
			return errors.New("the judge finds both answers of the starting model to every prompt as good")
		}
		p := &pool{pairs: chosen, ref: append(refs[0], refs[1]...)}
		for b := range rejected.B {
			add(&p.pairs, rejected.Row(b))
		}
		t.drift, err = t.scorer(t.policy, device.View{})
		t.pool = p
		return err
	}
	return nil
}

// add appends a row to b.
func add(b *task.Batch, row task.Batch) {
	b.B, b.T = b.B+1, row.T
	b.Tokens, b.Mask = append(b.Tokens, row.Tokens...), append(b.Mask, row.Mask...)
}

// fromPool takes Batch pairs of the pool, different ones while there are enough.
func (t *teacher) fromPool(l *lesson, n int) {
	r, p, B := t.source(streamAnswers, n), t.pool, t.cfg.Batch
	rows := make([]int, 2*B)
	order := r.Perm(p.n())
	for b := range B {
		k := r.IntN(p.n())
		if p.n() >= B {
			k = order[b]
		}
		rows[b], rows[B+b] = k, p.n()+k
	}
	batch := p.pairs.Sample(rows)
	l.tokens, l.mask = batch.Tokens, batch.Mask
	if t.plan.ref {
		ref := make([]float32, 2*B)
		for i, k := range rows {
			ref[i] = p.ref[k]
		}
		l.inputs = []given{{"ref", ref}}
	}
}
