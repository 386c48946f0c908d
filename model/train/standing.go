package train

import (
	"context"
	"math"

	"softmix/model/method"
	"softmix/model/stats"
)

// someKept is over how many pairs Standing takes the mean: the first ones.
const someKept = 128

// Standing returns how a run that learns from a judge stands now, as metrics. With
// offline pairs: kept, see Kept, of the first 128 pairs; before its first step it
// would produce them all. With PPO: truth and opinion, what the answers of the
// newest rollout were worth on average to the judge (0 to 1), and to what PPO was
// taught with (on its own scale). Other runs have none. It waits, is no step, and
// is not paid for.
func (r *Run) Standing(ctx context.Context, breathe func()) ([]Metric, error) {
	if v, ok := r.Verdict(); ok {
		return []Metric{{Name: "truth", Estimate: v.Truth}, {Name: "opinion", Estimate: v.Reward}}, nil
	}
	if plans[r.cfg.Method].offline && r.At() == r.progress.from {
		return []Metric{{Name: "kept", Estimate: stats.Estimate{Value: 1}}}, nil
	}
	kept, ok, err := r.kept(ctx, someKept, pause{breathe: breathe})
	if !ok || err != nil {
		return nil, err
	}
	return []Metric{{Name: "kept", Estimate: kept}}, nil
}

// Kept returns the share of the offline pairs that the policy as it is would still
// produce: the mean over pairs (c, r) of
//
//	min(1, π(c)π(r) / π₀(c)π₀(r)),
//
// π₀ being the starting model, whose samples the pairs are. For pairs drawn from
// π₀ that is 1 minus the total variation distance between the two models' pairs:
// the part of them that two models coupled as closely as can be would both write.
// It is 1 at the start and falls as the policy drifts away. ok is false for runs
// without offline pairs and before their first step. It waits, is no step, and is
// not paid for.
func (r *Run) Kept(ctx context.Context) (share stats.Estimate, ok bool, err error) {
	return r.kept(ctx, math.MaxInt, pause{})
}

// kept is Kept over the first most pairs.
func (r *Run) kept(ctx context.Context, most int, rest pause) (share stats.Estimate, ok bool, err error) {
	if r.judged == nil || r.judged.pool == nil || r.At() <= r.progress.from {
		return share, false, nil
	}
	t, p := r.judged, r.judged.pool
	n := min(p.n(), most)
	rows := make([]int, 0, 2*n) // chosen, then rejected
	for _, first := range []int{0, p.n()} {
		for b := range n {
			rows = append(rows, first+b)
		}
	}
	ratio := make([]float64, 0, 2*n) // of each sequence, as a logarithm
	for at := 0; at < len(rows); at += t.rows {
		rest.rest()
		some := make([]int, t.rows)
		for i := range some {
			some[i] = rows[min(at+i, len(rows)-1)]
		}
		b := p.pairs.Sample(some)
		logp, _, err := t.drift.Score(ctx, b.Tokens)
		if err != nil {
			return share, false, err
		}
		for i, x := range method.OfAnswers(logp, b.Mask, t.width) {
			if at+i < len(rows) {
				ratio = append(ratio, float64(x-p.ref[some[i]]))
			}
		}
	}
	each := make([]float64, n)
	for b := range n {
		each[b] = math.Exp(min(0, ratio[b]+ratio[n+b]))
	}
	return stats.Mean(each), true, nil
}
