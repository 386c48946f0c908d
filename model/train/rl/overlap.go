package rl

import (
	"context"
	"math"

	"softmix/model/method"
	"softmix/model/stats"
	"softmix/model/task"
)

// overlapPairs is over how many pairs Metrics takes the mean: the first ones.
const overlapPairs = 128

// Metrics returns how the run stands now. With offline pairs: kept, see Overlap, of
// the first 128 pairs; before its first step it would produce them all. With PPO:
// truth and opinion, what the answers of the newest rollout were worth on average
// to the reward function (0 to 1), and to what PPO was taught with (on its own
// scale). It waits, is no step, and is not paid for.
func (s *Source) Metrics(ctx context.Context, yield func()) ([]task.Metric, error) {
	if r, ok := s.Rollout(); ok {
		return []task.Metric{{Name: "truth", Estimate: r.True}, {Name: "opinion", Estimate: r.Proxy}}, nil
	}
	if method.Of(s.Method).Offline && s.Step.Done() == s.state.from {
		return []task.Metric{{Name: "kept", Estimate: stats.Estimate{Value: 1}}}, nil
	}
	kept, ok, err := s.overlap(ctx, overlapPairs, yield)
	if !ok || err != nil {
		return nil, err
	}
	return []task.Metric{{Name: "kept", Estimate: kept}}, nil
}

// Overlap returns the share of the offline pairs that the policy as it is would
// still produce: the mean over pairs (c, r) of
//
//	min(1, π(c)π(r) / π₀(c)π₀(r)),
//
// π₀ being the starting model, whose samples the pairs are. For pairs drawn from
// π₀ that is 1 minus the total variation distance between the two models' pairs:
// the part of them that two models coupled as closely as can be would both write.
// It is 1 at the start and falls as the policy drifts away. ok is false for runs
// without offline pairs and before their first step. It waits, is no step, and is
// not paid for.
func (s *Source) Overlap(ctx context.Context) (share stats.Estimate, ok bool, err error) {
	return s.overlap(ctx, math.MaxInt, func() {})
}

// overlap is Overlap over the first most pairs.
func (s *Source) overlap(ctx context.Context, most int, yield func()) (share stats.Estimate, ok bool, err error) {
	w := s.worker
	if w == nil || w.dataset == nil || s.Step.Done() <= s.state.from {
		return share, false, nil
	}
	d := w.dataset
	n := min(d.n(), most)
	rows := make([]int, 0, 2*n) // chosen, then rejected
	for _, first := range []int{0, d.n()} {
		for b := range n {
			rows = append(rows, first+b)
		}
	}
	ratio := make([]float64, 0, 2*n) // of each sequence, as a logarithm
	for at := 0; at < len(rows); at += s.rows() {
		yield()
		some := make([]int, s.rows())
		for i := range some {
			some[i] = rows[min(at+i, len(rows)-1)]
		}
		b := d.pairs.Sample(some)
		logp, _, err := w.policyScorer.Score(ctx, b.Tokens)
		if err != nil {
			return share, false, err
		}
		for i, x := range method.OfAnswers(logp, b.Mask, s.Width) {
			if at+i < len(rows) {
				ratio = append(ratio, float64(x-d.logp[some[i]]))
			}
		}
	}
	each := make([]float64, n)
	for b := range n {
		each[b] = math.Exp(min(0, ratio[b]+ratio[n+b]))
	}
	return stats.Mean(each), true, nil
}
